"""Which articles copy one another: passages, pairs, clusters of one text, versions, events."""

from .clusters import reuse_clusters
from .events import link_events
from .pairs import find_text_reuse
from .versions import compare_versions
from .wire import wire_share

__all__ = [
    "compare_versions", "find_text_reuse", "link_events", "reuse_clusters", "wire_share",
]  # fmt: skip
