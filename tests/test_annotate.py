"""Coding by people: chances of the sample, answers that survive, agreement worked by hand."""

import gc
import json
import warnings

import numpy as np
import pandas as pd
import pytest

from corpus_tools.annotate import (
    Coding, add_gold, adjudicate, build_gold, draw_sample, gold_history, list_disagreements,
    load_codebook, read_answers, read_coding_sheet, score_agreement, validation_sheet,
    write_coding_sheet,
)  # fmt: skip
from corpus_tools.annotate import journal
from corpus_tools.annotate.widget import coding_widget, react, state_of
from corpus_tools.schema import InputError

ODD = ["=HYPERLINK(\"x\")", "+1", "-1", "@x", "«قال»،\nثم \"سكت\"", "نص\u200fآخر", "\u0007جرس", "عادي"]


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    n = 300
    return pd.DataFrame({
        "doc_id": [f"d{i // 3}" for i in range(n)], "start": np.arange(n) * 10,
        "end": np.arange(n) * 10 + 9, "text": [f"جملة {i}" for i in range(n)], "target": "الطرف",
        "outlet": rng.choice(["أ", "ب"], n), "voice": rng.choice(["outlet", "attributed"], n),
        "holder": "outlet", "stance": rng.choice(["favor", "against", "none"], n, p=[0.03, 0.1, 0.87]),
    })  # fmt: skip


def items(texts) -> pd.DataFrame:
    return pd.DataFrame({"item_id": [f"i{k}" for k in range(len(texts))], "text": texts, "target": "الطرف"})


def answers_of(**coders) -> pd.DataFrame:
    rows = [(f"i{k}", name, value) for name, values in coders.items() for k, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["item_id", "coder", "stance"])


# --- the sample -----------------------------------------------------------------------------


def test_inverse_chances_count_the_frame_stratum_by_stratum(frame):
    sample = draw_sample(frame, n=80)
    assert len(sample) == 80 and sample["item_id"].is_unique
    counted = (1 / sample["inclusion_probability"]).groupby(sample["stratum"]).sum()
    assert counted.round(6).to_dict() == sample.attrs["strata"]
    assert sum(sample.attrs["strata"].values()) == len(frame)
    assert sample.groupby("stratum").size().min() >= min(2, min(sample.attrs["strata"].values()))


def test_every_row_is_drawn_as_often_as_its_chance_says(frame):
    drawn = pd.Series(0, index=frame["text"])
    for seed in range(100):
        drawn[draw_sample(frame, n=60, random_state=seed)["text"]] += 1
    sample = draw_sample(frame, n=60)
    chance = dict(zip(sample["stratum"], sample["inclusion_probability"], strict=True))
    stratum = frame["outlet"] + " · " + frame["voice"] + " · " + frame["stance"]
    expected = stratum.map(chance).to_numpy()
    error = np.sqrt(expected * (1 - expected) / 100)
    off = np.abs(drawn.to_numpy() / 100 - expected)
    assert (off[error > 0] < 4.5 * error[error > 0]).all() and (off[error == 0] == 0).all()


def test_rows_without_outlet_are_left_out_and_counted(frame):
    frame.loc[:9, "outlet"] = None
    sample = draw_sample(frame, n=60)
    assert sample["outlet"].notna().all() and sample.attrs["left_out"] == 10


def test_a_sample_too_small_for_its_strata_says_how_many(frame):
    with pytest.raises(InputError, match="n: 12 strata need at least"):
        draw_sample(frame, n=5)
    with pytest.raises(InputError, match="without voice"):
        draw_sample(frame.drop(columns="voice"), n=50)


def test_same_seed_same_sample_and_item_ids_do_not_depend_on_it(frame):
    one, other = draw_sample(frame, n=60), draw_sample(frame, n=60)
    pd.testing.assert_frame_equal(one, other)
    larger = draw_sample(frame, n=200, random_state=5)
    both = one.merge(larger, on="text")
    assert len(both) and (both["item_id_x"] == both["item_id_y"]).all()


# --- answers on disk --------------------------------------------------------------------------


def test_answers_are_on_disk_at_once_and_work_goes_on_in_mid_answer(tmp_path):
    sample = items(ODD)
    coding = Coding(sample, coder="amal", folder=tmp_path)
    first, order = coding.item_id, coding.order
    coding.answer("voice", "outlet")
    on_disk = [json.loads(x) for x in coding.path.read_text(encoding="utf-8").splitlines()]
    assert on_disk[-1]["value"] == "outlet" and on_disk[-1]["at"]
    del coding  # as a killed kernel: nothing is closed
    again = Coding(sample, coder="amal", folder=tmp_path)
    assert again.order == order and again.item_id == first
    assert again.given(first) == {"voice": "outlet"} and again.n_done == 0
    again.answer("stance", "none")
    assert again.item_id != first and again.n_done == 1
    assert Coding(sample, coder="amal", folder=tmp_path).item_id == again.item_id


def test_undo_goes_back_through_a_restart_to_the_beginning(tmp_path):
    sample = items(ODD)
    coding = Coding(sample, coder="amal", folder=tmp_path)
    for _ in range(2):
        coding.answer("voice", "outlet")
        coding.answer("stance", "favor")
    coding.answer("stance", "against", item_id=coding.order[0])
    again = Coding(sample, coder="amal", folder=tmp_path)
    assert again.undo() and again.given(again.order[0])["stance"] == "favor"
    while again.undo():
        pass
    assert again.n_done == 0 and again.answers().empty and again.item_id == again.order[0]
    assert len(again.path.read_text(encoding="utf-8").splitlines()) == 1 + 5 + 5  # nothing is lost


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    coding = Coding(items(ODD), coder="amal", folder=tmp_path)
    coding.answer("voice", "outlet")
    before = coding.path.read_bytes()

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(journal.os, "replace", broken)
    assert "disk full" in react(coding, {"do": "answer", "question": "stance", "value": "none"})
    assert coding.path.read_bytes() == before and len(list(tmp_path.iterdir())) == 1
    assert coding.given(coding.item_id) == {"voice": "outlet"}, "what is not on disk is not shown"


def test_two_pages_of_one_coder_keep_each_others_answers(tmp_path):
    sample = items(ODD)
    one, other = (Coding(sample, coder="amal", folder=tmp_path) for _ in range(2))
    one.answer("voice", "outlet", item_id="i0")
    other.answer("voice", "mixed", item_id="i1")
    assert set(Coding(sample, coder="amal", folder=tmp_path).answers()["item_id"]) == {"i0", "i1"}


def test_coders_see_different_orders_and_no_outlet(frame, tmp_path):
    sample = draw_sample(frame, n=60)
    amal, basim = (Coding(sample, coder=c, folder=tmp_path) for c in ("amal", "basim"))
    assert amal.order != basim.order and set(amal.order) == set(basim.order)
    assert set(amal.shown()) == {"before", "text", "after", "target"}


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda c: c.answer("stance", "positive"), "stance: expected one of favor, against"),
        (lambda c: c.answer("mood", "favor"), "question: the codebook asks voice, stance"),
        (lambda c: c.answer("stance", "favor", item_id="zz"), "holds no item 'zz'"),
        (lambda c: Coding(items(["x"]), coder="../x", folder="."), "coder: expected a short name"),
        (lambda c: Coding(items(["x"]).iloc[:0].rename(columns={"text": "t"}), coder="x", folder="."),
         "columns text are missing"),
    ],
)  # fmt: skip
def test_errors_of_coding_say_what_to_do(act, said, tmp_path):
    with pytest.raises(InputError, match=said):
        act(Coding(items(ODD), coder="amal", folder=tmp_path))


def test_answers_to_another_sample_are_refused(tmp_path):
    Coding(items(ODD), coder="amal", folder=tmp_path).answer("voice", "outlet")
    with pytest.raises(InputError, match="not in this sample"):
        Coding(items(ODD).assign(item_id=list("abcdefgh")), coder="amal", folder=tmp_path)


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / "answers-amal.jsonl").write_text('{"op": "open"}\n{"op": "ans', encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_answers(tmp_path)


# --- the page ---------------------------------------------------------------------------------


def test_the_page_asks_and_shows_what_is_on_disk(tmp_path):
    page = coding_widget(items(ODD), coder="amal", folder=tmp_path)
    assert page.state["current"] == "voice" and page.state["n_done"] == 0
    assert "الطرف" in page.state["questions"][1]["asked"]
    page._on_message(page, {"do": "answer", "question": "voice", "value": "outlet", "serial": 7}, [])
    assert page.state["serial"] == 7 and page.state["current"] == "stance"
    page._on_message(page, {"do": "answer", "question": "stance", "value": "?", "serial": 8}, [])
    assert "expected one of favor" in page.state["problem"]
    page._on_message(page, {"do": "undo", "serial": 9}, [])
    assert page.state["current"] == "voice" and page.state["problem"] is None
    json.dumps(page.state)


def test_strange_messages_do_nothing(tmp_path):
    coding = Coding(items(ODD), coder="amal", folder=tmp_path)
    for message in ({}, {"do": "answer", "question": 1, "value": "x"}, {"do": "go", "step": "x"}):
        assert react(coding, message) and not coding.path.exists()
    react(coding, {"do": "go", "step": -9})
    assert state_of(coding)["position"] == 1
    assert state_of(Coding(items([]), coder="b", folder=tmp_path))["n_items"] == 0


# --- sheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_goes_out_and_comes_back(kind, tmp_path):
    path = write_coding_sheet(items(ODD), tmp_path / f"sheet.{kind}")
    if kind == "csv":
        sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert not sheet["text"].str.match(r"[=+@-]").any(), "formulas are defused"
        sheet["voice"], sheet["stance"] = "outlet", ["مع", " Favor ", "none", "x", "", "", "", ""]
        sheet.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    else:
        from openpyxl import load_workbook

        book = load_workbook(path)
        page = book.worksheets[0]
        assert all(ws.sheet_view.rightToLeft for ws in book.worksheets)
        assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}
        assert [c.value for c in page[1]] == ["item_id", "target", "text", "voice", "stance"]
        given = ["مع", " Favor ", "none", "x", None, None, None, None]
        for row, value in enumerate(given, start=2):
            page.cell(row, 4).value, page.cell(row, 5).value = "outlet", value
        book.save(path)
    problems = read_coding_sheet(path, coder="amal", folder=tmp_path)
    assert problems[["row", "item_id", "value"]].values.tolist() == [[5, "i3", "x"]]
    found = read_answers(tmp_path).set_index("item_id")
    assert found.loc[["i0", "i1", "i2"], "stance"].tolist() == ["favor", "favor", "none"]
    assert found.loc["i3", "stance"] is None and (found["voice"] == "outlet").all()
    before = (tmp_path / "answers-amal.jsonl").read_bytes()
    read_coding_sheet(path, coder="amal", folder=tmp_path)
    assert (tmp_path / "answers-amal.jsonl").read_bytes() == before, "read twice, written once"


def test_a_sheet_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="ends in .csv or .xlsx"):
        write_coding_sheet(items(ODD), tmp_path / "sheet.ods")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="item_id and voice or stance"):
        read_coding_sheet(tmp_path / "x.csv", coder="amal", folder=tmp_path)


# --- agreement --------------------------------------------------------------------------------

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example C: four observers,
# twelve units, missing values; nominal .743, ordinal .815, interval .849.
EXAMPLE_C = answers_of(
    a=[1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None], b=[1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    c=[None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None], d=[1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
)  # fmt: skip


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_the_published_example(level, alpha):
    table = score_agreement(EXAMPLE_C, question="stance", level=level, values=(1, 2, 3, 4, 5))
    assert table["estimate"][0] == pytest.approx(alpha, abs=6e-4)
    assert table["low"][0] < alpha < table["high"][0] and "only 11 items" in table["note"][0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_that_was_read_is_closed(kind, tmp_path):
    """Open files cannot be saved over or removed on some systems."""
    path = write_coding_sheet(items(ODD), tmp_path / f"sheet.{kind}")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        read_coding_sheet(path, coder="amal", folder=tmp_path)
        gc.collect()
    assert not [w for w in seen if w.category is ResourceWarning]


def test_kappa_by_hand_and_as_scikit_learn():
    from sklearn.metrics import cohen_kappa_score

    # 20, 5, 10, 15 of 50: p_o = .7, p_e = .5 * .6 + .5 * .4 = .5, kappa = .4 (Cohen's textbook case).
    a, b = ["y"] * 25 + ["n"] * 25, ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    table = score_agreement(answers_of(a=a, b=b), question="stance").set_index("measure")
    assert table.loc["kappa", "estimate"] == pytest.approx(0.4)
    assert table.loc["share_same", "estimate"] == pytest.approx(0.7)
    rng = np.random.default_rng(1)
    a, b = rng.choice(list("xyz"), 90), rng.choice(list("xyz"), 90)
    b[:40] = a[:40]
    found = score_agreement(answers_of(a=a, b=b), question="stance").set_index("measure")
    assert found.loc["kappa", "estimate"] == pytest.approx(cohen_kappa_score(a, b))


def test_agreement_where_it_is_not_defined():
    same = score_agreement(answers_of(a=["x"] * 9, b=["x"] * 9), question="stance")
    assert np.isnan(same["estimate"][0]) and "chance alone" in same["note"][0]
    alone = score_agreement(answers_of(a=["x"] * 9), question="stance")
    assert alone["n_items"].tolist() == [0] and "no item" in alone["note"][0]
    unclear = score_agreement(answers_of(a=["x", "unclear"], b=["x", "y"]), question="stance")
    assert unclear["n_items"][0] == 1


def test_interval_of_kappa_holds_the_truth():
    # Two coders who agree with chance .7 and else guess: kappa of the population is .7.
    hits = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        a, b = rng.choice(list("xy"), 80), rng.choice(list("xy"), 80)
        b = np.where(rng.random(80) < 0.7, a, b)
        row = score_agreement(answers_of(a=a, b=b), question="stance", n_resamples=300).iloc[1]
        hits += row["low"] <= 0.7 <= row["high"]
    assert hits >= 90


# --- gold -------------------------------------------------------------------------------------


def test_gold_keeps_the_history_of_its_decisions(tmp_path):
    answers = answers_of(a=["favor", "none", "unclear"], b=["favor", "against", "unclear"]).assign(voice="outlet")
    sample = items(["x", "y", "z"])
    apart = list_disagreements(answers, sample)
    assert apart[["item_id", "question", "a", "b", "text"]].values.tolist() == [
        ["i1", "stance", "none", "against", "y"]
    ]
    path = tmp_path / "gold.jsonl"
    assert build_gold(answers)["stance_by"].tolist() == ["agreement", "open", "agreement"]
    adjudicate(path, "i1", "stance", "none", by="amal", reason="خبر بلا حكم")
    adjudicate(path, "i1", "stance", "against", by="amal, basim", reason="كلمة «زعم»")
    gold = build_gold(answers, path)
    assert gold["stance"].tolist() == ["favor", "against", None]
    assert gold["stance_by"].tolist() == ["agreement", "adjudicated", "agreement"]
    history = gold_history(path)
    assert history["before"].tolist() == [None, "none"] and history["value"].tolist() == ["none", "against"]
    with pytest.raises(InputError, match="reason"):
        adjudicate(path, "i1", "stance", "none", by="amal", reason=" ")


def test_gold_returns_to_the_rows_it_came_from(frame, tmp_path):
    sample = draw_sample(frame, n=80)
    answers = pd.DataFrame({"item_id": sample["item_id"], "coder": "amal", "voice": "outlet",
                            "stance": sample["stance"]})  # fmt: skip
    coded = add_gold(frame, sample, build_gold(answers))
    assert len(coded) == len(frame) and coded["is_sampled"].sum() == 80
    read = coded[coded["is_sampled"]]
    assert (read["gold_stance"] == read["stance"]).all()
    assert coded.loc[~coded["is_sampled"], "gold_stance"].isna().all()
    sheet = validation_sheet(coded, n_resamples=100)
    known = sheet["estimate"].dropna()
    assert (known == 1).all() and sheet["note"].str.startswith("unvalidated").all()


def test_a_sample_of_another_frame_is_told(frame):
    sample = draw_sample(frame, n=80)
    answers = pd.DataFrame({"item_id": sample["item_id"], "coder": "amal", "voice": "outlet",
                            "stance": sample["stance"]})  # fmt: skip
    gold = build_gold(answers)
    gone = frame.drop(frame.index[frame["doc_id"] == sample["doc_id"].iloc[0]])
    n = int((sample["doc_id"] == sample["doc_id"].iloc[0]).sum())
    with pytest.warns(UserWarning, match=f"{n} are not in the frame any more"):
        add_gold(gone, sample, gold)
    other = frame.assign(stance=frame["stance"].where(frame["stance"] != "favor", "against"))
    n = int((sample["stance"] == "favor").sum())
    with pytest.warns(UserWarning, match=f"{n} are in another stratum, so that their chances"):
        add_gold(other, sample, gold)


def test_a_decision_about_no_item_is_told(tmp_path):
    answers = answers_of(a=["favor", "none"], b=["favor", "against"]).assign(voice="outlet")
    adjudicate(tmp_path / "gold.jsonl", "i7", "stance", "none", by="amal", reason="خبر بلا حكم")
    with pytest.warns(UserWarning, match="1 items that no coder has answered, the first is 'i7'"):
        assert build_gold(answers, tmp_path / "gold.jsonl")["stance_by"].tolist()[1] == "open"


def test_a_sample_kept_as_csv_makes_the_same_sheet(frame, tmp_path):
    sample = draw_sample(frame, n=80).assign(before="", after="نص")
    sample.to_csv(tmp_path / "sample.csv", index=False)
    again = pd.read_csv(tmp_path / "sample.csv")
    sheets = [write_coding_sheet(s, tmp_path / name).read_bytes()
              for s, name in ((sample, "a.csv"), (again, "b.csv"))]  # fmt: skip
    assert sheets[0] == sheets[1] and b"nan" not in sheets[0]


def test_an_item_that_a_spreadsheet_made_a_number_of_is_told(frame, tmp_path):
    path = write_coding_sheet(draw_sample(frame, n=80), tmp_path / "a.csv")
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False).assign(voice="outlet", stance="none")
    sheet.loc[3, "item_id"] = "1.23457E+11"
    sheet.to_csv(path, index=False)
    lost = read_coding_sheet(path, coder="amal", folder=tmp_path)
    assert lost["row"].tolist() == [5, 5] and lost["reason"].str.contains("spreadsheet").all()


def test_scores_are_those_of_the_corpus_and_of_one_kind_of_voice():
    # Own voice: 90 "none" drawn with chance .1 each (9 rows, one of them truly favor) and 10 favor
    # read in full, 8 of them right: recall 8 / (8 + 10), precision .8. Quoted voice: all right.
    own = pd.DataFrame({"holder": "outlet", "stance": ["none"] * 9 + ["favor"] * 10,
                        "gold_stance": ["favor"] + ["none"] * 8 + ["favor"] * 8 + ["none"] * 2,
                        "inclusion_probability": [0.1] * 9 + [1.0] * 10})  # fmt: skip
    other = own.assign(holder="source", gold_stance=own["stance"])
    coded = pd.concat([own, other], ignore_index=True)
    coded["doc_id"] = coded.index.astype(str)
    table = validation_sheet(coded).set_index(["kind", "measure", "stance"])["estimate"]
    assert table["outlet", "precision", "favor"] == pytest.approx(0.8)
    assert table["outlet", "recall", "favor"] == pytest.approx(8 / 18)
    assert table["source", "recall", "favor"] == 1


def test_the_codebook_may_be_the_users(tmp_path):
    path = tmp_path / "mine.tsv"
    head = "question\tasked\tvalue\tlabel\tdefinition\tnote\n"
    path.write_text(head + "tone\tما النبرة؟\tcalm\tهادئة\t–\t–\ntone\tما النبرة؟\thot\tحادة\t–\t–\n",
                    encoding="utf-8")  # fmt: skip
    book = load_codebook(path)
    coding = Coding(items(ODD), coder="amal", folder=tmp_path, codebook=book)
    coding.answer("tone", "hot")
    assert read_answers(tmp_path, codebook=book)["tone"].tolist() == ["hot"]
    path.write_text(head + "tone\t؟\tcalm\t–\t–\t–\ntone\t؟\tcalm\t–\t–\t–\n", encoding="utf-8")
    with pytest.raises(InputError, match="stands twice"):
        load_codebook(path)
