"""Direction marks and joiners take no room in a PDF either.

A matplotlib that shapes lays an invisible character out as the glyph of a space, and takes the
width of the space back from the character after it. In a PDF (3.11.2) the space has no width but
is taken back all the same, so that words run into one another. Nothing is seen of such a glyph,
so it is left out, with what is taken back.
"""

from collections.abc import Iterator
from types import SimpleNamespace

from .labels import shapes_arabic

_DONE = "_corpus_tools_leaves_out_unseen"


def leave_out_unseen() -> None:
    """Teach matplotlib's layout of glyphs, once, to leave out those of invisible characters."""
    from matplotlib import _text_helpers

    original = _text_helpers.layout
    if not shapes_arabic() or getattr(original, _DONE, False):
        return
    from matplotlib.ft2font import LoadFlags

    def layout(*arguments, **options) -> Iterator:
        kern = 0.0
        for item in original(*arguments, **options):
            if _is_unseen(item):
                glyph = item.ft_object.load_glyph(item.glyph_index, LoadFlags.NO_HINTING)
                kern += item.prev_kern + glyph.linearHoriAdvance / 65536
                continue
            yield _moved(item, kern) if kern else item
            kern = 0.0

    setattr(layout, _DONE, True)
    _text_helpers.layout = layout


def _is_unseen(item) -> bool:
    """Whether the glyph of a space stands for a character that is none."""
    is_space = item.glyph_index == item.ft_object.get_char_index(ord(" "))
    return is_space and not item.char[-1:].isspace()


def _moved(item, kern: float) -> SimpleNamespace:
    fields = ("ft_object", "char", "glyph_index", "x", "y")
    return SimpleNamespace(
        **{name: getattr(item, name) for name in fields}, prev_kern=item.prev_kern + kern
    )
