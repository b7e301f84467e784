"""The buttons of quick questions. Options are called by their places, from 0."""

from handlers.common.presses import Press


class Choose(Press, prefix="qa"):
    """Choose an option; the one button that works in a group's chat."""

    question: int
    place: int


class Tick(Press, prefix="qt"):
    """Tick an option of a question without names, or take that back, before it is sent: `mask` has a bit for each that the
    card shows as ticked."""

    question: int
    place: int
    mask: int


class SendTicked(Press, prefix="qs"):
    """Send what was ticked; `mask` as the card shows it."""

    question: int
    mask: int


class CloseQuestion(Press, prefix="qc"):
    question: int
