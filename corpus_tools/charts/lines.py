"""Plots along a line: time, ranks, and the words that mark topics and outlets."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..schema import InputError
from . import canvas
from .canvas import text_label
from .layout import set_alt
from .plots import _row_axes, _with_headings, is_open
from .style import PALETTE, colours_for
from .formatters import month_formatter
from .words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MOST_DATES = 2_000
_MARKERS = "osD^vPX*h"
_LINES = ("-", "--", ":", "-.")  # of more outlets than there are colours and lighter tones


def plot_timeline(
    table: "pd.DataFrame",
    *,
    date: str = "month",
    value: str = "estimate",
    by: str = "outlet",
    colours: Mapping[str, str] | None = None,
    value_label: str | None = None,
    month_names: str = "egypt",
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """A line for each outlet over time, with a band from `low` to `high` where there are such.

    A missing value breaks the line, and so does a date that the table has of others only, or a
    month that is missing among regular ones: nothing is drawn across what is not known. A point
    without a neighbour has its interval as a bar, and the legend says of whom nothing is known.
    """
    from matplotlib.transforms import offset_copy

    canvas.need_columns(table, (date, value), "plot_timeline")
    canvas.need_numbers(table, (value,), "plot_timeline")
    table = canvas.with_dates(table, date, "plot_timeline")
    ax, own = canvas.make_axes(ax, width=8.0, height=4.2)
    groups = table.groupby(by, sort=True) if by in table.columns else [("", table)]
    groups = list(groups)
    palette = colours_for(str(name) for name, _ in groups) if colours is None else dict(colours)
    said = []
    every = _every_date(table[date])
    for k, (name, part) in enumerate(groups):
        part = _with_gaps(part, date, every)
        colour = palette.get(str(name), PALETTE[0])
        known = part.dropna(subset=[value])
        shown = str(name) if len(known) else f"{name} ({say('refused', language)})"
        look = {"color": colour, "ms": 5, "marker": _MARKERS[k % len(_MARKERS)]}
        values, has_interval = part[value].astype(float), {"low", "high"} <= set(part.columns)
        gap = values.isna()
        alone = ~gap & gap.shift(1, fill_value=True) & gap.shift(-1, fill_value=True) & has_interval
        ax.plot(
            part[date], values.mask(alone), lw=1.8, ls=_LINES[k // (2 * len(PALETTE)) % len(_LINES)],
            label=text_label(shown) if name != "" else None, **look,
        )  # fmt: skip
        if has_interval:
            low, high = part["low"].astype(float), part["high"].astype(float)
            ax.fill_between(part[date], low, high, color=colour, alpha=0.15, lw=0)
            if alone.any():  # a band needs two points; those of several outlets stand side by side
                beside = (k - (len(groups) - 1) / 2) * 5
                place = offset_copy(ax.transData, ax.figure, x=beside, units="points")
                ax.vlines(part[date][alone], low[alone], high[alone], color=colour, lw=1.5,
                          transform=place)  # fmt: skip
                ax.plot(part[date][alone], values[alone], ls="", transform=place, **look)
        if len(known):
            ends = dict.fromkeys(
                f"{_plainly(row[value])} ({row[date]:%Y-%m})" for _, row in known.iloc[[0, -1]].iterrows()
            )
            said.append(f"{name}: {' … '.join(ends)}")
    known = table.loc[table[value].notna(), date]  # the axis spans what is drawn
    _month_axis(ax, known if len(known) else table[date], month_names, language)
    ax.grid(axis="y")
    if max(map(abs, ax.get_ylim())) >= 1000:
        ax.yaxis.set_major_formatter(lambda v, _: _plainly(v))
    ax.set_ylabel(text_label(value_label or say("estimate", language)))
    if len(groups) > 1:
        canvas.legend_below(ax, lines=3 if language == "both" else 2, own=own)
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _every_date(dates: "pd.Series") -> "pd.DatetimeIndex":
    """The dates of a table, and those between them where months follow at a regular distance."""
    import math

    import pandas as pd

    known = pd.DatetimeIndex(dates.unique()).sort_values()
    if (known.day != 1).any() or len(known) < 3:
        return known
    months = [12 * day.year + day.month - 1 for day in known]
    step = math.gcd(*(b - a for a, b in zip(months, months[1:], strict=False)))
    if (months[-1] - months[0]) // step > _MOST_DATES:
        return known
    return pd.DatetimeIndex([
        pd.Timestamp(m // 12, m % 12 + 1, 1) for m in range(months[0], months[-1] + 1, step)
    ])  # fmt: skip


def _with_gaps(part: "pd.DataFrame", date: str, every: "pd.DatetimeIndex") -> "pd.DataFrame":
    """The rows of one line by date, with an empty one for each date that it lacks."""
    import pandas as pd

    lacking = pd.DataFrame({date: every.difference(pd.DatetimeIndex(part[date]))})
    both = pd.concat([part, lacking], ignore_index=True) if len(lacking) else part
    return both.sort_values(date, kind="stable")


def _plainly(value: float) -> str:
    """Three digits, and thousands whole: 1.47e+03 is no number for readers of a figure."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def plot_vocabulary(
    table: "pd.DataFrame",
    *,
    rank: str = "rank",
    frequency: str = "n_tokens",
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Frequency against rank, both logarithmic, with the line that Zipf's law would give."""
    canvas.need_columns(table, (rank, frequency), "plot_vocabulary")
    known = table[(table[rank] > 0) & (table[frequency] > 0)].sort_values(rank, kind="stable")
    if not len(known):
        raise InputError("table: plot_vocabulary needs positive ranks and frequencies")
    ax, _ = canvas.make_axes(ax, width=6.4, height=4.4)
    ranks, counts = known[rank].to_numpy(), known[frequency].to_numpy()
    ax.loglog(ranks, counts, ".", ms=4, color=PALETTE[0])
    ax.loglog(ranks, counts[0] * ranks[0] / ranks, "--", color="0.5", lw=1)
    ax.set_ylim(bottom=0.7)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda v, _: f"{v:,.0f}")
    ax.set_xlabel(text_label(say("rank", language)))
    ax.set_ylabel(text_label(say("frequency", language)))
    once = int((counts == 1).sum())
    set_alt(ax, f"{say('rank', language)} 1: {int(counts[0]):,}؛ {len(counts):,} / 1: {once:,}.")
    return ax


def plot_topic_words(
    table: "pd.DataFrame",
    *,
    topics: Sequence | None = None,
    n_words: int = 8,
    topic_names: Mapping | None = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """The leading words of topics, with bars for their probability.

    Parameters
    ----------
    table : DataFrame
        Columns topic, word and probability (or weight); `surface` is shown instead of `word`
        where there is one.
    topics : sequence, optional
        Which topics. Default: all of them, which makes a tall figure.
    """
    value = "probability" if "probability" in table.columns else "weight"
    word = "surface" if "surface" in table.columns else "word"
    canvas.need_columns(table, ("topic", word, value), "plot_topic_words")
    chosen = list(dict.fromkeys(table["topic"])) if topics is None else list(topics)
    groups, names, values = [], [], []
    for topic in chosen:
        part = table[table["topic"] == topic].sort_values(value, ascending=False, kind="stable")
        title = str((topic_names or {}).get(topic, f"{say('topic', language)} {topic}"))
        for w, v in part[[word, value]].head(n_words).itertuples(index=False, name=None):
            groups.append(title)
            names.append(str(w))
            values.append(float(v))
    if not names:
        raise InputError(f"topics: the table has none of {chosen}")
    ax, _ = _grouped_bars(groups, names, values, ax, [PALETTE[0]] * len(names))
    ax.set_xlabel(text_label(say("weight", language)))
    return ax


def plot_keyness(
    table: "pd.DataFrame",
    *,
    by: str = "outlet",
    word: str | None = None,
    score: str = "log_odds_z",
    n_words: int = 10,
    colours: Mapping[str, str] | None = None,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """The words that mark each outlet against the rest, the strongest first.

    Where the table has the log-odds and their interval, these are drawn, since the score alone
    takes words for independent draws; else the score is. A bar with q of 0.05 or more is not filled.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, the word ("word", "feature", "lemma" or "word_type"), `score`, which puts
        the words in order; log_odds, low, high, q_value if there.
    n_words : int
        How many an outlet; only words that it uses more than the others.
    """
    names = ("surface", "word", "feature", "word_type", "lemma", "token")
    word = word or next((c for c in names if c in table.columns), "word")
    canvas.need_columns(table, (word, score), "plot_keyness")
    if by not in table.columns:
        table = table.assign(**{by: ""})
    with_interval = {"log_odds", "low", "high"} <= set(table.columns)
    groups, words, values, shades, intervals, unsure = [], [], [], [], [], []
    outlets = sorted(str(o) for o in table[by].dropna().unique())
    palette = colours_for(outlets) if colours is None else dict(colours)
    for outlet in outlets:
        part = table[(table[by] == outlet) & (table[score] > 0)]
        part = part.sort_values([score, word], ascending=[False, True], kind="stable").head(n_words)
        groups += [outlet] * len(part)
        words += [str(w) for w in part[word]]
        values += [float(v) for v in part["log_odds" if with_interval else score]]
        shades += [palette.get(outlet, PALETTE[0])] * len(part)
        unsure += [is_open(q) for q in part.get("q_value", [None] * len(part))]
        if with_interval:
            intervals += list(part[["low", "high"]].itertuples(index=False, name=None))
    if not words:
        raise InputError(f"table: plot_keyness found no word with a positive {score}")
    ax, cut = _grouped_bars(groups, words, values, ax, shades, intervals, unsure)
    shown = say("log_odds" if with_interval else "keyness", language)
    if cut:
        shown += f"\n{say('cut_off', language)}"
    if any(unsure):
        shown += f"\n{say('open_marks', language)}"
    ax.set_xlabel(text_label(shown))
    return ax


def _grouped_bars(
    groups: Sequence[str], names: Sequence[str], values: Sequence[float], ax: "Axes | None",
    shades: Sequence[str], intervals: Sequence[tuple[float, float]] = (),
    unsure: Sequence[bool] = (),
) -> "tuple[Axes, bool]":  # fmt: skip
    """The `Axes`, and whether an interval goes beyond it."""
    entries = _with_headings(groups, names)
    labels = [canvas.row_label(text) for text, _ in entries]
    ax, own = _row_axes(ax, labels)
    texts = canvas.set_rows(ax, labels, own=own)
    longest = max(map(abs, values))
    far, cut = (-0.6 * longest, 2.0 * longest), False
    for y, (_, number) in enumerate(entries):
        if number is None:
            texts[y].set_fontweight("bold")
        else:
            inside = "white" if unsure and unsure[number] else shades[number]
            ax.barh(y, values[number], height=0.66, color=inside, edgecolor=shades[number])
            if intervals and intervals[number][0] == intervals[number][0]:
                ends = intervals[number]
                cut |= canvas.draw_interval(ax, y, ends, values[number], far, colour="black", width=1.2)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    said = []
    for group in dict.fromkeys(groups):
        members = "، ".join(n for n, g in zip(names, groups, strict=True) if g == group)
        said.append(f"{group}: {members}" if group else members)
    set_alt(ax, "؛ ".join(said) + ".")
    return ax, cut


def _month_axis(ax: "Axes", dates: "pd.Series", month_names: str, language: str) -> None:
    import matplotlib.dates as mdates

    days = (dates.max() - dates.min()).days
    if days == 0:  # one period: matplotlib would show years around it
        at = mdates.date2num(dates.max())
        ax.set_xlim(at - 20, at + 20)
        ax.set_xticks([at])
        ax.xaxis.set_major_formatter(month_formatter(names=month_names, language=language))
        return
    months = max(1, round(days / 30.4))
    ax.xaxis.set_major_locator(mdates.MonthLocator(interval=max(1, -(-months // 8))))

    if months >= 2:
        ax.xaxis.set_major_formatter(month_formatter(names=month_names, language=language))
    else:
        ax.xaxis.set_major_locator(mdates.AutoDateLocator(maxticks=8))
        ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d"))
