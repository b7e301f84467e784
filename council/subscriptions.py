"""Subscriptions to the news: in which language, about what, how often; and when a digest falls due."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from council import typed_times
from council.clock import instant, zone
from council.date_parts import Words
from council.errors import NoSuchTime, Refused
from council.posts import EVERYTHING

DIGEST_TIME = time(9)
"""When digests come, where nobody has said otherwise; in the reader's own zone."""

LONGEST_PAUSE = timedelta(days=366)
DAYS_OF_WEEK, MINUTES_OF_DAY = 7, 24 * 60


class Pace(StrEnum):
    """How often someone gets news: each post by itself, or one list a day or a week."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


class UnreadableTime(Refused):
    """A time of day that could not be understood."""


class PauseTooLong(Refused):
    """A pause that is longer than anyone means."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A pace and, for lists, the time of day and (0: Monday) the day of the week, by the wall clock of the reader."""

    pace: Pace
    at: time = DIGEST_TIME
    weekday: int = 0

    def next_due(self, zone_name: str, after: datetime) -> datetime | None:
        """The first instant (UTC) later than `after` at which a list falls due; None at once. Raises `UnknownZone`.

        On a day that has no such time, because clocks go forward, it is an hour later.
        """
        if self.pace is Pace.NOW:
            return None
        today = after.astimezone(zone(zone_name)).date()
        # From yesterday on: a time that clocks skip shortly before midnight falls on the next day.
        for ahead in range(-1, DAYS_OF_WEEK + 1):
            date = today + timedelta(days=ahead)
            if self.pace is Pace.WEEKLY and date.weekday() != self.weekday:
                continue
            local = datetime.combine(date, self.at)
            try:
                due = instant(local, zone_name)
            except NoSuchTime:
                due = instant(local + timedelta(hours=1), zone_name)
            if due > after:
                return due
        return None  # not reached: today's time in a week is later than `after`, and each weekday lies before it


@dataclass(frozen=True, slots=True)
class Subscription:
    """What someone follows. `topics` are codes, or `EVERYTHING` alone. Until it is `active` it is still being chosen.

    `paused_until` (UTC): nothing is sent before then. `read_to`: the last post that /latest has shown, at `read_at` (UTC).
    """

    person: int
    language: str
    topics: tuple[str, ...]
    rhythm: Rhythm
    active: bool = True
    paused_until: datetime | None = None
    read_to: int = 0
    read_at: datetime | None = None

    @property
    def everything(self) -> bool:
        return EVERYTHING in self.topics

    def paused(self, now: datetime) -> bool:
        """Whether nothing is to be sent at `now`."""
        return self.paused_until is not None and now < self.paused_until


def toggled(topics: Collection[str], topic: str) -> tuple[str, ...]:
    """The topics with this one ticked or unticked. Everything and single topics exclude each other."""
    if topic == EVERYTHING:
        return () if EVERYTHING in topics else (EVERYTHING,)
    rest = [one for one in topics if one != EVERYTHING]
    return tuple(one for one in rest if one != topic) if topic in rest else (*rest, topic)


def wants(subscription: Subscription, language: str, topics: Collection[str]) -> bool:
    """Whether a post in this language ("": in any) about these topics is one that they follow: as the SQL has it too."""
    return (
        subscription.active
        and language in {"", subscription.language}
        and (subscription.everything or bool(set(topics) & set(subscription.topics)))
    )


def read_time(typed: str, words: Words) -> time:
    """A time of day as somebody types it: "9", "9:30", "7 in the evening". Raises `UnreadableTime`."""
    read = typed_times.read_time(typed, words)
    if read is None:
        raise UnreadableTime
    return read


def check_pause(until: datetime, now: datetime) -> datetime:
    """The end of a pause. Raises `PauseTooLong`."""
    if until - now > LONGEST_PAUSE:
        raise PauseTooLong
    return until.astimezone(UTC)


def followers_by_day(count: int, changes: Mapping[str, int], today: date, back: int) -> list[tuple[date, int]]:
    """How many followed the news at the end of each day, from `back` days ago to today, by how many do now and by how many
    more there were after each day ("2026-11-24")."""
    days: list[tuple[date, int]] = []
    for ago in range(back + 1):
        day = today - timedelta(days=ago)
        days.append((day, max(count, 0)))
        count -= changes.get(day.isoformat(), 0)
    return days[::-1]
