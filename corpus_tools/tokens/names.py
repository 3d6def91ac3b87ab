"""One name, several spellings: candidates to look at, and the table that unites them.

Arabic newspapers write a foreign name as they hear it: غ, ج, ق or ك for its g, a long vowel or
none. Folding these letters everywhere would merge real words, so only forms that no dictionary
knows become candidates, one kind of letter may differ, and what differs in more than a name's
spelling usually does must also keep the same company. Nothing is merged without the researcher.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import InputError
from .company import Company, add_evidence
from .segmentation import UNKNOWN, default_frequency
from .table import Tokens

if TYPE_CHECKING:
    import pandas as pd

# Letters that stand for one foreign sound, and the letter that the key has instead.
_SOUNDS = {
    "letters for g": str.maketrans("غقك", "ججج"),
    "letters for v and f": str.maketrans("ڤ", "ف"),
    "letters for p": str.maketrans("پ", "ب"),
    "letters for t": str.maketrans("ط", "ت"),
    "letters for s": str.maketrans("ص", "س"),
}
_VOWEL_RULE, _ONE_WORD_RULE = "long or short vowel", "one word or two"
_HAMZA = str.maketrans("أإآئؤ", "ااايو")
_VOWELS = re.compile("(?<!^)[اويى](?!$)")
_CONSONANT = re.compile("[^اويى]")
_SHORTEST = 4  # letters; in shorter words one letter is too much of the word
_SAFE = 6  # letters from which a spelling is not another name's by chance
_RARE = -15.5  # log frequency (one word in five million) below which a form is no common word
_TYPING = 10  # times that two dictionary words are written as one before it is more than a slip
_COMPANY = 2  # neighbours shared by two spellings that letters alone do not make one
COLUMNS = ("variant", "name", "rule", "n_variant", "n_name", "n_documents_variant",
           "n_documents_name", "n_documents_both", "n_neighbours_shared")  # fmt: skip


def suggest_name_variants(
    tokens: Tokens,
    corpus: Any = None,
    *,
    min_count: int = 2,
    vocabulary: Iterable[str] | None = None,
) -> "pd.DataFrame":
    """Pairs of types that may be spellings of one name.

    Parameters
    ----------
    tokens : Tokens
        Best with scheme "lemma" or "stem", so that clitics do not make a name look new.
    corpus : Corpus or DataFrame, optional
        What was tokenized (doc_id, text, outlet). With it the table also says which outlets
        write which spelling, with a sentence of each.
    min_count : int
        Types seen less often are not considered.
    vocabulary : iterable of str, optional
        Words that are no names; by default those of simplemma's dictionary, in all spellings of
        hamza and with the common endings.

    Returns
    -------
    DataFrame
        variant, name (the commoner of the two), rule, n_variant, n_name, n_documents_variant,
        n_documents_name, n_documents_both, n_neighbours_shared (types that stand beside both,
        on the same side, in few documents otherwise); with `corpus` also outlets_variant,
        outlets_name (as "outlet count, …"), sentence_variant, sentence_name. Commonest first.
        Take out the rows that are wrong and give the rest to ``tokens.merge``.

    Notes
    -----
    At most one of the two is a dictionary word, and that one only if it is much commoner. Types
    that often stand in one document are spellings of two things more often than of one, and are
    not suggested. Short names, and vowels that are exchanged and not left out, are suggested
    only where two neighbours are shared. A name of two words that is also written as one
    (بيونغ يانغ) has a space in `name`; ``merge`` joins it first.

    Examples
    --------
    >>> from corpus_tools.tokens.table import tokenize
    >>> texts = ["التقى شويغو"] * 3 + ["التقى شويجو"] * 2
    >>> suggest_name_variants(tokenize(texts))[["variant", "name"]].values.tolist()
    [['شويجو', 'شويغو']]
    """
    import pandas as pd

    counts = tokens.counts()
    known = frozenset(vocabulary).__contains__ if vocabulary is not None else is_dictionary_word
    company = Company(tokens)
    rows, seen = [], set()
    for rule, members in _groups(tokens.vocabulary, counts, min_count):
        for pair in combinations(members, 2):
            if frozenset(pair) not in seen:
                name, variant = sorted(pair, key=lambda i: (-counts[i], tokens.vocabulary[i]))
                row = _row(rule, name, variant, tokens.vocabulary, counts, known, company)
                if row is not None:
                    seen.add(frozenset(pair))
                    rows.append(row)
    rows += _written_as_one(tokens, counts, min_count, known)
    rows.sort(key=lambda r: (-r[3], r[0], r[1]))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype({"variant": object, "name": object, "rule": object})
    return table if corpus is None else add_evidence(table, tokens, corpus)


def _row(rule, name, variant, words, counts, known, company: Company) -> tuple | None:
    """The row of a pair, or None where too little speaks for it."""
    # a dictionary word is a variant of nothing, and all() would merge real words
    if known(words[variant]):
        return None
    n_variant, n_name, n_both = company.documents(variant, name)
    if n_both > 0.5 * n_variant and n_variant > 2:
        return None
    shared = company.shared(variant, name)
    if known(words[name]):
        # a word with a variant, such as an adjective of a name; plurals and derivations that the
        # dictionary lacks are common words, and misspelt ones are not
        rare = default_frequency().get(words[variant], UNKNOWN) < _RARE
        if not (rare and counts[name] >= 5 * counts[variant]):
            return None
        likely = _alike(words[variant], words[name], rule)
    else:
        # the syllables of East Asian names keep one company, whatever their vowel
        short = rule == _VOWEL_RULE and min(map(len, (words[variant], words[name]))) < _SAFE
        likely = _alike(words[variant], words[name], rule) or (shared >= _COMPANY and not short)
    if not likely:
        return None
    return (words[variant], words[name], rule, int(counts[variant]), int(counts[name]),
            n_variant, n_name, n_both, shared)  # fmt: skip


def _alike(variant: str, name: str, rule: str) -> bool:
    """Whether the letters alone make it likely that two spellings are of one name."""
    a, b = variant.translate(_HAMZA), name.translate(_HAMZA)
    if rule == _VOWEL_RULE:
        return min(len(a), len(b)) >= _SAFE - 1 and _only_longer(a, b)
    if len(a) < _SAFE - 1:
        return False
    # k is another sound, and only some write g with it
    return not any("ك" in pair and len(a) <= _SAFE for pair in zip(a, b, strict=True)
                   if pair[0] != pair[1])  # fmt: skip


def _only_longer(a: str, b: str) -> bool:
    """Whether one spelling only has vowels that the other leaves out."""
    slots = list(zip(_vowel_slots(a), _vowel_slots(b), strict=True))
    different = [(x, y) for x, y in slots if x != y]
    return all(not x for x, _ in different) or all(not y for _, y in different)


def _vowel_slots(word: str) -> list[str]:
    """The vowel letters before, between and behind the inner consonants."""
    return _CONSONANT.split(word[1:-1])


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """Forms and lemmas of simplemma's dictionary without hamza on alef."""
    from .lemmas import lemma_dictionary

    bare = str.maketrans("أإآ", "ااا")
    lemmas = lemma_dictionary()
    return frozenset(w.translate(bare) for w in (*lemmas, *lemmas.values()))


def is_dictionary_word(word: str) -> bool:
    """Whether the dictionary has the word, or an adjective or noun with another ending.

    >>> is_dictionary_word("رقم"), is_dictionary_word("شويغو")
    (True, False)
    """
    known = _dictionary()
    word = word.translate(str.maketrans("أإآ", "ااا"))
    if word.startswith("ال") and len(word) > 4 and is_dictionary_word(word[2:]):
        return True
    stems = [word] + [word + ending for ending in ("ة", "ات", "ين", "ون")]
    for ending in ("ية", "ي", "ة", "يه"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            stems += [base, base + "ة", base + "ات"]
    for particle in ("ما", "لا"):  # written onto their verb
        if word.startswith(particle):
            stems.append(word[len(particle) :])
    return any(s in known for s in stems)


def _groups(vocabulary: np.ndarray, counts: np.ndarray, min_count: int) -> list:
    """(rule, columns) of types that share a key; every rule changes one kind of letter."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column in np.flatnonzero(counts >= min_count).tolist():
        word = vocabulary[column]
        if len(word) < _SHORTEST or not "\u0620" <= word[0] <= "\u064a":
            continue
        base = word.translate(_HAMZA)
        for rule, table in _SOUNDS.items():
            groups[rule, base.translate(table)].append(column)
        final = "ا" if base[-1] in "ةه" else base[-1]
        groups["final a", base[:-1] + final].append(column)
        if len(base) > _SHORTEST:
            groups[_VOWEL_RULE, _one_vowel_key(base)].append(column)
    return [(rule, members) for (rule, _), members in groups.items() if 1 < len(members) <= 6]


def _one_vowel_key(word: str) -> str:
    """Consonants with the first and last letter as they are; two forms that share it differ in
    vowels only."""
    return _VOWELS.sub("", word)


def _written_as_one(
    tokens: Tokens, counts: np.ndarray, min_count: int, known: Callable[[str], bool]
) -> list[tuple]:
    """Types that are two neighbouring types written together: بيونغيانغ for بيونغ يانغ."""
    words = tokens.vocabulary
    ids = tokens.ids
    begins = np.zeros(len(ids), bool)
    begins[tokens.sentence_starts] = True
    good = (ids[:-1] >= 0) & (ids[1:] >= 0) & ~begins[1:]
    n = max(len(words), 1)
    codes = ids[:-1][good].astype(np.int64) * n + ids[1:][good]
    pairs, n_pairs = np.unique(codes, return_counts=True)
    place = {
        words[i]: i
        for i in np.flatnonzero(counts >= min_count).tolist()
        if len(words[i]) >= _SAFE and not known(words[i])
    }
    matrix = tokens.document_term_matrix().tocsc()
    rows = []
    for code, count in zip(pairs.tolist(), n_pairs.tolist(), strict=True):
        first, second = words[code // n], words[code % n]
        column = place.get(first + second)
        if column is None or count < min_count or min(len(first), len(second)) < 3:
            continue
        if known(first) and known(second) and counts[column] < _TYPING:
            continue
        in_one = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]
        where = np.flatnonzero(good)[codes == code]
        in_two = np.unique(np.searchsorted(tokens.offsets, where, side="right") - 1)
        both = len(np.intersect1d(in_one, in_two))
        rows.append((words[column], f"{first} {second}", _ONE_WORD_RULE, int(counts[column]),
                     int(count), len(in_one), len(in_two), both, 0))  # fmt: skip
    return rows


def merge_types(tokens: Tokens, table: "pd.DataFrame | Mapping[str, str]") -> Tokens:
    """Types united: each `variant` is counted as its `name`.

    Parameters
    ----------
    tokens : Tokens
    table : DataFrame with variant and name, or mapping from variant to name
        What is not in the vocabulary is ignored; chains (a to b, b to c) are followed. Names
        and variants of several words, with spaces, are joined first and then have ``_``.

    Raises
    ------
    InputError
        A column is missing, one variant has two names, or the table goes in a circle.
    """
    pairs = _pairs(table)
    target: dict[str, str] = {}
    for variant in pairs:
        name, path = variant, {variant}
        while name in pairs:
            name = pairs[name]
            if name in path:
                raise InputError(
                    f"table: {variant!r} leads back to itself; take out one of the rows"
                )
            path.add(name)
        target[variant] = name
    phrases = [word for row in target.items() for word in row if " " in word]
    if phrases:
        tokens = tokens.join(phrases)
        target = {v.replace(" ", "_"): n.replace(" ", "_") for v, n in target.items()}
    names = [target.get(word, word) for word in tokens.vocabulary]
    vocabulary = sorted(set(names))
    column = {word: i for i, word in enumerate(vocabulary)}
    mapping = np.array([column[word] for word in names], dtype=np.int32)
    found = np.empty(len(vocabulary), dtype=object)
    found[:] = vocabulary
    return tokens._mapped(mapping, found)


def _pairs(table: "pd.DataFrame | Mapping[str, str]") -> dict[str, str]:
    if isinstance(table, Mapping):
        rows = list(table.items())
    else:
        for column in ("variant", "name"):
            if column not in getattr(table, "columns", ()):
                raise InputError(
                    f"table: found no column {column!r}; expected variant and name, "
                    "as suggest_name_variants returns them"
                )
        rows = list(zip(table["variant"], table["name"], strict=True))
    pairs: dict[str, str] = {}
    for number, (variant, name) in enumerate(rows):
        for column, value in (("variant", variant), ("name", name)):
            if not isinstance(value, str):
                raise InputError(
                    f"table: row {number}, column {column!r}: expected a str, got "
                    f"{type(value).__name__} {value!r}"
                )
        if variant == name:
            continue
        if pairs.setdefault(variant, name) != name:
            raise InputError(
                f"table: row {number}: {variant!r} is given to {pairs[variant]!r} and to {name!r}; "
                "keep one of the two"
            )
    return pairs
