"""What a document is made of. All of it is plain text: nothing that people typed is ever markup."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, a line each."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heads are repeated on every page. `widths`: shares of the page's width."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs. `quoted`: somebody's own words, set off from the council's."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """Names and values to compare letter by letter, such as hashes."""

    pairs: Sequence[tuple[str, str]]


Block = Facts | Table | Words | Codes


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its heading."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: who issues it, what it is, its title, what it comes to in a line or two, and its parts.

    `page_of` is what stands at the foot beside the numbers of the page and of all pages: "Page {page} of {pages}".
    """

    language: str
    issuer: str
    kind: str
    number: str
    title: str
    verdict: str
    verdict_notes: Sequence[str]
    sections: Sequence[Section]
    foot: str
    page_of: str
    edition: str = ""
