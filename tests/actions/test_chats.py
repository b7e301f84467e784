"""Groups' chats: linked by those who may, with the rights that the bot has there, and nothing personal said there."""

import pytest

from council.chats import Asked, Came, ChatRights, Guest, Right, Went
from council.people import Role
from handlers.common.operations import JoinAnswer, Membership
from handlers.framework.context import Incoming
from handlers.roster.actions.roles import end
from handlers.routes import ABOUT_THE_CHAT, COMMANDS
from storage import chat_links, join_cases
from tests.actions.at_work import CouncilAtWork, Someone

B = "B · Psychosocial support, health and education"
CHAT, THREAD = -500, 7
WITH_BUTTON = "This is done in the private chat with me."


def rights(*granted: Right) -> ChatRights:
    """The bot is in the chat, and an administrator if it is granted anything."""
    return ChatRights(inside=True, administrator=bool(granted), granted=frozenset(granted))


@pytest.fixture
async def owner(at_work: CouncilAtWork) -> Someone:
    """A member of group B."""
    return await at_work.seated("Expert, Kazakhstan, group B")


async def test_a_chair_links_a_topic_to_their_own_group_only(at_work: CouncilAtWork) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await chair.say("/link", chat=CHAT, thread=THREAD)
    asked = await chair.sees("Link this chat?")
    assert f"Topic: {THREAD}" in asked.text
    assert [b.text for row in asked.buttons for b in row if "·" in b.text] == [B]
    offer = asked.buttons[0][0].data
    assert offer is not None
    refused = await chair.press(data=offer[:-1] + "A", on=asked)
    assert "You have no right to this" in refused.text
    await chair.press(B, on=asked)
    said = await chair.sees("This chat is linked to the group", chat=CHAT, ever=True)
    assert said.thread == THREAD
    [link] = await at_work.links()
    assert (link.chat, link.thread, link.group) == (CHAT, THREAD, "B")


async def test_nobody_confirms_what_another_asked_for(at_work: CouncilAtWork, secretary: Someone, owner: Someone) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await secretary.say("/link", chat=CHAT)
    asked = await secretary.sees("Link this chat?")
    data = next(b.data for row in asked.buttons for b in row if b.text.startswith("B · "))
    refused = await chair.press(data=data or "")
    assert "You have no right to this" in refused.text
    assert not await at_work.links()


async def test_an_anonymous_administrator_cannot_link(at_work: CouncilAtWork, secretary: Someone) -> None:
    for command in ("/link", "/unlink"):
        await secretary.say(command, chat=CHAT, anonymous=True)
        await secretary.sees("You write here anonymously", chat=CHAT)
    await secretary.say("/profile", chat=CHAT, anonymous=True)
    await secretary.sees(WITH_BUTTON, chat=CHAT)
    await secretary.say("/link")
    await secretary.sees("1. Add me to the group's chat.")
    assert not await at_work.links()


async def test_a_secretary_who_blocked_the_bot_confirms_when_they_are_back(
    at_work: CouncilAtWork, secretary: Someone, owner: Someone
) -> None:
    await secretary.block()
    await secretary.say("/link", chat=CHAT)
    await owner.sees("confirm in the private chat", chat=CHAT)
    await secretary.unblock()
    await secretary.say("/start c_link")
    await secretary.sees("Link this chat?")
    await secretary.press(B)
    await secretary.sees("Linked chat")


async def test_a_link_can_be_dropped_and_is_asked_for_again(at_work: CouncilAtWork, secretary: Someone, owner: Someone) -> None:
    await secretary.say("/link", chat=CHAT)
    await secretary.press("Do not link")
    await secretary.sees("Not linked.")
    await secretary.say("/link", chat=CHAT)
    await secretary.sees(lambda m: "Do not link" in m.labels)
    await at_work.wait(hours=25)
    late = await secretary.press(B)
    assert "no longer works" in late.text
    await at_work.chat("B", secretary, CHAT)


async def test_a_chat_is_unlinked_and_says_so(at_work: CouncilAtWork, secretary: Someone, owner: Someone) -> None:
    await at_work.chat("B", secretary, CHAT)
    await owner.sees("This chat is linked", chat=CHAT, ever=True)
    await owner.say("/unlink", chat=CHAT)
    await owner.sees("Only the secretariat", chat=CHAT)
    await secretary.say("/unlink", chat=CHAT)
    await owner.sees("no longer linked", chat=CHAT)
    await secretary.sees("No longer linked")
    assert not await at_work.links()
    await at_work.chat("B", secretary, CHAT)
    await secretary.say("/chats")
    await secretary.press("Unlink B: Group B")
    await secretary.sees("Unlink this chat?")
    await secretary.press("Unlink")
    await secretary.sees("No longer linked")
    assert not await at_work.links()


async def test_rights_that_are_missing_are_said_in_words(at_work: CouncilAtWork, secretary: Someone, owner: Someone) -> None:
    await at_work.chat("B", secretary, CHAT, rights=rights())
    card = await secretary.sees("Linked chat", ever=True)
    for words in ("I cannot see who joins and leaves", "I cannot let members in", "I cannot remove anybody"):
        assert words in card.text
    await at_work.told(CHAT, rights(Right.INVITE))
    fewer = await secretary.sees(lambda m: "Linked chat" in m.text and "let members in" not in m.text, ever=True)
    assert "I cannot remove anybody" in fewer.text
    await at_work.told(CHAT, rights(Right.INVITE, Right.RESTRICT))
    await secretary.sees("I have all the rights that I need there.", ever=True)
    await at_work.told(CHAT, rights())
    await secretary.sees("I cannot let members in", ever=True)
    await secretary.say("/chats")
    listed = await secretary.sees("Linked chats")
    assert "I cannot let members in: give me the right to invite users." in listed.text
    await secretary.say("/tasks")
    tasks = await secretary.sees("I lack rights in 1 linked chat.")
    assert "· B · Psychosocial support, health and education: Group B" in tasks.text


async def test_a_chat_that_removes_the_bot_is_told_to_the_secretariat(
    at_work: CouncilAtWork, secretary: Someone, owner: Someone
) -> None:
    await at_work.chat("B", secretary, CHAT)
    await at_work.told(CHAT, ChatRights(inside=False))
    await secretary.sees("I was removed from a linked chat")
    await secretary.sees("I am no longer in this chat", ever=True)
    async with at_work.store.read() as tx:
        assert not await chat_links.of_groups(tx, ["B"]), "nothing is sent there meanwhile"
    await at_work.told(CHAT, rights(Right.INVITE))
    await secretary.sees("I am back in a linked chat")
    async with at_work.store.read() as tx:
        [link] = await chat_links.of_groups(tx, ["B"])
    assert link.chat == CHAT


async def test_who_keeps_another_seat_of_the_chat_stays(at_work: CouncilAtWork, secretary: Someone, owner: Someone) -> None:
    for thread, group in enumerate("BD", start=1):
        await at_work.chat(group, secretary, CHAT, thread)
    member = await at_work.seated("Expert, Tajikistan, groups B and D", ["B", "D"])
    await at_work.told(CHAT, Came((Guest(member.id, member.name),)))
    async with at_work.store.read() as tx:
        assert await join_cases.was_inside(tx, CHAT, member.id)
    await at_work.does(end, (await member.known()).id, "B")
    async with at_work.store.begin() as tx:
        assert await join_cases.next_former(tx, at_work.now) is None
    await at_work.does(end, (await member.known()).id, "D")
    await secretary.sees("Someone whose role has ended")
    await at_work.told(CHAT, Went(member.id))
    await secretary.sees("They left the chat themselves", ever=True)


async def test_in_a_group_every_command_only_leads_to_the_private_chat(at_work: CouncilAtWork, owner: Someone) -> None:
    personal = sorted(set(COMMANDS) - ABOUT_THE_CHAT)
    assert {"profile", "start", "home", "announce", "cancel"} <= set(personal)
    for command in personal:
        await owner.say(f"/{command}", chat=CHAT)
        answer = await owner.sees(WITH_BUTTON, chat=CHAT)
        assert answer.text == WITH_BUTTON
        [[way]] = answer.buttons
        assert way.url is not None
        assert way.url.endswith(f"?start=c_{command}")


async def test_a_form_is_not_filled_in_in_a_group(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/announce")
    asked = await secretary.sees("New announcement")
    await secretary.say("This was not meant for the bot", chat=CHAT)
    await secretary.say("/help", chat=CHAT)
    await secretary.sees(WITH_BUTTON, chat=CHAT)
    assert len(await secretary.has(chat=CHAT)) == 1
    assert (await secretary.has())[-1].id == asked.id


async def test_where_the_bot_was_assigned_the_roster_decides_at_once(at_work: CouncilAtWork, secretary: Someone) -> None:
    member, stranger = await at_work.seated("Expert, Uzbekistan, group B"), at_work.newcomer()
    await at_work.chat("B", secretary, CHAT)
    for one, query in ((member, "1"), (stranger, "2")):
        await at_work.visited(
            Incoming(0, CHAT, private=False, user=one.id, chat_change=Asked(Guest(one.id, one.name), one.id, query))
        )
    answers = [one for one in at_work.chats.memberships if isinstance(one, JoinAnswer)]
    assert answers == [JoinAnswer(query="1", result="approve"), JoinAnswer(query="2", result="queue")]
    await secretary.sees("Stranger", ever=True)
    await secretary.press("Let in")
    await at_work.delivered()
    assert Membership(do="admit", chat=CHAT, user=stranger.id) in at_work.chats.memberships
