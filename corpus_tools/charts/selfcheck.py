"""Does this machine draw Arabic labels right? A table of labels, checked one by one.

For each label the glyphs that the installed matplotlib lays out, with the installed fonts,
are compared, one after the other, with those that HarfBuzz gives for the same text in the
order of the Unicode bidirectional algorithm (`reference`).

Two glyphs count as the same where they are one outline under two names (the isolated form of
a letter and the letter), and so does a digit and its variant for Arabic text. On a matplotlib
that does not shape, harakat of one letter are compared as a set, since a font may join two into
one glyph.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..schema import InputError
from .labels import _INVISIBLE, _NUMBER, _isolated, _plain_letters, label, shapes_arabic
from .reference import levels, visual_order
from .style import use_style

if TYPE_CHECKING:
    import pandas as pd

LABELS = Path(__file__).with_name("labels.tsv")
COLUMNS = ("class", "text", "isolate_numbers", "right", "expected", "drawn", "note")
_PLACES: dict[str, tuple[str, int]] = {}  # where the glyph of a name lies: file, index
_ESCAPE = re.compile(r"\\(n|\\|u[0-9a-f]{4})")
_CODE_POINT = re.compile(r"uni([0-9A-F]{4})$")


def check_labels(rows: Iterable[Mapping[str, str]] | None = None) -> "pd.DataFrame":
    """Check labels one by one.

    Parameters
    ----------
    rows : iterable of mappings, optional
        With "class" and "text" (`isolate_numbers` "1", and `unshaped_old`, a reason why an old
        matplotlib cannot, if there). Default: the package's own table.

    Returns
    -------
    DataFrame
        class, text, isolate_numbers, right, expected and drawn (glyph names, one space
        between), note.

    Raises
    ------
    InputError
        `uharfbuzz` is not installed.
    """
    import pandas as pd

    try:
        import uharfbuzz  # noqa: F401
    except ImportError as error:
        raise InputError(
            "uharfbuzz: not installed, and without it nobody says which glyphs are right; "
            "«python3 run.py setup» installs it"
        ) from error

    with use_style():
        records = [_check(row) for row in (read_labels() if rows is None else rows)]
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table.assign(note=pd.Series([r["note"] for r in records], dtype=object))


def read_labels() -> list[dict[str, str]]:
    """The package's table of test labels, escapes resolved."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        row["text"] = _ESCAPE.sub(
            lambda m: {"n": "\n", "\\": "\\"}.get(m[1]) or chr(int(m[1][1:], 16)), row["text"]
        )
    return rows


def report(results: "pd.DataFrame") -> list[str]:
    """The lines that `check-charts` prints."""
    import matplotlib as mpl

    does = "shapes" if shapes_arabic() else "does not shape"
    lines = [f"matplotlib {mpl.__version__}, which {does} Arabic"]
    for row in results.itertuples(index=False):
        text = row.text.replace("\n", " ⏎ ")
        mark = "right" if row.right else "WRONG"
        lines.append(f"{mark}  {row[0]}: {text}" + (f"  ({row.note})" if row.note else ""))
        if not row.right:
            lines.append(f"       expected {row.expected}\n       drawn    {row.drawn}")
    lines.append(f"{int(results['right'].sum())} of {len(results)} labels right, glyph for glyph")
    excused = int((~results["right"]).sum()) - int(unexcused(results).sum())
    if excused:
        lines.append(f"{excused} more cannot be right on this matplotlib: see the words in brackets")
    return lines


def unexcused(results: "pd.DataFrame") -> "pd.Series":
    """The rows that are wrong without a reason that lies in an old matplotlib."""
    return ~results["right"] & results["note"].isna()


def draw_sheet(path: Path, results: "pd.DataFrame") -> None:
    """A picture of all labels of a check, for the eye; wrong ones in red."""
    import matplotlib.pyplot as plt

    columns = 5
    rows = -(-len(results) // columns)
    with use_style():
        figure = plt.figure(figsize=(14, 0.34 * rows), layout="none")
        ax = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        ax.set(xlim=(0, columns), ylim=(rows, 0))
        ax.set_axis_off()
        for k, row in enumerate(results.itertuples(index=False)):
            shown = label(row.text.replace("\n", " / "), isolate_numbers=row.isolate_numbers)
            ax.text(columns - k // rows - 0.05, k % rows + 0.5, shown, ha="right", va="center",
                    color="black" if row.right else "red")  # fmt: skip
        figure.savefig(path, dpi=100)
        plt.close(figure)


def _check(row: Mapping[str, str]) -> dict[str, object]:
    text, isolate = row["text"], row.get("isolate_numbers", "0") == "1"
    drawn = [_drawn(line) for line in label(text, isolate_numbers=isolate).split("\n")]
    has_arabic = any(unicodedata.bidirectional(c) in ("AL", "AN", "R") for c in text)
    expected = [_expected(line, int(has_arabic)) for line in _wanted_lines(text, isolate)]
    right = _outlines(drawn) == _outlines(expected)
    reason = row.get("unshaped_old", "")
    return {
        "class": row["class"], "text": text, "isolate_numbers": isolate, "right": right,
        "expected": " | ".join(map(" ".join, expected)), "drawn": " | ".join(map(" ".join, drawn)),
        "note": reason if reason and not right and not shapes_arabic() else None,
    }  # fmt: skip


def _wanted_lines(text: str, isolate: bool) -> list[str]:
    plain = _plain_letters(text).replace(r"\$", "$")
    lines = plain.split("\n")
    return [_NUMBER.sub(_isolated, line) for line in lines] if isolate else lines


def _drawn(line: str) -> list[str]:
    """What matplotlib lays out for one line, from left to right, invisible glyphs left out."""
    from matplotlib import _text_helpers
    from matplotlib.text import Text

    cleaned, is_math = Text(0, 0, "")._preprocess_math(line)
    if is_math:
        return ["mathtext"]
    found = []
    for item in _text_helpers.layout(cleaned, _font()):
        index = item.glyph_index if shapes_arabic() else item.glyph_idx
        name = item.ft_object.get_glyph_name(index)
        # An invisible character is laid out as a space without width.
        if _INVISIBLE.fullmatch(item.char) or (name == "space" and not item.char[-1:].isspace()):
            continue
        found.append(_named(item.ft_object, index))
    return found if shapes_arabic() else _marks_sorted(found)


def _named(font, index: int) -> str:
    """Font and shape of a glyph; one name for one shape."""
    name = font.get_glyph_name(index).removesuffix(".loclARAB")
    code = _CODE_POINT.match(name)
    if code:
        kind, *letters = unicodedata.decomposition(chr(int(code[1], 16))).split() or [""]
        if kind == "<isolated>" and len(letters) == 1:
            name = f"uni{letters[0]}"
    name = f"{font.family_name.split()[0]}:{name}"
    _PLACES.setdefault(name, (font.fname, index))
    return name


def _outlines(lines: list[list[str]]) -> list[list[object]]:
    """What is seen of glyphs: their outline, or the name where it is empty, as of a space."""
    return [[_outline(name) or name for name in line] for line in lines]


@cache
def _outline(name: str) -> tuple[str, bytes, bytes] | None:
    if name not in _PLACES:
        return None
    from matplotlib import ft2font

    file, index = _PLACES[name]
    font = _plain_font(file)
    flags = getattr(ft2font, "LoadFlags", None)
    unhinted = flags.NO_HINTING if flags else ft2font.LOAD_NO_HINTING  # before matplotlib 3.10
    font.load_glyph(index, unhinted)
    vertices, codes = font.get_path()
    return (file, vertices.tobytes(), codes.tobytes()) if len(codes) else None


@cache
def _plain_font(file: str):
    from matplotlib.font_manager import get_font

    font = get_font([file])
    font.set_size(100, 72)
    return font


def _marks_sorted(names: list[str]) -> list[str]:
    """Each run of harakat in one order."""
    found: list[str] = []
    marks: list[str] = []
    for name in [*names, ""]:
        code = _CODE_POINT.search(name)
        if code and unicodedata.combining(chr(int(code[1], 16))):
            marks.append(name)
            continue
        found += [*sorted(marks), name]
        marks = []
    return found[:-1]


@cache
def _font_files() -> tuple[str, ...]:
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties, fontManager

    wanted = FontProperties(family=mpl.rcParams["font.family"])
    return tuple(map(str, fontManager._find_fonts_by_props(wanted)))


@cache
def _font():
    from matplotlib.font_manager import get_font

    font = get_font(list(_font_files()))
    font.set_size(100, 72)
    return font


@cache
def _shapers() -> tuple:
    """(HarfBuzz font, matplotlib font for glyph names, characters it has), in order of fallback."""
    import uharfbuzz as hb

    found = []
    for file in _font_files():
        font = _plain_font(file)
        shaper = hb.Font(hb.Face(hb.Blob.from_file_path(file)))
        found.append((shaper, font, frozenset(font.get_charmap())))
    return tuple(found)


def _expected(line: str, base: int) -> list[str]:
    shown: list[str] = []
    for start, end, depth in _visual_runs(line, base):
        shown += _shaped(line, start, end, depth % 2 == 1)
    return shown if shapes_arabic() else _marks_sorted(shown)


def _visual_runs(line: str, base: int) -> list[tuple[int, int, int]]:
    """Stretches of one level, font and script, from left to right: (start, end, level)."""
    level = levels(line, base)
    scripts = _scripts(line)
    runs: list[list] = []
    for i, depth in enumerate(level):
        key = (depth, _font_of(line, i), scripts[i])
        if runs and key == runs[-1][2]:
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1, key])
    order = visual_order(line, base)
    place = {i: k for k, i in enumerate(order)}
    runs.sort(key=lambda run: place[run[0]])
    return [(start, end, key[0]) for start, end, key in runs]


def _scripts(line: str) -> list[str]:
    """Latin or Arabic; what has no script goes with what stands before it, as in libraqm."""
    found: list[str] = []
    for c in line:
        name = unicodedata.name(c, "")
        if name.startswith("LATIN"):
            found.append("Latn")
        elif name.startswith("ARABIC") and unicodedata.category(c) == "Lo":
            found.append("Arab")
        else:
            found.append("")
    known = next((s for s in found if s), "Arab")
    for i, script in enumerate(found):
        found[i] = known = script or known
    return found


def _font_of(line: str, i: int) -> int:
    """The first font that has the character; marks and joiners stay with their letter."""
    while i and (unicodedata.combining(line[i]) or _INVISIBLE.fullmatch(line[i])):
        i -= 1
    return next((k for k, s in enumerate(_shapers()) if ord(line[i]) in s[2]), 0)


def _shaped(line: str, start: int, end: int, backwards: bool) -> list[str]:
    import uharfbuzz as hb

    shaper, font, _ = _shapers()[_font_of(line, start)]
    buffer = hb.Buffer()
    # An old matplotlib has no tables of a font, only its glyphs: harakat are set one by one.
    apart = not shapes_arabic()
    kept = [i for i in range(len(line)) if not (apart and unicodedata.combining(line[i]))]
    inside = [k for k, i in enumerate(kept) if start <= i < end]
    if not inside:
        return []
    buffer.add_codepoints([ord(line[i]) for i in kept], inside[0], len(inside))
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.script = _scripts(line)[start]
    buffer.language = "en"
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(shaper, buffer, {})
    names = [(_named(font, info.codepoint), info.cluster) for info in buffer.glyph_infos]
    if not apart:
        return [name for name, _ in names]
    return _with_marks(names, line, kept, font, end)


def _with_marks(
    names: list[tuple[str, int]], line: str, kept: list[int], font, end: int
) -> list[str]:
    """Glyphs with the harakat of their letters before them, as they stand on paper."""
    firsts = sorted({cluster for _, cluster in names})
    found: list[str] = []
    for name, cluster in names:
        after = next((kept[c] for c in firsts if c > cluster), end)
        marks = [c for c in line[kept[cluster] : after] if unicodedata.combining(c)]
        found += [_named(font, font.get_char_index(ord(c))) for c in marks] + [name]
    return found
