"""Words that change what a judging word beside them says, whoever the target is.

To back what is bad is bad, to leave a duty or lose a standing is blamed, to be cleared of what is
bad is no blame.
"""

from functools import lru_cache

from ..statements import cues as c
from .evaluation import Judgement
from .relations import grammar


def is_of(key: str, kind: str) -> bool:
    """Whether a word, or what is left of it without article and preposition, is of one kind."""
    words, plain = grammar(kind), bare(key[1:] if key[:1] in ("ف", "و") and len(key) > 4 else key)
    return key in words or plain in words or plain[-1:] == "ا" and plain[:-1] in words  # «تحريضا»


def backed(
    hits: list[tuple[int, Judgement]], kinds: list[c.Word]
) -> list[tuple[int, Judgement]]:
    """The same judging words; who backs what is bad does wrong: «دعمها للإرهاب»."""
    backs, fights = grammar("backs"), grammar("fights")
    out = list(hits)
    for k, (at, j) in enumerate(hits[:-1]):
        then, bad = hits[k + 1]
        if j.polarity < 1 or j.lemma not in backs or then - at > 3 or bad.polarity > -1:
            continue
        between = kinds[at + 1 : then]
        plain = bad.kind in ("noun", "adj") and bad.role in ("conduct", "quality")
        if plain and not any(bare(w.key) in fights or w.flags & c.COMP for w in between):
            out[k] = at, j._replace(polarity=-1, role="conduct")
    return out


def left_behind(
    hits: list[tuple[int, Judgement]], kinds: list[c.Word], turns: list[int]
) -> list[tuple[int, Judgement]]:
    """The same; who leaves a duty or loses a standing is blamed, who leaves what is bad is praised.

    «تخلت عن مسؤوليتها», «فقدت شعبيتها», «التخلي عن العنف». `turns` says where such words stand.
    """
    leaves, lost, out = grammar("leaves"), grammar("lacking"), hits
    for at in turns:
        kind = kinds[at]
        if kind.key not in leaves and bare(kind.key) not in leaves:
            continue
        of = next((i for i in range(at + 1, min(at + 4, len(kinds) - 1)) if kinds[i].key == "عن"), -1)
        if of < 0:
            continue
        then = next((j for i, j in hits if i == of + 1), None)
        duty = any(form in grammar("duties") for form in owned(bare(kinds[of + 1].key)))
        if not duty and (then is None or then.polarity >= 0 or then.role == "blame"):
            continue
        noun = bool(kind.flags & c.DEFINITE) or kind.key.endswith(("ه", "ها", "هم", "ي"))
        found = Judgement(-1 if duty else 1, "conduct", "noun" if noun else "verb", "", kind.key, 2 / 3)
        out = sorted([(at, found), *((i, j) for i, j in out if i not in (at, of + 1))])
    for at in turns:
        kind = kinds[at]
        loses = (kind.key in lost or bare(kind.key) in lost) and at + 1 < len(kinds)
        if not loses or any(at <= i <= at + 1 for i, _ in out):
            continue
        if any(form in grammar("assets") for form in owned(bare(kinds[at + 1].key))):
            form = "noun" if kind.flags & c.DEFINITE else "verb"
            out = sorted([*out, (at, Judgement(-1, "conduct", form, "", kind.key, 2 / 3))])
    return out


def cleared(hits: list[tuple[int, Judgement]], kinds: list[c.Word]) -> list[tuple[int, Judgement]]:
    """The same without what somebody is cleared of, and without blame in the claim of a deed.

    «ليست طرفا في العنف», «أعلنت مسؤوليتها عن …».
    """
    out = hits
    for at in [i for i, j in hits if j.polarity > 0 and j.lemma.partition(" ")[0] in grammar("clears")]:
        out = [(i, j) for i, j in out if not (at < i <= at + 4 and j.polarity < 0 and j.kind != "verb")]
    if any(j.role == "blame" for _, j in out):
        claims = grammar("claims_deed")
        out = [
            (i, j) for i, j in out
            if j.role != "blame" or claims.isdisjoint(k.key for k in kinds[max(0, i - 3) : i])
        ]  # fmt: skip
    return out


def owned(noun: str) -> tuple[str, ...]:
    """A noun as it stands, and without a pronoun: «واجبها», «مسؤوليتهم»."""
    for pronoun in ("ها", "هم", "ه"):
        if noun.endswith(pronoun):
            stem = noun[: -len(pronoun)]
            return noun, stem, stem[:-1] + "ة"
    return (noun,)


@lru_cache(maxsize=65536)
def bare(key: str) -> str:
    """A noun without what is written together with it before."""
    for prefix in ("بال", "لل", "ال", "ب", "ل"):
        if key.startswith(prefix) and len(key) - len(prefix) >= 3:
            return key[len(prefix) :]
    return key
