"""The lines of a page with what can be seen of them before anything is decided.

A saved page is a sequence of lines that lost their layout: what is left is the shape of each
line (length, last character, separators), what the lexicon of furniture says about it, and where
else it stands. This module measures; `blocks` and `articles` decide. It is on the path of every
page, so lines are looked at once, with dictionary look-ups and few compiled patterns.
"""

import re

from .dates import DateMatch, find_dates, find_islamic_dates
from .furniture import RELATIVE, Furniture
from .keys import EDGES, FUNCTION, content_stems, line_key

_BULLET = re.compile(r"[•·▪●■◄►*◦‣✓✔➤→←]\s*|[-–—]\s+|\(?\d{1,2}\s?[-–—.)/]\s?(?=\D)|[أ-ي]\s?[-–)]\s+")
_CLOSERS = "\"'”»’)]\u200f\u200e\u202c "
_ARABIC = re.compile(r"[\u0621-\u064A\u066E-\u06D3\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC]")
_YEAR = re.compile(r"(?:19|20|١٩|٢٠|۱۹|۲۰)[\d]{2}")
_TIMES = re.compile(
    r"\d{1,2}\s?[:.]\s?\d{2}(?:\s?:\s?\d{2})?\s*(?:[صم](?![^\W\d_])|[ap]\.?m\.?)?|[+]\d{2}:?\d{2}",
    re.IGNORECASE,
)
_DATE_WORDS = frozenset(
    "م هـ ه ص مساء صباحا ظهرا فجرا عصرا ليلا الساعه ساعه بتوقيت توقيت غرينتش جرينتش غرينيتش مكه"
    " المكرمه المحلي gmt utc am pm ast est t z في الموافق يوم بتاريخ تاريخ على عند من و اخر"
    " تحديث نشر تم النشر last updated published on at الي ب دقيقه ك g bst kst".split()
)
_COUNTER = re.compile(
    r"[\d.,٬٫\s]+[kKم]?\s*(?:مشاهدة|مشاهدات|مشاهده|قراءة|قراءات|تعليق|تعليقات|تعليقا|مشاركة|مشاركات|زيارة"
    r"|زيارات|إعجاب|إعجابا|رد|ردود|صورة|صور|حرف|حرفا|دقيقة|دقائق|متابع|متابعين|views?|comments?|shares?"
    r"|likes?|min read)\b"
    r"|(?:مشاهدة|مشاهدات|تعليق|تعليقات|التعليقات|المشاهدات|قراءة|قراءات|مشاركة|مشاركات|عدد \w+)\s*[:(]?\s*[\d,.]+\)?$"
    r"|(?:صفحة|الصفحة|page)\s+\d+(?:\s+(?:من|of|/)\s*\d+)?$|\d+\s*(?:من|of|/)\s*\d+$",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|pic\.twitter\.com", re.IGNORECASE)
_NAV = re.compile(r"\s[|•·>»›/«‹←→]\s|\s{2,}|\t")
_LATIN_START = re.compile(r"[A-Za-z]{2,}")
_CAPTION_END = re.compile(
    r"\((?:[^()]{0,40}[\s\-–ـ:/])?(?:رويترز|أ\s?\.?\s?ف\s?\.?\s?ب\.?|ا\s?\.?\s?ف\s?\.?\s?ب\.?|فرانس برس|الفرنسية|أ\s?\.?\s?ب\.?"
    r"|د\s?\.?\s?ب\.?\s?أ\.?|الألمانية|أسوشيتد برس|أسوشييتد برس|أسوشيتدبرس|الأوروبية|الأناضول|أناضول|سبوتنيك|شينخوا|وام|واس|إ\.?\s?ب\.?\s?أ\.?"
    r"|غيتي(?:\s\w+)?|جيتي(?:\s\w+)?|أرشيفية|أرشيف|أرشيفي|تعبيرية|مواقع التواصل(?: الاجتماعي)?|إكس|تويتر|فيسبوك"
    r"|إنستغرام|الإنترنت|وكالات|Reuters|AFP|AP|EPA|Getty(?: Images)?|رويترز\s?[-–]\s?أرشيف|أ ف ب-أرشيف|أ\s?ف\s?ب\s?[-–]\s?أرشيف)"
    r"(?:\s?[-–/]\s?(?:أرشيف|أرشيفية|صورة أرشيفية))?\)\s*\.?$"
    r"|(?:[-–—/|]\s?)(?:صورة\s)?(?:أرشيفية|أرشيف|تعبيرية|رويترز|أ\s?\.?\s?ف\s?\.?\s?ب|AFP|Reuters|Getty(?: Images)?|AP)\s*\.?$"
    r"|[©]\s*\S{0,20}$|\((?:\d{1,2})\)$",
    re.IGNORECASE,
)
_CAPTION_START = re.compile(
    r"(?:صورة\s(?:أرشيفية|تعبيرية|من|ل|توضيحية|نشر|وزعت|التقط|متداولة|تظهر|تجمع)|لقطة\s(?:من|ل|شاشة|تظهر)|جانب\sمن|أرشيفية\s|مشهد\s(?:من|عام)|منظر\s"
    r"|©|\(?(?:صورة|أرشيف|أرشيفية)\)?\s*[:|-])"
)  # fmt: skip
_RADICAL_WAW = frozenset(  # words whose first letter is a root letter, not «and»
    "وزير وزيرة وزراء وزارة وكالة وكالات وكيل وفد وفود وفاة وفيات واشنطن وسط وحدة وحدات وصل وصلت وصول وقع"
    " وقعت وقوع وصف وصفت وجه وجهت وافق وافقت وعد وعدت وعود وضع وضعت ودع ودعت وثيقة وثائق ولي ولاية"
    " ولايات وقف وقفت وقفة وقفات وفق وفقا وفقاً والد والدة والدا ولد ولدت وسائل وسيط وسطاء وزع وزعت وجد"
    " وجدت وباء ورشة ورد وردت ورقة وعي وقت وقود ولادة وجود وساطة وسام وردة ورث وشيك واجه واجهت واصل"
    " واصلت واقع واحد واحدة وارسو وتيرة وديعة وسيلة وظائف وظيفة وعاء وهم وهران وجبة وجوه وحش وحشية ودائع"
    " وصية وضعية وطن وطني وطنية وول ويكيبيديا ويكيليكس ويليام ويلز واتساب وراء وحده وحيد وقعا وقّع وقّعت"
    " وثّق وثق وثقت ودي ودية وصفة وصلات وعكة وفر وفرة وفرت وقائع وقاية".split()
)
_OPENERS = frozenset(  # first words of a paragraph that goes on with a story, never starts one
    "كما لكن ولكن غير إلا بيد فيما بينما أما ثم كذلك أيضا حيث إذ بدوره بدورها وبدوره مضيفا مؤكدا مشيرا موضحا"
    " معتبرا لافتا يذكر يُذكر يشار يُشار تجدر هذا ومع لذلك لذا علما بالمقابل بالتالي فقد فيما وكان بذلك".split()
)
_OPENING_PAIRS = ("من جهته", "من جهتها", "من جانبه", "من جانبها", "من ناحيته", "من ناحيتها",
                  "في المقابل", "إلى ذلك", "الى ذلك", "في غضون", "في السياق", "من جهة", "على صعيد",
                  "في حين", "على رغم", "يأتي ذلك", "تأتي هذه", "يأتي هذا", "جاء ذلك", "وفق ما", "من المقرر",
                  "من المتوقع", "من المنتظر", "من جهت", "في هذا", "في الوقت", "على الرغم", "في سياق")  # fmt: skip


class Line:
    """One line that is not blank, with its measures; `kind` is a first guess from shape alone.

    Kinds: P a sentence or paragraph, p perhaps one, S short text, F named by the furniture list,
    D a date, R a relative time, N a number, counter, address or menu, C a caption by its form.
    """

    __slots__ = (
        "start", "end", "text", "key", "n", "final", "cut", "row", "dates", "kind", "bullet",
        "blank", "starts_on", "stems", "label", "reason", "article", "colon", "zone", "pages",
        "caption_like", "weak",
    )  # fmt: skip

    def __init__(self, start: int, end: int, text: str, blank: int, table: Furniture) -> None:
        self.start, self.end, self.text, self.blank = start, end, text, blank
        self.key = line_key(text)
        self.n = n = text.count(" ") + 1
        self.row = self.stems = self.label = self.article = None
        self.dates: list[DateMatch] = []
        self.reason, self.zone, self.pages = "", "", 0
        self.bullet = bool(_BULLET.match(text))
        tail = text[-12:].rstrip(_CLOSERS)
        last = tail[-1:] or text[-1:]
        self.cut = last == "…" or tail.endswith("..")
        self.final = last in ".؟!؛" and not self.cut
        self.colon = last == ":"
        self.starts_on = self.caption_like = self.weak = False
        if n <= 45 and len(text) <= 400:
            if len(text) <= 160 and _YEAR.search(text):
                self.dates = find_dates(text)
            self.row = table.find(self)
        elif ":" in text[:40]:
            self.row = table.find_tags(text)
        self.kind = self._kind(last)
        if self.kind == "S":
            self.caption_like = 3 <= n <= 14 and table.like_caption(self.key)
        if self.kind in "PpS" and n >= 5:
            self.starts_on = continues(text)
            if self.kind == "S" and self.starts_on and n >= 8 and not self.cut and not self.bullet:
                self.kind = "p"

    def _kind(self, last: str) -> str:
        text, n = self.text, self.n
        if self.row is not None:
            self.weak = self.row.match == "contains" and self.final and n >= 8
            return "F"
        if self.dates and self.is_date():
            return "D"
        if n <= 8 and RELATIVE.match(text.lstrip("\u200f\u200e")) and not self.final:
            return "R"
        if _ARABIC.search(text) is None:
            return "N"
        if len(text) > 60 * n or len(text) > 20_000:
            return "P" if self.final or n >= 24 else "S"  # no line of a page; patterns are slow here
        if n <= 8 and (_COUNTER.match(text) or _URL.search(text)):
            return "N"
        if n <= 30 and (_CAPTION_END.search(text) or _CAPTION_START.match(text)):
            return "C"
        if n <= 40:
            seps = len(_NAV.findall(text))
            if seps >= 3 or (seps >= 2 and n <= 12 and not self.final):
                return "N"
        elif not self.final and len(_NAV.findall(text)) >= 3:
            return "N"
        if self.final and last in ".؛":
            return "P" if n >= 6 else ("p" if n >= 3 else "S")
        if n >= 24:
            return "P" if n >= 60 or _n_function(text) >= 2 else "p"
        if self.final and n >= 15:
            return "P"
        if n >= 13 and _n_function(text) >= 2:
            return "P" if n >= 18 and not self.cut else "p"
        return "p" if self.colon and n >= 5 else "S"

    def is_date(self) -> bool:
        """Whether the line is a date and little else."""
        if self.n > 24 or "@" in self.text:  # an embedded post is dated too
            return False
        spans = [(m.start, m.end) for m in self.dates] + find_islamic_dates(self.text)
        rest = list(self.text)
        for a, b in spans:
            rest[a:b] = " " * (b - a)
        left = line_key(_TIMES.sub(" ", "".join(rest)))
        words = [w.strip(EDGES) for w in left.split()]
        words = [w for w in words if w and not w.isdigit() and w not in _DATE_WORDS]
        return len(words) <= (2 if self.final else 5)

    def get_stems(self) -> frozenset[str]:
        """Content words, lightly stemmed, as a set (made once)."""
        if self.stems is None:
            self.stems = content_stems(self.text if len(self.text) < 1500 else self.text[:1500])
        return self.stems


def _n_function(text: str) -> int:
    return len(FUNCTION.intersection(text.split()))


def continues(text: str) -> bool:
    """Whether a paragraph begins as the continuation of a story does («وقال», «كما», «من جهته»)."""
    head = text.lstrip("\"'“«(-–• \u200f\u200e")
    word = head.split(" ", 1)[0].strip("،,:؛\"”»")
    if word in _OPENERS or head.startswith(_OPENING_PAIRS):
        return True
    if len(word) < 3 or word[0] != "و" or word in _RADICAL_WAW:
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
        bare = bare.strip("\u200f\u200e\u200b\ufeff\u202a\u202b\u202c\u202d\u202e ") if bare else bare
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
    return lines
