"""What the council's rules refuse. Each is said to people in their own language by `handlers.common.refusals`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The base of all refusals: nothing was changed."""


@dataclass
class Forbidden(Refused):
    """The one who acts has no right to this. Absent things are refused in the same words."""

    action: str
    subject: str = ""


class Stale(Refused):
    """A button or link that belongs to a state that is gone."""


class Closed(Refused):
    """The round takes no more positions."""


class OutsideElectorate(Refused):
    """Only those who were members when the round opened take positions in it."""


class ReasonWanted(Refused):
    """A reservation or an objection needs its reason."""


class AlreadyDecided(Refused):
    """Somebody else decided first."""


class LinkUnusable(Refused):
    """An invitation that is expired, used up, revoked or invented: told apart to nobody."""


@dataclass
class TooManyTries(Refused):
    """Someone has opened many links that cannot be used; for so many minutes no link is looked at."""

    minutes: int


class Reachable(Refused):
    """Someone who has joined, and who can be written to: they need no link."""


class AlreadyAsked(Refused):
    """A question that was put about a request waits to be answered."""


class AlreadySeated(Refused):
    """The person has these seats already."""


class SuspendedThere(Refused):
    """The person has a role there that is suspended: only lifting that puts them there again."""


class AlreadyInRole(Refused):
    """The person has this role in the group already."""


class Empty(Refused):
    """Nothing was typed where something is wanted."""


@dataclass
class TooLong(Refused):
    """More than fits. Lengths are in UTF-16 code units, as Telegram counts."""

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
    """The only one who holds the secretariat's seat: without them nobody could run the council."""


@dataclass
class InThePast(Refused):
    """An instant that lies behind."""

    at: datetime


@dataclass
class TooSoon(Refused):
    """A deadline nearer than people need to answer."""

    least_minutes: int


@dataclass
class NoSuchTime(Refused):
    """A wall-clock time that the zone skips when its clocks go forward."""

    local: datetime
    zone: str


@dataclass
class TooFar(Refused):
    """A date so far ahead that its year must be a slip."""

    years: int


@dataclass
class BadDuration(Refused):
    """Not a length of time that a meeting can have, in whole minutes."""

    least: int
    most: int


@dataclass
class BadReminders(Refused):
    """Not times before a meeting at which it can remind: at most `most`, none of them more than `days` ahead."""

    most: int
    days: int


@dataclass
class BadSeries(Refused):
    """More meetings than a series may have, fewer than two, or over more years."""

    least: int
    most: int
    years: int


@dataclass
class NoSuchGroup(Refused):
    """A word that is neither the code nor the name of a group of the council, whose codes are `known`."""

    typed: str
    known: tuple[str, ...]


class NoSeries(Refused):
    """A meeting that is not one of a series."""


class NotAhead(Refused):
    """A meeting that was cancelled or has begun: nothing about it is changed any more."""


class MovedSince(Refused):
    """A button of an earlier time of a meeting, which was moved since."""


class NotNow(Refused):
    """People check in while a meeting goes on, and neither before nor after."""


class NotBegun(Refused):
    """Of a meeting that is still to begin nobody knows who was there, or what was said."""


class Unchanged(Refused):
    """It is so already."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the same thing after this one had looked at it."""


class Anonymous(Refused):
    """Someone wrote in a group's name: nobody can tell who, and so what they may do."""


class NobodyToAsk(Refused):
    """An electorate or an audience of no one."""


class NoElectorate(NobodyToAsk):
    """A group in which nobody holds a role that takes positions."""


@dataclass
class FileTooLarge(Refused):
    """A file is larger than a bot can fetch, in megabytes."""

    most: int


class NoFileHere(Refused):
    """A file was sent where words or a button are wanted."""


class NotFetched(Refused):
    """A file that was sent could not be fetched from Telegram."""


class TableFault(StrEnum):
    """Why a table cannot be read."""

    NO_TABLE = "neither CSV nor XLSX"
    OLD = "an old kind of spreadsheet"
    LOCKED = "protected by a password"
    BROKEN = "broken"
    TOO_LARGE = "unpacks to more than fits"
    TOO_MANY_ROWS = "too many rows"
    EMPTY = "empty"


@dataclass
class UnreadableTable(Refused):
    """A file that cannot be read as a table. `row`: where it broke, 0 where that is not known; `most`: how many rows fit."""

    fault: TableFault
    row: int = 0
    most: int = 0


@dataclass
class NoHeads(Refused):
    """A table without the columns that everyone needs; their names are `missing`."""

    missing: tuple[str, ...]


@dataclass
class TooManyItems(Refused):
    """An agenda of more items than fit."""

    most: int
    got: int


class OnlyOne(NobodyToAsk):
    """An electorate of one: nobody decides by consensus with themselves."""


@dataclass
class TooFewForDetached(Refused):
    """An electorate so small that totals alone would tell who chose what."""

    least: int


class NotTogether(Refused):
    """A rule that needs to know who objects, in a round where nobody does."""


class ReviewWanted(Refused):
    """Consent wants a day, still to come, on which what was adopted is looked at again."""


@dataclass
class BadNumber(Refused):
    """Not a whole number within these bounds."""

    least: int
    most: int


@dataclass
class TooSoonForSilence(Refused):
    """A silence that would be shorter than the council's file allows."""

    least_hours: int


class OnlyLater(Refused):
    """A deadline is moved to a later time, and to no other."""


class OldVersion(Refused):
    """A button of an earlier text of the recommendation."""


class VotedAlready(Refused):
    """In a detached round a vote is given once: nobody knows which it was, so it cannot be changed."""


class NotYet(Refused):
    """What wants all of the electorate to have answered first."""


class ObjectionsUnanswered(Refused):
    """Rough consensus wants every objection to be withdrawn or answered in writing first."""


@dataclass
class MovedOn(Refused):
    """A recommendation that stands elsewhere by now than what is asked of it supposes. `stage`: where."""

    stage: str


class NewVersionWanted(Refused):
    """What was returned with comments is asked about again only as a new version."""


class NoteWanted(Refused):
    """A changed document wants its author's own word on what changed."""


class AnsweredThemselves(Refused):
    """The person has taken a position in the bot: it is theirs to change."""


class QuestionClosed(Refused):
    """A quick question that takes no more answers."""


class NoChatLinked(Refused):
    """The group has no chat in Telegram that was linked to it."""
