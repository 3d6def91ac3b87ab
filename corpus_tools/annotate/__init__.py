"""Coding by people: samples, a coding page, spreadsheets, agreement, a gold file with its history."""

from .agreement import score_agreement
from .bundled import bundled_answers
from .codebook import Codebook, load_codebook
from .coding import Coding, read_answers
from .gold import adjudicate, build_gold, gold_history, list_disagreements
from .sampling import draw_sample, item_ids
from .sheets import read_coding_sheet, write_coding_sheet
from .validation import add_gold, validation_sheet
from .widget import coding_widget

__all__ = [
    "Codebook", "Coding", "add_gold", "adjudicate", "build_gold", "bundled_answers",
    "coding_widget", "draw_sample", "gold_history", "item_ids", "list_disagreements",
    "load_codebook", "read_answers", "read_coding_sheet", "score_agreement", "validation_sheet",
    "write_coding_sheet",
]  # fmt: skip
