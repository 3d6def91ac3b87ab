"""Who speaks for whom: the list itself, the grammar of sources, years, what a researcher may put in its place."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools.lexicons import read_table
from corpus_tools.schema import InputError
from corpus_tools.stance.affiliations import (
    KINDS,
    Affiliations,
    bundled_affiliations,
    check_affiliations,
    name_words,
    names_of,
)
from corpus_tools.stance.scoring import explain_stance, read_stances, score_stance
from corpus_tools.statements.extraction import extract_statements

ROWS = [
    {"name": "حزب السنابل", "also": "السنابل", "body": "", "kind": "group"},
    {"name": "جبهة الأنهار", "short": "الجبهة", "kind": "group"},
    {"name": "نعمان الوردي", "also": "الوردي", "short": "نعمان", "body": "حزب السنابل"},
    {"name": "حزب السنابل", "body": "جبهة الأنهار", "kind": "group", "first": 2012, "last": 2013},
    {"name": "رامي الغرس", "body": "حزب السنابل", "first": 2000, "last": 2010},
    {"name": "رامي الغرس", "body": "", "kind": "person", "first": 2011},
    {"name": "ليان السهل", "body": "حزب السنابل", "first": 2000, "last": 2009},
    {"name": "ليان السهل", "body": "جبهة الأنهار", "first": 2014},
    {"name": "نهارستان", "also": "النهرة", "kind": "state"},
    {"name": "القصر الأخضر", "kind": "office", "body": "نهارستان"},
]
PARTY, FRONT, STATE = (frozenset({n}) for n in ("حزب السنابل", "جبهة الأنهار", "نهارستان"))


def statements(*texts: str, year: int | None = None) -> pd.DataFrame:
    frame = pd.DataFrame({"doc_id": [str(i) for i in range(len(texts))], "text": list(texts)})
    frame["published_on"] = pd.Timestamp(f"{year}-05-01") if year else pd.NaT
    return extract_statements(SimpleNamespace(documents=frame))


def test_the_bundled_list_is_whole():
    rows = read_table("affiliations")
    names = {r["name"] for r in rows}
    assert len(rows) >= 600 and {r["kind"] for r in rows} == set(KINDS)
    assert {r["body"] for r in rows} <= names | {""}
    assert len({(r["name"], r["body"], r["first"]) for r in rows}) == len(rows)
    for r in rows:
        assert r["note"], r
        assert int(r["first"] or 0) <= int(r["last"] or 9999), r
        assert all(not y or 2000 <= int(y) <= 2025 for y in (r["first"], r["last"])), r
        spelt = [s for s in (r["also"] + "|" + r["short"]).split("|") if s]
        assert len(spelt) == len(set(spelt)) and r["name"] not in spelt, r


def test_no_newspaper_station_or_agency_stands_in_the_list():
    media = ("صحيفة", "جريدة", "قناة", "وكالة", "مجلة", "إذاعة", "تلفزيون", "موقع", "شبكة")
    kept = ("وكالة الاستخبارات", "وكالة المخابرات", "وكالة الطاقة", "شبكة القاعدة")
    for row in read_table("affiliations"):
        for name in (row["name"], *row["also"].split("|"), *row["short"].split("|")):
            assert not name.startswith(media) or name.startswith(kept), name


def test_no_parliament_or_court_speaks_for_a_state():
    independent = ("مجلس النواب", "مجلس الشعب", "مجلس الأمة", "برلمان", "البرلمان", "محكمة", "المحكمة", "النيابة")
    independent += ("الكونغرس", "الكنيست", "مجلس الدوما", "الأزهر", "دار الإفتاء", "هيئة كبار العلماء", "جامعة القاهرة")
    for row in read_table("affiliations"):
        assert not (row["body"] and row["name"].startswith(independent)), row


def test_a_surname_of_two_words_is_nobodys_for_sure():
    """«علاء أبو الفتوح» ends like «عبد المنعم أبو الفتوح», and is another."""
    known = bundled_affiliations()
    brotherhood = frozenset({"جماعة الإخوان المسلمين"})
    assert known.path("عبد المنعم أبو الفتوح", brotherhood, 2008)
    assert known.path("علاء أبو الفتوح", brotherhood, 2008) is None
    kept = {"أبو مازن", "أبو عمار", "بن رودز"}  # names by which one person is called
    for row in read_table("affiliations"):
        for name in row["also"].split("|") if row["kind"] == "person" else ():
            particle = name.split(" ")[0] in ("أبو", "بن", "ابن", "ولد", "بني")
            assert not (particle and name.count(" ") == 1) or name in kept, row


def test_nobody_belongs_to_two_states_at_once():
    known = bundled_affiliations()
    states = {r["name"] for r in read_table("affiliations") if r["kind"] == "state"}
    for name in known.memberships:
        for year in (2005, 2013, 2018, 2025):
            assert len(states & set(known.reached(name, year))) <= 1, (name, year)


@pytest.mark.parametrize(
    ("speaker", "bodies", "expected"),
    [
        ("الوردي", PARTY, True), ("نعمان الوردي", PARTY, True), ("«الوردى»", PARTY, True),
        ("الدكتور نعمان الوردي", PARTY, True), ("القيادي نعمان الوردي، أمس", PARTY, True),
        ("متحدث باسم حزب السنابل", PARTY, True), ("قيادي بحزب السنابل", PARTY, True),
        ("عضو في حزب السنابل", PARTY, True), ("حزب السنابل بالميناء", PARTY, True),
        ("القصر الأخضر", STATE, True), ("سفير نهارستان", STATE, True),
        ("الوردي الصغير", PARTY, False), ("عائلة الوردي", PARTY, False),
        ("نجل نعمان الوردي", PARTY, False), ("مركز نعمان الوردي", PARTY, False),
        ("نعمان", PARTY, False), ("محلل شؤون حزب السنابل", PARTY, False),
        ("القيادي السابق في حزب السنابل", PARTY, False), ("منشق عن حزب السنابل", PARTY, False),
        ("قرب حزب السنابل", PARTY, False), ("حزب السنابل الجديد", PARTY, False),
        ("سفير الجيران في نهارستان", STATE, False), ("سفارة الجيران بنهارستان", STATE, False),
        ("مراسل القصر الأخضر", STATE, False), ("", PARTY, False),
    ],
)  # fmt: skip
def test_who_speaks_for_a_body(speaker, bodies, expected):
    assert (check_affiliations(ROWS).path(speaker, bodies, None) is not None) == expected


def test_membership_holds_in_its_years_and_goes_up():
    known = check_affiliations(ROWS)
    assert known.path("الوردي", FRONT, 2012) == "نعمان الوردي > حزب السنابل > جبهة الأنهار"
    assert known.path("الوردي", FRONT, 2014) is None
    assert known.path("رامي الغرس", PARTY, 2008) and not known.path("رامي الغرس", PARTY, 2012)
    assert known.path("رامي الغرس", PARTY, None) is None  # left it for none
    assert known.path("رامي الغرس", PARTY, None, near=True) is None
    assert known.path("ليان السهل", PARTY, None) is None  # changed sides, and nobody knows when
    assert known.path("ليان السهل", PARTY, None, near=True)


def test_a_gap_in_one_office_is_no_change_of_sides():
    rows = [*ROWS, *({"name": "سمير الجدول", "body": b, "first": first, "last": last} for b, first, last in
                     (("نهارستان", 2001, ""), ("حزب السنابل", 2000, 2005), ("حزب السنابل", 2008, 2012)))]  # fmt: skip
    known = check_affiliations(rows)
    assert known.path("سمير الجدول", PARTY, None) and known.path("سمير الجدول", STATE, None)
    assert known.path("سمير الجدول", PARTY, 2006) is None and known.path("سمير الجدول", PARTY, 2009)


def test_what_others_are_called_too_counts_only_beside_the_body():
    known = check_affiliations(ROWS)
    assert known.path("نعمان", PARTY, None) is None
    assert known.path("نعمان", PARTY, None, near=True) == "نعمان الوردي > حزب السنابل"
    assert known.bodies(["الجبهة"]) == frozenset()
    assert known.bodies(["الجبهة", "السنابل"]) == PARTY | FRONT


def test_a_list_that_runs_in_a_circle_ends():
    rows = [{"name": a, "body": b, "kind": "group"} for a, b in (("أ", "ب"), ("ب", "أ"))]
    assert set(check_affiliations(rows).reached("أ", None)) == {"أ", "ب"}


def test_a_group_with_a_countrys_adjective_does_not_speak_for_its_government():
    rows = statements("وقالت المعارضة السورية إن سوريا ترتكب جرائم.", year=2014)
    assert [r.features[_at("own")] for r in read_stances(rows, {"س": ["سوريا"]})] == [0.0]
    off = read_stances(rows, {"س": ["سوريا"]}, affiliations=[])
    assert [r.features[_at("own")] for r in off] == [1.0]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("وقال الكاتب الأميركي سالم إن أميركا مخطئة.", False),
        ("وقال وزير الدفاع الأميركي سالم إن أميركا مستعدة.", True),
        ("وقالت صحيفة «النجم» الأميركية إن أميركا مخطئة.", False),
        ("وقال ناشط أميركي إن أميركا مخطئة.", False),
    ],
)
def test_who_studies_or_opposes_a_country_does_not_speak_for_it(text, own):
    read = read_stances(statements(text), {"أ": ["أميركا"]}, affiliations=[])
    assert [bool(r.features[_at("own")]) for r in read] == [own]


def _at(name: str) -> int:
    from corpus_tools.stance.features import feature_names

    return feature_names().index(name)


def test_the_row_that_was_used_is_shown_and_the_list_can_be_replaced_or_left_out():
    rows = statements("وقال الوردي إن السنابل لم ترتكب جرائم.")
    targets = {"الحزب": ["السنابل"]}
    given_rows = rows.copy(deep=True)
    scored = score_stance(rows, targets, affiliations=ROWS)
    assert scored["affiliation"].tolist() == ["نعمان الوردي > حزب السنابل"]
    for other in (None, [], pd.DataFrame(columns=["name", "body"])):
        assert score_stance(rows, targets, affiliations=other)["affiliation"].tolist() == [None]
    as_frame = score_stance(rows, targets, affiliations=pd.DataFrame(ROWS))
    pd.testing.assert_frame_equal(scored, as_frame)
    pd.testing.assert_frame_equal(rows, given_rows)
    assert "own" in set(explain_stance(rows, targets, affiliations=ROWS)["feature"])


def test_the_researchers_members_go_before_the_list():
    rows = statements("وقال الوردي إن السنابل لم ترتكب جرائم.")
    targets = {"الحزب": ["السنابل"], "الجيران": ["الجيران"]}
    named = score_stance(rows, targets, affiliations=[], members={"الحزب": ("الوردي",)})
    assert named["affiliation"].tolist() == ["الوردي > الحزب"]
    other = score_stance(rows, targets, affiliations=ROWS, members={"الجيران": ["الوردي"]})
    assert other["affiliation"].tolist() == [None]


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("affiliations", [{"body": "حزب"}], "row 1"),
        ("affiliations", [{"name": "أ", "body": "ب", "first": "قديم"}], "row 1"),
        ("affiliations", [{"name": "أ", "kind": "outlet"}], "row 1"),
        ("affiliations", {"حزب": ["أ"]}, "members"),
        ("members", ["أ"], "project.sides"), ("members", {"حزب": "أ"}, "project.sides"),
    ],
)  # fmt: skip
def test_errors_say_what_was_expected(argument, value, message):
    with pytest.raises(InputError, match=message):
        score_stance(statements("نص قصير."), {"السد": ["السد"]}, **{argument: value})


def test_an_outlet_is_no_evidence_of_its_own_stance():
    rows = statements("السنابل ترتكب جرائم.", "وقال الوزير إن السنابل ترتكب جرائم.")
    for name in ("السنابل", "حزب السنابل", "صحيفة أخرى"):
        scored = score_stance(rows.assign(outlet=name), {"الحزب": ["السنابل"]}, affiliations=ROWS)
        assert scored["affiliation"].tolist() == [None, None]
        plain = score_stance(rows, {"الحزب": ["السنابل"]}, affiliations=ROWS)
        assert scored["score"].tolist() == plain["score"].tolist()


def test_a_source_carried_over_is_looked_up_by_its_name():
    assert names_of(None, "نعمان الوردي") == ("نعمان الوردي",)
    assert names_of("المتحدث", "نعمان الوردي") == ("المتحدث", "نعمان الوردي")
    assert names_of("الوردي", "الوردي") == ("الوردي",)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="نعمان الوردي حزب السنابلبول،في«»\u0640\u064b", max_size=60))
def test_any_name_can_be_asked(speaker):
    known = check_affiliations(ROWS)
    found = known.path(speaker, PARTY, None)
    assert found is None or found.endswith("حزب السنابل")
    assert found is None or known.path(speaker, PARTY, None, near=True) is not None
    assert known.path(speaker + " زائد", STATE, None) is None
    assert name_words(" ".join(name_words(speaker))) == name_words(speaker)


@settings(max_examples=50, deadline=None)
@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows):
    known, other = check_affiliations(ROWS), check_affiliations(rows)
    for name in known.memberships:
        for year in (None, 2008, 2013, 2015):
            assert set(known.reached(name, year)) == set(other.reached(name, year))


def test_the_list_asked_twice_answers_the_same():
    known = Affiliations([])
    assert known.path("أحد", PARTY, None) is None and known.named_in("أحد") == []
