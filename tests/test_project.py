"""The project file: what it may say, and how it says that something is wrong."""

import datetime

import pytest

from corpus_tools.corpus.project import Project, load_project
from corpus_tools.corpus.study import find_project, load_study
from corpus_tools.schema import InputError, NothingToLoad

WHOLE = """
[project]
name = "letters"
title = "Letters"
title_ar = "رسائل"
n_topics = 7
random_state = 3
fiction = true
[dates]
first = 2023-01-01
last = "2023-08-31"
[outlets."الأفق"]
colour = "#1f77b4"
[targets]
"جمهورية الساحل" = ["الساحل", "جمهورية الساحل"]
[sides]
"الساحل" = ["وزارة الطاقة"]
[columns]
text = "body_raw"
date = "when"
outlet = false
"""


def written(tmp_path, text):
    (tmp_path / "project.toml").write_text(text, encoding="utf-8")
    return tmp_path / "project.toml"


def test_everything_that_a_project_file_may_say(tmp_path):
    assert load_project(written(tmp_path, WHOLE)) == Project(
        name="letters", title="Letters", title_ar="رسائل", n_topics=7, random_state=3,
        fiction=True, first=datetime.date(2023, 1, 1), last=datetime.date(2023, 8, 31),
        colours={"الأفق": "#1f77b4"}, targets={"جمهورية الساحل": ("الساحل", "جمهورية الساحل")},
        sides={"الساحل": ("وزارة الطاقة",)},
        columns={"text": "body_raw", "published_on": "when", "outlet": None},
    )  # fmt: skip


def test_an_empty_file_and_no_file_assume_nothing(tmp_path):
    assert load_project(written(tmp_path, "")) == Project()
    assert Project().targets == {} and Project().sides == {}


def test_records_with_names_of_their_own_are_read_by_the_project(tmp_path):
    row = '{"head_line": "قمة", "body_raw": "قالت الوزارة إن القمة انتهت.", "when": "2023-05-04"}\n'
    (tmp_path / "dump.jsonl").write_text(row, encoding="utf-8")
    assert "[columns] in project.toml" in load_study(tmp_path)[0].problems["reason"][0]
    written(tmp_path, '[columns]\ntext = "body_raw"\ntitle = "head_line"\npublished_on = "when"\n')
    corpus, _ = load_study(tmp_path)
    (only,) = corpus.documents.itertuples()
    assert (only.title, str(only.published_on.date())) == ("قمة", "2023-05-04")
    written(tmp_path, '[columns]\ntext = "bodyraw"\n')
    with pytest.raises(InputError, match="did you mean 'body_raw'"):
        load_study(tmp_path)


def test_a_project_is_frozen():
    with pytest.raises(AttributeError):
        Project().name = "x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[projekt]\n", "unknown key 'projekt'; did you mean 'project'?"),
        ("[project]\nn_topic = 3\n", "did you mean 'n_topics'?"),
        ("[project]\nn_topics = 1\n", "at least 2, got 1"),
        ("[project]\nn_topics = true\n", "whole number"),
        ("[project]\nrandom_state = -1\n", "at least 0"),
        ("[project]\nname = '../x'\n", "expected name to be letters"),
        ("[project]\nfiction = 'no'\n", "true or false"),
        ("[dates]\nfirst = 'soon'\n", "expected first to be a date"),
        ("[dates]\nfirst = 2024-01-01\nlast = 2023-01-01\n", "is later than"),
        ("[outlets.x]\ncolor = '#000000'\n", "did you mean 'colour'?"),
        ("[outlets.x]\ncolour = 'red'\n", '"#rrggbb"'),
        ("[targets]\nx = 'y'\n", "[targets]: expected \"x\""),
        ("[targets]\nx = []\n", "got []"),
        ("[sides]\nx = [1]\n", "texts in the list"),
        ("[columns]\ntitel = 'x'\n", "[columns]: 'titel' is no field"),
        ("[columns]\ntext = 3\n", "expected text to be the name of a column"),
        ("sides = 3\n", "[sides] to be a table"),
        ("a = \n", "not a TOML file"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, text, message):
    with pytest.raises(InputError) as caught:
        load_project(written(tmp_path, text))
    assert message in str(caught.value) and "project.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NothingToLoad, match="project.toml"):
        load_project(tmp_path / "project.toml")


def test_the_file_is_found_inside_or_beside_and_nowhere_else(tmp_path):
    corpus = tmp_path / "study" / "pages"
    corpus.mkdir(parents=True)
    written(tmp_path, WHOLE)
    assert find_project(corpus) is None
    beside = written(tmp_path / "study", WHOLE)
    assert find_project(corpus) == beside
    inside = written(corpus, WHOLE)
    assert find_project(corpus) == inside
    assert find_project(corpus / "a.jsonl") == inside


# --- a study: pages, tables and project together ------------------------------------------------

STORY = (
    "أعلنت وزارة الطاقة في الساحل، أمس، افتتاح محطة جديدة شمال العاصمة بعد عامين من العمل.\n\n"
    "وقال الوزير إن المحطة تكفي ثلاث مدن، وإن تكلفتها لم تتجاوز ما رصد لها في الموازنة العامة.\n\n"
    "وأضاف أن مرحلة ثانية ستبدأ في الخريف، وأن شركات من ثلاث دول أبدت رغبتها في المشاركة فيها."
)


@pytest.fixture
def study(tmp_path):
    pages = tmp_path / "دراسة" / "صفحات"
    pages.mkdir(parents=True)
    rows = [("a", "2023-05-01"), ("b", "2022-01-01"), ("c", "")]
    for name, day in rows:
        (pages / f"{name}.txt").write_text(f"{STORY} {name}", encoding="utf-8")
    table = "page,outlet,date\n" + "".join(f"{n}.txt,الأفق,{d}\n" for n, d in rows)
    return pages, table


@pytest.mark.parametrize("inside", [True, False])
def test_the_tables_of_a_study_lie_inside_or_beside(study, inside, monkeypatch):
    pages, table = study
    home = pages if inside else pages.parent
    (home / "metadata.csv").write_text(table, encoding="utf-8")
    (home / "corrections.csv").write_text("page,action\nc.txt,drop\n", encoding="utf-8")
    written(home, '[targets]\n"الساحل" = ["الساحل"]\n')
    monkeypatch.chdir(pages)
    for path in (pages, f"{pages}/", ".", "../صفحات", *(["*.txt"] if inside else [])):
        corpus, project = load_study(path)
        assert list(corpus.documents["outlet"]) == ["الأفق"] * 2 and corpus.problems.empty
        assert set(project.targets) == {"الساحل"}


def test_the_nearer_table_is_applied_and_the_other_named(study):
    pages, table = study
    (pages / "metadata.csv").write_text(table, encoding="utf-8")
    (pages.parent / "metadata.csv").write_text(table.replace("الأفق", "المرفأ"), encoding="utf-8")
    corpus, _ = load_study(pages)
    assert set(corpus.documents["outlet"]) == {"الأفق"}
    assert "is nearer" in corpus.problems["reason"][0]


def test_a_home_folder_is_understood(study, monkeypatch):
    pages, table = study
    (pages / "metadata.csv").write_text(table, encoding="utf-8")
    monkeypatch.setenv("HOME", str(pages.parent))
    monkeypatch.setenv("USERPROFILE", str(pages.parent))
    corpus, _ = load_study("~/صفحات")
    assert set(corpus.documents["outlet"]) == {"الأفق"}


def test_articles_outside_the_days_of_a_project_are_left_out_aloud(study):
    pages, table = study
    (pages / "metadata.csv").write_text(table, encoding="utf-8")
    written(pages, "[dates]\nfirst = 2023-01-01\n")
    corpus, _ = load_study(pages)
    assert list(corpus.documents["page"]) == ["a.txt", "c.txt"]  # c has no date
    assert "1 articles dated outside 2023-01-01 to …" in corpus.problems["reason"][0]
    whole, _ = load_study(pages, written(pages.parent, "[dates]\nlast = 2024-01-01\n"))
    assert len(whole) == 3


def test_a_frame_is_no_study():
    import pandas as pd

    with pytest.raises(InputError, match="load_corpus"):
        load_study(pd.DataFrame())


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "project.toml").mkdir()
    with pytest.raises((InputError, NothingToLoad)):
        load_project(tmp_path / "project.toml")
