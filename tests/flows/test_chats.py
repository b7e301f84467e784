"""Groups' chats: linked by those who may, with the right people in them, and nothing personal said there."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from council.people import OPERATOR, Role
from handlers.chats import actions as chat_actions
from handlers.follow_ups import unit_of_work
from handlers.roster.actions.roles import end
from handlers.routes import ABOUT_THE_CHAT, COMMANDS
from sandbox.client import User
from storage import audit, cards, chat_links, join_cases, members
from tests.flows.chats import all_links, has, linked
from tests.flows.world import World
from tests.waiting import until

WITH_BUTTON = "This is done in the private chat with me."


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


async def test_a_secretary_links_a_chat_after_seeing_which_it_is(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B <draft>", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await world.secretary.say("/link", chat=chat)
    await owner.expect("confirm it in the private chat", chat=chat)
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


async def test_a_chair_links_a_topic_to_their_own_group_only(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    forum = await world.sandbox.group("The Council", [chair], owner=chair, is_forum=True, bot_is_admin=True)
    thread = await world.sandbox.open_topic(forum, chair, "Group B")
    await chair.say("/link", chat=forum, thread=thread)
    asked = await chair.expect("Link this chat?")
    assert f"Topic: {thread}" in asked.text
    assert [b.text for row in asked.buttons for b in row if "·" in b.text] == [
        "B · Psychosocial support, health and education"
    ]
    offer = asked.buttons[0][0].data
    assert offer is not None
    refused = await chair.press(data=offer[:-1] + "A", message=asked, forge=True)
    assert "You have no right to this" in refused.text
    await chair.press("B · Psychosocial support, health and education", message=asked)
    said = await chair.expect("This chat is linked to the group", chat=forum, after=0)
    assert said.raw["message_thread_id"] == thread
    [link] = await all_links(world.app)
    assert (link.chat, link.thread, link.group) == (forum, thread, "B")


async def test_an_outsider_cannot_link_a_chat_of_their_own(world: World, owner: User) -> None:
    outsider = await world.sandbox.person("Outsider")
    mine = await world.sandbox.group("Group B", [outsider, owner], owner=outsider, without_bot=True)
    await world.sandbox.add_bot(mine, outsider, ["can_invite_users", "can_restrict_members"])
    for someone in (outsider, owner):
        await someone.say("/link", chat=mine)
        await someone.expect("This is for the secretariat", chat=mine)
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


async def test_nobody_confirms_what_another_asked_for(world: World, owner: User) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    chat = await world.sandbox.group("Group B", [chair, world.secretary], owner=chair)
    await world.secretary.say("/link", chat=chat)
    asked = await world.secretary.expect("Link this chat?")
    data = next(b.data for row in asked.buttons for b in row if b.text.startswith("B · "))
    refused = await chair.press(data=data, forge=True)
    assert "You have no right to this" in refused.text
    assert not await all_links(world.app)


async def test_an_anonymous_administrator_cannot_link(world: World) -> None:
    chat = await world.sandbox.group("Group B", [world.secretary], owner=world.secretary)
    for command in ("/link", "/unlink"):
        await world.secretary.say(command, chat=chat, anonymous=True)
        await world.secretary.expect("You write here anonymously", chat=chat)
    await world.secretary.say("/profile", chat=chat, anonymous=True)
    await world.secretary.expect(WITH_BUTTON, chat=chat)
    await world.secretary.say("/link")
    await world.secretary.expect("1. Add me to the group's chat.")
    assert not await all_links(world.app)


async def test_a_secretary_who_blocked_the_bot_confirms_when_they_are_back(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await world.secretary.block()
    await world.secretary.say("/link", chat=chat)
    await owner.expect("confirm it in the private chat", chat=chat)
    await world.secretary.unblock()
    await world.secretary.say("/start c_link")
    await world.secretary.expect("Link this chat?")
    await world.secretary.press("B · Psychosocial support, health and education")
    await world.secretary.expect("Linked chat")


async def test_a_link_can_be_dropped_and_is_asked_for_again(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await world.secretary.say("/link", chat=chat)
    await world.secretary.press("Do not link it")
    await world.secretary.expect("Not linked.")
    await world.secretary.say("/link", chat=chat)
    await world.secretary.expect(has("Do not link it"))
    await world.sandbox.advance(hours=25)
    late = await world.secretary.press("B · Psychosocial support, health and education")
    assert "no longer works" in late.text
    await linked(world, chat, owner)


async def test_a_chat_is_unlinked_and_says_so(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    await owner.expect("This chat is linked", chat=chat, after=0)
    await owner.say("/unlink", chat=chat)
    await owner.expect("This is for the secretariat", chat=chat)
    await world.secretary.say("/unlink", chat=chat)
    await owner.expect("no longer linked", chat=chat)
    await world.secretary.expect("No longer linked")
    assert not await all_links(world.app)
    await linked(world, chat, owner)
    await world.secretary.say("/chats")
    await world.secretary.press("Unlink B: Group B")
    await world.secretary.expect("Unlink this chat?")
    await world.secretary.press("Unlink")
    await world.secretary.expect("No longer linked")
    assert not await all_links(world.app)


# -- rights, and the bot's coming and going


async def test_rights_that_are_missing_are_said_in_words(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner)
    await linked(world, chat, owner)
    card = await world.secretary.expect("Linked chat", after=0)
    for words in ("I am not told who comes and goes", "I cannot let members in", "I cannot remove anybody"):
        assert words in card.text
    await world.sandbox.set_rights(chat, owner, ["can_invite_users"])
    fewer = await world.secretary.expect(lambda m: "Linked chat" in m.text and "let members in" not in m.text, after=0)
    assert "I cannot remove anybody" in fewer.text
    await world.sandbox.set_rights(chat, owner, ["can_invite_users", "can_restrict_members"])
    await world.secretary.expect("I have all the rights that I need there.", after=0)
    await world.sandbox.set_rights(chat, owner, None)
    await world.secretary.expect("I cannot let members in", after=0)
    await world.secretary.say("/chats")
    listed = await world.secretary.expect("Linked chats")
    assert "I cannot let members in: give me the right to invite users." in listed.text
    await world.secretary.say("/tasks")
    tasks = await world.secretary.expect("In 1 linked chat I cannot do all that I should.")
    assert "· B · Psychosocial support, health and education: Group B" in tasks.text


async def test_a_topic_that_is_closed_is_said_in_words(world: World) -> None:
    forum = await world.sandbox.group("The Council", [world.secretary], owner=world.secretary, is_forum=True)
    thread = await world.sandbox.open_topic(forum, world.secretary, "Group B")
    await world.secretary.say("/link", chat=forum, thread=thread)
    await world.secretary.expect("Link this chat?")
    await world.sandbox.close_topic(forum, thread)
    await world.secretary.press("B · Psychosocial support, health and education")
    await world.secretary.expect("I cannot write in the topic: it is closed.")


async def test_a_chat_that_removes_the_bot_is_told_to_the_secretariat(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner, world.secretary], owner=owner, bot_is_admin=True)
    await linked(world, chat, owner)
    await world.sandbox.kick(chat, owner)
    await world.secretary.expect("I was removed from a linked chat")
    await world.secretary.expect("Chat that I am no longer in", after=0)
    async with world.app.store.read() as tx:
        assert not await chat_links.of_groups(tx, ["B"]), "nothing is sent there meanwhile"
    await world.sandbox.add_bot(chat, owner, ["can_invite_users"])
    await world.secretary.expect("I am in a linked chat again")
    async with world.app.store.read() as tx:
        [link] = await chat_links.of_groups(tx, ["B"])
    assert link.chat == chat


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
    waiting = await stranger.expect("Your request to join the chat has arrived")
    assert "B" not in waiting.text.split()
    card = await world.secretary.expect("Someone asks to join")
    assert "Stranger <b> (@stranger)" in card.text
    answer = await owner.press(data=next(b.data for row in card.buttons for b in row if b.text == "Let in"), forge=True)
    assert "You have no right to this" in answer.text
    await world.secretary.press("Let in", message=card)
    await world.secretary.expect("Let in by")
    await in_chat(world, chat, lambda seen: stranger.id in seen["members"])
    await other_group.ask_to_join(chat)
    await world.secretary.expect(has("Decline", "They sit in group A."))
    await world.secretary.say("/tasks")
    tasks = await world.secretary.expect("About 1 person in a group's chat, or at its door, you have to decide.")
    assert "linked chat" not in tasks.text, "nothing is missing there"
    await world.secretary.press(f"Chat: {other_group.label}", message=tasks)
    card = await world.secretary.expect(has("Decline", "They sit in group A."))
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
    await world.secretary.expect("Telegram refused: I have no right to it there.")


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
    again = await world.secretary.expect("Someone without a seat came into")
    await world.secretary.press("Let them stay", message=again)
    await world.secretary.expect("May stay")
    async with world.app.store.read() as tx:
        told = [action for _, action, _ in await audit.entries(tx)]
    assert {"chat linked", "at the door: ended", "removed at the door", "kept at the door"} <= set(told)


async def test_who_keeps_another_seat_of_the_chat_stays(world: World, owner: User) -> None:
    forum = await world.sandbox.group(
        "The Council", [owner, world.secretary], owner=owner, is_forum=True, bot_is_admin=True
    )
    first, second = [await world.sandbox.open_topic(forum, owner, name) for name in ("B", "D")]
    await linked(world, forum, owner, first)
    await linked(world, forum, owner, second, group="D · ")
    member = await world.member("Expert, Tajikistan, groups B and D", ["B", "D"])
    await member.join(forum)
    await seen_inside(world, member, forum)
    await end_role(world, member, "B")
    async with world.app.store.begin() as tx:
        assert await join_cases.next_former(tx, await world.sandbox.now()) is None
    await end_role(world, member, "D")
    await world.secretary.expect("Someone whose role has ended")
    await member.leave(forum)
    await world.secretary.expect("They left by themselves", after=0)


async def test_an_administrator_cannot_be_removed_and_that_is_said(world: World) -> None:
    admin = await world.member("Expert, Kazakhstan, group B", ["B"])
    chat = await world.sandbox.group("Group B", [admin, world.secretary], owner=world.secretary, bot_is_admin=True)
    await linked(world, chat, world.secretary)
    await world.sandbox.appoint(chat, admin, ["can_invite_users"])
    await end_role(world, admin, "B")
    await world.secretary.expect("Someone whose role has ended")
    await world.secretary.press("Remove from the chat")
    await world.secretary.expect("they administer the chat. Please do it by hand")


# -- nothing personal in a group


async def test_in_a_group_every_command_only_leads_to_the_private_chat(world: World, owner: User) -> None:
    chat = await world.sandbox.group("Group B", [owner], owner=owner, bot_is_admin=True)
    personal = sorted(set(COMMANDS) - ABOUT_THE_CHAT)
    assert {"profile", "start", "home", "announce", "cancel"} <= set(personal)
    for command in personal:
        await owner.say(f"/{command}", chat=chat)
        answer = await owner.expect(WITH_BUTTON, chat=chat)
        assert answer.text == WITH_BUTTON
        [[way]] = answer.buttons
        assert way.url is not None
        assert way.url.endswith(f"?start=c_{command}")


async def test_a_form_is_not_filled_in_in_a_group(world: World) -> None:
    chat = await world.sandbox.group("Group B", [world.secretary], owner=world.secretary, bot_is_admin=True)
    await world.secretary.say("/announce")
    asked = await world.secretary.expect("New announcement")
    await world.secretary.say("This was not meant for the bot", chat=chat)
    await world.secretary.say("/help", chat=chat)
    await world.secretary.expect(WITH_BUTTON, chat=chat)
    assert len(await world.secretary.inbox(chat)) == 1
    assert (await world.secretary.last()).id == asked.id
