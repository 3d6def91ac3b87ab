"""The visible text of a saved HTML page, a block a line, and what its head declares.

The text is all of what a reader sees, menus too: telling the article from the rest is the work
of `articles`, which is the same for every format. What the page declares about itself in
machine-readable form (date, title, name of the site) is the strongest evidence there is and is
kept with the words and the place it came from. Nothing is fetched and nothing is run.
"""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import schema

_SKIPPED = frozenset(
    "head script style noscript template svg iframe object embed canvas audio video".split()
)
# Elements that do not break the line; every other element is a block of its own.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark "
    "math nobr output q rp rt ruby s samp small span strike strong sub sup time tt u var "
    "wbr".split()
)
# «backface-visibility: hidden» hides nothing.
_HIDDEN_STYLE = re.compile(r"(?i)(?<![-\w])(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_KEEPS_LINES = frozenset({"pre", "textarea", "listing", "xmp", "plaintext"})
_KEEPING_STYLE = re.compile(r"(?i)white-space\s*:\s*(?:pre|break-spaces)")
_SPACE = re.compile("[ \t\n\r\f]+")
_SPACE_IN_LINE = re.compile("[ \t\r\f]+")
_ENCODING = re.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})")
_XML = re.compile(rb"(?i)^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_HIDDEN_WORTH_SAYING = 200  # characters; less is the usual debris of menus

_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "article.published",
)  # fmt: skip
_TITLE_NAMES = ("og:title", "twitter:title")
_SITE_NAMES = ("og:site_name", "application-name")
_ARTICLE_TYPE = re.compile(r"(?i)article|posting|report$|^report")


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What one HTML page shows and declares.

    `declared` maps a field ("title", "published_on", "site", "url", and "date_hint", which claims
    nothing) to the pair of its value and the place it stood; `marks` maps lines that are
    headings or captions by their element to that label;
    `problems` says what was left out or contradicts itself.
    """

    text: str
    declared: dict[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the first bytes of a page name, if any.

    Examples
    --------
    >>> declared_encoding(b'<meta charset="windows-1256">')
    'windows-1256'
    """
    found = _XML.search(data[:4096]) or _ENCODING.search(data[:4096])
    return found.group(1).decode("ascii") if found else None


def read_html(markup: str) -> HtmlPage:
    """The visible text of `markup` and what it declares about itself.

    Scripts, styles, templates, `noscript` and whatever is marked as hidden are left out;
    entities are decoded; runs of white space inside a block become one space, as on the screen.

    Examples
    --------
    >>> read_html("<p>قالت <b>الوكالة</b></p><p>وأضافت</p>").text
    'قالت الوكالة\\nوأضافت'
    """
    tree, page = _parsed(markup)
    if tree is None:
        return page
    text, problems = page.text, list(page.problems)
    declared = {}
    for name, read in (("title", _title), ("site", _site), ("url", _url)):
        found = read(tree)
        if found is not None:
            declared[name] = found
    date, conflict = _date(tree)
    if date is not None:
        declared["published_on"] = date
    if conflict is not None:
        problems.append(conflict)
    if "title" not in declared or "published_on" not in declared:
        for name, value in _second_opinion(tree, text).items():
            if name not in declared:
                declared[name] = (value, "trafilatura")
    return HtmlPage(text, declared, tuple(problems), _marks(tree))


def read_fragment(markup: str) -> HtmlPage:
    """The visible text of a piece of HTML that is no page, and so declares nothing.

    Examples
    --------
    >>> read_fragment("<h3>الخلفية</h3><p>قالت</p>").marks
    {'الخلفية': 'subhead'}
    """
    tree, page = _parsed(markup)
    return page if tree is None else HtmlPage(page.text, {}, page.problems, _marks(tree))


def _parsed(markup: str):
    """The tree of `markup`, None where there is none; and its text with what was left out."""
    from lxml import etree, html

    if not markup.strip():
        return None, HtmlPage("")
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = html.document_fromstring(
            markup.replace("\x00", "\ufffd").encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return None, HtmlPage("", problems=(f"no HTML in it ({error}); kept without its content",))
    text, hidden = _visible(tree)
    problems = []
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        problems.append("nested too deeply; what stands below level 2048 was left out")
    if hidden >= _HIDDEN_WORTH_SAYING:
        problems.append(f"{hidden} characters that the page marks as hidden were left out")
    return tree, HtmlPage(text, problems=tuple(problems))


def _visible(tree) -> tuple[str, int]:
    """Text of the tree, a block a line, and the number of hidden characters left out."""
    pieces: list[str] = []
    hidden = 0
    skipped = kept = None  # the element that is left out, and the one whose line ends count
    from lxml import etree

    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipped is not None:
                continue
            if tag in _SKIPPED or _is_hidden(node):
                skipped = node
                if tag not in _SKIPPED:
                    hidden += sum(len(t.strip()) for t in node.itertext())
                continue
            if tag == "br" or tag not in _INLINE:
                pieces.append("\n")
            if kept is None and _keeps_lines(node, tag):
                kept = node
            if node.text:
                pieces.append((_SPACE if kept is None else _SPACE_IN_LINE).sub(" ", node.text))
            continue
        if skipped is not None and node is not skipped:
            continue
        skipped = None
        if tag not in _INLINE and tag != "br":
            pieces.append("\n")
        if node is kept:
            kept = None
        if node.tail and node is not tree:
            pieces.append((_SPACE if kept is None else _SPACE_IN_LINE).sub(" ", node.tail))
    lines = (re.sub(" {2,}", " ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip()), hidden


def _marks(tree) -> dict[str, str]:
    """Lines that the markup calls headings or captions.

    A heading that is a link names another story, and so does one outside the element that
    holds paragraphs: neither is marked.
    """
    marks = {}
    for node in tree.iter(*_HEADINGS, "figcaption"):
        line = _flat(node.text_content())
        if not line:
            continue
        if node.tag == "figcaption":
            marks[line] = schema.CAPTION
        elif node.find(".//a") is None and node.getparent().find("p") is not None:
            marks.setdefault(line, schema.SUBHEAD)
    return marks


def _is_hidden(node) -> bool:
    if node.tag in ("html", "body"):
        return False  # a script shows them once the page is there; saved pages keep the attribute
    if node.get("hidden") is not None:
        return True
    style = node.get("style")
    return bool(style) and bool(_HIDDEN_STYLE.search(style))


def _keeps_lines(node, tag: str) -> bool:
    return tag in _KEEPS_LINES or bool(_KEEPING_STYLE.search(node.get("style") or ""))


def _metas(tree, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(name, content, place) of the meta elements so named, in the order of `names`."""
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        content = (node.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            name = (node.get(attribute) or "").strip().lower()
            if content and name in names:
                found.setdefault(name, content)
    for name in names:
        if name in found:
            yield name, found[name], f"meta {name}"


def _title(tree) -> tuple[str, str] | None:
    for _, content, place in _metas(tree, _TITLE_NAMES):
        return _flat(content), place
    headlines = {b["headline"] for b in _linked_data(tree) if _is_text(b.get("headline"))}
    if len(headlines) == 1:
        return _flat(headlines.pop()), "JSON-LD headline"
    headings = [_flat(h.text_content()) for h in tree.iter("h1")]
    headings = [h for h in headings if h]
    if len(headings) == 1:
        return headings[0], "h1"
    return None


def _site(tree) -> tuple[str, str] | None:
    for name, content, place in _metas(tree, _SITE_NAMES):
        if name == "og:site_name":
            return _flat(content), place
    names = {_publisher(block) for block in _linked_data(tree)}
    if len(names) != 1 or names == {None}:
        return None
    return names.pop(), "JSON-LD publisher"


def _publisher(block: dict) -> str | None:
    publisher = block.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return _flat(name) if _is_text(name) else None


def _url(tree) -> tuple[str, str] | None:
    for node in tree.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and node.get("href"):
            return node.get("href").strip(), "link canonical"
    for _, content, place in _metas(tree, ("og:url",)):
        return content, place
    return None


def _date(tree) -> tuple[tuple[str, str] | None, str | None]:
    """The declared date of publication; none where two declarations differ."""
    found = [(content, place) for _, content, place in _metas(tree, _DATE_NAMES)]
    linked = _linked_dates(_linked_data(tree))
    timed = {
        node.get("datetime")
        for node in tree.iter("time")
        if node.get("datetime")
        and ((node.get("itemprop") or "").lower() == "datepublished" or "pubdate" in node.attrib)
    }
    # Lists of other stories carry dates as well: more than one says nothing about this article.
    if len(linked) == 1:
        found.append((linked.pop(), "JSON-LD datePublished"))
    if len(timed) == 1 and not found:
        found.append((timed.pop(), "time datePublished"))
    if not found:
        return None, None
    days = {value.strip()[:10] for value, _ in found}
    if len(days) > 1 and (local := _one_moment(found)) is not None:
        return local, None
    if len(days) > 1:
        said = ", ".join(f"{place} {value}" for value, place in found)
        return None, f"the page declares different dates ({said}); none of them was taken"
    return (found[0][0].strip(), found[0][1]), None


def _one_moment(found: list[tuple[str, str]]) -> tuple[str, str] | None:
    """Of one moment in several time zones the one that is not Greenwich's: the outlet's own day."""
    try:
        moments = [datetime.datetime.fromisoformat(value.strip()) for value, _ in found]
    except ValueError:
        return None
    if any(m.tzinfo is None for m in moments) or len(set(moments)) > 1:
        return None
    own = {m.date(): place for m, place in zip(moments, found, strict=True) if m.utcoffset()}
    return next(iter(own.values())) if len(own) == 1 else None


def _linked_dates(blocks: list[dict]) -> set[str]:
    """The dates of the articles described; none if one of another headline says none.

    A page describes other stories too. Where only one of two has a date, nothing says that it is
    the date of this page's article.
    """
    dated = [b for b in blocks if _is_text(b.get("datePublished"))]
    headlines = {b.get("headline") for b in dated if _is_text(b.get("headline"))}
    for block in blocks:
        headline = block.get("headline")
        if not _is_text(block.get("datePublished")) and _is_text(headline):
            if headline not in headlines:
                return set()
    return {b["datePublished"] for b in dated}


def _second_opinion(tree, text: str) -> dict[str, str]:
    """What trafilatura makes of the head and the likely places of a page that declares little.

    Its title counts if it stands on the page as a line. Its date is handed on as a hint and
    never as a date: where a page has none of its own, it takes one from a list of other stories.
    """
    from trafilatura.metadata import extract_metadata

    options = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        found = extract_metadata(tree, date_config=options)
    except Exception:  # an opinion that fails is an opinion less, whatever the reason
        return {}
    opinion = {}
    if found.title and _flat(found.title) in {_flat(line) for line in text.split("\n")}:
        opinion["title"] = _flat(found.title)
    if found.date:
        opinion["date_hint"] = found.date
    return opinion


def _linked_data(tree) -> list[dict]:
    """The blocks of JSON-LD that describe an article; a broken block is as good as none."""
    blocks: list[dict] = []
    for node in tree.iter("script"):
        if "ld+json" not in (node.get("type") or "").lower() or not node.text:
            continue
        try:
            waiting = [json.loads(node.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(reversed(item))
            elif isinstance(item, dict):
                kinds = item.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(k, str) and _ARTICLE_TYPE.search(k) for k in kinds):
                    blocks.append(item)
                if isinstance(item.get("@graph"), list):
                    waiting.extend(reversed(item["@graph"]))
    return blocks


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _flat(text: str) -> str:
    return " ".join(text.split())
