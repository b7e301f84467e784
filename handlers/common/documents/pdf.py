"""A document as PDF, typeset by Typst, which includes fonts for all of the region's languages."""

import json
from dataclasses import asdict
from pathlib import Path

from council.text_rules import printable
from handlers.common.documents.blocks import Book, Codes, Document, Facts, Table, Words

TEMPLATE, BOOK = (Path(__file__).parent / name for name in ("document.typ", "book.typ"))
_KINDS = {Facts: "facts", Codes: "codes", Table: "table", Words: "words"}


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
    return json.dumps(_printable(plain), ensure_ascii=False)


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
