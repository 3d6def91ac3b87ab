"""The ground that the plots stand on: figures high enough for their rows, labels that wrap.

A label never overlaps its neighbour: long ones wrap, a figure made here grows with the lines
that it must hold, and on an `Axes` handed in, which cannot grow, the letters shrink instead.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..schema import InputError
from .labels import Label, label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

ROW_WIDTH = 26  # characters to a line of a row's label
LINE = 1.55  # height of a line of Arabic, in font sizes
_MOST_LINES = 3  # of a row's label
_SMALLEST = 5.0  # points; smaller letters help nobody
_POINTS = 72


def text_label(text: object, *, width: int | None = None) -> Label:
    """A label of the package's own plots: numbers stay as written.

    Names come from pages, and an override of direction in one would show it reversed.
    """
    if text is None or text != text:
        text = ""
    if not isinstance(text, Label):
        text = str(text).translate({0x202D: None, 0x202E: None})
    return label(text, isolate_numbers=True, width=width)


def row_label(text: object) -> Label:
    """The label of a row: a name too long for three lines gets longer lines, not more of them.

    All rows are as high as the highest, so one long name would make a picture of metres.
    """
    made = text_label(text, width=ROW_WIDTH)
    if made.count("\n") >= _MOST_LINES:
        made = text_label(text, width=len(str(text)) // _MOST_LINES + 8)
    return made


def need_columns(table: "pd.DataFrame", needed: Iterable[str], plot: str) -> None:
    """Raise where a table lacks what a plot shows, or has no rows."""
    columns = list(getattr(table, "columns", ()))
    missing = [c for c in needed if c not in columns]
    if missing:
        raise InputError(
            f"table: {plot} needs the columns {', '.join(missing)}; "
            f"it has {', '.join(map(str, columns))}"
        )
    if not len(table):
        raise InputError(f"table: {plot} has nothing to draw; the table has no rows")


def need_numbers(table: "pd.DataFrame", columns: Iterable[str], plot: str) -> None:
    """Raise where a column that is drawn holds something else than finite or missing numbers."""
    import numpy as np
    import pandas as pd

    for column in columns:
        try:
            values = pd.to_numeric(table[column]).astype(float)
        except (TypeError, ValueError) as error:
            raise InputError(
                f"table: {plot} needs numbers in the column {column!r} ({error})"
            ) from None
        if np.isinf(values).any():
            raise InputError(
                f"table: {plot} cannot draw the infinite number in the column {column!r}; make it "
                "missing (NaN), which is drawn as refused"
            )


def with_dates(table: "pd.DataFrame", column: str, plot: str) -> "pd.DataFrame":
    """The rows that have a date, with the column as dates."""
    import pandas as pd

    known = table[table[column].notna()]
    if known.empty:
        raise InputError(f"table: {plot} has nothing to draw; no row has a date in {column!r}")
    try:
        # Only ISO: 03/04/2018 would be read as one of two days without a word.
        dates = pd.to_datetime(known[column].astype(str), format="ISO8601")
    except (ValueError, TypeError) as error:
        raise InputError(
            f"table: {plot} needs dates such as 2023-05 in the column {column!r} ({error})"
        ) from None
    return known.assign(**{column: dates})


def make_axes(ax: "Axes | None", *, width: float, height: float) -> "tuple[Axes, bool]":
    """The `Axes` handed in, or a new figure of this size (inches) and its `Axes`."""
    if ax is not None:
        return ax, False
    import matplotlib.pyplot as plt

    _, made = plt.subplots(figsize=(width, height), layout="constrained")
    return made, True


def row_height(labels: Iterable[str], *, least: float = 0.32) -> float:
    """Inches that one row needs so that the longest of the wrapped labels fits."""
    import matplotlib as mpl

    lines = max((text.count("\n") + 1 for text in labels), default=1)
    return max(least, (lines * LINE + 0.35) * mpl.rcParams["font.size"] / _POINTS)


def set_rows(ax: "Axes", labels: Sequence[str], *, own: bool) -> "list[Text]":
    """Row labels from top to bottom, at y = 0, 1, 2 …"""
    ax.set_yticks(range(len(labels)), list(labels))
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    texts = ax.get_yticklabels()
    if not own:
        room = ax.get_position().height * ax.figure.get_figheight() / max(1, len(labels))
        shrink(texts, row_height(labels, least=0.0), room)
    return texts


def set_columns(
    ax: "Axes", names: Sequence[object], *, column: float | None
) -> "list[Text]":
    """Column labels: lying and wrapped where there is room, else standing.

    `column` is the width of one in inches; None: what the `Axes` handed in has.
    """
    room = column or ax.get_position().width * ax.figure.get_figwidth() / max(1, len(names))
    size = _font_size()
    # A letter of these fonts is about half as wide as the font is high.
    fitting = int(room * _POINTS / (0.56 * size)) - 1
    longest = max((len(word) for name in names for word in str(name).split()), default=1)
    if fitting >= max(longest, 6):
        labels = [text_label(name, width=fitting) for name in names]
        ax.set_xticks(range(len(names)), labels)
    else:
        labels = [text_label(name, width=ROW_WIDTH) for name in names]
        ax.set_xticks(range(len(names)), labels, rotation=90)
        shrink(ax.get_xticklabels(), row_height(labels, least=0.0), room)
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.tick_params(axis="x", length=0)
    return ax.get_xticklabels()


def column_width(names: Sequence[object], *, least: float = 0.9) -> float:
    """Inches a column of a matrix needs: few lie side by side, many stand upright."""
    if len(names) <= 8:
        return least
    return max(0.34, row_height([text_label(n, width=ROW_WIDTH) for n in names]))


def shrink(texts: "Iterable[Text]", needed: float, room: float) -> None:
    """Make letters smaller where a handed-in `Axes` has less room than they need."""
    if needed > room > 0:
        for text in texts:
            text.set_fontsize(max(_SMALLEST, text.get_fontsize() * room / needed))


def line_inches(lines: float) -> float:
    """Inches that so many lines of a label take."""
    return lines * LINE * _font_size() / _POINTS


def label_inches(labels: Iterable[str]) -> float:
    """Inches that row labels take beside the axes."""
    longest = max((len(line) for text in labels for line in text.split("\n")), default=0)
    return 0.56 * _font_size() * longest / _POINTS


def percent(value: float, *, decimals: int = 0) -> str:
    return f"{100 * value:.{decimals if value else 0}f}%"


def draw_interval(
    ax: "Axes", y: float, ends: Sequence[float], value: float, far: Sequence[float],
    *, colour: str, width: float,
) -> bool:
    """An interval as a line; one that goes beyond `far` would squeeze all others and ends in an
    arrow there. Returns whether it does."""
    shown = [min(max(end, far[0]), far[1]) for end in ends]
    ax.plot(shown, [y, y], color=colour, lw=width, solid_capstyle="round")
    for end, cut in zip(ends, shown, strict=True):
        if end != cut:
            ax.annotate("", (cut, y), (value, y),
                        arrowprops={"arrowstyle": "-|>", "color": colour, "lw": width,
                                    "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    return shown != list(ends)


def legend_below(ax: "Axes", *, lines: int, own: bool, columns: int = 4) -> None:
    """A legend under the axis and the `lines` of text below it.

    A figure made here grows by it, so that it takes no room from the plot.
    """
    from matplotlib.transforms import ScaledTranslation

    handles, names = ax.get_legend_handles_labels()
    if not handles:
        return
    widest = max(len(name) for name in names)
    columns = max(1, min(columns, len(handles), 72 // (widest + 6)))
    line = line_inches(1.3)  # entries stand half a letter apart
    figure = ax.figure
    if own:
        figure.set_figheight(figure.get_figheight() + -(-len(handles) // columns) * line)
    # Measured from the axis in points, wherever the layout puts it.
    below = ScaledTranslation(0, -(line_inches(lines) + 12 / _POINTS), figure.dpi_scale_trans)
    ax.legend(handles, names, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=columns,
              bbox_transform=ax.transAxes + below)  # fmt: skip


def _font_size() -> float:
    import matplotlib as mpl

    return float(mpl.rcParams["font.size"])
