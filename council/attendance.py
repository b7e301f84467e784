"""Who says they will come to a meeting, who was there, and when a meeting is looked after again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council.clock import zone
from council.meetings import Meeting, MeetingState
from council.rules import share

NUDGE_AHEAD = timedelta(hours=48)
"""How long before it begins those who are silent are asked once more, and the secretariat hears of a missing quorum."""

AGENDA_AHEAD = timedelta(hours=72)
"""From how long before it begins on a missing agenda is a task of the secretariat."""

CHECK_IN_BEFORE, CHECK_IN_AFTER = timedelta(minutes=15), timedelta(minutes=60)
"""From when before the start until when after the end people can say that they are there."""

CARDS_REDRAWN = timedelta(days=14)
"""How long before it begins a meeting's cards are drawn anew each midnight."""

_NEAR = (timedelta(hours=12), timedelta(hours=3))


class Answer(StrEnum):
    """What someone says when asked whether they come."""

    IN_PERSON = "person"
    ONLINE = "online"
    NO = "no"
    SOMEONE = "someone"  # not themselves: they send somebody
    LATER = "later"


COMING = frozenset({Answer.IN_PERSON, Answer.ONLINE})
SETTLED = COMING | {Answer.NO, Answer.SOMEONE}
"""What needs no more asking."""


class Presence(StrEnum):
    """What is written down of someone at a meeting. Of whom nothing is written down counts as absent."""

    HERE = "here"
    ONLINE = "online"
    SOMEONE = "someone"
    ABSENT = "absent"


PRESENT = frozenset({Presence.HERE, Presence.ONLINE})


@dataclass(frozen=True, slots=True)
class Reply:
    """Someone's answer for one schedule of a meeting. `substitute`: whom they send; `again_at`: when they, who answer
    later, are asked again (UTC)."""

    answer: Answer
    substitute: str = ""
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many of those of a group who take positions come, of how many, and how many the council's quorum wants.

    Whom a member sends takes no position and is not counted.
    """

    group: str
    coming: int
    of: int
    quorum: int

    @property
    def missed(self) -> bool:
        """Whether too few come; never in a group without members."""
        return self.coming < self.quorum


@dataclass(frozen=True, slots=True)
class Standing:
    """How a meeting stands: numbers only, no names. `others`: observers who come; `someone`: those who send somebody.
    Of the members alone, as the quorum is: `cannot` come, `silent`: have not said."""

    turnouts: tuple[Turnout, ...] = ()
    online: int = 0
    others: int = 0
    someone: int = 0
    cannot: int = 0
    silent: int = 0

    @property
    def missed(self) -> bool:
        return any(turnout.missed for turnout in self.turnouts)


def standing(
    members: Mapping[str, Collection[int]], observers: Collection[int], replies: Mapping[int, Reply], quorum: int
) -> Standing:
    """Count the answers. `members`: those who take positions, by group; `observers`: the others; `quorum` in per cent."""
    coming = {person for person, reply in replies.items() if reply.answer in COMING}
    everyone = {person for group in members.values() for person in group} | set(observers)
    given = [replies[person].answer for person in everyone if person in replies]
    turnouts = tuple(
        Turnout(group, len(coming & set(people)), len(people), share(quorum, len(people))) for group, people in members.items()
    )
    voting = {person for group in members.values() for person in group}
    return Standing(
        turnouts,
        given.count(Answer.ONLINE),
        len(coming & everyone - voting),
        given.count(Answer.SOMEONE),
        sum(replies[person].answer is Answer.NO for person in voting if person in replies),
        sum(person not in replies or replies[person].answer not in SETTLED for person in voting),
    )


def ask_again_at(starts_at: datetime, now: datetime) -> datetime:
    """When someone who will say later is asked again: half-way to the start, but two days before it at the latest."""
    half, latest = now + (starts_at - now) / 2, starts_at - NUDGE_AHEAD
    at = min(half, latest) if latest > now else half
    return at.replace(second=0, microsecond=0) if at - now >= timedelta(minutes=1) else at


def nudge_at(starts_at: datetime, now: datetime) -> datetime | None:
    """When those who have not answered are asked once; None for a meeting that is set or moved nearer than that."""
    at = starts_at - NUDGE_AHEAD
    return at if at > now else None


def check_in_open(meeting: Meeting, now: datetime) -> bool:
    """Whether people can say now that they are there."""
    opens, closes = meeting.starts_at - CHECK_IN_BEFORE, meeting.ends_at + CHECK_IN_AFTER
    return meeting.state is MeetingState.PUBLISHED and opens <= now < closes


def begun(meeting: Meeting, now: datetime) -> bool:
    """Whether there is something to write down of who was there: check-in has opened, or it is over."""
    return meeting.state is MeetingState.PUBLISHED and meeting.starts_at - CHECK_IN_BEFORE <= now


def next_redraw(meeting: Meeting, zone_name: str, after: datetime) -> datetime | None:
    """When the meeting's cards are next drawn anew, so that what they say stays true: each midnight of the last two
    weeks in this zone, twice on the last day, and when check-in and the meeting begin and end. None: not any more."""
    if meeting.state is not MeetingState.PUBLISHED:
        return None
    marks = [_midnight(max(after, meeting.starts_at - CARDS_REDRAWN), zone_name)]
    marks += [meeting.starts_at - near for near in _NEAR]
    marks = [at for at in marks if at < meeting.starts_at]
    marks += [meeting.starts_at - CHECK_IN_BEFORE, meeting.starts_at, meeting.ends_at, meeting.ends_at + CHECK_IN_AFTER]
    return min((at for at in marks if at > after), default=None)


def _midnight(after: datetime, zone_name: str) -> datetime:
    there = zone(zone_name)
    day = after.astimezone(there).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=there).astimezone(after.tzinfo)


MOST_TIMES = 4
_WORKING_DAYS = range(5)


def other_times(starts: datetime, taken: Collection[datetime] = ()) -> tuple[datetime, ...]:
    """Up to four other times for a meeting at `starts`, all wall-clock time: the same hour on the next three working
    days, and on the same day a week later. Those in `taken` are left out."""
    week = starts + timedelta(days=7)
    days = [starts + timedelta(days=n) for n in range(1, 7)]
    near = [day for day in days if day.weekday() in _WORKING_DAYS and day not in taken][: MOST_TIMES - 1]
    return tuple(sorted({*near, *([week] if week not in taken else [])}))


def winner(counts: Sequence[int]) -> int | None:
    """The place of what most could make, the earlier of equals; None where nobody could make any."""
    best = max(counts, default=0)
    return counts.index(best) if best else None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person at one meeting, as it is written down: what they had answered, and whether they were there."""

    person: int
    reply: Reply | None = None
    presence: Presence | None = None
    by_secretariat: bool = False


def present(sittings: Iterable[Sitting]) -> int:
    """How many were there."""
    return sum(sitting.presence in PRESENT for sitting in sittings)


@dataclass(frozen=True, slots=True)
class Topic:
    """A recommendation that a meeting discusses."""

    recommendation: int
    number: str
    title: str
