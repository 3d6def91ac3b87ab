"""Every stage that has a peer, beside it: time and quality as ratios.

    python benchmarks/side_by_side.py            # all, writes benchmarks/results/
    python benchmarks/side_by_side.py --short    # fails on a stage 30 % slower than recorded

Both sides work on the same texts of the bundled corpus, or on documents drawn from known topics,
in turns, in one process; the time is that of the processor, the least of several rounds. A ratio
of times hardly depends on the machine, so that one recorded elsewhere can be held against one
measured here.
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
from topics import PlantedTokens, draw_documents, fit_words, planted_topics, recovered

RESULTS = Path(__file__).resolve().parent / "results"
NAME = "side-by-side"
SLOWER = 1.3
LEAST = 0.5  # seconds that a stage is repeated for: less would time the clock
COPIES = 4  # times that the bundled articles are taken, each time with other words changed
N_TOPICS, N_DOCUMENTS = 10, 2_000


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
    frame, truth = planted(corpus.documents["text"].tolist(), rng)
    topics = planted_topics("plain", rng)[:N_TOPICS]
    drawn = PlantedTokens(draw_documents(topics, N_DOCUMENTS, 0.1, rng))
    lists = [text.split() for text in texts]
    tokens = ct.tokenize(texts, scheme="word")
    model = ct.fit_topics(tokens, n_topics=N_TOPICS)
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
        "topics, against one pass of gensim LdaModel": (
            "gensim", partial(fit_words, drawn.matrix, "lda", N_TOPICS, 0),
            partial(fit_words, drawn.matrix, "gensim-one-pass", N_TOPICS, 0),
            partial(recovered, planted=topics)),
        "coherence in windows, against gensim CoherenceModel": (
            "gensim", lambda: ct.score_coherence(model, tokens, measure="npmi_window"),
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


def by_gensim_coherence(model: ct.TopicModel, lists: list[list[str]]) -> object:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    words = model.top_words(10).groupby("topic")["word"].apply(list).tolist()
    return CoherenceModel(topics=words, texts=lists, dictionary=Dictionary(lists),
                          coherence="c_npmi", processes=1).get_coherence()  # fmt: skip


def saved_pages() -> tuple[dict[str, str], dict[str, str]]:
    """The HTML pages of the bundled corpus, and the text that each was written with."""
    from corpus_tools.corpus.model import DEMO

    bodies: dict[str, str] = {}
    for line in (DEMO.parent / "truth" / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        written = "\n".join(row["body_paragraphs"])
        bodies[row["page"]] = f"{bodies.get(row['page'], '')}\n{written}"
    pages = {p.relative_to(DEMO).as_posix(): p.read_text("utf-8") for p in DEMO.rglob("*.html")}
    pages = {name: source for name, source in pages.items() if name in bodies}
    return pages, {name: bodies[name] for name in pages}


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


def measure(named: dict[str, tuple], rounds: int) -> pd.DataFrame:
    """One row a stage: seconds of both sides, their ratio, and the quality where it has one."""
    rows = []
    for name, (peer, ours, theirs, quality) in named.items():
        results, times, repeats = [None, None], ([], []), [1, 1]
        for turn in range(rounds + 1):
            for k, run in enumerate((ours, theirs)):
                begun = time.process_time()
                for _ in range(repeats[k]):
                    results[k] = run()
                each = (time.process_time() - begun) / repeats[k]
                if turn:
                    times[k].append(each)
                else:  # warms caches up, and tells how often to repeat what is quick
                    repeats[k] = max(1, int(LEAST / max(each, 1e-3)))
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
    ['b']
    """
    before = dict(zip(recorded["stage"], recorded["time_ratio"], strict=True))
    return [row.stage for row in table.itertuples()
            if row.time_ratio > SLOWER * before.get(row.stage, np.inf)]  # fmt: skip


def compare(named: dict[str, tuple], recorded: pd.DataFrame) -> int:
    """Hold stages against the record; 1 if one is slower. Such a one is measured up to three times
    more: another program may have had the caches.
    """
    print("of its peer’s time when it was recorded: " + ", ".join(
        f"{row.time_ratio:.3f} ({row.stage})" for row in recorded.itertuples()))  # fmt: skip
    for _ in range(4):
        worse = slower(measure(named, rounds=2), recorded)
        if not worse:
            print(f"no stage is more than {SLOWER - 1:.0%} slower than it was recorded to be")
            return 0
        named = {name: named[name] for name in worse}
    print(f"more than {SLOWER - 1:.0%} slower than recorded, four times: {', '.join(worse)}")
    return 1


def draw(table: pd.DataFrame) -> None:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 3.5), layout="constrained")
    axes.barh(table["stage"], table["time_ratio"], color="#3b6ea5")
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:g}")
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
    if options.short:
        return compare(stages(), pd.read_csv(RESULTS / f"{NAME}.csv"))
    draw(measure(stages(), rounds=5))
    print(f"written to {RESULTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
