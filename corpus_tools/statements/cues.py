"""What every word type of a corpus means for attribution, looked up once.

A sentence is read by its words' kinds: verbs of saying, words that open a clause, heads of
names, media, words of time. The kinds come from the bundled lists (`cues`, `titles`, `mediums`,
`function_words`, `narration`); a `Vocabulary` is a dict that fills itself with one entry a word
type, so that a corpus of a million sentences costs a few hundred thousand look-ups.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from . import conjugation as forms
from .guesses import carries_b, is_event_noun, is_feminine_event, is_foreign, is_unknown
from ..lexicons import read_table
from ..schema import CUE_CLASSES, InputError

# Kinds of a word, as bits: a word may be of several.
COMP, REL, SUB, PREP, TIME, AUX, NEG, SPEECH, LEAD, NORM = (1 << i for i in range(10))
TITLE, MEDIUM, NARRATION, DEFINITE, POSSESSED, EVENT_NOUN, ACCUSATIVE = (
    1 << i for i in range(10, 17)
)
ATTACHED_PREP, PHRASE, VERB_SHAPE, CLASSIFIER, SAYING, WITH_AND = (1 << i for i in range(17, 23))
BODY, QUOTED, PUNCT, NOUN, NAME, SAYS = (1 << i for i in range(23, 29))
# What else a word tells of its sentence: with its kinds, what the rules look for.
CUE, COLON, SPEAKS, RELAYS, BEFORE_INN, LIKE_ABBARA, LIKE_BAYYANA, UNCLEAR, BRACKET, PHRASED = (
    1 << i for i in range(29, 39)
)
REPORTS, BUT, ON = (1 << i for i in range(39, 42))
TURNS = CUE | COMP | COLON | QUOTED | NARRATION | PHRASE | ON  # few of a sentence's words: what rules look for
_BITS = {
    "comp": COMP, "rel": REL, "sub": SUB, "prep": PREP, "time": TIME, "aux": AUX, "neg": NEG,
    "speech": SPEECH, "lead": LEAD, "norm": NORM, "saying": SAYING,
}  # fmt: skip
PREPOSITION_FRAMES = ("ب", "على", "من", "إلى")  # the verb reports with that preposition, or a clause
FRAMES = ("any", "that", "more", "relay", "express", "judge", "blame", "direct", *PREPOSITION_FRAMES,
          "never")  # fmt: skip
_SAYING = {
    fold for w in ("قول", "تعبير", "وصف", "زعم") for fold in (w, w + "ه", w + "ها", w + "هم")
}
BY_SAYING = ("بالقول", "بقوله", "بقولها", "بقولهم", "القول", "بالتاكيد", "بالتذكير")
STATED = ("جاء", "ورد")  # «جاء في البيان أن»
NAMES_BEFORE_INN = ("جاي", "جيه", "جاى", "جي")  # «مون جاي إن»: a Korean name that ends like «إن»
CONTRAST = frozenset("لكن لكنه لكنها لكنهم بينما فيما حين ولكن ولكنه ولكنها".split())
_UNCLEAR = ("يتضح", "تتضح", "واضحا", "الواضح", "واضح", "المعروف", "معروفا", "يعرف")
_MARKS = {":": PUNCT | COLON | SPEAKS, ")": PUNCT | BRACKET}
_GUESSED = POSSESSED | ACCUSATIVE | VERB_SHAPE | EVENT_NOUN  # kinds told by letters alone
_PREPOSITIONS = ("لل", "بال", "كال", "ل", "ب")


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of an attributing verb."""

    lemma: str
    cue_class: str
    frame: str
    form: str  # "past", "imperfect", "jussive" (after لم) or "participle"
    person: str  # "3ms", "3fs", …; "" for participles


@dataclass(frozen=True, slots=True)  # whose fields are read in half the time of a tuple's
class Word:
    """What a word type is: its kinds as bits, and the verb of saying it is a form of, if any."""

    flags: int
    cue: Cue | None
    key: str  # the folded word without a leading و or ف
    tells: int = 0  # its kinds, and what else it tells of its sentence


def _verb_forms(row: dict[str, str]) -> dict[str, Cue]:
    """All forms of one row of the list of cues; the row's lemma explains each."""
    out: dict[str, Cue] = {}
    lemma, cls, frame = row["lemma"], row["class"], row["frame"]
    for form, person in forms.past_forms(lemma):
        out.setdefault(form, Cue(lemma, cls, frame, "past", person))
    jussive = set(forms.jussive_forms(row["imperfect"]))
    for form, person in forms.imperfect_forms(row["imperfect"]):
        mood = "jussive" if (form, person) in jussive else "imperfect"
        out.setdefault(form, Cue(lemma, cls, frame, mood, person))
    for form in forms.participle_forms(row["participle"]):
        out.setdefault(form, Cue(lemma, cls, frame, "participle", ""))
    return out


def _checked(row: dict[str, Any], number: int) -> dict[str, str]:
    missing = [c for c in ("lemma", "imperfect", "participle", "class", "frame") if not row.get(c)]
    if missing:
        raise InputError(
            f"cues, row {number}: expected lemma, imperfect, participle, class and frame, "
            f"got none for {', '.join(missing)}; fill the row, or leave it out"
        )
    if row["class"] not in CUE_CLASSES or row["frame"] not in FRAMES:
        raise InputError(
            f"cues, row {number} ({row['lemma']}): class must be one of {CUE_CLASSES} and frame "
            f"one of {FRAMES}, got {row['class']!r} and {row['frame']!r}; correct the row"
        )
    return row


class Vocabulary(dict):
    """A dict from a written word to its `Word`, filled on first use.

    Parameters
    ----------
    cues : sequence of dict, optional
        Rows with ``lemma, imperfect, participle, class, frame``; those of a lemma that the
        bundled list has take its place, others are added.

    Examples
    --------
    >>> Vocabulary()["وأكّدت"].cue.cue_class
    'affirming'
    """

    def __init__(self, cues: Any = None) -> None:
        super().__init__()
        rows = {r["lemma"]: r for r in read_table("cues")}
        for number, row in enumerate(cues if cues is not None else (), start=1):
            rows[row.get("lemma", "")] = _checked(dict(row), number)
        self.verbs: dict[str, Cue] = {}
        # third persons first: «ونقل» is "he passed on" far more often than "we say"
        made = [_verb_forms(row) for row in rows.values() if row["frame"] != "never"]
        for first_person in (False, True):
            for table in made:
                for form, cue in table.items():
                    if cue.person.startswith("1") == first_person:
                        self.verbs.setdefault(form, cue)
        self.kinds: dict[str, int] = {}
        for row in read_table("function_words"):
            self._mark(row["word"], _BITS[row["kind"]])
        for row in read_table("titles"):
            bits = TITLE | BODY if row["kind"] in ("body", "text") else TITLE
            self._mark(row["word"], bits)
            if row["word"].endswith("ون") and len(row["word"]) > 5:  # «بحسب المحللين»
                self._mark(row["word"][:-2] + "ين", bits)
            if row["kind"] in ("spokesperson", "person", "office") and row["word"][-1] not in "ةاىوينهمء":
                if row["word"][:2] != "ال" and forms.fold(row["word"] + "ا") not in self.verbs:
                    self._mark(row["word"] + "ا", bits)  # «لكن مسؤولا كبيرا»
            if row["kind"] == "body" and row["word"].endswith("ة") and row["word"][:2] != "ال":
                self._mark(row["word"][:-1] + "تا", bits)  # «وزارتا الري والصحة»
        for row in read_table("mediums"):
            if "_" not in row["word"]:
                self._mark(row["word"], MEDIUM)
        for row in read_table("classifiers"):
            if row["kind"] != "word":  # «بعبارة «…»»: the words themselves are quoted
                self._mark(row["word"], CLASSIFIER)
        function_words = set(self.kinds)  # فقد is "had" far more often than "he lost"
        for row in read_table("narration"):
            noun = row["note"].startswith("also a noun") and forms.fold(row["lemma"])
            for form, person in forms.past_forms(row["lemma"]) + forms.imperfect_forms(row["imperfect"]):
                if form != noun and form not in function_words and person != "3fp":  # «بكين»
                    self._mark(form, NARRATION)
        for row in read_table("cue_lookalikes"):
            self._mark(row["word"], NOUN)
        self.phrases = phrase_table()
        for first in self.phrases:
            self._mark(first, PHRASE)
        # «على حد», «في رأي»: the last word tells, for «على» and «في» stand everywhere
        phrases = [words for rows in self.phrases.values() for words, _ in rows]
        self.telling = {words[-1] for words in phrases}

    def _mark(self, word: str, bit: int) -> None:
        key = forms.fold(word)
        self.kinds[key] = self.kinds.get(key, 0) | bit

    def __missing__(self, written: str) -> Word:
        if written[:1].isalnum() or written[:1] == "#":
            word = self._analyse(
                forms.fold(written), "\u0651" in written or written.endswith("أ") or "أبان" in written
            )
            if word.key in BY_SAYING or word.key in STATED:
                word = replace(word, flags=word.flags | SAYS)
            if "_" in written and not word.flags & (TITLE | MEDIUM):  # «#الرئيس_النهارستاني»
                first = self[written.split("_", 1)[0] or "_"]
                word = replace(word, flags=word.flags | first.flags & (TITLE | BODY | MEDIUM))
            tells = word.flags | self._tells(written, word)
        else:
            word = Word(PUNCT, None, "")
            tells = _MARKS.get(written, PUNCT)
        self[written] = word = replace(word, tells=tells)
        return word

    def _tells(self, written: str, word: Word) -> int:
        """What a word tells of its sentence, beside its kinds."""
        out = 0
        if word.cue is not None:
            out = CUE | RELAYS if word.cue.frame == "relay" else CUE
        verb = word.cue is not None and not word.flags & (TITLE | MEDIUM)
        said = verb and word.cue.person[:1] != "1" or word.flags & SAYS
        if said or word.key in self.telling or word.key == "عبر" or written == "وبين":
            out |= SPEAKS  # without such a word no sentence is attributed
        if written in NAMES_BEFORE_INN or written == "فان":
            out |= BEFORE_INN
        if word.key in self.telling or word.key == "ما":
            out |= PHRASED  # without such a word no phrase attributes
        if verb and _may_report(written, word.cue):
            out |= REPORTS
        if word.key in _UNCLEAR:
            out |= UNCLEAR
        if word.key in CONTRAST or word.key in ("الا", "بيد", "غير"):
            out |= BUT
        if word.key in ("على", "علي"):
            out |= ON
        if word.key == "بين":
            out |= LIKE_BAYYANA
        return out | LIKE_ABBARA if "عبر" in written else out

    def _analyse(self, folded: str, doubled: bool = False) -> Word:
        flags, cue, key = 0, None, folded
        for proclitic, rest in forms.strip_clitics(folded):
            known = self.kinds.get(rest, 0)
            if proclitic in ("", "و", "ف", "س", "وس", "فس") and known and not flags:
                flags, key = known, rest
            if doubled and known and not known & ~(PREP | AUX | NOUN) and rest in self.verbs:
                known = 0  # «عبّر» and «هنأ», so written, are verbs
            if cue is None and not known & (PREP | AUX | REL | COMP | NEG | SUB | NOUN):
                cue = self._cue(rest)
                if cue and proclitic[:1] in ("و", "ف"):
                    flags |= WITH_AND
            if cue or known and not proclitic.endswith("ل"):  # «لتنظيم» is a noun with its preposition
                key = rest
                break
        if folded[:1] in "وف" and key == folded and (
            folded[1:3] in ("ال", "لل") or len(folded) > 5 and folded[1] == "ي"
            or folded[1:4] == "بال"
            or folded[1:2] == "ب" and len(folded) > 4 and carries_b(folded[1:])
        ):  # fmt: skip
            key = folded[1:]
        if cue is None and not flags & (TITLE | MEDIUM | COMP | TIME):
            flags |= self._attached(key)
        shape = _shape(key, flags)
        if shape & POSSESSED and self._has_title(key):  # «نظيرها», «حكومته»: may speak
            return Word(flags | TITLE, cue, key)
        if shape & _GUESSED and cue is None and not flags and is_foreign(key):
            shape &= ~_GUESSED
        return Word(flags | shape, cue, key)

    def _has_title(self, key: str) -> bool:
        """Whether a word is a title with a pronoun."""
        for suffix in ("هما", "ها", "هم", "ه"):
            if key.endswith(suffix):
                stem = key[: -len(suffix)]
                if stem == "حكومت":
                    return True
                kinds = (self.kinds.get(s, 0) for s in (stem, stem[:-1] + "ة"))
                return any(k & TITLE and not k & BODY for k in kinds)
        return False

    def _cue(self, rest: str) -> Cue | None:
        cue = self.verbs.get(rest)
        if cue is None and len(rest) > 3 and rest[:2] != "ال":
            for suffix in forms.OBJECT_SUFFIXES:
                if rest.endswith(suffix):
                    base = self.verbs.get(rest[: -len(suffix)])
                    stem = rest[: -len(suffix)]
                    if base is not None and base.form != "participle" and not self.kinds.get(stem, 0) & ~NARRATION:
                        return base
        return cue

    def _attached(self, key: str) -> int:
        """Kinds of the word after an attached preposition: لوكالة, بالوزير, للصحيفة."""
        for prefix in _PREPOSITIONS:
            if key.startswith(prefix) and len(key) > len(prefix) + 2:
                rest = key[len(prefix) :]
                known = self.kinds.get(rest, 0) | self.kinds.get("ال" + rest, 0)
                if known & (TITLE | MEDIUM | SPEECH | TIME | NORM):
                    return ATTACHED_PREP | (known & (TITLE | BODY | MEDIUM | SPEECH | TIME | NORM))
                if prefix == "لل" or prefix == "بال" and (
                    is_unknown(key) or not is_unknown("ال" + rest)
                ):
                    return ATTACHED_PREP  # «بالوتيلي» is a name
                if prefix == "ب" and _shape(rest, 0) & EVENT_NOUN:
                    return ATTACHED_PREP
        return 0


@lru_cache(maxsize=1)
def acts_like_nouns() -> frozenset[str]:
    """Verbs of acts written like nouns («دفع»): verbs where «و» begins a sentence with them."""
    rows = read_table("narration")
    return frozenset(forms.fold(r["lemma"]) for r in rows if r["note"].startswith("also a noun"))


@lru_cache(maxsize=1)
def bundled_vocabulary() -> Vocabulary:
    """The vocabulary of the bundled lists, kept for the process: a word type is read once."""
    return Vocabulary()


def _may_report(written: str, cue: Cue) -> bool:
    """Whether a form, as written, can be a verb that tells of somebody's words, whatever stands around it."""
    said = cue.form != "participle" and cue.person[:1] != "1"
    return said and "\u064b" not in written and not written.endswith("ت\u064f")


_PRONOUNS = ("ه", "ها", "هم", "هما")


def _shape(key: str, flags: int) -> int:
    """Kinds that the letters of a word tell."""
    out = 0
    if key.startswith("ال") and len(key) > 4:
        return DEFINITE
    if key in _SAYING:
        out |= SAYING
    n = len(key)
    if n > 3 and key.endswith(_PRONOUNS) and not flags & (TITLE | MEDIUM) and key[-4:] != "الله":
        out |= POSSESSED
    if n > 3 and key.endswith("ا") and not flags & (TITLE | MEDIUM) and not key.endswith("يا"):
        out |= ACCUSATIVE
    if n > 4 and key[0] == "ي" and not flags:
        out |= VERB_SHAPE
    if not flags & ~CLASSIFIER and (is_event_noun(key) or is_feminine_event(key)):
        out |= EVENT_NOUN
    return out


@lru_cache(maxsize=1)
def phrase_table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word of an attributing phrase -> the whole phrases, longest first, with class."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in read_table("attribution_phrases"):
        words = tuple(forms.fold(w) for w in row["phrase"].split())
        table.setdefault(words[0], []).append((words, row["class"]))
    return {k: sorted(v, key=lambda p: -len(p[0])) for k, v in table.items()}
