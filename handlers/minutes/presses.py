"""Buttons about papers and minutes. Those that stand on a meeting's card are in `handlers.meetings.presses`."""

from handlers.common.presses import Press


class AddPaper(Press, prefix="ba"):
    meeting: int


class DropPaper(Press, prefix="bd"):
    paper: int
