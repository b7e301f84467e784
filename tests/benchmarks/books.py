"""Databases for the benchmarks, written by the program's own actions; what is to be done with each is printed as JSON:
`python -m tests.benchmarks.books round FILE PEOPLE` or `announced FILE PEOPLE REMINDERS`."""

import asyncio
import json
import sys
from datetime import timedelta

import sqlalchemy as sa

from bot.clock import SystemClock
from bot.council_file import load_council
from council.audiences import Audience, AudienceKind
from council.meetings import MeetingDraft
from council.people import WHOLE_COUNCIL, Actor, Role
from council.quiet_hours import NONE as NO_QUIET
from council.rounds import RecommendationDraft
from council.rules import Choice
from handlers.common.presses import encode
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from handlers.rounds.actions import opening
from handlers.rounds.presses import Vote
from storage import members
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import outbox, people
from storage.transaction import Transaction
from tests.announcing import publish
from tests.broadcast import FIRST, TEXT
from tests.crowd import seat_in_b
from tests.root import ROOT

SECRETARY, REMINDED = 1, 2
"""Their Telegram ids."""

HOUR = timedelta(hours=1)
LATER, APART = timedelta(seconds=15), timedelta(seconds=2)
"""When the first reminder falls due, and how far apart they are: a chat gets one message a second."""


async def _secretary(tx: Transaction) -> UnitOfWork:
    council, now = load_council(ROOT / "council.toml"), SystemClock().now()
    person = await members.add(tx, SECRETARY, "en", council.zone, now)
    await members.seat(tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, now)
    return unit_of_work(tx, council, Actor("person", person, await members.seats_of(tx, person.id, now)), now)


async def in_round(store: Store, number: int) -> object:
    """A group of so many in a round; nothing waits to be sent. The data of the button that supports."""
    await seat_in_b(store, range(FIRST, FIRST + number), SystemClock().now())
    async with store.begin() as tx:
        work = await _secretary(tx)
        draft = RecommendationDraft("B", "Schooling", "Children return to school.", "", work.now + timedelta(days=7))
        round_ = await opening.open_round(work, draft)
        await tx.write(sa.delete(outbox))
        return [encode(Vote(round_.id, round_.version, choice)) for choice in (Choice.SUPPORT, Choice.ASIDE)]


async def announced(store: Store, number: int, reminders: int) -> object:
    """An announcement to so many that is to be listed, and meetings whose reminders fall due meanwhile; when they do."""
    await seat_in_b(store, range(FIRST, FIRST + number), SystemClock().now())
    dues: list[float] = []
    async with store.begin() as tx:
        work = await _secretary(tx)
        one = await members.add(tx, REMINDED, "en", "UTC", work.now)
        await members.seat(tx, one.id, "A", Role.MEMBER, work.now)
        for n in range(reminders):
            due = (work.now + LATER + n * APART).replace(microsecond=0)
            draft = MeetingDraft("Budget", ("A",), (due + HOUR).replace(tzinfo=None), "UTC", reminders=(HOUR,))
            await meetings.publish(work, draft)
            dues.append(due.timestamp())
        await tx.write(sa.delete(outbox))  # that they were set
        await tx.write(sa.update(people).values(quiet=NO_QUIET))  # at whatever time of the day it is measured
        await publish(work, Audience(AudienceKind.GROUPS, ("B",)), TEXT)
    return dues


async def main(what: str, file: str, numbers: list[int]) -> None:
    store = Store(f"sqlite+aiosqlite:///{file}")
    await upgrade(store.engine)
    print(json.dumps(await (in_round(store, *numbers) if what == "round" else announced(store, *numbers))))
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], [int(n) for n in sys.argv[3:]]))
