"""What a corpus talks about, and how far that may be trusted."""

from .background import compare_without, outlet_information, outlet_words
from .browser import write_topic_browser
from .choice import compare_topic_numbers, exclusivity, held_out_perplexity, topic_dominance
from .coherence import score_coherence
from .fitting import fit_topics
from .intrusion import (
    read_intrusion_sheet, score_intrusion, topic_intrusion, word_intrusion, write_intrusion_sheet,
)  # fmt: skip
from .labels import label_topics, shown_forms, typical_documents
from .models import TopicModel
from .prevalence import refit_shares, topic_prevalence
from .stability import topic_stability

__all__ = [
    "TopicModel", "compare_topic_numbers", "compare_without", "exclusivity", "fit_topics",
    "held_out_perplexity", "label_topics", "outlet_information", "outlet_words",
    "read_intrusion_sheet", "refit_shares", "score_coherence", "score_intrusion",
    "shown_forms", "topic_dominance", "topic_intrusion", "topic_prevalence", "topic_stability",
    "typical_documents", "word_intrusion", "write_intrusion_sheet", "write_topic_browser",
]  # fmt: skip
