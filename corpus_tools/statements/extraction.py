"""Sentences, and whose voice each one is.

An outlet's own voice and the voices that it quotes stand in the same text; whoever measures
framing or stance without telling them apart ascribes a minister's words to the newspaper. Here
every sentence becomes one row with its voice, its source, the words that attribute it and the
rule that decided, with offsets that lead back to the document.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from . import cues as c
from .attribution import Attribution, attribute
from .phrases import Token
from .quotations import Quotation, classify_quotations, find_quotations
from ..schema import InputError
from .speakers import SourceNames

if TYPE_CHECKING:
    import pandas as pd

STATEMENT_COLUMNS = (
    "doc_id", "outlet", "published_on", "part", "start", "end", "text", "voice", "source",
    "source_name", "relay", "cue", "cue_class", "quotes", "rule",
)  # fmt: skip

_TOKEN = re.compile(
    "[\\w\u064b-\u065f\u0670\u0640\u200c\u200d#@]+(?:[-'.\u2019][\\w\u064b-\u065f\u0670]+)*|\\.\\.+|[^\\w\\s]"
)
_BREAK = re.compile("\n|[.]+|[؟?!…]+")
_CLOSERS = "\"»\u201d\u201c)]'\u200f\u200e"
_MARKS = "«»\"\u201c\u201d\u201e\u201f\uff02\u2039\u203a"
_LETTER = re.compile("[^\\W\\d_]")
_PUNCTUATION = c.Word(c.PUNCT, None, "")
_QUOTED = c.Word(c.QUOTED, None, "")
_TITLES_OF_PERSONS = {"د", "أ", "م", "ص", "ب", "ج"}  # abbreviations written with a full stop


def split_sentences(text: str, quotations: Iterable[Quotation] = ()) -> list[tuple[int, int]]:
    """Split Arabic news into sentences, as (start, end) in `text`, without outer white space.

    A sentence ends at a line break, and at . ؟ ! … before white space; not inside a balanced
    quotation, after an initial or an abbreviation («د. »), inside a number, nor at the two dots
    with which headlines join clauses.

    Examples
    --------
    >>> text = "وصل د. سامي أمس. قال: نعم!"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['وصل د. سامي أمس.', 'قال: نعم!']
    """
    inside = [(q.start, q.end) for q in quotations if q.balanced]
    out: list[tuple[int, int]] = []
    start, k, n = 0, 0, len(text)
    for match in _BREAK.finditer(text):
        at, end = match.span()
        if at < start:
            continue
        if match.group() != "\n":
            while (
                end < n
                and text[end] in _CLOSERS
                and not (text[end] in "\"'" and end + 1 < n and text[end + 1].isalnum())
            ):
                end += 1
            if end < n and not text[end].isspace():
                continue
            while k < len(inside) and inside[k][1] < at:
                k += 1
            if k < len(inside) and inside[k][0] <= at < inside[k][1] and end <= inside[k][1]:
                continue
            if _is_no_end(text, match, start):
                continue
        _add(out, text, start, end)
        start = end
    _add(out, text, start, n)
    return out


def _is_no_end(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a mark does not end a sentence: «د.», «..», or nothing but a number before it."""
    mark, at = match.group(), match.start()
    if mark == "..":
        return match.end() < len(text) and text[match.end()] != "\n"
    if mark != ".":
        return False
    word = text[max(start, at - 12) : at].split()
    last = word[-1].strip('("«،') if word else ""
    if last in _TITLES_OF_PERSONS or len(last) == 1 and last.isalpha():
        return True
    return last.isdigit() and not text[start:at].strip().strip("0123456789٠١٢٣٤٥٦٧٨٩")


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end and _LETTER.search(text, start, end):
        out.append((start, end))


def _tokens(
    text: str, start: int, end: int, quoted: list[Quotation], vocabulary: c.Vocabulary
) -> list[Token]:
    """Tokens of ``text[start:end]``; a quotation is one token, marks around names are dropped."""
    out: list[Token] = []
    at = start
    for q in [*quoted, None]:
        until = end if q is None else max(start, min(q.start, end))
        for m in _TOKEN.finditer(text, at, until):
            word = m.group()
            if word[0].isalnum() or word[0] == "#":
                out.append(Token(word, m.start(), m.end(), vocabulary[word]))
            elif word not in "\"«»\u201c\u201d'\u0640":
                out.append(Token(word, m.start(), m.end(), _PUNCTUATION))
        if q is None:
            break
        if q.kind == "quotation":
            out.append(Token("", max(q.start, start), min(q.end, end), _QUOTED))
            at = min(q.end, end)
        elif q.kind == "name" and q.start >= start and q.end <= end:
            out.append(_name(text, q, out, vocabulary))
            at = out[-1].end
        else:
            at = until
    return out


def _name(text: str, q: Quotation, before: list[Token], vocabulary: c.Vocabulary) -> Token:
    """A name between quotation marks as one word, with its marks: صحيفة «النهر»."""
    content = text[q.start : q.end]
    first = content.split(None, 1)[0]
    flags = c.NAME | (vocabulary[first].flags & c.MEDIUM)
    start = max(q.start - 1, before[-1].end if before else 0)
    end = min(q.end + 1, len(text))
    if text[start] not in _MARKS or not before and start != q.start - 1:
        start = q.start
    if end - 1 == q.end and text[q.end] not in _MARKS:
        end = q.end
    return Token(text[start:end], start, end, c.Word(flags, None, content))


def read_statements(
    text: str,
    vocabulary: c.Vocabulary,
    voice: Callable[[list[Token]], Attribution] = attribute,
) -> list[dict[str, Any]]:
    """Statements of one text, as dicts; the part of `extract_statements` that knows no frame.

    `voice` is what reads one sentence; a lab may put a model of its own in its place.
    """
    quotations = classify_quotations(text, find_quotations(text), vocabulary)
    rows: list[dict[str, Any]] = []
    names = SourceNames(vocabulary)
    k = 0
    for start, end in split_sentences(text, quotations):
        while k < len(quotations) and quotations[k].end <= start:
            k += 1
        beyond = k
        while beyond < len(quotations) and quotations[beyond].start < end:
            beyond += 1
        here = quotations[k:beyond]
        tokens = _tokens(text, start, end, here, vocabulary)
        found = voice(tokens) if tokens else Attribution("outlet", "no words")
        rows.append(_row(text, start, end, tokens, found, here, names))
    return names.resolve(rows)


def _row(
    text: str,
    start: int,
    end: int,
    tokens: list[Token],
    found: Attribution,
    quotations: list[Quotation],
    names: SourceNames,
) -> dict[str, Any]:
    def words(span: tuple[int, int] | None) -> str | None:
        if span is None or span[0] >= span[1]:
            return None
        return text[tokens[span[0]].start : tokens[span[1] - 1].end]

    spoken = found.voice != "outlet"
    quotes = []
    for q in quotations:
        a, b = max(q.start, start), min(q.end, end)
        if q.kind == "quotation" and a < b and (spoken or " " in text[a:b]):
            # one word in marks that nobody is said to have used is held at arm's length
            quotes.append((a, b, text[a:b]))
    source = _without_preposition(words(found.source), found.rule)
    name = names.add(source, found.rule) if spoken else None
    return {
        "start": start, "end": end, "text": text[start:end], "voice": found.voice,
        "source": source, "source_name": name, "relay": words(found.relay),
        "cue": words(found.cue), "cue_class": found.cue_class if spoken else None,
        "quotes": quotes, "rule": found.rule,
    }  # fmt: skip


def _without_preposition(source: str | None, rule: str) -> str | None:
    """«لوزارة» after «وفقا» names «وزارة»; لل is al- written after the preposition."""
    if source and rule == "according to" and source[0] == "ل" and len(source.split()[0]) > 4:
        return "ال" + source[2:] if source.startswith("لل") else source[1:]
    return source


def extract_statements(corpus: Any, *, titles: bool = False, cues: Any = None) -> "pd.DataFrame":
    """Split the documents of `corpus` into statements, and say whose voice each is.

    Parameters
    ----------
    corpus : Corpus
        Anything with a frame `documents` that has ``doc_id`` and ``text``.
    titles : bool
        Whether headlines are read too, as statements of their own (``part="title"``).
    cues : DataFrame or sequence of dict, optional
        Verbs of saying to add: ``lemma, imperfect, participle, class, frame``.

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
        `corpus` has no documents with ``doc_id`` and ``text``, or a row of `cues` is not whole.

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
    vocabulary = c.Vocabulary(cues)
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
            for row in read_statements(text, vocabulary):
                for name in ("doc_id", "outlet", "published_on"):
                    out[name].append(columns[name][i])
                out["part"].append(part)
                for name, value in row.items():
                    out[name].append(value)
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
