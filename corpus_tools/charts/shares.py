"""Stacked bars of shares: what pages hold, whom an outlet lets speak."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..schema import InputError
from . import canvas
from .canvas import text_label
from .layout import set_alt
from .plots import _row_axes, _text, _value_axis
from .style import PALETTE
from .words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_OTHER = "#BDBDBD"  # what is put together has no colour of its own


def plot_shares(
    table: "pd.DataFrame",
    *,
    category: str,
    part: str,
    value: str = "share",
    count: str | None = None,
    order: Sequence[str] | None = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Stacked bars of shares: one bar a category, one stretch a part.

    More parts than can be told apart by colour: the smallest are put together as "other", the
    table keeps them. A category all of whose shares are missing is written as refused.

    Parameters
    ----------
    count : str, optional
        A column that says of how many a category's shares are, written in brackets beside its bar.
    """
    canvas.need_columns(table, filter(None, (category, part, value, count)), "plot_shares")
    canvas.need_numbers(table, filter(None, (value, count)), "plot_shares")
    if (table[value] < 0).any():
        raise InputError(f"table: plot_shares cannot stack the negative shares in {value!r}")
    names = list(dict.fromkeys(_text(v) for v in table[category]))
    totals = table.groupby(part, sort=True)[value].sum().sort_values(ascending=False, kind="stable")
    parts = [_text(p) for p in (order if order is not None else totals.index)]
    shown = parts if len(parts) <= len(PALETTE) else parts[: len(PALETTE) - 1]
    wide = {(_text(c), _text(p)): 0.0 for c in names for p in parts}
    for c, p, v in table[[category, part, value]].itertuples(index=False, name=None):
        wide[_text(c), _text(p)] = wide.get((_text(c), _text(p)), 0.0) + (v if v == v else 0.0)
    labels = [canvas.row_label(n) for n in names]
    ax, own = _row_axes(ax, labels, extra=0.2)
    left = dict.fromkeys(names, 0.0)
    columns = [(p, [p]) for p in shown]
    if len(shown) < len(parts):
        columns.append((say("other_parts", language), parts[len(shown) :]))
    shades = [*PALETTE[: len(shown)], _OTHER]
    for (name, members), shade in zip(columns, shades, strict=False):
        widths = [sum(wide[n, m] for m in members) for n in names]
        bars = ax.barh(
            range(len(names)), widths, left=[left[n] for n in names], height=0.66,
            color=shade, label=text_label(name), edgecolor="white", linewidth=0.6,
        )  # fmt: skip
        for bar, width in zip(bars, widths, strict=True):
            if width >= 0.08:
                ax.text(
                    bar.get_x() + width / 2, bar.get_y() + bar.get_height() / 2,
                    canvas.percent(width), ha="center", va="center", fontsize="small",
                    color=_readable_on(shade),
                )  # fmt: skip
        left = {n: left[n] + w for n, w in zip(names, widths, strict=True)}
    canvas.set_rows(ax, labels, own=own)
    refused = table.groupby(category)[value].count() == 0  # the names of those without any share
    refused = {_text(name) for name in refused.index[refused]}
    counts = {_text(c): f" ({int(v):,})" for c, v in zip(table[category], table[count], strict=True)
              if v == v} if count else {}  # fmt: skip
    end, said = max(1.0, *left.values()), []
    for row, name in enumerate(names):
        if name in refused:
            ax.text(0, row, " " + text_label(say("refused", language)), va="center", color="0.35")
        ax.text(1.01 * end, row, counts.get(name, "").strip(), va="center", fontsize="small", color="0.35")
        big = max(parts, key=lambda p, n=name: wide[n, p])
        what = say("refused", language) if name in refused else f"{big} {canvas.percent(wide[name, big])}"
        said.append(f"{name}: {what}{counts.get(name, '')}")
    ax.set_xlim(0, end * (1.1 if count else 1.0))
    _value_axis(ax, True)
    if count:
        what = "brackets_documents" if count == "n_documents" else "brackets_statements"
        ax.set_xlabel(text_label(say(what, language)))
    canvas.legend_below(ax, lines=2 if count else 1, own=own)
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _readable_on(colour: str) -> str:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"
