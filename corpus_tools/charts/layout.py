"""What goes round a plot: its words for those who cannot see it, and its direction."""

from typing import TYPE_CHECKING

from .labels import CONTROLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ALT = "_corpus_tools_alt"
_MIRRORED = "_corpus_tools_mirrored"


def alt_text(fig: "Figure") -> str:
    """What the figure shows, in words: its titles, then what each plot composed of its table."""
    parts = []
    for ax in fig.axes:
        words = getattr(ax, _ALT, "")
        title = ax.get_title() or ax.get_title(loc="right") or ax.get_title(loc="left")
        title = getattr(title, "logical", title)
        parts += [f"{title}."] if title else []
        parts += [words] if words else []
    return " ".join(parts)


def set_alt(ax: "Axes", text: str) -> None:
    """Attach the words for one `Axes`; `alt_text` and `save_figure` collect them."""
    setattr(ax, _ALT, text.translate(CONTROLS))


def mirror(ax: "Axes", *, time: bool = False) -> "Axes":
    """Lay an `Axes` out from right to left, in place.

    The value axis grows to the left, row labels and the title stand on the right, a legend
    inside the plot changes sides. An axis of dates keeps its direction unless `time` is True.
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
            if text.get_transform() == ax.transData:
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
    _title_to_the_right(ax)
    legend = ax.get_legend()
    if legend is not None:
        _mirror_legend(ax, legend)
    return ax


def _shows_dates(ax: "Axes") -> bool:
    from matplotlib.dates import DateLocator

    return isinstance(ax.xaxis.get_major_locator(), DateLocator)


def _title_to_the_right(ax: "Axes") -> None:
    middle = ax.get_title()
    if middle:
        ax.set_title("")
        ax.set_title(middle, loc="right")


def _mirror_legend(ax: "Axes", legend) -> None:
    """The same entries, written from right to left, keys to the right of their words."""
    from matplotlib.transforms import Bbox

    handles, names = legend.legend_handles, [t.get_text() for t in legend.get_texts()]
    box: Bbox = legend.get_bbox_to_anchor().transformed(ax.transAxes.inverted())
    sides = {1: 2, 2: 1, 3: 4, 4: 3, 6: 7, 7: 6, 5: 6}
    columns = legend._ncols
    # Entries fill a legend column by column from the left, so each row is turned round.
    ax.legend(
        _turned(handles, columns), _turned(names, columns), markerfirst=False, ncols=columns,
        loc=sides.get(legend._loc, legend._loc), bbox_to_anchor=box,
        bbox_transform=ax.transAxes, frameon=legend.get_frame_on(), alignment="right",
    )  # fmt: skip


def _turned(items: list, columns: int) -> list:
    """Entries so that a legend's columns run from right to left.

    Matplotlib fills columns from the left, the first ones with one entry more.
    """
    n_rows, longer = divmod(len(items), columns)
    sizes = [n_rows + (k < longer) for k in range(columns)]
    blocks, start = [], 0
    for size in sizes:
        blocks.append(items[start : start + size])
        start += size
    if longer:  # turning unequal columns would move entries between them
        return items
    return [item for block in reversed(blocks) for item in block]
