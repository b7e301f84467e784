"""How many buttons stand in a row: no more than a phone shows without cutting their labels.

Lengths are in px of a phone that is 360 px wide, as Telegram for Android draws them: the buttons of a row are equally wide,
2 px and 5 px between each two are taken from it, and 10 px of each button; what is left holds the label, in Roboto Medium of
15 px. A label that is wider is cut."""

from collections.abc import Sequence
from functools import lru_cache

PRIVATE, GROUP = 345, 293
"""Widths of a row in a private chat, and in a group's chat, where the sender's picture stands beside it."""

_TICK = "✓ "

_WIDTHS = {
    4: " !.,:;'|Iijlʻʼ·Іі",
    5: "()-[]frt{}",
    6: "/гғ“”",
    7: "?_vy«»ýтуўӯ",
    8: "+<>EFJLabcdehknpsuxzäçéüňşžЁГЕабезкрсхчьэяёҒүұҳәһ",
    9: "#0123456789BKRSTXYZgoqÝöŞŽŇЎБВЗТУХЯвдийлнопцъқңҮҰҷӣөӮ",
    10: "&ACDGOPQUVÄÇÖÜАКОРСЧЭӘӨ–",
    11: "✓✗→←%HNwДИЙЛНПЦмфҚҶҢӢҲҺ…",
    13: "@MWmМФжшщыю—",
    15: "№ЖШЩЫЮ",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 15
"""Of a letter that is none of these; signs and emoji are about as wide."""


def room(buttons: int, row: int = PRIVATE) -> float:
    """How wide the labels of so many buttons in a row can be."""
    return (row - 2 - 5 * (buttons - 1)) / buttons - 10


@lru_cache(2048)
def label_width(label: str) -> int:
    """About how wide a label is; rather too much than too little."""
    return sum(_WIDTH.get(letter, _OTHER) for letter in label)


def row_sizes(labels: Sequence[str], width: int, row: int = PRIVATE, *, ticks: bool = False) -> list[int]:
    """How many buttons with these labels stand in each row: at most `width`, and no more than have room for their labels. Where
    one of them is or can be ticked (`ticks`), all have room for it, so that they stay where they are when it is another."""
    tick = label_width(_TICK) if ticks or any(label.startswith(_TICK) for label in labels) else 0
    sizes: list[int] = []
    widest = 0
    for label in labels:
        own = label_width(label.removeprefix(_TICK)) + tick
        more = sizes[-1] + 1 if sizes else 1
        if 1 < more <= width and max(widest, own) <= room(more, row):
            sizes[-1], widest = more, max(widest, own)
        else:
            sizes.append(1)
            widest = own
    return sizes
