"""Where a statement mentions a target: the researcher's expressions, with clitics.

There is no default target. Whom a study asks about is its question, and a list that came with
the software would answer it before it was put.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..statements.conjugation import fold
from ..schema import InputError

# folding that keeps every character in its place, so that offsets hold
_ALIGNED = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "_": " ", "#": " "}
)
_MARKS = "\"«»“”'"
_FREE = (  # what may follow a title that stands alone
    "في", "من", "علي", "عن", "الي", "ان", "لن", "لم", "لا", "ما", "قد", "كان", "هو", "مع", "ضد", "بعد",
    "قبل", "خلال", "امس", "اليوم", "الذي", "عند", "حول", "كما", "ثم", "بل", "او", "ام", "اذا", "عندما",
    "ليس", "حتي", "بشان", "قال", "اكد", "اعلن", "طالب", "دعا", "رفض", "وافق", "بان", "انه", "نفسه",
)  # fmt: skip
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
    variants, in_marks = set(), set()
    for expression in expressions:
        words = [_spelling(w) for w in aligned(fold(expression)).split()]
        variants |= _with_clitics("\\s+".join(words))
        if len(words) > 1 and words[1].startswith("ال"):
            in_marks.add("\\s+".join(words[1:]))  # «الإنقاذ» in marks, for «جبهة الإنقاذ»
    ordered = sorted(variants, key=lambda v: (-len(v), v))
    marked = "".join(
        f"|(?<=[{_MARKS}]){tail}(?=[{_MARKS}])" for tail in sorted(in_marks, key=lambda v: (-len(v), v))
    )
    return re.compile(f"(?<![{_LETTER}])(?:{'|'.join(ordered)})(?![{_LETTER}]){marked}")


def _with_clitics(body: str) -> set[str]:
    """`body` with و, ف, ب, ل, ك joined to it; لل is written for ل + ال."""
    return {f"(?:[وف]?[بلك]?){body}", *([f"[وف]?ل{body[1:]}"] if body.startswith("ال") else [])}


def _spelling(word: str) -> str:
    """The word as a pattern: a foreign name is written with an alef and without («ترمب»)."""
    body, light = re.escape(word), word[:1] + word[1:-1].replace("ا", "") + word[-1:]
    if len(word) > 4 and light != word and not word.startswith("ال"):
        from wordfreq import zipf_frequency

        # «صبحي» is another name than «صباحي», and no rarer
        if zipf_frequency(light, "ar") < max(2.0, zipf_frequency(word, "ar") - 0.8):
            body = re.escape(word[:1]) + re.escape(word[1:-1]).replace("ا", "ا?") + word[-1:]
    return body


def find_mentions(text: str, pattern: "re.Pattern[str]") -> list[tuple[int, int]]:
    """Mentions in `text`, as (start, end).

    >>> find_mentions("وللنهر قصة", check_targets({"t": ["النهر"]})["t"])
    [(0, 6)]
    """
    return [m.span() for m in pattern.finditer(aligned(text))]


def adjective_pattern(expressions: Any) -> "re.Pattern[str] | None":
    """Adjectives of the expressions: «كوريا الشمالية» -> «الكوري الشمالي», «الإخوان» -> «الإخواني».

    They tell whether a source belongs to the target, and stand for its name where that is absent.
    """
    variants = []
    for expression in expressions:
        words = aligned(fold(expression)).split()
        if words[0].startswith("ال") and len(words) == 1 and words[0][-1] not in "ةيه":
            variants.append(f"(?:[وف]?[بلك]?ال|[وف]?لل|[وف]?){re.escape(words[0][2:])}ية?")
        if not words[0].endswith("ا") or len(words[0]) < 5:
            continue
        rest = "".join(f"\\s+{re.escape(w.removesuffix('ة'))}ة?" for w in words[1:])
        stem = words[0][:-1].removesuffix("ي") + "ي"
        if len(stem) > 3:
            variants.append(f"(?:[وف]?[بلك]?ال|لل)?{re.escape(stem)}(?:ة|ين|ون)?{rest}")
    return (
        re.compile(f"(?<![{_LETTER}])(?:{'|'.join(variants)})(?![{_LETTER}])") if variants else None
    )


class LoneTitle(NamedTuple):
    """«الرئيس» alone, where an expression of the target is «الرئيس فلان»."""

    alone: "re.Pattern[str]"
    named: "re.Pattern[str]"  # the title followed by whatever makes it a certain person's

    def others(self, text: str, mentions: list[tuple[int, int]]) -> bool:
        """Whether the title is given to somebody else in `text`."""
        inside = [a for a, _ in mentions]
        return any(m.start() not in inside for m in self.named.finditer(aligned(text)))

    def find(self, text: str) -> list[tuple[int, int]]:
        return [m.span() for m in self.alone.finditer(aligned(text))]


def lone_title(expressions: Any) -> LoneTitle | None:
    """How a title that an expression joins to a name stands alone, or None.

    What follows decides: an adjective of origin or a name makes it somebody's, a word of
    grammar, a mark, a verb or a plain adjective does not.

    >>> title = lone_title(["الرئيس سالم"])
    >>> title.find("خطاب الرئيس تجاهل الأزمة"), title.find("خطاب الرئيس الفرنسي")
    ([(5, 11)], [])
    """
    found = set()
    for expression in expressions:
        words = aligned(fold(expression)).split()
        if len(words) == 2 and words[0].startswith("ال") and not words[1].startswith("ال"):
            found.add(words[0])
    if not found:
        return None
    titles = "|".join(v for t in sorted(found) for v in sorted(_with_clitics(re.escape(t))))
    head = f"(?<![{_LETTER}])(?:{titles})(?![{_LETTER}])"
    lawful = "ال(?:شرعي|منتخب|حالي|قانوني|مدني)"
    free = (
        f"\\s*(?:$|[^\\w\\s]|{lawful}|(?:{'|'.join(_FREE)})(?![{_LETTER}])"
        f"|[يت][{_LETTER}]{{3,}}|ا[نستف][{_LETTER}]{{4,}}|و[{_LETTER}]+|[لب]ل?[{_LETTER}]{{4,}})"
    )
    return LoneTitle(re.compile(f"{head}(?={free})"), re.compile(f"{head}(?!{free})"))
