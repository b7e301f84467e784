"""Buttons about oneself."""

from handlers.common.presses import Press


class ChangeProfile(Press, prefix="pc"):
    field: str


class Reminders(Press, prefix="pr"):
    """Show which reminders of meetings one gets; with `toggle`, want one (by its minutes before) or want it no more."""

    toggle: int


class Forget(Press, prefix="pf"):
    """Erase everything about oneself. `asked` is when it was asked whether to, in minutes since 1970: a button that lies
    about for long does nothing."""

    asked: int


class Agree(Press, prefix="py"):
    """Agree to this version of the privacy notice."""

    version: str


class TakeBack(Press, prefix="pz"):
    """Take back what one has agreed to."""
