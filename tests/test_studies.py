"""A study of a lab: laid out, filled, run; and the questions that only a person can answer."""

import json

import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools.__main__ import main
from corpus_tools.corpus.project import Project, load_project
from corpus_tools.figures.studies import new_study, study_paths
from corpus_tools.schema import InputError


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "قمة في العاصمة\nافتتحت القمة اليوم في العاصمة أعمالها بحضور عشرين وفدا.\n"
        "وقال الناطق إن القمة تنتهي غدا ببيان مشترك بين الوفود.\n", encoding="utf-8",
    )  # fmt: skip
    return folder


def test_a_study_says_all_that_is_needed(tmp_path, pages) -> None:
    study = new_study(tmp_path / "letters", corpus=pages)
    assert load_project(study).name == "letters"
    assert ct.__version__ in (study / "README.md").read_text(encoding="utf-8")
    books = sorted((study / "notebooks").glob("*.ipynb"))
    assert [b.name[:2] for b in books] == ["01", "02", "03", "04", "05"]
    for book in books:
        cells = json.loads(book.read_text(encoding="utf-8"))["cells"]
        (parameters,) = [c for c in cells if "parameters" in c["metadata"].get("tags", ())]
        assert "corpus_path = '../../elsewhere'" in parameters["source"]
        assert "project_path = '../project.toml'" in parameters["source"]
    assert study_paths(study)["out"] == str(study / "out")


def test_what_the_study_says_outranks_the_machine(tmp_path, pages) -> None:
    study = new_study(tmp_path / "letters", corpus=pages)
    corpus, _ = ct.load_study(pages, study / "project.toml")
    assert corpus.problems["reason"].str.contains("no row in it").all()  # tables with a head alone
    (study / "metadata.csv").write_text("page,outlet\na.txt,الزورق\n", encoding="utf-8")
    corpus, _ = ct.load_study(pages, study / "project.toml")
    assert corpus.documents["outlet"].tolist() == ["الزورق"]


def test_a_study_overwrites_nothing(tmp_path, pages) -> None:
    new_study(tmp_path / "letters", corpus=pages)
    with pytest.raises(InputError, match="there is something at .*letters already"):
        new_study(tmp_path / "letters", corpus=pages)
    with pytest.raises(InputError, match="letters, digits, hyphens"):
        new_study(tmp_path / "a b")
    with pytest.raises(InputError, match="corpus: there is nothing at"):
        new_study(tmp_path / "other", corpus=tmp_path / "nowhere")
    assert not (tmp_path / "other").exists()


def test_a_folder_that_is_no_study_is_refused(tmp_path, pages, capsys) -> None:
    assert main(["figures", "--study", str(pages)]) == 1
    assert "expected project.toml and notebooks/" in capsys.readouterr().err
    assert main(["figures", "--study", str(pages), "--out", str(tmp_path)]) == 1
    assert "does not go with --out" in capsys.readouterr().err


def frame(*outlets: str | None) -> pd.DataFrame:
    n = len(outlets)
    return pd.DataFrame({
        "doc_id": [str(i) for i in range(n)], "text": ["نص."] * n, "outlet": list(outlets),
        "published_on": pd.to_datetime(["2031-01-01"] * n),
    })  # fmt: skip


def test_questions_come_in_the_order_of_what_hangs_on_them() -> None:
    known = frame("الزورق", None, None, None, "المرساة", "المرساة نيوز")
    known.loc[0, "published_on"] = pd.NaT
    questions = ct.open_questions(ct.Corpus.from_documents(known), Project())
    assert questions["weight"].is_monotonic_decreasing
    assert questions["question"].tolist() == [
        "For or against whom shall stance be measured?",
        "Who published the 3 articles in the folder itself?",
        "Are «المرساة» and «المرساة نيوز» one outlet?",
        "When was the article of «الزورق» published?",
    ]
    assert questions["n_documents"].tolist() == [6, 3, 1, 1]


def test_folders_of_several_outlets_and_names_with_a_number_sign_are_asked_about_by_name() -> None:
    known = frame("محفوظات", "سبوتنيك", "العربية", "سي إن إن بالعربية", None)
    known["page"] = ["محفوظات/a.txt", "محفوظات/b.txt", "c.txt", "d.txt", "e/x #9 & y.txt"]
    known["outlet_evidence"] = ["folder 'محفوظات'", "«موسكو - سبوتنيك»", "masthead", "masthead", None]
    questions = ct.open_questions(ct.Corpus.from_documents(known))["question"].tolist()
    assert sorted(questions) == [
        "Is «محفوظات» an outlet, or only the name of a folder? Other pages in it name «سبوتنيك»",
        "Who published the article in e?",
    ]


def test_articles_in_another_language_are_asked_about() -> None:
    known = frame("الزورق", "المرساة", "المرساة", "المرساة")
    known["text"] = [
        "قال الوزير في السنة الماضية.", "The minister said so last year.",
        "وزیر گفت که این پروژه پیش می‌رود. چگونه گزارش شد؟ او گفت پس از این.",
        "وصل \"Boeing 737 MAX\" إلى المطار صباح الأحد.",
    ]
    row = ct.open_questions(ct.Corpus.from_documents(known)).iloc[0]
    assert row["question"] == "Shall the 2 articles stay that are not in Arabic («المرساة»)?"
    assert row["n_documents"] == 2 and row["answer_in"] == "corrections.csv: drop"


def test_pages_that_ask_for_a_subscription_are_asked_about() -> None:
    known = frame("الزورق", "المرساة", "المرساة")
    known["text"] = ["قال الوزير نعم.\nهذا المحتوى متاح للمشتركين فقط.", "قال.\nاشترك الآن لمتابعة القراءة",
                     "دعا المشتركين إلى متابعة القراءة."]  # fmt: skip
    row = ct.open_questions(ct.Corpus.from_documents(known)).iloc[0]
    assert row["question"] == "Does the text of the 2 pages end where only subscribers read on?"


def test_where_all_is_known_nothing_is_asked() -> None:
    corpus = ct.Corpus.from_documents(frame("الزورق", "المرساة"))
    questions = ct.open_questions(corpus, Project(targets={"الجسر": ("الجسر",)}))
    assert not len(questions) and questions.columns[0] == "question"
    assert not len(ct.open_questions(corpus.select(outlet="لا أحد"), Project()))
