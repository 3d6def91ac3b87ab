"""What a statement says around a target, as numbers: the evidence of the learnt decision.

No feature is a word of a text. Each one counts judging words by their role, by where they stand
and by their tie to the target (see `relations`), or states who speaks and how: so what is learnt
from one corpus holds for another, and a decision can be explained by naming the features that
made it.
"""

from operator import itemgetter

from ..statements import cues as c
from . import relations as r
from .acts import Act, through
from .own import defence_of
from .roles import RULE_KINDS, is_addressed, is_speakers, is_unreal
from .sentences import TIED, Sentence, is_negated
from .voice import of_ourselves
from .words import bare

_ROLES = ("attitude", "conduct", "harm", "pressure", "peace")
_AS = {"quality": "conduct", "blame": "conduct"}
_NEAR, _FAR = 3, 9
_BY = 4  # words from who refuses to the word that says so
_CLASSES = ("accusing", "praising", "threatening", "denying", "promising", "distancing")
_WHO = ("outlet", "own", "rival", "other")
_SIGNS = ("good", "bad")
_LOOSE = ("clause", "far")  # no tie of their own: the tone of the statement counts them


def feature_names() -> tuple[str, ...]:
    """Names of the features, in the order of `statement_features`.

    >>> len(feature_names()) == len(set(feature_names()))
    True
    """
    return _NAMES


_NAMES = (
    "rule_favor", "rule_against", "rule_strong_favor", "rule_strong_against",
    *(f"rule_{kind}_{sign}" for kind in RULE_KINDS for sign in _SIGNS),
    *(f"{role}_{side}_{sign}" for role in _ROLES for side in ("left", "right")
      for sign in _SIGNS),
    "tone_good", "tone_bad", "tone_clear_good", "tone_clear_bad",
    "loaded_good", "loaded_bad",
    *(f"cue_{name}" for name in _CLASSES),
    *(f"{who}{what}" for who in _WHO for what in ("", "_good", "_bad")),
    "own_cue_hostile", "rival_cue_hostile", "own_cue_warm", "rival_cue_warm",
    "addressed", "target_first", "target_joined_with_b", "target_opposed", "several_targets",
    "hypothetical", "negated", "title_like", "short",
    *(f"tie_{tie}_{sign}" for tie in r.TIES if tie not in _LOOSE for sign in _SIGNS),
    "own_named", "own_named_good", "own_denies", "other_cue_hostile", "other_cue_warm",
    "target_subject", "target_place", "target_direction", "target_adjective",
    "target_joined_with_l", "colon_after_target", "argument", "argument_good", "argument_bad",
    "report", "unreal", "regime", "called",
    "elsewhere_good", "elsewhere_bad",
    "upon_good", "upon_bad",
    *(f"{who}_{sign}" for who in ("foes", "friends") for sign in _SIGNS),
    "own_refuted",
)  # fmt: skip


_ZEROS = dict.fromkeys(_NAMES, 0.0)
_in_order = itemgetter(*_NAMES)
_judging = itemgetter(*(
    i for i, name in enumerate(_NAMES) if name.startswith(("rule_", "tone_", "loaded_", "cue_"))
))  # fmt: skip


def is_silent(features: list[float]) -> bool:
    """Whether no word of the statement judges anything, and no verb that reports it does.

    What else there is, such as where the target stands and who speaks, is no ground for a score.
    """
    return not any(_judging(features))


def statement_features(
    s: Sentence,
    mentions: list[r.Mention],
    *,
    belongs: bool,
    rival: bool,
    several: bool,
    by_adjective: bool,
    cue_class: str | None,
    rule: float,
    parts: dict[str, float],
    acts: list[Act],
) -> list[float]:
    """Values of `feature_names` for one statement and target.

    Parameters
    ----------
    mentions : list of Mention
        Where the target is mentioned.
    belongs, rival : bool
        Whether the speaker is the target or one of its own, or belongs to another target.
    by_adjective : bool
        Whether only a country's adjective mentions it.
    rule : float
        The score of the rules, in [-1, 1].
    parts : dict
        What each kind of rule gave to it.
    acts : list of Act
        What is done to the target (see `acts`).
    """
    v = _ZEROS | parts
    v["rule_favor"], v["rule_against"] = max(rule, 0.0), max(-rule, 0.0)
    v["rule_strong_favor"], v["rule_strong_against"] = float(rule >= 0.5), float(rule <= -0.5)
    who = "outlet" if s.voice == "outlet" else "own" if belongs else "rival" if rival else "other"
    v[who] = 1.0
    spared: set[int] = set()  # the speaker's own do not do what they reject
    if who == "own":
        defence = defence_of(s, _spoken(s, mentions))
        v["own_refuted"] = min(2.0, sum(s.at[at].strength for at in defence.refuted))
        spared.update(defence.rejected, defence.suffered)
        spared.update(  # the refusal itself
            at for at, j in s.hits
            if j.role == "attitude" and j.polarity < 0
            and any(0 < bad - at < 6 for bad in defence.rejected)
        )  # fmt: skip
        spared.update(at for at in defence.refuted if not is_negated(s, at))
    hits = [hit for hit in _hits(v, s, mentions, acts) if hit[0] not in spared]
    _others(v, s, mentions, hits)
    elsewhere = _ties(v, s, mentions, hits)
    good, bad = _tone(v, s, mentions, hits, elsewhere)
    if cue_class in _CLASSES:
        v[f"cue_{cue_class}"] = 1.0
    v[f"{who}_good"], v[f"{who}_bad"] = min(good, 2.0), min(bad, 2.0)
    if who != "outlet":
        v[f"{who}_cue_hostile"] = float(cue_class in ("accusing", "threatening", "denying"))
        v[f"{who}_cue_warm"] = float(cue_class in ("praising", "promising"))
    if who == "own":
        said = [k.key for k in s.kinds[max(0, s.cue_at) :]]
        named = of_ourselves(said) or bool(_spoken(s, mentions))
        v["own_named"], v["own_named_good"] = float(named), named * min(good, 2.0)
        v["own_denies"] = float(cue_class == "denying")
    _places(v, s, mentions)
    v["target_adjective"], v["several_targets"] = float(by_adjective), float(several)
    v["argument"], v["report"] = min(s.manner.argument, 3) / 3, float(s.manner.report)
    if s.voice == "outlet":
        v["argument_good"], v["argument_bad"] = (v["argument"] * min(x, 2.0) for x in (good, bad))
    return list(_in_order(v))


def _hits(
    v: dict[str, float], s: Sentence, mentions: list[r.Mention], acts: list[Act]
) -> list[tuple[int, r.Judgement, str]]:
    """The judging words that count, each with its sign here; not those of an act that is judged."""
    inside = {i for m in mentions for i in range(m.first, m.last + 1)}
    refused = _refused(s, mentions)
    out = []
    for act in acts:  # counts as one word that judges the target
        sign = "good" if act.score > 0 else "bad"
        v[f"upon_{sign}"] = max(v[f"upon_{sign}"], abs(act.score))
        inside.update(act.words)
        word = r.Judgement(1 if act.score > 0 else -1, "attitude", "noun", "", "", abs(act.score))
        out.append((act.words[0], word, sign))
    for at, j in s.hits:
        if at in inside or s.source_words[0] <= at < s.source_words[1]:
            continue
        if j.role == "hypothetical":
            v["hypothetical"] = 1.0
            continue
        if at in refused or is_unreal(s, at):
            v["unreal"] = 1.0
            continue
        negated = is_negated(s, at) != _is_outdone(s, at, j, mentions)
        v["negated"] = max(v["negated"], float(negated))
        out.append((at, j, "good" if (j.polarity > 0) != negated else "bad"))
    return out


def _refused(s: Sentence, mentions: list[r.Mention]) -> set[int]:
    """«يدينون العدوان», «رفض فلان للعنف»: where the target is against what is bad, these words
    judge somebody else, or nobody.
    """
    out: set[int] = set()
    starts = {m.first for m in mentions}
    for at, j in s.hits:
        if j.role != "attitude" or j.polarity > 0:
            continue
        owner = next((m for m in mentions if m.first == at + 1 and not m.joined), None)
        before = any(
            0 < at - m.last <= _BY and not r.STOPS & {*s.words[m.last + 1 : at]} for m in mentions
        )
        end = owner.last if owner is not None and j.kind == "noun" else at if before else -1
        for k in range(end + 1, min(end + 4, len(s.words))) if end >= 0 else ():
            if s.words[k] in r.STOPS or s.kinds[k].flags & c.COMP:
                break
            bad = s.at.get(k)
            if bad is not None and bad.polarity < 0 and bad.kind != "verb" and bad.role != "attitude":
                direct = owner is None or s.words[k].startswith("لل")
                defined = s.kinds[k].flags & c.DEFINITE or s.words[k].startswith("لل")
                if direct and defined and starts.isdisjoint((k + 1, k + 2)):
                    out |= {at, k}
                break
    return out


def _is_outdone(s: Sentence, at: int, j: r.Judgement, mentions: list[r.Mention]) -> bool:
    """«أفضل من فلان», «أسوأ مما فعله فلان»: a comparison says of him the opposite."""
    after = s.kinds[at + 1].key if at + 1 < len(s.kinds) else ""
    if j.kind != "adj" or after not in ("من", "مما", "ممن") or j.lemma[:1] not in "أا":
        return False
    first = next((m.first for m in mentions if m.first > at), at)
    return 1 < first - at <= _FAR and r.STOPS.isdisjoint(s.words[at:first])


def _others(v: dict[str, float], s: Sentence, mentions: list[r.Mention], hits: list) -> None:
    """Judging words after «خصوم فلان» and «أنصار فلان»: said of those, and not of him."""
    for m in mentions if s.marks & TIED else ():
        who = through(s, m)
        for at, j, sign in hits if who else ():
            if 0 < at - m.last <= _FAR and not r.STOPS & {*s.words[m.last + 1 : at]}:
                v[f"{who}_{sign}"] = min(2.0, v[f"{who}_{sign}"] + j.strength)


def _tone(
    v: dict[str, float], s: Sentence, mentions: list[r.Mention], hits: list, elsewhere: set[int]
) -> tuple[float, float]:
    """Judging words by role and side, and how good and bad the whole statement sounds."""
    starts = [m.first for m in mentions]
    total = {"good": 0.0, "bad": 0.0}
    for at, j, sign in hits:
        if at in elsewhere:
            name = f"elsewhere_{sign}"
            v[name] = min(2.0, v[name] + j.strength)
            continue
        total[sign] += j.strength
        distance = at - starts[r.nearest(starts, at)]
        if abs(distance) > _FAR:
            continue
        weight = j.strength * (1.0 if abs(distance) <= _NEAR else 0.5)
        name = f"{_AS.get(j.role, j.role)}_{'right' if distance > 0 else 'left'}_{sign}"
        v[name] = min(2.0, v[name] + weight)
    good, bad = total["good"], total["bad"]
    v["tone_good"], v["tone_bad"] = min(good, 3.0), min(bad, 3.0)
    v["tone_clear_good"] = float(good >= 1 and bad == 0)
    v["tone_clear_bad"] = float(bad >= 1 and good == 0)
    inside = {i for m in mentions for i in range(m.first, m.last + 1)}
    for at, polarity in s.loaded.items():
        if at not in inside:
            near = abs(at - starts[r.nearest(starts, at)])
            v["loaded_good" if polarity > 0 else "loaded_bad"] += 1.0 if near <= _NEAR else 0.3
    return good, bad


def _ties(v: dict[str, float], s: Sentence, mentions: list[r.Mention], hits: list) -> set[int]:
    """Each judging word's tie to the mention nearest to it; where words describe others."""
    elsewhere: set[int] = set()
    if not hits:
        return elsewhere
    known = [
        (m, r.is_subject(s.words, s.kinds, m), r.is_place(s.words, s.kinds, m))
        for m in _spoken(s, mentions) or mentions
    ]  # fmt: skip
    starts = [m.first for m, *_ in known]
    for at, j, sign in hits:
        if not j.lemma:
            v[f"tie_judged_{sign}"] = min(2.0, v[f"tie_judged_{sign}"] + j.strength)
            continue
        m, subject, place = known[r.nearest(starts, at)]
        tie = r.tie_of(s.words, s.kinds, at, j, m, subject=subject, place=place)
        name = "judged" if tie.name == "told" and is_speakers(s, at, j) else tie.name
        if name in _LOOSE:
            if _describes_another(s, at, j, mentions):
                elsewhere.add(at)
            continue
        name = f"tie_{name}_{sign}"
        v[name] = min(2.0, v[name] + tie.weight * j.strength)
    return elsewhere


def _describes_another(s: Sentence, at: int, j: r.Judgement, mentions: list[r.Mention]) -> bool:
    """«الجماعات المتشددة», «من خانوا»: an adjective of another noun, a verb of whoever did it."""
    if j.kind == "verb" and at:
        return s.kinds[at - 1].key == "من" and not any(0 < at - m.last <= 2 for m in mentions)
    if j.kind != "adj" or not at or s.words[at][0] in "\"«»“”،,.:؛(":
        return False
    before = s.kinds[at - 1]
    function = before.flags & (c.PREP | c.REL | c.COMP | c.NEG | c.AUX)
    if function or not before.key.isalpha() or r.is_verb(before):
        return False
    both = before.flags & c.DEFINITE and s.kinds[at].flags & c.DEFINITE
    return bool(both) and not any(m.first <= at - 1 <= m.last for m in mentions)


def _spoken(s: Sentence, mentions: list[r.Mention]) -> list[r.Mention]:
    """Mentions outside the name of the source."""
    return [m for m in mentions if not s.source_words[0] <= m.first < s.source_words[1]]


def _places(v: dict[str, float], s: Sentence, mentions: list[r.Mention]) -> None:
    """Where in the statement the target stands."""
    m = mentions[0]
    before = s.kinds[m.first - 1].key if m.first else ""
    v["addressed"] = float(is_addressed(s, m))
    ahead = {s.kinds[x.first - 1].key for x in mentions if x.first}
    v["regime"] = float(any(bare(k) in r.grammar("regime") for k in ahead))  # «نظام فلان»
    v["called"] = float("يا" in ahead)
    v["target_first"] = float(m.first <= 1)
    v["target_joined_with_b"] = float(m.joined == "ب")
    v["target_joined_with_l"] = float(m.joined == "ل")
    v["target_opposed"] = float(before in ("ضد", "علي", "على", "تجاه", "مع"))
    v["target_subject"] = float(any(r.is_subject(s.words, s.kinds, x) for x in mentions))
    v["target_place"] = float(all(r.is_place(s.words, s.kinds, x) for x in mentions))
    v["target_direction"] = float(all(r.is_direction(s.kinds, x) for x in mentions))
    v["title_like"] = float(":" in s.words[:8])
    v["colon_after_target"] = float(m.first <= 1 and s.words[m.last + 1 : m.last + 2] == [":"])
    v["short"] = float(len(s.words) < 16)


def word_spans(s: Sentence, mentions: list[r.Mention], sign: int) -> list[tuple[int, int]]:
    """The judging words of one sign that count for a target, as spans of characters."""
    inside = {i for m in mentions for i in range(m.first, m.last + 1)}
    return [
        s.spans[at] for at, j in s.hits
        if at not in inside and (-j.polarity if is_negated(s, at) else j.polarity) == sign
    ]  # fmt: skip
