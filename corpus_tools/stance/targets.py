"""Where a statement mentions a target: the researcher's expressions, with clitics.

There is no default target. Whom a study asks about is its question, and a list that came with
the software would answer it before it was put.
"""

import re
import warnings
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..lexicons import read_table
from ..statements.conjugation import fold
from ..schema import InputError
from .relations import grammar

# folding that keeps every character in its place, so that offsets hold
_ALIGNED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "_": " ", "#": " "}
)
_LETTER = "\\w\u064b-\u065f\u0640"
# What one newsroom writes between the letters of a name and another does not: «السعوديّة».
_SIGN = "\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_SIGNS = re.compile(f"[{_SIGN}]+")
_ANY = f"[{_SIGN}]*"


def aligned(text: str) -> str:
    """`text` folded character by character, of the same length.

    >>> aligned("#الإخوان")
    ' الاخوان'
    """
    return text.translate(_ALIGNED)


def bare(text: str) -> str:
    """An aligned text without the signs between letters; its offsets are others.

    >>> bare(aligned("السعوديّة"))
    'السعودية'
    """
    return _SIGNS.sub("", text)


def check_targets(targets: Any) -> dict[str, "re.Pattern[str]"]:
    """One pattern a target; an error that says what to write where there is none.

    Warns where one expression is, or stands in, one of another target: what names the longer
    is counted for both.
    """
    example = '{"الدولة أ": ["الدولة أ", "عاصمتها", "رئيسها"]}'
    if not isinstance(targets, Mapping) or not targets:
        raise InputError(
            f"targets: expected a dict from a name to the expressions that mention it, got "
            f"{targets!r}; there is no default target: write for instance {example}"
        )
    out = {}
    for name, expressions in targets.items():
        if isinstance(expressions, str) or not expressions or not all(
            isinstance(e, str) and e.strip() for e in expressions
        ):  # fmt: skip
            raise InputError(
                f"targets[{name!r}]: expected a list of expressions, got {expressions!r}; write "
                f"for instance {example}"
            )
        for expression in expressions:
            _check_expression(str(name), expression)
        out[str(name)] = _pattern(expressions)
    for said in find_overlaps(targets, out):
        warnings.warn(said, UserWarning, stacklevel=4)  # whoever called score_stance
    return out


def _check_expression(name: str, expression: str) -> None:
    key = aligned(fold(expression)).strip()
    if sum(map(str.isalnum, key.removeprefix("ال"))) < 2:
        raise InputError(
            f"targets[{name!r}]: {expression!r} names nobody; write a name of two letters or more"
        )
    if key in _everywhere():
        raise InputError(
            f"targets[{name!r}]: {expression!r} is a word of every text and names nobody; write "
            "the name, or the word together with it"
        )


@lru_cache(maxsize=1)
def _everywhere() -> frozenset[str]:
    """Words that no target consists of: particles, pronouns, verbs of saying."""
    rows = read_table("stopwords")
    return frozenset(aligned(fold(r["word"])) for r in rows if r["set"] in ("function", "attribution"))


def find_overlaps(targets: Any, patterns: "Mapping[str, re.Pattern[str]]") -> list[str]:
    """Expressions of one target that stand in those of another, a sentence each.

    >>> wide = {"كوريا": ["كوريا"], "الشمال": ["كوريا الشمالية"]}
    >>> with warnings.catch_warnings(action="ignore"):
    ...     print(*find_overlaps(wide, check_targets(wide)))
    targets: 'كوريا الشمالية' of 'الشمال' mentions 'كوريا' too; what names it counts for both
    """
    return [
        f"targets: {expression!r} of {str(name)!r} mentions {other!r} too; what names it counts for both"
        for name, expressions in targets.items()
        for expression in expressions
        for other, pattern in patterns.items()
        if other != str(name) and pattern.search(aligned(expression))
    ]


def _spelled(word: str) -> str:
    """A pattern for a folded word with any signs among its letters, ة also as ه at its end."""
    letters = [re.escape(letter) + _ANY for letter in word]
    if len(word) > 2 and word[-1] == "ة":
        letters[-1] = "[ةه]" + _ANY
    return "".join(letters)


def _pattern(expressions: Any) -> "re.Pattern[str]":
    variants = set()
    for expression in expressions:
        words = aligned(fold(expression)).split()
        body = "\\s+".join(map(_spelled, words))
        variants.add(f"(?:[وف]?{_ANY}[بلك]?{_ANY}){body}")
        if words[0].startswith("ال"):  # لل is written for ل + ال
            variants.add(f"[وف]?{_ANY}ل{_ANY}" + body[len("ا" + _ANY) :])
    ordered = sorted(variants, key=lambda v: (-len(v), v))
    return re.compile(f"(?<![{_LETTER}])(?:{'|'.join(ordered)})(?![{_LETTER}])")


@lru_cache(maxsize=4096)
def joined_by(mention: str, pattern: "re.Pattern[str]") -> str:
    """The preposition written together with a name, or "".

    >>> pattern = check_targets({"t": ["بيونغ يانغ", "النهر"]})["t"]
    >>> [joined_by(m, pattern) for m in ("بيونغ يانغ", "ببيونغ يانغ", "وللنهر", "والنهر")]
    ['', 'ب', 'ل', '']
    """
    mention = bare(mention)
    if mention[0] in "وف" and pattern.fullmatch(mention[1:]):
        mention = mention[1:]
    if mention.startswith("لل") and pattern.fullmatch("ا" + mention[1:]):
        return "ل"
    return mention[0] if mention[0] in "بلك" and pattern.fullmatch(mention[1:]) else ""


def beginnings(expressions: Any) -> tuple[str, ...]:
    """Strings one of which an aligned and bare text holds wherever it mentions a target.

    Looking for them is ten times as fast as for the pattern, and most statements hold none.

    >>> beginnings(["النهر", "كوريا الشمالية"])
    ('كوريا', 'لنهر')
    """
    first = {aligned(fold(e)).split()[0] for e in expressions}  # «للنهر» has lost the alef
    first = {word[:-1] if len(word) > 2 and word[-1] == "ة" else word for word in first}
    return tuple(sorted(word[1:] if word.startswith("ال") else word for word in first))


def find_mentions(text: str, pattern: "re.Pattern[str]") -> list[tuple[int, int]]:
    """Mentions in `text`, as (start, end).

    >>> find_mentions("وللنهر قصة", check_targets({"t": ["النهر"]})["t"])
    [(0, 6)]
    """
    return [m.span() for m in pattern.finditer(aligned(text))]


def adjective_pattern(expressions: Any) -> "re.Pattern[str] | None":
    """Adjectives of countries and groups: «كوريا الشمالية» -> «الكوري الشمالي».

    They tell whether a source belongs to the target, and stand for its name where that is absent.

    >>> bool(adjective_pattern(["الإخوان"]).search(aligned("النظام الإخواني")))
    True
    """
    variants = []
    for stem, others in _adjectives(expressions):
        rest = "".join(f"\\s+{_spelled(w.removesuffix('ة'))}(?:[ةه]{_ANY})?" for w in others)
        the = f"(?:[وف]?{_ANY}[بلك]?{_ANY}{_spelled('ال')}|{_spelled('لل')})?"
        endings = f"(?:[ةه]{_ANY}|{_spelled('ين')}|{_spelled('ون')})?"
        variants.append(f"{the}{_spelled(stem)}{endings}{rest}")
    return (
        re.compile(f"(?<![{_LETTER}])(?:{'|'.join(variants)})(?![{_LETTER}])") if variants else None
    )


def adjective_stems(expressions: Any) -> tuple[str, ...]:
    """Strings one of which an aligned and bare text holds wherever an adjective of it stands.

    >>> adjective_stems(["كوريا الشمالية", "بيونغ يانغ"])
    ('كوري',)
    """
    return tuple(sorted({stem for stem, _ in _adjectives(expressions)}))


def _adjectives(expressions: Any) -> list[tuple[str, list[str]]]:
    """The stem of each adjective, and the words after it."""
    folded = [aligned(fold(e)).split() for e in expressions]
    found = [(_adjective(words[0], alone=len(words) == 1), words[1:]) for words in folded]
    return [(stem, others) for stem, others in found if len(stem) > 3]


def office_pattern(expressions: Any) -> "re.Pattern[str] | None":
    """A ruler's office without the name: «الرئيس فلان» -> «الرئيس», «الرئاسة», «النظام».

    Only where the researcher named the ruler with the title, and where no name and no adjective
    of another country follows. It stands for the target where nothing else names it.

    >>> pattern = office_pattern(["الرئيس فلان"])
    >>> [bool(pattern.search(aligned(s))) for s in ("قال الرئيس إن", "خطاب الرئيس.", "الرئيس بشار")]
    [True, True, False]
    """
    folded = [aligned(fold(e)).split() for e in expressions]
    titles = {words[0] for words in folded if len(words) > 1 and words[0] in grammar("ruler")}
    if not titles:
        return None
    nouns = "|".join(sorted({w.removeprefix("ال") for w in titles | grammar("rule")}))
    after = "|".join(sorted(grammar("after_office")))
    return re.compile(
        f"(?<![{_LETTER}])(?:[وف]?[بك]?ال|[وف]?لل)(?:{nouns})(?![{_LETTER}])"
        f"(?=\\s*(?:$|[^\\w\\s])|\\s+(?:{after}|[يت][{_LETTER}]{{3,}}|وال[{_LETTER}]+|لل[{_LETTER}]+|"
        f"بال[{_LETTER}]+)(?![{_LETTER}]))"
    )


def _adjective(name: str, *, alone: bool) -> str:
    """The adjective of a name in ي, or "" where none is safe."""
    if name.endswith("ا") and len(name) > 4:  # «كوريا», «سوريا»
        return name[:-1].removesuffix("ي") + "ي"
    bare = name.removeprefix("ال")
    if not alone:
        return ""
    if name in _countries():  # «إيران», «الصين», «السعودية»
        return bare.removesuffix("ة").removesuffix("ي") + "ي"
    if bare != name and len(bare) > 4:
        if bare.endswith(("يون", "يين")):  # «الحوثيون»
            return bare[:-2]
        if bare.endswith("ان"):  # «الإخوان»
            return bare + "ي"
    return ""


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(aligned(fold(row["word"])) for row in read_table("countries"))
