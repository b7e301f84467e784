"""Shared by tests: what is done and seen of announcement drafts."""

from council.people import WHOLE_COUNCIL, Role
from sandbox.client import User
from storage import chat_links, members
from tests.flows.world import World


async def link_group(world: World, chat: int, group: str) -> None:
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, world.secretary.id)
        assert person is not None
        offer = await chat_links.offer(tx, chat, None, f"Group {group}", person.id, now)
        await chat_links.keep(tx, offer, group, now)


async def second_secretary(world: World) -> User:
    """Another secretary, made by the operator as at the server's prompt."""
    user = await world.sandbox.person("Secretariat, second", language_code="en")
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.add(tx, user.id, "en", world.council.zone, now)
        await members.change(tx, person.id, language_chosen=True, name="Secretariat, second")
        await members.seat(tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, now)
    await user.say("/home")
    await user.expect("You are in the secretariat")
    return user
