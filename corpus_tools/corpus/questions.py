"""What the machine could not tell, as a short list of questions to the researcher.

A corpus of a thousand pages has hundreds of empty cells, but few causes: an outlet whose pages
bear no name, a folder of prints without a date. So articles are put together by cause, and the
questions are ordered by how much hangs on the answer. An article without an outlet is left out
of every comparison; one with wrong borders brings another's words into the text; one without a
date is only missing where time is shown.
"""

import difflib
import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from .project import Project
from ..articles.names import tables
from ..pages.finding import file_of

if TYPE_CHECKING:
    import pandas as pd

    from .model import Corpus

QUESTION_COLUMNS = (
    "question", "question_ar", "n_documents", "weight", "answer_in", "example",
)  # fmt: skip
UNSURE = 0.6  # borders with less confidence are asked about
_ALIKE = 0.84  # names of outlets that may be one
_ARABIC = re.compile("[\u0620-\u06ff]")
_OTHER = re.compile("[^\\W\\d_\u0620-\u06ff]")
_PERSIAN = re.compile("[پچژگٹڈڑںےہ]")
_WALL = re.compile(
    r"(?:متاح|حصري|مخصص|خاص)\w*\s+(?:\w+\s+){0,2}للمشتركين"
    r"|(?:اشترك|الاشتراك|سجل|سجّل|تسجيل)\b[^\n.]{0,40}(?:لمتابعة|لإكمال|لاستكمال|لمواصلة|لتكملة)\s+(?:ال)?قراءة"
)
_OUTLET, _BORDERS, _TARGETS, _DATE = 3, 2, 2, 1


def open_questions(corpus: "Corpus", project: Project | None = None) -> "pd.DataFrame":
    """What only the researcher can answer, most consequential first.

    Parameters
    ----------
    corpus : Corpus
    project : Project, optional
        With it, a missing list of targets is asked for as well.

    Returns
    -------
    DataFrame
        One row a question: ``question``, ``question_ar``, ``n_documents`` (pages, where no
        article was found) that it is about, ``weight`` (that number, times 3 where comparisons
        leave the articles out, times 2 where the text or a figure hangs on it, times 1 for
        dates; the order), ``answer_in`` (the file and column), ``example`` (a page).

    Examples
    --------
    >>> import pandas as pd
    >>> from corpus_tools.corpus.model import Corpus
    >>> frame = pd.DataFrame({"doc_id": ["a"], "text": ["نص."], "outlet": ["الزورق"]})
    >>> open_questions(Corpus.from_documents(frame))["question"].tolist()
    ['When was the article of «الزورق» published?']
    """
    import pandas as pd

    documents = corpus.documents
    rows = [
        *_without_outlet(documents), *_folders(documents), *_without_article(corpus), *_unsure(documents),
        *_foreign(documents), *_behind_a_wall(corpus), *_one_or_two(documents), *_without_date(documents),
    ]  # fmt: skip
    if project is not None and not project.targets and len(documents):
        rows.append(_row(
            "For or against whom shall stance be measured?", "تجاه من نقيس الموقف؟",
            len(documents), _TARGETS, "project.toml: [targets]", None,
        ))  # fmt: skip
    rows.sort(key=lambda row: -row["weight"])
    frame = pd.DataFrame(rows, columns=list(QUESTION_COLUMNS))
    frame["example"] = pd.Series([row["example"] for row in rows], dtype=object)
    return frame


def _the(n: int, what: str) -> str:
    return f"the {what}" if n == 1 else f"the {n} {what}s"


def _row(question: str, arabic: str, n: int, times: int, where: str, example: str | None) -> dict:
    return {"question": question, "question_ar": arabic, "n_documents": n, "weight": n * times,
            "answer_in": where, "example": example}  # fmt: skip


def _place(page: str) -> str:
    """The folder of a page, or the file of a record; pages of one place share their answer."""
    file = file_of(page)
    return file if file != page else page.rpartition("/")[0] or "the folder itself"


def _without_outlet(documents: "pd.DataFrame") -> Iterator[dict]:
    nameless = documents[documents["outlet"].isna()]
    for place, group in nameless.groupby(nameless["page"].map(_place), sort=True):
        yield _row(
            f"Who published {_the(len(group), 'article')} in {place}?",
            f"من ناشر المقالات؟ ({place}، عددها {len(group)})",
            len(group), _OUTLET, "metadata.csv: outlet", group["page"].iloc[0],
        )  # fmt: skip


def _folders(documents: "pd.DataFrame") -> Iterator[dict]:
    """Folders whose name was taken for an outlet, although their pages name other ones."""
    by_folder = documents["outlet_evidence"].astype(str).str.startswith("folder ")
    folder = documents["page"].str.split("/").str[0]
    for name in sorted(folder[by_folder].unique()):
        own = documents[by_folder & (folder == name)]
        outlet = own["outlet"].iloc[0]
        others = documents.loc[(folder == name) & (documents["outlet"] != outlet), "outlet"]
        others = sorted(others.dropna().unique())
        if others:
            told = "، ".join(f"«{other}»" for other in others[:5]) + (" …" if others[5:] else "")
            yield _row(
                f"Is «{outlet}» an outlet, or only the name of a folder? Other pages in it name {told}",
                f"هل «{outlet}» وسيلة أم اسم مجلد فحسب؟ تذكر صفحات أخرى فيه {told}",
                len(own), _OUTLET, "metadata.csv: outlet", own["page"].iloc[0],
            )  # fmt: skip


def _without_article(corpus: "Corpus") -> Iterator[dict]:
    empty = sorted(set(corpus.pages["page"]) - set(corpus.documents["page"]))
    if empty:
        yield _row(
            f"What is in {_the(len(empty), 'page')} where no article was found?",
            f"ماذا في الصفحات التي لم نجد فيها مقالا؟ (عددها {len(empty)})",
            len(empty), _OUTLET, "corrections.csv: split, label", empty[0],
        )  # fmt: skip


def _unsure(documents: "pd.DataFrame") -> Iterator[dict]:
    if "confidence" not in documents:
        return
    unsure = documents[documents["confidence"] < UNSURE].sort_values("confidence", kind="stable")
    if len(unsure):
        yield _row(
            f"Are the borders right of {_the(len(unsure), 'article')} that the program is least sure of?",
            f"هل تبدأ المقالات الأقل يقينا وتنتهي حيث ينبغي؟ (عددها {len(unsure)})",
            len(unsure), _BORDERS, "corrections.csv: split, merge, label", unsure["page"].iloc[0],
        )  # fmt: skip


def _foreign(documents: "pd.DataFrame") -> Iterator[dict]:
    """Articles in another language: their words would mark the outlet that prints them."""
    foreign = documents[[_is_foreign(text) for text in documents["text"]]]
    if len(foreign):
        outlets = sorted(foreign["outlet"].dropna().unique())
        told = f" ({'، '.join(f'«{o}»' for o in outlets[:5])}{' …' if outlets[5:] else ''})" if outlets else ""
        yield _row(
            f"Shall {_the(len(foreign), 'article')} stay that {'is' if len(foreign) == 1 else 'are'} not in Arabic{told}?",
            f"هل تبقى المقالات المكتوبة بغير العربية؟ (عددها {len(foreign)})",
            len(foreign), _OUTLET, "corrections.csv: drop", foreign["page"].iloc[0],
        )  # fmt: skip


def _behind_a_wall(corpus: "Corpus") -> Iterator[dict]:
    """Pages that ask for a subscription to read on: their articles may end before their end."""
    held = set(corpus.documents["page"])
    pages = zip(corpus.pages["page"], corpus.pages["text"], strict=True)
    walled = [page for page, text in pages if page in held and _WALL.search(text)]
    if walled:
        yield _row(
            f"Does the text of {_the(len(walled), 'page')} end where only subscribers read on?",
            f"هل تنتهي المقالات حيث لا يتابع القراءة إلا المشتركون؟ (عدد الصفحات {len(walled)})",
            len(walled), _BORDERS, "corrections.csv: drop", walled[0],
        )  # fmt: skip


def _is_foreign(text: str) -> bool:
    """Whether most letters are not Arabic, or those of Persian and Urdu outnumber ة.

    >>> [_is_foreign(t) for t in ("قال الوزير", "The minister said", "گفت که چگونه پیش برد گزارش")]
    [False, True, True]
    """
    text = text[:5_000]
    arabic, other = len(_ARABIC.findall(text)), len(_OTHER.findall(text))
    persian = len(_PERSIAN.findall(text))
    return other > arabic or persian >= 5 and persian > 2 * text.count("ة")


def _one_or_two(documents: "pd.DataFrame") -> Iterator[dict]:
    counts = documents["outlet"].value_counts().sort_index(kind="stable")
    listed = set(tables().outlets.values())
    for one, two in combinations(counts.index, 2):
        if {one, two} <= listed:
            continue  # two outlets that the lexicon tells apart
        fewer = one if counts[one] <= counts[two] else two
        inside = one in two or two in one
        if inside or difflib.SequenceMatcher(None, one, two).ratio() >= _ALIKE:
            example = documents.loc[documents["outlet"] == fewer, "page"].iloc[0]
            yield _row(
                f"Are «{one}» and «{two}» one outlet?", f"هل «{one}» و«{two}» وسيلة واحدة؟",
                int(counts[fewer]), _BORDERS, "metadata.csv: outlet", example,
            )  # fmt: skip


def _without_date(documents: "pd.DataFrame") -> Iterator[dict]:
    undated = documents[documents["published_on"].isna()]
    for outlet, group in undated.groupby(undated["outlet"].fillna(""), sort=True):
        of, of_ar = (f"of «{outlet}»", f"«{outlet}»") if outlet else ("of no known outlet", "مجهولة الناشر")
        yield _row(
            f"When {'was' if len(group) == 1 else 'were'} {_the(len(group), 'article')} {of} published?",
            f"متى نُشرت مقالات {of_ar}؟ (عددها {len(group)})",
            len(group), _DATE, "metadata.csv: published_on", group["page"].iloc[0],
        )  # fmt: skip
