"""A topic model as one file of arrays: no pickle, so that opening one runs nothing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..schema import InputError

if TYPE_CHECKING:
    from .models import TopicModel

_FORMAT = 1


def save_model(model: TopicModel, path: str | Path) -> Path:
    """Write a model; ".npz" is added where the name has no such ending."""
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    words = {
        "format": _FORMAT, "method": model.method, "settings": model.settings,
        "log": list(model.log), "labels": list(model.labels),
        "vocabulary": [str(w) for w in model.vocabulary], "doc_ids": [str(d) for d in model.doc_ids],
    }  # fmt: skip
    text = json.dumps(words, ensure_ascii=False, default=_plain).encode("utf-8", "surrogatepass")
    with path.open("wb") as file:
        np.savez_compressed(
            file, topic_word=model.topic_word, doc_topic=model.doc_topic,
            words=np.frombuffer(text, dtype=np.uint8),
        )  # fmt: skip
    return path


def load_model(path: str | Path) -> TopicModel:
    """Read a model.

    Raises
    ------
    InputError
        The file is no model, or one of a later version of this package.
    """
    from .models import TopicModel

    try:
        with np.load(path, allow_pickle=False) as arrays:
            topic_word, doc_topic = arrays["topic_word"], arrays["doc_topic"]
            words = json.loads(arrays["words"].tobytes().decode("utf-8", "surrogatepass"))
        if words["format"] != _FORMAT:
            raise InputError(
                f"path: {Path(path).name} has format {words['format']}, this version reads "
                f"{_FORMAT}; use the version of the package that wrote it"
            )
        model = TopicModel(
            topic_word, doc_topic, np.array([*words["vocabulary"], None], dtype=object)[:-1],
            np.array([*words["doc_ids"], None], dtype=object)[:-1], words["method"],
            words["settings"], tuple(words["log"]), tuple(words["labels"]),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"path: {Path(path).name} is no topic model (expected a file that TopicModel.save "
            f"wrote): {error}"
        ) from None
    sizes = (len(model.vocabulary), len(model.doc_ids), len(model.labels))
    if sizes != (topic_word.shape[1], len(doc_topic), len(topic_word)):
        raise InputError(f"path: {Path(path).name} is damaged: its arrays do not fit its words")
    return model


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)
