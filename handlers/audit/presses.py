"""The log's buttons."""

from handlers.common.presses import Press


class Log(Press, prefix="au"):
    """Look at entries before this number (0: the latest), about what (`handlers.common.deeds.About`; "": anything), that
    name this person (0: anybody)."""

    about: str
    person: int
    before: int


class Kinds(Press, prefix="auk"):
    """Choose what the entries are to be about."""

    person: int


class FindPerson(Press, prefix="aup"):
    """Choose whom the entries are to name."""

    about: str


class Export(Press, prefix="aux"):
    """Send these entries as a file."""

    about: str
    person: int
