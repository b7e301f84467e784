"""A chain of entries: each one's hash covers its content and the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a content is made of. There are no fractions in it: they are not written alike everywhere."""

BEGINNING = "0" * 64
"""What stands for the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is kept."""

    previous: str
    content: str
    hash: str


def canonical(content: Plain) -> str:
    """The one way in which a content is written: JSON, keys in order of their code points, no spaces, letters as such."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hashed(previous: str, content: str) -> str:
    """SHA-256, in hexadecimal, of the previous hash, a line's end, and the content in UTF-8."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def first_break(links: Iterable[Link]) -> int | None:
    """Which of these links, from 1, is the first that does not follow from the ones before it; None: all do."""
    previous = BEGINNING
    for at, link in enumerate(links, start=1):
        if link.previous != previous or link.hash != hashed(link.previous, link.content):
            return at
        previous = link.hash
    return None
