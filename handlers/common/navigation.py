"""Buttons that lead from one field to another; `handlers.routes` decides what they do."""

from enum import StrEnum

from handlers.common.presses import Press


class Go(Press, prefix="g"):
    """Run a command."""

    command: str


class ToCalendar(Press, prefix="ti"):
    """Send a meeting as a calendar file. Carries no right to the meeting."""

    meeting: int


class Sure(Press, prefix="tn"):
    """Do what another button asks, by its data, now that it was said whom it reaches."""

    what: str


class Leave(Press, prefix="tl"):
    """Leave it: nobody is told."""


class Confirm(Press, prefix="ac"):
    """I have read this announcement."""

    announcement: int


class BeginFollowUp(Press, prefix="ub"):
    """Follow an adopted recommendation up."""

    recommendation: int


class ReportItem(Press, prefix="uo"):
    """Say how far an item of the work plan is that is asked after."""

    item: int


class Thing(StrEnum):
    """What can be opened; a round as its card, as the chair's sheet, as the review of what it adopted, or as the request to
    take its outcome up again; of a communiqué, its draft (a report's by its year)."""

    REQUEST = "request"
    MEETING = "meeting"
    ROUND = "round"
    SHEET = "sheet"
    REVIEW = "review"
    REOPENING = "reopening"
    ANNOUNCEMENT = "announcement"
    RECORD = "record"
    RECOMMENDATION = "recommendation"
    FOLLOW_UP = "followup"
    FOLLOW_UP_QUESTION = "followup question"
    TELL_RECORD = "tell record"
    TELL_MEETING = "tell meeting"
    TELL_REPORT = "tell report"


class Open(Press, prefix="o"):
    """Show a thing. Carries no right to it: that is checked when it is opened."""

    thing: Thing
    id: int
