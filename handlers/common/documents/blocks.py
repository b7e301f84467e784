"""The parts of a document. Everything is plain text: nothing that people typed is treated as markup."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one pair on each line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heads repeat on every page. `widths`: shares of the page's width."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]

    def filled(self) -> "Table":
        """The table without the columns that are empty in every row."""
        kept = [at for at in range(len(self.heads)) if any(row[at] for row in self.rows)]
        rows = [[row[at] for at in kept] for row in self.rows]
        return Table([self.heads[at] for at in kept], rows, [self.widths[at] for at in kept])


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs. `quoted`: somebody's own words, indented."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """Names and values in a monospaced font, such as hashes."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, as wide as the page. `alt`: what it shows, for those who do not see it."""

    png: bytes
    alt: str


Block = Facts | Table | Words | Codes | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its issuer, kind, number, title, result, and sections.

    `page_of` is the page number in the footer: "Page {page} of {pages}"."""

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


@dataclass(frozen=True, slots=True)
class Paper:
    """A file behind a book's own pages: how many pages of it are there, 0 if none; `note`: why not."""

    name: str
    pages: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A document with a title page, which shows `facts`, and a page of contents, on which each section and paper stands with
    its page. A section begins on a new page."""

    language: str
    issuer: str
    kind: str
    title: str
    facts: Sequence[tuple[str, str]]
    contents: str
    sections: Sequence[Section]
    papers: Sequence[Paper]
    foot: str
    page_of: str
