"""The whole life of a recommendation with forty voters in two languages: from a draft to the Committee's adoption."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import app as composition
from bot.delivery import pacer
from council.config import Council
from council.people import Role
from sandbox.client import Sandbox, User
from sandbox.server import Server
from storage import members, records
from storage.tables import people, seats
from tests.crowd import let_in
from tests.daytime import by_day
from tests.flows.life import buttons, open_usual, page
from tests.flows.who_sees_what import quiet
from tests.flows.world import SECRETARY, World, running

VOTERS = 40
CROWD = range(30_001, 30_001 + VOTERS - 1)
SUPPORT = {"en": "Support", "ru": "Поддерживаю"}
KEEP = {"en": "Keep my position: support", "ru": "Оставить прежнюю: поддержка"}


async def seated(world: World, server: Server) -> list[User]:
    """Members of group B besides its chair, every other one of whom reads Russian."""
    now = await world.sandbox.now()
    let_in(server, CROWD)
    rows: list[dict[str, object]] = [
        {"telegram_id": id_, "name": f"Expert {id_ - 30_000}", "language": "ru" if id_ % 2 else "en",
         "language_chosen": True, "zone": "Asia/Tashkent", "created_at": now}
        for id_ in CROWD
    ]  # fmt: skip
    async with world.app.store.begin() as tx:
        await tx.write(sa.insert(people), rows)
        kept = await tx.values(sa.select(people.c.id).where(people.c.telegram_id.in_(CROWD)))
        seat = {"group_code": "B", "role": Role.MEMBER.value, "since": now}
        await tx.write(sa.insert(seats), [{"person_id": id_, **seat} for id_ in kept])
    return [world.sandbox.user(id_) for id_ in CROWD]


def language(user: User) -> str:
    return "ru" if user.id % 2 else "en"


async def each_presses(users: Sequence[User], labels: dict[str, str], card: str) -> Counter[str]:
    async def one(user: User) -> str:
        label = labels[language(user)]
        shown = await user.expect(lambda m: card in m.text and label in buttons(m), after=0)
        return (await user.press(label, message=shown)).text.split(":")[0]

    return Counter(await asyncio.gather(*(one(user) for user in users)))


async def test_forty_voters_in_two_languages(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)
    monkeypatch.setattr(composition, "FREE_PER_SECOND", 1000)
    quick = {"messages_per_second": 1000, "paid_broadcasts": True}
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        async with running(server.url, tmp_path / "majlis.db", council, **quick) as app:
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            await _life(World(app, sandbox, council, secretary), server)


async def _life(world: World, server: Server) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    head = await world.member("Chair, Executive Committee", ["EC"], Role.CHAIR)
    second = await world.member("Member, Executive Committee", ["EC"], language="ru")
    crowd = await seated(world, server)
    objector, *others = crowd

    await chair.say("/recommend")
    await chair.expect("What is its title")
    await chair.say("Раннее обучение")
    await chair.expect("or as a file")
    await chair.say("Дети идут в школу в течение тридцати дней после приезда.")
    await chair.expect("A link")
    await chair.press("Skip")
    await chair.press("Ask for comments first")
    await chair.press("Ask for comments")
    number = (await chair.expect("Everyone in the group can comment now")).text.split(":")[0]
    await asyncio.gather(*(user.expect(number, after=0) for user in crowd))
    await page(chair, number)
    await open_usual(chair)

    # Everyone answers; one objects, is answered, and the text is changed for it.
    told = await each_presses(others, SUPPORT, f"{number}, ")
    assert told == {"Recorded": 19, "Записано": 19}
    shown = await objector.expect(lambda m: "v:1:1:object" in str(m.buttons), after=0)
    await objector.press(data="v:1:1:object", message=shown)
    await objector.expect(lambda m: "(1 " in m.text)
    await objector.say("Тридцать дней мало.")
    await objector.expect(lambda m: bool(m.buttons) and "(2 " in m.text)
    await objector.say("«сорок дней»")
    await chair.expect("1 objection stands", after=0)
    await chair.press("Answer objections (1)")
    await chair.press("Answer")
    await chair.expect("What is your answer?")
    await chair.say("Forty days it shall be.")
    answered = await objector.expect("Forty days it shall be.", after=0)
    await objector.press(answered.buttons[0][0].text, message=answered)
    await chair.press("New version")
    await chair.expect("Send the new text")
    await chair.say("Дети идут в школу в течение сорока дней после приезда.")
    await chair.expect("What is the link to the new document")
    await chair.press("Skip")
    await chair.press("Ask everyone again")
    told = await each_presses(others, KEEP, f"{number}, ")
    assert told == {"Recorded": 19, "Записано": 19}
    await each_presses([objector], SUPPORT, f"{number}, ")
    await quiet(world)
    await world.sandbox.advance(days=10)
    result = await chair.expect(f"{number}: adopted by full consensus\n", after=0)
    assert "39 of 40 answered (quorum 27): 39 support" in result.text
    for user in crowd:
        await user.expect(lambda m: "photo" in m.raw, after=0)
    await quiet(world)
    for user in crowd:
        got = await user.inbox()
        assert sum("photo" in m.raw for m in got) == 1
        ends = [m for m in got if m.text.startswith(f"{number}: ") and ("Rule:" in m.text or "Правило:" in m.text)]
        assert len(ends) == 1  # told once, in their own language
        assert bool(re.search("[А-я]", ends[0].text.splitlines()[0])) is (language(user) == "ru")

    await chair.press("Forward to the Executive Committee", message=result)
    await chair.expect("Forward to the Executive Committee?")
    await chair.press("Forward to the Executive Committee")
    await head.expect(f"To the Executive Committee: {number}", after=0)
    await open_usual(head)
    for user, label in ((head, "Support"), (second, SUPPORT["ru"])):
        shown = await user.expect(lambda m: "v:2:2:support" in str(m.buttons), after=0)
        await user.press(label, message=shown)
    await quiet(world)
    await world.sandbox.advance(days=10)
    await quiet(world)
    for user in crowd:
        decided = [m for m in await user.inbox() if f"{number}: adopted by the Executive Committee" in m.text
                   or f"{number}: принята Исполнительным комитетом" in m.text]  # fmt: skip
        assert len(decided) == 1
    async with world.app.store.read() as tx:
        verified = await records.verify(tx)
        assert verified.faults == ()
        assert verified.count == 2
        assert await members.by_telegram(tx, objector.id) is not None
