"""Stretches between quotation marks, in every mark that Arabic pages hold.

Newspapers write «…», "…", “…” and ”…“, ''…'' and mixtures of them; they forget one of a pair,
open a quotation in one paragraph and close it two paragraphs later, and use the same marks for
quotations, for names and for words held at arm's length. Marks are matched here by where they
stand (before a word, after a word), not by their shape alone, in one pass over the text.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from . import cues as c
from . import guesses as g
from .frames import CORE

_WORD = re.compile("[\\w\u064b-\u065f\u0670\u0640]+")
_MARK = re.compile(
    "«|»|\"|\u201c|\u201d|\u201e|\u201f|\uff02|\u2039|\u203a|''|\u2018\u2018|\u2019\u2019|\n"
)
_OPENING, _CLOSING = set("«\u201e\u2039"), set("»\u203a")
_OPEN_AFTER = set(" \t\u00a0\n([{-–—:،,؛.…؟!/\u200f\u200e|")
_CLOSE_BEFORE = set(" \t\u00a0\n)]}-–—:،,؛.…؟!/\u200f\u200e|")
_ATTACHED = set("بلكوف")  # one-letter words written together with what follows: بـ"…"
_TATWEEL = "\u0640"
_LETTER_NAMES = frozenset(
    "إيه ايه آيه بي سي دي إي اي إف اف جي جيه إتش آي كي إل ال إم ام إن ان أو او كيو آر ار إس اس تي يو في دبليو إكس اكس واي زد".split()
)
_MAX_CARRY = 2_000  # how far, in characters, an open quotation is followed over paragraphs


class Quotation(NamedTuple):
    """A stretch between quotation marks: ``text[start:end]`` without the marks."""

    start: int
    end: int
    balanced: bool
    kind: str = "quotation"  # "quotation", "name" or "scare"


class _Mark(NamedTuple):
    start: int
    end: int
    glyph: str
    opens: bool
    closes: bool


def _read_mark(text: str, start: int, end: int) -> _Mark:
    left, glyph, right = text[max(0, start - 2) : start], text[start:end], text[end : end + 2]
    return _Mark(start, end, glyph, *_turns(left, glyph, right))


@lru_cache(maxsize=1 << 14)
def _turns(left: str, glyph: str, right: str) -> tuple[bool, bool]:
    """Whether a mark can open and can close, told by the two characters on either side of it."""
    if glyph == "\n":
        return False, False
    before, after = left[-1:] or "\n", right[:1] or "\n"
    if before == _TATWEEL:
        can_open = True
    elif before in _ATTACHED:
        can_open = len(left) < 2 or left[0] in _OPEN_AFTER
    else:
        can_open = before in _OPEN_AFTER or before in "«\"\u201c\u201d'"
    can_open = can_open and after not in " \t\u00a0\n،؛,:)]" and right != ". "
    can_close = after in _CLOSE_BEFORE or after in "»\"\u201c\u201d'"
    if before in ":(" and after not in "،؛,)]":
        can_open, can_close = True, False  # «قال:" نعم"»
    if before in " \t\u00a0\n([{":
        can_close = can_close and before != "\n" and after in "،؛.,:)]"  # «" قال نعم "،»
    if glyph in _OPENING:
        return True, False
    if glyph in _CLOSING:
        return can_open and not can_close and before in " \n:", True
    return can_open, can_close


def find_quotations(text: str) -> list[Quotation]:
    """Find the outermost quoted stretches of `text`, in order.

    A mark that opens and is never closed runs to the end of its paragraph, or on to the mark
    that closes it if that stands within the next paragraphs; a mark that closes and was never
    opened begins at the paragraph's start. Both are returned with ``balanced=False``.

    Examples
    --------
    >>> text = 'قال "نعم" ثم «لا'
    >>> [(text[q.start:q.end], q.balanced) for q in find_quotations(text)]
    [('نعم', True), ('لا', False)]
    """
    if not _MARK.search(text):
        return []
    marks = [_read_mark(text, *m.span()) for m in _MARK.finditer(text)]
    out: list[Quotation] = []
    opened: _Mark | None = None
    depth = 0
    line = 0  # where the paragraph begins
    for i, mark in enumerate(marks):
        if mark.glyph == "\n":
            if opened is not None and not _closes_later(text, marks, i, opened):
                _add(out, text, opened.end, mark.start, False)
                opened = None
            line = mark.end
        elif opened is None:
            if mark.opens or not mark.closes and not _is_inch(text, mark):
                opened, depth = mark, 0
            elif mark.closes and _closes_twice(text, marks, i):
                opened, depth = mark, 0
            elif mark.closes and not _is_inch(text, mark):
                last = out[-1].end if out else -1
                if last < line:
                    _add(out, text, line, mark.start, False)
        elif _same_family(opened.glyph, mark.glyph):
            if mark.glyph in _OPENING:
                depth += 1
            elif depth and mark.glyph in _CLOSING:
                depth -= 1
            elif mark.opens and not mark.closes and mark.start - opened.end > 1:
                # a second opening while one is open: the first was never closed
                _add(out, text, opened.end, mark.start, False)
                opened = mark
            else:
                _add(out, text, opened.end, mark.start, True)
                opened = None
    if opened is not None:
        _add(out, text, opened.end, len(text), False)
    return out


def _same_family(opening: str, mark: str) -> bool:
    """Whether `mark` can end what `opening` began; «…» may hold "…", and the other way round."""
    angled = "«»\u2039\u203a"
    if (opening in angled) != (mark in angled):
        return False
    return ("'" in opening or "\u2019" in opening) == ("'" in mark or "\u2019" in mark)


def _is_inch(text: str, mark: _Mark) -> bool:
    return mark.glyph in '"\u201d' and mark.start > 0 and text[mark.start - 1].isdigit()


def _closes_twice(text: str, marks: list[_Mark], i: int) -> bool:
    """«التزامه" الثابت" بالسلم»: of two straight marks on a line that look like ends, one begins."""
    if i + 1 == len(marks) or marks[i].glyph != '"' or marks[i + 1].glyph != '"':
        return False
    begins, ends = marks[i], marks[i + 1]
    return ends.closes and not ends.opens and text[begins.end : begins.end + 1] == " " and ends.start - begins.end < 80


def _closes_later(text: str, marks: list[_Mark], i: int, opened: _Mark) -> bool:
    """Whether the next mark after the line break at `i` closes what is open."""
    for mark in marks[i + 1 : i + 12]:
        if mark.start - opened.end > _MAX_CARRY:
            return False
        if mark.glyph != "\n" and _same_family(opened.glyph, mark.glyph):
            return mark.closes and not mark.opens
    return False


def _add(out: list[Quotation], text: str, start: int, end: int, balanced: bool) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start and _WORD.search(text, start, end):
        out.append(Quotation(start, end, balanced))


def classify_quotations(
    text: str, found: list[Quotation], vocabulary: c.Vocabulary
) -> list[Quotation]:
    """Tell quotations from names («صحيفة "…"», «فيلم "…"») by what stands around them.

    Examples
    --------
    >>> text = 'قالت صحيفة "النهر" إن "السد جاهز تماما"'
    >>> [q.kind for q in classify_quotations(text, find_quotations(text), c.Vocabulary())]
    ['name', 'quotation']
    """
    out: list[Quotation] = []
    for q in found:
        kind = _kind(text, q, vocabulary)
        if kind == "quotation" and out and out[-1].kind == "name" and q.end - q.start < 25:
            if text[out[-1].end + 1 : q.start - 1].strip(" ،") in ("", "و", "أو"):
                kind = "name"  # «طرازي «…» و«…»»
        out.append(q if kind == q.kind else q._replace(kind=kind))
    return out


def _kind(text: str, q: Quotation, vocabulary: c.Vocabulary) -> str:
    if not q.balanced:
        return "quotation"
    content = text[q.start : q.end]
    words = _WORD.findall(content)
    if not words or len(words) > 6:
        return "quotation"
    if content.isascii() or all(vocabulary[w].flags & c.MEDIUM for w in words):
        return "name"
    if _LETTER_NAMES.issuperset(words):
        return "name"  # «وكالة الاستخبارات "سي آي إيه"»
    if len(words) <= 3 and any(map(str.isdigit, content)):
        return "name"
    if len(words) > 2 and _is_body(words, vocabulary):
        return "name"
    left = text[max(0, q.start - 60) : max(0, q.start - 1)]
    left = left[left.rfind("\n") + 1 :]
    if content.startswith("بال") or len(words) > 2 and words[0][0] == "ب" and (
        words[0] in ("بشكل", "بصورة", "بطريقة", "بكل") or g.carries_b(words[0])
    ):
        return "quotation"  # «وصف الأمر «بالمهزلة»», «… «بشكل تام ودائم»»
    before = _WORD.findall(left)
    if _named_before(before, left, vocabulary, len(words)):
        return "name"
    right = text[q.end + 1 : q.end + 30].lstrip()
    if len(words) <= 4 and _is_speaker(words, before, left, right, vocabulary):
        return "name"
    if (
        len(words) <= 3
        and right.startswith(":")
        and (not left.strip() or left.endswith(("لـ", " ل")))
    ):
        return "name"
    return "quotation"


_CALLED = frozenset("يعرف تعرف يسمى تسمى المعروف المعروفة المسمى المسماة المسمّى المسمّاة يدعى تدعى المدعو المدعوة باسم الملقب".split())


def _is_body(words: list[str], vocabulary: c.Vocabulary) -> bool:
    """«المركز العربي للدراسات»: an organisation and its adjectives, nothing said of it."""
    first = vocabulary[words[0]]
    if not first.flags & c.BODY or not first.flags & c.DEFINITE or first.cue is not None:
        return False
    rest = [vocabulary[w] for w in words[1:]]
    return all(w.key.startswith(("ال", "لل")) or w.key[0] == "ل" and g.carries_b(w.key) for w in rest)


def _is_speaker(
    words: list[str], before: list[str], left: str, right: str, vocabulary: c.Vocabulary
) -> bool:
    """Whether what stands in the marks is whoever speaks, or is spoken to.

    «"النهر" ترى أن», «وكانت "النهر" قد ذكرت», «وكتبت "النهر" أن», «قال لـ"النهر"».
    """
    if before and before[-1] in ("لـ", "ل") and len(words) <= 3:
        before = before[:-1]
    last = vocabulary[before[-1]] if before else None
    after = _WORD.match(right)
    following = vocabulary[after.group()] if after else None
    if following is not None and following.key in ("قد", "لقد"):
        rest = _WORD.match(right[after.end() :].lstrip())
        following = vocabulary[rest.group()] if rest else following
    if not left.strip() and right.startswith(("من جانب", "من جهت")):
        return True
    verb = following is not None and following.cue is not None and not following.flags & c.WITH_AND
    if verb and following.cue.form != "participle":
        if not left.strip() or last is not None and last.flags & c.AUX:
            return True
    if last is not None and last.cue is not None and last.cue.form != "participle":
        if before[1:] and vocabulary[before[-2]].key in ("ما", "لما", "كما", "حسبما", "وفقما", "بحسبما"):
            return len(words) <= 3 and following is None or right[:1] in ".،,"
        if following is not None and not left.rstrip().endswith(":"):
            beyond = _WORD.search(right, after.end())
            led = following.flags & c.PREP and beyond and vocabulary[beyond.group()].flags & c.COMP
            if following.flags & c.COMP or led and len(words) <= 3:
                return True  # «ولفت «اليامي» إلى أن»
            if last.cue.frame == "relay" and following.key == "عن":
                return True
        if left.rstrip().endswith(("لـ", " ل")) and len(words) <= 3:
            return True
    if last is not None and left.rstrip()[-1:] not in ":،,؛" and len(words) <= 3:
        person = last.flags & c.TITLE and not last.flags & (c.BODY | c.POSSESSED | c.DEFINITE)
        if person and last.cue is None and vocabulary[before[-2] if before[1:] else ""].cue is None:
            return True  # «مدير «…»»
        if person and last.cue is None and following is not None and following.flags & c.COMP:
            return True  # «أفاد مراسل «…» أن»
        spoken = before[-2] if len(before) > 1 else ""
        if before[-1] in ("إلى", "الى", "مع", "لـ", "ل") and vocabulary[spoken].flags & c.SPEECH:
            return True  # «في حديث إلى «…»»
        if not _CALLED.isdisjoint(before[-3:]):
            return True  # «ما يعرف بسياسة «…»»
        if _is_told_by(words, before, last, right, following, vocabulary):
            return True
    return (
        len(words) == 1
        and words[0].startswith("لل")
        and last is not None
        and bool(last.flags & c.SPEECH)
    )


def _is_told_by(
    words: list[str], before: list[str], last: c.Word, right: str, following: c.Word | None,
    vocabulary: c.Vocabulary,
) -> bool:
    """«وذكرت "النهر" الرياضية في …», «كشفت "ألحان" عن …», «وقال "الفقير": …», «وفقا لـ"النهر"»."""
    if before[-1] in ("عن", "إلى", "الى") and before[1:] and vocabulary[before[-2]].key in ("نقلا", "استنادا"):
        return True
    if last.flags & c.PHRASE and last.key in vocabulary.telling and not last.flags & c.PREP:
        return True
    cue = last.cue
    if cue is None or cue.form == "participle" or cue.person[:1] == "1" or last.flags & c.TITLE:
        return False
    first = vocabulary[words[0]]
    if first.cue is not None or first.flags & (c.COMP | c.NEG | c.PREP | c.NARRATION | c.VERB_SHAPE):
        return False
    if len(words) == 1 and not first.flags and len(first.key) > 3 and not g.is_common(first.key) and (
        following is not None and right[:1] not in ".،,؛"
    ):
        return True  # «ووعدت "سوني" بإطلاق …»
    if right[:1] == ":" or following is not None and following.cue is not None and (
        following.cue.form == "participle" and following.key.endswith(("ا", "ة"))
    ):
        return True  # «وغرد "كميخ" قائلا: …»
    if following is None or right[:1] in ".،,؛":
        return False
    whole = len(words) < 3 and first.flags & c.DEFINITE and cue.lemma in CORE and not words[-1].endswith("ات")
    if whole and following.flags & c.PREP and not g.is_event_noun(first.key[2:]):
        return True  # «وأوضحت «الجمارك» في تقرير أن»
    adjective = following.key.startswith("ال") and following.key.endswith(("ية", "ي")) and not (
        following.flags & c.REL or cue.frame == "judge"
    )
    aged = following.key in ("البالغ", "البالغة")
    return adjective or aged or cue.frame == "express" and following.key == "عن" or (
        cue.lemma in ("كشف", "أعلن") and following.key == "عن"
    )


def _is_classifier(word: c.Word, vocabulary: c.Vocabulary, n_words: int) -> bool:
    """Whether a noun takes a name after it, with its article, preposition or pronoun: «فيلمها»."""
    if word.flags & c.CLASSIFIER:
        return True
    kinds, key = vocabulary.kinds, word.key
    if word.flags & c.TIME and key.startswith("ال"):
        return False  # «اليوم» is today
    for prefix in ("بال", "لل", "وال", "ال", "ب", "ل"):
        if key.startswith(prefix) and kinds.get(key[len(prefix) :], 0) & c.CLASSIFIER:
            return True
    if n_words > 3:
        return False
    stem = next((key[: -len(x)] for x in ("هما", "ها", "هم", "ه") if key.endswith(x)), "")
    endings = (stem, stem[:-1] + "ة" if stem.endswith("ت") else stem)
    return any(kinds.get(base, 0) & c.CLASSIFIER for base in endings if len(base) > 2)


def _named_before(words: list[str], left: str, vocabulary: c.Vocabulary, n_words: int) -> bool:
    """Whether a noun that takes a name stands before, adjectives of it between."""
    if not words or left.rstrip(" (")[-1:] in ":،,.؛":
        return False
    for written in reversed(words[-5:]):
        word = vocabulary[written]
        if _is_classifier(word, vocabulary, n_words):
            return True
        if word.key == "انباء":
            continue  # «وكالة أنباء «…»»
        if not word.key.startswith("ال"):
            return False
    return False
