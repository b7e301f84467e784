"""PDF files that people sent: whether they can be read, and as pages behind a document of ours. Their content is not trusted, so
this is done in a process of its own."""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

from council.book import MOST_PAGES, PagesTooMany, PaperLocked, PaperUnreadable


def count_pages(content: bytes) -> int:
    """How many pages a PDF has. Raises `PaperUnreadable`, `PaperLocked`, `PagesTooMany`."""
    from pypdf import PdfReader

    if b"%PDF-" not in content[:1024]:
        raise PaperUnreadable
    try:
        reader = PdfReader(BytesIO(content))
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
        for page in [] if locked else reader.pages[: MOST_PAGES + 1]:
            page.mediabox  # noqa: B018 - a page that is broken says so here
    except Exception as error:
        raise PaperUnreadable from error
    if locked:
        raise PaperLocked
    if not pages:
        raise PaperUnreadable
    if pages > MOST_PAGES:
        raise PagesTooMany(MOST_PAGES, pages)
    return pages


def merged(front: bytes, papers: Sequence[tuple[str, bytes]]) -> bytes:
    """One PDF: these pages, and behind them those of each paper (name, content), which is a bookmark. Raises whatever a
    broken paper makes the library raise."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(BytesIO(front))
    for name, content in papers:
        writer.append(PdfReader(BytesIO(content)), outline_item=name, import_outline=False)
    with suppress(Exception):  # of a file whose objects cannot be compared: it only saves room
        writer.compress_identical_objects(remove_orphans=True)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
