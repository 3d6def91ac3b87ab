"""What a statement says around a target, as numbers: the evidence of the learnt decision.

No feature is a word of a text. Each one counts judging words by their role and by where they
stand to the target, or states who speaks: so what is learnt from one corpus holds for another,
and a decision can be explained by naming the features that made it.
"""

from bisect import bisect_left, bisect_right

from .roles import RULE_KINDS, Sentence, is_addressed, is_negated

_ROLES = ("attitude", "conduct", "harm", "pressure", "peace")
_AS = {"quality": "conduct", "blame": "conduct"}
_NEAR, _FAR = 3, 9
_CLASSES = ("accusing", "praising", "threatening", "denying", "promising", "distancing")


def feature_names() -> tuple[str, ...]:
    """Names of the features, in the order of `statement_features`.

    >>> len(feature_names()) == len(set(feature_names()))
    True
    """
    return _NAMES


_NAMES = (
    "rule_favor", "rule_against", "rule_strong_favor", "rule_strong_against",
    *(f"rule_{kind}_{sign}" for kind in RULE_KINDS for sign in ("good", "bad")),
    *(f"{role}_{side}_{sign}" for role in _ROLES for side in ("left", "right")
      for sign in ("good", "bad")),
    "tone_good", "tone_bad", "tone_clear_good", "tone_clear_bad",
    "loaded_good", "loaded_bad",
    *(f"cue_{name}" for name in _CLASSES),
    *(f"{who}{what}" for who in ("outlet", "own", "rival", "other")
      for what in ("", "_good", "_bad")),
    "own_cue_hostile", "rival_cue_hostile", "own_cue_warm", "rival_cue_warm",
    "addressed", "target_first", "target_joined_with_b", "target_opposed", "several_targets",
    "hypothetical", "negated", "title_like", "short",
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
    starts = [first for first, _ in mentions]
    inside = {i for first, last in mentions for i in range(first, last + 1)}
    good = bad = 0.0
    for at, j in s.hits:
        if at in inside or s.source_words[0] <= at < s.source_words[1]:
            continue
        if j.role == "hypothetical":
            v["hypothetical"] = 1.0
            continue
        negated = is_negated(s, at)
        v["negated"] = max(v["negated"], float(negated))
        sign = -j.polarity if negated else j.polarity
        good, bad = good + j.strength * (sign > 0), bad + j.strength * (sign < 0)
        distance = _distance(starts, at)
        if abs(distance) > _FAR:
            continue
        weight = j.strength * (1.0 if abs(distance) <= _NEAR else 0.5)
        side, kind = "right" if distance > 0 else "left", "good" if sign > 0 else "bad"
        name = f"{_AS.get(j.role, j.role)}_{side}_{kind}"
        v[name] = min(2.0, v[name] + weight)
    v["tone_good"], v["tone_bad"] = min(good, 3.0), min(bad, 3.0)
    v["tone_clear_good"] = float(good >= 1 and bad == 0)
    v["tone_clear_bad"] = float(bad >= 1 and good == 0)
    for at, polarity in s.loaded.items():
        if at not in inside:
            near = abs(_distance(starts, at))
            v["loaded_good" if polarity > 0 else "loaded_bad"] += 1.0 if near <= _NEAR else 0.3
    if cue_class in _CLASSES:
        v[f"cue_{cue_class}"] = 1.0
    who = "outlet" if s.voice == "outlet" else "own" if belongs else "rival" if rival else "other"
    v[who] = 1.0
    v[f"{who}_good"], v[f"{who}_bad"] = min(good, 2.0), min(bad, 2.0)
    if who in ("own", "rival"):
        v[f"{who}_cue_hostile"] = float(cue_class in ("accusing", "threatening", "denying"))
        v[f"{who}_cue_warm"] = float(cue_class in ("praising", "promising"))
    first, last = mentions[0]
    v["addressed"] = float(is_addressed(s, first, last))
    v["target_first"] = float(first <= 1)
    before = s.kinds[first - 1].key if first else ""
    v["target_joined_with_b"] = float(s.kinds[first].key.startswith("ب"))
    v["target_opposed"] = float(before in ("ضد", "علي", "على", "تجاه", "مع"))
    v["several_targets"] = float(several)
    v["title_like"] = float(":" in s.words[:8])
    v["short"] = float(len(s.words) < 16)
    return [v[name] for name in _NAMES]


def _distance(starts: list[int], at: int) -> int:
    """Words from the nearest mention to `at`; positive where the word comes after it."""
    k = bisect_right(starts, at)
    after = at - starts[k - 1] if k else None
    before = starts[k] - at if k < len(starts) else None
    if after is None or before is not None and before < after:
        return -before if before is not None else 0
    return after


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
