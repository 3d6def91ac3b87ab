"""Reading: every format, encoding and kind of damage, on fiction written for these tests."""

import gzip
import hashlib
import json
import os
import time

import corpus_tools as ct
import pandas as pd
import pytest

from corpus_tools.pages.columndates import column_order, read_date
from corpus_tools.pages.decoding import decode
from corpus_tools.pages.html import read_html
from corpus_tools.pages.reading import read_pages
from corpus_tools.schema import InputError, NothingToLoad

STORY = (
    "أعلنت وزارة الطاقة في جمهورية الساحل، أمس، افتتاح محطة جديدة شمال العاصمة.\n"
    "وقال الوزير إن المحطة «تكفي ثلاث مدن»، وإن العمل فيها بدأ قبل عامين.\n"
)


def names(reading):
    return [page.page for page in reading.pages]


def reasons(reading):
    return [(p.page, p.reason) for p in reading.problems]


# --- encodings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "mark", "recorded"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-sig"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("windows-1256", b"", "windows-1256"),
        ("iso-8859-6", b"", "iso-8859-6"),
    ],
)
def test_encoding_is_found_and_recorded(tmp_path, codec, mark, recorded):
    story = STORY.replace("«", "").replace("»", "") if codec == "iso-8859-6" else STORY
    raw = mark + story.encode(codec)
    (tmp_path / "a.txt").write_bytes(raw)
    reading = read_pages(tmp_path)
    (page,) = reading.pages
    assert (page.text, page.encoding) == (story, recorded)
    assert page.sha256 == hashlib.sha256(raw).hexdigest()
    assert reading.problems == ()


def test_short_headlines_are_decoded_in_every_encoding():
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "windows-1256"):
        assert decode("قمة في العاصمة اليوم".encode(codec)).encoding == codec


def test_line_ends_are_not_translated(tmp_path):
    (tmp_path / "a.txt").write_bytes("سطر\r\nآخر\rثالث\u2028رابع\n".encode())
    assert read_pages(tmp_path).pages[0].text == "سطر\r\nآخر\rثالث\u2028رابع\n"


def test_a_few_broken_bytes_are_replaced_and_reported(tmp_path):
    (tmp_path / "a.txt").write_bytes(STORY.encode() * 3 + b"\xd9")
    reading = read_pages(tmp_path)
    assert reading.pages[0].text == STORY * 3 + "\ufffd"
    assert "now U+FFFD" in reading.problems[0].reason


def test_latin_pages_in_one_byte_are_read_with_a_doubt(tmp_path):
    (tmp_path / "a.txt").write_bytes("Le café est fermé, dit-il.".encode("windows-1252"))
    reading = read_pages(tmp_path)
    assert reading.pages[0].text == "Le café est fermé, dit-il."
    assert "guess" in reading.problems[0].reason


def test_binary_data_is_kept_as_a_page_and_reported(tmp_path):
    raw = bytes(range(256)) * 8
    (tmp_path / "a.txt").write_bytes(raw)
    reading = read_pages(tmp_path)
    assert reading.pages[0].text == "" and reading.pages[0].encoding is None
    assert reading.pages[0].sha256 == hashlib.sha256(raw).hexdigest()
    assert len(reading.problems) == 1


# --- where things lie ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3" + os.urandom(900), "a PDF file"),
                       (b"PK\x03\x04" + bytes(range(256)), "a packed file (.docx, .xlsx, .zip)"),
                       (b"\xd0\xcf\x11\xe0" + bytes(90), "an old Office file")]
)  # fmt: skip
def test_what_lies_under_a_wrong_name_is_called_what_it_is(tmp_path, data, kind):
    for name in ("a.html", "b.txt", "c.csv"):
        (tmp_path / name).write_bytes(data)
    reading = read_pages(tmp_path)
    assert names(reading) == ["a.html", "b.txt"]  # as pages without content
    assert [p for p, reason in reasons(reading) if reason.startswith(kind)] == ["a.html", "b.txt", "c.csv"]


def test_folders_globs_and_files_name_pages_by_their_path(tmp_path):
    for name in ("الأفق/ب.txt", "الأفق/عميق/أ.txt", "ج.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    reading = read_pages(tmp_path)
    assert names(reading) == ["ج.txt", "الأفق/ب.txt", "الأفق/عميق/أ.txt"]
    assert [p.folder for p in reading.pages] == [None, "الأفق", "الأفق"]
    assert names(read_pages(str(tmp_path / "*" / "*.txt"))) == ["الأفق/ب.txt"]
    assert len(names(read_pages(str(tmp_path / "**" / "*.txt")))) == 3
    assert names(read_pages(tmp_path / "ج.txt")) == ["ج.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path):
    (tmp_path / "a[1].txt").write_text(STORY, encoding="utf-8")
    assert names(read_pages(str(tmp_path / "a[1].txt"))) == ["a[1].txt"]


@pytest.mark.parametrize("name", ["لا شيء", "لا شيء/*.txt"])
def test_a_missing_path_says_what_was_looked_for_and_where(tmp_path, name):
    with pytest.raises(NothingToLoad, match="looked from") as caught:
        read_pages(str(tmp_path / name))
    assert "لا شيء" in str(caught.value)


def test_an_empty_folder_says_which_kinds_were_looked_for(tmp_path):
    with pytest.raises(NothingToLoad, match="jsonl"):
        read_pages(tmp_path)
    (tmp_path / "صورة.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(NothingToLoad, match="صورة.jpg"):
        read_pages(tmp_path)


def test_an_empty_path_and_other_things_are_errors():
    with pytest.raises(NothingToLoad, match="empty string"):
        read_pages("")
    with pytest.raises(InputError, match="got int"):
        read_pages(3)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_hidden_and_odd_files_are_reported_and_stop_nothing(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / ".hidden.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "empty.txt").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe.txt")
    reading = read_pages(tmp_path)
    assert names(reading) == ["a.txt", "empty.txt"]
    said = dict(reasons(reading))
    assert set(said) == {
        "sub/loop", "broken.txt", ".hidden.txt", "photo.jpg", "empty.txt", "pipe.txt",
    }  # fmt: skip
    assert "already read" in said["sub/loop"]
    assert "not a regular file" in said["pipe.txt"]


# --- records -----------------------------------------------------------------------------------


def test_json_lines_with_bad_lines(tmp_path):
    lines = [
        json.dumps({"Content": STORY, "Headline": "محطة", "Source": "الأفق", "section": "طاقة"}),
        "{not json", "", "[1, 2]", json.dumps({"content": ""}), json.dumps({"content": 5}),
        json.dumps({"url": "x"}),
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    reading = read_pages(tmp_path)
    (page,) = reading.pages
    assert page.page == "a.jsonl#1" and page.is_article
    assert page.fields == {"title": "محطة", "outlet": "الأفق"}
    assert page.evidence["outlet"] == "column 'Source'"
    assert page.extras == {"section": "طاقة"}
    assert page.sha256 == hashlib.sha256(STORY.encode()).hexdigest()
    said = dict(reasons(reading))
    assert "not JSON" in said["a.jsonl#2"]
    assert "expected an object" in said["a.jsonl#3"]
    assert "is empty" in said["a.jsonl#4"]
    assert "got int" in said["a.jsonl#5"]
    assert "'url'" in said["a.jsonl#6"]
    assert [p.place for p in reading.problems][0] == "record 2 (line 2)"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_csv_in_every_encoding(tmp_path, codec):
    frame = pd.DataFrame({"النص": [STORY, STORY], "العنوان": ["أول", "ثان"]})
    frame.to_csv(tmp_path / "a.csv", index=False, encoding=codec)
    reading = read_pages(tmp_path)
    assert [p.fields["title"] for p in reading.pages] == ["أول", "ثان"]
    assert all(p.text == STORY for p in reading.pages)


def test_csv_with_bad_rows(tmp_path):
    (tmp_path / "a.csv").write_text(
        "id,title,text\n1,أول,نص أول\n2,ثان,نص، به, فاصلة\n3,ثالث\n4,رابع,\n5,خامس,نص خامس,,\n",
        encoding="utf-8",
    )
    reading = read_pages(tmp_path)
    assert names(reading) == ["a.csv#1", "a.csv#5"]
    assert [p.page for p in reading.problems] == ["a.csv#2", "a.csv#3", "a.csv#4"]
    assert "4 cells where the header has 3" in reading.problems[0].reason


def test_semicolons_and_tabs_with_loose_quotation_marks(tmp_path):
    (tmp_path / "a.csv").write_text("title;text\nأول;نص, أول\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text('title\ttext\n"قال\tنص "أول\nثان\tنص\n', encoding="utf-8")
    reading = read_pages(tmp_path)
    assert [p.text for p in reading.pages] == ["نص, أول", 'نص "أول', "نص"]
    assert reading.problems == ()


def test_a_quotation_mark_that_does_not_close_swallows_no_other_row(tmp_path):
    (tmp_path / "a.csv").write_text(
        'title,text\nأول,"نص أول\nثان,نص ثان\n"ثالث" عنوان,نص ثالث\nرابع,"نص, ""رابع""\nبقية"\n'
        '"خامس,نص\nسادس,نص سادس\n',
        encoding="utf-8",
    )
    reading = read_pages(tmp_path)
    assert [(p.page, p.fields["title"], p.text) for p in reading.pages] == [
        ("a.csv#1", "أول", '"نص أول'), ("a.csv#2", "ثان", "نص ثان"),
        ("a.csv#3", '"ثالث" عنوان', "نص ثالث"), ("a.csv#4", "رابع", 'نص, "رابع"\nبقية'),
        ("a.csv#5", '"خامس', "نص"), ("a.csv#6", "سادس", "نص سادس"),
    ]  # fmt: skip


def test_many_open_quotation_marks_are_read_in_bounded_time(tmp_path):
    rows = "".join(f'{i},"نص,{i}\n' for i in range(1500))
    (tmp_path / "a.csv").write_text("title,text\n" + rows, encoding="utf-8")
    reading = read_pages(tmp_path)
    assert len(reading.pages) + len(reading.problems) >= 1500


def test_a_very_long_cell_is_read(tmp_path):
    long = "كلمة " * 60_000
    pd.DataFrame({"text": [long]}).to_csv(tmp_path / "a.csv", index=False)
    assert read_pages(tmp_path).pages[0].text == long


def test_parquet_json_and_frames_give_the_same_texts(tmp_path):
    frame = pd.DataFrame({"text": [STORY, None], "date": pd.to_datetime(["2023-05-01", None])})
    frame.to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.json").write_text(json.dumps([{"text": STORY}, 7]), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps({"articles": [{"text": STORY}]}), encoding="utf-8")
    (tmp_path / "d.json").write_text(json.dumps({"text": STORY}), encoding="utf-8")
    (tmp_path / "e.parquet").write_bytes(b"PAR1 no")
    reading = read_pages(tmp_path)
    assert names(reading) == ["a.parquet#1", "b.json#1", "c.json#1", "d.json#1"]
    assert {p.text for p in reading.pages} == {STORY}
    assert [p.page for p in reading.problems] == ["a.parquet#2", "b.json#2", "e.parquet"]
    before = frame.copy()
    assert names(read_pages(frame)) == ["dataframe#1"]
    pd.testing.assert_frame_equal(frame, before)


def test_compressed_files_and_damaged_ones(tmp_path):
    lines = "".join(json.dumps({"text": f"{STORY} {i}"}) + "\n" for i in range(2000))
    packed = gzip.compress(lines.encode())
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "c.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(b"abc") + gzip.compress(b"def"))
    reading = read_pages(tmp_path)
    texts = {p.page: p.text for p in reading.pages}
    assert texts["a.txt.gz"] == STORY and texts["d.txt.gz"] == "abcdef"
    assert sum(name.startswith("b.jsonl.gz#") for name in texts) > 500
    assert any("end too early" in r for _, r in reasons(reading))
    assert any(name == "c.txt.gz" and "damaged" in r for name, r in reasons(reading))


def test_columns_are_mapped_by_name(tmp_path):
    frame = pd.DataFrame({"متن": [STORY], "source": ["x"], "text": ["شيء آخر"]})
    reading = read_pages(frame, columns={"text": "متن", "outlet": None})
    assert reading.pages[0].text == STORY and "outlet" not in reading.pages[0].fields
    with pytest.raises(InputError, match="did you mean 'متن'"):
        read_pages(frame, columns={"text": "متنن"})
    with pytest.raises(InputError, match="did you mean 'title'"):
        read_pages(frame, columns={"titel": "متن"})


def test_lone_surrogates_are_replaced_and_reported(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "قال \\ud800 ثم"}\n', encoding="utf-8")
    reading = read_pages(tmp_path)
    assert reading.pages[0].text == "قال \ufffd ثم"
    assert len(reading.problems) == 1


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>قالت <b>الوكالة</b>.</p>\n<p>ثم\nأضافت.</p><script>var p;</script>", "قالت الوكالة.\nثم أضافت."),
        ("قالت &quot;الوكالة&quot;&nbsp;اليوم", 'قالت "الوكالة"\u00a0اليوم'),
        ("&lt;p&gt;قالت&lt;/p&gt;&lt;p&gt;وأضافت&lt;/p&gt;", "قالت\nوأضافت"),
        ("قالت <a href='#'>الوكالة</a>\nوأضافت", "قالت الوكالة\nوأضافت"),
        ("قالت الوكالة<br />وأضافت", "قالت الوكالة\nوأضافت"),
    ],
)
def test_html_in_a_column_is_read_as_a_reader_sees_it(tmp_path, cell, text):
    frame = pd.DataFrame({"body_html": [cell, "نص بلا وسوم"], "title": ["خبر", "آخر"]})
    reading = read_pages(frame)
    assert [p.text for p in reading.pages] == [text, "نص بلا وسوم"]
    assert [p.reason for p in reading.problems] == [
        "1 record holds HTML as text; what a reader sees of it was taken"
    ]


def test_what_html_in_a_column_holds_and_nobody_sees_is_said():
    cells = ["<p>قالت</p><p hidden>" + "سر " * 100 + "</p>", "<img src='a.png'>", "<p>قالت</p>"]
    reading = read_pages(pd.DataFrame({"text": cells, "title": ["خبر &quot;أول&quot;", "<b>ثان</b>", "<"]}))
    assert [(p.page, p.reason.split(" ", 1)[1][:20]) for p in reading.problems[:-1]] == [
        ("dataframe#1", "characters that the "), ("dataframe#2", "of its HTML is text ")
    ]  # fmt: skip
    assert [p.fields["title"] for p in reading.pages] == ['خبر "أول"', "ثان", "<"]


@pytest.mark.parametrize("cell", ["<b " + "x=" * 100_000, "<p " * 100_000, "<a" + " " * 200_000])
def test_endless_tags_in_a_column_end(cell):
    begun = time.process_time()
    assert read_pages(pd.DataFrame({"text": [cell]})).pages[0].text == cell
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "cell", ["السعر < 5 والكمية > 3", "شركة AT&T & شركاؤها", "قالت <الوكالة> إن", "if a<b and c>d", "x&y;z"]
)
def test_signs_that_are_no_markup_stay(cell):
    reading = read_pages(pd.DataFrame({"text": [cell], "title": ["خبر"]}))
    assert reading.pages[0].text == cell and reading.problems == ()


# --- HTML ---------------------------------------------------------------------------------------


def test_html_gives_visible_text_a_block_a_line():
    page = read_html(
        "<html><head><title>لا</title><style>p{}</style></head><body><script>لا</script>"
        "<nav><ul><li>الرئيسية</li><li><a href='#'>سياسة</a></li></ul></nav><h1>قمة &amp; لقاء</h1>"
        "<p>قال <b>الناطق</b>:<br>«انتهت\n القمة».</p><p hidden>مخفي</p>"
        "<div style='display: none'>مخفي</div><template>لا</template><noscript>لا</noscript>"
        "<p>ذيل</p>بعده</body></html>"
    )
    assert page.text.split("\n") == [
        "الرئيسية", "سياسة", "قمة & لقاء", "قال الناطق:", "«انتهت القمة».", "ذيل", "بعده",
    ]  # fmt: skip
    assert page.declared["title"] == ("قمة & لقاء", "h1")
    assert page.problems == ()


def test_hidden_text_of_some_length_is_reported():
    assert "were left out" in read_html(f"<p>ظاهر</p><p hidden>{STORY * 3}</p>").problems[0]


def test_html_declares_its_date_title_and_site():
    article = {"@type": "NewsArticle", "datePublished": "2024-03-02T05:00Z", "headline": "عنوان"}
    linked = json.dumps({"@graph": [{**article, "publisher": {"name": "الأفق"}}]})
    page = read_html(f'<script type="application/ld+json">{linked}</script><p>نص</p>')
    assert page.declared == {
        "title": ("عنوان", "JSON-LD headline"), "site": ("الأفق", "JSON-LD publisher"),
        "published_on": ("2024-03-02T05:00Z", "JSON-LD datePublished"),
    }  # fmt: skip
    page = read_html('<meta property="article:published_time" content="2024-03-01T01:00:00+03:00">')
    assert page.declared["published_on"][1] == "meta article:published_time"


def test_html_with_two_dates_declares_none():
    page = read_html(
        '<meta property="article:published_time" content="2024-03-01">'
        '<meta name="pubdate" content="2024-04-01"><p>نص</p>'
    )
    assert "published_on" not in page.declared
    assert "different dates" in page.problems[0]


def test_a_date_that_only_trafilatura_sees_is_a_hint_and_no_date():
    story = "".join(f"<p>{line}</p>" for line in STORY.split("\n"))
    related = '<ul><li>خبر آخر <span class="date">2021-01-05</span></li></ul>'
    page = read_html(f"<h2>قمة في العاصمة</h2>{story}{related}")
    assert page.declared.get("date_hint") == ("2021-01-05", "trafilatura")
    assert "published_on" not in page.declared


@pytest.mark.parametrize("declared", ["utf-8", "windows-1256"])
def test_html_encoding_is_that_of_the_bytes_before_that_of_the_declaration(tmp_path, declared):
    markup = f'<html><head><meta charset="{declared}"></head><body><p>{STORY}</p></body></html>'
    for codec in ("utf-8", "windows-1256"):
        (tmp_path / "a.html").write_bytes(markup.encode(codec))
        page = read_pages(tmp_path).pages[0]
        assert page.encoding == codec and "أعلنت وزارة الطاقة" in page.text


def test_deeply_nested_and_broken_html_is_read():
    assert read_html("<div>" * 1500 + "عمق").text == "عمق"
    deep = read_html("<p>أول</p>" + "<div>" * 5000 + "عمق")
    assert deep.text == "أول" and "too deeply" in deep.problems[0]
    assert read_html("<p>أول<p>ثان</div></table><td>ثالث").text == "أول\nثان\nثالث"


# --- dates in columns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2018-02-18", "2018-02-18"), ("2018/2/8", "2018-02-08"), ("20180218", "2018-02-18"),
        (20180218, "2018-02-18"), ("2018-02-18 23:59:00+03:00", "2018-02-18"),
        ("18/02/2018", "2018-02-18"), ("02/18/2018", "2018-02-18"), ("05/05/2018", "2018-05-05"),
        ("Sun, 18 Feb 2018 10:00:00 GMT", "2018-02-18"), ("١٨ فبراير ٢٠١٨", "2018-02-18"),
        ("٢٠١٨-٠٢-١٨", "2018-02-18"), (pd.Timestamp("2018-02-18 10:00"), "2018-02-18"),
    ],
)  # fmt: skip
def test_dates_that_are_read(cell, day):
    assert read_date(cell)[0].isoformat() == day


@pytest.mark.parametrize(
    "cell", ["03/04/2018", "2018-02-30", 151891200, "أمس", "31/31/2018", "2018", "", ["x"], True]
)
def test_dates_that_are_refused_with_a_reason(cell):
    date, reason = read_date(cell)
    assert date is None and reason


def test_a_column_shows_its_order_only_if_nothing_contradicts_it():
    assert column_order(["04/13/2018", "04/14/2018", "04/15/2018"]) is False
    assert column_order(["13/04/2018", "14/04/2018"]) is None
    assert column_order(["13/04/2018", "14/04/2018", "15/04/2018", "04/16/2018"]) is None


# --- what browsers, spreadsheets and programs make of pages ------------------------------------

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in STORY.strip().split("\n"))
OTHERS = (
    '<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "خبر الصفحة"},'
    '{"@type": "NewsArticle", "headline": "خبر قديم", "datePublished": "2011-02-03",'
    '"publisher": {"name": "موقع آخر"}}]</script>'
)


def test_the_date_and_site_of_another_story_are_not_those_of_the_page():
    declared = read_html(f"<html><head>{OTHERS}</head><body>{PARAGRAPHS}</body></html>").declared
    assert "published_on" not in declared and "site" not in declared
    own = OTHERS.replace('"headline": "خبر الصفحة"', '"datePublished": "2011-02-03"')
    assert read_html(f"<html><head>{own}</head></html>").declared["published_on"][0] == "2011-02-03"


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="-webkit-backface-visibility: hidden">{}</div>',
        '<body style="visibility:hidden">{}</body>', '<body hidden>{}</body>',
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_not_taken_for_hidden(markup):
    assert read_html(markup.format(PARAGRAPHS)).text == STORY.strip()
    hidden = f'<div>س</div><div style="color:red; visibility: hidden">{PARAGRAPHS}</div>'
    assert read_html(hidden).text == "س"


@pytest.mark.parametrize(
    "markup", ["<pre>{}</pre>", '<div style="white-space: pre-line"><b>{}</b></div>']
)
def test_line_ends_count_where_the_page_says_so(markup):
    assert read_html(markup.format(STORY)).text == STORY.strip()
    assert read_html(f"<pre>س</pre><p>{STORY}</p>").text == "س\n" + " ".join(STORY.split())


@pytest.mark.parametrize("name", ["page.mhtml", "page.html"])
def test_a_page_saved_as_one_file_is_opened(tmp_path, name):
    import quopri

    page = f"<html><body>{PARAGRAPHS}</body></html>".encode("windows-1256")
    data = (
        b"From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html"; boundary="--B"\r\n\r\n----B\r\nContent-Type: text/html; '
        b'charset="windows-1256"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        + quopri.encodestring(page) + b"\r\n----B\r\nContent-Type: text/css\r\n\r\nb{}\r\n----B--\r\n"
    )  # fmt: skip
    (tmp_path / name).write_bytes(data)
    (read,) = read_pages(tmp_path).pages
    assert (read.text, read.encoding) == (STORY.strip(), "windows-1256")
    assert read.sha256 == hashlib.sha256(data).hexdigest()


def test_the_parts_of_a_saved_page_are_left_out_in_other_languages(tmp_path):
    (tmp_path / "خبر.html").write_text(PARAGRAPHS, encoding="utf-8")
    (tmp_path / "خبر_ملفات").mkdir()
    (tmp_path / "خبر_ملفات" / "ad.html").write_text(PARAGRAPHS, encoding="utf-8")
    reading = read_pages(tmp_path)
    assert names(reading) == ["خبر.html"] and "saved web page" in reasons(reading)[0][1]


def test_tables_of_a_study_are_not_read_as_pages(tmp_path):
    for name in ("metadata.csv", "corrections.csv"):
        (tmp_path / name).write_text(f"page,text\na.txt,{STORY!r}\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    reading = read_pages(tmp_path)
    assert names(reading) == ["a.txt"]
    assert [p for p, r in reasons(reading) if "load_study" in r] == ["corrections.csv", "metadata.csv"]
    assert names(read_pages(tmp_path / "metadata.csv")) == ["metadata.csv#1"]


TABLE = "العنوان;النص\nخبر;قالت الوكالة\n"


@pytest.mark.parametrize(
    ("head", "said"), [("sep=;\r\n", 0), ("تقرير الرصد;\n", 1), ("", 0)]
)  # fmt: skip
def test_lines_above_a_table_of_a_spreadsheet(tmp_path, head, said):
    (tmp_path / "a.csv").write_text(head + TABLE, encoding="utf-8-sig", newline="")
    reading = read_pages(tmp_path)
    (page,) = reading.pages
    assert (page.text, page.fields["title"]) == ("قالت الوكالة", "خبر")
    assert len(reading.problems) == said


def test_a_header_of_one_name_is_no_title(tmp_path):
    (tmp_path / "a.csv").write_text(",text\n0,قالت\n1,وأضافت\n", encoding="utf-8")
    assert [p.text for p in read_pages(tmp_path).pages] == ["قالت", "وأضافت"]


@pytest.mark.parametrize("word", ["nan", "NaN", "NULL", "None", "<NA>", "#N/A", "NaT"])
def test_words_for_nothing_are_nothing(tmp_path, word):
    row = {"text": STORY, "outlet": word, "date": word, "title": word}
    reading = read_pages(pd.DataFrame([row, row | {"text": word}]))
    (page,) = reading.pages
    assert not {"outlet", "published_on", "title"} & set(page.fields)
    assert len(reading.problems) == 1  # the row without a text, and no date that was not read


def test_json_is_read_where_its_records_lie_deeper(tmp_path):
    data = {"meta": {"page": 1}, "data": {"articles": [{"title": "خبر", "content": ["قالت", "ثم"]}]}}
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    (page,) = read_pages(tmp_path).pages
    assert (page.text, page.fields["title"]) == ("قالت\nثم", "خبر")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("43149", "spreadsheet"), (43149.0, "spreadsheet"), ("44256.5", "spreadsheet"),
        ("0001-01-01", "outside"), ("9999-12-31", "outside"), (151891200, "a number"),
        (2018021805, "two ways"), ("٠٥/١٠/١٤٣٦", "Islamic"), ("٢٠ شوال ١٤٣٦هـ", "Islamic"),
        ("1436-10-05", "Islamic"), ("30/02/1436", "Islamic"), ("15/10/1536", "outside"),
    ],
)  # fmt: skip
def test_numbers_and_placeholders_are_no_dates(value, said):
    date, reason = read_date(value)
    assert date is None and said in reason


@pytest.mark.parametrize(
    "value", [1527152400, 1527152400.0, "1527152400", 1527152400000, "١٥٢٧١٥٢٤٠٠", "20180524090000",
              "201805240900", 20180524090000, "24 مايو 2018 (9 رمضان 1439هـ)", "2018-05-24T23:59:00-05:00"]
)  # fmt: skip
def test_a_day_in_the_forms_of_databases(value):
    assert read_date(value) == (pd.Timestamp("2018-05-24").date(), None)


def test_a_day_counted_in_seconds_says_so():
    frame = pd.DataFrame({"text": [STORY] * 2, "date": [1527152400, "2018-05-24"]}, dtype=object)
    told = ct.load_corpus(frame).documents
    assert told["published_on"].dt.strftime("%Y-%m-%d").tolist() == ["2018-05-24"] * 2
    assert ["Greenwich" in e for e in told["date_evidence"]] == [True, False]


def test_what_a_spreadsheet_has_cut_off_is_said(tmp_path):
    long = ("قالت الوزارة إن القمة انتهت. " * 2000)[:32_767]
    pd.DataFrame({"text": [long, long[:-1]], "title": ["أ", "ب"]}).to_csv(tmp_path / "a.csv")
    (problem,) = read_pages(tmp_path).problems
    assert problem.page == "a.csv#1" and "its end is missing" in problem.reason


def test_a_date_of_numpy_is_a_date():
    import numpy as np

    assert read_date(np.datetime64("2021-03-04T10:00", "ns"))[0].isoformat() == "2021-03-04"


def test_headings_and_captions_of_the_markup_are_marked_and_links_are_not() -> None:
    from corpus_tools.pages.html import read_html

    page = read_html(
        "<div><p>قال الناطق إن القمة انتهت.</p><h2>ما بعد القمة</h2><p>وأضاف أن العمل مستمر.</p>"
        "<h3><a href='x'>خبر آخر</a></h3><figure><figcaption>قاعة القمة</figcaption></figure></div>"
        "<nav><h2>أقسام</h2></nav>"
    )
    assert page.marks == {"ما بعد القمة": "subhead", "قاعة القمة": "caption"}


def printed(text: str) -> str:
    """`text` in presentation forms, as out of a PDF."""
    import arabic_reshaper

    return arabic_reshaper.ArabicReshaper({"use_unshaped_instead_of_isolated": False}).reshape(text)


PARAGRAPH = (
    "أعلنت وزارة الطاقة في جمهورية الساحل، أمس، افتتاح محطة جديدة شمال العاصمة بحضور عدد كبير من السفراء "
    "وممثلي الهيئة العامة للكهرباء، وقالت الوزيرة إن المحطة الثانية تكفي مدينة كاملة في السنة المقبلة."
)


def test_presentation_forms_become_letters(tmp_path):
    (tmp_path / "a.txt").write_text(printed(PARAGRAPH), encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<h1>{printed('افتتاح محطة')}</h1><p>{printed(PARAGRAPH)}</p>", encoding="utf-8")
    (tmp_path / "c.csv").write_text(f"title,text\n{printed('افتتاح محطة')},\"{printed(PARAGRAPH)}\"\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text(f"{PARAGRAPH} \ufdfa \ufdf2", encoding="utf-8")
    reading = read_pages(tmp_path)
    pages = {page.page: page for page in reading.pages}
    assert pages["a.txt"].text == PARAGRAPH and PARAGRAPH in pages["b.html"].text
    assert pages["c.csv#1"].text == PARAGRAPH
    assert pages["c.csv#1"].fields["title"] == pages["b.html"].fields["title"] == "افتتاح محطة"
    assert pages["d.txt"].text.endswith(" \ufdfa \ufdf2")
    told = {p.page for p in reading.problems if "presentation forms" in p.reason}
    assert told == {"a.txt", "b.html", "c.csv#1"} and len(reading.problems) == 3


def test_a_text_that_stands_backwards_is_told(tmp_path):
    for name, text in {
        "plain": PARAGRAPH[::-1], "printed": printed(PARAGRAPH)[::-1], "right": PARAGRAPH,
        "forms": printed(PARAGRAPH), "short": "ةملك",
    }.items():  # fmt: skip
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    told = {p.page for p in read_pages(tmp_path).problems if "backwards" in p.reason}
    assert told == {"plain.txt", "printed.txt"}


@pytest.mark.parametrize("linked, day", [
    ("2024-05-02T02:30:00+03:00", "2024-05-02"), ("2024-05-02T03:30:00+03:00", None),
    ("2024-05-02", None),
])  # fmt: skip
def test_one_moment_in_two_time_zones_is_one_date(linked, day):
    page = read_html(
        '<meta property="article:published_time" content="2024-05-01T23:30:00+00:00">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "س", '
        f'"datePublished": "{linked}"}}</script><p>نص</p>'
    )
    assert page.declared.get("published_on", ("          ", ""))[0][:10].strip() == (day or "")


@pytest.mark.parametrize("name", ["unknown", "غير معروف", "غير محدد", "?", "—"])
def test_an_outlet_that_is_not_known_is_none(name):
    frame = pd.DataFrame({"text": [PARAGRAPH], "outlet": [name]})
    assert "outlet" not in read_pages(frame).pages[0].fields


def test_two_columns_that_say_two_things_are_told():
    frame = pd.DataFrame({
        "text": [PARAGRAPH, STORY, STORY * 2], "source": ["رويترز", None, "الأفق"],
        "newspaper": ["الأفق", "المرفأ", "الأفق"], "url": ["a", "b", "c"],
    })  # fmt: skip
    reading = read_pages(frame)
    assert [p.fields["outlet"] for p in reading.pages] == ["رويترز", "المرفأ", "الأفق"]
    (problem,) = reading.problems
    assert problem.place == "column 'source'" and "'newspaper' may hold it too" in problem.reason
    assert "in 1 record;" in problem.reason
    assert not read_pages(frame, columns={"outlet": "newspaper"}).problems
