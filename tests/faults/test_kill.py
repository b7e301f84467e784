"""Killed without warning while several people are in the middle of something, and restarted: hardly anybody notices."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.people import Role
from sandbox.client import Sandbox, User
from storage import audit, forms, members, outbox, updates
from storage.tables import join_requests, outbox as outbox_table, people
from tests.databases import opened
from tests.daytime import by_day
from tests.faults.kill import approve, register
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.rounds import rounds
from tests.waiting import settled

IN_FLIGHT = 16
"""The most requests in flight: so many messages may be duplicated by each kill."""


async def kill_again_and_again(program: Program, times: int, chance: random.Random) -> None:
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.05, 1.2))
        await program.kill()
        await program.start()
        await asyncio.sleep(chance.uniform(0.8, 2.0))  # long enough to start working, sometimes


async def ordeal(folder: Path, people_in_it: int, kills: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - for the time of a kill
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        users = [await sandbox.person(f"Expert {n}") for n in range(people_in_it)]
        async with Program(server.url, folder / "majlis.db", SECRETARY) as program:
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            killer = asyncio.create_task(kill_again_and_again(program, kills, chance))
            await asyncio.gather(*(register(user, number) for number, user in enumerate(users)), approve(secretary, people_in_it))
            await killer
            for user in users:
                await user.expect("approved your request", after=0)
            async with opened(folder / "majlis.db") as store:
                await settled(store)
            assert await program.stop() == 0
            assert program.said == ""
        await check(folder, sandbox, users, secretary, kills)


async def check(folder: Path, sandbox: Sandbox, users: list[User], secretary: User, kills: int) -> None:
    async with opened(folder / "majlis.db") as store, store.read() as tx:
        now = await sandbox.now()
        for number, user in enumerate(users):
            person = await members.by_telegram(tx, user.id)
            assert person is not None
            told = (person.name, person.organisation, person.country)
            assert told == (f"Expert {number}, with a long name", f"Institute № {number}", f"Country {number}")
            seats = [(seat.group, seat.role) for seat in await members.seats_of(tx, person.id, now)]
            assert seats == [("ABC"[number % 3], Role.MEMBER)]
            assert await forms.load(tx, person.id) is None
        for action in ("request made", "request approved"):
            assert len(await audit.entries(tx, action)) == len(users), "each had its effect, and none had it twice"
        assert await tx.value(sa.select(sa.func.count()).select_from(join_requests)) == len(users)
        assert await tx.value(sa.select(sa.func.count()).select_from(people)) == len(users) + 1
        assert await updates.aside(tx) == 0
        assert await updates.all_unanswered(tx) == []
        assert await outbox.uncertain(tx) == 0
        messages = sa.select(outbox_table.c.state).where(outbox_table.c.card_id.is_(None))
        assert set(await tx.values(messages)) <= {"sent", "cancelled"}
    twice = 0
    for user in [*users, secretary]:
        shown = Counter(message.text for message in await user.inbox())
        twice += sum(count - 1 for count in shown.values())
    assert twice <= kills * IN_FLIGHT


@pytest.mark.long
async def test_people_in_the_middle_of_their_forms(tmp_path: Path) -> None:
    await ordeal(tmp_path, people_in_it=5, kills=2, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 5))
async def test_many_people_and_many_kills(tmp_path: Path, seed: int) -> None:
    await ordeal(tmp_path, people_in_it=12, kills=rounds(5, 2), seed=seed)
