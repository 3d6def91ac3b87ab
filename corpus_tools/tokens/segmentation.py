"""Clitics and lemmas of single Arabic words, without a model and without context.

Arabic writes conjunctions, prepositions, the future particle and object or possessive pronouns
together with their word; counted as they stand, one noun is fifty different words. A full
analyser knows more but runs five hundred words a second and needs a download. This module takes
the split whose stem is the commonest word after paying for each clitic; what each clitic costs is
data (`clitics.tsv`), fitted by `tools/tune_segmenter.py`. The lemma comes from simplemma's
dictionary, and for words that it does not know from folding the endings of nouns.
"""

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .lemmas import lemma_dictionary, lemma_of
from ..lexicons import read_table
from ..normalize import fold_word
from ..schema import InputError

_COMMON = -14.5  # log frequency (one word in two million) from which a dictionary word is trusted
UNKNOWN = -22.0  # log frequency of a word that no list has; the rarest of wordfreq's have -18.4
_NEVER = -1e9
_ARTICLE = "ال"
_SEAT = "ئؤ"


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A word taken apart; `proclitics + stem + enclitics`, joined, give the word back."""

    proclitics: tuple[str, ...]
    stem: str
    enclitics: tuple[str, ...]
    lemma: str

    def __str__(self) -> str:
        left = "".join(f"{p}+ " for p in self.proclitics)
        return left + self.stem + "".join(f" +{e}" for e in self.enclitics)


def segment(
    word: str, vocabulary: Mapping[str, float] | Iterable[str] | None = None
) -> Segmentation:
    """Clitics, stem and lemma of one word.

    Parameters
    ----------
    word : str
        One word as it stands in a text; vowel signs and tatweel may be there.
    vocabulary : mapping of str to float, iterable of str, or None
        The words that a stem may be, with their counts (an iterable counts its words). None is
        wordfreq's Arabic list.

    Returns
    -------
    Segmentation
        The article stays on the stem. Letters that the spelling hides (the alef of لل, the ة
        before a pronoun) are restored in the lemma only.

    Notes
    -----
    The split with the highest ``weight * log frequency(stem) - costs`` is taken; with no context,
    a word with two readings gets the commoner one.

    Examples
    --------
    >>> segment("وبالعلاقات")
    Segmentation(proclitics=('و', 'ب'), stem='العلاقات', enclitics=(), lemma='علاقة')
    >>> str(segment("للحظر")), segment("واشنطن").proclitics
    ('ل+ لحظر', ())
    """
    if not isinstance(word, str):
        raise InputError(
            f"word: expected a str, got {type(word).__name__} {word!r}; for many words use tokenize"
        )
    segmenter = default_segmenter() if vocabulary is None else Segmenter.from_words(vocabulary)
    return segmenter.segment(word)


class Segmenter:
    """Costs and vocabulary, looked up fast.

    Parameters
    ----------
    log_frequency : dict of str to float
        Natural logarithm of each folded word's share of the running words.
    costs : dict, optional
        What `read_costs` returns, or other costs of the same form.
    attested : container of str, optional
        If given, it holds the forms that a corpus has, and a stem must be one of them unless it
        is a common word of the dictionary.
    """

    def __init__(
        self,
        log_frequency: dict[str, float],
        *,
        costs: dict[tuple[str, str], float] | None = None,
        attested: Container[str] | None = None,
    ) -> None:
        costs = read_costs() if costs is None else costs
        self._frequency = log_frequency
        self._attested = attested
        self._lemmas = lemma_dictionary()
        self._weight = costs["weight", "log_frequency"]
        self._gain = costs["weight", "in_dictionary"]
        self._rarer = costs["weight", "rarer_stem"]
        self._fixed = fixed_words()
        self._names = protected_names()
        self._restore = {form: cost for (kind, form), cost in costs.items() if kind == "restore"}
        self._length = [99.0, 99.0] + [costs["length", str(min(n, 5))] for n in range(2, 6)]
        prefixes = [("", 0.0, 0.0)] + [
            (form, cost, costs.get(("before_article", form[-1]), 0.0))
            for (kind, form), cost in costs.items()
            if kind == "prefix"
        ]
        suffixes = [(form, cost) for (kind, form), cost in costs.items() if kind == "suffix"]
        self._prefixes, self._suffixes = prefixes, [("", 0.0), *suffixes]
        # Which clitics a word may begin and end with, by its first two and last three letters.
        self._starting: dict[str, list[tuple[str, float, float]]] = {}
        self._ending: dict[str, list[tuple[str, float]]] = {}

    @classmethod
    def from_words(cls, words: Mapping[str, float] | Iterable[str]) -> "Segmenter":
        """A segmenter whose vocabulary is `words`: a mapping to counts, or the running words."""
        counts: dict[str, float] = {}
        pairs = words.items() if isinstance(words, Mapping) else ((w, 1) for w in words)
        for word, count in pairs:
            if not isinstance(word, str):
                raise InputError(f"vocabulary: expected words, got {type(word).__name__} {word!r}")
            key = fold_word(word)
            counts[key] = counts.get(key, 0) + count
        total = math.log(sum(counts.values()) or 1)
        return cls({w: math.log(c) - total for w, c in counts.items() if c > 0})

    def segment(self, word: str) -> Segmentation:
        """The segmentation of a word as it stands in a text."""
        folded = fold_word(word)
        pro, enc, restored = self.split(folded)
        if folded == word:
            stem = word[len(pro) : len(word) - len(enc)]
            return Segmentation(tuple(pro), stem, (enc,) if enc else (), self.lemma(restored))
        pieces = cut_surface(word, folded, pro, enc) if pro or enc else None
        if pieces is None:  # nothing to cut, or letters and signs do not line up
            return Segmentation((), word, (), self.lemma(restored if not (pro or enc) else folded))
        return Segmentation(*pieces, self.lemma(restored))

    def split(self, word: str) -> tuple[str, str, str]:
        """Proclitics and enclitic of a folded word, and its stem with hidden letters restored."""
        length = len(word)
        prefixes = self._starting.get(word[:2])
        if prefixes is None:
            prefixes = [p for p in self._prefixes if word[:2].startswith(p[0])]
            self._starting[word[:2]] = prefixes
        suffixes = self._ending.get(word[-3:])
        if suffixes is None:
            suffixes = [s for s in self._suffixes if word[-3:].endswith(s[0])]
            self._ending[word[-3:]] = suffixes
        if length < 2 or len(prefixes) + len(suffixes) == 2:
            return "", "", word
        frequency, lemmas, attested = self._frequency, self._lemmas, self._attested
        fixed = self._fixed.get(word)
        if fixed is not None:
            return fixed
        best = ("", "", word)
        whole = frequency.get(word, UNKNOWN)
        best_score = self._weight * whole - self._length[min(length, 5)]
        if word in lemmas:
            best_score += self._gain
        for pro, pro_cost, article_cost in prefixes:
            for enc, enc_cost in suffixes:
                if not (pro or enc) or len(pro) + len(enc) >= length:
                    continue
                stem = word[len(pro) : length - len(enc)]
                cost = pro_cost + enc_cost + self._length[min(len(stem), 5)]
                if stem.startswith(_ARTICLE):
                    cost += article_cost
                plain = not enc and stem[0] not in "ال"
                for restored, kind in [(stem, "none")] if plain else readings(pro, stem, enc):
                    known = frequency.get(restored)
                    if known is None:
                        continue
                    score = self._weight * known - cost - self._restore[kind]
                    if known < whole:
                        score += self._rarer * (whole - known)
                    if restored in lemmas:
                        score += self._gain
                        foreign = known < _COMMON
                    else:
                        foreign = restored not in self._names
                    if foreign and attested is not None and restored not in attested:
                        continue
                    if score > best_score:
                        best, best_score = (pro, enc, restored), score
        return best

    def lemma(self, stem: str) -> str:
        """The dictionary form of a restored stem."""
        if stem in self._names:
            return stem
        return lemma_of(stem, self._lemmas, self._frequency)


def readings(pro: str, stem: str, enc: str) -> list[tuple[str, str]]:
    """What a stem may be in full: (spelling as it stands alone, the kind of restoration)."""
    found = [(stem, "none")]
    if pro[-1:] == "ل" and stem[0] == "ل":
        found.append(("ا" + stem, "article"))
        found.append((stem[1:], "bare"))
    elif stem.startswith(_ARTICLE) and not enc:
        found.append((stem[2:], "bare"))
    if enc:
        last, head = stem[-1], stem[:-1]
        if last == "ت":
            found.append((head + "ة", "taa"))
        elif last == "ا":
            found.append((head + "ى", "alif"))
        elif last == "ي":
            found.append((head + "ى", "yaa"))
        elif last in _SEAT:
            found.append((head + "ء", "hamza"))
        elif last == "و":
            found.append((stem + "ا", "waw"))
    return found


def features(word: str, frequency: Mapping[str, float]) -> Iterator[tuple]:
    """Every split of a folded word with what its score is made of; what the tuning script fits.

    Yields (proclitics, enclitic, restored stem, [((kind, form), value), …]).
    """
    prefixes = [""] + [f for k, f in read_costs() if k == "prefix" and word.startswith(f)]
    suffixes = [""] + [f for k, f in read_costs() if k == "suffix" and word.endswith(f)]
    whole = frequency.get(word, UNKNOWN)
    for pro in prefixes:
        for enc in suffixes:
            stem = word[len(pro) : len(word) - len(enc)]
            if not stem or len(pro) + len(enc) >= len(word):
                continue
            for restored, kind in readings(pro, stem, enc) if pro or enc else [(stem, "none")]:
                known = frequency.get(restored)
                if known is None and (pro or enc):
                    continue
                active = [
                    (("weight", "log_frequency"), UNKNOWN if known is None else known),
                    (("weight", "in_dictionary"), float(restored in lemma_dictionary())),
                    (("restore", kind), 1.0),
                ]
                if (pro or enc) and known < whole:  # a word is commoner than it is with a clitic
                    active.append((("weight", "rarer_stem"), whole - known))
                if len(stem) > 1:
                    active.append((("length", str(min(len(stem), 5))), 1.0))
                if pro:
                    active.append((("prefix", pro), 1.0))
                    if stem.startswith(_ARTICLE) and ("before_article", pro[-1]) in read_costs():
                        active.append((("before_article", pro[-1]), 1.0))
                if enc:
                    active.append((("suffix", enc), 1.0))
                yield pro, enc, restored, active


def cut_surface(
    word: str, folded: str, pro: str, enc: str
) -> tuple[tuple[str, ...], str, tuple[str, ...]] | None:
    """The pieces of a surface form whose folded form was split; None where they do not line up."""
    places: list[int] = []  # for each folded letter, where its characters begin
    at = 0
    for letter in folded:
        while at < len(word) and not fold_word(word[at]).startswith(letter):
            if fold_word(word[at]):
                return None
            at += 1
        if at == len(word):
            return None
        places.append(at)
        at += 1
    if len(places) != len(folded):
        return None
    places.append(len(word))
    head, tail = len(pro), len(folded) - len(enc)
    marks = [places[i] for i in range(1, head)] + [places[head]] if pro else []
    starts = [0, *marks]
    proclitics = tuple(word[a:b] for a, b in zip(starts, marks, strict=False))
    end = places[tail]
    return proclitics, word[starts[-1] : end], (word[end:],) if enc else ()


@lru_cache(maxsize=1)
def read_costs() -> dict[tuple[str, str], float]:
    """The costs of `clitics.tsv`: (kind, form) to cost."""
    return {(r["kind"], r["form"]): float(r["cost"]) for r in read_table("clitics")}


@lru_cache(maxsize=1)
def protected_names() -> frozenset[str]:
    """Foreign names of `protected_names.tsv`, of which no letter is a clitic."""
    return frozenset(r["name"] for r in read_table("protected_names"))


@lru_cache(maxsize=1)
def fixed_words() -> dict[str, tuple[str, str, str]]:
    """Words whose split is known: those of `fixed_words.tsv`, and protected names."""
    found = {name: ("", "", name) for name in protected_names()}
    for row in read_table("fixed_words"):
        found[row["word"]] = (row["proclitics"], row["enclitics"], row["lemma"])
    return found


@lru_cache(maxsize=1)
def default_frequency() -> dict[str, float]:
    """wordfreq's Arabic list: word to natural log of its share of running words."""
    from wordfreq import get_frequency_list

    bins = get_frequency_list("ar", "best")
    cent = math.log(10) / 100
    return {word: -i * cent for i, words in enumerate(bins) for word in words}


@lru_cache(maxsize=1)
def default_segmenter() -> Segmenter:
    """The segmenter on wordfreq's list, made once."""
    return Segmenter(default_frequency())


# A corpus is small beside what wordfreq counted: a word it has once is as rare as the rarest there.
_OWN_TOTAL = math.log(1e8)


def corpus_segmenter(words: Sequence[str], counts: Sequence[int]) -> Segmenter:
    """The default segmenter with the words of a corpus added to its vocabulary.

    No letter is taken from a word whose remainder is neither in the corpus nor a common word of
    the dictionary, so that foreign names stay whole.
    """
    default = default_frequency()
    own = {w: c for w, c in zip(words, counts, strict=True) if w}
    new = {w: math.log(c) - _OWN_TOTAL for w, c in own.items() if w not in default}
    return Segmenter(default | new, attested=own)
