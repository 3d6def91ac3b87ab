"""Plots with a row for each category: bars, estimates with intervals, stance.

Each takes a tidy table and returns the `Axes`. They analyse nothing: what is drawn stands in
the table, and what the table refuses to say is written as refused and gets no point.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..schema import STANCES, InputError
from . import canvas
from .canvas import text_label
from .formatters import number_formatter
from .layout import set_alt
from .style import AGAINST, FAVOR, PALETTE, colours_for
from .words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_WIDTH = 6.0  # inches for the plot itself, without its row labels


def plot_bars(
    table: "pd.DataFrame",
    *,
    category: str,
    value: str,
    count: str | None = None,
    low: str | None = None,
    high: str | None = None,
    colours: Mapping[str, str] | None = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Horizontal bars, one a row of the table, in its order; the value stands at the end.

    Parameters
    ----------
    table : DataFrame
    category, value : str
        The column of names, and that of numbers. A missing number gets no bar and is written
        as refused.
    count : str, optional
        A column of counts, written in brackets after the value.
    low, high : str, optional
        Columns with the ends of an interval.
    """
    canvas.need_columns(table, filter(None, (category, value, count, low, high)), "plot_bars")
    canvas.need_numbers(table, filter(None, (value, count, low, high)), "plot_bars")
    names = [_text(v) for v in table[category]]
    labels = [canvas.row_label(n) for n in names]
    ax, own = _row_axes(ax, labels)
    palette = colours_for(names) if colours is None else dict(colours)
    if colours is None and len(set(names)) > len(PALETTE):
        palette = {}  # colours that cannot be told apart say nothing: all bars alike
    values = table[value].astype(float).to_numpy()
    shares = _are_shares(value, values)
    top = max([v for v in values if v == v] + [0.0]) or 1.0
    said = []
    for row, (name, x) in enumerate(zip(names, values, strict=True)):
        if x != x:
            ax.text(0, row, " " + text_label(say("refused", language)), va="center", color="0.35")
            said.append(f"{name}: {say('refused', language)}")
            continue
        ax.barh(row, x, height=0.62, color=palette.get(name, PALETTE[0]))
        end = x
        if low and high:
            ends = [float(table[c].iloc[row]) for c in (low, high)]
            ax.plot(ends, [row, row], color="black", lw=1.2)
            end = max(x, ends[1])
        fine = 1 if top < 0.1 else 0  # 2.6 and 3.3 are bars of different length
        number = canvas.percent(x, decimals=fine) if shares else f"{x:,.4g}"
        how_many = f" ({int(table[count].iloc[row]):,})" if count else ""
        ax.text(max(end, 0) + 0.012 * top, row, number + how_many, va="center", fontsize="small")
        said.append(f"{name}: {number}{how_many}")
    canvas.set_rows(ax, labels, own=own)
    ax.set_xlim(min([0.0, *[v for v in values if v == v]]), top * 1.16)
    _value_axis(ax, shares)
    if count == "n_documents":
        ax.set_xlabel(text_label(say("brackets_documents", language)))
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def plot_estimates(
    table: "pd.DataFrame",
    *,
    kind: str | None = None,
    colours: Mapping[str, str] | None = None,
    value_label: str | None = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """A forest plot of the table that `compare_outlets` returns.

    Parameters
    ----------
    table : DataFrame
        Columns outlet, estimate, low, high; within, other, kind, q_value, n_documents if
        there. A row without an estimate is a refused comparison: it is said, not drawn.
    kind : {"level", "pair", "against_rest"}, optional
        Which rows. Default: the first of these three that the table has.
    value_label : str, optional
        What the axis shows.

    Notes
    -----
    A filled point has q < 0.05 or was not tested; an open one was tested and q is larger. A
    cross is an estimate without an interval, so that it is not taken for a very sure one.
    """
    canvas.need_columns(table, ("outlet", "estimate", "low", "high"), "plot_estimates")
    canvas.need_numbers(table, ("estimate", "low", "high"), "plot_estimates")
    rows = _of_kind(table, kind)
    names = [_comparison_name(row, language) for row in rows]
    palette = colours_for(r["outlet"] for r in rows) if colours is None else dict(colours)
    entries = _with_headings([_text(r.get("within")) for r in rows], names)
    labels = [canvas.row_label(text) for text, _ in entries]
    ax, own = _row_axes(ax, labels, extra=0.6)
    zero_matters = any(r.get("kind") != "level" for r in rows) or any(r["low"] < 0 for r in rows)
    if zero_matters:
        ax.axvline(0, color="0.6", lw=1, zorder=0)
    left, right = _reach(rows)
    room = 0.06 * ((right - left) or 1.0)
    texts = canvas.set_rows(ax, labels, own=own)
    said, cut = [], False
    for y, (text, row_number) in enumerate(entries):
        if row_number is None:
            texts[y].set_fontweight("bold")
            continue
        row = rows[row_number]
        where = _text(row.get("within"))
        count = f" ({int(row['n_documents'])})" if row.get("n_documents", 0) > 0 else ""
        if row["estimate"] != row["estimate"]:
            middle = 0 if zero_matters else (left + right) / 2
            ax.text(middle, y, text_label(say("refused", language) + count), va="center",
                    ha="center", color="0.35", fontsize="small")  # fmt: skip
            said.append(f"{where} {text}: {say('refused', language)}".strip())
            continue
        colour = palette.get(row["outlet"], PALETTE[0])
        cut |= _draw_estimate(ax, row, y, colour, (left, right))
        if count:
            ax.text(right + 0.6 * room, y, count.strip(), va="center", color="0.35",
                    fontsize="small")  # fmt: skip
        number = f"{row['estimate']:.2f} "
        number += f"[{row['low']:.2f}, {row['high']:.2f}]" if row["low"] == row["low"] else "[–]"
        said.append(f"{where} {text}: {number}".strip())
    ax.set_xlim(left - room, right + 3 * room)
    ax.grid(axis="x")
    shown = value_label or say("estimate", language)
    if any(r.get("n_documents", 0) for r in rows):
        shown += f"\n{say('brackets_documents', language)}"
    if cut:
        shown += f"\n{say('cut_off', language)}"
    if any(r["estimate"] == r["estimate"] and r["low"] != r["low"] for r in rows):
        shown += f"\n{say('no_interval', language)}"
    if any(is_open(r.get("q_value")) and r["low"] == r["low"] for r in rows):
        shown += f"\n{say('open_marks', language)}"
    ax.set_xlabel(text_label(shown))
    ax.spines["left"].set_visible(False)
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _reach(rows: Sequence[Mapping]) -> tuple[float, float]:
    """Where the axis begins and ends: one interval many times as wide as the others is cut."""
    drawn = [r["estimate"] for r in rows if r["estimate"] == r["estimate"]]
    ends = drawn + [r[c] for r in rows for c in ("low", "high") if r[c] == r[c]]
    if not drawn:
        return 0.0, 1.0
    widths = sorted(r["high"] - r["low"] for r in rows if r["low"] == r["low"])
    usual = 2 * widths[len(widths) // 2] if widths else 0.0
    return max(min(ends), min(drawn) - usual), min(max(ends), max(drawn) + usual)


def _draw_estimate(
    ax: "Axes", row: Mapping, y: float, colour: str, reach: Sequence[float]
) -> bool:
    """One estimate; whether its interval goes beyond the axis."""
    if row["low"] != row["low"]:
        ax.plot(row["estimate"], y, "x", ms=7, color=colour, mew=1.6)
        return False
    inside = "white" if is_open(row.get("q_value")) else colour
    ends = (row["low"], row["high"])
    cut = canvas.draw_interval(ax, y, ends, row["estimate"], reach, colour=colour, width=2)
    ax.plot(row["estimate"], y, "o", ms=7, mec=colour, mfc=inside, mew=1.6)
    return cut


def is_open(q_value: float | None) -> bool:
    """Whether a difference was tested and may be chance; its mark is then not filled."""
    return q_value is not None and q_value >= 0.05  # NaN: not tested


def plot_stance(
    table: "pd.DataFrame",
    *,
    by: str = "outlet",
    count: str = "n_statements",
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Diverging bars: the share of statements against to the left, in favour to the right.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, stance ("favor", "against", "none") and `count`; target if there. Shares
        are of all statements of a row, those without a stance among them; how many those are
        stands in brackets.
    """
    canvas.need_columns(table, (by, "stance", count), "plot_stance")
    canvas.need_numbers(table, (count,), "plot_stance")
    unknown = set(table["stance"].dropna()) - set(STANCES)
    if unknown:
        raise InputError(f"stance: expected {STANCES}, got {sorted(unknown)}")
    groups: dict[tuple[str, str], dict[str, float]] = {}
    for row in table.to_dict("records"):
        key = (_text(row.get("target")), _text(row[by]))
        counts = groups.setdefault(key, dict.fromkeys(STANCES, 0.0))
        if isinstance(row["stance"], str):
            counts[row["stance"]] += row[count]
    keys = sorted(groups, key=lambda key: key[0])  # targets together, outlets in their order
    entries = _with_headings([k[0] for k in keys], [k[1] for k in keys])
    labels = [canvas.row_label(text) for text, _ in entries]
    ax, own = _row_axes(ax, labels, extra=0.7)
    texts = canvas.set_rows(ax, labels, own=own)
    widest, said, drawn = 0.0, [], []
    for y, (text, number) in enumerate(entries):
        if number is None:
            texts[y].set_fontweight("bold")
            continue
        counts = groups[keys[number]]
        total = sum(counts.values())
        shares = {s: counts[s] / total if total else 0.0 for s in STANCES}
        ax.barh(y, -shares["against"], color=AGAINST, height=0.62)
        ax.barh(y, shares["favor"], color=FAVOR, height=0.62)
        widest = max(widest, shares["against"], shares["favor"])
        drawn.append((y, shares, int(total)))
        said.append(
            f"{keys[number][0]} {text}: "
            f"{say('favor', language)} {canvas.percent(shares['favor'])}، "
            f"{say('against', language)} {canvas.percent(shares['against'])} ({int(total)})".strip()
        )
    widest = max(widest, 0.05)
    for y, shares, total in drawn:
        for sign, share in ((-1, shares["against"]), (1, shares["favor"])):
            ax.text(sign * (share + 0.02 * widest), y, canvas.percent(share), va="center",
                    ha="left" if sign > 0 else "right", fontsize="small")  # fmt: skip
        ax.text(1.42 * widest, y, f"({total:,})", va="center", ha="left", color="0.35",
                fontsize="small")  # fmt: skip
    ax.axvline(0, color="black", lw=0.8)
    ax.set_xlim(-1.4 * widest, 1.6 * widest)
    for sign, word, colour in ((-1, "against", AGAINST), (1, "favor", FAVOR)):
        ax.barh([-5], [0], color=colour, label=text_label(say(word, language)))
    ax.set_ylim(len(labels) - 0.4, -0.6)
    percent = number_formatter(percent=True)
    ax.xaxis.set_major_formatter(lambda x, _: percent(abs(x)))
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    brackets = "brackets_statements" if count == "n_statements" else "brackets_documents"
    ax.set_xlabel(text_label(f"{say('stance_axis', language)}\n{say(brackets, language)}"))
    canvas.legend_below(ax, lines=3, own=own)
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _row_axes(
    ax: "Axes | None", labels: Sequence[str], *, extra: float = 0.0
) -> "tuple[Axes, bool]":
    height = canvas.row_height(labels) * len(labels) + 1.1 + extra
    return canvas.make_axes(ax, width=_WIDTH + canvas.label_inches(labels), height=max(2.2, height))


def _of_kind(table: "pd.DataFrame", kind: str | None) -> list[dict]:
    rows = table.to_dict("records")
    if "kind" not in table.columns:
        return rows
    kinds = ("level", "pair", "against_rest")
    if kind is not None and kind not in kinds:
        raise InputError(f"kind: expected one of {kinds}, got {kind!r}")
    kind = kind or next((k for k in kinds if (table["kind"] == k).any()), None)
    chosen = [row for row in rows if row["kind"] == kind]
    if not chosen:
        raise InputError(f"kind: the table has no rows of kind {kind!r}")
    return chosen


def _comparison_name(row: dict, language: str) -> str:
    outlet = _text(row["outlet"])
    versus = say("versus", "en" if language == "en" else "ar")  # two words between names confuse
    if row.get("kind") == "pair":
        return f"{outlet} {versus} {_text(row['other'])}"
    if row.get("kind") == "against_rest":
        return f"{outlet} {versus} {say('rest', language)}"
    return outlet


def _with_headings(groups: Sequence[str], names: Sequence[str]) -> list[tuple[str, int | None]]:
    """Rows from top to bottom: (text, number of the row), None for the heading of a group."""
    entries: list[tuple[str, int | None]] = []
    for group in dict.fromkeys(groups):
        if group:
            entries.append((group, None))
        entries += [(n, i) for i, n in enumerate(names) if groups[i] == group]
    return entries


def _value_axis(ax: "Axes", shares: bool) -> None:
    if shares:
        from matplotlib.ticker import MaxNLocator

        # Ticks at whole numbers: a 2.5% rounded to "2%" stands at the wrong place.
        ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))
        ax.xaxis.set_major_formatter(number_formatter(percent=True))
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _are_shares(name: str, values: Sequence[float]) -> bool:
    return name.startswith("share") and all(0 <= v <= 1 for v in values if v == v)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)
