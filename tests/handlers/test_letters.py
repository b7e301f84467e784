"""Every letter of the languages has a glyph in what documents and pictures are drawn with."""

from io import BytesIO
from pathlib import Path
from typing import cast

import matplotlib as mpl
import pytest
from matplotlib.ft2font import FT2Font
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.documents.pdf import pdf

_SPECIAL = "ғқңөүұһіәҳҷӣӯўёşňýžäçöüʻʼ"
LETTERS = "".join(dict.fromkeys(f"{_SPECIAL}{_SPECIAL.upper()}абвгдежзийклмнопрстуфхцчшщъыьэюяabc–—«»“”№…"))
EXPECTED = {"LibertinusSerif-Regular", "LibertinusSerif-Bold", "LibertinusSerif-Italic", "DejaVuSansMono"}


def _fonts(page: PageObject) -> DictionaryObject:
    resources = cast("DictionaryObject", page["/Resources"])
    return cast("DictionaryObject", resources["/Font"])


def _shown(page: PageObject, reader: PdfReader) -> list[bytes]:
    """The strings of glyph numbers, two bytes each, that a page shows."""
    found: list[bytes] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"Tj", b"TJ"}:
            [given] = operands
            found += [one.original_bytes for one in (given if operator == b"TJ" else [given]) if hasattr(one, "original_bytes")]
    return found


@pytest.mark.parametrize("language", ["ru", "kk", "tg", "uz"])
def test_every_letter_has_a_glyph_in_a_pdf(language: str) -> None:
    parts: list[Block] = [Words(LETTERS), Words(LETTERS, quoted=True), Facts([(LETTERS, "1")]), Codes([("1", LETTERS)]),
                          Table([LETTERS], [[LETTERS]], [1])]  # fmt: skip
    made = pdf(
        Document(language, LETTERS, LETTERS, "1", LETTERS, LETTERS, [LETTERS], [Section(LETTERS, parts)], LETTERS, "{page}")
    )
    reader = PdfReader(BytesIO(made))
    for page in reader.pages:
        fonts = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in _fonts(page).values()}
        names = {font.removesuffix("-Identity-H").removesuffix("-Identity") for font in fonts}
        assert names <= EXPECTED, "no letter is taken from another font"
        shown = _shown(page, reader)
        assert sum(map(len, shown)) > 2 * len(LETTERS)
        missing = [one for one in shown if b"\0\0" in {one[at : at + 2] for at in range(0, len(one), 2)}]
        assert missing == [], "a box in place of a letter"


@pytest.mark.parametrize("name", ["DejaVuSans", "DejaVuSans-Bold"])
def test_every_letter_has_a_glyph_in_a_picture(name: str) -> None:
    font = FT2Font(str(Path(mpl.get_data_path(), f"fonts/ttf/{name}.ttf")))
    assert set(map(ord, LETTERS)) <= font.get_charmap().keys()
