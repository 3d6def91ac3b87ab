"""The command line: `python -m corpus_tools figures | new | verify | check-charts | prepare`."""

import argparse
import ast
import sys
import time
from pathlib import Path

from .schema import CorpusToolsError, InputError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when a result is bad, 2 for a wrong request."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return options.run(options)
    except CorpusToolsError as error:
        print(f"corpus_tools {options.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\ncorpus_tools {options.command}: stopped by you", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus_tools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    figures = commands.add_parser("figures", help="run every notebook and write its figures")
    figures.add_argument("--corpus", metavar="PATH", help="your corpus (default: the bundled one)")
    figures.add_argument(
        "--project", metavar="FILE", help="a project.toml (default: the one beside the corpus)"
    )
    figures.add_argument(
        "--set", metavar="NAME=VALUE", dest="values", action="append", default=[], type=_value,
        help="give a notebook parameter another value; may be repeated",
    )  # fmt: skip
    figures.add_argument(
        "--out", metavar="DIR", help="where figures go (default: figures/, or out/<corpus>/)"
    )
    figures.add_argument("--study", metavar="DIR", help="a folder made by `new`: all its figures")
    figures.add_argument(
        "--keep-notebooks", action="store_true", help="keep the executed notebooks in DIR/notebooks"
    )
    figures.set_defaults(run=_figures)

    new = commands.add_parser("new", help="lay out the folder of a study")
    new.add_argument("place", metavar="NAME", help="the folder to make")
    new.add_argument("--corpus", metavar="PATH", help="where the pages lie (default: NAME/pages)")
    new.set_defaults(run=_new)

    verify = commands.add_parser("verify", help="run again and compare with the committed figures")
    verify.set_defaults(run=_verify)

    check = commands.add_parser("check-charts", help="are Arabic labels drawn right here?")
    check.add_argument("--picture", metavar="FILE", help="also draw the labels into this PNG")
    check.set_defaults(run=_check_charts)

    prepare = commands.add_parser(
        "prepare", help="a corpus of any size to documents, tokens, reuse and statements on disk"
    )
    prepare.add_argument("pattern", metavar="PATTERN", help="a folder, a file or a glob")
    prepare.add_argument("--out", metavar="DIR", required=True, help="the folder to write to")
    prepare.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler to work with")
    prepare.add_argument(
        "--workers", metavar="N", type=int, help="processes of this machine (default: all)"
    )
    for table in ("metadata", "corrections"):
        prepare.add_argument(f"--{table}", metavar="FILE", help="as for load_corpus")
    prepare.set_defaults(run=_prepare)
    return parser


def _value(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"expected NAME=VALUE, got {text!r}")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value  # words need no quotation marks


def _figures(options: argparse.Namespace) -> int:
    print("reading the notebooks …", flush=True)
    from .figures.runner import run_notebooks

    where = {"corpus": options.corpus, "project": options.project, "out": options.out}
    if options.study:
        from .figures.studies import study_paths

        wrong = [f"--{name}" for name, value in where.items() if value is not None]
        if wrong:
            raise InputError(f"--study: does not go with {', '.join(wrong)}; its folder says it all")
        where = study_paths(options.study)
    begun = time.monotonic()
    runs = run_notebooks(
        **where, parameters=dict(options.values), keep_executed=options.keep_notebooks,
    )  # fmt: skip
    n_figures = sum(len(run.figures) for run in runs)
    print(f"{n_figures} figures from {len(runs)} notebooks in {time.monotonic() - begun:.0f} s")
    return 0


def _new(options: argparse.Namespace) -> int:
    from .figures.studies import new_study

    folder = new_study(options.place, corpus=options.corpus)
    print(f"{folder}: {', '.join(sorted(p.name for p in folder.iterdir()))}")
    first = "" if options.corpus else f"put your pages into {folder / 'pages'}, then "
    print(f"next: {first}python3 run.py figures --study {options.place}")
    return 0


def _verify(_: argparse.Namespace) -> int:
    print("running the notebooks again …", flush=True)
    from .figures.verification import FINE, verify

    verdicts = verify()
    for verdict in verdicts:
        print(verdict)
    bad = [v for v in verdicts if v.answer not in FINE]
    print(f"{len(verdicts) - len(bad)} of {len(verdicts)} figures came out again")
    return 1 if bad else 0


def _check_charts(options: argparse.Namespace) -> int:
    from .charts.selfcheck import check_labels, draw_sheet, report, unexcused

    results = check_labels()
    for line in report(results):
        print(line)
    if options.picture:
        try:
            draw_sheet(Path(options.picture), results)
        except (OSError, ValueError) as error:  # no such folder; no such kind of picture
            raise InputError(f"--picture: cannot write {options.picture} ({error})") from None
        print(f"picture: {options.picture}")
    return 1 if unexcused(results).any() else 0


def _prepare(options: argparse.Namespace) -> int:
    from .scale import prepare

    prepared = prepare(
        options.pattern, options.out, scheduler=options.scheduler, workers=options.workers,
        metadata=options.metadata, corrections=options.corrections,
    )  # fmt: skip
    print(prepared)
    return 0


if __name__ == "__main__":
    sys.exit(main())
