"""Messages other than text: sent by people, copied by the bot, edited and deleted."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message, Update
from telegram.error import BadRequest

from sandbox.client import Sandbox
from sandbox.media import CAPTIONED, COPIED, UNCOPIED
from tests.sandbox.pictures import PIXEL


@pytest.mark.parametrize("kind", [*COPIED, *UNCOPIED])
async def test_the_library_reads_each_kind(sandbox: Sandbox, bot: Bot, kind: str) -> None:
    person = await sandbox.person("a member")
    await person.show(kind, "words under it" if kind in CAPTIONED else None)
    [update] = await bot.get_updates()
    assert isinstance(update, Update)
    message = update.message
    assert message is not None
    assert getattr(message, kind)
    assert message.caption == ("words under it" if kind in CAPTIONED else None)


@pytest.mark.parametrize("kind", COPIED)
async def test_each_kind_is_copied(sandbox: Sandbox, bot: Bot, kind: str) -> None:
    author, reader = await sandbox.person("an author"), await sandbox.person("a reader")
    source = await author.show(kind)
    await reader.say("/start")
    await bot.copy_message(reader.id, author.id, source)
    assert kind in (await reader.last()).raw


@pytest.mark.parametrize("kind", UNCOPIED)
async def test_some_cannot_be_copied(sandbox: Sandbox, bot: Bot, kind: str) -> None:
    author = await sandbox.person("an author")
    source = await author.show(kind)
    with pytest.raises(BadRequest, match="can't be copied"):
        await bot.copy_message(author.id, author.id, source)
    with pytest.raises(BadRequest, match="no messages to copy"):
        await bot.copy_messages(author.id, author.id, [source])


async def test_an_album_stays_one_and_can_be_taken_away(sandbox: Sandbox, bot: Bot) -> None:
    author = await sandbox.person("an author")
    sources = [await author.show("photo", "two pictures", album="1"), await author.show("photo", album="1")]
    copies = await bot.copy_messages(author.id, author.id, [*reversed(sources), 99])
    first, second = (await author.inbox())[-2:]
    assert [first.id, second.id] == [copy.message_id for copy in copies]
    assert first.raw["media_group_id"] == second.raw["media_group_id"] != "1"
    assert first.text == "two pictures"
    await bot.edit_message_caption(author.id, first.id, caption="two better pictures")
    assert (await author.inbox())[-2].text == "two better pictures"
    await sandbox.advance(hours=47)
    await bot.delete_messages(author.id, [first.id, 12345])
    assert [message.id for message in await author.inbox()] == [second.id]
    await sandbox.advance(hours=2)
    await bot.delete_messages(author.id, [second.id])
    assert [message.id for message in await author.inbox()] == [second.id], "too late"


async def test_a_picture_is_sent_with_its_size(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    sent = await bot.send_photo(person.id, PIXEL, caption="a pixel")
    assert [(size.width, size.height) for size in sent.photo] == [(1, 1)]
    again = await bot.send_photo(person.id, sent.photo[0].file_id)
    assert again.photo[0].file_unique_id == sent.photo[0].file_unique_id
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == PIXEL


async def test_a_picture_takes_the_place_of_another(sandbox: Sandbox, bot: Bot) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    sent = await bot.send_photo(person.id, PIXEL, caption="November")
    was = (await person.last()).raw["photo"]
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("December", callback_data="x")]])
    changed = await bot.edit_message_media(
        InputMediaPhoto(PIXEL, caption="<b>December</b>", parse_mode="HTML", filename="a.png"),
        chat_id=person.id, message_id=sent.message_id, reply_markup=keys,
    )  # fmt: skip
    assert isinstance(changed, Message)
    seen = await person.last()
    assert (seen.id, seen.text, seen.edits) == (sent.message_id, "December", 1)
    assert seen.html == "<b>December</b>"
    assert seen.raw["photo"] != was
    assert [[button.text for button in row] for row in seen.buttons] == [["December"]]
    assert not (await sandbox.log(method="editMessageMedia"))[-1].unknown
    await bot.edit_message_media(InputMediaDocument(b"BEGIN", filename="m.ics"), chat_id=person.id, message_id=sent.message_id)
    seen = await person.last()
    assert (seen.document, seen.text, "photo" in seen.raw) == ("m.ics", "", False)

    words = await bot.send_message(person.id, "no picture")
    for message, why in ((words.message_id, "can't be edited"), (999, "not found")):
        with pytest.raises(BadRequest, match=why):
            await bot.edit_message_media(InputMediaPhoto(PIXEL), chat_id=person.id, message_id=message)
