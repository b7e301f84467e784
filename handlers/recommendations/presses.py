"""Buttons that lead to a recommendation's page, on from it, and through the list."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from council.recommendations import Deed
from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class Do(Press):
    """Do something to a recommendation: what wants no more words is asked about first."""

    prefix: ClassVar[str] = "wd"
    recommendation: int
    deed: Deed


@dataclass(frozen=True, slots=True)
class Sure(Press):
    """It is really to be done."""

    prefix: ClassVar[str] = "wj"
    recommendation: int
    deed: Deed


class Part(StrEnum):
    """What of a recommendation is shown."""

    TEXT = "text"
    HISTORY = "history"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Show(Press):
    """Show a part of a recommendation."""

    prefix: ClassVar[str] = "ws"
    recommendation: int
    part: Part


@dataclass(frozen=True, slots=True)
class Browse(Press):
    """Turn the list to where it begins with this one, counted from 0."""

    prefix: ClassVar[str] = "wb"
    at: int


@dataclass(frozen=True, slots=True)
class Find(Press):
    """Search."""

    prefix: ClassVar[str] = "wf"
