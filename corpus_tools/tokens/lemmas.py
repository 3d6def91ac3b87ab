"""The dictionary form of a word without its clitics.

simplemma's dictionary answers for most; it has gaps in the conjugation of verbs (نريد and تقوم
stand there as their own lemmas), files nouns under their verbs (كتابة under كتب) and does not know
most plurals of the press. What `tools/tune_lemmas.py` has learned about common stems stands in
`lemmas.tsv`; the rest is filled by rules from forms that the dictionary does know, never by
cutting a word down to something that no list has.
"""

from collections.abc import Mapping
from functools import lru_cache

from ..lexicons import read_table

_ARTICLE = "ال"
_ENDINGS = ("تين", "تان", "يات", "ات", "ون", "ين", "ان", "ية", "ة", "ا")
_LAST = tuple({ending[-1] for ending in _ENDINGS})
_PERSONS = "يتنأا"  # the letters that an imperfect begins with
_IMPERFECT_ENDINGS = ("", "ون", "ان", "وا", "ين", "ن")
_PERFECT_ENDINGS = ("وا", "تم", "نا", "ت")


@lru_cache(maxsize=1)
def lemma_dictionary() -> dict[str, str]:
    """simplemma's Arabic dictionary as one dict from form to lemma."""
    from simplemma.strategies import DefaultDictionaryFactory

    return dict(DefaultDictionaryFactory().get_dictionary("ar").items())


@lru_cache(maxsize=1)
def learned_lemmas() -> dict[str, str]:
    """Stem to lemma, of `lemmas.tsv`."""
    return {row["stem"]: row["lemma"] for row in read_table("lemmas")}


def lemma_by_rules(stem: str, lemmas: Mapping[str, str], frequency: Mapping[str, float]) -> str:
    """The lemma of a restored stem from the dictionary and rules.

    >>> lemma_by_rules("نريد", lemma_dictionary(), {"نريد": -11.0, "يريد": -10.0})
    'أراد'
    """
    n_letters = len(stem) - 2
    has_article = stem[:2] == _ARTICLE and (n_letters > 2 or (n_letters == 2 and stem[2:] in lemmas))
    bare = stem[2:] if has_article else stem
    found, plain = lemmas.get(stem), lemmas.get(bare)
    if len(bare) > 2:
        definite = found if has_article else lemmas.get(_ARTICLE + bare)
        noun = _noun(bare, plain, definite, lemmas)
        if noun is not None:
            return noun
    if found is not None and len(found) < 3 and len(stem) > len(found) + 2:
        found = None  # بالغ as غ: the dictionary took letters of the word for clitics
    if found is not None and found != stem:
        return found
    if not has_article:  # verbs have none
        verb = _verb(stem, lemmas, frequency)
        if verb is not None:
            return verb
    if found is not None:
        return found
    return plain or fold_endings(bare, frequency)


def _noun(
    bare: str, plain: str | None, definite: str | None, lemmas: Mapping[str, str]
) -> str | None:
    """The lemma of a noun on which the dictionary says two things, with the article and without.

    It takes النزاع for نزاع and نزاع for a form of نازع: where one of the two is a lemma of its
    own, both are that; where the two are a relative adjective, its masculine.
    """
    if definite is None or plain == definite:
        if bare[-1] == "ا" and plain != bare:  # an accusative: بيانا
            base = bare[:-1]
            if len(base) > 2 and base in (lemmas.get(base), lemmas.get(_ARTICLE + base)):
                return base
        return None
    if bare.endswith("ية"):
        return bare[:-1] if bare[:-1] in (definite, plain) else None
    return bare if bare in (definite, plain) else None


def _verb(stem: str, lemmas: Mapping[str, str], frequency: Mapping[str, float]) -> str | None:
    """The lemma of a verb form that the dictionary does not conjugate, from its sister forms."""
    if len(stem) < 3:
        return None
    if stem[0] in "يتنأ":
        # Nouns begin with these letters too (توقع, نظام): only what is rarer than the third
        # person of the verb it would be is taken for a verb.
        third = frequency.get("ي" + stem[1:])
        if stem[0] == "ي" or (third is not None and frequency.get(stem, -99.0) <= third):
            found = _imperfect(stem, lemmas)
            if found is not None:
                return found
    for ending in _PERFECT_ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            base = stem[: -len(ending)]
            found = lemmas.get(base)
            if found is not None and (found == base or ending == "وا"):
                return found
    return None


def _imperfect(stem: str, lemmas: Mapping[str, str]) -> str | None:
    cores = [stem[1:]]
    for ending in _IMPERFECT_ENDINGS[1:]:
        if cores[0].endswith(ending) and len(cores[0]) - len(ending) >= 2:
            cores.append(cores[0][: -len(ending)])
            break
    for core in cores:
        for person in _PERSONS:
            for ending in _IMPERFECT_ENDINGS:
                form = person + core + ending
                found = lemmas.get(form)
                if found and found != form and found != stem and found[0] != "ي":
                    return found
    return None


def fold_endings(stem: str, frequency: Mapping[str, float]) -> str:
    """A noun unknown to the dictionary without its ending, where what remains is a known word."""
    if stem[-1:] not in _LAST:
        return stem
    for ending in _ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            base = stem[: -len(ending)]
            if ending in ("يات", "ية"):
                base += "ي"
            elif ending in ("تين", "تان"):  # two of what ends in ة
                base += "ة"
            for candidate in (base, base + "ة") if ending == "ات" else (base,):
                if candidate in frequency:
                    return candidate
    return stem
