"""Clitics and lemmas of single Arabic words, without a model and without context.

Arabic writes conjunctions, prepositions, the future particle and object or possessive pronouns
together with their word; counted as they stand, one noun is fifty different words. A full
analyser knows more but runs five hundred words a second and needs a download. This module takes
the split whose stem is the commonest word after paying for each clitic; what each clitic costs is
data (`clitics.tsv`), fitted by `tools/tune_segmenter.py`. The lemma comes from simplemma's
dictionary, and for words that it does not know from folding the endings of nouns.
"""

import math
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .grammar import has_article, is_cut_out, may_bear, own_word
from .lemmas import learned_lemmas, lemma_by_rules, lemma_dictionary
from ..lexicons import read_table
from ..normalize import fold_word
from ..schema import InputError

COMMON = -14.5  # log frequency (one word in two million) from which a dictionary word is trusted
UNKNOWN = -22.0  # log frequency of a word that no list has; the rarest of wordfreq's have -18.4
SHORT = 3  # letters; of longer stems grammar says only that س stands before an imperfect
_ARTICLE = "ال"
# The last letter of a stem before a pronoun: how many letters go, what comes, and its kind.
RESTORED_BEFORE_ENCLITIC = {
    "ت": (1, "ة", "taa"),
    "ا": (1, "ى", "alif"),
    "ي": (1, "ى", "yaa"),
    "ئ": (1, "ء", "hamza"),
    "ؤ": (1, "ء", "hamza"),
    "و": (0, "ا", "waw"),
}
_ROOM = 6  # letters; the longest proclitics and enclitic leave one of them


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
    log_frequency : mapping of str to float
        Natural logarithm of each folded word's share of the running words.
    costs : dict, optional
        What `read_costs` returns, or other costs of the same form.
    attested : container of str, optional
        If given, it holds the forms that a corpus has, and a stem must be one of them unless it
        is a common word of the dictionary.
    """

    def __init__(
        self,
        log_frequency: Mapping[str, float],
        *,
        costs: dict[tuple[str, str], float] | None = None,
        attested: Container[str] | None = None,
    ) -> None:
        costs = read_costs() if costs is None else costs
        self.frequency = log_frequency
        self.attested = attested
        self.lemmas = lemma_dictionary()
        self.weight = costs["weight", "log_frequency"]
        self.gain = costs["weight", "in_dictionary"]
        self.rarer = costs["weight", "rarer_stem"]
        self.own_word = costs["weight", "own_word"]
        self.fixed = fixed_words()
        self.names = protected_names()
        whole = {w: lemma for w, (pro, enc, lemma) in self.fixed.items() if not (pro or enc)}
        self._lemmas = learned_lemmas() | whole
        self.restore = {form: cost for (kind, form), cost in costs.items() if kind == "restore"}
        self.length_cost = [99.0, 99.0] + [costs["length", str(min(n, 5))] for n in range(2, 6)]
        prefixes = [("", 0.0, 0.0)] + [
            (form, cost, costs.get(("before_article", form[-1]), 0.0))
            for (kind, form), cost in costs.items()
            if kind == "prefix"
        ]
        suffixes = [(form, cost) for (kind, form), cost in costs.items() if kind == "suffix"]
        self.prefixes, self.suffixes = prefixes, [("", 0.0), *suffixes]
        # The splits that a word allows, by the longest clitics that it begins and ends with;
        # these are looked up by its first two and last three letters.
        self._splits: dict[tuple[str, str], list[tuple]] = {}
        self._starting: dict[str, str] = {}
        self._ending: dict[str, str] = {}

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
        pro, enc = self._starting.get(word[:2]), self._ending.get(word[-3:])
        if pro is None or enc is None:
            pro, enc = self._longest_clitics(word)
        splits = self._splits.get((pro, enc))
        if splits is None:
            splits = self._possible_splits(pro, enc)
        if length < _ROOM:
            splits = [s for s in splits if len(s[2]) + len(s[3]) < length]
        if not splits:
            return "", "", word
        fixed = self.fixed.get(word)
        if fixed is not None:
            return fixed
        frequency = self.frequency
        get, lemmas, attested = frequency.get, self.lemmas, self.attested
        best = ("", "", word)
        whole = get(word, UNKNOWN)
        best_score = self.weight * whole - self.length_cost[min(length, 5)]
        if word in lemmas:
            best_score += self.gain
        for skip, end, pro, enc, clitic_cost, article_cost in splits:
            stem = word[skip:end]
            if stem[0] in "ال" or (enc and stem[-1] in RESTORED_BEFORE_ENCLITIC):
                found = readings(pro, stem, enc, frequency)
            elif stem in frequency:
                found = ((stem, "none"),)
            else:
                continue
            if (len(stem) <= SHORT or pro[-1:] == "س") and not may_bear(pro, stem, enc):
                continue
            own = own_word(word, pro, enc, lemmas)
            if own is not None and is_cut_out(word, own, stem, frequency):
                continue
            for restored, kind in found:
                known = get(restored)
                if known is None or (enc and has_article(restored, lemmas)):
                    continue
                cost = clitic_cost + self.length_cost[min(len(stem), 5)]
                if stem.startswith(_ARTICLE):
                    cost += article_cost
                score = self.weight * known - cost - self.restore[kind]
                if known < whole:
                    score += self.rarer * (whole - known)
                if own is not None:
                    score += self.own_word
                if restored in lemmas:
                    score += self.gain
                    foreign = known < COMMON
                else:
                    foreign = restored not in self.names
                if score > best_score and not (
                    foreign and attested is not None and restored not in attested
                ):
                    best, best_score = (pro, enc, restored), score
        return best

    def _longest_clitics(self, word: str) -> tuple[str, str]:
        """The longest proclitics that a word begins with, and enclitic that it ends with."""
        start, end = word[:2], word[-3:]
        pro = max((p for p, _, _ in self.prefixes if start.startswith(p)), key=len)
        enc = max((e for e, _ in self.suffixes if end.endswith(e)), key=len)
        self._starting[start], self._ending[end] = pro, enc
        return pro, enc

    def _possible_splits(self, longest_pro: str, longest_enc: str) -> list[tuple]:
        """Places to cut, clitics, and what they cost; of all in these two but of none."""
        found = [
            (len(pro), -len(enc) or None, pro, enc, pro_cost + enc_cost, article_cost)
            for pro, pro_cost, article_cost in self.prefixes
            if longest_pro.startswith(pro)
            for enc, enc_cost in self.suffixes
            if longest_enc.endswith(enc) and (pro or enc)
        ]
        self._splits[longest_pro, longest_enc] = found
        return found

    def lemma(self, stem: str) -> str:
        """The dictionary form of a restored stem."""
        found = self._lemmas.get(stem)
        if found is None:
            found = lemma_by_rules(stem, self.lemmas, self.frequency)
            self._lemmas[stem] = found
        return found


def readings(
    pro: str, stem: str, enc: str, known: Container[str]
) -> list[tuple[str, str]]:
    """What a stem may be in full: (spelling as it stands alone, the kind of restoration).

    The article is taken off only where `known` does not have the stem with it.
    """
    found = [(stem, "none")]
    if pro[-1:] == "ل" and stem[0] == "ل":
        # للجنة may be of the garden (الجنة) or of the committee (اللجنة)
        full = [(f, "article") for f in ("ا" + stem, _ARTICLE + stem) if f in known]
        found += full or ([(stem[1:], "bare")] if len(stem) > 3 else [])
    elif stem.startswith(_ARTICLE) and not enc and len(stem) > 4 and stem not in known:
        found.append((stem[2:], "bare"))
    if enc and len(stem) > 2 and stem[-1] in RESTORED_BEFORE_ENCLITIC:
        dropped, added, kind = RESTORED_BEFORE_ENCLITIC[stem[-1]]
        found.append((stem[: len(stem) - dropped] + added, kind))
    return found


def features(word: str, frequency: Mapping[str, float]) -> Iterator[tuple]:
    """Every split of a folded word with what its score is made of; what the tuning script fits.

    Yields (proclitics, enclitic, restored stem, [((kind, form), value), …]).
    """
    prefixes = [""] + [f for k, f in read_costs() if k == "prefix" and word.startswith(f)]
    suffixes = [""] + [f for k, f in read_costs() if k == "suffix" and word.endswith(f)]
    whole, lemmas = frequency.get(word, UNKNOWN), lemma_dictionary()
    for pro in prefixes:
        for enc in suffixes:
            stem = word[len(pro) : len(word) - len(enc)]
            if not stem or len(pro) + len(enc) >= len(word):
                continue
            own = own_word(word, pro, enc, lemmas) if pro or enc else None
            if not (pro or enc):
                found = [(stem, "none")]
            elif own is not None and is_cut_out(word, own, stem, frequency):
                continue
            elif (len(stem) <= SHORT or pro[-1:] == "س") and not may_bear(pro, stem, enc):
                continue
            else:
                found = readings(pro, stem, enc, frequency)
            for restored, kind in found:
                known = frequency.get(restored)
                if (pro or enc) and (known is None or (enc and has_article(restored, lemmas))):
                    continue
                active = [
                    (("weight", "log_frequency"), UNKNOWN if known is None else known),
                    (("weight", "in_dictionary"), float(restored in lemmas)),
                    (("restore", kind), 1.0),
                ]
                if (pro or enc) and known < whole:  # a word is commoner than it is with a clitic
                    active.append((("weight", "rarer_stem"), whole - known))
                if own is not None:
                    active.append((("weight", "own_word"), 1.0))
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
