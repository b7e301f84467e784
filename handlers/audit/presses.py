"""The log's buttons."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class Log(Press):
    """Look at entries before this number (0: the latest), about what (`handlers.common.deeds.About`; "": anything), that
    name this person (0: anybody)."""

    prefix: ClassVar[str] = "au"
    about: str
    person: int
    before: int


@dataclass(frozen=True, slots=True)
class Kinds(Press):
    """Choose what the entries are to be about."""

    prefix: ClassVar[str] = "auk"
    person: int


@dataclass(frozen=True, slots=True)
class FindPerson(Press):
    """Choose whom the entries are to name."""

    prefix: ClassVar[str] = "aup"
    about: str


@dataclass(frozen=True, slots=True)
class Export(Press):
    """Send these entries as a file."""

    prefix: ClassVar[str] = "aux"
    about: str
    person: int
