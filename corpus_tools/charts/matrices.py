"""Plots with rows and columns: topics by outlet, coverage by month, reuse between outlets."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..schema import InputError
from . import canvas
from .canvas import text_label
from .layout import keep_time, set_alt
from .words import month_name, say

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

_SEQUENTIAL = "Blues"  # one hue from light to dark: the same to every reader and in print
_UNKNOWN = "#E4E4E4"
_CELLS_WITH_NUMBERS = 400
_MOST_COLUMNS = 72  # months of a coverage; more are put together


def plot_topic_shares(
    table: "pd.DataFrame",
    *,
    topic: str | None = None,
    value: str | None = None,
    topic_names: "dict | None" = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """A heat map: a row for each topic, a column for each outlet, the share in each cell.

    Parameters
    ----------
    table : DataFrame
        Columns outlet, the topic ("topic", or "within" as `compare_outlets` calls it) and the
        share ("share" or "estimate"). A missing share (a refused outlet) is grey, with a
        dash. Of a table of comparisons the levels are shown.
    topic, value : str, optional
        Other names of these columns.
    topic_names : mapping, optional
        A name for each topic; without one a topic has its number.
    """
    topic = topic or ("topic" if "topic" in table.columns else "within")
    value = value or ("share" if "share" in table.columns else "estimate")
    canvas.need_columns(table, ("outlet", topic, value), "plot_topic_shares")
    topics = sorted(table[topic].unique(), key=_number_or_text)
    table = _one_of_each(table, topic)
    outlets = sorted(table["outlet"].dropna().unique())
    names = [str((topic_names or {}).get(t, f"{say('topic', language)} {t}")) for t in topics]
    grid = _grid(table, topic, topics, "outlet", outlets, value)
    ax = _heat_map(
        grid, names, outlets, ax=ax, written=canvas.percent, bar=say("share", language),
        bar_format=canvas.percent,
    )  # fmt: skip
    said = []
    for name, row in zip(names, grid, strict=True):
        known = [(v, o) for v, o in zip(row, outlets, strict=True) if v == v]
        if known:
            v, o = max(known)
            said.append(f"{name}: {o} {canvas.percent(v)}")
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _one_of_each(table: "pd.DataFrame", topic: str) -> "pd.DataFrame":
    """The levels of a table of comparisons; a share that stands twice is refused, not added up."""
    if "kind" in table.columns and (table["kind"] == "level").any():
        table = table[table["kind"] == "level"]
    twice = table[table.duplicated([topic, "outlet"])]
    if len(twice):
        raise InputError(
            f"table: plot_topic_shares found several shares of topic {str(twice[topic].iloc[0])!r} in "
            f"{twice['outlet'].iloc[0]!r}; choose one, by wire_copy or period, say"
        )
    return table


def plot_coverage(
    table: "pd.DataFrame",
    *,
    count: str = "n_documents",
    month_names: str = "egypt",
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """How many articles each outlet has in each month; a month without any stays in, empty.

    A span of more than six years is shown by years (or by groups of 5, 10 … years), since a
    single odd date would else make a picture of many metres.

    Parameters
    ----------
    table : DataFrame
        Columns outlet, month ("YYYY-MM", a date or a period) and `count`.
    month_names : {"egypt", "levant", "maghreb"}
    """
    import pandas as pd

    canvas.need_columns(table, ("outlet", "month", count), "plot_coverage")
    canvas.need_numbers(table, (count,), "plot_coverage")
    table = canvas.with_dates(table, "month", "plot_coverage")
    periods, months = _periods(pd.PeriodIndex(table["month"], freq="M"))
    outlets = sorted(table["outlet"].dropna().unique())
    grid = _grid(table.assign(month=list(periods)), "outlet", outlets, "month", months, count)
    grid[grid != grid] = 0.0
    names = [
        str(m) if isinstance(m, int) else
        month_name(m.year, m.month, names=month_names, language=language) for m in months
    ]  # fmt: skip
    ax = _heat_map(
        grid, outlets, names, ax=ax, written=lambda v: f"{v:,.0f}" if v else "",
        bar=say("documents", language), bar_format=lambda v: f"{v:,.0f}", integers=True, time=True,
    )  # fmt: skip
    keep_time(ax)
    said = [f"{o}: {int(row.sum()):,}" for o, row in zip(outlets, grid, strict=True)]
    set_alt(ax, f"{names[0]} – {names[-1]}. " + "؛ ".join(said) + ".")
    return ax


def _periods(months: "pd.PeriodIndex") -> "tuple[list, list]":
    """For each month the column that it lies in, and all columns from the first to the last."""
    import pandas as pd

    every = pd.period_range(months.min(), months.max(), freq="M")
    if len(every) <= _MOST_COLUMNS:
        return list(months), list(every)
    step = next(s for s in (1, 5, 10, 50, 100, 1000) if len(every) / (12 * s) <= _MOST_COLUMNS - 1)
    columns = [int(year) // step * step for year in months.year]
    return columns, list(range(min(columns), max(columns) + 1, step))


def plot_reuse_matrix(
    table: "pd.DataFrame",
    *,
    first: str = "outlet_a",
    second: str = "outlet_b",
    count: str = "n_pairs",
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """How many articles each two outlets share; the table holds each pair once or twice.

    A pair that stands in one order only is shown in both, since sharing has no direction.
    """
    canvas.need_columns(table, (first, second, count), "plot_reuse_matrix")
    outlets = sorted({*table[first].dropna(), *table[second].dropna()})
    grid = _grid(table, first, outlets, second, outlets, count)
    turned = grid.T.copy()
    grid[grid != grid] = turned[grid != grid]
    grid[grid != grid] = 0.0
    ax = _heat_map(
        grid, outlets, outlets, ax=ax, written=lambda v: f"{v:,.0f}" if v else "",
        bar=say("copied", language), bar_format=lambda v: f"{v:,.0f}", integers=True,
    )  # fmt: skip
    pairs = [
        (grid[i, j], a, outlets[j])
        for i, a in enumerate(outlets) for j in range(i + 1, len(outlets))
    ]  # fmt: skip
    pairs.sort(key=lambda p: (-p[0], p[1], p[2]))
    set_alt(ax, "؛ ".join(f"{a} – {b}: {int(n):,}" for n, a, b in pairs[:5]) + ".")
    return ax


def _heat_map(
    grid: "np.ndarray",
    rows: Sequence[object],
    columns: Sequence[object],
    *,
    ax: "Axes | None",
    written: Callable[[float], str],
    bar: str,
    bar_format: Callable[[float], str],
    time: bool = False,
    integers: bool = False,
) -> "Axes":
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.ticker import MaxNLocator

    labels = [canvas.row_label(name) for name in rows]
    wide = canvas.column_width(columns, least=0.8 if time else 1.1)
    standing = 2.2 if len(columns) > 8 else 0.6
    ax, own = canvas.make_axes(
        ax,
        width=max(5.0, wide * len(columns) + canvas.label_inches(labels) + 1.4),
        height=max(2.4, canvas.row_height(labels, least=0.36) * len(rows) + 0.8 + standing),
    )
    top = float(np.nanmax(grid)) if np.isfinite(grid).any() else 1.0
    ax.set_facecolor(_UNKNOWN)
    palette = colormaps[_SEQUENTIAL]
    image = ax.pcolormesh(
        np.arange(len(columns) + 1) - 0.5, np.arange(len(rows) + 1) - 0.5,
        np.ma.masked_invalid(grid), cmap=palette, vmin=0, vmax=top or 1.0, edgecolors="white",
        linewidth=0.8,
    )  # fmt: skip
    canvas.set_rows(ax, labels, own=own)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    texts = canvas.set_columns(ax, columns, column=wide if own else None)
    lines = max((text.get_text().count("\n") for text in texts), default=0)
    if own and lines > 1 and texts[0].get_rotation() == 0:  # names that lie in many lines
        ax.figure.set_figheight(ax.figure.get_figheight() + canvas.line_inches(lines - 1))
    if grid.size <= _CELLS_WITH_NUMBERS:
        for (i, j), value in np.ndenumerate(grid):
            known = value == value
            dark = known and value > 0.55 * top
            ax.text(j, i, written(value) if known else "–", ha="center", va="center",
                    fontsize="small", color="white" if dark else "black")  # fmt: skip
    for spine in ax.spines.values():
        spine.set_visible(False)
    shown = ax.figure.colorbar(image, ax=ax, shrink=0.8, pad=0.02)
    if integers:
        shown.ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    else:  # steps of 1, 2 and 5 only: 7.5 % would be written as 8 %
        shown.ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    shown.ax.yaxis.set_major_formatter(lambda v, _: bar_format(v))
    shown.set_label(text_label(bar))
    shown.outline.set_visible(False)
    return ax


def _grid(
    table: "pd.DataFrame", row: str, rows: Sequence, column: str, columns: Sequence, value: str
) -> "np.ndarray":
    """(n_rows, n_columns), NaN where the table has no such cell; several rows of it are summed."""
    import numpy as np

    grid = np.full((len(rows), len(columns)), np.nan)
    i, j = {r: n for n, r in enumerate(rows)}, {c: n for n, c in enumerate(columns)}
    for r, c, v in table[[row, column, value]].itertuples(index=False, name=None):
        if r in i and c in j and v == v:
            held = grid[i[r], j[c]]
            grid[i[r], j[c]] = v if held != held else held + v
    return grid


def _number_or_text(value: object) -> tuple:
    """A sorting key: numbers by size, before words."""
    try:
        return (0, float(value), "")
    except (TypeError, ValueError):
        return (1, 0.0, str(value))
