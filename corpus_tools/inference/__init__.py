"""How sure one can be of a difference between outlets."""

from .comparison import adjust_p_values, compare_outlets
from .correction import correct_estimates

__all__ = ["adjust_p_values", "compare_outlets", "correct_estimates"]
