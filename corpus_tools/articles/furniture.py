"""The list of page furniture, indexed so that a line is looked up in a few dictionary probes.

`lexicons/furniture.tsv` says what the words of a site are (buttons, headings of lists, labels of
dates and sources) and what each does: `match` is how a row is compared (`exact`; `label`, the
words before a colon; `prefix`; `contains`; `datelabel`, a label with a date or alone; `byname`, a
short line that names a writer; `opening`, the first words of a line of any length; `moreof`; `bar`;
`caption_noun`), `effect` what it opens or ends.
"""

import os
import re
from collections.abc import Iterable
from functools import lru_cache

from .keys import EDGES, line_key, plain_key
from ..lexicons import read_table

RELATIVE = re.compile(
    r"(?:منذ|قبل|مند)\s+"
    r"(?:\d|ساع|دقيق|دقائق|يوم|أيام|ايام|أسبوع|شهر|أشهر|سن|عام|لحظ|ثوان|قليل|بضع)"
)


class Row:
    """A row of the furniture list, as looked up."""

    __slots__ = ("phrase", "match", "label", "effect", "key")

    def __init__(self, row: dict[str, str]) -> None:
        self.phrase, self.match = row["phrase"], row["match"]
        self.label, self.effect = row["label"], row["effect"]
        self.key = line_key(self.phrase)


def _made(phrase: str, label: str, effect: str) -> Row:
    return Row({"phrase": phrase, "match": "words", "label": label, "effect": effect})


LIST_HEADING = _made("heading of a list, by its words", "related", "related")
SITE_SENTENCE = _made("words of the site to its readers", "furniture", "line")
REPEATED_SENTENCE = _made("a sentence of several pages", "furniture", "line")
REPEATED_HEADING = _made("heading of a list, on several pages", "related", "related")
TAGS = _made("words with #", "keywords", "keywords_line")
CREDIT = _made("the name of an agency alone", "byline", "byline")

_BAR = re.compile(r"\s[|•·/>»›-]\s|\s{2,}|\t")
_VERB = re.compile("[يت]\\w{3,}(?<![يهاتن])$")  # may be a verb; a name of that form costs little
_BOUND = re.compile("^(?:وال|بال|لل|ال|[وبلف])(?=\\w{3})")
_BINDS = frozenset("وبلفا")
_WORDS = re.compile(r"\w+")
_REPORTED = re.compile(
    "[\"“”«»]|(?:^|\\s)[وف]?(?:قال|قالت|أضاف|أضافت|أعلن|أعلنت|أكد|أكدت|ذكرت|أوضح|أوضحت|صرح)\\s"
)


def _by_word(kinds: dict[str, list[str]], sorts: tuple[str, ...]) -> dict[str, str]:
    return {line_key(word): sort for sort in sorts for word in kinds.get(sort, ())}


class Furniture:
    """The furniture list, indexed so that a line is looked up in a few dictionary probes."""

    def __init__(
        self, rows: Iterable[dict[str, str]], words: Iterable[dict[str, str]],
        agencies: Iterable[dict[str, str]],
    ) -> None:  # fmt: skip
        kinds: dict[str, list[str]] = {}
        for row in words:
            kinds.setdefault(row["kind"], []).append(row["word"])
        self.waw_roots = frozenset(kinds.get("waw_root", ()))
        self.openers = frozenset(kinds.get("opener", ()))
        self.opener_phrases = tuple(kinds.get("opener_phrase", ()))
        self.places = frozenset(kinds.get("place", ()))
        self.persons = frozenset(line_key(w) for w in kinds.get("person", ()))
        self.voice = _by_word(kinds, ("reader", "site", "ours"))
        self.heading = _by_word(kinds, ("heading_item", "heading_link", "heading_fill"))
        names = [x for row in agencies for x in (row["name"], *row["aliases"].split(";"))]
        self.credits = frozenset(plain_key(w) for w in (*kinds.get("credit", ()), *names) if w)
        self.wires = frozenset(plain_key(w) for w in names if w)
        self.openings: dict[str, list[Row]] = {}
        self.exact: dict[str, Row] = {}
        self.captions: set[str] = set()
        self.label: dict[str, Row] = {}
        self.dates: dict[str, list[Row]] = {}
        self.first: dict[str, list[Row]] = {}
        self.inside: dict[str, list[Row]] = {}
        for raw in rows:
            row = Row(raw)
            if not row.key:
                continue
            words = _WORDS.findall(row.key) or [row.key]
            head = words[0]
            if row.match == "caption_noun":
                self.captions.add(row.key)
            elif row.match == "exact":
                self.exact.setdefault(row.key, row)
            elif row.match == "opening":
                self.openings.setdefault(head, []).append(row)
            elif row.match == "label":
                self.label.setdefault(row.key, row)
            elif row.match == "contains":
                self.inside.setdefault(max(words, key=len), []).append(row)
            elif row.match == "datelabel":
                self.dates.setdefault(head, []).append(row)
            else:
                self.first.setdefault(head, []).append(row)
        for table in (self.dates, self.first):
            for found in table.values():
                found.sort(key=lambda r: -len(r.key))

    def like_caption(self, key: str) -> bool:
        """Whether a short line opens as captions do: what or who is seen, and where."""
        words = key.split()
        if self.places.isdisjoint(words[1:]):
            return False
        return words[0] in self.captions or (
            words[0] in self.persons and not any(_VERB.match(w) for w in words[1:])
        )

    def find_long(self, text: str) -> Row | None:
        """The row of a long line: a list of tags behind its label, or a set phrase of the site."""
        if ":" in text[:40]:
            row = self.label.get(line_key(text[: text.index(":")]))
            if row is not None and row.label == "keywords":
                return row
        return self._opened(text)

    def _opened(self, text: str) -> Row | None:
        """The row whose words a line of any length begins with."""
        first = text[:24].split(None, 1)  # of a line of marks and spaces there is none
        rows = self.openings.get(line_key(first[0]), ()) if first else ()
        key = line_key(text[:120]) if rows else ""
        return next((row for row in rows if key.startswith(row.key)), None)

    def is_heading(self, key: str) -> bool:
        """Whether a short line is nothing but the heading of a list («خبر متصل», «مواد قريبة»).

        Sites word such headings in ever new ways, from few words: what is listed, how it belongs
        together, and small words between.
        """
        sorts = [
            self.heading.get(w) or self.heading.get(w.removeprefix("ال")) for w in key.split()
        ]
        links, items = sorts.count("heading_link"), sorts.count("heading_item")
        return None not in sorts and links >= 1 and links + items >= 2

    def find_bar(self, text: str) -> Row | None:
        """The row of a line that is a bar of buttons («طباعة | إرسال | حفظ»): most are named."""
        rows = [self.exact.get(line_key(part)) for part in _BAR.split(text)]
        named = [row for row in rows if row is not None]
        if len(rows) < 2 or 3 * len(named) < 2 * len(rows):
            return None
        return next((r for r in named if r.effect in ("share", "footer")), None)

    def speaks_for_site(self, text: str, *, repeated: bool = False) -> bool:
        """Whether a sentence is the site's own: it speaks to its readers, or of itself.

        «Subscribe», «your address», «our work», «the material on this page»: single words of that
        kind stand in news as well, several in one short sentence do not; in a sentence of several
        pages (`repeated`) one is enough. Quotations and sentences that report what someone said
        are never taken.
        """
        if _REPORTED.search(text) is not None:
            return False
        hits = {"reader": 0, "site": 0, "ours": 0}
        words = line_key(text[:190]).split()
        for word in words:
            word = word.strip(EDGES)
            sort = self.voice.get(word)
            if sort is None and word[:1] in _BINDS:
                sort = self.voice.get(_BOUND.sub("", word, count=1))
            if sort is not None:
                hits[sort] += 1
        total = sum(hits.values())
        if repeated:
            return total > 0
        if total < 3 or total < 0.2 * len(words):
            return False
        alone = hits["site"] >= 4 and total >= 0.35 * len(words)
        return alone or hits["reader"] + hits["ours"] > 0

    def find(self, text: str, key: str, n: int, *, final: bool, dated: bool) -> Row | None:
        """The row that names a line of `n` words whose key is `key`, or None."""
        row = self.exact.get(key) or self._opened(text)
        if row is not None:
            return row
        if n > 45 or not key:
            return None
        if n <= 4 and plain_key(key) in self.wires:
            return CREDIT
        if text[0] == "#" and text.count("#") > 1:
            return TAGS
        if n <= 6 and not final and self.is_heading(key):
            return LIST_HEADING
        words = _WORDS.findall(key) or [key]
        head = words[0]
        if n <= 4 and (key[-1].isdigit() or key[0].isdigit()):
            # «التعليقات (3)»: a heading with its count; other counters open nothing.
            row = self.exact.get(key.strip("0123456789" + EDGES))
            if row is not None and row.effect == "comments" and len(row.key) > 4:
                return row
        if head in self.dates and n <= 16:
            for row in self.dates[head]:
                rest = key[len(row.key):]
                bound = not rest or rest[0] in " :-،/|(" or rest[0].isdigit()
                if bound and key.startswith(row.key):
                    if not rest or dated or RELATIVE.search(text):
                        return row
        cut = key.find(":") if ":" in key else key.find(" | ")
        if 0 < cut < 40 and not (final and n > 25):
            row = self.label.get(line_key(key[:cut]))
            if row is not None and _label_fits(row, n - key.count(" ", 0, cut) - 1):
                return row
        if head in self.first and not (final and n > 16):
            for row in self.first[head]:
                if key.startswith(row.key) and _prefix_fits(row, key, n, final=final):
                    return row
        if n <= 16 and not final and _BAR.search(text) is not None:
            row = self.find_bar(text)
            if row is not None:
                return row
        if n <= 40 and not self.inside.keys().isdisjoint(words):
            for word in words:
                for row in self.inside.get(word, ()):
                    if row.key in key and (n <= 30 or row.effect == "footer"):
                        return row
        return None


_GENRES = frozenset("تقرير تحرير خاص متابعة متابعات تغطية حوار من ترجمة مراجعة".split())


def _label_fits(row: Row, n_rest: int) -> bool:
    if row.phrase in _GENRES:
        return n_rest <= 3  # a name; more is the headline of a report
    limit = {"byline": 7, "source": 10, "caption": 25, "keywords": 60, "related": 30}
    return n_rest <= limit.get(row.label, 14)


def _prefix_fits(row: Row, key: str, n: int, *, final: bool) -> bool:
    rest = key[len(row.key):]
    if row.match == "moreof":
        return n <= 5 and not final
    if row.match == "byname":
        named = 2 <= n <= (4 if row.phrase in _GENRES else 6) and rest.startswith(" ")
        return named and not final and not re.search(r"\d|\.\.", rest)
    if row.match == "bar":
        return bool(re.match(r"\s*(?:\||\.\.|…|-|–|>|«|»|/)", rest))
    return (not rest or not rest[0].isalpha()) and n <= 24


@lru_cache(maxsize=4)
def _furniture(folder: str | None) -> Furniture:
    return Furniture(read_table("furniture"), read_table("page_words"), read_table("agencies"))


def furniture() -> Furniture:
    """The list in force (the user's, where `CORPUS_TOOLS_LEXICONS` names one)."""
    return _furniture(os.environ.get("CORPUS_TOOLS_LEXICONS"))
