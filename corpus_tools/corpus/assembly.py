"""From pages to articles with all that is known of them, in order of authority.

First what the page itself shows, then what its record or its head declares and what its folder
says, then the metadata and the corrections of the researcher.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..articles import segmenter
from ..articles.names import known_outlet
from . import corrections as researcher
from .. import schema
from ..articles.segmenter import Article, PageArticles, Span
from ..pages.records import without_surrogates
from ..pages.columndates import column_order, counts_since_1970, read_date
from ..pages.finding import file_of
from .names import tidy_name
from .frames import FIRST, Columns, Frames, append_page, build_frames
from ..pages.reading import Page, Problem, Reading


@dataclass(slots=True)
class Known:
    """What only all pages of a corpus together tell about each of them.

    Attributes
    ----------
    base_ids : dict
        Page to the doc_id of its first article.
    repeated : dict
        Group of pages (`group_of`) to the lines that several of them have (`count_repeated`).
    orders : dict
        Column of declared dates (`date_column`) to whether it puts the day first.
    metadata, corrections : dict
        Page to the researcher's rows about it.
    """

    base_ids: Mapping[str, str]
    repeated: Mapping[str, Mapping[str, int]]
    orders: Mapping[tuple[str, str], bool | None]
    metadata: Mapping[str, list[researcher.Aim]]
    corrections: Mapping[str, list[researcher.Aim]]


def assemble(
    reading: Reading, metadata: researcher.Table, corrections: researcher.Table
) -> Frames:
    """Divide the pages of a reading into articles and build the frames."""
    columns = Columns(problems=list(reading.problems))
    pages = reading.pages
    given = [(p.page, given_id(p)) for p in pages]
    base_ids, rows_of = name_pages(given, metadata, corrections, columns.problems)
    columns.problems += find_twice((p.page, told_key(p)) for p in pages)
    dates: dict[tuple[str, str], set[str]] = {}
    for page in pages:
        collect_dates(page, dates)
    orders = {key: column_order(values) for key, values in dates.items()}
    known = Known(base_ids, _repeated(pages), orders, *rows_of)
    append_pages(columns, pages, known)
    return build_frames(columns, pages, metadata.sha256, corrections.sha256)


def append_pages(columns: Columns, pages: Sequence[Page], known: Known) -> None:
    """Divide pages into articles and add their rows."""
    dates = _DateReader(known.orders)
    for page in pages:
        layout = _divide(page, known.repeated.get(group_of(page)), columns.problems)
        layout = _declare(page, layout, dates, columns.problems)
        extras: Mapping[str, object] = page.extras
        if page.page in known.metadata:
            layout, more, unfit = researcher.apply_metadata(layout, known.metadata[page.page])
            extras = {**extras, **more}
            columns.problems += unfit
        if page.page in known.corrections:
            layout, unfit = researcher.apply_corrections(
                page.text, layout, known.corrections[page.page]
            )
            columns.problems += unfit
        append_page(columns, page, layout, known.base_ids[page.page], extras)


# --- names ----------------------------------------------------------------------------------


def given_id(page: Page) -> str | None:
    """The id that a record gives itself."""
    value = page.fields.get("doc_id")
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return without_surrogates(str(value))[0].strip()


def name_pages(
    given: Sequence[tuple[str, str | None]],
    metadata: researcher.Table,
    corrections: researcher.Table,
    problems: list[Problem],
) -> tuple[dict[str, str], tuple[dict[str, list], dict[str, list]]]:
    """The doc_id of the first article of each page, and the researcher's rows by page.

    Parameters
    ----------
    given : sequence of (page, id or None)
        Of all pages, in their order.
    """
    base_ids = _base_ids(given, problems)
    names = [page for page, _ in given]
    to_page = {base: page for page, base in base_ids.items()}
    rows_of = []
    for table in (metadata, corrections):
        aims, unfit = researcher.aim_rows(table, names, to_page)
        rows_of.append(aims)
        problems += unfit
    return base_ids, (rows_of[0], rows_of[1])


def _base_ids(given: Sequence[tuple[str, str | None]], problems: list[Problem]) -> dict[str, str]:
    """The record's own id where only it has that; else the name of the page."""
    n_of = Counter(doc_id for _, doc_id in given if doc_id is not None)
    names = {page for page, _ in given}
    base = {}
    for page, doc_id in given:
        base[page] = page
        if doc_id is None:
            continue
        if n_of[doc_id] > 1 or (doc_id in names and doc_id != page):
            # Another page would be mistaken for this one; the name of the page is never shared.
            if n_of[doc_id] > 1:
                reason = f"{n_of[doc_id]} records have the id {doc_id!r}"
            else:
                reason = f"the id {doc_id!r} is the name of another page"
            problems.append(Problem(page, "id", f"{reason}; the name of the page is used"))
        else:
            base[page] = doc_id
    return base


def told_key(page: Page) -> str | None:
    """What two pages have in common if one page was saved twice: the same bytes from the same
    place, with the same declarations. None for an empty page.

    The same text from two outlets is no fault, it is what `find_text_reuse` is about.
    """
    if not page.text.strip():
        return None
    told = [str(page.fields.get(f)) for f in ("outlet", "title", "published_on")]
    key = "\0".join((page.sha256, str(page.folder), *told))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def find_twice(keys: Iterable[tuple[str, str | None]]) -> list[Problem]:
    """Pages saved twice, from (page, `told_key`) in the order of the pages."""
    first: dict[str, str] = {}
    problems = []
    for page, key in keys:
        before = page if key is None else first.setdefault(key, page)
        if before != page:
            reason = f"the same as {before!r}; both are kept (one text to reuse_clusters)"
            problems.append(Problem(page, None, reason))
    return problems


def group_of(page: Page) -> str:
    """Pages that may share furniture: those saved from one outlet, if folders tell them apart."""
    return page.folder or ""


def _repeated(pages: Sequence[Page]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[str]] = {}
    for page in pages:
        if not page.is_article:
            groups.setdefault(group_of(page), []).append(page.text)
    return {name: segmenter.count_repeated(texts) for name, texts in groups.items()}


def collect_dates(page: Page, columns: dict[tuple[str, str], set[str]]) -> None:
    """Add the date that a page declares, if it is text, to those of its column."""
    value = page.fields.get("published_on")
    if isinstance(value, str):
        columns.setdefault(date_column(page), set()).add(value)


def date_column(page: Page) -> tuple[str, str]:
    """The file and the column that a declared date stands in."""
    return file_of(page.page), page.evidence.get("published_on", "")


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

    def __init__(self, orders: Mapping[tuple[str, str], bool | None]) -> None:
        self._orders = orders
        self._known: dict[tuple, tuple[datetime.date | None, str | None]] = {}

    def read(self, page: Page) -> tuple[datetime.date | None, str | None]:
        """The date that a page declares, and the reason why none was taken."""
        value = page.fields["published_on"]
        order = self._orders.get(date_column(page)) if isinstance(value, str) else None
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
        order = self._orders.get(date_column(page))
        if counts_since_1970(value):
            return f"{where}, counted in seconds since 1970, the day of Greenwich"
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
    others, and then the folder says nothing about the articles that name none. Where the page
    says the same outlet in other words, the folder's stand: the researcher chose them, and one
    outlet must not be two because only some of its pages bear its name.
    """
    outlet = tidy_name(folder)
    if any(a.outlet is not None or a.aggregator is not None for a in found):
        known = known_outlet(outlet)
        return [
            replace(a, **{
                name: outlet for name in ("outlet", "aggregator")
                if (said := getattr(a, name)) is not None and known_outlet(said) == known
                and not str(a.outlet_evidence).startswith("column ")
            })
            for a in found
        ]  # fmt: skip
    return [replace(a, outlet=outlet, outlet_evidence=f"folder {folder!r}") for a in found]
