"""In which frame a verb of saying reports: with a clause, a colon or a quotation, with عن, with بـ.

Arabic writes no vowels, so أمل is "he hoped" and "hope", and many verbs of saying are verbs of
doing too; the words after a verb tell which of them it is.
"""

from bisect import bisect_right

from . import cues as c
from . import guesses as g
from .conjugation import fold
from .words import COLON, COMMAS, DASHES, DEMONSTRATIVES, Sentence, Token, is_definite

_ALSO_NOUNS = ("أمل", "وعد", "شكر", "أسف", "طلب")  # «أفضل أمل» is no verb
_BLAME, _DIRECTED = (
    "مسوول",
    ("انتقاد", "رسال", "تحذير", "شكر", "تحي", "اتهام", "نداء", "دعو", "تهديد", "تصريح", "حديث",
     "تاكيد", "عرض", "استعداد", "التزام", "موقف", "طلب", "رفض", "ادان", "مطالب", "تعهد", "تمسك", "ثقت", "دعم", "اعتذار", "نصيح", "نصائح"),
)  # fmt: skip
_COURTS = ("محكمة", "المحكمة", "القضاء", "محاكم", "المحاكم", "قاض", "القاضي", "قاضي", "الاستئناف")
_LOOKS = ("نظري", "نظره", "نظرنا", "انتباهي", "انتباهه", "الانظار", "الانتباه", "النظر", "الاضواء")
OF_DOING = ("عدم", "مجرد", "سوء", "حسن", "كثرة", "اعادة", "محاولة", "سرعة", "مدي", "مدى", "مزيد")
_NO_COMPLEMENT = frozenset(  # «رغم أن», «قبل أن»: the clause after these is not what is said
    "رغم قبل بعد علما الا بيد غير كما دون بدون حتي حتى منذ فضلا خاصه خاصة خصوصا سيما مجرد لمجرد لحين".split()
)
_BECAUSE = ("لان", "لانه", "لانها", "لانهم", "الا", "بالا")
_FEELINGS = frozenset(
    "اسى اسف قلق دهشة سخرية تفاول تفاؤل تشاوم تشاؤم استغراب ضحك حزن فخر شفقة خجل عجب امل ريبة شك حيرة اشميزاز".split()
)
_OWED = ("بالفضل", "بالولاء", "بفوز", "بانتصار", "بتاهل", "بنجاح", "بالكثير", "بوجود")
_PROVING = ("أظهر", "أثبت")
_SHOWING = (*_PROVING, "عرض", "نشر", "أبرز", "روج", "لخص", "أذاع")
FIGURES = frozenset(  # texts that say what they were made to find out
    "بيانات احصاءات احصائيات ارقام نتائج استطلاع استطلاعات دراسة دراسات تقرير تقارير مسح وثائق وثيقة سجلات ابحاث بحث تحاليل".split()
)
_TIGHTENED = ("عقوبات", "اجراءات", "حصار", "حصارا", "قيود", "خناق", "رقابة", "حراسة", "ضغوط", "قبضة")
_CROSSED = ("حدود", "نهر", "بحر", "محيط", "جسر", "خط", "قناة", "متوسط", "مضيق", "شارع", "طريق")
ELATIVES = frozenset("اكبر اول اخر احدث اهم ابرز اشهر اقدم اكثر افضل اعلي اعرق كبري كبرى".split())  # «أكبر شبكة»
_BELIEVED = ("اعتقد", "ظن", "رجح")
_LISTING = ("منها", "منهم", "بينها", "بينهم", "وهي", "وهم", "هي", "هم", "التالية", "الاتية", "التالي", "الاتي", "مثل")
_DOING = ("واصل", "تابع", "استطرد", "أكمل", "ختم", "اختتم")  # of speech only where a clause follows soon
CORE = frozenset("قال ذكر أضاف أكد أوضح أعلن أفاد صرح أشار كشف حذر شدد رأى اعتبر".split())


def complement(tokens: Sentence, v: int) -> int | None:
    """Where what is said begins after the verb at `v`: a clause, a colon or a quotation."""
    if v not in tokens.said:
        tokens.said[v] = _complement(tokens, v)
    return tokens.said[v]


def _complement(tokens: Sentence, v: int) -> int | None:
    core = tokens[v].word.cue.lemma in CORE
    for j in tokens.turns[bisect_right(tokens.turns, v) :]:
        if j >= v + 40:
            return None
        word = tokens[j].word
        flags, cue = word.flags, word.cue
        if (
            flags & c.COMP and tokens[j - 1].word.key not in _NO_COMPLEMENT and word.key not in _BECAUSE
            or tokens[j].text == COLON and tokens[j - 1].word.key not in _LISTING
            or flags & c.QUOTED and j - v < (30 if core else 20)
        ):
            return j
        if cue is not None and flags & c.WITH_AND and cue.person[:1] != "1" and (j > v + 1 or tokens[j].text[:1] == "و"):
            return None
        another = flags & c.NARRATION and j - v > 5 or (
            cue is not None and cue.form == "past" and j - v > 2 and not flags & c.TITLE
            and tokens[j - 1].word.key not in OF_DOING and not tokens[j - 1].word.flags & c.REL
        )
        if another and not core:
            return None  # another clause has begun
    return None


def frame_fits(tokens: Sentence, v: int, start: int) -> bool:
    """Whether the verb at `v` is used in the sense in which it attributes."""
    cue = tokens[v].word.cue
    frame = cue.frame
    if cue.lemma in _BELIEVED and _is_believed(tokens, v, start):
        return False
    if cue.lemma == "توقع" and cue.form == "imperfect" and v + 1 < len(tokens):
        alone = v == start or tokens[v - 1].word.flags & c.PUNCT or tokens[v - 1].word.key == "حيث"
        alone = alone or tokens[v].word.flags & c.WITH_AND
        alone = alone or tokens[v - 1].word.key == "كما" and v - 1 == start
        if alone and tokens[v + 1].word.flags & (c.COMP | c.EVENT_NOUN) and cue.person == "3ms":
            return False  # «حيث يتوقع أن»: it is expected
    if cue.form == "jussive" and not (v > start and tokens[v - 1].word.flags & c.NEG):
        return False
    if _is_other_sense(tokens, v, start):
        return False
    if (
        v > start + 1
        and tokens[v - 1].word.key == "كما"
        and (tokens[v - 2].text[:1] in COMMAS + DASHES or len(tokens) - v < 8 and cue.lemma in CORE)
    ):
        return True  # «، كما قال الوزير،»
    if _is_bare(tokens, v, start):
        said = complement(tokens, v)
        return said is not None and said - v < 10
    if frame == "any":
        if _is_act(tokens, v, start):
            return False
        also_noun = cue.lemma in _ALSO_NOUNS and v > start or _is_masdar(tokens, v)
        if also_noun and cue.person == "3ms" and cue.form == "past":
            said = complement(tokens, v)
            return said is not None and said - v < 12
        return v + 1 < len(tokens)
    if frame in ("more", "that") and _closes_quotation(tokens, v, start):
        return True
    if frame == "more":
        return complement(tokens, v) is not None  # «وأضاف اللاعب هدفا» says nothing
    if frame == "judge" and cue.form == "imperfect":
        if v + 1 < len(tokens) and tokens[v + 1].word.key in DEMONSTRATIVES:
            return False  # «وتعتبر هذه أكبر عملية»: passive
        said = complement(tokens, v)
        counted = said is not None and cue.lemma == "عد" and not tokens[said].word.flags & c.COMP
        if said is not None and not tokens[said].word.flags & c.COMP:
            counted = counted or any(t.word.key in ELATIVES for t in tokens[v + 1 : said])
        return said is not None and said - v < 14 and not counted
    following = tokens[v + 1].word if v + 1 < len(tokens) else None
    if cue.lemma in ("رأى", "قدر", "شرح", "فسر", "ذكر") and following is not None:  # «يرى المحللون ذلك فرصة»
        judged = cue.lemma != "رأى" or cue.form == "imperfect"  # «ورأى شاهد الرجل»: saw
        counted = following.key in ("عدد", "حجم", "قيمة")  # «ويقدر عدد …»: passive
        if judged and not counted and (
            following.flags & c.TITLE or is_definite(following) and following.key.endswith("ون")
        ):
            return True
    if cue.lemma == "علق" and any(t.word.key.startswith("امال") for t in tokens[v + 1 : v + 9]):
        return False  # «وتعلق الجماهير آمالها على …»
    if cue.lemma == "علق" and following is not None:
        if following.key in ("على", "علي"):
            return True  # «علق على»: comment, not hang
        person = following.flags & c.TITLE or not following.flags & ~c.EVENT_NOUN and len(following.key) > 2
        if person and _has_preposition(tokens, v, "على"):
            return True
    if cue.lemma == "رأى" and following is not None and following.key in ("في", "فى"):
        return True  # «رأت في كلمته إطلاقا لحملته»
    if cue.lemma == "قال" and following is not None and (following.flags & c.TITLE or _opens(tokens, v, start)):
        return True  # «وقال معاليه أود …»: speech without marks
    if cue.lemma == "لفت" and any(t.word.key in _LOOKS for t in tokens[v + 1 : v + 3]):
        said = complement(tokens, v)
        if said is None or tokens[said - 1].word.key not in ("الي", "الى"):
            return False  # «لفتت المشجعات الأنظار», but «لفت الراوي النظر إلى أن»
    if frame in c.PREPOSITION_FRAMES:
        far = 30 if cue.lemma == "أرجع" else 16
        return _has_preposition(tokens, v, frame, far) or complement(tokens, v) is not None
    if frame == "that" and cue.lemma in _SHOWING and _shows_text(tokens, v, start):
        return True
    if frame == "that":
        said = complement(tokens, v)
        if cue.lemma in _SHOWING and said is not None and _is_thing_shown(tokens, v, said):
            return False
        near = said is not None and (said - v < 20 or cue.lemma in CORE)
        return near and not _is_impersonal(tokens, v)
    if frame == "judge":
        return v + 1 < len(tokens)
    near = [t.word.key for t in tokens[v + 1 : v + 30]]
    if cue.lemma == "عبر" and following is not None and following.key.removeprefix("ال") in _CROSSED:
        return False
    if frame == "express":
        return "عن" in near or cue.lemma == "تحدث" and complement(tokens, v) is not None
    near = near[:11]
    if frame == "relay":
        if following is None:
            return False
        passed_on = bool(following.flags & c.MEDIUM) and complement(tokens, v) is not None
        by_way = any(a == "عن" and b == "طريق" for a, b in zip(near, near[1:], strict=False))
        return "عن" in near and not by_way or passed_on  # «ونقلت وكالة كذا أن»
    if frame == "blame":
        return any(_BLAME in k.replace("ئ", "و").replace("ؤ", "و") for k in near)
    if cue.lemma in ("جدد", "كرر") and complement(tokens, v) is not None:
        return True
    near = [t.word.key for t in tokens[v + 1 : v + 18]]
    if cue.form == "imperfect" and near and near[0] in ("اليه", "اليها", "اليهم"):
        return False  # «لتوجه إليه أصابع الاتهام»
    return any(
        is_directed(key) and (not i or near[i - 1] not in ("بهذه", "بهذا", "هذه", "هذا", "بتلك"))
        for i, key in enumerate(near)
    )  # «أدلى بهذه التصريحات قبل …» tells of them only


def _is_believed(tokens: Sentence, v: int, start: int) -> bool:
    """«… غنية، ويعتقد أنها …»: behind what the outlet tells, and without a subject, a passive."""
    cue = tokens[v].word.cue
    if cue.form != "imperfect" or cue.person != "3ms":
        return False
    if v + 1 >= len(tokens) or not tokens[v + 1].word.flags & c.COMP or v < start + 3:
        return False
    before = tokens[v - 1]
    alone = tokens[v].word.flags & c.WITH_AND or before.text in COMMAS or before.word.key in ("لكن", "ولكن", "حيث")
    return bool(alone) and all(tokens[i].word.cue.form == "participle" for i in tokens.cues if start <= i < v)


def _is_other_sense(tokens: Sentence, v: int, start: int) -> bool:
    """Whether the form is another verb or impersonal: «لم تعد», «يفترض أن», «تبين أن», «كُتب عليها»."""
    cue, key = tokens[v].word.cue, tokens[v].word.key
    after = tokens[v + 1].word if v + 1 < len(tokens) else c.Word(c.PUNCT, None, "")
    if cue.lemma == "وعد" and cue.form != "past":
        said = complement(tokens, v)
        negated = v > start and tokens[v - 1].word.key == "لم"
        return negated or said is None or not tokens[said].word.flags & c.COMP and not _has_preposition(tokens, v, "ب")
    if cue.lemma == "اشتبه" and cue.form == "imperfect" and cue.person == "3ms":
        return after.key.startswith(("ب", "في"))  # «يشتبه بأنه»: a passive
    if cue.lemma == "افترض" and cue.person == "3ms":
        said = complement(tokens, v)
        near = said is not None and said - v < 3 or after.flags & c.COMP
        return cue.form == "imperfect" and bool(near)
    if key == "تطلب":  # «وتطلب إعداد النص جهودا»: required
        return bool(after.flags & c.EVENT_NOUN)
    if key == "تبين":  # «وتبين أن»: it turned out
        return bool(after.flags & c.COMP) or after.key.startswith("ل") or after.key in ("من", "له", "لهم")
    if key == "اقر":
        return after.key in ("ايضا", "المزيد")  # «اقر أيضا: …»
    if cue.lemma == "سمى" and cue.form == "imperfect":
        return key.endswith(("ه", "ها", "هم"))  # «وتسميها «غصن الزيتون»»: names it
    if cue.lemma == "أرجع":
        return cue.form != "past" and not after.flags & c.TITLE  # «يرجع السبب إلى»: goes back to
    if cue.lemma == "وجد":  # «وجد الباحثون أن», but «عاد ليجد أن»
        finder = after.flags & c.TITLE or after.key.removeprefix("ال") in FIGURES
        said = complement(tokens, v)
        return cue.form != "past" or not finder or said is None or said - v > 12
    if cue.lemma == "شدد" and complement(tokens, v) is None:  # «شدد على العقوبات» says
        near = [t.word.key.removeprefix("ال") for t in tokens[v + 1 : v + 8]]
        measure = next((i for i, key in enumerate(near) if key.startswith(_TIGHTENED)), None)
        return measure is not None and not {"علي", "على"} & set(near[:measure])
    if cue.lemma == "نشر" and cue.form == "past" and v > start + 1:  # «مقالا نشر في الصحيفة»
        published = tokens[v - 1].word.flags & (c.ACCUSATIVE | c.BODY)
        return bool(published) and after.key in ("في", "فى", "علي", "على", "عبر")
    if cue.lemma == "كتب":
        return after.key in ("عليه", "عليها", "عليهم")
    if cue.lemma == "دعا" and cue.form == "past":
        return complement(tokens, v) is None and not _calls_for(tokens, v)
    if cue.lemma in _DOING and cue.person[:1] == "3":
        said = complement(tokens, v)
        if said is not None and tokens[said].word.flags & c.QUOTED and said > v + 1 and tokens[said - 1].text != COLON:
            if tokens.ends[said] - tokens.starts[said] < 30:
                return True  # «اختتمت فعاليات ورشة «…»»
        return said is not None and said - v > 9 and any(
            t.word.flags & c.EVENT_NOUN for t in tokens[v + 2 : said]
        )  # «يواصل الفريق إنتاج التقرير للتأكيد على أن»
    return False


def _shows_by_itself(tokens: Sentence, v: int) -> bool:
    """«كشفت هذه الخطوة ضعف …»: a thing pointed at, and no text or body that speaks."""
    if v + 3 >= len(tokens) or tokens[v + 1].word.key not in DEMONSTRATIVES:
        return False
    thing = tokens[v + 2].word
    if thing.flags & (c.TITLE | c.MEDIUM | c.SPEECH) or not is_definite(thing):
        return False
    return thing.key.removeprefix("ال") not in FIGURES


def _opens(tokens: Sentence, v: int, start: int) -> bool:
    """«وقال في مؤتمر صحفي كلا …»: the sentence begins with the verb."""
    return v == start and bool(tokens[v].word.flags & c.WITH_AND) and len(tokens) > v + 6


def _calls_for(tokens: Sentence, v: int) -> bool:
    """«دعا … إلى», «… للحوار»; «ودعت بولندا البطولة» is a farewell."""
    near = tokens[v + 1 : v + 30]
    return any(t.word.key in ("الي", "الى", "علي", "على") or t.text.startswith(("ل", "إلى", "ب")) for t in near)


def _is_act(tokens: Sentence, v: int, start: int) -> bool:
    """Whether a verb that needs no clause is used in its other sense, of doing and not of saying."""
    lemma = tokens[v].word.cue.lemma
    if lemma == "هدد":
        bare = tokens[v].word.flags & c.WITH_AND and not _has_preposition(tokens, v, "ب")
        return bool(bare) and complement(tokens, v) is None
    if lemma in ("كشف", "أكد") and _shows_by_itself(tokens, v):
        return True
    if lemma in ("كشف", "أعلن", "أفصح"):
        return _is_revealed(tokens, v)
    if lemma == "دافع":
        return not any(t.word.key.startswith("عن") for t in tokens[v + 1 : v + 16])  # «دافع الفريق بصلابة»
    if lemma == "دعا":
        return tokens[v].word.cue.form == "imperfect" and _moves(tokens, v)
    if lemma == "استبعد":
        return complement(tokens, v) is None and _is_left_out(tokens, v)
    if lemma in ("أدان", "دان") and any(t.word.key.startswith(_OWED) for t in tokens[v + 1 : v + 14]):
        return True  # «يدين … بالفضل»: owes
    return lemma in ("أدان", "دان", "أيد") and any(
        t.word.key in _COURTS for t in tokens[max(start, v - 3) : v + 3]
    )  # «أدانت المحكمة المتهم»


def is_directed(key: str) -> bool:
    """Whether a word is what one directs at somebody: «انتقادات», «الاتهام», «بتصريحات»."""
    return key.removeprefix("ب").removeprefix("ال").startswith(_DIRECTED)


def _moves(tokens: list[Token], v: int) -> bool:
    """«لغز يدعو للأسى»: what calls forth a feeling calls for nothing."""
    near = [t.word.key.removeprefix("ل").removeprefix("ل").removeprefix("ال") for t in tokens[v + 1 : v + 3]]
    return any(key in _FEELINGS for key in near)


def _is_revealed(tokens: list[Token], v: int) -> bool:
    """«وكان المكان قد كشف عنه بعد ساعات»: a passive, for nobody follows."""
    after = tokens[v + 1 : v + 3]
    return len(after) == 2 and after[0].word.key in ("عنه", "عنها", "عنهم") and bool(
        after[1].word.flags & (c.PREP | c.PUNCT | c.TIME | c.SUB) or after[1].word.key in ("بعد", "قبل")
    )


def _is_left_out(tokens: list[Token], v: int) -> bool:
    """«استبعد اللاعب من المباراة»: excluded; what is ruled out is an act («استبعد استقالته من»)."""
    for token in tokens[v + 1 : v + 24]:
        if token.word.key == "من":
            return True
        if token.word.flags & (c.EVENT_NOUN | c.POSSESSED) and not token.word.flags & (c.TITLE | c.REL):
            return False
    return False


def _shows_text(tokens: list[Token], v: int, start: int) -> bool:
    """«أظهرت بيانات الجمارك تراجع …»: what figures show is said by them, in a noun phrase too."""
    if tokens[v].word.cue.lemma not in _PROVING or v + 2 >= len(tokens) or v and tokens[v - 1].word.key == "قد":
        return False
    if start < v <= start + 3 and tokens[start].word.key in FIGURES:
        return True  # «دراسات كثيرة أثبتت وجود …»
    return tokens[v + 1].word.key.removeprefix("ال") in FIGURES


def _is_thing_shown(tokens: Sentence, v: int, said: int) -> bool:
    """«نشرت الصحيفة صورة تبرز أن», «عرض القصر «شعاره»»: a thing is shown, nothing is said."""
    if tokens[said].word.flags & c.QUOTED:
        return tokens[said - 1].text != COLON and tokens.ends[said] - tokens.starts[said] < 30
    return any(t.word.flags & c.REL and not t.word.flags & c.PREP for t in tokens[v + 1 : said])


def _has_preposition(tokens: list[Token], v: int, preposition: str, far: int = 16) -> bool:
    """Whether the verb at `v` has its preposition before another verb comes."""
    for token in tokens[v + 1 : v + far]:
        word = token.word
        key = word.key.replace("ى", "ي")
        if preposition == "ب":
            if token.text[:1] == "ب" and len(key) > 3 and not word.flags & (c.TIME | c.PREP):
                owned = word.flags & (c.ATTACHED_PREP | c.POSSESSED)
                owned = owned or key.endswith(("ها", "هم")) and len(key) > 6  # «باستئنافها», rare as it is
                if owned or g.carries_b(key) or key.startswith("بال"):
                    return True
        elif key.startswith(fold(preposition).replace("ى", "ي")) and word.flags & c.PREP:
            return True
        elif preposition == "إلى" and key.startswith("لل"):
            return True
        if word.cue is not None and word.cue.form == "past" and word.flags & c.WITH_AND:
            return False
    return False


def _is_bare(tokens: list[Token], v: int, start: int) -> bool:
    """Whether a verb needs a clause after it to report anything: denied, passive, or of purpose.

    «لم تعتذر الشركة» and «طُلب منهم» are acts; «لم يؤكد أن» and «ليقول إن» report.
    """
    text, cue = tokens[v].text, tokens[v].word.cue
    purpose = cue.form == "imperfect" and cue.lemma[0] != "ل" and text.lstrip("وف").startswith("ل")
    passive = "\u064f" in text[:4] and cue.form in ("past", "imperfect")
    if passive and cue.cue_class == "accusing":
        return False  # «تُتهم السلطات بـ»
    denied = v > start and bool(tokens[v - 1].word.flags & c.NEG)
    if denied and cue.cue_class == "denying":
        return False  # «لم يستبعد الوزير», «لا ينفي»
    return purpose or passive or denied


def _is_masdar(tokens: list[Token], v: int) -> bool:
    """Whether «تخوف», «تحفظ» may be the verbal noun: a preposition follows, or «توقعه»."""
    lemma = fold(tokens[v].word.cue.lemma)
    following = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    if not is_masdar_shape(lemma):
        return False
    return bool(following & c.PREP) or tokens[v].word.key in (lemma + "ه", lemma + "ها", lemma + "هم")


def is_masdar_shape(lemma: str) -> bool:
    """Whether past and verbal noun are written alike: تعهد, تخوف."""
    return len(lemma) == 4 and lemma[0] == "ت"


def _closes_quotation(tokens: Sentence, v: int, start: int) -> bool:
    """Whether a quotation stands right before the verb: «…»، قال الشاهد."""
    j = v - 1
    while j > start and tokens[j].word.flags & c.PUNCT and tokens[j].text != COLON:
        j -= 1
    if not start <= j < v or not tokens[j].word.flags & c.QUOTED:
        return False
    first = all(t.word.flags & c.PUNCT for t in tokens[start:j])
    return first or tokens.ends[j] - tokens.starts[j] > 20


def _is_impersonal(tokens: list[Token], v: int) -> bool:
    """«ويذكر أن»: the outlet adds background, and nobody speaks."""
    following = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    return tokens[v].word.key == "يذكر" and bool(following & c.COMP)
