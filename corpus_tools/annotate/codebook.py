"""What coders are asked, and what each answer means: a table that the researcher may replace."""

from dataclasses import dataclass
from pathlib import Path

from ..lexicons import read_rows, read_table
from ..schema import InputError

UNCLEAR = "unclear"  # an answer that counts as missing: shown and counted, in no score


@dataclass(frozen=True)
class Option:
    """One answer: its value in the files, what the coder reads, and what it means."""

    value: str
    label: str
    definition: str


@dataclass(frozen=True)
class Question:
    """One question, with its answers in the order of the keys 1, 2, 3 …"""

    name: str
    asked: str
    options: tuple[Option, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)


@dataclass(frozen=True)
class Codebook:
    """The questions in the order in which they are asked."""

    questions: tuple[Question, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(question.name for question in self.questions)

    def question(self, name: str) -> Question:
        """The question of that name.

        Raises
        ------
        InputError
            The codebook has none.
        """
        for question in self.questions:
            if question.name == name:
                return question
        raise InputError(
            f"question: the codebook asks {', '.join(self.names)}, not {name!r}; choose one"
        )

    def check(self, name: str, value: str) -> None:
        """Raise unless `value` is an answer to the question `name`."""
        values = self.question(name).values
        if value not in values:
            raise InputError(
                f"{name}: expected one of {', '.join(values)}, got {value!r}; "
                "correct it, or add the answer to the codebook"
            )


def load_codebook(path: str | Path | None = None) -> Codebook:
    """The codebook in a tab-separated file; without one, the bundled list ``codebook``.

    Columns: question, asked, value, label, definition, note; one row an answer.

    Raises
    ------
    InputError
        A column is missing, an answer stands twice, or there are more than nine to a question.

    Examples
    --------
    >>> load_codebook().names
    ('voice', 'stance')
    >>> load_codebook().question("stance").values
    ('favor', 'against', 'none', 'unclear')
    """
    rows = read_table("codebook") if path is None else read_rows(Path(path))
    asked: dict[str, str] = {}
    options: dict[str, list[Option]] = {}
    for number, row in enumerate(rows, start=1):
        missing = {"question", "asked", "value", "label", "definition"} - set(row)
        if missing:
            raise InputError(f"codebook: the columns {', '.join(sorted(missing))} are missing")
        name = row["question"]
        asked.setdefault(name, row["asked"])
        held = options.setdefault(name, [])
        if any(option.value == row["value"] for option in held):
            raise InputError(f"codebook, row {number}: {row['value']!r} stands twice in {name!r}")
        held.append(Option(row["value"], row["label"], row["definition"]))
        if len(held) > 9:
            raise InputError(f"codebook, row {number}: {name!r} has more answers than keys, 1 to 9")
    if not asked:
        raise InputError("codebook: there is no question in it; write one row an answer")
    return Codebook(tuple(Question(n, asked[n], tuple(options[n])) for n in asked))
