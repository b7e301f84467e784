"""A large announcement whose program is killed again and again: what was accepted is compared with the database, one by
one."""

import asyncio
import random
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sandbox.client import Sandbox
from tests.crowd import seat_in_b
from tests.databases import opened, prepare
from tests.daytime import by_day
from tests.faults.broadcast import Post, announce, compare, most_in_flight, numbers, reported, trouble
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.rounds import rounds
from tests.waiting import PATIENCE, until

CORRECTED = "Visit of 13 December"
FIRST = 10_001


async def kill_all_along(post: Post, kills: int) -> None:
    """Kill it at random moments spread over the whole broadcast, sometimes just as it starts; fewer times where all are sent
    earlier than the last one."""
    for left in range(kills, 0, -1):
        before = await post.settled()
        if before == len(post.crowd):
            assert left < kills, "it was killed under way"
            return
        if post.chance.random() < 0.1:
            await asyncio.sleep(post.chance.uniform(0.05, 1.5))
        else:
            goal = before + post.chance.uniform(0.3, 1.7) * (len(post.crowd) - before) / (left + 1)
            async with asyncio.timeout(PATIENCE):
                while await post.settled() < goal:  # noqa: ASYNC110 - it happens in another process
                    await asyncio.sleep(post.chance.uniform(0, 0.02))
        await post.program.kill()
        await post.program.start()


async def ordeal(folder: Path, number: int, kills: int, rate: int, seed: int) -> None:
    chance, crowd = random.Random(seed), range(FIRST, FIRST + number)  # noqa: S311 - for the time of a kill
    async with opened(prepare(folder / "majlis.db")) as store, by_day() as server, Sandbox(server.url) as sandbox:
        cuts = trouble(server, crowd, chance)
        await seat_in_b(store, crowd, await sandbox.now())
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        program = Program(server.url, folder / "majlis.db", SECRETARY)
        program.environment |= {"PAID_BROADCASTS": str(rate > 30).lower(), "MESSAGES_PER_SECOND": str(rate)}
        post = Post(server, secretary, program, store, crowd, chance)
        async with program:
            await announce(secretary, number)
            await kill_all_along(post, kills)
            await secretary.expect(lambda m: m.text.startswith("Sent: ") and f"of {number}" in m.text, after=0)
            known = await reported(secretary)
            first = await compare(post, known, kills * most_in_flight(rate) + cuts)
            server.world.faults.clear()
            if known.get("Outcome unknown"):
                await send_again(post, known["Outcome unknown"], first)
            await listed_as_it_was(post)
            await corrected_while_killed(post)
            assert await program.stop() == 0
            assert program.said == ""


async def send_again(post: Post, unknown: int, before: Counter[int]) -> None:
    """A person decides to send it again: then everyone who can be reached has it."""
    was = await post.books()
    await post.secretary.press(f"Send again to {unknown} {'person' if unknown == 1 else 'people'}")
    await post.secretary.press("Send again")
    await post.secretary.expect(
        lambda m: m.text.startswith("Sent: ") and numbers(m).get("Delivered") == 9 * len(post.crowd) // 10, after=0
    )
    after = post.accepted()
    for chat in post.crowd:
        again = was[chat][0] == "uncertain"
        assert after[chat] == (0 if chat % 10 == 0 else before[chat] + again), "and nobody else gets it twice"


async def listed_as_it_was(post: Post) -> None:
    """The exported list says of each person what happened to their copy."""
    await post.secretary.press("List (XLSX)")
    file = await post.secretary.expect(lambda m: (m.document or "").endswith(".xlsx"), after=0)
    document = file.raw["document"]
    assert isinstance(document, dict)
    content = post.server.world.files[str(document["file_id"])].content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    told = {str(row[0]): (row[4], row[5]) for row in list(sheet.iter_rows(values_only=True))[1:]}
    assert len(told) == len(post.crowd)
    for chat, copies in post.accepted().items():
        outcome, at = told[f"Expert {chat}"]
        assert (outcome, at is not None) == (
            ("accepted by Telegram", True) if copies else ("not reached: blocked the bot", False)
        )


async def corrected_while_killed(post: Post) -> None:
    """A correction reaches everyone's copy although the program is killed half-way."""
    await post.secretary.press("Correct")
    await post.secretary.expect("What should it have said")
    await post.secretary.say(CORRECTED)
    await post.secretary.press("Correct it")

    def mended() -> Counter[int]:
        chats = post.server.world.chats
        texts = {chat: [str(m.body.get("text")) for m in chats[chat].messages.values()] for chat in post.crowd}
        return Counter({chat: sum(text.startswith(CORRECTED) for text in told) for chat, told in texts.items()})

    await until(lambda: mended().total() >= len(post.crowd) // 3, "a third of the corrections")
    await post.program.kill()
    await post.program.start()
    number = 9 * len(post.crowd) // 10
    await post.secretary.expect(lambda m: numbers(m).get("Copies edited") == number, timeout=max(PATIENCE, number / 10), after=0)
    done = mended()
    assert {chat: done[chat] for chat in post.crowd} == {chat: int(chat % 10 != 0) for chat in post.crowd}


@pytest.mark.long
async def test_three_hundred_people_and_a_few_kills(tmp_path: Path) -> None:
    await ordeal(tmp_path, number=300, kills=3, rate=100, seed=1)


@pytest.mark.long
async def test_two_thousand_people_and_a_hundred_kills(tmp_path: Path) -> None:
    await ordeal(tmp_path, number=rounds(2000, 200), kills=rounds(100, 10), rate=30, seed=2)
