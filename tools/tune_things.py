"""Learn which nouns never speak, and write `corpus_tools/lexicons/things.tsv`.

    CORPUS_TOOLS_EVAL=FOLDER python tools/tune_things.py [--write]

A noun that news uses hundreds of times and that never once stands right behind a plain verb of
saying with its clause («قال … إن») is a thing: where the grammar of a sentence would make it the
speaker, its verb shows («الأرقام تشير إلى») or the noun is the verb's object («ورفض الرد»).
Counted are the articles of FOLDER/corpora; no label is used. A noun and its form with the article
are counted together. Whoever has a title, names of places, and words that are no common nouns are
left out: what is rare, or a name, is never told to be a thing.
"""

import argparse
import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

from corpus_tools.lexicons import lexicon_path
from corpus_tools.statements import cues as c
from corpus_tools.statements import guesses as g
from corpus_tools.statements.endings import countries
from corpus_tools.statements.frames import CORE
from corpus_tools.statements.subjects import MAY_SPEAK

LEAST = 400  # uses, from which silence tells: a noun that speaks does so once in some 200
MOST = 0.0004  # share of its uses in which a thing may stand behind a verb of saying
NEAR = 12  # words within which the clause that is said begins
_KNOWN = (
    c.TITLE | c.MEDIUM | c.TIME | c.NEG | c.SUB | c.AUX | c.REL | c.PREP | c.COMP | c.NARRATION | c.NORM
)
_SENTENCE = re.compile(r"[.\n؟!]\s")


def count(folder: Path) -> tuple[Counter, Counter]:
    """How often each folded word is used, and how often it speaks."""
    vocabulary, used, speaks = c.bundled_vocabulary(), Counter(), Counter()
    for path in sorted(folder.glob("corpora/*/articles.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for sentence in _SENTENCE.split(json.loads(line)["text"]):
                    written = sentence.split()
                    words = [vocabulary[w.strip('"«»“”،,:;()؛.')] for w in written]
                    used.update(w.key for w in words)
                    for i, word in enumerate(words[:-1]):
                        if says(word) and (i < 2 or word.flags & c.WITH_AND):
                            near = range(i + 1, min(len(words), i + NEAR))
                            if any(words[k].flags & c.COMP or written[k][-1] == ":" for k in near):
                                speaks[words[i + 1].key] += 1
    return used, speaks


def says(word: c.Word) -> bool:
    cue = word.cue
    return (
        cue is not None and cue.lemma in CORE and cue.form in ("past", "imperfect")
        and cue.person in ("3ms", "3fs") and not word.flags & (c.TITLE | c.NARRATION | c.PREP)
    )  # fmt: skip


def things(used: Counter, speaks: Counter) -> list[str]:
    """Nouns without the article, in the order of the alphabet."""
    vocabulary, out = c.bundled_vocabulary(), []
    for bare in sorted({w.removeprefix("ال") if len(w) > 4 else w for w in used}):
        whole = "ال" + bare
        n = used[bare] + used[whole]
        if n < LEAST or speaks[bare] + speaks[whole] > MOST * n or len(bare) < 3:
            continue
        words = [vocabulary[bare], vocabulary[whole]]
        if any(w.flags & _KNOWN or w.cue is not None for w in words) or {bare, whole} & countries():
            continue
        if bare in MAY_SPEAK or bare.endswith(("ي", "ون", "ين", "ا")) or not g.is_common(bare):
            continue
        if not (bare[0] in "بلوف" and g.carries_b(bare)):
            out.append(bare)
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true")
    write = options.parse_args().write
    found = things(*count(Path(os.environ["CORPUS_TOOLS_EVAL"])))
    print(f"{len(found)} nouns that never speak")
    if write:
        head = "# Nouns that never speak, folded and without the article; made by tools/tune_things.py.\nword\n"
        lexicon_path("things").write_text(head + "\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
