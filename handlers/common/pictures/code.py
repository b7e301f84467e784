"""The QR code of a link, with a title above and the link below, for printing or for a web page."""

import textwrap
from dataclasses import dataclass

import segno
from matplotlib.figure import Figure

from handlers.common.pictures.canvas import INK, canvas, png

SIDE = 5.0
"""Inches."""

MARGIN = 4
"""Modules of white around the code; with fewer some readers do not find it (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Code:
    """The content of the picture; all texts are plain."""

    name: str
    url: str


def code_picture(code: Code) -> bytes:
    """The picture as PNG. CPU-bound: do not run on the event loop."""
    rows = textwrap.wrap(code.name, 38)[:3]
    above = 0.25 + 0.3 * len(rows)
    height = above + SIDE + 0.45
    figure = canvas(SIDE, height)
    for at, row in enumerate(rows):
        _say(figure, row, 1 - (0.2 + 0.3 * at) / height, 14, bold=True)
    modules = [list(row) for row in segno.make(code.url, error="m", micro=False).matrix_iter(border=MARGIN)]
    axes = figure.add_axes((0.02, 0.45 / height, 0.96, SIDE * 0.96 / height))
    axes.imshow([[1 - dark for dark in row] for row in modules], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.axis("off")
    _say(figure, code.url, 0.42 / height, 9)
    return png(figure)


def _say(figure: Figure, text: str, y: float, size: float, *, bold: bool = False) -> None:
    figure.text(
        0.5, y, text, fontsize=size, color=INK, ha="center", va="top", weight="bold" if bold else "normal",
        parse_math=False,
    )  # fmt: skip
