"""The QR code of a link, with a title above and the link below, for printing or for a web page."""

import textwrap
from dataclasses import dataclass

from handlers.common.pictures.canvas import Board

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
    import segno

    rows = textwrap.wrap(code.name, 38)[:3]
    above = 0.25 + 0.3 * len(rows)
    board = Board(SIDE, above + SIDE + 0.45)
    for at, row in enumerate(rows):
        board.say(SIDE / 2, 0.2 + 0.3 * at, row, 14, bold=True, align="center")
    modules = [list(row) for row in segno.make(code.url, error="m", micro=False).matrix_iter(border=MARGIN)]
    axes = board.figure.add_axes((0.02, 0.45 / board.height, 0.96, SIDE * 0.96 / board.height))
    axes.imshow([[1 - dark for dark in row] for row in modules], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.axis("off")
    board.say(SIDE / 2, board.height - 0.42, code.url, 9, align="center")
    return board.png()
