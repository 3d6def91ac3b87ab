"""Which words judge, and whom: the evaluative list, looked up once per word type.

A judging word alone says little; who is judged depends on its role. «تهديد» blames the one who
threatens, «إدانة» the one it is directed at, «اعتداء» speaks for the one attacked. The list
states the role of each row; the syntax of a sentence, read in `stance`, says who fills it.
"""

from typing import Any, NamedTuple

from ..statements import conjugation as forms
from ..lexicons import read_table
from ..schema import InputError

ROLES = ("conduct", "quality", "attitude", "harm", "pressure", "blame", "peace", "hypothetical",
         "never")  # fmt: skip
_PREFIXES = (
    "وبال",
    "وال",
    "فال",
    "بال",
    "كال",
    "ولل",
    "ال",
    "لل",
    "وب",
    "ول",
    "ب",
    "ل",
    "ك",
    "و",
    "ف",
)
# «إرهابية» is an adjective before it is a form of «إرهاب»: ة before ية
_PRONOUNS = ("هما", "ها", "هم", "نا", "ه")
_SUFFIXES = ("اتهما", "اتها", "اتهم", "اته", "تهما", "يتها", "تهم", "تها", "ته", "ات", "ون", "ين",
             "ان", "هما", "ها", "هم", "نا", "ه", "ة", "ية", "ت", "ا", "ي")  # fmt: skip


# «أعظم» is "greatest" far more often than "I extol"
_ELATIVES = ("اعظم", "اكبر", "اكرم", "اصدق", "اشرف", "احسن", "افضل", "اجل", "ابرز")


class Judgement(NamedTuple):
    """What a word form says of the one who fills its role."""

    polarity: int
    role: str
    kind: str  # "noun", "adj", "verb" or "word"
    person: str
    lemma: str
    strength: float = 1.0  # 1/3 (may be neutral) to 1 (judges wherever it stands)


class Evaluative(dict):
    """A dict from a written word to its `Judgement` or None, filled on first use.

    Examples
    --------
    >>> Evaluative()["وبانتهاكاتها"].role
    'conduct'
    """

    def __init__(self, lexicon: Any = None) -> None:
        super().__init__()
        rows = read_table("evaluative") if lexicon is None else _checked(lexicon)
        self.forms: dict[str, Judgement] = {}
        self.stems: dict[str, Judgement] = {}
        self.construct: dict[str, Judgement] = {}  # nouns in ة as written before a pronoun
        self.phrases: list[tuple[list[str], Judgement]] = []  # judging together: «على حساب»
        self.never = {forms.fold(r["word"]) for r in rows if r["role"] == "never"}
        self.never |= {forms.fold(r["word"]) for r in read_table("function_words")}
        self.names = self.never & {forms.fold(r["word"]) for r in rows if r["role"] != "never"}
        for row in rows:
            if row["role"] != "never" or " " in row["word"]:
                self._add(row)
        self.never -= {j.lemma for j in self.stems.values() if j.role == "hypothetical"}

    def _add(self, row: dict[str, Any]) -> None:
        lemma = forms.fold(row["word"])
        found = Judgement(int(row["polarity"]), row["role"], row["kind"], "", lemma,
                          int(row.get("strength") or 3) / 3)  # fmt: skip
        if " " in lemma:
            self.phrases.append((lemma.split(), found))
            return
        if row["kind"] != "verb":
            self.stems.setdefault(lemma, found)
            if lemma.endswith("ة"):
                self.stems.setdefault(lemma[:-1] + "ات", found)
                self.construct.setdefault(lemma[:-1] + "ت", found)
            return
        for form, person in forms.past_forms(row["word"]) + forms.imperfect_forms(row["imperfect"]):
            # «أنه» is "that he" and not "I note": short forms of the first person are left out
            if (len(form) > 3 or person.startswith("3")) and not (
                person == "1s" and form in _ELATIVES
            ):
                self.forms.setdefault(form, found._replace(person=person))

    def __missing__(self, written: str) -> Judgement | None:
        key = forms.fold(written)
        found = self._look_up(key)
        if found is None and key.endswith("ى"):  # «القمعى»: as Egypt spells
            found = self._look_up(key[:-1] + "ي")
        self[written] = found
        return found

    def _look_up(self, key: str) -> Judgement | None:
        if not self.never.isdisjoint(_without_prefix(key)) and not self._is_described(key):
            return None
        # written forms of nouns first: most verb forms without vowels look like nouns
        for rest in _without_prefix(key):
            if rest in self.stems:
                return self.stems[rest]
        for _, rest in forms.strip_clitics(key):
            if rest in self.forms:
                return self.forms[rest]
        for rest in _without_prefix(key):
            for suffix in _PRONOUNS:
                if rest.endswith(suffix) and rest[: -len(suffix)] in self.construct:
                    return self.construct[rest[: -len(suffix)]]
        for rest in _without_prefix(key):
            for suffix in _SUFFIXES:
                if rest.endswith(suffix) and len(rest) - len(suffix) >= 3:
                    stem = rest[: -len(suffix)]
                    if stem[-1] in "ئؤ":  # «استيائه»: hamza is written by its vowel
                        stem = stem[:-1] + "ء"
                    found = self.stems.get(stem)
                    if found is not None and found.kind != "word":  # particles stand as they are
                        return found
        for _, rest in forms.strip_clitics(key):
            for suffix in forms.OBJECT_SUFFIXES:
                if rest.endswith(suffix) and rest[: -len(suffix)] in self.forms:
                    return self.forms[rest[: -len(suffix)]]
        return None

    def _is_described(self, key: str) -> bool:
        """«الموقف النبيل»: what is a man's name as it stands describes where it has the article."""
        noun = key.removeprefix("و").removeprefix("ف").removeprefix("ال")
        return noun in self.names and key not in self.never and key.endswith("ال" + noun)


def _without_prefix(key: str) -> list[str]:
    out = [key]
    out += [key[len(p) :] for p in _PREFIXES if key.startswith(p) and len(key) - len(p) >= 3]
    return out


def _checked(lexicon: Any) -> list[dict[str, Any]]:
    """Rows given by the researcher, or an error that says what a row needs."""
    rows = lexicon.to_dict("records") if hasattr(lexicon, "to_dict") else [dict(r) for r in lexicon]
    for number, row in enumerate(rows, start=1):
        row.setdefault("imperfect", "")
        if (
            not row.get("word") or row.get("role") not in ROLES
            or str(row.get("polarity")) not in ("-1", "0", "1")
            or row.get("kind") not in ("noun", "adj", "verb", "word")
            or row["kind"] == "verb" and not row["imperfect"]
        ):  # fmt: skip
            raise InputError(
                f"lexicon, row {number}: expected word, kind (noun, adj, verb, word), polarity "
                f"(-1, 0, 1), role (one of {', '.join(ROLES)}) and, for verbs, imperfect; got "
                f"{row}; see the bundled list evaluative.tsv"
            )
    return rows


def loaded_names() -> dict[str, int]:
    """Folded loaded names -> polarity, with and without the article.

    Names of two words are keyed with one space between («الطابور الخامس»).
    """
    out: dict[str, int] = {}
    for row in read_table("loaded_names"):
        word = forms.fold(row["word"])
        out[word] = out["ال" + word] = int(row["polarity"])
    return out
