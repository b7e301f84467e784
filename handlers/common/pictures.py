"""Pictures: the canvas that charts and calendars are drawn on, to be legible on a phone and for colour-blind readers."""

from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

DOTS = 200
"""Dots an inch: a picture six inches wide has 1200 of them, sharp on a phone."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#555555")
"""The palette of Okabe and Ito: told apart with every common kind of colour blindness. Beside it a letter or a pattern
says the same: colour never stands alone."""

INK, FAINT, PAPER = "#1a1a1a", "#8a8a8a", "#ffffff"


def canvas(width: float, height: float) -> Figure:
    """An empty picture, in inches. It belongs to no window and to no global state, so threads may draw side by side."""
    figure = Figure(figsize=(width, height), dpi=DOTS, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """The picture as PNG. CPU-bound: not to be run on the event loop."""
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
