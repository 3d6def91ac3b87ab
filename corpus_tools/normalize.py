"""One spelling for what a reader takes as one word, in named steps that each do one thing.

The same Arabic word reaches a corpus with and without vowel signs, stretched, in presentation
forms pasted from a PDF, with Persian letters from a phone, or with invisible direction marks from
a web page. Counting needs one spelling; reading needs the one that stood there. So nothing here
touches a document: the steps make the keys under which words are counted.

Every step is idempotent and gives equal output for canonically equivalent input: it works on NFC
text and repeats until nothing changes, since removing one character can let two others combine.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache

from .schema import InputError

# Vowel signs, Quranic marks and the signs of other languages that are written above or below
# letters. U+0653 to U+0655 (madda, hamza) stand alone only where NFC found nothing to join.
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed" \
    "\u0897-\u089f\u08ca-\u08e1\u08e3-\u08ff"  # fmt: skip
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_EMPTY = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, BOM
_ARABIC_LETTER = "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5" \
    "\u06fa-\u06fc\u0750-\u077f"  # fmt: skip
# Letters after which nothing is joined, so that a non-joiner behind them separates nothing.
_RIGHT_JOINING = "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0677" \
    "\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u0621"

_LETTERS = {
    "\u06a9": "\u0643",  # KEHEH -> KAF
    "\u06aa": "\u0643",  # SWASH KAF
    "\u06cc": "\u064a",  # FARSI YEH -> YEH
    "\u06cd": "\u064a",  # YEH WITH TAIL
    "\u06d2": "\u064a",  # YEH BARREE
    "\u06d3": "\u0626",  # YEH BARREE WITH HAMZA ABOVE
    "\u06c0": "\u0647",  # HEH WITH YEH ABOVE
    "\u06c1": "\u0647",  # HEH GOAL
    "\u06c2": "\u0647",  # HEH GOAL WITH HAMZA ABOVE
    "\u06be": "\u0647",  # HEH DOACHASHMEE
    "\u06d5": "\u0647",  # AE, typed for final heh
    "\u06c3": "\u0629",  # TEH MARBUTA GOAL
}
_ALEF = dict.fromkeys("\u0622\u0623\u0625\u0671\u0672\u0673\u0675", "\u0627")
_HAMZA = {"\u0624": "\u0648", "\u0626": "\u064a"}
_DIGITS = {base + n: str(n) for base in (0x0660, 0x06F0) for n in range(10)}


def _settled(operation: Callable[[str], str]) -> Callable[[str], str]:
    """The operation between two NFC passes, repeated until it changes nothing."""

    def step(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        while (after := unicodedata.normalize("NFC", operation(text))) != text:
            text = after
        return text

    step.__name__, step.__doc__ = operation.__name__, operation.__doc__
    step.__qualname__, step.__module__ = operation.__qualname__, operation.__module__
    return step


def _mapping(table: dict) -> Callable[[str], str]:
    prepared = str.maketrans(table)
    return lambda text: text.translate(prepared)


_map_letters, _map_alef, _map_hamza = _mapping(_LETTERS), _mapping(_ALEF), _mapping(_HAMZA)
_drop_marks = re.compile(f"[{_MARKS}]+")
_drop_bidi = re.compile(f"[{_BIDI}]+")
_drop_empty = re.compile(f"[{_EMPTY}]+")
_joiners = re.compile("[\u200c\u200d]+")
_separates = re.compile(f"(?=[{_ARABIC_LETTER}])[^{_RIGHT_JOINING}][{_MARKS}]*\\Z")
_arabic_start = re.compile(f"[{_ARABIC_LETTER}]")
_hashtag = re.compile(r"#(?=\w)[\w\u200c]+")


@_settled
def unify_presentation_forms(text: str) -> str:
    """Compatibility characters to plain ones (NFKC): \ufefb becomes lam and alef."""
    return unicodedata.normalize("NFKC", text)


@_settled
def unify_letters(text: str) -> str:
    """Persian and Urdu letters to the Arabic ones that look the same (KEHEH to KAF)."""
    return _map_letters(text)


@_settled
def unify_digits(text: str) -> str:
    """Arabic-Indic and Persian digits to 0-9.

    >>> unify_digits("\u0661\u0665")
    '15'
    """
    return text.translate(_DIGITS)


@_settled
def strip_tatweel(text: str) -> str:
    """The stretching stroke U+0640 removed.

    >>> strip_tatweel("سـلام")
    'سلام'
    """
    return text.replace("\u0640", "")


@_settled
def dediacritize(text: str) -> str:
    """Vowel signs and other combining marks of Arabic removed; hamza on its letter stays.

    >>> dediacritize("كِتَابٌ")
    'كتاب'
    """
    return _drop_marks.sub("", text)


@_settled
def strip_bidi_controls(text: str) -> str:
    """Marks, embeddings, overrides and isolates of direction removed."""
    return _drop_bidi.sub("", text)


@_settled
def strip_empty_characters(text: str) -> str:
    """Soft hyphen, zero-width space, word joiner and byte order mark removed."""
    return _drop_empty.sub("", text)


@_settled
def strip_joiners(text: str) -> str:
    """Zero-width joiners removed, and non-joiners where they separate nothing.

    A non-joiner stays between two Arabic letters of which the first would join.
    """

    def keep(match: re.Match) -> str:
        found, before, after = match.group(), text[: match.start()][-8:], text[match.end() :][:1]
        both = bool(_separates.search(before) and _arabic_start.match(after))
        if "\u200c" in found and both:
            return "\u200c"
        # an emoji sequence (family, profession) is held together by its joiner
        if found == "\u200d" and before[-1:] > "\u2190" and after > "\u2190":
            return found
        return ""

    return _joiners.sub(keep, text)


@_settled
def normalize_alef(text: str) -> str:
    """أ إ آ ٱ to bare alef.

    >>> normalize_alef("أإآ")
    'ااا'
    """
    return _map_alef(text)


@_settled
def normalize_hamza(text: str) -> str:
    """ؤ to و and ئ to ي."""
    return _map_hamza(text)


@_settled
def normalize_alef_maksura(text: str) -> str:
    """ى to ي."""
    return text.replace("\u0649", "\u064a")


@_settled
def normalize_teh_marbuta(text: str) -> str:
    """ة to ه."""
    return text.replace("\u0629", "\u0647")


@_settled
def open_hashtags(text: str) -> str:
    """Hashtags to the words they are made of.

    >>> open_hashtags("#قمة_السلام اليوم")
    'قمة السلام اليوم'
    """
    return _hashtag.sub(lambda m: m.group()[1:].replace("_", " "), text)


@_settled
def casefold(text: str) -> str:
    """Latin, Greek and Cyrillic capitals to small letters."""
    return text.casefold()


@dataclass(frozen=True, slots=True)
class Normalization:
    """Which steps make the key under which a word is counted; steps run in this order.

    Every default is stated with its reason.
    """

    presentation_forms: bool = True  # text pasted from PDF is the same words in other characters
    bidi_controls: bool = True  # invisible, left over from web pages
    empty_characters: bool = True  # invisible, and would make two types of one word
    letters: bool = True  # KEHEH for KAF comes from the keyboard, not from the writer
    tatweel: bool = True  # typography
    marks: bool = True  # newspapers add a vowel sign only where they fear a misreading
    joiners: bool = True  # those that separate nothing are invisible
    digits: bool = True  # house style of the outlet
    case: bool = True  # Latin names and acronyms at the beginning of sentences
    hashtags: bool = True  # #a_b is two words
    alef: bool = True  # hamza on alef is left out carelessly; the commonest spelling is shown
    hamza: bool = False  # would merge سؤال with سوال but also real words; the lemmatiser needs it
    alef_maksura: bool = False  # على and علي are two words
    teh_marbuta: bool = False  # it tells noun from pronoun; the lemmatiser needs it

    def __post_init__(self) -> None:
        for f in fields(self):
            if not isinstance(getattr(self, f.name), bool):
                raise InputError(
                    f"{f.name}: expected True or False, got {getattr(self, f.name)!r}"
                )


STEPS: dict[str, Callable[[str], str]] = {
    "presentation_forms": unify_presentation_forms,
    "bidi_controls": strip_bidi_controls,
    "empty_characters": strip_empty_characters,
    "letters": unify_letters,
    "tatweel": strip_tatweel,
    "marks": dediacritize,
    "joiners": strip_joiners,
    "digits": unify_digits,
    "case": casefold,
    "hashtags": open_hashtags,
    "alef": normalize_alef,
    "hamza": normalize_hamza,
    "alef_maksura": normalize_alef_maksura,
    "teh_marbuta": normalize_teh_marbuta,
}


def normalize(text: str, normalization: Normalization = Normalization()) -> str:
    """The text after all steps that the configuration names.

    Parameters
    ----------
    text : str
    normalization : Normalization

    Returns
    -------
    str
        ``normalize(normalize(x)) == normalize(x)``, and canonically equivalent texts give
        equal results.

    Examples
    --------
    >>> normalize("الحُكُومــة")
    'الحكومة'
    """
    return explain(text, normalization)[0]


def explain(
    text: str, normalization: Normalization = Normalization()
) -> tuple[str, list[tuple[str, str, str]]]:
    """The normalised text, and what each step changed: (step, before, after).

    Examples
    --------
    >>> explain("سـلامٌ")[1]
    [('tatweel', 'سـلامٌ', 'سلامٌ'), ('marks', 'سلامٌ', 'سلام')]
    """
    if not isinstance(text, str):
        raise InputError(f"text: expected a str, got {type(text).__name__} {text!r}")
    chosen = _chosen(normalization)
    changes: list[tuple[str, str, str]] = []
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        changes.append(("canonical_composition", text, composed))
    settled = False
    while not settled:  # one step can make work for an earlier one; each round shortens or maps
        before_round = composed
        for name, step in chosen:
            after = step(composed)
            if after != composed:
                changes.append((name, composed, after))
                composed = after
        settled = composed == before_round
    return composed, changes


@lru_cache(maxsize=64)
def _chosen(normalization: Normalization) -> tuple[tuple[str, Callable[[str], str]], ...]:
    return tuple((name, step) for name, step in STEPS.items() if getattr(normalization, name))


PLAIN = re.compile("[\u0621-\u063a\u0641-\u064a]+")  # nothing in these letters to normalise
_FOR_LOOKUP = Normalization(alef=False, hashtags=False)


def fold_word(word: str) -> str:
    """The spelling under which dictionaries know a word: hamza kept, all else unified.

    >>> fold_word("كِتـابٌ")
    'كتاب'
    """
    return word if PLAIN.fullmatch(word) else normalize(word, _FOR_LOOKUP)


# Letters with the vowel signs and the stroke that newspapers use; none of them combine.
_SIGNED = re.compile("[\u0621-\u063a\u0640-\u0652]+")
_SIGNS = dict.fromkeys((0x0640, *range(0x064B, 0x0653)))


def quick_normalize(normalization: Normalization) -> Callable[[str], str]:
    """`normalize` with this configuration, faster on the words that a corpus is made of.

    >>> quick_normalize(Normalization())("كِتابٌ")
    'كتاب'
    """
    table = dict(_SIGNS)
    for name in ("alef", "hamza", "alef_maksura", "teh_marbuta"):
        if getattr(normalization, name):
            table |= {ord(c): STEPS[name](c) for c in "\u0622\u0623\u0624\u0625\u0626\u0649\u0629"
                      if STEPS[name](c) != c}  # fmt: skip
    signs_go = normalization.tatweel and normalization.marks

    def apply(word: str) -> str:
        if word.isascii() and word.isalpha():
            return word.lower() if normalization.case else word
        if signs_go and _SIGNED.fullmatch(word):
            return word.translate(table)
        return normalize(word, normalization)

    return apply
