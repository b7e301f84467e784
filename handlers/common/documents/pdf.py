"""A document as PDF, typeset by Typst, which includes fonts for all of the region's languages."""

import json
from base64 import b64encode
from dataclasses import asdict
from pathlib import Path

from council.text_rules import printable
from handlers.common.documents.blocks import Book, Codes, Document, Facts, Picture, Table, Words

TEMPLATE, BOOK = (Path(__file__).parent / name for name in ("document.typ", "book.typ"))
_KINDS = {Facts: "facts", Codes: "codes", Table: "table", Words: "words", Picture: "picture"}


def pdf(document: Document | Book) -> bytes:
    """The document as PDF; reproducible byte by byte. CPU-bound: do not run on the event loop."""
    import typst

    return typst.compile(
        str(BOOK if isinstance(document, Book) else TEMPLATE),
        format="pdf",
        sys_inputs={"document": _data(document)},
        ignore_system_fonts=True,  # independent of the machine's fonts
        timestamp=0,  # and of the time
    )


def _data(document: Document | Book) -> str:
    plain = asdict(document)
    plain["sections"] = [
        {
            "heading": part.heading,
            "blocks": [
                {"is": _KINDS[type(block)], **asdict(block.filled() if isinstance(block, Table) else block)}
                for block in part.blocks
            ],
        }
        for part in document.sections
    ]
    return json.dumps(_printable(plain), ensure_ascii=False, default=_as_svg)


def _as_svg(png: bytes) -> str:
    """A picture as a text that Typst takes for a picture: as a list of its bytes it would need a hundred times the room."""
    wide, high = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    inside = f'<image width="{wide}" height="{high}" href="data:image/png;base64,{b64encode(png).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">{inside}</svg>'


def _printable(value: object) -> object:
    """Plain values with all texts in them cleaned."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: _printable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_printable(inner) for inner in value]
    return value
