"""Which lines stand under a heading of the site: related stories, comments, tags, imprint.

A heading opens a zone; the zone ends where the next heading or the shape of an article begins.
A mark is a hint, not a verdict: a title under «اقرأ أيضا» may be that of a second article.
"""

from collections.abc import Sequence

from .furniture import REPEATED_HEADING, REPEATED_SENTENCE, SITE_SENTENCE, Furniture
from .lines import Line

_ENDS = frozenset(("comments", "footer", "keywords", "next"))


def mark_zones(lines: Sequence[Line]) -> None:
    """Give every line under a furniture header the zone that the header opens."""
    zone, since, seen_text = "", 0, 0
    for i, line in enumerate(lines):
        row = line.row
        if row is not None:
            effect = row.effect
            if effect == "comments":
                # A comment button in the head of an article opens nothing.
                zone = "comments" if seen_text >= 2 else zone
                since = 0
            elif effect == "footer" and not seen_text and _text_ahead(lines, i):
                zone = ""  # «Contact us» in the menu on top is no imprint
            elif effect == "author":
                zone, since = ("author" if seen_text else zone), 0
            elif effect in ("related", "keywords", "footer", "next"):
                zone, since = ("" if effect == "next" else effect), 0
                seen_text = 0 if effect == "next" else seen_text
            line.zone = zone
            continue
        since += 1
        if zone == "comments":
            if line.kind == "P" and _article_ahead(lines, i, strict=True):
                zone = ""
                _reopen(lines, i)
        elif zone == "footer":
            if line.kind == "P" and _article_ahead(lines, i, strict=False):
                zone = ""
                _reopen(lines, i)
        elif zone == "author":
            if line.kind in "Pp":  # one paragraph about the writer, near its heading
                line.zone, zone = ("author" if since <= 3 else ""), ""
                continue
        elif zone == "keywords":
            if line.n > 6 or line.kind in "PpD" or line.final:
                zone = ""
        elif zone == "related" and line.bullet and line.n <= 20 and _in_list(lines, i):
            line.zone = "list"  # sentences, but each with its bullet right under the heading
            continue
        elif zone == "related" and (line.kind == "P" or (line.kind == "p" and line.colon)):
            zone = ""
        line.zone = zone
        if line.kind == "P" and not zone:
            seen_text += 1


def mark_repeated_headings(lines: Sequence[Line]) -> None:
    """A few words that stand on several pages, below a text and above a headline: a list begins.

    Sites name such lists as they like; that the name stands on other pages as well, over a
    headline and a paragraph, tells it from a subheading.
    """
    text = 0
    for i, line in enumerate(lines[:-2]):
        text += line.kind == "P"
        if text < 2 or line.row is not None or line.kind != "S" or line.n > 4 or line.pages < 2:
            continue
        headline, below = lines[i + 1], lines[i + 2]
        if headline.kind in "Sp" and headline.n >= 5 and headline.row is None and below.kind == "P":
            line.row, line.kind = REPEATED_HEADING, "F"


def mark_site_sentences(lines: Sequence[Line], table: Furniture) -> None:
    """Take whole sentences of the site out of the paragraphs: they get a row of the list.

    Two signs, of which either will do where the words are not those of the paragraphs around:
    the sentence speaks to the readers, or it stands on other pages whose texts are not the same.
    """
    for i, line in enumerate(lines):
        if line.weak and line.row.effect == "line" and _shared(lines, i) >= 0.3:
            line.row, line.kind, line.weak = None, "P", False  # the story itself is about accounts or e-mail
            continue
        if line.kind not in "Pp" or not 5 <= line.n <= 45 or line.starts_on:
            continue
        repeated = line.pages > 1 and not line.bullet
        if not table.speaks_for_site(line.text, repeated=repeated):
            continue
        near = _near(lines, i)
        if repeated and 3 * sum(x.pages > 1 for x in near) > len(near):
            # A text that stands on two pages repeats its other paragraphs as well.
            if not table.speaks_for_site(line.text):
                continue
        if _shared(lines, i) <= 0.4:
            line.row = REPEATED_SENTENCE if repeated else SITE_SENTENCE
            line.kind = "F"


def _text_ahead(lines: Sequence[Line], i: int) -> bool:
    return any(line.kind == "P" for line in lines[i + 1 :])


def _near(lines: Sequence[Line], i: int) -> list[Line]:
    around = (*lines[max(0, i - 5) : i], *lines[i + 1 : i + 6])
    return [x for x in around if x.kind == "P" and x.key != lines[i].key]


def _shared(lines: Sequence[Line], i: int) -> float:
    """Share of the words of line `i` that the paragraphs around it have."""
    words = frozenset().union(*(x.get_stems() for x in _near(lines, i)))
    own = lines[i].get_stems()
    return len(own & words) / len(own) if own else 1.0


def mark_summaries(lines: Sequence[Line]) -> None:
    """A line that opens as a paragraph soon below it does is a summary cut from it (kind Y)."""
    openings: dict[str, int] = {}
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i]
        if line.kind not in "PpS" or line.n < 6 or line.bullet:
            continue  # the items of a list begin alike
        opening = " ".join(line.text[:90].split(None, 4)[:4])
        below = openings.get(opening)
        if below is not None and below - i <= 12 and lines[below].n >= line.n:
            if line.n >= 8 or line.cut:
                line.kind = "Y"
        if line.kind in "Pp":
            openings[opening] = i


def mark_credited(lines: Sequence[Line]) -> None:
    """A short sentence right above the credit of a picture is its caption, full stop or not."""
    for line, below in zip(lines, lines[1:], strict=False):
        if line.kind in "Pp" and line.n <= 16 and not line.starts_on and not below.blank:
            if below.n <= 8 and below.text.lstrip().startswith("©"):
                line.kind = "C"


def _in_list(lines: Sequence[Line], i: int) -> bool:
    """Whether the line above is the heading of related stories, or an item of their list."""
    above = lines[i - 1]
    heading = above.row is not None and above.row.effect == "related"
    return i > 0 and (heading or above.zone == "list" or (above.bullet and above.zone == "related"))


def _reopen(lines: Sequence[Line], i: int) -> None:
    """Take the lines right above line `i` out of their zone: they are the head of its article."""
    for line in lines[max(0, i - 8) : i][::-1]:
        if line.kind == "P" or (line.row is not None and line.row.effect in ("comments", "footer")):
            break
        line.zone = ""


def _article_ahead(lines: Sequence[Line], i: int, *, strict: bool) -> bool:
    """Whether from line `i` on there stand paragraphs as in an article, not single remarks."""
    if lines[i].n < 9:
        return False
    paragraphs = run = best = words = seen = last = 0
    for line in lines[i : i + 10]:
        if line.kind == "C":
            continue  # pictures stand between the paragraphs of articles
        if line.row is not None and line.row.effect in _ENDS:
            break
        seen += 1
        if line.kind == "P":
            paragraphs, run, words, last = paragraphs + 1, run + 1, words + line.n, seen
            best = max(best, run)
        else:
            run = 0
    if strict:
        then = next((x for x in lines[i + 1 : i + 4] if x.kind != "C"), lines[i])
        first = lines[i]
        if first.n >= 20 and not first.starts_on and then.kind == "P" and first.n + then.n >= 45:
            return True
        return best >= 2 and paragraphs >= 3 and words >= 60 and 2 * paragraphs >= last
    return best >= 2 and words >= 40
