"""Input that means harm: it is read, shown and written without ever doing anything."""

import ast
import csv
import gzip
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import lxml.html
import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools import files, show
from corpus_tools.pages import streaming
from corpus_tools.schema import InputError

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "corpus_tools"
BODY = "قال الوزير إن المحطة الجديدة افتتحت أمس في العاصمة بحضور عدد من المسؤولين والضيوف."
EVIL = '<img src=x onerror="document.title=1"><script>alert(1)</script>'


@pytest.fixture
def no_network(monkeypatch):
    """Any attempt to reach another machine, or to ask for its address, fails the test."""
    asked = []

    def refuse(*arguments, **_):
        asked.append(arguments)
        raise OSError("the network is blocked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    yield
    assert not asked, f"something asked for {asked[0]}"


# --- pages -------------------------------------------------------------------------------------


def test_scripts_are_not_run_and_nothing_that_a_page_names_is_fetched(tmp_path, no_network):
    secret = tmp_path / "secret"
    secret.write_text("كلمة السر", encoding="utf-8")
    reference = secret.as_uri()
    page = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "{reference}"><!ENTITY y SYSTEM "http://a.test/">]>
    <html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="http://a.test/">
    <meta http-equiv="refresh" content="0;url=http://a.test/"><title>قمة في العاصمة</title>
    <link rel="stylesheet" href="http://a.test/a.css"><script src="http://a.test/a.js"></script>
    <script>document.write("نص من برنامج")</script></head>
    <body onload="alert(1)"><iframe src="{reference}"></iframe><object data="{reference}"></object>
    <img src="http://a.test/a.png"><xi:include href="{reference}" parse="text"/>&x;&y;
    <h1>قمة في العاصمة</h1><p>{BODY}</p><p>{BODY} مرة أخرى.</p></body></html>"""
    for name in ("a.html", "b.xhtml"):
        (tmp_path / name).write_text(page, encoding="utf-8")
    corpus = ct.load_corpus(str(tmp_path / "*html"))
    assert len(corpus) == 2
    for text in corpus.pages["text"]:
        assert BODY in text and "كلمة السر" not in text and "نص من برنامج" not in text


def test_an_entity_that_grows_a_billionfold_is_no_more_than_a_page(tmp_path):
    steps = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    page = f'<!DOCTYPE html [<!ENTITY a0 "ها">{steps}]><html><body><p>{BODY}</p><p>&a11;</p></body></html>'
    (tmp_path / "a.xhtml").write_text(page, encoding="utf-8")
    assert len(ct.load_corpus(tmp_path).pages["text"][0]) < 5_000


def test_deep_or_endless_markup_ends(tmp_path):
    (tmp_path / "deep.html").write_text("<div>" * 50_000 + BODY, encoding="utf-8")
    (tmp_path / "open.html").write_text(f"<p>{BODY}" + "<b" * 50_000, encoding="utf-8")
    (tmp_path / "quote.html").write_text(f'<p title="{BODY * 2000}', encoding="utf-8")
    begun = time.process_time()
    assert len(ct.load_corpus(tmp_path).pages) == 3
    assert time.process_time() - begun < 20


# --- what is shown -----------------------------------------------------------------------------


def elements_of(html: str) -> set[str]:
    """Names of elements, and attributes that could run something, as a browser would see them."""
    found = set()
    for element in lxml.html.fragment_fromstring(html, create_parent="main").iter():
        found.add(str(element.tag))
        found |= {a for a, v in element.attrib.items()
                  if a.startswith("on") or a in ("src", "href", "srcdoc") or "javascript:" in v}  # fmt: skip
    return found


@pytest.fixture
def evil_corpus():
    row = {"doc_id": EVIL, "outlet": EVIL, "title": EVIL, "text": f"{BODY} {EVIL} {BODY}",
           "published_on": "2024-05-01", "page": EVIL, EVIL: EVIL}  # fmt: skip
    return ct.Corpus.from_documents(pd.DataFrame([row]))


def test_what_a_notebook_shows_is_text_whatever_the_pages_say(evil_corpus):
    statements = ct.extract_statements(evil_corpus, titles=True)
    tokens = ct.tokenize(evil_corpus)
    shown = {
        "corpus": evil_corpus._repr_html_(),
        "documents": show.table(evil_corpus.documents, width=500),
        "page": show.page(evil_corpus, EVIL),
        "statements": show.statements(statements),
        "sheet": show.table(ct.review_sheet(evil_corpus), width=500),
        "pandas": evil_corpus.documents.to_html(),
        "concordance": ct.concordance(evil_corpus, "الوزير")._repr_html_(),
        "words": show.table(pd.DataFrame({EVIL: tokens.vocabulary}), width=500),
    }
    for name, html in shown.items():
        assert not elements_of(str(html)) & {"img", "script", "src", "onerror"}, name
    assert "&lt;img" in shown["documents"] and "&lt;img" in shown["page"]


def test_a_figure_with_an_evil_title_holds_no_markup(tmp_path, no_network):
    import matplotlib.pyplot as plt
    from lxml import etree

    figure, axes = plt.subplots()
    axes.set_title(EVIL)
    axes.bar([EVIL], [1])
    ct.save_figure(figure, "a", pd.DataFrame({EVIL: [EVIL]}), folder=tmp_path, alt=EVIL)
    plt.close(figure)
    tree = etree.parse(tmp_path / "a.svg", etree.XMLParser(resolve_entities=False))
    names = {etree.QName(e).localname for e in tree.iter() if isinstance(e.tag, str)}
    assert not names & {"script", "img", "foreignObject"}
    assert not [a for e in tree.iter() for a in e.attrib if a.startswith("on")]


# --- what is written ---------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1+cmd|'/c calc'!A1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1",
            "\uff0b1", "\uff0d1", "\uff201"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_reaches_a_spreadsheet(tmp_path, text):
    from corpus_tools.corpus.sheet import write_sheet
    from corpus_tools.figures.saving import table_bytes

    sheet = pd.DataFrame({"page": ["a"], "title": [text], text: [text]})
    made = table_bytes(sheet).decode()
    cells = [c for row in csv.reader(io.StringIO(made, newline="")) for c in row]
    assert not [c for c in cells if c.startswith(files.FORMULA_STARTS)]
    write_sheet(sheet[["page", "title"]], tmp_path / "sheet.csv")
    with (tmp_path / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [c for row in csv.reader(file) for c in row]
    assert "'" + text in cells and not [c for c in cells if c.startswith(files.FORMULA_STARTS)]


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/b", "..", "a\\b", "a\0b", "", "ملف"])
def test_no_name_from_data_leads_out_of_the_folder(tmp_path, name):
    import matplotlib.pyplot as plt

    from corpus_tools.figures.folders import default_out

    figure = plt.figure()
    with pytest.raises(InputError, match="name"):
        ct.save_figure(figure, name, pd.DataFrame({"a": [1]}), folder=tmp_path / "out")
    plt.close(figure)
    (tmp_path / "project.toml").write_text(f"[project]\nname = {json.dumps(name)}\n", "utf-8")
    if name != "ملف":  # a folder may have an Arabic name
        with pytest.raises(InputError, match="name|TOML"):
            default_out(tmp_path, tmp_path / "project.toml")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["project.toml"]


def test_no_module_can_load_a_pickle_or_run_words():
    """Also not through a library: NumPy's files without objects, pandas and joblib not at all."""
    forbidden = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
    calls = {"eval", "exec", "compile", "read_pickle", "to_pickle", "read_hdf"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not {a.name.split(".")[0] for a in node.names} & forbidden, path
            if isinstance(node, ast.ImportFrom) and not node.level:
                # Its workers get what this process sends them; no file is read.
                names = {a.name for a in node.names}
                workers = node.module == "joblib" and names == {"Parallel", "delayed"}
                assert workers or (node.module or "").split(".")[0] not in forbidden, path
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or (
                    node.func.attr if isinstance(node.func, ast.Attribute)
                    and getattr(node.func.value, "id", "") in ("pd", "pandas") else None)  # fmt: skip
                assert name not in calls, f"{path}:{node.lineno}"
                assert not any(k.arg == "allow_pickle" and getattr(k.value, "value", True)
                               for k in node.keywords), f"{path}:{node.lineno}"  # fmt: skip


def test_a_pickle_among_the_pages_is_left_out(tmp_path):
    import pickle

    (tmp_path / "a.pkl").write_bytes(pickle.dumps({"a": 1}))
    (tmp_path / "b.txt").write_bytes(pickle.dumps([BODY]))
    corpus = ct.load_corpus(tmp_path)
    assert "not of a kind that can be read" in corpus.problems["reason"][0]


# --- what no memory holds ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.csv.gz"])
def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(b" " * 2**28))  # 260 KB that hold 256 MB
    (tmp_path / "b.txt").write_text(BODY, encoding="utf-8")
    begun = time.process_time()
    corpus = ct.load_corpus(tmp_path)
    assert time.process_time() - begun < 10
    (reason,) = corpus.problems.loc[corpus.problems["page"] == name, "reason"]
    assert re.search("unpack to more than 300 times as many, as no text does|unpacks to more than "
                     "64 MB", reason)  # fmt: skip
    assert len(corpus) == 1


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.csv", "a.json", "a.jsonl"])
def test_a_file_of_gigabytes_is_refused_without_being_read(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.truncate(3 * 2**30)  # a hole: it takes no place on the disk
    begun = time.process_time()
    problems = ct.load_corpus(tmp_path).problems
    assert time.process_time() - begun < 10
    assert "3.0 GB, and at most" in problems["reason"][0] and "Split it" in problems["reason"][0]


def test_a_line_of_gigabytes_costs_only_itself(tmp_path, monkeypatch):
    """The limits are lowered; the line is never held as a whole, whatever they are."""
    monkeypatch.setattr(streaming, "LONGEST_LINE", 3 * 2**20)
    monkeypatch.setattr("corpus_tools.pages.reading.STREAMED", 2**20)
    row = json.dumps({"title": "قمة", "text": BODY}, ensure_ascii=False)
    long = json.dumps({"title": "قمة", "text": "x" * 9_000_000})
    for name, pack in (("a.jsonl", bytes), ("b.jsonl.gz", gzip.compress)):
        noise = json.dumps({"title": "ق", "text": os.urandom(300_000).hex()})
        (tmp_path / name).write_bytes(pack(f"{row}\n{noise}\n{long}\n\n{row}".encode()))
    corpus = ct.load_corpus(tmp_path)
    assert corpus.documents["page"].tolist() == [
        "a.jsonl#1", "a.jsonl#2", "a.jsonl#4", "b.jsonl.gz#1", "b.jsonl.gz#2", "b.jsonl.gz#4",
    ]  # fmt: skip
    said = f"a line of {len(long)} bytes is no article; it was left out"
    assert corpus.problems["reason"].tolist().count(said) == 2


def test_a_file_that_is_read_in_pieces_gives_what_it_gives_whole(tmp_path, monkeypatch):
    rows = [json.dumps({"title": "قمة", "text": BODY * k}, ensure_ascii=False) for k in range(40)]
    text = "\n".join([*rows, "{", "", " ", "[]", rows[3]])
    for name, data in (
        ("plain.jsonl", text.encode()), ("end.jsonl", f"{text}\n\n".encode()),
        ("crlf.jsonl", text.replace("\n", "\r\n").encode()), ("bom.jsonl", text.encode("utf-8-sig")),
        ("wide.jsonl", text.encode("utf-16")), ("old.jsonl", text.encode("windows-1256")),
        ("torn.jsonl", text.encode()[:-3] + b"\xff"), ("packed.jsonl.gz", gzip.compress(text.encode())),
        ("twice.jsonl.gz", gzip.compress(text.encode()[:999]) + gzip.compress(text.encode()[999:])),
        ("cut.jsonl.gz", gzip.compress(text.encode())[:-20]),
        ("bent.jsonl.gz", gzip.compress(text.encode())[:300] + b"x" * 300),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
    whole = ct.load_corpus(tmp_path)
    for piece in (7, 1000, 2**20):
        monkeypatch.setattr("corpus_tools.pages.reading.STREAMED", 1)
        monkeypatch.setattr(streaming, "_PIECE", piece)
        pieces = ct.load_corpus(tmp_path)
        for name in ("documents", "pages", "problems", "spans"):
            pd.testing.assert_frame_equal(getattr(pieces, name), getattr(whole, name))
        assert pieces.sha256 == whole.sha256


def test_links_that_lead_in_circles_are_said_and_left(tmp_path):
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    try:
        (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
        (tmp_path / "x.txt").symlink_to(tmp_path / "y.txt")
        (tmp_path / "y.txt").symlink_to(tmp_path / "x.txt")
    except OSError:
        pytest.skip("not run: this system makes no links")
    corpus = ct.load_corpus(tmp_path)
    assert len(corpus) == 1
    reasons = dict(zip(corpus.problems["page"], corpus.problems["reason"], strict=True))
    assert "a link to a folder already read" in reasons["sub/up"]
    for name in ("self.txt", "x.txt", "y.txt"):
        assert "not readable" in reasons[name], reasons


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="not run: this system has no pipes in folders")
def test_a_pipe_among_the_pages_does_not_make_the_reading_wait(tmp_path):
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")
    corpus = ct.load_corpus(tmp_path)
    assert corpus.problems["reason"].tolist() == ["not a regular file; left out"]


def test_records_that_nest_without_end_or_count_without_end(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        "\n".join(["[" * 100_000, '{"a":' * 100_000, '{"text": %s}' % ("9" * 10_000),
                   json.dumps({"title": "ق", "text": BODY, "x": 10**400})]), encoding="utf-8")  # fmt: skip
    corpus = ct.load_corpus(tmp_path)
    assert len(corpus.problems) == 3 and len(corpus) == 1


# --- the network -------------------------------------------------------------------------------


def test_nothing_is_asked_of_another_machine(no_network, tmp_path):
    corpus = ct.load_demo()
    tokens = ct.tokenize(corpus)
    ct.fit_topics(tokens, n_topics=3)
    pairs = ct.find_text_reuse(corpus)
    clusters = ct.reuse_clusters(pairs, corpus)
    statements = ct.extract_statements(corpus)
    stance = ct.score_stance(statements, targets={"المحطة": ["المحطة"]}).merge(clusters)
    ct.compare_outlets(stance, n_resamples=199)
    ct.score_keyness(tokens, corpus)


@pytest.mark.skipif(
    not shutil.which("unshare")
    or subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode,
    reason="not run: no network namespace can be made here",
)
def test_a_corpus_is_prepared_where_there_is_no_network_at_all(tmp_path):
    """Not even the machine's own address is there: workers are fed through pipes."""
    (tmp_path / "a.txt").write_text(BODY, encoding="utf-8")
    done = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "corpus_tools", "prepare", str(tmp_path / "a.txt"),
         "--out", str(tmp_path / "out"), "--workers", "1"],
        capture_output=True, text=True, check=False, encoding="utf-8",
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "<Prepared: 1 documents" in done.stdout


# --- killed ------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
import pandas as pd
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import corpus_tools as ct
from corpus_tools.corpus.sheet import write_sheet
figure, axes = plt.subplots()
axes.plot([1, 2])
sheet = pd.DataFrame({"page": ["a"] * 20000, "title": ["=b"] * 20000})
for n in range(10**6):
    table = pd.DataFrame({"n": [n] * 20000})
    ct.save_figure(figure, f"f{n % 3}", table, folder=sys.argv[1], formats=("png",), alt=str(n))
    write_sheet(sheet, Path(sys.argv[1]) / "sheet.csv")
    print(n, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="not run: Windows has no such signal")
def test_killed_at_any_moment_every_file_is_whole(tmp_path):
    """A figure, its table, the manifest and a sheet to fill in, killed at six moments."""
    from corpus_tools.figures.saving import read_manifest

    for k in range(6):
        process = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)],
                                   stdout=subprocess.PIPE,
                                   env=dict(os.environ, PYTHONPATH=str(ROOT)))  # fmt: skip
        for _ in range(3 if k == 0 else 1):
            process.stdout.readline()
        time.sleep(0.037 * k)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        read_manifest(tmp_path)
        for path in tmp_path.glob("[!.]*.csv"):
            assert len(pd.read_csv(path)) == 20_000, path
        for path in tmp_path.glob("[!.]*.png"):
            assert path.read_bytes().endswith(b"IEND\xaeB`\x82"), path
    assert len(list(tmp_path.glob("*.png"))) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not run: there is no full device here")
def test_a_full_disk_is_said_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    files.write_atomically(path, b"old")

    def write_bytes(self, data):
        with open("/dev/full", "wb", 0) as full:
            return full.write(data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(InputError, match="no space is left .* what was there before stays"):
        files.write_atomically(path, b"new")
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["a.csv"]
