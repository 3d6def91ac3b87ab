"""The documentation as a site: `python3 run.py docs` (Sphinx, in an environment of its own).

The pages are the Markdown files that are read in the repository; nothing is written twice. The
page of the API is made from the public names and their docstrings, so that no name is forgotten.
Nothing is fetched: no fonts, scripts or pictures from elsewhere, and search works from a file.
"""

import inspect
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# What the package imports lies in its own environment; the versions of this one go first.
sys.path += [str(p) for p in (*ROOT.glob(".venv/lib/python3*/site-packages"),
                              ROOT / ".venv" / "Lib" / "site-packages")]  # fmt: skip

import corpus_tools  # noqa: E402

project = "corpus_tools"
release = version = corpus_tools.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "README"
include_patterns = ["*.md", "docs/*.md"]
myst_heading_anchors = 3
default_role = "py:obj"  # `name` in a docstring: a link where there is such a name
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True  # attributes stand in the class's own list
napoleon_preprocess_types = False
autodoc_member_order = "bysource"
add_module_names = False
toc_object_entries = False

html_theme = "basic"
html_title = f"corpus_tools {release}"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_sidebars = {"**": ["searchfield.html", "globaltoc.html"]}
html_show_search_summary = False  # would ask for each page anew, which a browser forbids for files
html_copy_source = html_show_sourcelink = html_show_copyright = html_show_sphinx = False
html_use_index = False

PAGES = {
    "": ["بالعربية <README.ar>"],
    "Guides": ["docs/timed-tasks", "docs/from-pages-to-a-claim", "docs/instructor"],
    "Reference": ["docs/methods", "docs/lexicons", "docs/scale", "docs/api"],
    "The project": ["docs/faults", "CONTRIBUTING", "CHANGELOG"],
}
# Rooms whose names are called with the room's: charts.label, show.table.
CALLED_BY_ROOM = ("annotate", "charts", "show", "normalize", "lab", "scale", "stance", "figures")


def contents() -> str:
    """The table of contents, which stands on no page of the repository."""
    parts = []
    for caption, pages in PAGES.items():
        head = [":hidden:", *([f":caption: {caption}"] if caption else [])]
        parts.append("\n".join(["```{toctree}", *head, "", *pages, "```"]))
    return "\n\n" + "\n\n".join(parts) + "\n"


def api() -> str:
    """Every public name under its room, in the order of the rooms."""
    rooms: dict[str, list[tuple[str, object]]] = {}
    for module, names in corpus_tools._HOME.items():
        held = rooms.setdefault(module.split(".")[0], [])
        held += [(f"corpus_tools.{name}", getattr(corpus_tools, name)) for name in names]
    for room in CALLED_BY_ROOM:
        held, module = rooms.setdefault(room, []), import_module(f"corpus_tools.{room}")
        known = {id(value) for _, value in held}
        for name in getattr(module, "__all__", None) or _own_names(module):
            value = getattr(module, name)
            if callable(value) and id(value) not in known:
                held.append((f"corpus_tools.{room}.{name}", value))
    lines = []
    for room, held in rooms.items():
        about = inspect.getdoc(import_module(f"corpus_tools.{room}")) or ""
        first, *others = about.split("\n\n")
        lines += [room, "-" * len(room), "", f"*{first.strip()}*", ""]
        lines += [part + "\n" for part in others if "\n" in part or "." in part]
        for name, value in held:
            kind = "autoclass" if inspect.isclass(value) else "autofunction"
            members = ["   :members:"] if kind == "autoclass" else []
            lines += [f".. {kind}:: {name}", *members, ""]
    return "\n\n```{eval-rst}\n" + "\n".join(lines) + "\n```\n"


def _own_names(module) -> list[str]:
    return [n for n, v in vars(module).items() if not n.startswith("_") and callable(v)
            and getattr(v, "__module__", None) == module.__name__]  # fmt: skip


def read_source(app, name: str, source: list[str]) -> None:
    """What a page of the site has beside its file."""
    text = source[0]
    if text.startswith('<div dir="rtl">'):  # the whole page is turned, not a box in it
        text = re.sub(r'\A<div dir="rtl">\n|\n</div>\s*\Z', "", text)
    if name == root_doc:
        text += contents()
    if name == "docs/api":
        text += api()
    source[0] = text


def turn_page(app, name, template, context, doctree) -> None:
    """Right to left where the page is Arabic."""
    if name.endswith(".ar"):
        root = context["content_root"]
        context["html_tag"] = f'<html lang="ar" dir="rtl" data-content_root="{root}">'


def name_index(app, exception) -> None:
    """The first page under the name that people look for."""
    page = Path(app.outdir) / f"{root_doc}.html"
    if exception is None and page.exists():
        shutil.copyfile(page, page.with_name("index.html"))


def skip_field(app, what, name, value, skip, options) -> bool | None:
    """Fields of a named tuple: they are told in the list of attributes."""
    return True if type(value).__name__ == "_tuplegetter" else None


def hide_fields(app, what, name, value, options, signature, returns) -> tuple | None:
    """A class that is not made by hand shows no signature of fields that are its own affair."""
    return ("", None) if what == "class" and "(_" in (signature or "") else None


def setup(app) -> None:
    app.connect("autodoc-process-signature", hide_fields)
    app.connect("autodoc-skip-member", skip_field)
    app.connect("source-read", read_source)
    app.connect("html-page-context", turn_page)
    app.connect("build-finished", name_index)
