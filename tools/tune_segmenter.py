"""Fit the costs in `corpus_tools/lexicons/clitics.tsv` on words segmented by hand.

    CORPUS_TOOLS_EVAL=FOLDER python tools/tune_segmenter.py [--errors] [--write]

The gold file is FOLDER/gold/tokens/gold_padtdev.tsv. Each word has its possible splits as
candidates; the score of a split is linear in the costs, so the costs are those of a conditional
logit (softmax over the candidates of one word) with a Gaussian prior that keeps rare ones small.
Half of the sentences fit and the other half is reported, both ways; then all sentences fit, which
is what the shipped file holds and `--write` writes. `--errors` lists what went wrong.

The rows of `fixed_words.tsv` were written after reading the errors of both halves, so the figures
for "the other half" flatter wherever those rows decide. For figures without them, point
CORPUS_TOOLS_LEXICONS at a folder in which `fixed_words.tsv` and `protected_names.tsv` hold their
header only.
"""

import argparse
import os
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from corpus_tools.lexicons import lexicon_path, read_table
from corpus_tools.normalize import fold_word
from corpus_tools.tokens.segmentation import Segmenter, default_frequency, features

PRIOR = 0.1  # weight of the squared distance from zero, per cost
SKIPPED = {"PUNCTNUM", "UNAN"}


def read_gold(folder: Path) -> list[tuple[int, str, str, str]]:
    """(sentence, word, proclitics joined, enclitics joined) of every scored word."""
    rows = []
    path = folder / "gold" / "tokens" / "gold_padtdev.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[6] not in SKIPPED:
            rows.append((int(cells[0]), cells[1], *(c.replace(" ", "") for c in cells[2:4])))
    return rows


class Problem:
    """Candidates of distinct (word, gold split), stacked, with counts as weights."""

    def __init__(self, rows: list, names: list[tuple[str, str]]) -> None:
        index = {name: i for i, name in enumerate(names)}
        self.frequency = default_frequency()
        matrix, group, gold, weight = [], [], [], []
        for (word, pro, enc), count in Counter(r[1:] for r in rows).items():
            found = list(features(fold_word(word), self.frequency))
            right = [p == pro and e == enc for p, e, _, _ in found]
            if not any(right):
                continue
            for (_, _, _, active), is_right in zip(found, right, strict=True):
                row = np.zeros(len(names))
                for name, value in active:
                    row[index[name]] += value
                matrix.append(row)
                group.append(len(weight))
                gold.append(is_right)
            weight.append(count)
        self.x, self.group = np.array(matrix), np.array(group)
        self.gold, self.weight = np.array(gold), np.array(weight, float)
        self.starts = np.flatnonzero(np.r_[True, self.group[1:] != self.group[:-1]])

    def loss(self, beta: np.ndarray, prior: np.ndarray, start: np.ndarray) -> tuple:
        """Negative log likelihood with prior, and its gradient."""
        score = self.x @ beta
        score -= np.maximum.reduceat(score, self.starts)[self.group]
        value = np.exp(score)
        total = np.add.reduceat(value, self.starts)
        right = np.where(self.gold, value, 0)
        total_right = np.add.reduceat(right, self.starts)
        nll = -(self.weight * np.log(total_right / total)).sum()
        pull = right / total_right[self.group] - value / total[self.group]
        gradient = -(self.x * (pull * self.weight[self.group])[:, None]).sum(0)
        away = beta - start
        return nll + (prior * away**2).sum(), gradient + 2 * prior * away


def fit(rows: list, table: list[dict]) -> np.ndarray:
    """Weights in the order of the table; costs are their negatives."""
    names = [(r["kind"], r["form"]) for r in table]
    fixed = np.array([r["kind"] in ("restore", "length") and r["form"] in ("none", "4")
                      for r in table])  # fmt: skip
    start = np.zeros(len(names))
    start[names.index(("weight", "log_frequency"))] = 0.85
    problem = Problem(rows, names)
    prior = np.where(fixed, 1e6, PRIOR)
    done = minimize(problem.loss, start, args=(prior, start), jac=True, method="L-BFGS-B",
                    options={"maxiter": 2000})  # fmt: skip
    return done.x


def costs_of(beta: np.ndarray, table: list[dict]) -> dict[tuple[str, str], float]:
    """What `clitics.tsv` holds: weights as they are, everything else as a cost."""
    return {
        (r["kind"], r["form"]): round(float(b if r["kind"] == "weight" else -b), 2)
        for b, r in zip(beta, table, strict=True)
    }


def borders(word: str, pro: str, enc: str) -> set[int]:
    """Where a word is cut; for له it does not matter whether ل counts as clitic or as stem."""
    marks = {*range(1, len(pro) + 1), len(word) - len(enc)}
    return {m for m in marks if 0 < m < len(word)}


def exact(rows: list, costs: dict) -> tuple[float, list]:
    """Share of words segmented exactly, and the commonest errors."""
    segmenter, cache, wrong = Segmenter(default_frequency(), costs=costs), {}, Counter()
    for _, word, pro, enc in rows:
        if word not in cache:
            cache[word] = segmenter.split(fold_word(word))[:2]
        if borders(word, *cache[word]) != borders(word, pro, enc):
            wrong[word, pro + "+" + enc, "+".join(cache[word])] += 1
    return 1 - sum(wrong.values()) / len(rows), wrong.most_common(60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    rows = read_gold(Path(os.environ["CORPUS_TOOLS_EVAL"]))
    table = read_table("clitics")
    last = max(r[0] for r in rows)
    folds = [[r for r in rows if r[0] * 4 // (last + 1) % 2 == k] for k in (0, 1)]
    for k in (0, 1):
        costs = costs_of(fit(folds[k], table), table)
        right, wrong = exact(folds[1 - k], costs)
        print(f"fitted on half {k}: itself {100 * exact(folds[k], costs)[0]:.2f} %, "
              f"the other half {100 * right:.2f} %")  # fmt: skip
        if options.errors:
            for item in wrong:
                print("   ", item)
    costs = costs_of(fit(rows, table), table)
    print(f"fitted on all: itself {100 * exact(rows, costs)[0]:.2f} %")
    if options.write:
        path = lexicon_path("clitics")
        head = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]
        lines = ["\t".join(table[0])]
        lines += ["\t".join([r["kind"], r["form"], str(costs[r["kind"], r["form"]]), r["note"]])
                  for r in table]  # fmt: skip
        path.write_text("\n".join(head + lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
