"""Do people see what the model sees? Word and topic intrusion, as sheets for several coders.

A coder is shown words of one topic and one that does not belong, or a document with its topics
and one that is not its own. If coders find the intruder, the topic means something to people
(Chang et al. 2009, NIPS). The key stays in a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..corpus.sheet import guard
from ..schema import InputError
from .labels import shown_forms
from .models import TopicModel, rows_of, top_places

if TYPE_CHECKING:
    import pandas as pd

_FOREIGN = 0.2  # of a word's greatest probability: below, a topic has it from elsewhere
_ASKED = {
    "word": "أي كلمة لا تنتمي إلى البقية؟",
    "topic": "أي قائمة لا تصف هذا النص؟",
}
_HEADS = {"item": "البند", "text": "النص", "option": "الخيار", "answer": "الإجابة (رقم الخيار)"}
_HOW = "اكتب رقم الخيار الدخيل في عمود الإجابة، واتركه فارغًا إن لم تعرف."
_CSS = (
    "body{font-family:'Noto Naskh Arabic','Amiri',serif;margin:2rem;line-height:1.8}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:.3rem .6rem;"
    "text-align:start;vertical-align:top}tr{break-inside:avoid}.a{min-width:5rem}"
)


@dataclass(frozen=True, eq=False)
class IntrusionTask:
    """Items for coders and the key to them.

    Attributes
    ----------
    kind : {"word", "topic"}
    items : DataFrame
        item, text (None for words), option_1 … option_n: nothing in it betrays the answer.
    key : DataFrame
        item, topic (whose words, or which topic intrudes), doc_id (None for words), answer: the
        number of the option that does not belong, from 1 on.
    """

    kind: str
    items: pd.DataFrame
    key: pd.DataFrame

    @property
    def n_options(self) -> int:
        """Options of an item; one over this is what guessing reaches."""
        return sum(str(c).startswith("option_") for c in self.items.columns)


def word_intrusion(
    model: TopicModel, tokens, *, n_words: int = 5, random_state: int = 0
) -> IntrusionTask:
    """One item a topic: its `n_words` top words and one from the top of another topic.

    The intruder is among the 20 top words of another topic, so that it is not found for being
    rare, and at most a fifth as probable in this topic as where it is most so.

    Raises
    ------
    InputError
        No topic has a word that could intrude (topics are all alike, or the vocabulary is small).
    """
    import pandas as pd

    rng = np.random.default_rng(random_state)
    items, keys = [], []
    relative = model.topic_word / np.maximum(model.topic_word.max(0), 1e-300)
    tops = [top_places(w, model.vocabulary, 20) for w in model.topic_word]
    for topic in range(model.n_topics):
        own = tops[topic][:n_words]
        others = np.unique(np.concatenate([t for i, t in enumerate(tops) if i != topic]))
        others = np.setdiff1d(others[relative[topic][others] <= _FOREIGN], own)
        if not len(others) or len(own) < n_words:
            continue
        shown = np.append(own, rng.choice(others))
        order = rng.permutation(len(shown))
        items.append(("", *shown_forms(tokens, model.vocabulary[shown[order]])))
        keys.append((topic, None, int(np.flatnonzero(order == n_words)[0]) + 1))
    if not items:
        raise InputError(
            "model: no topic has a word of another topic that is rare in it; the topics are too "
            "alike, or the vocabulary too small, for this task"
        )
    return _task("word", items, keys, rng, pd)


def topic_intrusion(
    model: TopicModel, tokens, corpus, *, n_documents: int = 20, n_topics: int = 3,
    n_words: int = 8, n_characters: int = 500, random_state: int = 0,
) -> IntrusionTask:  # fmt: skip
    """One item a document: its `n_topics` largest topics and one from its lower half.

    A topic is shown as its `n_words` top words, a document by its title and beginning.

    Raises
    ------
    InputError
        The model has too few topics for an intruder.
    """
    import pandas as pd

    if model.n_topics < n_topics + 2:
        raise InputError(
            f"n_topics: {n_topics} topics and an intruder need a model of at least "
            f"{n_topics + 2} topics, this one has {model.n_topics}"
        )
    frame = getattr(corpus, "documents", corpus)
    columns = ["text", *(["title"] if "title" in frame.columns else [])]
    documents = rows_of(model, frame, columns)
    rng = np.random.default_rng(random_state)
    tops = [top_places(w, model.vocabulary, n_words) for w in model.topic_word]
    words = [" · ".join(shown_forms(tokens, model.vocabulary[top])) for top in tops]
    has_words = np.flatnonzero(np.asarray(tokens.document_term_matrix().sum(1)).ravel() > 0)
    chosen = np.sort(rng.permutation(has_words)[:n_documents])
    items, keys = [], []
    for row in chosen:
        falling = np.argsort(-model.doc_topic[row], kind="stable")
        low = falling[max(n_topics, model.n_topics // 2) :]
        shown = np.append(falling[:n_topics], rng.choice(low))
        order = rng.permutation(len(shown))
        found = documents.iloc[row]
        title = found.get("title")
        text = " ".join(str(found["text"]).split())
        cut = text if len(text) <= n_characters else text[:n_characters].rsplit(" ", 1)[0] + " …"
        items.append((f"{title}. {cut}" if isinstance(title, str) else cut,
                      *(words[t] for t in shown[order])))  # fmt: skip
        keys.append((int(shown[-1]), found["doc_id"], int(np.flatnonzero(order == n_topics)[0]) + 1))
    return _task("topic", items, keys, rng, pd)


def _task(kind: str, items: list, keys: list, rng, pd) -> IntrusionTask:
    """Items in an order of chance, numbered from 1."""
    order = rng.permutation(len(items))
    n_options = len(items[0]) - 1
    shown = pd.DataFrame([items[i] for i in order],
                         columns=["text", *(f"option_{i + 1}" for i in range(n_options))])  # fmt: skip
    shown.insert(0, "item", np.arange(1, len(items) + 1))
    key = pd.DataFrame([keys[i] for i in order], columns=["topic", "doc_id", "answer"])
    key.insert(0, "item", np.arange(1, len(items) + 1))
    return IntrusionTask(kind, shown, key.astype({"doc_id": object}))


def write_intrusion_sheet(task: IntrusionTask, path, *, coder: str = "") -> Path:
    """Write the items for a coder: .xlsx, a spreadsheet right to left, or .html, to be printed.

    The key is in neither; `task.key` is saved apart. Cells cannot run as formulas.
    """
    path = Path(path)
    if path.suffix == ".html":
        path.write_text(_page(task), encoding="utf-8")
        return path
    if path.suffix != ".xlsx":
        raise InputError(f"path: expected a name that ends in .xlsx or .html, got {path.name!r}")
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "intrusion"
    sheet.sheet_view.rightToLeft = True
    sheet.append([_ASKED[task.kind], _HOW])
    sheet.append(["coder", coder])
    has_text = task.kind == "topic"
    heads = [_HEADS["item"], *([_HEADS["text"]] if has_text else [])]
    heads += [f"{_HEADS['option']} {i}" for i in range(1, task.n_options + 1)]
    sheet.append([*heads, _HEADS["answer"]])
    for row in task.items.itertuples(index=False):
        options = [guard(_clean(o)) for o in row[2:]]
        sheet.append([int(row.item), *([guard(_clean(row.text))] if has_text else []), *options])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2)
    for column in range(1, len(heads) + 2):
        wide = has_text and column == 2
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = 60 if wide else 24 if has_text else 16
    sheet.freeze_panes = "A4"
    book.save(path)
    return path


def _clean(text: str) -> str:
    """Without the control characters that a spreadsheet refuses."""
    return "".join(c for c in str(text) if c >= " " or c in "\n\t")


def _page(task: IntrusionTask) -> str:
    has_text = task.kind == "topic"
    heads = [_HEADS["item"], *([_HEADS["text"]] if has_text else [])]
    heads += [f"{_HEADS['option']} {i}" for i in range(1, task.n_options + 1)] + [_HEADS["answer"]]
    body = "".join(
        f"<tr><td>{row.item}</td>" + (f"<td>{escape(row.text)}</td>" if has_text else "")
        + "".join(f"<td>{escape(o)}</td>" for o in row[2:]) + '<td class="a"></td></tr>'
        for row in task.items.itertuples(index=False)
    )  # fmt: skip
    return (
        '<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8">'
        f"<title>{_ASKED[task.kind]}</title><style>{_CSS}</style>"
        f"<h1>{_ASKED[task.kind]}</h1><p>{_HOW}</p><table><thead><tr>"
        + "".join(f"<th>{h}</th>" for h in heads) + f"</tr></thead><tbody>{body}</tbody></table></html>"
    )  # fmt: skip


def read_intrusion_sheet(path, *, coder: str | None = None) -> pd.DataFrame:
    """Answers of one coder from a filled .xlsx: item, coder, answer (NaN where left empty).

    Raises
    ------
    InputError
        The file is no such sheet, or an answer is no number (its item is named).
    """
    import pandas as pd
    from openpyxl import load_workbook

    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    if len(rows) < 4 or _HEADS["answer"] not in rows[2]:
        raise InputError(
            f"path: {Path(path).name} is no intrusion sheet: the third row must have the heading "
            f"«{_HEADS['answer']}»; fill the sheet that write_intrusion_sheet wrote"
        )
    column = rows[2].index(_HEADS["answer"])
    answers = []
    for row in rows[3:]:
        if row[0] is None:
            continue
        given = row[column] if column < len(row) else None
        try:
            value = float("nan") if given is None or str(given).strip() == "" else float(given)
        except ValueError:
            raise InputError(
                f"path: {Path(path).name}, item {row[0]}: the answer must be the number of an "
                f"option, got {given!r}"
            ) from None
        answers.append((int(row[0]), value))
    name = coder or rows[1][1] or Path(path).stem
    return pd.DataFrame(answers, columns=["item", "answer"]).assign(coder=str(name))[
        ["item", "coder", "answer"]
    ]


def score_intrusion(task: IntrusionTask, answers: pd.DataFrame) -> pd.DataFrame:
    """How often coders found the intruder.

    Parameters
    ----------
    answers : DataFrame
        item, coder, answer; of several coders one under the other. A missing answer is wrong:
        a coder who does not know was not shown a clear topic.

    Returns
    -------
    DataFrame
        part ("all", "coder", "topic"), name, precision, low, high, n_items, n_answers,
        n_missing, chance; and for "all" agreement: of pairs of coders on one item, the share
        that gave the same answer (NaN with one coder, and on the other rows).

    Notes
    -----
    Interval: Wilson's at 95 %, its number of trials the items, since answers of several coders
    to one item are not independent. For "topic" that is one word item a topic, or the documents
    that it intrudes on, so it is wide; it is meant to be.
    """
    import pandas as pd

    for column in ("item", "coder", "answer"):
        if column not in answers.columns:
            raise InputError(f"answers: has no column {column!r}; needs item, coder, answer")
    if answers.empty:
        raise InputError("answers: is empty; read at least one filled sheet")
    twice = answers.duplicated(["item", "coder"])
    if twice.any():
        row = answers[twice].iloc[0]
        raise InputError(f"answers: coder {row['coder']!r} answered item {row['item']} twice")
    unknown = set(answers["item"]) - set(task.key["item"])
    if unknown:
        raise InputError(f"answers: item {min(unknown)} is not in this task; its key is another's")
    given = answers["answer"]
    wrong = given.notna() & ~given.isin(range(1, task.n_options + 1))
    if wrong.any():
        row = answers[wrong].iloc[0]
        raise InputError(
            f"answers: coder {row['coder']!r}, item {row['item']}: options are numbered 1 to "
            f"{task.n_options}, got {row['answer']}"
        )
    merged = answers.merge(task.key, on="item", suffixes=("", "_key"))
    merged["found"] = (merged["answer"] == merged["answer_key"]).astype(float)
    parts = [("all", None, merged)]
    parts += [("coder", c, g) for c, g in merged.groupby("coder", sort=True)]
    parts += [("topic", t, g) for t, g in merged.groupby("topic", sort=True)]
    rows = []
    for part, name, group in parts:
        by_item = group.groupby("item")["found"].mean()
        low, high = wilson(float(by_item.mean()), len(by_item))
        rows.append((part, name, float(by_item.mean()), low, high, len(by_item), len(group),
                     int(group["answer"].isna().sum()), 1 / task.n_options,
                     _agreement(group) if part == "all" else np.nan))  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "part", "name", "precision", "low", "high", "n_items", "n_answers", "n_missing", "chance",
        "agreement",
    ]).astype({"name": object})  # fmt: skip


def wilson(share: float, n: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson's interval of a share of `n` trials (1927, JASA 22).

    Examples
    --------
    >>> tuple(round(x, 4) for x in wilson(0.8, 10))
    (0.4902, 0.9433)
    """
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def _agreement(group: pd.DataFrame) -> float:
    """Share of pairs of coders with the same answer to the same item."""
    same = total = 0
    for _, part in group.dropna(subset=["answer"]).groupby("item"):
        n = len(part)
        total += n * (n - 1)
        counts = part["answer"].value_counts()
        same += int((counts * (counts - 1)).sum())
    return same / total if total else float("nan")
