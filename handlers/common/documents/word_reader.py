"""DOCX files that people sent, as headings and what stands below them. Their content is not trusted, so this is done in a process
of its own."""

import zipfile
from io import BytesIO

from council.errors import Refused
from council.minutes_document import NotADocument, Part

UNPACKED = 100 * 2**20
"""Bytes that a file may have when it is unpacked."""


def read_word(content: bytes) -> list[Part]:
    """The parts of a document, each with its heading; what stands before the first heading is left out. Raises `NotADocument`."""
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > UNPACKED:
                raise NotADocument
        document = docx.Document(BytesIO(content))
        parts: list[tuple[str, list[str | tuple[tuple[str, ...], ...]]]] = []
        for block in document.iter_inner_content():
            if isinstance(block, Paragraph) and (block.style.name if block.style else "").lower().startswith("heading"):
                parts.append((block.text.strip(), []))
            elif parts and isinstance(block, Paragraph) and block.text.strip():
                parts[-1][1].append(block.text)
            elif parts and isinstance(block, Table):
                parts[-1][1].append(tuple(tuple(cell.text for cell in row.cells) for row in block.rows))
    except Refused:
        raise
    except Exception as error:
        raise NotADocument from error
    return [Part(heading, tuple(blocks)) for heading, blocks in parts]
