"""The canvas of all pictures; legible on a phone and for colour-blind readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from council.config import Council

DOTS = 200
"""Dots per inch: a picture six inches wide has 1200, which is sharp on a phone."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#555555")
"""The Okabe-Ito palette, distinguishable with all common kinds of colour blindness. A letter or pattern always says the
same as the colour."""

INK, FAINT, PAPER = "#1a1a1a", "#8a8a8a", "#ffffff"


class Board:
    """A picture with coordinates in inches from its upper left corner. It has no window and no global state, so that
    threads may draw concurrently."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height), dpi=DOTS, facecolor=PAPER)
        FigureCanvasAgg(self.figure)

    def box(self, left: float, top: float, wide: float, high: float, fill: str, edge: str = "none", line: float = 0.6,
            hatch: str = "") -> None:  # fmt: skip
        """A rectangle; `line` in points."""
        from matplotlib.patches import Rectangle

        self.figure.add_artist(Rectangle((left / self.width, 1 - (top + high) / self.height), wide / self.width,
                                         high / self.height, transform=self.figure.transFigure, facecolor=fill, edgecolor=edge,
                                         linewidth=line, hatch=hatch, hatch_linewidth=0.35))  # fmt: skip

    def shape(self, marker: str, x: float, y: float, size: float, fill: str, edge: str = INK, line: float = 1.2) -> None:
        """A matplotlib marker centred at (x, y); `size` and `line` in points."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D([x / self.width], [1 - y / self.height], marker=marker, markersize=size,
                                      markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=line, linestyle="",
                                      transform=self.figure.transFigure))  # fmt: skip

    def line(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, wide: float, dash: Literal["-", ":"] = "-"
    ) -> None:
        """A straight line, `wide` points wide."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(Line2D([at / self.width for at in x], [1 - at / self.height for at in y], color=colour,
                                      linewidth=wide, linestyle=dash, transform=self.figure.transFigure))  # fmt: skip

    def say(self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: str = INK, middle: bool = False,
            align: Literal["left", "center", "right"] = "left", outline: str = "") -> None:  # fmt: skip
        """A text at `x` with its upper edge at `y`; `middle`: centred on the point. `outline`: a colour around it."""
        said = self.figure.text(
            x / self.width, 1 - y / self.height, text, fontsize=size, color=colour,
            weight="bold" if bold else "normal", ha="center" if middle else align,
            va="center_baseline" if middle else "top",
            parse_math=False,  # a typed dollar sign is not mathematics
        )  # fmt: skip
        if outline:
            from matplotlib.patheffects import withStroke

            said.set_path_effects([withStroke(linewidth=size / 4, foreground=outline)])

    def rows(self, x: float, y: float, rows: Sequence[str], size: float, step: float, *, bold: bool = False,
             colour: str = INK) -> float:  # fmt: skip
        """Lines of text from `y` downwards, `step` inches apart; where the next one would begin."""
        for row in rows:
            self.say(x, y, row, size, bold=bold, colour=colour)
            y += step
        return y

    def png(self) -> bytes:
        """The picture as PNG. CPU-bound: do not run on the event loop."""
        out = BytesIO()
        self.figure.savefig(out, format="png")
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a group: its letters on its colour. Groups beyond the palette share colours, never letters."""

    letters: str
    place: int

    @property
    def width(self) -> float:
        """The width of its box at full size, in inches."""
        return 0.14 + 0.1 * len(self.letters)

    @property
    def colour(self) -> str:
        return INK if self.place < 0 else COLOURS[self.place % len(COLOURS)]

    def draw(self, board: Board, left: float, top: float, scale: float = 1.0) -> None:
        wide, high = self.width * scale, SIGN_HEIGHT * scale
        board.box(left, top, wide, high, self.colour, INK, 0.5)
        on = PAPER if self.place < 0 or self.colour in _DARK else INK
        board.say(left + wide / 2, top + high / 2, self.letters, 11 * scale, bold=True, colour=on, middle=True)


SIGN_HEIGHT = 0.235
EVERYONE = -1
"""The place of the sign for all groups."""

_DARK = frozenset({COLOURS[0], COLOURS[7]})


def group_sign(council: Council, code: str) -> Sign:
    """The sign of a group; the same in all pictures."""
    return Sign(code, council.codes.index(code) if code in council.codes else len(council.codes))
