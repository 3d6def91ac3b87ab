"""Who published an article, where it came from and when, each claim with its words and place.

Evidence speaks only for its own article: a source line is about the article above it, a date
under a title about that title. The brand of the site (masthead, imprint) speaks for the articles
that the site wrote, and makes the site the aggregator of those it took over. Names that are also
sections or plain words («العربية», «الأخبار», «الشرق الأوسط») need a place that only a brand has.
Where nothing speaks, the answer is None.
"""

import datetime
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .blocks import Block
from .datelines import published_on, quote
from ..lexicons import read_table
from .furniture import CREDIT
from .keys import line_key, plain_key
from .lines import Line

_SIGN = re.compile(r"©.*\d{4}|\d{4}.*©|\([cC]\)\s*\d{4}")
_SERVICE = re.compile(
    r"تطبيق|تابعو|تابعنا|على فيسبوك|على تويتر|Tweets by|عبر|قناة|نشر في|محفوظة|أخبار|موقع",
    re.IGNORECASE,
)
_PLACE_LINE = re.compile(
    r"^[\"“«]?([^.:،,]{2,40}?)\s*(?:[-–—ـ]+|:|،|,|/)\s*"
    r"[\"“«]?([^\-–—:.()]{2,30}?)[\"”»]?\s*(?:[.:\-–—]|\()"
)
_PLACE_AGENCY = re.compile(r"^[^()]{2,40}\(([^()]{1,30})\)\s*(?:[-–—ـ:]|$)")
_TAKEN_FROM = re.compile(r"نشرت?\s+في\s+([^\d:]{2,30}?)\s+(?:يوم|بتاريخ|في)\s")
_SPLIT = re.compile(r"\s*(?:[+|/،,؛;:()]|\s[-–—ـ]\s|\sو(?=\s)|\s&\s)\s*")
_SECTIONS = frozenset(
    line_key(w)
    for w in "رياضة سياسة اقتصاد العالم فيديو صور أخبار منوعات ثقافة تكنولوجيا علوم صحة"
    " محليات عاجل مجتمع حوادث فن الرئيسية"
    " برامج تحقيقات دولي عربي مال مباشر لبنان مصر آراء مقالات".split()
) | {"صفحه اولي", "الصفحه الرئيسيه"}
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


@dataclass(frozen=True, slots=True)
class _Names:
    outlets: dict[str, str]
    common: frozenset[str]
    places: frozenset[str]  # a byline that ends with one says where, not for whom
    agencies: dict[str, str]


@lru_cache(maxsize=4)
def _names(folder: str | None) -> _Names:
    names, wires, common, places = {}, {}, set(), set()
    for row in read_table("outlets"):
        for number, alias in enumerate([row["name"], *row["aliases"].split(";")]):
            key = line_key(alias)
            if key:
                names.setdefault(key, row["name"])
                if row["common"] and len(key.split()) == 1:
                    common.add(key)
                    if row["common"] == "place":
                        places.add(key)
    for row in read_table("agencies"):
        for alias in [row["name"], *row["aliases"].split(";")]:
            if line_key(alias):
                wires.setdefault(plain_key(alias), row["name"])
    common |= {"الشرق الاوسط", "اخبار اليوم", "اخبار الخليج"}
    return _Names(names, frozenset(common), frozenset(places), wires)


def _tables() -> _Names:
    return _names(os.environ.get("CORPUS_TOOLS_LEXICONS"))


_ANY_AGENCY = re.compile(
    r"^[\"“«]?(?:عن\s+)?وكالة\s+[\"“«]?"
    r"((?:(?:ال)?أنباء\s+)?[^\W\d_]{3,}(?:\s[^\W\d_]{3,})?)[\"”»]?$"
)


def _agency(words: str, names: _Names) -> str | None:
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


def _note_agency(line: Line, agency: str, names: _Names) -> None:
    """Keep in the reason of its line that an agency is known by its form alone."""
    if plain_key(agency) not in names.agencies:
        line.reason += f"; «{agency}» is taken for an agency because «وكالة» stands before it"


_MEDIUM = re.compile(
    r"ل?(?:صحيفه|جريده|موقع|قناه|شبكه|بوابه|وكاله|موسسه|مجله|تلفزيون|منصه|اذاعه|راديو|مجموعه)$"
    r"|محفوظه$|copyright$|by$|for$|علي$|تطبيق$|عبر$|اخبار$|نشره$|تابعو\w*$|tweets$|النشر$"
    r"|\d+$|[©\-|,.]+$"
)


def _named_in(text: str, names: _Names, *, common: bool) -> tuple[str, str] | None:
    """The longest outlet name that stands whole inside `text`: (canonical name, key found).

    A name stands whole where the word before it is «صحيفة», «محفوظة», a year or the like, and
    nothing that could belong to a longer name follows.
    """
    words = [w.strip(".,،:()*") for w in re.sub(r"([-|©])", r" \1 ", line_key(text)).split()]
    words = [w for w in words if w]
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            part = words[i : i + size]
            head = part[0]
            bound = head.startswith("ل")
            forms = [head]
            if bound:
                forms += [head[1:], "ال" + head[2:] if head.startswith("لل") else ""]
            for first in forms:
                key = " ".join([first, *part[1:]]) if first else ""
                if key not in names.outlets or (not common and key in names.common):
                    continue
                if not key.isascii() and len(key) < 3:
                    continue
                before = i == 0 or first != head or _MEDIUM.match(words[i - 1])
                after = words[i + size] if i + size < len(words) else ""
                closed = not after[:1].isalpha() or after.startswith("لل") or after in _AFTER
                if before and closed:
                    return names.outlets[key], key
    return None


_AFTER = frozenset(
    line_key(w) for w in "العاجلة الإلكتروني الإلكترونية عربي Arabic على في".split()
)


def _is_imprint(text: str) -> bool:
    """Whether a line claims copyright."""
    if "حقوق" in text or "copyright" in text.lower():
        return True
    return ("©" in text or "(c)" in text.lower()) and _SIGN.search(text) is not None


def _masthead(lines: Sequence[Line], top: int) -> tuple[str, str] | None:
    """A name that stands in the imprint at the end and alone elsewhere: a brand, listed or not.

    Elsewhere is the head of the page, or the line under «المصادر».
    """
    foot = [x for x in lines[-14:] if len(x.text) <= 300 and _is_imprint(x.text)]
    imprint = [f" {re.sub(r'[-|©,.:()]', ' ', line_key(x.text))} " for x in foot]
    if not imprint:
        return None
    signed = [
        x
        for above, x in zip(lines, lines[1:], strict=False)
        if above.row is not None and above.row.effect == "source_next"
    ]
    for line in (*lines[: min(top, 6)], *signed):
        named = line.row is not None and line.row is not CREDIT
        if named or line.dates or line.n > 9 or line.key in _SECTIONS:
            continue
        parts = re.split(r"\s[-–—|:]\s", line.text)
        parts.append(re.sub(r"\s*\([^()]*\)", "", line.text))  # «the agency (its short name)»
        for part in parts:
            key = line_key(part)
            if len(key) < 3 or key.isdigit() or key in _SECTIONS or len(key.split()) > 5:
                continue
            if any(f" {key} " in x or f" ل{key} " in x or f" لل{key[2:]} " in x for x in imprint):
                what = "source line" if line in signed else "masthead"
                return part.strip(), quote(line, f"{what}, again in the imprint")
    return None


def gather(lines: Sequence[Line], blocks: Sequence[Block], title: str | None) -> list[Evidence]:
    """The evidence for each of `blocks`, in order."""
    if not blocks:
        return []
    names = _tables()
    brand = _brand(lines, blocks, names)
    found = []
    for i, block in enumerate(blocks):
        after = _end_of_foot(lines, blocks, i)
        date, date_words = published_on(lines, block, after, embedded=i > 0)
        outlet, aggregator, agencies, words = _origin(lines, block, after, names, brand)
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


def _brand(lines: Sequence[Line], blocks: Sequence[Block], names: _Names) -> tuple[str, str] | None:
    """The name of the site, and the words that give it: imprint first, then masthead."""
    text = {i for b in blocks for i in b.paragraphs}
    votes: dict[str, float] = {}
    words: dict[str, tuple[float, str]] = {}
    top = blocks[0].title if blocks[0].title is not None else blocks[0].paragraphs[0]
    both = _masthead(lines, top)
    if both is not None:
        return names.outlets.get(line_key(both[0]), both[0]), both[1]

    def vote(name: str, weight: float, line: Line, what: str) -> None:
        votes[name] = votes.get(name, 0.0) + weight
        if weight > words.get(name, (0.0, ""))[0]:
            words[name] = weight, quote(line, what)

    for i, line in enumerate(lines):
        if i in text or line.n > 30 or len(line.text) > 300:
            continue
        if i < min(top, 4):
            name = names.outlets.get(line.key)
            if name and line.key not in names.common:
                vote(name, 2.0 if i < 2 else 1.0, line, "masthead")
                continue
            next_key = lines[1].key if i == 0 and len(lines) > 1 else ""
            if name and i == 0 and (next_key not in _SECTIONS or next_key.endswith("رئيسيه")):
                vote(name, 1.0, line, "masthead")
                continue
            if i < 2 and not name and line.n <= 12:
                head = re.split(r"\s[-–—|]\s", line.text)
                for part in (head[0], head[-1]) if len(head) > 1 else ():
                    name = names.outlets.get(line_key(part))
                    if name:
                        vote(name, 1.5, line, "masthead")
                        break
                continue
        if i > blocks[0].paragraphs[-1] or i < top:
            if _is_imprint(line.text):
                hit = _named_in(line.text, names, common=True)
                if hit:
                    vote(hit[0], 3.0, line, "imprint")
            elif line.n <= 12 and _is_service(line):
                hit = _named_in(line.text, names, common=False)
                if hit:
                    vote(hit[0], 1.0, line, "service line")
    if not votes:
        return None
    best = max(votes, key=lambda n: (votes[n], n))
    return (best, words[best][1]) if votes[best] >= 1.0 else None


def _is_service(line: Line) -> bool:
    """A line of the site that would name it: its application, its channels."""
    named = line.row is not None and line.row.effect in ("share", "line")
    return named and _SERVICE.search(line.text) is not None


def _origin(
    lines: Sequence[Line], block: Block, after: int, names: _Names, brand: tuple[str, str] | None
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


def _place_line(lines: Sequence[Line], block: Block, names: _Names, agencies: list[str]):
    """«موسكو - سبوتنيك.» or «القاهرة (رويترز) -» at the head of the first paragraphs."""
    for i in block.paragraphs[:2]:
        head = lines[i].text[:90]
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


def _signature(lines: Sequence[Line], block: Block, names: _Names):
    """The outlet's name alone on a line inside the article, where a credit stands."""
    for i in range(block.paragraphs[0], block.paragraphs[-1]):
        line = lines[i]
        if line.n <= 2 and line.key in names.outlets and line.key not in names.common:
            return names.outlets[line.key], quote(line, "credit inside the article")
    return None
