"""The lines of a page with what can be seen of them before anything is decided.

A saved page is a sequence of lines that lost their layout: what is left is the shape of each
line (length, last character, separators), what the lexicon of furniture says about it, and where
else it stands. This module measures; `blocks` and `articles` decide. It is on the path of every
page, so lines are looked at once, with dictionary look-ups and few compiled patterns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..dates import DateMatch, find_dates, find_islamic_dates
from .furniture import RELATIVE, Furniture, Row
from .keys import EDGES, FUNCTION, content_stems, line_key, plain_key

_BULLET = re.compile(
    r"[•·▪●■◄►*◦‣✓✔➤→←]\s*|[-–—]\s+|\(?\d{1,2}\s?[-–—.)/]\s?(?=\D)|[أ-ي]\s?[-–)]\s+"
)
_INVISIBLE = "\u200f\u200e\u200b\ufeff\u202a\u202b\u202c\u202d\u202e "
_CLOSERS = "\"'”»’)]\u200f\u200e\u202c "
_ARABIC = re.compile(r"[\u0621-\u064A\u066E-\u06D3\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC]")
_YEAR = re.compile(r"(?:19|20|١٩|٢٠|۱۹|۲۰)[\d]{2}")
_HANDLE = re.compile(r"@\s?[^\W\d]")  # «8 آذار 2018 @ 11:30» is a time
_TIMES = re.compile(
    r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?:\s?\d{2})?\s*(?:[صم](?![^\W\d_])|[ap]\.?m\.?)?|[+]\d{2}:?\d{2}",
    re.IGNORECASE,
)
_DATE_WORDS = frozenset(
    "م هـ ه ص مساء صباحا ظهرا فجرا عصرا ليلا الساعه ساعه بتوقيت توقيت غرينتش جرينتش غرينيتش مكه"
    " المكرمه المحلي gmt utc am pm ast est t z في الموافق يوم بتاريخ تاريخ على عند من و اخر"
    " تحديث نشر تم النشر last updated published on at الي ب دقيقه ك g bst kst".split()
)
_COUNTED = (
    "مشاهدة|مشاهدات|مشاهده|قراءة|قراءات|تعليق|تعليقات|تعليقا|مشاركة|مشاركات|زيارة|زيارات|إعجاب"
    "|إعجابا|رد|ردود|صورة|صور|حرف|حرفا|دقيقة|دقائق|متابع|متابعين|views?|comments?|shares?|likes?"
    "|min read"
)
_COUNTER = re.compile(
    rf"[\d.,٬٫\s]+[kKم]?\s*(?:{_COUNTED})\b"
    rf"|(?:{_COUNTED}|التعليقات|المشاهدات|عدد \w+)\s*[:(]?\s*[\d,.]+\)?$"
    r"|(?:صفحة|الصفحة|page)\s+\d+(?:\s+(?:من|of|/)\s*\d+)?$|\d+\s*(?:من|of|/)\s*\d+$",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|pic\.twitter\.com", re.IGNORECASE)
_PATH = re.compile(r"^الرئيسية\s?[/>»›|\\-]|[^\s«\"]\s?[>›]\s?\S|[^\s«]\s»\s\S")
_MAY_SEPARATE = re.compile("[\t\u00a0|•·>»›/«‹←→]")
_NAV = re.compile(r"(?<!\d)\s[|•·>»›/«‹←→]\s(?!\d)|\s{2,}|\t")  # a score («2 / 1») is none
_CAPTION_START = re.compile(
    r"(?:صورة\s(?:أرشيفية|تعبيرية|من|ل|توضيحية|نشر|وزعت|التقط|متداولة|تظهر|تجمع)"
    r"|لقطة\s(?:من|ل|شاشة|تظهر)|جانب\sمن|أرشيفية\s|مشهد\s(?:من|عام)|منظر\s"
    r"|©|\(?(?:صورة|أرشيف|أرشيفية)\)?\s*[:|-])"
)
_BRACKETS_END = re.compile(r"\(([^()]{1,45})\)\s*\.?$")
_DASH_END = re.compile(r"\s?[-–—/|]\s?([^-–—/|()]{2,25}?)\s*\.?$")
_CREDIT_PARTS = re.compile(r"\s*[-–—/:،,ـ]\s*")
_ENDS_WITH_SIGN = re.compile(r"©[^©.؟!]{0,24}$")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the words of a line say by themselves, wherever they stand."""

    key: str
    n: int
    row: Row | None
    dates: tuple[DateMatch, ...]
    bullet: bool
    cut: bool
    final: bool
    colon: bool
    kind: str
    weak: bool
    caption_like: bool
    starts_on: bool


SHORT = 90  # up to here a line may be a button, and stands on the next page as well


def _shape(text: str, table: Furniture) -> _Shape:
    """The measures of `text`; looked up where it was met before, since sites repeat themselves."""
    return _known_shape(text, table) if len(text) <= SHORT else _measure(text, table)


def _measure(text: str, table: Furniture) -> _Shape:
    key = line_key(text)
    n = len(text.split()) if "  " in text else text.count(" ") + 1
    tail = text[-12:].rstrip(_CLOSERS)
    last = tail[-1:] or text[-1:]
    cut = last == "…" or tail.endswith("..")
    final = last in ".؟!؛" and not cut
    bullet = bool(_BULLET.match(text))
    colon = last == ":"
    row, dates = None, ()
    if n <= 45 and len(text) <= 400:
        if len(text) <= 160 and _YEAR.search(text):
            dates = tuple(find_dates(text))
        row = table.find(text, key, n, final=final, dated=bool(dates))
    else:
        row = table.find_long(text)
    kind = _kind(text, n, last, final, cut, row, dates, table)
    weak = row is not None and row.match == "contains" and final and n >= 8
    caption_like = kind == "S" and 3 <= n <= 14 and table.like_caption(key)
    starts_on = kind in "PpS" and n >= 5 and continues(text, table)
    if kind == "S" and starts_on and n >= 8 and not cut and not bullet:
        kind = "p"
    return _Shape(key, n, row, dates, bullet, cut, final, colon, kind, weak, caption_like, starts_on)


_known_shape = lru_cache(maxsize=16_384)(_measure)


def _kind(
    text: str, n: int, last: str, final: bool, cut: bool, row: Row | None,
    dates: tuple[DateMatch, ...], table: Furniture,
) -> str:  # fmt: skip
    if row is not None:
        return "F"
    if dates and is_date(text, n, final, dates):
        return "D"
    if n <= 8 and RELATIVE.match(text.lstrip("\u200f\u200e")) and not final:
        return "R"
    if _ARABIC.search(text) is None:
        return "N"
    if len(text) > 60 * n or len(text) > 20_000:
        # No line of a page, and patterns are slow on it.
        return "P" if final or n >= 24 else "S"
    if n <= 4 and " / " in text:
        return "N"
    if n <= 9 and (">" in text or "›" in text or "»" in text or text[:8] == "الرئيسية"):
        if _PATH.search(text) is not None:
            return "N"
    if n <= 8 and (_COUNTER.match(text) or _URL.search(text)):
        return "N"
    if n <= 30 and (_CAPTION_START.match(text) or _has_credit(text, table)):
        if n < 15 or last != ".":
            return "C"  # else a sentence that names its source
    seps = _n_separators(text)
    if n <= 40:
        if seps >= 3 or (seps >= 2 and n <= 12 and not final):
            return "N"
    elif seps >= 3 and (not final or n <= 20 * (seps + 1)):
        return "N"  # a ticker: headlines in one line
    if final and last in ".؛":
        return "P" if n >= 6 else ("p" if n >= 3 else "S")
    if n >= 24:
        return "P" if n >= 60 or _n_function(text) >= 2 else "p"
    if final and n >= 15:
        return "P"
    if n >= 13 and _n_function(text) >= 2:
        return "P" if n >= 18 and not cut else "p"
    return "p" if last == ":" and n >= 5 else "S"


def is_date(text: str, n: int, final: bool, dates: Sequence[DateMatch]) -> bool:
    """Whether a line is a date and little else."""
    if n > 24 or _HANDLE.search(text):  # an embedded post is dated too
        return False
    spans = [(m.start, m.end) for m in dates] + find_islamic_dates(text)
    rest = list(text)
    for a, b in spans:
        rest[a:b] = " " * (b - a)
    left = line_key(_TIMES.sub(" ", "".join(rest)))
    words = [w.strip(EDGES) for w in left.split()]
    words = [w for w in words if w and not w.isdigit() and w not in _DATE_WORDS]
    return len(words) <= (2 if final else 5)


class Line:
    """One line that is not blank, with its measures; `kind` is a first guess from shape alone.

    Kinds: P a sentence or paragraph, p perhaps one, S short text, F named by the furniture list,
    D a date, R a relative time, N a number, counter, address or menu, C a caption by its form.
    """

    __slots__ = (
        "start", "end", "text", "key", "n", "final", "cut", "row", "dates", "kind", "bullet",
        "blank", "starts_on", "stems", "label", "reason", "article", "colon", "zone", "pages",
        "caption_like", "weak", "mark",
    )  # fmt: skip

    def __init__(self, start: int, end: int, text: str, blank: int, table: Furniture) -> None:
        self.start, self.end, self.text, self.blank = start, end, text, blank
        shape = _shape(text, table)
        self.key, self.n, self.row, self.dates = shape.key, shape.n, shape.row, shape.dates
        self.bullet, self.cut, self.final = shape.bullet, shape.cut, shape.final
        self.colon, self.kind, self.weak = shape.colon, shape.kind, shape.weak
        self.caption_like, self.starts_on = shape.caption_like, shape.starts_on
        self.stems = self.label = self.article = self.mark = None
        self.reason, self.zone, self.pages = "", "", 0

    def get_stems(self) -> frozenset[str]:
        """Content words, lightly stemmed, as a set (made once)."""
        if self.stems is None:
            self.stems = content_stems(self.text[:1500])
        return self.stems


def _n_separators(text: str) -> int:
    # One bare character tells plain sentences apart faster than the pattern does.
    return len(_NAV.findall(text)) if "  " in text or _MAY_SEPARATE.search(text) else 0


def _n_function(text: str) -> int:
    return len(FUNCTION.intersection(text.split()))


def _has_credit(text: str, table: Furniture) -> bool:
    """Whether a line ends as captions do: «(رويترز)», « - أرشيفية», «(2)», «©»."""
    if "(" in text[-50:]:
        match = _BRACKETS_END.search(text[-60:])
        if match is not None:
            parts = _CREDIT_PARTS.split(match[1])
            if match[1][0] in "«\"“" or (match[1].isdigit() and text.count(" ") < 16):
                return True
            if any(plain_key(part) in table.credits for part in parts):
                return True
            text = text[: text.rindex("(")].rstrip()
    if "©" in text[-25:]:
        return _ENDS_WITH_SIGN.search(text) is not None
    match = _DASH_END.search(text[-30:])
    return match is not None and plain_key(match[1]) in table.credits


def continues(text: str, table: Furniture) -> bool:
    """Whether a paragraph begins as the continuation of a story does («وقال», «كما», «من جهته»)."""
    head = text[:60].lstrip("\"'“«(-–• \u200f\u200e")
    word = head.split(" ", 1)[0].strip("،,:؛\"”»")
    if word in table.openers or head.startswith(table.opener_phrases):
        return True
    if len(word) < 3 or word[0] != "و" or word in table.waw_roots:
        return False
    return not (word.endswith("ي") and word.startswith("ول"))


def split_lines(text: str, table: Furniture) -> list[Line]:
    """The lines of `text` that are not blank, each with the offsets of its stretch.

    Every line break that `str.splitlines` knows ends a line (LF, CR, CR LF, VT, FF, FS, GS, RS,
    NEL, LINE and PARAGRAPH SEPARATOR). Blank lines belong to the line before them, and those at
    the head of the page to the first.
    """
    lines: list[Line] = []
    position, blank = 0, 0
    start = 0
    for raw in text.splitlines(keepends=True):
        bare = raw.strip()
        bare = bare.strip(_INVISIBLE) if bare else bare
        if not bare:
            blank += 1
        else:
            if lines:
                lines[-1].end = position
                start = position
            lines.append(Line(start, position + len(raw), bare, blank, table))
            blank = 0
        position += len(raw)
    if lines:
        lines[-1].end = len(text)
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        # Words of the site inside a sentence of a text that goes on are the text's own.
        if line.weak and above.kind == below.kind == "P" and line.row.effect == "line":
            if continues(line.text, table):
                line.row, line.kind, line.starts_on, line.weak = None, "P", True, False
    return lines
