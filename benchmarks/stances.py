"""Stance of judged statements of the outside corpora: what was learnt from, and what was not.

Run with CORPUS_TOOLS_EVAL set to the folder of outside texts: ``python benchmarks/stances.py``.
The statements and their codes are places in those corpora (`tests/data/statements/
judged_stances.tsv`, which says how they were drawn). Each stands alone, as the gold sentences
do. Intervals are percentiles of 1,000 samples of statements with replacement.
"""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
from statements import CLASSES, frame_of, macro_f1, stances_of

ROOT = Path(__file__).resolve().parents[1]
PLACES = ROOT / "tests/data/statements/judged_stances.tsv"
_US = ["الولايات المتحدة", "واشنطن", "ترامب", "أميركا", "أمريكا"]
_CAMPS = {
    "الإخوان": ["الإخوان", "الاخوان", "الإخوان المسلمين", "جماعة الإخوان", "مرسي"],
    "المعارضة": ["المعارضة", "الجيش الحر", "الجيش السوري الحر"], "حماس": ["حركة حماس"],
    "الأكراد": ["الأكراد", "حزب العمال الكردستاني", "البيشمركة", "وحدات حماية الشعب"],
    "السلطة الفلسطينية": ["السلطة الفلسطينية", "محمود عباس", "حركة فتح"],
}
JUDGED_TARGETS = {
    "north_korea": {
        "كوريا الشمالية": ["كوريا الشمالية", "بيونغ يانغ", "كيم جونغ أون", "كيم"],
        "الولايات المتحدة": _US,
    },
    "five_outlets": {
        "الولايات المتحدة": _US, "إيران": ["إيران", "طهران", "روحاني"],
        "روسيا": ["روسيا", "موسكو", "بوتن", "بوتين"], "تركيا": ["تركيا", "أنقرة", "أردوغان"],
        "إسرائيل": ["إسرائيل", "تل أبيب", "نتانياهو", "نتنياهو"],
        "السعودية": ["السعودية", "الرياض"], "قطر": ["قطر", "الدوحة"],
        "سوريا": ["سوريا", "دمشق", "الأسد", "النظام السوري"], "الصين": ["الصين", "بكين"],
        **_CAMPS, "السيسي": ["السيسي"], "مادورو": ["مادورو"], "ماكرون": ["ماكرون"],
        "الحريري": ["الحريري"], "حزب الله": ["حزب الله"],
        "الحوثيون": ["الحوثيون", "الحوثيين", "الحوثي", "الحوثية"],
    },
    "saudi_outlets": {
        "إيران": ["إيران", "طهران", "النظام الإيراني"],
        "الحوثيون": ["الحوثيون", "الحوثيين", "الحوثي", "الحوثية", "جماعة الحوثي"],
        "السعودية": ["المملكة", "السعودية", "خادم الحرمين الشريفين", "خادم الحرمين",
                     "الملك سلمان", "الرياض"],
        "داعش": ["داعش"], "حزب الله": ["حزب الله"], "إسرائيل": ["إسرائيل"],
        "الأسد": ["الأسد", "النظام السوري", "نظام الأسد"], "مصر": ["مصر", "السيسي"],
        **_CAMPS, "صالح": ["علي عبدالله صالح", "علي صالح", "المخلوع صالح"],
        "هادي": ["الرئيس هادي", "منصور هادي", "الحكومة اليمنية"], "المالكي": ["المالكي"],
        "العبادي": ["العبادي", "الحكومة العراقية"], "الحشد الشعبي": ["الحشد الشعبي"],
        "نتنياهو": ["نتنياهو", "نتانياهو"], "تركيا": ["تركيا", "أنقرة", "أردوغان"],
    },
}  # fmt: skip


def judged_stances(folder: Path) -> pd.DataFrame:
    """The judged statements with their texts: one row a statement and target.

    ``part_of`` says what the row may be used for: "learnt", "enriched" (drawn among what an
    earlier decision took for stance, learnt from too), "untouched", or "by speaker" (spoken by
    whom the list `affiliations` knows, mostly where it changes the answer; not learnt from).
    """
    rows = pd.read_csv(PLACES, sep="\t", comment="#", dtype={"doc_id": str})
    texts: list[str] = [""] * len(rows)
    for corpus, part in rows.groupby("corpus"):
        wanted, articles = set(part["doc_id"]), {}
        path = folder / f"corpora/{corpus}/articles.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                if article["id"] in wanted:
                    articles[article["id"]] = article
        for row in part.itertuples():
            field = "title" if row.part == "title" else "text"
            texts[row.Index] = articles[row.doc_id][field][row.start : row.end]
    learnt = set(rows.loc[(rows["n"] % 2 == 1) & (rows["n"] <= 6000), "doc_id"])
    unseen = (rows["n"] % 2 == 0) & ~rows["doc_id"].isin(learnt)
    return rows.assign(
        text=texts,
        group=np.where(rows["corpus"] == "saudi_outlets", "a polarised press", "states in news"),
        part_of=np.select([rows["n"] > 6000, rows["n"].between(2001, 4000), unseen, rows["n"] % 2 == 1],
                          ["by speaker", "enriched", "untouched", "learnt"], "dropped"),
    )  # fmt: skip


def guessed(rows: pd.DataFrame, affiliations: list | None = None) -> list[tuple[str, str]]:
    """Guess and truth of each row, the guess where either code is it."""
    gold = [{"n": r.n, "sentence": r.text} for r in rows.itertuples()]
    frame = frame_of(gold)
    corpus_of = dict(zip(rows["n"].astype(str), rows["corpus"], strict=True))
    found: dict[tuple[str, str], str] = {}
    for corpus, targets in JUDGED_TARGETS.items():
        part = frame[frame["doc_id"].map(corpus_of) == corpus]
        if len(part):
            found |= stances_of(part, targets, "combined", affiliations)
    out = []
    for r in rows.itertuples():
        guess, codes = found.get((str(r.n), r.target), "none"), r.stance.split("|")
        out.append((guess, guess if guess in codes else codes[0]))
    return out


def describe(pairs: list[tuple[str, str]]) -> str:
    """Macro-F1 with its interval, precision and recall of the two that take sides."""
    rng = np.random.default_rng(0)
    draws = [macro_f1([pairs[i] for i in rng.integers(0, len(pairs), len(pairs))])[0]
             for _ in range(1000)]  # fmt: skip
    low, high = np.percentile(draws, [2.5, 97.5])
    text = f"{macro_f1(pairs)[0]:.3f}  [{low:.3f}, {high:.3f}]  n={len(pairs)}"
    for name in CLASSES[:2]:
        hits = sum(p == name == t for p, t in pairs)
        said, true = (sum(x[k] == name for x in pairs) for k in (0, 1))
        text += f"  {name}: {hits} of {said} said, of {true} true"
    return text


def main() -> None:
    folder = os.environ.get("CORPUS_TOOLS_EVAL")
    if not folder:
        print("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
        return
    rows = judged_stances(Path(folder))
    pairs = pd.Series(guessed(rows), index=rows.index)
    for (group, part), chosen in rows.groupby(["group", "part_of"]):
        if part != "dropped":
            print(f"{group:18} {part:10} {describe(pairs[chosen.index].tolist())}")
    chosen = rows[rows["part_of"] == "by speaker"]
    for label, known in (("with the list", None), ("without", [])):
        print(f"who speaks for whom, {label:13} {describe(guessed(chosen, known))}")


if __name__ == "__main__":
    main()
