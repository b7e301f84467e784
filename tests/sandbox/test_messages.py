"""Messages as a bot's library sees them: sent, edited, copied, deleted, with files."""

import base64
import json

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity, ReplyParameters

from sandbox.client import Sandbox
from tests.sandbox.raw import TOKEN, Raw

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Да", callback_data="yes")]])


async def test_a_message_carries_what_it_was_sent_with(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member", language_code="ru")
    await person.say("/start")
    await sandbox.advance(days=3)
    sent = await bot.send_message(
        person.id,
        "  <b>Повестка</b> 😀 <i>дня</i>\n",
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        protect_content=True,
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(1),
    )
    assert (sent.message_id, sent.chat.id, sent.text) == (2, person.id, "Повестка 😀 дня")
    assert sent.from_user == bot.bot
    assert {entity.type: sent.parse_entity(entity) for entity in sent.entities} == {"bold": "Повестка", "italic": "дня"}
    assert sent.reply_markup == KEYBOARD
    assert sent.has_protected_content
    assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "/start"
    assert abs((sent.date - await sandbox.now()).total_seconds()) < 2, "stamped with the sandbox clock"
    shown = await person.last()
    assert (shown.text, shown.html) == (sent.text, "<b>Повестка</b> 😀 <i>дня</i>")
    assert [[button.data for button in row] for row in shown.buttons] == [["yes"]]


async def test_entities_can_come_ready_made(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    sent = await bot.send_message(person.id, " bold", entities=[MessageEntity("bold", 1, 4), MessageEntity("bold", 90, 1)])
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [("bold", 0, 4)]


async def test_an_edit_keeps_the_old_version_for_those_who_look(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    sent = await bot.send_message(person.id, "one", reply_markup=KEYBOARD)
    await bot.edit_message_text("two", person.id, sent.message_id, reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(person.id, sent.message_id)
    edited = await bot.edit_message_text("three", person.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("three", None)
    assert edited.edit_date is not None
    shown = await person.last()
    assert (shown.text, shown.edits) == ("three", 3)
    history = shown.raw["history"]
    assert isinstance(history, list)
    assert [(old["text"], bool(old["reply_markup"])) for old in history] == [("one", True), ("two", True), ("two", False)]


async def test_a_deleted_message_is_gone_for_people_and_marked_for_tests(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    said = await person.say("/start")
    sent = await bot.send_message(person.id, "going")
    assert await bot.delete_message(person.id, sent.message_id)
    assert await bot.delete_message(person.id, said), "in a private chat a bot may take the other's message away"
    assert await person.inbox() == []
    assert [message.deleted for message in await sandbox.messages(person.id)] == [True, True]


async def test_files_travel_both_ways_under_their_names(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    await person.attach("Протокол.txt", b"minutes", caption="see")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert (update.message.caption, update.message.document.file_name) == ("see", "Протокол.txt")
    assert bytes(await (await update.message.document.get_file()).download_as_bytearray()) == b"minutes"

    sent = await bot.send_document(person.id, b"PDF", filename="Повестка.pdf", caption="<b>agenda</b>", parse_mode="HTML")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.document.file_size) == ("Повестка.pdf", "application/pdf", 3)
    again = await bot.send_document(person.id, sent.document.file_id)
    assert again.document == sent.document
    captioned = await bot.edit_message_caption(person.id, sent.message_id, caption="new")
    assert not isinstance(captioned, bool)
    assert captioned.caption == "new"
    calls = await sandbox.log(method="sendDocument")
    assert [call.params["document"] for call in calls] == ["Повестка.pdf", sent.document.file_id]
    assert [message.document for message in await person.inbox()] == ["Повестка.pdf", "Повестка.pdf"]


async def test_a_file_can_be_downloaded_for_the_page(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    body = {"person": person.id, "file_name": "Итоги.txt", "base64": base64.b64encode(b"text").decode()}
    status, sent = await raw.control("POST", "document", body)
    assert status == 200
    assert isinstance(sent, dict)
    async with raw.session.get(f"{raw.url}/sandbox/files/{sent['document']['file_id']}") as response:
        assert await response.read() == b"text"
        assert response.content_disposition is not None
        assert response.content_disposition.filename == "Итоги.txt"


async def test_a_copy_says_the_same_and_not_where_from(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a subscriber")
    await person.say("/start")
    channel = await sandbox.channel("News", "council_news")
    post = await channel.post("Good news", [{"type": "bold", "offset": 0, "length": 4}])
    copied = await bot.copy_message(person.id, "@council_news", post, reply_markup=KEYBOARD)
    shown = await person.last()
    assert (shown.id, shown.html, len(shown.buttons)) == (copied.message_id, "<b>Good</b> news", 1)
    document = await bot.send_document(person.id, b"x", filename="a.txt", caption="old")
    await bot.copy_message(person.id, person.id, document.message_id, caption="new")
    assert ((await person.last()).text, (await person.last()).document) == ("new", "a.txt")


async def test_the_bot_posts_in_its_channel_as_the_channel(sandbox: Sandbox, bot: Bot) -> None:
    channel = await sandbox.channel("News", "council_news")
    sent = await bot.send_message("@Council_News", "from the council")
    assert (sent.from_user, sent.sender_chat, sent.chat.id) == (None, sent.chat, channel.id)
    assert await bot.get_updates() == (), "a bot hears nothing of its own posts"


async def test_chats_and_members_can_be_asked_for(sandbox: Sandbox, bot: Bot) -> None:
    person, other = await sandbox.person("a member", username="somebody"), await sandbox.person("another")
    await person.say("/start")
    group = await sandbox.group("Group B", [person])
    channel = await sandbox.channel("News")
    assert (await bot.get_chat(person.id)).username == "somebody"
    assert (await bot.get_chat(group)).title == "Group B"
    statuses = [(await bot.get_chat_member(group, who)).status for who in (person.id, other.id, bot.id)]
    assert statuses == ["member", "left", "member"]
    assert (await bot.get_chat_member(channel.id, bot.id)).status == "administrator"
    assert await bot.send_chat_action(person.id, "typing")


async def test_commands_are_kept_by_scope_and_language(sandbox: Sandbox, bot: Bot, raw: Raw) -> None:
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "Начать")], language_code="ru")
    await raw.result("setMyCommands", commands=[{"command": "/close", "description": "c"}], scope={"type": "chat", "chat_id": 5})
    assert [command.description for command in await bot.get_my_commands()] == ["Begin"]
    assert [command.description for command in await bot.get_my_commands(language_code="ru")] == ["Начать"]
    assert await bot.get_my_commands(language_code="kk") == ()
    shown = (await sandbox.state())["bot"]
    assert isinstance(shown, dict)
    assert shown["commands"] == [{"command": "start", "description": "Begin"}]
    assert shown["commands_by_chat"] == {"5": [{"command": "close", "description": "c"}]}
    assert await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert await bot.set_my_description("what it is")
    assert await bot.set_my_short_description("short")
    assert await bot.delete_webhook()


@pytest.mark.wrong_on_purpose("request")
@pytest.mark.parametrize("how", ["query", "json", "form", "multipart"])
async def test_parameters_come_in_four_ways(raw: Raw, sandbox: Sandbox, how: str) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    markup = json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]})
    plain = {"chat_id": str(person.id), "text": "привет", "reply_markup": markup, "protect_content": "true", "mood": "good"}
    url = f"{raw.url}/bot{TOKEN}/sendmessage"  # method names are case-insensitive
    if how == "query":
        response = await raw.session.get(url, params=plain)
    elif how == "json":
        typed = {**plain, "chat_id": person.id, "reply_markup": json.loads(markup), "protect_content": True}
        response = await raw.session.post(url, json=typed)
    elif how == "form":
        response = await raw.session.post(url, data=plain)
    else:
        response = await raw.session.post(url, data=_multipart(plain))
    async with response:
        body = await response.json()
    assert body["ok"], body
    assert body["result"]["has_protected_content"] is True
    [call] = await sandbox.log(chat=person.id)
    assert (call.method, call.unknown, call.message_id) == ("sendMessage", ["mood"], 2)
    assert call.params == {
        "chat_id": person.id, "text": "привет", "reply_markup": json.loads(markup), "protect_content": True,
    }  # fmt: skip


async def test_a_file_may_come_as_an_attachment_under_another_name(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    form = aiohttp.FormData({"chat_id": str(person.id), "document": "attach://part"}, quote_fields=False)
    form.add_field("part", b"x", filename="a.txt")
    async with raw.session.post(f"{raw.url}/bot{TOKEN}/sendDocument", data=form) as response:
        assert response.status == 200
    [call] = await sandbox.log(method="sendDocument")
    assert (call.params["document"], call.unknown) == ("a.txt", [])
    status, body = await raw.upload("empty.txt", b"", chat_id=str(person.id))
    assert (status, body["description"]) == (400, "Bad Request: file must be non-empty")


def _multipart(fields: dict[str, str]) -> aiohttp.MultipartWriter:
    writer = aiohttp.MultipartWriter("form-data")
    for name, value in fields.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    return writer


async def test_a_persons_long_text_goes_out_in_parts(sandbox: Sandbox) -> None:
    person = await sandbox.person("Member")
    bold = {"type": "bold", "offset": 4090, "length": 17}
    await person.say("x" * 4095 + "😀" + "y" * 10, entities=[bold])
    sent = await sandbox.messages(person.id)
    assert [len(message.text) for message in sent] == [4095, 11]
    assert [message.raw["entities"] for message in sent] == [
        [{"type": "bold", "offset": 4090, "length": 5}],
        [{"type": "bold", "offset": 0, "length": 12}],
    ]
