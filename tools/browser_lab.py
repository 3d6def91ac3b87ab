"""JupyterLab in a browser: a server on copies of the notebooks, and one notebook driven by its menu,
keys and clicks. What is looked for stands in `browser.py`."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from browser_looks import NOTEBOOK
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "browser"
SETTINGS = {  # every cell is in the page at once; nothing asks the network for news
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Lab:
    """JupyterLab on a copy of the notebooks, with settings of its own."""

    def __init__(self, python: str) -> None:
        self.folder = OUT / "lab" / "notebooks"
        self.token = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        for name, values in SETTINGS.items():
            path = OUT / "jupyter" / "user" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        own = {name: str(OUT / "jupyter" / part) for name, part in {
            "JUPYTERLAB_SETTINGS_DIR": "user", "JUPYTERLAB_WORKSPACES_DIR": "spaces", "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}.items()}  # fmt: skip
        command = [python, "-m", "jupyterlab", "--no-browser", "--notebook-dir", str(self.folder),
                   f"--ServerApp.port={self.port}", f"--IdentityProvider.token={self.token}"]  # fmt: skip
        command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        self.log = open(OUT / "jupyter.log", "wb")  # noqa: SIM115  closed in `stop`
        environment = dict(os.environ, CORPUS_TOOLS_OUT=str(OUT / "figures"), **own)
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environment, cwd=self.folder,
                                        start_new_session=os.name != "nt")  # fmt: skip
        for _ in range(240):
            if self.process.poll() is not None:
                break
            try:
                return self.ask("api/status") and None
            except OSError:
                time.sleep(0.5)
        self.stop()
        raise SystemExit(f"test-browser: JupyterLab did not start; {OUT / 'jupyter.log'} says why")

    def ask(self, path: str, method: str = "GET") -> object:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", method=method,
                                         headers={"Authorization": f"token {self.token}"})  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def end_kernels(self) -> None:
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/lab/tree/{name}?token={self.token}&reset"

    def stop(self) -> None:
        if self.process.poll() is None:
            if os.name == "nt":
                self.process.terminate()
            else:
                os.killpg(self.process.pid, signal.SIGTERM)  # its kernels too
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


class Notebook:
    """One notebook in the browser."""

    def __init__(self, driver: webdriver.Chrome, lab: Lab, name: str) -> None:
        self.driver, self.name = driver, name
        n_cells = len(json.loads((lab.folder / name).read_text(encoding="utf-8"))["cells"])
        driver.get(lab.address(name))
        self.wait(lambda: (s := self.state())["n_cells"] == n_cells and s["kernel"] == "idle", 120)
        time.sleep(2)

    def state(self) -> dict:
        return self.driver.execute_script(NOTEBOOK)

    def wait(self, until: Callable[[], object], seconds: float) -> object:
        return WebDriverWait(self.driver, seconds, poll_frequency=0.5).until(lambda _: until())

    def run_all(self, seconds: float = 300) -> None:
        """Run every cell by the menu, in the kernel that opening the notebook has just started.

        `seconds` is the longest time without a cell that ends.
        """
        for label in (".lm-MenuBar-item", ".lm-Menu-item"):
            wanted = "Run" if "Bar" in label else "Run All Cells"
            item = self.wait(lambda css=label, text=wanted: [
                e for e in self.driver.find_elements(By.CSS_SELECTOR, css) if e.text.split("\n")[0].strip() == text
            ], 30)[0]  # fmt: skip
            item.click()
        self.wait(lambda: (s := self.state())["busy"] or s["n_run"] or s["errors"], 60)
        done = -1
        while (s := self.state())["busy"] and not s["errors"]:
            assert s["n_run"] != done, f"no cell ended in {seconds:.0f} s after {done} of {s['n_code']}"
            done = s["n_run"]
            with contextlib.suppress(TimeoutException):
                self.wait(lambda done=done: (s := self.state())["n_run"] != done or not s["busy"], seconds)
        time.sleep(1.5)  # pictures and widgets that are still being drawn

    def cell(self, number: int):
        return self.driver.find_elements(By.CSS_SELECTOR, ".jp-Notebook .jp-Cell")[number]

    def write_and_run(self, number: int, source: str) -> None:
        """Replace what stands in a cell by typing, and run it."""
        editor = self.cell(number).find_element(By.CSS_SELECTOR, ".cm-content")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", editor)
        editor.click()
        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys(
            source).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(Keys.SHIFT).perform()  # fmt: skip
        self.settle()

    def settle(self) -> None:
        time.sleep(0.5)
        self.wait(lambda: not self.state()["busy"], 120)
        time.sleep(0.5)

    def picture(self, part: str = "") -> None:
        """The whole notebook, a window at a time."""
        box = ".jp-WindowedPanel-outer"
        height, view = self.driver.execute_script(
            f"const b = document.querySelector('{box}'); return [b.scrollHeight, b.clientHeight]")  # fmt: skip
        for number in range(-(-height // view)):
            self.driver.execute_script(f"document.querySelector('{box}').scrollTop = {number * view}")
            time.sleep(0.3)
            self.driver.save_screenshot(str(OUT / f"{Path(self.name).stem}{part}-{number + 1:02}.png"))
