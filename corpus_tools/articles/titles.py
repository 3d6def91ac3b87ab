"""Which line is the title of the paragraphs below it.

A headline says in few words what the first paragraphs say in many, so the words it shares with
them are the best sign; a line that shares none is a caption, a section or another story. Other
signs: it stands twice, a date or byline stands between it and the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .keys import FUNCTION, line_key
from .lines import Line

WEIGHTS = {
    "overlap": 4.0, "overlap_base": 0.25, "overlap_cap": 0.75, "repeated": 1.5, "date": 1.5,
    "byline": 1.0, "same_opening": -3.0, "short_title": -1.0, "bullet": -1.0, "many_pages": -1.0,
    "caption_noun": -0.8, "distance": -0.05, "metadata": 4.0,
    "masthead": -1.5, "signature": -2.5,
}  # fmt: skip

_ELSEWHERE = frozenset(("related", "comments", "footer", "next", "keywords", "related_line"))
_HEAD_LABELS = frozenset(("dateline", "byline"))
_SIDES = re.compile(r"\s[-–—|/]\s|:\s")
_NAME_AND_PLACE = re.compile(r"[^\d():«»\"]{4,40}\s\([^\W\d_]+(?:\s[^\W\d_]+)?\)")


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate title: its line, its score, and what the score is made of."""

    line: int | None = None
    score: float = -9.0
    share: float = 0.0
    n: int = 0
    repeated: bool = False
    dated: bool = False
    byline: bool = False
    reason: str = ""


NO_TITLE = Title()


def overlap(
    title: Line, body: Sequence[Line], *, known: frozenset[str] | set[str] = frozenset()
) -> float:
    """Share of the words of `title` that recur in `body`; words in `known` count half."""
    return _share(title, *_words(body), known)


def _words(body: Sequence[Line]) -> tuple[frozenset[str], frozenset[str]]:
    """The words of paragraphs, and their first four letters."""
    below = frozenset().union(*(line.get_stems() for line in body))
    return below, frozenset([w[:4] for w in below])


def _share(
    title: Line, below: frozenset[str], openings: frozenset[str], known: frozenset[str] | set[str]
) -> float:
    hit = total = 0.0
    for word in title.get_stems():
        weight = 0.5 if word in known else 1.0
        total += weight
        if word in below:
            hit += weight
        elif len(word) >= 5 and word[:4] in openings:
            hit += 0.7 * weight  # another form of the word, perhaps
    return hit / max(total, 1.5)


def find_title(
    lines: Sequence[Line],
    span: tuple[int, int],
    below: Sequence[Line],
    *,
    known: frozenset[str] | set[str] = frozenset(),
    given: str | None = None,
    counted_from: tuple[int, int] | None = None,
) -> Title:
    """The line of `span` that is most like the title of the paragraphs `below`.

    Parameters
    ----------
    span : (int, int)
        First line to look at, and the first paragraph.
    known : set of str
        Words of the story above, which count half.
    given : str, optional
        Key of the title in the metadata.
    counted_from : (int, int), optional
        The stretch of lines in which repetitions are counted.

    Returns
    -------
    Title
        With `line` None where nothing looks like one.
    """
    first, stop = span
    best = NO_TITLE
    counts: dict[tuple[str, int], int] = {}
    part, at = 0, {}
    for i in range(*(counted_from or span)):
        line = lines[i] if i < len(lines) else lines[-1]
        if line.row is not None and line.row.effect in _ELSEWHERE:
            part += 1  # a copy in a list of other stories makes no title
        at[i] = (line.key, part if line.zone in ("related", "comments") else -1)
        counts[at[i]] = counts.get(at[i], 0) + 1
    opening = line_key(below[0].text[:80]).split()[:3]
    words = _words(below)
    dated = byline = False
    far = 0
    seen: dict[int, Title] = {}
    for i in range(stop - 1, max(first, stop - 60) - 1, -1):
        line = lines[i]
        effect = line.row.effect if line.row else ""
        if line.kind == "D" or (effect == "published" and line.dates):
            dated = True
        elif line.kind == "R" or (line.row and line.row.label in ("byline", "dateline")):
            byline = True
        elif is_signature(lines, i):
            byline = True
        if effect == "next" and best.line is not None:
            break  # what stands above «the next story» is no part of it
        far += 1
        if not _may_be_title(line):
            continue
        share = _share(line, *words, known)
        score = WEIGHTS["overlap"] * (min(share, WEIGHTS["overlap_cap"]) - WEIGHTS["overlap_base"])
        reason = f"shares {share:.0%} of its words with the text below"
        if line.key.split()[:3] == opening:
            score += WEIGHTS["same_opening"]
        if given is not None and line.key == given:
            score, reason = score + WEIGHTS["metadata"], "the title in the metadata"
        copies = counts.get(at.get(i, (line.key, -1)), 0)
        repeated = copies > 1 and line.n >= 3 and not _twin_lines(lines, i)
        if repeated:
            score += WEIGHTS["repeated"]
            reason += ", stands twice"
        if dated or byline:
            score += WEIGHTS["date" if dated else "byline"] * (0.3 if far > 14 else 1)
        if line.n < 4 and not (repeated and line.n == 3):
            score += WEIGHTS["short_title"] * (2 if line.n < 3 else 1)
        if line.bullet:
            score += WEIGHTS["bullet"]
        if i < 2 and line.n <= 4 and stop > 4:
            score += WEIGHTS["masthead"]
        if line.pages > 2 and line.n < 5:
            score += WEIGHTS["many_pages"]
        if line.caption_like:
            score += WEIGHTS["caption_noun"]
        if is_signature(lines, i):
            score += WEIGHTS["signature"]
        score += WEIGHTS["distance"] * far
        seen[i] = Title(i, score, share, line.n, repeated, dated, byline, reason)
        if score > best.score + 1e-9:
            best = seen[i]
    return _climb(lines, best, seen)


def _climb(lines: Sequence[Line], best: Title, seen: dict[int, Title]) -> Title:
    """The headline above a summary or caption that says more of the text than it does.

    Below the headline stand summary, date, names and captions, in whatever order; none of them
    stands above it. So where the best line is one of those by what stands between, the nearest
    candidate above it is the headline.
    """
    if best.line is None or best.repeated or "metadata" in best.reason:
        return best
    stop = best.line
    below_date = False
    for i in range(stop - 1, max(stop - 9, -1), -1):
        line, title = lines[i], seen.get(i)
        if line.kind == "P" and title is None or line.kind == "N" and line.n >= 6:
            break
        if line.row is not None and line.row.effect in _ELSEWHERE:
            break
        if line.kind in "DR" or line.row is not None and line.row.label in _HEAD_LABELS:
            below_date = not best.dated  # else the date below it is its own
        plain = line.kind in "Sp" and line.row is None and not is_signature(lines, i)
        if line.pages > 1 and line.n <= 5 and (title is None or not title.repeated):
            below_date = below_date and not plain
            continue
        if title is None or title.n < 4 or title.n > 20 or is_signature(lines, i):
            below_date = below_date and not plain  # the head of the page, not of the article
            continue
        longer = best.n >= 10 and best.n >= title.n + 3 and title.n >= 5
        pictured = lines[stop].caption_like or lines[stop].final
        least = 0.0 if title.repeated else 0.25
        if below_date and not best.byline:
            # Menus stand above dates too; a headline that says nothing of its text is rare. But
            # under a headline stands who wrote it, which menus have not.
            signed = title.n >= 7 and any(
                x.row is not None and x.row.label == "byline" for x in lines[i + 1 : stop]
            )
            least = 0.0 if pictured or longer or signed else 0.13
        if title.share >= least and (below_date or longer or pictured or title.repeated):
            dated = title.dated or best.dated
            return replace(title, score=max(title.score, best.score), dated=dated)
    return best


def is_signature(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` has the form «place - name» and stands by a date, or «name (place)» above a text.

    A few words on either side of a dash or colon, none of them a function word.
    """
    line = lines[i]
    if line.n > 8 or line.kind != "S" or line.final:
        return False
    if line.n <= 6 and line.text[-1] == ")" and _NAME_AND_PLACE.fullmatch(line.text):
        return i + 1 < len(lines) and lines[i + 1].kind in "PD"
    parts = _SIDES.split(line.text)
    if len(parts) < 2 or any(not 1 <= len(p.split()) <= 4 for p in parts):
        return False
    if not FUNCTION.isdisjoint(line.text.split()):
        return False
    dash = ":" not in line.text or len(parts) > 2
    near = lines[max(0, i - 1) : i + 2]
    return dash and any(x.kind in "DR" or (x.row and x.row.label in _HEAD_LABELS) for x in near)


def _may_be_title(line: Line) -> bool:
    if line.n > 26 or line.n < 2 or line.colon or line.cut or line.zone == "comments":
        return False
    return line.kind in "Sp" or (line.kind == "P" and line.final and line.text[-1] in "؟!")


def _twin_lines(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands twice only as captions do: right after itself, no blank between."""
    key = lines[i].key
    after = i + 1 < len(lines) and lines[i + 1].key == key and not lines[i + 1].blank
    before = i > 0 and lines[i - 1].key == key and not lines[i].blank
    return after or before
