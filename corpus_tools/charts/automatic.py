"""Everything on a figure goes through `label`, for those who write `ax.set_title("…")` by habit.

Matplotlib asks every text for its lines in one place, just before it measures or draws them.
There the lines of figures that asked for it are labelled; what `get_text` returns stays as it
was written, so ticks, legends, colour bars, tables and other people's plots come along, also
those that are made later.
"""

from typing import TYPE_CHECKING

from .labels import Label, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_OPTIONS = "_corpus_tools_arabic"


def arabic_axes(
    ax: "Axes | Figure", *, base: str = "rtl", math: bool = True, isolate_numbers: bool = True
) -> "Axes | Figure":
    """Draw every text of the figure of `ax` through `label`, now and from here on.

    Parameters
    ----------
    ax : Axes or Figure
        Twin axes, colour bars and the figure's own title are part of it.
    base, isolate_numbers
        As in `label`.
    math : bool
        True: a pair of `$` is mathtext, as matplotlib has it without this function.

    Returns
    -------
    Axes or Figure
        What was given.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> _ = arabic_axes(ax).set_title("عنوان")
    >>> ax.get_title()
    'عنوان'
    >>> plt.close(figure)
    """
    label("", base=base)  # raises now, not while drawing, where base is wrong
    _install()
    setattr(_root(ax), _OPTIONS, {"base": base, "math": math, "isolate_numbers": isolate_numbers})
    return ax


def _install() -> None:
    """Teach matplotlib's `Text`, once, to label the lines of figures that asked for it."""
    from matplotlib.text import Text

    original = Text._get_wrapped_text
    if getattr(original, _OPTIONS, False):
        return

    def labelled_lines(text: Text) -> str:
        lines = original(text)
        figure = text.figure
        options = getattr(_root(figure), _OPTIONS, None) if figure is not None else None
        # A label made by hand is finished; so is what TeX will set.
        if options is None or isinstance(lines, Label) or text.get_usetex():
            return lines
        return label(lines, **options)

    setattr(labelled_lines, _OPTIONS, True)
    Text._get_wrapped_text = labelled_lines


def _root(part: "Axes | Figure") -> "Figure":
    """The outermost figure of an axes, a subfigure or a figure."""
    figure = getattr(part, "figure", None) or part
    while getattr(figure, "figure", figure) not in (figure, None):
        figure = figure.figure
    return figure
