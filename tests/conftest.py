"""What the tests share: the folder with outside texts, and how its absence is said."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def eval_dir() -> Path:
    """The folder of texts that may not be in the repository (CORPUS_TOOLS_EVAL)."""
    named = os.environ.get("CORPUS_TOOLS_EVAL")
    if not named or not Path(named).is_dir():
        pytest.skip("not run: CORPUS_TOOLS_EVAL names no folder of outside texts")
    return Path(named)

collect_ignore_glob = ["data/*"]  # answers of workbooks are no modules
