"""How many buttons stand in a row: no more than a phone shows without cutting their labels.

Lengths are in px of a phone that is 360 px wide, as Telegram for Android draws buttons. Those of a row are equally wide. A row
loses 2 px, and 5 px between each two buttons; each button loses another 10 px. What is left holds the label, in Roboto Medium
of 15 px. A label that is wider is cut."""

from collections.abc import Sequence
from functools import lru_cache

PRIVATE, GROUP = 345, 293
"""Widths of a row in a private chat, and in a group's chat, where the sender's picture stands beside it."""

_TICK = "✓ "

_DIGITS = {
    0x20: ("44599ba3557835469999999999448887daaaa98ab48a8dbaaa999aada99464675888985984484d898958587b878545a"),
    0xA0: (
        "4489b8497c7785c7686659744677bcc7aaaaaaea99994444abaaaaa8aaaaa999888888d8888844449899999998888797a8a8a8a8a8a8a8aa"
        "a99898989898a9a9a9a9b8b94444444444d884a898484858584b8b8b88b9a9a9a9ee95959598989898959595a8a8a8a8a8a8db9799898984"
    ),
    0x400: (
        "99b8a9448ffcab9ba9a8b9e9bbabdbabaa99cabaefbd9ae9889698c89989b9998877b898cdac88c8888688444dd98979ec98dba8ecdbff87"
        "bba9a8a8ffa9ececa890000000ca98a9878698fd98b9a9a8cbcafbfdc9a8979898a8eab9a8a8c9c94eca8cab9caa8ec4a8a8ed98a8a8ec98"
        "99b9b9a9a9a9a8979797a886dc97a8a8"
    ),
    0x2BB: "43",
    0x2013: "ac",
    0x201C: "66",
    0x2026: "b",
    0x2116: "f",
    0x2713: "b",
}
"""The advance widths of letters in Roboto Medium at 15 px, rounded up: a hexadecimal digit for each code point from the first one
on; 0 are combining marks, f may be more. `tests/house/test_button_labels.py` compares them with another font."""

_WIDTH = {chr(first + at): int(digit, 16) for first, digits in _DIGITS.items() for at, digit in enumerate(digits)}
_OTHER = 15
"""The width of any other letter; signs and emoji are about as wide."""


def room(buttons: int, px: int = PRIVATE) -> float:
    """How wide a label can be, of `buttons` in a row that is `px` wide."""
    return (px - 2 - 5 * (buttons - 1)) / buttons - 10


@lru_cache(2048)
def label_width(label: str) -> int:
    """About how wide a label is; rather too much than too little."""
    return sum(_WIDTH.get(letter, _OTHER) for letter in label)


def row_sizes(labels: Sequence[str], most: int, px: int = PRIVATE, *, ticks: bool = False) -> list[int]:
    """How many buttons with these labels stand in each row: at most `most`, and no more than have room for their labels. Where
    one of them is or can be ticked (`ticks`), all have room for it, so that they stay where they are when it is another."""
    tick = label_width(_TICK) if ticks or any(label.startswith(_TICK) for label in labels) else 0
    sizes: list[int] = []
    widest = 0
    for label in labels:
        own = label_width(label.removeprefix(_TICK)) + tick
        more = sizes[-1] + 1 if sizes else 1
        if 1 < more <= most and max(widest, own) <= room(more, px):
            sizes[-1], widest = more, max(widest, own)
        else:
            sizes.append(1)
            widest = own
    return sizes
