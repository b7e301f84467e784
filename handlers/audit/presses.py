"""The audit log's buttons."""

from handlers.common.presses import Press


class Log(Press, prefix="au"):
    """Show entries before this number (0: the latest), of this kind (`audit_phrases.About`; "": of any), that name this person
    (0: anybody)."""

    about: str
    person: int
    before: int


class Kinds(Press, prefix="auk"):
    """Choose what the entries are to be about."""

    person: int


class FindPerson(Press, prefix="aup"):
    about: str


class Export(Press, prefix="aux"):
    about: str
    person: int
