"""A document as DOCX, for filing and quoting. Same content as the PDF."""

import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from council.text_rules import printable
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Picture, Table, Words

WIDTH = Mm(165)
"""The width of A4 between the margins."""

HEIGHT = Mm(225)
"""The most height of a picture: less than that of A4 between the margins."""

FONT, MONO = "Times New Roman", "Courier New"
"""Fonts that every office has, with glyphs for all of the region's languages."""

FAINT = RGBColor(0x5A, 0x5A, 0x5A)

_FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_FIXED_ZIP_TIME = (2000, 1, 1, 0, 0, 0)


def word(document: Document) -> bytes:
    """The document as DOCX; reproducible byte by byte. CPU-bound: do not run on the event loop."""
    made = docx.Document()
    _page(made, document)
    _head(made, document)
    for part in document.sections:
        heading = made.add_paragraph(style="Heading 1")
        heading.add_run(_clean(part.heading))
        for block in part.blocks:
            _put(made, block)
    out = BytesIO()
    made.save(out)
    return _timeless(out.getvalue())


def _page(made: Word, document: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(22), Mm(22)
    section.different_first_page_header_footer = True
    for name, size in (("Normal", 10.5), ("Heading 1", 12.0)):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        style.element.get_or_add_rPr().append(_element("lang", val=document.language))
    _faint(section.header.paragraphs[0], f"{document.issuer} · {document.number}")
    for footer in (section.footer, section.first_page_footer):
        foot = footer.paragraphs[0]
        _faint(foot, f"{document.foot} · ")
        before, _, rest = document.page_of.partition("{page}")
        between, _, after = rest.partition("{pages}")
        for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            _faint(foot, words)
            if field:
                _field(foot, field)
    properties = made.core_properties
    properties.title = _clean(f"{document.number}. {document.title}")[:255]
    properties.author = _clean(document.issuer)[:255]
    properties.comments, properties.language = "", document.language
    properties.created = properties.modified = _FIXED_TIME
    properties.last_modified_by = ""


def _head(made: Word, document: Document) -> None:
    _centred(made, document.issuer, 11.5, bold=True)
    _centred(made, document.kind.upper(), 10, faint=True)
    _centred(made, document.number, 19, bold=True)
    _centred(made, document.title, 13)
    cell = made.add_table(1, 1, style="Table Grid").cell(0, 0)
    verdict = cell.paragraphs[0].add_run(_clean(document.verdict))
    verdict.bold, verdict.font.size = True, Pt(13)
    for note in document.verdict_notes:
        cell.add_paragraph(_clean(note))
    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.edition:
        _centred(made, document.edition, 9, faint=True).runs[0].italic = True


def _centred(made: Word, text: str, size: float, *, bold: bool = False, faint: bool = False) -> Paragraph:
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(_clean(text))
    run.bold, run.font.size = bold, Pt(size)
    if faint:
        run.font.color.rgb = FAINT
    return line


def _put(made: Word, block: Block) -> None:
    match block:
        case Words(text, quoted):
            for part in re.split(r"\n[ \t]*\n+", text):
                paragraph = made.add_paragraph(_clean(part))
                if quoted:
                    paragraph.paragraph_format.left_indent = Mm(6)
        case Facts(pairs) | Codes(pairs):
            table = made.add_table(0, 2)
            for name, value in pairs:
                cells = table.add_row().cells
                cells[0].paragraphs[0].add_run(_clean(name)).font.color.rgb = FAINT
                run = cells[1].paragraphs[0].add_run(_clean(value))
                if isinstance(block, Codes):
                    run.font.name, run.font.size = MONO, Pt(8)
            _widths(table, (45, 120))
        case Picture(png, alt):
            _picture(made, png, alt)
        case Table():
            filled = block.filled()
            heads, rows, widths = filled.heads, filled.rows, filled.widths
            table = made.add_table(1, len(heads), style="Table Grid")
            for cell, head in zip(table.rows[0].cells, heads, strict=True):
                cell.paragraphs[0].add_run(_clean(head)).bold = True
            _repeat_heads(table)
            for row in rows:
                _row(table, row)
            _widths(table, [share * 165 // sum(widths) for share in widths])
    if not isinstance(block, Words):
        made.add_paragraph().paragraph_format.space_after = Pt(0)


def _picture(made: Word, png: bytes, alt: str) -> None:
    """As wide as the page, or as high as it allows."""
    shape = made.add_picture(BytesIO(png), width=WIDTH)
    if shape.height > HEIGHT:
        shape.width, shape.height = Length(shape.width * HEIGHT // shape.height), HEIGHT
    shape._inline.docPr.set("descr", _clean(alt))
    made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _row(table: WordTable, values: Sequence[str]) -> None:
    added = table.add_row()  # type: ignore[no-untyped-call]  # as typed in the library
    for cell, value in zip(added.cells, values, strict=True):
        cell.paragraphs[0].add_run(_clean(value)).font.size = Pt(9.5)
    if sum(map(len, values)) < 400:  # a row as long as a page must be allowed to break
        added._tr.get_or_add_trPr().append(_element("cantSplit"))


def _repeat_heads(table: WordTable) -> None:
    """Repeat the first row at the top of every page."""
    table.rows[0]._tr.get_or_add_trPr().append(_element("tblHeader", val="true"))
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill="EFEFEF"))


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def _widths(table: WordTable, millimetres: Sequence[int]) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)


def _faint(paragraph: Paragraph, text: str = "") -> Run:
    run = paragraph.add_run(_clean(text))
    run.font.size, run.font.color.rgb = Pt(8.5), FAINT
    return run


def _field(paragraph: Paragraph, name: str) -> None:
    """A page number field, computed by the program that shows the document."""
    field = _element("instrText")
    field.text = name
    run = _faint(paragraph)
    for part in (_element("fldChar", fldCharType="begin"), field, _element("fldChar", fldCharType="end")):
        run._r.append(part)


def _clean(text: str) -> str:
    return printable(text).replace("\r", "")


def _timeless(packed: bytes) -> bytes:
    """The same archive with fixed timestamps, so that it is reproducible."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            after.writestr(zipfile.ZipInfo(name, _FIXED_ZIP_TIME), before.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
