"""The coding page in a notebook: keys, the codebook beside the text, every answer on disk at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .codebook import Codebook
from .coding import Coding
from ..schema import InputError

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).resolve().parent


def coding_widget(
    sample: pd.DataFrame, *, coder: str, folder: str | Path, codebook: Codebook | None = None,
    random_state: int = 0,
) -> Any:  # fmt: skip
    """A page on which one person codes the sample, from where that person stopped.

    Keys: 1, 2, 3 … answer the question that is marked (١ ٢ ٣ too), Backspace takes the last
    answer back, the arrows look at other items. "Saved" appears only after the answer is on the
    disk; where the kernel no longer answers, the page says so and takes no more answers.

    Parameters
    ----------
    sample, coder, folder, codebook, random_state
        As of `Coding`.

    Returns
    -------
    CodingWidget
        Shown by the notebook; its ``coding`` is the `Coding` behind it.
    """
    coding = Coding(sample, coder=coder, folder=folder, codebook=codebook,
                    random_state=random_state)  # fmt: skip
    return _widget_class()(coding)


def state_of(coding: Coding) -> dict[str, Any]:
    """All that the page shows, as plain values."""
    item = coding.shown()
    given = coding.given(coding.item_id) if coding.item_id else {}
    open_ = [q.name for q in coding.codebook.questions if q.name not in given]
    questions = [
        {"name": q.name, "asked": q.asked.replace("{target}", item.get("target") or "الطرف"),
         "given": given.get(q.name),
         "options": [{"value": o.value, "label": o.label, "definition": o.definition}
                     for o in q.options]}
        for q in coding.codebook.questions
    ]  # fmt: skip
    return {
        "coder": coding.coder, "item": item, "questions": questions,
        "current": open_[0] if open_ else None, "position": coding.position + 1,
        "n_items": coding.n_items, "n_done": coding.n_done,
    }  # fmt: skip


def react(coding: Coding, message: dict[str, Any]) -> str | None:
    """Do what the page asks for; the reason, where it cannot be done."""
    try:
        match message:
            case {"do": "answer", "question": str(question), "value": str(value)}:
                coding.answer(question, value)
            case {"do": "undo"}:
                return None if coding.undo() else "لا إجابة يُتراجع عنها"
            case {"do": "go", "step": int(step)}:
                coding.go(step)
            case _:
                return "طلب غير مفهوم"
    except (InputError, OSError) as error:
        return f"لم يُحفظ: {error}"
    return None


@lru_cache(maxsize=1)
def _widget_class() -> type:
    import anywidget
    import traitlets

    class CodingWidget(anywidget.AnyWidget):
        """The page; see `coding_widget`."""

        _esm = _HERE / "coding.js"
        _css = _HERE / "coding.css"
        state = traitlets.Dict().tag(sync=True)

        def __init__(self, coding: Coding) -> None:
            self.coding = coding
            super().__init__(state={**state_of(coding), "serial": 0, "problem": None})
            self.on_msg(self._on_message)

        def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
            if not isinstance(content, dict) or "serial" not in content:
                return
            problem = react(self.coding, content)
            self.state = {**state_of(self.coding), "serial": content["serial"], "problem": problem}

    return CodingWidget
