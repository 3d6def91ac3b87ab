"""Text of records that is in truth HTML, as content systems and feeds keep it.

A tag in a cell is no word of the article: without this «p» would be the commonest word of such a
corpus. What a reader sees is kept, a block a line, as it is of a saved page.
"""

import html
import re
from dataclasses import dataclass, field

from .html import read_fragment

_BLOCK = r"p|div|h[1-6]|ul|ol|li|table|tr|td|blockquote|article|section|figure|html|body"
_TAG = re.compile(
    rf"(?i)</?(?:{_BLOCK}|br|hr|span|strong|em|b|i|u|a|img|figcaption|script|style|iframe)"
    r"(?:\s[^<>=]*=[^<>]*|\s*/?)>"  # «a<b and c>d» is no tag
)
_HAS_BLOCKS = re.compile(rf"(?i)<(?:{_BLOCK})(?:\s[^<>=]*=[^<>]*|\s*/?)>")
_ENTITY = re.compile(
    r"(?i)&(?:nbsp|quot|amp|lt|gt|[lr]aquo|[lr][sd]quo|[nm]dash|hellip|bull|zwn?j|[lr]rm"
    r"|#\d{2,6}|#x[0-9a-f]{2,5});"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reader sees of the text of a record; the rest as of an HTML page."""

    text: str
    was_markup: bool = False
    marks: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def visible_text(text: str) -> Cell:
    """The text of a cell without tags and entities; plain text as it is.

    Examples
    --------
    >>> visible_text("<p>قالت &quot;الوكالة&quot;</p><p>وأضافت</p>").text
    'قالت "الوكالة"\\nوأضافت'
    >>> visible_text("السعر < 5 والكمية > 3").was_markup
    False
    """
    if "<" not in text and "&" not in text:
        return Cell(text)
    found = text
    if not _TAG.search(found) and _ENTITY.search(found):
        found = html.unescape(found)  # a feed escapes the tags themselves
    if _TAG.search(found):
        # Where nothing else parts paragraphs, the line ends do.
        keeps = not _HAS_BLOCKS.search(found)
        page = read_fragment(f'<div style="white-space: pre">{found}</div>' if keeps else found)
        return Cell(page.text, True, page.marks, page.problems)
    return Cell(found, found != text)
