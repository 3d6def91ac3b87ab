"""How well pages are cut into articles, and how fast: gold pages, left-out layouts, seeds.

    CORPUS_TOOLS_EVAL=… python benchmarks/pages.py [--speed] [--seen]

The scorer is the one that lies with the gold pages. `leave one layout out` drops every row of
the furniture list that was met in that layout only (column `seen`), then scores that layout: the
list as it would be had the layout never been seen. `--seen` prints that column anew.
`--speed` also times trafilatura and jusText (where installed) on the same texts as plain HTML.
"""

import html
import importlib.util
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus_tools.articles.segmenter import count_repeated, segment_page
from corpus_tools.articles.furniture import Furniture, furniture
from corpus_tools.lexicons import lexicon_path
from corpus_tools.articles.lines import split_lines
from corpus_tools.schema import TEXT_LABELS

HERE = Path(__file__).resolve().parent
MEASURES = ("F1", "count", "title", "date", "invented", "outlet", "leaky", "kept")


def eval_folder() -> Path:
    named = os.environ.get("CORPUS_TOOLS_EVAL")
    if not named or not Path(named, "gold", "pages").is_dir():
        sys.exit("not run: set CORPUS_TOOLS_EVAL to the folder of outside texts (gold/pages in it)")
    return Path(named)


def load_scorer(folder: Path):
    """The module `score.py` beside the gold pages."""
    spec = importlib.util.spec_from_file_location("page_scorer", folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_pages(folder: Path) -> dict[str, str]:
    return {p.name: p.read_bytes().decode("utf-8") for p in sorted(folder.glob("*.txt"))}


def predict(pages: dict[str, str]) -> dict[str, list[dict]]:
    """Predictions in the scorer's format."""
    repeated = count_repeated(list(pages.values()))
    found = {}
    for name, text in pages.items():
        page = segment_page(text, repeated=repeated)
        found[name] = []
        for article in page.articles:
            spans = [s for s in page.spans if s.article == article.position]
            kept = [text[s.start : s.end].strip() for s in spans if s.label in TEXT_LABELS]
            day = article.published_on.isoformat() if article.published_on else None
            found[name].append(
                {"title": article.title, "text": "\n".join(kept), "published_on": day,
                 "outlet": article.outlet}
            )  # fmt: skip
    return found


def show(name: str, totals: dict[str, float]) -> None:
    print(f"{name:24s}" + " ".join(f"{totals[m]:8.3f}" for m in MEASURES))


def score_pages(scorer, pages: dict[str, str], gold: dict) -> dict[str, float]:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        return scorer.report(scorer.score(predict(pages), gold), gold, out=nowhere)


def leave_one_out(scorer, pages: dict[str, str], gold: dict) -> None:
    """Each layout scored with a furniture list that has no row met in it alone."""
    table = lexicon_path("furniture").read_text(encoding="utf-8").splitlines()
    layouts = list(dict.fromkeys(g["layout"] for g in gold.values()))
    sums = dict.fromkeys(MEASURES, 0.0)
    for layout in layouts:
        rows = [row for row in table if row.split("\t")[4].split() != [layout]]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "furniture.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
            os.environ["CORPUS_TOOLS_LEXICONS"] = folder
            part = {k: g for k, g in gold.items() if g["layout"] == layout}
            totals = score_pages(scorer, {k: pages[k] for k in part}, part)
            del os.environ["CORPUS_TOOLS_LEXICONS"]
        show(f"  without {layout} (-{len(table) - len(rows)})", totals)
        for m in MEASURES:
            sums[m] += totals[m] * len(part) / len(gold)
    show("leave one layout out", sums)


def print_seen(pages: dict[str, str], gold: dict, seeds: dict[str, str]) -> None:
    """The furniture list with its column `seen` made anew from the pages."""
    met: dict[tuple[str, str], set[str]] = {}
    table: Furniture = furniture()
    texts = [(gold[k]["layout"], t) for k, t in pages.items()]
    texts += [(f"seed{k[:3]}", t) for k, t in seeds.items()]
    for layout, text in texts:
        for line in split_lines(text, table):
            if line.row is not None:
                met.setdefault((line.row.phrase, line.row.match), set()).add(layout)
    for number, row in enumerate(lexicon_path("furniture").read_text("utf-8").splitlines()):
        cells = row.split("\t")
        if number:
            cells[4] = " ".join(sorted(met.get((cells[0], cells[1]), ())))
        print("\t".join(cells))


def seeds_exact(seeds: dict[str, str]) -> str:
    """How many of the eight seed articles have the words that the tests know by their hash."""
    import hashlib

    path = HERE.parent / "tests" / "data" / "pages" / "seed_hashes.json"
    truth = json.loads(path.read_text(encoding="utf-8"))
    right = total = 0
    for name, articles in truth.items():
        found = predict({name: seeds[name]})[name]
        total += len(articles)
        for article, want in zip(found, articles, strict=False):
            words = " ".join(article["text"].split())
            right += hashlib.sha256(words.encode()).hexdigest()[:16] == want[3]
    return f"{right} of {total}"


def pages_a_second(run: Callable[[str], object], texts: list[str], seconds: float = 2.0) -> float:
    """Pages a second of processor time, after one warm-up round."""
    for text in texts:
        run(text)
    start, done = time.process_time(), 0
    while (spent := time.process_time() - start) < seconds:
        for text in texts:
            run(text)
        done += len(texts)
    return done / spent


def speed(seeds: list[str]) -> None:
    size = sum(len(t.encode()) for t in seeds) / len(seeds)
    lines = sum(len(t.splitlines()) for t in seeds) / len(seeds)
    print(f"\nspeed on pages of seed size ({size:,.0f} bytes, {lines:.0f} lines), one core")
    print(f"  corpus_tools  {pages_a_second(segment_page, seeds):8,.0f} pages/s")
    marked = [
        "<html><body>" + "".join(f"<p>{html.escape(x)}</p>" for x in t.splitlines() if x.strip())
        + "</body></html>" for t in seeds
    ]  # fmt: skip
    try:
        import trafilatura

        print(f"  trafilatura   {pages_a_second(trafilatura.extract, marked):8,.0f} pages/s")
    except ImportError:
        print("  trafilatura   not installed")
    try:
        import justext

        stop = frozenset("في من على إلى عن أن التي الذي مع هذا".split())
        run = pages_a_second(lambda page: justext.justext(page.encode(), stop), marked)
        print(f"  jusText       {run:8,.0f} pages/s")
    except ImportError:
        print("  jusText       not installed")


def main() -> None:
    folder = eval_folder()
    scorer = load_scorer(folder / "gold" / "pages")
    gold = json.loads((folder / "gold" / "pages" / "dev_gold.json").read_text(encoding="utf-8"))
    pages = read_pages(folder / "gold" / "pages" / "dev")
    seeds = read_pages(folder / "corpora" / "seed_pages")
    if "--seen" in sys.argv:
        print_seen(pages, gold, seeds)
        return
    print(" " * 24 + " ".join(f"{m:>8s}" for m in MEASURES))
    show(f"gold, {len(gold)} pages", score_pages(scorer, pages, gold))
    leave_one_out(scorer, pages, gold)
    print(f"seed articles exact: {seeds_exact(seeds)}")
    if "--speed" in sys.argv:
        speed(list(seeds.values()))


if __name__ == "__main__":
    main()
