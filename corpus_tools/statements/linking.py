"""What joins a verb of saying to its sentence: links, insertions, and who else may be speaking."""

from . import cues as c
from . import guesses as g
from .frames import CORE, complement
from .objects import is_object, is_silent
from .phrases import noun_phrase
from .subjects import after_preposition, last_subject
from .words import COMMAS, Sentence, Token

_BUT = ("لكن", "لكنه", "لكنها", "لكنهم", "ولكن", "ولكنه", "ولكنها", "بينما", "الا", "بيد")
_LINKED = ("حيث", "فيما", "بينما")
_TOLD = ("قال", "ذكر", "أفاد", "أورد", "أوضح", "أعلن", "صرح", "كتب", "أشار")
PLAIN = ("قال", "صرح", "أضاف", "كتب", "ذكر")  # what nobody but a speaker does
TEXTS = frozenset(
    "تقرير بيان دراسة رسالة تصريح تصريحات مقال مقالة وثيقة كلام رواية تقديرات بيانات معلومات حصيلة محضر رقم ارقام تحليل استطلاع تحقيق مسح تقييم وثائق مذكرة".split()
)


def led_by_inn(tokens: Sentence, start: int, v: int) -> int | None:
    """Where the subject begins in «وفي حال الانسحاب، فإن الوزارة تقول إن»: nothing else stands before its verb."""
    for j in range(v - 1, max(start, v - 10), -1):
        word = tokens[j].word
        if tokens[j].text in ("فإن", "فان") and word.flags & c.COMP:
            found = noun_phrase(tokens, j + 1, v, closed=True)
            whole = found is not None and found == (j + 1, v) and not is_silent(tokens[j + 1].word)
            return j + 1 if whole else None
        if word.cue is not None and not word.flags & c.TITLE or word.flags & (c.NARRATION | c.COMP | c.PUNCT | c.REL & ~c.PREP):
            return None
    return None


def speaker(tokens: Sentence, start: int, v: int, thing: tuple[int, int]) -> tuple[int, int] | None:
    """Who speaks where the grammar found a thing that never does: whoever else could be the subject."""
    bare = tokens[v].word.cue.lemma in PLAIN and start < thing[0] - 1 < v
    earlier = last_subject(tokens, start, thing[0] - 1) if bare else None
    after = noun_phrase(tokens, v + 1, len(tokens), after_verb=True)
    for found in (last_subject(tokens, start, v), earlier, after):
        if found and found[0] != thing[0] and not is_silent(tokens[found[0]].word):
            if found[0] < v or not is_object(tokens, v, found):
                return found
    return None


def likelier(tokens: Sentence, start: int, v: int, source: tuple[int, int]) -> tuple[int, int]:
    """Who opens the sentence, an office or a medium, where a common noun stands nearer the verb.

    «وسلكت صحيفة كذا نفس الطريق واستخدمت المفردات ذاتها، حيث قالت»
    """
    word = tokens[source[0]].word
    if tokens[v].word.cue.lemma not in CORE or word.flags & ~(c.DEFINITE | c.EVENT_NOUN | c.POSSESSED):
        return source
    bare = word.key.removeprefix("ال") if len(word.key) > 4 else word.key
    if not g.is_common(bare) or bare.endswith(("ون", "ين", "ي")) or source[0] < start + 3:
        return source
    first = noun_phrase(tokens, start + 1, v, after_verb=True)
    if first and first[0] == start + 1 and tokens[first[0]].word.flags & (c.TITLE | c.MEDIUM):
        return first
    return source


def said_before(tokens: Sentence, start: int, v: int) -> tuple[int, int] | None:
    """Who spoke in «سبق لـ… أن أعلن», «وفقا لبيان الديوان فإن الملك قال»."""
    if not tokens[v - 1].word.flags & c.COMP or v - 2 <= start:
        return None
    for j in range(v - 2, max(start, v - 9) - 1, -1):
        if tokens[j].word.key in ("سبق", "وسبق") and tokens[j + 1].text.startswith("ل"):
            return after_preposition(tokens, j + 1, v - 1)
    return None


def goes_on(tokens: Sentence, v: int) -> bool:
    """«…، كما دعا المجلس إلى …»: one more clause, and no insertion that ends with its source."""
    if tokens[v].word.cue.lemma in _TOLD and complement(tokens, v) is None:
        return False
    after = noun_phrase(tokens, v + 1, len(tokens), closed=True)
    if after is None or complement(tokens, v) in (v + 1, v + 2) or is_object(tokens, v, after):
        return True
    return after[1] < len(tokens) and not tokens[after[1]].word.flags & (c.PUNCT | c.TIME)


def is_adjunct(tokens: list[Token], start: int, v: int) -> bool:
    """«وبشأن ما إذا كان سيسافر، قال …»: what stands before the comma only leads to the verb."""
    first = start + (tokens[start].word.key == "اما")
    leads = c.PREP | c.ATTACHED_PREP | c.PHRASE
    if not tokens[first].word.flags & leads or tokens[v].word.flags & c.WITH_AND:
        return False
    commas = [i for i in range(start, v) if tokens[i].text in COMMAS]
    return commas == [v - 1]


def in_speech(tokens: Sentence, start: int, v: int) -> bool:
    """«وفي مقابلة مع قناة كذا أجريت أمس قال …»: the verbs before tell of the speech only."""
    if tokens[v].word.cue.lemma not in CORE or complement(tokens, v) is None:
        return False
    first = tokens[start].word
    reply = first.key in ("ردا", "تعليقا") and v - start < 30
    speech = first.key in ("في", "فى", "خلال") and tokens[start + 1].word.flags & c.SPEECH
    told = (tokens[i].word.cue for i in tokens.cues if start < i < v)
    published = all(cue.form == "participle" or cue.lemma in ("نشر", "أذاع", "أورد", "نقل") for cue in told)
    return bool(reply or speech) and published


def after_own_adjunct(tokens: list[Token], start: int, v: int) -> bool:
    """«…، وفي هذا الإطار أشار …»: a clause of its own that begins with an adjunct."""
    for j in range(v - 1, max(start, v - 8), -1):
        word = tokens[j].word
        if tokens[j].text in COMMAS:
            lead = tokens[j + 1]
            return j + 1 < v and lead.text[:1] == "و" and bool(lead.word.flags & c.PREP)
        if word.cue is not None or word.flags & (c.NARRATION | c.REL & ~c.PREP | c.SUB | c.COMP | c.QUOTED):
            return False
    return False


def after_dots(tokens: list[Token], start: int, v: int) -> int:
    """Where the clause of a headline begins: «النهر.. الوزير يعلق على …»."""
    for j in range(v - 1, start, -1):
        if tokens[j].text in ("..", "...", "…", "|"):
            return j + 1
    return start


def outlet_doubts(tokens: Sentence, v: int) -> bool:
    """«…، ولكن لم يتضح ما الذي يعنيه»: after what is said, the outlet's own word on it."""
    if not tokens.tells & c.UNCLEAR:
        return False
    for j in range(v + 4, len(tokens) - 1):
        if tokens[j].word.tells & c.UNCLEAR and tokens[j - 1].word.flags & (c.NEG | c.PREP):
            goes_on = any(tokens[i].word.cue.form == "participle" for i in tokens.cues if i >= j)
            return not goes_on and any(t.text in COMMAS for t in tokens[j - 4 : j - 1])
    return False


def tells_first(tokens: Sentence, start: int, contrast: int) -> bool:
    """«وكان الاتفاق من أبرز ما تم، لكن الوزير وصفه …»: before the contrast a sentence of the outlet's own."""
    if contrast < start + 6 or tokens[start].word.flags & (c.PREP | c.ATTACHED_PREP | c.SUB):
        return False
    if not any(tokens[i].text in COMMAS for i in range(contrast - 3, contrast)):
        return False
    return not any(start <= i < contrast for i in tokens.cues)


def outlet_goes_on(tokens: Sentence, v: int) -> bool:
    """«… بأنه «…»، لكنه حظي بالإشادة»: the quotation is closed, and the outlet tells against it."""
    if not tokens.tells & c.QUOTED:
        return False
    for i in tokens.turns:
        if v < i < len(tokens) - 6 and tokens[i].word.flags & c.QUOTED and tokens[i + 1].text in COMMAS:
            rest = tokens[i + 2 :]
            if rest[0].word.key not in _BUT:
                continue
            return not any(t.word.cue is not None or t.word.flags & c.QUOTED for t in rest)
    return False


def is_linked(tokens: Sentence, start: int, v: int) -> bool:
    """«… حيث وصف الشهود …»: what is said beside what is told; «حيث أعلنت وفاته» says nothing."""
    link, verb = tokens[v - 1].word.key, tokens[v].word
    if link not in _LINKED or v - 1 == start or tokens[start].word.key in c.STATED:
        return False
    if link == "فيما" and verb.key.endswith(("ه", "ها")):
        return False  # «فيما وصفه بحملة»
    after = tokens[v + 1].word.flags if v + 1 < len(tokens) else 0
    return complement(tokens, v) is not None or bool(after & (c.TITLE | c.DEFINITE | c.ATTACHED_PREP))


def said_last(tokens: list[Token], start: int, v: int) -> tuple[int, int] | None:
    """Who speaks in «… من القلق تقول صحيفة كذا، …»: the telling ends with its source."""
    cue = tokens[v].word.cue
    if cue.lemma != "قال" or cue.form != "imperfect" or v - start < 5 or v + 1 >= len(tokens):
        return None
    source = noun_phrase(tokens, v + 1, len(tokens))
    if source is None or not tokens[source[0]].word.flags & (c.TITLE | c.MEDIUM):
        return None
    ends = source[1] == len(tokens) or tokens[source[1]].text in (*COMMAS, ".")
    return source if ends else None


def tells_last(tokens: Sentence, v: int) -> tuple[int, int] | None:
    """Who speaks in «…، تشرح صحيفة كذا.»: nothing but the source follows the verb."""
    cue = tokens[v].word.cue
    if not 4 <= v < len(tokens) - 1 or len(tokens) - v > 16:
        return None
    if cue.lemma not in _TOLD and cue.lemma not in ("شرح", "تابع", "أضاف", "أكد") or tokens[v].word.flags & c.WITH_AND:
        return None
    source = noun_phrase(tokens, v + 1, len(tokens), after_verb=True)
    named = v + 1 < len(tokens) and tokens[v + 1].word.flags & c.QUOTED
    if named and tokens.ends[v + 1] - tokens.starts[v + 1] < 20:
        source = (v + 1, v + 2)  # «…، تشرح "النهر"»
    if source is None or source[0] != v + 1:
        return None
    return source if all(t.text in ".،" for t in tokens[source[1] :]) else None


def adds(tokens: Sentence, v: int) -> bool:
    """«… كما أشار تقرير إلى أن», «…، فقد كشف بحث …»: one more clause, without a comma or «و»."""
    before = tokens[v - 1]
    if before.word.key == "كما":
        return complement(tokens, v) is not None
    return before.text == "فقد" and v > 1 and tokens[v - 2].text in COMMAS


def is_purpose(token: Token) -> bool:
    """«عاد المذيع ليقول إن»: saying as the end of an act."""
    return token.text.lstrip("وف").startswith("ل") and token.word.key[:1] in ("ي", "ت")


def text_that_says(tokens: Sentence, start: int, v: int) -> tuple[int, int] | None:
    """«… مع تقرير لمنظمة … أفاد بأن»: a text named on the way, and what it says."""
    said = complement(tokens, v)
    if said is None or said - v > 2:
        return None
    for j in range(v - 1, max(start, v - 8), -1):
        word = tokens[j].word
        if word.key in TEXTS:
            owner = tokens[j + 1].text.startswith("ل") and j + 2 == v
            return (j + 1, v) if owner else (j, v)  # «تصريحات لفلان قال فيها»
        if word.flags & (c.PUNCT | c.NARRATION | c.REL) and not word.flags & c.PREP:
            return None
    return None
