"""From pages to articles with all that is known of them, in order of authority.

First what the page itself shows, then what its record or its head declares and what its folder
says, then the metadata and the corrections of the researcher.
"""

import datetime
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from ..articles import segmenter
from . import corrections as researcher
from .. import schema
from ..articles.segmenter import Article, PageArticles, Span
from ..pages.records import without_surrogates
from ..pages.columndates import column_order, read_date
from .names import tidy_name
from .frames import FIRST, Columns, Frames, append_page, build_frames
from ..pages.reading import Page, Problem, Reading


def assemble(
    reading: Reading, metadata: researcher.Table, corrections: researcher.Table
) -> Frames:
    """Divide the pages of a reading into articles and build the frames."""
    columns = Columns(problems=list(reading.problems))
    pages = reading.pages
    base_ids = _base_ids(pages, columns.problems)
    names = [p.page for p in pages]
    to_page = {base: page for page, base in base_ids.items()}
    metadata_aims, unfit = researcher.aim_rows(metadata, names, to_page)
    columns.problems += unfit
    correction_aims, unfit = researcher.aim_rows(corrections, names, to_page)
    columns.problems += unfit
    columns.problems += _twice(pages)
    repeated = _repeated(pages)
    dates = _DateReader(pages)
    for page in pages:
        layout = _divide(page, repeated.get(_group(page)), columns.problems)
        layout = _declare(page, layout, dates, columns.problems)
        extras: Mapping[str, object] = page.extras
        if page.page in metadata_aims:
            layout, more, unfit = researcher.apply_metadata(layout, metadata_aims[page.page])
            extras = {**extras, **more}
            columns.problems += unfit
        if page.page in correction_aims:
            layout, unfit = researcher.apply_corrections(
                page.text, layout, correction_aims[page.page]
            )
            columns.problems += unfit
        append_page(columns, page, layout, base_ids[page.page], extras)
    return build_frames(columns, pages, metadata.sha256, corrections.sha256)


# --- names ----------------------------------------------------------------------------------


def _base_ids(pages: Sequence[Page], problems: list[Problem]) -> dict[str, str]:
    """The doc_id of the first article of each page: the record's own where only it has it."""
    own: dict[str, list[str]] = {}
    given: dict[str, str] = {}
    for page in pages:
        value = page.fields.get("doc_id")
        if value is None:
            continue
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        given[page.page] = str(value).strip()
        own.setdefault(given[page.page], []).append(page.page)
    names = {page.page for page in pages}
    base = {}
    for page in pages:
        doc_id = given.get(page.page)
        base[page.page] = page.page
        if doc_id is None:
            continue
        if len(own[doc_id]) > 1 or (doc_id in names and doc_id != page.page):
            # Another page would be mistaken for this one; the name of the page is never shared.
            if len(own[doc_id]) > 1:
                reason = f"{len(own[doc_id])} records have the id {doc_id!r}"
            else:
                reason = f"the id {doc_id!r} is the name of another page"
            problems.append(Problem(page.page, "id", f"{reason}; the name of the page is used"))
        else:
            base[page.page] = doc_id
    return base


def _twice(pages: Sequence[Page]) -> list[Problem]:
    """Pages saved twice: the same bytes from the same place, with the same declarations.

    The same text from two outlets is no fault, it is what `find_text_reuse` is about.
    """
    first: dict[tuple, str] = {}
    problems = []
    for page in pages:
        if not page.text.strip():
            continue
        told = tuple(str(page.fields.get(f)) for f in ("outlet", "title", "published_on"))
        before = first.setdefault((page.sha256, page.folder, told), page.page)
        if before != page.page:
            reason = f"the same as {before!r}; both are kept (one text to reuse_clusters)"
            problems.append(Problem(page.page, None, reason))
    return problems


def _group(page: Page) -> str:
    """Pages that may share furniture: those saved from one outlet, if folders tell them apart."""
    return page.folder or ""


def _repeated(pages: Sequence[Page]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[str]] = {}
    for page in pages:
        if not page.is_article:
            groups.setdefault(_group(page), []).append(page.text)
    return {name: segmenter.count_repeated(texts) for name, texts in groups.items()}


# --- articles -------------------------------------------------------------------------------


def _divide(
    page: Page, repeated: dict[str, int] | None, problems: list[Problem]
) -> PageArticles:
    """The labelled spans of a page and its articles."""
    title = page.fields.get("title")
    title = title if isinstance(title, str) else None
    try:
        layout = segmenter.segment_page(
            page.text, repeated=repeated, title=title, known=page.is_article, marks=page.marks
        )
    except Exception as error:  # one odd page must not cost the researcher the other thousands
        reason = f"could not be divided into articles ({type(error).__name__}: {error})"
        problems.append(Problem(page.page, None, f"{reason}; kept whole"))
        layout = _whole(page.text, schema.BODY if page.is_article else schema.FURNITURE)
    if page.is_article and not layout.articles and page.text.strip():
        layout = _whole(page.text, schema.BODY)
    if not layout.articles and page.text.strip():
        problems.append(Problem(page.page, None, "no article was found; kept as a page"))
    return layout


def _whole(text: str, label: str) -> PageArticles:
    """A page as one span, and as one article if its label says so."""
    if not text:
        return PageArticles((), ())
    is_body = label == schema.BODY
    span = Span(0, len(text), label, FIRST if is_body else None, "the record declares one article")
    if not is_body:
        return PageArticles((replace(span, reason="not analysed"),), ())
    only = Article(
        position=FIRST, role=schema.ROLE_MAIN, title=None, outlet=None, aggregator=None,
        agencies=(), published_on=None, outlet_evidence=None, date_evidence=None, confidence=0.5,
    )  # fmt: skip
    return PageArticles((span,), (only,))


class _DateReader:
    """Reads declared dates; what a whole column shows about its order helps each cell."""

    def __init__(self, pages: Sequence[Page]) -> None:
        columns: dict[tuple[str, str], set[str]] = {}
        for page in pages:
            value = page.fields.get("published_on")
            if isinstance(value, str):
                columns.setdefault(self._column(page), set()).add(value)
        self._orders = {key: column_order(values) for key, values in columns.items()}
        self._known: dict[tuple, tuple[datetime.date | None, str | None]] = {}

    @staticmethod
    def _column(page: Page) -> tuple[str, str]:
        return page.page.split("#")[0], page.evidence.get("published_on", "")

    def read(self, page: Page) -> tuple[datetime.date | None, str | None]:
        """The date that a page declares, and the reason why none was taken."""
        value = page.fields["published_on"]
        order = self._orders.get(self._column(page)) if isinstance(value, str) else None
        if not isinstance(value, Hashable):
            return read_date(value)
        key = (type(value), value, order)
        if key not in self._known:
            self._known[key] = read_date(value, day_first=order)
        return self._known[key]

    def evidence(self, page: Page) -> str:
        """Where the date stood, with the order if the column had to show it."""
        where = page.evidence["published_on"]
        value = page.fields["published_on"]
        order = self._orders.get(self._column(page))
        if order is None or not isinstance(value, str) or read_date(value)[0] is not None:
            return where
        return f"{where}, {'day' if order else 'month'} first as in the rest of the column"


def _declare(
    page: Page, layout: PageArticles, dates: _DateReader, problems: list[Problem]
) -> PageArticles:
    """Set what the page declares on its main article, and what its folder says on all."""
    if not layout.articles or not (page.fields or page.folder):
        return layout
    number = researcher.main_position(layout)
    found = []
    for article in layout.articles:
        if article.position == number and page.fields:
            article = _declared(page, article, dates, problems)
        found.append(article)
    if page.folder is not None and any(c.isalpha() for c in page.folder):
        found = _from_folder(page.folder, found)
    return replace(layout, articles=tuple(found))


def _declared(
    page: Page, article: Article, dates: _DateReader, problems: list[Problem]
) -> Article:
    changes: dict[str, object] = {}
    fields, evidence = page.fields, page.evidence
    title = fields.get("title")
    if title is not None and (page.is_article or article.title is None):
        changes["title"] = " ".join(without_surrogates(str(title))[0].split())
    if "outlet" in fields:
        changes["outlet"] = tidy_name(fields["outlet"])
        changes["outlet_evidence"] = evidence["outlet"]
    if "aggregator" in fields:
        changes["aggregator"] = tidy_name(fields["aggregator"])
    if "site" in fields:
        changes |= _from_site(tidy_name(fields["site"]), evidence["site"], article)
    if "published_on" in fields:
        date, reason = dates.read(page)
        if date is not None:
            if article.published_on not in (None, date):
                problems.append(
                    Problem(
                        page.page,
                        "date",
                        f"{evidence['published_on']} says {date}, a line of the page "
                        f"{article.published_on}; the former was taken",
                    )
                )
            changes |= {"published_on": date, "date_evidence": dates.evidence(page)}
        else:
            problems.append(Problem(page.page, evidence["published_on"], f"{reason}; no date set"))
    return replace(article, **changes) if changes else article


def _from_site(site: str, evidence: str, article: Article) -> dict[str, object]:
    """The site published the article, or only passed it on if a line of it names its source."""
    if article.outlet is None:
        return {"outlet": site, "outlet_evidence": evidence}
    if article.outlet != site and article.aggregator is None:
        return {"aggregator": site}
    return {}


def _from_folder(folder: str, found: list[Article]) -> list[Article]:
    """The folder names the outlet where no article of the page names one.

    Once an article names its source the page comes from a site that passes on the work of
    others, and then the folder says nothing about the articles that name none.
    """
    if any(a.outlet is not None or a.aggregator is not None for a in found):
        return found
    outlet = tidy_name(folder)
    return [replace(a, outlet=outlet, outlet_evidence=f"folder {folder!r}") for a in found]
