"""Shared by tests: what is done and seen of chats."""

from bot.app import App
from sandbox.client import Message, User
from storage import chat_links
from storage.chat_links import Link
from tests.flows.world import World


def has(label: str, words: str = "") -> "Shown":
    return Shown(label, words)


class Shown:
    """Whether a message has a button, and some words."""

    def __init__(self, label: str, words: str) -> None:
        self._label = label
        self._words = words

    def __call__(self, message: Message) -> bool:
        labels = [button.text for row in message.buttons for button in row]
        return self._words in message.text and any(self._label in label for label in labels)


async def all_links(app: App) -> list[Link]:
    async with app.store.read() as tx:
        return await chat_links.list_current(tx)


async def linked(world: World, chat: int, owner: User, thread: int | None = None, group: str = "B · ") -> Link:
    """A chat that the secretary, who is in it, has linked to a group."""
    before = await all_links(world.app)
    await world.secretary.say("/link", chat=chat, thread=thread)
    asked = await world.secretary.expect(has(group, "Link this chat?"))
    await world.secretary.press(next(b.text for row in asked.buttons for b in row if group in b.text), message=asked)
    await world.secretary.expect("Linked chat")
    [link] = [each for each in await all_links(world.app) if each not in before]
    return link
