"""Labels glyph for glyph, style, layout and every plot by its artists."""

import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from corpus_tools import charts
from corpus_tools.charts import labels, reference, selfcheck
from corpus_tools.charts.automatic import arabic_axes
from corpus_tools.schema import InputError

OUTLETS = ["صدى الساحل", "BBC عربي", "مرآة الجنوب", "النهار الجديد"]
LONG = [f"وسيلة إعلامية ذات اسم طويل جداً رقم {k:02d}" for k in range(30)]
ARABIC = st.text(
    st.sampled_from("ابتجدلامنهويةىءؤئ \u064e\u0651\u0640\u200c\u200f1239٤٥()[]«»<>%-+/.,:،$abZ\n"),
    max_size=24,
)


@pytest.fixture(autouse=True)
def _clean():
    with charts.use_style():
        yield
    plt.close("all")


# --- labels -------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def checked():
    return charts.check_labels()


def test_every_label_is_right_glyph_for_glyph(checked):
    assert len(checked) >= 200 and checked["class"].nunique() >= 20
    wrong = checked[~checked["right"]]
    if not charts.shapes_arabic():
        wrong = wrong[wrong["note"].isna()]
    assert wrong[["text", "expected", "drawn"]].values.tolist() == []


def test_the_check_sees_labels_that_are_wrong(monkeypatch):
    monkeypatch.setattr(selfcheck, "label", lambda text, **_: labels.Label(text))
    assert selfcheck.check_labels()["right"].mean() < 0.97


@pytest.mark.skipif(not charts.shapes_arabic(), reason="not run: matplotlib does not shape")
def test_the_old_recipe_is_wrong_on_a_shaping_matplotlib(monkeypatch):
    recipe = lambda text, **_: labels.Label(labels.visual(text))  # noqa: E731
    monkeypatch.setattr(selfcheck, "label", recipe)
    rows = [{"class": "pure", "text": name} for name in ("صدى الساحل", "عدد المقالات")]
    assert not selfcheck.check_labels(rows)["right"].any()


# Left to right as on paper, worked out by hand; letters stand for themselves, unjoined.
@pytest.mark.parametrize(
    ("text", "isolate", "shown"),
    [
        ("باب 12-5", False, "5-12 باب"),
        ("باب 12-5", True, "12-5 باب"),
        ("باب -3.5%", True, "-3.5% باب"),
        ("باب 45%", False, "%45 باب"),
        ("باب 45%", True, "45% باب"),
        ("باب (BBC)", False, "(BBC) باب"),
        ("BBC باب", False, "باب BBC"),
        ("«باب»", False, "«باب»"),
        ("باب 2014 – 2018", True, "2014 – 2018 باب"),
        ("باب 12-5، 3-4", True, "3-4 ،12-5 باب"),
        ("باب ميغ-29", True, "29-ميغ باب"),
        ("باب ٢٠١٩-٢٠٢٠", True, "٢٠١٩-٢٠٢٠ باب"),
        ("باب 45 %", True, "45 % باب"),
        ("باب 5€", True, "5€ باب"),
        ("باب 5.0±0.1", True, "5.0±0.1 باب"),
        ("باب p < 0.05", True, "p < 0.05 باب"),
        ("r = −0.5 باب", True, "باب r = −0.5"),
        ("باب 5 > 3", True, "3 < 5 باب"),
    ],
)
def test_order_worked_out_by_hand(text, isolate, shown):
    for_paper = labels._NUMBER.sub(labels._isolated, text) if isolate else text
    order = reference.visual_order(for_paper)
    level = reference.levels(for_paper)
    seen = [
        reference.mirrored(for_paper[i]) if level[i] % 2 else for_paper[i] for i in order
    ]
    seen = labels._INVISIBLE.sub("", "".join(seen))
    assert _words_turned(seen) == shown


def _words_turned(seen: str) -> str:
    """Arabic words back in reading order, so that the expectation can be read."""
    return labels.re.sub("[\u0621-\u064a]+", lambda m: m.group()[::-1], seen)


@given(ARABIC, st.sampled_from([0, 1]))
def test_the_reference_agrees_with_python_bidi(text, base):
    line = text.replace("\n", " ").strip()
    mine = "".join(line[i] for i in reference.visual_order(line, base))
    theirs = get_display(line, base_dir="LR"[base])
    assert labels._INVISIBLE.sub("", mine) == labels._INVISIBLE.sub("", theirs)


@given(ARABIC)
def test_labelling_twice_is_harmless(text):
    once = charts.label(text)
    assert charts.label(once) == once and charts.label(once).logical == once.logical
    assert charts.label(f"{once}") == once and isinstance(str(once), charts.Label)


@pytest.mark.parametrize("text", ["BBC News", "45%", "12-5", "$5", "", "x² < y"])
def test_text_without_arabic_is_unchanged(text):
    assert charts.label(text) == text


def test_dollars_are_dollars_unless_asked():
    assert charts.label("$5 to $9") == r"\$5 to \$9"
    assert charts.label("من $5").count(r"\$") == 1
    assert "$x^2$" in charts.label("مربع $x^2$ هنا", math=True)


def test_mathtext_keeps_its_place_in_the_line():
    made = charts.label("قبل $a$ بعد $b$", math=True)
    assert made.index("$b$") < made.index("$a$")
    assert "\ufe91" in made  # initial beh: shaped here, since mathtext shapes nothing


@pytest.mark.parametrize(
    ("forms", "plain"),
    [("\ufee3\ufea4\ufee4\ufeaa", "محمد"), ("\ufefb", "لا"), ("\ufdf2", "الله"), ("ب\ufe76", "بَ")],
)
def test_presentation_forms_come_back_to_letters(forms, plain):
    assert charts.label(forms).logical == plain
    assert charts.label(forms) == charts.label(plain)


def test_an_old_matplotlib_gets_joined_letters_in_visual_order(monkeypatch):
    monkeypatch.setattr(labels, "shapes_arabic", lambda: False)
    assert charts.label("بيت") == "\ufe96\ufef4\ufe91"
    assert charts.label("(لا)") == "(\ufefb)"
    assert charts.label("على") == "\ufef0\ufee0\ufecb"  # no ligature of words or of lam and yeh
    assert "\u064e" in charts.label("بَيت") and "\u200c" not in charts.label("می\u200cشود")


def test_wrapping_comes_before_shaping():
    made = charts.label(LONG[0], width=14)
    assert all(len(line.strip("\u200f")) <= 14 for line in made.split("\n"))
    assert made.logical.replace("\n", " ") == LONG[0]


def test_wrong_arguments_say_what_to_write():
    with pytest.raises(InputError, match="base: expected 'rtl' or 'ltr', got 'up'"):
        charts.label("x", base="up")
    with pytest.raises(InputError, match="width: expected at least 1"):
        charts.label("باب", width=0)


# --- style --------------------------------------------------------------------------------
def test_the_style_takes_itself_back():
    before = dict(matplotlib.rcParams)
    with charts.use_style(colours=["أ"], scale=2):
        assert matplotlib.rcParams["font.size"] == 22
    assert dict(matplotlib.rcParams) == before


def test_bold_is_a_true_bold_and_fonts_come_from_packages():
    from matplotlib.font_manager import FontProperties, findfont

    found = findfont(FontProperties(family="IBM Plex Sans Arabic", weight="bold"))
    assert found.endswith("IBMPlexSansArabic-Bold.ttf") and "fontpkg" in found


def test_an_outlet_keeps_its_colour_in_every_figure():
    charts.use_style(colours=OUTLETS)
    table = pd.DataFrame({"outlet": OUTLETS, "n": [1.0, 2.0, 3.0, 4.0]})
    whole = charts.plot_bars(table, category="outlet", value="n")
    part = charts.plot_bars(table.iloc[[2]], category="outlet", value="n")
    assert part.patches[0].get_facecolor() == whole.patches[2].get_facecolor()


def test_given_colours_win_and_wrong_ones_are_refused():
    assert charts.outlet_colours(["أ", "ب"], given={"ب": "#0072b2"})["أ"] != "#0072B2"
    with pytest.raises(InputError, match="colour of the outlet 'أ'"):
        charts.use_style(colours={"أ": "not a colour"})


@pytest.mark.skipif(not charts.shapes_arabic(), reason="not run: matplotlib does not shape")
def test_marks_take_no_room_in_a_pdf():
    """The PDF backend would draw each as a space; the words after it would move."""
    from matplotlib import _text_helpers
    from matplotlib.font_manager import FontProperties, fontManager, get_font

    files = fontManager._find_fonts_by_props(FontProperties(family=matplotlib.rcParams["font.family"]))
    text = charts.label("النسبة -3.5% (BBC) می\u200cشود", isolate_numbers=True)
    assert labels.LRI in text
    drawn = list(_text_helpers.layout(text, get_font([str(f) for f in files])))
    spaces = [i for i in drawn if i.ft_object.get_glyph_name(i.glyph_index) == "space"]
    assert len(spaces) == text.count(" ") and len(drawn) == len("النسبة -3.5% (BBC) میشود")
    advance = [i.ft_object.load_glyph(i.glyph_index).linearHoriAdvance / 65536 for i in drawn]
    for left, right, wide in zip(drawn, drawn[1:], advance, strict=False):
        if left.ft_object == right.ft_object:  # what the PDF backend adds up is where it stands
            assert left.x + wide + right.prev_kern == pytest.approx(right.x, abs=0.1)


# --- everything on a figure ---------------------------------------------------------------
def _drawn_lines(artist) -> str:
    return artist._get_wrapped_text()


def test_arabic_axes_reaches_every_artist():
    figure, ax = plt.subplots()
    arabic_axes(ax)
    ax.bar(["BBC باب", "باب (2)"], [1, 2], label="سلسلة (أ)")
    title = ax.set_title("BBC عنوان")
    texts = [title, ax.set_xlabel("BBC محور"), ax.annotate("BBC تعليق", (0, 0))]
    texts += ax.bar_label(ax.containers[0], ["BBC أ", "BBC ب"])
    texts += ax.legend().get_texts() + [figure.suptitle("BBC الكل")]
    texts.append(ax.twinx().set_ylabel("BBC ثان"))
    texts.append(ax.table([["BBC خانة"]])[0, 0].get_text())
    bar = figure.colorbar(plt.cm.ScalarMappable(), ax=ax)
    bar.set_label("BBC شريط")
    texts.append(bar.ax.yaxis.label)
    figure.canvas.draw()
    texts += ax.get_xticklabels()
    for text in texts:
        expected = charts.label(text.get_text(), math=True, isolate_numbers=True)
        assert _drawn_lines(text) == expected != text.get_text()
    assert title.get_text() == "BBC عنوان"


def test_arabic_axes_leaves_other_figures_and_finished_labels_alone():
    arabic_axes(plt.subplots()[1])
    _, other = plt.subplots()
    assert _drawn_lines(other.set_title("BBC عنوان")) == "BBC عنوان"
    _, ax = plt.subplots()
    made = charts.label("باب 12-5")
    assert _drawn_lines(arabic_axes(ax).set_title(made)) == made


def test_pandas_plots_come_along():
    ax = pd.Series([1, 2], index=["BBC باب", "باب"]).plot.bar()
    arabic_axes(ax)
    ax.figure.canvas.draw()
    assert _drawn_lines(ax.get_xticklabels()[0]) != "BBC باب"


# --- plots --------------------------------------------------------------------------------
def _estimates(kind="level"):
    rows = [
        {"within": target, "kind": kind, "outlet": outlet, "other": None, "estimate": 0.1 * k,
         "low": 0.1 * k - 0.2, "high": 0.1 * k + 0.2, "q_value": np.nan, "n_documents": 10 + k}
        for target in ("دولة الشمال", "المرافئ") for k, outlet in enumerate(OUTLETS)
    ]  # fmt: skip
    rows[1].update(estimate=np.nan, low=np.nan, high=np.nan)
    return pd.DataFrame(rows)


def _said(ax) -> list[str]:
    return [getattr(t.get_text(), "logical", t.get_text()) for t in ax.texts]


def _rows(ax) -> list[str]:
    return [getattr(t.get_text(), "logical", t.get_text()) for t in ax.get_yticklabels()]


def test_a_refused_row_gets_words_and_no_point():
    table = _estimates()
    ax = charts.plot_estimates(table)
    points = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(points) == len(table) - 1
    assert sum("لا يكفي" in text for text in _said(ax)) == 1
    assert _rows(ax)[:3] == ["دولة الشمال", "صدى الساحل", "BBC عربي"]
    assert "BBC عربي: لا يكفي" in charts.alt_text(ax.figure)


def test_one_wide_interval_does_not_squeeze_the_others():
    rows = [{"outlet": f"وسيلة {k}", "estimate": k / 10, "low": k / 10 - 0.1, "high": k / 10 + 0.1}
            for k in range(5)]  # fmt: skip
    narrow = charts.plot_estimates(pd.DataFrame(rows))
    rows[2] |= {"low": -90.0, "high": 80.0}
    wide = charts.plot_estimates(pd.DataFrame(rows))
    assert np.ptp(wide.get_xlim()) < 3 * np.ptp(narrow.get_xlim())
    assert len([t for t in wide.texts if getattr(t, "arrow_patch", None)]) == 2
    assert "السهم" in wide.get_xlabel().logical and "السهم" not in narrow.get_xlabel().logical
    assert "[-90.00, 80.00]" in charts.alt_text(wide.figure)
    two = charts.plot_estimates(pd.DataFrame(rows[2:4]))  # nothing says which is the usual one
    assert two.get_xlim()[0] < -90


def test_open_points_were_tested_and_did_not_differ():
    table = _estimates("against_rest").assign(q_value=[0.01, np.nan, 0.5, 0.04] * 2)
    ax = charts.plot_estimates(table)
    open_points = [l for l in ax.lines if l.get_marker() == "o" and l.get_mfc() == "white"]
    assert len(open_points) == 2


def test_plots_leave_their_table_alone():
    table = _estimates()
    before = table.copy(deep=True)
    charts.plot_estimates(table)
    pd.testing.assert_frame_equal(table, before)


def test_stance_shares_are_of_all_statements():
    table = pd.DataFrame(
        {"target": ["ط"] * 3, "outlet": ["أ"] * 3, "stance": ["favor", "against", "none"],
         "n_statements": [1, 3, 4]}
    )  # fmt: skip
    ax = charts.plot_stance(table)
    assert {"12%", "38%", "(8)"} <= set(_said(ax))
    with pytest.raises(InputError, match="stance: expected"):
        charts.plot_stance(table.assign(stance="positive"))


def test_shares_add_up_and_small_parts_are_put_together():
    parts = [f"جزء {k}" for k in range(12)]
    table = pd.DataFrame({"outlet": "أ", "part": parts, "share": [1 / 12] * 12})
    ax = charts.plot_shares(table, category="outlet", part="part")
    bars = [p for p in ax.patches if p.get_width() > 0]
    assert len(bars) == len(charts.PALETTE)
    assert sum(bar.get_width() for bar in bars) == pytest.approx(1)


def test_coverage_shows_months_without_articles():
    table = pd.DataFrame({"outlet": "أ", "month": ["2018-01", "2018-04"], "n_documents": [2, 3]})
    ax = charts.plot_coverage(table, month_names="levant")
    names = [t.get_text().logical.split()[0] for t in ax.get_xticklabels()]
    assert names == ["كانون", "شباط", "آذار", "نيسان"]


def test_a_refused_outlet_in_the_heat_map_is_marked():
    table = pd.DataFrame({"outlet": ["أ", "ب"], "within": [0, 0], "estimate": [0.4, np.nan]})
    assert sorted(_said(charts.plot_topic_shares(table))) == ["40%", "–"]


def test_reuse_has_no_direction():
    table = pd.DataFrame({"outlet_a": ["أ"], "outlet_b": ["ب"], "n_pairs": [7]})
    assert _said(charts.plot_reuse_matrix(table)).count("7") == 2


def test_small_shares_are_told_apart():
    table = pd.DataFrame({"outlet": ["أ", "ب", "ج"], "share": [0.026, 0.033, 0.0]})
    assert {"2.6%", "3.3%", "0%"} <= set(_said(charts.plot_bars(table, category="outlet", value="share")))
    wide = table.assign(share=[0.026, 0.33, 0.0])
    assert {"3%", "33%", "0%"} <= set(_said(charts.plot_bars(wide, category="outlet", value="share")))


def test_a_line_breaks_where_nothing_is_known():
    months = ["2018-01", "2018-02", "2018-03"]
    table = pd.DataFrame({"month": months, "outlet": "أ", "estimate": [1, np.nan, 2]})
    line = charts.plot_timeline(table).lines[0]
    assert np.isnan(np.asarray(line.get_ydata(), float)).tolist() == [False, True, False]


def test_a_point_without_neighbours_shows_its_interval_and_its_number():
    table = pd.DataFrame({
        "month": ["2018-01", "2018-04"] * 3, "outlet": ["أ"] * 2 + ["ب"] * 2 + ["ج"] * 2,
        "estimate": [1.0, 2.0, np.nan, 1470.4, np.nan, np.nan], "low": 0.5, "high": 1900.0,
    })  # fmt: skip
    ax = charts.plot_timeline(table)
    (bar,) = [c for c in ax.collections if hasattr(c, "get_segments")]
    assert [s[:, 1].tolist() for s in bar.get_segments()] == [[0.5, 1900.0]]
    ax.figure.canvas.draw()
    legend = (ax.get_legend() or ax.figure.legends[0]).get_texts()
    assert [t.get_text().logical for t in legend] == ["أ", "ب", "ج (لا يكفي)"]
    assert "2,000" in [t.get_text() for t in ax.get_yticklabels()] or "1,500" in [
        t.get_text() for t in ax.get_yticklabels()]  # fmt: skip
    said = charts.alt_text(ax.figure)
    assert "أ: 1 (2018-01) … 2 (2018-04)؛ ب: 1,470 (2018-04)." in said


def test_one_period_is_one_tick():
    table = pd.DataFrame({"month": "2018-04", "outlet": ["أ", "ب"], "estimate": [1.0, 2.0]})
    ax = charts.plot_timeline(table)
    ax.figure.canvas.draw()
    assert [t.get_text().logical.split("\n")[0] for t in ax.get_xticklabels()] == ["أبريل"]


def test_open_marks_are_said_where_there_are_any():
    row = {"outlet": "أ", "estimate": 0.1, "low": -0.1, "high": 0.3, "kind": "pair", "other": "ب"}
    for q, is_said in ((0.2, True), (0.01, False), (np.nan, False)):
        said = charts.plot_estimates(pd.DataFrame([row | {"q_value": q}])).get_xlabel().logical
        assert ("(q ≥ 0.05)" in said) == is_said
    words = {"outlet": "أ", "feature": ["وفد", "قمة"], "log_odds_z": [3.0, -2.0],
             "n_target": [9, 2], "n_reference": [1, 9], "q_value": [0.01, 0.5]}  # fmt: skip
    ax = charts.plot_keyness_funnel(pd.DataFrame(words))
    inside = [to_hex(line.get_markerfacecolor()) for line in ax.lines if line.get_marker() == "o"]
    assert [colour == "#ffffff" for colour in inside] == [False, True]
    assert "(q ≥ 0.05)" in ax.get_xlabel().logical


def test_keyness_and_topics_order_their_words():
    words = ["رسالة", "وفد", "قمة"]
    table = pd.DataFrame({"outlet": "أ", "word": words, "log_odds_z": [1.0, 3.0, -2.0]})
    assert _rows(charts.plot_keyness(table)) == ["أ", "وفد", "رسالة"]
    table = table.assign(log_odds=[0.5, 0.9, -0.4], low=[0.1, np.nan, -1], high=[0.8, np.nan, 0])
    ax = charts.plot_keyness(table)
    assert [bar.get_width() for bar in ax.patches] == [0.9, 0.5]
    assert [list(line.get_xdata()) for line in ax.lines] == [[0.1, 0.8]]
    assert "q ≥" not in ax.get_xlabel().logical
    ax = charts.plot_keyness(table.assign(q_value=[0.05, 0.049, 0.2]))
    assert [to_hex(bar.get_facecolor()) == "#ffffff" for bar in ax.patches] == [False, True]
    assert "(q ≥ 0.05)" in ax.get_xlabel().logical
    table = pd.DataFrame({"topic": 0, "word": words, "probability": [0.1, 0.3, 0.2]})
    assert _rows(charts.plot_topic_words(table, n_words=2)) == ["الموضوع 0", "وفد", "قمة"]


def test_zipf_needs_positive_ranks():
    table = pd.DataFrame({"rank": [1, 2], "n_tokens": [10, 4]})
    assert charts.plot_vocabulary(table).get_xscale() == "log"
    with pytest.raises(InputError, match="positive ranks"):
        charts.plot_vocabulary(table.assign(rank=0))


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="plot_coverage needs the columns month, n_documents"):
        charts.plot_coverage(pd.DataFrame({"outlet": ["أ"]}))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.plot_bars(
            pd.DataFrame({"outlet": LONG, "n": range(30)}), category="outlet", value="n"),
        lambda: charts.plot_topic_shares(
            pd.DataFrame({"outlet": np.repeat(LONG, 30), "topic": [*range(30)] * 30, "share": 0.1}),
            topic_names=dict(enumerate(LONG))),
        lambda: charts.plot_estimates(_estimates().iloc[:1].loc[[0] * 30].assign(outlet=LONG)),
    ],
)  # fmt: skip
def test_thirty_long_labels_do_not_overlap(draw, mirrored):
    ax = draw()
    if mirrored:
        charts.mirror(ax)
    ax.figure.canvas.draw()
    for tick_labels in (ax.get_yticklabels(), ax.get_xticklabels()):
        boxes = [t.get_window_extent() for t in tick_labels if t.get_text()]
        assert not any(a.overlaps(b) for a, b in zip(boxes, boxes[1:], strict=False))
    edge = ax.figure.bbox
    boxes = [t.get_window_extent() for t in ax.get_yticklabels()]
    assert all(b.x0 >= edge.x0 - 1 and b.x1 <= edge.x1 + 1 for b in boxes)


def test_mirror_turns_values_and_sides_once():
    ax = charts.plot_bars(pd.DataFrame({"o": ["أ"], "n": [2.0]}), category="o", value="n")
    ax.set_title(charts.label("عنوان"))
    charts.mirror(charts.mirror(ax))
    assert ax.xaxis_inverted() and ax.yaxis.get_label_position() == "right"
    assert ax.get_title(loc="right") and not ax.get_title()


def test_time_keeps_its_direction():
    table = pd.DataFrame({"month": ["2018-01", "2018-06"], "outlet": "أ", "estimate": [1.0, 2.0]})
    assert not charts.mirror(charts.plot_timeline(table)).xaxis_inverted()
    assert charts.mirror(charts.plot_timeline(table), time=True).xaxis_inverted()


def test_importing_charts_loads_no_matplotlib():
    code = ("import sys, corpus_tools.charts\n"
            "sys.exit('matplotlib' in sys.modules or 'pandas' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_estimate_without_an_interval_is_a_cross_and_said() -> None:
    table = _estimates().assign(low=float("nan"), high=float("nan"))
    ax = charts.plot_estimates(table)
    drawn = [line for line in ax.lines if line.get_marker() == "x"]
    assert len(drawn) == len(table) - 1  # one row of the table is refused
    assert not [line for line in ax.lines if line.get_marker() == "o"]
    assert "×" in ax.get_xlabel() and "[–]" in charts.alt_text(ax.figure)


# --- tables as they come ------------------------------------------------------------------------


def test_odd_names_leave_a_drawing_that_opens() -> None:
    from xml.dom import minidom

    from corpus_tools.figures.saving import picture_bytes

    names = ["a\x00b\x01", "\u202eالأفق", "$x$ $", "-- <!-- ]]> &", "", None, float("nan"), "x" * 300]
    frame = pd.DataFrame({"outlet": pd.Series(names, dtype=object), "v": range(len(names))})
    with charts.use_style():
        ax = charts.plot_bars(frame, category="outlet", value="v")
    minidom.parseString(picture_bytes(ax.figure, "svg", alt=charts.alt_text(ax.figure)))
    assert not any("\u202e" in text.get_text() for text in ax.get_yticklabels())
    plt.close("all")


def test_one_odd_date_makes_no_endless_picture() -> None:
    months = ["1900-01", "2023-04", "2023-05", "2023-05"]
    frame = pd.DataFrame({"outlet": OUTLETS[0], "month": months, "n_documents": [1, 2, 3, 4]})
    ax = charts.plot_coverage(frame)
    assert ax.figure.get_figwidth() < 40
    assert f"{OUTLETS[0]}: 10" in charts.alt_text(ax.figure)
    drawn = [t.get_text() for t in ax.texts if t.get_text()]
    assert sorted(drawn) == ["1", "9"]
    few = charts.plot_coverage(frame.iloc[1:])
    assert sorted(t.get_text() for t in few.texts if t.get_text()) == ["2", "7"]
    plt.close("all")


@pytest.mark.parametrize("value", [["1", "x"], [1.0, np.inf]])
def test_what_is_no_number_is_not_drawn(value) -> None:
    frame = pd.DataFrame({"outlet": OUTLETS[:2], "v": value})
    with pytest.raises(InputError, match="'v'"):
        charts.plot_bars(frame, category="outlet", value="v")


def test_shares_below_zero_are_refused() -> None:
    frame = pd.DataFrame({"outlet": OUTLETS[:2], "part": "م", "share": [0.5, -0.5]})
    with pytest.raises(InputError, match="negative"):
        charts.plot_shares(frame, category="outlet", part="part")


def test_an_estimate_without_a_count_is_drawn_without_one() -> None:
    frame = pd.DataFrame({
        "outlet": OUTLETS[:2], "estimate": [0.1, np.nan], "low": [0.0, np.nan],
        "high": [0.2, np.nan], "n_documents": [np.nan, np.nan],
    })  # fmt: skip
    assert "nan" not in charts.alt_text(charts.plot_estimates(frame).figure)
    plt.close("all")


def test_a_row_without_a_date_is_not_on_the_line_of_time() -> None:
    frame = pd.DataFrame({
        "outlet": OUTLETS[0], "month": ["2023-01", "2023-03", None], "estimate": [0.1, 0.2, 0.9],
    })  # fmt: skip
    assert "0.9" not in charts.alt_text(charts.plot_timeline(frame).figure)
    with pytest.raises(InputError, match="no row has a date"):
        charts.plot_timeline(frame.iloc[2:])
    with pytest.raises(InputError, match="needs dates"):
        charts.plot_coverage(frame.assign(month="03/04/2018", n_documents=1))
    plt.close("all")
