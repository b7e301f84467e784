"""A backup is put back after more has happened: nobody is written to twice, and whoever was erased stays erased."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.backups import marks
from bot.council_file import load_council
from council.meetings import MeetingDraft
from council.people import OPERATOR
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from sandbox.client import Sandbox, User
from sandbox.server import Server
from storage import audit, members
from storage.store import Store
from storage.tables import outbox, people
from tests.announcing import compose
from tests.commands import call
from tests.crowd import let_in, seat_in_b
from tests.databases import opened, prepare
from tests.daytime import by_day
from tests.flows.world import SECRETARY
from tests.following import follow, forget_oneself
from tests.program import Program
from tests.root import ROOT
from tests.waiting import settled, until

TEXT, LATER = "Visit of 12 December", "Visit of 19 December"
CROWD = range(10_001, 10_041)
LEAVER = "Expert who leaves, group B"


def texts(server: Server, chat: int) -> list[str]:
    return [str(message.body.get("text")) for message in server.world.chats[chat].messages.values()]


def copies(server: Server, what: str) -> Counter[int]:
    """How many messages with these words each of the crowd has."""
    return Counter({chat: n for chat in CROWD if (n := sum(what in text for text in texts(server, chat)))})


async def meet(store: Store, starts: datetime, now: datetime) -> None:
    async with store.begin() as tx:
        draft = MeetingDraft("Soon", ("B",), starts.replace(tzinfo=None, second=0, microsecond=0), "UTC")
        await meetings.publish(unit_of_work(tx, load_council(ROOT / "council.toml"), OPERATOR, now), draft)


async def announce(secretary: User, text: str, n: int) -> None:
    await compose(secretary, text, ["B · Psychosocial support, health and education"])
    await secretary.press(f"Send to {n} people")


async def states(store: Store) -> Counter[str]:
    async with store.read() as tx:
        return Counter(await tx.values(sa.select(outbox.c.state).where(outbox.c.card_id.is_(None))))


async def named(store: Store) -> Sequence[str]:
    async with store.read() as tx:
        return await tx.values(sa.select(people.c.name).where(people.c.name == LEAVER))


@pytest.mark.long
@pytest.mark.parametrize("lost", [False, True], ids=["the replaced one is there", "the disk was lost"])
async def test_nobody_gets_anything_twice_and_whoever_left_is_gone(tmp_path: Path, lost: bool) -> None:
    backup = tmp_path / "kept" / "backup.zip"
    async with by_day() as server, Sandbox(server.url) as sandbox:
        async with opened(prepare(tmp_path / "majlis.db")) as store:
            let_in(server, CROWD, blocked=[])
            now = await sandbox.now()
            await seat_in_b(store, CROWD, now)
            secretary = await sandbox.person("Secretariat", id=SECRETARY)
            leaver = await sandbox.person(LEAVER)
            program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
            program.environment |= {"MESSAGES_PER_SECOND": "8"}
            async with program:
                await secretary.say("/start")
                await secretary.press("English")
                await secretary.expect("You are in the secretariat")
                await follow(leaver)
                async with store.begin() as tx:
                    person = await members.by_telegram(tx, leaver.id)
                    assert person is not None
                    await members.change(tx, person.id, name=LEAVER)
                await meet(store, now + timedelta(minutes=70), now)
                await until(lambda: copies(server, "Soon").total() == len(CROWD), "everyone knows of the meeting")
                await announce(secretary, TEXT, len(CROWD))
                await until(lambda: copies(server, TEXT).total() >= 3, "it is on its way")
                os.kill(program.pid, signal.SIGSTOP)  # or all would have it before the backup is made, where that takes long
                code, said = await asyncio.to_thread(call, program.environment, "backup", str(backup))
                os.kill(program.pid, signal.SIGCONT)
                assert code == 0, said

                await until(lambda: copies(server, TEXT).total() == len(CROWD), "all have it")
                await announce(secretary, LATER, len(CROWD))
                await until(lambda: copies(server, LATER).total() == len(CROWD), "all have the later one")
                await sandbox.advance(timedelta(minutes=15))
                await until(lambda: min(copies(server, "Soon").values()) == 2, "all were reminded")
                await forget_oneself(leaver)
                assert await program.stop() == 0
            before = {what: copies(server, what) for what in (TEXT, LATER, "Soon")}

            if lost:
                await marks.take(store, tmp_path / "backups")  # as the bot does outside of a rehearsal
        if lost:
            (tmp_path / "majlis.db").unlink()
        code, said = await asyncio.to_thread(call, program.environment, "restore", str(backup), "--yes")
        assert code == 0, said
        assert "Erased again, since they had asked for it after the backup was made: 1." in said

        async with opened(tmp_path / "majlis.db") as store:
            held = await states(store)
            assert held["held"] >= len(CROWD), "the reminder that was sent meanwhile"
            assert held["uncertain"] >= 1, "copies that were not sent when the backup was made"
            async with program:
                await secretary.say("/home")
                await secretary.expect("may or may not have arrived", after=0)
                await sandbox.advance(timedelta(minutes=2))
                await settled(store)
                assert {what: copies(server, what) for what in before} == before
                assert await named(store) == []
                assert await program.stop() == 0
            assert program.said == ""
            async with store.read() as tx:
                assert (await audit.verify(tx)).holds
                assert len(await audit.entries(tx, "backup restored")) == 1
        code, said = await asyncio.to_thread(call, program.environment, "audit", "verify")
        assert code == 0, said
        code, said = await asyncio.to_thread(call, program.environment, "held", "--drop")
        assert (code, "They are dropped." in said) == (0, True), said
