"""The bot's own picture, `deploy/bot.jpg`: the seats of a council around its chair, within the circle that Telegram cuts out."""

from io import BytesIO
from math import cos, pi, sin

from handlers.common.pictures.canvas import COLOURS, PAPER, Board

INCHES = 3.2
"""The side, 640 dots: as large as Telegram shows it."""

ROWS = ((0.62, 5), (0.95, 8), (1.28, 11))
"""The radius of each row of seats in inches, and how many it has."""

SEAT, CHAIR = 17.0, 24.0
"""The diameters of seats, in points."""


def portrait() -> bytes:
    """The picture as JPEG. CPU-bound: do not run on the event loop."""
    board = Board(INCHES, INCHES)
    board.box(0, 0, INCHES, INCHES, COLOURS[0])
    middle, floor = INCHES / 2, INCHES * 0.66
    for radius, seats in ROWS:
        for nth in range(seats):
            angle = pi * nth / (seats - 1)
            board.shape("o", middle - radius * cos(angle), floor - radius * sin(angle), SEAT, PAPER, PAPER, 0)
    board.shape("o", middle, floor, CHAIR, COLOURS[1], COLOURS[1], 0)
    out = BytesIO()
    board.figure.savefig(out, format="jpg")
    return out.getvalue()
