"""Who published an article, where it came from and when, each claim with its words and place.

Evidence speaks only for its own article: a source line is about the article above it, a date
under a title about that title. The brand of the site (masthead, imprint) speaks for the articles
that the site wrote, and makes the site the aggregator of those it took over. Names that are also
sections or plain words («العربية», «الأخبار», «الشرق الأوسط») need a place that only a brand has.
Where nothing speaks, the answer is None.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .blocks import Block
from .brand import find_brand
from .datelines import published_on, quote
from .keys import line_key, plain_key
from .lines import Line
from .names import Names, tables

_PLACE_LINE = re.compile(
    r"^[\"“«]?([^.:،,]{2,40}?)\s*(?:[-–—ـ]+|:|،|,|/)\s*"
    r"[\"“«]?([^\-–—:.()]{2,30}?)[\"”»]?\s*(?:[.:\-–—]|\()"
)
_PLACE_AGENCY = re.compile(r"^[^()]{2,40}\(([^()]{1,30})\)\s*(?:[-–—ـ:]|$)")
_AGENCY_ALONE = re.compile(r"^\(([^()]{1,30})\)\s*[-–—ـ:]")
_TAKEN_FROM = re.compile(r"نشرت?\s+في\s+([^\d:]{2,30}?)\s+(?:يوم|بتاريخ|في)\s")
_SPLIT = re.compile(r"\s*(?:[+|/،,؛;:()]|\s[-–—ـ]\s|\sو(?=\s)|\s&\s)\s*")
_GENERIC = frozenset(line_key(w) for w in (
    "وكالات", "الوكالات", "وكالة", "متابعات", "مواقع", "صحف", "خاص", "وسائل إعلام", "صحافة",
    "وكالات الأنباء", "مواقع التواصل", "وكالات أنباء", "مواقع إخبارية", "الإنترنت", "مصادر",
    "وكالات ومواقع", "مواقع إلكترونية", "ترجمات",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is claimed of one article, and the words that carry each claim."""

    outlet: str | None = None
    aggregator: str | None = None
    agencies: tuple[str, ...] = ()
    published_on: datetime.date | None = None
    outlet_evidence: str | None = None
    date_evidence: str | None = None


_ANY_AGENCY = re.compile(
    r"^[\"“«]?(?:عن\s+)?وكالة\s+[\"“«]?"
    r"((?:(?:ال)?أنباء\s+)?[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)[\"”»]?$"
)


def _agency(words: str, names: Names) -> str | None:
    """The agency that words name: one of the list, or whatever follows «وكالة»."""
    key = plain_key(words)
    bare = key.removeprefix("عن ").removeprefix("وكاله ")
    known = names.agencies.get(key) or names.agencies.get(bare)
    if known:
        return known
    match = _ANY_AGENCY.match(words.strip(" .*"))
    if match is None:
        return None
    name = match[1]
    return name if not name.startswith(("أنباء", "الأنباء")) else f"وكالة {name}"


def _note_agency(line: Line, agency: str, names: Names) -> None:
    """Keep in the reason of its line that an agency is known by its form alone."""
    if plain_key(agency) not in names.agencies:
        line.reason += f"; «{agency}» is taken for an agency because «وكالة» stands before it"


def gather(lines: Sequence[Line], blocks: Sequence[Block], title: str | None) -> list[Evidence]:
    """The evidence for each of `blocks`, in order."""
    if not blocks:
        return []
    names = tables()
    brand = find_brand(lines, blocks, names)
    found = []
    takes_over = False  # the site, as its first article says
    for i, block in enumerate(blocks):
        after = _end_of_foot(lines, blocks, i)
        date, date_words = published_on(lines, block, after, embedded=i > 0)
        outlet, aggregator, agencies, words = _origin(lines, block, after, names, brand)
        takes_over |= i == 0 and aggregator is not None
        if takes_over and aggregator is None:
            # Nothing says whether this one is the site's own.
            outlet, aggregator, words = None, outlet, None
        found.append(Evidence(outlet, aggregator, agencies, date, words, date_words))
    return found


def _end_of_foot(lines: Sequence[Line], blocks: Sequence[Block], i: int) -> int:
    """First line after the foot of article `i`: its source and byline stand before it."""
    stop = len(lines)
    if i + 1 < len(blocks):
        following = blocks[i + 1]
        stop = following.title if following.title is not None else following.paragraphs[0]
    first = blocks[i].paragraphs[-1] + 1
    for k in range(first, min(stop, first + 14)):
        effect = lines[k].row.effect if lines[k].row else ""
        if effect in ("comments", "related", "next", "footer"):
            return k
    return min(stop, first + 14)


# --- outlet, aggregator, agencies ------------------------------------------------------------


def _origin(
    lines: Sequence[Line], block: Block, after: int, names: Names, brand: tuple[str, str] | None
) -> tuple[str | None, str | None, tuple[str, ...], str | None]:
    """Outlet, aggregator, agencies and the words for the outlet of one article."""
    agencies: list[str] = []
    own: tuple[str, str] | None = None
    start = block.title + 1 if block.title is not None else block.head
    head = range(start, block.paragraphs[0])
    foot = range(block.paragraphs[-1] + 1, after)
    for i in (*head, *foot):
        line = lines[i]
        if line.row is not None and line.row.label == "caption":
            continue  # who took a picture says nothing of the text
        in_head = i < block.paragraphs[0]
        is_source = line.row is not None and line.row.label == "source"
        above = lines[i - 1].row if i else None
        follows = above is not None and above.effect == "source_next"
        if line.kind == "C" and not follows and not (in_head and line.n <= 3):
            continue
        if line.zone == "related" and not (is_source or in_head):
            continue
        if in_head or is_source or follows:
            value = re.split(r":|\s\|\s", line.text, maxsplit=1)[-1] if is_source else line.text
            if is_source and line.row.effect == "source_next":
                continue
            for match in reversed(line.dates):
                value = value.replace(line.text[match.start : match.end], " | ")
            if len(value.split()) > 12:
                continue
            taken = _TAKEN_FROM.search(line.text) if in_head else None
            name = names.outlets.get(line_key(taken[1])) if taken else None
            if name:
                own = name, quote(line, "«نشر في»")
            for part in _SPLIT.split(value):
                agency = _agency(part, names)
                if agency and agency not in agencies:
                    agencies.append(agency)
                    _note_agency(line, agency, names)
                    continue
                key = line_key(part)
                name = names.outlets.get(key) if not key.isdigit() else None
                marked = ("-" in value or "«" in value) and key not in names.places
                sure = is_source or follows or marked or key not in names.common
                if name and own is None and sure:
                    own = name, quote(line, "source line" if is_source or follows else "byline")
            unknown = line_key(value)
            if is_source and own is None and not agencies and brand is None:
                if unknown in _GENERIC:
                    continue
                if 1 <= len(unknown.split()) <= 4 and not re.search(r"\d|وكال|http|\.\w", unknown):
                    own = value.strip(" .«»\"“”"), quote(line, "source line")
    place = _place_line(lines, block, names, agencies)
    if own is None:
        own = place
    if own is None and brand is None:
        own = _signature(lines, block, names)
    if brand is not None:
        name, words = brand
        if own is None or own[0] == name or names.outlets.get(line_key(own[0])) == name:
            return name, None, tuple(agencies), words
        return own[0], name, tuple(agencies), own[1]
    return (own[0], None, tuple(agencies), own[1]) if own else (None, None, tuple(agencies), None)


def _place_line(lines: Sequence[Line], block: Block, names: Names, agencies: list[str]):
    """«موسكو - سبوتنيك.» or «القاهرة (رويترز) -» at the head of the first paragraphs."""
    for i in block.paragraphs[:2]:
        head = lines[i].text[:90]
        match = _AGENCY_ALONE.match(head)  # «(رويترز) –», the place left out
        if match and (agency := _agency(match[1], names)):
            agencies += [agency] if agency not in agencies else []
            continue
        match = _PLACE_AGENCY.match(head)
        if match:
            agency = _agency(match[1], names)
            name = names.outlets.get(line_key(match[1]))
            if agency and agency not in agencies:
                agencies.append(agency)
                _note_agency(lines[i], agency, names)
            elif name and line_key(match[1]) not in names.common:
                return name, quote(lines[i], "place line")
            continue
        match = _PLACE_LINE.match(head)
        if match:
            agency = _agency(match[2], names)
            name = names.outlets.get(line_key(match[2]))
            if name and len(match[1].split()) <= 4:
                return name, quote(lines[i], "place line")
            if agency and agency not in agencies:
                agencies.append(agency)
                _note_agency(lines[i], agency, names)
    return None


def _signature(lines: Sequence[Line], block: Block, names: Names):
    """The outlet's name alone on a line inside the article, where a credit stands."""
    for i in range(block.paragraphs[0], block.paragraphs[-1]):
        line = lines[i]
        if line.n <= 2 and line.key in names.outlets and line.key not in names.common:
            return names.outlets[line.key], quote(line, "credit inside the article")
    return None
