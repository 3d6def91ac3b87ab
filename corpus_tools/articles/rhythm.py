"""The shape of what stands around a paragraph: a list counted on, an article, a teaser, remarks.

What a gap means is often seen only from what follows it. Here it is measured how long the text
goes on below a paragraph, and whether its lines stand in the rhythm of a list of teasers or of the
comments of readers.
"""

import re
from collections.abc import Sequence

from .insets import look_around
from .lines import Line
from .titles import overlap

NO_STORY = frozenset(("comments", "footer", "list", "author"))
_TIMED = frozenset("RD")  # kinds of lines that say when a remark was made
_STOPS = frozenset(
    ("comments", "footer", "next", "keywords", "source", "source_next", "keywords_line")
)
_NUMBER = re.compile(r"\(?(\d{1,2})\s?[-–.)]\s?(?=\D)")


def counts_on(lines: Sequence[Line], j: int, above: Sequence[int]) -> bool:
    """Whether line `j` counts on the paragraphs `above`: «4- …» stands there, «5- …» here."""
    here = _NUMBER.match(lines[j].text)
    if here is None or int(here[1]) < 2:
        return False
    earlier = (_NUMBER.match(lines[i].text) for i in reversed(above[-4:]))
    last = next((match for match in earlier if match is not None), None)
    return last is not None and int(last[1]) + 1 == int(here[1])


def like_comments(lines: Sequence[Line], j: int, together: float, teaser: bool) -> bool:
    """Whether paragraph `j` stands in the rhythm of comments: name, time, remark, and again."""
    if j + 1 < len(lines) and lines[j + 1].kind == "P":
        return False
    first, at = _gap_shape(lines, j + 1, 1)
    if at is None:  # the last one: its gap is that of the one before
        before, start = _gap_shape(lines, j - 1, -1)
        timed = not _TIMED.isdisjoint(before)
        return teaser and start is not None and len(before) > 1 and (timed or together < -0.3)
    second, _ = _gap_shape(lines, at + 1, 1)
    above, start = _gap_shape(lines, j - 1, -1)
    alike = first == second or (start is not None and first == above)
    timed = not _TIMED.isdisjoint(first)
    return alike and len(first) > 1 and lines[at - 1].n <= 5 and (timed or together < -0.3)


def _gap_shape(lines: Sequence[Line], i: int, step: int) -> tuple[str, int | None]:
    """Kinds of the short lines from `i` on, and the paragraph that ends them (within six)."""
    shape = ""
    for k in range(i, i + 6 * step, step):
        if not 0 <= k < len(lines) or lines[k].row is not None:
            break
        if lines[k].kind == "P":
            return shape[::step], k
        shape += lines[k].kind
    return shape[::step], None


def ahead(lines: Sequence[Line], j: int, *, listed: bool, top: bool) -> tuple[int, int]:
    """Paragraphs and words from line `j` on, until the shape of an article is lost.

    Where a list of teasers may stand (`listed`), a second paragraph under a line of its own
    counts only if a third follows it or it goes on with a story.
    """
    paragraphs = words = short = grace = 0
    seen: set[str] = set()
    for k in range(j, min(j + 40, len(lines))):
        line = lines[k]
        effect = line.row.effect if line.row else ""
        if line.kind == "P" and line.zone not in NO_STORY:
            if paragraphs == 1 and lines[k - 1].kind != "P":
                if top and _is_box(lines, j, k):
                    continue
                if _new_story(lines, j, k) or (listed and _like_teaser(lines, j, k)):
                    break
            paragraphs, words, short = paragraphs + 1, words + line.n, 0
            if words > 150 and paragraphs > 2:
                break
        elif effect in _STOPS or (effect == "foot" and paragraphs < 2):
            break
        elif effect == "related":
            grace = 4  # links inside a text
        elif grace and line.kind == "S" and not listed:
            grace -= 1
        elif line.kind in "CFY" or line.key in seen:
            continue  # captions, buttons and repetitions stand inside articles too
        else:
            seen.add(line.key)
            short += 2 if line.kind == "D" else 1
            if short > (7 if paragraphs > 1 else 5 if top else 3):
                break
    return paragraphs, words


def _is_box(lines: Sequence[Line], j: int, k: int) -> bool:
    """Whether paragraph `k` below the first one `j` is another story's, and `j` goes on after."""
    head = k - 1 if lines[k - 1].kind in "Sp" and not lines[k - 1].row else None
    above = [j] + [i for i in range(max(0, j - 6), j) if lines[i].kind == "S" and lines[i].n > 4]
    around = look_around(lines, k, head, above, set(lines[j].get_stems()))
    if head is None or lines[k].starts_on or not around.follows:
        return False
    if lines[k].blank > lines[head].blank:
        return False  # what stands above is a list of links, and ends there
    below = lines[k + 1]
    heading = lines[head - 1].row if head else None
    boxed = heading is not None and heading.effect == "related" and below.blank > lines[k].blank
    return around.returns or boxed


def _like_teaser(lines: Sequence[Line], j: int, k: int) -> bool:
    """Whether paragraph `k`, the next after `j`, stands alone under what could be its headline."""
    followed = k + 1 < len(lines) and lines[k + 1].kind == "P"
    at = k - 1
    while at and (lines[at].kind in "DR" or lines[at].row and lines[at].row.label == "dateline"):
        at -= 1  # each teaser may bear its date
    above = lines[at]
    headed = above.kind in "SD" and not above.row and above.n >= 4 and not above.caption_like
    goes_on = lines[k].starts_on and not lines[k].get_stems().isdisjoint(lines[j].get_stems())
    return headed and not followed and not goes_on


def _new_story(lines: Sequence[Line], j: int, k: int) -> bool:
    """Whether paragraph `k`, the next after `j`, stands under a headline of its own."""
    if lines[k].starts_on or lines[j].key == lines[k].key:
        return False
    own = {x.key for x in lines[max(0, j - 6) : j]}  # a title may stand above a summary and below
    heads = [
        x
        for x in lines[j + 1 : k]
        if x.kind in "Sp" and 4 <= x.n <= 20 and not x.row and x.key not in own
    ]
    below = [x for x in lines[k : k + 3] if x.kind == "P"][:2]
    return any(overlap(x, below, known=lines[j].get_stems()) >= 0.33 for x in heads)
