"""Which lines stand under a heading of the site: related stories, comments, tags, imprint.

A heading opens a zone; the zone ends where the next heading or the shape of an article begins.
A mark is a hint, not a verdict: a title under «اقرأ أيضا» may be that of a second article.
"""

from collections.abc import Sequence

from .lines import Line


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
        elif zone == "keywords":
            if line.n > 6 or line.kind in "PpD" or line.final:
                zone = ""
        elif zone == "related" and (line.kind == "P" or (line.kind == "p" and line.colon)):
            zone = ""
        line.zone = zone
        if line.kind == "P" and not zone:
            seen_text += 1


def mark_summaries(lines: Sequence[Line]) -> None:
    """A line that opens as a paragraph soon below it does is a summary cut from it (kind Y)."""
    openings: dict[str, int] = {}
    for i in range(len(lines) - 1, -1, -1):
        line = lines[i]
        if line.kind not in "PpS" or line.n < 6:
            continue
        opening = " ".join(line.text[:90].split(None, 4)[:4])
        below = openings.get(opening)
        if below is not None and below - i <= 12 and lines[below].n >= line.n:
            if line.n >= 8 or line.cut:
                line.kind = "Y"
        if line.kind in "Pp":
            openings[opening] = i


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
    paragraphs = run = best = words = seen = 0
    for line in lines[i : i + 10]:
        seen += 1
        if line.kind == "P":
            paragraphs, run, words = paragraphs + 1, run + 1, words + line.n
            best = max(best, run)
        elif line.row is not None and line.row.effect in ("comments", "footer", "keywords"):
            break
        else:
            run = 0
    if strict:
        first, then = lines[i], lines[i + 1] if i + 1 < len(lines) else lines[i]
        if first.n >= 20 and not first.starts_on and then.kind == "P" and first.n + then.n >= 45:
            return True
        return best >= 2 and paragraphs >= 3 and words >= 60 and 2 * paragraphs >= seen
    return best >= 2 and words >= 40
