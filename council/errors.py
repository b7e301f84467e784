"""The refusals of the council's rules. `handlers.common.refusals` words each for people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Base of all refusals. Nothing was changed."""


@dataclass
class Forbidden(Refused):
    """The actor has no right to this. Absent objects are refused in the same words."""

    action: str
    subject: str = ""


class Stale(Refused):
    """A button or link belongs to an outdated state."""


class Closed(Refused):
    """The round no longer takes positions."""


class OutsideElectorate(Refused):
    """The person was not a member of the group when the round opened."""


class ReasonWanted(Refused):
    """A reservation or an objection needs a reason."""


class AlreadyDecided(Refused):
    """Somebody else decided first."""


class LinkUnusable(Refused):
    """An invitation that is expired, used up, revoked or invented; which of these is never disclosed."""


@dataclass
class TooManyTries(Refused):
    """The person opened too many unusable links; for this many minutes their links are not checked."""

    minutes: int


class Reachable(Refused):
    """The person has joined and can be written to: they need no link."""


class AlreadyAsked(Refused):
    """A question about this request is still unanswered."""


class AlreadySeated(Refused):
    """The person already has these seats."""


class SuspendedThere(Refused):
    """The person's role there is suspended; it must be lifted, not given again."""


class AlreadyInRole(Refused):
    """The person already has this role in the group."""


class Empty(Refused):
    """Nothing was typed where something is required."""


@dataclass
class TooLong(Refused):
    """The text is too long. Lengths are in UTF-16 code units, as Telegram counts."""

    limit: int
    got: int


class BadLink(Refused):
    """A link that is not http or https."""


@dataclass
class UnknownZone(Refused):
    """Not a name of the IANA time zone database."""

    name: str


class BadEmail(Refused):
    """Not an e-mail address."""


class LastSecretary(Refused):
    """The last secretary cannot be removed: nobody could run the council."""


@dataclass
class InThePast(Refused):
    """An instant in the past."""

    at: datetime


@dataclass
class TooSoon(Refused):
    """A deadline that leaves people too little time to answer."""

    least_minutes: int


@dataclass
class NoSuchTime(Refused):
    """A wall-clock time that the zone skips when its clocks go forward."""

    local: datetime
    zone: str


@dataclass
class TooFar(Refused):
    """A date so far ahead that its year must be a mistake."""

    years: int


@dataclass
class BadDuration(Refused):
    """Not a length of time that a meeting can have, in whole minutes."""

    least: int
    most: int


@dataclass
class BadReminders(Refused):
    """Not valid offsets of reminders: at most `most`, and none longer than `days` days."""

    most: int
    days: int


@dataclass
class BadSeries(Refused):
    """Fewer or more meetings than a series may have, or over too many years."""

    least: int
    most: int
    years: int


@dataclass
class NoSuchGroup(Refused):
    """Neither the code nor the name of a group; `known` are the council's codes."""

    typed: str
    known: tuple[str, ...]


class NoSeries(Refused):
    """The meeting does not belong to a series."""


class NotAhead(Refused):
    """The meeting was cancelled or has begun: it can no longer be changed."""


class MovedSince(Refused):
    """The button names a time from which the meeting was moved."""


class NotNow(Refused):
    """Check-in is only possible while a meeting is in progress."""


class NotBegun(Refused):
    """The meeting has not begun: there is no attendance and there are no minutes yet."""


class Unchanged(Refused):
    """It is already so."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the same object after it was shown."""


class Anonymous(Refused):
    """The sender wrote in a group's name, so that their rights cannot be determined."""


class NobodyToAsk(Refused):
    """The electorate or audience is empty."""


class NoElectorate(NobodyToAsk):
    """Nobody in the group has a role that takes positions."""


@dataclass
class FileTooLarge(Refused):
    """The file is larger than a bot can download, `most` megabytes."""

    most: int


class NoFileHere(Refused):
    """A file was sent where text or a button is expected."""


class TooMuchWork(Refused):
    """What was sent takes more time or memory than one thing may."""


class NotFetched(Refused):
    """The file could not be downloaded from Telegram."""


class TableFault(StrEnum):
    """Why a table cannot be read."""

    NO_TABLE = "neither CSV nor a spreadsheet"
    LOCKED = "protected by a password"
    BROKEN = "broken"
    TOO_LARGE = "unpacks to more than fits"
    TOO_MANY_ROWS = "too many rows"
    EMPTY = "empty"


@dataclass
class UnreadableTable(Refused):
    """A file that cannot be read as a table. `row`: the row with the fault, 0 if unknown; `most`: the limit of rows."""

    fault: TableFault
    row: int = 0
    most: int = 0


@dataclass
class NoHeads(Refused):
    """A table without the required columns, named in `missing`."""

    missing: tuple[str, ...]


@dataclass
class TooManyItems(Refused):
    """An agenda with too many items."""

    most: int
    got: int


class OnlyOne(NobodyToAsk):
    """An electorate of one: there is no consensus with oneself."""


@dataclass
class TooFewForDetached(Refused):
    """An electorate so small that totals alone would show who chose what."""

    least: int


class NotTogether(Refused):
    """The rule needs to know who objects, but the round does not record it."""


class ReviewWanted(Refused):
    """Consent needs a day, after the round's deadline, on which the decision is reviewed."""


@dataclass
class BadNumber(Refused):
    """Not a whole number within these bounds."""

    least: int
    most: int


class ObjectionGone(Refused):
    """The objection was withdrawn, or replaced by another position."""


class PositionChanged(Refused):
    """The button belongs to one's own earlier objection; the position has changed since."""


class NobodyFits(Refused):
    """Nobody who can be chosen has the typed part of a name."""


@dataclass
class SeveralFit(Refused):
    """`n` of those who can be chosen have the typed part of a name."""

    n: int


@dataclass
class TooSoonForSilence(Refused):
    """The silence would be shorter than the council's file allows."""

    least_hours: int


class OnlyLater(Refused):
    """A deadline can only be moved to a later time."""


class OldVersion(Refused):
    """The button belongs to an earlier text of the recommendation."""


class VotedAlready(Refused):
    """In a detached round a vote cannot be changed: nobody knows which one it was."""


class NotYet(Refused):
    """The whole electorate must have answered first."""


class ObjectionsUnanswered(Refused):
    """Rough consensus requires every objection to be withdrawn or answered in writing first."""


class OwnText(Refused):
    """Whoever wrote the text does not declare that there is rough consensus on it, or none."""


@dataclass
class MovedOn(Refused):
    """The recommendation is no longer at the stage that the request assumes, but at `stage`."""

    stage: str


class TextOfAnother(Refused):
    """The Executive Committee decides on a group's text as it is: only the group changes it."""


class NewVersionWanted(Refused):
    """After being returned with comments, a recommendation needs a new version."""


class NoteWanted(Refused):
    """A changed document needs a note by its author about what changed."""


class AnsweredThemselves(Refused):
    """The person has taken a position in the bot: only they may change it."""


class QuestionClosed(Refused):
    """The quick question no longer takes answers."""


class NoChatLinked(Refused):
    """No Telegram chat is linked to the group."""


class NoTags(Refused):
    """No hashtag was typed where some are wanted, or too long a one."""


class TagsTaken(Refused):
    """A hashtag means another topic, or a group, already."""


@dataclass
class UnreadableDate(Refused):
    """The text is not an unambiguous date and time."""

    typed: str
