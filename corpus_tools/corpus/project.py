"""The project file: what a researcher decides about a corpus, kept beside it.

Targets of stance, sides of sources, colours of outlets, names of columns, the span of dates, the
number of topics and the seed belong to a study and not to the code. They stand in `project.toml`; an unknown key is
an error, since a misspelt one would be ignored without a word.
"""

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..pages.records import Columns
from ..schema import InputError, NothingToLoad

FILE_NAME = "project.toml"
_TABLES = ("project", "dates", "outlets", "targets", "sides", "columns")
_PROJECT_KEYS = ("name", "title", "title_ar", "n_topics", "random_state", "fiction")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file says; without one, nothing is assumed.

    Attributes
    ----------
    name, title, title_ar : str or None
        `name` names folders of output: letters, digits, hyphens.
    n_topics : int
    random_state : int
    fiction : bool
        Whether the corpus is teaching material and says nothing about the world.
    first, last : date or None
        Articles dated outside are not part of the study: `load_study` leaves them out.
    colours : mapping of outlet to "#rrggbb"
    targets : mapping of target to the tuple of its names in the texts
    sides : mapping of side to the tuple of its sources
    columns : mapping of field to the column of records that holds it, None for "do not use any"

    Examples
    --------
    >>> Project().targets
    {}
    """

    name: str | None = None
    title: str | None = None
    title_ar: str | None = None
    n_topics: int = 12
    random_state: int = 0
    fiction: bool = False
    first: datetime.date | None = None
    last: datetime.date | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, str | None] = field(default_factory=dict)


def load_project(path) -> Project:
    """Read a project file.

    ```toml
    [project]
    name = "letters"            # also: title, title_ar, n_topics, random_state, fiction
    [dates]
    first = 2023-01-01          # and last
    [outlets."اسم الصحيفة"]
    colour = "#1f77b4"
    [targets]
    "كوريا الشمالية" = ["كوريا الشمالية", "بيونغ يانغ"]
    [sides]
    "روسيا" = ["الكرملين", "وزارة الدفاع الروسية"]
    [columns]                   # where records have other names than the usual ones
    text = "body_raw"           # also: title, outlet, published_on, aggregator, doc_id
    outlet = false              # whatever its name promises, it is none
    ```

    Raises
    ------
    NothingToLoad
        There is no such file.
    InputError
        It is not TOML, or a key is unknown or holds a value of the wrong kind; named with its
        place in the file.
    """
    path = Path(path).expanduser()
    if path.is_dir():
        path = path / FILE_NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NothingToLoad(f"path: there is no project file {str(path)!r}") from None
    except OSError as error:
        raise InputError(f"path: {str(path)!r} cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: not a TOML file in UTF-8 ({error})") from None
    _check_keys(path.name, data, _TABLES, "the tables are")
    for table in _TABLES:
        if not isinstance(data.get(table, {}), dict):
            raise InputError(f"{path.name}: expected [{table}] to be a table")
    own = data.get("project", {})
    _check_keys(f"{path.name} [project]", own, _PROJECT_KEYS, "the keys are")
    dates = data.get("dates", {})
    _check_keys(f"{path.name} [dates]", dates, ("first", "last"), "the keys are")
    first, last = (_date(path.name, key, dates.get(key)) for key in ("first", "last"))
    if first and last and first > last:
        raise InputError(f"{path.name} [dates]: first ({first}) is later than last ({last})")
    return Project(
        name=_name(path.name, own.get("name")),
        title=_of(path.name, "title", own.get("title"), str, "a text"),
        title_ar=_of(path.name, "title_ar", own.get("title_ar"), str, "a text"),
        n_topics=_whole(path.name, "n_topics", own.get("n_topics", 12), least=2),
        random_state=_whole(path.name, "random_state", own.get("random_state", 0), least=0),
        fiction=bool(_of(path.name, "fiction", own.get("fiction"), bool, "true or false")),
        first=first,
        last=last,
        colours=_colours(path.name, data.get("outlets", {})),
        targets=_lists(path.name, "targets", data.get("targets", {})),
        sides=_lists(path.name, "sides", data.get("sides", {})),
        columns=_columns(path.name, data.get("columns", {})),
    )


def _check_keys(place: str, table: Mapping, known: Iterable[str], phrase: str) -> None:
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, list(known), n=1)
            perhaps = f"; did you mean {close[0]!r}?" if close else ""
            raise InputError(
                f"{place}: unknown key {key!r}{perhaps} ({phrase} {', '.join(known)})"
            )


def _of(file: str, key: str, value: object, kind: type, expected: str) -> object:
    if value is not None and not isinstance(value, kind):
        raise InputError(f"{file}: expected {key} to be {expected}, got {value!r}")
    return value


def _whole(file: str, key: str, value: object, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise InputError(
            f"{file}: expected {key} to be a whole number of at least {least}, got {value!r}"
        )
    return value


def _name(file: str, value: object) -> str | None:
    """The name becomes a folder, so it must not lead anywhere else."""
    _of(file, "name", value, str, "a text")
    if value is not None and (not re.fullmatch(r"\w[\w.-]*", value) or ".." in value):
        raise InputError(
            f"{file}: expected name to be letters, digits, hyphens or underscores, got {value!r}"
        )
    return value


def _date(file: str, key: str, value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    elif value is None or isinstance(value, datetime.date):
        return value
    raise InputError(f"{file} [dates]: expected {key} to be a date as 2023-01-31, got {value!r}")


def _colours(file: str, table: Mapping[str, object]) -> Mapping[str, str]:
    colours = {}
    for outlet, about in table.items():
        if not isinstance(about, dict):
            raise InputError(f'{file}: expected a table [outlets."{outlet}"], got {about!r}')
        _check_keys(f'{file} [outlets."{outlet}"]', about, ("colour",), "the key is")
        colour = about.get("colour")
        if colour is None:
            continue
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise InputError(
                f'{file} [outlets."{outlet}"]: expected colour as "#rrggbb", got {colour!r}'
            )
        colours[outlet] = colour
    return colours


def _columns(file: str, table: Mapping[str, object]) -> Mapping[str, str | None]:
    columns: dict[str, str | None] = {}
    for name, column in table.items():
        if column is not False and not (isinstance(column, str) and column.strip()):
            raise InputError(
                f"{file} [columns]: expected {name} to be the name of a column, or false, "
                f"got {column!r}"
            )
        columns[name] = column or None
    try:
        return Columns.from_argument(columns).explicit
    except InputError as error:
        raise InputError(f"{file} [columns]: {str(error).removeprefix('columns: ')}") from None


def _lists(file: str, table: str, values: Mapping[str, object]) -> Mapping[str, tuple[str, ...]]:
    lists = {}
    for name, words in values.items():
        if isinstance(words, str) or not isinstance(words, list) or not words:
            raise InputError(f'{file} [{table}]: expected "{name}" = ["…", "…"], got {words!r}')
        for word in words:
            if not isinstance(word, str) or not word.strip():
                raise InputError(
                    f'{file} [{table}]: expected texts in the list of "{name}", got {word!r}'
                )
        lists[name] = tuple(words)
    return lists
