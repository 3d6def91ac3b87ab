"""What a label must look like, worked out without matplotlib: for checks and tests only.

The order comes from the Unicode bidirectional algorithm written out here rule by rule, the
glyphs from HarfBuzz. Neither is used for drawing, so that a mistake in the one cannot hide in
the other.

Source: The Unicode Consortium, UAX #9 (revision 48), sections 3.3 and 3.4; the names of the
rules stand beside them.
"""

import unicodedata
from functools import cache

_ISOLATES = {"LRI": 0, "RLI": 1, "FSI": None}
_EMBEDDINGS = {"LRE": (0, None), "RLE": (1, None), "LRO": (0, "L"), "RLO": (1, "R")}
_REMOVED = {*_EMBEDDINGS, "PDF", "BN"}
_STRONG = {"L": "L", "R": "R", "AN": "R", "EN": "R"}
_NEUTRAL = {"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"}
_MAX_DEPTH = 125


def levels(text: str, base: int = 1) -> list[int]:
    """The embedding level of each character of one line (odd: right to left)."""
    classes = [unicodedata.bidirectional(c) or "L" for c in text]
    match = _matching_isolates(classes)
    result, types = _explicit(classes, match, base)
    kept = [i for i, c in enumerate(classes) if c not in _REMOVED]
    explicit = list(result)
    for run in _isolating_runs(kept, explicit, classes, match):
        _resolve(run, text, classes, types, explicit, result, base, kept)
    last = base
    for i, c in enumerate(classes):  # removed characters go with what stands before them
        if c in _REMOVED:
            result[i] = last
        last = result[i]
    _trailing(classes, result, base)
    return result


def visual_order(text: str, base: int = 1) -> list[int]:
    """Positions of the characters from left to right (rule L2)."""
    level = levels(text, base)
    order = list(range(len(text)))
    for depth in range(max(level, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and level[order[end]] >= depth:
                end += 1
            if end > start:
                order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


@cache
def mirrored(character: str) -> str:
    """The mirror image of a bracket (rule L4); any other character itself."""
    from bidi.mirror import MIRRORED

    return MIRRORED.get(character, character) if unicodedata.mirrored(character) else character


def _matching_isolates(classes: list[str]) -> dict[int, int]:
    match, open_ = {}, []
    for i, c in enumerate(classes):
        if c in _ISOLATES:
            open_.append(i)
        elif c == "PDI" and open_:
            start = open_.pop()
            match[start], match[i] = i, start
    return match


def _explicit(
    classes: list[str], match: dict[int, int], base: int
) -> tuple[list[int], list[str]]:
    """X1 to X8: levels by embeddings and isolates."""
    stack: list[tuple[int, str | None, bool]] = [(base, None, False)]
    result, types = [base] * len(classes), list(classes)
    over_isolates = over_embeddings = valid = 0

    def next_level(odd: int) -> int:
        now = stack[-1][0]
        return now + 1 if (now + 1) % 2 == odd else now + 2

    for i, c in enumerate(classes):
        if c in _EMBEDDINGS:
            odd, override = _EMBEDDINGS[c]
            new = next_level(odd)
            if new <= _MAX_DEPTH and not over_isolates and not over_embeddings:
                stack.append((new, override, False))
            elif not over_isolates:
                over_embeddings += 1
            continue
        if c == "PDF":
            if not over_isolates:
                if over_embeddings:
                    over_embeddings -= 1
                elif not stack[-1][2] and len(stack) > 1:
                    stack.pop()
            continue
        if c == "PDI":
            if over_isolates:
                over_isolates -= 1
            elif valid:
                over_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid -= 1
        result[i] = stack[-1][0]
        if stack[-1][1] and c != "BN":
            types[i] = stack[-1][1]
        if c in _ISOLATES:
            odd = _ISOLATES[c]
            if odd is None:
                odd = _first_strong(classes[i + 1 : match.get(i, len(classes))])
            new = next_level(odd)
            if new <= _MAX_DEPTH and not over_isolates and not over_embeddings:
                stack.append((new, None, True))
                valid += 1
            else:
                over_isolates += 1
    return result, types


def _first_strong(classes: list[str]) -> int:
    depth = 0
    for c in classes:
        depth += (c in _ISOLATES) - (c == "PDI")
        if depth == 0 and c in ("L", "R", "AL"):
            return int(c != "L")
    return 0


def _isolating_runs(
    kept: list[int], level: list[int], classes: list[str], match: dict[int, int]
) -> list[list[int]]:
    """X10: level runs, joined across isolates."""
    runs: list[list[int]] = []
    for i in kept:
        if runs and level[runs[-1][-1]] == level[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    starts = {run[0]: run for run in runs}
    sequences = []
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in match:
            continue
        sequence = list(run)
        while classes[sequence[-1]] in _ISOLATES and sequence[-1] in match:
            sequence += starts[match[sequence[-1]]]
        sequences.append(sequence)
    return sequences


def _resolve(
    run: list[int], text: str, classes: list[str], types: list[str], explicit: list[int],
    level: list[int], base: int, kept: list[int],
) -> None:  # fmt: skip
    """W1 to W7, N0 to N2, I1 and I2 for one isolating run sequence."""
    here = explicit[run[0]]
    before = [i for i in kept if i < run[0]]
    after = [i for i in kept if i > run[-1]]
    open_end = classes[run[-1]] in _ISOLATES
    sos = "LR"[max(here, explicit[before[-1]] if before else base) % 2]
    eos = "LR"[max(here, explicit[after[0]] if after and not open_end else base) % 2]
    t = [types[i] for i in run]
    n = len(t)
    for k in range(n):  # W1
        if t[k] == "NSM":
            previous = t[k - 1] if k else sos
            t[k] = "ON" if previous in ("LRI", "RLI", "FSI", "PDI") else previous
    strong = sos
    for k in range(n):  # W2, W3
        if t[k] in ("L", "R", "AL"):
            strong = t[k]
        elif t[k] == "EN" and strong == "AL":
            t[k] = "AN"
    t = ["R" if c == "AL" else c for c in t]
    for k in range(1, n - 1):  # W4
        if t[k - 1] == t[k + 1] and (
            (t[k] == "ES" and t[k - 1] == "EN") or (t[k] == "CS" and t[k - 1] in ("EN", "AN"))
        ):
            t[k] = t[k - 1]
    k = 0
    while k < n:  # W5
        end = k
        while end < n and t[end] == "ET":
            end += 1
        if end > k and "EN" in ((t[k - 1] if k else ""), (t[end] if end < n else "")):
            t[k:end] = ["EN"] * (end - k)
        k = max(end, k + 1)
    t = ["ON" if c in ("ES", "ET", "CS") else c for c in t]  # W6
    strong = sos
    for k in range(n):  # W7
        if t[k] in ("L", "R"):
            strong = t[k]
        elif t[k] == "EN" and strong == "L":
            t[k] = "L"
    _brackets(run, text, classes, t, "LR"[here % 2], sos)
    k = 0
    while k < n:  # N1, N2
        end = k
        while end < n and t[end] in _NEUTRAL:
            end += 1
        if end > k:
            left = _STRONG[t[k - 1]] if k else sos
            right = _STRONG[t[end]] if end < n else eos
            t[k:end] = [left if left == right else "LR"[here % 2]] * (end - k)
        k = max(end, k + 1)
    for k, i in enumerate(run):  # I1, I2
        if here % 2 == 0:
            level[i] = here + {"L": 0, "R": 1}.get(t[k], 2)
        else:
            level[i] = here + (t[k] != "R")


def _brackets(
    run: list[int], text: str, classes: list[str], t: list[str], embedding: str, sos: str
) -> None:
    """N0: a pair of brackets takes the direction of what it holds."""
    stack: list[tuple[str, int]] = []
    pairs = []
    for k, i in enumerate(run):
        if t[k] != "ON":
            continue
        kind = unicodedata.category(text[i])
        if kind == "Ps" and mirrored(text[i]) != text[i]:
            if len(stack) == 63:
                break
            stack.append((_closing(text[i]), k))
        elif kind == "Pe":
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == _same(text[i]):
                    pairs.append((stack[depth][1], k))
                    del stack[depth:]
                    break
    for start, end in sorted(pairs):
        inside = {_STRONG[c] for c in t[start + 1 : end] if c in _STRONG}
        if embedding in inside:
            chosen = embedding
        elif inside:
            other = inside.pop()
            context = next((_STRONG[c] for c in reversed(t[:start]) if c in _STRONG), sos)
            chosen = other if context == other else embedding
        else:
            continue
        for place in (start, end):
            t[place] = chosen
            k = place + 1
            while k < len(t) and classes[run[k]] == "NSM":
                t[k] = chosen
                k += 1


def _same(bracket: str) -> str:
    return {"\u2329": "\u3008", "\u232a": "\u3009"}.get(bracket, bracket)


def _closing(bracket: str) -> str:
    return _same(mirrored(bracket))


def _trailing(classes: list[str], level: list[int], base: int) -> None:
    """L1: white space at the end of the line, and before separators, goes with the paragraph."""
    loose = _REMOVED | {"WS", "LRI", "RLI", "FSI", "PDI"}
    for i, c in enumerate([*classes, "B"]):
        if c in ("B", "S"):
            if i < len(classes):
                level[i] = base
            k = i - 1
            while k >= 0 and classes[k] in loose:
                level[k] = base
                k -= 1
