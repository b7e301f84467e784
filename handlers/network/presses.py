"""The network's buttons. They carry numbers of entries and requests, never of people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from handlers.common.presses import Press


class Step(StrEnum):
    """What can be done on the network's page."""

    JOIN = "join"
    LEAVE = "leave"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Network(Press):
    """Do one of these."""

    prefix: ClassVar[str] = "nw"
    step: Step


@dataclass(frozen=True, slots=True)
class AskFor(Press):
    """Ask to be introduced to whoever this entry is."""

    prefix: ClassVar[str] = "ni"
    entry: int


@dataclass(frozen=True, slots=True)
class Answer(Press):
    """Agree (1) to be introduced to whoever asks, or decline (0)."""

    prefix: ClassVar[str] = "na"
    introduction: int
    agree: int


@dataclass(frozen=True, slots=True)
class TakeBack(Press):
    """Take one's own request back."""

    prefix: ClassVar[str] = "nt"
    introduction: int
