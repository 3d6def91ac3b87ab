"""Documentation: no dead link, no page or public name forgotten, locks that hold what they must."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

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
