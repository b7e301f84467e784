"""Shared by tests: what is done and seen of life."""

import sqlalchemy as sa

from sandbox.client import User
from sandbox.seen import Message
from storage import members
from storage.tables import links
from tests.flows.world import World


async def linked(world: World, by: User, group: str, *people: User) -> int:
    """A chat that is linked to the group."""
    chat = await world.sandbox.group(f"Group {group}", [by, *people])
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, by.id)
        assert person is not None
        await tx.insert(
            sa.insert(links).values(
                chat_id=chat, thread_id=0, group_code=group, title=f"Group {group}", linked_by=person.id,
                linked_at=await world.sandbox.now(),
            )
        )  # fmt: skip
    return chat


async def page(user: User, number: str) -> Message:
    """Its page, as the list leads to it."""
    await user.say("/recommendations")
    await user.expect("Recommendations")
    await user.press(number)
    return await user.expect("proposed by")


def buttons(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


async def open_usual(user: User) -> None:
    """From the button on the page to the open round."""
    await user.press("Open a round")
    await user.expect("How is it decided?")
    await user.press("As usual: full consensus")
    question = await user.expect("Until when")
    await user.press(question.buttons[0][0].text)
    await user.expect("asked.")
    await user.press("Open the round")
    await user.expect("Round opened: ")
