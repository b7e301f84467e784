"""Shared by tests: PDF files as people send them, and what stands in ours."""

from io import BytesIO

from pypdf import PdfReader, PdfWriter


def blank(pages: int = 1, password: str = "") -> bytes:
    """A PDF of blank pages, protected by a password if one is given."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def texts(content: bytes) -> list[str]:
    """What stands on each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
