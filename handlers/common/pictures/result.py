"""The picture of a result: a square for each person asked, from support to silence, with lines at quorum and floor.

Each position has a colour, a pattern and a letter, any one of which is enough to recognise it.
"""

import textwrap
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from handlers.common.pictures.canvas import COLOURS, FAINT, INK, PAPER, canvas, png

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
    """A line at a number of people: above the squares for answers (quorum), below for support (floor)."""

    label: str
    at: int


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


_COLOURS = (COLOURS[0], COLOURS[4], COLOURS[6], COLOURS[5], COLOURS[3])
_PATTERNS = ("", "//", "..", "xx", "--")
_DARK = frozenset({COLOURS[0], COLOURS[5]})


ALIKE = 16
"""How many pictures are cached: hundreds of people get the same one, in a few languages, zones and editions."""


@lru_cache(maxsize=ALIKE)
def result_picture(result: Result) -> bytes:
    """The picture as PNG, cached. CPU-bound: do not run on the event loop."""
    texts = _texts(result)
    height = 2 * MARGIN + sum(line.height for line in texts) + _BARS
    figure = canvas(WIDTH, height)
    at = MARGIN
    for line in texts:
        if line.is_bars:
            _bars(figure, result, at, height)
            at += _BARS
        if line.swatch is not None:
            _box(figure, (MARGIN, at + 0.02, 0.17, 0.17), height, line.swatch)
            _say(
                figure,
                MARGIN + 0.085,
                at + 0.105,
                height,
                line.letter,
                8,
                bold=True,
                colour=_on(line.swatch),
                on=line.swatch,
            )
        left = MARGIN + (0.27 if line.swatch is not None or line.indented else 0)
        _say(figure, left, at, height, line.text, line.size, bold=line.bold, colour=line.colour)
        at += line.height
    return png(figure)


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

_SILENT = -1


def _texts(result: Result) -> list[_Line]:
    made = [_Line(row, 15, bold=True) for row in _wrapped(result.head, 40)]
    made += [_Line(row, 11) for row in _wrapped(result.title, 54)[:4]]
    made.append(_Line("", is_bars=True))
    left = NAMES_AT_MOST
    for place, group in [*enumerate(result.groups), (_SILENT, result.silent)]:
        made.append(
            _Line(f"{group.label}: {group.count}", 11, bold=True, swatch=place, letter=group.letter, after=0.05)
        )
        shown = [*group.names[:left], *(["…"] if len(group.names) > left else [])]
        left -= min(left, len(group.names))
        made += [_Line(row, 9, indented=True) for row in _wrapped("; ".join(shown), NAMES_WIDTH)]
        if made[-1].indented:
            made.append(_Line("", after=0.06))
    made.append(_Line("", after=0.1))
    made += [_Line(row, 9.5) for note in result.notes for row in _wrapped(note, 70)]
    made += [_Line(row, 9.5) for row in _wrapped(result.rule, 70)]
    made.append(_Line("", after=0.06))
    made += [_Line(row, 8.5, colour="#5a5a5a") for row in _wrapped(result.foot, 80)]
    return made


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width) if text else []


def _bars(figure: Figure, result: Result, top: float, height: float) -> None:
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
            left = MARGIN + (at + one * each) * wide
            _box(figure, (left, y, wide * each, high), height, place)
            size = min(10.0, wide * each * 72 * 0.62)
            _say(figure, left + wide * each / 2, y + high / 2, height, group.letter, size, bold=True,
                 colour=_on(place), on=place)  # fmt: skip
        at += group.count
    for mark, above in ((result.quorum, True), (result.floor, False)):
        if mark is not None:
            x = MARGIN + mark.at * wide
            ends = (y - 0.12, y + high) if above else (y, y + high + 0.12)
            _line(figure, x, ends, height)
            _say_beside(figure, x, y - 0.33 if above else y + high + 0.14, height, mark.label)


def _on(place: int) -> str:
    return INK if place == _SILENT or _COLOURS[place] not in _DARK else PAPER


def _box(figure: Figure, box: tuple[float, float, float, float], height: float, place: int) -> None:
    left, top, wide, high = box
    silent = place == _SILENT
    figure.add_artist(
        Rectangle(
            (left / WIDTH, 1 - (top + high) / height), wide / WIDTH, high / height, transform=figure.transFigure,
            facecolor=PAPER if silent else _COLOURS[place], hatch="" if silent else _PATTERNS[place],
            edgecolor=FAINT if silent else INK, linewidth=0.7, hatch_linewidth=0.35,
        )
    )  # fmt: skip


def _line(figure: Figure, x: float, ends: tuple[float, float], height: float) -> None:
    figure.add_artist(
        Rectangle(
            (x / WIDTH - 0.002, 1 - ends[1] / height), 0.004, (ends[1] - ends[0]) / height,
            transform=figure.transFigure, facecolor=INK, edgecolor=PAPER, linewidth=0.6,
        )
    )  # fmt: skip


def _say_beside(figure: Figure, x: float, y: float, height: float, text: str) -> None:
    """A line's label; to its left in the right half of the picture."""
    right = x > WIDTH / 2
    figure.text(
        x / WIDTH, 1 - y / height, text, fontsize=9, color=INK, ha="right" if right else "left", va="top",
        parse_math=False,
    )  # fmt: skip


def _say(
    figure: Figure, x: float, y: float, height: float, text: str, size: float, *, bold: bool = False,
    colour: str = INK, on: int | None = None,
) -> None:  # fmt: skip
    """A text that begins here or, `on` a field, a letter centred here, with an outline that covers the field's
    pattern."""
    said = figure.text(
        x / WIDTH, 1 - y / height, text, fontsize=size, color=colour, weight="bold" if bold else "normal",
        ha="left" if on is None else "center", va="top" if on is None else "center_baseline",
        parse_math=False,  # a typed dollar sign is not mathematics
    )  # fmt: skip
    if on is not None:
        said.set_path_effects([withStroke(linewidth=size / 4, foreground=PAPER if on == _SILENT else _COLOURS[on])])
