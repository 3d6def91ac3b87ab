"""One coder at work: what stands next, what was answered, what was taken back.

The page in the notebook and the spreadsheet are two faces of this. It knows nothing of either.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .codebook import Codebook, load_codebook
from .journal import append_events, read_events
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd


class Coding:
    """The work of one coder on one sample, resumed where it was left.

    Parameters
    ----------
    sample : DataFrame
        What `draw_sample` returned: ``item_id``, ``text``, and ``target``, ``before``, ``after``
        if there. Coders see these and nothing else: not the outlet, not what the program found.
    coder : str
        Letters, digits, hyphen and underscore: it is part of the name of the file.
    folder : str or Path
        Holds ``answers-CODER.jsonl``, one event a line, on disk before the next item is shown.
    codebook : Codebook, optional
    random_state : int
        Of the order, which is another one for each coder.

    Raises
    ------
    InputError
        The name of the coder, a column, or a file of another sample.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> sample = pd.DataFrame({"item_id": ["i1", "i2"], "text": ["نص أول", "نص ثان"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     coding = Coding(sample, coder="amal", folder=folder)
    ...     coding.answer("voice", "outlet")
    ...     coding.answer("stance", "none")
    ...     again = Coding(sample, coder="amal", folder=folder)  # as after a crash
    ...     again.n_done, again.undo(), again.n_done
    (1, True, 0)
    """

    def __init__(
        self, sample: pd.DataFrame, *, coder: str, folder: str | Path,
        codebook: Codebook | None = None, random_state: int = 0,
    ) -> None:  # fmt: skip
        check_coder(coder)
        missing = {"item_id", "text"} - set(sample.columns)
        if missing:
            raise InputError(
                f"sample: the columns {', '.join(sorted(missing))} are missing; pass what "
                "draw_sample returned"
            )
        if sample["item_id"].duplicated().any():
            twice = sample.loc[sample["item_id"].duplicated(), "item_id"].iloc[0]
            raise InputError(f"sample: item {twice!r} stands twice; draw the sample anew")
        self.codebook = codebook or load_codebook()
        self.coder = coder
        self.path = Path(folder) / f"answers-{coder}.jsonl"
        rng = np.random.default_rng([random_state, zlib.crc32(coder.encode("utf-8"))])
        self._items = sample.set_index("item_id")
        self.order = [str(sample["item_id"].iloc[i]) for i in rng.permutation(len(sample))]
        self._replay(read_events(self.path))
        self.position = self._first_open(0)

    @property
    def n_items(self) -> int:
        return len(self.order)

    @property
    def n_done(self) -> int:
        """How many items have an answer to every question."""
        return sum(self.is_done(item) for item in self.order)

    @property
    def item_id(self) -> str | None:
        """The item that stands now; None where the sample is empty."""
        return self.order[self.position] if self.order else None

    def is_done(self, item_id: str) -> bool:
        return len(self._answers.get(item_id, {})) == len(self.codebook.questions)

    def given(self, item_id: str) -> dict[str, str]:
        """The answers to one item, half of them if it was left in the middle."""
        return dict(self._answers.get(item_id, {}))

    def shown(self) -> dict[str, str]:
        """What the coder sees of the item that stands now."""
        if self.item_id is None:
            return {}
        row = self._items.loc[self.item_id]
        return {
            name: row[name] if name in row and isinstance(row[name], str) else ""
            for name in ("before", "text", "after", "target")
        }

    def answer(self, question: str, value: str, *, item_id: str | None = None) -> None:
        """Write one answer to the disk; after the last question the next open item stands."""
        item_id = item_id or self.item_id
        if item_id not in self._items.index:
            raise InputError(f"item_id: the sample holds no item {item_id!r}")
        self.codebook.check(question, value)
        self._write({"op": "answer", "item_id": item_id, "question": question, "value": value})
        if item_id == self.item_id and self.is_done(item_id):
            self.position = self._first_open(self.position)

    def undo(self) -> bool:
        """Take the last answer back, and go to its item; False if there is none."""
        if not self._stack:
            return False
        item_id = self._stack[-1][0]
        self._write({"op": "undo", "item_id": item_id, "question": self._stack[-1][1]})
        self.position = self.order.index(item_id)
        return True

    def go(self, step: int) -> None:
        """Look at another item, `step` further in the order."""
        self.position = min(max(self.position + step, 0), max(self.n_items - 1, 0))

    def answers(self) -> pd.DataFrame:
        """One row an item that was begun: ``item_id``, ``coder`` and a column a question."""
        return _frame(self.coder, self._answers, self.codebook.names)

    def _write(self, event: dict) -> None:
        opening = {"op": "open", "coder": self.coder, "n_items": self.n_items}
        append_events(self.path, [event] if self.path.exists() else [opening, event])
        self._replay(read_events(self.path))

    def _replay(self, events: list[dict]) -> None:
        answers, self._stack = replay(events)
        known = set(self._items.index)
        strange = [item for item in answers if item not in known]
        if strange:
            raise InputError(
                f"folder: {self.path.name} holds answers to {len(strange)} items that are not in "
                f"this sample ({strange[0]}); use another folder for each sample"
            )
        self._answers = answers

    def _first_open(self, start: int) -> int:
        """The next item without all its answers, from `start` on and then from the beginning."""
        places = [*range(start, self.n_items), *range(start)]
        return next((p for p in places if not self.is_done(self.order[p])), start)


def check_coder(coder: object) -> None:
    """Raise unless `coder` can be part of the name of a file."""
    if not isinstance(coder, str) or not re.fullmatch(r"[\w-]{1,40}", coder):
        raise InputError(f"coder: expected a short name of letters, digits, - and _, got {coder!r}")


def replay(events: list[dict]) -> tuple[dict, list]:
    """The answers that stand after all events, and those that can still be taken back."""
    answers: dict[str, dict[str, str]] = {}
    stack: list[tuple[str, str, str | None]] = []
    for event in events:
        if event.get("op") == "answer":
            held = answers.setdefault(event["item_id"], {})
            stack.append((event["item_id"], event["question"], held.get(event["question"])))
            held[event["question"]] = event["value"]
        elif event.get("op") == "undo" and stack:
            item_id, question, before = stack.pop()
            if before is None:
                del answers[item_id][question]
            else:
                answers[item_id][question] = before
    return {item: held for item, held in answers.items() if held}, stack


def read_answers(folder: str | Path, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """The answers of all coders in a folder.

    Returns
    -------
    DataFrame
        One row an item and coder: ``item_id``, ``coder``, a column a question (None where not
        answered), sorted by item and coder.
    """
    import pandas as pd

    names = (codebook or load_codebook()).names
    frames = [
        _frame(path.stem.removeprefix("answers-"), replay(read_events(path))[0], names)
        for path in sorted(Path(folder).glob("answers-*.jsonl"))
    ]
    if not frames:
        return _frame("", {}, names)
    joined = pd.concat(frames, ignore_index=True)
    return joined.sort_values(["item_id", "coder"], ignore_index=True)


def _frame(coder: str, answers: dict, names: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    rows = [(item, coder, *(held.get(name) for name in names)) for item, held in answers.items()]
    columns = list(zip(*rows, strict=True)) or [()] * (2 + len(names))
    return pd.DataFrame({
        name: pd.Series(list(column), dtype=object)
        for name, column in zip(("item_id", "coder", *names), columns, strict=True)
    })  # fmt: skip
