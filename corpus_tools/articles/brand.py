"""The name of the site on a page: in the imprint, alone on top, in the lines about its services."""

import re
from collections.abc import Sequence

from .blocks import Block
from .datelines import quote
from .furniture import CREDIT
from .keys import line_key, plain_key
from .lines import Line
from .names import Names

_SIGN = re.compile(r"©.*\d{4}|\d{4}.*©|\([cC]\)\s*\d{4}")
_SERVICE = re.compile(
    r"تطبيق|تابعو|تابعنا|على فيسبوك|على تويتر|Tweets by|عبر|قناة|نشر في|محفوظة|أخبار|موقع",
    re.IGNORECASE,
)
_SECTIONS = frozenset(
    line_key(w)
    for w in "رياضة سياسة اقتصاد العالم فيديو صور أخبار منوعات ثقافة تكنولوجيا علوم صحة"
    " محليات عاجل مجتمع حوادث فن الرئيسية"
    " برامج تحقيقات دولي عربي مال مباشر لبنان مصر آراء مقالات".split()
) | {"صفحه اولي", "الصفحه الرئيسيه"}

_MEDIUM = re.compile(
    r"ل?(?:صحيفه|جريده|موقع|قناه|شبكه|بوابه|وكاله|موسسه|مجله|تلفزيون|منصه|اذاعه|راديو|مجموعه)$"
    r"|محفوظه$|copyright$|by$|for$|علي$|تطبيق$|عبر$|اخبار$|نشره$|تابعو\w*$|tweets$|النشر$"
    r"|\d+$|[©\-|,.]+$"
)


def _named_in(text: str, names: Names, *, common: bool) -> tuple[str, str] | None:
    """The longest outlet name that stands whole inside `text`: (canonical name, key found).

    A name stands whole where the word before it is «صحيفة», «محفوظة», a year or the like, and
    nothing that could belong to a longer name follows.
    """
    words = [w.strip(".,،:()*") for w in re.sub(r"([-|©])", r" \1 ", line_key(text)).split()]
    words = [w for w in words if w]
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            part = words[i : i + size]
            head = part[0]
            bound = head.startswith("ل")
            forms = [head]
            if bound:
                forms += [head[1:], "ال" + head[2:] if head.startswith("لل") else ""]
            for first in forms:
                key = " ".join([first, *part[1:]]) if first else ""
                if key not in names.outlets or (not common and key in names.common):
                    continue
                if not key.isascii() and len(key) < 3:
                    continue
                before = i == 0 or first != head or _MEDIUM.match(words[i - 1])
                after = words[i + size] if i + size < len(words) else ""
                closed = not after[:1].isalpha() or after.startswith("لل") or after in _AFTER
                if before and closed:
                    return names.outlets[key], key
    return None


_AFTER = frozenset(
    line_key(w) for w in "العاجلة الإلكتروني الإلكترونية عربي Arabic على في".split()
)


def _is_imprint(text: str) -> bool:
    """Whether a line claims copyright."""
    if "حقوق" in text or "copyright" in text.lower():
        return True
    return ("©" in text or "(c)" in text.lower()) and _SIGN.search(text) is not None


def _masthead(lines: Sequence[Line], top: int) -> tuple[str, str] | None:
    """A name that stands in the imprint at the end and alone elsewhere: a brand, listed or not.

    Elsewhere is the head of the page, or the line under «المصادر».
    """
    foot = [x for x in lines[-14:] if len(x.text) <= 300 and _is_imprint(x.text)]
    imprint = [f" {re.sub(r'[-|©,.:()]', ' ', line_key(x.text))} " for x in foot]
    if not imprint:
        return None
    signed = [
        x
        for above, x in zip(lines, lines[1:], strict=False)
        if above.row is not None and above.row.effect == "source_next"
    ]
    for line in (*lines[: min(top, 6)], *signed):
        named = line.row is not None and line.row is not CREDIT
        if named or line.dates or line.n > 9 or line.key in _SECTIONS:
            continue
        parts = re.split(r"\s[-–—|:]\s", line.text)
        parts.append(re.sub(r"\s*\([^()]*\)", "", line.text))  # «the agency (its short name)»
        for part in parts:
            key = line_key(part)
            if len(key) < 3 or key.isdigit() or key in _SECTIONS or len(key.split()) > 5:
                continue
            if any(f" {key} " in x or f" ل{key} " in x or f" لل{key[2:]} " in x for x in imprint):
                what = "source line" if line in signed else "masthead"
                return part.strip(), quote(line, f"{what}, again in the imprint")
    return None


_RIGHTS = re.compile(
    r"(?:©|\([cC]\))\s*(?:\d{4}\s*)?(?P<after>[^\W\d][^\d،,.|:©]{2,40}?)\s*(?:\d{4}\s*)?(?:[،,.|:].*)?"
    r"|(?P<before>[^\W\d][^\d،,.|:©]{2,40}?)\s*©\s*(?:\d{4})?[.\s]*"
    r"|[^\d،,.|:©]*حقوق [^\d،,.|:©]*?(?:محفوظة |النشر |الطبع |الملكية )لـ?(?P<owner>[^\d،,.|:©]{3,40}?)"
    r"\s*(?:©\s*)?(?:\d{4})?[.\s]*"
)
_NO_OWNER = re.compile(r"حقوق|محفوظ|تصميم|برمجة|تطوير|استضافة|سياسة|rights|reserved|design|powered", re.I)


def _claimed(foot: Sequence[Line], names: Names) -> tuple[str, str] | None:
    """Whoever claims the copyright in the last lines of a page, where no list has the name."""
    for line in reversed(foot):
        match = _RIGHTS.fullmatch(line.text.strip()) if line.n <= 12 else None
        name = match and (match["after"] or match["before"] or match["owner"]).strip(" -–—«»\"")
        if not name or _NO_OWNER.search(name) or len(name.split()) > 5 or len(name) < 3:
            continue
        key = line_key(name)
        agency = names.agencies.get(plain_key(name.removeprefix("وكالة ")))
        if key in names.places or key in _SECTIONS or (agency and not match["owner"]):
            continue  # the agency of a picture
        return agency or names.outlets.get(key, name), quote(line, "imprint")
    return None


def _named_twice(lines: Sequence[Line], top: int, end: int) -> tuple[str, str] | None:
    """A name of several words on top of the page with which a line at its very end begins.

    Menus stand in both places too: of those no entry begins a longer line. One word is too little.
    """
    below = [x for x in lines[max(end, len(lines) - 4) :] if x.kind != "N" and 3 <= x.n <= 14]
    foot = [f"{re.sub(r'[-|،,.:()]', ' ', x.key)} " for x in below if not x.dates and not x.cut]
    foot = [re.sub(" +", " ", text) for text in foot]
    for line in lines[: min(top, 10)]:
        if line.n > 9 or line.dates or line.kind == "P":
            continue
        for part in re.split(r"\s[-–—|:]\s", line.text):
            key = line_key(part)
            if 2 <= len(key.split()) <= 4 and key not in _SECTIONS:
                if any(text.startswith(f"{key} ") and len(text) > len(key) + 4 for text in foot):
                    return part.strip(), quote(line, "masthead, again at the end of the page")
    return None


def find_brand(lines: Sequence[Line], blocks: Sequence[Block], names: Names) -> tuple[str, str] | None:
    """The name of the site, and the words that give it: imprint first, then masthead."""
    text = {i for b in blocks for i in b.paragraphs}
    votes: dict[str, float] = {}
    words: dict[str, tuple[float, str]] = {}
    top = blocks[0].title if blocks[0].title is not None else blocks[0].paragraphs[0]
    both = _masthead(lines, top)
    if both is not None:
        return names.outlets.get(line_key(both[0]), both[0]), both[1]

    def vote(name: str, weight: float, line: Line, what: str) -> None:
        votes[name] = votes.get(name, 0.0) + weight
        if weight > words.get(name, (0.0, ""))[0]:
            words[name] = weight, quote(line, what)

    for i, line in enumerate(lines):
        if i in text or line.n > 30 or len(line.text) > 300:
            continue
        if i < min(top, 4):
            name = names.outlets.get(line.key)
            if name and line.key not in names.common:
                vote(name, 2.0 if i < 2 else 1.0, line, "masthead")
                continue
            next_key = lines[1].key if i == 0 and len(lines) > 1 else ""
            if name and i == 0 and (next_key not in _SECTIONS or next_key.endswith("رئيسيه")):
                vote(name, 1.0, line, "masthead")
                continue
            if i < 2 and not name and line.n <= 12:
                head = re.split(r"\s[-–—|]\s", line.text)
                for part in (head[0], head[-1]) if len(head) > 1 else ():
                    name = names.outlets.get(line_key(part))
                    if name:
                        vote(name, 1.5, line, "masthead")
                        break
                continue
        if i > blocks[0].paragraphs[-1] or i < top:
            if _is_imprint(line.text):
                hit = _named_in(line.text, names, common=True)
                if hit:
                    vote(hit[0], 3.0, line, "imprint")
            elif line.n <= 12 and _is_service(line):
                hit = _named_in(line.text, names, common=False)
                if hit:
                    vote(hit[0], 1.0, line, "service line")
    if not votes:
        end = blocks[-1].paragraphs[-1] + 1
        claimed = _claimed(lines[max(end, len(lines) - 5) :], names)
        return claimed or _named_twice(lines, top, end)
    best = max(votes, key=lambda n: (votes[n], n))
    return (best, words[best][1]) if votes[best] >= 1.0 else None


def _is_service(line: Line) -> bool:
    """A line of the site that would name it: its application, its channels."""
    named = line.row is not None and line.row.effect in ("share", "line")
    return named and _SERVICE.search(line.text) is not None
