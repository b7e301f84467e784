"""Buttons about the texts of this bot."""

from handlers.common.presses import Press


class ShowRemark(Press, prefix="xr"):
    remark: int


class CorrectIt(Press, prefix="xc"):
    """Correct the text that a remark is about; 0: any text."""

    remark: int


class LeaveIt(Press, prefix="xl"):
    """Leave the text as it is that a remark is about."""

    remark: int


class Corrected(Press, prefix="xp"):
    """A page of the corrected texts."""

    page: int


class TakeBack(Press, prefix="xt"):
    """Take a correction back: the catalog's text is said again."""

    correction: int
