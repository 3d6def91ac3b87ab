"""Sentences of a document, and their words: what the rules of attribution read."""

import re
from collections.abc import Iterable
from functools import partial

from . import cues as c
from .words import Token
from .quotations import Quotation

_TOKEN = re.compile(
    "[\\w\u064b-\u065f\u0670\u0640\u200c\u200d#@]+(?:[-'.\u2019][\\w\u064b-\u065f\u0670]+)*|\\.\\.+|[^\\w\\s]"
)
_BREAK = re.compile("\n|[.]+|[؟?!…]+")
_CLOSERS = "\"»\u201d\u201c)]'\u200f\u200e"
_MARKS = "«»\"\u201c\u201d\u201e\u201f\uff02\u2039\u203a"
_LETTER = re.compile("[^\\W\\d_]")
_BEFORE_INN = ("جاي", "جيه", "جاى", "جي")  # «مون جاي إن»: a Korean name that ends like «إن»
_DROPPED = frozenset("\"«»\u201c\u201d'\u0640")
_QUOTED = c.Word(c.QUOTED, None, "")
_TITLES_OF_PERSONS = {"د", "أ", "م", "ص", "ب", "ج"}  # abbreviations written with a full stop


def split_sentences(text: str, quotations: Iterable[Quotation] = ()) -> list[tuple[int, int]]:
    """Split Arabic news into sentences, as (start, end) in `text`, without outer white space.

    A sentence ends at a line break, and at . ؟ ! … before white space; not inside a balanced
    quotation, after an initial or an abbreviation («د. »), inside a number, nor at the two dots
    with which headlines join clauses.

    Examples
    --------
    >>> text = "وصل د. سامي أمس. قال: نعم!"
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['وصل د. سامي أمس.', 'قال: نعم!']
    """
    inside = [(q.start, q.end) for q in quotations if q.balanced]
    out: list[tuple[int, int]] = []
    start, k, n = 0, 0, len(text)
    for match in _BREAK.finditer(text):
        at, end = match.span()
        if at < start:
            continue
        if match.group() != "\n":
            while (
                end < n
                and text[end] in _CLOSERS
                and not (text[end] in "\"'" and end + 1 < n and text[end + 1].isalnum())
            ):
                end += 1
            if end < n and not text[end].isspace():
                continue
            while k < len(inside) and inside[k][1] < at:
                k += 1
            if k < len(inside) and inside[k][0] <= at < inside[k][1] and end <= inside[k][1]:
                continue
            if _is_no_end(text, match, start):
                continue
        _add(out, text, start, end)
        start = end
    _add(out, text, start, n)
    return out


def _is_no_end(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a mark does not end a sentence: «د.», «..», or nothing but a number before it."""
    mark, at = match.group(), match.start()
    if mark == "..":
        return match.end() < len(text) and text[match.end()] != "\n"
    if mark != ".":
        return False
    word = text[max(start, at - 12) : at].split()
    last = word[-1].strip('("«،') if word else ""
    if last in _TITLES_OF_PERSONS or len(last) == 1 and last.isalpha():
        return True
    return last.isdigit() and not text[start:at].strip().strip("0123456789٠١٢٣٤٥٦٧٨٩")


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end and _LETTER.search(text, start, end):
        out.append((start, end))


def may_be_attributed(text: str, start: int, end: int, vocabulary: c.Vocabulary) -> bool:
    """Whether ``text[start:end]`` holds a word or a colon that can attribute it.

    Most sentences of an outlet's own do not, and need no parse. New word types are looked up here.
    """
    here = set(_TOKEN.findall(text, start, end))
    if not here <= vocabulary.keys():
        for word in [w for w in here if w not in vocabulary]:
            vocabulary[word]
    return ":" in here or not vocabulary.speaking.isdisjoint(here)


def tokens_of(
    text: str, start: int, end: int, quoted: list[Quotation], vocabulary: c.Vocabulary
) -> list[Token]:
    """Tokens of ``text[start:end]``; a quotation is one token, marks around names are dropped."""
    out: list[Token] = []
    make = partial(tuple.__new__, Token)  # a named tuple's own constructor takes twice as long
    at = start
    for q in [*quoted, None]:
        until = end if q is None else max(start, min(_speech_start(text, q, vocabulary), end))
        # only white space stands between two words: each is the next place where it is written
        for word in _TOKEN.findall(text, at, until):
            begins = text.index(word, at)
            at = begins + len(word)
            if word not in _DROPPED:
                out.append(make((word, begins, at, vocabulary[word])))
        if q is None:
            break
        if q.kind == "quotation":
            out.append(Token("", until, min(q.end, end), _QUOTED))
            at = min(q.end, end)
        elif q.kind == "name" and q.start >= start and q.end <= end:
            out.append(_name(text, q, out, vocabulary))
            at = out[-1].end
        else:
            at = until
    for i in range(1, len(out)):
        if out[i].word.flags & c.COMP and out[i - 1].text in _BEFORE_INN:
            out[i] = out[i]._replace(word=c.Word(c.NAME, None, out[i].text))
    if text.find("عبر", start, end) >= 0:
        _read_abbara(out, vocabulary)
    if out and out[0].word.key == "بين":
        _read_bayyana(out, vocabulary)
    return out


def _speech_start(text: str, q: Quotation, vocabulary: c.Vocabulary) -> int:
    """Where speech begins in a quotation; one that was never opened holds the verb of saying too.

    «وأوضح الوزير أن السد جاهز».»
    """
    unopened = not q.balanced and text[q.end : q.end + 1] not in ("", "\n")
    if not unopened or q.start and text[q.start - 1] != "\n":
        return q.start
    words = _TOKEN.findall(text, q.start, min(q.end, q.start + 160))
    if words and vocabulary[words[0]].cue is not None:
        at = q.start
        for word in words[:25]:
            at = text.index(word, at) + len(word)
            if vocabulary[word].flags & c.COMP:
                return at
    return q.start


def _read_abbara(tokens: list[Token], vocabulary: c.Vocabulary) -> None:
    """«عبر الرئيس … عن»: not "via" but "he expressed", where a person follows, and عن."""
    for i, token in enumerate(tokens[:-2]):
        if token.word.key == "عبر" and token.word.flags & c.PREP:
            following = tokens[i + 1].word.flags
            person = following & c.TITLE and not following & (c.BODY | c.MEDIUM)
            if person or i == 0 and not following & c.MEDIUM:
                if any(t.word.key == "عن" for t in tokens[i + 2 : i + 22]):
                    verb = token.text.replace("عبر", "عب\u0651ر")
                    tokens[i] = token._replace(word=vocabulary[verb])


def _read_bayyana(tokens: list[Token], vocabulary: c.Vocabulary) -> None:
    """«وبين الوزير أن»: not "between" but "he made clear", where أن follows and no second party."""
    for i, token in enumerate(tokens[1:14], start=1):
        word = token.word
        if word.flags & c.COMP:
            if i < 3 or not any(t.text[:1] == "و" and t.word.key != t.text for t in tokens[1:i]):
                verb = tokens[0].text.replace("بين", "بي\u0651ن")
                tokens[0] = tokens[0]._replace(word=vocabulary[verb])
            return
        if word.flags & (c.PUNCT | c.REL & ~c.PREP | c.NARRATION | c.QUOTED):
            return


def _name(text: str, q: Quotation, before: list[Token], vocabulary: c.Vocabulary) -> Token:
    """A name between quotation marks as one word, with its marks: صحيفة «النهر»."""
    content = text[q.start : q.end]
    first = content.split(None, 1)[0]
    flags = c.NAME | (vocabulary[first].flags & c.MEDIUM)
    start = max(q.start - 1, before[-1].end if before else 0)
    end = min(q.end + 1, len(text))
    if text[start] not in _MARKS or not before and start != q.start - 1:
        start = q.start
    if end - 1 == q.end and text[q.end] not in _MARKS:
        end = q.end
    return Token(text[start:end], start, end, c.Word(flags, None, content))
