"""Which line is the title of the paragraphs below it.

A headline says in few words what the first paragraphs say in many, so the words it shares with
them are the best sign; a line that shares none is a caption, a section or another story. Other
signs: it stands twice, a date or byline stands between it and the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .keys import line_key
from .lines import Line

WEIGHTS = {
    "overlap": 4.0, "overlap_base": 0.25, "overlap_cap": 0.75, "repeated": 1.5, "date": 1.5,
    "byline": 1.0, "same_opening": -3.0, "short_title": -1.0, "bullet": -1.0, "many_pages": -1.0,
    "caption_noun": -0.8, "distance": -0.05, "metadata": 4.0,
    "masthead": -1.5,
}  # fmt: skip


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
    counts: dict[str, int] = {}
    for line in lines[slice(*(counted_from or span))]:
        if line.zone not in ("related", "comments"):
            counts[line.key] = counts.get(line.key, 0) + 1
    opening = line_key(below[0].text[:80]).split()[:3]
    words = _words(below)
    dated = byline = False
    far = 0
    for i in range(stop - 1, max(first, stop - 60) - 1, -1):
        line = lines[i]
        effect = line.row.effect if line.row else ""
        if line.kind == "D" or (effect == "published" and line.dates):
            dated = True
        elif line.kind == "R" or (line.row and line.row.label in ("byline", "dateline")):
            byline = True
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
        repeated = counts.get(line.key, 0) > 1 and line.n >= 3 and not _twin_lines(lines, i)
        if repeated:
            score += WEIGHTS["repeated"]
            reason += ", stands twice"
        if dated or byline:
            score += WEIGHTS["date" if dated else "byline"] * (0.3 if far > 14 else 1)
        if line.n < 4:
            score += WEIGHTS["short_title"] * (2 if line.n < 3 else 1)
        if line.bullet:
            score += WEIGHTS["bullet"]
        if i < 2 and line.n <= 4 and stop > 4:
            score += WEIGHTS["masthead"]
        if line.pages > 2 and line.n < 5:
            score += WEIGHTS["many_pages"]
        if line.caption_like:
            score += WEIGHTS["caption_noun"]
        score += WEIGHTS["distance"] * far
        if score > best.score + 1e-9:
            best = Title(i, score, share, line.n, repeated, dated, byline, reason)
    return best


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
