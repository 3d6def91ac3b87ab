"""The words that every other module shares: column names, labels, exceptions.

Nothing here imports anything of the package, and nothing heavy, so that any module may
import this one.
"""

# --- labels of a span -------------------------------------------------------------------
# Every character of a page lies in exactly one span, and every span carries one of these.
TITLE = "title"  # the headline of an article
BODY = "body"  # a paragraph of an article
SUBHEAD = "subhead"  # a heading between paragraphs; part of the text of the article
SUMMARY = "summary"  # a standfirst or bullet summary above the body
CAPTION = "caption"  # words about a picture or a video
BYLINE = "byline"  # who wrote it, which agency it came from
DATELINE = "dateline"  # where and when: a date of publication, a place line
SOURCE = "source"  # «المصدر: …», «المصادر»: where the text was taken from
RELATED = "related"  # headlines of other stories, and the words that introduce them
KEYWORDS = "keywords"  # tags
COMMENTS = "comments"  # what readers wrote
FURNITURE = "furniture"  # menus, buttons, counters, imprint, crawl stamps
DUPLICATE = "duplicate"  # a line that stands elsewhere in the page with a better label
BLANK = "blank"  # a page, or the head of one, with nothing but white space

SPAN_LABELS = (
    TITLE, BODY, SUBHEAD, SUMMARY, CAPTION, BYLINE, DATELINE, SOURCE, RELATED, KEYWORDS,
    COMMENTS, FURNITURE, DUPLICATE, BLANK,
)  # fmt: skip
TEXT_LABELS = frozenset({BODY, SUBHEAD})  # what `documents.text` is made of

# --- columns of the frames of a corpus ----------------------------------------------------
DOCUMENT_COLUMNS = (
    "doc_id", "outlet", "aggregator", "agencies", "role", "published_on", "title", "text",
    "page", "position", "outlet_evidence", "date_evidence",
)  # fmt: skip
SPAN_COLUMNS = ("page", "start", "end", "label", "doc_id", "reason")
PAGE_COLUMNS = ("page", "sha256", "text")
PROBLEM_COLUMNS = ("page", "place", "reason")

ROLE_MAIN = "main"  # the article that the page was saved for
ROLE_EMBEDDED = "embedded"  # a second whole article below or inside it
ROLES = (ROLE_MAIN, ROLE_EMBEDDED)

# --- statements and stance ----------------------------------------------------------------
VOICES = ("outlet", "attributed", "mixed")
STANCES = ("favor", "against", "none")
PARTS = ("body", "title")
CUE_CLASSES = (
    "neutral", "affirming", "distancing", "accusing", "praising", "promising",
    "threatening", "denying",
)  # fmt: skip
REUSE_KINDS = ("duplicate", "near_duplicate", "contained", "shared_passage", "quotation_only")


class CorpusToolsError(Exception):
    """Base of every error that this package raises on purpose."""


class InputError(CorpusToolsError, ValueError):
    """A parameter or a piece of data is not what it must be; the message says what to do."""


class NothingToLoad(CorpusToolsError, FileNotFoundError):
    """A path that holds nothing to read; the message says what was looked for, and where."""
