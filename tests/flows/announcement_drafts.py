"""Shared by tests: what is done and seen of announcement drafts."""

from storage import chat_links, members
from tests.flows.world import World


async def link_group(world: World, chat: int, group: str) -> None:
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, world.secretary.id)
        assert person is not None
        offer = await chat_links.offer(tx, chat, None, f"Group {group}", person.id, now)
        await chat_links.keep(tx, offer, group, now)
