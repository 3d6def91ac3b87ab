"""Run the notebooks, two at a time, each from a clean kernel, and say how far they are.

Each notebook draws into a folder of its own, and what it made is moved to its place when it has
ended: two at a time do not write one manifest, and one that fails leaves the figures of the run
before it as they were. The kernel is always the Python that runs this module: a machine may have many others, and
the name "python3" in a notebook would pick whichever was registered last. Nothing is written
back into a notebook.
"""

import ast
import asyncio
import contextlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .folders import ROOT, checked_path, default_out, kept_alone
from .saving import OUT_VARIABLE, RUN_VARIABLE, read_manifest, write_atomically, write_manifest
from ..schema import CorpusToolsError, InputError, NothingToLoad

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat import NotebookNode

_OUR_ERRORS = frozenset(error.__name__ for error in (InputError, NothingToLoad))
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
NUMBERED = re.compile(r"\d{2}-(?!.*-workbook\.).+\.ipynb")  # workbooks are for students
_AT_ONCE = min(2, os.cpu_count() or 1)  # more would fill the memory of a laptop
_STAGING = ".unfinished"
_QUIET_FOR = 10.0  # seconds; into a file a line is written at most this often


class NotebookFailed(CorpusToolsError):
    """A cell raised an error; the message names notebook and cell and shows the error."""


@dataclass(frozen=True)
class NotebookRun:
    """One notebook that ran to its end."""

    notebook: str
    n_cells: int
    seconds: float
    figures: tuple[str, ...]


def run_notebooks(
    folder: str | Path | None = None,
    *,
    out: str | Path | None = None,
    corpus: str | Path | None = None,
    project: str | Path | None = None,
    parameters: Mapping[str, object] | None = None,
    keep_executed: bool = False,
    stream: TextIO | None = None,
) -> list[NotebookRun]:
    """Execute every `NN-name.ipynb` of a folder, two at a time, begun in order.

    Parameters
    ----------
    folder : path, optional
        Default: `notebooks/` of the repository.
    out : path, optional
        Where figures go. Default: `figures/` of the repository for the bundled corpus,
        `out/<name of the project or corpus>/` for another.
    corpus, project : path, optional
        Given to the notebooks as `corpus_path` and `project_path`.
    parameters : mapping, optional
        Further values for names that stand in a cell tagged "parameters".
    keep_executed : bool
        Write the executed notebooks to `out/notebooks/`.
    stream : file, optional
        Where progress is told. Default: standard output.

    Raises
    ------
    NotebookFailed
        A cell raised an error. What waits is not begun, and the notebook beside it is stopped;
        neither changes a figure.
    InputError
        There is no notebook, no corpus at the path, no notebook has a parameter of that name or
        kind, the project file is wrong, or the folder cannot be written to or is in use.
    """
    from jupyter_core.utils import run_sync

    say = _Teller(stream or sys.stdout)
    folder = Path(folder) if folder is not None else ROOT / "notebooks"
    paths = sorted(p for p in folder.glob("*.ipynb") if NUMBERED.fullmatch(p.name))
    if not paths:
        raise InputError(
            f"folder: expected notebooks named like 01-name.ipynb in {folder}, found none"
        )
    corpus, project = checked_path("corpus", corpus), checked_path("project", project)
    usual = default_out(corpus, project)  # reads the project, which may be wrong
    target = usual if out is None else Path(out).expanduser().resolve()
    say.line(f"{len(paths)} notebooks → {target}")
    values = _values(corpus, project, parameters)
    notebooks = {path: _read(path) for path in paths}
    _check_parameters(notebooks, values, asked=parameters or {})
    with kept_alone(target):
        try:
            runs, failures = run_sync(_run_all)(notebooks, values, target, say, keep_executed)
        finally:
            shutil.rmtree(target / _STAGING, ignore_errors=True)
    if failures and isinstance(failures[0], NotebookFailed):
        late = {p.stem for p in paths} - {run.notebook for run in runs}
        old = [e["figure"] for e in read_manifest(target) if e["notebook"] in late]
        said = f"\n{len(old)} figures in {target} are of an earlier run" if old else ""
        raise NotebookFailed(f"{failures[0]}{said}")
    if failures:
        raise failures[0]
    return runs


async def _run_all(
    notebooks: Mapping[Path, "NotebookNode"], values: Mapping[str, object], target: Path,
    say: "_Teller", keep_executed: bool,
) -> tuple[list[NotebookRun], list[BaseException]]:  # fmt: skip
    """The runs in order; the first failure stops what runs beside it and all that waits."""
    free = asyncio.Semaphore(_AT_ONCE)
    running: list["NotebookClient"] = []
    failures: list[BaseException] = []

    async def run(k: int, path: Path, notebook: "NotebookNode") -> NotebookRun | None:
        async with free:
            if failures:
                return None
            client = _client(notebook, path.parent)
            running.append(client)
            try:
                done = await _run_one(path, notebook, values, target, client, say,
                                      f"[{k}/{len(notebooks)}]")
            except BaseException as error:
                failures.append(error)
                running.remove(client)
                for other in running:  # its client notices, and cleans up
                    await other.km.shutdown_kernel(now=True)
                return None
            running.remove(client)
            if keep_executed:
                _keep(notebook, target / "notebooks" / path.name)
            return done

    begun = [run(k, *item) for k, item in enumerate(notebooks.items(), start=1)]
    runs = await asyncio.gather(*begun)
    return [run for run in runs if run is not None], failures


def parameter_names(notebook: "NotebookNode") -> set[str]:
    """The names that the cell tagged "parameters" gives values to."""
    return set(_parameter_values(notebook))


def _parameter_values(notebook: "NotebookNode") -> dict[str, object]:
    """Names and values of the parameters cell; the source text of a value that is computed."""
    cell = _parameters_cell(notebook)
    values = {}
    for statement in ast.parse(cell.source).body if cell is not None else ():
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            for target in getattr(statement, "targets", None) or [statement.target]:
                if isinstance(target, ast.Name):
                    try:
                        values[target.id] = ast.literal_eval(statement.value)
                    except ValueError:
                        values[target.id] = ast.unparse(statement.value)
    return values


async def _run_one(
    path: Path, notebook: "NotebookNode", values: Mapping[str, object], target: Path,
    client: "NotebookClient", say: "_Teller", place: str,
) -> NotebookRun:  # fmt: skip
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    own = {k: v for k, v in values.items() if k in parameter_names(notebook)}
    injected = _inject(notebook, own)
    stage = target / _STAGING / path.stem
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    begun = time.monotonic()
    at = {"cell": 0, "index": 0}

    def on_cell_start(cell: "NotebookNode", cell_index: int) -> None:
        if cell.cell_type == "code":
            at.update(cell=at["cell"] + 1, index=cell_index)
            say.step(f"{place} {path.stem}: cell {at['cell']} of {total}, "
                     f"{time.monotonic() - begun:.0f} s")

    client.on_cell_start = on_cell_start
    say.step(f"{place} {path.stem}: starting a kernel", now=True)
    try:
        await client.async_execute(env=_environment(path, notebook, own, stage))
    except CellExecutionError as error:
        say.end()
        raise NotebookFailed(_failure(path, notebook, at, injected, error)) from None
    except DeadKernelError:
        say.end()
        raise NotebookFailed(
            f"{path.name}: the kernel died in code cell {at['cell']} of {total} (out of memory, "
            "or a library crashed); run the notebook alone to see more"
        ) from None
    made = _put_in_place(stage, target, path.stem)
    seconds = time.monotonic() - begun
    say.line(f"{place} {path.stem}: {total} cells, {len(made)} figures, {seconds:.1f} s")
    return NotebookRun(path.stem, total, seconds, tuple(e["figure"] for e in made))


def _put_in_place(stage: Path, target: Path, name: str) -> list[dict]:
    """Move what a notebook made to the figures of the others; returns its entries."""
    made = [e for e in read_manifest(stage) if e["notebook"] == name]
    before = read_manifest(target)
    for entry in made:
        for file in entry["files"]:
            os.replace(stage / file, target / file)
    figures = {e["figure"] for e in made}
    others = [e for e in before if e["notebook"] != name and e["figure"] not in figures]
    write_manifest(target, others + made)
    _remove_stale(target, [e for e in before if e["notebook"] == name], made)
    return made


def _client(notebook: "NotebookNode", folder: Path) -> "NotebookClient":
    """A client whose kernel is this very Python, whatever kernels are registered."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(
                argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
                      "--log-level=ERROR"],
                display_name="Python 3", language="python",
            )  # fmt: skip

    return NotebookClient(
        notebook, timeout=None, kernel_manager_class=ThisPython, kernel_name="python3",
        resources={"metadata": {"path": str(folder.resolve())}},
    )  # fmt: skip


def _environment(
    path: Path, notebook: "NotebookNode", own: Mapping[str, object], target: Path
) -> dict[str, str]:
    # The manifest gets every parameter, also those left as they stand; a path loses the folders
    # above it, which differ between machines.
    chosen = {**_parameter_values(notebook), **own}
    shown = {k: Path(v).name if k.endswith("_path") and v else v for k, v in chosen.items()}
    search = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        OUT_VARIABLE: str(target),
        RUN_VARIABLE: json.dumps({"notebook": path.stem, "parameters": shown}, default=str),
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        # Sums that run on many cores come in another order; one core a kernel, the same on all.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
        "NO_COLOR": "1",
    }


def _values(
    corpus: str | Path | None, project: str | Path | None, parameters: Mapping[str, object] | None
) -> dict[str, object]:
    values = dict(parameters or {})
    for name, path in (("corpus_path", corpus), ("project_path", project)):
        if path is not None:
            values[name] = str(path)
    return values


def _check_parameters(
    notebooks: Mapping[Path, "NotebookNode"],
    values: Mapping[str, object],
    *,
    asked: Mapping[str, object],
) -> None:
    known = set().union(*map(parameter_names, notebooks.values()))
    unknown = sorted(set(values) - known)
    if unknown:
        how = "--set" if set(unknown) & set(asked) else "the command line"
        raise InputError(
            f"{how}: no notebook has a parameter named {', '.join(unknown)}; there are: "
            f"{', '.join(sorted(known)) or 'none'}"
        )
    for notebook in notebooks.values():
        for name, default in _parameter_values(notebook).items():
            # Text may stand for computed defaults, and None for anything.
            counts = default is None and name.startswith("n_")
            if name in asked and (counts or type(default) in (int, float, bool)):
                if not isinstance(asked[name], (int, float)) and not (counts and asked[name] is None):
                    like = "a whole number" if counts else f"something like {default!r}"
                    raise InputError(f"--set: expected {name} as {like}, got {asked[name]!r}")


def _read(path: Path) -> "NotebookNode":
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises what its JSON and schema libraries raise
        raise InputError(
            f"{path}: expected a Jupyter notebook, got something else ({error})"
        ) from error


def _parameters_cell(notebook: "NotebookNode") -> "NotebookNode | None":
    return next(
        (c for c in notebook.cells if "parameters" in c.metadata.get("tags", ())), None
    )


def _inject(notebook: "NotebookNode", values: Mapping[str, object]) -> int | None:
    """Put a cell with the values after the parameters cell; returns its index."""
    from nbformat.v4 import new_code_cell

    if not values:
        return None
    index = notebook.cells.index(_parameters_cell(notebook)) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in sorted(values.items()))
    name = "injected-parameters"
    notebook.cells.insert(index, new_code_cell(source, metadata={"tags": [name]}, id=name))
    return index


def _failure(
    path: Path, notebook: "NotebookNode", at: Mapping[str, int], injected: int | None, error
) -> str:
    number = at["cell"] - (injected is not None and at["index"] > injected)
    source = notebook.cells[at["index"]].source
    first = next((line for line in source.splitlines() if line.strip()), "")
    outputs = notebook.cells[at["index"]].get("outputs", ())
    raised = next((o for o in outputs if o.output_type == "error"), None)
    if raised is None:
        shown = str(error)
    elif raised.ename in _OUR_ERRORS:  # it says itself what is wrong: where it arose helps nobody
        shown = raised.evalue
    else:
        shown = "\n".join(raised.traceback)
    shown = _TERMINAL_COLOURS.sub("", shown).strip()
    return f"{path.name}: code cell {number} failed, which begins: {first.strip()}\n{shown}"


def _remove_stale(target: Path, earlier: list[dict], made: list[dict]) -> None:
    """Files of figures that this notebook made once and makes no more."""
    kept = {file for entry in made for file in entry["files"]}
    for file in {f for entry in earlier for f in entry["files"]} - kept:
        if Path(file).name == file:  # a manifest edited by hand must not reach other folders
            with contextlib.suppress(FileNotFoundError):
                (target / file).unlink()


def _keep(notebook: "NotebookNode", path: Path) -> None:
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, nbformat.writes(notebook).encode("utf-8"))


class _Teller:
    """Progress: one line that changes on a terminal, a line now and then in a file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = bool(getattr(stream, "isatty", lambda: False)())
        self._last, self._open = 0.0, False

    def line(self, text: str) -> None:
        self.end()
        print(text, file=self._stream, flush=True)

    def step(self, text: str, *, now: bool = False) -> None:
        if self._terminal:
            print(f"\r\x1b[2K{text}", end="", file=self._stream, flush=True)
            self._open = True
        elif now or time.monotonic() - self._last >= _QUIET_FOR:
            print(text, file=self._stream, flush=True)
            self._last = time.monotonic()

    def end(self) -> None:
        if self._open:
            print("\r\x1b[2K", end="", file=self._stream, flush=True)
            self._open = False
