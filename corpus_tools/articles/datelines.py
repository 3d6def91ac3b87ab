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
from .lines import Line

_UPDATED = re.compile(r"تحديث|تعديل|محدث|updated|modified", re.IGNORECASE)
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
                yield kind or "bare", line, match


def _is_sound(match: DateMatch) -> bool:
    return match.weekday_ok is not False and not match.short_year


def published_on(
    lines: Sequence[Line], block: Block, after: int, *, embedded: bool
) -> tuple[datetime.date | None, str | None]:
    """The date of publication of one article and the words that carry it, or two times None."""
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
