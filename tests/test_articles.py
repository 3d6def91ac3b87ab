"""Pages into spans and articles: exact cover, the seed layouts, look-alikes, evidence."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_tools import schema
from corpus_tools.articles.segmenter import PageArticles, count_repeated, line_key, segment_page

PAGES = Path(__file__).parent / "data" / "pages"
TRUTH = json.loads((PAGES / "truth.json").read_text(encoding="utf-8"))


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def body(text: str, page: PageArticles, position: int = 0) -> list[str]:
    return [
        text[s.start : s.end].strip()
        for s in page.spans
        if s.article == position and s.label in schema.TEXT_LABELS
    ]


def labels(text: str, page: PageArticles) -> dict[str, str]:
    return {text[s.start : s.end].strip(): s.label for s in page.spans}


# --- the five seed layouts, and one with dates and look-alikes, in fiction --------------------


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_synthetic_page(name: str) -> None:
    text = read(PAGES / name)
    page = segment_page(text)
    assert len(page.articles) == len(TRUTH[name])
    for article, want in zip(page.articles, TRUTH[name], strict=True):
        assert body(text, page, article.position) == want["body"]
        assert article.title == want["title"]
        assert article.outlet == want["outlet"]
        day = article.published_on.isoformat() if article.published_on else None
        assert day == want["published_on"]
        assert list(article.agencies) == want["agencies"]
        assert (article.outlet is None) == (article.outlet_evidence is None)
        assert (article.published_on is None) == (article.date_evidence is None)
        assert 0 <= article.confidence <= 1


def test_roles_and_positions() -> None:
    page = segment_page(read(PAGES / "double_head.txt"))
    assert [a.role for a in page.articles] == ["main", "embedded"]
    assert [a.position for a in page.articles] == [0, 1]


def test_a_summary_a_caption_and_a_crawl_date_stay_out() -> None:
    text = read(PAGES / "crawl_date.txt")
    named = labels(text, segment_page(text))
    assert named["الخميس 12 Sep / September 2024"] == schema.FURNITURE
    for opening, label in (("دعا المرسى في رسالة إلى الملك", "summary"), ("تقرير لـ", "caption")):
        assert [v for k, v in named.items() if k.startswith(opening)] == [label]


def test_evidence_says_words_and_place() -> None:
    text = read(PAGES / "dates_and_lists.txt")
    (article,) = segment_page(text).articles
    assert "٢١ حزيران/يونيو ٢٠٢٢" in article.date_evidence
    assert "characters" in article.date_evidence and "صحيفة الأفق" in article.outlet_evidence


# --- exact cover, whatever comes --------------------------------------------------------------

PIECES = st.sampled_from(
    ["الرئيسية", "اقرأ أيضا", "التعليقات", "المصدر: رويترز", "نشر في 3 مايو 2020", "\ud800",
     "قال الوزير إن الأمر انتهى اليوم.", "عنوان خبر عن اللجنة",
     "وأضاف أن اللجنة ستجتمع غدا في العاصمة لبحث نتائج الجولة الأخيرة من المحادثات.",
     "3", "• بند", "وسوم", "\u200f", " ", "TT", "a@b.c", "؟", "قال:", "2020-01-01", "© 2020"]
)  # fmt: skip
BREAKS = st.sampled_from(
    ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\n\n \n", " ", "\x85"]
)


def assert_covers(text: str, page: PageArticles) -> None:
    position = 0
    for span in page.spans:
        assert span.start == position and span.end > span.start
        assert span.label in schema.SPAN_LABELS and span.reason
        assert span.article is None or 0 <= span.article < len(page.articles)
        position = span.end
    assert position == len(text)
    for article in page.articles:
        assert body(text, page, article.position), "an article without text"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, BREAKS), max_size=40), st.booleans())
def test_spans_cover_pages_of_pieces(parts: list[tuple[str, str]], known: bool) -> None:
    text = "".join(a + b for a, b in parts)
    assert_covers(text, segment_page(text, known=known))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_spans_cover_any_text(text: str) -> None:
    assert_covers(text, segment_page(text))


@pytest.mark.parametrize("text", ["", "\n", " \u2028\t", "\ud800\udc00\udfff"])
def test_nothing_to_read(text: str) -> None:
    page = segment_page(text)
    assert page.articles == ()
    assert [s.label for s in page.spans][:1] == ([schema.BLANK] if text and not text.strip() else
                                                 [s.label for s in page.spans][:1])  # fmt: skip
    assert_covers(text, page)


def test_long_input_takes_linear_time() -> None:
    sentence = "قال المتحدث إن الاجتماع سيعقد يوم الأحد المقبل في العاصمة بحضور الوفود."
    for text in ("ا" * 3_000_000, "كلمة " * 500_000, "a@" * 500_000, "1" * 500_000,
                 "خبر قصير\n" * 20_000,
                 f"عنوان خبر عن الاجتماع\n{sentence}\n" * 5_000):  # fmt: skip
        assert_covers_fast(text)


def assert_covers_fast(text: str) -> None:
    page = segment_page(text)
    assert page.spans[0].start == 0 and page.spans[-1].end == len(text)


def test_the_same_page_gives_the_same_spans() -> None:
    text = read(PAGES / "dates_and_lists.txt")
    assert segment_page(text) == segment_page(text)


# --- look-alikes of furniture that are news ---------------------------------------------------

TITLE = "وزيرة الثقافة تفتتح معرض الكتاب في البيلسان"
LEAD = "افتتحت وزيرة الثقافة في البيلسان معرض الكتاب السنوي بمشاركة دور نشر من عشرين بلدا."
END = "ويستمر المعرض حتى نهاية الشهر، وفق ما أعلنته إدارة الوزارة في بيانها الأخير للصحفيين."


@pytest.mark.parametrize(
    "line",
    [
        "قال المصدر إن الدورة المقبلة ستقام في مرفأ الياسمين بدلا من البيلسان.",
        "شارك في الافتتاح عدد من الكتاب والناشرين من بلدان مختلفة.",
        "ولم تحدد الوزيرة موعدا.",
        "اقرأ باسم البلاد هذه الرسالة، قال الشاعر للحضور وهو يرفع ديوانه الأول.",
        "وأضافت الوزيرة أن الدخول مجاني للطلاب وأن الأجنحة ستبقى مفتوحة حتى منتصف الليل",
    ],
)
def test_a_lookalike_stays(line: str) -> None:
    text = f"وزيرة الثقافة تفتتح معرض الكتاب في البيلسان\n{LEAD}\n{line}\n{END}\n"
    assert line in body(text, segment_page(text))


def test_a_body_goes_on_after_links() -> None:
    text = (
        f"وزيرة الثقافة تفتتح معرض الكتاب في البيلسان\n{LEAD}\nأخبار ذات صلة\n"
        "انهيار جسر قديم في الشمال\nفوز فريق الساحل بالكأس\n"
        f"وأعلنت إدارة المعرض أن عدد الأجنحة تضاعف هذا العام.\n{END}\n"
    )
    page = segment_page(text)
    assert len(page.articles) == 1 and len(body(text, page)) == 3
    assert labels(text, page)["فوز فريق الساحل بالكأس"] == schema.RELATED


def test_teasers_are_no_articles() -> None:
    text = (
        f"وزيرة الثقافة تفتتح معرض الكتاب في البيلسان\n{LEAD}\n{END}\n\nوسوم\nكتب\nثقافة\n\n"
        "الأكثر قراءة\nفيضان في وادي الزان\n"
        "أعلنت بلدية وادي الزان أن الفيضان ألحق أضرارا بالطرق المؤدية إلى القرى المجاورة...\n"
        "مباراة القمة تنتهي بالتعادل\n"
        "انتهت مباراة القمة بين فريقي الساحل والسهل بالتعادل من دون أهداف.\n"
    )
    assert len(segment_page(text).articles) == 1


def test_a_second_article_without_any_mark() -> None:
    second = [
        "فاز فريق الساحل على ضيفه السهل بثلاثة أهداف في نصف نهائي الكأس الذي جرى مساء السبت.",
        "وسجل الأهداف المهاجم رامي الحداد قبل أن يطرد الحكم حارس السهل في الدقيقة الأخيرة.",
        "ويلتقي الساحل في النهائي مع مرفأ الياسمين بعد أسبوعين على ملعب العاصمة.",
    ]
    text = "\n".join([TITLE, LEAD, END, "الساحل يهزم السهل ويبلغ نهائي الكأس", *second]) + "\n"
    page = segment_page(text)
    assert len(page.articles) == 2
    assert page.articles[1].title == "الساحل يهزم السهل ويبلغ نهائي الكأس"
    assert body(text, page, 1) == second


def test_comments_without_a_heading_are_no_text() -> None:
    remarks = [
        "حضرت المعرض بالأمس وكان الازدحام شديدا حتى إننا لم نجد مكانا نقف فيه.",
        "تعبنا من الوعود، نريد مكتبة واحدة في حينا قبل كل هذه الاحتفالات.",
        "بارك الله فيكم جميعا، خبر مفرح في زمن قلت فيه الأخبار المفرحة.",
    ]
    text = "\n".join([TITLE, LEAD, END]) + "\n"
    for name, remark in zip(("سامي العلي", "هدى", "ابن البلد"), remarks, strict=True):
        text += f"منذ 3 ساعات\n{name}\n{remark}\n"
    page = segment_page(text)
    assert len(page.articles) == 1 and body(text, page) == [LEAD, END]


def test_comments_are_no_text() -> None:
    text = read(PAGES / "dates_and_lists.txt")
    page = segment_page(text)
    line = "كلام سليم، لكن الصيادين وحدهم يدفعون الثمن في كل مرة."
    assert labels(text, page)[line] == schema.COMMENTS


# --- dates ------------------------------------------------------------------------------------


def dated(head: str, foot: str = "", above: str = "") -> datetime.date | None:
    text = f"صحيفة الأفق\n{above}\n{TITLE}\n{head}\n{LEAD}\n{END}\n{foot}\n"
    return segment_page(text).articles[0].published_on


DAY = datetime.date(2022, 6, 21)


@pytest.mark.parametrize(
    "head",
    ["نشر في: 21 يونيو 2022", "الثلاثاء 21 يونيو 2022", "21/06/2022 - 10:15",
     "تم النشر: 2022-06-21",
     "آخر تحديث: 25 يونيو 2022\nنشر في: 21 يونيو 2022", "كتب: سامي النجار | 21 يونيو 2022"],
)  # fmt: skip
def test_a_dateline_dates_the_article(head: str) -> None:
    assert dated(head) == DAY


@pytest.mark.parametrize(
    "head",
    ["قبل ساعتين", "اليوم الأحد", "تاريخ الطباعة: 21 يونيو 2022", "أرشيف: 21 يونيو 2022",
     "الأحد 21 يونيو 2022", "آخر تحديث: 21 يونيو 2022",
     "صورة بتاريخ: 21 يونيو 2022", "20 يونيو 2022\n21 يونيو 2022"],
)  # fmt: skip
def test_these_date_nothing(head: str) -> None:
    assert dated(head) is None


def test_dates_elsewhere_date_nothing() -> None:
    assert dated("", above="الثلاثاء 21 يونيو 2022") is None
    assert dated("", foot="الأكثر قراءة\nخبر آخر عن الميناء\n21 يونيو 2022") is None
    assert dated("", foot="التعليقات\nسامي\n21 يونيو 2022\nرأي حسن") is None
    assert dated("", foot="نشر في: 21 يونيو 2022") == DAY


# --- outlet, aggregator, agencies -------------------------------------------------------------


def origin(above: str, foot: str, head: str = "") -> tuple[str | None, str | None, tuple[str, ...]]:
    text = f"{above}\n\n{TITLE}\n{head}\n{LEAD}\n{END}\n{foot}\n"
    article = segment_page(text).articles[0]
    return article.outlet, article.aggregator, article.agencies


def test_a_section_is_no_outlet() -> None:
    assert origin("الرئيسية\nالعربية\nالأخبار\nالشرق الأوسط\nرياضة", "")[0] is None


def test_an_imprint_names_the_outlet() -> None:
    assert origin("", "جميع الحقوق محفوظة لصحيفة عكاظ © 2022")[0] == "عكاظ"
    page = "بوابة المرسى\nالرئيسية", "حقوق النشر محفوظة لبوابة المرسى 2020"
    assert origin(*page)[0] == "بوابة المرسى"  # in no list: masthead and imprint agree


def test_a_source_makes_the_site_an_aggregator() -> None:
    page = "عكاظ\nالرئيسية", "المصدر: اليوم السابع\nجميع الحقوق محفوظة لصحيفة عكاظ"
    assert origin(*page)[:2] == ("اليوم السابع", "عكاظ")


def test_agencies_come_from_bylines_not_from_captions() -> None:
    assert origin("", "المصدر: رويترز + أ ف ب")[2] == ("رويترز", "وكالة فرانس برس")
    assert origin("", "", head="صورة للمعرض في يومه الأول (رويترز)")[2] == ()


@pytest.mark.parametrize("begins, agencies", [
    ("(رويترز) - ", ("رويترز",)), ("(أ ف ب): ", ("وكالة فرانس برس",)), ("(رويترز) ", ()),
    ("(خاص) - ", ()), ("القاهرة (رويترز) - ", ("رويترز",)),
])  # fmt: skip
def test_an_agency_in_brackets_begins_a_text_with_or_without_its_place(begins, agencies) -> None:
    articles = segment_page(f"{begins}{LEAD}\n{END}", known=True).articles
    assert articles[0].agencies == agencies


# --- options ----------------------------------------------------------------------------------


def test_a_declared_article_is_never_split() -> None:
    text = read(PAGES / "double_head.txt")
    assert len(segment_page(text, known=True).articles) == 1


def test_lines_of_many_pages_are_furniture() -> None:
    texts = [
        f"{LEAD}\nبين السطور والحروف\nوقال الزائر رقم {i} إن المعرض كان ممتعا هذا العام.\n{END}\n"
        for i in "123"
    ]
    repeated = count_repeated(texts)
    assert repeated[line_key("بين السطور والحروف")] == 3
    page = segment_page(texts[0], repeated={line_key("بين السطور والحروف"): 3})
    assert "بين السطور والحروف" not in body(texts[0], page)


def test_a_title_of_the_metadata_is_used() -> None:
    page = segment_page(f"{LEAD}\n{END}\n", title="معرض الكتاب")
    assert page.articles[0].title == "معرض الكتاب"


def test_line_key_is_idempotent() -> None:
    for line in ("  • إقرأ أيضاً: ", "«الأولى» — ٢٠٢٠", "اَلْعَرَبِيَّةُ"):
        assert line_key(line_key(line)) == line_key(line)


# --- outside texts ----------------------------------------------------------------------------

# Of each seed article: number of words, first and last word, hash of the words. No more of the
# texts may stand here.
SEEDS = json.loads((PAGES / "seed_hashes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_seed_page(name: str, eval_dir: Path) -> None:
    text = read(eval_dir / "corpora" / "seed_pages" / name)
    page = segment_page(text)
    found = []
    for article in page.articles:
        words = " ".join(body(text, page, article.position)).split()
        digest = hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]
        found.append([len(words), words[0], words[-1], digest])
    assert found == SEEDS[name]
    assert all(a.published_on is None for a in page.articles)
