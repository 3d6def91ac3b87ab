"""What goes round a plot: its words for those who cannot see it, and its direction."""

from typing import TYPE_CHECKING

from .labels import CONTROLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_ROWS = 12
_ALT = "_corpus_tools_alt"
_MIRRORED = "_corpus_tools_mirrored"
_TIME = "_corpus_tools_time"


def alt_text(fig: "Figure", data: object = None) -> str:
    """What the figure shows, in words: its titles, then what each plot composed of its table.

    Where no plot of the package drew it, the words come from `data`, the table behind it.
    """
    parts = []
    for ax in fig.axes:
        words = getattr(ax, _ALT, "")
        title = ax.get_title() or ax.get_title(loc="right") or ax.get_title(loc="left")
        title = getattr(title, "logical", title)
        parts += [f"{title}."] if title else []
        parts += [words] if words else []
    if data is not None and not any(getattr(ax, _ALT, "") for ax in fig.axes):
        parts += _words_of(data)
    return " ".join(parts)


def _words_of(data: object) -> list[str]:
    """The first column of text of a table with the last one of numbers, a dozen rows at most."""
    import pandas as pd

    try:
        frame = pd.DataFrame(data)
    except (ValueError, TypeError):
        return []  # whoever writes the table says what is wrong with it
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    names = [k for k, is_number in enumerate(numeric) if not is_number]
    values = [k for k, is_number in enumerate(numeric) if is_number]
    if not names or not values or frame.empty:
        return []
    rows = []
    for row in frame.head(_MOST_ROWS).itertuples(index=False, name=None):
        value = row[values[-1]]
        rows.append(f"{row[names[0]]}: {'–' if pd.isna(value) else format(value, ',.4g')}")
    more = " …" if len(frame) > _MOST_ROWS else "."
    return [("؛ ".join(rows) + more).translate(CONTROLS)]


def set_alt(ax: "Axes", text: str) -> None:
    """Attach the words for one `Axes`; `alt_text` and `save_figure` collect them."""
    if not any("\u0620" <= c <= "\u064a" for c in text):
        text = text.translate({0x060C: ",", 0x061B: ";"})  # no Arabic stops between English words
    setattr(ax, _ALT, text.translate(CONTROLS))


def keep_direction(ax: "Axes") -> None:
    """Say that an `Axes` has its final direction: `mirror` leaves it alone."""
    setattr(ax, _MIRRORED, True)


def keep_time(ax: "Axes") -> None:
    """Say that the columns of an `Axes` are times, which `mirror` does not turn."""
    setattr(ax, _TIME, True)


def mirror(ax: "Axes", *, time: bool = False) -> "Axes":
    """Lay an `Axes` out from right to left, in place.

    The value axis grows to the left, row labels and the title stand on the right; a legend
    inside the plot, a colour bar and names in the margin change sides. An axis of dates keeps
    its direction unless `time` is True.
    Mirroring twice changes nothing more.

    Returns
    -------
    Axes
        The same one.
    """
    if getattr(ax, _MIRRORED, False):
        return ax
    setattr(ax, _MIRRORED, True)
    if time or not _shows_dates(ax):
        ax.invert_xaxis()
        for text in ax.texts:
            in_margin = getattr(text, "anncoords", None) == "axes fraction"
            if in_margin:
                text.xyann = (1 - text.xyann[0], text.xyann[1])
            if in_margin or text.get_transform() == ax.transData:
                sides = {"left": "right", "right": "left"}
                text.set_horizontalalignment(sides.get(text.get_ha(), text.get_ha()))
    weights = [text.get_fontweight() for text in ax.get_yticklabels()]
    sizes = [text.get_fontsize() for text in ax.get_yticklabels()]
    ax.yaxis.set_label_position("right")
    ax.yaxis.tick_right()
    for text, weight, size in zip(ax.get_yticklabels(), weights, sizes, strict=True):
        text.set(fontweight=weight, fontsize=size, multialignment="right")
    has_line = ax.spines["left"].get_visible()
    if not has_line:
        ax.tick_params(axis="y", length=0)
    ax.spines["right"].set_visible(has_line)
    ax.spines["left"].set_visible(False)
    for drawn in (*ax.collections, *ax.images):
        if getattr(drawn, "colorbar", None) is not None:
            _mirror_colour_bar(ax, drawn)
    _title_to_the_right(ax)
    legend = ax.get_legend()
    if legend is not None:
        _mirror_legend(ax, legend)
    return ax


def _shows_dates(ax: "Axes") -> bool:
    from matplotlib.dates import DateLocator

    return getattr(ax, _TIME, False) or isinstance(ax.xaxis.get_major_locator(), DateLocator)


def _title_to_the_right(ax: "Axes") -> None:
    middle = ax.get_title()
    if middle:
        ax.set_title("")
        ax.set_title(middle, loc="right")


def _mirror_legend(ax: "Axes", legend) -> None:
    """The same entries, written from right to left, keys to the right of their words."""
    from matplotlib.transforms import IdentityTransform

    handles, names = list(legend.legend_handles), [t.get_text() for t in legend.get_texts()]
    sides = {1: 2, 2: 1, 3: 4, 4: 3, 6: 7, 7: 6, 5: 6}
    handles, names, columns = _turned(handles, names, legend._ncols)
    ax.legend(
        handles, names, markerfirst=False, ncols=columns,
        loc=sides.get(legend._loc, legend._loc),
        bbox_to_anchor=legend.get_bbox_to_anchor(), bbox_transform=IdentityTransform(),
        frameon=legend.get_frame_on(), alignment="right",
    )  # fmt: skip


def _turned(handles: list, names: list, columns: int) -> tuple[list, list, int]:
    """Entries so that a legend's columns run from right to left.

    Matplotlib fills columns from the left, and the first ones get one entry more where they are
    unequal; empty entries make them equal.
    """
    from matplotlib.lines import Line2D

    n_rows, longer = divmod(len(names), columns)
    n_rows += longer > 0
    columns = -(-len(names) // n_rows)
    missing = n_rows * columns - len(names)
    handles = handles + [Line2D([], [], alpha=0) for _ in range(missing)]
    names = names + [" "] * missing
    starts = range((columns - 1) * n_rows, -1, -n_rows)
    order = [k + row for k in starts for row in range(n_rows)]
    return [handles[i] for i in order], [names[i] for i in order], columns


def _mirror_colour_bar(ax: "Axes", drawn) -> None:
    """A new colour bar at the left in place of the one at the right."""
    bar = drawn.colorbar
    old = bar.ax.yaxis
    label, formatter = old.get_label_text(), old.get_major_formatter()
    locator, outlined = old.get_major_locator(), bar.outline.get_visible()
    share = bar.ax.get_position().height / max(ax.get_position().height, 1e-9)
    bar.remove()
    made = ax.figure.colorbar(drawn, ax=ax, location="left", shrink=min(1.0, share), pad=0.02)
    made.ax.yaxis.set_major_locator(locator)
    made.ax.yaxis.set_major_formatter(formatter)
    made.set_label(label)
    made.outline.set_visible(outlined)
