"""A page becomes labelled spans that cover it exactly, and spans make articles.

Nothing is lost: every line of a page lies in one span, and each span left out of the text says
by its label and reason why. A page may hold none, one or several articles; what each rests on
(title, date, outlet) is kept with its words and its place.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import schema
from .blocks import Block, find_blocks
from .evidence import Evidence, gather
from .furniture import furniture
from .gaps import label_gaps
from .keys import count_repeated, line_key
from .lines import Line, split_lines
from .zones import mark_credited, mark_repeated_headings, mark_site_sentences, mark_summaries, mark_zones

__all__ = ["Article", "PageArticles", "Span", "count_repeated", "line_key", "segment_page"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a page: `[start, end)`, its label, the article it belongs to, and why."""

    start: int
    end: int
    label: str
    article: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of one article of a page; None where there is no evidence.

    Attributes
    ----------
    position : int
        Its number in the page, from 0.
    role : {"main", "embedded"}
    confidence : float
        How sure its borders are, from 0 to 1; the review sheet begins with the lowest.
    """

    position: int
    role: str
    title: str | None
    outlet: str | None
    aggregator: str | None
    agencies: tuple[str, ...]
    published_on: datetime.date | None
    outlet_evidence: str | None
    date_evidence: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class PageArticles:
    """The spans of a page, in order and without a hole, and its articles."""

    spans: tuple[Span, ...]
    articles: tuple[Article, ...]


def segment_page(
    text: str,
    *,
    repeated: Mapping[str, int] | None = None,
    title: str | None = None,
    known: bool = False,
    marks: Mapping[str, str] | None = None,
) -> PageArticles:
    """Label every line of a page and find the articles in it.

    Parameters
    ----------
    text : str
        The page as saved.
    repeated : mapping, optional
        From `line_key(line)` to the number of pages of the corpus on which the line stands
        (`count_repeated`): what stands on many pages is furniture.
    title : str, optional
        The title that metadata gives the page.
    known : bool
        The text is declared to be one article: it is never split, and only clear furniture is
        left out.

    marks : mapping, optional
        From a line to "subhead" or "caption", where the markup of the page says so; it decides
        for lines between paragraphs that nothing else tells apart.

    Returns
    -------
    PageArticles

    Examples
    --------
    >>> page = segment_page("الرئيسية\\nقمة في العاصمة\\nافتتحت القمة اليوم في العاصمة أعمالها.\\n")
    >>> [span.label for span in page.spans], page.articles[0].title
    (['furniture', 'title', 'body'], 'قمة في العاصمة')
    """
    table = furniture()
    lines = split_lines(text, table)
    if not lines:
        spans = (Span(0, len(text), schema.BLANK, None, "nothing but white space"),) if text else ()
        return PageArticles(spans, ())
    if repeated:
        for line in lines:
            line.pages = repeated.get(line.key, 0)
    if marks:
        keys = {line_key(text): label for text, label in marks.items()}
        for line in lines:
            line.mark = keys.get(line.key)
    wanted = line_key(title) if title else None
    if known:
        blocks = _one_block(lines, wanted)
    else:
        mark_site_sentences(lines, table)
        mark_repeated_headings(lines)
        mark_summaries(lines)
        mark_credited(lines)
        mark_zones(lines)
        blocks = find_blocks(lines, title=wanted)
    for block in blocks:
        _last_title(lines, block)
    label_gaps(lines, blocks, known=known)
    found = gather(lines, blocks, title)
    spans = tuple(Span(x.start, x.end, x.label, x.article, x.reason) for x in lines)
    articles = tuple(_article(i, b, lines, found[i], title) for i, b in enumerate(blocks))
    return PageArticles(spans, articles)


def _last_title(lines: Sequence[Line], block: Block) -> None:
    """Where a title stands several times above its text, the last is the title."""
    if block.title is None:
        return
    key = lines[block.title].key
    for i in range(block.title + 1, block.paragraphs[0]):
        here = lines[i].key
        named = key.startswith(here) and key[len(here) :].lstrip()[:1] in ("|", "-")
        if here == key or (lines[i].n >= 4 and named):  # the longer one bears the site's name
            block.title = i


def _one_block(lines: Sequence[Line], title: str | None) -> list[Block]:
    """A declared article: every line that is not named by the furniture list is its text."""
    first = 1 if len(lines) > 1 and title is not None and lines[0].key == title else 0
    rows = [i for i in range(first, len(lines)) if not _clear_furniture(lines[i])]
    rows = rows or [len(lines) - 1]
    return [Block(0 if first else None, 0, rows, 9.0, "declared as one article")]


def _clear_furniture(line: Line) -> bool:
    return line.row is not None and line.row.match == "exact" and line.row.effect != "line"


def _article(
    i: int, block: Block, lines: Sequence[Line], found: Evidence, title: str | None
) -> Article:
    words = lines[block.title].text if block.title is not None else None
    sure = 0.55 + 0.08 * min(block.score, 4.0) + 0.02 * min(len(block.paragraphs), 5)
    if words is None:
        sure -= 0.15
    return Article(
        position=i,
        role=schema.ROLE_EMBEDDED if i else schema.ROLE_MAIN,
        title=words or (title if i == 0 and title else None),
        outlet=found.outlet,
        aggregator=found.aggregator,
        agencies=found.agencies,
        published_on=found.published_on,
        outlet_evidence=found.outlet_evidence,
        date_evidence=found.date_evidence,
        confidence=round(max(0.05, min(0.99, sure)), 2),
    )
