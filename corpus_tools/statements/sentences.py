"""Sentences of a document, and their words: what the rules of attribution read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from . import cues as c
from . import guesses as g
from .cutting import TOKEN, Words
from .quotations import Quotation
from .words import COMMAS, Sentence, Token

# A mark ends a sentence where it stands, with what closes behind it, before white space. The
# first letter of the pattern is told by one class, which makes it ten times as fast.
_END = re.compile(
    "[\n.؟?!…](?:(?<=\n)\\s*|(?:(?<=[.])[.]*|(?<=[؟?!…])[؟?!…]*)()"
    "(?:[»\u201d\u201c)\\]\u200f\u200e]|[\"'](?![^\\W_]))*+(?!\\S))"
)
_MARKS = "«»\"\u201c\u201d\u201e\u201f\uff02\u2039\u203a"
_DATELINE = re.compile(r"[^\n]{0,60}\(\w+\)\s*[-–—]+\s*")  # «مدينة، بلد (CNN)-- »
_LETTER = re.compile("[^\\W\\d_]")
_QUOTATION = Token("", c.Word(c.QUOTED, None, "", c.QUOTED))
_NOT_ALONE = c.BEFORE_INN | c.LIKE_ABBARA | c.LIKE_BAYYANA  # words that stand for another beside some words
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
    start, k = 0, 0
    for match in _END.finditer(text):
        at, end = match.span()
        if text[at] != "\n":
            while k < len(inside) and inside[k][1] < at:
                k += 1
            if k < len(inside) and inside[k][0] <= at < inside[k][1] and end <= inside[k][1]:
                continue
            if text[at] == "." and _is_no_end(text, text[at : match.end(1)], at, start):
                continue
        if start < at:
            _add(out, text, start, end)
        start = end
    _add(out, text, start, len(text))
    return out


def _is_no_end(text: str, mark: str, at: int, start: int) -> bool:
    """Whether full stops do not end a sentence: «د.», «..», or nothing but a number before it."""
    if mark == "..":
        return text[at + 2 : at + 3] not in ("", "\n")
    if mark != "." or at - start > 1 and text[at - 2 : at].isalpha():
        return False
    word = text[max(start, at - 12) : at].split()
    last = word[-1].strip('("«،') if word else ""
    if last in _TITLES_OF_PERSONS or len(last) == 1 and last.isalpha():
        return True
    return last.isdigit() and not text[start:at].strip().strip("0123456789٠١٢٣٤٥٦٧٨٩")


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    written = text[start:end].lstrip()
    start = end - len(written)
    end = start + len(written.rstrip())
    if _LETTER.search(text, start, end):
        out.append((start, end))


def sentence_of(
    words: Words, number: int, text: str, place: tuple[int, int], quoted: Sequence[Quotation]
) -> Sentence:
    """One sentence ready to be read; a quotation is one token, marks around names are dropped."""
    tells, first, last = words.tells[number], words.firsts[number], words.lasts[number]
    tokens, starts, ends = words.between(first, last)
    turns = bytearray(words.turns[first:last])
    if quoted:
        columns = tokens, starts, ends, turns
        tells |= _join_quotations(columns, text, place, quoted, words.vocabulary)
    if not tells & _NOT_ALONE:
        return Sentence(tokens, starts, ends, tells, turns)
    written = tokens.copy()
    if tells & c.BEFORE_INN:
        _read_inn(tokens)
    if tells & c.LIKE_ABBARA:
        _read_abbara(tokens, words.vocabulary)
    if tells & c.LIKE_BAYYANA and tokens[0].word.key == "بين":
        _read_bayyana(tokens, words.vocabulary)
    if tokens == written:
        return Sentence(tokens, starts, ends, tells, turns)
    return Sentence(tokens, starts, ends)


def _join_quotations(
    columns: tuple[list[Token], list[int], list[int], bytearray], text: str, place: tuple[int, int],
    quoted: Sequence[Quotation], vocabulary: c.Vocabulary,
) -> int:  # fmt: skip
    """Put one token in the place of those of each quotation and name; what these new ones tell."""
    tokens, starts, ends, turns = columns
    start, end = place
    at = tells = 0
    for q in quoted:
        begins = max(start, min(_speech_start(text, q, vocabulary), end))
        at = bisect_left(starts, begins, at)
        if q.kind == "quotation":
            token, begins, stops = _QUOTATION, begins, min(q.end, end)
        elif q.kind == "name" and q.start >= start and q.end <= end:
            token, begins, stops = _name(text, q, ends[at - 1] if at else None, vocabulary)
        else:
            continue
        beyond = bisect_left(starts, stops, at)
        tokens[at:beyond], starts[at:beyond], ends[at:beyond] = [token], [begins], [stops]
        turns[at:beyond] = b"\1" if token is _QUOTATION else b"\0"
        tells |= token.word.tells
        at += 1
    return tells


def _speech_start(text: str, q: Quotation, vocabulary: c.Vocabulary) -> int:
    """Where speech begins in a quotation; one that was never opened holds the verb of saying too.

    «وأوضح الوزير أن السد جاهز».»
    """
    unopened = not q.balanced and text[q.end : q.end + 1] not in ("", "\n")
    if not unopened or q.start and text[q.start - 1] != "\n":
        return q.start
    dateline = _DATELINE.match(text, q.start, q.end)
    begins = dateline.end() if dateline else q.start
    words = TOKEN.findall(text, begins, min(q.end, begins + 160))
    if words and vocabulary[words[0]].cue is not None:
        at = begins
        for word in words[:25]:
            at = text.index(word, at) + len(word)
            if vocabulary[word].flags & c.COMP:
                return at
    return q.start


def _read_inn(tokens: list[Token]) -> None:
    """«مون جاي إن»: the end of a name, and no «that»."""
    for i in range(1, len(tokens)):
        if tokens[i].word.flags & c.COMP and tokens[i - 1].text in c.NAMES_BEFORE_INN:
            tokens[i] = _as_name(tokens[i])
        elif tokens[i].text == "فان" and i + 1 < len(tokens):
            before, after = tokens[i - 1].word, tokens[i + 1].word
            bare = not (before.flags or after.flags or before.cue or after.cue)
            if bare and not (g.is_common(before.key) or after.key.startswith("ال")):  # «أريك فان دير»
                tokens[i] = _as_name(tokens[i])


def _as_name(token: Token) -> Token:
    return Token(token.text, c.Word(c.NAME, None, token.text, c.NAME))


def _read_abbara(tokens: list[Token], vocabulary: c.Vocabulary) -> None:
    """«عبر الرئيس … عن»: not "via" but "he expressed", where a person follows, and عن."""
    for i, token in enumerate(tokens[:-2]):
        if token.word.key == "عبر" and token.word.flags & c.PREP:
            following = tokens[i + 1].word.flags
            person = following & c.TITLE and not following & (c.BODY | c.MEDIUM)
            person = person or tokens[i + 1].word.key in ("فيه", "فيها", "خلاله", "خلالها")
            if person or (i == 0 or i == 1 and tokens[0].word.key in ("قد", "لقد", "وقد")) and not following & c.MEDIUM:
                if any(t.word.key == "عن" for t in tokens[i + 2 : i + 22]):
                    verb = token.text.replace("عبر", "عب\u0651ر")
                    tokens[i] = Token(token.text, vocabulary[verb])


def _read_bayyana(tokens: list[Token], vocabulary: c.Vocabulary) -> None:
    """«وبين الوزير أن»: not "between" but "he made clear", where أن follows and no second party."""
    for i, token in enumerate(tokens[1:14], start=1):
        word = token.word
        if word.flags & c.COMP:
            if i < 3 or not any(t.text[:1] == "و" and t.word.key != t.text for t in tokens[1:i]):
                verb = tokens[0].text.replace("بين", "بي\u0651ن")
                tokens[0] = Token(tokens[0].text, vocabulary[verb])
            return
        if tokens[i].text in COMMAS and tokens[i + 1 : i + 2] and tokens[i + 1].word.flags & c.COMP:
            continue  # «وبين الراوي، أن»
        if word.flags & (c.PUNCT | c.REL & ~c.PREP | c.NARRATION | c.QUOTED):
            return


def _name(
    text: str, q: Quotation, before: int | None, vocabulary: c.Vocabulary
) -> tuple[Token, int, int]:
    """A name between quotation marks as one word, with its marks, and its place: صحيفة «النهر».

    `before` is where the word before it ends, or None where it opens the sentence.
    """
    content = text[q.start : q.end]
    first = content.split(None, 1)[0]
    flags = c.NAME | (vocabulary[first].flags & c.MEDIUM)
    start = max(q.start - 1, before or 0)
    end = min(q.end + 1, len(text))
    if text[start] not in _MARKS or before is None and start != q.start - 1:
        start = q.start
    if end - 1 == q.end and text[q.end] not in _MARKS:
        end = q.end
    return Token(text[start:end], c.Word(flags, None, content, flags)), start, end
