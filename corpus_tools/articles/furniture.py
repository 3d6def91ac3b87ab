"""The list of page furniture, indexed so that a line is looked up in a few dictionary probes.

`lexicons/furniture.tsv` says what the words of a site are (buttons, headings of lists, labels of
dates and sources) and what each does: `match` is how a row is compared (`exact`; `label`, the
words before a colon; `prefix`; `contains`; `datelabel`, a label with a date or alone; `byname`, a
short line that names a writer; `moreof`; `bar`; `caption_noun`), `effect` what it opens or ends.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from .keys import EDGES, line_key, plain_key
from ..lexicons import lexicon_path, read_table

if TYPE_CHECKING:
    from .lines import Line

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
        names = [x for row in agencies for x in (row["name"], *row["aliases"].split(";"))]
        self.credits = frozenset(plain_key(w) for w in (*kinds.get("credit", ()), *names) if w)
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
            head = row.key.split()[0]
            if row.match == "caption_noun":
                self.captions.add(row.key)
            elif row.match == "exact":
                self.exact.setdefault(row.key, row)
            elif row.match == "label":
                self.label.setdefault(row.key, row)
            elif row.match == "contains":
                self.inside.setdefault(max(row.key.split(), key=len), []).append(row)
            elif row.match == "datelabel":
                self.dates.setdefault(head, []).append(row)
            else:
                self.first.setdefault(head, []).append(row)
        for table in (self.dates, self.first):
            for found in table.values():
                found.sort(key=lambda r: -len(r.key))

    def like_caption(self, key: str) -> bool:
        """Whether a short line opens as captions do: what is seen, and where."""
        words = key.split()
        return words[0] in self.captions and not self.places.isdisjoint(words[1:])

    def find_tags(self, text: str) -> Row | None:
        """The row of a long line that is a list of tags behind its label."""
        row = self.label.get(line_key(text[: text.index(":")]))
        return row if row is not None and row.label == "keywords" else None

    def find(self, line: "Line") -> Row | None:
        """The row that names `line`, or None."""
        key, n = line.key, line.n
        row = self.exact.get(key)
        if row is not None:
            return row
        if n > 45 or not key:
            return None
        words = key.split()
        head = words[0].strip(EDGES)
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
                    if not rest or line.dates or RELATIVE.search(line.text):
                        return row
        cut = key.find(":")
        if 0 < cut < 40 and not (line.final and n > 25):
            row = self.label.get(line_key(key[:cut]))
            if row is not None and _label_fits(row, n - key.count(" ", 0, cut) - 1):
                return row
        if head in self.first and not (line.final and n > 16):
            for row in self.first[head]:
                if key.startswith(row.key) and _prefix_fits(row, key, n, line):
                    return row
        if n <= 40:
            for word in words:
                rows = self.inside.get(word)
                if rows:
                    for row in rows:
                        if row.key in key and (n <= 30 or row.effect == "footer"):
                            return row
        return None


def _label_fits(row: Row, n_rest: int) -> bool:
    limit = {"byline": 7, "source": 10, "caption": 25, "keywords": 60, "related": 30}
    return n_rest <= limit.get(row.label, 14)


def _prefix_fits(row: Row, key: str, n: int, line: "Line") -> bool:
    rest = key[len(row.key):]
    if row.match == "moreof":
        return n <= 5 and not line.final
    if row.match == "byname":
        named = 2 <= n <= 6 and rest.startswith(" ") and not line.final
        return named and not re.search(r"\d", rest)
    if row.match == "bar":
        return bool(re.match(r"\s*(?:\||\.\.|…|-|–|>|«|»|/)", rest))
    return (not rest or not rest[0].isalpha()) and n <= 24


@lru_cache(maxsize=4)
def _furniture(*paths: str) -> Furniture:
    return Furniture(read_table("furniture"), read_table("page_words"), read_table("agencies"))


def furniture() -> Furniture:
    """The list in force (the user's, where `CORPUS_TOOLS_LEXICONS` names one)."""
    return _furniture(*(str(lexicon_path(x)) for x in ("furniture", "page_words", "agencies")))
