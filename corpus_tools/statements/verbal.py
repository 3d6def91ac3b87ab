"""Rules for verbs of saying: subject, verb and clause, in the orders of Arabic news."""

from . import cues as c
from .clauses import attributing_verbs, contrast_start, is_subordinate, narrates_before
from .endings import THINGS
from .frames import CORE, complement
from .linking import (
    PLAIN, adds, after_dots, after_own_adjunct, goes_on, in_speech, is_adjunct, is_linked, is_purpose, led_by_inn, likelier,
    outlet_doubts, outlet_goes_on, said_before, said_last, speaker, tells_last, tells_first, text_that_says,
)  # fmt: skip
from .objects import is_object, is_silent, shows
from .phrases import noun_phrase
from .result import Attribution, relay_of
from .subjects import (
    in_it, is_passive, last_subject, mentioned_source, reaches, speech_owner, subject_before, told_in_it,
)  # fmt: skip
from .words import COLON, COMMAS, DASHES, Sentence, Token

_BEFORE_NOUNS = ("الي", "الى", "علي", "على", "في", "فى", "من", "عن", "بعد", "قبل")
_ISSUED = ("بيانا", "بيان", "رسالة", "مذكرة", "تقريرا", "تغريدة", "كلمة")  # «بيانا تعلن فيه»
_WHEN = ("حين", "عندما", "حينما", "اذ", "حيث")


def relayed(tokens: Sentence, start: int) -> Attribution | None:
    """«ونقلت وكالة … عن مسؤول قوله», «قالت وكالة … نقلا عن مسؤول», «نُقل عنه»."""
    for v in tokens.cues:
        word = tokens[v].word
        if word.cue.frame != "relay" or not start <= v < start + 40 or is_subordinate(tokens, v, start):
            continue
        if v > start and tokens[v - 1].word.flags & c.PREP and tokens[v - 1].word.key in _BEFORE_NOUNS:
            continue  # «سارعت إلى نقل آخر الأخبار عن …»
        for j in range(v + 1, min(len(tokens), v + 14)):
            if tokens[j].word.key != "عن" and not (tokens[j].word.key == "لسان" and tokens[j - 1].word.flags & c.PREP):
                continue
            source = noun_phrase(tokens, j + 1, len(tokens))
            if source is None or tokens[j + 1].word.key == "طريق":
                break  # «نقل الأكياس عن طريق …»
            relay = noun_phrase(tokens, v + 1, j) if j > v + 1 else None
            if relay is None:
                before = tokens.until(v)
                verb = next(attributing_verbs(before, start), None)
                relay = None if verb is None else mentioned_source(before, verb, start)
            return Attribution(
                "attributed", "relayed", source, relay, (v, v + 1), word.cue.cue_class
            )
    return None


def verbal(tokens: Sentence, start: int) -> Attribution | None:
    """Verb, subject, complement in either order; «mixed» where the outlet tells first."""
    for v in attributing_verbs(tokens, start):
        contrast = contrast_start(tokens, start, v) if v > start else None
        led = led_by_inn(tokens, start, v) if contrast is None and v > start + 1 else None
        if contrast is None and led is None and is_subordinate(tokens, v, start):
            continue
        word = tokens[v].word
        if led is not None and complement(tokens, v) is not None:
            source = (led, v)
            return Attribution("attributed", "verb", source, relay_of(tokens, source), (v, v + 1),
                               word.cue.cue_class)  # fmt: skip
        coordinated = v > start and (
            word.flags & c.WITH_AND or tokens[v - 1].text in COMMAS or is_purpose(tokens[v])
            or is_linked(tokens, start, v) or adds(tokens, v)
        )
        narrated = narrates_before(tokens, start, v) and not is_adjunct(tokens, start, v)
        inserted = v > start + 1 and tokens[v - 1].word.key == "كما" and (
            tokens[v - 2].text in COMMAS or tokens[v - 2].text[:1] in DASHES or tells_last(tokens, v) is not None
        )
        coordinated = coordinated or inserted or narrated and after_own_adjunct(tokens, start, v)
        if narrated and not word.flags & c.WITH_AND and in_speech(tokens, start, v):
            narrated = False
        if inserted and not goes_on(tokens, v):
            after = noun_phrase(tokens, v + 1, len(tokens), closed=True)
            source = after or last_subject(tokens, start, v - 2)
            return Attribution("attributed", "inserted", source, relay_of(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and contrast is not None:
            source = mentioned_source(tokens, v, contrast) or last_subject(tokens, start, contrast)
            return Attribution("mixed", "verb after narration", source, relay_of(tokens, source),
                               (v, v + 1), word.cue.cue_class)  # fmt: skip
        if narrated and not coordinated and (text := text_that_says(tokens, start, v)):
            return Attribution("attributed", "verb", text, None, (v, v + 1), word.cue.cue_class)
        inside = in_it(tokens, v)
        issued = v > start and (inside or tokens[v - 1].word.key in _ISSUED)
        if narrated and not coordinated and not issued:
            if closing := said_last(tokens, start, v):
                return Attribution("attributed", "inserted", closing, None, (v, v + 1),
                                   word.cue.cue_class)  # fmt: skip
            continue
        if not narrated and not coordinated and v > start and word.cue.form == "imperfect":
            subject = subject_before(tokens, after_dots(tokens, start, v), v)
            begins = tokens[start].word.flags & (c.PREP | c.ATTACHED_PREP | c.TIME)
            before = tokens[v - 1].word
            after = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
            if begins and not before.flags and before.key.endswith("ة") and after & c.PREP:
                continue  # «في بادرة نادرة تشير إلى …»: the clause describes
            light = c.AUX | c.TIME | c.NEG | c.PUNCT
            if all(t.word.flags & light for t in tokens[start:v]):
                begins = 1  # «هكذا يرى», «وقد يرى»
            if not begins and (subject is None or not reaches(tokens, subject, v)):
                if not any(t.text in COMMAS for t in tokens[max(start, v - 2) : v]):
                    continue
        if coordinated and tokens[v - 1].text in COMMAS and (last := tells_last(tokens, v)):
            return Attribution("attributed", "inserted", last, None, (v, v + 1), word.cue.cue_class)
        if had := said_before(tokens, start, v):
            return Attribution("attributed", "verb", had, None, (v, v + 1), word.cue.cue_class)
        if narrated:
            source = told_in_it(tokens, v) if issued else mentioned_source(tokens, v, v)
            source = source or last_subject(tokens, start, v)
        else:
            begin = start if contrast is None else contrast
            source = mentioned_source(tokens, v, after_dots(tokens, begin, v))
            source = inside and told_in_it(tokens, v) or source
            if source is None and inside and v - start > 3:
                source = last_subject(tokens, start, v)  # «كتب فلان مقالا عبر فيه عن»
            if source is None and contrast is not None:
                source = last_subject(tokens, start, contrast)  # «وأحجمت فلانة …، لكنها قالت»
        if source and is_silent(tokens[source[0]].word):
            spoken = speaker(tokens, start, v, source)
            bare = word.cue.lemma in PLAIN and complement(tokens, v) is not None
            if spoken is None and not bare and (source[0] < v or shows(tokens, v, source)):
                continue
            source = spoken
        elif source and source[1] <= v and narrated:
            source = likelier(tokens, start, v, source)
        if source is None and inside and tokens[start].word.flags & c.AUX and tokens[start + 1].text[:1] == "ل":
            end = next((i for i in range(start + 2, v) if tokens[i].word.flags & (c.SPEECH | c.TITLE)), start + 2)
            owner = (start + 1, end)  # «وكان لفلان تغريدة أعرب فيها عن»
            return Attribution("attributed", "speech of", owner, None, (v, v + 1), word.cue.cue_class)
        own = outlet_doubts(tokens, v) or outlet_goes_on(tokens, v) or (
            contrast is not None and tells_first(tokens, start, contrast)
        )
        voice = "mixed" if narrated and not issued or own else "attributed"
        rule = "verb after narration" if narrated else "verb"
        return Attribution(
            voice, rule, source, relay_of(tokens, source), (v, v + 1), word.cue.cue_class
        )
    return None


def participial(tokens: Sentence, start: int) -> Attribution | None:
    """«…، مؤكدا أن …»: the outlet tells, and somebody adds words."""
    for i in tokens.cues:
        word = tokens[i].word
        if word.cue.form != "participle" or word.flags & c.TITLE or not start <= i < len(tokens) - 1:
            continue
        if i == start:
            said = complement(tokens, i)
            leads = word.key.endswith("ا") and tokens[i + 1].word.key in ("الي", "الى", "علي", "على")
            if word.key.endswith(("ا", "ة")) and said in (i + 1, i + 2) or leads:  # «لافتا إلى أن»
                return Attribution("attributed", "participle", None, None, (i, i + 1), word.cue.cue_class)
            continue
        after_comma = tokens[i - 1].text in COMMAS
        if not after_comma and not tokens[i].text.startswith("و"):
            begins = tokens[i + 1].word.flags & (c.COMP | c.QUOTED) or tokens[i + 1].text == COLON
            if not begins or tokens[i - 1].word.flags & c.PREP:
                continue
        plural = word.key.endswith("ين") and tokens[i - 1].word.key.endswith("ين")
        if plural and tokens[i].text.startswith("و"):
            continue  # «موظفين ومخبرين»
        noun = word.key.endswith("ة") and len(word.key) == 6  # «مساندة» is a verbal noun too
        if (noun or word.cue.frame != "any") and complement(tokens, i) is None:
            continue
        source = last_subject(tokens, start, i)
        if source and is_silent(tokens[source[0]].word):
            source = None
        said = tokens[i + 1].text == COLON or tokens[i + 1].word.flags & (c.COMP | c.QUOTED)
        if said and i - start <= 2 and word.cue.lemma == "قال":  # «وختم قائلا: «…»»
            source = source or noun_phrase(tokens, start + 1, i, closed=True)
            return Attribution("attributed", "participle", source, None, (i, i + 1), "neutral")
        return Attribution("mixed", "participle", source, None, (i, i + 1), word.cue.cue_class)
    return None


def while_saying(tokens: Sentence, start: int) -> Attribution | None:
    """«… حين قال: «…»»: the outlet tells, and the clause of time holds somebody's words."""
    for v in attributing_verbs(tokens, start):
        if v - 1 <= start or tokens[v - 1].word.key not in _WHEN:
            continue
        if complement(tokens, v) is None:
            continue
        after = noun_phrase(tokens, v + 1, len(tokens))
        source = after if after and not is_object(tokens, v, after) else None
        owner = speech_owner(tokens, start)
        source = source or owner or last_subject(tokens, start, v - 1)
        cue = tokens[v].word.cue
        if owner and tokens[start].word.key in ("جاء", "جاءت"):  # «جاء ذلك في مقابلة لفلان …»
            return Attribution("attributed", "speech of", source, None, (v, v + 1), cue.cue_class)
        return Attribution("mixed", "clause of time", source, None, (v, v + 1), cue.cue_class)
    return None


def in_relative(tokens: Sentence, start: int) -> Attribution | None:
    """«… الذي يقول منتقدوه إن»: an attributed clause inside what the outlet tells."""
    for v in attributing_verbs(tokens, start):
        if not tokens[v - 1].word.flags & c.REL or v == start or is_passive(tokens[v].text):
            continue
        j = complement(tokens, v)
        if j is None or not tokens[j].word.flags & c.COMP or j - v > (20 if tokens[v].word.cue.lemma in CORE else 8):
            continue
        plural = tokens[v].word.cue.person in ("3mp", "3fp", "3md", "3fd")
        source = None if plural else noun_phrase(tokens, v + 1, len(tokens))  # «الذين يؤيدون الموقف»
        if source is None and tokens[v].word.cue.form == "imperfect":
            continue  # «القطار الذي يعتقد أنه …»: nobody's word
        source = source or _antecedent(tokens, start, v - 1)
        return Attribution(
            "mixed", "relative clause", source, None, (v, v + 1), tokens[v].word.cue.cue_class
        )
    return None


def _antecedent(tokens: list[Token], start: int, relative: int) -> tuple[int, int] | None:
    """Who is meant by «الذي» in «… مع وزير الري فلان الفلاني الذي أكد أن»: an office, whole."""
    end = relative - 1 if tokens[relative - 1].text in COMMAS else relative
    like = [i for i in range(start, end) if tokens[i].word.key in ("مثل", "بينهم", "منهم", "بينها")]
    for i in range(max(start, end - 14, *like), end):
        if tokens[i].word.flags & c.TITLE and not tokens[i].word.flags & c.WITH_AND:
            plain = noun_phrase(tokens, i, end)
            if plain and i < plain[1] < end and tokens[plain[1]].word.key in THINGS:
                return plain  # «نشرت هيئة كذا | صورة، قالت إنها …»
            found = noun_phrase(tokens, i, end, closed=True)
            if found and found[1] == end and all(t.word.key != "من" for t in tokens[i:end]):
                return found
    return None
