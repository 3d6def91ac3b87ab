"""The written forms of an Arabic verb, from two of them.

Cues and evaluative verbs are listed once, by lemma; a sentence holds them in every person,
gender, number and tense. This module writes the forms out, so that reading a sentence is one
look-up a word. Vowel marks are not written, and hamza on alef is folded (أعلن, اعلن), because
newspapers write both.
"""

import re
import unicodedata

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069#]")
_PLAIN = re.compile("[\u0621-\u063a\u0641-\u064a]+").fullmatch  # nothing to compose or strip
_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ی": "ي", "ک": "ك"})
_WEAK = "اوي"
_PREFIXES = (("ي", "3ms"), ("ت", "3fs"), ("ا", "1s"), ("ن", "1p"))

OBJECT_SUFFIXES = ("هما", "ها", "هم", "هن", "نا", "ني", "ه")


def fold(word: str) -> str:
    """The key under which a written word is looked up: no marks, one alef.

    >>> fold("أكَّدت")
    'اكدت'
    """
    if _PLAIN(word):
        return word.translate(_FOLD)
    if not word.isascii():
        word = _MARKS.sub("", unicodedata.normalize("NFC", word)).translate(_FOLD)
    return word


def past_forms(past: str) -> list[tuple[str, str]]:
    """Forms of the past, each with its person ("3ms", "3fs", …).

    >>> dict((p, f) for f, p in past_forms("قال"))["1s"]
    'قلت'
    """
    word = fold(past)
    stem, last = word[:-1], word[-1]
    if last == "ى":
        base = [(word, "3ms"), (stem + "ت", "3fs"), (stem + "يا", "3md"), (stem + "تا", "3fd"),
                (stem + "وا", "3mp")]  # fmt: skip
        light = stem + "ي"
    elif last == "ا" and len(word) > 2 and past[-1] == "أ":  # بدأت, قرأوا
        base = [(word, "3ms"), (word + "ت", "3fs"), (word + "وا", "3mp"), (stem + "ؤوا", "3mp"),
                (stem + "أتا".translate(_FOLD), "3fd")]  # fmt: skip
        light = word
    elif last == "ا" and len(word) > 2:
        base = [(word, "3ms"), (stem + "ت", "3fs"), (stem + "وا", "3mp"), (stem + "تا", "3fd")]
        light = stem + "و"
    elif last == "ي":
        base = [(word, "3ms"), (word + "ت", "3fs"), (stem + "وا", "3mp")]
        light = word
    else:
        base = [(word, "3ms"), (word + "ت", "3fs"), (word + "ا", "3md"), (word + "تا", "3fd"),
                (word + "وا", "3mp")]  # fmt: skip
        # a hollow verb loses its long vowel before the consonantal endings: قلت, أفدنا
        hollow = len(word) in (3, 4) and word[-2] == "ا" and word[0] != "ت" and word[1] != "و"
        light = word[:-2] + last if hollow else word
    return base + [(light + "ن", "3fp"), (light + "ت", "1s"), (light + "نا", "1p")]


def imperfect_forms(imperfect: str) -> list[tuple[str, str]]:
    """Forms of the imperfect in all three moods, each with its person.

    >>> sorted(f for f, p in imperfect_forms("يقول") if p == "3fs")
    ['تقل', 'تقول']
    """
    stem = fold(imperfect)[1:]
    short = stem[:-1] if stem[-1] in "ويى" else stem
    dual = stem[:-1] + "ي" if stem[-1] == "ى" else stem
    out = [(prefix + stem, person) for prefix, person in _PREFIXES] + jussive_forms(imperfect)
    for prefix, gender in (("ي", "m"), ("ت", "f")):
        out += [(prefix + dual + "ان", f"3{gender}d"), (prefix + dual + "ا", f"3{gender}d")]
        out += [(prefix + short + "ون", "3mp"), (prefix + short + "وا", "3mp")]
    out.append(("ي" + stem + "ن", "3fp"))
    return out


def jussive_forms(imperfect: str) -> list[tuple[str, str]]:
    """Forms after لم that differ from the imperfect's: يقل, ينف. Without لم they are other words.

    >>> jussive_forms("يقول")[:2]
    [('يقل', '3ms'), ('تقل', '3fs')]
    """
    stem = fold(imperfect)[1:]
    if stem[-1] in "ويى":
        short = stem[:-1]
    elif len(stem) > 2 and stem[-2] in _WEAK:
        short = stem[:-2] + stem[-1]
    else:
        return []
    return [(prefix + short, person) for prefix, person in _PREFIXES]


def participle_forms(participle: str) -> list[str]:
    """Accusative forms of an active participle, as they stand after a comma: قائلا, مؤكدة.

    >>> participle_forms("مؤكد")
    ['مؤكدا', 'مؤكدة', 'مؤكدين', 'مؤكدتين', 'مؤكدان']
    """
    stem = fold(participle)
    return [stem + ending for ending in ("ا", "ة", "ين", "تين", "ان")]


def strip_clitics(word: str) -> list[tuple[str, str]]:
    """Readings of a folded word as (proclitic, rest), the word itself first.

    >>> strip_clitics("وسيقول")
    [('', 'وسيقول'), ('و', 'سيقول'), ('وس', 'يقول')]
    """
    out = [("", word)]
    if len(word) > 2 and word[0] in "وف":
        out.append((word[0], word[1:]))
    rest = out[-1][1]
    if len(rest) > 4 and rest[0] == "س" and rest[1] in "يتنا":
        out.append((out[-1][0] + "س", rest[1:]))
    elif len(rest) > 4 and rest[0] == "ل" and rest[1] in "يت":
        out.append((out[-1][0] + "ل", rest[1:]))  # «ليقول»: in order to say
    return out
