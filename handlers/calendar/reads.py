"""What a calendar program reads at a feed's secret address."""

from collections.abc import Callable
from datetime import datetime, timedelta

from council.authority import Action, anywhere
from council.config import Council
from council.meetings import Meeting, MeetingState
from council.people import Actor, Person
from handlers.common import ical
from handlers.common.ical import Entry
from handlers.common.texts import Catalogs
from storage import agendas, calendar_feeds, meetings, members
from storage.calendar_feeds import Feed
from storage.invitations import token_hash
from storage.transaction import Transaction

BEHIND, AHEAD = timedelta(days=60), timedelta(days=366 * 6)
"""What a feed shows around the present. Meetings are set at most five years ahead."""


async def find_feed(tx: Transaction, token: str) -> Feed | None:
    """The feed of this secret, be it revoked or not; None: no such secret was ever given out."""
    return await calendar_feeds.by_hash(tx, token_hash(token))


async def list_entries(tx: Transaction, listed: list[Meeting]) -> list[Entry]:
    """These meetings as calendars know them."""
    marks = await calendar_feeds.marks(tx, [meeting.id for meeting in listed])
    agenda = await agendas.latest_of(tx, [meeting.id for meeting in listed])
    return [Entry(*marks[meeting.id], meeting, agenda.get(meeting.id)) for meeting in listed]


async def feed_content(tx: Transaction, council: Council, catalogs: Catalogs, feed: Feed, now: datetime) -> Callable[[], bytes]:
    """What the feed holds for its owner now, to be drawn off the event loop. Their seats are read each time: what they
    no longer see, it no longer shows."""
    person = await members.find(tx, feed.person)
    seats = await members.seats_of(tx, person.id, now) if person else ()
    groups = anywhere(Actor("person", person, seats), Action.SEE_MEETING)
    shown = await list_entries(tx, await meetings.between(tx, groups, now - BEHIND, now + AHEAD, list(MeetingState)))
    t = catalogs.of(person)
    zone = person.zone if person else council.zone
    return lambda: ical.feed(shown, council, wants(person), zone, t)


def wants(person: Person | None) -> ical.Wants:
    """Which alarms the calendar of this person is given: those of the reminders that they want."""
    return person.wants if person else lambda _offset: False
