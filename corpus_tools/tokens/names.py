"""One name, several spellings: candidates to look at, and the table that unites them.

Arabic newspapers write a foreign name as they hear it: غ, ج, ق or ك for its g, a long vowel or
none. Folding these letters everywhere would merge real words, so only forms that no dictionary
knows become candidates, nothing is merged without the researcher, and the table says by which
rule each pair was found.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError
from .table import Tokens

if TYPE_CHECKING:
    import pandas as pd

# Letters that stand for one foreign sound, and the letter that the key has instead.
_SOUNDS = {
    "g": ("letters for g", str.maketrans("غقك", "ججج")),
    "v": ("letters for v and f", str.maketrans("ڤ", "ف")),
    "p": ("letters for p", str.maketrans("پ", "ب")),
    "t": ("letters for t", str.maketrans("ط", "ت")),
    "s": ("letters for s", str.maketrans("ص", "س")),
    "h": ("final a", str.maketrans("ةه", "اا")),
}
_HAMZA = str.maketrans("أإآئؤ", "ااايو")
_VOWELS = re.compile("(?<!^)[اويى](?!$)")
_SHORTEST = 4  # letters; in shorter words one letter is too much of the word


def suggest_name_variants(
    tokens: Tokens, *, min_count: int = 2, vocabulary: Iterable[str] | None = None
) -> "pd.DataFrame":
    """Pairs of types that may be spellings of one name.

    Parameters
    ----------
    tokens : Tokens
        Best with scheme "lemma" or "stem", so that clitics do not make a name look new.
    min_count : int
        Types seen less often are not considered.
    vocabulary : iterable of str, optional
        Words that are no names; by default those of simplemma's dictionary.

    Returns
    -------
    DataFrame
        variant, name (the commoner of the two), rule, n_variant, n_name, n_documents_variant,
        n_documents_name, n_documents_both; commonest first. Take out the rows that are wrong and
        give the rest to ``tokens.merge``. Two names of one row may both be right: look.

    Notes
    -----
    At most one of the two is a dictionary word, and that one only if it is much commoner. Types
    that often stand in one document are spellings of two things more often than of one, and are
    not suggested.

    Examples
    --------
    >>> from corpus_tools.tokens.table import tokenize
    >>> texts = ["التقى شويغو"] * 3 + ["التقى شويجو"] * 2
    >>> suggest_name_variants(tokenize(texts))[["variant", "name"]].values.tolist()
    [['شويجو', 'شويغو']]
    """
    import pandas as pd

    counts = tokens.counts()
    matrix = tokens.document_term_matrix().tocsc()
    known = _is_word(vocabulary)
    groups = _groups(tokens.vocabulary, counts, min_count)
    rows, seen = [], set()
    for rule, members in groups:
        for a, b in combinations(members, 2):
            pair = (min(a, b), max(a, b))
            if pair in seen:
                continue
            seen.add(pair)
            name, variant = sorted(pair, key=lambda i: (-counts[i], tokens.vocabulary[i]))
            words = known(tokens.vocabulary[name]), known(tokens.vocabulary[variant])
            # a dictionary word is a variant of nothing, and all() would merge real words
            if words[1] or (words[0] and counts[name] < 5 * counts[variant]):
                continue
            in_name, in_variant = (
                matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]] for i in (name, variant)
            )
            both = len(np.intersect1d(in_name, in_variant, assume_unique=True))
            if both > 0.5 * len(in_variant) and len(in_variant) > 2:
                continue
            rows.append(
                (tokens.vocabulary[variant], tokens.vocabulary[name], rule, int(counts[variant]),
                 int(counts[name]), len(in_variant), len(in_name), both)
            )  # fmt: skip
    columns = ("variant", "name", "rule", "n_variant", "n_name", "n_documents_variant",
               "n_documents_name", "n_documents_both")  # fmt: skip
    rows.sort(key=lambda r: (-r[3], r[0], r[1]))
    table = pd.DataFrame(rows, columns=list(columns))
    return table.astype({"variant": object, "name": object, "rule": object})


def _is_word(vocabulary: Iterable[str] | None):
    """A test whether a type is a word of the dictionary rather than a name."""
    if vocabulary is not None:
        return frozenset(vocabulary).__contains__
    from .lemmas import lemma_dictionary

    known = lemma_dictionary()

    def is_word(word: str) -> bool:
        # adjectives and nouns of which the dictionary has another form only
        stems = [word, word + "ة", word + "ات", word + "ين", word + "ون"]
        for ending in ("ية", "ي", "ة", "يه"):
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                base = word[: -len(ending)]
                stems += [base, base + "ة"]
        return any(s in known for s in stems)

    return is_word


def _groups(vocabulary: np.ndarray, counts: np.ndarray, min_count: int) -> list:
    """(rule, columns) of types that share a key; every rule changes one kind of letter."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for column in np.flatnonzero(counts >= min_count).tolist():
        word = vocabulary[column]
        if len(word) < _SHORTEST or not "\u0620" <= word[0] <= "\u064a":
            continue
        base = word.translate(_HAMZA)
        for rule, table in _SOUNDS.values():
            groups[rule, base.translate(table)].append(column)
        if len(base) > _SHORTEST:
            groups["long or short vowel", _one_vowel_key(base)].append(column)
    return [(rule, members) for (rule, _), members in groups.items() if 1 < len(members) <= 6]


def _one_vowel_key(word: str) -> str:
    """Consonants with the first and last letter as they are; two forms that share it differ in
    vowels only."""
    return _VOWELS.sub("", word)


def merge_types(tokens: Tokens, table: "pd.DataFrame | Mapping[str, str]") -> Tokens:
    """Types united: each `variant` is counted as its `name`.

    Parameters
    ----------
    tokens : Tokens
    table : DataFrame with variant and name, or mapping from variant to name
        What is not in the vocabulary is ignored; chains (a to b, b to c) are followed.

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
