"""Running a graph of tasks on Dask, on this machine or on a cluster, and going on after a loss.

Every task reads files and writes files, so that it may be run again anywhere. On this machine the
tasks run in worker processes that Dask feeds through pipes: nothing listens on a port. With the
address of a Dask scheduler they run on its workers, which need this package and the folder.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ..schema import InputError
from .folder import WORK, write_json

_LOSSES = 3  # worker processes lost in a row, without any task done in between


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work: what it calls, what it makes (its last file), and what must be done before.

    A task whose file is there is not run again.
    """

    call: Callable
    arguments: tuple
    makes: Path
    after: tuple[str, ...] = ()


class Progress:
    """Says on a stream how far a run is: a line that is overwritten, or one for each tenth."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        self._total, self._done, self._quiet = total, 0, quiet
        self._begun, self._shown = time.monotonic(), 0.0

    def step(self, name: str) -> None:
        """One more task is done."""
        self._done += 1
        if self._quiet:
            return
        now = time.monotonic()
        is_tenth = self._done * 10 // self._total > (self._done - 1) * 10 // self._total
        if sys.stderr.isatty() and (now - self._shown > 0.2 or self._done == self._total):
            self._shown = now
            end = "\n" if self._done == self._total else ""
            print(f"\r  {self._line(name)}\033[K", end=end, file=sys.stderr, flush=True)
        elif not sys.stderr.isatty() and is_tenth:
            print(f"  {self._line(name)}", file=sys.stderr, flush=True)

    def _line(self, name: str) -> str:
        seconds = time.monotonic() - self._begun
        return f"{self._done} of {self._total} tasks, {seconds:.0f} s ({name.split()[0]})"


def run_tasks(
    out: Path, tasks: Mapping[str, Task], *, workers: int, scheduler: str | None, quiet: bool
) -> None:
    """Run tasks in an order that their `after` allows; names are «stage part».

    Raises
    ------
    InputError
        Workers were lost again and again, or the scheduler does not answer.
    """
    if find_spec("dask") is None or (scheduler and find_spec("distributed") is None):
        raise InputError(
            "prepare: needs Dask, which is not installed; python3 run.py setup installs it, or: "
            "pip install 'corpus_tools[scale]'"
        )
    progress = Progress(len(tasks), quiet=quiet)
    if scheduler is not None:
        with _cluster(scheduler) as client:
            _run_on_cluster(client, out, tasks, progress)
        return
    losses = 0
    while True:
        n_before = sum(task.makes.exists() for task in tasks.values())
        lost = _run_here(out, tasks, progress if not losses else Progress(len(tasks), quiet=True),
                         workers)  # fmt: skip
        if not lost:
            return
        n_after = sum(task.makes.exists() for task in tasks.values())
        losses = losses + 1 if n_after == n_before else 1
        if losses > _LOSSES:
            raise InputError(
                f"workers: a worker process ended {losses} times without finishing a task, as the "
                "system does to one that needs too much memory; start the same command with fewer "
                "workers, or with a smaller part_size in another folder"
            )
        if not quiet:
            print("  a worker process was lost; going on with a new one", file=sys.stderr)


def run_task(out: str, name: str, task: Task, *_: object) -> str:
    """Run one task if its file is not there, and write down what it cost."""
    if task.makes.exists():
        return name
    begun, cpu = time.monotonic(), time.process_time()
    task.call(*task.arguments)
    if not task.makes.exists():
        raise RuntimeError(f"task {name!r} did not make {task.makes}")
    cost = {
        "stage": name.split()[0], "cpu_s": round(time.process_time() - cpu, 3),
        "wall_s": round(time.monotonic() - begun, 3), "peak_mb": peak_memory(), "pid": os.getpid(),
    }  # fmt: skip
    write_json(Path(out) / WORK / "log" / f"{name.replace(' ', '-')}.json", cost)
    return name


def peak_memory() -> int:
    """The most memory that this process has held, in MB."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError, ValueError):
        try:
            import resource
        except ImportError:  # Windows
            return 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // (2**20 if sys.platform == "darwin" else 1024)


def _delayed(out: Path, tasks: Mapping[str, Task]) -> dict:
    from dask import delayed

    made: dict = {}
    for name, task in tasks.items():  # those that others wait for come first
        before = [made[other] for other in task.after]
        made[name] = delayed(run_task, pure=False)(str(out), name, task, *before,
                                                   dask_key_name=name)  # fmt: skip
    return made


def _run_here(out: Path, tasks: Mapping[str, Task], progress: Progress, workers: int) -> bool:
    """Run the tasks in worker processes; whether one was lost."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    import dask
    from dask.callbacks import Callback

    made = _delayed(out, tasks)
    names = set(tasks)

    def done(key: object, *_: object) -> None:
        if key in names:
            progress.step(str(key))

    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        with Callback(posttask=done):
            dask.compute(
                *made.values(), scheduler="processes", pool=pool, num_workers=workers,
                chunksize=1, optimize_graph=False,
            )  # fmt: skip
    except BrokenProcessPool:
        return True
    finally:
        pool.shutdown(cancel_futures=True)
    return False


@contextlib.contextmanager
def _cluster(address: str) -> Iterator[object]:
    """A client of the scheduler at `address`."""
    from distributed import Client

    try:
        client = Client(address, timeout=20, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"scheduler: no Dask scheduler answers at {address!r} ({error}); start one with "
            "«dask scheduler» and workers with «dask worker ADDRESS»"
        ) from None
    with client:
        yield client


def _run_on_cluster(
    client, out: Path, tasks: Mapping[str, Task], progress: Progress
) -> None:
    """Run the tasks on the workers of a cluster; a lost worker's tasks go to another."""
    from distributed import KilledWorker, as_completed

    made = _delayed(out, tasks)
    futures = client.compute(list(made.values()), optimize_graph=False)
    try:
        for future in as_completed(futures, loop=client.loop):
            progress.step(future.result())
    except KilledWorker as error:
        raise InputError(
            f"scheduler: a task ended its worker again and again ({error}); give the workers more "
            "memory, or take a smaller part_size in another folder"
        ) from None
    finally:
        client.cancel(futures)
