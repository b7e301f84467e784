"""The difference between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache


class Fate(StrEnum):
    """What happened to a part of the text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words with the same fate, including the spaces between them."""

    fate: Fate
    text: str


_WORD = re.compile(r"\s*\S+|\s+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


MOST_PAIRS = 10_000
"""How many pairs of the same word in both texts are compared word by word. Texts that repeat a few words over and over
have millions, and comparing them would take minutes."""

MOST_PIECES = 2000
"""How many words of both texts: of twice as many, each beside another than before, comparing takes four times as long."""


@lru_cache(maxsize=64)
def difference(old: str, new: str) -> tuple[Part, ...]:
    """The parts in reading order: those that are not new make up the old text, those that are not gone the new one.

    Word by word or, where that would take too long, line by line, or else all that lies between the same beginning and
    the same end. The last differences are kept: one change is drawn for many readers.
    """
    for pieces in (_WORD, _LINE):
        before, after = pieces.findall(old), pieces.findall(new)
        first = _same(before, after)
        last = _same(before[first:][::-1], after[first:][::-1])
        gone, came = before[first : len(before) - last], after[first : len(after) - last]
        if comparable := len(gone) + len(came) <= MOST_PIECES and _pairs(gone, came) <= MOST_PAIRS:
            break
    changed = _compared(gone, came) if comparable else [Part(Fate.GONE, "".join(gone)), Part(Fate.NEW, "".join(came))]
    ends = ("".join(before[:first]), "".join(before[len(before) - last :]))
    return tuple(part for part in (Part(Fate.SAME, ends[0]), *changed, Part(Fate.SAME, ends[1])) if part.text)


def _same(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pieces are the same at the beginning."""
    shorter = min(len(before), len(after))
    return next((at for at in range(shorter) if before[at] != after[at]), shorter)


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    old, new = Counter(before), Counter(after)
    return sum(count * new[piece] for piece, count in old.items())


def _compared(before: Sequence[str], after: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part(Fate.SAME, "".join(before[a:b])))
            continue
        if a < b:
            parts.append(Part(Fate.GONE, "".join(before[a:b])))
        if c < d:
            parts.append(Part(Fate.NEW, "".join(after[c:d])))
    return parts


def shortened(text: str, keep: int) -> str:
    """A long unchanged text reduced to `keep` characters at each end, with an ellipsis between."""
    if len(text) <= 2 * keep + 5:
        return text
    return f"{text[:keep].rsplit(None, 1)[0]} … {text[-keep:].split(None, 1)[-1]}"
