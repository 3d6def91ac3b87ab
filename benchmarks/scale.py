"""Time and memory of `prepare` from ten thousand articles up: python benchmarks/scale.py [SIZE …]

The articles are those of the two collections of real ones in the folder CORPUS_TOOLS_EVAL; beyond
their number, new ones are made of their paragraphs, drawn at random. They are written as files of
JSON lines, 5,000 articles each, and prepared from there. Reported is processor time, which other
work on the machine leaves as it is, and the most memory that any worker held.

`--copies 6` recombines at every size: of one sixth as many real articles, so that a paragraph
stands in six articles whatever the size, and sizes differ in nothing else.

`--workers 1 2` also compares the clock of two workers with that of one (on a machine that has
nothing else to do), and what the tasks' own times and their order allow.
"""

import argparse
import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpus_tools.scale import prepare

_COLLECTIONS = ("five_outlets", "saudi_outlets")
_FILE = 5_000


def real_articles() -> Iterator[dict]:
    for name in _COLLECTIONS:
        path = Path(os.environ["CORPUS_TOOLS_EVAL"]) / "corpora" / name / "articles.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield row | {"id": f"{name}-{row['id']}"}


def articles(size: int, copies: float, rng: np.random.Generator) -> Iterator[dict]:
    """Real articles in a drawn order; when they are used up, recombined ones of the same shape."""
    real = list(real_articles())
    order = rng.permutation(len(real))
    if copies:
        real = [real[k] for k in order[: max(round(size / copies), 1)].tolist()]
        order = np.arange(len(real))
    for k in order[:size].tolist():
        yield real[k]
    if size <= len(real):
        return
    pool = [p for row in real for p in row["text"].split("\n") if p.strip()]
    for n in range(size - len(real)):
        like = real[int(rng.integers(len(real)))]
        drawn, length = [], 0
        while length < len(like["text"]):  # as long as a real one
            drawn.append(pool[int(rng.integers(len(pool)))])
            length += len(drawn[-1])
        yield like | {"id": f"made-{n}", "text": "\n".join(drawn)}


def write_files(folder: Path, size: int, copies: float) -> None:
    folder.mkdir()
    rows = articles(size, copies, np.random.default_rng(0))
    for number in range(-(-size // _FILE)):
        with (folder / f"{number:03d}.jsonl").open("w", encoding="utf-8") as file:
            for _, row in zip(range(_FILE), rows):  # noqa: B905
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def shortest(costs: dict[str, dict], workers: int) -> float:
    """Seconds that the tasks take at least with so many workers, and nothing else in the way:
    what only one can do at a time overlaps with the statements, as in the graph of `prepare`.
    """
    alone = ("index", "propose", "details", "vocabulary", "clusters")
    total = sum(c["cpu_s"] for c in costs.values())
    after = costs["tokens"]["cpu_s"] + costs["statements"]["cpu_s"] + costs["align"]["cpu_s"]
    chain = sum(costs[s]["cpu_s"] for s in alone if s != "vocabulary")
    here = costs["here"]["cpu_s"]
    before = total - after - chain - costs["vocabulary"]["cpu_s"] - here
    return here + before / workers + max(chain, (total - here - before) / workers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 25_000, 50_980])
    parser.add_argument("--workers", nargs="+", type=int, default=[2])
    parser.add_argument("--copies", type=float, default=0, help="articles that share a paragraph")
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder) / "in", size, options.copies)
            for workers in options.workers:
                begun = time.monotonic()
                made = prepare(Path(folder) / "in", Path(folder) / f"out{workers}", workers=workers,
                               quiet=True)  # fmt: skip
                clock = time.monotonic() - begun
                report(made, workers, clock)
        rows.append([size, *(made.costs[s]["cpu_s"] for s in made.costs)])
        stages = list(made.costs)
    if len(rows) > 1:
        n, *columns = np.log(np.maximum(np.array(rows, float), 1e-3)).T
        told = {s: np.polyfit(n, c, 1)[0] for s, c in zip(stages, columns, strict=True)}
        reuse = np.log([sum(r[1 + stages.index(s)] for s in ("index", "propose", "details", "align", "clusters"))
                        for r in rows])  # fmt: skip
        total = np.log([sum(r[1:]) for r in rows])
        print("exponents: " + ", ".join(f"{s} {x:.2f}" for s, x in told.items()))
        print(f"exponent of reuse {np.polyfit(n, reuse, 1)[0]:.2f}, of all "
              f"{np.polyfit(n, total, 1)[0]:.2f}")  # fmt: skip


def report(made, workers: int, clock: float) -> None:
    costs = made.costs
    total = sum(c["cpu_s"] for c in costs.values())
    peak = max(c["peak_mb"] for c in costs.values())
    print(f"{len(made):,} documents, {workers} workers: {total:.0f} s of processor time "
          f"({1000 * total / len(made):.2f} ms each), {clock:.0f} s by the clock, peak {peak} MB a "
          f"worker; two workers against one, by the tasks' times: "
          f"{shortest(costs, 1) / shortest(costs, 2):.2f}")  # fmt: skip
    print("  " + ", ".join(f"{s} {c['cpu_s']:.0f} s {c['peak_mb']} MB" for s, c in costs.items()))
    print(f"  {made}", flush=True)


if __name__ == "__main__":
    main()
