"""Charts as they stand on paper: every artist labelled, nothing overlapping, both directions."""

import matplotlib

matplotlib.use("Agg")
import tomllib
from datetime import date
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.text import Text

from corpus_tools import charts
from corpus_tools.charts import style
from corpus_tools.schema import InputError

OUTLETS = ["صدى الساحل", "BBC عربي", "مرآة الجنوب", "النهار الجديد"]
LONG = [f"وسيلة إعلامية ذات اسم طويل جداً جداً رقم {k:02d}" for k in range(30)]
MONTHS = [f"2018-{m:02d}" for m in range(1, 7)]
assert {len(name) for name in LONG} == {43}


@pytest.fixture(autouse=True)
def _clean():
    with charts.use_style():
        yield
    plt.close("all")


# --- the automatic form, artist by artist -------------------------------------------------
def _is_labelled(text) -> bool:
    written = text.get_text()
    expected = charts.label(written, math=True, isolate_numbers=True)
    return text._get_wrapped_text() == expected != written


def _draw_titles(figure, ax):
    ax.set_title("BBC وسط")
    ax.set_title("BBC يمين", loc="right")
    figure.suptitle("BBC الكل")
    return [ax.title, ax._right_title, figure._suptitle]


def _draw_fixed_ticks(figure, ax):
    ax.set_xticks([0, 1], ["BBC أول", "ثان (2)"])
    return ax.get_xticklabels()


def _draw_categories(figure, ax):
    ax.barh(["BBC باب", "باب (2)"], [1, 2])
    figure.canvas.draw()
    return ax.get_yticklabels()


def _draw_bar_labels(figure, ax):
    bars = ax.bar(["a", "b"], [1, 2])
    return ax.bar_label(bars, ["BBC أ", "BBC ب"])


def _draw_legend(figure, ax):
    ax.plot([1, 2], label="BBC سلسلة")
    ax.legend(title="BBC مفتاح")
    return [*ax.get_legend().get_texts(), ax.get_legend().get_title()]


def _draw_colour_bar(figure, ax):
    bar = figure.colorbar(ax.imshow([[0, 1]]), ax=ax)
    bar.set_label("BBC شريط")
    bar.set_ticks([0, 1], labels=["BBC قليل", "BBC كثير"])
    return [bar.ax.yaxis.label, *bar.ax.get_yticklabels()]


def _draw_table(figure, ax):
    made = ax.table([["BBC خانة"]], colLabels=["BBC عمود"], rowLabels=["BBC صف"])
    return [cell.get_text() for cell in made.get_celld().values()]


def _draw_twins(figure, ax):
    return [ax.twinx().set_ylabel("BBC ثان"), ax.twiny().set_xlabel("BBC فوق")]


def _draw_formatter(figure, ax):
    ax.xaxis.set_major_formatter(lambda x, _: f"BBC باب {x:.0f}")
    figure.canvas.draw()
    return ax.get_xticklabels()


def _draw_pie(figure, ax):
    return ax.pie([1, 2], labels=["BBC أ", "BBC ب"])[1]


def _draw_pandas(figure, ax):
    frame = pd.DataFrame({"BBC أول": [1, 2], "BBC ثان": [2, 1]}, index=["BBC باب", "باب (2)"])
    frame.plot.bar(ax=ax, title="BBC عنوان")
    return [ax.title, *ax.get_xticklabels(), *ax.get_legend().get_texts()]


def _draw_seaborn(figure, ax):
    seaborn = pytest.importorskip("seaborn", reason="not run: seaborn (run.py test-charts has it)")
    frame = pd.DataFrame({"BBC وسيلة": ["BBC باب", "BBC خبر"] * 2, "BBC قيمة": [1, 2, 3, 4],
                          "BBC نوع": ["BBC أ", "BBC أ", "BBC ب", "BBC ب"]})  # fmt: skip
    seaborn.barplot(frame, x="BBC وسيلة", y="BBC قيمة", hue="BBC نوع", ax=ax)
    legend = ax.get_legend()
    return [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *legend.get_texts(),
            legend.get_title()]  # fmt: skip


@pytest.mark.parametrize("asked", ["before", "after"])
@pytest.mark.parametrize("draw", [
    _draw_titles, lambda _, ax: [ax.set_xlabel("BBC سين"), ax.set_ylabel("BBC صاد")],
    _draw_fixed_ticks, _draw_categories, _draw_formatter, _draw_legend,
    lambda _, ax: [ax.annotate("BBC تعليق", (0, 0)), ax.text(0, 0, "BBC نص")],
    _draw_bar_labels, _draw_colour_bar, _draw_table, _draw_twins, _draw_pie, _draw_pandas,
    _draw_seaborn,
])  # fmt: skip
def test_every_artist_is_labelled(draw, asked):
    figure, ax = plt.subplots()
    if asked == "before":
        charts.arabic_axes(ax)
    texts = draw(figure, ax)
    if asked == "after":
        charts.arabic_axes(ax)
    figure.canvas.draw()
    assert texts and all(map(_is_labelled, (t for t in texts if t.get_text())))


@pytest.mark.filterwarnings("ignore:The figure layout has changed")  # seaborn's own doing
def test_subfigures_and_grids_of_seaborn_are_part_of_the_figure():
    figure = plt.figure()
    left, right = figure.subfigures(1, 2)
    title = left.suptitle("BBC يسار")
    charts.arabic_axes(right.subplots())
    assert _is_labelled(title)
    seaborn = pytest.importorskip("seaborn", reason="not run: seaborn (run.py test-charts has it)")
    frame = pd.DataFrame({"س": [1, 2], "BBC ص": [1, 2], "BBC نوع": ["BBC أ", "BBC ب"]})
    grid = seaborn.relplot(frame, x="س", y="BBC ص", hue="BBC نوع", col="BBC نوع")
    charts.arabic_axes(grid.figure)
    grid.figure.canvas.draw()
    assert all(_is_labelled(ax.title) for ax in grid.axes.flat)
    assert all(map(_is_labelled, grid.legend.get_texts()))


def test_mathtext_in_arabic_is_drawn_with_the_letters_of_the_font():
    figure, ax = plt.subplots()
    charts.arabic_axes(ax)
    title = ax.set_title("مربع $x^2$ هنا")
    drawn = title._get_wrapped_text()
    assert drawn.startswith("\ufe8e\ufee8\ufeeb $x^2$")  # هنا, in visual order, joined
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*[Gg]lyph.*missing.*")
        warnings.filterwarnings("error", message=".*does not have a glyph.*")
        figure.canvas.draw()


# --- nothing overlaps ---------------------------------------------------------------------
def _pairs():
    return pd.DataFrame([(a, b, 3) for k, a in enumerate(LONG) for b in LONG[k + 1 :]],
                        columns=["outlet_a", "outlet_b", "n_pairs"])  # fmt: skip


def _keyness(names):
    rows = [(o, f"{w}", z) for o in names for w, z in zip(LONG[:3], (3.0, 2.0, -2.0), strict=True)]
    frame = pd.DataFrame(rows, columns=["outlet", "word", "log_odds_z"])
    return frame.assign(n_target=5, n_reference=20)


def _estimates(**more):
    return pd.DataFrame({"outlet": LONG, "estimate": 0.1, "low": 0.0, "high": 0.2,
                         "n_documents": 1234, **more})  # fmt: skip


PLOTS = {
    "bars": lambda ax: charts.plot_bars(
        pd.DataFrame({"outlet": LONG, "n": range(30)}), category="outlet", value="n", ax=ax),
    "shares": lambda ax: charts.plot_shares(
        pd.DataFrame({"outlet": np.repeat(LONG, 6), "part": LONG[:6] * 30, "share": 1 / 6}),
        category="outlet", part="part", ax=ax),
    "estimates": lambda ax: charts.plot_estimates(_estimates(), ax=ax),
    "pairs": lambda ax: charts.plot_estimates(_estimates(kind="pair", other=LONG[::-1]), ax=ax),
    "stance": lambda ax: charts.plot_stance(
        pd.DataFrame({"outlet": LONG, "stance": "favor", "n_statements": 5, "target": LONG[0]}),
        ax=ax),
    "topic shares": lambda ax: charts.plot_topic_shares(
        pd.DataFrame({"outlet": np.repeat(LONG, 30), "topic": [*range(30)] * 30, "share": 0.1}),
        topic_names=dict(enumerate(LONG)), ax=ax),
    "coverage": lambda ax: charts.plot_coverage(
        pd.DataFrame({"outlet": np.repeat(LONG, 6), "month": MONTHS * 30, "n_documents": 1234}),
        month_names="levant", ax=ax),
    "reuse": lambda ax: charts.plot_reuse_matrix(_pairs(), ax=ax),
    "topic words": lambda ax: charts.plot_topic_words(
        pd.DataFrame({"topic": [0] * 15 + [1] * 15, "word": LONG, "probability": 0.1}),
        n_words=15, ax=ax),
    "keyness": lambda ax: charts.plot_keyness(_keyness(LONG[:9]), ax=ax),
    "funnel": lambda ax: charts.plot_keyness_funnel(pd.DataFrame({
        "word": LONG, "log_odds_z": np.linspace(-3, 3, 30), "n_target": 3,
        "n_reference": range(30)}), n_words=15, ax=ax),
    "timeline": lambda ax: charts.plot_timeline(
        pd.DataFrame({"outlet": np.repeat(LONG[:9], 6), "month": MONTHS * 9, "estimate": 0.1}),
        month_names="levant", language="both", ax=ax),
}  # fmt: skip


def _boxes(texts):
    # Of the words alone: an annotation counts its arrow in.
    return [(t.get_text(), Text.get_window_extent(t)) for t in texts if t.get_text().strip()]


def _overlaps(boxes) -> list[tuple[str, str]]:
    # A hair's breadth less: two boxes that touch do not overlap.
    return [(a, b) for k, (a, x) in enumerate(boxes) for b, y in boxes[k + 1 :]
            if x.x0 < y.x1 - 0.5 and y.x0 < x.x1 - 0.5
            and x.y0 < y.y1 - 0.5 and y.y0 < x.y1 - 0.5]  # fmt: skip


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_overlaps_and_nothing_is_cut_at_thirty_long_names(name):
    ax = PLOTS[name](None)
    ax.set_title(charts.label(LONG[0]))
    for turn in (lambda _: None, charts.mirror):
        turn(ax)
        ax.figure.canvas.draw()
        boxes = _boxes(_texts(ax))
        assert _overlaps(boxes) == []
        edge = ax.figure.bbox
        cut = [t for t, b in boxes
               if b.x0 < -1 or b.y0 < -1 or b.x1 > edge.x1 + 1 or b.y1 > edge.y1 + 1]  # fmt: skip
        assert cut == []


def _texts(ax) -> list[Text]:
    """Every text of a plot that is seen."""
    legend = ax.get_legend()
    texts = [*ax.get_yticklabels(), *ax.get_xticklabels(), *ax.texts, ax.xaxis.label]
    texts += [ax.yaxis.label, ax.title, ax._right_title, *(legend.get_texts() if legend else ())]
    for other in ax.figure.axes:
        if other is not ax:  # a colour bar
            texts += [*other.get_yticklabels(), other.yaxis.label]
    unseen = set()  # ticks beyond the ends of an axis
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        places = zip(axis.get_ticklabels(), axis.get_ticklocs(), strict=True)
        unseen |= {text for text, place in places if not low <= place <= high}
    return [t for t in texts if t not in unseen]


@pytest.mark.parametrize("name", ["bars", "estimates", "topic shares", "funnel"])
def test_on_axes_handed_in_letters_shrink(name):
    _, ax = plt.subplots(figsize=(9, 6))
    assert PLOTS[name](ax) is ax
    ax.figure.canvas.draw()
    texts = ax.texts if name == "funnel" else ax.get_yticklabels()
    heights = [box.height for _, box in _boxes(texts)]
    assert texts[0].get_fontsize() < matplotlib.rcParams["font.size"]
    assert sum(heights) < 2 * ax.figure.bbox.height  # at the smallest size they may touch


# --- both directions ----------------------------------------------------------------------
def test_months_keep_their_order_in_a_mirrored_coverage():
    table = pd.DataFrame({"outlet": "أ", "month": MONTHS, "n_documents": 1})
    assert not charts.mirror(charts.plot_coverage(table)).xaxis_inverted()
    assert charts.mirror(charts.plot_coverage(table), time=True).xaxis_inverted()


def test_a_colour_bar_changes_sides_and_keeps_its_words():
    table = pd.DataFrame({"outlet": OUTLETS, "topic": 0, "share": [0.1, 0.2, 0.3, 0.4]})
    ax = charts.mirror(charts.plot_topic_shares(table))
    ax.figure.canvas.draw()
    (bar,) = [other for other in ax.figure.axes if other is not ax]
    assert bar.get_position().x1 < ax.get_position().x0
    assert bar.get_ylabel().logical == "النصيب"
    assert "20%" in [t.get_text() for t in bar.get_yticklabels()]


def test_a_mirrored_legend_reads_from_right_to_left():
    names = ["أول", "ثان", "ثالث", "رابع", "خامس"]
    table = pd.DataFrame({"outlet": "أ", "part": names, "share": [0.4, 0.3, 0.15, 0.1, 0.05]})
    ax = charts.mirror(charts.plot_shares(table, category="outlet", part="part"))
    ax.figure.canvas.draw()
    texts = {t.get_text().logical: t.get_window_extent() for t in ax.get_legend().get_texts()
             if t.get_text().strip()}  # fmt: skip
    assert list(sorted(texts, key=lambda n: (-round(texts[n].x1), -texts[n].y1))) == names


def test_names_in_the_margin_change_sides():
    ax = PLOTS["funnel"](None)
    charts.mirror(ax)
    ax.figure.canvas.draw()
    assert all(box.x1 <= ax.bbox.x0 for _, box in _boxes(ax.texts))


# --- digits and months --------------------------------------------------------------------
def test_formatters_write_digits_and_months_of_three_traditions():
    number = charts.number_formatter(digits="arabic-indic")
    assert number(-1234.5).logical == "−١٬٢٣٤٫٥" and number(0.0).logical == "٠"
    assert charts.number_formatter(percent=True, decimals=1)(0.0349) == "3.5%"
    june = date2num(date(2018, 6, 12))
    seen = [charts.month_formatter(names=names)(june).logical.split("\n")[0]
            for names in ("egypt", "levant", "maghreb")]  # fmt: skip
    assert seen == ["يونيو", "حزيران", "جوان"]
    both = charts.month_formatter(language="both", digits="arabic-indic")(june).logical
    assert both == "يونيو\nJun\n٢٠١٨"


def test_the_axis_of_time_spans_what_is_drawn():
    years = [f"{year}-01" for year in range(2000, 2018)]
    table = pd.DataFrame({"outlet": "أ", "month": [*years, "2018-01", "2018-04"],
                          "estimate": [np.nan] * 18 + [1.0, 2.0]})  # fmt: skip
    ax = charts.plot_timeline(table)
    ax.figure.canvas.draw()
    low, high = ax.get_xlim()
    seen = [t.get_text().logical for t, x in zip(ax.get_xticklabels(), ax.get_xticks(), strict=True)
            if low <= x <= high]  # fmt: skip
    assert [s.split("\n")[0] for s in seen] == ["يناير", "فبراير", "مارس", "أبريل"]


def test_formatters_say_what_they_take():
    with pytest.raises(InputError, match="digits: expected one of"):
        charts.number_formatter(digits="hindi")
    with pytest.raises(InputError, match="names: expected one of"):
        charts.month_formatter(names="iraq")
    with pytest.raises(InputError, match="language: expected one of"):
        charts.month_formatter(language="fr")


def test_ticks_of_shares_stand_where_they_say():
    table = pd.DataFrame({"outlet": OUTLETS, "share": [0.07, 0.08, 0.17, 0.05]})
    ax = charts.plot_bars(table, category="outlet", value="share")
    ax.figure.canvas.draw()
    for tick, text in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True):
        assert float(text.get_text().rstrip("%")) == pytest.approx(100 * tick)


@pytest.mark.parametrize("language", ["ar", "en", "both"])
def test_one_argument_chooses_the_language(language):
    ax = charts.plot_keyness_funnel(_keyness([OUTLETS[0]]), language=language)
    said = ax.get_xlabel()
    assert ("occurrences" in said) == (language != "ar")
    assert ("الورود" in getattr(said, "logical", said)) == (language != "en")


def test_english_words_of_a_figure_have_english_stops():
    table = pd.DataFrame({"outlet": ["A", "B"], "share": [0.1, 0.2]})
    ax = charts.plot_bars(table, category="outlet", value="share", language="en")
    assert charts.alt_text(ax.figure) == "A: 10%; B: 20%."


# --- colours ------------------------------------------------------------------------------
# Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009: severity 1.0, linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998]],
    "green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
              [-0.011820, 0.042940, 0.968881]],
    "blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
             [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
PROJECT = Path(charts.__file__).parents[1] / "data" / "project.toml"
DEMO_COLOURS = tuple(
    outlet["colour"] for outlet in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["outlets"].values()
)
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
          [0.0193339, 0.1191920, 0.9503041]]  # fmt: skip


def _lab(colour: str, blindness: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as a reader sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(BLINDNESS[blindness]) @ linear, 0, 1)
    xyz = np.array(TO_XYZ) @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("colours", [
    charts.PALETTE, DEMO_COLOURS, (style.FAVOR, style.AGAINST),
], ids=["palette", "bundled project", "for and against"])  # fmt: skip
def test_colours_can_be_told_apart_also_by_colour_blind_readers(colours, blindness):
    distances = [np.linalg.norm(_lab(a, blindness) - _lab(b, blindness))
                 for a, b in combinations(colours, 2)]  # fmt: skip
    assert len(colours) >= 2 and min(distances) > 15


# --- the two plots of words ---------------------------------------------------------------
@pytest.mark.parametrize(("least", "most"), [(12, 70), (3, 2_500), (5, 40_000)])
def test_occurrences_in_a_funnel_are_told_in_plain_numbers(least, most):
    table = pd.DataFrame({"word": ["أ", "ب"], "n_target": [least, most], "n_reference": [0, 0],
                          "log_odds_z": [1.0, -1.0]})  # fmt: skip
    ax = charts.plot_keyness_funnel(table)
    ax.figure.canvas.draw()
    low, high = ax.get_xlim()
    seen = [t.get_text() for at in (ax.xaxis.get_major_ticks(), ax.xaxis.get_minor_ticks())
            for t in [tick.label1 for tick in at] if low <= t.get_position()[0] <= high]  # fmt: skip
    said = [text for text in seen if text]
    assert 2 <= len(said) <= 7 and not [text for text in said if "10^" in text or "times" in text]


def test_the_funnel_names_both_ends_in_order():
    table = _keyness(OUTLETS[:2])
    ax = charts.plot_keyness_funnel(table, outlet=OUTLETS[0])
    assert [t.get_text().logical for t in ax.texts] == LONG[:3]
    assert list(ax.collections[0].get_offsets()[:, 0]) == [25, 25, 25]
    assert f"{OUTLETS[0]}: {LONG[0]}، {LONG[1]}؛" in charts.alt_text(ax.figure)
    with pytest.raises(InputError, match="outlet: the table has 2 outlets"):
        charts.plot_keyness_funnel(table)
    with pytest.raises(InputError, match="no scored words"):
        charts.plot_keyness_funnel(table, outlet="لا أحد")


def _passages():
    first = "وصل الوفد صباحاً. قال الوزير إن New York Times (12 سطراً) أخطأت، ثم غادر."
    second = "قال الوزير إن New York Times (12 سطراً) أخطأت، ولم يزد."
    shared = "قال الوزير إن New York Times (12 سطراً) أخطأت"
    rows = [(name, text, text.index(shared), text.index(shared) + len(shared))
            for name, text in zip(OUTLETS, (first, second), strict=False)]  # fmt: skip
    return pd.DataFrame(rows, columns=["outlet", "text", "start", "end"]), shared


def test_two_passages_stand_side_by_side_and_the_shared_part_is_marked():
    table, shared = _passages()
    ax = charts.plot_passages(table)
    ax.figure.canvas.draw()
    words = [(t.get_text().logical, t.get_window_extent()) for t in ax.texts]
    grounds = [p.get_window_extent() for p in ax.patches]
    marked = [w for w, box in words if any(g.x0 <= box.x0 + box.width / 2 <= g.x1
              and g.y0 <= box.y0 + box.height / 2 <= g.y1 for g in grounds)]  # fmt: skip
    assert " ".join(marked).replace("،", "") == f"{shared} {shared}"
    right, left = (next(b for w, b in words if w == name) for name in OUTLETS[:2])
    assert right.x0 > left.x1
    assert _overlaps([(w, b) for w, b in words]) == []
    assert f"«{shared}،»" in charts.alt_text(ax.figure)


def test_passages_are_cut_at_words_and_say_so():
    text = "كلمة " * 100 + "مشترك " + "تتمة " * 100
    start = text.index("مشترك")
    table = pd.DataFrame({"outlet": OUTLETS[:2], "text": [text, text + "."], "start": start,
                          "end": start + 5})  # fmt: skip
    ax = charts.plot_passages(table, context=22)
    words = [t.get_text().logical for t in ax.texts]
    assert words.count("…") == 4 and words.count("كلمة") == 8
    _, handed = plt.subplots(figsize=(4, 1))
    assert charts.plot_passages(table, ax=handed) is handed


def test_passages_need_two_texts_and_parts_within_them():
    table, _ = _passages()
    with pytest.raises(InputError, match="needs two texts, got 1"):
        charts.plot_passages(table.iloc[:1])
    with pytest.raises(InputError, match="within the text of"):
        charts.plot_passages(table.assign(end=10_000))


NAME = "صحيفة الشرق الدولية للأنباء والتحليلات الاقتصادية والسياسية والرياضية، النسخة المغاربية"


def test_a_very_long_name_makes_no_picture_of_metres():
    table = pd.DataFrame({"outlet": [f"{NAME} {k}" for k in range(40)], "estimate": 0.5})
    ax = charts.plot_bars(table, category="outlet", value="estimate")
    assert ax.figure.get_figheight() < 40
    assert max(t.get_text().count("\n") for t in ax.get_yticklabels()) <= 3
    shares = table.head(2).assign(topic=0)
    ax = charts.plot_topic_shares(shares.rename(columns={"estimate": "share"}))
    ax.figure.canvas.draw()
    assert ax.get_window_extent().height > 30


def test_forty_lines_are_forty_and_leave_room_for_themselves():
    table = pd.DataFrame([(f"{NAME} {k}", m, k) for k in range(40) for m in ("2024-01", "2024-02")],
                         columns=["outlet", "month", "estimate"])  # fmt: skip
    ax = charts.plot_timeline(table)
    looks = {(line.get_color(), line.get_marker(), line.get_linestyle()) for line in ax.lines}
    assert len(looks) == 40
    ax.figure.canvas.draw()
    assert ax.get_window_extent().height > 150


def test_a_share_that_stands_twice_is_not_added_up():
    table = pd.DataFrame({"outlet": ["أ", "ب"] * 4, "topic": [0, 0, 1, 1] * 2, "estimate": 0.4,
                          "kind": ["level"] * 4 + ["against_rest"] * 4})  # fmt: skip
    ax = charts.plot_topic_shares(table)
    assert {t.get_text() for t in ax.texts} == {"40%"}
    with pytest.raises(InputError, match="several shares of topic '0' in 'أ'; choose one"):
        charts.plot_topic_shares(table.assign(kind="level"))


def test_shares_say_of_how_many_they_are_and_refuse_where_there_are_too_few():
    table = pd.DataFrame({"outlet": ["أ", "أ", "ب", "ب"], "side": ["س", "ص"] * 2,
                          "share": [0.25, 0.75, np.nan, np.nan], "n_of_outlet": [40, 40, 2, 2]})  # fmt: skip
    ax = charts.plot_shares(table, category="outlet", part="side", count="n_of_outlet")
    said = [getattr(t.get_text(), "logical", t.get_text()).strip() for t in ax.texts]
    assert "(40)" in said and "(2)" in said and sum("لا يكفي" in text for text in said) == 1
    assert charts.alt_text(ax.figure) == "أ: ص 75% (40)؛ ب: لا يكفي (2)."
    assert "عدد الأقوال" in ax.get_xlabel().logical
    plain = charts.plot_shares(table.head(2), category="outlet", part="side")
    assert not plain.get_xlabel() and plain.get_xlim()[1] == 1


def drawn(ax, name):
    """The stretches of a line that are drawn, each as its values."""
    values = next(line for line in ax.lines if getattr(line.get_label(), "logical", line.get_label()) == name)
    runs = [[]]
    for value in values.get_ydata():
        if value == value:
            runs[-1].append(float(value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def test_no_line_is_drawn_across_a_period_that_the_table_does_not_have():
    rows = [("أ", f"2024-{m:02d}", m) for m in (1, 4, 7, 10)]
    rows += [("ب", f"2024-{m:02d}", m) for m in (1, 4, 10)]  # no row for July
    table = pd.DataFrame(rows, columns=["outlet", "month", "estimate"])
    assert drawn(charts.plot_timeline(table), "أ") == [[1, 4, 7, 10]]
    assert drawn(charts.plot_timeline(table), "ب") == [[1, 4], [10]]
    alone = pd.DataFrame([("أ", m, k) for k, m in enumerate(("2024-01", "2024-02", "2024-06"))],
                         columns=["outlet", "month", "estimate"])  # fmt: skip
    ax = charts.plot_timeline(pd.concat([alone, alone.assign(outlet="ب")]))
    assert drawn(ax, "أ") == [[0, 1], [2]]


def test_a_point_without_neighbours_stands_on_its_interval():
    table = pd.DataFrame({"outlet": ["أ", "ب"], "month": "2024-01", "estimate": [1.0, 2.0],
                          "low": [0.5, 1.5], "high": [1.5, 2.5]})  # fmt: skip
    ax = charts.plot_timeline(table)
    ax.figure.canvas.draw()
    points = [line for line in ax.lines if np.isfinite(line.get_ydata()).any()]
    bars = [c for c in ax.collections if hasattr(c, "get_segments")]
    assert len(points) == len(bars) == 2
    for point, bar in zip(points, bars, strict=True):
        assert point.get_transform().transform((0, 0)) == pytest.approx(bar.get_transform().transform((0, 0)))
