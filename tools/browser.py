"""Notebooks, workbooks, coding page and documentation in a real browser: `run.py test-browser`.

JupyterLab runs on copies in out/browser/; Chromium, without a window, opens what a person would
open and clicks what a person would click. What was seen is printed line by line, and the run fails
if anything is missing. Pictures of everything lie in out/browser/: look at them.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser_lab import OUT, ROOT, Lab, Notebook  # noqa: E402
from browser_looks import ARABIC_COMMAS, OUTPUTS, SITE  # noqa: E402

FLAGS = ("--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--window-size=1400,1900",
         "--force-device-scale-factor=1")  # fmt: skip
REPORTS = "topic-reports"
CODING = """\
import corpus_tools as ct
corpus, project = ct.load_study()
stance = ct.score_stance(ct.extract_statements(corpus), targets=project.targets)
sample = ct.draw_sample(stance, n=150, corpus=corpus)
ct.coding_widget(sample, coder="reader", folder="coding")
"""


class Report:
    """What was to be seen, and whether it was."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver, self.missing = driver, []

    def see(self, what: str, good: object, detail: object = "") -> None:
        print(f"{'seen   ' if good else 'MISSING'} {what}" + (f": {detail}" if detail else ""), flush=True)
        if not good:
            self.missing.append(what)

    def look(self, what: str, step: Callable[[], None]) -> None:
        """Do one step of looking; whatever goes wrong in it is a thing that was not seen."""
        try:
            step()
        except (WebDriverException, OSError, AssertionError) as error:
            picture = OUT / f"missing-{len(self.missing) + 1}.png"
            self.driver.save_screenshot(str(picture))
            said = str(error).removeprefix("Message:").strip().split("\n")[0]
            self.see(what, False, f"{said or 'what was waited for did not come'} ({picture.name})")


def find_programs() -> tuple[str, str]:
    """Chromium and its driver, or a sentence that says which is missing."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    lacking = [name for name, found in (("Chromium", browser), ("chromedriver", driver)) if not found]
    if lacking:
        print(f"test-browser: {' and '.join(lacking)} not found on the PATH. On Debian: sudo apt install "
              "chromium chromium-driver (Ubuntu: chromium-browser, chromium-chromedriver). Nothing was "
              "looked at.", file=sys.stderr)  # fmt: skip
        raise SystemExit(2)
    return browser, driver


def start_browser(profile: str) -> webdriver.Chrome:
    browser, driver = find_programs()
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    # Chromium refuses its sandbox to root, which is who containers run as.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    for flag in (*FLAGS, *root, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


def look_at_notebook(report: Report, driver, lab: Lab, path: Path) -> None:
    name = path.name
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    book = Notebook(driver, lab, name)  # waits for all cells
    report.see(f"{name} opens", True, f"{len(cells)} cells")
    begun = time.monotonic()
    book.run_all()
    s = book.state()
    report.see(f"{name} runs from a clean kernel", not s["errors"] and s["n_run"] == s["n_code"],
               s["errors"][:1] or f"{s['n_run']} of {s['n_code']} cells, {time.monotonic() - begun:.0f} s")  # fmt: skip
    found = driver.execute_script(OUTPUTS)
    saved = 0 if "-workbook" in name else sum("save_figure(" in "".join(c["source"]) for c in cells)
    if saved:
        whole = [f for f in found["figures"] if f["width"] > 100 and f["whole"]]
        report.see(f"{name} shows its figures", len(whole) == len(found["figures"]) >= saved,
                   f"{len(whole)} of {len(found['figures'])} whole; {saved} are saved")  # fmt: skip
        without = sum(not f["alt"] for f in found["figures"])
        report.see(f"{name} says its saved figures in words", found["n_alt"] >= saved,
                   f"{found['n_alt']} descriptions, {without} pictures have no alt text of their own")  # fmt: skip
    tables = found["tables"]
    report.see(f"{name} shows tables from right to left", tables and all(t["rtl"] for t in tables) or "05-" in name,
               f"{len(tables)}, of which {sum(t['scrolls'] for t in tables)} scroll sideways")  # fmt: skip
    report.see(f"{name} cuts nothing off", not found["cut"], found["cut"][:3])
    english = driver.execute_script(ARABIC_COMMAS)
    report.see(f"{name} points its Arabic sentences in Arabic", not english, english[:3])
    if name.startswith("02-words.") :
        report.see(f"{name} shows the concordance", found["n_keywords"], f"{found['n_keywords']} lines")
    if name.startswith("04-stance-across-outlets."):
        report.see(f"{name} highlights statements", found["n_marks"], f"{found['n_marks']} stretches")
    if "-workbook" in name:
        n_checks = sum("check" in c["metadata"].get("tags", ()) for c in cells)
        report.see(f"{name} tells an empty answer what to do, in two languages", found["n_empty"] == n_checks,
                   f"{found['n_empty']} of {n_checks}")  # fmt: skip
    book.picture()
    if name.startswith("01-") and "-workbook" in name:
        report.look(f"{name}: a check fails and passes", lambda: answer_a_task(report, book, cells))


def answer_a_task(report: Report, book: Notebook, cells: list) -> None:
    """A wrong answer, then a right one, typed as a student types them."""
    tasks = {c["metadata"]["tags"][0]: k for k, c in enumerate(cells) if c["metadata"].get("task") == "1.1"}
    for answer, expected in (("0", "Too few"), ('"many"', "number is asked for"), ("len(corpus.documents)", "Right.")):
        book.write_and_run(tasks["answer"], f"answer_1_1 = {answer}")
        book.write_and_run(tasks["check"], 'lab.check("1.1", answer_1_1, corpus=corpus)')
        said = book.cell(tasks["check"]).find_element(By.CSS_SELECTOR, ".jp-OutputArea").text
        report.see(f"workbook 01: answer {answer} is told «{expected}»", expected in said, " ".join(said.split())[:110])
        book.cell(tasks["check"]).screenshot(str(OUT / f"check-{'passed' if expected == 'Right.' else 'failed'}.png"))


def code_statements(report: Report, driver, lab: Lab) -> None:
    """The coding page, clicked and typed through, left and taken up again."""
    made = {"cells": [{"cell_type": "code", "id": "coding", "metadata": {}, "source": CODING, "outputs": [],
                       "execution_count": None}], "metadata": {"kernelspec": {
                           "name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}  # fmt: skip
    (lab.folder / "coding.ipynb").write_text(json.dumps(made), encoding="utf-8")
    book = Notebook(driver, lab, "coding.ipynb")
    book.run_all()
    assert not (errors := book.state()["errors"]), errors

    def page():
        return book.wait(lambda: driver.find_elements(By.CSS_SELECTOR, ".ct-coding"), 30)[0]

    def done(n: int) -> bool:
        book.wait(lambda: f"رُمّز {n} من" in page().text and "محفوظة" in page().text, 15)
        return True

    report.see("coding page stands right to left", page().value_of_css_property("direction") == "rtl")
    driver.save_screenshot(str(OUT / "coding-1-begun.png"))
    driver.find_element(By.CSS_SELECTOR, ".ct-current .ct-option").click()
    book.wait(lambda: len(driver.find_elements(By.CSS_SELECTOR, ".ct-given")) == 1, 15)
    page().send_keys("1")
    report.see("coding page: a click and a key code one statement, and it is saved", done(1))
    page().send_keys(Keys.BACKSPACE)
    report.see("coding page: Backspace takes the last answer back", done(0))
    # The driver types no Arabic digits as keys, only as text; the page listens to keys.
    driver.execute_script("arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1], bubbles: true}))",
                          page(), "\N{ARABIC-INDIC DIGIT ONE}")  # fmt: skip
    report.see("coding page: an Arabic digit answers too", done(1))
    before = page().text
    page().send_keys(Keys.ARROW_LEFT)
    book.wait(lambda: page().text != before, 15)
    report.see("coding page: an arrow shows another statement", True)
    driver.save_screenshot(str(OUT / "coding-2-one-coded.png"))
    lines = (lab.folder / "coding" / "answers-reader.jsonl").read_text(encoding="utf-8").splitlines()
    report.see("coding page: every answer and step back is on the disk", len(lines) == 5, f"{len(lines)} events")
    lab.end_kernels()
    book = Notebook(driver, lab, "coding.ipynb")
    book.run_all()
    report.see("coding page: left and taken up again, the answers stand", done(1))


def look_at_site(report: Report, driver) -> None:
    site = OUT.parent / "docs"
    pages = sorted(p for p in site.rglob("*.html") if not {"_static", "_downloads"} & set(p.relative_to(site).parts))
    driver.get_log("browser")
    arabic, bad = [], []
    for page in pages:
        driver.get(page.as_uri())
        s = driver.execute_script(SITE)
        arabic += [page.name] if s["dir"] == "rtl" else []
        bad += [f"{page.name}: {what}" for what in (*s["elsewhere"], *s["broken"], *s["cut"])]
        driver.save_screenshot(str(OUT / f"docs-{page.stem}.png"))
    report.see("documentation opens from a file", len(pages) > 8, f"{len(pages)} pages")
    report.see("documentation: nothing from elsewhere, no broken picture, nothing cut off", not bad, bad[:3])
    report.see("documentation: the Arabic page stands right to left", arabic == ["README.ar.html"], arabic)
    wrong = [line["message"] for line in driver.get_log("browser") if line["level"] == "SEVERE"]
    report.see("documentation: no error of a script", not wrong, wrong[:2])
    driver.get((site / "index.html").as_uri())
    driver.find_element(By.LINK_TEXT, "Methods").click()
    report.see("documentation: a link is followed", "Methods" in driver.title, driver.title)
    driver.find_element(By.CSS_SELECTOR, "form.search input[name=q]").send_keys("bootstrap", Keys.ENTER)
    WebDriverWait(driver, 20).until(lambda d: d.find_elements(By.CSS_SELECTOR, "#search-results li a"))
    hits = [a.text for a in driver.find_elements(By.CSS_SELECTOR, "#search-results li a")]
    report.see("documentation: search finds from a file", "Methods" in hits, hits)
    driver.save_screenshot(str(OUT / "docs-search.png"))


def keep_reports(notebook: Path) -> None:
    """Name the folder of the topic browser in the notebook's parameters, as its reader would."""
    text = notebook.read_text(encoding="utf-8")
    named = text.replace("reports_folder = None", f"reports_folder = '{REPORTS}'")
    assert named != text, f"{notebook.name} has no parameter reports_folder = None"
    notebook.write_text(named, encoding="utf-8")


def look_at_reports(report: Report, driver) -> None:
    """Pages of their own that notebook 03 wrote, opened from the file."""
    folder = OUT / "lab" / "notebooks" / REPORTS
    for page in sorted(folder.glob("*.html")):
        driver.get(page.as_uri())
        s = driver.execute_script(SITE)
        report.see(f"{page.name} opens from a file, right to left", s["dir"] == "rtl" and not s["elsewhere"], s)
        driver.save_screenshot(str(OUT / f"{page.stem}.png"))
    driver.get((folder / "topics.html").as_uri())
    buttons = driver.find_elements(By.CSS_SELECTOR, "nav button")
    before = driver.find_element(By.TAG_NAME, "body").text
    if len(buttons) > 1:
        buttons[-1].click()
    report.see("topic browser: a click shows another topic", len(buttons) > 1
               and buttons[-1].get_attribute("aria-current") == "true"
               and driver.find_element(By.TAG_NAME, "body").text != before, f"{len(buttons)} topics")  # fmt: skip
    driver.save_screenshot(str(OUT / "topics-other.png"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py test-browser", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--python", default=sys.executable, help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="+", metavar="WORD", help="notebooks whose name holds a word; coding; docs")
    options = parser.parse_args()
    find_programs()
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.copytree(ROOT / "notebooks", OUT / "lab" / "notebooks",
                    ignore=shutil.ignore_patterns(".ipynb_checkpoints"))  # fmt: skip
    keep_reports(OUT / "lab" / "notebooks" / "03-topics.ipynb")

    def wanted(name: str) -> bool:
        return not options.only or any(word in name for word in options.only)

    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as profile:
        driver, lab = start_browser(profile), None
        report = Report(driver)
        try:
            if wanted("docs"):
                report.look("documentation", lambda: look_at_site(report, driver))
            lab = Lab(options.python)
            for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
                if wanted(path.name):
                    report.look(path.name, lambda path=path: look_at_notebook(report, driver, lab, path))
                    lab.end_kernels()
            if wanted("coding"):
                report.look("coding page", lambda: code_statements(report, driver, lab))
            if wanted("03-topics.ipynb"):
                report.look("topic browser", lambda: look_at_reports(report, driver))
        finally:
            driver.quit()
            if lab is not None:
                lab.stop()
    missing = len(report.missing)
    print(f"{'all was seen' if not missing else f'{missing} things are missing'}; "
          f"{len(list(OUT.glob('*.png')))} pictures in {OUT}, {time.monotonic() - begun:.0f} s")  # fmt: skip
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
