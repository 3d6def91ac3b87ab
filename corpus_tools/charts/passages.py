"""Two passages side by side, the part that they share marked."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..schema import InputError
from . import canvas
from .canvas import text_label
from .labels import Label, rtl_line
from .layout import keep_direction, set_alt
from .words import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

_MARK = "#FFE08A"
_LEADING = 1.75  # distance of two lines, in font sizes
_SPACE = 0.3  # width of a space, in font sizes
_GUTTER = 0.06  # between the columns, as a share of the width


@dataclass(frozen=True)
class _Unit:
    """Words that keep together in a line of one direction: one Arabic word, or a Latin name."""

    text: str
    marked: bool


def plot_passages(
    table: "pd.DataFrame",
    *,
    name: str = "outlet",
    context: int = 160,
    ax: "Axes | None" = None,
    language: str = "ar",
) -> "Axes":
    """Two texts in two columns, the first at the right, with the shared part on a ground of colour.

    Parameters
    ----------
    table : DataFrame
        Columns `name` (what stands over the column), text, start and end: the characters of the
        text that are shared. Two different texts; several rows of one text mark several parts.
    context : int
        How many characters are shown before the first and after the last shared part, cut at
        words; what is left out is shown as an ellipsis.

    Raises
    ------
    InputError
        There are not two texts, or a part lies outside its text.
    """
    canvas.need_columns(table, (name, "text", "start", "end"), "plot_passages")
    canvas.need_numbers(table, ("start", "end"), "plot_passages")
    passages: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for who, text, start, end in table[[name, "text", "start", "end"]].itertuples(index=False):
        if not isinstance(text, str) or not 0 <= start <= end <= len(text):
            raise InputError(
                f"table: plot_passages expected start and end within the text of {who!r}, got "
                f"{start} to {end} in {len(text) if isinstance(text, str) else 'no'} characters"
            )
        passages.setdefault((str(who), text), []).append((int(start), int(end)))
    if len(passages) != 2:
        raise InputError(f"table: plot_passages needs two texts, got {len(passages)}")
    columns = [_units(text, parts, context) for (_, text), parts in passages.items()]
    ax, own = canvas.make_axes(ax, width=9.0, height=4.0)
    ax.set_axis_off()
    names = [text_label(who) for who, _ in passages]
    _set_columns(ax, names, columns, own)
    keep_direction(ax)  # it runs right to left already
    shared = " … ".join(u for u in _shared_words(columns[0]))
    set_alt(ax, f"{' / '.join(n.logical for n in names)}. {say('marked', language)}: «{shared}».")
    return ax


def _units(text: str, parts: list[tuple[int, int]], context: int) -> list[_Unit]:
    """The words from `context` before the first part to `context` after the last."""
    import re

    first = max(0, min(start for start, _ in parts) - context)
    last = min(len(text), max(end for _, end in parts) + context)
    found: list[_Unit] = []
    for match in re.finditer(r"\S+", text):
        if match.end() <= first or match.start() >= last:
            continue
        if match.start() < first or match.end() > last:  # a word cut by the context is left out
            continue
        middle = (match.start() + match.end()) / 2
        marked = any(start <= middle < end for start, end in parts)
        word = match.group()
        if found and _runs_on(found[-1].text, word):
            found[-1] = _Unit(f"{found[-1].text} {word}", found[-1].marked or marked)
        else:
            found.append(_Unit(word, marked))
    before = [_Unit("…", False)] if text[:first].strip() else []
    after = [_Unit("…", False)] if text[last:].strip() else []
    return [*before, *found, *after]


def _runs_on(before: str, word: str) -> bool:
    """Whether a word goes on to the right of the one before: Latin, and numbers after Latin."""
    import unicodedata

    def strong(text: str) -> list[str]:
        kinds = map(unicodedata.bidirectional, text)
        return [kind for kind in kinds if kind in ("L", "R", "AL", "EN")]

    last, next_ = strong(before), strong(word)
    latin = bool(last) and "L" in last and not {"R", "AL"} & set(last)
    return latin and bool(next_) and not {"R", "AL"} & set(next_)


def _shared_words(units: list[_Unit]) -> list[str]:
    """The marked stretches, long ones cut."""
    stretches: list[list[str]] = []
    before = False
    for unit in units:
        if unit.marked:
            if not before:
                stretches.append([])
            stretches[-1].append(unit.text)
        before = unit.marked
    return [" ".join(s[:14]) + (" …" if len(s) > 14 else "") for s in stretches]


def _set_columns(ax: "Axes", names: list[str], columns: list[list[_Unit]], own: bool) -> None:
    """Set both columns; a figure made here gets the height, else the letters shrink."""
    import matplotlib as mpl

    figure = ax.figure
    size = float(mpl.rcParams["font.size"])
    position = ax.get_position()
    across = position.width * figure.get_figwidth() * 72
    if own:
        figure.set_layout_engine("none")
        ax.set_position((0.03, 0.02, 0.94, 0.86))
        across = 0.94 * figure.get_figwidth() * 72
    room = None if own else position.height * figure.get_figheight() * 72
    while True:
        lines = [_broken(ax, units, across * (1 - _GUTTER) / 2, size) for units in columns]
        down = (max(map(len, lines)) + 1.4) * _LEADING * size
        if room is None or down <= room or size <= canvas._SMALLEST:
            break
        size *= 0.93
    if own:
        figure.set_figheight(max(1.2, down / 72 / 0.86))
        room = 0.86 * figure.get_figheight() * 72
    ax.set(xlim=(0, across), ylim=(room, 0))
    for k, (name, column) in enumerate(zip(names, lines, strict=True)):
        right = across if k == 0 else across * (1 - _GUTTER) / 2
        ax.text(right, 0.5 * _LEADING * size, name, ha="right", va="center", fontsize=size * 1.1,
                fontweight="bold")  # fmt: skip
        for row, line in enumerate(column):
            _set_line(ax, line, right, (row + 1.9) * _LEADING * size, size)


def _broken(
    ax: "Axes", units: list[_Unit], width: float, size: float
) -> list[list[tuple[_Unit, float]]]:
    """Units in lines no wider than `width` points, each with its own width."""
    lines: list[list[tuple[_Unit, float]]] = [[]]
    used = 0.0
    for unit in units:
        wide = _width(ax, unit.text, size)
        if lines[-1] and used + wide > width:
            lines.append([])
            used = 0.0
        lines[-1].append((unit, wide))
        used += wide + _SPACE * size
    return lines


def _drawn(text: str) -> Label:
    """A word of a line that runs right to left, even where it has no Arabic letter itself."""
    return Label(rtl_line(text), text)


def _width(ax: "Axes", text: str, size: float) -> float:
    """Points that a word takes."""
    probe: Text = ax.text(0, 0, _drawn(text), fontsize=size)
    box = probe.get_window_extent(ax.figure.canvas.get_renderer())
    probe.remove()
    return box.width * 72 / ax.figure.dpi


def _set_line(
    ax: "Axes", line: list[tuple[_Unit, float]], right: float, y: float, size: float
) -> None:
    """One line from right to left, the ground of marked neighbours unbroken."""
    from matplotlib.patches import Rectangle

    for k, (unit, wide) in enumerate(line):
        if unit.marked:
            joined = k + 1 < len(line) and line[k + 1][0].marked
            ground = wide + (_SPACE * size if joined else 0.0)
            ax.add_patch(Rectangle(
                (right - ground, y - 0.72 * _LEADING * size / 1.5), ground,
                1.44 * _LEADING * size / 1.5, color=_MARK, lw=0, zorder=0,
            ))  # fmt: skip
        # One base line: words that are centred each on itself dance.
        ax.text(right, y + 0.36 * size, _drawn(unit.text), ha="right", va="baseline", fontsize=size)
        right -= wide + _SPACE * size
