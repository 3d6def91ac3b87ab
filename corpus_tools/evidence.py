"""Who published an article, where it came from and when, each claim with its words and place.

Evidence speaks only for its own article: a source line is about the article above it, a date
under a title about that title. The brand of the site (masthead, imprint) speaks for the articles
that the site wrote, and makes the site the aggregator of those it took over. Names that are also
sections or plain words («العربية», «الأخبار», «الشرق الأوسط») need a place that only a brand has.
Where nothing speaks, the answer is None.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .blocks import Block
from .dates import DateMatch
from .lexicons import lexicon_path, read_table
from .keys import line_key, plain_key
from .lines import Line

_COPYRIGHT = re.compile(r"حقوق|©.*\d{4}|\d{4}.*©|copyright|\(c\)\s*\d{4}", re.IGNORECASE)
_SERVICE = re.compile(r"تطبيق|تابعو|تابعنا|على فيسبوك|على تويتر|Tweets by|عبر|قناة|نشر في|محفوظة|أخبار|موقع", re.IGNORECASE)
_UPDATED = re.compile(r"تحديث|تعديل|محدث|updated|modified", re.IGNORECASE)
_PUBLISHED = re.compile(r"نشر|صدر|أضيف|published|posted", re.IGNORECASE)
_PLACE_LINE = re.compile(r"^[\"“«]?([^.:،,]{2,40}?)\s*(?:[-–—ـ]+|،|,|/)\s*[\"“«]?([^\-–—:.()]{2,30}?)[\"”»]?\s*(?:[.:\-–—]|\()")
_PLACE_AGENCY = re.compile(r"^[^()]{2,40}\(([^()]{1,30})\)\s*(?:[-–—ـ:]|$)")
_TAKEN_FROM = re.compile(r"نشرت?\s+في\s+([^\d:]{2,30}?)\s+(?:يوم|بتاريخ|في)\s")
_SPLIT = re.compile(r"\s*(?:[+|/،,؛;()]|\s[-–—ـ]\s|\sو(?=\s)|\s&\s)\s*")
_SECTIONS = frozenset(
    line_key(w) for w in "رياضة سياسة اقتصاد العالم فيديو صور أخبار منوعات ثقافة تكنولوجيا علوم صحة محليات عاجل"
    " مجتمع حوادث فن الرئيسية برامج تحقيقات دولي عربي مال مباشر لبنان مصر آراء مقالات".split()
) | {"صفحه اولي", "الصفحه الرئيسيه"}
_GENERIC = frozenset(line_key(w) for w in (
    "وكالات", "الوكالات", "وكالة", "متابعات", "مواقع", "صحف", "خاص", "وسائل إعلام", "وكالات الأنباء", "مواقع التواصل",
    "وكالات أنباء", "مواقع إخبارية", "الإنترنت", "مصادر", "وكالات ومواقع", "مواقع إلكترونية", "صحافة", "ترجمات",
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
    agencies: dict[str, str]


@lru_cache(maxsize=4)
def _names(outlets: str, agencies: str) -> _Names:
    names, wires, common = {}, {}, set()
    for row in read_table("outlets"):
        for number, alias in enumerate([row["name"], *row["aliases"].split(";")]):
            key = line_key(alias)
            if key:
                names.setdefault(key, row["name"])
                if row["common"] and len(key.split()) == 1:
                    common.add(key)
    for row in read_table("agencies"):
        for alias in [row["name"], *row["aliases"].split(";")]:
            if line_key(alias):
                wires.setdefault(plain_key(alias), row["name"])
    return _Names(names, frozenset(common | {"الشرق الاوسط", "اخبار اليوم", "اخبار الخليج"}), wires)


def _tables() -> _Names:
    return _names(str(lexicon_path("outlets")), str(lexicon_path("agencies")))


def _agency(words: str, names: _Names) -> str | None:
    key = plain_key(words)
    return names.agencies.get(key) or names.agencies.get(key.removeprefix("عن ").removeprefix("وكاله "))


_MEDIUM = re.compile(
    r"ل?(?:صحيفه|جريده|موقع|قناه|شبكه|بوابه|وكاله|موسسه|مجله|تلفزيون|منصه|اذاعه|راديو|مجموعه)$"
    r"|محفوظه$|copyright$|by$|for$|علي$|تطبيق$|عبر$|اخبار$|نشره$|تابعو\w*$|tweets$|النشر$|\d+$|[©\-|,.]+$"
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
                closed = not after or not after[0].isalpha() or after.startswith("لل") or after in _AFTER
                if before and closed:
                    return names.outlets[key], key
    return None


_AFTER = frozenset(line_key(w) for w in "العاجلة الإلكتروني الإلكترونية عربي Arabic على © في".split())


def _masthead(lines: Sequence[Line], top: int) -> tuple[str, str] | None:
    """A name in the first lines that the imprint at the end repeats: a brand, listed or not."""
    imprint = [line_key(x.text) for x in lines[-14:] if len(x.text) <= 300 and _COPYRIGHT.search(x.text)]
    imprint = [f" {re.sub(r'[-|©,.:()]', ' ', key)} " for key in imprint]
    for line in lines[: min(top, 6)]:
        if line.row is not None or line.dates or line.n > 9 or line.key in _SECTIONS:
            continue
        for part in re.split(r"\s[-–—|:]\s", line.text):
            key = line_key(part)
            if len(key) < 3 or key.isdigit() or key in _SECTIONS or len(key.split()) > 5:
                continue
            if any(f" {key} " in x or f" ل{key} " in x or f" لل{key[2:]} " in x for x in imprint):
                return part.strip(), _quote(line, "masthead, again in the imprint")
    return None


def _quote(line: Line, what: str) -> str:
    words = line.text if len(line.text) <= 90 else line.text[:87] + "…"
    return f"«{words}» ({what}, characters {line.start}-{line.start + len(line.text)})"


def gather(lines: Sequence[Line], blocks: Sequence[Block], title: str | None) -> list[Evidence]:
    """The evidence for each of `blocks`, in order."""
    if not blocks:
        return []
    names = _tables()
    brand = _brand(lines, blocks, names)
    found = []
    for i, block in enumerate(blocks):
        after = _end_of_foot(lines, blocks, i)
        date, date_words = _date(lines, block, after, embedded=i > 0)
        outlet, aggregator, agencies, words = _origin(lines, block, after, names, brand, embedded=i > 0)
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


# --- dates ---------------------------------------------------------------------------------


def _label_before(line: Line, match: DateMatch) -> str:
    """`updated`, `published` or `` from the words right before a date in its line."""
    before = line.text[: match.start]
    changed = [m.end() for m in _UPDATED.finditer(before)]
    issued = [m.end() for m in _PUBLISHED.finditer(before)]
    if not changed and not issued:
        return ""
    return "updated" if (changed or [-1])[-1] > (issued or [-1])[-1] else "published"


def _dated_lines(
    lines: Sequence[Line], first: int, stop: int, *, head: bool = False
) -> Iterator[tuple[str, Line, DateMatch]]:
    """(kind of claim, line, date) for each date that could date an article between two lines."""
    pending = ""
    for i in range(first, stop):
        line = lines[i]
        effect = line.row.effect if line.row else ""
        if not line.dates:
            # A label may stand alone, its date on the next line.
            pending = effect if effect in ("published", "updated", "not_date") else ""
            continue
        own, pending = effect or pending, ""
        listed = not head and line.zone in ("comments", "related") and own != "published"
        if own == "not_date" or listed:
            continue
        if line.kind == "D" or own in ("published", "updated") or (line.row and line.row.label == "byline"):
            for match in line.dates:
                kind = _label_before(line, match)
                if not kind and own in ("published", "updated"):
                    kind = own
                yield kind or "bare", line, match


def _date(lines: Sequence[Line], block: Block, after: int, *, embedded: bool) -> tuple[datetime.date | None, str | None]:
    first = block.paragraphs[0]
    foot = block.paragraphs[-1] + 1
    claims = []
    if block.title is not None:
        for kind, line, match in _dated_lines(lines, block.title + 1, first, head=True):
            claims.append((kind, line, match, "dateline"))
        if not claims and len(block.paragraphs) > 1 and block.paragraphs[1] - first <= 14:
            # A summary may stand above the date; only one paragraph, so the head goes on.
            near = block.paragraphs[1] - first <= 4
            for kind, line, match in _dated_lines(lines, first + 1, block.paragraphs[1]):
                if near or kind == "published":
                    claims.append((kind, line, match, "dateline below the summary"))
        near = max(block.head, block.title - (3 if embedded else 4))
        for kind, line, match in _dated_lines(lines, near, block.title):
            if kind == "published":
                claims.append((kind, line, match, "above the title"))
    else:
        for kind, line, match in _dated_lines(lines, max(block.head, first - 3), first):
            if kind == "published":
                claims.append((kind, line, match, "above the text"))
    for kind, line, match in _dated_lines(lines, foot, after):
        if kind == "published":
            claims.append((kind, line, match, "below the text"))
    # The date of a later change alone dates nothing: the article is older, by how much is unknown.
    for wanted in ("published", "bare"):
        these = [c for c in claims if c[0] == wanted and c[2].weekday_ok is not False and not c[2].short_year]
        days = {c[2].date for c in these}
        if len(days) > 1 and wanted != "published":
            return None, None  # two dates, and nothing says which
        if these:
            _, line, match, place = these[0]
            note = f", read {match.order}" if match.order != "named" else ""
            note += " by usage" if match.ambiguous else ""
            return match.date, _quote(line, place + note)
    return None, None


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
            words[name] = weight, _quote(line, what)

    for i, line in enumerate(lines):
        if i in text or line.n > 30 or len(line.text) > 300:
            continue
        if i < min(top, 4):
            name = names.outlets.get(line.key)
            if name and line.key not in names.common:
                vote(name, 2.0 if i < 2 else 1.0, line, "masthead")
                continue
            if name and i == 0 and (lines[1].key not in _SECTIONS or lines[1].key.endswith("رئيسيه")):
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
            if _COPYRIGHT.search(line.text):
                hit = _named_in(line.text, names, common=True)
                if hit:
                    vote(hit[0], 3.0, line, "imprint")
            elif line.n <= 12 and line.row is not None and line.row.effect in ("share", "line") and _SERVICE.search(line.text):
                hit = _named_in(line.text, names, common=False)
                if hit:
                    vote(hit[0], 1.0, line, "service line")
    if not votes:
        return None
    best = max(votes, key=lambda n: (votes[n], n))
    return (best, words[best][1]) if votes[best] >= 1.0 else None


def _origin(lines: Sequence[Line], block: Block, after: int, names: _Names, brand, *, embedded: bool):
    """Outlet, aggregator, agencies and the words for the outlet of one article."""
    agencies: list[str] = []
    own: tuple[str, str] | None = None
    start = block.title + 1 if block.title is not None else block.head
    head = range(start, block.paragraphs[0])
    foot = range(block.paragraphs[-1] + 1, after)
    for i in (*head, *foot):
        line = lines[i]
        in_head = i < block.paragraphs[0]
        is_source = line.row is not None and line.row.label == "source"
        follows = i > 0 and lines[i - 1].row is not None and lines[i - 1].row.effect == "source_next"
        if line.kind == "C" and not follows or line.zone == "related" and not is_source:
            if not (in_head and line.n <= 3):
                continue
        if in_head or is_source or follows:
            value = line.text.split(":", 1)[1] if is_source and ":" in line.text else line.text
            if is_source and line.row.effect == "source_next":
                continue
            if line.n > 12:
                continue
            taken = _TAKEN_FROM.search(line.text) if in_head else None
            name = names.outlets.get(line_key(taken[1])) if taken else None
            if name:
                own = name, _quote(line, "«نشر في»")
            for part in _SPLIT.split(value):
                agency = _agency(part, names)
                if agency and agency not in agencies:
                    agencies.append(agency)
                    continue
                key = line_key(part)
                name = names.outlets.get(key)
                if name and own is None and (is_source or follows or key not in names.common or "-" in value or "«" in value):
                    own = name, _quote(line, "source line" if is_source or follows else "byline")
            unknown = line_key(value)
            if is_source and own is None and not agencies and unknown and unknown not in _GENERIC and brand is None:
                if 1 <= len(unknown.split()) <= 4 and not re.search(r"\d|وكال|http|\.\w", unknown):
                    own = value.strip(" .«»\"“”"), _quote(line, "source line")
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
            if agency and agency not in agencies:
                agencies.append(agency)
            continue
        match = _PLACE_LINE.match(head)
        if match:
            agency = _agency(match[2], names)
            name = names.outlets.get(line_key(match[2]))
            if name and len(match[1].split()) <= 4:
                return name, _quote(lines[i], "place line")
            if agency and agency not in agencies:
                agencies.append(agency)
    return None


def _signature(lines: Sequence[Line], block: Block, names: _Names):
    """The outlet's name alone on a line inside the article, where a credit stands."""
    for i in range(block.paragraphs[0], block.paragraphs[-1]):
        line = lines[i]
        if line.n <= 2 and line.key in names.outlets and line.key not in names.common:
            return names.outlets[line.key], _quote(line, "credit inside the article")
    return None
