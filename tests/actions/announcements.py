"""Shared by tests: announcements as their authors make them, and their rows."""

import sqlalchemy as sa

from council.announcements import Announcement, Content, Option
from council.audiences import Audience, AudienceKind
from handlers.announcements.actions import drafts, kinds
from storage.tables import outbox as rows
from storage.transaction import Transaction
from tests.actions.at_work import Someone

EVERYONE = Audience(AudienceKind.MEMBERS)


async def keys(tx: Transaction, kind: str = kinds.TEXT.name) -> list[str]:
    """The keys of all rows of this kind, in the order in which they were written."""
    return await tx.values(sa.select(rows.c.key).where(rows.c.kind == kind).order_by(rows.c.id))


async def ids(tx: Transaction, kind: str) -> list[int]:
    """The ids of all rows of this kind but for redraws, in the order in which they were written."""
    return await tx.values(sa.select(rows.c.id).where(rows.c.kind == kind, rows.c.card_id.is_(None)).order_by(rows.c.id))


async def compose(author: Someone, text: str, groups: tuple[str, ...] = ("B",), *options: Option) -> Announcement:
    """A draft to these groups, with its desk before its author."""
    made = await author.does(drafts.begin, fresh=True)
    await author.does(drafts.write, made.id, Content("en", html=text))
    await author.does(drafts.aim, made.id, Audience(AudienceKind.GROUPS, groups))
    for option in options:
        await author.does(drafts.flip, made.id, option)
    await author.say("/announce")
    await author.press("Go on with it")
    await author.sees("Announcement: ")
    return made
