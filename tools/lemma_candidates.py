"""What the lemma of a stem may be: everything that Arabic morphology makes of its letters.

Broken plurals, weak verbs and derived nouns are written by templates: مواقع can be the plural of
موقع, يقيم the imperfect of أقام, إدارات the plural of إدارة or of إدار. Each template names a
candidate; which candidate is right is learned by `tools/tune_lemmas.py` from how common the
candidate, the stem and both with the article are. This runs once, when the list `lemmas.tsv` is
made, so it is written to be complete, not fast.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

ARTICLE = "ال"
UNSEEN = -20.0  # log frequency of what the list does not have
PERSONS = "يتنأا"  # what an imperfect begins with; alef where the hamza was left out

# Shapes of stems, first match; they tell masdars, participles and plurals apart.
SHAPES = [
    (name, re.compile(pattern))
    for name, pattern in (
        ("masdar IV", "إ..ا.|إ.ا.ة"), ("masdar VII-X", "ا.ت.ا.|ان..ا.|است..ا.|است.ا.ة|ا....اء"),
        ("masdar II", "ت..ي.|ت..ية|ت..ئة"), ("masdar III", "م.ا..ة"), ("mafail", "م.ا..|م.ا.ي."),
        ("participle, feminine", "م.*ة"), ("participle", "م....*"), ("active, feminine", ".ا..ة"),
        ("active", ".ا.."), ("fiala", "..ا.ة"), ("fial", "..ا."), ("fuul", "..و."),
        ("fuula", "..و.ة"), ("fail", "..ي."), ("faila", "..ي.ة"), ("afal", "أ..ا.|آ.ا."),
        ("afila", "أ..ة|أ...ة"), ("afal or verb IV", "أ..."), ("fawail", ".وا..|.وا.ي."),
        ("faail", "..ائ."), ("fuala", "...اء"), ("faala", "...ى"), ("relative, feminine", ".*ية"),
        ("relative", ".*ي"), ("t and three", "ت..."), ("masdar VI", "ت.ا.."), ("falan", "...ان"),
        ("three", "[^اوية][^اوي][^اويةى]"), ("hollow", ".[اوي]."), ("three, feminine", "..[^ا]ة"),
        ("person and three", "[ين]..."), ("other", ".*"),
    )
]  # fmt: skip
# Plural templates: letters of the plural, and of the singulars that it may have.
PLURALS = [
    (name, re.compile(plural), singulars)
    for name, plural, singulars in (
        ("أفعال", "أ(.)(.)ا(.)", ["{0}{1}{2}", "{0}ا{2}", "{0}ي{2}"]),
        ("فعول", "(.)(.)و(.)", ["{0}{1}{2}", "{0}{1}"]),
        ("فواعل", "(.)وا(.)(.)", ["{0}ا{1}{2}", "{0}ا{1}{2}ة"]),
        ("فعائل", "(.)(.)ائ(.)", ["{0}{1}ي{2}ة", "{0}{1}ا{2}ة", "{0}{1}و{2}ة", "{0}{1}ي{2}",
                                  "{0}{1}ا{2}"]),
        ("مفاعل", "م(.)ا(.)(.)", ["م{0}{1}{2}", "م{0}{1}{2}ة"]),
        ("فعاليل", "(..?)ا(.)ي(.)", ["{0}{1}ا{2}", "{0}{1}و{2}", "{0}{1}ي{2}", "{0}{1}ى{2}"]),
        ("فعلاء", "(.)(.)(.)اء", ["{0}{1}ي{2}", "{0}ا{1}{2}"]),
        ("فعال", "(.)(.)ا(.)", ["{0}{1}{2}", "{0}{1}ي{2}", "{0}ا{1}{2}", "{0}{1}{2}ة"]),
        ("أفعلة", "أ(.)(.)(.)ة", ["{0}{1}ا{2}", "{0}{1}ي{2}"]),
        ("فعلى", "(.)(.)(.)ى", ["{0}{1}ي{2}"]),
        ("أفعل", "أ(.)(.)(.)", ["{0}{1}{2}"]),
        ("فعل", "(.)(.)(.)", ["{0}{1}ا{2}", "{0}{1}ي{2}", "{0}{1}ي{2}ة", "{0}{1}ة"]),
    )
]  # fmt: skip
_PLURAL_OF_FEMININE = (
    (re.compile("م(.)(.)(.)ة"), "م{0}ا{1}{2}"), (re.compile("(.)ا(.)(.)ة"), "{0}وا{1}{2}"),
    (re.compile("(.)(.)[يا](.)ة"), "{0}{1}ائ{2}"),
)  # fmt: skip
_ROOT_IN_LAM = re.compile("الت.ا.(?:ات)?|الت..")  # التزام, التهم: no article
ENDINGS = ("ات", "ة", "ية", "ون", "ين", "ان", "تين", "تان", "ا", "ي", "وا", "ت", "نا", "تم", "تا",
           "يات", "يين", "ن", "و", "يون")  # fmt: skip


class Candidates:
    """Candidates of stems and what speaks for each.

    Parameters
    ----------
    lemmas : mapping of str to str
        simplemma's dictionary.
    frequency : mapping of str to float
        Log frequency of words, those with the article among them.
    """

    def __init__(self, lemmas: Mapping[str, str], frequency: Mapping[str, float]) -> None:
        self.lemmas, self.frequency = lemmas, frequency

    def weight(self, word: str) -> float:
        """Log frequency of the word, or with the article if that is commoner."""
        get = self.frequency.get
        return max(get(word, UNSEEN), get(ARTICLE + word, UNSEEN))

    def nounness(self, word: str) -> float:
        """How much commoner the word is with the article: verbs never have it."""
        definite = self.frequency.get(ARTICLE + word)
        if definite is None:
            return -8.0
        return _clip(definite - self.frequency.get(word, UNSEEN), -8.0, 2.5)

    def verbness(self, word: str) -> float:
        """How common its third person feminine perfect is: nouns have none."""
        feminine = (word[:-1] if word[-1] in "ىا" else word) + "ت"
        return _clip((self.frequency.get(feminine, UNSEEN) - self._own(word)) / 4, -2.0, 2.0)

    def _plural(self, word: str) -> float:
        """How much commoner the word has the ending of masculine plurals than that of feminine."""
        return _clip((self.weight(word + "ين") - self.weight(word + "ات")) / 4, -2.0, 2.0)

    def _broken_plural(self, bare: str) -> float:
        """How common the broken plural is that a feminine noun would have, and a participle not:
        مدارس of مدرسة, قواعد of قاعدة, جرائم of جريمة."""
        for pattern, plural in _PLURAL_OF_FEMININE:
            if match := pattern.fullmatch(bare):
                return _clip((self.weight(plural.format(*match.groups())) - self.weight(bare)) / 4,
                             -2.0, 2.0)  # fmt: skip
        return 0.0

    def _own(self, word: str) -> float:
        return self.frequency.get(word, UNSEEN)

    def bare(self, stem: str) -> tuple[str, bool]:
        """The stem without its article, and whether it had one."""
        rest = stem[2:]
        if _ROOT_IN_LAM.fullmatch(stem) and self._own(stem) - self._own(rest) > 3:
            return stem, False
        if stem.startswith(ARTICLE) and (
            len(stem) > 4
            or (len(stem) == 4 and stem not in self.lemmas and self.lemmas.get(rest) == rest)
        ):
            return rest, True
        return stem, False

    def of(self, bare: str) -> dict[str, list[str]]:
        """Candidate to the templates that made it."""
        found: dict[str, list[str]] = defaultdict(list)
        found[bare].append("same")
        for candidate, template in self._all(bare):
            if candidate and len(candidate) > 1:
                found[candidate].append(template)
        return found

    def _all(self, bare: str) -> Iterator[tuple[str, str]]:
        yield from self._in_dictionary(bare, "dictionary", "definite")
        known = self.frequency
        for ending in ENDINGS:
            base = bare[: -len(ending)]
            if bare.endswith(ending) and len(base) >= 2:
                for kind, word in _without(base, ending):
                    if word in known:
                        name = f"{ending} {kind}"
                        yield word, f"ending {name}"
                        yield from self._in_dictionary(
                            word, f"ending,dictionary {name}", f"ending,definite {name}"
                        )
        if bare[0] in PERSONS and len(bare) > 2:
            yield from self._imperfects(bare)
        for template, word in _passives(bare):
            if word in known:
                yield word, template
        if bare + "ي" in known:
            yield bare + "ي", "weak ي"
        if len(bare) == 3 and bare[1] not in "اوي":  # خطط of خطة, طرق of طرقة
            word = bare[:2] + "ة" if bare[1] == bare[2] else bare + "ة"
            if word in known:
                yield word, "plural فعل of فعلة"
        for name, plural, singulars in PLURALS:
            if match := plural.fullmatch(bare):
                for singular in singulars:
                    word = singular.format(*match.groups())
                    if word in known:
                        yield word, f"plural {name} of {singular}"

    def _in_dictionary(self, word: str, plain: str, definite: str) -> Iterator[tuple[str, str]]:
        for form, template in ((word, plain), (ARTICLE + word, definite)):
            found = self.lemmas.get(form)
            if found:
                yield self.bare(found)[0] if len(found) > 4 else found, template

    def _imperfects(self, bare: str) -> Iterator[tuple[str, str]]:
        cores = [("", bare[1:])]
        for ending in ("ون", "ان", "وا", "ين", "ن", "ا", "ي"):
            if bare.endswith(ending) and len(bare) - len(ending) >= 3:
                cores.append((ending, bare[1 : -len(ending)]))
                break
        for ending, core in cores:
            for kind, word in _perfects(core):
                if word in self.frequency:
                    yield word, f"imperfect {bare[0]} {kind}"
                    yield word, f"imperfect-ending {ending}"
            for person in "يت":
                found = self.lemmas.get(person + core)
                if found and found[0] != "ي" and found != person + core:
                    yield found, f"imperfect-dictionary {person}"

    def features(self, stem: str, rule: str) -> Iterator[tuple[str, dict[str, float]]]:
        """Each candidate with what its score is made of; `rule` is the lemma by rules alone."""
        bare, definite = self.bare(stem)
        noun = 1.5 if definite else self.nounness(bare)
        shape = next(name for name, pattern in SHAPES if pattern.fullmatch(bare))
        get = self.frequency.get
        # with the article so much commoner that it is a name: البحرين is no two seas
        named = max(0.0, min(6.0, self._own(stem) - self._own(bare)) - 2.5) / 3 if definite else 0
        third = 0.0  # is the masculine third person as common as a verb's would be
        if bare[0] in PERSONS:
            third = _clip((get("ي" + bare[1:], UNSEEN) - get("ت" + bare[1:], UNSEEN)) / 4, -1, 1)
        form_five = (get("ي" + bare, UNSEEN) + 12) / 4 if bare[0] == "ت" else 0.0
        common = self.weight(bare)
        for word, templates in self.of(bare).items():
            gain = _clip(self.weight(word) - common, -6.0, 6.0) / 3
            its_noun, its_verb = self.nounness(word) / 3, self.verbness(word)
            active = {
                "commoner" if gain > 0 else "rarer": gain, "nounness": its_noun,
                "verbness": its_verb, "nounness, both": noun / 3 * its_noun,
                "verbness of a noun": noun / 3 * its_verb,
                "letters": abs(len(bare) - len(word)) / 3, "templates": len(templates),
            }  # fmt: skip
            for name, holds in (
                ("own lemma", self.lemmas.get(word) == word),
                ("own lemma, definite", self.lemmas.get(ARTICLE + word) in (word, ARTICLE + word)),
                ("in dictionary, definite", ARTICLE + word in self.lemmas),
                ("in no list", word not in self.frequency), ("ends in وا", word[-2:] == "وا"),
                ("rule", word == rule), (f"other first letter, {shape}", word[0] != bare[0]),
            ):  # fmt: skip
                if holds:
                    active[name] = 1.0
            if word == rule:
                active["rule, noun"] = noun / 3
            for template in set(templates):
                group = template.split()[0]
                for name in {template, group}:
                    active |= {name: 1.0, f"{name}, gain": gain, f"{name}, noun": noun / 3}
                active |= {f"{group}, its nounness": its_noun, f"{group}, named": named}
                if group in ("same", "ending") and bare[-1] == "ة":
                    active[f"{group}, broken plural"] = self._broken_plural(bare)
                if group == "ending" and bare[-1] in "ةت":
                    active[f"{template}, plural"] = self._plural(word)
                if group in ("same", "dictionary", "definite", "imperfect"):
                    active |= {f"{group}, {shape}": 1.0, f"{group}, {shape}, noun": noun / 3,
                               f"{group}, its verbness": its_verb}  # fmt: skip
                if group in ("imperfect", "imperfect-dictionary", "same", "dictionary"):
                    person = bare[0] if bare[0] in PERSONS else ""
                    active |= {f"{group}, third {person}": third, f"{group}, form V": form_five}
                if group == "imperfect" and bare[-1] == "ت":
                    active["imperfect in ت"] = 1.0
                if group == "dictionary" and word != bare:
                    active |= {f"dictionary, {shape}, gain": gain,
                               f"dictionary, {shape}, its nounness": its_noun}  # fmt: skip
            yield word, active


def _clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _without(base: str, ending: str) -> Iterator[tuple[str, str]]:
    """What a stem may be without its ending: (kind, word)."""
    last = base[-1]
    if ending not in ("ية", "يات", "يين", "يون", "تين", "تان"):
        yield "", base
    if ending == "ات":
        yield "ة", base + "ة"
        if last == "ي":
            yield "ى", base[:-1] + "ى"
        if last == "و":
            yield "و", base[:-1] + "ة"
        if last in "وي":
            yield "اة", base[:-1] + "اة"
    elif ending in ("ية", "يات", "يين", "يون"):
        yield "ي", base + "ي"
        yield "", base
        if ending == "يات":
            yield "ية", base + "ية"
    elif ending in ("تين", "تان"):
        yield "ة", base + "ة"
        yield "", base
    elif ending in ("وا", "ت", "و"):
        yield "ى", base + "ى"
        yield "ا", base + "ا"
        if ending == "وا":
            yield "ي", base + "ي"
    elif ending in ("ون", "ين"):
        yield "ي", base + "ي"
        yield "ى", base + "ى"
    elif ending == "ي" and last == "ت":
        yield "ة", base[:-1] + "ة"
    if ending in ("ت", "وا") and len(base) == 4 and base[0] == "أ" and base[2] == "ي":
        yield "passive", base[:2] + "ا" + base[3]  # أقيمت of أقام


def _passives(bare: str) -> Iterator[tuple[str, str]]:
    if len(bare) == 4 and bare[0] == "أ" and bare[2] == "ي":
        yield "passive أفيل", bare[:2] + "ا" + bare[3]
    if bare[-1] == "ي":
        yield "passive ي", bare[:-1] + "ى"
    if len(bare) >= 4 and bare[1] == "و":
        yield "passive و", bare[0] + "ا" + bare[2:]


def _perfects(core: str) -> Iterator[tuple[str, str]]:
    """Perfects that an imperfect may have, by what is left without person and ending."""
    yield "", core
    yield "أ", "أ" + core
    if len(core) == 2:  # يصل of وصل; the shortened يكن of كان, يلق of ألقى
        hollow = core[0] + "ا" + core[1]
        yield from (("و", "و" + core), ("hollow", hollow), ("hollow IV", "أ" + hollow),
                    ("short أ", "أ" + core + "ى"), ("short ي", core + "ي"),
                    ("short ا", core + "ا"))  # fmt: skip
    yield "short", core + "ى"
    stem = core[:-1]
    if core[-1] == "ي":
        yield from (("ى", stem + "ى"), ("أى", "أ" + stem + "ى"), ("اى", "ا" + stem + "ى"),
                    ("وى", "و" + stem + "ى"))  # fmt: skip
    elif core[-1] == "و":
        yield "ا", stem + "ا"
    elif core[-1] == "ى":
        yield from (("ي", stem + "ي"), ("أى", "أ" + stem + "ى"))
    if len(core) == 3 and core[1] in "ويا":
        hollow = core[0] + "ا" + core[2]
        yield from (("hollow", hollow), ("hollow IV", "أ" + hollow))
    if len(core) >= 3:
        yield "ا", "ا" + core
    if len(core) >= 4 and core[-2] == "ي":
        yield "hollow VII-X", "ا" + core[:-2] + "ا" + core[-1]
    if core[0] == "ؤ":
        yield from (("ؤ", "أ" + core[1:]), ("ؤى", "أ" + core[1:-1] + "ى"), ("ؤآ", "آ" + core[1:]))
    if core[0] == "و" and len(core) > 2:
        yield "و of أ", "أ" + core
