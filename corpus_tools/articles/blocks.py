"""From measured lines to articles: which paragraphs go together, and under which title.

Paragraphs are easy to see; what lies between two of them is not. Every gap is weighed three
ways: the story goes on, another article begins, or what follows is a teaser or a comment. The
evidence is structural: how the next paragraph opens, whether a line in the gap shares the words
of the paragraph below it (a headline does, a link to another story does not), whether that line
stands elsewhere, dates and bylines, and signs that an article has ended (tags, comments, source).
The weights stand together in `WEIGHTS`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .insets import Around, look_around
from .lines import Line
from .titles import Title, find_title, overlap

ENDED = {  # how much a furniture line says that the article above it has ended, by its effect
    "next": 2.5, "comments": 2.5, "footer": 2.0, "keywords": 1.5, "keywords_line": 1.5,
    "source": 1.2, "source_next": 1.2, "foot": 0.8, "related": 0.8, "share": 0.5,
    "related_line": 0.2,
}  # fmt: skip
WEIGHTS = {
    "tag_list": 1.0, "long_list": 0.5,
    # Another article begins. The first five come from a logistic regression on joined, and on
    # interrupted, news articles without any mark between (tools/fit_gaps.py).
    "share": 8.2, "continuing": -5.1, "cohesion": -23.4, "per_word": 0.37,
    "short": -2.1, "very_short": -1.5,
    "bias": -12.6, "announced": 2.0, "ended": 1.0, "repeated": 2.5, "date": 4.0, "byline": 1.0,
    "ahead": 5.0,
    "new": 1.4, "top": 4.5,
    # the story goes on
    "resume": 1.1, "resume_continuing": 1.6, "resume_words": 2.5, "resume_next": 0.7,
    "resume_bare_gap": 1.0, "resume_listed": -0.8, "resume_short": -0.7,
    "resume_after_teaser": -0.8,
    "resume_cut": -0.8, "resume_big": 0.8, "resume_headed": -1.5, "resume_adjacent": 1.5,
}  # fmt: skip
USUAL_COHESION = -0.25  # share of known words minus one half: below, the words are new
ENOUGH = ((1, 90), (2, 45), (3, 30))  # paragraphs and words; less under a second title: a teaser
_TIMED = frozenset("RD")  # kinds of lines that say when a remark was made
_STOPS = frozenset(
    ("comments", "footer", "next", "keywords", "source", "source_next", "keywords_line")
)


@dataclass(slots=True)
class Block:
    """An article being put together: line numbers of its title and paragraphs."""

    title: int | None
    head: int  # first line after the article above it
    paragraphs: list[int] = field(default_factory=list)
    score: float = 0.0
    reason: str = ""


class _Signs:
    """What the lines since the last accepted paragraph say, added to as reading goes on."""

    __slots__ = ("score", "announced", "listed", "_seen", "_tags", "_items")

    def __init__(self) -> None:
        self.score, self.announced, self.listed = 0.0, False, False
        self._seen: set[str] = set()
        self._tags = self._items = 0

    def add(self, lines: Sequence[Line]) -> None:
        """Take in lines that follow those taken in before."""
        for line in lines:
            effect = line.row.effect if line.row else ""
            if effect in ENDED and effect not in self._seen:
                self._seen.add(effect)
                self.score += ENDED[effect]
            self.announced |= effect == "next"
            self.listed |= effect == "related"
            if line.kind == "S" and not line.row and line.n <= 4 and line.zone != "related":
                self._tags += 1
                self.score += WEIGHTS["tag_list"] if self._tags == 3 else 0.0
            else:
                self._tags = 0
            if line.zone == "related" and not line.row and line.kind in "SpP":
                self._items += 1
                self.score += WEIGHTS["long_list"] if self._items == 4 else 0.0


@dataclass(slots=True)
class _Gap:
    """What lies before paragraph `j`, measured."""

    ended: float  # signs that the article above has ended
    announced: bool  # «الخبر التالي»
    listed: bool  # a heading of related stories stands in it, with nothing after its list
    title: Title
    big: bool  # what follows is long enough for an article
    cohesion: float
    bare: bool  # a line or two that no list names
    around: Around  # whose words the paragraphs below take up
    headed: bool  # a line of its own stands right above, as a headline does
    boxed: bool  # heading, headline and paragraph without a blank between, and then one
    listed_title: bool  # the title is the last of a list of links that ends above the paragraph
    far: int  # lines from the title to the paragraph
    adjacent: bool  # right below the paragraph looked at before: no teaser has two


def find_blocks(lines: Sequence[Line], *, title: str | None) -> list[Block]:
    """The articles of a page as line numbers; lines that are in none stay unlabelled."""
    blocks: list[Block] = []
    known: set[str] = set()
    last = -1  # the last paragraph looked at
    teaser = False  # whether it was skipped
    skipped: list[int] = []
    signs = _Signs()
    waiting: tuple[int, _Gap] | None = None  # a lead under a title that looked too short
    for j, line in enumerate(lines):
        if line.kind != "P" or line.zone in ("comments", "footer", "list"):
            continue
        current = blocks[-1] if blocks else None
        if current is not None and j == last + 1 and not teaser:
            verdict = "resume"
        else:
            signs.add(lines[last + 1 : j] if last >= 0 else lines[:j])
            gap = _measure(lines, j, current, last, known, title, signs)
            verdict = _weigh(lines, j, gap, current, teaser)
            if verdict == "teaser" and waiting and j - waiting[0] <= 12:
                if line.starts_on and gap.big and current is not None:
                    # It was no teaser: its story goes on here.
                    start, gap = waiting
                    head = current.paragraphs[-1] + 1
                    current = _start(gap.title, head, [start], gap.ended)
                    blocks.append(current)
                    known = set(lines[start].get_stems())
                    verdict, waiting = "resume", None
            elif verdict == "teaser":
                leads = gap.title.line is not None and _begins(line, gap) >= WEIGHTS["new"]
                waiting = (j, gap) if leads else None
        if verdict == "new":
            head = current.paragraphs[-1] + 1 if current else 0
            blocks.append(_start(gap.title, head, [j], gap.ended, sure=gap.far <= 3))
            known = set(line.get_stems())
        elif verdict == "resume":
            current.paragraphs.append(j)
            known |= line.get_stems()
        else:
            skipped.append(j)
        if verdict != "teaser":
            signs = _Signs()
        else:
            signs.add([line])
        last, teaser = j, verdict == "teaser"
    if not blocks and skipped:
        found = find_title(lines, (0, skipped[0]), [lines[skipped[0]]], given=title)
        blocks.append(_start(found, 0, skipped, 0.0))
    return blocks


def _start(
    title: Title, head: int, paragraphs: list[int], ended: float, *, sure: bool = False
) -> Block:
    # Right below the end of another article a headline is known by its place.
    placed = sure and title.n >= 5
    line = title.line if title.score > -0.9 or placed else None
    return Block(line, head, paragraphs, title.score + ended / 2, title.reason)


def _measure(lines: Sequence[Line], j: int, current: Block | None, last: int, known: set[str],
             title: str | None, signs: _Signs) -> _Gap:  # fmt: skip
    first = max(current.paragraphs[-1] + 1, j - 80) if current else max(0, j - 80)
    ended, announced, listed = signs.score, signs.announced, signs.listed
    after = [x for x in lines[j : j + 5] if x.kind == "P"][:3]
    search_from = last + 1 if current else 0
    near = (max(first - 8, 0), j + 8)
    found = find_title(
        lines, (search_from, j), after[:2], known=known, given=title, counted_from=near
    )
    paragraphs, words = _ahead(lines, j, listed=listed or ended >= 0.8, top=current is None)
    big = any(paragraphs >= n and words >= least for n, least in ENOUGH)
    line = lines[j]
    alone = j + 1 >= len(lines) or lines[j + 1].kind != "P"
    if alone and current and (line.cut or not line.final) and ended >= 0.8:
        big = False  # a lead does not break off; a teaser does
    bare = j - first <= 3 and not any(x.row for x in lines[first:j])
    around = Around()
    if current is not None:
        rows = current.paragraphs[-3:] + ([] if current.title is None else [current.title])
        around = look_around(lines, j, found.line, rows, known)
    head = lines[j - 1] if j else line
    headed = head.kind in "Sp" and head.n >= 5 and not head.row and not head.caption_like
    headed = headed and line.blank <= head.blank  # else the list ends above this paragraph
    at = found.line
    listed_title = (
        at is not None and at > 0 and at == j - 1 and line.blank > head.blank
        and lines[at - 1].zone == "related" and lines[at - 1].kind in "Sp" and head.blank == 0
    )  # fmt: skip
    after_heading = j > 1 and lines[j - 2].row is not None and lines[j - 2].row.effect == "related"
    boxed = headed and after_heading and head.blank == 0 and around.follows
    boxed = boxed and j + 1 < len(lines) and lines[j + 1].blank > line.blank
    return _Gap(
        ended, announced, listed, found, big, cohesion(after, known), bare, around, headed, boxed,
        listed_title,
        j - found.line if found.line is not None else 99, j == last + 1,
    )  # fmt: skip


_NUMBER = re.compile(r"\(?(\d{1,2})\s?[-–.)]\s?(?=\D)")


def _counts_on(lines: Sequence[Line], j: int, current: Block) -> bool:
    """Whether line `j` is the next of numbered paragraphs: «4- …» stands above, «5- …» here."""
    here = _NUMBER.match(lines[j].text)
    if here is None or int(here[1]) < 2:
        return False
    above = (_NUMBER.match(lines[i].text) for i in reversed(current.paragraphs[-4:]))
    last = next((match for match in above if match is not None), None)
    return last is not None and int(last[1]) + 1 == int(here[1])


def _weigh(lines: Sequence[Line], j: int, gap: _Gap, current: Block | None, teaser: bool) -> str:
    """`new`, `resume` or `teaser`."""
    line, w, title = lines[j], WEIGHTS, gap.title
    if current is None:
        score = max(title.score, -1.0) + (-2.2 if line.starts_on else 0.6)
        near = any(x.kind == "P" for x in lines[j + 1 : j + 3])
        if gap.listed and title.line is None and not near:
            return "teaser"  # the text of a ticker
        opens = j == 0 and near and line.final and line.n >= 20  # nothing stands above it
        return "new" if gap.big or opens or score + 2.0 > w["top"] else "teaser"
    if _counts_on(lines, j, current):
        return "resume"
    around = gap.around
    if not (title.dated or line.starts_on or line.bullet):
        if around.returns and around.own < 0.3 and (gap.listed or not gap.bare):
            if title.line is not None or gap.headed:
                return "teaser"
        asks = line.n <= 18 and line.text[-1] in "؟!"
        if gap.boxed and gap.ended < 1.5:
            return "teaser"
        if around.foreign and (gap.headed and gap.listed or asks and around.follows):
            return "teaser"
    if title.line is not None and _begins(line, gap) >= w["new"]:
        if gap.big:
            return "new"
        if gap.ended >= 0.8 or not line.starts_on:
            return "teaser"
    if not line.starts_on and _like_comments(lines, j, gap.cohesion, teaser):
        return "teaser"
    goes_on = w["resume"] - gap.ended + w["resume_words"] * (gap.cohesion - USUAL_COHESION)
    goes_on += w["resume_continuing"] if line.starts_on else 0.0
    goes_on += w["resume_bare_gap"] if gap.bare else 0.0
    goes_on += w["resume_after_teaser"] if teaser else 0.0
    goes_on += w["resume_adjacent"] if teaser and gap.adjacent else 0.0
    if teaser and gap.headed and not line.starts_on and title.share >= 0.33:
        goes_on += w["resume_headed"]
    if j + 1 < len(lines) and lines[j + 1].kind == "P":
        goes_on += w["resume_next"]
    elif line.n <= 14:
        goes_on += w["resume_short"]
    if gap.big and not line.cut:
        goes_on += w["resume_big"]
    if gap.listed and not line.starts_on:
        goes_on += w["resume_listed"]
    if line.cut:
        goes_on += w["resume_cut"]
    return "resume" if goes_on >= 0 else "teaser"


def _like_comments(lines: Sequence[Line], j: int, together: float, teaser: bool) -> bool:
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


def _begins(line: Line, gap: _Gap) -> float:
    """Log odds that the paragraph after a gap begins another article."""
    w, title = WEIGHTS, gap.title
    least = 0.08 if (gap.ended >= 2 or title.dated) and title.n >= 4 else 0.2
    around = gap.around
    if title.share < least and not title.repeated:
        # A headline need not say what the text says; then its place must speak for it.
        placed = gap.big and title.n >= 5 and gap.far <= 3 and not line.starts_on
        apart = around.own <= 0.06 and around.ahead >= around.back + 0.15
        apart = apart and not gap.bare and not gap.listed
        opens = apart or (gap.ended >= 2 and around.ahead > around.back)
        return w["new"] if placed and opens else -9.0
    if gap.listed_title and not (title.repeated or title.dated or title.byline):
        return -9.0
    marked = gap.ended >= 0.8 or title.repeated or title.dated
    if not marked and (line.starts_on or around.ahead <= around.back + 0.02):
        return -9.0  # no article opens as a story goes on, or is followed by what stood above it
    # A second article is often about the same story; where an end is seen, that says nothing.
    together = min(gap.cohesion, USUAL_COHESION if gap.ended >= 2 else -0.1)
    score = w["bias"] + w["share"] * min(title.share, 0.75) + w["cohesion"] * together
    score += w["per_word"] * min(title.n, 12) + w["ended"] * gap.ended
    score += w["short"] if title.n <= 5 else 0.0
    score += w["very_short"] if title.n <= 3 else 0.0
    score += w["continuing"] if line.starts_on else 0.0
    score += w["announced"] if gap.announced else 0.0
    # Paragraphs below that take up this one's words, and not those above, are its own story.
    score += w["ahead"] * min(around.ahead - around.back, 0.3) if gap.big else 0.0
    score += w["repeated"] if title.repeated else 0.0
    score += (w["date"] if title.dated else 0.0) + (w["byline"] if title.byline else 0.0)
    return score


def _ahead(lines: Sequence[Line], j: int, *, listed: bool, top: bool) -> tuple[int, int]:
    """Paragraphs and words from line `j` on, until the shape of an article is lost.

    Where a list of teasers may stand (`listed`), a second paragraph under a line of its own
    counts only if a third follows it or it goes on with a story.
    """
    paragraphs = words = short = grace = 0
    seen: set[str] = set()
    for k in range(j, min(j + 40, len(lines))):
        line = lines[k]
        effect = line.row.effect if line.row else ""
        if line.kind == "P" and line.zone not in ("comments", "footer", "list"):
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


def cohesion(after: Sequence[Line], known: set[str]) -> float:
    """How far the words of paragraphs are those of the story above, from -0.5 to 0.5."""
    if not known or not after:
        return USUAL_COHESION
    stems = frozenset().union(*(x.get_stems() for x in after))
    return len(stems & known) / len(stems) - 0.5 if stems else USUAL_COHESION
