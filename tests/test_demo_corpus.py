"""The bundled corpus by its own rules: counts, originality, dates, names, and pages that are
exactly what the sources make. The loader has no part in these checks; that the tools recover
what was planted is tested where the tools are.
"""

import itertools
import json
import re
import statistics
import sys
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "corpus_tools" / "data"
sys.path.insert(0, str(ROOT / "tools"))

import corpus_sources  # noqa: E402
import make_corpus  # noqa: E402

from corpus_tools.reuse.passages import hash_words  # noqa: E402

# Real outlets, agencies, states and bodies whose names would make fiction look like news.
REAL_NAMES = (
    "الشرق الأوسط", "الجزيرة", "العربية", "سكاي نيوز", "سبوتنيك", "رويترز", "فرانس برس",
    "الأناضول", "صدى البلد", "اليوم السابع", "هسبريس", "الأهرام", "بي بي سي", "الأمم المتحدة",
    "روسيا", "أوكرانيا", "كوريا", "الصين", "أميركا", "أمريكا", "الولايات المتحدة", "إيران",
    "إسرائيل", "فلسطين", "سوريا", "مصر", "السعودية", "تركيا", "فرنسا", "ألمانيا", "بريطانيا",
    "الاتحاد الأوروبي", "حلف شمال الأطلسي", "واشنطن", "موسكو", "بكين", "بيونغ يانغ", "دولار",
)  # fmt: skip
# Different words among the first 12,000: of real outlets on one beat, and on all they cover.
LEAST_WORDS, MOST_WORDS = 3_400, 4_400
ARABIC_WORD = re.compile(r"[\w\u064b-\u0652\u0670]+")


def rows(name: str) -> list[dict]:
    lines = (DATA / "truth" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def articles() -> list[dict]:
    return rows("articles.jsonl")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    folder = DATA / "pages"
    return {p.relative_to(folder).as_posix(): p.read_bytes().decode("utf-8")
            for p in sorted(folder.rglob("*")) if p.is_file()}


def is_wire(article: dict) -> bool:
    return article["wire_cluster"] != article["article_id"]


def shingles(article: dict) -> set[tuple[str, ...]]:
    """5-word shingles as strictly as a copy hunter sees them: without harakat and marks."""
    text = " ".join(article["body_paragraphs"])
    text = "".join(c for c in unicodedata.normalize("NFKC", text) if not unicodedata.combining(c))
    words = ARABIC_WORD.findall(text)
    return set(zip(*(words[i:] for i in range(5)), strict=False))


def test_pages_and_truth_are_what_the_sources_make():
    files = make_corpus.build()
    assert make_corpus.written() == set(files) - {"project.toml"}
    for path, text in files.items():
        assert (DATA / path).read_bytes() == text.encode("utf-8"), path


def test_counts(articles, pages):
    assert len(articles) >= 200
    assert len(pages) >= 190
    own = Counter(a["outlet"] for a in articles if not is_wire(a))
    assert len(own) == 5
    assert min(own.values()) >= 35
    outlets_of = {e: {a["outlet"] for a in articles if a["event"] == e} for e in
                  {a["event"] for a in articles}}
    assert len(outlets_of) == 12
    assert all(len(outlets) == 5 for outlets in outlets_of.values())
    assert {a["genre"] for a in articles} == {"news", "analysis", "comment"}


def test_lengths(articles):
    lengths = [a["n_words"] for a in articles]
    assert min(lengths) >= 90
    assert max(lengths) <= 400
    assert statistics.median(lengths) >= 120


def different_words(texts: list[str], seed: int, among: int = 12_000) -> int:
    """Different words, spelling variants folded, among the first of the texts in random order."""
    words = [hash_words([text]).words for text in texts]
    drawn = np.concatenate([words[i] for i in np.random.default_rng(seed).permutation(len(words))])
    return len(np.unique(drawn[:among]))


def test_its_words_grow_in_number_as_those_of_real_news(articles):
    """Limits: what benchmarks/demo.py prints of real outlets on one beat. Templates have less."""
    texts = [" ".join(a["body_paragraphs"]) for a in articles]
    for seed in range(5):
        assert LEAST_WORDS <= different_words(texts, seed) <= MOST_WORDS


def test_statements_of_the_truth_stand_in_their_articles(articles):
    article_of = {a["article_id"]: a for a in articles}
    statements = rows("statements.jsonl")
    assert len(statements) >= 600
    for statement in statements:
        article = article_of[statement["article_id"]]
        places = [article["title"]] if statement["part"] == "title" else article["body_paragraphs"]
        assert any(statement["text"] in place for place in places), statement["text"]
        assert statement["voice"] in ("outlet", "attributed", "mixed")
        has_speaker = bool(statement["source"] or statement["speaker"])
        assert has_speaker == (statement["voice"] != "outlet"), statement["text"]
        assert all(quote in statement["text"] for quote in statement["quotes"])


def test_no_two_articles_share_sentences(articles):
    grams = {a["article_id"]: shingles(a) for a in articles}
    shared = []
    for a, b in itertools.combinations(articles, 2):
        if a["wire_cluster"] == b["wire_cluster"]:
            continue
        one, two = grams[a["article_id"]], grams[b["article_id"]]
        share = len(one & two) / min(len(one), len(two))
        if share > 0.02:
            shared.append((round(share, 3), a["article_id"], b["article_id"]))
    assert shared == []


def test_wire_copies_are_copies(articles):
    clusters: dict[str, list[dict]] = {}
    for article in articles:
        clusters.setdefault(article["wire_cluster"], []).append(article)
    copied = {name: members for name, members in clusters.items() if len(members) > 1}
    assert len(copied) >= 10
    for name, members in copied.items():
        assert "wire" in name
        assert all(m["agencies"] for m in members)
        assert len({m["outlet"] for m in members}) == len(members)
    assert {a["agency_named"] for a in articles if is_wire(a)} == {True, False}


def test_every_record_says_that_it_is_fiction(articles, pages):
    mark = corpus_sources.world()["mark"]
    assert all(mark in text for text in pages.values())
    assert all(article["fiction"] == mark for article in articles)
    assert all(f'content="{mark}"' in text for path, text in pages.items() if path.endswith("html"))


@pytest.mark.parametrize("name", REAL_NAMES)
def test_no_real_names(name, pages):
    pattern = re.compile(rf"(?<!\w)[وفبلك]?(?:ال)?{name}(?!\w)")
    assert [path for path, text in pages.items() if pattern.search(text)] == []


def test_dates_lie_inside_the_event_and_the_study(articles):
    world = corpus_sources.world()
    for article in articles:
        day = date.fromisoformat(article["published_on"])
        event = world["events"][article["event"]]
        assert world["first"] <= article["published_on"] <= world["last"]
        begin, end = date.fromisoformat(event["first"]), date.fromisoformat(event["last"])
        assert begin <= day <= end, article["article_id"]
        assert day < date.fromisoformat(world["saved_on"])


def test_weekdays_named_with_a_date_are_right(articles):
    """«الاثنين 20 يناير» in a text must be a Monday in 2031."""
    months = {m: i for table in (corpus_sources.GREGORIAN, corpus_sources.LEVANTINE)
              for i, m in enumerate(table, 1)}
    named = "|".join(months)
    pattern = re.compile(rf"({'|'.join(corpus_sources.WEEKDAYS)}) (\d+) ({named})")
    found = 0
    for article in articles:
        for weekday, day, month in pattern.findall(" ".join(article["body_paragraphs"])):
            real = date(2031, months[month], int(day)).weekday()
            assert corpus_sources.WEEKDAYS[real] == weekday, article["article_id"]
            found += 1
    assert found >= 3


def test_text_is_plain_logical_arabic(articles, pages):
    for path, text in pages.items():
        kinds = {unicodedata.bidirectional(c) for c in text}
        assert not kinds & {"RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}, path
        assert not any("\ufb50" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufeff" for c in text), path
        assert "{" not in text or path.endswith("html"), path
        assert text == unicodedata.normalize("NFC", text), path
    for article in articles:
        for paragraph in [article["title"], *article["body_paragraphs"]]:
            assert paragraph == paragraph.strip()
            assert "  " not in paragraph
            assert paragraph.count('"') % 2 == 0
            depth = 0
            for char in paragraph:
                depth += (char == "«") - (char == "»")
                assert depth in (0, 1), paragraph
            assert depth == 0, paragraph
        for paragraph in article["body_paragraphs"]:
            if paragraph not in article["subheads"]:
                assert paragraph[-1] in '.؟!»"', paragraph


def test_offsets_lead_to_the_text(articles, pages):
    for article in articles:
        page = pages[article["page"]]
        if article["start"] is None:
            assert article["page"].endswith(".html")
            continue
        stretch = page[article["start"]:article["end"]]
        assert stretch.startswith(article["body_paragraphs"][0])
        assert stretch.endswith(article["body_paragraphs"][-1])
        assert " ".join(stretch.split()).startswith(article["first_words"])
        assert " ".join(stretch.split()).endswith(article["last_words"])


def test_spans_are_in_order_and_cover_every_line(pages):
    spans: dict[str, list[dict]] = {}
    for span in rows("spans.jsonl"):
        spans.setdefault(span["page"], []).append(span)
    assert set(spans) == {p for p in pages if p.endswith(".txt")}
    for path, own in spans.items():
        at = 0
        for span in own:
            assert pages[path][at:span["start"]].strip() == ""
            assert at <= span["start"] < span["end"]
            at = span["end"]
        assert pages[path][at:].strip() == ""


def test_houses_keep_their_spelling(articles):
    world = corpus_sources.world()
    for article in articles:
        key = article["article_id"].split("-")[1]
        house = corpus_sources.houses()[key]
        text = " ".join([article["title"], *article["body_paragraphs"]])
        for table in house["spelling"]:
            for old in world["spelling"][table]:
                assert old not in text, (article["article_id"], old)
        western = re.search(r"[0-9]", text)
        indic = re.search("[\u0660-\u0669]", text)
        assert not (indic if house["digits"] == "western" else western), article["article_id"]


def test_sides_of_sources_agree_with_the_project(articles):
    import tomllib

    project = tomllib.loads((DATA / "project.toml").read_text(encoding="utf-8"))
    side_of = {name: side for side, names in project["sides"].items() for name in names}
    named = 0
    for article in articles:
        assert article["sources"], article["article_id"]
        for source in article["sources"]:
            assert source["side"] in project["sides"], article["article_id"]
            named += source["name"] in side_of
            assert side_of.get(source["name"], source["side"]) == source["side"]
    assert named >= 3 * len(articles) * 0.6


def test_an_error_in_a_source_is_named():
    wire = {"paragraphs": ["قال الوزير إن الجسر مغلق."]}
    with pytest.raises(corpus_sources.SourceError, match="stands 0 times"):
        corpus_sources.fill("[1 | مفتوح => مغلق]", wire, "e99-x")
    with pytest.raises(corpus_sources.SourceError, match="no wire copy"):
        corpus_sources.fill("[1]", None, "e99-x")
    assert corpus_sources.fill("[1 | مغلق => مفتوح]", wire, "k") == "قال الوزير إن الجسر مفتوح."
