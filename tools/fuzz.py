"""Runs the fuzz targets of tests/test_fuzz.py by hand, longer than any test run would.

    python tools/fuzz.py                        100,000 inputs for every target, others each time
    python tools/fuzz.py --inputs N TARGET …    some targets: pages articles normalise segment
                                                statements stance label readers reuse
    python tools/fuzz.py --guided TARGET [-max_total_time=600 …]
                                                inputs that reach new code are kept and changed
                                                further; needs atheris (pip install atheris; it is
                                                no dependency), whose options may follow

An input that fails is shrunk and printed as the call that repeats it; make it a test.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGETS = ("pages", "articles", "normalise", "segment", "statements", "stance", "label", "readers",
           "reuse")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--guided", action="store_true", help="by the code that inputs reach")
    options, rest = parser.parse_known_args()
    unknown = sorted(set(options.targets) - set(TARGETS))
    if unknown:
        parser.error(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    os.environ["CORPUS_TOOLS_FUZZ"] = str(options.inputs)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    if options.guided:
        if len(options.targets) != 1:
            parser.error("--guided runs one target at a time")
        guided(options.targets[0], rest)
        return 0
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return plain(options.targets or TARGETS, options.inputs)


def plain(targets: list[str] | tuple[str, ...], inputs: int) -> int:
    """Run targets one after the other on drawn inputs; how many failed."""
    import test_fuzz

    failed = 0
    for name in targets:
        begun = time.process_time()
        try:
            getattr(test_fuzz, f"test_{name}")()
            said = "no failure"
        except Exception as error:  # the next target is run all the same
            said = f"FAILED: {error!r:.500}\n" + "\n".join(getattr(error, "__notes__", ()))
            failed += 1
        seconds = time.process_time() - begun
        print(f"{name}: {inputs:,} inputs, {seconds:.0f} s of processor time, {said}", flush=True)
    return 1 if failed else 0


def guided(name: str, words: list[str]) -> None:
    """Hand hypothesis bytes that atheris makes from the coverage of those before."""
    try:
        import atheris
    except ImportError:
        sys.exit("tools/fuzz.py --guided: atheris is not installed; pip install atheris, into an "
                 "environment of its own")  # fmt: skip
    with atheris.instrument_imports(include=["corpus_tools"]):
        import test_fuzz

    target = getattr(test_fuzz, f"test_{name}")
    atheris.Setup([sys.argv[0], *words], target.hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
