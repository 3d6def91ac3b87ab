"""Statements and stance: speed, and accuracy on the gold sentences of the outside texts.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts:
``python benchmarks/statements.py``. Sentences are split once for all: those with an odd number
and those whose number leaves 2 when divided by 4 were looked at while the rules were written and
the weights learnt; those divisible by 4 were not, and stand for what new sentences will do.
Intervals are percentiles of 1,000 samples of sentences with replacement.
"""

import gzip
import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from judged_statements import alike, bare, judged, judged_batches

from corpus_tools.stance.learning import fit_stance_classifier
from corpus_tools.stance.scoring import decide, read_stances, score_stance
from corpus_tools.statements.extraction import extract_statements

GOLD_TARGETS = {
    "statements": {
        "north_korea": ["كوريا الشمالية", "بيونغ يانغ", "كيم جونغ أون", "كيم"],
        "united_states": ["الولايات المتحدة", "واشنطن", "ترامب", "أميركا", "أمريكا"],
    },
    "own_voice": {
        "brotherhood": ["الإخوان", "الاخوان", "الإخوان المسلمين", "جماعة الإخوان", "مرسي", "مرسى",
                        "محمد مرسي", "الرئيس مرسي", "الحرية والعدالة", "حزب الحرية والعدالة",
                        "الجماعة"],
        "opposition": ["المعارضة", "جبهة الإنقاذ", "جبهة الانقاذ", "جبهة الإنقاذ الوطني",
                       "البرادعي", "البرادعى", "صباحي", "حمدين", "حمدين صباحي", "تمرد", "الفلول",
                       "فلول"],
    },
}  # fmt: skip
PARTS = {
    "read": lambda n: n % 4 != 0, "unread": lambda n: n % 4 == 0, "all": lambda n: True,
}  # fmt: skip
CLASSES = ("favor", "against", "none")


def macro_f1(pairs: list[tuple[str, str]]) -> tuple[float, dict[str, float]]:
    """F1 a class (twice the hits over predicted plus true), and their mean."""
    each = {}
    for name in CLASSES:
        hits = sum(p == name == t for p, t in pairs)
        n = sum(p == name for p, _ in pairs) + sum(t == name for _, t in pairs)
        each[name] = round(2 * hits / n, 3) if n else 0.0
    return round(sum(each.values()) / 3, 3), each


def frame_of(gold: list[dict]) -> pd.DataFrame:
    documents = pd.DataFrame({"doc_id": [str(g["n"]) for g in gold],
                              "text": [g.get("sentence", g.get("text")) for g in gold]})  # fmt: skip
    return extract_statements(SimpleNamespace(documents=documents))


def truth_of(g: dict, target: str) -> tuple[str, str]:
    return g[target], g.get("second", g)[target]


def coded_features(
    name: str, gold: list[dict], targets: dict, weight: float, only: str | None = None
) -> dict:
    """Features, truth and rule output of every pair of sentence and target with a row."""
    rows, by = frame_of(gold), {str(g["n"]): g for g in gold}
    out: dict = {"name": name, "x": [], "y": [], "groups": [], "truth": [], "rules": [],
                 "weight": weight}  # fmt: skip
    for found in read_stances(rows, targets):
        if only not in (None, found.target):
            continue
        g = by[rows["doc_id"].iloc[found.row]]
        out["x"].append(found.features)
        out["truth"].append(truth_of(g, found.target))
        out["y"].append(truth_of(g, found.target)[0])
        out["groups"].append(str(g.get("doc_id", g["n"])))
        out["rules"].append(decide(found, None)[0])
    return out | {"x": np.array(out["x"]), "y": np.array(out["y"])}


def stances_of(
    rows: pd.DataFrame, targets: dict, method: str, affiliations: list | None = None
) -> dict[tuple[str, str], str]:
    """One stance a sentence and target; none where its statements disagree."""
    found: dict[tuple[str, str], set[str]] = {}
    scored = score_stance(rows, targets, affiliations=affiliations, method=method)
    for doc, target, stance in zip(scored["doc_id"], scored["target"], scored["stance"],
                                   strict=True):  # fmt: skip
        found.setdefault((doc, target), set()).add(stance)
    out = {}
    for key, values in found.items():
        clear = values - {"none"}
        out[key] = next(iter(clear)) if len(clear) == 1 else "none"
    return out


def judge(gold: list[dict], targets: dict[str, list[str]]) -> list[dict]:
    """What was right in each sentence; either annotation counts."""
    rows = frame_of(gold)
    by = dict(list(rows.groupby("doc_id")))
    methods = {m: stances_of(rows, targets, m) for m in ("combined", "rules")}
    out = []
    for g in gold:
        key = str(g["n"])
        mine = by[key]
        voices = set(mine["voice"])
        said = "mixed" if len(voices) > 1 else next(iter(voices))
        entry: dict = {"n": g["n"], "own": g["voice"] == "outlet",
                       "voice": said in (g["voice"], g["second"]["voice"])}  # fmt: skip
        if g.get("source"):
            have = [bare(x) for x in mine["source"] if isinstance(x, str)]
            truth = [bare(x) for x in (g["source"], g["second"]["source"]) if x]
            entry["source"] = any(alike(a, b) for a in truth for b in have)
        if "quote" in g:
            true = {bare(q) for q in g["quote"]}
            got = {bare(q[2]) for qs in mine["quotes"] for q in qs}
            entry["quotes"] = (len(true & got), len(got - true), len(true - got))
        for method, table in methods.items():
            entry[method] = [pair_of(table.get((key, t), "none"), g, t) for t in targets]
        entry["majority"] = [pair_of("none", g, t) for t in targets]
        out.append(entry)
    return out


def pair_of(guess: str, g: dict, target: str) -> tuple[str, str]:
    truth = truth_of(g, target)
    return guess, guess if guess in truth else truth[0]


def add_tfidf(entries: list[dict], gold: list[dict], targets: dict[str, list[str]]) -> None:
    """Baseline: character n-grams with logistic regression, learnt from what was read.

    Sentences that were read are guessed by the other half of them.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = np.array([g["sentence"] for g in gold], dtype=object)
    read = np.array([g["n"] % 4 != 0 for g in gold])
    half = np.array([g["n"] % 4 == 2 for g in gold])
    guessed: dict[str, np.ndarray] = {}
    for target in targets:
        y = np.array([g[target] for g in gold])
        column = np.empty(len(gold), dtype=object)
        for learn, guess in ((read, ~read), (read & half, read & ~half), (read & ~half, half)):
            if not guess.any():
                continue
            model = make_pipeline(
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
                LogisticRegression(C=10, max_iter=2000, class_weight="balanced"),
            )
            column[guess] = model.fit(texts[learn], y[learn]).predict(texts[guess])
        guessed[target] = column
    for i, (entry, g) in enumerate(zip(entries, gold, strict=True)):
        entry["tfidf"] = [pair_of(guessed[t][i], g, t) for t in targets]


def figures(entries: list[dict]) -> dict[str, float]:
    out = {"voice": float(np.mean([e["voice"] for e in entries]))}
    sources = [e["source"] for e in entries if "source" in e]
    if sources:
        out["source"] = float(np.mean(sources))
    if "quotes" in entries[0]:
        tp, fp, fn = np.sum([e["quotes"] for e in entries], axis=0)
        out["quotation F1"] = float(2 * tp / max(1, 2 * tp + fp + fn))
    for method in ("combined", "rules", "tfidf", "majority"):
        if method in entries[0]:
            out[f"stance {method}"] = macro_f1([p for e in entries for p in e[method]])[0]
    own = [p for e in entries if e["own"] for p in e["combined"]]
    out["stance combined, own voice"] = macro_f1(own)[0]
    out["stance combined, quoted voice"] = macro_f1(
        [p for e in entries if not e["own"] for p in e["combined"]]
    )[0]
    return out


def report(name: str, gold: list[dict], targets: dict[str, list[str]]) -> None:
    entries = judge(gold, targets)
    add_tfidf(entries, gold, targets)
    for part, belongs in PARTS.items():
        chosen = [e for e in entries if belongs(e["n"])]
        rng = np.random.default_rng(0)
        draws = [figures([chosen[i] for i in rng.integers(0, len(chosen), len(chosen))])
                 for _ in range(1000)]  # fmt: skip
        print(f"{name} | {part} | {len(chosen)} sentences")
        for figure, value in figures(chosen).items():
            low, high = np.nanpercentile([d.get(figure, np.nan) for d in draws], [2.5, 97.5])
            print(f"    {figure:32} {value:.3f}  [{low:.3f}, {high:.3f}]")
        each = macro_f1([p for e in chosen for p in e["combined"]])[1]
        print(f"    F1 a class, combined             {each}")


ABLATIONS = {
    "everything": (), "without rules": ("rule_",),
    "without roles and sides": tuple(f"{r}_{side}_" for r in ("attitude", "conduct", "harm",
                                     "pressure", "peace") for side in ("left", "right")),
    "without ties": ("tie_",), "without argument": ("argument", "report"),
    "without places": ("target_",),
    "without who speaks": ("outlet", "own", "rival", "other"), "without class of cue": ("cue_",),
    "without loaded names": ("loaded_", "rule_loaded"), "without tone": ("tone_",),
}  # fmt: skip


def ablation(parts: list[dict], n_folds: int = 8) -> None:
    """Macro-F1 over pairs with a row in cross-validation by documents, on what was read."""
    from sklearn.linear_model import LogisticRegression

    from corpus_tools.stance.features import feature_names

    x, y = np.vstack([p["x"] for p in parts]), np.concatenate([p["y"] for p in parts])
    truth = [t for p in parts for t in p["truth"]]
    groups = [f"{p['name']} {g}" for p in parts for g in p["groups"]]
    rng = np.random.default_rng(0)
    fold_of = {g: int(rng.integers(n_folds)) for g in dict.fromkeys(groups)}
    fold = np.array([fold_of[g] for g in groups])
    for label, dropped in ABLATIONS.items():
        kept = [i for i, n in enumerate(feature_names()) if not n.startswith(dropped or ("?",))]
        guessed = np.empty(len(y), dtype=object)
        for k in range(n_folds):
            model = LogisticRegression(C=0.06, max_iter=5000,
                                       class_weight={"favor": 3.0, "against": 2.0, "none": 1.0})  # fmt: skip
            model.fit(x[fold != k][:, kept], y[fold != k])
            guessed[fold == k] = model.predict(x[fold == k][:, kept])
        pairs = [(p, p if p in t else t[0]) for p, t in zip(guessed, truth, strict=True)]
        print(f"    {label:32} {macro_f1(pairs)[0]:.3f}")


def coded_frame(gold: list[dict], targets: dict[str, list[str]]) -> pd.DataFrame:
    """One row a statement and target, as a lab codes them; the first annotation."""
    rows, by = frame_of(gold), {str(g["n"]): g for g in gold}
    parts = [
        rows.assign(target=t, coded=[by[d][t] for d in rows["doc_id"]],
                    group=[str(by[d].get("doc_id", d)) for d in rows["doc_id"]])
        for t in targets
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def print_report(name: str, table: pd.DataFrame) -> None:
    print(f"supervised | {name}")
    for row in table.to_dict("records"):
        each = {s: round(row[f"f1_{s}"], 3) for s in CLASSES}
        print(f"    {row['decision']:32} {row['macro_f1']:.3f}  {each}  n={row['n']}")


def tfidf_row(learn: tuple, guess: tuple) -> dict:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from corpus_tools.stance.learning import _row

    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        LogisticRegression(C=10, max_iter=2000, class_weight="balanced"),
    )
    return _row("tfidf", model.fit(*learn).predict(guess[0]), np.array(guess[1], dtype=object))


def supervised_gold(name: str, gold: list[dict], targets: dict[str, list[str]]) -> None:
    """`fit_stance_classifier` on the sentences read; TF-IDF learnt from one half of them."""
    coded = coded_frame(gold, targets)
    fitted = fit_stance_classifier(coded, targets, groups="group")
    report = fitted.report.replace({"decision": {"combined": "combined, learnt from these too"}})
    rows = [report]
    halves = pd.util.hash_array(coded["group"].to_numpy(object)) % 2 == 0
    texts, y = coded["target"] + " " + coded["text"], coded["coded"]
    half = tfidf_row((texts[halves], y[halves]), (texts[~halves], y[~halves]))
    rows.append(pd.DataFrame([half]))
    print_report(f"{name}, in cross-validation (TF-IDF: from one half, on the other)",
                 pd.concat(rows, ignore_index=True))  # fmt: skip
    print(fitted.learning_curve.round(3).to_string(index=False))


PAIR = "زعمالعنوان"  # stands between the two headlines of a pair: what the second judges
PAIR_LABELS = {"agree": "favor", "disagree": "against", "other": "none"}


def supervised_claims(folder: Path) -> None:
    """Headline pairs: whether the second agrees with the claim of the first; train, then dev."""
    frames = {}
    for split in ("train", "dev"):
        path = folder / f"gold/claims_ans/stance_{split}.jsonl"
        pairs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        frames[split] = pd.DataFrame({
            "doc_id": [p["id"] for p in pairs], "start": 0, "voice": "outlet", "source": None,
            "text": [f"{p['title']} {PAIR} {p['text']}" for p in pairs], "cue": None,
            "target": "claim", "claim": [p["title"] for p in pairs],
            "coded": [PAIR_LABELS[p["label"]] for p in pairs],
        })  # fmt: skip
    train, dev = frames["train"], frames["dev"]
    fitted = fit_stance_classifier(train, {"claim": [PAIR]}, groups="claim")
    guessed = fitted.score(dev)
    from corpus_tools.stance.learning import _row

    y = dev["coded"].to_numpy(object)
    most = train["coded"].value_counts().idxmax()
    rows = [_row("classifier", guessed["stance"], y), _row("majority", [most] * len(y), y),
            tfidf_row((train["text"], train["coded"]), (dev["text"], dev["coded"]))]  # fmt: skip
    print_report("claims_ans, learnt from train, tested on dev", pd.DataFrame(rows))


def speed(folder: Path) -> None:
    path = folder / "corpora/north_korea/articles.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    documents = pd.DataFrame({"doc_id": [str(i) for i in range(len(articles))],
                              "text": [a["text"] for a in articles]})  # fmt: skip
    corpus = SimpleNamespace(documents=documents)
    for run in ("first run", "second run"):
        began = time.process_time()
        rows = extract_statements(corpus)
        took = time.process_time() - began
        print(f"{run}: {len(rows):,} sentences, {len(rows) / took:,.0f} a second on one core")
    began = time.process_time()
    score_stance(rows, GOLD_TARGETS["statements"])
    took = time.process_time() - began
    print(f"stance, two targets: {len(rows) / took:,.0f} sentences a second")


def main() -> None:
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    read = []
    for name, targets in GOLD_TARGETS.items():
        path = Path(folder) / "gold" / "statements" / f"{name}.jsonl"
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if "--read-only" in sys.argv:  # while developing: the unread part stays unread
            gold = [g for g in gold if g["n"] % 4]
            PARTS.pop("unread", None)
        report(name, gold, targets)
        read.append(coded_features(name, [g for g in gold if g["n"] % 4], targets, 1.0))
        supervised_gold(name, [g for g in gold if g["n"] % 4], targets)
    judged(Path(folder))
    judged_batches(Path(folder))
    supervised_claims(Path(folder))
    print("ablation: learnt weights, cross-validated on the sentences read")
    ablation(read)
    speed(Path(folder))


if __name__ == "__main__":
    main()
