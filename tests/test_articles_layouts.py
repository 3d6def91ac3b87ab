"""Pages in layouts that no list names: boxes inside stories, words of the site, heads of articles."""

import datetime

import pytest

from corpus_tools import schema
from corpus_tools.articles import PageArticles, count_repeated, segment_page
from corpus_tools.articles.furniture import furniture

TITLE = "بلدية الزان تفتح جسر الطواحين أمام المشاة"
LEAD = "افتتحت بلدية الزان صباح الأحد جسر الطواحين أمام المشاة بعد أعمال ترميم استمرت سبعة أشهر."
NEXT = "وقال رئيس البلدية نادر الغصن إن ترميم الجسر كلف نصف ميزانية الأشغال لهذا العام."
LAST = "وتبدأ البلدية في الربيع ترميم الطواحين القديمة على ضفتي النهر، وفق بيان الأشغال."
OTHER = "فريق الصنوبر يتوج بكأس الشواطئ"
SUMMARY = "توج فريق الصنوبر بكأس الشواطئ للمرة الأولى بعد مباراة حسمتها ركلات الترجيح مساء السبت."


def body(text: str, page: PageArticles, position: int = 0) -> list[str]:
    return [
        text[s.start : s.end].strip()
        for s in page.spans
        if s.article == position and s.label in schema.TEXT_LABELS
    ]


def reasons(text: str, page: PageArticles) -> dict[str, tuple[str, str]]:
    return {text[s.start : s.end].strip(): (s.label, s.reason) for s in page.spans}


def read(*lines: str, **options) -> tuple[str, PageArticles]:
    text = "\n".join(lines) + "\n"
    return text, segment_page(text, **options)


# --- boxes with another story inside a story --------------------------------------------------


@pytest.mark.parametrize("heading", ["خبر متصل", "مواد قريبة", "أخبار قد تعجبك", "اقرأ أيضا"])
@pytest.mark.parametrize("date", [[], ["12 مايو 2031"]])
def test_a_box_inside_a_story(heading: str, date: list[str]) -> None:
    text, page = read(TITLE, LEAD, NEXT, heading, OTHER, SUMMARY, *date, LAST)
    assert len(page.articles) == 1 and body(text, page) == [LEAD, NEXT, LAST]


def test_a_box_below_the_first_paragraph() -> None:
    text, page = read(TITLE, LEAD, "خبر متصل", OTHER, SUMMARY, NEXT, LAST)
    assert [a.title for a in page.articles] == [TITLE]
    assert body(text, page) == [LEAD, NEXT, LAST]


def test_a_second_article_is_no_box() -> None:
    more = "وسجل فريق الصنوبر هدف التعادل في مباراة الكأس قبل صافرة النهاية بدقيقتين."
    end = "ونال حارس الصنوبر جائزة أفضل لاعب في كأس الشواطئ وسط هتاف الجمهور."
    text, page = read(TITLE, LEAD, NEXT, LAST, "", "اقرأ أيضا", "", OTHER, SUMMARY, more, end)
    assert [a.title for a in page.articles] == [TITLE, OTHER]
    assert body(text, page, 1) == [SUMMARY, more, end]


def test_sentences_with_bullets_under_a_heading() -> None:
    items = ["• حريق في مخزن للخشب قرب المرفأ.", "• الصنوبر يتوج بكأس الشواطئ للمرة الأولى."]
    text, page = read(TITLE, LEAD, "ثلاثة أخبار لا تفوتك", *items, NEXT, LAST)
    assert body(text, page) == [LEAD, NEXT, LAST]
    text, page = read(TITLE, LEAD, "وتشمل أعمال الجسر ما يأتي:", *items, NEXT, LAST)
    assert body(text, page)[2:4] == items


def test_links_that_end_above_a_paragraph_give_it_no_title() -> None:
    bare = "لسنا ضد الجسور، لكن من يمشي عليها يسأل عن حال الأرصفة المؤدية إليها منذ سنوات طويلة."
    rest = ["الأرصفة مكسورة والإنارة مطفأة، والأطفال يعبرون بين السيارات إلى مدارسهم كل صباح.",
            "نطلب من البلدية أن تنظر إلى الأرض قبل أن تقص الشريط في المرة المقبلة."]  # fmt: skip
    links = ["موضوعات متعلقة:", "حريق في مخزن للخشب قرب المرفأ", "سباق القوارب يصل الأرصفة"]
    text, page = read(TITLE, "", LEAD, "", *links, "", bare, "", rest[0], "", rest[1])
    assert len(page.articles) == 1 and body(text, page) == [LEAD, bare, *rest]


def test_a_caption_in_the_text_opens_no_article() -> None:
    caption = "رئيس البلدية نادر الغصن خلال جولة على الجسر"
    text, page = read(TITLE, LEAD, "", caption, "", NEXT, LAST)
    assert len(page.articles) == 1 and body(text, page) == [LEAD, NEXT, LAST]


def test_an_article_after_tags_whose_title_shares_no_word() -> None:
    second = ["في مقهى الميناء يعد الصيادون شباكهم منذ الفجر وينتظرون هدوء الريح.",
              "ويقول الصياد سالم إن الشباك لم تنزل إلى البحر منذ أسبوعين بسبب الريح.",
              "وتقدر جمعية الصيادين خسارة الميناء في هذا الموسم بثلث الصيد المعتاد في كل عام."]  # fmt: skip
    head = ["كلمات البحث: جسر الطواحين بلدية", "", "اقرأ أيضا:", "", "حين يغضب الأزرق من أهله الطيبين",
            "تابع آخر الأخبار لحظة بلحظة على تطبيق الزورق", ""]  # fmt: skip
    text, page = read(TITLE, LEAD, NEXT, LAST, "", *head, *second)
    assert [a.title for a in page.articles] == [TITLE, "حين يغضب الأزرق من أهله الطيبين"]
    assert body(text, page, 1) == second


def test_a_ticker_is_no_article() -> None:
    ticker = " | ".join([OTHER, "حريق في مخزن للخشب قرب المرفأ", "سباق القوارب يصل الأرصفة"] * 4)
    for line in (ticker + ".", ticker.replace(" | ", " ") + " " + SUMMARY * 3):
        text, page = read("شريط الأخبار", line, "الرئيسية", TITLE, LEAD, NEXT, LAST)
        assert len(page.articles) == 1 and body(text, page) == [LEAD, NEXT, LAST]


def test_a_pull_quote_is_told_once() -> None:
    told = "وقال الغصن: «هذا الجسر لأقدام الناس وحدها ولن تعبره سيارة ما دمنا هنا» وسط التصفيق."
    quote = "«هذا الجسر لأقدام الناس وحدها ولن تعبره سيارة ما دمنا هنا»"
    text, page = read(TITLE, LEAD, quote, told, LAST)
    assert body(text, page) == [LEAD, told, LAST]
    assert reasons(text, page)[quote][0] == schema.DUPLICATE


def test_a_headline_may_open_as_a_byline_does() -> None:
    for title in ("تقرير: جسر الطواحين يعود إلى المشاة بعد الترميم", "تحرير الجسر.. خطوة للمشاة"):
        assert read(title, "12 يناير 2031", LEAD, NEXT, LAST)[1].articles[0].title == title


# --- words of the site ------------------------------------------------------------------------

SITE = [
    "هل لاحظت خطأ في الصفحة؟ راسلنا عبر النموذج وسيراجعه المحرر.",
    "ادعم صحافتنا المستقلة باشتراك شهري يصلك معه بريد المحرر.",
    "يسمح بنقل هذه المادة بشرط ذكر المصدر ووضع رابط إليها.",
]


@pytest.mark.parametrize("line", SITE)
def test_sentences_of_the_site_are_no_text(line: str) -> None:
    text, page = read(TITLE, LEAD, line, NEXT, LAST, line)
    assert body(text, page) == [LEAD, NEXT, LAST]
    assert reasons(text, page)[line][0] == schema.FURNITURE


@pytest.mark.parametrize(
    "line",
    ["قال رئيس التحرير إن الموقع سيرسل النشرة إلى المشتركين عبر البريد.",
     "«اشترك في النشرة وراسلنا عبر الموقع»، كتب الموقع لقرائه.",
     "تلزم المادة الرابعة الطرفين بنشر الخرائط قبل بدء الأعمال بشهرين."],
)  # fmt: skip
def test_sentences_about_sites_are_text(line: str) -> None:
    assert not furniture().speaks_for_site(line)


def test_a_sentence_of_several_pages_is_the_sites() -> None:
    line = "نشرة الزورق تصل إلى قرائها فجر كل خميس مع فنجان القهوة الأول."
    texts = [f"{TITLE} {i}\n{LEAD}\n{line}\n{i} - {NEXT}\n{i} - {LAST}\n" for i in "12"]
    page = segment_page(texts[0], repeated=count_repeated(texts))
    assert line not in body(texts[0], page)
    # The same text on two pages repeats all its paragraphs, and stays whole.
    twice = [f"{LEAD}\n{line}\n{NEXT}\n{LAST}\n"] * 2
    assert line in body(twice[0], segment_page(twice[0], repeated=count_repeated(twice)))


def test_headings_are_known_by_their_words() -> None:
    table = furniture()
    for heading in ("المواضيع ذات الصلة", "عناوين متفرقة", "أكثر الأخبار مشاهدة"):
        assert table.is_heading(heading.replace("أ", "ا").replace("ة", "ه")), heading
    for line in ("خبر سار للمزارعين", "اليوم الأخير", "صلة الرحم"):
        assert not table.is_heading(line.replace("أ", "ا").replace("ة", "ه")), line


def test_a_form_in_the_text_opens_no_comments() -> None:
    text, page = read(TITLE, LEAD, NEXT, "البريد الإلكتروني", "اشترك", LAST)
    assert body(text, page) == [LEAD, NEXT, LAST]


# --- the head of an article -------------------------------------------------------------------

CAPTION = "جسر الطواحين بعد انتهاء أعمال ترميم بلدية الزان"


@pytest.mark.parametrize(
    "head",
    [["الأحد 12 يناير 2031", "كتبت: هالة السمان", CAPTION],
     ["جسر الطواحين في بلدية الزان يعود إلى المشاة بعد ترميم سبعة أشهر كلف نصف الميزانية",
      "الأحد 12 يناير 2031"],
     ["الزان - هالة السمان", "الأحد 12 يناير 2031"]],
)  # fmt: skip
def test_the_title_stands_above_its_date_summary_and_names(head: list[str]) -> None:
    title = "جسر الطواحين: خطوة واحدة تكفي للعبور"
    _, page = read("الزورق", "", title, *head, "", LEAD, NEXT, LAST)
    assert page.articles[0].title == title
    assert page.articles[0].published_on == datetime.date(2031, 1, 12)


def test_a_path_is_no_title() -> None:
    _, page = read("الرئيسية > عرب وعالم", TITLE, "نشر في 12 يناير 2031", LEAD, NEXT, LAST)
    assert page.articles[0].title == TITLE


def test_a_bar_of_buttons_below_the_date() -> None:
    _, page = read(TITLE, "12 يناير 2031", "طباعة  إرسال  شارك الموضوع  حفظ", LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 1, 12)


def test_a_date_with_the_section_above_the_title() -> None:
    menu = ["الرئيسية", "سياسة", "أنهار", "رياضة", ""]
    _, page = read("الزورق", *menu, "أنهار | 12 يناير 2031 | 10:15", TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 1, 12)
    _, page = read("الزورق", *menu, "12 يناير 2031 | 10:15", TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on is None  # it may be the day of the crawl


def test_a_date_between_two_copies_of_the_title() -> None:
    _, page = read(TITLE, "12 يناير 2031", TITLE, LEAD, NEXT, LAST)
    assert page.articles[0].published_on == datetime.date(2031, 1, 12)


def test_questions_are_subheadings() -> None:
    text, page = read(TITLE, LEAD, "", "متى يبدأ العمل؟", "", NEXT, LAST)
    assert body(text, page) == [LEAD, "متى يبدأ العمل؟", NEXT, LAST]


# --- where an article comes from --------------------------------------------------------------


@pytest.mark.parametrize("line", ["الزان - وكالة مدار", "الزان: وكالة مدار", "وكالة «مدار»"])
def test_an_agency_by_its_form(line: str) -> None:
    text, page = read("الزورق", "", TITLE, line, "12 يناير 2031", "", LEAD, NEXT, LAST)
    assert page.articles[0].agencies == ("مدار",)
    assert "because «وكالة» stands before it" in reasons(text, page)[line][1]


def test_no_agency_from_a_picture_or_a_sentence() -> None:
    told = "وكانت وكالة مدار قد أعلنت إغلاق الجسر في الصيف بعد سقوط حجارة منه."
    _, page = read(TITLE, "صورة: وكالة مدار", LEAD, NEXT, told, LAST)
    assert page.articles[0].agencies == ()


def test_an_outlet_that_only_imprint_and_source_name() -> None:
    foot = ["أكمل القراءة", "المصادر:", "الزورق - وكالة مدار", "", "إغلاق",
            "جميع الحقوق محفوظة © 2031 الزورق"]  # fmt: skip
    _, page = read(TITLE, LEAD, NEXT, LAST, "", *foot)
    assert page.articles[0].outlet == "الزورق" and page.articles[0].agencies == ("مدار",)
    assert "source line, again in the imprint" in page.articles[0].outlet_evidence


def test_a_city_in_a_byline_is_no_newspaper() -> None:
    _, page = read(TITLE, "هالة السمان - الرياض", "12 يناير 2031", LEAD, NEXT, LAST)
    assert page.articles[0].outlet is None
    _, page = read(TITLE, "12 يناير 2031", LEAD, NEXT, LAST, "المصدر: الرياض")
    assert page.articles[0].outlet == "الرياض"
