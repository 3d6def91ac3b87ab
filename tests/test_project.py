"""The project file: what it may say, and how it says that something is wrong."""

import datetime

import pytest

from corpus_tools.corpus.project import Project, find_project, load_project
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
    )  # fmt: skip


def test_an_empty_file_and_no_file_assume_nothing(tmp_path):
    assert load_project(written(tmp_path, "")) == Project()
    assert Project().targets == {} and Project().sides == {}


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
