"""What the bot receives, and how it fetches it."""

import asyncio
from time import monotonic

import pytest
from telegram import Bot, Update

from sandbox.belonging import PERMISSIONS
from sandbox.client import Sandbox, SandboxError
from sandbox.server import Server
from tests.sandbox.raw import Raw
from tests.waiting import PATIENCE, until


async def test_updates_wait_until_they_are_confirmed(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("a member")
    for text in ("one", "two", "three"):
        await person.say(text)
    first = await raw.updates()
    assert await raw.updates() == first, "unconfirmed updates come again"
    numbers = [update["update_id"] for update in first]
    assert isinstance(numbers[0], int)
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
    assert [update["update_id"] for update in await raw.updates(limit=2)] == numbers[:2]
    assert await raw.updates(offset=numbers[0] + 2) == first[2:]
    assert len(await sandbox.pending_updates()) == 1
    assert await raw.updates(offset=numbers[0]) == first[2:], "what is confirmed does not come back"
    assert await raw.updates(offset=numbers[0] + 3) == []


async def test_a_negative_offset_keeps_the_last_ones(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("a member")
    for text in ("one", "two", "three"):
        await person.say(text)
    everything = await raw.updates()
    assert await raw.updates(offset=-1) == everything[-1:]
    assert await raw.updates() == everything[-1:]
    assert await raw.updates(offset=-9) == everything[-1:]


async def test_a_poll_waits_for_the_first_update(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member", language_code="kk")
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await person.say("/start 42")
    [update] = await asyncio.wait_for(poll, PATIENCE)
    assert update.message is not None
    assert update.message.text == "/start 42"
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "kk"
    assert [(entity.type, entity.length) for entity in update.message.entities] == [("bot_command", 6)]


async def test_a_poll_in_vain_ends_in_time(raw: Raw) -> None:
    began = monotonic()
    assert await raw.updates(timeout=1) == []
    assert 0.9 < monotonic() - began < PATIENCE


async def test_a_second_poll_ends_the_first(sandbox: Sandbox, raw: Raw, server: Server) -> None:
    person = await sandbox.person("a member")
    first = asyncio.create_task(raw("getUpdates", timeout=10))
    await until(lambda: server.world.updates._waiting is not None, "the first poll")
    second = asyncio.create_task(raw("getUpdates", timeout=50))
    status, body = await asyncio.wait_for(first, PATIENCE)
    assert (status, body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await person.say("hello")
    status, body = await asyncio.wait_for(second, PATIENCE)
    assert status == 200
    assert [call.method for call in await sandbox.log()] == ["getUpdates"], "only the failed poll is worth a line"


async def test_allowed_updates_hold_until_they_change(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("a member")
    await raw.updates(allowed_updates=["callback_query"])
    await person.say("unheard")
    assert await raw.updates() == []
    await raw.updates(allowed_updates=[])
    await person.say("heard")
    [update] = await raw.updates()
    assert "message" in update
    assert await raw.result("deleteWebhook", drop_pending_updates=True) is True
    assert await raw.updates() == []


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(sandbox: Sandbox, raw: Raw, bot: Bot) -> None:
    person = await sandbox.person("a member")
    group = await sandbox.group("Group B", [person])
    sent = await bot.send_message(group, "a question")
    unheard = ["hello", "hello /agenda", "/agenda@another_bot", "/agenda-x"]
    heard = ["/agenda", "/agenda@Majlis_Sandbox_Bot now"]
    for text in [*unheard, *heard]:
        await person.say(text, chat=group)
    await person.say("an answer", chat=group, reply_to=sent.message_id)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == [*heard, "an answer"]
    assert len(await sandbox.messages(group)) == 8, "people see everything"


async def test_an_administrator_hears_everything(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    group = await sandbox.group("Group B", [person], bot_is_admin=True)
    said = await person.say("hello", chat=group)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.chat.type == "supergroup"
    assert await bot.delete_message(group, said)


async def test_without_privacy_mode_it_hears_everything_too(sandbox: Sandbox, raw: Raw, server: Server) -> None:
    server.world.reads_all = True
    person = await sandbox.person("a member")
    await person.say("hello", chat=await sandbox.group("Group B", [person]))
    assert len(await raw.updates()) == 1
    assert (await raw.message("getMe"))["can_read_all_group_messages"] is True


async def test_people_change_and_delete_what_they_said(sandbox: Sandbox, raw: Raw) -> None:
    person, other = await sandbox.person("a member"), await sandbox.person("another")
    group = await sandbox.group("Group B", [person, other])
    said, unheard = await person.say("/start wiht"), await person.say("hello", chat=group)
    paper = await person.attach("paper.txt", b"words", "a caption")
    await raw.updates(offset=-1)
    await person.edit(said, "/start with")
    await person.edit(paper, "a better caption")
    await person.edit(unheard, "hello all", chat=group)
    edited = [update["edited_message"] for update in await raw.updates() if "edited_message" in update]
    assert [(each.get("text"), each.get("caption"), "edit_date" in each) for each in edited if isinstance(each, dict)] == [
        ("/start with", None, True),
        (None, "a better caption", True),
    ]
    with pytest.raises(SandboxError, match="no message"):
        await other.edit(unheard, "not mine", chat=group)
    await person.delete(said)
    status, body = await raw("copyMessage", chat_id=person.id, from_chat_id=person.id, message_id=said)
    assert (status, body["description"]) == (400, "Bad Request: message to copy not found")


async def test_who_is_restricted_does_not_write(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("a member")
    group = await sandbox.group("Group B", [person], bot_is_admin=True)
    await raw.result("restrictChatMember", chat_id=group, user_id=person.id, permissions={"can_send_messages": False})
    with pytest.raises(SandboxError, match="may not write"):
        await person.say("hello", chat=group)
    everything = dict.fromkeys(PERMISSIONS, True)
    await raw.result("restrictChatMember", chat_id=group, user_id=person.id, permissions=everything)
    await person.say("hello", chat=group)


async def test_channel_posts_do_not_say_who_wrote_them(sandbox: Sandbox, bot: Bot) -> None:
    channel = await sandbox.channel("News", "council_news", protected=True)
    post = await channel.post("Good news", [{"type": "hashtag", "offset": 0, "length": 4}])
    [update] = await bot.get_updates()
    assert update.channel_post is not None
    assert (update.channel_post.message_id, update.channel_post.from_user) == (post, None)
    assert update.channel_post.chat.username == "council_news"
    assert update.channel_post.has_protected_content
    assert update.effective_user is None


async def test_blocking_and_coming_back_are_told(sandbox: Sandbox, bot: Bot, raw: Raw) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    await person.block()
    await person.block()
    status, _ = await raw("sendMessage", chat_id=person.id, text="x")
    assert status == 403
    await person.say("/start")
    assert await raw.message("sendMessage", chat_id=person.id, text="x")
    told = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    changes = [
        (change.old_chat_member.status, change.new_chat_member.status)
        for update in told
        if (change := update.my_chat_member) is not None
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")]
    assert [update.message is None for update in told] == [False, True, True, False]
    await person.unblock()
    assert len(await bot.get_updates()) == 4, "nothing changed, nothing told"
