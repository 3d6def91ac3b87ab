"""What a notebook shows as HTML: Arabic tables, a page with its spans, sentences with marks.

Everything comes from the data, so everything is escaped; the direction is right to left
unless asked otherwise. Nothing here computes: a frame goes in, something to look at comes out.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape as _escape
from typing import TYPE_CHECKING

from . import schema
from .schema import InputError

if TYPE_CHECKING:
    import pandas as pd

    from .corpus.model import Corpus

# A light background for each label; the name of the label stands beside it, since colour
# alone tells nothing to some readers and to no printer.
_COLOURS = {
    schema.TITLE: "#ffe08a", schema.BODY: "#d7f0d7", schema.SUBHEAD: "#bfe3bf",
    schema.SUMMARY: "#e6f0fa", schema.CAPTION: "#f6dfd0", schema.BYLINE: "#e8e0f5",
    schema.DATELINE: "#e8e0f5", schema.SOURCE: "#e8e0f5", schema.DUPLICATE: "#eeeeee",
}  # fmt: skip
_OTHER = "#f4f4f4"
_QUOTED = re.compile("\u00ab[^\u00ab\u00bb]*\u00bb")
LABELS_AR = {
    schema.TITLE: "عنوان", schema.BODY: "متن", schema.SUBHEAD: "عنوان فرعي",
    schema.SUMMARY: "ملخص", schema.CAPTION: "تعليق صورة", schema.BYLINE: "اسم الكاتب",
    schema.DATELINE: "تاريخ ومكان", schema.SOURCE: "مصدر", schema.RELATED: "أخبار أخرى",
    schema.KEYWORDS: "كلمات مفتاحية", schema.COMMENTS: "تعليقات القراء",
    schema.FURNITURE: "أثاث الصفحة", schema.DUPLICATE: "مكرر", schema.BLANK: "فراغ",
}  # fmt: skip
_MARKS = {
    "source": "#ffd27f", "cue": "#b5d8f7", "quote": "#d9f2c4", "target": "#f7c6d9",
    "evidence": "#f3b0a6",
}  # fmt: skip


# What a page could use to show a name otherwise than it is: characters without a picture, and the
# two that force a direction upon letters.
_UNSEEN = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
_UNSEEN |= {0x7F: 0x2421, 0x202D: "[U+202D]", 0x202E: "[U+202E]"}


def escape(text: str, quote: bool = True) -> str:
    r"""`text` as HTML source in which control characters and overrides of direction are seen.

    Examples
    --------
    >>> escape("a\u202egnp.exe<")
    'a[U+202E]gnp.exe&lt;'
    """
    return _escape(text, quote).translate(_UNSEEN)


class Shown(str):
    """HTML that a notebook displays; as a string it is its own source."""

    def _repr_html_(self) -> str:
        return str(self)


def table(
    frame: "pd.DataFrame", *, rows: int = 12, width: int = 90, direction: str = "rtl"
) -> Shown:
    """The first rows of a frame as an escaped HTML table.

    Parameters
    ----------
    frame : DataFrame
    rows : int
        How many rows are shown; a line under the table counts the others.
    width : int
        Longer cells are cut, with … at the cut.
    direction : {"rtl", "ltr"}

    Examples
    --------
    >>> import pandas as pd
    >>> "&lt;b&gt;" in table(pd.DataFrame({"title": ["<b>"]}))
    True
    """
    if direction not in ("rtl", "ltr"):
        raise InputError(f"direction: expected 'rtl' or 'ltr', got {direction!r}")
    if frame.index.nlevels > 1 or frame.index.dtype.kind not in "iu":
        frame = frame.reset_index()  # names of rows are part of the table, their numbers are not
    head = "".join(f"<th>{escape(str(c))}</th>" for c in frame.columns)
    body = "".join(
        "<tr>" + "".join(_data_cell(_cell(v, width)) for v in row) + "</tr>"
        for row in frame.head(rows).itertuples(index=False, name=None)
    )
    more = len(frame) - rows
    foot = f'<p dir="ltr">… and {more} more rows, of {len(frame)}.</p>' if more > 0 else ""
    return Shown(
        f'<div dir="{direction}" style="overflow-x:auto"><table style="text-align:start">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}</div>"
    )


def page(corpus: "Corpus", name: str) -> Shown:
    """One page of the corpus with every span coloured and named, in its own order.

    Raises
    ------
    InputError
        The corpus has no page of that name.
    """
    pages = corpus.pages
    found = pages.loc[pages["page"] == name, "text"]
    if found.empty:
        some = ", ".join(pages["page"].head(3))
        raise InputError(f"name: the corpus has no page {name!r}; its pages are {some}, …")
    text = found.iloc[0]
    spans = corpus.spans
    blocks = []
    for span in spans.loc[spans["page"] == name].itertuples(index=False):
        words = text[span.start : span.end].strip()
        if not words:
            continue
        whose = f" · {escape(str(span.doc_id))}" if span.doc_id is not None else ""
        blocks.append(
            f'<div style="background:{_COLOURS.get(span.label, _OTHER)};color:#111;margin:2px 0;'
            f'padding:2px 8px" title="{escape(str(span.reason), quote=True)}">'
            f'<small dir="ltr" style="float:left;color:#555">{escape(span.label)}{whose}</small>'
            f"{escape(words)}</div>"
        )
    return Shown(f'<div dir="rtl" style="text-align:right">{"".join(blocks)}</div>')


def marked(
    text: str, marks: Sequence[tuple[int, int, str]], *, note: str = "", direction: str = "rtl"
) -> Shown:
    """A text with stretches marked: each mark is (start, end, kind).

    Overlapping marks are drawn in the order of their start; the later one is cut to what is
    still free, so that no character is shown twice.

    Examples
    --------
    >>> "<mark" in marked("قالت الوكالة", [(0, 4, "cue")])
    True
    """
    parts, done = [], 0
    for start, end, kind in sorted(marks):
        start = max(start, done)
        if end <= start:
            continue
        parts.append(escape(text[done:start]))
        parts.append(
            f'<mark style="background:{_MARKS.get(kind, _OTHER)};color:#111" '
            f'title="{escape(kind, quote=True)}">{escape(text[start:end])}</mark>'
        )
        done = end
    parts.append(escape(text[done:]))
    under = f'<br><small dir="ltr" style="color:#555">{escape(note)}</small>' if note else ""
    side = "right" if direction == "rtl" else "left"  # notebooks align outputs to the left
    return Shown(
        f'<p dir="{direction}" style="margin:4px 0;text-align:{side}">{"".join(parts)}{under}</p>'
    )


def statements(frame: "pd.DataFrame", *, rows: int = 10) -> Shown:
    """Statements one under the other: source, cue and quotations marked, the rule beneath.

    `frame` is what `extract_statements` or `score_stance` returned, or rows of it.
    """
    legend = " ".join(
        f'<mark style="background:{c};color:#111">{k}</mark>' for k, c in _MARKS.items()
    )
    shown = [f'<p dir="ltr"><small>{legend}</small></p>']
    for row in frame.head(rows).to_dict("records"):
        base, text = int(row["start"]), row["text"]
        marks = [(s - base, e - base, "quote") for s, e, *_ in row["quotes"]]
        marks += [(s - base, e - base, "evidence") for s, e, *_ in row.get("evidence", ())]
        for kind in ("source", "cue"):
            place = text.find(row[kind]) if isinstance(row[kind], str) and row[kind] else -1
            if place >= 0:
                marks.append((place, place + len(row[kind]), kind))
        note = f"{_cell(row['outlet'], 90)} · {row['voice']} · {row['rule']}"
        if "stance" in row:
            note = f"{row['target']}: {row['stance']} ({_cell(row['holder'], 90)}) · {note}"
        shown.append(marked(text, marks, note=note))
    if len(frame) > rows:
        shown.append(f'<p dir="ltr">… and {len(frame) - rows} more statements.</p>')
    return Shown("".join(shown))


def versions(frame: "pd.DataFrame", *, names: tuple[str, str] = ("", "")) -> Shown:
    """Two versions of one text side by side: what each added, dropped and reworded is marked.

    `frame` is what `compare_versions` returned; `names` stand above the two columns.
    """
    colours = {"added": "#d9f2c4", "dropped": "#f7c6d9", "reworded": "#ffe9a8"}
    sides = []
    for name, column in zip(names, ("text_a", "text_b"), strict=True):
        parts = []
        for op, text in zip(frame["op"], frame[column], strict=True):
            if not isinstance(text, str) or not text:
                continue
            body = escape(text).replace("\n", "<br>")
            if op in colours:
                style = f"background:{colours[op]};color:#111"
                body = f'<mark style="{style}" title="{op}">{body}</mark>'
            parts.append(body)
        sides.append(
            '<td style="vertical-align:top;text-align:right;white-space:normal;width:50%">'
            f"<b>{escape(name)}</b><br>{''.join(parts)}</td>"
        )
    arabic = {"added": "أضيف", "dropped": "حُذف", "reworded": "تغيّرت صياغته"}
    legend = " ".join(
        f'<mark style="background:{c};color:#111">{op} {arabic[op]}</mark>' for op, c in colours.items()
    )
    return Shown(
        f'<p dir="ltr"><small>{legend}</small></p><div dir="rtl"><table style="width:100%">'
        f"<tr>{''.join(sides)}</tr></table></div>"
    )


def _data_cell(text: str) -> str:
    """A cell in the direction of its own words: what it quotes «…» does not turn it.

    Examples
    --------
    >>> _data_cell("\u00abالدفة\u00bb (masthead)")
    '<td dir="ltr" style="white-space:nowrap"><bdi>«الدفة»</bdi> (masthead)</td>'
    """
    words = _QUOTED.sub("", text)
    direction = "auto"  # that of the first letter
    if words != text and any(ch.isalpha() for ch in words):
        first = next(ch for ch in words if ch.isalpha())
        direction = "rtl" if unicodedata.bidirectional(first) in ("R", "AL") else "ltr"
    # A number or a name stays whole, a sentence gets room for some words a line; a table scrolls.
    room = "white-space:nowrap" if len(text) <= 20 else "min-width:16em" if len(text) > 40 else ""
    room = f' style="{room}"' if room else ""
    body = _QUOTED.sub(lambda quoted: f"<bdi>{quoted[0]}</bdi>", escape(text))
    return f'<td dir="{direction}"{room}>{body}</td>'


def _cell(value: object, width: int) -> str:
    """One cell as text; missing values are a dash, long ones are cut."""
    if _is_missing(value):
        return "–"
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):  # agencies
        text = "، ".join(value) or "–"
    elif isinstance(value, float):  # 12345.0 is a count with a gap in its column, not 1.23e+04
        text = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    else:
        text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _is_missing(value: object) -> bool:
    """None, NaN, NaT and pd.NA; not a list or an array, whatever it holds."""
    if value is None:
        return True
    if hasattr(value, "__len__"):
        return False
    try:
        return bool(value != value)  # NaN and NaT differ from themselves
    except TypeError:
        return True  # pd.NA is neither equal nor different
