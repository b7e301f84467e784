"""The picture of a result: a square for each person asked, from support to silence, with lines at quorum and floor.

Each position has a colour, a pattern and a letter, any one of which is enough to recognise it."""

from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap

from handlers.common.pictures.canvas import COLOURS, FAINT, INK, PAPER, Board

WIDTH = 6.0
"""Inches, the unit of the drawing, counted from the top."""

MARGIN = 0.35
LETTERS_UP_TO = 60
"""With more people a square is too small for a letter, which is then shown once in its field."""

NAMES_WIDTH = 74
NAMES_AT_MOST = 80
"""Further names are only in the record."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those who chose one position. `names`: empty if the reader may not see them."""

    letter: str
    label: str
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A line at a number of people: above the squares for answers (quorum), below for support (floor). `counted`: how many
    count towards it, which a bar beside the line shows: of the squares, some others may stand before it."""

    label: str
    at: int
    counted: int


@dataclass(frozen=True, slots=True)
class Result:
    """The content of the picture. `silent` come last, without a colour. All texts are plain."""

    head: str
    title: str
    groups: tuple[Group, ...]
    silent: Group
    quorum: Mark | None
    floor: Mark | None
    rule: str
    notes: tuple[str, ...]
    foot: str


_COLOURS = (COLOURS[0], COLOURS[4], COLOURS[6], COLOURS[5], COLOURS[3], PAPER)
_PATTERNS = ("", "//", "..", "xx", "--", "")
"""By the place of the position; the silent come last."""

_SILENT = -1
_DARK = frozenset({COLOURS[0], COLOURS[5]})

ALIKE = 16
"""How many pictures are cached: hundreds of people get the same one, in a few languages, zones and editions."""


@lru_cache(maxsize=ALIKE)
def result_picture(result: Result) -> bytes:
    """The picture as PNG, cached. CPU-bound: do not run on the event loop."""
    texts = _texts(result)
    board = Board(WIDTH, 2 * MARGIN + sum(line.height for line in texts) + _BARS)
    at = MARGIN
    for line in texts:
        if line.is_bars:
            _bars(board, result, at)
            at += _BARS
        if line.swatch is not None:
            _field(board, (MARGIN, at + 0.02, 0.17, 0.17), line.swatch, line.letter, 8)
        left = MARGIN + (0.27 if line.swatch is not None or line.indented else 0)
        board.say(left, at, line.text, line.size, bold=line.bold, colour=line.colour)
        at += line.height
    return board.png()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = 9.5
    bold: bool = False
    colour: str = INK
    after: float = 0.0
    swatch: int | None = None
    letter: str = ""
    indented: bool = False
    is_bars: bool = False

    @property
    def height(self) -> float:
        return (self.size * 1.45 / 72 if self.text else 0.0) + self.after


_BARS = 1.35
"""The height of the squares with the lines above and below them."""


def _texts(result: Result) -> list[_Line]:
    made = [_Line(row, 15, bold=True) for row in wrap(result.head, 40)]
    made += [_Line(row, 11) for row in wrap(result.title, 54)]
    made.append(_Line("", is_bars=True))
    left = NAMES_AT_MOST
    for place, group in [*enumerate(result.groups), (_SILENT, result.silent)]:
        label = f"{group.label}: {group.count}"
        made.append(_Line(label, 11, bold=True, swatch=place, letter=group.letter, after=0.05))
        shown = [*group.names[:left], *(["…"] if len(group.names) > left else [])]
        left -= min(left, len(group.names))
        made += [_Line(row, 9, indented=True) for row in wrap("; ".join(shown), NAMES_WIDTH)]
        if made[-1].indented:
            made.append(_Line("", after=0.06))
    made.append(_Line("", after=0.1))
    made += [_Line(row) for told in (*result.notes, result.rule) for row in wrap(told, 70)]
    made.append(_Line("", after=0.06))
    made += [_Line(row, 8.5, colour="#5a5a5a") for row in wrap(result.foot, 80)]
    return made


def _bars(board: Board, result: Result, top: float) -> None:
    """The squares, with a line from above at the quorum and one from below at the floor."""
    people = sum(group.count for group in (*result.groups, result.silent))
    if not people:
        return
    wide = (WIDTH - 2 * MARGIN) / people
    y, high = top + 0.48, 0.42
    at = 0
    for place, group in [*enumerate(result.groups), (_SILENT, result.silent)]:
        squares = group.count if people <= LETTERS_UP_TO else min(group.count, 1)
        each = group.count / squares if squares else 0
        for one in range(squares):
            left, size = MARGIN + (at + one * each) * wide, min(10.0, wide * each * 72 * 0.62)
            _field(board, (left, y, wide * each, high), place, group.letter, size)
        at += group.count
    for mark, above in ((result.quorum, True), (result.floor, False)):
        if mark is not None:
            x = MARGIN + mark.at * wide
            board.box(MARGIN, y - 0.1 if above else y + high + 0.05, mark.counted * wide, 0.05, INK, PAPER)
            board.box(x - 0.012, y - 0.12 if above else y, 0.024, high + 0.12, INK, PAPER)
            beside = y - 0.33 if above else y + high + 0.14
            board.say(x, beside, mark.label, 9, align="right" if x > WIDTH / 2 else "left")


def _field(board: Board, box: tuple[float, float, float, float], place: int, letter: str, size: float) -> None:
    """A field with a position's colour and pattern, and its letter with an outline that covers the pattern."""
    left, top, wide, high = box
    fill = _COLOURS[place]
    board.box(left, top, wide, high, fill, FAINT if place == _SILENT else INK, 0.7, _PATTERNS[place])
    colour = PAPER if fill in _DARK else INK
    board.say(left + wide / 2, top + high / 2, letter, size, bold=True, colour=colour, middle=True, outline=fill)
