"""The client's waiting: what satisfies it, and the error when nothing comes."""

import asyncio

import pytest
from telegram import Bot

from sandbox.client import NotSeenError, Sandbox, User


@pytest.fixture
async def member(sandbox: Sandbox) -> User:
    person = await sandbox.person("a member")
    await person.say("/start")
    return person


async def test_expecting_waits_for_a_new_message(bot: Bot, member: User) -> None:
    waiting = asyncio.create_task(member.expect("agenda"))
    await asyncio.sleep(0.05)
    await bot.send_message(member.id, "something else")
    await asyncio.sleep(0.05)
    assert not waiting.done()
    sent = await bot.send_message(member.id, "the agenda")
    assert (await waiting).id == sent.message_id


async def test_an_edit_counts_as_news(bot: Bot, member: User) -> None:
    sent = await bot.send_message(member.id, "0 of 3")
    seen = await member.expect("of 3")
    waiting = asyncio.create_task(member.expect(lambda message: message.edits == 1, after=seen))
    await bot.edit_message_text("1 of 3", member.id, sent.message_id)
    assert (await waiting).text == "1 of 3"


async def test_what_came_before_ones_own_act_does_not_count(bot: Bot, member: User) -> None:
    sent = await bot.send_message(member.id, "menu")
    assert (await member.expect("menu")).id == sent.message_id
    await member.say("/menu")
    with pytest.raises(NotSeenError) as caught:
        await member.expect("menu", timeout=0.1)
    assert str(caught.value) == ("a member did not see 'menu' within 0.1 s; the chat shows:\n  2 (old, 0 edits) 'menu'")
    assert (await member.expect("menu", after=0)).id == sent.message_id
    with pytest.raises(NotSeenError):
        await member.expect("menu", after=sent.message_id, timeout=0.05)


async def test_an_empty_chat_says_so(sandbox: Sandbox) -> None:
    person = await sandbox.person("a stranger")
    with pytest.raises(NotSeenError, match="nothing from the bot"):
        await person.expect("anything", timeout=0.05)
    with pytest.raises(NotSeenError, match="has no message"):
        await person.last()


async def test_groups_have_an_inbox_too(sandbox: Sandbox, bot: Bot, member: User) -> None:
    group = await sandbox.group("Group B", [member])
    await member.say("hello", chat=group)
    await bot.send_message(group, "<a href='https://example.org'>agenda</a>", parse_mode="HTML")
    message = await member.expect("agenda", chat=group)
    assert message.html == '<a href="https://example.org/">agenda</a>'
    assert await member.inbox(group) == [message]
    assert await member.inbox() == []


async def test_somebody_can_be_picked_up_by_number(sandbox: Sandbox, member: User, bot: Bot) -> None:
    await bot.send_message(member.id, "hello")
    again = sandbox.user(member.id)
    assert (await again.last()).text == "hello"


async def test_a_client_must_be_opened() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await Sandbox("http://127.0.0.1:1").state()
