"""Copies that are being sent while what they say changes: they are redrawn once they have arrived."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from council.audiences import Audience, AudienceKind
from council.config import Council
from handlers.announcements.actions import corrections, kinds, sending
from handlers.framework.work import UnitOfWork
from storage import outbox
from storage.store import Store
from storage.tables import outbox as rows
from tests.announcing import publish
from tests.storage.deliveries import marked
from tests.storage.meetings import seated, secretary
from tests.storage.people import NOW

Change = Callable[[UnitOfWork, int], Awaitable[object]]


async def correct(work: UnitOfWork, announcement: int) -> None:
    await corrections.correct(work, announcement, {"en": "hallo"})


@pytest.mark.parametrize(("change", "outdated"), [(correct, True), (corrections.take_back, True), (sending.pause, False)])
async def test_a_copy_that_was_being_sent_is_redrawn_when_it_was_changed(
    store: Store, council: Council, change: Change, outdated: bool
) -> None:
    async with store.begin() as tx:
        work = await secretary(tx, council)
        await seated(tx, 5, "B")
        made = await publish(work, Audience(AudienceKind.GROUPS, ("B",)), "hello")
        await sending.freeze_some(work)
        claimed = await outbox.claim(tx, NOW + timedelta(seconds=1), "run", 9)
        await change(work, made.id)
        copies = [one.id for one in claimed if one.kind == kinds.TEXT.name]
        assert await marked(tx, copies) == dict.fromkeys(copies, outdated)
        assert copies == await tx.values(sa.select(rows.c.id).where(rows.c.kind == kinds.TEXT.name))
