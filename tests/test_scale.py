"""`scale`: parts give what one memory gives; a run that was stopped, killed or lost a worker goes on."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import corpus_tools as ct
from corpus_tools.scale import open_prepared, prepare
from corpus_tools.scale.folder import from_text, replacing, to_text
from corpus_tools.scale.running import Task, run_tasks
from corpus_tools.schema import InputError, NothingToLoad

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "corpus_tools" / "data" / "pages"


def assert_same_corpus(prepared, corpus):
    """Every frame, every token, every pair and statement, and the hash, as in one memory."""
    again = prepared.corpus()
    for name in ("documents", "spans", "pages"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(corpus, name))
    order = ["page", "place", "reason"]
    pd.testing.assert_frame_equal(
        again.problems.sort_values(order, ignore_index=True),
        corpus.problems.sort_values(order, ignore_index=True),
    )
    assert again.sha256 == corpus.sha256 == prepared.corpus_sha256
    assert len(prepared) == len(corpus)
    pd.testing.assert_frame_equal(
        prepared.documents(["doc_id", "outlet", "published_on", "agencies"]),
        corpus.documents[["doc_id", "outlet", "published_on", "agencies"]],
    )
    assert_same_tokens(prepared, ct.tokenize(corpus))
    pairs = ct.find_text_reuse(corpus)
    pd.testing.assert_frame_equal(prepared.pairs(), pairs)
    pd.testing.assert_frame_equal(prepared.clusters(), ct.reuse_clusters(pairs, corpus))
    pd.testing.assert_frame_equal(prepared.statements(), ct.extract_statements(corpus))


def assert_same_tokens(prepared, tokens):
    again = prepared.tokens()
    for name in ("ids", "offsets", "starts", "ends", "sentence_starts", "paragraph_starts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(tokens, name), err_msg=name)
        assert getattr(again, name).dtype == getattr(tokens, name).dtype, name
    assert again.vocabulary.tolist() == tokens.vocabulary.tolist()
    assert again.doc_ids.tolist() == tokens.doc_ids.tolist()
    assert again.surface().tolist() == tokens.surface().tolist()
    matrix, other = prepared.document_term_matrix(), tokens.document_term_matrix()
    assert matrix.shape == other.shape and (matrix != other).nnz == 0


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return prepare(PAGES, tmp_path_factory.mktemp("demo") / "out", part_size=37, workers=2,
                   quiet=True)  # fmt: skip


def test_parts_of_pages_give_what_one_memory_gives(demo):
    assert len(demo.parts) > 4
    assert_same_corpus(demo, ct.load_demo())


def test_what_follows_runs_from_the_parts(demo):
    """Topics from the matrix of the parts; stance part by part, compared as a whole."""
    corpus = ct.load_demo()
    tokens = ct.tokenize(corpus)
    model = ct.fit_topics(demo, n_topics=4, random_state=1)
    np.testing.assert_array_equal(
        model.topic_word, ct.fit_topics(tokens, n_topics=4, random_state=1).topic_word
    )
    targets = {"المحطة": ["المحطة", "محطة"]}
    kept = ["doc_id", "outlet", "start", "target", "score"]
    parts = [ct.score_stance(s, targets=targets)[kept] for s in demo.statement_parts()]
    whole = ct.score_stance(ct.extract_statements(corpus), targets=targets)[kept]
    assert len(whole)
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)


def test_records_metadata_and_corrections_of_several_files(tmp_path):
    """Ids that two files share, a column of dates that only together shows its order, records
    that are broken, pages between them, and what the researcher says of them."""
    source = tmp_path / "in"
    (source / "صحيفة").mkdir(parents=True)
    rows = [
        {"id": 1, "title": "قمة", "date": "03/04/2018", "text": "قال الوزير إن القمة انتهت أمس."},
        {"id": 2, "title": "سد", "date": "13/04/2018", "text": "وقالت الوكالة إن السد جاهز.", "x": 1},
        {"id": "a/b", "title": "سد", "date": "25/04/2018", "text": "وقالت الوكالة إن السد جاهز."},
        {"id": "\ud800", "title": "خبر", "date": "30/04/2018", "text": "نص \ud800 قصير هنا."},
        {"title": "بلا نص"}, {"title": "بلا تاريخ", "text": "وصل الوفد إلى العاصمة.", "x": [1, "ب"]},
    ]  # fmt: skip
    lines = [json.dumps(r) for r in rows]
    (source / "one.jsonl").write_text("\n".join([*lines, "{", "[]"]), encoding="utf-8")
    (source / "two.jsonl").write_text("\n".join(lines[:2]), encoding="utf-8")
    page = "الرئيسية\nأخبار\nتابعونا على فيسبوك اليوم\n{}\nقال الوزير إن المحطة {} افتتحت أمس في العاصمة."
    for i in range(7):
        text = page.format(f"عنوان الخبر رقم {i} في الصحيفة", i)
        (source / "صحيفة" / f"{i}.txt").write_text(text, encoding="utf-8")
    (source / "صحيفة" / "again.txt").write_text(text, encoding="utf-8")
    (source / "photo.jpg").write_bytes(b"\xff\xd8")
    pd.DataFrame(rows[:3]).astype({"id": str}).to_parquet(source / "three.parquet")
    metadata = pd.DataFrame({
        "page": ["صحيفة/3.txt", "one.jsonl#2", "nowhere"], "outlet": ["الأفق", "المدى", "س"],
        "section": ["محلي", "عالم", ""],
    })  # fmt: skip
    corrections = pd.DataFrame(
        {"page": ["صحيفة/4.txt"], "action": ["title"], "value": ["عنوان آخر"]}
    )
    corpus = ct.load_corpus(source, metadata=metadata, corrections=corrections)
    assert len(corpus.problems) > 6 and corpus.documents["published_on"].notna().sum() > 5
    made = prepare(source, tmp_path / "out", metadata=metadata, corrections=corrections,
                   part_size=2, workers=2, quiet=True)  # fmt: skip
    assert_same_corpus(made, corpus)


def test_outside_articles_give_what_one_memory_gives(eval_dir, tmp_path):
    """450 real articles of five outlets in three files of JSON lines, with their wire copy."""
    import gzip

    path = eval_dir / "corpora" / "five_outlets" / "articles.jsonl.gz"
    with gzip.open(path, "rb") as file:
        lines = [next(file) for _ in range(4_500)][::10]
    (tmp_path / "in").mkdir()
    for k in range(3):
        (tmp_path / "in" / f"{k}.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[k::3])))
    made = prepare(tmp_path / "in", tmp_path / "out", part_size=75, workers=2, quiet=True)
    assert len(made.parts) == 6
    assert_same_corpus(made, ct.load_corpus(tmp_path / "in"))


# --- stopped, killed, lost ---------------------------------------------------------------------


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path, demo):
    out = tmp_path / "out"
    code = (
        f"if __name__ == '__main__':\n from corpus_tools.scale import prepare\n"
        f" prepare({str(PAGES)!r}, {str(out)!r}, part_size=37, workers=1, quiet=True)"
    )
    script = tmp_path / "run.py"
    script.write_text(code, encoding="utf-8")
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    process = subprocess.Popen([sys.executable, str(script)], env=environment, start_new_session=True)
    for _ in range(600):
        if len(list((out / "documents").glob("*.parquet"))) >= 2:
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    assert before and not (out / "done.json").exists()
    with pytest.raises(InputError, match="no finished preparation lies in"):
        open_prepared(out)
    with pytest.raises(InputError, match="was begun with part_size = 37"):
        prepare(PAGES, out, part_size=38, workers=1, quiet=True)
    made = prepare(PAGES, out, part_size=37, workers=1, quiet=True)
    assert_same_tokens(made, demo.tokens())
    pd.testing.assert_frame_equal(made.statements(), demo.statements())
    kept = [p for p, at in before.items() if p.exists() and p.stat().st_mtime_ns == at
            and p.parent.name in ("documents", "pages")]  # fmt: skip
    assert len(kept) >= 2, "what was done was done again"
    written = (out / "done.json").stat().st_mtime_ns
    prepare(PAGES, out, part_size=37, workers=1, quiet=True)
    assert (out / "done.json").stat().st_mtime_ns == written, "a finished run was done again"


def _mark(path: str, ending: str | None) -> None:
    """A task that ends its worker the first time, as a system short of memory does."""
    if ending and not Path(ending).exists():
        Path(ending).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    Path(path).touch()


def test_a_lost_worker_is_replaced_and_its_task_done_by_another(tmp_path):
    tasks = {
        f"mark {i}": Task(_mark, (str(tmp_path / f"{i}"), str(tmp_path / "died") if i == 2 else None),
                          tmp_path / f"{i}")
        for i in range(5)
    }  # fmt: skip
    run_tasks(tmp_path, tasks, workers=1, scheduler=None, quiet=True)
    assert all((tmp_path / f"{i}").exists() for i in range(5)) and (tmp_path / "died").exists()


def _die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_die_again_and_again_end_the_run_with_advice(tmp_path):
    tasks = {"die 0": Task(_die, ("",), tmp_path / "never")}
    with pytest.raises(InputError, match="ended 4 times .* too much memory; start .* fewer workers"):
        run_tasks(tmp_path, tasks, workers=1, scheduler=None, quiet=True)


# Distributed warns of a busy dashboard port and leaves sockets of the killed worker to be collected.
@pytest.mark.filterwarnings("default::UserWarning", "default::ResourceWarning",
                            "default::pytest.PytestUnraisableExceptionWarning")  # fmt: skip
def test_the_workers_of_a_scheduler_do_the_same_and_may_be_lost(tmp_path, demo):
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                      host="127.0.0.1", silence_logs=50) as cluster:  # fmt: skip
        pids = [w.pid for w in cluster.workers.values()]
        stop = threading.Event()

        def kill_one() -> None:
            while not stop.wait(0.05):
                if len(list((tmp_path / "out" / "documents").glob("*"))) >= 2:
                    os.kill(pids[0], signal.SIGKILL)
                    return

        thread = threading.Thread(target=kill_one)
        thread.start()
        made = prepare(PAGES, tmp_path / "out", part_size=37, quiet=True,
                       scheduler=cluster.scheduler_address)  # fmt: skip
        stop.set()
        thread.join()
    assert_same_tokens(made, demo.tokens())
    pd.testing.assert_frame_equal(made.pairs(), demo.pairs())
    pd.testing.assert_frame_equal(made.statements(), demo.statements())


# --- what is refused ---------------------------------------------------------------------------


def test_wrong_requests_say_what_to_do(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("قال الوزير إن السد جاهز للافتتاح.", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    with pytest.raises(InputError, match="holds other things .'mine.txt'"):
        prepare(tmp_path / "in", tmp_path / "full", quiet=True)
    with pytest.raises(InputError, match="part_size: expected a whole number from 1 on, got 0"):
        prepare(tmp_path / "in", tmp_path / "out", part_size=0)
    with pytest.raises(InputError, match="a DataFrame that is in memory needs no preparation"):
        prepare(pd.DataFrame(), tmp_path / "out")
    with pytest.raises(InputError, match="no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        prepare(tmp_path / "in", tmp_path / "out", scheduler="tcp://127.0.0.1:9", quiet=True)
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "a.jpg").touch()
    with pytest.raises(NothingToLoad, match="nothing to load in"):
        prepare(tmp_path / "none", tmp_path / "out2", quiet=True)


def test_two_runs_on_one_folder_do_not_mix(tmp_path):
    from corpus_tools.figures.folders import kept_alone

    with kept_alone(tmp_path / "out"):
        with pytest.raises(InputError, match="another run is writing to"):
            prepare(PAGES, tmp_path / "out", quiet=True)


def test_the_command_says_how_far_it_is_and_what_it_made(tmp_path):
    (tmp_path / "a.txt").write_text("قال الوزير إن السد جاهز للافتتاح.", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "corpus_tools", "prepare", str(tmp_path / "*.txt"), "--out",
         str(tmp_path / "out"), "--workers", "1"],
        capture_output=True, text=True, check=True, encoding="utf-8",
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
    )  # fmt: skip
    assert "<Prepared: 1 documents in 1 parts" in done.stdout
    assert "tasks" in done.stderr and "(statements)" in done.stderr


def test_a_full_disk_says_so_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(InputError, match="no space is left for it .* what was there before stays"):
        with replacing(path) as new:
            new.write_text("half", encoding="utf-8")
            raise OSError(28, "No space left on device")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_values_of_records_come_back_as_they_were():
    import datetime

    values = {"a": 1, "b": 2.5, "c": "\ud800", "d": None, "e": True, "f": ["datetime", {"x": [1]}],
              "g": datetime.date(2020, 1, 2), "h": datetime.datetime(2020, 1, 2, 3, 4)}  # fmt: skip
    assert from_text(to_text(values)) == values
