"""Groups' chats: linked by those who may, with the right people in them, and nothing personal said there."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from council.people import OPERATOR, Role
from handlers.chats import actions as chat_actions
from handlers.reactions import unit_of_work
from handlers.roster.actions.roles import end
from sandbox.client import User
from storage import audit, cards, chat_links, join_cases, members
from tests.flows.chats import all_links, has, linked
from tests.flows.world import World
from tests.waiting import until


async def in_chat(world: World, chat: int, holds: Callable[[Mapping[str, Any]], bool]) -> None:
    """Wait until what Telegram shows of a chat fits."""

    async def fits() -> bool:
        shown = (await world.sandbox.state())["chats"]
        assert isinstance(shown, list)
        return holds(next(each for each in shown if each["id"] == chat))

    await until(fits, "what was to happen at the door")


async def seen_inside(world: World, user: User, chat: int) -> None:
    """Wait until the program has heard that someone came in."""

    async def seen() -> bool:
        async with world.app.store.read() as tx:
            return bool(await join_cases.was_inside(tx, chat, user.id))

    await until(seen, "the news of who came in")


async def end_role(world: World, user: User, group: str) -> None:
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, user.id)
        assert person is not None
        await end(unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now()), person.id, group)


@pytest.fixture
async def owner(world: World) -> User:
    """Who opened the group in Telegram: a member of group B."""
    return await world.member("Expert, Kazakhstan, group B", ["B"])


# -- linking


@pytest.mark.road
async def test_a_secretary_links_a_chat_after_seeing_which_it_is(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B <draft>", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await world.secretary.say("/link", chat=chat)
    await owner.expect("confirm in the private chat", chat=chat)
    asked = await world.secretary.expect("Link this chat?")
    assert "“Group B <draft>”" in asked.text
    assert str(chat) in asked.text
    assert "The whole chat" in asked.text
    assert not await all_links(world.app), "nothing is linked before it is confirmed"
    await world.secretary.press("B · Psychosocial support, health and education")
    card = await world.secretary.expect("Linked chat")
    assert "I have all the rights that I need there." in card.text
    said = await owner.expect("This chat is linked to the group", chat=chat, after=0)
    assert "Secretariat" not in said.text
    [link] = await all_links(world.app)
    assert (link.chat, link.thread, link.group) == (chat, None, "B")


async def test_an_outsider_cannot_link_a_chat_of_their_own(world: World, owner: User) -> None:
    outsider = await world.sandbox.person("Outsider")
    mine = await world.sandbox.group("Group B", [outsider, owner], owner=outsider, without_bot=True)
    await world.sandbox.add_bot(mine, outsider, ["can_invite_users", "can_restrict_members"])
    for someone in (outsider, owner):
        await someone.say("/link", chat=mine)
        await someone.expect("Only the secretariat", chat=mine)
    await outsider.say("hello everybody", chat=mine)
    async with world.app.store.read() as tx:
        assert not await chat_links.list_current(tx)
        assert [action for _, action, _ in await audit.entries(tx)].count("refused: link chat") == 2
    stranger = await world.sandbox.person("Stranger")
    await stranger.ask_to_join(mine)
    await stranger.join(mine)
    await world.secretary.say("/chats")
    await world.secretary.expect("No chat is linked")
    assert not [message for message in await world.secretary.inbox() if "asks to join" in message.text]
    assert not await stranger.inbox(), "in a chat that is nobody's, the bot does nothing"


# -- rights, and the bot's coming and going


async def test_a_topic_that_is_closed_is_said_in_words(world: World) -> None:
    forum = await world.sandbox.group("The Council", [world.secretary], owner=world.secretary, is_forum=True)
    thread = await world.sandbox.open_topic(forum, world.secretary, "Group B")
    await world.secretary.say("/link", chat=forum, thread=thread)
    await world.secretary.expect("Link this chat?")
    await world.sandbox.close_topic(forum, thread)
    await world.secretary.press("B · Psychosocial support, health and education")
    await world.secretary.expect("I cannot write in the topic: it is closed.")


async def test_a_chat_that_becomes_a_supergroup_stays_linked(world: World, owner: User) -> None:
    old = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, kind="group")
    before = await linked(world, old, owner)
    await owner.expect("This chat is linked", chat=old, after=0)
    new = await world.sandbox.migrate(old)
    await owner.expect("This chat is linked to the group", chat=new, after=0)
    [link] = await all_links(world.app)
    assert (link.id, link.chat) == (before.id, new)
    async with world.app.store.read() as tx:
        assert await cards.message(tx, link.subject, chat_actions.LINKED.name, old) is None
    await world.secretary.say("/unlink", chat=new)
    redrawn = await owner.expect(lambda m: m.edits > 0 and "no longer linked" in m.text, chat=new, after=0)
    assert redrawn.chat == new


# -- who is let in


async def test_members_of_the_group_are_let_in_at_once(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    member = await world.member("Expert, Tajikistan, group B", ["B"], Role.OBSERVER)
    await member.ask_to_join(chat)
    await in_chat(world, chat, lambda seen: member.id in seen["members"])
    assert not [message for message in await world.secretary.inbox() if "asks to join" in message.text]


async def test_others_wait_for_the_secretariat(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    other_group = await world.member("Expert, Tajikistan, group A", ["A"])
    stranger = await world.sandbox.person("Stranger <b>", username="stranger")
    await stranger.ask_to_join(chat)
    waiting = await stranger.expect("Your request to join the chat has been received")
    assert "B" not in waiting.text.split()
    card = await world.secretary.expect("Someone asks to join")
    assert "Stranger <b> (@stranger)" in card.text
    answer = await owner.press(data=next(b.data for row in card.buttons for b in row if b.text == "Let in"), forge=True)
    assert "You have no right to this" in answer.text
    await world.secretary.press("Let in", message=card)
    await world.secretary.expect("Let in by")
    await in_chat(world, chat, lambda seen: stranger.id in seen["members"])
    await other_group.ask_to_join(chat)
    await world.secretary.expect(has("Decline", "They are in group A."))
    await world.secretary.say("/tasks")
    tasks = await world.secretary.expect("Decide who may be in groups' chats: 1 person.")
    assert "linked chat" not in tasks.text, "nothing is missing there"
    await world.secretary.press(f"Chat: {other_group.label}", message=tasks)
    card = await world.secretary.expect(has("Decline", "They are in group A."))
    await world.secretary.press("Decline", message=card)
    await world.secretary.expect(lambda m: m.id == card.id and "Declined by" in m.text)
    await world.secretary.say("/tasks")
    await world.secretary.expect("Nothing waits for you.")
    await in_chat(world, chat, lambda seen: not seen["requests"] and other_group.id not in seen["members"])
    assert len([m for m in await world.secretary.inbox() if "came into" in m.text]) == 0, "who was let in may be there"


async def test_a_door_that_telegram_keeps_shut_is_told(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    stranger = await world.sandbox.person("Stranger")
    await stranger.ask_to_join(chat)
    card = await world.secretary.expect("Someone asks to join")
    await world.sandbox.set_rights(chat, owner, ["can_restrict_members"])
    await world.secretary.press("Let in", message=card)
    await world.secretary.expect("Telegram refused: I do not have that right there.")


# -- who is no longer to be there


async def test_someone_whose_role_ended_can_be_removed(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    member = await world.member("Expert, Tajikistan, group B", ["B"])
    await member.join(chat)
    await seen_inside(world, member, chat)
    await end_role(world, member, "B")
    card = await world.secretary.expect("Someone whose role has ended")
    assert "Expert, Tajikistan, group B" in card.text
    await world.secretary.press("Remove from the chat", message=card)
    await world.secretary.expect("They are no longer in the chat.")
    await in_chat(world, chat, lambda seen: member.id not in seen["members"])
    await member.join(chat)
    again = await world.secretary.expect("Someone who is not in the group joined")
    await world.secretary.press("Let them stay", message=again)
    await world.secretary.expect("decided to let them stay")
    async with world.app.store.read() as tx:
        told = [action for _, action, _ in await audit.entries(tx)]
    assert {"chat linked", "at the door: ended", "removed at the door", "kept at the door"} <= set(told)


async def test_an_administrator_cannot_be_removed_and_that_is_said(world: World) -> None:
    admin = await world.member("Expert, Kazakhstan, group B", ["B"])
    chat = await world.sandbox.group("Group B", [admin, world.secretary], owner=world.secretary, bot_is_admin=True)
    await linked(world, chat, world.secretary)
    await world.sandbox.appoint(chat, admin, ["can_invite_users"])
    await end_role(world, admin, "B")
    await world.secretary.expect("Someone whose role has ended")
    await world.secretary.press("Remove from the chat")
    await world.secretary.expect("they are an administrator of the chat. Please do it yourself")


# -- nothing personal in a group
