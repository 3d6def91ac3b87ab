"""Keyness against frequency: the words that mark one outlet stand out of the funnel of the rest."""

from typing import TYPE_CHECKING

from ..schema import InputError
from . import canvas
from .canvas import text_label
from .formatters import number_formatter
from .layout import set_alt
from .plots import is_open
from .style import PALETTE, colours_for
from .words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_WORD_COLUMNS = ("surface", "word", "feature", "word_type", "lemma", "token")


def plot_keyness_funnel(
    table: "pd.DataFrame",
    *,
    outlet: str | None = None,
    by: str = "outlet",
    word: str | None = None,
    score: str = "log_odds_z",
    n_words: int = 10,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Every word of one outlet as a point: how often it stands in the corpus, how it is marked.

    The words that the outlet uses most beyond the rest, and those that it avoids most, are named
    in a column beside the plot, in the order of their score, each with a line to its point, so
    that no two names overlap. A named point with q of 0.05 or more is not filled.

    Parameters
    ----------
    table : DataFrame
        Columns `by`, the word ("word", "feature", "lemma" or "word_type"), `score`, and
        n_target and n_reference, whose sum is the frequency; q_value if there.
    outlet : str, optional
        Which outlet; needed where the table has several.
    n_words : int
        How many words are named at most at either end.

    Notes
    -----
    Source of the form: Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis 16(4),
    2008, figure 4. Rare words cannot reach a high score, hence the funnel.
    """
    import numpy as np
    import pandas as pd
    from matplotlib.ticker import LogLocator, NullFormatter

    word = word or next((c for c in _WORD_COLUMNS if c in table.columns), "word")
    canvas.need_columns(table, (word, score, "n_target", "n_reference"), "plot_keyness_funnel")
    canvas.need_numbers(table, (score, "n_target", "n_reference"), "plot_keyness_funnel")
    if by in table.columns:
        outlets = sorted(table[by].dropna().unique())
        if outlet is None and len(outlets) > 1:
            raise InputError(
                f"outlet: the table has {len(outlets)} outlets, and a funnel shows one; name one "
                f"of {', '.join(map(str, outlets))}"
            )
        outlet = outlets[0] if outlet is None and outlets else outlet
        table = table[table[by] == outlet]
    frequency = (table["n_target"] + table["n_reference"]).astype(float)
    known = table.assign(_frequency=frequency)[(frequency > 0) & table[score].notna()]
    if known.empty:
        raise InputError(f"outlet: the table has no scored words of {outlet!r}")
    known = known.sort_values([score, word], ascending=[False, True], kind="stable")
    marked, avoided = known[known[score] > 0].head(n_words), known[known[score] < 0].tail(n_words)
    n_named = len(marked) + len(avoided)
    named = pd.concat([marked, avoided])
    ax, own = canvas.make_axes(ax, width=8.0, height=max(4.4, 0.24 * n_named + 1.0))
    colour = colours_for([str(outlet)]).get(str(outlet), PALETTE[0])
    x, y = known["_frequency"].to_numpy(), known[score].to_numpy(float)
    ax.scatter(x, y, s=9, color="0.72", linewidths=0)
    ax.set_xscale("log")
    ax.axhline(0, color="0.6", lw=1, zorder=0)
    unsure = [is_open(q) for q in named.get("q_value", [None] * n_named)]
    texts = _named(ax, _points(named, word, score), unsure, len(marked), colour)
    if not own and texts:
        room = ax.get_position().height * ax.figure.get_figheight() / (n_named + 1)
        canvas.shrink(texts, canvas.row_height([""], least=0.0), room)
    # The scale stops short of a power of ten that no word reaches; one that holds fewer than two
    # powers is told in between as well.
    ax.set_xlim(x.min() / 1.3, x.max() * 1.5)
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if x.max() < 100 * x.min() else (1,)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    pad = 0.06 * (np.ptp(y) or 1.0)
    ax.set_ylim(y.min() - pad, y.max() + pad)
    ax.xaxis.set_major_formatter(number_formatter())
    ax.grid(axis="y")
    below = f"\n{say('open_marks', language)}" if any(unsure) else ""
    ax.set_xlabel(text_label(say("occurrences", language) + below))
    ax.set_ylabel(text_label(say("keyness", language)))
    said = [f"{outlet}: {'، '.join(map(str, marked[word]))}"] if len(marked) else [f"{outlet}: –"]
    if len(avoided):
        said.append(f"{say('rest', language)}: {'، '.join(map(str, avoided[word][::-1]))}")
    set_alt(ax, "؛ ".join(said) + ".")
    return ax


def _points(part: "pd.DataFrame", word: str, score: str) -> list[tuple[str, float, float]]:
    return list(part[[word, "_frequency", score]].itertuples(index=False, name=None))


def _named(
    ax: "Axes", points: list[tuple[str, float, float]], unsure: list[bool], n_marked: int,
    colour: str,
) -> list:  # fmt: skip
    """The names of points in a column at the right, from the top down."""
    texts = []
    for k, (name, x, y) in enumerate(points):
        shade = colour if k < n_marked else "0.35"
        ax.plot(x, y, "o", ms=4, color=shade, mfc="white" if unsure[k] else shade)
        place = 1 - (k + 0.5) / len(points)
        texts.append(ax.annotate(
            text_label(name), xy=(x, y), xycoords="data", xytext=(1.03, place),
            textcoords="axes fraction", ha="left", va="center", color=shade, fontsize="small",
            annotation_clip=False, arrowprops={"arrowstyle": "-", "color": "0.8", "lw": 0.6},
        ))  # fmt: skip
    return texts
