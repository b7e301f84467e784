"""A chain of records, each sealed with a hash that covers the one before: what was changed in the middle shows.

Pure: SHA-256 over canonical JSON. What it proves and what it does not is told in docs/decisions.md.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What can be sealed. Without fractions: programs write those in more than one way."""

Content = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: its number, counted from 1, and its hash. Kept elsewhere, it vouches for all before it."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


GENESIS = Head(0, "0" * 64)
"""What stands before the first link."""


@dataclass(frozen=True, slots=True)
class Link:
    """One record in its place."""

    number: int
    content: Content
    hash: str

    @property
    def head(self) -> Head:
        return Head(self.number, self.hash)


class Fault(StrEnum):
    """What is wrong with a link."""

    MISSING = "missing"  # another number was due: something was removed, put in, or put elsewhere
    CHANGED = "changed"  # it, or what stands before it, is not what was sealed


@dataclass(frozen=True, slots=True)
class Finding:
    """How far a chain holds: up to and with `head`. `fault`: what is wrong with the link after that, if anything is."""

    head: Head
    fault: Fault | None = None


def canonical(value: Json) -> bytes:
    """The one way in which this value is written: UTF-8, keys sorted, no spaces. Raises TypeError for fractions."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _check(value: object) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(type(key).__name__)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(type(value).__name__)


def seal(before: Head, content: Content) -> Link:
    """The link that follows on `before`: its hash covers its number, its content, and the hash before it."""
    number = before.number + 1
    return Link(number, content, _hash(number, before.hash, content))


def _hash(number: int, previous: str, content: Content) -> str:
    return hashlib.sha256(canonical({"number": number, "previous": previous, "content": content})).hexdigest()


def check(links: Iterable[Link], start: Head = GENESIS) -> Finding:
    """Whether each of these, from the one after `start` on, follows from the one before; up to the first that does not."""
    head = start
    for link in links:
        if link.number != head.number + 1:
            return Finding(head, Fault.MISSING)
        if link.hash != _hash(link.number, head.hash, link.content):
            return Finding(head, Fault.CHANGED)
        head = link.head
    return Finding(head)


def commitment(salt: bytes, person: int) -> str:
    """What a chain says in place of a person: SHA-256 over a random salt of theirs and our id.

    Whoever has the salt can show whom it means; once the salt is deleted nobody can.
    """
    return hashlib.sha256(salt + b":" + str(person).encode()).hexdigest()
