"""Files that are whole: the old one or the new one, never half of either.

Whatever is written for people to keep (a figure, its table, the manifest, a sheet to fill in, the
parts of a prepared corpus) is written beside its place and put there in one step, so that neither
a killed process nor a full disk leaves half a file behind.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .schema import InputError

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
# What a spreadsheet would run: also after a line feed, and in the wide forms that some take too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; what lies there at the end takes its place in one step.

    Raises
    ------
    InputError
        The disk is full.
    """
    handle, name = -1, ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        os.close(handle)
        yield Path(name)
        # mkstemp makes files that only their owner may read; these are for everyone.
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError) and error.errno in _FULL:
            raise InputError(
                f"{path}: no space is left for it ({error.strerror}); what was there before stays. "
                "Free some space and start the same command again"
            ) from None
        raise


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: nobody ever sees half a file."""
    with replacing(path) as new:
        new.write_bytes(content)
