"""The picture of the news: subscribers by day, and the reach of the latest posts."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handlers.common.pictures.canvas import COLOURS, FAINT, INK, Board

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.0
"""Inches."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One post: its first words, the number of copies sent, and the number of lists that contained it."""

    label: str
    sent: int
    listed: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The content of the picture, in plain texts. `days`: subscribers at each day's end; `ticks`: some days' labels."""

    head: str
    people: str
    days: Sequence[tuple[date, int]]
    ticks: Sequence[tuple[date, str]]
    reach: str
    sent: str
    listed: str
    bars: Sequence[Bar]


def growth_picture(growth: Growth) -> bytes:
    """The picture as PNG. CPU-bound: do not run on the event loop."""
    from matplotlib.ticker import MaxNLocator

    bars_high = 0.62 * max(len(growth.bars), 1)
    height = 0.7 + 2.3 + 1.0 + bars_high + 0.8
    board = Board(WIDTH, height)
    board.say(0.04 * WIDTH, 0.15, growth.head, 15, bold=True)
    above = board.figure.add_axes((0.11, 1 - 3.0 / height, 0.85, 2.0 / height))
    _title(above, growth.people)
    days = [each.toordinal() for each, _ in growth.days]
    counts = [count for _, count in growth.days]
    above.fill_between(days, counts, step="post", color=COLOURS[4], alpha=0.45, linewidth=0)
    above.step(days, counts, where="post", color=COLOURS[0], linewidth=2.2)
    above.set_ylim(0, max([*counts, 1]) * 1.25)
    above.set_xlim(days[0], max(days[-1], days[0] + 1))
    above.set_xticks([each.toordinal() for each, _ in growth.ticks], [words for _, words in growth.ticks])
    above.get_xticklabels()[-1].set_horizontalalignment("right")  # otherwise it would extend beyond the picture
    above.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    above.text(days[-1], counts[-1], f"{counts[-1]} ", fontsize=12, weight="bold", color=INK, ha="right", va="bottom",
               parse_math=False)  # fmt: skip
    _plain(above)
    below = board.figure.add_axes((0.04, 0.75 / height, 0.92, bars_high / height))
    _title(below, growth.reach)
    _bars(board.figure, below, growth)
    return board.png()


def _title(axes: "Axes", words: str) -> None:
    axes.set_title(words, fontsize=12, weight="bold", color=INK, loc="left", parse_math=False)


def _bars(figure: "Figure", axes: "Axes", growth: Growth) -> None:
    """A bar for each post, the newest on top, its words above it and its numbers at its end."""
    most = max([bar.sent + bar.listed for bar in growth.bars], default=0) or 1
    for at, bar in enumerate(growth.bars):
        axes.barh(at, bar.sent, 0.4, color=COLOURS[0], edgecolor=INK, linewidth=0.5)
        axes.barh(at, bar.listed, 0.4, left=bar.sent, color=COLOURS[1], edgecolor=INK, linewidth=0.5, hatch="//")
        label = textwrap.shorten(bar.label, 62, placeholder="…")
        axes.text(0, at - 0.25, label, fontsize=9.5, color=INK, va="bottom", parse_math=False)
        numbers = f" {bar.sent} + {bar.listed}"
        axes.text(bar.sent + bar.listed, at, numbers, fontsize=10, weight="bold", color=INK, va="center", parse_math=False)
    axes.set_xlim(0, most * 1.22)
    axes.set_ylim(max(len(growth.bars), 1) - 0.45, -0.75)
    axes.axis("off")
    size = figure.get_size_inches()
    for row, (colour, hatch, words) in enumerate(((COLOURS[0], "", growth.sent), (COLOURS[1], "//", growth.listed))):
        y = (0.48 - 0.26 * row) / size[1]
        axes.bar(0.05, 0.16 / size[1], 0.03, bottom=y - 0.02 / size[1], transform=figure.transFigure, color=colour, hatch=hatch,
                 edgecolor=INK, linewidth=0.5, clip_on=False)  # fmt: skip
        axes.text(0.08, y, words, transform=figure.transFigure, fontsize=9.5, color=INK, va="bottom", parse_math=False)


def _plain(axes: "Axes") -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FAINT)
    axes.tick_params(colors=INK, labelsize=10)
    axes.grid(axis="y", color=FAINT, alpha=0.3)
