"""Buttons about papers and minutes. Those that stand on a meeting's card are in `handlers.meetings.presses`."""

from enum import StrEnum

from handlers.common.presses import Press


class AddPaper(Press, prefix="ba"):
    meeting: int


class DropPaper(Press, prefix="bd"):
    paper: int


class EditItem(Press, prefix="be"):
    """Write down an item, from 1; one more than there are: a new one."""

    minutes: int
    place: int


class DropItem(Press, prefix="bx"):
    """Take an item out, from 1."""

    minutes: int
    place: int


class Upload(Press, prefix="bu"):
    """Take the minutes from a file."""

    minutes: int


class OnMinutes(StrEnum):
    DISCARD = "x"
    REVIEW = "r"
    SEND = "s"
    CORRECTIONS = "l"
    SUPERSEDE = "k"
    TAKE_OUT = "t"
    SHOW = "v"


class DoMinutes(Press, prefix="bm"):
    minutes: int
    what: OnMinutes


class Agree(Press, prefix="bg"):
    minutes: int
    version: int


class Approve(Press, prefix="bp"):
    minutes: int
    version: int


class Correct(Press, prefix="bc"):
    minutes: int


class Decide(Press, prefix="bt"):
    """Note a correction as taken (1) or not (0)."""

    correction: int
    taken: int


class FileForm(StrEnum):
    PDF = "pdf"
    DOCX = "docx"


class GetMinutes(Press, prefix="bf"):
    minutes: int
    form: FileForm
