"""Meetings' buttons. Those that stand on a meeting's card are here too where another field handles them."""

from enum import StrEnum

from council.attendance import Answer, Presence
from handlers.common.presses import Press


class On(StrEnum):
    """Where an answer's button stands: on the meeting itself, or on a message about it."""

    CARD = "c"
    NOTICE = "n"


class Reply(Press, prefix="ha"):
    """Say whether one comes, at the time of this schedule."""

    meeting: int
    schedule: int
    answer: Answer
    on: On


class CheckIn(Press, prefix="hc"):
    meeting: int
    presence: Presence


class ShowNames(Press, prefix="hn"):
    meeting: int


class ShowRoll(Press, prefix="hl"):
    meeting: int
    page: int


class ShowTopics(Press, prefix="hd"):
    """Show what can be noted as discussed."""

    meeting: int


class WriteMinutes(Press, prefix="hu"):
    """Write the minutes of a meeting in the bot."""

    meeting: int


class ShowMinutes(Press, prefix="hv"):
    """Show written minutes, by their own id."""

    minutes: int


class SendMinutes(Press, prefix="hs"):
    meeting: int


class GetBook(Press, prefix="hb"):
    """Have the agenda book sent."""

    meeting: int


class ShowPapers(Press, prefix="hq"):
    """Show the papers that are added to the agenda book."""

    meeting: int


class Document(StrEnum):
    AGENDA = "agenda"
    MINUTES = "minutes"


class GetDocument(Press, prefix="hf"):
    meeting: int
    document: Document


class Task(StrEnum):
    """What the secretariat can do with a meeting ahead."""

    SHOW = "show"
    MOVE = "move"
    TITLE = "title"
    LINK = "link"
    AGENDA = "agenda"
    MORE = "more"
    COPY = "copy"
    CANCEL = "cancel"


class Manage(Press, prefix="mt"):
    """Begin a task, or (show) go back to the meeting."""

    meeting: int
    task: Task


class CallOff(Press, prefix="mx"):
    """Cancel the meeting; pressed below the question whether this is meant."""

    meeting: int


class CallOffAll(Press, prefix="my"):
    meeting: int


class Ahead(Press, prefix="mw"):
    """Turn to a page of the meetings ahead."""

    page: int


class ShowEarlier(Press, prefix="me"):
    """Show the meetings that a new one can be copied from."""


class CopyOf(Press, prefix="dc"):
    meeting: int


class ShowDrafts(Press, prefix="dl"):
    """Show the drafts."""


class DraftTask(StrEnum):
    GO_ON = "go"
    DISCARD = "x"


class OnDraft(Press, prefix="dd"):
    draft: int
    what: DraftTask
