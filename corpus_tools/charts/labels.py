r"""Arabic labels that the installed matplotlib draws right.

Matplotlib 3.11 and later shape and reorder Arabic themselves, but guess the direction from
the first strong letter; earlier ones draw one code point after the other, unjoined and left
to right. The recipe found everywhere, reshaping and reordering by hand, is needed on the old
ones and wrong, without any error, on the new. `label` asks which kind it is talking to.

What a reader sees is what a browser shows for the same text in a right-to-left paragraph:
the order of the Unicode bidirectional algorithm (UAX #9), letters joined, brackets mirrored,
harakat and tatweel kept, on every version. On the old ones the letters become presentation
forms; no word ligature is made of them (ﷲ and its like are missing from many fonts), only
lam-alef, which every Arabic font has. Where Unicode has no presentation form for a letter, the
form of another letter that is drawn alike stands in (ڨ begins as ڤ does, ە ends as ه does); where
there is none (ڵ, ێ, the end of ڨ) the isolated letter stands between neighbours that join.
"""

import re
import unicodedata
from functools import cache

from ..schema import InputError

LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
LRI, PDI = "\u2066", "\u2069"
# They have no picture, and an SVG that holds one cannot be opened.
CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)}
# A tab and the wide space of Chinese are drawn as the box of a missing letter.
CONTROLS |= {ord("\n"): "\n", ord("\t"): " ", 0x3000: " "}
CONTROLS |= dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")  # other ends of a line
_BASES = {"rtl": RLM, "ltr": LRM}
# What has no shape of its own: zero-width joiners, direction marks, embeddings, isolates.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]")
_DIRECTION_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
# A mark between two letters takes no part in joining, so it must not part them either.
_BETWEEN_LETTERS = re.compile(f"(?<=[{_ARABIC}])[\u200f\u061c\u2060\ufeff\u00ad]+(?=[{_ARABIC}])")
# Honorifics and the rial sign are written as one character on purpose and stay one.
_FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc]+")
_NUMBER = re.compile(
    r"""
    (?:(?<![\w.,٫٬+\-−–/:])          # not inside a word, a name like F-16, a longer number,
    |(?<=\b[وفبلك]))                 # but «و-3» is «and minus three»
    (?:[+\-−–±~≈<>≤≥]|(?<!\d\s)[±~≈<>≤≥]\s)?  # a sign; in «5 > 3» it is none
    [$€£¥]?\d+(?:[.,٫٬:/]\d+)*[%٪‰°]?
    (?:\s?[\-–—−‒/:×±]\s?[+\-−]?[$€£¥]?\d+(?:[.,٫٬:/]\d+)*[%٪‰°]?)*
    (?:(?:[+°$]|\s?[%٪‰€£¥])(?!\w))?
    (?![\w])
    """,
    re.VERBOSE,
)
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,٫٬:]\d+)*")
# Letters without presentation forms: the same shape under another name, else the letter itself.
_TWINS = {
    "\u06a8": ("\u06a8", "\ufb6c", "\ufb6d", "\u06a8"),  # qaf with three dots, as veh
    "\u0763": ("\u0763", "\ufbd5", "\ufbd6", "\u0763"),  # keheh with three dots, as ng
    "\u06a7": ("\u06a7", "\ufed3", "\ufed4", "\u06a7"),  # qaf with one dot, as feh
    "\u06d5": ("\u06d5", "", "", "\ufeea"),  # ae, as heh
}
_JOINS_BOTH_SIDES = "\u06b5\u06ce\u06a2\u06a5\u067c\u0681\u0685\u069a\u06ab\u06bc"
_JOINS_BEFORE = "\u0695\u0689\u0693\u0696"
_DASH = re.compile("(?<=[\\d%٪‰°])\\s?[\\-–—−‒×±]")
_DOLLAR = re.compile(r"(?<!\\)\$")
_MARKER = "\ufe00"  # a variation selector: a mark that goes with the character before it


class Label(str):
    """What to hand to matplotlib, together with the text it stands for.

    Attributes
    ----------
    logical : str
        The text in the order in which it is read and typed.
    """

    logical: str

    def __new__(cls, drawn: str, logical: str | None = None) -> "Label":
        made = super().__new__(cls, drawn)
        made.logical = str.__str__(drawn) if logical is None else logical
        return made

    def __str__(self) -> "Label":  # matplotlib passes every text through str()
        return self

    def __format__(self, spec: str) -> str:
        return self if not spec else super().__format__(spec)


def label(
    text: object,
    *,
    base: str = "rtl",
    math: bool = False,
    isolate_numbers: bool = False,
    width: int | None = None,
) -> Label:
    r"""The string that the installed matplotlib draws as `text` should look.

    Parameters
    ----------
    text : str
        In logical order, as it is typed. Presentation forms in it, which other programs
        leave behind, are taken as logical order and brought back to plain letters. A text
        without Arabic comes back unchanged, but for a pair of `$`.
    base : {"rtl", "ltr"}
        The direction of the paragraph.
    math : bool
        False: every `$` is a dollar. True: a pair of `$` holds mathtext, which keeps its
        place in the line; matplotlib shapes nothing in such a line on any version, so that
        it is shaped here.
    isolate_numbers : bool
        False: as a browser shows it, where «12-5» and «-3.5%» after Arabic letters turn
        round. True: ranges, scores, signs and percentages stay left to right as written.
    width : int, optional
        Wrap at this many characters (before shaping, as it must be).

    Returns
    -------
    Label
        A str that remembers its `logical` text; labelling it again is harmless.

    Raises
    ------
    InputError
        `base` is neither "rtl" nor "ltr".

    Notes
    -----
    Order: The Unicode Consortium, UAX #9, *Unicode Bidirectional Algorithm*.

    Examples
    --------
    >>> label("BBC 2018") == "BBC 2018"
    True
    >>> label(label("النسبة 45% (BBC)")) == label("النسبة 45% (BBC)")
    True
    >>> label("النسبة 45% (BBC)").logical
    'النسبة 45% (BBC)'
    """
    if base not in _BASES:
        raise InputError(f"base: expected 'rtl' or 'ltr', got {base!r}")
    logical = text.logical if isinstance(text, Label) else str(text)
    plain = _plain_letters(logical.translate(CONTROLS))
    if width is not None:
        plain = wrap(plain, width)
    if not _has_arabic(plain):
        drawn = plain if math else "\n".join(map(_escape_pairs, plain.split("\n")))
        return Label(drawn, plain)
    lines = [_line(one, base, math, isolate_numbers) for one in plain.split("\n")]
    return Label("\n".join(lines), plain)


def wrap(text: str, width: int) -> str:
    """Break the lines of `text` at spaces so that none is longer than `width` characters.

    Marks and invisible characters count for nothing. A longer word stays whole.

    Examples
    --------
    >>> wrap("واحد اثنان ثلاثة", 11).split("\\n")
    ['واحد اثنان', 'ثلاثة']
    """
    if width < 1:
        raise InputError(f"width: expected at least 1 character, got {width}")
    return "\n".join(_wrap_line(line, width) for line in text.split("\n"))


@cache
def shapes_arabic() -> bool:
    """Whether the installed matplotlib shapes and reorders text (3.11 and later do)."""
    from matplotlib import ft2font

    return bool(getattr(ft2font, "__libraqm_version__", ""))


def visual(text: str, *, base: str = "rtl") -> str:
    """One line in the order and the forms in which it stands on paper, left to right.

    For drawing programs that put one code point after the other.
    """
    joined = _reshaper().reshape(_BETWEEN_LETTERS.sub("", text))
    return _INVISIBLE.sub("", _reorder(joined, base))


def rtl_line(text: str) -> str:
    """One line as it stands in a right-to-left paragraph, also where it has no Arabic letter."""
    return _line(_plain_letters(text.translate(CONTROLS)), "rtl", False, True)


def _line(line: str, base: str, math: bool, isolate: bool) -> str:
    if math and _is_math(line):
        return _math_line(line, base, isolate)
    if isolate:
        line = _NUMBER.sub(_isolated, line)
    if not shapes_arabic():
        return _escape(visual(line.replace(r"\$", "$"), base=base))
    return _escape(_BASES[base] + line) if line.strip() else line


def _isolated(match: re.Match[str]) -> str:
    """A number between marks that keep its order; a bare one needs none."""
    number = match.group()
    arabic_indic = any(unicodedata.bidirectional(c) == "AN" for c in number)
    before = map(unicodedata.bidirectional, reversed(match.string[: match.start()]))
    # After a Latin letter a number runs on with it: marks would tear «p < 0.05» apart.
    runs_on = next((kind for kind in before if kind in ("L", "R", "AL")), None) == "L"
    if _PLAIN_NUMBER.fullmatch(number) or (runs_on and not arabic_indic):
        return number
    if arabic_indic:  # with a dash between them they turn round even in a left-to-right line
        number = _DASH.sub(rf"\g<0>{LRM}", number)
    return f"{LRI}{number}{PDI}"


def _math_line(line: str, base: str, isolate: bool) -> str:
    """A line with mathtext: each formula is one neutral object while the words are ordered."""
    pieces = _DOLLAR.split(line)
    free = [c for c in map(chr, range(0x2500, 0x2580)) if c not in line]
    stand_ins = dict(zip(free, pieces[1::2], strict=False))
    words = "".join(a + b for a, b in zip(pieces[::2], [*stand_ins, ""], strict=True))
    words = words.replace(r"\$", "$")
    if isolate:
        words = _NUMBER.sub(_isolated, words)
    arabic_run = re.compile(f"[{_ARABIC}][{_ARABIC}\\s]*")
    shown = []
    for character in visual(words, base=base):
        formula = stand_ins.get(character)
        if formula is None:
            shown.append(r"\$" if character == "$" else character)
        else:
            shown.append("$" + arabic_run.sub(lambda m: visual(m.group()), formula) + "$")
    return "".join(shown)


def _reorder(text: str, base: str) -> str:
    """Visual order with mirrored brackets.

    python-bidi gives the order but mirrors nothing and tells no levels. A mark put after
    each bracket moves with it, and stands before it exactly where the line runs right to
    left: there the bracket is mirrored.
    """
    from bidi import get_display
    from bidi.mirror import MIRRORED

    marked = "".join(c + _MARKER if c in MIRRORED else c for c in text.replace(_MARKER, ""))
    ordered = get_display(marked, base_dir="R" if base == "rtl" else "L")
    shown, i = [], 0
    while i < len(ordered):
        character, after = ordered[i], ordered[i + 1 : i + 2]
        if character == _MARKER and after:
            shown.append(MIRRORED[after])
            i += 2
        else:
            shown.append(character)
            i += 2 if after == _MARKER and character in MIRRORED else 1
    return "".join(shown)


@cache
def _reshaper():
    """Presentation forms with harakat and tatweel kept; lam-alef the only ligature."""
    from arabic_reshaper import ArabicReshaper
    from arabic_reshaper.ligatures import LIGATURES

    lam = "ARABIC LIGATURE LAM WITH ALEF"
    kept = {lam} | {f"{lam} WITH {sign}" for sign in ("MADDA ABOVE", "HAMZA ABOVE", "HAMZA BELOW")}
    options = {name: name in kept for name, _ in LIGATURES}
    options |= {"delete_harakat": False, "delete_tatweel": False, "support_zwj": True}
    reshaper = ArabicReshaper({"language": "ArabicV2", **options})
    alone = {letter: (letter, letter, letter, letter) for letter in _JOINS_BOTH_SIDES}
    alone |= {letter: (letter, "", "", letter) for letter in _JOINS_BEFORE}
    reshaper.letters = {**reshaper.letters, **alone, **_TWINS}
    return reshaper


def _plain_letters(text: str) -> str:
    """Presentation forms back to letters; the forms of harakat lose the space they carry."""

    def plain(match: re.Match[str]) -> str:
        letters = unicodedata.normalize("NFKC", match.group())
        return re.sub("[ \u0640]([\u064b-\u0652\u0670])", r"\1", letters)

    return _FORMS.sub(plain, text)


def _has_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("AL", "AN", "R") for c in _strip_marks(text))


def _strip_marks(text: str) -> str:
    return _DIRECTION_MARKS.sub("", text)


def _is_math(line: str) -> bool:
    """Matplotlib's own test: an even number, not zero, of dollars that are not escaped."""
    dollars = line.count("$") - line.count(r"\$")
    return dollars > 0 and dollars % 2 == 0


def _escape(line: str) -> str:
    """Every `$` a dollar. A text that escaped it already by habit means the same."""
    return re.sub(r"\\?\$", r"\\$", line) if _parses_math() else line


def _escape_pairs(line: str) -> str:
    return _escape(line) if _is_math(line) else line


def _parses_math() -> bool:
    import matplotlib as mpl

    return bool(mpl.rcParams["text.parse_math"])


def _wrap_line(line: str, width: int) -> str:
    if _seen_length(line) <= width:
        return line
    lines, current = [], ""
    # A separator that stands alone ends its line; no line begins with one.
    for word in re.split(r" (?![·•|/–—\-،؛:,.!؟)\]}»](?: |$))", line):
        longer = f"{current} {word}" if current else word
        if current and _seen_length(longer) > width:
            lines.append(current)
            current = word
        else:
            current = longer
    return "\n".join([*lines, current])


def _seen_length(text: str) -> int:
    return sum(unicodedata.category(c) not in ("Mn", "Me", "Cf") for c in text)
