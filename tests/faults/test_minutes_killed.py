"""The program is killed while minutes are approved: they are approved once, under one number, and the chain holds."""

import asyncio
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.config import Council
from council.meetings import MeetingDraft
from council.minutes import ActionItem, Item
from council.people import OPERATOR, Role
from handlers.meetings.actions import meetings as meetings_actions
from handlers.minutes.actions import writing
from handlers.reactions import unit_of_work
from sandbox.client import Sandbox, User
from storage import audit, members, verification
from storage.store import Store
from storage.tables import plan_items, records, written_minutes
from tests.databases import opened, prepare
from tests.daytime import by_day
from tests.flows.world import SECRETARY
from tests.forked import Forked
from tests.program import Program
from tests.waiting import PATIENCE

DIES = """
import os, signal
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect

approving, commit = [], DefaultDialect.do_commit

@event.listens_for(Engine, "before_cursor_execute")
def look(connection, cursor, statement, parameters, context, many):
    if statement.startswith("UPDATE written_minutes") and "approved" in map(str, parameters):
        approving.append(statement)

def die(dialect, connection):
    if approving and {when!r} == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(dialect, connection)
    if approving:
        os.kill(os.getpid(), signal.SIGKILL)

DefaultDialect.do_commit = die
"""


class Dying(Program):
    """The program, killed right before or after the commit that approves minutes."""

    def __init__(self, api: str, database: Path, secretariat: int, when: str) -> None:
        super().__init__(api, database, secretariat)
        self._when = when

    async def start(self) -> None:
        self._process = Forked(("run",), self.environment, first=DIES.format(when=self._when))


async def seed(store: Store, sandbox: Sandbox, council: Council, chair: User) -> None:
    """Minutes of a meeting of group B that its chair reviews, with something to do."""
    now = (await sandbox.now()).astimezone(UTC)
    async with store.begin() as tx:
        person = await members.add(tx, chair.id, "en", council.zone, now)
        await members.change(tx, person.id, language_chosen=True, name="Chair, group B")
        await members.seat(tx, person.id, "B", Role.CHAIR, now - timedelta(days=9))
        began = now - timedelta(hours=3)
        work = unit_of_work(tx, council, OPERATOR, began - timedelta(days=1))
        local = began.replace(tzinfo=None, second=0, microsecond=0)
        meeting = await meetings_actions.publish(work, MeetingDraft("Schooling", ("B",), local, "UTC"))
        work = unit_of_work(tx, council, OPERATOR, now)
        made = await writing.begin(work, meeting.id)
        to_do = ActionItem("Send the letter", now.date() + timedelta(days=90), person.id)
        await writing.put_items(work, made.id, [Item("Schooling", "Figures were missing.", "A letter is sent.", (to_do,))])
        await writing.send_for_review(work, made.id)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_minutes_that_are_approved_as_the_program_is_killed(tmp_path: Path, council: Council, when: str) -> None:
    file = prepare(tmp_path / "majlis.db")
    async with opened(file) as store, by_day() as server, Sandbox(server.url) as sandbox:
        await sandbox.person("Secretariat")
        chair = await sandbox.person("Chair, group B")
        server.world.persons[chair.id].started = True
        await seed(store, sandbox, council, chair)
        dying = Dying(server.url, file, SECRETARY, when)
        await dying.start()
        review = await chair.expect("Who says nothing until then agrees.", after=0)
        press = asyncio.create_task(chair.press("Approve", message=review, timeout=2 * PATIENCE))
        assert await dying.ended() == -9, dying.said
        async with store.read() as tx:
            [state] = await tx.values(sa.select(written_minutes.c.state))
        assert state == ("review" if when == "before" else "approved")
        async with Program(server.url, file, SECRETARY) as program:
            assert (await press).text == "Approved: M-B-2026-01"
            await chair.expect("Minutes approved, M-B-2026-01", after=0)
            assert await program.stop() == 0
            assert program.said == ""
        async with store.read() as tx:
            assert await tx.values(sa.select(written_minutes.c.serial)) == [1]
            assert await tx.values(sa.select(records.c.kind)) == ["minutes"]
            assert len(await audit.entries(tx, "minutes approved")) == 1
            assert await tx.values(sa.select(plan_items.c.what)) == ["Send the letter"]
            assert (await verification.verify_all(tx, [])).holds
