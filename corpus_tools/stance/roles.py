"""Who is judged by a judging word: the syntax of roles.

A judging word near a name proves nothing: in «هدد أ ب» the speaker's words are against ب, and in
«تهديدات أ» they are against أ. So each judging word brings a role (see `evaluation`), and the
order of the clause says whether the target fills it.
"""

from bisect import bisect_left, bisect_right

from ..statements import cues as c
from ..statements.conjugation import fold
from .acts import Act
from .evaluation import Judgement
from .relations import Mention, Tie, grammar, is_place, is_subject, lemma_key, made_by, tie_of
from .sentences import Sentence, is_disowned, is_fought, is_negated
from .voice import of_ourselves
from .words import bare

_BOUNDARY = set("،,؛;.!؟?:")
RULE_KINDS = ("attitude", "conduct", "harm", "own", "loaded", "warning", "addressed", "upon")
_HE_SAYS = ("انه", "انها", "انهم", "بانه", "بانها")
_TO_BE = ("يكون", "تكون", "يكونوا", "نكون")
_REACH_LEFT, _REACH_RIGHT, _REACH_FAR, _SPOKEN = 7, 8, 14, 18


def rule_score(
    s: Sentence, mentions: list[Mention], belongs: bool, acts: list[Act]
) -> tuple[float, list[tuple[int, int]], dict[str, float]]:
    """Sum of what each judging word says of the target, cut to [-1, 1], with the words.

    The third value is what each kind of rule gave (see `RULE_KINDS`), its sign in the name.
    """
    total, evidence = 0.0, []
    parts: dict[str, float] = {}
    used: set[int] = set()
    places = [at for at, _ in s.hits]

    def count(at: int, weight: float, kind: str) -> None:
        nonlocal total
        if weight and at not in used:
            used.add(at)
            total += weight
            name = f"rule_{kind}_{'good' if weight > 0 else 'bad'}"
            parts[name] = min(1.0, parts.get(name, 0.0) + abs(weight))
            evidence.append(s.spans[at])

    for act in acts:
        count(act.words[0], 0.7 * act.score, "upon")
        used.update(act.words)
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    if belongs and cue is not None and lemma_key(cue.lemma) in grammar("claims_falsely"):
        count(s.cue_at, -0.6, "own")  # «زعم أ»: so says who does not believe it
    if belongs:
        for at, judgement in s.hits:
            count(at, _own(s, at, judgement, mentions), "own")
    for m in mentions:
        start, first, last = m.start, m.first, m.last
        for at in (first, first - 1):  # the name itself, or a loaded word annexed to it
            if at >= 0 and not (belongs and s.loaded.get(at, 0) < 0):  # nobody calls its own so
                count(at, 0.8 * s.loaded.get(at, 0), "loaded")
        if last + 1 < len(s.kinds) and _is_named_so(s, last + 1) and not belongs:
            count(last + 1, 0.8 * s.loaded[last + 1], "loaded")
        if s.source[0] <= start < s.source[1] or belongs:
            continue
        count(s.cue_at, _warning(s, first), "warning")
        addressed = is_addressed(s, m)
        until = len(places) if addressed else bisect_right(places, last + _REACH_RIGHT)
        near = s.hits[bisect_left(places, first - _REACH_FAR) : until]
        harms = [
            at for at, j in near
            if j.role == "harm" and at < first and _weight(s, at, j, m) > 0
        ]  # fmt: skip
        for at, judgement in near:
            # «أدان الاعتداء على كذا» condemns the attack, and not the one attacked
            if first <= at <= last or harms and judgement.role == "attitude" and at < harms[-1]:
                continue
            if addressed and judgement.role in ("conduct", "quality", "blame") and at > last:
                sign = -judgement.polarity if is_negated(s, at) else judgement.polarity
                count(at, 0.6 * sign, "addressed")
            else:
                kind = judgement.role if judgement.role in RULE_KINDS else "conduct"
                count(at, _weight(s, at, judgement, m), kind)
    return max(-1.0, min(1.0, total)), sorted(set(evidence)), parts


def _is_named_so(s: Sentence, at: int) -> bool:
    """«الجماعة الإرهابية»: a loaded word with the article that describes the name before it."""
    j = s.at.get(at)
    flags = s.kinds[at].flags
    described = j is not None and j.kind == "adj" and flags & c.DEFINITE and not flags & c.WITH_AND
    return bool(described) and s.loaded.get(at, 0) < 0


def is_addressed(s: Sentence, m: Mention) -> bool:
    """«فلان لـ«جهة»: …»: the target is spoken to."""
    before = s.words[m.first - 2 : m.first] if m.first > 1 else []
    to = m.joined == "ل" or any(w in ("لـ", "ل") for w in before)
    return to and ":" in s.words[m.last + 1 : m.last + 3]


def _warning(s: Sentence, first: int) -> float:
    """«حذر من أن كذا سيفعل»: the speaker sees a danger in the one who will do it."""
    if s.cue_at < 0 or first < s.cue_at or s.kinds[s.cue_at].cue is None:
        return 0.0
    if s.kinds[s.cue_at].cue.lemma not in ("حذر", "نبه", "أنذر") or first - s.cue_at > 18:
        return 0.0
    opened = [i for i in range(s.cue_at + 1, first) if s.kinds[i].flags & c.COMP]
    return -0.6 if opened and first - opened[-1] <= 2 else 0.0


def _between(s: Sentence, a: int, b: int, *, clauses: bool) -> bool:
    """Whether a clause boundary stands between two positions."""
    return any(
        s.words[i] in _BOUNDARY or clauses and s.kinds[i].flags & c.COMP for i in range(a + 1, b)
    )


def _own(s: Sentence, at: int, j: Judgement, mentions: list[Mention]) -> float:
    """The target speaks itself: denials, and good words about what it names as its own doing.

    Hopes for peace, and praise of talks or of others, are no stance towards itself.
    """
    if at <= s.cue_at or s.voice == "outlet":
        return 0.0
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    if j.polarity < 0 and j.role in ("conduct", "harm", "blame"):
        denied = cue is not None and cue.lemma in ("نفى", "أنكر")
        plain = j.kind == "verb" or j.role == "blame" or is_disowned(s, at)
        spoken = is_negated(s, at) and plain
        return 0.6 if denied or spoken else 0.0
    if j.role in ("conduct", "quality") and j.polarity > 0 and not is_negated(s, at):
        before = s.kinds[at - 1].key if at else ""
        if j.person == "1p" or before in grammar("we") or of_ourselves([s.kinds[at].key]):
            return 0.6  # «نحن ملتزمون», «إنجازاتنا»
    if j.role in ("peace", "conduct", "quality") and j.polarity > 0 and not is_negated(s, at):
        ties = (
            _tie(s, at, j, m) for m in mentions
            if m.first > s.cue_at and not s.source_words[0] <= m.first < s.source_words[1]
        )  # fmt: skip
        return 0.6 if any(t.name in ("does", "is") for t in ties) else 0.0
    return 0.0


def _weight(s: Sentence, at: int, j: Judgement, m: Mention) -> float:
    """What the judging word at `at` says of the target mentioned at `m`."""
    first, last = m.first, m.last
    left = at < first
    distance = first - at if left else at - last
    voiced = at == s.cue_at or j.kind == "noun"
    made = left and j.role == "attitude" and voiced and _is_made(s, at, m)
    if distance > (_REACH_FAR if made else _REACH_LEFT if left else _REACH_RIGHT):
        return 0.0
    if _between(s, at, first, clauses=True) if left else _between(s, last, at, clauses=False):
        return 0.0
    sign = -j.polarity if is_negated(s, at) else j.polarity
    if j.role == "attitude":
        if not left:
            return _attitude(s, at, j, sign) if _is_resumed(s, at, j, m) else 0.0
        if not made and not _is_object(s, at, j, m):
            return 0.0
        if sign > 0 and any(s.kinds[i].key in grammar("opposed") for i in range(at + 1, first)):
            return -0.8 * _attitude(s, at, j, sign) if at == s.cue_at else 0.0
        return _attitude(s, at, j, sign)
    link = _link(s, at, first) if left else ""  # how the word before is tied to the target
    if j.role == "harm" and link == "by":
        return -0.6
    if j.role == "harm":
        suffered = link == "against" or j.lemma in grammar("suffered") and distance <= 2
        return 0.9 if left and suffered and _condemned(s, at) else 0.0
    if j.role == "pressure":
        spoken = left and link == "against" and 0 <= s.cue_at < at
        there = any(k.key.startswith("المفروض") for k in s.kinds[at + 1 : first])
        announced = spoken and not there and (at - s.cue_at <= 6 or _is_put_on(s, at))
        return -0.6 if announced and not is_negated(s, at) else 0.0
    if j.role not in ("conduct", "quality", "blame") or is_fought(s, at):
        return 0.0
    supposed = _supposed(s, min(at, first), max(at, last)) or _is_wanted(s, at)
    supposed = 0.5 if supposed else 1.0 if j.strength > 0.4 else 0.6
    if _is_denied(s, first) or supposed < 1.0 and is_negated(s, at) and j.strength > 0.4:
        return 0.0
    if j.role == "blame" and (not left or distance == 1):
        if not left and any(s.kinds[i].flags & c.COMP for i in range(last + 1, at)):
            return 0.0
        return (0.7 if distance <= 6 else 0.4) * sign * supposed
    tie = _tie(s, at, j, m)
    if tie.name not in ("does", "is") or left and j.kind == "noun" and is_negated(s, at):
        return 0.0
    return 0.7 * tie.weight * sign * supposed


def _is_object(s: Sentence, at: int, j: Judgement, m: Mention) -> bool:
    """Whether an attitude can be aimed at the target: neither its subject nor in its content."""
    between = [bare(s.kinds[i].key) for i in range(at + 1, m.first)]
    if not grammar("talks").isdisjoint(between):
        return False  # praise of talks is no praise of those who talk
    if j.kind == "noun" and m.first == at + 1 and (then := s.at.get(m.last + 1)) is not None:
        if then.polarity < 0 and s.words[m.last + 1].startswith("لل"):
            return False  # «رفض فلان للعنف»: he is who refuses
    if j.kind == "noun" and s.kinds[at].flags & c.DEFINITE and m.first - at > 1:
        if s.kinds[at + 1].flags & c.DEFINITE:
            return False  # «الدعم التركي لـ…»: somebody else's
    if j.kind == "verb" and m.first == at + 1 and not m.joined:
        # «اتهمه الحزب»: the verb has its object, and the name after it is who accuses
        if fold(s.words[at]).endswith(("ه", "ها", "هم")) and s.kinds[at].cue is not None:
            return False
    if j.lemma in grammar("accuses") and not m.joined:
        # «اتهم الوزير بإهانة …»: what he is accused of
        return not any(s.words[i].startswith("ب") for i in range(at + 1, m.first))
    return True


def _is_made(s: Sentence, at: int, m: Mention) -> bool:
    """«رحب بالعروض التي قدمتها …»: what the attitude is aimed at is the target's doing."""
    made = [i for i in range(max(at + 1, m.first - 3), m.first) if s.kinds[i].flags & c.REL]
    return bool(made) and made_by(s.words, s.kinds, made[-1], m)


def _is_resumed(s: Sentence, at: int, j: Judgement, m: Mention) -> bool:
    """«… من الحركة ويتهمها بالفشل»: a joined verb whose pronoun is the target."""
    if j.kind != "verb" or not s.kinds[at].flags & c.WITH_AND or at - m.last > 5:
        return False
    return s.cue_at >= 0 and m.first > s.cue_at and fold(s.words[at]).endswith(("ها", "ه", "هم"))


def _is_denied(s: Sentence, first: int) -> bool:
    """«انتقد تقارير عن …»: what the speaker rejects as a claim is not said by the speaker."""
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    hit = s.at.get(s.cue_at)
    against = hit is not None and hit.role == "attitude" and hit.polarity < 0
    if cue is None or not (against or cue.cue_class == "denying"):
        claims = range(max(0, first - 6), first)  # «إن الاتهامات بأن … ترقى إلى …»
    else:
        claims = range(s.cue_at + 1, first)
    return any(bare(s.kinds[i].key) in grammar("claim") for i in claims)


def _is_put_on(s: Sentence, at: int) -> bool:
    """«فرض المزيد من العقوبات على …»: pressure is put on or kept up, and not only there."""
    return any(k.key in grammar("puts_on") for k in s.kinds[max(0, at - 4) : at])


def _tie(s: Sentence, at: int, j: Judgement, m: Mention) -> Tie:
    subject, place = is_subject(s.words, s.kinds, m), is_place(s.words, s.kinds, m)
    return tie_of(s.words, s.kinds, at, j, m, subject=subject, place=place)


def _hits_between(s: Sentence, a: int, b: int) -> list[Judgement]:
    return [s.at[i] for i in range(a, b + 1) if i in s.at]


def _supposed(s: Sentence, a: int, b: int) -> bool:
    """Whether the clause is a supposition: «إذا», «لو», «قد»."""
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    if cue is not None and lemma_key(cue.lemma) in grammar("expects"):
        return True
    return any(j.role == "hypothetical" for j in _hits_between(s, max(0, a - 3), b))


def is_unreal(s: Sentence, at: int) -> bool:
    """Whether what a judging word names is wished, expected, or rejected as a claim."""
    cue = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
    expected = cue is not None and at > s.cue_at and lemma_key(cue.lemma) in grammar("expects")
    return (
        _is_wanted(s, at) or is_fought(s, at) or expected
        or at > s.cue_at and _is_denied(s, at)
    )  # fmt: skip


def _is_wanted(s: Sentence, at: int) -> bool:
    """«يريد أن تفكك …»: what is to be done is not done."""
    led = s.kinds[at - 1] if at > 1 else None
    if s.at[at].kind != "verb" and led and (led.flags & c.VERB_SHAPE or led.key in _TO_BE):
        at -= 1  # «قبل أن تحقق إنجازات»: its object
    elif s.at[at].kind != "verb":
        return False
    before = s.words[at - 1] if at else ""
    return fold(before) in ("ان", "بان", "الا") and "إن" != before


def _condemned(s: Sentence, at: int) -> bool:
    """Whether the speaker condemns what stands at `at`.

    «يدين الاعتداءات على …», «ضد فتوى قتل …», «حملة شرسة على …».
    """
    near = zip(range(at - 5, at), (s.at.get(i) for i in range(at - 5, at)), strict=True)
    if any(
        j is not None and j.role == "attitude" and j.polarity < 0 and _attitude(s, i, j, -1)
        for i, j in near
    ):
        return True
    if any(k.key == "ضد" for k in s.kinds[max(0, at - 2) : at]):
        return True
    after = s.at.get(at + 1)
    return after is not None and after.kind == "adj" and after.polarity < 0


def _link(s: Sentence, at: int, first: int) -> str:
    """How a word before the target is tied to it: "against" it, "by" it, or ""."""
    for i in range(at + 1, first + 1):
        key = s.kinds[i].key
        if key in grammar("against"):
            return "against"
        if key in ("قبل", "جانب"):
            return "by"
    return ""


def _is_circumstance(s: Sentence, at: int) -> bool:
    """«… ، منددا بـ»: how the speaker speaks, and no name of others («ومؤيدين لـ»)."""
    key = s.kinds[at].key
    if s.kinds[at].flags & c.DEFINITE:
        return False
    return key.endswith(("ا", "ة", "تين")) or bool(at) and s.words[at - 1] in "،,"


def _is_own_feeling(s: Sentence, at: int) -> bool:
    """«أعلن الحزب … عن تأييده لـ…»: the pronoun is the speaker's, if no clause lies between."""
    if not s.kinds[at].key.endswith(("ه", "ها", "هم")) or at - s.cue_at > _SPOKEN:
        return False
    return not any(k.flags & (c.COMP | c.REL) for k in s.kinds[s.cue_at + 1 : at] if k.key != "من")


def is_speakers(s: Sentence, at: int, j: Judgement) -> bool:
    """Whether the attitude at `at` is the speaker's own, and not somebody's of whom it tells."""
    return bool(_attitude(s, at, j, 1))


def _attitude(s: Sentence, at: int, j: Judgement, sign: int) -> float:
    """The speaker's own attitude: of the main verb or one joined to it, a participle, or «we»."""
    if j.person in ("1s", "1p"):
        return 0.7 * sign
    if s.voice == "outlet" or s.cue_at < 0 or at < s.cue_at:
        return 0.0
    before = s.kinds[at - 1].flags if at else 0
    mine = at == s.cue_at or j.kind == "participle" and _is_circumstance(s, at)
    if j.kind == "verb" and not mine:
        joined = s.kinds[at].flags & c.WITH_AND or at and s.kinds[at - 1].key == "كما"
        mine = bool(joined) and not before & (c.REL | c.SUB)
        mine = mine or bool(at and s.kinds[at - 1].key in _HE_SAYS)
    if j.kind == "noun":
        cue = s.kinds[s.cue_at].cue
        accused = cue is not None and lemma_key(cue.lemma) in grammar("accuses")
        if accused and s.kinds[at].key.startswith("ب"):
            return 0.0
        spoken = cue is not None and cue.frame in ("express", "direct")
        mine = (
            spoken
            or _is_own_feeling(s, at)
            or at - s.cue_at <= 4 and (cue is not None or s.kinds[at].key.endswith("نا"))
            or any(
                k.key in ("معربا", "معربة", "معبرا", "معبرة") for k in s.kinds[max(0, at - 3) : at]
            )
        )
    return 0.7 * sign if mine else 0.0
