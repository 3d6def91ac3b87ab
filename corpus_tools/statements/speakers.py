"""One name for one speaker within a document.

A minister is named in full once and by a part of the name afterwards, then by the office, then
by nothing but the verb («وأضاف»). Names are joined within a document only: joining across
documents is the researcher's decision.
"""

from dataclasses import dataclass

from . import cues as c
from .conjugation import fold

_CONTINUES = ("verb", "quotation", "according to", "participle", "verb after narration")
_THE_LAST = {"الاخير", "الاخيرة", "نفسه", "نفسها"}
_MOST = 200  # speakers compared with; more in one document are kept as they stand


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as written, with the words of its proper name, of its office, and of both."""

    written: str
    name: frozenset[str]
    office: frozenset[str]
    whole: frozenset[str]
    refers_back: bool  # «الأخير»


class Parts(dict):
    """A dict from a source as written to the `Speaker` that it names."""

    def __init__(self, vocabulary: c.Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def __missing__(self, source: str) -> Speaker:
        name, office = set(), set()
        for written in source.replace("،", " ").split():
            word = self.vocabulary[written.strip('"«»()#.,')]
            if word.flags & c.PREP:
                continue
            is_name = not word.flags & (c.TITLE | c.DEFINITE)
            (name if is_name else office).add(fold(word.key))
        if not name and len(office) == 1 and not self.vocabulary[source].flags & c.TITLE:
            name, office = office, set()  # a family name with the article: الراوي
        self[source] = found = Speaker(
            source, frozenset(name), frozenset(office), frozenset(name | office),
            fold(source) in _THE_LAST,
        )  # fmt: skip
        return found


class SourceNames:
    """The speakers of one document, in the order in which they come."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.seen: list[Speaker] = []
        self.last: str | None = None

    def add(self, source: str | None, rule: str) -> str | None:
        """Take in the source of one sentence; give the speaker's name so far."""
        if source is None:
            return self.last if rule in _CONTINUES else None
        speaker = self.parts[source]
        if self.last and speaker.refers_back:
            return self.last
        name, office, whole = speaker.name, speaker.office, speaker.whole
        for known in reversed(self.seen[-_MOST:]):
            same_name = name and known.name and (name <= known.whole or known.name <= whole)
            same_office = not name and len(office) == 1 and office <= known.office
            if known is speaker or same_name or same_office:
                chosen = known if len(known.whole) >= len(whole) else speaker
                if chosen is not known:
                    self.seen.append(speaker)
                self.last = chosen.written
                return chosen.written
        self.seen.append(speaker)
        self.last = source
        return source

    def fuller(self) -> dict[str, str]:
        """Earlier short names -> the fullest form that the document has."""
        best: dict[str, str] = {}
        seen = self.seen[:_MOST]
        for short in seen:
            for full in seen if short.name else ():
                if full is not short and short.name < full.whole:
                    if len(full.written) > len(best.get(short.written, "")):
                        best[short.written] = full.written
        return best
