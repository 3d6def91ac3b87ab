"""Charts whose Arabic is right: labels, style, layout and plots.

A tidy table goes in, `Axes` go in and come out, and nothing is analysed here: this package
imports no module that counts or compares. Matplotlib is imported when something is drawn.
"""

from .automatic import arabic_axes
from .formatters import month_formatter, number_formatter
from .funnel import plot_keyness_funnel
from .labels import Label, label, shapes_arabic, wrap
from .layout import alt_text, mirror, set_alt
from .lines import plot_keyness, plot_timeline, plot_topic_words, plot_vocabulary
from .matrices import plot_coverage, plot_reuse_matrix, plot_topic_shares
from .passages import plot_passages
from .plots import plot_bars, plot_estimates, plot_stance
from .selfcheck import check_labels
from .shares import plot_shares
from .style import PALETTE, outlet_colours, use_style
from .words import arabic_digits, month_name

__all__ = [
    "Label", "PALETTE", "alt_text", "arabic_axes", "arabic_digits", "check_labels", "label",
    "mirror", "month_formatter", "month_name", "number_formatter", "outlet_colours",
    "plot_bars", "plot_coverage", "plot_estimates", "plot_keyness", "plot_keyness_funnel",
    "plot_passages", "plot_reuse_matrix", "plot_shares", "plot_stance", "plot_timeline",
    "plot_topic_shares", "plot_topic_words", "plot_vocabulary", "set_alt", "shapes_arabic",
    "use_style", "wrap",
]  # fmt: skip
