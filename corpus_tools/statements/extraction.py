"""Sentences, and whose voice each one is.

An outlet's own voice and the voices that it quotes stand in the same text; whoever measures
framing or stance without telling them apart ascribes a minister's words to the newspaper. Here
every sentence becomes one row with its voice, its source, the words that attribute it and the
rule that decided, with offsets that lead back to the document.
"""

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from .cues import Vocabulary
from .cutting import Stretches, bundled_stretches
from .reading import Model, read_texts
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

STATEMENT_COLUMNS = (
    "doc_id", "outlet", "published_on", "part", "start", "end", "text", "voice", "source",
    "source_name", "relay", "cue", "cue_class", "quotes", "rule",
)  # fmt: skip
_READ = STATEMENT_COLUMNS[4:]  # what the reading of a text gives


def extract_statements(
    corpus: Any, *, titles: bool = False, cues: Any = None, model: Model | None = None
) -> "pd.DataFrame":
    """Split the documents of `corpus` into statements, and say whose voice each is.

    Parameters
    ----------
    corpus : Corpus
        Anything with a frame `documents` that has ``doc_id`` and ``text``.
    titles : bool
        Whether headlines are read too, as statements of their own (``part="title"``).
    cues : DataFrame or sequence of dict, optional
        Verbs of saying to add: ``lemma, imperfect, participle, class, frame``.
    model : callable, optional
        Reads the sentences in the place of the rules; see `Model`. Sentences, quotations and
        `source_name` stay the package's.

    Returns
    -------
    DataFrame
        One row a sentence, columns `STATEMENT_COLUMNS`. ``text`` is exactly
        ``documents.text[start:end]`` (of the title, for titles); `source` is as written and None
        where the sentence names nobody; `source_name` is one name a speaker within a document,
        carried over sentences that go on («وأضاف»); `rule` names what decided.

    Raises
    ------
    InputError
        `corpus` has no documents with ``doc_id`` and ``text``, a row of `cues` is not whole, or
        `model` answers what it must not.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> documents = pd.DataFrame({"doc_id": ["1"], "text": ["قال الوزير إن السد جاهز."]})
    >>> row = extract_statements(SimpleNamespace(documents=documents)).iloc[0]
    >>> row["voice"], row["source"], row["cue"]
    ('attributed', 'الوزير', 'قال')
    """
    import pandas as pd

    documents = getattr(corpus, "documents", None)
    if documents is None or not {"doc_id", "text"} <= set(documents.columns):
        raise InputError(
            "corpus: expected a Corpus whose documents have the columns doc_id and text, got "
            f"{type(corpus).__name__}; make one with load_corpus or Corpus.from_documents"
        )
    if cues is not None and hasattr(cues, "to_dict"):
        cues = cues.to_dict("records")
    stretches = bundled_stretches() if cues is None else Stretches(Vocabulary(cues))
    n = len(documents)
    columns = {
        name: documents[name].tolist() if name in documents else [None] * n
        for name in ("doc_id", "outlet", "published_on", "title", "text")
    }
    parts = [("title", columns["title"]), ("body", columns["text"])][not titles :]
    found = [
        (i, part, texts[i])
        for i in range(n)
        for part, texts in parts
        if isinstance(texts[i], str) and texts[i]
    ]
    out: dict[str, list[Any]] = {name: [] for name in STATEMENT_COLUMNS}
    read, lengths = [out[name] for name in _READ], []
    for rows in read_texts((text for _, _, text in found), stretches, model):
        lengths.append(len(rows))
        for column, values in zip(read, zip(*rows, strict=True), strict=False):  # none of no rows
            column += values
    for name in ("doc_id", "outlet", "published_on"):
        values = [columns[name][i] for i, _, _ in found]
        out[name] = list(chain.from_iterable(map(repeat, values, lengths)))
    out["part"] = list(chain.from_iterable(map(repeat, [p for _, p, _ in found], lengths)))
    return _frame(pd, out)


def _frame(pd: Any, out: dict[str, list[Any]]) -> "pd.DataFrame":
    """Columns as the design wants them: None for missing text, NaT for missing dates."""
    series = {}
    for name, values in out.items():
        if name in ("start", "end"):
            series[name] = pd.Series(values, dtype="int64")
        elif name == "published_on":
            series[name] = pd.to_datetime(pd.Series(values, dtype=object), errors="coerce")
        else:
            if name == "outlet":
                values = [v if isinstance(v, str) else None for v in values]
            series[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(series, columns=list(STATEMENT_COLUMNS))
