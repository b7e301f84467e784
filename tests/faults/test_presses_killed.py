"""Positions taken while the program is killed again and again: each is stored once, and everyone gets a receipt."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.config import Council
from council.people import Actor, Role
from council.rounds import RecommendationDraft
from handlers.reactions import unit_of_work
from handlers.rounds.actions import opening
from sandbox.client import Sandbox, User
from sandbox.seen import Answer, Message
from storage import audit, members, updates
from storage.store import Store
from storage.tables import people, position_history, positions
from tests.databases import opened, prepare
from tests.daytime import by_day
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.rounds import rounds
from tests.waiting import PATIENCE, settled, until

GROUP = "B"


async def seed(store: Store, sandbox: Sandbox, council: Council, voters: Sequence[User]) -> None:
    """A group with all of them, and a round that asks them."""
    now = await sandbox.now()
    async with store.begin() as tx:
        for user in voters:
            person = await members.add(tx, user.id, "en", council.zone, now)
            await members.change(tx, person.id, language_chosen=True, name=user.label)
            await members.seat(tx, person.id, GROUP, Role.CHAIR if user is voters[0] else Role.MEMBER, now)
        chair = await members.by_telegram(tx, voters[0].id)
        assert chair is not None
        work = unit_of_work(tx, council, Actor("person", chair, await members.seats_of(tx, chair.id, now)), now)
        draft = RecommendationDraft(GROUP, "Early schooling", "Children return to school.", "", now + timedelta(days=9))
        await opening.open_round(work, draft)


def marked(message: Message) -> bool:
    """Whether the card shows its person's position."""
    return any(button.text == "✓ Support" for row in message.buttons for button in row)


async def between_commit_and_answer(sandbox: Sandbox, since: int) -> None:
    """Wait until a reply to a press is being sent: its effect is committed, and the outcome of sending is unknown."""

    async def one_is_tried() -> bool:
        return any(call.fault for call in await sandbox.log(after=since, method="answerCallbackQuery"))

    await until(one_is_tried, "an answer to a press")


async def ordeal(folder: Path, council: Council, many: int, kills: int, seed_of_chance: int) -> None:
    chance = random.Random(seed_of_chance)  # noqa: S311 - for the time of a kill
    async with opened(prepare(folder / "majlis.db")) as store, by_day() as server, Sandbox(server.url) as sandbox:
        voters = [await sandbox.person(f"Expert {n}") for n in range(many)]
        for person in server.world.persons.values():
            person.started = True
        await seed(store, sandbox, council, voters)
        async with Program(server.url, folder / "majlis.db", SECRETARY) as program:
            asked = [await user.expect(lambda message: bool(message.buttons), after=0) for user in voters[1:]]
            asked.insert(0, await voters[0].expect("Who sees it", after=0))
            presses: list[asyncio.Task[Answer]] = []
            for kill in range(kills):
                since = (await sandbox.log())[-1].n
                if kill % 2:
                    # Every other time exactly there: refused for now, or done without the program learning of it.
                    how = "429" if kill % 4 == 1 else "hang"
                    await sandbox.fault(how, method="answerCallbackQuery", count=3, retry_after=60, seconds=3)
                for number in range(kill * many // kills, (kill + 1) * many // kills):
                    card = asked[number]
                    presses.append(asyncio.create_task(voters[number].press("Support", message=card, timeout=2 * PATIENCE)))
                if kill % 2:
                    await between_commit_and_answer(sandbox, since)
                else:
                    await asyncio.sleep(chance.uniform(0, 2.5))
                await program.kill()
                await sandbox.clear_faults()
                await program.start()
            said = Counter(answer.text for answer in await asyncio.gather(*presses))
            assert said == {"Recorded: support": many}
            for user in voters:
                await user.expect(marked, after=0)
            await settled(store)
            await voters[0].say("/home")  # all may have been done before the last kill: it is up once it answers
            await voters[0].expect("Waiting for you")
            assert await program.stop() == 0
            assert program.said == ""
        await check(store, many)


async def check(store: Store, many: int) -> None:
    """All are stored, each once."""
    async with store.read() as tx:
        voters = sa.select(people.c.id).where(people.c.name.like("Expert %")).order_by(people.c.id)
        everyone = await tx.values(voters)
        assert len(everyone) == many
        for table in (positions, position_history):
            assert await tx.values(sa.select(table.c.person_id).order_by(table.c.person_id)) == everyone
            assert set(await tx.values(sa.select(table.c.choice))) == {"support"}
        assert len(await audit.entries(tx, "position taken")) == many
        assert await updates.aside(tx) == 0


@pytest.mark.long
async def test_positions_taken_while_the_program_is_killed(tmp_path: Path, council: Council) -> None:
    await ordeal(tmp_path, council, many=40, kills=3, seed_of_chance=1)


@pytest.mark.long
async def test_five_hundred_positions_and_twenty_kills(tmp_path: Path, council: Council) -> None:
    await ordeal(tmp_path, council, many=rounds(500, 100), kills=rounds(20, 4), seed_of_chance=2)
