"""Every stage that has a peer, beside it: time and quality as ratios.

    python benchmarks/side_by_side.py            # all, writes benchmarks/results/
    python benchmarks/side_by_side.py --short    # fails on a stage 30 % slower than recorded

Both sides work on the same texts of the bundled corpus, in turns, in one process; the time is
that of the processor, the least of several rounds. A ratio of times hardly depends on the
machine, so that one recorded elsewhere can be held against one measured here.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

import corpus_tools as ct

RESULTS = Path(__file__).resolve().parent / "results"
NAME = "side-by-side"
SLOWER = 1.3
COPIES = 4  # times that the bundled articles are taken, each time with other words changed


def grown(texts: list[str], rng: np.random.Generator) -> list[str]:
    """Texts with words changed, so that each is one of its own."""
    pool = np.array(" ".join(texts).split())
    made = []
    for _ in range(COPIES):
        for text in texts:
            words = np.array(text.split(), dtype=object)
            changed = rng.random(len(words)) < 0.7
            words[changed] = rng.choice(pool, changed.sum())
            made.append(" ".join(words))
    return made


def stages() -> dict[str, tuple[str, Callable, Callable, Callable | None]]:
    """Stage to (peer, ours, theirs, quality of a result or None)."""
    rng = np.random.default_rng(0)
    corpus = ct.load_demo()
    texts = grown(corpus.documents["text"].tolist(), rng)
    tokens = ct.tokenize(texts)
    lists = [[w for w in tokens.words(i) if w] for i in range(len(tokens))]
    frame, truth = planted(corpus.documents["text"].tolist(), rng)
    model = ct.fit_topics(tokens, n_topics=10)
    pages, bodies = saved_pages()
    return {
        "words, against gensim simple_preprocess": (
            "gensim", lambda: ct.tokenize(texts).document_term_matrix(),
            partial(by_simple_preprocess, texts), None),
        "words, against scikit-learn CountVectorizer": (
            "scikit-learn", lambda: ct.tokenize(texts).document_term_matrix(),
            partial(by_count_vectorizer, texts), None),
        "reuse, against cosine of tf-idf": (
            "scikit-learn", lambda: reuse_pairs(frame), partial(tfidf_pairs, frame),
            partial(f1, truth)),
        "topics, against gensim LdaModel": (
            "gensim", lambda: ct.fit_topics(tokens, n_topics=10).topic_word,
            partial(by_gensim_lda, lists, tokens), partial(npmi, tokens)),
        "coherence, against gensim CoherenceModel": (
            "gensim", lambda: ct.score_coherence(model, tokens),
            partial(by_gensim_coherence, model, lists), None),
        "page cleaning, against trafilatura": (
            "trafilatura", partial(clean_pages, pages), partial(by_trafilatura, pages),
            partial(share_of_words, bodies)),
    }  # fmt: skip


def by_simple_preprocess(texts: list[str]) -> object:
    from gensim.corpora import Dictionary
    from gensim.utils import simple_preprocess

    lists = [simple_preprocess(t) for t in texts]
    dictionary = Dictionary(lists)
    return [dictionary.doc2bow(words) for words in lists]


def by_count_vectorizer(texts: list[str]) -> object:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer().fit_transform(texts)


def planted(texts: list[str], rng: np.random.Generator) -> tuple[pd.DataFrame, set]:
    """Articles made of drawn words, and changed copies of some: what must be found is known."""
    pool = np.array(" ".join(texts).split())
    made = [rng.choice(pool, int(rng.integers(80, 300))) for _ in range(1_500)]
    truth = set()
    for i in range(150):
        words = made[i].copy()
        changed = rng.random(len(words)) < rng.uniform(0.05, 0.35)
        words[changed] = rng.choice(pool, changed.sum())
        truth.add((i, len(made)))
        made.append(words)
    frame = pd.DataFrame({"doc_id": [str(i) for i in range(len(made))],
                          "text": [" ".join(words) for words in made]})  # fmt: skip
    return frame, truth


def reuse_pairs(frame: pd.DataFrame) -> set:
    pairs = ct.find_text_reuse(frame)
    return set(zip(pairs["doc_a"].astype(int), pairs["doc_b"].astype(int), strict=True))


def tfidf_pairs(frame: pd.DataFrame) -> set:
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer().fit_transform(frame["text"])
    near = (matrix @ matrix.T).tocoo()
    kept = (near.data >= 0.5) & (near.row < near.col)
    return set(zip(near.row[kept].tolist(), near.col[kept].tolist(), strict=True))


def f1(truth: set, found: set) -> float:
    return 2 * len(truth & found) / (len(truth) + len(found))


def by_gensim_lda(lists: list[list[str]], tokens: ct.Tokens) -> np.ndarray:
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(lists)
    bags = [dictionary.doc2bow(words) for words in lists]
    model = LdaModel(bags, num_topics=10, id2word=dictionary, random_state=0, passes=10)
    topic_word = np.zeros((10, len(tokens.vocabulary)))
    columns = [tokens.column(dictionary[i]) for i in range(len(dictionary))]
    topic_word[:, columns] = model.get_topics()
    return topic_word


def npmi(tokens: ct.Tokens, topic_word: np.ndarray) -> float:
    """Mean NPMI of the ten most probable words of each topic, over documents."""
    seen = (tokens.document_term_matrix() > 0).astype(float).tocsc()
    n = seen.shape[0]
    scores = []
    for weights in topic_word:
        part = seen[:, np.argsort(-weights, kind="stable")[:10]]
        both = (part.T @ part).toarray() / n
        alone = np.diag(both)
        above = np.triu_indices(10, 1)
        p, q = np.maximum(both[above], 1e-12), np.outer(alone, alone)[above]
        scores.append(np.mean(np.where(p < 1, np.log(p / q) / -np.log(np.minimum(p, 0.999999)), 1)))
    return float(np.mean(scores))


def by_gensim_coherence(model: ct.TopicModel, lists: list[list[str]]) -> object:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    words = model.top_words(10).groupby("topic")["word"].apply(list).tolist()
    return CoherenceModel(topics=words, texts=lists, dictionary=Dictionary(lists),
                          coherence="c_npmi", processes=1).get_coherence()  # fmt: skip


def saved_pages() -> tuple[dict[str, str], dict[str, str]]:
    """The HTML pages of the bundled corpus, and the text that each was written with."""
    from corpus_tools.corpus.model import DEMO

    shown = ct.load_demo().pages.set_index("page")["text"]
    bodies: dict[str, str] = {}
    for line in (DEMO.parent / "truth" / "spans.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["label"] in ("body", "subhead"):
            words = shown[row["page"]][row["start"] : row["end"]]
            bodies[row["page"]] = f"{bodies.get(row['page'], '')}\n{words}"
    pages = {p.relative_to(DEMO).as_posix(): p.read_text("utf-8") for p in DEMO.rglob("*.html")}
    return pages, {name: bodies[name] for name in pages if name in bodies}


def clean_pages(pages: dict[str, str]) -> dict[str, str]:
    from corpus_tools.articles import segment_page
    from corpus_tools.pages.html import read_html
    from corpus_tools.schema import TEXT_LABELS

    found = {}
    for name, source in pages.items():
        page = read_html(source)
        spans = segment_page(page.text, marks=page.marks).spans
        found[name] = " ".join(page.text[s.start : s.end] for s in spans if s.label in TEXT_LABELS)
    return found


def by_trafilatura(pages: dict[str, str]) -> dict[str, str]:
    import trafilatura

    return {name: trafilatura.extract(source) or "" for name, source in pages.items()}


def share_of_words(bodies: dict[str, str], found: dict[str, str]) -> float:
    """Mean F1 of the words of a page's articles."""
    from collections import Counter

    scores = []
    for name, body in bodies.items():
        one, other = Counter(body.split()), Counter(found[name].split())
        scores.append(2 * (one & other).total() / max(one.total() + other.total(), 1))
    return float(np.mean(scores))


def measure(rounds: int) -> pd.DataFrame:
    """One row a stage: seconds of both sides, their ratio, and the quality where it has one."""
    rows = []
    for name, (peer, ours, theirs, quality) in stages().items():
        results, times = [ours(), theirs()], ([], [])  # also warms caches up
        for _ in range(rounds):
            for k, run in enumerate((ours, theirs)):
                begun = time.process_time()
                results[k] = run()
                times[k].append(time.process_time() - begun)
        seconds = [min(t) for t in times]
        scores = [quality(r) if quality else np.nan for r in results]
        rows.append([name, peer, *seconds, seconds[0] / seconds[1], *scores])
        print(f"{name}: {seconds[0]:.2f} s against {seconds[1]:.2f} s, "
              f"{seconds[0] / seconds[1]:.2f} of its time" + (
                  f"; {scores[0]:.3f} against {scores[1]:.3f}" if quality else ""), flush=True)  # fmt: skip
    return pd.DataFrame(rows, columns=["stage", "peer", "seconds", "peer_seconds", "time_ratio",
                                       "quality", "peer_quality"])  # fmt: skip


def slower(table: pd.DataFrame, recorded: pd.DataFrame) -> list[str]:
    """Stages whose time, as a share of their peer's, grew by more than a third or so.

    Examples
    --------
    >>> old = pd.DataFrame({"stage": ["a", "b"], "time_ratio": [1.0, 2.0]})
    >>> slower(old.assign(time_ratio=[1.2, 2.7]), old)
    ['b: 2.70 of its peer’s time, 2.00 when it was recorded']
    """
    before = dict(zip(recorded["stage"], recorded["time_ratio"], strict=True))
    return [
        f"{row.stage}: {row.time_ratio:.2f} of its peer\u2019s time, {before[row.stage]:.2f} when "
        "it was recorded"
        for row in table.itertuples()
        if row.stage in before and row.time_ratio > SLOWER * before[row.stage]
    ]


def draw(table: pd.DataFrame) -> None:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 3.5), layout="constrained")
    axes.barh(table["stage"], table["time_ratio"], color="#3b6ea5")
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.invert_yaxis()
    axes.set_xlabel("time as a share of the peer's (log scale; left of the line: faster)")
    ct.save_figure(figure, NAME, table, folder=RESULTS, formats=("png",), corpus=ct.load_demo(),
                   alt="Time of each stage as a share of its peer's")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="compare with what was recorded")
    options = parser.parse_args()
    if options.short and not (RESULTS / f"{NAME}.csv").exists():
        print(f"--short: nothing is recorded in {RESULTS}; run «python3 run.py bench» on a quiet "
              "machine first and commit what it writes")  # fmt: skip
        return 2
    table = measure(rounds=2 if options.short else 3)
    if not options.short:
        draw(table)
        print(f"written to {RESULTS}")
        return 0
    worse = slower(table, pd.read_csv(RESULTS / f"{NAME}.csv"))
    if worse:  # once more: another program may have had the caches
        worse = slower(measure(rounds=4), pd.read_csv(RESULTS / f"{NAME}.csv"))
    print("\n".join(worse) or "no stage is slower than it was recorded to be")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
