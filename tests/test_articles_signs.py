"""Signs inside a page: numbers that count on, bios, signatures, set phrases, dates above titles."""

import datetime

import pytest
from test_articles_layouts import LAST, LEAD, NEXT, OTHER, SUMMARY, TITLE, body, read, reasons

from corpus_tools.articles import count_repeated, segment_page

MORE = "وسجل فريق الصنوبر هدف التعادل في مباراة الكأس قبل صافرة النهاية بدقيقتين."
END = "ونال حارس الصنوبر جائزة أفضل لاعب في كأس الشواطئ وسط هتاف الجمهور."


def test_numbered_paragraphs_go_on_below_dated_links() -> None:
    steps = ["1- الممشى: يفتح الجسر أمام المشاة وحدهم من الفجر حتى منتصف الليل في كل أيام الأسبوع.",
             "2- الدراجات: تمر في ساعات الصباح الأولى فقط، ويدفع من يخالف ذلك غرامة في مكتب الأشغال.",
             "3- القوارب: تعبر من القوس الأوسط، وتتوقف عن العبور إذا ارتفع ماء النهر فوق العلامة."]  # fmt: skip
    links = ["Related articles", OTHER, "April 9, 2031", "حريق في مخزن للخشب قرب مرفأ الصيد", "May 3, 2031"]
    text, page = read(TITLE, LEAD, NEXT, *steps[:2], *links, steps[2], LAST)
    assert len(page.articles) == 1
    assert body(text, page) == [LEAD, NEXT, *steps, LAST]


@pytest.mark.parametrize("heading", ["عن الكاتب", "About the author"])
def test_the_paragraph_about_the_writer_is_no_text(heading: str) -> None:
    bio = "صحفي يعمل في قسم المدن منذ عشرة أعوام، وحاصل على شهادة في الجغرافيا من جامعة الزان."
    text, page = read(TITLE, LEAD, NEXT, LAST, heading, "سالم الغصن", bio, "موضوعات متعلقة", OTHER)
    assert body(text, page) == [LEAD, NEXT, LAST]
    text, page = read(TITLE, LEAD, NEXT, bio, LAST)  # the same words without the heading are text
    assert bio in body(text, page)


@pytest.mark.parametrize("signature", ["أ ش أ", "رويترز", "سالم الغصن (مرفأ الصيد)"])
def test_a_signature_below_a_second_headline(signature: str) -> None:
    bare = "ليلة بيضاء على الرمل الأزرق"  # shares no word with its text
    text, page = read(TITLE, LEAD, NEXT, LAST, "اقرأ أيضا:", bare, signature, SUMMARY, MORE, END)
    assert [a.title for a in page.articles] == [TITLE, bare]
    assert body(text, page, 1) == [SUMMARY, MORE, END]


@pytest.mark.parametrize("phrase", [
    "كانت هذه تفاصيل خبر بلدية الزان تفتح جسر الطواحين أمام المشاة لهذا اليوم نرجو أن نكون قد وفقنا.",
    "كما تجدر الإشارة إلى أن الخبر الأصلي قد تم نشره على موقع آخر، وقد قام فريق التحرير بالتأكد منه "
    "وربما تم التعديل عليه، وربما نقل كاملا أو اقتبس منه، ويمكنك قراءة الخبر من مصدره، "
    "ولا يتحمل الموقع أي مسؤولية عما جاء فيه من معلومات أو آراء أو صور أو روابط إلى مواقع أخرى.",
])  # fmt: skip
def test_set_phrases_of_sites_that_pass_news_on(phrase: str) -> None:
    text, page = read(TITLE, LEAD, NEXT, LAST, phrase, "المصدر | المرساة")
    assert body(text, page) == [LEAD, NEXT, LAST]
    assert page.articles[0].outlet == "المرساة"


@pytest.mark.parametrize("sentence", [
    "كانت هذه التفاصيل معروفة لدى البلدية قبل افتتاح جسر الطواحين بأسبوعين.",
    "تجدر الإشارة إلى أن ترميم جسر الطواحين بدأ قبل سبعة أشهر بعد فيضان النهر.",
])  # fmt: skip
def test_sentences_that_begin_alike_are_text(sentence: str) -> None:
    text, page = read(TITLE, LEAD, NEXT, sentence, LAST)
    assert sentence in body(text, page)


def test_a_headline_that_asks_is_no_paragraph() -> None:
    asks = "لماذا تفتح بلدية الزان جسر الطواحين أمام المشاة وحدهم بعد سبعة أشهر من أعمال ترميم طويلة؟"
    text, page = read("المرساة", "محليات", asks, "12 مايو 2031", LEAD, NEXT, LAST)
    assert page.articles[0].title == asks
    assert page.articles[0].published_on == datetime.date(2031, 5, 12)


def test_a_scoreline_is_no_menu() -> None:
    long = ("وفي الملعب البلدي تقدم الصنوبر 1 / 0 ثم عادله المرفأ 1 / 1 قبل أن يسجل الصنوبر هدفين فصارت "
            "النتيجة 3 / 1 عند نهاية الشوط الثاني وسط تصفيق الجمهور الذي ملأ المدرجات منذ الظهر.")  # fmt: skip
    text, page = read(OTHER, SUMMARY, long, MORE, END)
    assert body(text, page) == [SUMMARY, long, MORE, END]


def test_a_sentence_that_names_its_source_is_no_caption() -> None:
    said = "وقالت البلدية إنها ستفتح الممشى الثاني في الربيع بعد أن تصل الأخشاب من الشمال، بحسب وكالة (رويترز)."
    text, page = read(TITLE, LEAD, said, LAST)
    assert body(text, page) == [LEAD, said, LAST]


@pytest.mark.parametrize("beside", [["كتب: سالم الغصن"], ["آخر تحديث: 13 مايو 07:12"]])
def test_a_date_above_the_title_beside_the_writer_or_a_change(beside: list[str]) -> None:
    head = ["جريدة الزورق", "الرئيسية", "اقتصاد", "12 مايو 2031 07:12 مساء", *beside]
    _, page = read(*head, TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 5, 12)


def test_a_date_below_the_name_of_a_section_of_the_menu() -> None:
    menu = "أخبار | عرب وعالم | اقتصاد | محافظات | رياضة"
    _, page = read("جريدة الزورق", menu, "محافظات", "12-05-2031 | 22:51", TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 5, 12)


@pytest.mark.parametrize("head", [
    ["12 مايو 2031", "جريدة الزورق", "الرئيسية"],  # a crawl stamp on top
    ["جريدة الزورق", "أخبار | اقتصاد | رياضة", "12 مايو 2031"],  # one below the menu
])  # fmt: skip
def test_a_stamp_of_the_page_dates_nothing(head: list[str]) -> None:
    _, page = read(*head, TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on is None


def test_a_name_on_several_pages_opens_a_list() -> None:
    links = ["ملفات ساخنة", OTHER, SUMMARY, "سباق القوارب يصل إلى أرصفة المرفأ القديم",
             "وصل سباق القوارب أمس إلى أرصفة المرفأ القديم بعد ثلاثة أيام من الريح."]  # fmt: skip
    pages = ["\n".join([TITLE, LEAD, NEXT, LAST, *links]),
             "\n".join([OTHER, SUMMARY, MORE, END, links[0], TITLE, LEAD])]  # fmt: skip
    repeated = count_repeated(pages)
    first = segment_page(pages[0], repeated=repeated)
    assert len(first.articles) == 1 and body(pages[0], first) == [LEAD, NEXT, LAST]


def test_the_sites_own_agency_is_its_outlet() -> None:
    foot = "جميع الحقوق محفوظة لوكالة أنباء الزورق"
    _, page = read("وكالة أنباء الزورق (زرق)", "محليات", TITLE, LEAD, NEXT, LAST, foot)
    assert page.articles[0].outlet == "وكالة أنباء الزورق"


def test_words_of_the_site_inside_a_sentence_that_goes_on() -> None:
    """A line that was taken for the site's and given back is weighed once more, without a row."""
    said = "وأضاف أن البلدية تنشر صور الجسر وأن من أراد الاشتراك في القائمة البريدية فله ذلك."
    text, page = read(TITLE, LEAD, NEXT, said, LAST)
    assert reasons(text, page)[said][0] == "body"


@pytest.mark.parametrize("line, dated", [
    ("الاثنين 12 مايو 2031", True), ("12 مايو 2031 @ 07:12", True), ("يوم الاثنين 12 مايو 2031", True),
    ("الزان الاثنين 12 مايو 2031", False), ("جدول الاثنين 12 مايو 2031", False),
])  # fmt: skip
def test_the_day_of_a_page_dates_no_article(line: str, dated: bool) -> None:
    """A city or the name of a table before the weekday: the head of the page, even below a title."""
    _, page = read("جريدة الزورق", TITLE, line, "", LEAD, NEXT, LAST)
    assert page.articles[0].published_on == (datetime.date(2031, 5, 12) if dated else None)


def test_of_two_days_below_a_title_the_one_of_the_page_is_left_out() -> None:
    head = ["12 مايو 2031 @ 07:12", "الزان الخميس 9 سبتمبر 2032"]
    _, page = read("جريدة الزورق", TITLE, *head, "", LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 5, 12)


CAPTION = "مشاة يعبرون جسر الطواحين عند ضفة النهر."


@pytest.mark.parametrize("below, label", [("© الزورق/سالم الغصن", "caption"), ("", "body")])
def test_a_sentence_above_the_credit_of_a_picture_is_its_caption(below: str, label: str) -> None:
    text, page = read(TITLE, "", CAPTION, *filter(None, [below]), "", LEAD, NEXT, LAST)
    assert reasons(text, page)[CAPTION][0] == label


@pytest.mark.parametrize("line, kept", [
    ("مشاة من أهل الزان يعبرون جسر الطواحين بعد أعمال الترميم الطويلة", False),
    ("رئيس البلدية: ترميم جسر الطواحين كلف «نصف ميزانية الأشغال» لهذا العام", True),
    ("كم كلف ترميم جسر الطواحين من ميزانية الأشغال لهذا العام؟", True),
])  # fmt: skip
def test_long_lines_between_paragraphs_are_captions_unless_they_speak(line: str, kept: bool) -> None:
    text, page = read(TITLE, LEAD, "", line, "", NEXT, LAST)
    assert (reasons(text, page)[line][0] in ("subhead", "body")) == kept


def test_a_headline_above_a_signed_date_is_the_title_though_a_caption_says_more() -> None:
    headline = "حين تكلم النهر.. حكاية انتظار طال على أهل المدينة"
    caption = "جسر الطواحين أمام المشاة بعد ترميم البلدية"
    head = ["الزورق", "الرئيسية > محليات", headline, "12 مايو 2031", "كتب: سالم الغصن", caption]
    _, page = read(*head, "", LEAD, NEXT, LAST)
    assert page.articles[0].title == headline


@pytest.mark.parametrize("imprint, outlet", [
    ("© الزورق، تأسست سنة 2003", "الزورق"),
    ("شبكة الزورق الإعلامية ©", "شبكة الزورق الإعلامية"),
    ("© 2031 الزورق", "الزورق"),
    ("حقوق النشر لصحيفة الزورق", "صحيفة الزورق"),
    ("© رويترز", None),  # whoever took the picture
    ("© تصميم شركة الموج", None),
    ("جميع الحقوق محفوظة", None),
])  # fmt: skip
def test_whoever_claims_the_copyright_is_the_outlet(imprint: str, outlet: str | None) -> None:
    _, page = read("الرئيسية", TITLE, LEAD, NEXT, LAST, "", "اتصل بنا", imprint)
    assert page.articles[0].outlet == outlet


@pytest.mark.parametrize("foot, outlet", [
    ("أخبار الزورق، إدارة الإعلام", "أخبار الزورق"),
    ("أخبار الزورق | محليات | رياضة", None),  # a menu
    ("أخبار الزورق", None),
])  # fmt: skip
def test_a_name_on_top_and_at_the_end(foot: str, outlet: str | None) -> None:
    _, page = read("أخبار الزورق", "محليات", TITLE, LEAD, NEXT, LAST, "", "اتصل بنا", foot)
    assert page.articles[0].outlet == outlet


def test_of_a_page_that_takes_over_a_second_article_has_no_outlet() -> None:
    more = [OTHER, SUMMARY, MORE, END]
    _, page = read(TITLE, LEAD, NEXT, LAST, "المصدر: روسيا اليوم", "", "اقرأ أيضا", "", *more,
                   "", "© الزورق 2031")  # fmt: skip
    assert [(a.title, a.aggregator) for a in page.articles] == [(TITLE, "الزورق"), (OTHER, "الزورق")]
    assert page.articles[0].outlet is not None and page.articles[1].outlet is None


@pytest.mark.parametrize("line", ["\u200f\t\u200f", "\u200f" + " " * 30 + "\u200f", "\u00a0\u200e \u200e"])
def test_a_line_of_marks_and_spaces_is_a_line(line: str) -> None:
    for text in (line, f"خبر\n{line}\nخبر"):
        spans = segment_page(text).spans
        assert "".join(text[s.start : s.end] for s in spans) == text
