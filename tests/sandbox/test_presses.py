"""Buttons: pressed, forged, answered, too late."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.client import NotSeenError, Sandbox, SandboxError, User
from tests.sandbox.raw import Raw


def buttons(*texts: str, url: str | None = None) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text, callback_data=text.lower()) for text in texts]
    return InlineKeyboardMarkup([row, [InlineKeyboardButton("Site", url=url)] if url else []])


@asynccontextmanager
async def answering(bot: Bot) -> AsyncIterator[list[CallbackQuery]]:
    """A bot that replies with the data that was pressed."""
    seen: list[CallbackQuery] = []

    async def run() -> None:
        offset = None
        while True:
            for update in await bot.get_updates(offset=offset, timeout=10):
                offset = update.update_id + 1
                if update.callback_query is not None:
                    seen.append(update.callback_query)
                    await update.callback_query.answer(f"you said {update.callback_query.data}", show_alert=True)

    task = asyncio.create_task(run())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def member(sandbox: Sandbox) -> User:
    person = await sandbox.person("a member")
    await person.say("/start")
    return person


async def test_a_press_reaches_the_bot_and_its_answer_the_person(sandbox: Sandbox, bot: Bot, member: User) -> None:
    old = await bot.send_message(member.id, "old", reply_markup=buttons("Yes", "No"))
    new = await bot.send_message(member.id, "new", reply_markup=buttons("Yes"))
    async with answering(bot) as seen:
        answer = await member.press("Yes")
        assert (answer.text, answer.alert, answer.message_id) == ("you said yes", True, new.message_id)
        assert (await member.press("Yes", message=old.message_id)).message_id == old.message_id
        assert (await member.press("No")).message_id == old.message_id, "the newest message that has the button"
        assert (await member.press(data="no")).text == "you said no"
    assert [query.data for query in seen] == ["yes", "yes", "no", "no"]
    assert {query.from_user.id for query in seen} == {member.id}
    assert seen[0].message is not None
    assert seen[0].message.message_id == new.message_id
    assert len({query.id for query in seen}) == 4


async def test_a_changed_client_can_forge(bot: Bot, member: User) -> None:
    await bot.send_message(member.id, "x", reply_markup=buttons("Yes"))
    async with answering(bot):
        assert (await member.press(data="drop everything", forge=True)).text == "you said drop everything"
        with pytest.raises(NotSeenError, match="no button 'drop everything'"):
            await member.press(data="drop everything", timeout=0.05)


async def test_a_press_waits_for_its_button(bot: Bot, member: User) -> None:
    async with answering(bot):
        pressing = asyncio.create_task(member.press("Later"))
        await asyncio.sleep(0.05)
        await bot.send_message(member.id, "at last", reply_markup=buttons("Later"))
        assert (await pressing).text == "you said later"


async def test_what_was_not_answered_is_told_with_the_screen(bot: Bot, member: User) -> None:
    await bot.send_message(member.id, "Shall we?", reply_markup=buttons("Yes", "No"))
    with pytest.raises(NotSeenError) as caught:
        await member.press("Yes", timeout=0.1)
    assert "no answer to 'Yes'" in str(caught.value)
    assert "'Shall we?' [Yes] [No]" in str(caught.value)
    assert isinstance(caught.value, TimeoutError)
    with pytest.raises(NotSeenError, match="no button 'Maybe'"):
        await member.press("Maybe", timeout=0.05)


async def test_a_link_and_a_button_of_a_deleted_message_cannot_be_pressed(sandbox: Sandbox, bot: Bot, member: User) -> None:
    sent = await bot.send_message(member.id, "x", reply_markup=buttons("Yes", url="https://example.org"))
    with pytest.raises(SandboxError, match="opens https://"):
        await member.press("Site")
    await bot.delete_message(member.id, sent.message_id)
    with pytest.raises(NotSeenError):
        await member.press("Yes", timeout=0.05)


async def test_in_a_group_only_members_press_and_in_a_channel_anybody(sandbox: Sandbox, bot: Bot, member: User) -> None:
    outsider = await sandbox.person("an outsider")
    group, channel = await sandbox.group("Group B", [member]), await sandbox.channel("News")
    for chat in (group, channel.id):
        await bot.send_message(chat, "x", reply_markup=buttons("Yes"))
    async with answering(bot) as seen:
        await member.press("Yes", chat=group)
        await outsider.press("Yes", chat=channel.id)
        with pytest.raises(SandboxError, match="is not in chat"):
            await outsider.press("Yes", chat=group)
    assert [query.message.chat.id for query in seen if query.message] == [group, channel.id]


async def test_a_press_is_answered_once(raw: Raw, bot: Bot, member: User) -> None:
    await bot.send_message(member.id, "x", reply_markup=buttons("Yes"))
    pressing = asyncio.create_task(member.press("Yes"))
    [update] = await bot.get_updates(timeout=5, allowed_updates=["callback_query"], offset=-1)
    assert update.callback_query is not None
    status, body = await raw("answerCallbackQuery", callback_query_id=update.callback_query.id, text="x" * 201)
    assert (status, body["description"]) == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await update.callback_query.answer()
    assert (await pressing).text == ""
    status, body = await raw("answerCallbackQuery", callback_query_id=update.callback_query.id)
    assert status == 400
    assert "query is too old" in str(body["description"])


async def test_an_unknown_press_is_told(raw: Raw) -> None:
    assert await raw.control("GET", "answers/7?timeout=0") == (404, {"error": "no such press"})
