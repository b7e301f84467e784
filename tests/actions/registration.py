"""Shared by tests: invitations, and requests to join."""

from council.people import Role
from handlers.registration.actions import invitations, requests
from tests.actions.at_work import CouncilAtWork, Someone


async def link(at_work: CouncilAtWork, group: str = "D", role: Role = Role.MEMBER, uses: int = 1) -> str:
    """The payload of a new invitation's link."""
    token, _ = await at_work.does(invitations.invite, (group,), role, uses)
    return f"i_{token}"


async def ask_to_join(at_work: CouncilAtWork, name: str = "Expert, Uzbekistan") -> Someone:
    """A stranger who has asked to join group C."""
    stranger = await at_work.outsider(name)
    await stranger.does(requests.make, ("C",), name, "Institute", "Uzbekistan")
    return stranger


async def greeted(at_work: CouncilAtWork, name: str = "Stranger") -> Someone:
    """A newcomer who has chosen English."""
    someone = at_work.newcomer(name)
    await someone.say("/start")
    await someone.press("English")
    await someone.sees("Your Telegram id is")
    return someone
