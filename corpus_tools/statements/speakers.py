"""One name for one speaker within a document.

A minister is named in full once and by a part of the name afterwards, then by the office, then
by nothing but the verb («وأضاف»). Names are joined within a document only: joining across
documents is the researcher's decision.
"""

from . import cues as c
from .conjugation import fold

_CONTINUES = ("verb", "quotation", "according to", "participle", "verb after narration")
_THE_LAST = {"الاخير", "الاخيرة", "نفسه", "نفسها"}
_MOST = 200  # speakers compared with; more in one document are kept as they stand


class Parts(dict):
    """A dict from a source as written to the words of its proper name and of its office."""

    def __init__(self, vocabulary: c.Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def __missing__(self, source: str) -> tuple[frozenset[str], frozenset[str]]:
        name, office = set(), set()
        for written in source.replace("،", " ").split():
            word = self.vocabulary[written.strip('"«»()#.,')]
            if word.flags & c.PREP:
                continue
            is_name = not word.flags & (c.TITLE | c.DEFINITE)
            (name if is_name else office).add(fold(word.key))
        if not name and len(office) == 1 and not self.vocabulary[source].flags & c.TITLE:
            name, office = office, set()  # a family name with the article: الراوي
        self[source] = found = frozenset(name), frozenset(office)
        return found


class SourceNames:
    """The speakers of one document, in the order in which they come."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.seen: list[tuple[str, frozenset[str], frozenset[str]]] = []
        self.last: str | None = None

    def add(self, source: str | None, rule: str) -> str | None:
        """Take in the source of one sentence; give the speaker's name so far."""
        if source is None:
            return self.last if rule in _CONTINUES else None
        if self.last and fold(source) in _THE_LAST:
            return self.last
        name, office = self.parts[source]
        for known, its_name, its_office in reversed(self.seen[-_MOST:]):
            same_name = (
                name and its_name and (name <= its_name | its_office or its_name <= name | office)
            )
            same_office = not name and len(office) == 1 and office <= its_office
            if known == source or same_name or same_office:
                chosen = known if len(its_name | its_office) >= len(name | office) else source
                if chosen != known:
                    self.seen.append((source, name, office))
                self.last = chosen
                return chosen
        self.seen.append((source, name, office))
        self.last = source
        return source

    def fuller(self) -> dict[str, str]:
        """Earlier short names -> the fullest form that the document has."""
        best: dict[str, str] = {}
        seen = self.seen[:_MOST]
        for short, name, _ in seen:
            for full, its_name, its_office in seen:
                known = its_name | its_office
                if (
                    name
                    and short != full
                    and name <= known
                    and len(known) > len(name)
                    and len(full) > len(best.get(short, ""))
                ):
                    best[short] = full
        return best
