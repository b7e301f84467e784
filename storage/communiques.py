"""Communiqués: what the secretariat writes for the channels, and what became of it there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from storage.due_times import now_if
from storage.outbox import State
from storage.tables import communiques, outbox, post_parts
from storage.transaction import Transaction

KIND = "news.communique"
PREVIEW = "reports.preview"
"""The kind of a message with the file that a communiqué posts."""
"""The name of the kind of delivery that posts a communiqué in a channel."""


class CommuniqueState(StrEnum):
    """A draft can be changed, published or dropped; the others stay."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Communique:
    """What is written for the channels about something (`thing`, `thing_id`) of these groups; `texts` by language, as
    Telegram's HTML."""

    id: int
    thing: str
    thing_id: int
    groups: tuple[str, ...]
    texts: Mapping[str, str]
    state: CommuniqueState

    @property
    def published(self) -> bool:
        return self.state is CommuniqueState.PUBLISHED

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"communique:{self.id}"


def _communique(row: sa.RowMapping) -> Communique:
    return Communique(row["id"], row["thing"], row["thing_id"], tuple(row["groups"]), row["texts"], CommuniqueState(row["state"]))


async def find(tx: Transaction, id_: int) -> Communique | None:
    row = await tx.row(sa.select(communiques).where(communiques.c.id == id_))
    return _communique(row) if row else None


async def about(tx: Transaction, thing: str, thing_id: int) -> Communique | None:
    """The last communiqué about this that was not dropped."""
    query = sa.select(communiques).where(
        communiques.c.thing == thing, communiques.c.thing_id == thing_id, communiques.c.state != CommuniqueState.DROPPED.value
    )
    row = await tx.row(query.order_by(communiques.c.id.desc()).limit(1))
    return _communique(row) if row else None


async def add(
    tx: Transaction, thing: str, thing_id: int, groups: Collection[str], texts: Mapping[str, str], now: datetime
) -> Communique:
    """Keep a new draft."""
    state = CommuniqueState.DRAFT
    id_ = await tx.insert(
        sa.insert(communiques).values(
            thing=thing, thing_id=thing_id, groups=list(groups), texts=dict(texts), state=state.value, made_at=now
        )
    )
    return Communique(id_, thing, thing_id, tuple(groups), texts, state)


async def rewrite(tx: Transaction, found: Communique, texts: Mapping[str, str]) -> bool:
    """Give a draft other texts; False when it is no draft any more."""
    return await _change(tx, found, {"texts": dict(texts)})


async def end_draft(tx: Transaction, found: Communique, state: CommuniqueState) -> bool:
    """Mark a draft as published or dropped; False when it is no draft any more."""
    return await _change(tx, found, {"state": state.value})


async def _change(tx: Transaction, found: Communique, values: Mapping[str, object]) -> bool:
    here = sa.update(communiques).where(communiques.c.id == found.id, communiques.c.state == CommuniqueState.DRAFT.value)
    return bool(await tx.write(here.values(**values)))


async def states(tx: Transaction, found: Communique) -> dict[int, State]:
    """What became of it in each channel, by the channel's id at Telegram; those that it was never sent to are left out."""
    of_it = (outbox.c.subject == found.subject, outbox.c.kind == KIND)
    rows = await tx.rows(sa.select(outbox.c.chat_id, outbox.c.state).where(*of_it).order_by(outbox.c.id))
    return {row["chat_id"]: State(row["state"]) for row in rows}


async def previews(tx: Transaction, found: Communique) -> dict[str, tuple[int, int]]:
    """Where the files that it posts were sent to be looked at: chat and message, by language; the last of each."""
    of_it = (outbox.c.subject == found.subject, outbox.c.kind == PREVIEW, outbox.c.state == State.SENT.value)
    rows = await tx.rows(sa.select(outbox.c.data, outbox.c.chat_id, outbox.c.message_id).where(*of_it).order_by(outbox.c.id))
    return {str(row["data"]["language"]): (row["chat_id"], row["message_id"]) for row in rows if row["message_id"]}


@dataclass(frozen=True, slots=True)
class Posted:
    """A communiqué's message in a channel (its id at Telegram). Telegram tells a bot nothing of messages of its own."""

    communique: Communique
    language: str
    channel: int
    message: int
    at: datetime


_SENT = (
    sa.select(communiques, outbox.c.data, outbox.c.chat_id, outbox.c.message_id, outbox.c.settled_at)
    .select_from(
        outbox.join(communiques, outbox.c.subject == sa.literal("communique:") + sa.cast(communiques.c.id, sa.Text))
        .outerjoin(
            post_parts,
            sa.and_(post_parts.c.channel_id == outbox.c.chat_id, post_parts.c.message_id == outbox.c.message_id),
        )
    )
)  # fmt: skip
_UNRECORDED = _SENT.where(
    communiques.c.state == CommuniqueState.PUBLISHED.value,
    outbox.c.kind == KIND,
    outbox.c.state == State.SENT.value,
    outbox.c.message_id.is_not(None),
    post_parts.c.post_id.is_(None),
)

RECORD_DUE = now_if(_UNRECORDED)
"""When a communiqué's message is to be put among the posts."""


async def unrecorded(tx: Transaction) -> Posted | None:
    """The first communiqué's message in a channel that is not among the posts yet."""
    row = await tx.row(_UNRECORDED.order_by(outbox.c.id).limit(1))
    if row is None:
        return None
    language = str(row["data"]["language"])
    return Posted(_communique(row), language, row["chat_id"], row["message_id"], row["settled_at"])
