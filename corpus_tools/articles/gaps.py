"""A label for every line, once the articles of a page are known.

What lies between two paragraphs of one story is kept as a subheading or a list, or left out as a
caption, a link to another story or furniture. The cheap signs come first (the furniture list,
form, repetition); for a bare short line the question is whose words it shares: a subheading
announces the paragraphs right below it.
"""

import re
from collections.abc import Sequence

from .. import schema
from .blocks import Block
from .lines import Line
from .titles import is_signature, overlap

_ASKS = frozenset(
    "ما ماذا كيف هل لماذا متي من اين كم اي بماذا لمن ماهي ماهو وماذا وكيف وهل ولماذا ومتي".split()
)
_SPEAKS = frozenset("؟?!\"«»“”")
KEEP_AT = 0.0  # a bare line between paragraphs is kept from this score on


def label_gaps(lines: Sequence[Line], blocks: Sequence[Block], *, known: bool) -> None:
    """Set `label`, `reason` and `article` of every line."""
    for number, block in enumerate(blocks):
        _label_block(lines, block, number, known=known)
    titles = {lines[b.title].key: n for n, b in enumerate(blocks) if b.title is not None}
    for i, line in enumerate(lines):
        if line.label is None:
            _label_rest(lines, i, titles)


def _label_block(lines: Sequence[Line], block: Block, number: int, *, known: bool) -> None:
    if block.title is not None:
        _set(lines[block.title], schema.TITLE, number, block.reason)
    for i in block.paragraphs:
        _set(lines[i], schema.BODY, number, "a paragraph of the story")
    rows = block.paragraphs
    first_keys = {}
    for i in list(rows):
        key = lines[i].key
        if key in first_keys and lines[i].n > 5:
            _set(lines[i], schema.DUPLICATE, number, "a paragraph that stands twice")
        first_keys.setdefault(key, i)
        if not known and _is_pull_quote(lines, i, rows):
            _set(lines[i], schema.DUPLICATE, number, "a quotation that the story has as well")
    if not known:
        _find_summary(lines, block, number)
    _label_head(lines, block, number)
    for above, below in zip(rows, rows[1:], strict=False):
        if below - above > 1:
            _label_between(lines, (above, below), rows, number, known=known)
    _label_tail(lines, block, number)


def _set(line: Line, label: str, article: int | None, reason: str) -> None:
    line.label, line.article, line.reason = label, article, reason


def _is_pull_quote(lines: Sequence[Line], i: int, rows: Sequence[int]) -> bool:
    """Whether a line is nothing but a quotation whose words a paragraph of the story has."""
    text = lines[i].text.rstrip(".…")
    if len(text) < 12 or text[0] not in "\"“«'" or text[-1] not in "\"”»'":
        return False
    words = text.strip("\"“”«»' .…")
    return any(k != i and words in lines[k].text for k in rows)


def _find_summary(lines: Sequence[Line], block: Block, number: int) -> None:
    """A first paragraph that the story itself says again is a summary above it."""
    rows = block.paragraphs
    if len(rows) < 3 or block.title is None:
        return
    first, second = lines[rows[0]], lines[rows[1]]
    if first.n > 60 or second.starts_on or second.n < 8:
        return
    stems = first.get_stems()
    told = max(len(stems & lines[i].get_stems()) for i in rows[1:6]) / max(len(stems), 1)
    if told >= 0.75 and len(stems) >= 4:
        _set(first, schema.SUMMARY, number, "the story below says it again")


def _label_head(lines: Sequence[Line], block: Block, number: int) -> None:
    """Lines between the title and the first paragraph."""
    if block.title is None:
        return
    first = block.paragraphs[0]
    for i in range(block.title + 1, first):
        line = lines[i]
        if line.label is not None:
            continue
        if line.key == lines[block.title].key:
            _set(line, schema.DUPLICATE, number, "the title again")
        elif line.kind == "D" or (line.row is not None and line.row.label == schema.DATELINE):
            _set(line, schema.DATELINE, number, "a date under the title")
        elif line.row is not None:
            _set(line, line.row.label, number, f"furniture list: «{line.row.phrase}»")
        elif line.kind == "R":
            _set(line, schema.DATELINE, number, "a relative time under the title")
        elif line.kind == "Y":
            _set(line, schema.SUMMARY, number, "opens as the text below does")
        elif line.kind == "N":
            _set(line, schema.FURNITURE, number, "a number, counter, address or menu")
        elif line.kind == "C":
            _set(line, schema.CAPTION, number, "form of a caption")
        elif i == first - 1 and line.kind == "p" and line.starts_on:
            _set(line, schema.BODY, number, "opens as a paragraph does")
        elif i == first - 1 and line.colon and line.n >= 8 and lines[first].bullet:
            _set(line, schema.BODY, number, "announces the list that follows")
        elif is_signature(lines, i):
            _set(line, schema.BYLINE, number, "place and name beside the date")
        elif line.n >= 8:
            below = [lines[k] for k in block.paragraphs[:3]]
            label = schema.SUMMARY if overlap(line, below) > 0.5 or line.final else schema.CAPTION
            _set(line, label, number, "between title and text")
        else:
            label = schema.BYLINE if line.n <= 4 else schema.CAPTION
            _set(line, label, number, "between title and text")


def _label_between(
    lines: Sequence[Line], gap: tuple[int, int], rows: Sequence[int], number: int, *, known: bool
) -> None:
    """Lines between two paragraphs of one article, the article's paragraphs being `rows`."""
    above, below = gap
    parallel = _parallel(lines, above, below)
    for i in range(above + 1, below):
        line = lines[i]
        if line.label is not None:
            continue
        if known and (line.row is None or line.row.match != "exact"):
            _set(line, schema.BODY, number, "inside a declared article")
            continue
        if _is_pull_quote(lines, i, rows):
            _set(line, schema.DUPLICATE, number, "a quotation that the story has as well")
            continue
        score, label, reason = _judge(lines, i, above, below, parallel=parallel)
        _set(line, label, number, f"{reason} ({score:+.1f})")


def _parallel(lines: Sequence[Line], above: int, below: int) -> bool:
    """Whether three or more lines in a row look alike, as the items of a list inside a text do."""
    inside = [x for x in lines[above + 1 : below] if x.row is None and x.kind in "Sp"]
    if len(inside) < 3:
        return False
    for mark in (" - ", " – ", ": ", " ("):
        if sum(mark in x.text for x in inside) >= 0.8 * len(inside):
            return True
    return False


def _judge(
    lines: Sequence[Line], i: int, above: int, below: int, *, parallel: bool
) -> tuple[float, str, str]:
    """Score, label and reason of one line between two paragraphs (kept from 0 on)."""
    line = lines[i]
    if line.row is not None:
        return -9.0, line.row.label, f"furniture list: «{line.row.phrase}»"
    if line.kind in "DRN":
        return -8.0, schema.FURNITURE, "a date, number, counter, address or menu"
    if line.kind == "C":
        return -7.0, schema.CAPTION, "form of a caption"
    if line.mark is not None:
        kept = 1.0 if line.mark == schema.SUBHEAD else -1.0
        return kept, line.mark, f"the markup says {line.mark}"
    recent = range(i - 1, max(above, i - 12), -1)
    kept = next((k for k in recent if lines[k].label == schema.BODY), above)
    introduced = lines[kept].colon
    if line.zone == "author":
        return -6.0, schema.FURNITURE, "about the writer"
    if line.zone in ("related", "list", "comments", "footer") and not (introduced and line.bullet):
        label = schema.RELATED if line.zone in ("related", "list") else schema.COMMENTS
        return -6.0, label, "under such a heading"
    if line.zone == "keywords" and line.n <= 5:
        return -5.0, schema.KEYWORDS, "under such a heading"
    if line.pages > 1 and not lines[above].pages > 1:
        return -5.0, schema.FURNITURE, f"stands on {line.pages} pages"
    if line.kind in "PY":
        return -2.0, schema.RELATED, "a teaser between paragraphs"
    if line.cut:
        return -2.0, schema.RELATED, "cut off with dots"
    if introduced or (kept == i - 1 and lines[kept].bullet and line.bullet):
        return 2.0, schema.BODY, "a list that the paragraph above announces"
    if parallel:
        return 1.5, schema.BODY, "lines that look alike: a list"
    quoted = line.text[0] in "\"“«'" and line.text.rstrip(".")[-1:] in "\"”»'"
    if quoted and line.n >= 6:
        return 1.5, schema.BODY, "a quotation of its own"
    if line.final and line.text.rstrip("\"”»")[-1:] == "." and line.n >= 3:
        return 1.0, schema.BODY, "a short sentence"
    if line.colon:
        return 1.0, schema.BODY, "announces what follows"
    if line.kind == "p":
        score = 1.0 if line.starts_on else 0.3 if "،" in line.text else -0.3
        label = schema.BODY if score >= KEEP_AT else schema.RELATED
        return score, label, "a long line without a full stop"
    return _judge_bare(lines, i, above, below)


def _judge_bare(lines: Sequence[Line], i: int, above: int, below: int) -> tuple[float, str, str]:
    """A short line with nothing to tell it by: subheading, caption or link."""
    line = lines[i]
    section = [x for x in lines[below : below + 4] if x.kind == "P"][:2]
    share = overlap(line, section)
    before = overlap(line, [lines[above]])
    alone = below - above == 2
    score = 2.2 * (share - 0.45) - 0.18 * max(line.n - 4, 0) + (0.3 if alone else -0.5)
    score += 0.3 if before < share else 0.0
    if line.bullet:
        score -= 0.3
    if line.caption_like:
        score -= 0.8
    if line.text[-1] == "؟" and line.n <= 10 and line.key.split()[0] in _ASKS:
        if not any(x.row for x in lines[above + 1 : below]):
            score += 2.0  # questions and answers
    elif line.n >= 7 and lines[below].starts_on and share < 0.5:
        score -= 1.2  # the text goes on as if nothing stood there: a caption
    if line.n >= 9 and _SPEAKS.isdisjoint(line.text):
        score -= 1.2  # subheadings of that length ask, exclaim or quote; captions tell
    if alone and line.n <= 3 and not line.caption_like and line.pages < 2:
        score += 0.75  # captions and links are longer
    if i != below - 1:
        score -= 0.5
    label = schema.RELATED if line.n >= 7 else schema.CAPTION
    label = schema.SUBHEAD if score >= KEEP_AT else label
    return score, label, f"shares {share:.0%} of its words with the text below"


def _label_tail(lines: Sequence[Line], block: Block, number: int) -> None:
    """Lines right below the last paragraph that still belong to the text."""
    last = block.paragraphs[-1]
    colon = lines[last].colon
    for i in range(last + 1, min(last + 40, len(lines))):
        line = lines[i]
        if line.label is not None or line.row is not None or line.zone:
            break
        if line.kind == "p" and (line.starts_on or line.bullet or colon) and not line.cut:
            _set(line, schema.BODY, number, "a last paragraph without a full stop")
        elif colon and line.bullet:
            _set(line, schema.BODY, number, "a list that the paragraph above announces")
        elif line.n >= 3 and line.text.rstrip("\"”»")[-1:] == "." and line.kind != "C":
            _set(line, schema.BODY, number, "a short last sentence")
        else:
            break


def _label_rest(lines: Sequence[Line], i: int, titles: dict[str, int]) -> None:
    line = lines[i]
    if line.row is not None:
        _set(line, line.row.label, None, f"furniture list: «{line.row.phrase}»")
    elif i and lines[i - 1].row is not None and lines[i - 1].row.effect == "source_next":
        _set(line, schema.SOURCE, None, "under «المصادر»")
    elif line.zone == "comments":
        _set(line, schema.COMMENTS, None, "among the comments of readers")
    elif line.n >= 3 and _title_in(line.key, titles) is not None:
        _set(line, schema.DUPLICATE, _title_in(line.key, titles), "the title again")
    elif line.zone in ("related", "list"):
        _set(line, schema.RELATED, None, "in a list of other stories")
    elif line.zone == "keywords":
        _set(line, schema.KEYWORDS, None, "in a list of tags")
    elif line.kind == "C":
        _set(line, schema.CAPTION, None, "form of a caption")
    elif line.kind in "DRN" or line.zone in ("footer", "author"):
        _set(line, schema.FURNITURE, None, "a date, number, counter, address, menu or imprint")
    elif line.kind == "P" or line.n >= 5:
        _set(line, schema.RELATED, None, "outside every article")
    else:
        _set(line, schema.FURNITURE, None, "a short line outside every article")


def _title_in(key: str, titles: dict[str, int]) -> int | None:
    """The article whose title a line is, perhaps with the site's name behind it."""
    if key in titles:
        return titles[key]
    if " | " in key or " - " in key:
        return titles.get(re.split(r"\s[|-]\s", key)[0])
    return None
