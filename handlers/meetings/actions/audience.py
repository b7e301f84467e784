"""Messages about a meeting, addressed: to people, and to the chats of its groups."""

from collections.abc import Mapping
from datetime import datetime

from council.meetings import Meeting
from council.people import Person
from handlers.framework.work import UnitOfWork
from storage import chat_links, meetings, outbox
from storage.outbox import Lane, Order

Data = Mapping[str, int | str]

CARD = "meetings.card"
"""The kind of delivery that all others are about."""


def to_person(
    meeting: Meeting,
    kind: str,
    lane: Lane,
    person: Person,
    what: str,
    data: Data | None = None,
    *,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> list[Order]:
    """The message of this kind to a person; none to one whom Telegram does not reach."""
    if person.telegram_id is None:
        return []
    key = f"{meeting.subject}:{what}:{person.id}"
    return [
        Order(
            key, kind, meeting.subject, lane, person.telegram_id, person.id, data or {}, due_at=due_at,
            expires_at=expires_at,
        )
    ]  # fmt: skip


async def to_chats(
    work: UnitOfWork, meeting: Meeting, kind: str, what: str, data: Data | None = None
) -> list[Order]:  # fmt: skip
    """The message of this kind to each linked chat that was told of the meeting, and has its card."""
    unseen = await outbox.waiting_in_chats(work.tx, meeting.subject, CARD)
    told = await meetings.told_chats(work.tx, meeting.id) - set(unseen)
    return [
        Order(
            f"{meeting.subject}:{what}:chat:{link.chat}", kind, meeting.subject, Lane.RECEIPTS, link.chat, None,
            data or {}, thread=link.thread,
        )
        for link in await chat_links.of_groups(work.tx, meeting.draft.groups)
        if link.chat in told
    ]  # fmt: skip
