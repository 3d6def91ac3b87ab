"""What a corpus talks about, and how far that may be trusted."""

from .models import TopicModel, fit_topics
from .scores import compare_topic_numbers, score_coherence, topic_stability

__all__ = [
    "TopicModel", "compare_topic_numbers", "fit_topics", "score_coherence", "topic_stability",
]  # fmt: skip
