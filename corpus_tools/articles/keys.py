"""The form under which two lines of a page are the same line, and the words of a line.

Used to look lines up in the furniture list, to see repetition within a page and across pages,
and to see which words a headline shares with the text below it. None of it is for analysis:
folding is coarse, since here a false match costs little and a missed one much.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

# Marks that carry no meaning for comparison: vowel signs, tatweel, directional marks, quotes.
_DROP = re.compile(
    "[\u064B-\u065F\u0670\u0640\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF"
    "\u00AB\u00BB\u201C-\u201E\u2018\u2019\"'`]+"
)
_EASTERN = re.compile("[\u0660-\u0669\u06F0-\u06F9]")
_DIGITS = {0x0660 + i: str(i) for i in range(10)} | {0x06F0 + i: str(i) for i in range(10)}
EDGES = " \t\r\n:؛،,.…*•·-–—|/\\><»«‹›()[]{}#+!؟?▪●■◄►▼▲→←✓→\u200f\u200e"
_AROUND = " \t\u00a0\u200e\u200f\u200b\ufeff"
LONG = 200  # from here on a line is no button: its key is itself, which saves time

def line_key(line: str) -> str:
    """The form under which two lines count as the same line.

    Vowel signs, tatweel, quotation marks, directional marks, bullets and punctuation at the ends
    are dropped; alef forms, ى and ة are folded; digits are Western; white space is single.

    Examples
    --------
    >>> line_key("  • إقرأ أيضاً: ") == line_key("اقرأ ايضا")
    True
    """
    if len(line) > LONG:
        return " ".join(line.split())
    return " ".join(_folded(line).split()).strip(EDGES).lower()


def _folded(text: str) -> str:
    # Chained `replace` is several times as fast as `translate` on text outside ASCII.
    if _DROP.search(text) is not None:
        text = _DROP.sub("", text)
    if _EASTERN.search(text) is not None:
        text = text.translate(_DIGITS)
    return (
        text.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي")
        .replace("ة", "ه").replace("ک", "ك").replace("ی", "ي")
    )  # fmt: skip


def plain_key(name: str) -> str:
    """The key of a name, without dots: «أ.ف.ب», «أ ف ب» and «أ. ف. ب» are one."""
    return " ".join(line_key(name).replace(".", " ").split())


def count_repeated(texts: Sequence[str]) -> dict[str, int]:
    """On how many of `texts` each line stands, under `line_key`; lines of one page only left out.

    Lines are counted as they are written, white space and directional marks at the ends aside:
    a site writes its words the same way on each page, and folding every line of a corpus a second
    time would cost more than all the rest of this.

    Examples
    --------
    >>> count_repeated(["الرئيسية\\nخبر أول", "الرئيسية\\nخبر ثان"])
    {'الرئيسيه': 2}
    """
    return fold_lines(count_lines(texts))


def count_lines(texts: Sequence[str]) -> dict[str, int]:
    """On how many of `texts` each line stands, as it is written but for the ends."""
    counts: dict[str, int] = {}
    for text in texts:
        for line in {line.strip(_AROUND) for line in text.splitlines()}:
            counts[line] = counts.get(line, 0) + 1
    return counts


def fold_lines(counts: Mapping[str, int]) -> dict[str, int]:
    """Lines of several texts under `line_key`, from `count_lines`: the highest of their counts."""
    repeated: dict[str, int] = {}
    for line, n in counts.items():
        if n > 1 and (key := line_key(line)):
            repeated[key] = max(n, repeated.get(key, 0))
    return repeated


FUNCTION = frozenset(
    "في من على إلى عن أن إن التي الذي الذين اللذين مع بعد قبل خلال هذا هذه ذلك كما وقد لم لا لن كان"
    " كانت بين حول منذ حتى أو ما وهو وهي أنه أنها التى الى على عند عبر ضد بعدما حيث لدى كل ثم غير"
    " وأن وفي ومن وعلى وإلى إنه قد كانوا يكون تكون وكان وكانت هو هي نحو أكثر بأن".split()
)  # fmt: skip
_PROCLITICS = re.compile(r"^(?:[وف]?(?:بال|كال|لل|ال)|[وف](?=\w{4}))")
_ENCLITICS = re.compile(r"(?:ات|ين|ون|ان|يه|ها|هم|ه|ي)$")
_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_STOP = frozenset(line_key(w) for w in FUNCTION)


def _stem(word: str) -> str:
    bare = _PROCLITICS.sub("", word)
    bare = bare if len(bare) >= 3 else word
    cut = _ENCLITICS.sub("", bare)
    return cut if len(cut) >= 3 else bare


@lru_cache(maxsize=65_536)
def _stems_of(written: str) -> frozenset[str]:
    """The stems in what stands between two spaces: one, or several, or none."""
    folded = _folded(written).lower()
    return frozenset(_stem(w) for w in _WORD.findall(folded) if w not in _STOP)


def content_stems(text: str) -> frozenset[str]:
    """The words of `text` that carry its topic, clitics cut as far as a guess may.

    Each written form is folded and cut once; a paragraph only looks its words up.
    """
    return frozenset().union(*map(_stems_of, set(text.split())))
