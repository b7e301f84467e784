"""A year's plan as a picture: one group's items in a list, or several groups' items by month. An item's status is shown
by shape and colour."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from handlers.common.pictures.canvas import COLOURS, FAINT, INK, PAPER, Board, Sign

WIDTH, MARGIN = 6.0, 0.14
"""Inches, the unit of the drawing."""

MONTH = (WIDTH - 2 * MARGIN) / 12
GRID, SHADE, GREY = "#cfcfcf", "#f4f4f4", "#4a4a4a"

HEADS = 0.29
"""The height of the months' names, including the mark of the present day."""

MOST_ITEMS = 24
"""Items of a group in one picture; further ones are counted."""

STACK = 0.4
"""The height of an item in its month's stack."""


class Shape(Enum):
    """An item's status: matplotlib's marker, its colour and its relative size."""

    DONE = ("o", COLOURS[2], 1.0)
    LATE = ("^", COLOURS[5], 1.0)
    MOVED = ("D", COLOURS[4], 0.8)
    AHEAD = ("o", PAPER, 0.9)
    OVER = ("o", "#bdbdbd", 0.9)

    def draw(self, board: Board, x: float, y: float, size: float) -> None:
        marker, colour, scale = self.value
        board.shape(marker, x, y, size * scale, colour, INK, 1.3)
        if self is Shape.DONE:
            board.say(x, y, "✓", size * 0.62, bold=True, middle=True)
        if self is Shape.OVER:
            board.say(x, y, "–", size * 0.62, bold=True, middle=True)
        if self is Shape.LATE:
            board.say(x, y + size / 72 * 0.1, "!", size * 0.55, bold=True, middle=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """One item. `at` and `was` are positions in the year, 0.0 to 12.0; `was`: its first day, if it was moved."""

    number: str
    words: str
    note: str
    shape: Shape
    at: float
    was: float | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One group's items by day."""

    sign: Sign
    name: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Year:
    """The content of the picture, in plain texts. `today`: the present day's position; None in another year."""

    head: str
    months: Sequence[str]
    tracks: Sequence[Track]
    today: float | None
    legend: Sequence[tuple[Shape, str]]
    nothing: str
    more: str
    foot: str


def year_picture(year: Year) -> bytes:
    """The picture as PNG: one group as a list, several by month. CPU-bound: do not run on the event loop."""
    alone = len(year.tracks) == 1
    head = textwrap.wrap(year.head, 38)
    foot = textwrap.wrap(year.foot, 60)
    heights = (_group_height(track) + HEADS + _stack_height(track) + 0.16 for track in year.tracks)
    body = _alone_height(year.tracks[0]) if alone else sum(heights)
    legend = _legend_rows(year)
    height = 0.18 + 0.32 * len(head) + 0.27 * len(legend) + 0.2 + body + 0.2 + 0.2 * len(foot)
    board = Board(WIDTH, height)
    at = board.rows(MARGIN, 0.18, head, 17, 0.32, bold=True)
    at += 0.06
    for row in legend:
        for x, shape, name in row:
            shape.draw(board, x, at + 0.1, 15)
            board.say(x + 0.17, at + 0.02, name, 11)
        at += 0.27
    at += 0.14
    if alone:
        at = _alone(board, year, year.tracks[0], at)
    else:
        for track in year.tracks:
            at = _track(board, year, track, at)
    board.rows(MARGIN, at + 0.06, foot, 10, 0.2, colour=GREY)
    return board.png()


def _legend_rows(year: Year) -> list[list[tuple[float, Shape, str]]]:
    """The position of each shape in its row."""
    rows: list[list[tuple[float, Shape, str]]] = [[]]
    x = MARGIN + 0.12
    for shape, name in year.legend:
        wide = 0.4 + 0.104 * len(name)
        if x + wide > WIDTH and rows[-1]:
            rows.append([])
            x = MARGIN + 0.12
        rows[-1].append((x, shape, name))
        x += wide
    return [row for row in rows if row]


def _group(board: Board, track: Track, at: float) -> float:
    track.sign.draw(board, MARGIN, at)
    rows = textwrap.wrap(track.name, 46)
    return board.rows(MARGIN + track.sign.width + 0.1, at + 0.03, rows, 11.5, 0.22, bold=True) + 0.07


def _group_height(track: Track) -> float:
    return 0.22 * len(textwrap.wrap(track.name, 46)) + 0.1


def _months(board: Board, year: Year, at: float, high: float) -> float:
    """The months' names, and below them twelve columns of this height, with a mark at the present day."""
    for place, name in enumerate(year.months):
        board.say(MARGIN + (place + 0.5) * MONTH, at + 0.09, name, 9.5, colour=GREY, middle=True)
    at += HEADS
    for place in range(12):
        board.box(MARGIN + place * MONTH, at, MONTH, high, SHADE if place % 2 else PAPER, GRID, 0.5)
    if year.today is not None:
        board.shape("v", MARGIN + year.today * MONTH, at - 0.055, 6.5, INK)
    return at


def _today(board: Board, year: Year, top: float, high: float) -> None:
    """A dotted line at the present day, which leaves text legible."""
    if year.today is not None:
        x = MARGIN + year.today * MONTH
        board.line((x, x), (top, top + high), FAINT, 1.5, ":")


def _lines(mark: Mark) -> list[str]:
    return textwrap.wrap(f"{mark.number}  {mark.words}", 58)[:3]


def _item_height(mark: Mark) -> float:
    return 0.2 * len(_lines(mark)) + (0.19 if mark.note else 0) + 0.34


def _alone_height(track: Track) -> float:
    shown = track.marks[:MOST_ITEMS]
    more = 0.26 if len(track.marks) > MOST_ITEMS else 0.0
    return _group_height(track) + HEADS + sum(map(_item_height, shown)) + more + (0.0 if shown else 0.6)


def _alone(board: Board, year: Year, track: Track, at: float) -> float:
    at = _group(board, track, at)
    shown = track.marks[:MOST_ITEMS]
    high = sum(map(_item_height, shown)) or 0.6
    at = _months(board, year, at, high)
    if not shown:
        board.say(WIDTH / 2, at + high / 2, year.nothing, 12, middle=True)
        return at + high
    for mark in shown:
        top = at
        for number, row in enumerate(_lines(mark)):
            board.box(MARGIN, top + 0.03, WIDTH - 2 * MARGIN, 0.2, PAPER)
            board.say(MARGIN + 0.05, top + 0.05, row, 10.5, bold=number == 0)
            top += 0.2
        if mark.note:
            board.box(MARGIN, top + 0.03, WIDTH - 2 * MARGIN, 0.19, PAPER)
            board.say(MARGIN + 0.05, top + 0.05, mark.note, 9.5, colour=GREY)
            top += 0.19
        _today(board, year, top + 0.04, _item_height(mark) - (top - at) - 0.02)
        y = top + 0.17
        board.line((MARGIN, WIDTH - MARGIN), (y, y), GRID, 0.8)
        _placed(board, mark, y)
        at += _item_height(mark)
    if len(track.marks) > MOST_ITEMS:
        board.say(MARGIN, at + 0.04, year.more, 10.5)
        at += 0.26
    return at


def _placed(board: Board, mark: Mark, y: float) -> None:
    x = _x(mark.at)
    if mark.was is not None:
        was = _x(mark.was)
        board.line((was, x), (y, y), INK, 1.6)
        board.shape("|", was, y, 9, INK, INK, 1.6)
    mark.shape.draw(board, x, y, 15)


def _x(at: float) -> float:
    """The x coordinate, kept within the picture by half a mark."""
    return min(max(MARGIN + at * MONTH, MARGIN + 0.11), WIDTH - MARGIN - 0.11)


def _cells(track: Track) -> list[list[Mark]]:
    cells: list[list[Mark]] = [[] for _ in range(12)]
    for mark in track.marks:
        cells[min(11, max(0, int(mark.at)))].append(mark)
    return cells


def _stack_height(track: Track) -> float:
    return max(0.42, 0.08 + STACK * max(len(cell) for cell in _cells(track)))


def _track(board: Board, year: Year, track: Track, at: float) -> float:
    at = _group(board, track, at)
    high = _stack_height(track)
    at = _months(board, year, at, high)
    _today(board, year, at, high)
    if not track.marks:
        board.say(WIDTH / 2, at + high / 2, year.nothing, 11, colour=GREY, middle=True)
    for place, cell in enumerate(_cells(track)):
        middle = MARGIN + (place + 0.5) * MONTH
        for number, mark in enumerate(cell):
            top = at + 0.06 + number * STACK
            mark.shape.draw(board, middle, top + 0.1, 14)
            board.say(middle, top + 0.275, mark.number, 9.2, bold=True, middle=True)
    return at + high + 0.16
