"""Shared by tests: what is done and seen of meetings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from sandbox.seen import Message
from sandbox.users import User
from storage.tables import outbox
from tests.flows.world import World

TITLE = "Schooling of returned children"
AGENDA = "https://example.org/agenda.pdf"
ROOM = "https://example.org/room"
TASHKENT = ZoneInfo("Asia/Tashkent")
B = "B · Psychosocial support, health and education"


async def in_days(world: World, days: float) -> datetime:
    """Wall-clock time in Tashkent, so many days ahead, at a whole minute."""
    at = await world.sandbox.now() + timedelta(days=days)
    return at.astimezone(TASHKENT).replace(second=0, microsecond=0, tzinfo=None)


async def fill_in(world: World, starts: str, *, agenda: str = AGENDA, link: str = ROOM) -> Message:
    """The secretariat fills in the form for a meeting of group B, up to the preview."""
    user = world.secretary
    await user.say("/meeting")
    await user.expect("What is the meeting about")
    await user.say(TITLE)
    await user.expect("Which groups meet")
    await user.press(B)
    await user.press("Done")
    await user.expect("When does it begin")
    await user.say(starts)
    await user.expect("join online")
    if link:
        await user.say(link)
    else:
        await user.press("Skip")
    preview = await user.expect("Reminders before it")
    if agenda:
        await user.press("Change")
        await user.expect("What should be changed?")
        await user.press("Agenda")
        await user.expect("The agenda: a link")
        await user.say(agenda)
        preview = await user.expect("Reminders before it")
    return preview


async def said(user: User, text: str) -> list[Message]:
    """Every message to this person, now, that contains the text."""
    return [message for message in await user.inbox() if text in message.text]


async def settled(world: World) -> None:
    """Until nothing is due or under way."""
    await world.sandbox.advance(seconds=2)


async def reasons(world: World, kind: str) -> list[str]:
    async with world.app.store.read() as tx:
        return [
            f"{row['state']}: {row['reason']}"
            for row in await tx.rows(sa.select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
        ]
