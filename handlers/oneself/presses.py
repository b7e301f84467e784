"""Buttons about oneself."""

from dataclasses import dataclass
from typing import ClassVar

from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class ChangeProfile(Press):
    """Change one of one's own data."""

    prefix: ClassVar[str] = "pc"
    field: str


@dataclass(frozen=True, slots=True)
class Reminders(Press):
    """Show which reminders of meetings one gets; with `toggle`, want one (by its minutes before) or want it no more."""

    prefix: ClassVar[str] = "pr"
    toggle: int


@dataclass(frozen=True, slots=True)
class Forget(Press):
    """Erase everything about oneself. `asked` is when it was asked whether to, in minutes since 1970: a button that lies
    about for long does nothing."""

    prefix: ClassVar[str] = "pf"
    asked: int
