"""The network's buttons. They carry numbers of entries and requests, never of people."""

from enum import StrEnum

from handlers.common.presses import Press


class Step(StrEnum):
    JOIN = "join"
    LEAVE = "leave"
    SEARCH = "search"


class Network(Press, prefix="nw"):
    step: Step


class AskFor(Press, prefix="ni"):
    entry: int


class Answer(Press, prefix="na"):
    """Agree (1) to be introduced to whoever asks, or decline (0)."""

    introduction: int
    agree: int


class TakeBack(Press, prefix="nt"):
    introduction: int
