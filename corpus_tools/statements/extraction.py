"""Sentences, and whose voice each one is.

An outlet's own voice and the voices that it quotes stand in the same text; whoever measures
framing or stance without telling them apart ascribes a minister's words to the newspaper. Here
every sentence becomes one row with its voice, its source, the words that attribute it and the
rule that decided, with offsets that lead back to the document.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import cues as c
from .attribution import attribute
from .words import Sentence, Token
from .quotations import Quotation, classify_quotations, find_quotations
from .result import Attribution
from .sentences import may_be_attributed, split_sentences, tokens_of
from .speakers import SourceNames
from ..schema import CUE_CLASSES, VOICES, InputError

if TYPE_CHECKING:
    import pandas as pd

STATEMENT_COLUMNS = (
    "doc_id", "outlet", "published_on", "part", "start", "end", "text", "voice", "source",
    "source_name", "relay", "cue", "cue_class", "quotes", "rule",
)  # fmt: skip
_READ = STATEMENT_COLUMNS[4:]  # what the reading of a text gives

Model = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]
"""What a lab may put in the place of the rules: sentences of one text, in order -> one mapping each.

``voice`` ("outlet", "attributed" or "mixed") must be there; ``source``, ``relay`` and ``cue``, if
there, must be words of the sentence or None; ``cue_class`` is one of `schema.CUE_CLASSES` or None;
``rule`` says what decided, and is "model" where it is missing.
"""
_UNATTRIBUTED = Attribution("outlet", "no attribution")


def read_statements(
    text: str, vocabulary: c.Vocabulary, model: Model | None = None
) -> list[tuple[Any, ...]]:
    """Statements of one text, each a tuple of the columns from ``start`` to ``rule``.

    The part of `extract_statements` that knows no frame.
    """
    quotations = classify_quotations(text, find_quotations(text), vocabulary)
    sentences = split_sentences(text, quotations)
    read = _answers(model, [text[a:b] for a, b in sentences]) if model is not None else None
    rows: list[tuple[Any, ...]] = []
    names = SourceNames(vocabulary)
    k = 0
    for i, (start, end) in enumerate(sentences):
        while k < len(quotations) and quotations[k].end <= start:
            k += 1
        beyond = k
        while beyond < len(quotations) and quotations[beyond].start < end:
            beyond += 1
        here = quotations[k:beyond]
        if read is not None:
            voice, source, relay, cue, cue_class, rule = read[i]
        elif any(q.kind == "quotation" for q in here) or may_be_attributed(
            text, start, end, vocabulary
        ):
            tokens = tokens_of(text, start, end, here, vocabulary)
            found = attribute(Sentence(tokens)) if tokens else _UNATTRIBUTED
            voice, rule, cue_class = found.voice, found.rule, found.cue_class
            cue = _words(text, tokens, found.cue)
            source = _without_preposition(_words(text, tokens, found.source), rule, cue, vocabulary)
            relay = _bare_medium(_words(text, tokens, found.relay), vocabulary)
        else:
            rows.append((start, end, text[start:end], "outlet", None, None, None, None, None, [],
                         "no attribution"))  # fmt: skip
            continue
        spoken = voice != "outlet"
        name = names.add(source, rule) if spoken else None
        rows.append((start, end, text[start:end], voice, source, name, relay, cue,
                     cue_class if spoken else None, _quotes(text, start, end, here, spoken), rule))  # fmt: skip
    fuller = names.fuller()
    if fuller:
        rows = [(*r[:5], fuller.get(r[5], r[5]), *r[6:]) for r in rows]
    return rows


def _words(text: str, tokens: list[Token], span: tuple[int, int] | None) -> str | None:
    if span is None or span[0] >= span[1]:
        return None
    return text[tokens[span[0]].start : tokens[span[1] - 1].end]


def _quotes(
    text: str, start: int, end: int, quotations: list[Quotation], spoken: bool
) -> list[tuple[int, int, str]]:
    """Quotations of one sentence, up to its edges.

    One word in marks that nobody is said to have used is held at arm's length, and is none.
    """
    out = []
    for q in quotations:
        a, b = max(q.start, start), min(q.end, end)
        if q.kind == "quotation" and a < b and (spoken or " " in text[a:b]):
            out.append((a, b, text[a:b]))
    return out


def _answers(model: Model, sentences: list[str]) -> list[tuple[Any, ...]]:
    """What a model says of the sentences, checked word by word: it is no part of the package."""
    answers = list(model(sentences))
    if len(answers) != len(sentences):
        raise InputError(
            f"model: expected one answer a sentence ({len(sentences)}), got {len(answers)}; "
            "return a mapping for every sentence, in order"
        )
    out = []
    for sentence, answer in zip(sentences, answers, strict=True):
        voice, cue_class = answer.get("voice"), answer.get("cue_class")
        if voice not in VOICES or cue_class is not None and cue_class not in CUE_CLASSES:
            raise InputError(
                f"model: voice must be one of {VOICES} and cue_class one of {CUE_CLASSES} or None, "
                f"got {voice!r} and {cue_class!r} for «{sentence[:60]}»; translate your labels"
            )
        words = [answer.get(name) for name in ("source", "relay", "cue")]
        for name, value in zip(("source", "relay", "cue"), words, strict=True):
            if value is not None and value not in sentence:
                raise InputError(
                    f"model: {name} must be words of the sentence, got {value!r} for "
                    f"«{sentence[:60]}»; return them as they are written there, or None"
                )
        out.append((voice, *words, cue_class, answer.get("rule") or "model"))
    return out


def _without_preposition(
    source: str | None, rule: str, cue: str | None, vocabulary: c.Vocabulary
) -> str | None:
    """«لوزارة» after «وفقا» names «وزارة», «لوائح» after «بحسب» keeps its letter.

    لل is al- written after the preposition.
    """
    if source and cue and not vocabulary[source.split()[0]].flags & c.ATTACHED_PREP:
        if not cue.endswith(("ا", "\u064b")):
            return source
    if source and rule in ("according to", "speech of") and source[0] == "ل" and len(source.split()[0]) > 4:
        return "ال" + source[2:] if source.startswith("لل") else source[1:]
    return source


def _bare_medium(relay: str | None, vocabulary: c.Vocabulary) -> str | None:
    """«لصحيفة النهر» names «صحيفة النهر»; «للصحيفة» names «الصحيفة»."""
    first = relay.split(None, 1)[0] if relay else ""
    if first and vocabulary[first].flags & c.ATTACHED_PREP and first[0] in "لب":
        if first.startswith("لل"):
            return "ال" + relay[2:]
        return relay[1:]
    return relay


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
    vocabulary = c.bundled_vocabulary() if cues is None else c.Vocabulary(cues)
    n = len(documents)
    columns = {
        name: documents[name].tolist() if name in documents else [None] * n
        for name in ("doc_id", "outlet", "published_on", "title", "text")
    }
    out: dict[str, list[Any]] = {name: [] for name in STATEMENT_COLUMNS}
    for i in range(n):
        parts = [("title", columns["title"][i])] if titles else []
        for part, text in [*parts, ("body", columns["text"][i])]:
            if not isinstance(text, str) or not text:
                continue
            rows = read_statements(text, vocabulary, model)
            for name in ("doc_id", "outlet", "published_on"):
                out[name] += [columns[name][i]] * len(rows)
            out["part"] += [part] * len(rows)
            for name, values in zip(_READ, zip(*rows, strict=True), strict=False):
                out[name] += values
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
