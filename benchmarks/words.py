"""Speed of the words: text to lemma document-term matrix, and types a second.

    python benchmarks/words.py FILE.jsonl.gz [FILE …] [--peers]

Each file has one JSON record a line with a `text`. Times are of one core (process time), first
sight of every word included; dictionaries are loaded before the clock starts, and their loading
is shown apart. `--peers` runs gensim's simple_preprocess and scikit-learn's CountVectorizer on
the same texts in the same run; CAMeL Tools joins if it is installed. For the quality of
segmentation and lemmas run `tools/tune_segmenter.py` and the scorer beside the gold file.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import corpus_tools as ct
from corpus_tools.tokens.segmentation import default_segmenter


def read(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def timed(what: str, megabytes: float, run: Callable[[], object]) -> object:
    start = time.process_time()
    result = run()
    seconds = time.process_time() - start
    print(f"  {what:<40} {seconds:7.2f} s {megabytes / seconds:7.1f} MB/s")
    return result


def peers(texts: list[str], megabytes: float) -> None:
    from gensim.utils import simple_preprocess
    from sklearn.feature_extraction.text import CountVectorizer

    timed("gensim simple_preprocess", megabytes, lambda: [simple_preprocess(t) for t in texts])
    timed("CountVectorizer", megabytes, lambda: CountVectorizer().fit_transform(texts))
    try:
        from camel_tools.tokenizers.word import simple_word_tokenize
    except ImportError:
        print("  CAMeL Tools is not installed: not run")
    else:
        timed("CAMeL simple_word_tokenize", megabytes,
              lambda: [simple_word_tokenize(t) for t in texts])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    start = time.process_time()
    segmenter = default_segmenter()
    ct.tokenize(["سلام"]).document_term_matrix()
    print(f"loading dictionaries: {time.process_time() - start:.2f} s")
    for path in options.files:
        texts = read(path)
        megabytes = sum(len(t.encode()) for t in texts) / 1e6
        print(f"{path.parent.name}: {len(texts):,} texts, {megabytes:.1f} MB")
        tokens = timed("text to lemma matrix", megabytes, lambda: _matrix(texts))
        arrays = (tokens.ids, tokens.starts, tokens.ends, tokens.offsets, tokens.sentence_starts,
                  tokens.paragraph_starts)  # fmt: skip
        print(f"  {tokens}\n  {sum(a.nbytes for a in arrays) / len(tokens.ids):.1f} bytes a token")
        words = [w for w in tokens.form_words if w.isalpha()]
        start = time.process_time()
        for word in words:
            segmenter.segment(word)
        speed = len(words) / (time.process_time() - start)
        print(f"  segment: {len(words):,} types, {speed:,.0f} types a second")
        if options.peers:
            peers(texts, megabytes)


def _matrix(texts: list[str]) -> ct.Tokens:
    tokens = ct.tokenize(texts)
    tokens.document_term_matrix()
    return tokens


if __name__ == "__main__":
    main()
