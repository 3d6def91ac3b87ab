"""Which words mark an outlet; which do so whatever is talked about; and what G² would say."""

from .comparison import compare_with_g2, house_style
from .scoring import COLUMNS, score_keyness

__all__ = ["COLUMNS", "compare_with_g2", "house_style", "score_keyness"]
