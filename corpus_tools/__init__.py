"""Arabic news corpora: from saved pages to topics, stance across outlets and charts.

The names below are the public face; each is loaded from its module on first use, so that
importing the package is quick and pulls in nothing heavy.

>>> import corpus_tools as ct
>>> ct.segment("وبالعلاقات").proclitics
('و', 'ب')
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "corpus": ["Corpus", "load_corpus", "load_demo"],
    "corpus.sheet": ["review_sheet", "write_sheet"],
    "corpus.project": ["Project", "load_project"],
    "corpus.study": ["find_project", "load_study"],
    "corpus.questions": ["open_questions"],
    "tokens": ["Tokens", "tokenize"],
    "tokens.segmentation": ["Segmentation", "segment"],
    "tokens.stopwords": ["load_stop_words"],
    "tokens.names": ["suggest_name_variants"],
    "tokens.kwic": ["concordance"],
    "tokens.collocations": ["score_collocations"],
    "reuse": [
        "compare_versions", "find_text_reuse", "link_events", "reuse_clusters", "wire_share",
    ],
    "inference": ["compare_outlets", "correct_estimates"],
    "keyness": ["compare_with_g2", "house_style", "score_keyness"],
    "topics": [
        "TopicModel", "compare_topic_numbers", "fit_topics", "label_topics", "score_coherence",
        "topic_prevalence", "topic_stability", "write_topic_browser",
    ],
    "statements": ["assign_sides", "count_space", "extract_statements"],
    "stance": ["compare_naming", "score_stance"],
    "stance.learning": ["fit_stance_classifier"],
    "annotate": [
        "coding_widget", "draw_sample", "read_coding_sheet", "score_agreement", "validation_sheet",
        "write_coding_sheet",
    ],
    "figures": ["save_figure"],
    "figures.studies": ["new_study"],
}  # fmt: skip
_MODULE = {name: module for module, names in _HOME.items() for name in names}
_SUBMODULES = ("annotate", "charts", "figures", "inference", "lab", "lexicons", "normalize", "schema")

__all__ = sorted(_MODULE) + ["charts", "figures"]


def __getattr__(name: str):
    if name in _MODULE:
        value = getattr(import_module(f".{_MODULE[name]}", __name__), name)
    elif name in _SUBMODULES:
        value = import_module(f".{name}", __name__)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULE, *_SUBMODULES])
