"""The frozen corpus, what the researcher says about it, and the project it belongs to."""

from .model import Corpus, load_corpus, load_demo

__all__ = ["Corpus", "load_corpus", "load_demo"]
