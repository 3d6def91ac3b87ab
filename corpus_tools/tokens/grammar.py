"""Which clitics a stem can have, whatever the frequencies say.

A reference list counts short words of chat and names by the million, so that frequency alone cuts
«بيانا» (a statement) into ب, يا and نا. Here stands what grammar knows: particles take few clitics,
no word has both the article and a pronoun, the future particle stands before an imperfect; and
what the dictionary says of a word as a whole.
"""

from collections.abc import Mapping
from functools import lru_cache

from ..lexicons import read_table

_ARTICLE = "ال"
_IMPERFECT = frozenset("يتنأا")  # أ is often written without its hamza


@lru_cache(maxsize=1)
def particles() -> dict[str, tuple[frozenset[str] | None, bool]]:
    """Of each word of `particles.tsv`: proclitics beside و and ف (None: not even these), and
    whether it takes a pronoun."""
    return {
        row["word"]: (
            None if row["before"] == "-" else frozenset(row["before"].split()),
            row["pronoun"] == "yes",
        )
        for row in read_table("particles")
    }


def may_bear(pro: str, stem: str, enc: str) -> bool:
    """Whether a short stem can stand between these clitics.

    >>> may_bear("ب", "يا", "نا"), may_bear("وس", "لم", ""), may_bear("ف", "من", "هم")
    (False, False, True)
    """
    if pro[-1:] == "س" and (len(stem) < 3 or stem[0] not in _IMPERFECT):
        return False
    found = particles().get(stem)
    if found is None:
        return not (enc == "ني" and len(stem) < 3)  # after verbs, and those have three letters
    before, pronoun = found
    if before is None or (enc and not pronoun):
        return False
    return pro in ("", "و", "ف") or (pro[-1] in before and pro[:-1] in ("", "و", "ف"))


def is_slight(stem: str) -> bool:
    """Whether a stem has but two letters, or one beside the article, and is no particle."""
    rest = len(stem) - (2 if stem.startswith(_ARTICLE) and len(stem) == 3 else 0)
    return rest <= 2 and stem not in particles()


def has_article(word: str, lemmas: Mapping[str, str]) -> bool:
    """Whether ال is the article, so that no pronoun can follow.

    >>> has_article("الأم", {"الأم": "أم"}), has_article("التزام", {"التزام": "التزام"})
    (True, False)
    """
    if not word.startswith(_ARTICLE):
        return False
    found = lemmas.get(word)
    return word[2:] in lemmas if found is None else not found.startswith(_ARTICLE)


def own_word(word: str, pro: str, enc: str, lemmas: Mapping[str, str]) -> str | None:
    """The word, or what the other clitic leaves of it, if the dictionary knows that with these
    letters in its lemma, so that they are hardly clitics.

    >>> known = {"بيانا": "بيان", "وصف": "وصف", "أسهما": "أسهم"}
    >>> own_word("بيانا", "ب", "نا", known), own_word("وصفه", "و", "ه", known)
    ('بيانا', 'وصف')
    >>> own_word("أسهما", "", "هما", known)
    'أسهما'
    """
    if pro:
        for part in (word, word[: len(word) - len(enc)]) if enc else (word,):
            lemma = lemmas.get(part)
            if lemma is not None and lemma[0] == word[0]:
                return part
    if enc:
        begun = word[len(pro) : len(word) - len(enc) + 1]  # with the first letter of the pronoun
        for part in (word, word[len(pro) :]) if pro else (word,):
            lemma = lemmas.get(part)
            if lemma is not None and (begun in lemma or (len(enc) > 1 and lemma.endswith(enc))):
                return part
    return None


def is_cut_out(word: str, own: str, stem: str, frequency: Mapping[str, float]) -> bool:
    """Whether a stem must not be cut out of a word that the dictionary knows: بحر, the sea, is
    not ب and حر, whose stem is slight, and بيانهم not ب, يان and هم, since بيان is commoner."""
    if is_slight(stem):
        return True
    return own != word and frequency.get(own, -99.0) > frequency.get(stem, -99.0)
