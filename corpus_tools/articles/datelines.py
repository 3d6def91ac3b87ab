"""When an article was published: which dates of a page date it, and which do not.

A date dates an article if it stands in the article's own head or foot, as a dateline or behind a
label of publication. Crawl stamps in the head of the page, dates of printing, of later changes, of
comments, of other stories and of posts shown inside a text date nothing; nor does a date whose
weekday is wrong. Where two dates stand and nothing says which, none is claimed.
"""

import datetime
import re
from collections.abc import Iterator, Sequence

from .blocks import Block
from ..dates import DateMatch
from .keys import line_key
from .lines import Line

_UPDATED = re.compile(r"(?:آخر |اخر )?تحديث|تعديل|محدث|updated|modified", re.IGNORECASE)
_BEFORE_DAYS = frozenset(("يوم", "في", "بتاريخ", "مساء", "مساءً", "صباح", "صباحا", "صباحًا", "فجر", "ظهر"))
_PUBLISHED = re.compile(r"نشر|صدر|أضيف|published|posted", re.IGNORECASE)


def quote(line: Line, what: str) -> str:
    words = line.text if len(line.text) <= 90 else line.text[:87] + "…"
    return f"«{words}» ({what}, characters {line.start}-{line.start + len(line.text)})"


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
        if line.kind == "D" and any(x.kind == "N" and x.n >= 6 for x in lines[i + 1 : stop]):
            continue  # a menu follows: the head of the page, not of the article
        listed = not head and line.zone in ("comments", "related") and own != "published"
        if own == "not_date" or listed:
            continue
        byline = line.row is not None and line.row.label == "byline"
        if line.kind == "D" or own in ("published", "updated") or byline:
            for match in line.dates:
                kind = _label_before(line, match)
                if not kind and own in ("published", "updated"):
                    kind = own
                if not kind and line.kind == "D" and _is_of_the_page(line, match):
                    continue
                yield kind or "bare", line, match


def _is_of_the_page(line: Line, match: DateMatch) -> bool:
    """Whether a word that is no label stands before a weekday: «دمشق الخميس 9 …», «جدول الخميس 13 …».

    The day in the head of a page, or of a table, is written so; the day of an article is not.
    """
    before = line.text[: match.start].rstrip()
    words = before.split()
    if match.weekday_ok is None or not words or words[-1] in _BEFORE_DAYS:
        return False
    return words[-1].isalpha() and len(words[-1]) > 2


def _is_sound(match: DateMatch) -> bool:
    return match.weekday_ok is not False and not match.short_year


def _first_copy(lines: Sequence[Line], block: Block) -> int:
    """The first of several copies of the title that stand together, with a date between."""
    key, first = lines[block.title].key, block.title
    for i in range(block.title - 1, max(block.head, block.title - 5) - 1, -1):
        if lines[i].key == key:
            first = i
        elif lines[i].kind not in "DRCF":
            break
    return first


def _dates_the_title(lines: Sequence[Line], line: Line, title: int, embedded: bool) -> bool:
    """Whether a bare date right above a title belongs to it, and not to the page or a teaser.

    In the head of a page something must tie it to the article, which nothing does to the stamp of
    a crawl: the name of a section that the menu has, in its line or alone above it; the name of
    the writer or the day of a later change right beside it. Further down it must begin its block:
    below a heading of the site or a path through its sections, where no teaser can have ended.
    """
    at = next(i for i in range(title - 1, -1, -1) if lines[i] is line)
    between = lines[at + 1 : title]
    if line.kind != "D" or any(
        x.kind not in "NFR" and x.n > 3 and not _tells_change(x) for x in between
    ):
        return False
    parts = {line_key(x) for x in re.split(r"\s[|•·]\s", line.text)}
    if len(parts) > 1 and parts & _sections(lines[:at]):
        return True
    if at == 0:
        return False
    above = lines[at - 1]
    if not embedded and at > 2:
        signed = above.kind == "S" and above.n <= 4  # the writer may stand between the two
        if above.key in _sections(lines[: at - 1]) or (
            signed and lines[at - 2].key in _sections(lines[: at - 2])
        ):
            return True
        beside = (above, *between[:1])
        return any(
            _tells_change(x) or (x.row is not None and x.row.effect == "byline") for x in beside
        )
    heading = above.row is not None and above.row.effect in ("related", "next", "keywords")
    path = above.n <= 5 and re.search(r"\S\s[>»›/]\s\S", above.text) is not None
    return embedded and (heading or path)


def _tells_change(line: Line) -> bool:
    """Whether a short line says when an article was changed, with or without the year."""
    if line.row is not None:
        return line.row.effect == "updated"
    return line.n <= 8 and any(c.isdigit() for c in line.text) and bool(_UPDATED.match(line.text))


def _sections(head: Sequence[Line]) -> set[str]:
    """Names of sections in the head of a page: its short lines, and the parts of its bars."""
    names = {line.key for line in head if line.n <= 2}
    for bar in head:
        if bar.kind == "N":
            names.update(line_key(w) for w in re.split(r"\s{2,}|\s[|•]\s", bar.text))
    return names


def published_on(
    lines: Sequence[Line], block: Block, after: int, *, embedded: bool
) -> tuple[datetime.date | None, str | None]:
    """The date of publication of one article and the words that carry it, or two times None."""
    first = block.paragraphs[0]
    foot = block.paragraphs[-1] + 1
    claims = []
    if block.title is not None:
        start = _first_copy(lines, block)
        for kind, line, match in _dated_lines(lines, start + 1, first, head=True):
            claims.append((kind, line, match, "dateline"))
        if not claims and len(block.paragraphs) > 1 and block.paragraphs[1] - first <= 14:
            # A summary may stand above the date; only one paragraph, so the head goes on.
            between = lines[first + 1 : block.paragraphs[1]]
            near = len(between) <= 3 or all(x.kind in "DRCF" or x.n <= 4 for x in between)
            for kind, line, match in _dated_lines(lines, first + 1, block.paragraphs[1]):
                if near or kind == "published":
                    claims.append((kind, line, match, "dateline below the summary"))
        near = max(block.head, block.title - (3 if embedded else 4))
        for kind, line, match in _dated_lines(lines, near, start):
            if kind == "published" or _dates_the_title(lines, line, start, embedded):
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
        these = [c for c in claims if c[0] == wanted and _is_sound(c[2])]
        days = {c[2].date for c in these}
        if len(days) > 1 and wanted != "published":
            return None, None  # two dates, and nothing says which
        if these:
            _, line, match, place = these[0]
            note = f", read {match.order}" if match.order != "named" else ""
            note += " by usage" if match.ambiguous else ""
            return match.date, quote(line, place + note)
    return None, None
