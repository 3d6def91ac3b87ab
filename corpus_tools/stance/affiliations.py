"""Who belongs to whom: persons, parties, seats of power, and the body each one speaks for.

Most favour in a polarised press is spoken by members of a camp, whose name alone does not say so:
«لافروف», «البيت الأبيض», «حزب الوفد». The list `affiliations` states public facts with the years in
which they held; the researcher can replace it, switch it off, or name members of a target. It
never says what anybody thinks, and no outlet stands in it: that an outlet is for or against
somebody is what a study wants to find, and must not be put in.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ..lexicons import lexicon_path, read_table
from ..schema import InputError
from ..statements.conjugation import fold
from .sentences import aligned_words
from .targets import aligned

KINDS = ("person", "group", "office", "state")
_COLUMNS = ("name", "also", "short", "kind", "body", "first", "last")
_KEPT = 200_000  # sources of which is remembered who they are
_TOKEN = re.compile(r"[^\W_]+|[،,؛;:()\[\]/–.]|-(?=\s)")
_SERVANT = re.compile(r"\bعبد (?=ال|رب|من)")  # «عبد الله» is written «عبدالله» as well


class Membership(NamedTuple):
    """One row: `name` belonged to `body` in these years; to none from then on, if "" ."""

    name: str
    kind: str
    body: str
    first: int
    last: int


class Named(NamedTuple):
    """A name of the list that stands in the name of a source."""

    name: str
    kind: str
    sure: bool  # whether nobody else is called so


def name_words(text: str) -> list[str]:
    """The words of a name as they are compared, with the marks that end it.

    >>> name_words("«عبدالله» بن زايد، أمس")
    ['عبدالله', 'بن', 'زايد', '،', 'امس']
    """
    return _TOKEN.findall(_SERVANT.sub("عبد", aligned(fold(text.replace("ـ", "")))))


class Affiliations:
    """The list, ready to be asked.

    Parameters
    ----------
    rows : list of dict
        ``name, also, short, kind, body, first, last``, as in the bundled list.

    Examples
    --------
    >>> known = bundled_affiliations()
    >>> known.bodies(["إيران", "طهران"])
    frozenset({'إيران'})
    >>> known.path("المتحدث باسم الكرملين ديمتري بيسكوف", frozenset({"روسيا"}), 2018)
    'دميتري بيسكوف > روسيا'
    >>> known.path("محلل في شؤون حزب الله", frozenset({"حزب الله"}), 2018) is None
    True
    """

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.memberships: dict[str, list[Membership]] = {}
        self.forms: dict[str, list[tuple[tuple[str, ...], Named]]] = {}  # by their first word
        self._spelt: dict[tuple[str, ...], set[str]] = {}
        self._short: dict[tuple[str, ...], set[str]] = {}
        for row in rows:
            self._add(row)
        for known in self.forms.values():
            known.sort(key=lambda form: (-len(form[0]), form[1]))
        self._named: dict[str, list[Named]] = {}
        self._reached: dict[tuple[str, int | None, bool], dict[str, tuple[str, ...]]] = {}

    def _add(self, row: dict[str, Any]) -> None:
        found = Membership(
            row["name"], row["kind"], row["body"], int(row["first"] or 0), int(row["last"] or 9999)
        )
        known = self.memberships.setdefault(found.name, [])
        if found not in known:
            known.append(found)
        spelt = [(s, True) for s in (row["name"], *row["also"].split("|"))]
        for spelling, sure in [*spelt, *((s, False) for s in row["short"].split("|"))]:
            words = tuple(name_words(spelling))
            if not words:
                continue
            (self._spelt if sure else self._short).setdefault(words, set()).add(found.name)
            form = words, Named(found.name, found.kind, sure)
            if form not in (forms := self.forms.setdefault(words[0], [])):
                forms.append(form)

    def bodies(self, expressions: Iterable[str]) -> frozenset[str]:
        """The bodies that the expressions of a target name.

        What others are called too («الحركة», «المعارضة») counts where another expression names
        the same body or one of its members.
        """
        words = [tuple(name_words(e)) for e in expressions]
        plain = {n for w in words for n in self._spelt.get(w, ()) if self._is_body(n)}
        named = {n for w in words for n in self._spelt.get(w, ())}
        for w in words:
            for name in self._short.get(w, ()):
                if self._is_body(name) and any(name in self.reached(n, None) for n in named):
                    plain.add(name)
        return frozenset(plain)

    def _is_body(self, name: str) -> bool:
        return any(m.kind != "person" for m in self.memberships[name])

    def reached(
        self, name: str, year: int | None, *, loose: bool = False
    ) -> dict[str, tuple[str, ...]]:
        """Each body to which `name` belonged in `year`, itself among them, with the way there.

        Where the year is unknown, who left a body for none belongs to none, and who belonged to
        several one after the other only to what they have in common, unless `loose`.
        """
        key = name, year, loose
        if key not in self._reached:
            self._reached[key] = {name: (name,)}  # a list that runs in a circle ends here
            held = [m for m in self.memberships.get(name, ()) if year is None or m.first <= year <= m.last]
            ways = [self.reached(m.body, year, loose=loose) if m.body else {} for m in held]
            if year is None and not all(ways) and held[0].kind == "person":
                ways = []
            elif year is None and not loose and _one_after_the_other(held):
                common = set.intersection(*map(set, ways))
                ways = [{b: w for b, w in way.items() if b in common} for way in ways]
            out = {b: (name, *w) for way in reversed(ways) for b, w in way.items()}
            self._reached[key] = {name: (name,)} | out
        return self._reached[key]

    def named_in(self, speaker: str) -> list[Named]:
        """The names of the list that stand for the source in its name; looked up once a source."""
        if speaker not in self._named:
            if len(self._named) >= _KEPT:
                self._named.clear()
            self._named[speaker] = self._find(name_words(speaker))
        return self._named[speaker]

    def _find(self, words: list[str]) -> list[Named]:
        out: list[Named] = []
        at = 0
        while at < len(words):
            first = words[at]
            starts = [(0, first)]
            if first[:1] in "وبل" and at:
                starts += [(1, first[1:]), (1, "ا" + first[1:])]  # «بالحزب», «للحزب»
            step = 1
            for cut, start in starts:
                fitting = [
                    (form, named) for form, named in self.forms.get(start, ())
                    if tuple(words[at + 1 : at + len(form)]) == form[1:]
                    and not (cut and first[0] != "و" and named.kind == "state")  # a place
                ]  # fmt: skip
                longest = max((len(form) for form, _ in fitting), default=0)
                for form, named in fitting:
                    if len(form) == longest and _stands(words, at, at + longest, named.kind):
                        out.append(named)
                step = max(step, longest)
            at += step
        return out

    def path(
        self, speaker: str, bodies: frozenset[str], year: int | None, *, near: bool = False
    ) -> str | None:
        """How a source belongs to one of `bodies`, or None.

        Parameters
        ----------
        near : bool
            Whether the statement names the body itself: only then do names count that somebody
            else bears too.
        """
        for named in self.named_in(speaker):
            if named.sure or near:
                ways = self.reached(named.name, year, loose=near)
                found = min((ways[b] for b in ways.keys() & bodies), key=len, default=None)
                if found is not None:
                    return " > ".join(found)
        return None

    def is_another(self, speaker: str, bodies: frozenset[str], year: int | None) -> bool:
        """Whether a source is a group of the list that belongs to none of `bodies`.

        «المعارضة السورية» bears a country's adjective, and does not speak for its government.
        """
        groups = [n for n in self.named_in(speaker) if n.kind == "group" and n.sure]
        return bool(bodies and groups) and self.path(speaker, bodies, year) is None


@lru_cache(maxsize=65536)
def names_of(source: Any, name: Any) -> tuple[str, ...]:
    """The names under which to look for a source: as it stands, and as its document names it.

    The second counts where the first says nothing («المتحدث») or is part of it («عسيري»).

    >>> names_of("عسيري", "العميد أحمد عسيري"), names_of("المتحدث", "أحمد عسيري")
    (('عسيري', 'العميد أحمد عسيري'), ('المتحدث', 'أحمد عسيري'))
    >>> names_of("سفير فرنسا", "أحمد عسيري"), names_of(None, None)
    (('سفير فرنسا',), ())
    """
    found = tuple(x for x in (source, name) if isinstance(x, str))
    if len(found) == 2:
        said, known = name_words(source), name_words(name)
        if said == known or not (len(said) == 1 and said[0] in _heads() or set(said) & set(known)):
            return found[:1]
    return found


def _one_after_the_other(held: list[Membership]) -> bool:
    # a gap in one office is no change of sides
    return any(a.last < b.first and a.body != b.body for a in held for b in held)


def _stands(words: list[str], a: int, b: int, kind: str) -> bool:
    """Whether the name at `a` to `b` is who speaks: as itself, or as that of its member."""
    before, after = words[:a], words[b:]
    if after and not _ends(after[0]):
        return False
    if not aligned_words("apart").isdisjoint(before):
        return False
    if kind == "person":
        if not aligned_words("named_after").isdisjoint(before):
            return False
        return b - a > 1 or all(_is_title(w) for w in before)
    if not before:
        return True
    former = not aligned_words("former").isdisjoint(words)
    placed = kind == "state" and any(w in ("في", "لدي", "من", "الي") for w in before)
    return not former and not placed and before[0] in _heads()


def _ends(word: str) -> bool:
    """Whether a word after a name is no more of it."""
    return not word[0].isalpha() or word in aligned_words("after_name") or word.startswith(("وال", "بال"))


def _is_title(word: str) -> bool:
    return word in _heads() or word in ("د", "م", "أ", "ا")


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    kinds = ("office", "person", "spokesperson", "body")
    rows = [aligned(fold(r["word"])) for r in read_table("titles") if r["kind"] in kinds]
    return frozenset(rows) | aligned_words("member")


@lru_cache(maxsize=1)
def bundled_affiliations() -> Affiliations:
    """The bundled list, kept for the process: a source is looked up once."""
    return Affiliations(_whole(read_table("affiliations"), lexicon_path("affiliations").name))


def check_affiliations(given: Any) -> Affiliations:
    """The list that the researcher gave, or the bundled one for None; an empty one knows nobody.

    Raises
    ------
    InputError
        A row is not whole; it is named.
    """
    if given is None:
        return bundled_affiliations()
    if isinstance(given, (str, Mapping)):
        raise InputError(
            f"affiliations: expected a DataFrame or rows with name and body, got {given!r}; write "
            "for instance [{'name': 'الوزير سالم', 'body': 'الدولة أ'}], or use members"
        )
    rows = given.to_dict("records") if hasattr(given, "to_dict") else [dict(r) for r in given]
    return Affiliations(_whole(rows, "affiliations"))


def _whole(rows: list[dict[str, Any]], place: str) -> list[dict[str, str]]:
    """Rows with every cell as text, and a row for each body that has none of its own."""
    out = []
    for number, row in enumerate(rows, start=1):
        row = {c: _text(row.get(c)) for c in _COLUMNS}
        row["kind"] = row["kind"] or ("person" if row["body"] else "group")
        years = all(y == "" or y.isdigit() for y in (row["first"], row["last"]))
        if not row["name"] or row["kind"] not in KINDS or not years:
            raise InputError(
                f"{place}, row {number}: expected name, body, kind ({', '.join(KINDS)}), and "
                f"first and last as years or empty; got {row}; see the bundled list affiliations.tsv"
            )
        out.append(row)
    known = {row["name"] for row in out}
    missing = dict.fromkeys(r["body"] for r in out if r["body"] and r["body"] not in known)
    return out + [dict.fromkeys(_COLUMNS, "") | {"name": b, "kind": "group"} for b in missing]


def _text(value: Any) -> str:
    """A cell as text; empty where a spreadsheet left it so, a year without its «.0»."""
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) else str(value).strip()


def check_members(given: Any) -> dict[str, Affiliations]:
    """A list a target of the members that the researcher named for it (`project.sides`, say)."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or any(isinstance(v, str) for v in given.values()):
        raise InputError(
            f"members: expected a dict from a target's name to names of those who belong to it, "
            f"got {given!r}; write for instance {{'الدولة أ': ['وزيرها']}}, or pass project.sides"
        )
    empty = dict.fromkeys(_COLUMNS, "")
    return {
        str(target): Affiliations(
            [empty | {"name": str(target), "kind": "group"}]
            + [empty | {"name": name, "kind": "group", "body": str(target)} for name in names]
        )
        for target, names in given.items()
    }


class Sides:
    """The targets of one call and who belongs to each of them."""

    def __init__(self, targets: Mapping[str, Any], affiliations: Any, members: Any) -> None:
        self.known, self.members = check_affiliations(affiliations), check_members(members)
        self.bodies = {str(t): self.known.bodies(e) for t, e in targets.items()}

    def path(self, target: str, speakers: Iterable[str], year: int | None, *, near: bool) -> str | None:
        """How one of the names of a source belongs to a target; the researcher's word comes first."""
        for speaker in speakers:
            for side, own in self.members.items():
                found = own.path(speaker, frozenset({side}), year)
                if found is not None:
                    return found if side == target else None
        for speaker in speakers if self.bodies[target] else ():
            found = self.known.path(speaker, self.bodies[target], year, near=near)
            if found is not None:
                return found
        return None

    def knows(self, speakers: Iterable[str]) -> bool:
        """Whether any list has anything to say of a source."""
        return any(
            known.named_in(s) for s in speakers for known in (self.known, *self.members.values())
        )

    def is_another(self, target: str, speakers: Iterable[str], year: int | None) -> bool:
        """Whether a source is a group that belongs elsewhere; see `Affiliations.is_another`."""
        return any(self.known.is_another(s, self.bodies[target], year) for s in speakers)
