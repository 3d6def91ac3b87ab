"""Rules without a verb of saying: «بحسب», «جاء في البيان», a colon, a quotation that stands alone."""

from . import cues as c
from . import guesses as g
from .endings import countries
from .linking import TEXTS
from .objects import is_silent
from .phrases import noun_phrase
from .result import Attribution, relay_of
from .subjects import after_preposition, last_subject, speech_owner
from .words import COLON, COMMAS, DEMONSTRATIVES, Sentence, Token, is_definite

_QUESTIONS = ("لماذا", "كيف", "ماذا", "متى", "متي", "اين", "ما")
_MAY_SAY = ("يمكن", "يمكننا", "نستطيع", "يجب", "ينبغي", "يجوز", "يصح")
_MEASURES = (  # «حسب المواسم», «وفقا للوائح»: by what, and by nobody's word
    "ترتيب", "تصنيف", "قواعد", "معايير", "شروط", "اولوي", "سواء", "طريقة", "طريقت", "خطة", "خطط", "جدول", "مواسم", "حاجة",
    "احتياج", "ظروف", "نوع", "حجم", "قدرة", "مبدا", "الية", "اليات", "منهج", "رغبة", "اصول", "عادة", "مواصفات", "مقاييس",
    "ضوابط", "عمر", "سن", "اتجاه", "الوقت", "وقت", "موعد", "كمية", "مستو", "درجة", "نسبة", "سعر", "امكان", "مصلحة", "الحالة", "الادلة", "ادلة", "اختيار", "اعلي", "افضل", "احدث المعايير",
)  # fmt: skip
_TOLD = ("أعلن", "ذكر", "أفاد", "قال", "أكد", "أوضح", "صرح", "كتب", "أضاف", "نقل", "أورد", "كشف")
_RESTS_ON = ("بناء", "ردا", "رد", "تعليقا", "تعليق", "احتجاجا", "اعتراضا", "اعتمادا", "الرد", "التعليق")
_TOPICS = frozenset(  # a headline's subject before its colon: «قمة فلان: …»
    "قمة ازمة قضية حادثة حادث مباراة بطولة محاكمة زيارة معركة صفقة فضيحة ماساة جريمة كارثة عملية مسيرة ثورة ذكري "
    "ذكرى لقاء حرب كاس مونديال دوري انتخابات استفتاء ملف مشروع هجوم هجمات انفجار اغتيال مقتل مفاوضات محادثات "
    "الشوط شوط الجولة جولة المرحلة مرحلة المباراة الفقرة فقرة المادة مادة المجموعة مجموعة السوال سوال الصورة صورة مظاهرات احتجاجات زلزال اعصار فيضانات".split()
)
_THOSE = ("منهم", "بينهم", "وهم", "هم", "هي", "وهي", "منها", "بينها", "مثل", "التالية", "الاتية", "التالي", "الاتي")
_FIRSTLY = frozenset(
    "الاول الثاني الثالث الرابع الخامس الاولي الاولى الثانية الثالثة الرابعة الاخير الاخيرة الخلاصة النتيجة السبب الجواب "
    "السوال الاجابة البعد المطلوب الحل ملاحظة والجواب والسوال والنتيجة والسبب تنبيه تنويه المصدر المصادر تحديث".split()
)
_OPINION = ("رأي", "راي", "نظر", "براي")
_REPLIES = ("ردا", "تعليقا", "تعقيبا", "معلقا", "معقبا")
_LINKS = ("ما", "لما", "عن", "الي", "الى", "قول", "تعبير", "وصف", "زعم", "لسان")


def phrasal(tokens: Sentence, start: int) -> Attribution | None:
    """«بحسب», «وفقا لـ», «نقلا عن», «على حد تعبير», «حسبما أعلن»."""
    if not tokens.tells & c.PHRASED:
        return None
    table = c.phrase_table()
    for i in tokens.turns:
        word = tokens[i].word
        if not word.tells & (c.PHRASE | c.ON) or not start <= i < len(tokens) - 1:
            continue
        if word.tells & c.ON and i > start and _is_as_told(tokens, i):
            source = noun_phrase(tokens, i + 3, len(tokens))
            return Attribution("attributed", "according to", source, relay_of(tokens, source),
                               (i, i + 3), tokens[i + 2].word.cue.cue_class)  # fmt: skip
        for words, cue_class in table.get(word.key, ()) if word.flags & c.PHRASE else ():
            if tuple(t.word.key for t in tokens[i : i + len(words)]) != words:
                continue
            if words[-1] in _OPINION and any(
                t.word.flags & c.REL and not t.word.flags & c.PREP for t in tokens[max(start, i - 3) : i]
            ):
                continue  # «… والتي أصبحت برأي الضابط غير ضرورية»
            if tokens[i].text in ("وحسب", "فحسب") and i > start:
                continue  # «only»
            if words == ("نقلا",) and tokens[i + 1].word.key != "عن":
                continue  # «نُقلا إلى المستشفى»
            found = _phrase_source(tokens, i + len(words))
            if found is not None:
                source, cue_end = found
                if source and (deeper := _relies_on(tokens, source[1])):
                    return Attribution("attributed", "according to", deeper, source, (i, cue_end), cue_class)
                return Attribution("attributed", "according to", source, relay_of(tokens, source),
                                   (i, cue_end), cue_class)  # fmt: skip
    return None


def _relies_on(tokens: list[Token], i: int) -> tuple[int, int] | None:
    """Whom an agency relies on: «حسب ما أفادت وكالة كذا استنادا إلى | مكتب الرئيس»."""
    i += i < len(tokens) and tokens[i].text in COMMAS
    if i + 2 >= len(tokens) or tokens[i].word.key not in ("نقلا", "استنادا"):
        return None
    found = _phrase_source(tokens, i + 1)
    return found[0] if found else None


def _is_as_told(tokens: list[Token], i: int) -> bool:
    """«، على ما أعلنت الجامعة»: how one knows, and not what another word governs («بناء على ما قال»)."""
    if i + 3 >= len(tokens) or tokens[i + 1].word.key != "ما":
        return False
    cue, before = tokens[i + 2].word.cue, tokens[i - 1].word
    if cue is None or cue.form != "past" or cue.lemma not in _TOLD:
        return False
    if tokens[i + 3].word.flags & c.COMP:
        return False  # «صواريخ على ما قالت إنها منشآت»
    return before.cue is None and not tokens[i - 1].text.endswith(("\u064b", "\u064b\u0627")) and (
        before.key not in _RESTS_ON
    )


def _phrase_source(tokens: list[Token], i: int) -> tuple[tuple[int, int] | None, int] | None:
    """The source after an attributing phrase, and where the cue ends; None if it is none."""
    limit = len(tokens)
    while i < limit and tokens[i].word.key in _LINKS:
        i += 1
    if i < limit and tokens[i].word.cue is not None and not tokens[i].word.flags & c.TITLE:
        at = i + 1
        if at < limit and tokens[at].word.key in ("اليه", "اليها", "به", "عنه", "عنها", "فيه"):
            at += 1  # «ما خلص إليه خبراء»
        if tokens[i].word.cue.frame == "relay":
            at = next(
                (k + 1 for k in range(i, min(limit, i + 9)) if tokens[k].word.key == "عن"), at
            )
        return noun_phrase(tokens, at, limit), i + 1
    if i >= limit or tokens[i].word.flags & (c.PUNCT | c.NORM | c.COMP):
        return None
    if tokens[i].word.key.removeprefix("ل") in DEMONSTRATIVES and i + 1 < limit and not tokens[i + 1].word.flags & (
        c.TITLE | c.MEDIUM
    ):
        return None  # «وفق هذه الخطة»
    if _is_measure(tokens[i].word):
        return None  # «استنادا إلى ترتيبهم»
    if tokens[i].word.key in c._SAYING:
        return None, i + 1
    if tokens[i].word.key in c.STATED and i + 2 < limit and tokens[i + 1].word.key in ("في", "فى"):
        author = _author(tokens, i + 3, limit) if i + 3 < limit else None
        return author or noun_phrase(tokens, i + 2, limit), i + 1  # «بحسب ما جاء في بيان …»
    if tokens[i].word.key.removeprefix("ل") in TEXTS and i + 2 < limit:
        author = _author(tokens, i + 1, limit)
        if author:
            return author, i
    if tokens[i].word.flags & c.ATTACHED_PREP or tokens[i].text.startswith(("ل", "لل")):
        span = after_preposition(tokens, i, limit)
        return span, i
    return noun_phrase(tokens, i, limit), i


def _is_measure(word: c.Word) -> bool:
    if word.flags & c.TITLE:
        return False
    bare = word.key[1:] if word.key[:1] == "ل" and g.carries_b(word.key) else word.key
    return any(w.startswith(_MEASURES) for w in (word.key, bare, bare.removeprefix("ال"), bare.removeprefix("ل")))


def _author(tokens: list[Token], i: int, limit: int) -> tuple[int, int] | None:
    """Whose text it is: «تقرير لوكالة …», «رسالة وجهها …», «بيان صادر عن …»."""
    key = tokens[i].word.key
    if tokens[i].word.flags & c.ATTACHED_PREP and key.startswith("ل"):
        return after_preposition(tokens, i, limit)
    if tokens[i].word.cue is not None and i + 2 < limit and tokens[i + 1].word.key in ("بها", "به"):
        return noun_phrase(tokens, i + 2, limit)  # «تصريحات أدلى بها مسؤول»
    if key.endswith(("ها", "ه", "ته")) and len(key) > 3 or key == "عن":
        return noun_phrase(tokens, i + 1, limit)
    if i + 1 < limit and tokens[i + 1].word.key == "عن":
        return noun_phrase(tokens, i + 2, limit)
    return None


def by_saying(tokens: Sentence, start: int) -> Attribution | None:
    """«اكتفى بالقول إن …», «رد بقوله: …»: the saying is a noun."""
    for i in range(start + 1, len(tokens) - 1):
        if tokens[i].word.key not in c.BY_SAYING:
            continue
        near = tokens[i + 1 : i + 5]
        if any(t.word.flags & (c.COMP | c.QUOTED) or t.text == COLON for t in near):
            source = last_subject(tokens, start, i) or noun_phrase(tokens, start + 1, i, closed=True)
            before = tokens[i - 1].word
            if tokens[i].word.key == "القول" and (
                source is None or before.key in _MAY_SAY or before.flags & c.DEFINITE
            ):
                continue  # «من المنطقي القول إن»: the writer's own
            return Attribution("attributed", "noun of saying", source, None, (i, i + 1), "neutral")
    return None


def stated_in(tokens: Sentence, start: int) -> Attribution | None:
    """«وجاء في البيان أن», «وورد في مقدمته: «…»»: what a text says, without a speaker."""
    for v in range(start, min(len(tokens) - 3, start + 12)):
        if tokens[v].word.key not in c.STATED or tokens[v + 1].word.key not in ("في", "فى"):
            continue
        for j in range(v + 3, min(len(tokens), v + 14)):
            if tokens[j].word.flags & (c.COMP | c.QUOTED) or tokens[j].text == COLON:
                end = next((k for k in range(v + 3, j) if tokens[k].text in COMMAS), j)
                source = _author(tokens, v + 3, len(tokens)) if v + 3 < j else None
                return Attribution("attributed", "stated in a text", source or (v + 2, end),
                                   None, (v, v + 1), "neutral")  # fmt: skip
            if tokens[j].word.cue is not None or tokens[j].word.flags & c.NARRATION:
                break
    return None


def colon(tokens: Sentence, start: int) -> Attribution | None:
    """«فلان: …» and «فلان لـ«جهة»: …», as headlines have it."""
    begin = start
    for i in range(start, min(len(tokens) - 1, start + 16)):
        token = tokens[i]
        if token.text in ("..", "…", "...", "|"):
            begin = i + 1
        if token.text != COLON:
            continue
        if i + 1 < len(tokens) and tokens[i + 1].word.key in _QUESTIONS:
            return None  # a headline that asks
        left = tokens[begin:i]
        if len(left) == 1 and left[0].text[:1] == "و" and i + 1 < len(tokens):
            if tokens[i + 1].word.flags & c.QUOTED and not (  # «وتدارك: «…»»: a verb that no list has
                left[0].word.flags & c.TITLE or is_definite(left[0].word)
            ):
                return Attribution("attributed", "quotation", None, None, (begin, i), "neutral")
        if left and is_silent(left[0].word) and not tokens[i + 1].word.flags & c.QUOTED:
            return None  # «اللغة: العربية», «فرص الفوز: …»
        if _describes(left, tokens[i + 1 :]):
            return None
        left = _before_reply(left)
        if len(left) == 2 and _addresses(left, tokens[i + 1 :]):
            return Attribution("attributed", "colon", (begin, begin + 1), None, (i, i + 1), "neutral")
        if len(left) == 1 and "-" in left[0].text:
            return None  # «سبق-جازان: …»
        if not _may_speak(left) or len(left) == 1 and _is_dateline(left[0], tokens[i + 1 :]):
            return None
        if not left or left[0].word.flags & (c.LEAD | c.PREP | c.NEG | c.COMP | c.SUB | c.QUOTED):
            return None
        if (
            any(t.word.flags & (c.NARRATION | c.COMP) or _is_said(t) for t in left)
            or left[-1].text.isdigit()
        ):
            return None
        end = begin + len(left)
        source = noun_phrase(tokens, begin, end)
        if source is None:
            return None
        titled = left[0].word.flags & (c.TITLE | c.BODY) == c.TITLE
        if titled and not any(t.word.flags & (c.PUNCT | c.QUOTED) for t in left):
            source = (source[0], _before_audience(tokens, begin + 1, end))
        if source[1] == i and i - 2 > begin and tokens[i - 1].word.flags & c.NAME:
            if tokens[i - 2].word.key == "ل":
                source = (source[0], i - 2)  # «الوزير لـ«النهر»: …»: to whom it is said
        return Attribution("attributed", "colon", source, None, (i, i + 1), "neutral")
    return None


def _describes(left: list[Token], told: list[Token]) -> bool:
    """«فلان الفلاني: الصياد الذي كشف السر»: who somebody is, and nobody's word."""
    if any(t.word.flags & (c.TITLE | c.MEDIUM) for t in left) or len(left) < 2 or not told:
        return False
    first = told[0].word
    person = first.flags & (c.TITLE | c.BODY) == c.TITLE or first.key.startswith("ال") and first.key.endswith("ي")
    for token in told[1:9]:
        if token.word.key in ("الذي", "التي"):
            return bool(person)
        if token.word.cue is not None or token.word.flags & (c.NARRATION | c.COMP | c.QUOTED | c.VERB_SHAPE | c.PUNCT):
            return False
    return False


def _before_reply(left: list[Token]) -> list[Token]:
    """Who replies in «فلان ردا على الاستطلاع: …», without what is replied to."""
    for k in range(1, len(left) - 2):
        if left[k].word.key in _REPLIES and left[k + 1].word.key in ("علي", "على"):
            return left[:k]
    return left


def _is_dateline(place: Token, told: list[Token]) -> bool:
    """«فرنسا: الحكومة تطرح قانونا»: a country before a colon only says where, if news follows.

    News is told with a verb in the imperfect soon after its subject; what denies, quotes, or
    speaks of "us" is somebody's word.
    """
    if place.word.key not in countries():
        return False
    if any(
        t.word.flags & (c.QUOTED | c.NEG | c.COMP)
        or t.word.cue is not None and t.word.cue.person[:1] == "1"
        for t in told
    ):
        return False
    if any(t.text in "؛;" for t in told):
        return True  # «نهارستان: فلان؛ فلان، فلان؛ …»: a list
    return any(
        t.text[:1] in "يت" and len(t.text) > 2
        and (t.word.flags & (c.VERB_SHAPE | c.NARRATION) or t.word.cue is not None)
        for t in told[1:6]
    )


def _before_audience(tokens: list[Token], i: int, limit: int) -> int:
    """Where an office before a colon ends: at «لـ«النهر»», «عبر …», «مغردا», or at the colon."""
    for k in range(i, limit):
        word, text = tokens[k].word, tokens[k].text
        told = text in ("ل", "لـ", "لـ\u200c") or text.startswith("لـ") or text[:1] == "ل" and text[1:].isascii()
        if told or word.key in ("عبر", "بعد", "خلال", "حول") or text.endswith("ا") and word.cue is not None:
            return k
        if word.flags & c.NAME and tokens[k - 1].word.key == "ل":
            return k - 1
    return limit


def _addresses(left: list[Token], said: list[Token]) -> bool:
    """«بكين لواشنطن: لن نتنازل …»: a name, whom it speaks to, and speech after the colon."""
    who, whom = left
    if not whom.text.startswith("ل") or not g.carries_b(whom.word.key):
        return False
    if who.word.flags & (c.PUNCT | c.PREP | c.TIME | c.LEAD | c.EVENT_NOUN | c.POSSESSED | c.QUOTED):
        return False
    first = said[0].word if said else None
    return first is not None and bool(
        first.flags & (c.QUOTED | c.NEG | c.COMP)
        or first.key in ("انت", "انتم", "نحن", "انا", "نعم", "اذا", "سوف")
        or first.cue is not None and first.cue.person[:1] == "1"
    )


def _may_speak(left: list[Token]) -> bool:
    """Whether the words left of a colon can name a speaker, and are not a headline's first half.

    A speaker has a title («وزير الري»), or is a short name; what counts, numbers and judges is
    none («تسعة أصوات»، «يوم تاريخي في …»).
    """
    words = [t for t in left if not t.word.flags & (c.PUNCT | c.QUOTED)]
    if not words:
        return bool(left)
    first = words[0].word
    if first.flags & (c.TITLE | c.MEDIUM):
        return not (first.flags & c.BODY and words[0].text.endswith("ة") and not is_definite(first)
                    and any(t.word.flags & c.PREP for t in words))  # fmt: skip
    if len(words) > 1 and not is_definite(first) and first.key.endswith("ة"):
        if is_definite(words[1].word) or words[1].text.endswith("ة"):
            return False  # «شهامة النهر: …»
    if first.key.removeprefix("ال") in _TOPICS or words[-1].word.key in _THOSE or (
        first.key in _FIRSTLY and len(words) < 3
    ):
        return False
    if first.key.endswith("ات") and not is_definite(first) and any(
        t.word.flags & (c.PREP | c.ATTACHED_PREP) for t in words
    ):
        return False  # «اتهامات بالفساد لـ…: …»
    if len(words) > 6 or first.flags & (c.EVENT_NOUN | c.TIME | c.POSSESSED):
        return False
    if any(
        t.word.flags & (c.PREP | c.NEG | c.TIME) and t.word.key != "ل" or t.text[:1].isdigit()
        for t in words
    ):
        return any(t.word.flags & c.TITLE for t in words) or g.is_foreign(first.key)
    if is_definite(first) or len(words) == 1:
        return True
    # an indefinite noun with its adjective, or a feminine noun: «خطوة مهمة: …»
    return not (words[0].text.endswith("ة") and words[-1].text.endswith("ة"))


def _is_said(token: Token) -> bool:
    """Whether a word left of a colon is a verb of saying, or an adverb: no headline form."""
    cue = token.word.cue
    said = cue is not None and cue.form != "participle" and not token.word.flags & c.TITLE
    return said or token.text.endswith(("\u064b", "\u064b\u0627"))


def quoted_body(tokens: Sentence, start: int) -> Attribution | None:
    """A sentence most of which stands between quotation marks."""
    marked = [i for i in tokens.turns if tokens[i].word.flags & c.QUOTED]
    quoted = sum(tokens.ends[i] - tokens.starts[i] for i in marked)
    whole = tokens.ends[-1] - tokens.starts[start] if start < len(tokens) else 0
    if whole and quoted > 0.6 * whole:
        owner = speech_owner(tokens, start)
        if owner:
            return Attribution("attributed", "speech of", owner)
        return Attribution("attributed", "quotation")
    return None
