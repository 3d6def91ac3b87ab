"""Fonts, sizes and colours of the package's figures.

Fonts come from packages under the Open Font License, so that a figure is the same on every
machine and no font file lies in the repository. Colours can be told apart by colour-blind
readers, and an outlet keeps its colour in every figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import TracebackType

from ..schema import InputError
from .labels import shapes_arabic
from .unseen import leave_out_unseen

_FONT_PACKAGES = ("fontpkg_ibm_plex_sans_arabic", "fontpkg_noto_sans_arabic")
# The first has Arabic and Latin with a true bold; the second covers the most letters; the
# last comes with matplotlib and has the signs that neither has.
FONT_FAMILIES = ("IBM Plex Sans Arabic", "Noto Sans Arabic", "DejaVu Sans")
# A matplotlib that does not shape cannot place harakat by the font's tables either. In IBM
# Plex an unplaced kasra looks like a fatha, in DejaVu Sans it stands where it belongs.
OLD_FONT_FAMILIES = ("DejaVu Sans", "IBM Plex Sans Arabic", "Noto Sans Arabic")

# Okabe and Ito, "Color Universal Design" (2008), without the yellow, which white paper
# swallows; the last two, a brown and a violet, were searched for the largest distance from these
# under simulated red, green and blue blindness (a grey is the green of some readers).
PALETTE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
    "#663300", "#9933FF",
)  # fmt: skip
# For and against: a dark purple and an ochre, which the palette does not have.
FAVOR, AGAINST = "#542788", "#B35806"

_RC = {
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.labelsize": 11,
    "axes.unicode_minus": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": "#DDDDDD",
    "legend.frameon": False,
    "figure.figsize": (8.0, 4.8),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "savefig.dpi": 150,
    "svg.fonttype": "path",  # the shapes travel with the file, whatever fonts the reader has
    "svg.hashsalt": "corpus_tools",
    "pdf.fonttype": 42,
}
_session_colours: dict[str, str] = {}


class Style:
    """The style in force; as a context manager it takes itself back at the end."""

    def __init__(self, before: dict, colours_before: dict[str, str]) -> None:
        self._before, self._colours_before = before, colours_before

    def __enter__(self) -> "Style":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        import matplotlib as mpl

        mpl.rcParams.update(self._before)
        _session_colours.clear()
        _session_colours.update(self._colours_before)


def use_style(
    *, colours: Mapping[str, str] | Iterable[str] | None = None, scale: float = 1.0
) -> Style:
    """Set fonts, sizes and colours for every figure that follows.

    Parameters
    ----------
    colours : mapping of outlet to colour, or outlets, optional
        Fixes the colours of outlets for all figures that follow: a mapping (`project.colours`,
        say) gives them, a list of outlets has them dealt out in alphabetical order.
    scale : float
        Factor on all font sizes (1.0: 11 points for running labels).

    Returns
    -------
    Style
        Works at once; in a `with` statement it is taken back at the end.

    Raises
    ------
    InputError
        A colour is none that matplotlib knows, or `scale` is not positive.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> before = mpl.rcParams["font.family"]
    >>> with use_style(colours={"صدى": "#0072B2"}):
    ...     "IBM Plex Sans Arabic" in mpl.rcParams["font.family"]
    True
    >>> mpl.rcParams["font.family"] == before
    True
    """
    import matplotlib as mpl
    from cycler import cycler

    if not scale > 0:
        raise InputError(f"scale: expected a positive factor, got {scale!r}")
    fixed = None if colours is None else outlet_colours(colours)
    register_fonts()
    leave_out_unseen()
    rc = {k: v * scale if k.endswith("size") and k != "figure.figsize" else v
          for k, v in _RC.items()}
    rc["font.family"] = list(FONT_FAMILIES if shapes_arabic() else OLD_FONT_FAMILIES)
    rc["axes.prop_cycle"] = cycler(color=PALETTE)
    before = {key: mpl.rcParams[key] for key in rc}
    style = Style(before, dict(_session_colours))
    mpl.rcParams.update(rc)
    if fixed is not None:
        _session_colours.clear()
        _session_colours.update(fixed)
    return style


def outlet_colours(
    outlets: Mapping[str, str] | Iterable[str], *, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A colour for each outlet, the same whatever the order in which they come.

    `given` wins; the others take the free colours of the palette in alphabetical order.
    More outlets than colours get lighter tones of them, and then the same ones again.

    Examples
    --------
    >>> outlet_colours(["ب", "أ"]) == outlet_colours(["أ", "ب"])
    True
    >>> outlet_colours(["أ", "ب"], given={"ب": "#0072B2"})["أ"]
    '#D55E00'
    """
    from matplotlib.colors import is_color_like, to_hex

    fixed = dict(outlets) if isinstance(outlets, Mapping) else {}
    fixed |= dict(given or {})
    for outlet, color in fixed.items():
        if not is_color_like(color):
            raise InputError(
                f"colour of the outlet {outlet!r}: expected one that matplotlib knows, such as "
                f"'#0072B2' or 'tab:blue', got {color!r}"
            )
    fixed = {outlet: to_hex(color) for outlet, color in fixed.items()}
    names = sorted({n for n in outlets if isinstance(n, str)} - set(fixed))
    taken = {c.upper() for c in fixed.values()}
    free = [c for c in PALETTE if c.upper() not in taken]
    while len(free) < len(names):
        free += [*map(_lighter, PALETTE), *PALETTE]
    return fixed | dict(zip(names, free, strict=False))


def colours_for(outlets: Iterable[str]) -> dict[str, str]:
    """The colours fixed with `use_style`; other outlets take what is free, by name."""
    names = {n for n in outlets if isinstance(n, str)}
    return outlet_colours(names, given=_session_colours)


@cache
def register_fonts() -> tuple[str, ...]:
    """Make the packages' fonts known to matplotlib; returns the files.

    Raises
    ------
    InputError
        A font package is not installed.
    """
    from matplotlib import font_manager

    files = []
    for package in _FONT_PACKAGES:
        try:
            root = import_module(package).ROOT
        except ImportError as error:
            raise InputError(
                f"font package {package.replace('_', '-')}: not installed; install the locked "
                "packages again with «python3 run.py setup»"
            ) from error
        files += [str(path) for path in sorted(root.rglob("*.ttf"))]
    fonts = font_manager.fontManager.ttflist
    known = {entry.fname for entry in fonts}
    for file in files:
        if file not in known:
            font_manager.fontManager.addfont(file)
        # A variable font counts as regular only; in a bold line it fills in as it is.
        if "wght" in file:
            fonts.extend([replace(e, weight=700) for e in fonts if e.fname == file])
    return tuple(files)


def _lighter(color: str) -> str:
    from matplotlib.colors import to_hex, to_rgb

    return to_hex([0.55 * part + 0.45 for part in to_rgb(color)])
