"""Prints environment.yml: the direct dependencies of pyproject.toml, at the same versions.

Conda gives the Python; pip, inside it, gives the packages, because several of them
(python-bidi's and the fonts' exact versions among them) are not in conda's channels.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    packages = project["dependencies"] + extras["test"] + extras["scale"]
    lines = [
        "# Made by tools/environment.py from pyproject.toml; do not edit by hand.",
        "# conda env create -f environment.yml && conda activate corpus_tools",
        "name: corpus_tools",
        "channels: [conda-forge, nodefaults]",
        "dependencies:",
        "  - python=3.12",
        "  - pip",
        "  - pip:",
        *(f"      - {package}" for package in packages),
        "      - -e .",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(environment(), end="")
