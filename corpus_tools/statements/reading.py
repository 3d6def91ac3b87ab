"""Texts of a corpus read into rows: the part of `extract_statements` that knows no frame."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import cues as c
from .attribution import attribute
from .cutting import Stretches, Words
from .guesses import carries_b
from .quotations import Quotation, classify_quotations, find_quotations
from .result import UNATTRIBUTED
from .sentences import sentence_of, split_sentences
from .speakers import Parts, SourceNames
from .words import Sentence
from ..schema import CUE_CLASSES, VOICES, InputError

Model = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]
"""What a lab may put in the place of the rules: sentences of one text, in order -> one mapping each.

``voice`` ("outlet", "attributed" or "mixed") must be there; ``source``, ``relay`` and ``cue``, if
there, must be words of the sentence or None; ``cue_class`` is one of `schema.CUE_CLASSES` or None;
``rule`` says what decided, and is "model" where it is missing.
"""
Answer = tuple[str, str | None, str | None, str | None, str | None, str]
"""Voice, source, relay, cue, its class, and the rule that decided."""
_BATCH = 1_000_000  # characters cut into words at once
_SILENT: Answer = ("outlet", None, None, None, None, UNATTRIBUTED.rule)


def read_texts(
    texts: Iterable[str], stretches: Stretches, model: Model | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """For each text its statements, each a tuple of the columns from ``start`` to ``rule``."""
    vocabulary, parts = stretches.vocabulary, Parts(stretches.vocabulary)
    for batch in _batches(texts):
        quotations = [classify_quotations(t, find_quotations(t), vocabulary) for t in batch]
        sentences = [split_sentences(t, q) for t, q in zip(batch, quotations, strict=True)]
        words = Words(stretches, batch, sentences) if model is None else None
        first = 0
        for text, places, marked in zip(batch, sentences, quotations, strict=True):
            inside = _by_sentence(places, marked)
            if words is not None:
                answers = _read(words, first, text, places, inside)
            else:
                answers = _answers(model, [text[a:b] for a, b in places])
            first += len(places)
            yield _rows(text, places, inside, answers, parts)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch, size = [], 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _by_sentence(
    places: list[tuple[int, int]], quotations: list[Quotation]
) -> list[Sequence[Quotation]]:
    """The quotations that each sentence holds, wholly or in part."""
    out: list[Sequence[Quotation]] = [()] * len(places)
    held: dict[int, list[Quotation]] = {}
    ends = [end for _, end in places] if quotations else []
    first = 0
    for q in quotations:
        first = i = bisect_right(ends, q.start, first)
        while i < len(places) and places[i][0] < q.end:
            held.setdefault(i, []).append(q)
            i += 1
    for i, found in held.items():
        out[i] = found
    return out


def _read(
    words: Words, first: int, text: str, places: list[tuple[int, int]],
    inside: list[Sequence[Quotation]],
) -> list[Answer]:
    """What the rules say of the sentences of one text, the first of which is number `first`.

    Most sentences of an outlet's own hold nothing that attributes, and need no parse.
    """
    out = []
    for i, (place, quoted) in enumerate(zip(places, inside, strict=True), start=first):
        if words.tells[i] & c.SPEAKS or quoted and any(q.kind == "quotation" for q in quoted):
            out.append(_answer(sentence_of(words, i, text, place, quoted), text, words))
        else:
            out.append(_SILENT)
    return out


def _answer(sentence: Sentence, text: str, words: Words) -> Answer:
    found = attribute(sentence)
    if found is UNATTRIBUTED:
        return _SILENT
    cue = _words(text, sentence, found.cue)
    source = _words(text, sentence, found.source)
    source = _without_preposition(source, found.rule, cue, words.vocabulary)
    relay = _bare_medium(_words(text, sentence, found.relay), words.vocabulary)
    return found.voice, source, relay, cue, found.cue_class, found.rule


def _rows(
    text: str, places: list[tuple[int, int]], inside: list[Sequence[Quotation]],
    answers: list[Answer], parts: Parts,
) -> list[tuple[Any, ...]]:
    """Rows of one text, whose speakers get their names."""
    names, rows = SourceNames(parts), []
    for (start, end), quoted, answer in zip(places, inside, answers, strict=True):
        voice, source, relay, cue, cue_class, rule = answer
        spoken = voice != "outlet"
        name = names.add(source, rule) if spoken else None
        quotes = _quotes(text, start, end, quoted, spoken) if quoted else []
        rows.append((start, end, text[start:end], voice, source, name, relay, cue,
                     cue_class if spoken else None, quotes, rule))  # fmt: skip
    fuller = names.fuller()
    if fuller:
        rows = [(*r[:5], fuller.get(r[5], r[5]), *r[6:]) for r in rows]
    return rows


def _words(text: str, tokens: Sentence, span: tuple[int, int] | None) -> str | None:
    if span is None or span[0] >= span[1]:
        return None
    return text[tokens.starts[span[0]] : tokens.ends[span[1] - 1]]


def _quotes(
    text: str, start: int, end: int, quotations: Sequence[Quotation], spoken: bool
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


def _answers(model: Model, sentences: list[str]) -> list[Answer]:
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
    if source and cue and not cue.endswith(("ا", "\u064b")):
        first = vocabulary[source.split(None, 1)[0]]
        owned = rule == "speech of" and carries_b(first.key)  # «وكان لفلان تغريدة أعرب فيها»
        if not owned and not first.flags & c.ATTACHED_PREP:
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
