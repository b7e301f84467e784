"""What the program depends on fails for a while: the network, the database, disk space, the machine's clock."""

import asyncio
import resource
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import SystemClock
from bot.settings import ClockKind
from council.audiences import Audience, AudienceKind
from council.config import Council
from council.meetings import MeetingDraft
from council.people import OPERATOR, Actor
from handlers.announcements.actions import kinds
from handlers.meetings.actions import meetings
from handlers.meetings.actions.reminders import REMINDER
from handlers.reactions import unit_of_work
from sandbox.client import Sandbox, User
from sandbox.faults import Fault
from sandbox.server import Server
from storage import engine, members, outbox
from storage.tables import outbox as table, seats
from tests.announcing import compose, publish
from tests.daytime import by_day, morning
from tests.faults.broadcast import IN_FLIGHT
from tests.flows.world import SECRETARY, World, running
from tests.following import follow
from tests.program import Program
from tests.waiting import until

EVERYONE = Audience(AudienceKind.GROUPS, ("B",))


class Machine:
    """The machine's clock, which can be set. Real time is not affected."""

    def __init__(self) -> None:
        self.by = morning() - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The clock as the program and APScheduler read it."""
    set_ = Machine()

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # always called with a zone
            return set_.now().astimezone(tz)  # type: ignore[arg-type]  # as above

    monkeypatch.setattr(SystemClock, "now", lambda _: set_.now())
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Shifted)
    monkeypatch.setattr(apscheduler.triggers.interval, "datetime", Shifted)
    return set_


@asynccontextmanager
async def world_of(folder: Path, council: Council, server: Server) -> AsyncIterator[World]:
    """A running program on the machine's clock."""
    async with Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        async with running(server.url, folder / "majlis.db", council, clock=ClockKind.SYSTEM) as app:
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            yield World(app, sandbox, council, secretary)


async def announce(world: World, text: str, now: datetime) -> None:
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, SECRETARY)
        assert person is not None
        actor = Actor("person", person, await members.seats_of(tx, person.id, now))
        await publish(unit_of_work(tx, world.council, actor, now), EVERYONE, text)


async def meet(world: World, title: str, starts: datetime, now: datetime) -> None:
    async with world.app.store.begin() as tx:
        draft = MeetingDraft(title, ("B",), starts.replace(tzinfo=None, microsecond=0), "UTC")
        await meetings.publish(unit_of_work(tx, world.council, OPERATOR, now), draft)


async def ended(world: World, kind: str) -> Counter[tuple[str, str | None]]:
    async with world.app.store.read() as tx:
        rows = await tx.rows(sa.select(table).where(table.c.kind == kind))
    return Counter((row["state"], row["reason"]) for row in rows)


async def copies(user: User, text: str) -> int:
    return sum(1 for message in await user.inbox() if text in message.text)


async def test_an_hour_without_network(tmp_path: Path, council: Council, machine: Machine) -> None:
    """Everything arrives afterwards, except what had to be said before a meeting that has begun by then."""
    server = by_day()
    await server.start()
    port = int(server.url.rpartition(":")[2])
    async with world_of(tmp_path, council, server) as world:
        experts = [await world.member(f"Expert {n}, group B", ["B"]) for n in range(3)]
        now = machine.now()
        await meet(world, "Soon", now + timedelta(minutes=110), now)
        await meet(world, "Missed", now + timedelta(minutes=65), now)
        for expert in experts:
            await expert.expect("Group B: Missed", after=0)
        await server.stop()
        await announce(world, "Visit of 12 December", machine.now())
        machine.by += timedelta(minutes=10)

        async def tried() -> bool:
            return await ended(world, REMINDER.name) == {("retry", "no connection"): 3}

        await until(tried)
        machine.by += timedelta(minutes=57)
        server = Server(port, world=server.world)
        await server.start()
        try:
            for expert in experts:
                await expert.expect("Visit of 12 December", after=0)
                await expert.expect("group B, Soon", after=0)
            await world.secretary.say("/home")
            await world.secretary.expect(council.short_name("en"))
            for expert in experts:
                assert [await copies(expert, t) for t in ("Visit of", "group B, Soon", "group B, Missed")] == [1, 1, 0]
            assert await ended(world, REMINDER.name) == {("sent", None): 3, ("cancelled", "expired"): 3}
        finally:
            await server.stop()


async def test_the_machines_clock_is_set_back_by_an_hour(tmp_path: Path, council: Council, machine: Machine) -> None:
    """Nothing is duplicated, and what is due does not wait for an hour."""
    async with by_day() as server, world_of(tmp_path, council, server) as world:
        expert, slow = [await world.member(f"Expert {n}, group B", ["B"]) for n in range(2)]
        now = machine.now()
        async with world.app.store.begin() as tx:  # seated before the time that the clock is set back to
            await tx.write(sa.update(seats).values(since=now - timedelta(days=1)))
        await meet(world, "Soon", now + timedelta(minutes=60, seconds=2), now)
        await expert.expect("group B, Soon", after=0)  # the reminder
        server.world.faults.add(Fault("500", "sendMessage", slow.id, count=3))
        await announce(world, "Visit of 12 December", machine.now())
        await expert.expect("Visit of 12 December", after=0)

        async def to_be_tried_again() -> bool:
            return ("retry", "server error") in await ended(world, kinds.TEXT.name)

        await until(to_be_tried_again)
        machine.by -= timedelta(hours=1)
        await announce(world, "Another matter", machine.now())
        for user in (expert, slow):
            await user.expect("Another matter", after=0)
        await slow.expect("Visit of 12 December", after=0)
        await expert.say("/home")
        await expert.expect(council.short_name("en"))
        await asyncio.sleep(2)  # a few beats
        for user in (expert, slow):
            assert await copies(user, "Visit of 12 December") == await copies(user, "Another matter") == 1
            assert await copies(user, "group B, Soon") == 1


LOCK = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("COMMIT")
held.close()
"""


@pytest.mark.parametrize(("patience", "seconds"), [(300, 1.5), pytest.param(engine.BUSY_MS, 15.0, marks=pytest.mark.long)])
async def test_the_database_is_locked_by_another_process(
    tmp_path: Path, council: Council, machine: Machine, monkeypatch: pytest.MonkeyPatch, patience: int, seconds: float
) -> None:
    """For longer than the lock timeout: no press or message is lost, and nothing is duplicated."""
    monkeypatch.setattr(engine, "BUSY_MS", patience)
    async with by_day() as server, world_of(tmp_path, council, server) as world:
        experts = [await world.member(f"Expert {n}, group B", ["B"]) for n in range(20)]
        await announce(world, "Visit of 12 December", machine.now())
        await experts[0].expect("Visit of 12 December", after=0)
        locking = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LOCK, str(tmp_path / "majlis.db"), str(seconds), stdout=asyncio.subprocess.PIPE
        )
        assert locking.stdout is not None
        await locking.stdout.readline()
        begun = time.monotonic()
        await experts[1].say("/profile")
        await experts[1].expect("Time zone")
        assert time.monotonic() - begun > seconds / 2, "it was really locked"
        assert await locking.wait() == 0
        for expert in experts:
            await expert.expect("Visit of 12 December", after=0)

        async def all_done() -> bool:
            async with world.app.store.read() as tx:
                return await outbox.idle(tx, machine.now())

        await until(all_done)
        assert [await copies(expert, "Visit of 12 December") for expert in experts] == [1] * 20
        assert await ended(world, kinds.TEXT.name) == {("sent", None): 20}


@pytest.mark.long
async def test_the_disk_is_full(tmp_path: Path, unused_tcp_port: int) -> None:
    """The kernel refuses all of the program's writes for a while: nothing continues that could not be stored."""

    async def failed_twice() -> bool:
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{unused_tcp_port}/metrics") as answer:
            told = text_string_to_metric_families(await answer.text())
        events = {sample.labels["event"]: sample.value for one in told for sample in one.samples if "event" in sample.labels}
        return events.get("nothing delivered", 0) >= 2

    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        readers = [await sandbox.person(f"Reader {n}") for n in range(60)]
        program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
        program.environment |= {"MESSAGES_PER_SECOND": "10", "METRICS_PORT": str(unused_tcp_port)}  # slow: it takes some seconds
        async with program:
            await secretary.say("/start")
            await secretary.press("English")
            await asyncio.gather(*(follow(reader) for reader in readers))
            await compose(secretary, "Visit of 12 December", kind="Followers of the news")
            await secretary.press("Send to 60 people")
            await readers[10].expect("Visit of 12 December", after=0)

            was = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (1, was[1]))
            before = [await copies(reader, "Visit of 12 December") for reader in readers]
            await readers[0].say("/unsubscribe")
            await until(failed_twice, "two tries")  # its standard error is a file, which is refused too
            during = [await copies(reader, "Visit of 12 December") for reader in readers]
            assert sum(during) <= min(sum(before) + IN_FLIGHT, 59), "nothing goes out of which nobody could know that it did"
            assert await copies(readers[0], "You are unsubscribed") == 0
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, was)

            await readers[0].expect("You are unsubscribed", after=0)
            await secretary.expect("Delivered: 60 of 60", after=0)
            assert [await copies(reader, "Visit of 12 December") for reader in readers] == [1] * 60
            assert await program.stop() == 0
