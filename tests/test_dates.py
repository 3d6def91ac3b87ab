"""Dates: every form, in both directions: what must be read, and what must not."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_tools.dates import find_dates, find_islamic_dates, fold

READ = [
    ("الخميس 21 يونيو 2018", "2018-06-21", "named"),
    ("٢١ حزيران ٢٠١٨", "2018-06-21", "named"),
    ("۲۱ ژوئن ندارد 21 يونيو (حزيران) 2018", "2018-06-21", "named"),
    ("21 حزيران/يونيو 2018", "2018-06-21", "named"),
    ("21 حزيران / يونيو 2018", "2018-06-21", "named"),
    ("كانون الثاني 3, 2020", "2020-01-03", "named"),
    ("3 تشرين الأول 2019", "2019-10-03", "named"),
    ("الجمعة 6 يوليوز 2018 - 16:04", "2018-07-06", "named"),
    ("14 غشت 2017", "2017-08-14", "named"),
    ("2 شتنبر 2017", "2017-09-02", "named"),
    ("5 جويلية 2016", "2016-07-05", "named"),
    ("28 فيفري 2021", "2021-02-28", "named"),
    ("نُشر: 21:08-21 يونيو 2018 م ـ ٧ شوال 1439 هـ", "2018-06-21", "named"),
    ("السبت 6/7/1439 هـ - الموافق 24/3/2018 م", "2018-03-24", "dmy"),
    ("تاريخ النشر:27.06.2018", "2018-06-27", "dmy"),
    ("20:13 GMT 27.02.2018", "2018-02-27", "dmy"),
    ("2018-06-21T10:30:00+03:00", "2018-06-21", "ymd"),
    ("2018/6/21", "2018-06-21", "ymd"),
    ("٢٠١٨/٠٦/٢١", "2018-06-21", "ymd"),
    ("06-21-2018", "2018-06-21", "mdy"),
    ("05 - 06 - 2018", "2018-06-05", "dmy"),
    ("Thu, 21 Jun 2018 10:00", "2018-06-21", "named"),
    ("June 21st, 2018", "2018-06-21", "named"),
    ("الخميس 21 Jun / June 2018", "2018-06-21", "named"),
]


@pytest.mark.parametrize(("line", "date", "order"), READ)
def test_is_read(line: str, date: str, order: str) -> None:
    found = find_dates(line)
    assert [(m.date.isoformat(), m.order) for m in found] == [(date, order)]
    assert 0 <= found[0].start < found[0].end <= len(line)


@pytest.mark.parametrize(
    "line",
    [
        "قبل ساعتين", "اليوم الأحد", "منذ 3 أيام", "21 يونيو", "يونيو 2018", "7 شوال 1439 هـ",
        "1950-1953", "127.0.0.1", "32/13/2018", "30 فبراير 2018", "رقم 12.5", "10:30", "",
        "عام 2018", "من 3 إلى 5 في 2018",
    ],
)  # fmt: skip
def test_is_not_a_date(line: str) -> None:
    assert find_dates(line) == []


def test_the_order_is_recorded_and_what_is_uncertain_is_said() -> None:
    (usage,) = find_dates("03/04/2018")
    assert usage.date == datetime.date(2018, 4, 3)
    assert (usage.order, usage.ambiguous) == ("dmy", True)
    (proved,) = find_dates("23/04/2018")
    assert not proved.ambiguous
    (dots,) = find_dates("03.04.2018")
    assert (dots.date, dots.ambiguous) == (datetime.date(2018, 4, 3), False)


def test_a_weekday_decides_the_order() -> None:
    (match,) = find_dates("الأربعاء 07-04-2018")  # 4 July 2018 was a Wednesday
    assert (match.date, match.order) == (datetime.date(2018, 7, 4), "mdy")
    assert match.weekday_ok is True and not match.ambiguous


def test_a_weekday_that_contradicts_is_reported() -> None:
    assert find_dates("الأحد 21 يونيو 2018")[0].weekday_ok is False
    assert find_dates("الخميس 21 يونيو 2018")[0].weekday_ok is True
    assert find_dates("21 يونيو 2018")[0].weekday_ok is None
    assert find_dates("21/06/2018 الأحد")[0].weekday_ok is False


def test_a_short_year_is_marked() -> None:
    assert find_dates("21/06/18")[0].short_year


def test_islamic_dates_are_seen_but_not_converted() -> None:
    line = "الخميس 7 شوال 1439 هـ - 21 يونيو 2018"
    ((start, end),) = find_islamic_dates(line)
    assert line[start:end].startswith("7 شوال 1439")
    assert [m.date.isoformat() for m in find_dates(line)] == ["2018-06-21"]


@given(st.text(alphabet=st.sampled_from("0123456789٠١٢٣/.-: يونيومارس،هـم\u200f"), max_size=60))
def test_any_line_gives_dates_inside_it(line: str) -> None:
    assert len(fold(line)) == len(line)
    for match in find_dates(line):
        assert 0 <= match.start < match.end <= len(line)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))
def test_iso_comes_back(date: datetime.date) -> None:
    assert [m.date for m in find_dates(f"نشر في {date.isoformat()}")] == [date]
