"""The calendar as a picture: one month with times, or three months with signs only. Groups have colours and letters."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.common.pictures.canvas import FAINT, INK, PAPER, Board, Sign

WIDTH, MARGIN = 6.0, 0.14
"""Inches, the unit of the drawing."""

CELL = (WIDTH - 2 * MARGIN) / 7
FITS = CELL - 0.08
"""How wide a day's only sign may be; a longer word, such as "all" in some languages, is written smaller."""
GRID, WEEKEND = "#c9c9c9", "#f1f1f1"
LINE = 0.275
"""The height of a mark, including the space below it."""

MOST_LINES = 5
"""Lines of marks in one day; further ones are counted."""

MOST_SIGNS = 3
"""Signs in one day of a quarter."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One meeting: when it begins and the signs of its groups."""

    time: str
    signs: Sequence[Sign]

    @property
    def lines(self) -> int:
        """2 if the time does not fit beside the signs."""
        return 2 if sum(sign.width + 0.02 for sign in self.signs) + 0.51 > CELL - 0.035 else 1


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `rests`: it is part of the weekend."""

    number: int
    marks: Sequence[Mark] = ()
    today: bool = False
    past: bool = False
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its name and its weeks of seven days; None for another month's day."""

    name: str
    weeks: Sequence[Sequence[Day | None]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The content of the picture, in plain texts. `legend` explains the signs; `empty` says that nothing is shown."""

    head: str
    weekdays: Sequence[str]
    months: Sequence[Month]
    legend: Sequence[tuple[Sign, str]]
    empty: str
    foot: str


def calendar_picture(shown: Calendar) -> bytes:
    """The picture as PNG: one month large, several small. CPU-bound: do not run on the event loop."""
    small = len(shown.months) > 1
    legend = [(sign, textwrap.wrap(name, 50)) for sign, name in shown.legend]
    foot = textwrap.wrap(shown.foot, 60)
    below = sum(0.1 + 0.21 * len(rows) for _, rows in legend) + 0.2 * len(foot) + 0.25 + (0.36 if shown.empty else 0)
    height = 0.75 + sum(_height(month, small=small) for month in shown.months) + below
    board = Board(WIDTH, height)
    head, size, high = (shown.head, 15, 0.42) if small else (shown.months[0].name, 19, 0.48)
    at = board.rows(MARGIN, 0.18, [head], size, high, bold=True)
    for month in shown.months:
        at = _month(board, shown, month, at, small=small)
    at += 0.12
    if shown.empty:
        board.say(MARGIN, at, shown.empty, 13)
        at += 0.36
    beside = MARGIN + 0.12 + max((sign.width for sign, _ in legend), default=0)
    for sign, rows in legend:
        sign.draw(board, MARGIN, at)
        at = board.rows(beside, at + 0.03, rows, 10.5, 0.21) + 0.07
    board.rows(MARGIN, at + 0.04, foot, 10, 0.2, colour="#4a4a4a")
    return board.png()


def _height(month: Month, *, small: bool) -> float:
    heads = 0.34 + 0.22 if small else 0.27
    return heads + sum(_row(week, small=small) for week in month.weeks) + (0.12 if small else 0)


def _row(week: Sequence[Day | None], *, small: bool) -> float:
    """The height of a week: that of its fullest day."""
    if small:
        return 0.5 if any(day and day.marks for day in week) else 0.3
    lines = max((sum(mark.lines for mark in day.marks) for day in week if day), default=0)
    return 0.36 + LINE * max(1, min(lines, MOST_LINES + 1))


def _month(board: Board, shown: Calendar, month: Month, at: float, *, small: bool) -> float:
    if small:
        board.say(MARGIN, at, month.name, 13, bold=True)
        at += 0.32
    for place, name in enumerate(shown.weekdays):
        board.say(MARGIN + (place + 0.5) * CELL, at + 0.1, name, 10 if small else 11, colour="#4a4a4a", middle=True)
    at += 0.24 if small else 0.27
    for week in month.weeks:
        high = _row(week, small=small)
        for place, day in enumerate(week):
            if day is not None:
                _day(board, day, MARGIN + place * CELL, at, high, small=small)
        at += high
    return at + (0.12 if small else 0)


def _day(board: Board, day: Day, left: float, top: float, high: float, *, small: bool) -> None:
    board.box(left, top, CELL, high, WEEKEND if day.rests else PAPER, GRID, 0.7)
    size = 10.5 if small else 12.5
    if day.today:
        board.shape("o", left + 0.17, top + 0.155, size * 1.6, INK, INK)
    colour = PAPER if day.today else FAINT if day.past else INK
    board.say(left + 0.17, top + 0.155, str(day.number), size, bold=day.today or not day.past, colour=colour, middle=True)
    if small:
        _signs(board, day, left, top + 0.29)
    else:
        _marks(board, day, left + 0.035, top + 0.34)


def _marks(board: Board, day: Day, left: float, top: float) -> None:
    room, shown = MOST_LINES, 0
    for mark in day.marks:
        if mark.lines > room:
            break
        room -= mark.lines
        at = left
        for place, sign in enumerate(mark.signs):
            more = 0.2 if place < len(mark.signs) - 1 else 0.0
            scale = min(1.0, FITS / sign.width) if not place and not more else 1.0
            if at + sign.width * scale + more > left + CELL - 0.035:
                board.say(at, top + 0.04, f"+{len(mark.signs) - place}", 9, bold=True)
                break
            sign.draw(board, at, top, scale)
            at += sign.width * scale + 0.02
        if mark.lines > 1:
            top += LINE - 0.03
            at = left
        board.say(at + 0.01, top + 0.045, mark.time, 10.6, bold=True)
        top += LINE
        shown += 1
    if shown < len(day.marks):
        board.say(left, top, f"+{len(day.marks) - shown}", 10.6, bold=True)


def _signs(board: Board, day: Day, left: float, top: float) -> None:
    signs = list(dict.fromkeys(sign for mark in day.marks for sign in mark.signs))
    at = left + 0.03
    for place, sign in enumerate(signs):
        last = place == len(signs) - 1
        scale = min(0.8, FITS / sign.width) if last and not place else 0.8
        wide = sign.width * scale
        if place == MOST_SIGNS or at + wide + (0 if last else 0.16) > left + CELL:
            board.say(at, top + 0.01, f"+{len(signs) - place}", 9, bold=True)
            return
        sign.draw(board, at, top, scale)
        at += wide + 0.02
