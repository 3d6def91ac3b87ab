"""Documentation: no dead link, no page or public name forgotten, locks that hold what they must."""

import importlib.util
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import corpus_tools as ct

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.fixture
def conf(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))  # conf.py adds to it
    spec = importlib.util.spec_from_file_location("docs_conf", ROOT / "docs" / "conf.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    dead = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert not dead, f"{page.name} links to {dead}"


def test_every_page_stands_in_the_contents(conf) -> None:
    listed = re.findall(r"[\w./-]+(?=>?$)", "\n".join(sum(conf.PAGES.values(), [])), flags=re.M)
    assert sorted([conf.root_doc, *listed]) == sorted(
        p.relative_to(ROOT).with_suffix("").as_posix() for p in PAGES
    )


def test_the_api_holds_every_public_name(conf) -> None:
    page = conf.api()
    named = set(re.findall(r":: corpus_tools\.(\S+)$", page, flags=re.M))
    assert {n for n in ct.__all__ if callable(getattr(ct, n))} <= named
    assert {f"charts.{n}" for n in ct.charts.__all__ if callable(getattr(ct.charts, n))} <= named
    undocumented = [n for n in ct.__all__ if not getattr(ct, n).__doc__]
    assert not undocumented


@pytest.mark.parametrize("group", ["docs", "browser"])
def test_the_locks_of_docs_and_browser_hold_their_pins_with_hashes(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "tools" / f"{group}.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", lock.strip())
    assert set(project["dependency-groups"][group]) <= {b.split()[0] for b in blocks}
    assert all("--hash=sha256:" in block for block in blocks) and "://" not in lock


def test_the_codings_of_a_class_come_together_as_the_instructor_page_says(tmp_path) -> None:
    from corpus_tools import annotate

    frame = pd.DataFrame({
        "doc_id": [f"d{i}" for i in range(40)], "start": 0, "end": 9, "text": "قال الوزير نعم",
        "target": "الحكومة", "outlet": ["أ", "ب"] * 20, "voice": "outlet", "score": 0.0,
        "stance": ["none"] * 30 + ["favor"] * 10, "holder": "outlet",
    })  # fmt: skip
    (tmp_path / "class").mkdir()
    drawn = ct.draw_sample(frame, n=12)
    drawn.to_csv(tmp_path / "sample.csv", index=False)
    for coder in ("amal", "basim", "ليلى"):  # each on a machine of their own
        sample, own = pd.read_csv(tmp_path / "sample.csv"), tmp_path / coder
        if coder == "basim":  # with a spreadsheet
            own.mkdir()
            path = ct.write_coding_sheet(sample, own / "basim.csv")
            sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
            sheet.assign(voice="outlet", stance="none").to_csv(path, index=False)
            assert ct.read_coding_sheet(path, coder=coder, folder=own).empty
        else:
            coding = annotate.Coding(sample, coder=coder, folder=own)
            for item in coding.order:
                coding.answer("voice", "outlet", item_id=item)
                is_first = coder == "amal" and item == drawn["item_id"][0]
                coding.answer("stance", "against" if is_first else "none", item_id=item)
        shutil.copy(own / f"answers-{coder}.jsonl", tmp_path / "class")
    answers = annotate.read_answers(tmp_path / "class")
    assert sorted(answers["coder"].unique()) == ["amal", "basim", "ليلى"] and len(answers) == 36
    agreement = ct.score_agreement(answers, question="stance")
    assert agreement["measure"].value_counts().to_dict() == {"alpha": 1, "kappa": 3, "share_same": 3}
    sample = pd.read_csv(tmp_path / "sample.csv")
    apart = annotate.list_disagreements(answers, sample)
    assert apart[["item_id", "question"]].values.tolist() == [[drawn["item_id"][0], "stance"]]
    decided = tmp_path / "class" / "gold.jsonl"
    annotate.adjudicate(decided, drawn["item_id"][0], "stance", "none", by="amal, basim", reason="news")
    coded = annotate.add_gold(frame, sample, annotate.build_gold(answers, decided))
    assert coded["gold_stance"].notna().sum() == 12 and set(coded["gold_stance"].dropna()) == {"none"}
