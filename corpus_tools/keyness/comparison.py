"""Keyness beside itself: over themes, and beside the test that it replaces.

A word can mark an outlet because of what it reports or because of how it always writes, leftover
furniture of its pages included. The second kind marks it in every theme, and is listed apart. And
since most of the literature tests word counts with G², its verdicts on the same data stand beside
those of resampled clusters.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from ..inference.comparison import adjust_p_values
from ..schema import InputError
from ..tokens.collocations import signed_g2
from ..tokens.table import Tokens
from .scoring import frame_of, score_keyness

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
STYLE_COLUMNS = ("outlet", "feature", "log_odds_lowest", "log_odds_highest", "p_value", "q_value",
                 "n_themes", "note")  # fmt: skip
G2_COLUMNS = ("outlet", "reference", "n_features", "n_g2", "n_resampled", "n_both",
              "share_g2", "share_resampled")  # fmt: skip


def house_style(
    tokens: Tokens, corpus: Any, *, theme: str, by: str = "outlet", **options: Any
) -> "pd.DataFrame":
    """Words that mark an outlet in every theme: its way of writing, or its pages' furniture.

    Parameters
    ----------
    tokens : Tokens
    corpus : Corpus or DataFrame
    theme : str
        Column of the documents that names what each is about (a section, a topic). Themes in
        which the outlet's comparison is refused (fewer than five clusters) do not count.
    by : str
        Column that names the outlets.
    **options
        Those of `score_keyness`, for each theme.

    Returns
    -------
    DataFrame
        outlet, feature, log_odds_lowest, log_odds_highest (over themes), p_value, q_value,
        n_themes, note; by outlet, then q_value, then log_odds_lowest from high to low. Only words
        that are scored in all themes of the outlet (at least two) and lean to it in each.

    Notes
    -----
    That a word marks the outlet in all themes is a claim about each of them, so its p-value is
    the largest of theirs (intersection-union test; Berger 1982); q-values are over all rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from corpus_tools.tokens.table import tokenize
    >>> own = {"أ": "أكد", "ب": "قال"}
    >>> rows = [(f"{o}{t}{i}", o, t, f"{own[o]} {t} كتاب") for i in range(9) for o in "أب"
    ...         for t in ("حرب", "سلام")]
    >>> frame = pd.DataFrame(rows, columns=["doc_id", "outlet", "theme", "text"])
    >>> tokens = tokenize(frame, scheme="word")
    >>> table = house_style(tokens, frame, theme="theme", min_documents=2, n_resamples=99)
    >>> table.loc[table["q_value"] < 0.05, ["outlet", "feature"]].values.tolist()
    [['أ', 'أكد'], ['ب', 'قال']]
    """
    import pandas as pd

    themes = frame_of(tokens, corpus, theme)[theme].to_numpy(object)
    names = sorted({t for t in themes if isinstance(t, str)})
    if len(names) < 2:
        raise InputError(f"theme: column {theme!r} names {len(names)} themes, at least 2 needed")
    scored = []
    for name in names:
        part = tokens.select_documents(tokens.doc_ids[themes == name])
        scored.append(score_keyness(part, corpus, by=by, **options).assign(theme=name))
    table = pd.concat(scored, ignore_index=True)
    table = table[table["p_value"].notna()]
    n_themes = table.groupby("outlet")["theme"].nunique()
    groups = table.groupby(["outlet", "feature"])
    found = groups.agg(
        log_odds_lowest=("log_odds", "min"), log_odds_highest=("log_odds", "max"),
        p_value=("p_value", "max"), n_themes=("theme", "nunique"),
    ).reset_index()  # fmt: skip
    complete = found["n_themes"] == found["outlet"].map(n_themes)
    found = found[complete & (found["n_themes"] >= 2) & (found["log_odds_lowest"] > 0)]
    # what was asked of every word is corrected for, not only what leaned to the outlet
    n_asked = int(complete.sum())
    p_values = np.append(found["p_value"].to_numpy(float), np.ones(n_asked - len(found)))
    found = found.assign(q_value=adjust_p_values(p_values)[: len(found)])
    left_out = {o: len(names) - n for o, n in n_themes.items()}
    notes = [f"{left_out[o]} themes refused" if left_out[o] else None for o in found["outlet"]]
    found["note"] = pd.Series(notes, index=found.index, dtype=object)
    order = ["outlet", "q_value", "log_odds_lowest", "feature"]
    found = found.sort_values(order, ascending=[True, True, False, True], ignore_index=True)
    return found[list(STYLE_COLUMNS)].astype({"outlet": object, "feature": object})


def compare_with_g2(
    table: "pd.DataFrame", tokens: Tokens, corpus: Any, *, by: str = "outlet"
) -> "pd.DataFrame":
    """How many words G² calls different at .05, and how many resampled clusters do.

    Parameters
    ----------
    table : DataFrame
        What `score_keyness` returned for these tokens and this corpus.
    tokens : Tokens
    corpus : Corpus or DataFrame
    by : str
        The column that was compared.

    Returns
    -------
    DataFrame
        outlet, reference, n_features, n_g2, n_resampled, n_both (words with p < .05 before
        correction), share_g2, share_resampled; a row an outlet. Refused outlets are left out.

    Notes
    -----
    G² (Dunning 1993) takes every word as an independent draw. Where outlets do not differ, five
    in a hundred words should pass; on news, G² passes several times as many
    (`benchmarks/keyness.py` measures it).
    """
    import pandas as pd
    from scipy.stats import chi2

    groups = frame_of(tokens, corpus, by)[by].to_numpy(object)
    named = np.array([isinstance(g, str) for g in groups], dtype=bool)
    sizes = np.bincount(tokens.document_index()[tokens.ids >= 0], minlength=len(tokens))
    rows = []
    scored = table[table["p_value"].notna()]
    for (outlet, reference), part in scored.groupby(["outlet", "reference"]):
        n_target = int(sizes[groups == outlet].sum())
        rest = named & (groups != outlet) if reference == "rest" else groups == reference
        n_all = n_target + int(sizes[rest].sum())
        y, both = part["n_target"].to_numpy(), (part["n_target"] + part["n_reference"]).to_numpy()
        g2 = np.abs(signed_g2(y, both, np.full(len(y), n_target), n_all))
        by_g2 = chi2.sf(g2, 1) < LEVEL
        by_clusters = part["p_value"].to_numpy() < LEVEL
        counts = [int(passed.sum()) for passed in (by_g2, by_clusters, by_g2 & by_clusters)]
        rows.append((outlet, reference, len(part), *counts, by_g2.mean(), by_clusters.mean()))
    return pd.DataFrame(rows, columns=list(G2_COLUMNS)).astype(
        {"outlet": object, "reference": object}
    )
