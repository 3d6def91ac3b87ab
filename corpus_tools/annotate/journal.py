"""A file of events that is whole at every moment, whatever happens to the program.

Answers are hours of people's work. Each event is written at once: the whole file anew beside the
old one, forced to the disk, then put in its place in one step. A power cut leaves the file as it
was before the last event or after it, never between.
"""

import json
import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..schema import InputError


def read_events(path: Path) -> list[dict]:
    """The events in the order in which they were written; none if there is no file.

    Raises
    ------
    InputError
        A line is no event; the message says which.
    """
    if not path.exists():
        return []
    events = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            event = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(
                f"{path.name}, line {number}: expected one event as JSON, got {line[:40]!r} "
                f"({error}); was it edited by hand? Mend or delete the line"
            ) from error
        if not isinstance(event, dict):
            raise InputError(f"{path.name}, line {number}: expected a JSON object, got {line[:40]}")
        events.append(event)
    return events


def append_events(path: Path, events: list[dict]) -> None:
    """Write `events` behind the others, in one step; what others wrote meanwhile is kept."""
    if not events:
        return
    lines = [json.dumps({**event, "at": now()}, ensure_ascii=False) + "\n" for event in events]
    old = path.read_bytes() if path.exists() else b""
    if old and not old.endswith(b"\n"):
        old += b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(old + "".join(lines).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
