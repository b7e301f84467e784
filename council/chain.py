"""A hash chain: each link's hash covers the previous link's, so that changes in the middle are detected.

Pure: SHA-256 over canonical JSON. docs/decisions.md says what it proves and what it does not.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What can be sealed. No fractions: programs serialise those in more than one way."""

Content = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain: its number, from 1, and its hash. A copy kept elsewhere vouches for everything up to
    it."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


GENESIS = Head(0, "0" * 64)
"""The head of an empty chain."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of the audit log and of the chain of records at one instant."""

    audit: Head
    records: Head


@dataclass(frozen=True, slots=True)
class Link:
    """One content with its number and hash."""

    number: int
    content: Content
    hash: str

    @property
    def head(self) -> Head:
        return Head(self.number, self.hash)


class Fault(StrEnum):
    """What is wrong with a link."""

    MISSING = "missing"  # the number is not the next one: a link was removed, inserted or moved
    CHANGED = "changed"  # its content, or the hash before it, is not what was sealed


@dataclass(frozen=True, slots=True)
class Finding:
    """How far a chain is intact: up to and including `head`. `fault`: what is wrong with the next link, if anything."""

    head: Head
    fault: Fault | None = None


def canonical(value: Json) -> bytes:
    """The canonical serialisation: UTF-8 JSON, sorted keys, no spaces. Raises TypeError for fractions."""
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
    """The link that follows `before`: its hash covers its number, its content and the previous hash."""
    number = before.number + 1
    return Link(number, content, _hash(number, before.hash, content))


def _hash(number: int, previous: str, content: Content) -> str:
    return hashlib.sha256(canonical({"number": number, "previous": previous, "content": content})).hexdigest()


def check(links: Iterable[Link], start: Head = GENESIS) -> Finding:
    """Verify that each link, from the one after `start` on, follows from the previous one; stops at the first fault."""
    head = start
    for link in links:
        if link.number != head.number + 1:
            return Finding(head, Fault.MISSING)
        if link.hash != _hash(link.number, head.hash, link.content):
            return Finding(head, Fault.CHANGED)
        head = link.head
    return Finding(head)


def commitment(salt: bytes, person: int) -> str:
    """The mark that replaces a person in a chain: SHA-256 over a random salt of theirs and our id.

    With the salt anyone can show whom it means; once the salt is deleted, nobody can.
    """
    return hashlib.sha256(salt + b":" + str(person).encode()).hexdigest()
