"""Learn which candidate is the lemma, and write `corpus_tools/lexicons/lemmas.tsv`.

    CORPUS_TOOLS_EVAL=FOLDER python tools/tune_lemmas.py [--errors] [--write]

The gold file is FOLDER/gold/tokens/gold_padtdev.tsv. Every stem has the candidates of
`lemma_candidates.py`; a conditional logit (softmax over the candidates of one stem, Gaussian
prior) learns from what they look like and how common they are. No word is a feature, so what is
learned holds for words that the gold file does not have. Reported is the share of stems with the
right lemma and B-cubed F1 of the clusters of word types, each word by a model that has seen no
word of its lemma. `--write` fits all and writes, for the commonest stems of wordfreq's list, the
lemmas that differ from what the rules of `corpus_tools.tokens.lemmas` say: the list is looked up
first, so that the speed of a look-up is what learning costs. B-cubed needs no vowel signs: gold
lemmas are compared without.
"""

import argparse
import os
import re
import zlib
from collections import defaultdict
from pathlib import Path

import numpy as np
from lemma_candidates import ARTICLE, Candidates
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from corpus_tools.lexicons import lexicon_path
from corpus_tools.normalize import fold_word, normalize_alef
from corpus_tools.tokens.lemmas import lemma_by_rules, lemma_dictionary
from corpus_tools.tokens.segmentation import default_frequency, default_segmenter
from corpus_tools.tokens.stopwords import load_stop_words

PRIOR = 1.0  # weight of the squared distance from zero, per feature
FOLDS = 4
NOUN = -4.0  # nounness (see `lemma_candidates`) from which a stem is taken for no verb
SHORTEST = 3  # letters; shorter stems are particles, whose frequencies say nothing about lemmas
COMMONEST = 120_000  # words of the list whose lemmas are worked out
# Forms of two verbs, in the reading that news has more often: is counted as (not: comes back, after
# «لم» mostly), seemed. The treebank has too few of each to learn it from.
COMMONER = {"بدا": "بدا", "تعد": "عد", "يعد": "عد"}
CONTENT = {"NOUN", "VERB", "ADJ", "PROPN", "X", "ADV"}
_SIGNS = re.compile("[\u064b-\u0652\u0670]")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}")


def read_gold(folder: Path) -> list[tuple[str, str]]:
    """Distinct (word, lemma as the gold file has it) of content words."""
    path = folder / "gold" / "tokens" / "gold_padtdev.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({(r[1], r[5]) for r in rows
                   if r[6] in CONTENT and r[5] != "_" and len(r[1]) > 1})  # fmt: skip


def b_cubed(gold: list[tuple[str, str]], lemma: dict[str, str]) -> float:
    """F1 of clusters of word types (Bagga & Baldwin 1998)."""
    cells, told, made = defaultdict(int), defaultdict(int), defaultdict(int)
    for word, key in gold:
        mine = normalize_alef(lemma[word])
        cells[key, mine] += 1
        told[key] += 1
        made[mine] += 1
    precision = sum(n * n / made[mine] for (_, mine), n in cells.items()) / len(gold)
    recall = sum(n * n / told[key] for (key, _), n in cells.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


class Ranker:
    """A linear score of candidates, fitted by `fit`."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.weights: dict[str, float] = {}

    def described(self, stem: str) -> list[tuple[str, dict[str, float]]]:
        rule = lemma_by_rules(stem, self.candidates.lemmas, self.candidates.frequency)
        return list(self.candidates.features(stem, rule))

    def fit(self, data: list[tuple[list, set[str]]]) -> "Ranker":
        """Data: the described candidates of a stem, and its lemmas without hamza on alef."""
        data = [(d, right) for d, right in data if any(normalize_alef(w) in right for w, _ in d)]
        index: dict[str, int] = {}
        rows, columns, values, group, is_right = [], [], [], [], []
        for number, (described, right) in enumerate(data):
            for word, active in described:
                for name, value in active.items():
                    rows.append(len(group))
                    columns.append(index.setdefault(name, len(index)))
                    values.append(value)
                group.append(number)
                is_right.append(normalize_alef(word) in right)
        x = csr_matrix((values, (rows, columns)), shape=(len(group), len(index)))
        across, group, is_right = x.T.tocsr(), np.array(group), np.array(is_right)
        starts = np.flatnonzero(np.diff(group, prepend=-1))

        def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
            score = x @ beta
            score -= np.maximum.reduceat(score, starts)[group]
            value = np.exp(score)
            total = np.add.reduceat(value, starts)
            good = np.where(is_right, value, 0)
            total_good = np.add.reduceat(good, starts)
            gradient = -(across @ (good / total_good[group] - value / total[group]))
            nll = -np.log(total_good / total).sum()
            return nll + PRIOR * beta @ beta, gradient + 2 * PRIOR * beta

        done = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B",
                        options={"maxiter": 400})  # fmt: skip
        self.weights = dict(zip(index, done.x.tolist(), strict=True))
        return self

    def best(self, stem: str) -> str:
        """The candidate with the highest score; a noun has one lemma with and without article."""
        scores = self._scores(stem)
        bare, _ = self.candidates.bare(stem)
        if self.candidates.nounness(bare) > NOUN:
            other = self._scores(ARTICLE + bare if bare == stem else bare)
            scores = {w: s + other[w] for w, s in scores.items() if w in other} or scores
        return max(scores, key=scores.__getitem__)

    def _scores(self, stem: str) -> dict[str, float]:
        get = self.weights.get
        return {
            word: sum(get(name, 0.0) * value for name, value in active.items())
            for word, active in self.described(stem)
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    gold = read_gold(Path(os.environ["CORPUS_TOOLS_EVAL"]))
    segmenter = default_segmenter()
    candidates = Candidates(lemma_dictionary(), default_frequency())
    stem_of = {word: segmenter.split(fold_word(word))[2] for word, _ in gold}
    right = defaultdict(set)
    for word, lemma in gold:
        if word not in segmenter.fixed and stem_of[word] not in segmenter.names:
            right[stem_of[word]].add(normalize_alef(_SIGNS.sub("", lemma)))
    ranker = Ranker(candidates)
    data = {stem: (ranker.described(stem), lemmas) for stem, lemmas in right.items()}
    fold = {stem: zlib.crc32(min(lemmas).encode()) % FOLDS for stem, (_, lemmas) in data.items()}
    found: dict[str, str] = {}
    for k in range(FOLDS):
        ranker.fit([d for stem, d in data.items() if fold[stem] != k])
        found |= {stem: ranker.best(stem) for stem in data if fold[stem] == k}
    rules = {s: lemma_by_rules(s, candidates.lemmas, candidates.frequency) for s in data}
    for name, lemmas in (("rules alone", rules), ("learned, unseen lemmas", found)):
        share = np.mean([normalize_alef(lemmas[s]) in data[s][1] for s in data])
        whole = {w: lemmas.get(s) or segmenter.segment(w).lemma for w, s in stem_of.items()}
        print(f"{name}: {100 * share:.1f} % of {len(data)} stems right, "
              f"B-cubed F1 {100 * b_cubed(gold, whole):.2f}")  # fmt: skip
    if options.errors:
        for stem in data:
            if normalize_alef(found[stem]) not in data[stem][1]:
                print("   ", stem, found[stem], *sorted(data[stem][1]))
    if options.write:
        write(ranker.fit(list(data.values())))


def write(ranker: Ranker) -> None:
    """The lemmas of common stems that rules do not find."""
    segmenter, frequency = default_segmenter(), default_frequency()
    path = lexicon_path("lemmas")
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "#"]
    words = sorted((w for w in frequency if _ARABIC.fullmatch(w)),
                   key=lambda w: (-frequency[w], w))[:COMMONEST]  # fmt: skip
    stems = {segmenter.split(w)[2] for w in words} - segmenter.names - load_stop_words()
    lines = []
    for stem in sorted(stems):
        if len(ranker.candidates.bare(stem)[0]) < SHORTEST:
            continue
        rule = lemma_by_rules(stem, ranker.candidates.lemmas, frequency)
        lemma = COMMONER.get(stem) or ranker.best(stem)
        if lemma != rule:
            lines.append(f"{stem}\t{lemma}")
    path.write_text("\n".join([*head, "stem\tlemma", *lines]) + "\n", encoding="utf-8")
    print(f"{len(lines)} of {len(stems)} stems written")


if __name__ == "__main__":
    main()
