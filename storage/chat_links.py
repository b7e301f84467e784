"""Groups' chats in Telegram that were linked to a group of the council, and links that wait to be confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from council.chats import ChatRights, Right
from storage.tables import chat_rights, link_offers, links
from storage.transaction import Transaction
from storage.upserts import upsert

OFFERED_FOR = timedelta(days=1)
"""How long a link that was asked for waits to be confirmed."""


class LinkState(StrEnum):
    """Broken: the bot is no longer in the chat. Ended: somebody unlinked it."""

    LINKED = "linked"
    BROKEN = "broken"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Link:
    """A chat (`thread`: a topic of it; None: the whole chat) in which a group of the council sits. `language`: of what is said
    there; "" for the council's first."""

    id: int
    chat: int
    thread: int | None
    group: str
    title: str
    state: LinkState = LinkState.LINKED
    language: str = ""

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"link:{self.id}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A link that `person` asked for in a chat. `state`: "open", "confirmed" or "dropped"."""

    id: int
    chat: int
    thread: int | None
    title: str
    person: int
    state: str
    made_at: datetime

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"offer:{self.id}"

    def stands(self, now: datetime) -> bool:
        """Whether it can still be confirmed."""
        return self.state == "open" and now < self.made_at + OFFERED_FOR


def _link(row: sa.RowMapping) -> Link:
    place = row["chat_id"], row["thread_id"] or None
    return Link(row["id"], *place, row["group_code"], row["title"], LinkState(row["state"]), row["language"])


async def of_groups(tx: Transaction, groups: Collection[str]) -> list[Link]:
    """The chats linked to any of `groups` and written to; each chat once, though several topics or groups be linked."""
    query = sa.select(links).where(links.c.group_code.in_(list(groups)), links.c.state == LinkState.LINKED.value)
    by_chat: dict[int, Link] = {}
    for row in await tx.rows(query.order_by(links.c.id)):
        by_chat.setdefault(row["chat_id"], _link(row))
    return list(by_chat.values())


async def chats_by_group(tx: Transaction, groups: Collection[str]) -> dict[str, frozenset[int]]:
    """The chats linked to each of `groups` and written to."""
    query = sa.select(links.c.group_code, links.c.chat_id).where(
        links.c.group_code.in_(list(groups)), links.c.state == LinkState.LINKED.value
    )
    rows = await tx.rows(query) if groups else []
    return {group: frozenset(row["chat_id"] for row in rows if row["group_code"] == group) for group in groups}


async def of_chat(tx: Transaction, chat: int) -> list[Link]:
    """The links of a chat that were not ended, those of its topics too."""
    return (await of_chats(tx, [chat])).get(chat, [])


async def of_chats(tx: Transaction, chats: Collection[int]) -> dict[int, list[Link]]:
    """The links of these chats that were not ended, those of their topics too, by chat."""
    query = sa.select(links).where(links.c.chat_id.in_(list(chats)), links.c.state != LinkState.ENDED.value)
    found: dict[int, list[Link]] = {}
    for row in await tx.rows(query.order_by(links.c.id)):
        found.setdefault(row["chat_id"], []).append(_link(row))
    return found


async def list_current(tx: Transaction) -> list[Link]:
    """All links that were not ended, by group and title."""
    query = sa.select(links).where(links.c.state != LinkState.ENDED.value)
    return [_link(row) for row in await tx.rows(query.order_by(links.c.group_code, links.c.title, links.c.id))]


async def find(tx: Transaction, id_: int) -> Link | None:
    return (await many(tx, [id_])).get(id_)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Link]:
    """These links by id."""
    rows = await tx.rows(sa.select(links).where(links.c.id.in_(list(ids))))
    return {row["id"]: _link(row) for row in rows}


async def keep(tx: Transaction, offer: Offer, group: str, now: datetime) -> Link:
    """Link what was offered to a group; one that was linked to it before is so again."""
    place: dict[str, object] = {"chat_id": offer.chat, "thread_id": offer.thread or 0, "group_code": group}
    rest = {"title": offer.title, "state": LinkState.LINKED.value, "linked_by": offer.person, "linked_at": now}
    await upsert(tx, links, list(place), place | rest)
    row = await tx.row(sa.select(links).where(*(links.c[name] == value for name, value in place.items())))
    assert row is not None  # noqa: S101 - it was written just now
    return _link(row)


async def set_state(tx: Transaction, link: Link, state: LinkState) -> bool:
    """Mark a link; whether it was marked otherwise before."""
    changed = sa.update(links).where(links.c.id == link.id, links.c.state == link.state.value)
    return link.state is not state and bool(await tx.write(changed.values(state=state.value)))


async def set_language(tx: Transaction, chat: int, language: str) -> None:
    """What is said in a chat, and in its topics, is said in this language from now on; "": in the council's first."""
    await tx.write(sa.update(links).where(links.c.chat_id == chat).values(language=language))


async def languages_of(tx: Transaction, chats: Collection[int]) -> dict[int, str]:
    """The languages of these chats, of those that have one of their own."""
    query = sa.select(links.c.chat_id, links.c.language).where(links.c.chat_id.in_(list(chats)), links.c.language != "")
    return {row["chat_id"]: row["language"] for row in await tx.rows(query)}


async def retitle(tx: Transaction, chat: int, title: str) -> None:
    """A chat has another title."""
    await tx.write(sa.update(links).where(links.c.chat_id == chat).values(title=title))


# -- links that wait to be confirmed


async def offer(tx: Transaction, chat: int, thread: int | None, title: str, person: int, now: datetime) -> Offer:
    """Keep a link to be confirmed; an earlier one of the same person for the same place is dropped."""
    same = (link_offers.c.chat_id == chat, link_offers.c.thread_id == (thread or 0), link_offers.c.person_id == person)
    await tx.write(sa.update(link_offers).where(*same, link_offers.c.state == "open").values(state="dropped"))
    id_ = await tx.insert(
        sa.insert(link_offers).values(chat_id=chat, thread_id=thread or 0, title=title, person_id=person, made_at=now)
    )
    return Offer(id_, chat, thread, title, person, "open", now)


def _offer(row: sa.RowMapping) -> Offer:
    return Offer(
        row["id"], row["chat_id"], row["thread_id"] or None, row["title"], row["person_id"], row["state"],
        row["made_at"],
    )  # fmt: skip


async def find_offer(tx: Transaction, id_: int) -> Offer | None:
    row = await tx.row(sa.select(link_offers).where(link_offers.c.id == id_))
    return _offer(row) if row else None


async def offers_of(tx: Transaction, person: int, now: datetime) -> list[Offer]:
    """What a person asked to link and can still confirm, newest first."""
    query = sa.select(link_offers).where(link_offers.c.person_id == person, link_offers.c.state == "open")
    found = [_offer(row) for row in await tx.rows(query.order_by(link_offers.c.id.desc()))]
    return [each for each in found if each.stands(now)]


async def close_offer(tx: Transaction, id_: int, state: str) -> bool:
    """Confirm or drop an open offer; False when it is not open any more."""
    query = sa.update(link_offers).where(link_offers.c.id == id_, link_offers.c.state == "open")
    return bool(await tx.write(query.values(state=state)))


# -- the bot's rights in chats


async def note_rights(tx: Transaction, chat: int, rights: ChatRights, now: datetime) -> None:
    """Remember the bot's rights in a chat; of one that it is no longer in, nothing is kept."""
    if not rights.inside:
        await tx.write(sa.delete(chat_rights).where(chat_rights.c.chat_id == chat))
        return
    granted = sorted(right.value for right in rights.granted)
    values = {"administrator": rights.administrator, "rights": granted, "writes": rights.writes, "seen_at": now}
    await upsert(tx, chat_rights, ["chat_id"], {"chat_id": chat, **values})


async def rights_in(tx: Transaction, chat: int) -> ChatRights | None:
    """The bot's rights in a chat, as Telegram last told; None where it has not."""
    return (await _rights(tx, [chat])).get(chat)


async def rights_of_many(tx: Transaction, found: Collection[Link]) -> dict[int, ChatRights | None]:
    """The bot's rights in linked chats, by the link's id; None where Telegram has not told."""
    told = await _rights(tx, {link.chat for link in found})
    outside = ChatRights(inside=False)
    return {link.id: outside if link.state is LinkState.BROKEN else told.get(link.chat) for link in found}


async def _rights(tx: Transaction, chats: Collection[int]) -> dict[int, ChatRights]:
    rows = await tx.rows(sa.select(chat_rights).where(chat_rights.c.chat_id.in_(list(chats))))
    return {
        row["chat_id"]: ChatRights(True, row["administrator"], frozenset(map(Right, row["rights"])), row["writes"])
        for row in rows
    }
