"""Words: quality on a treebank, speed on real corpora, keyness where nothing differs.

    CORPUS_TOOLS_EVAL=FOLDER python benchmarks/words.py [--peers] [--corpora saudi_outlets …]
                                                        [--skip quality keyness …]

Quality is measured on FOLDER/gold/tokens/gold_padtdev.tsv, on which costs and lemmas were tuned:
beside the figures of what ships stand those of costs fitted on one half of the sentences and
measured on the other, without the lists of single words, and of lemmas chosen by a model that has
seen no word of the lemma. Speed is that of one core (process time), first sight of every word
included; dictionaries are loaded before the clock starts. `--peers` runs gensim's
simple_preprocess and scikit-learn's CountVectorizer on a sample of the same texts in turns with
the package; CAMeL Tools joins if `camel_tools` can be imported. Keyness under the null is
`benchmarks/keyness.py`.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import corpus_tools as ct
from corpus_tools.lexicons import lexicon_path
from corpus_tools.normalize import fold_word
from corpus_tools.tokens.bulk import distinct_stems
from corpus_tools.tokens.known_words import corpus_segmenter
from corpus_tools.tokens.segmentation import default_segmenter

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("quality", "speed", "keyness")
SAMPLE = 8  # peers run on every eighth text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--corpora", nargs="+", default=["saudi_outlets", "five_outlets"])
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=[])
    options = parser.parse_args()
    folder = Path(os.environ["CORPUS_TOOLS_EVAL"])
    if "quality" not in options.skip:
        quality(folder)
    if "speed" not in options.skip:
        start = time.process_time()
        default_segmenter()
        ct.tokenize(["سلام"]).document_term_matrix()
        print(f"loading dictionaries: {time.process_time() - start:.2f} s", flush=True)
        for name in options.corpora:
            speed(folder / "corpora" / name / "articles.jsonl.gz", with_peers=options.peers)
    if "keyness" not in options.skip:
        file = folder / "corpora" / "north_korea" / "articles.jsonl.gz"
        run("keyness, outlets dealt anew over clusters", ROOT / "benchmarks" / "keyness.py", file)


def run(title: str, *command: Path, **environment: str) -> None:
    print(title, flush=True)
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    subprocess.run([sys.executable, *map(str, command)], check=True,
                   env=os.environ | {"PYTHONPATH": paths} | environment)  # fmt: skip


def quality(folder: Path) -> None:
    run("as shipped (tuned on this file)", folder / "gold" / "tokens" / "score_tokens.py")
    with tempfile.TemporaryDirectory() as bare:
        for name in ("fixed_words", "protected_names"):
            rows = lexicon_path(name).read_text(encoding="utf-8").splitlines()
            header = next(row for row in rows if not row.startswith("#"))
            (Path(bare) / f"{name}.tsv").write_text(header + "\n", encoding="utf-8")
        run("segmentation, half against half, without lists of single words",
            ROOT / "tools" / "tune_segmenter.py", CORPUS_TOOLS_LEXICONS=bare)  # fmt: skip
    run("lemmas, each by a model that has not seen them", ROOT / "tools" / "tune_lemmas.py")


def speed(path: Path, *, with_peers: bool) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    print(f"{path.parent.name}: {len(texts):,} texts, {size(texts):.1f} MB")
    tokens, ours = timed("text to lemma matrix", texts, matrix)
    arrays = (tokens.ids, tokens.starts, tokens.ends, tokens.offsets, tokens.sentence_starts,
              tokens.paragraph_starts)  # fmt: skip
    print(f"  {tokens}\n  {sum(a.nbytes for a in arrays) / len(tokens.ids):.1f} bytes a token")
    words = [w for w in tokens.form_words if w.isalpha()]
    segmenter = ct.tokens.segmentation.Segmenter(default_segmenter().frequency)
    start = time.process_time()
    for word in words:
        segmenter.segment(word)
    rate = len(words) / (time.process_time() - start)
    print(f"  segment, one by one: {len(words):,} types, {rate:,.0f} types a second", flush=True)
    folded = list(dict.fromkeys(map(fold_word, words)))
    start = time.process_time()
    segmenter = corpus_segmenter(folded, [1] * len(folded))
    stems, _ = distinct_stems(folded, segmenter)
    for stem in stems:
        segmenter.lemma(stem)
    rate = len(folded) / (time.process_time() - start)
    print(f"  in arrays, as tokenize does, with lemmas: {rate:,.0f} types a second", flush=True)
    if with_peers:
        for name, function in peers().items():
            _, theirs = timed(name, texts[::SAMPLE], function)
            print(f"    {ours / theirs:.1f} times as fast as {name}", flush=True)
        timed("text to lemma matrix, again", texts, matrix)


def size(texts: list[str]) -> float:
    return sum(len(t.encode()) for t in texts) / 1e6


def timed(what: str, texts: list[str], function: Callable) -> tuple[object, float]:
    start = time.process_time()
    result = function(texts)
    seconds = time.process_time() - start
    print(f"  {what:<40} {seconds:7.2f} s {size(texts) / seconds:7.1f} MB/s", flush=True)
    return result, size(texts) / seconds


def matrix(texts: list[str]) -> ct.Tokens:
    tokens = ct.tokenize(texts)
    tokens.document_term_matrix()
    return tokens


def peers() -> dict[str, Callable]:
    from gensim.utils import simple_preprocess
    from sklearn.feature_extraction.text import CountVectorizer

    found = {
        "gensim simple_preprocess": lambda texts: [simple_preprocess(t) for t in texts],
        "CountVectorizer": lambda texts: CountVectorizer().fit_transform(texts),
    }
    try:
        from camel_tools.tokenizers.word import simple_word_tokenize
    except ImportError:
        print("  CAMeL Tools is not installed: not run")
    else:
        found["CAMeL Tools"] = lambda texts: [simple_word_tokenize(t) for t in texts]
    return found


if __name__ == "__main__":
    main()
