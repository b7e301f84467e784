"""The difference between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


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


def difference(old: str, new: str) -> list[Part]:
    """The parts in reading order: those that are not new make up the old text, those that are not gone the new one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
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
