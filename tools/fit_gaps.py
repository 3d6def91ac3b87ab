"""Weights of `corpus_tools.articles.blocks` for «another article begins», fitted on joined articles.

Two real articles are joined without any mark between them (another begins), and articles are
interrupted by a foreign headline, a caption, or their own subheadings (the story goes on). A
logistic regression over the measures that `blocks` takes gives the weights; a person copies them
to `WEIGHTS` there. Nothing of the texts is kept.

Run with ``CORPUS_TOOLS_EVAL`` set to the folder of outside texts.
"""

import gzip
import json
import os
import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from corpus_tools.articles.blocks import cohesion
from corpus_tools.articles.furniture import furniture
from corpus_tools.articles.lines import Line, split_lines
from corpus_tools.articles.titles import overlap

NAMES = ("share", "continuing", "cohesion", "short", "per_word")
CAPTIONS = (  # written for this script
    "جانب من الاجتماع الوزاري", "متظاهرون يرفعون لافتات في الساحة", "مقر البنك المركزي",
    "الرئيس خلال استقباله الوفد", "مسافرون في صالة المطار", "دخان يتصاعد من موقع الانفجار",
    "لاعب المنتخب يحتفل بالهدف", "سفينة شحن ترسو في الميناء", "رجل يقرأ صحيفة في مقهى",
)  # fmt: skip


def read_articles(path: Path, rng: random.Random) -> list[tuple[str, list[Line]]]:
    """Title and lines of articles of usual length, shuffled."""
    articles = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            lines = split_lines(row["text"], furniture())
            if len(lines) > 3 and row.get("title") and 80 < sum(x.n for x in lines) < 700:
                articles.append((row["title"].strip(), lines))
    rng.shuffle(articles)
    return articles


def measure(above: list[Line], line: Line, below: list[Line]) -> list[float] | None:
    """The five measures for a line between paragraphs."""
    known = set().union(*(x.get_stems() for x in above))
    after = [x for x in below if x.kind == "P"][:3]
    if not after:
        return None
    share = min(overlap(line, after[:2], known=known), 0.75)
    return [share, after[0].starts_on, cohesion(after, known), line.n <= 5, min(line.n, 12)]


def examples(articles: list[tuple[str, list[Line]]], rng: random.Random):
    """(measures, whether another article begins, kind of line) for every pair of articles."""
    for (_, first), (title, second) in zip(articles[::2], articles[1::2], strict=False):
        paragraphs = [x for x in first if x.kind == "P"]
        heading = split_lines(title, furniture())
        if len(paragraphs) < 3 or len(heading) != 1:
            continue
        yield measure(paragraphs, heading[0], second), True, "headline of its own"
        cut = rng.randint(1, len(paragraphs) - 2)
        foreign = split_lines(articles[rng.randrange(len(articles))][0], furniture())[0]
        caption = split_lines(rng.choice(CAPTIONS), furniture())[0]
        for line, kind in ((foreign, "foreign headline"), (caption, "caption")):
            yield measure(paragraphs[:cut], line, paragraphs[cut:]), False, kind
        for i in range(1, len(first) - 1):
            line = first[i]
            alone = first[i - 1].kind == "P" and first[i + 1].kind == "P"
            if line.kind == "S" and line.n <= 9 and not line.bullet and alone:
                above = [x for x in first[:i] if x.kind == "P"]
                yield measure(above, line, first[i + 1 :]), False, "subheading"


def main() -> None:
    rng = random.Random(5)
    path = Path(os.environ["CORPUS_TOOLS_EVAL"], "corpora", "five_outlets", "articles.jsonl.gz")
    rows = [row for row in examples(read_articles(path, rng)[:9000], rng) if row[0] is not None]
    x = np.array([row[0] for row in rows], dtype=float)
    y = np.array([row[1] for row in rows])
    kinds = np.array([row[2] for row in rows])
    weight = np.where(kinds == "subheading", 3.0, 1.0)  # rare, and the likeliest mistake
    model = LogisticRegression(C=10, max_iter=2000).fit(x, y, sample_weight=weight)
    odds = model.decision_function(x)
    print("bias", round(float(model.intercept_[0]), 2), end="; ")
    print("; ".join(f"{n} {w:.2f}" for n, w in zip(NAMES, model.coef_[0], strict=True)))
    for kind in sorted(set(kinds)):
        here = kinds == kind
        taken = (odds[here] >= 1.4).mean()
        print(f"{kind:20s} n={here.sum():5d}  taken for a new article: {taken:.3f}")


if __name__ == "__main__":
    main()
