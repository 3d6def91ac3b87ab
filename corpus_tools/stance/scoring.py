"""For or against whom a statement speaks.

The target is always the researcher's. The rules (see `roles`) read who does what to whom; what
they find, and what stands around the target, is weighed by a small table of learnt weights
(see `features` and the list `stance_weights`), which holds no word of any text. Irony is left
alone: nothing here can see it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..schema import InputError
from .acts import act_upon
from .affiliations import Sides, names_of
from .decision import STANCES, Decision, bundled_decision
from .features import feature_names, is_silent, statement_features, word_spans
from .naming import compare_naming
from .relations import Mention, grammar, lemma_key
from .roles import rule_score
from .sentences import (
    Reader, Sentence, bundled_reader, holder_of, is_source, place_mentions,
    speaks_for,
)  # fmt: skip
from .targets import (
    adjective_pattern, adjective_stems, aligned, bare, beginnings, check_targets, joined_by,
    office_pattern,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STANCE_COLUMNS", "compare_naming", "explain_stance", "score_stance"]

STANCE_COLUMNS = ("target", "stance", "score", "holder", "evidence", "affiliation")
_NEEDED = ("text", "start", "voice", "source", "cue")
_THRESHOLD = 0.5
_METHODS = ("combined", "rules")



class Reading(NamedTuple):
    """What was found in one statement for one target."""

    row: int
    target: str
    sentence: Sentence
    rule: float
    evidence: list[tuple[int, int]]
    features: list[float]
    mentions: list[Mention]
    named: bool  # whether a loaded name is joined to the target: that says it all
    affiliation: str | None  # how the list says that the source belongs to the target


def score_stance(
    statements: "pd.DataFrame",
    targets: Any,
    *,
    lexicon: Any = None,
    affiliations: Any = None,
    members: Any = None,
    method: str = "combined",
) -> "pd.DataFrame":
    """Score each statement's stance towards each target that it mentions.

    Parameters
    ----------
    statements : DataFrame
        What `extract_statements` returned.
    targets : dict
        Name -> list of expressions; always the researcher's, there is no default.
    lexicon : DataFrame or sequence of dict, optional
        Takes the place of the bundled list `evaluative`: ``word, kind, polarity, role`` and, for
        verbs, ``imperfect``.
    affiliations : DataFrame or sequence of dict, optional
        Takes the place of the bundled list `affiliations`, which says who speaks for whom
        («لافروف» for «روسيا»): ``name, body`` and, where wanted, ``also, short, kind, first,
        last``. An empty one (``[]``) knows nobody: then a source belongs to a target only by
        the target's own expressions and its adjective.
    members : dict, optional
        Target -> names of sources that belong to it; `project.sides`, say, where sides are
        called as the targets are. They go before the list.
    method : {"combined", "rules"}
        Whether what the rules found is weighed with its surroundings by learnt weights, or the
        sum of the rules decides alone (at 0.5).

    Returns
    -------
    DataFrame
        One row a statement and target mentioned: the statement's columns and ``target``,
        ``stance`` ("favor", "against", "none"), ``score`` in [-1, 1], ``holder`` ("outlet",
        "source"; None where a mixed statement does not decide it) and ``evidence``, a list of
        (start, end, text) with offsets in the document, and ``affiliation``: the way by which the
        list or `members` made the source one of the target's («دميتري بيسكوف > روسيا»), or None
        where neither did. A country is mentioned by its adjective
        too («الحكومة الكورية»), where its name does not stand in the statement.

        An outlet is never anybody's: no name of an outlet is read as a sign of its stance.

        Stance in an outlet's own voice (``holder == "outlet"``) is unvalidated: too few coded
        sentences hold any. ``attrs["own_voice_stance"]`` says so.

    Raises
    ------
    InputError
        No target is given, `method` is neither of the two, `statements` lacks a column, or a row
        of a list is not whole.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"text": "ندد الوزير بانتهاكات الشركة.", "start": 0, "voice": "attributed",
    ...        "source": "الوزير", "cue": "ندد"}
    >>> score_stance(pd.DataFrame([row]), {"الشركة": ["الشركة"]})["stance"].tolist()
    ['against']
    """
    import pandas as pd

    if method not in _METHODS:
        raise InputError(f'method: expected "combined" or "rules", got {method!r}; choose one')
    decision = bundled_decision() if method == "combined" else None
    index: list[int] = []
    added: dict[str, list[Any]] = {name: [] for name in STANCE_COLUMNS}
    starts = statements["start"].tolist() if "start" in statements else []
    for found in read_stances(
        statements, targets, lexicon=lexicon, affiliations=affiliations, members=members
    ):
        stance, score = decide(found, decision)
        s, start = found.sentence, starts[found.row]
        evidence = found.evidence
        if stance != "none" and not evidence:
            evidence = word_spans(s, found.mentions, 1 if stance == "favor" else -1)
        spans = [(start + a, start + b, s.text[a:b]) for a, b in evidence]
        index.append(found.row)
        values = (found.target, stance, score, holder_of(s.voice, s, evidence), spans,
                  found.affiliation)  # fmt: skip
        for column, value in zip(STANCE_COLUMNS, values, strict=True):
            added[column].append(value)
    out = statements.iloc[index].reset_index(drop=True)
    for column in STANCE_COLUMNS:
        dtype = "float64" if column == "score" else object
        out[column] = pd.Series(added[column], dtype=dtype)
    out.attrs["own_voice_stance"] = "unvalidated"
    return out


def explain_stance(
    statements: "pd.DataFrame",
    targets: Any,
    *,
    lexicon: Any = None,
    affiliations: Any = None,
    members: Any = None,
) -> "pd.DataFrame":
    """What decided each stance: one row a statement, target and feature that was not zero.

    Columns: ``row`` (of `statements`), ``target``, ``stance``, ``feature``, ``value``, and
    ``weight``: the value times the difference of the feature's weights for the stance chosen and
    for the likeliest other one, so that what is largest decided most.
    """
    import pandas as pd

    decision, rows = bundled_decision(), []
    for found in read_stances(
        statements, targets, lexicon=lexicon, affiliations=affiliations, members=members
    ):
        stance, _ = decide(found, decision)
        z = decision.logits(found.features)
        chosen = STANCES.index(stance)
        other = max((k for k in range(3) if k != chosen), key=lambda k: z[k])
        values = zip(feature_names(), found.features, decision.weights[1:], strict=True)
        for name, value, weights in values:
            if value:
                rows.append((found.row, found.target, stance, name, value,
                             value * (weights[chosen] - weights[other])))  # fmt: skip
    out = pd.DataFrame(rows, columns=["row", "target", "stance", "feature", "value", "weight"])
    order = out["weight"].abs().sort_values(ascending=False, kind="stable").index
    return out.loc[order].sort_values(["row", "target"], kind="stable").reset_index(drop=True)


def decide(found: Reading, decision: Decision | None) -> tuple[str, float]:
    """Stance and score of one reading, by learnt weights or by the rules alone."""
    rule = found.rule
    if is_silent(found.features):
        return "none", 0.0
    if decision is not None and not found.named:
        return decision.stance(found.features)
    return ("none" if abs(rule) < _THRESHOLD else "favor" if rule > 0 else "against"), rule


def read_stances(
    statements: "pd.DataFrame",
    targets: Any,
    *,
    lexicon: Any = None,
    affiliations: Any = None,
    members: Any = None,
) -> Iterator[Reading]:
    """What each statement holds for each target it mentions, in the order of the rows."""
    patterns = check_targets(targets)
    missing = set(_NEEDED) - set(statements.columns)
    if missing:
        raise InputError(
            f"statements: expected the frame of extract_statements, got one without "
            f"{', '.join(sorted(missing))}; pass on what extract_statements returned"
        )
    reader = bundled_reader() if lexicon is None else Reader(lexicon)
    sides = Sides(targets, affiliations, members)
    adjectives = {name: adjective_pattern(targets[name]) for name in targets}
    offices = {name: office_pattern(targets[name]) for name in targets}
    needed = {str(name): beginnings(targets[name]) for name in targets}
    stems = {name: adjective_stems(targets[name]) for name in targets}
    n, shows = len(statements), grammar("shows")
    names = statements["source_name"].tolist() if "source_name" in statements else [None] * n
    classes = statements["cue_class"].tolist() if "cue_class" in statements else [None] * n
    years = _years(statements)
    rows = zip(*(statements[c].tolist() for c in _NEEDED), names, classes, years, strict=True)
    for i, (text, _, voice, source, cue, name, cue_class, year) in enumerate(rows):
        flat = aligned(text)
        letters = bare(flat)
        mentions = {
            t: [m.span() for m in p.finditer(flat)] if any(b in letters for b in needed[t]) else []
            for t, p in patterns.items()
        }
        by_name = {t for t, found in mentions.items() if found}
        adjectival = set()
        for target in patterns:
            if not mentions[target] and adjectives[target] is not None:
                if any(stem in letters for stem in stems[target]):
                    mentions[target] = [m.span() for m in adjectives[target].finditer(flat)]
                if mentions[target]:
                    adjectival.add(target)
            if not mentions[target] and offices[target] is not None:
                mentions[target] = [m.span() for m in offices[target].finditer(flat)]
        mentions = {t: found for t, found in mentions.items() if found}
        if not mentions:
            continue
        s = reader.read(text, voice, source, cue)
        said = s.kinds[s.cue_at].cue if s.cue_at >= 0 else None
        speakers = names_of(source, name if voice != "outlet" else None)
        speaker = speakers[0] if speakers else None
        ways = dict.fromkeys(patterns)
        if said is not None and lemma_key(said.lemma) in shows:
            speakers, speaker = [], None  # «أثبت فلان أنه فاشل»: so says another of him
        elif sides.knows(speakers):
            ways = {t: sides.path(t, speakers, year, near=t in by_name) for t in patterns}
        own = {t for t, way in ways.items() if way is not None}
        for t in patterns.keys() - own if speakers or s.source[0] < 0 else ():
            of_it = (
                t in mentions and is_source(s, text, mentions[t], adjectives[t])
                or speaker is not None and s.source[0] < 0 and patterns[t].search(aligned(speaker))
                or speaker is not None and speaks_for(speaker, adjectives[t])
            )  # fmt: skip
            if of_it and not sides.is_another(t, speakers, year):
                own.add(t)
        for target, found in mentions.items():
            belongs = target in own
            joined = [joined_by(flat[a:b], patterns[target]) for a, b in found]
            places = place_mentions(s, found, joined)
            told = [m for m in places if not s.source[0] <= m.start < s.source[1]]
            acts = [act for m in told if (act := act_upon(s, m)) is not None]
            rule, evidence, parts = rule_score(s, places, belongs, acts)
            numbers = statement_features(
                s, places, belongs=belongs, by_adjective=target in adjectival, rival=bool(own - {target}),
                several=len(mentions) > 1, cue_class=cue_class if isinstance(cue_class, str)
                else None, rule=rule, parts=parts, acts=acts,
            )  # fmt: skip
            named = any(name.startswith("rule_loaded") for name in parts)
            yield Reading(i, target, s, rule, evidence, numbers, places, named, ways[target])


def _years(statements: "pd.DataFrame") -> list[int | None]:
    """The year of each statement, None where it is unknown."""
    import pandas as pd

    if "published_on" not in statements:
        return [None] * len(statements)
    dates = pd.to_datetime(statements["published_on"], errors="coerce")
    return [None if y != y else int(y) for y in dates.dt.year.tolist()]
