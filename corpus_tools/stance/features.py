"""What a statement says around a target, as numbers: the evidence of the learnt decision.

No feature is a word of a text. Each counts judging words by their role in the list, by their
sign and by how they are tied to the target (its head noun, its verb, its adjective, joined to
it by «على» or «لـ», what the speaker does to it …), or states who speaks and where the target
stands: so what is learnt from one corpus holds for another, and a decision can be explained by
naming the features that made it. Role and tie count apart: a feature for each pair of them was
tried and learnt no better from a thousand coded sentences.
"""

from bisect import bisect_left, bisect_right

from ..statements import cues as c
from .roles import (
    OPPOSED, RULE_KINDS, Sentence, has_boundary, is_addressed, is_negated, is_speakers_act, loaded_at,
    stands_between,
)  # fmt: skip

_ROLES = ("attitude", "conduct", "quality", "harm", "assault", "pressure", "peace", "fear",
          "demand", "aid")  # fmt: skip
_AS = {"blame": "conduct"}
_TIES = ("act_on", "act_onto", "act_about", "head", "opposed", "onto", "with_b", "to", "from", "by", "with", "left",
         "verb", "adjective", "right", "far")  # fmt: skip
_NEAR, _FAR = 3, 9
_CLASSES = ("accusing", "praising", "threatening", "denying", "promising", "distancing")
_WHO = ("outlet", "own", "rival", "other")
_SIGNS = ("good", "bad")
_PLACES = {  # the word before the target, or the letters joined to it
    "opposed": OPPOSED, "onto": ("علي", "على", "تجاه", "ازاء", "حيال", "بحق", "لدي"),
    "by": ("قبل", "جانب", "يد", "ايدي"), "with": ("مع", "بين", "برفقة"),
    "from": ("من", "عن"), "in": ("في", "داخل", "الي", "الى", "نحو", "قرب", "عبر"),
}  # fmt: skip


def feature_names() -> tuple[str, ...]:
    """Names of the features, in the order of `statement_features`.

    >>> len(feature_names()) == len(set(feature_names()))
    True
    """
    return _NAMES


_NAMES = (
    "rule_favor", "rule_against", "rule_strong_favor", "rule_strong_against",
    *(f"rule_{kind}_{sign}" for kind in RULE_KINDS for sign in _SIGNS),
    *(f"tie_{tie}_{sign}" for tie in _TIES for sign in _SIGNS),
    *(f"{role}_{side}_{sign}" for role in _ROLES for side in ("left", "right") for sign in _SIGNS),
    *(f"{who}_{role}_{sign}" for who in _WHO for role in _ROLES for sign in _SIGNS),
    "tone_good", "tone_bad", "tone_clear_good", "tone_clear_bad",
    "loaded_good", "loaded_bad", "loaded_joined_good", "loaded_joined_bad",
    *(f"cue_{name}" for name in _CLASSES), *(f"cue_{name}_on_it" for name in _CLASSES),
    *(f"{who}_cue_{name}" for who in ("own", "rival", "other") for name in _CLASSES),
    *(f"{who}{what}" for who in _WHO for what in ("", "_good", "_bad")),
    *(f"place_{name}" for name in (*_PLACES, "to", "with_b", "bare")),
    "addressed", "target_first", "several_targets", "several_mentions", "in_quotation",
    "hypothetical", "negated", "title_like", "short", "long", "question", "exclamation",
    "quoted",
)  # fmt: skip


def statement_features(
    s: Sentence,
    places: list[tuple[int, int]],
    *,
    belongs: bool,
    rival: bool,
    several: bool,
    cue_class: str | None,
    rule: float,
    parts: dict[str, float],
    loaded: dict[str, int],
) -> list[float]:
    """Values of `feature_names` for one statement and target.

    Parameters
    ----------
    places : list of (int, int)
        Where the target is mentioned, in characters of the statement.
    belongs, rival : bool
        Whether the speaker is the target or one of its own, or belongs to another target.
    rule : float
        The score of the rules, in [-1, 1].
    parts : dict
        What each kind of rule gave to it.
    """
    v = dict.fromkeys(_NAMES, 0.0) | parts
    mentions = _in_words(s, places)
    v["rule_favor"], v["rule_against"] = max(rule, 0.0), max(-rule, 0.0)
    v["rule_strong_favor"], v["rule_strong_against"] = float(rule >= 0.5), float(rule <= -0.5)
    who = "outlet" if s.voice == "outlet" else "own" if belongs else "rival" if rival else "other"
    v[who] = 1.0
    _count_hits(s, mentions, who, v)
    _count_loaded(s, mentions, loaded, v)
    first, last = mentions[0]
    if cue_class in _CLASSES:
        v[f"cue_{cue_class}"] = 1.0
        if who != "outlet":
            v[f"{who}_cue_{cue_class}"] = 1.0
        on_it = [a for a, _ in mentions if a > s.cue_at and not has_boundary(s, s.cue_at, a)]
        v[f"cue_{cue_class}_on_it"] = float(bool(on_it) and not belongs)
    v[f"place_{_place(s, first)}"] = 1.0
    v["addressed"] = float(is_addressed(s, first, last))
    v["target_first"] = float(first <= 1)
    v["several_targets"] = float(several)
    v["several_mentions"] = float(len(mentions) > 1)
    quotes = [i for i, w in enumerate(s.words) if w in '"«»“”']
    v["quoted"] = float(len(quotes) > 1)
    v["in_quotation"] = float(bisect_left(quotes, first) % 2 == 1)
    v["title_like"] = float(":" in s.words[:8])
    v["short"], v["long"] = float(len(s.words) < 16), float(len(s.words) > 40)
    v["question"], v["exclamation"] = float("؟" in s.text), float("!" in s.text)
    return [v[name] for name in _NAMES]


def _count_hits(
    s: Sentence, mentions: list[tuple[int, int]], who: str, v: dict[str, float]
) -> None:
    """Judging words by role, sign and tie to the nearest mention."""
    starts = [first for first, _ in mentions]
    ends = dict(mentions)
    good = bad = 0.0
    for at, j in s.hits:
        k = bisect_right(starts, at)
        if k and at <= ends[starts[k - 1]] or s.source_words[0] <= at < s.source_words[1]:
            continue
        if j.role == "hypothetical":
            v["hypothetical"] = 1.0
            continue
        negated = is_negated(s, at)
        v["negated"] = max(v["negated"], float(negated))
        sign = "good" if (-j.polarity if negated else j.polarity) > 0 else "bad"
        good, bad = good + j.strength * (sign == "good"), bad + j.strength * (sign == "bad")
        first = min(starts[max(0, k - 1) : k + 1], key=lambda a: abs(a - at))
        role, tie = _AS.get(j.role, j.role), _tie(s, at, j.kind, first, ends[first], who)
        side = "left" if at < first else "right"
        for name in (f"tie_{tie}_{sign}", f"{who}_{role}_{sign}",
                     *([f"{role}_{side}_{sign}"] if tie != "far" else [])):  # fmt: skip
            v[name] = min(2.0, v[name] + j.strength)
    v["tone_good"], v["tone_bad"] = min(good, 3.0), min(bad, 3.0)
    v["tone_clear_good"] = float(good >= 1 and bad == 0)
    v["tone_clear_bad"] = float(bad >= 1 and good == 0)
    v[f"{who}_good"], v[f"{who}_bad"] = min(good, 2.0), min(bad, 2.0)


def _tie(s: Sentence, at: int, kind: str, first: int, last: int, who: str) -> str:
    """How the judging word at `at` is tied to the target that stands at first…last."""
    if at < first:
        opened = has_boundary(s, at, first)
        if is_speakers_act(s, at):
            # «ندد بالهجوم على كذا»: what was condemned is what was done to it
            onto = first - at > 2 and _place(s, first) in ("onto", "opposed")
            return "act_about" if opened else "act_onto" if onto else "act_on"
        if opened or first - at > _FAR:
            return "far"
        place = _place(s, first)
        if place in ("opposed", "onto", "by", "from", "with", "to", "with_b"):
            return place if first - at <= 5 else "left"
        return "head" if first - at == 1 or stands_between(s, at, first) else "left"
    if at - last > _FAR or has_boundary(s, last, at, clauses=False):
        return "far"
    if at - last <= _NEAR:
        if kind == "verb":
            return "verb"
        if kind == "adj" and at - last <= 2:
            return "adjective"
    return "right"


def _place(s: Sentence, first: int) -> str:
    """What ties the target to the word before it."""
    key = s.kinds[first].key
    for i in range(max(0, first - 2), first):
        before = s.kinds[i].key
        for name, words in _PLACES.items():
            if before in words and (i == first - 1 or s.kinds[first - 1].flags & c.TITLE):
                return name
    if key.startswith("لل") or key.startswith("ل") or s.words[first - 1 : first] in (["لـ"], ["ل"]):
        return "to"
    return "with_b" if key.startswith("ب") else "bare"


def _count_loaded(
    s: Sentence, mentions: list[tuple[int, int]], loaded: dict[str, int], v: dict[str, float]
) -> None:
    starts, ends = [first for first, _ in mentions], dict(mentions)
    for at in range(len(s.kinds)):
        polarity = loaded_at(s, at, loaded)
        if not polarity:
            continue
        k = bisect_right(starts, at)
        if k and at <= ends[starts[k - 1]]:
            continue
        first = min(starts[max(0, k - 1) : k + 1], key=lambda a: abs(a - at))
        away = first - at if at < first else at - ends[first]
        sign = "good" if polarity > 0 else "bad"
        v[f"loaded_{sign}"] = min(2.0, v[f"loaded_{sign}"] + (1.0 if away <= _NEAR else 0.3))
        if away == 1 or at < first and stands_between(s, at, first):
            v[f"loaded_joined_{sign}"] = 1.0


def _in_words(s: Sentence, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last word of each mention."""
    ends = [b for _, b in s.spans]
    last = len(ends) - 1
    return [
        (min(bisect_right(ends, a), last), min(bisect_left(ends, b), last)) for a, b in places
    ]


def word_spans(s: Sentence, places: list[tuple[int, int]], sign: int) -> list[tuple[int, int]]:
    """The judging words of one sign that count for a target, as spans of characters."""
    inside = {i for first, last in _in_words(s, places) for i in range(first, last + 1)}
    return [
        s.spans[at] for at, j in s.hits
        if at not in inside and (-j.polarity if is_negated(s, at) else j.polarity) == sign
    ]  # fmt: skip
