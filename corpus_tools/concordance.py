"""Where `ct.concordance` is looked for; the code is in `kwic`.

A module named like the function it holds hides that function once something imports the module.
"""

from .kwic import Concordance, concordance

__all__ = ["Concordance", "concordance"]
