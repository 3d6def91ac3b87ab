"""The same stages over partitions, on Dask: corpora larger than one memory or one machine."""

from .prepare import prepare
from .prepared import Prepared, open_prepared

__all__ = ["Prepared", "open_prepared", "prepare"]
