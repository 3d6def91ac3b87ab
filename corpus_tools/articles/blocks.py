"""From measured lines to articles: which paragraphs go together, and under which title.

Paragraphs are easy to see; what lies between two of them is not. Every gap is weighed three
ways: the story goes on, another article begins, or what follows is a teaser or a comment. The
evidence is structural: how the next paragraph opens, whether a line in the gap shares the words
of the paragraph below it (a headline does, a link to another story does not), whether that line
stands elsewhere, dates and bylines, and signs that an article has ended (tags, comments, source).
The weights stand together in `WEIGHTS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .insets import Around, look_around
from .lines import Line
from .rhythm import NO_STORY, ahead, counts_on, like_comments
from .titles import Title, find_title, overlap

ENDED = {  # how much a furniture line says that the article above it has ended, by its effect
    "next": 2.5, "comments": 2.5, "footer": 2.0, "keywords": 1.5, "keywords_line": 1.5,
    "source": 1.2, "source_next": 1.2, "foot": 0.8, "author": 0.8, "related": 0.8, "share": 0.5,
    "related_line": 0.2,
}  # fmt: skip
WEIGHTS = {
    "tag_list": 1.0, "long_list": 0.5,
    # Another article begins. The first five come from a logistic regression on joined, and on
    # interrupted, news articles without any mark between (tools/fit_gaps.py).
    "share": 8.2, "continuing": -5.1, "cohesion": -23.4, "per_word": 0.37,
    "short": -2.1, "very_short": -1.5,
    "bias": -12.6, "announced": 2.0, "ended": 1.0, "repeated": 2.5, "date": 4.0, "byline": 1.0,
    "ahead": 5.0, "summed": 2.5,
    "new": 1.4, "top": 4.5,
    # the story goes on
    "resume": 1.1, "resume_continuing": 1.6, "resume_words": 2.5, "resume_next": 0.7,
    "resume_bare_gap": 1.0, "resume_listed": -0.8, "resume_short": -0.7,
    "resume_after_teaser": -0.8,
    "resume_cut": -0.8, "resume_big": 0.8, "resume_headed": -1.5, "resume_adjacent": 1.5,
}  # fmt: skip
USUAL_COHESION = -0.25  # share of known words minus one half: below, the words are new
ENOUGH = ((1, 90), (2, 45), (3, 30))  # paragraphs and words; less under a second title: a teaser
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
    summed: bool  # between the two stands a summary that opens as the paragraph does
    adjacent: bool  # right below the paragraph looked at before: no teaser has two


def find_blocks(lines: Sequence[Line], *, title: str | None) -> list[Block]:
    """The articles of a page as line numbers; lines that are in none stay unlabelled."""
    blocks: list[Block] = []
    known: set[str] = set()
    last = -1  # the last paragraph looked at
    teaser = False  # whether it was skipped
    skipped: list[int] = []
    signs = _Signs()
    waiting: tuple[int, _Gap, bool] | None = None  # a lead under a title that looked too short
    for j, line in enumerate(lines):
        if line.kind != "P" or line.zone in NO_STORY:
            continue
        current = blocks[-1] if blocks else None
        if current is not None and j == last + 1 and not teaser:
            verdict = "resume"
        else:
            signs.add(lines[last + 1 : j] if last >= 0 else lines[:j])
            gap = _measure(lines, j, current, last, known, title, signs)
            if current is None and _is_question_above(lines, j, gap.title):
                continue
            verdict = _weigh(lines, j, gap, current, teaser)
            if waiting and current is not None and gap.big and _goes_on(line, j, verdict, waiting):
                # It was no teaser: its story goes on here.
                start, gap, _ = waiting
                head = current.paragraphs[-1] + 1
                current = _start(gap.title, head, [start], gap.ended)
                blocks.append(current)
                known = set(lines[start].get_stems())
                verdict, waiting = "resume", None
            elif verdict == "teaser" and not (waiting and j - waiting[0] <= 12):
                leads = gap.title.line is not None and _begins(line, gap) >= WEIGHTS["new"]
                waiting = (j, gap, leads) if leads or _is_taken_up(gap) else None
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


def _is_taken_up(gap: _Gap) -> bool:
    """Whether the paragraphs below a headline and lead go on with their words."""
    around = gap.around
    headed = gap.title.line is not None and gap.title.n >= 4
    return gap.big and headed and around.ahead >= around.back + 0.1


def _goes_on(line: Line, j: int, verdict: str, waiting: tuple[int, _Gap, bool]) -> bool:
    """Whether paragraph `j` shows that the lead that waits is the first of its own story."""
    start, _, leads = waiting
    if verdict == "resume":
        return j == start + 1  # both are the old story's, or neither is
    return verdict == "teaser" and leads and line.starts_on and j - start <= 12


def _is_question_above(lines: Sequence[Line], j: int, title: Title) -> bool:
    """Whether the first paragraph is no paragraph but a headline that asks or exclaims."""
    line = lines[j]
    if line.n > 20 or line.text[-1] not in "؟!" or title.line is not None and title.score > 0.5:
        return False
    below = [x for x in lines[j + 1 : j + 12] if x.kind == "P"][:2]
    return bool(below) and overlap(line, below) >= 0.3


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
    paragraphs, words = ahead(lines, j, listed=listed or ended >= 0.8, top=current is None)
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
        j - found.line if found.line is not None else 99,
        found.line is not None and any(x.kind == "Y" for x in lines[found.line + 1 : j]),
        j == last + 1,
    )  # fmt: skip


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
    if counts_on(lines, j, current.paragraphs):
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
    if not line.starts_on and like_comments(lines, j, gap.cohesion, teaser):
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


def _begins(line: Line, gap: _Gap) -> float:
    """Log odds that the paragraph after a gap begins another article."""
    w, title = WEIGHTS, gap.title
    least = 0.08 if (gap.ended >= 2 or title.dated) and title.n >= 4 else 0.2
    around = gap.around
    if title.share < least and not title.repeated:
        # A headline need not say what the text says; then its place must speak for it.
        placed = gap.big and title.n >= 5 and gap.far <= 3
        # A name or agency between a headline and a new text signs the text.
        signed = title.byline and around.own <= 0.1 and around.ahead >= around.back + 0.1
        if placed and signed:
            return w["new"]
        placed = placed and not line.starts_on
        apart = around.own <= 0.06 and around.ahead >= around.back + 0.15
        apart = apart and not gap.bare and not gap.listed
        opens = apart or (gap.ended >= 2 and around.ahead > around.back)
        return w["new"] if placed and opens else -9.0
    if gap.listed_title and not (title.repeated or title.dated or title.byline):
        return -9.0
    marked = gap.ended >= 0.8 or title.repeated or title.dated or gap.summed
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
    score += w["summed"] if gap.summed else 0.0
    score += (w["date"] if title.dated else 0.0) + (w["byline"] if title.byline else 0.0)
    return score


def cohesion(after: Sequence[Line], known: set[str]) -> float:
    """How far the words of paragraphs are those of the story above, from -0.5 to 0.5."""
    if not known or not after:
        return USUAL_COHESION
    stems = frozenset().union(*(x.get_stems() for x in after))
    return len(stems & known) / len(stems) - 0.5 if stems else USUAL_COHESION
