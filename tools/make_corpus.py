"""Renders the bundled corpus: `corpus_tools/data/source` becomes saved pages and their truth.

The pages must look like what a browser saves (menus, captions, stray lines, a second article),
so that the tools are taught and tested on the same mess as a user's folder; the truth must be
exact, so it is written by the same pass that writes the page. All choices come from one seed:
the same sources give the same bytes.

    python tools/make_corpus.py            write pages/, truth/ and project.toml
    python tools/make_corpus.py --check    only say whether what is there is up to date
"""

import argparse
import json
import sys

from corpus_layouts import DRAW, Page, draw_istirlab, shows_date
from corpus_sources import DATA, Article, SourceError, houses, read_articles, spell, world


def build() -> dict[str, str]:
    """Every file to be written: path below `corpus_tools/data` → content."""
    articles = read_articles()
    by_key = {a.key: a for a in articles}
    titles = {h: [a.title for a in articles if a.house == h] for h in houses()}
    files: dict[str, str] = {}
    truth: list[dict] = []
    spans: list[dict] = []
    for house in houses():
        mains = [a for a in articles if a.house == house and a.embedded_in is None]
        for number, main in enumerate(mains, 1):
            inner = [a for a in articles if a.embedded_in == main.key]
            if any(by_key[a.embedded_in].house != a.house for a in inner):
                raise SourceError(f"{main.key}: an article of another outlet is embedded in it")
            suffix = "html" if house == "istirlab" else "txt"
            page = Page(f"{house}/{number:03d}.{suffix}", [main, *inner])
            if suffix == "html":
                files[f"pages/{page.path}"] = draw_istirlab(page, titles)
                page_spans = []
            else:
                DRAW[house](page, titles)
                files[f"pages/{page.path}"], page_spans = page.finish()
            spans += page_spans
            truth += [truth_of(page, a, n, page_spans) for n, a in enumerate(page.articles)]
    files["truth/articles.jsonl"] = json_lines(truth)
    files["truth/spans.jsonl"] = json_lines(spans)
    files["truth/events.jsonl"] = json_lines(
        [{"event": key} | about | {"theme_label": world()["themes"][about["theme"]]}
         for key, about in world()["events"].items()])
    files["project.toml"] = project_file()
    return files


def truth_of(page: Page, article: Article, position: int, spans: list[dict]) -> dict:
    own = [s for s in spans if s["article_id"] == article.key and s["label"] in ("body", "subhead")]
    texts = [text for _, text in article.blocks]
    words = " ".join(texts).split()
    event = world()["events"][article.event]
    return {
        "article_id": article.key, "page": page.path, "position": position,
        "role": "main" if position == 0 else "embedded", "outlet": page.house["name"],
        "title": article.title, "published_on": article.published.date().isoformat(),
        "date_on_page": shows_date(page, article), "event": article.event, "theme": event["theme"],
        "genre": article.genre, "agencies": article.agencies, "agency_named": article.agency_named,
        "wire_cluster": article.wire_of or article.key, "sources": article.sources,
        "n_words": len(words),
        "first_words": " ".join(words[:6]), "last_words": " ".join(words[-6:]),
        "start": own[0]["start"] if own else None, "end": own[-1]["end"] if own else None,
        "body_paragraphs": texts,
        "subheads": [text for label, text in article.blocks if label == "subhead"],
        "fiction": world()["mark"],
    }


def json_lines(rows: list[dict]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def variants(name: str) -> list[str]:
    """A name as the five houses spell it, the spelling of the sources first."""
    return list(dict.fromkeys([name, *(spell(name, h) for h in houses())]))


def project_file() -> str:
    """`project.toml` of the bundled corpus, with every house's spelling of every name."""
    w = world()

    def array(names: list[str]) -> str:
        flat = dict.fromkeys(v for name in names for v in variants(name))
        return "[\n" + "".join(f'    "{n}",\n' for n in flat) + "]"

    parts = [
        "# Written by tools/make_corpus.py from source/world.toml and source/houses.toml.",
        "[project]", 'name = "demo"', f'title = "{w["title"]}"', f'title_ar = "{w["title_ar"]}"',
        f"n_topics = {w['n_topics']}", f"random_state = {w['seed']}", "fiction = true",
        "", "[dates]", f'first = "{w["first"]}"', f'last = "{w["last"]}"',
    ]
    for house in houses().values():
        parts += ["", f'[outlets."{house["name"]}"]', f'colour = "{house["colour"]}"']
    for table in ("targets", "sides"):
        parts += ["", f"[{table}]"]
        parts += [f'"{name}" = {array(names)}' for name, names in w[table].items()]
    return "\n".join(parts) + "\n"


def written() -> set[str]:
    """Paths of the files of an earlier run."""
    found = [p for folder in ("pages", "truth") for p in (DATA / folder).rglob("*") if p.is_file()]
    return {p.relative_to(DATA).as_posix() for p in found if "statements" not in p.name}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs")
    options = parser.parse_args(arguments)
    files = build()
    stale = sorted(written() - set(files))
    if options.check:
        wrong = stale + [path for path, text in files.items() if not (DATA / path).is_file()
                         or (DATA / path).read_bytes() != text.encode("utf-8")]
        print("up to date" if not wrong else "differs from the sources: " + ", ".join(wrong))
        return bool(wrong)
    for path in stale:
        (DATA / path).unlink()
    for path, text in files.items():
        (DATA / path).parent.mkdir(parents=True, exist_ok=True)
        (DATA / path).write_bytes(text.encode("utf-8"))
    rows = files["truth/articles.jsonl"].count("\n")
    print(f"{rows} articles in {sum(p.startswith('pages/') for p in files)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
