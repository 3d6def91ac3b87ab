"""Workbooks as pages: what other programs write into them, and what is refused."""

import datetime
import time
import zipfile

import corpus_tools as ct
import pytest

from corpus_tools.pages.reading import read_pages

STORY = (
    "أعلنت وزارة الطاقة في جمهورية الساحل، أمس، افتتاح محطة جديدة شمال العاصمة.\n"
    "وقال الوزير إن المحطة «تكفي ثلاث مدن»، وإن العمل فيها بدأ قبل عامين.\n"
)
SHEET = "xl/worksheets/sheet1.xml"


def written_workbook(path, sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_a_workbook_is_read_with_all_its_sheets(tmp_path):
    day = datetime.datetime(2018, 5, 24, 23, 30)
    head = ["العنوان", "النص", "التاريخ", "الصحيفة", "الرابط"]
    written_workbook(tmp_path / "مقالات.xlsx", {
        "الأفق": [["قائمة المقالات"], head, ["قمة", STORY, day, "الأفق", "http://x"], [None] * 5,
                  ["أخرى", "قالت_x000D_\nثم", "١٣/٠٤/٢٠١٨", "الأفق"]],
        "فارغة": [], "المرفأ": [head, ["سدود", STORY * 2, None, "المرفأ", None, "زائد"], ["بلا نص"]],
    })  # fmt: skip
    corpus = ct.load_corpus(tmp_path)
    told = corpus.documents
    assert told["page"].tolist() == [f"مقالات.xlsx#{n}" for n in (1, 2, 3)]
    assert told["published_on"].dt.strftime("%d/%m/%Y").tolist()[:2] == ["24/05/2018", "13/04/2018"]
    assert told["outlet"].tolist() == ["الأفق", "الأفق", "المرفأ"] and told["text"][1] == "قالت\nثم"
    assert told["الرابط"][0] == "http://x" and told["column_6"][2] == "زائد"
    places = {(p.place.split(" (")[0], p.reason.split(";")[0].split(" (")[0])
              for p in corpus.problems.itertuples()}  # fmt: skip
    assert "record 4 (sheet 'المرفأ', row 3)" in corpus.problems["place"].tolist()
    assert places == {
        ("sheet 'الأفق', row 1", "a title above the table"),
        ("record 4", "no text"),
    }


def in_workbook(path, part, change):
    """Change a part of a workbook as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("size", ["A1", "A1:A2", "A1:XFD1048576"])
def test_the_size_that_a_sheet_claims_cuts_nothing_off(tmp_path, size):
    path = tmp_path / "a.xlsx"
    written_workbook(path, {"أ": [["text", "outlet"], [STORY, "الأفق"], [STORY * 2, "المرفأ"]]})
    in_workbook(path, SHEET, lambda xml: xml.replace('"A1:B3"', f'"{size}"'))
    assert ct.load_corpus(tmp_path).documents["outlet"].tolist() == ["الأفق", "المرفأ"]


def test_failed_formulas_are_empty_and_hidden_sheets_are_named(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    head = ["text", "outlet"]
    written_workbook(path, {"أ": [head, [STORY, "#REF!"], ["#NAME?", "الأفق"]],
                            "ب": [head, [STORY * 2, "المرفأ"]]})  # fmt: skip
    book = load_workbook(path)
    book["ب"].sheet_state = "hidden"
    book.save(path)
    corpus = ct.load_corpus(tmp_path)
    assert [str(o) for o in corpus.documents["outlet"]] == ["None", "المرفأ"]
    assert {(p.place, p.reason.split(" (")[0]) for p in corpus.problems.itertuples()} == {
        ("record 2 (sheet 'أ', row 3)", "no text"), ("sheet 'ب'", "hidden in the file; read"),
    }  # fmt: skip


def test_cells_joined_over_rows_are_named(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    rows = [[f"{STORY}{n}", "الأفق" if n == 0 else None, n] for n in range(3)]
    written_workbook(path, {"أ": [["قائمة"], ["text", "outlet", "n"], *rows], "ب": [["text"], [STORY]]})
    book = load_workbook(path)
    book["أ"].merge_cells("A1:C1")  # a title: nothing is lost by it
    book["أ"].merge_cells("B3:B5")
    book.save(path)
    reading = read_pages(tmp_path)
    told = [p.reason for p in reading.problems if "joined" in p.reason]
    assert len(told) == 1 and "(B3:B5)" in told[0] and len(reading.pages) == 4


def test_rows_that_are_not_shown_are_read_and_told(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    rows = [[f"{STORY}{n}", "الأفق"] for n in range(9)]
    written_workbook(path, {"أ": [["text", "outlet"], *rows], "ب": [["text"], [STORY]]})
    book = load_workbook(path)
    for row in (3, 5, 10, 40):  # the last holds nothing
        book["أ"].row_dimensions[row].hidden = True
    book.save(path)
    reading = read_pages(tmp_path)
    told = [(p.place, p.reason) for p in reading.problems if "hidden" in p.reason]
    assert len(reading.pages) == 10 and len(told) == 1 and told[0][0] == "sheet 'أ'"
    assert told[0][1].startswith("3 rows are hidden, perhaps by a filter (row 3, 5, 10)")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_entities_in_a_workbook_are_not_expanded(tmp_path, part):
    path = tmp_path / "a.xlsx"
    written_workbook(path, {"أ": [["text"], [STORY]]})
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    trap = f'<!DOCTYPE x [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{nested}]>'
    end = {SHEET: "</sheetData>", "xl/workbook.xml": "</sheets>", "xl/styles.xml": "</fonts>"}[part]
    in_workbook(path, part, lambda xml: trap + xml.replace(end, "&e11;&f;" + end))
    began = time.process_time()
    reading = read_pages(tmp_path)
    assert time.process_time() - began < 5
    assert all(len(page.text) <= len(STORY) for page in reading.pages)
    assert reading.pages or "not readable as a workbook" in reading.problems[0].reason


def test_what_is_no_workbook_or_unpacks_to_gigabytes_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.4 whatever")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (80 * 2**20))
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    reading = read_pages(tmp_path)
    assert not reading.pages
    assert [(p.page, p.reason.split(" (")[0].split(",")[0]) for p in reading.problems] == [
        ("a.xlsx", "not readable as a workbook"), ("b.xlsx", "unpacks to 80 MB"),
        ("c.xlsx", "not readable as a workbook"),
    ]  # fmt: skip
