"""Channels whose posts are news, and what the bot may do in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from council.chats import ChatRights, TelegramChannel
from storage import chat_links
from storage.tables import news_channels
from storage.transaction import Transaction
from storage.upserts import upsert


class ChannelState(StrEnum):
    """Offered: a secretary is asked whether it is to be followed. By file: the council's file names it."""

    OFFERED = "offered"
    FOLLOWED = "followed"
    DROPPED = "dropped"
    BY_FILE = "by file"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Telegram showed it last: `chat` is its id there, `username` "" where it has none. `language`: of its
    posts ("": for all); of one by file the file says it. `inside`: whether the bot is in it."""

    id: int
    chat: int
    language: str
    title: str
    username: str
    state: ChannelState
    offered_by: int | None = None
    inside: bool = True

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"channel:{self.id}"


def _channel(row: sa.RowMapping) -> Channel:
    return Channel(
        row["id"], row["channel_id"], row["language"], row["title"], row["username"], ChannelState(row["state"]),
        row["offered_by"], row["inside"],
    )  # fmt: skip


async def find(tx: Transaction, id_: int) -> Channel | None:
    row = await tx.row(sa.select(news_channels).where(news_channels.c.id == id_))
    return _channel(row) if row else None


async def of_chat(tx: Transaction, chat: int) -> Channel | None:
    """The channel with this id at Telegram."""
    row = await tx.row(sa.select(news_channels).where(news_channels.c.channel_id == chat))
    return _channel(row) if row else None


async def followed(tx: Transaction) -> list[Channel]:
    """The channels whose posts are news; those of the council's file as far as they were seen."""
    states = (ChannelState.FOLLOWED.value, ChannelState.BY_FILE.value)
    query = sa.select(news_channels).where(news_channels.c.state.in_(states)).order_by(news_channels.c.id)
    return [_channel(row) for row in await tx.rows(query)]


async def put(
    tx: Transaction, place: TelegramChannel, state: ChannelState, language: str, by: int | None, now: datetime
) -> Channel:
    """Keep a channel as it is now; `by`: the person who offered it."""
    values: dict[str, object] = {
        "channel_id": place.id, "language": language, "title": place.title, "username": place.username,
        "state": state.value, "offered_by": by, "changed_at": now, "inside": place.rights.inside,
    }  # fmt: skip
    await upsert(tx, news_channels, ["channel_id"], values)
    kept = await of_chat(tx, place.id)
    assert kept is not None  # noqa: S101 - it was written just now
    return kept


async def keep_rights(tx: Transaction, place: TelegramChannel, now: datetime) -> None:
    """Remember what the bot is and may do in a channel."""
    await chat_links.note_rights(tx, place.id, place.rights, now)
    here = sa.update(news_channels).where(news_channels.c.channel_id == place.id)
    await tx.write(here.values(inside=place.rights.inside))


async def rights_in(tx: Transaction, found: Channel) -> ChatRights | None:
    """What the bot is and may do in a channel; None where Telegram has not said."""
    return await chat_links.rights_in(tx, found.chat) if found.inside else ChatRights(inside=False)


async def decide(tx: Transaction, found: Channel, state: ChannelState, language: str, now: datetime) -> bool:
    """Give it another state and language; False when its state is no longer that of `found`."""
    here = sa.update(news_channels).where(news_channels.c.id == found.id, news_channels.c.state == found.state.value)
    return bool(await tx.write(here.values(state=state.value, language=language, changed_at=now)))


async def rename(tx: Transaction, chat: int, title: str, username: str) -> None:
    """Note the channel's new title and username."""
    here = sa.update(news_channels).where(news_channels.c.channel_id == chat)
    await tx.write(here.values(title=title, username=username))
