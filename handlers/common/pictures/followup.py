"""What became of recommendations as a picture: a row for each, a column for each state that it is addressed to. How far it has
come is shown by a sign and by a colour, either of which is enough."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from handlers.common.pictures.canvas import COLOURS, INK, PAPER, Board, Sign

MARGIN, WORDS = 0.14, 2.35
"""Inches, the unit of the drawing: the margin, and the least width of the column of titles."""

WIDTH, VIEW, CELL = 6.0, 0.66, 0.5
"""The least width of the picture, and the widths of the column of the council's view and of the others."""

GRID, GREY, EMPTY = "#cfcfcf", "#4a4a4a", "#f4f4f4"

HEADS, LINE, BOX = 0.3, 0.17, 0.27

MOST_IN_INCH = 128
"""Letters of bold type of one point that an inch has room for."""

MOST_ROWS = 25
"""Rows on one picture."""


class Mark(Enum):
    """How far something has come: its sign, the colour behind it, and the colour of the sign."""

    BLOCKED = ("✕", COLOURS[5], INK)
    NOT_BEGUN = ("○", PAPER, INK)
    UNDER_WAY = ("◐", COLOURS[4], INK)
    DONE = ("✓", COLOURS[2], INK)
    NO_LONGER_RELEVANT = ("–", "#bdbdbd", INK)

    def draw(self, board: Board, x: float, y: float, wide: float = BOX + 0.08) -> None:
        """Centred at (x, y)."""
        sign, fill, ink = self.value
        board.box(x - wide / 2, y - BOX / 2, wide, BOX, fill, INK, 0.7)
        board.say(x, y - 0.015, sign, 14, bold=True, colour=ink, middle=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One recommendation. `late`: what is late, "" for nothing. `view`: the council's; None in a cell: not addressed."""

    number: str
    title: str
    late: str
    view: Mark
    cells: Sequence[Mark | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A group's recommendations."""

    sign: Sign
    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Chart:
    """The content of the picture, in plain texts. `view`: the head of the council's column; `columns`: the others';
    `key`: what they stand for."""

    head: str
    view: str
    columns: Sequence[str]
    parts: Sequence[Part]
    legend: Sequence[tuple[Mark, str]]
    key: str
    nothing: str
    foot: str


def followup_picture(chart: Chart) -> bytes:
    """The picture as PNG. CPU-bound: do not run on the event loop."""
    return _Drawing(chart).png()


class _Drawing:
    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        cells = VIEW + CELL * len(chart.columns)
        self._width = max(WIDTH, 2 * MARGIN + WORDS + cells)
        self._left = self._width - MARGIN - cells  # of the cells
        self._letters = round((self._left - MARGIN - 0.1) * 13.5)  # of a title in one line
        self._head = textwrap.wrap(chart.head, 38)
        self._key = textwrap.wrap(chart.key, 80)
        self._foot = textwrap.wrap(chart.foot, 80)

    def png(self) -> bytes:
        chart = self._chart
        parts = sum(self._part_height(part) for part in chart.parts) if chart.parts else 0.6
        words = 0.32 * len(self._head) + 0.18 * len(self._key) + 0.2 * len(self._foot)
        legend = self._legend()
        board = Board(self._width, 0.18 + words + 0.33 * len(legend) + HEADS + parts + 0.36)
        at = board.rows(MARGIN, 0.18, self._head, 17, 0.32, bold=True) + 0.08
        for row in legend:
            for x, mark, name in row:
                mark.draw(board, x, at + 0.12)
                board.say(x + 0.24, at + 0.035, name, 10.5)
            at += 0.33
        at = self._body(board, at)
        at = board.rows(MARGIN, at + 0.1, self._key, 9.5, 0.18, colour=GREY)
        board.rows(MARGIN, at + 0.04, self._foot, 9.5, 0.2, colour=GREY)
        return board.png()

    def _body(self, board: Board, at: float) -> float:
        chart = self._chart
        if not chart.parts:
            board.say(self._width / 2, at + 0.4, chart.nothing, 12, middle=True)
            return at + 0.6 + HEADS
        for x, wide, head in [(self._left + VIEW / 2, VIEW, chart.view)] + [
            (self._x(place), CELL, head) for place, head in enumerate(chart.columns)
        ]:
            board.say(x, at + 0.16, head, min(9, MOST_IN_INCH * wide / max(len(head), 1)), bold=True, middle=True)
        at += HEADS
        for part in chart.parts:
            at = self._part(board, part, at)
        return at

    def _x(self, place: int) -> float:
        """The middle of a column."""
        return self._left + VIEW + (place + 0.5) * CELL

    def _legend(self) -> list[list[tuple[float, Mark, str]]]:
        """The position of each sign in its row."""
        rows: list[list[tuple[float, Mark, str]]] = [[]]
        x = MARGIN + 0.18
        for mark, name in self._chart.legend:
            wide = 0.52 + 0.086 * len(name)
            if x + wide > self._width and rows[-1]:
                rows.append([])
                x = MARGIN + 0.18
            rows[-1].append((x, mark, name))
            x += wide
        return [row for row in rows if row]

    def _name(self, part: Part) -> list[str]:
        return textwrap.wrap(part.name, 54)

    def _part_height(self, part: Part) -> float:
        return 0.22 * len(self._name(part)) + 0.17 + sum(self._row_height(row) for row in part.rows)

    def _part(self, board: Board, part: Part, at: float) -> float:
        part.sign.draw(board, MARGIN, at + 0.05)
        at = board.rows(MARGIN + part.sign.width + 0.1, at + 0.08, self._name(part), 11, 0.22, bold=True) + 0.09
        for row in part.rows:
            high = self._row_height(row)
            board.line((MARGIN, self._width - MARGIN), (at, at), GRID, 0.8)
            below = board.rows(MARGIN, at + 0.06, self._number(row), 10, LINE, bold=True)
            below = board.rows(MARGIN, below, self._title(row), 9.2, LINE)
            if row.late:
                board.shape("^", MARGIN + 0.06, below + 0.085, 6.5, COLOURS[5], INK, 0.8)
                board.say(MARGIN + 0.17, below + 0.01, row.late, 9.2, bold=True)
            row.view.draw(board, self._left + VIEW / 2, at + high / 2, VIEW - 0.16)
            for place, mark in enumerate(row.cells):
                if mark is None:
                    board.box(self._x(place) - CELL / 2 + 0.03, at + 0.03, CELL - 0.06, high - 0.06, EMPTY)
                else:
                    mark.draw(board, self._x(place), at + high / 2)
            at += high
        return at

    def _number(self, row: Row) -> list[str]:
        return textwrap.wrap(row.number, self._letters * 4 // 5, break_on_hyphens=False)  # bold, and larger than the title

    def _title(self, row: Row) -> list[str]:
        """At most two lines; the rest is in the table and in the report."""
        lines = textwrap.wrap(row.title, self._letters)
        return lines[:2] if len(lines) <= 2 else [lines[0], f"{lines[1][: self._letters - 1].rstrip()}…"]

    def _row_height(self, row: Row) -> float:
        return 0.12 + LINE * (len(self._number(row)) + len(self._title(row)) + bool(row.late))
