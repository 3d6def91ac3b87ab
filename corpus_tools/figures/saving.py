"""A figure, the table behind it, and a manifest that says how both came about.

A picture alone cannot be checked. Beside each one lies the table that it shows, and one
manifest a folder names for every figure its notebook, parameters, corpus, seed, versions
and the hashes of its files, so that anyone can run it again and see whether the same comes
out (`corpus_tools.figures.verification`). On one machine the same result gives the same bytes: no
dates are written, SVG identifiers are fixed, and files are put in place in one step.
"""

import hashlib
import io
import json
import math
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from importlib import metadata
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import FORMULA_STARTS, write_atomically
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MANIFEST = "manifest.json"
OUT_VARIABLE = "CORPUS_TOOLS_OUT"  # the folder that a runner wants figures in
RUN_VARIABLE = "CORPUS_TOOLS_RUN"  # notebook and parameters of this run, as JSON
_FORMATS = {"png": 150, "svg": 72, "pdf": 72}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSIONS_OF = (
    "fontpkg-ibm-plex-sans-arabic", "fontpkg-noto-sans-arabic", "gensim", "matplotlib", "numpy",
    "pandas", "scikit-learn", "scipy", "simplemma", "wordfreq",
)  # fmt: skip

_run: dict[str, object] = {}


def save_figure(
    fig: "Figure",
    name: str,
    data: object,
    *,
    folder: str | Path | None = None,
    parameters: Mapping[str, object] | None = None,
    corpus: object = None,
    random_state: int | None = None,
    formats: Sequence[str] = ("png", "svg", "pdf"),
    dpi: int = 150,
    alt: str | None = None,
) -> Path:
    """Write a figure, its table and its entry in the manifest.

    Parameters
    ----------
    fig : Figure
    name : str
        Of the files, without ending: Latin letters, digits, `.`, `-` and `_`.
    data : DataFrame, or what `pandas.DataFrame` takes
        The table that the figure shows, written as `name.csv`.
    folder : path, optional
        Default: the folder named by the environment variable CORPUS_TOOLS_OUT (set while
        notebooks are run), else `figures/` beside the notebooks' folder.
    parameters : mapping, optional
        What was chosen by hand; added to the parameters of the run.
    corpus : Corpus or str, optional
        The corpus, or its hash. Default: what `describe_run` was told.
    random_state : int, optional
    formats : sequence of {"png", "svg", "pdf"}
    dpi : int
        Dots per inch of the PNG: 150 for a screen, 300 for print.
    alt : str, optional
        What the figure shows, in words. Default: composed by the plot that drew it, or of
        `data`. It goes into the files, the manifest and, in a notebook, under the cell.

    Returns
    -------
    Path
        The first picture written.

    Raises
    ------
    InputError
        The name could leave the folder, a format is unknown, `fig` is no figure, `data` no table,
        or the folder cannot be made.
    """
    target = _folder(folder)
    _check(name, formats)
    if not hasattr(fig, "savefig"):
        raise InputError(f"fig: expected a Figure (ax.figure), got {type(fig).__name__}")
    if alt is None:
        from ..charts import alt_text

        alt = alt_text(fig, data)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"folder: cannot make {target} ({error.strerror})") from None
    files = {}
    with _laid_out_once(fig):
        for kind in formats:
            resolution = dpi if kind == "png" else _FORMATS[kind]
            files[f"{name}.{kind}"] = picture_bytes(fig, kind, alt=alt, dpi=resolution)
    files[f"{name}.csv"] = table_bytes(data)
    for file, content in files.items():
        write_atomically(target / file, content)
    entry = _entry(name, parameters, corpus, random_state, alt)
    entry["files"] = {file: sha256(content) for file, content in sorted(files.items())}
    others = [e for e in read_manifest(target) if e["figure"] != name]
    write_manifest(target, [*others, entry])
    _show_in_notebook(alt)
    return target / next(iter(files))


@contextmanager
def _laid_out_once(fig: "Figure") -> Iterator[None]:
    """All formats of a figure get one layout, the slow part of drawing."""
    engine = fig.get_layout_engine()
    if engine is None:
        yield
        return
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    try:
        yield
    finally:
        fig.set_layout_engine(engine)


def _show_in_notebook(alt: str) -> None:
    """The words of a figure beside its picture, for those who listen to a notebook."""
    ipython = sys.modules.get("IPython")  # where nobody loaded it, nobody looks
    if not alt or ipython is None or not hasattr(ipython.get_ipython(), "kernel"):
        return
    from IPython.display import HTML, display

    from ..show import escape

    display(HTML(
        "<details><summary>الشكل بالكلمات · the figure in words</summary>"
        f'<p dir="auto">{escape(alt)}</p></details>'
    ))  # fmt: skip


class RunDescription(str):
    """What a notebook shows at its end, so that its figures can be made again."""

    def _repr_markdown_(self) -> str:
        return str(self)


def describe_run(
    corpus: object = None,
    *,
    notebook: str | None = None,
    parameters: Mapping[str, object] | None = None,
    random_state: int | None = None,
) -> RunDescription:
    """Corpus, seed and versions, to show at the end of a notebook.

    Called at its top, it also holds for every figure saved after it, so that `save_figure`
    need not be told the corpus each time.

    Examples
    --------
    >>> "seed 0" in describe_run(random_state=0)
    True
    """
    digest = corpus_hash(corpus)
    _run.clear()
    _run.update(
        notebook=notebook, corpus=digest, parameters=dict(parameters or {}),
        random_state=random_state,
    )  # fmt: skip
    said = [f"corpus `{digest[:16]}…` (SHA-256)"] if digest else []
    said += [f"seed {random_state}"] if random_state is not None else []
    said += [f"{name} {version}" for name, version in versions().items()]
    return RunDescription(" · ".join(said))


def corpus_hash(corpus: object) -> str | None:
    """The SHA-256 that names a corpus: that of its pages' names and hashes, in order of name.

    A string is taken as the hash itself; a corpus that knows its own (`sha256`) is asked.
    """
    if corpus is None or isinstance(corpus, str):
        return corpus
    own = getattr(corpus, "sha256", None)
    if isinstance(own, str):
        return own
    pages = corpus.pages
    lines = sorted(f"{p}\t{h}\n" for p, h in zip(pages["page"], pages["sha256"], strict=True))
    return sha256("".join(lines).encode())


def picture_bytes(fig: "Figure", kind: str, *, alt: str = "", dpi: int = 150) -> bytes:
    """The figure in one format, without dates or other things that differ between runs."""
    import matplotlib as mpl

    marks = {
        "png": {"Software": None, "Description": alt},
        "svg": {"Date": None, "Description": alt},
        "pdf": {"CreationDate": None, "Subject": alt},
    }[kind]
    marks = {k: v for k, v in marks.items() if v != ""}
    buffer = io.BytesIO()
    # A notebook's own settings must not change the file: the backend there cuts pictures.
    with mpl.rc_context({"svg.hashsalt": "corpus_tools", "svg.fonttype": "path",
                         "pdf.fonttype": 42, "savefig.bbox": None}):
        fig.savefig(buffer, format=kind, dpi=dpi, metadata=marks, facecolor="white")
    return buffer.getvalue()


def table_bytes(data: object) -> bytes:
    """A table as CSV: UTF-8, one line feed a row, every number in its shortest exact form.

    Missing values are empty, lists are JSON, dates are ISO; a text that a spreadsheet would
    take for a formula is led by an apostrophe.

    Examples
    --------
    >>> table_bytes({"x": [0.1, 2.0], "words": [["أ"], "=1+1"]}).decode().splitlines()
    ['x,words', '0.1,"[""أ""]"', "2.0,'=1+1"]
    """
    import csv

    import pandas as pd

    try:
        frame = data if isinstance(data, pd.DataFrame) else pd.DataFrame(data)
    except (ValueError, TypeError) as error:
        raise InputError(
            f"data: expected the table that the figure shows, got {type(data).__name__} ({error})"
        ) from None
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    # The module leaves a lone carriage return unquoted, and what follows it would be a row.
    careful = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in [frame.columns.map(str), *frame.itertuples(index=False, name=None)]:
        cells = [_cell(value) for value in row]
        (careful if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace")


def read_table_bytes(content: bytes) -> "pd.DataFrame":
    """A CSV written by `table_bytes`, every cell as text."""
    import pandas as pd

    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def read_manifest(folder: str | Path) -> list[dict]:
    """The entries of a folder's manifest, in order of name; none where there is no manifest."""
    path = Path(folder) / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8"))["figures"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: expected a manifest written by corpus_tools, got something else ({error}); "
            "delete the file and run the notebooks again"
        ) from error


def write_manifest(folder: str | Path, entries: Sequence[dict]) -> None:
    """Write the entries, sorted by name, in one step."""
    ordered = sorted(entries, key=lambda entry: entry["figure"])
    text = json.dumps({"figures": ordered}, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(Path(folder) / MANIFEST, (text + "\n").encode("utf-8"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _folder(folder: str | Path | None) -> Path:
    if folder is not None:
        return Path(folder)
    named = os.environ.get(OUT_VARIABLE)
    if named:
        return Path(named)
    here = Path.cwd()
    return (here.parent if here.name == "notebooks" else here) / "figures"


def _check(name: str, formats: Sequence[str]) -> None:
    if not _NAME.fullmatch(name) or ".." in name:
        raise InputError(
            "name: expected Latin letters, digits, '.', '-' and '_' only, as in "
            f"'04.1-stance-by-outlet', got {name!r}; the folder is the argument `folder`"
        )
    unknown = [kind for kind in formats if kind not in _FORMATS]
    if unknown or not formats or isinstance(formats, str):
        raise InputError(f"formats: expected some of {sorted(_FORMATS)}, got {formats!r}")


def _entry(
    name: str,
    parameters: Mapping[str, object] | None,
    corpus: object,
    random_state: int | None,
    alt: str,
) -> dict[str, object]:
    told = json.loads(os.environ.get(RUN_VARIABLE, "{}"))
    chosen = {
        **told.get("parameters", {}), **_run.get("parameters", {}), **(parameters or {}),
    }
    seed = random_state
    if seed is None:
        seed = _run.get("random_state")
    if seed is None:
        seed = chosen.get("random_state")
    return {
        "figure": name,
        "notebook": told.get("notebook") or _run.get("notebook"),
        "parameters": {key: _json_value(value) for key, value in sorted(chosen.items())},
        "corpus_sha256": corpus_hash(corpus) if corpus is not None else _run.get("corpus"),
        "random_state": None if seed is None else int(seed),
        "versions": versions(),
        "alt": alt,
    }


def versions() -> dict[str, str]:
    """Python, this package, the libraries that numbers depend on, and the hashes of word lists
    that stand in the place of ours."""
    from .. import __version__
    from ..lexicons import replaced_lists

    found = {"python": platform.python_version(), "corpus_tools": __version__}
    for package in _VERSIONS_OF:
        with suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found | {name: digest[:16] for name, digest in replaced_lists().items()}


def _json_value(value: object) -> object:
    """A value as JSON keeps it; paths lose the folders above, which differ between machines."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return {str(k): _json_value(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_json_value(v) for v in value), key=str)
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        values = value.tolist() if hasattr(value, "tolist") else value
        return [_json_value(v) for v in values] if isinstance(values, (list, tuple)) else values
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, (list, tuple, set, frozenset, dict)) or hasattr(value, "shape"):
        if getattr(value, "shape", None) == ():
            return _cell(value.item())
        return json.dumps(_json_value(value), ensure_ascii=False, sort_keys=True)
    try:
        if value != value:  # NaN and NaT are the values that differ from themselves
            return ""
    except TypeError:
        return ""  # pd.NA is neither equal nor different
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _cell(str(value))
