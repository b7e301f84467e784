"""Shared by tests: what is done and seen of registration."""

from council.people import OPERATOR, Role
from handlers.reactions import unit_of_work
from handlers.registration.actions import invitations
from sandbox.client import User
from tests.flows.world import World


async def ask_to_join(world: World, label: str = "Expert, Uzbekistan") -> User:
    """A stranger who has asked to join group C."""
    stranger = await world.sandbox.person(label, language_code="en")
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.expect("Your Telegram id is")
    await stranger.say("/register")
    await stranger.press("C · Countering terrorist narratives")
    await stranger.press("Done")
    for question, answer in (("full name", label), ("organisation", "Institute"), ("country", "Uzbekistan")):
        await stranger.expect(question)
        await stranger.say(answer)
    await stranger.press("Send to the secretariat")
    await stranger.expect("is with the secretariat")
    return stranger


async def link(world: World, group: str = "D", role: Role = Role.MEMBER, uses: int = 1) -> str:
    """The payload of a new invitation's link."""
    async with world.app.store.begin() as tx:
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        token, _ = await invitations.invite(work, (group,), role, uses)
    return f"i_{token}"
