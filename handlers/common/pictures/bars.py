"""The picture of a quick question: a bar for each option, with its count. One colour, as bars differ in length."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.common.pictures.canvas import COLOURS, INK, Board

WIDTH, MARGIN = 6.0, 0.35
"""Inches."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One option, its count, and the names of those who chose it, if shown."""

    label: str
    count: int
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """The content of the picture; all texts are plain."""

    head: str
    title: str
    bars: Sequence[Bar]
    notes: Sequence[str]


def bars_picture(bars: Bars) -> bytes:
    """The picture as PNG. CPU-bound: do not run on the event loop."""
    rows: list[tuple[str, float, bool, int | None]] = []  # text, size, bold; or the length of a bar
    rows += [(row, 12.0, True, None) for row in textwrap.wrap(bars.head, 52)]
    rows += [(row, 12.0, False, None) for row in textwrap.wrap(bars.title, 52)[:8]]
    rows.append(("", 6.0, False, None))
    for bar in bars.bars:
        rows += [(row, 10.5, True, None) for row in textwrap.wrap(bar.label, 60)]
        rows.append((str(bar.count), 12.0, True, bar.count))
        rows += [(row, 9.0, False, None) for row in textwrap.wrap("; ".join(bar.names), 76)]
        rows.append(("", 4.0, False, None))
    for note in bars.notes:
        rows += [(row, 9.0, False, None) for row in textwrap.wrap(note, 76)]
    height = 2 * MARGIN + sum(size * 1.45 / 72 for _, size, _, _ in rows)
    most = max([bar.count for bar in bars.bars], default=0)
    board = Board(WIDTH, height)
    at = MARGIN
    for words, size, bold, count in rows:
        left = MARGIN
        if count:
            wide = (WIDTH - 2 * MARGIN - 0.5) * count / most
            board.box(MARGIN, at + 0.02, wide, 0.17, COLOURS[0], INK, 0.5)
            left += wide + 0.1
        board.say(left, at, words, size, bold=bold)
        at += size * 1.45 / 72
    return board.png()
