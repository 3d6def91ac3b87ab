"""Reads the bundled corpus's sources, and spells them as each fictional house does.

The sources are written in one spelling, so that the facts can be read and corrected in one
place; what makes a house's text its own to the eye (غ or ج, month names, digits, quotation
marks, tanwin) is applied here, by rules that stand in `source/world.toml` and
`source/houses.toml`. Wire copies are put together from the agency's text and its edits.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "corpus_tools" / "data"
SOURCE = DATA / "source"

GREGORIAN = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
WEEKDAYS = "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split()
INDIC = str.maketrans("0123456789", "".join(chr(0x0660 + n) for n in range(10)))
TANWIN_AFTER, TANWIN_BEFORE = "\u0627\u064b", "\u064b\u0627"
HARAKAT = re.compile("[\u064b-\u0652]")
PLACEHOLDER = re.compile(r"^\[(\d+)((?: \| .+)?)\]$", re.S)


class SourceError(Exception):
    """A source file says something that cannot be rendered."""


@dataclass
class Article:
    """One article as a house prints it: text already in the house's spelling."""

    key: str
    house: str
    event: str
    genre: str
    published: datetime
    title: str
    standfirst: str = ""
    byline: str = ""
    place: str = ""
    captions: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    sources: list[dict] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    agency_named: bool = False
    wire_of: str | None = None
    embedded_in: str | None = None
    blocks: list[tuple[str, str]] = field(default_factory=list)  # (label, text): body or subhead


@cache
def world() -> dict:
    return tomllib.loads((SOURCE / "world.toml").read_text(encoding="utf-8"))


@cache
def houses() -> dict[str, dict]:
    return tomllib.loads((SOURCE / "houses.toml").read_text(encoding="utf-8"))


def read_records() -> list[dict]:
    """Every record of `source/e*.txt`: header fields, repeated ones as lists, and paragraphs."""
    records = []
    for path in sorted(SOURCE.glob("e*.txt")):
        text = path.read_text(encoding="utf-8")
        for chunk in re.split(r"^=== ", text, flags=re.M)[1:]:
            head, _, body = chunk.partition("\n---\n")
            key, *lines = head.strip().split("\n")
            record: dict = {"key": key.strip(), "captions": []}
            for line in lines:
                name, found, value = line.partition(":")
                if not found:
                    raise SourceError(f"{path.name}, {key}: «{line}» is not «name: value»")
                if name == "caption":
                    record["captions"].append(value.strip())
                else:
                    record[name] = value.strip()
            record["paragraphs"] = [p.strip() for p in re.split(r"\n\s*\n", body.strip())]
            records.append(record)
    keys = [r["key"] for r in records]
    if len(keys) != len(set(keys)):
        raise SourceError("source: two records with one key: " + ", ".join(sorted(
            {k for k in keys if keys.count(k) > 1})))
    return records


def read_articles() -> list[Article]:
    """Articles of all houses, wire copies put together from their agency's text."""
    records = read_records()
    wires = {r["key"]: r for r in records if r.get("wire") == "yes"}
    articles = [make_article(r, wires) for r in records if r["key"] not in wires]
    return sorted(articles, key=lambda a: (a.house, a.published, a.key))


def make_article(record: dict, wires: dict[str, dict]) -> Article:
    house = record["outlet"]
    wire = wires.get(record.get("wire_of", ""))
    if record.get("wire_of") and wire is None:
        raise SourceError(f"{record['key']}: there is no agency text {record['wire_of']}")
    base = wire or record

    def say(text: str) -> str:
        return spell(text, house)

    blocks = []
    for paragraph in record["paragraphs"]:
        paragraph = fill(paragraph, wire, record["key"])
        is_subhead = paragraph.startswith("## ")
        blocks.append(("subhead" if is_subhead else "body", say(paragraph.removeprefix("## "))))
    sources = [dict(zip(("name", "side"), map(str.strip, s.split("=")), strict=True))
               for s in base.get("sources", "").split(";") if s.strip()]
    return Article(
        key=record["key"], house=house, event=base["event"], genre=base["genre"],
        published=datetime.strptime(record["published"], "%Y-%m-%d %H:%M"),
        title=say(record["title"]), standfirst=say(record.get("standfirst", "")),
        byline=say(record.get("byline", "")), place=say(record.get("place", "")),
        captions=[say(c) for c in record["captions"]],
        tags=[say(t.strip()) for t in record.get("tags", "").split(";") if t.strip()],
        sources=[{"name": say(s["name"]), "side": s["side"]} for s in sources],
        agencies=[record["agency"]] if record.get("agency") else [],
        agency_named=record.get("agency_named") == "yes",
        wire_of=record.get("wire_of"), embedded_in=record.get("embedded_in"), blocks=blocks,
    )


def fill(paragraph: str, wire: dict | None, key: str) -> str:
    """`[3 | old => new]` becomes the third paragraph of the agency's text, edited."""
    match = PLACEHOLDER.match(paragraph)
    if match is None:
        return paragraph
    if wire is None:
        raise SourceError(f"{key}: {paragraph} stands in an article that is no wire copy")
    text = wire["paragraphs"][int(match[1]) - 1]
    for edit in filter(None, match[2].split(" | ")):
        old, _, new = edit.partition(" => ")
        if text.count(old) != 1:
            raise SourceError(f"{key}: «{old}» stands {text.count(old)} times in [{match[1]}]")
        text = text.replace(old, new)
    return text


def spell(text: str, house_key: str) -> str:
    """The text in the spelling of a house: names, months, digits, quotation marks, tanwin."""
    house = houses()[house_key]
    for table in house["spelling"]:
        for old, new in world()["spelling"][table].items():
            text = text.replace(old, new)
    text = re.sub(r"\{(\w+)\}", lambda m: month(GREGORIAN.index(m[1]), house), text)
    if house["quotes"] == "straight":
        text = re.sub("[«»]", '"', text)
    if house["tanwin"] == "before":
        text = text.replace(TANWIN_AFTER, TANWIN_BEFORE)
    if not house["harakat"]:
        text = HARAKAT.sub("", text)
    return digits(text, house)


def month(index: int, house: dict) -> str:
    return house["months"].format(g=GREGORIAN[index], l=LEVANTINE[index])


def digits(text: str, house: dict) -> str:
    if house["digits"] == "western":
        return text
    return re.sub(r"(?<=\d)\.(?=\d)", "\u066b", text).translate(INDIC)


def crawl_day() -> date:
    return date.fromisoformat(world()["saved_on"])


def day_words(day: date, house: dict, *, weekday: str = "") -> str:
    name = f"{WEEKDAYS[day.weekday()]}{weekday} " if weekday is not None else ""
    return digits(f"{name}{day.day} {month(day.month - 1, house)} {day.year}", house)
