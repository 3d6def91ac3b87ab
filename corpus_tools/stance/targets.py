"""Where a statement mentions a target: the researcher's expressions, with clitics.

There is no default target. Whom a study asks about is its question, and a list that came with
the software would answer it before it was put.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..lexicons import read_table
from ..statements.conjugation import fold
from ..schema import InputError
from .relations import grammar

# folding that keeps every character in its place, so that offsets hold
_ALIGNED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "_": " ", "#": " "}
)
_LETTER = "\\w\u064b-\u065f\u0640"


def aligned(text: str) -> str:
    """`text` folded character by character, of the same length.

    >>> aligned("#الإخوان")
    ' الاخوان'
    """
    return text.translate(_ALIGNED)


def check_targets(targets: Any) -> dict[str, "re.Pattern[str]"]:
    """One pattern a target; an error that says what to write where there is none."""
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
        out[str(name)] = _pattern(expressions)
    return out


def _pattern(expressions: Any) -> "re.Pattern[str]":
    variants = set()
    for expression in expressions:
        words = [re.escape(w) for w in aligned(fold(expression)).split()]
        body = "\\s+".join(words)
        variants.add(f"(?:[وف]?[بلك]?){body}")
        if words[0].startswith("ال"):  # لل is written for ل + ال
            variants.add("[وف]?ل" + body[1:])
    ordered = sorted(variants, key=lambda v: (-len(v), v))
    return re.compile(f"(?<![{_LETTER}])(?:{'|'.join(ordered)})(?![{_LETTER}])")


@lru_cache(maxsize=4096)
def joined_by(mention: str, pattern: "re.Pattern[str]") -> str:
    """The preposition written together with a name, or "".

    >>> pattern = check_targets({"t": ["بيونغ يانغ", "النهر"]})["t"]
    >>> [joined_by(m, pattern) for m in ("بيونغ يانغ", "ببيونغ يانغ", "وللنهر", "والنهر")]
    ['', 'ب', 'ل', '']
    """
    if mention[0] in "وف" and pattern.fullmatch(mention[1:]):
        mention = mention[1:]
    if mention.startswith("لل") and pattern.fullmatch("ا" + mention[1:]):
        return "ل"
    return mention[0] if mention[0] in "بلك" and pattern.fullmatch(mention[1:]) else ""


def beginnings(expressions: Any) -> tuple[str, ...]:
    """Strings one of which an aligned text holds wherever it mentions a target.

    Looking for them is ten times as fast as for the pattern, and most statements hold none.

    >>> beginnings(["النهر", "كوريا الشمالية"])
    ('كوريا', 'لنهر')
    """
    first = {aligned(fold(e)).split()[0] for e in expressions}  # «للنهر» has lost the alef
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
        rest = "".join(f"\\s+{re.escape(w.removesuffix('ة'))}ة?" for w in others)
        variants.append(f"(?:[وف]?[بلك]?ال|لل)?{re.escape(stem)}(?:ة|ين|ون)?{rest}")
    return (
        re.compile(f"(?<![{_LETTER}])(?:{'|'.join(variants)})(?![{_LETTER}])") if variants else None
    )


def adjective_stems(expressions: Any) -> tuple[str, ...]:
    """Strings one of which an aligned text holds wherever an adjective of the target stands.

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
