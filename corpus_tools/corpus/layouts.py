"""Changing what was found in one page: values, labels, the borders of its articles.

Each function takes the layout of a page and returns a new one, or the old one with the reason why
the change does not fit. A page stays covered by its spans whatever is done to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from .. import schema
from ..pages.columndates import read_date
from ..pages.records import UNKNOWN
from .names import tidy_name

if TYPE_CHECKING:
    from ..articles.segmenter import Article, PageArticles, Span

# The new layout, and None; or the old one, and the reason why the change does not fit.
Changed: TypeAlias = tuple["PageArticles", str | None]
RESEARCHER = "researcher"  # the evidence for whatever a person has set
_OUTSIDE = frozenset(
    {schema.RELATED, schema.KEYWORDS, schema.COMMENTS, schema.FURNITURE, schema.BLANK}
)


def main_position(layout: "PageArticles") -> int | None:
    """The number of the main article; of the first where none is; None without articles."""
    mains = [a.position for a in layout.articles if a.role == schema.ROLE_MAIN]
    return (mains or [a.position for a in layout.articles] or [None])[0]


def has_article(layout: "PageArticles", number: int) -> bool:
    """Whether the page has an article of that number."""
    return any(a.position == number for a in layout.articles)


def whole_number(text: str) -> int | None:
    """The number in a cell; spreadsheets write 2 as 2.0, and 1.5 is no number of an article.

    Examples
    --------
    >>> whole_number("2.0"), whole_number("1.5"), whole_number("inf")
    (2, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def set_value(layout: "PageArticles", number: int, name: str, value: str | None) -> Changed:
    """The layout with one value set, or the reason why it was not."""
    changes: dict[str, object] = {"confidence": 1.0}
    if value is not None and value.strip().lower() in UNKNOWN:
        value = None
    if name == "published_on":
        date, reason = (None, None) if value is None else read_date(value)
        if reason is not None:
            return layout, reason
        changes |= {"published_on": date, "date_evidence": RESEARCHER}
    elif name == "role":
        if value not in schema.ROLES:
            return layout, f"role must be one of {', '.join(schema.ROLES)}, got {value!r}"
        changes["role"] = value
    else:
        named = value is not None and name in ("outlet", "aggregator")
        changes[name] = tidy_name(value) if named else value
        if name == "outlet":
            changes["outlet_evidence"] = RESEARCHER
    articles = tuple(
        replace(a, **changes) if a.position == number else a for a in layout.articles
    )
    return replace(layout, articles=articles), None


def find_lines(
    text: str, layout: "PageArticles", *, start: str | None, end: str | None, line: str | None
) -> tuple[list[tuple[int, int]], str | None]:
    """The stretches of the page that a row is about, by offsets or by the text of a line."""
    if start is not None:
        begin, stop = whole_number(start), None if end is None else whole_number(end)
        if begin is None or (end is not None and stop is None):
            return [], f"start and end must be whole numbers, got {start!r} and {end!r}"
        if stop is None:
            stop = next((s.end for s in layout.spans if s.start <= begin < s.end), begin)
        if not 0 <= begin < stop <= len(text):
            return [], f"start {start} and end {end} are no stretch of a page of {len(text)}"
        return [(begin, stop)], None
    if line is None:
        return [], "a row needs the cell 'line' or 'start'"
    wanted = line.split()
    found = [
        (s.start, s.end)
        for s in layout.spans
        if text[s.start : s.end].split() == wanted
    ]
    return found, None if found else f"no line of the page reads {line[:60]!r}"


def _cut(spans: Sequence["Span"], place: int) -> tuple["Span", ...]:
    """The spans with a border at `place`."""
    cut: list[Span] = []
    for span in spans:
        if span.start < place < span.end:
            cut += [replace(span, end=place), replace(span, start=place)]
        else:
            cut.append(span)
    return tuple(cut)


def set_label(
    text: str,
    layout: "PageArticles",
    places: Sequence[tuple[int, int]],
    value: str | None,
    article: int | None,
) -> Changed:
    """Give stretches of the page another label, and with it a place in an article or none."""
    if value not in schema.SPAN_LABELS:
        return layout, f"{value!r} is no label; the labels are {', '.join(schema.SPAN_LABELS)}"
    if article is not None and not has_article(layout, article):
        return layout, f"the page has no article {article}"
    spans, articles = layout.spans, layout.articles
    for start, end in places:
        spans = _cut(_cut(spans, start), end)
        owner = _owner(spans, start, article, main_position(layout))
        if value not in _OUTSIDE and owner is None:
            return layout, "the page has no article that the line could belong to"
        spans = tuple(
            replace(s, label=value, article=None if value in _OUTSIDE else owner, reason=RESEARCHER)
            if start <= s.start and s.end <= end
            else s
            for s in spans
        )
        if value == schema.TITLE:
            title = " ".join(text[start:end].split())
            articles = tuple(
                replace(a, title=title) if a.position == owner else a for a in articles
            )
    return replace(layout, spans=spans, articles=articles), None


def _owner(
    spans: Sequence["Span"], place: int, article: int | None, main: int | None
) -> int | None:
    """The article that a line belongs to: the one named, its own, the one above, the main one."""
    if article is not None:
        return article
    above = [s.article for s in spans if s.start <= place and s.article is not None]
    return above[-1] if above else main


def split_article(text: str, layout: "PageArticles", place: int, title: str | None) -> Changed:
    """Begin a new article at the character `place`; it inherits no outlet and no date."""
    spans = _cut(layout.spans, place)
    old = next((s.article for s in spans if s.start >= place and s.article is not None), None)
    if old is None:
        return layout, "no line of an article stands there; give the lines the label body first"
    template = next(a for a in layout.articles if a.position == old)
    new = max(a.position for a in layout.articles) + 1
    spans = tuple(
        replace(s, article=new, reason=RESEARCHER) if s.article == old and s.start >= place else s
        for s in spans
    )
    if not any(s.article == old and s.label in schema.TEXT_LABELS for s in spans):
        return layout, "nothing of the article would be left before that line"
    title = title or next(
        (_words(text, s) for s in spans if s.article == new and s.label == schema.TITLE), None
    )
    added: Article = replace(
        template, position=new, role=schema.ROLE_EMBEDDED, title=title, outlet=None,
        aggregator=None, agencies=(), published_on=None, outlet_evidence=None,
        date_evidence=None, confidence=1.0,
    )  # fmt: skip
    return replace(layout, spans=spans, articles=(*layout.articles, added)), None


def _words(text: str, span: "Span") -> str:
    return " ".join(text[span.start : span.end].split())


def merge_articles(layout: "PageArticles", number: int, value: str | None) -> Changed:
    """Join the lines of one article to another, or to the one before it."""
    others = [a.position for a in layout.articles if a.position != number]
    if value is None:
        into = max((p for p in others if p < number), default=None)
    else:
        into = whole_number(value)
    if into not in others:
        return layout, f"there is no other article {value or 'before it'} to join it to"
    spans = tuple(
        replace(s, article=into, reason=RESEARCHER) if s.article == number else s
        for s in layout.spans
    )
    articles = tuple(a for a in layout.articles if a.position != number)
    return replace(layout, spans=spans, articles=articles), None


def drop_article(layout: "PageArticles", number: int) -> "PageArticles":
    """Leave an article out; its lines stay in the page as furniture."""
    spans = tuple(
        replace(s, label=schema.FURNITURE, article=None, reason=f"{RESEARCHER}: article dropped")
        if s.article == number
        else s
        for s in layout.spans
    )
    articles = tuple(a for a in layout.articles if a.position != number)
    return replace(layout, spans=spans, articles=articles)
