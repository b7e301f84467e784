"""Announcements on their way and after: paused, stopped, confirmed, corrected, taken back, certified."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from bot.delivery import pacer
from council.announcements import ALBUM_GONE, GONE
from council.chats import ChatRights, TelegramChannel
from council.config import Council
from council.people import Role
from sandbox.client import User
from storage import announcement_deliveries, channels, outbox
from tests.announcing import ask_for_message, choose, compose
from tests.flows import world as worlds
from tests.flows.announcement_drafts import link_group, second_secretary
from tests.flows.world import World

B = "B · Psychosocial support, health and education"
TEXT = "Visit of 12 December"


async def texts(user: User, chat: int | None = None) -> list[str]:
    return [message.text for message in await user.inbox(chat) if TEXT in message.text or "13 December" in message.text]


async def with_confirmation(author: User) -> None:
    """A draft to group B that asks to be confirmed, up to its desk."""
    await compose(author, TEXT, [B])
    await author.press("Options")
    await author.expect("Press an option to switch it on or off.")
    await author.press("with “I have read this”")
    await author.press("Back")
    await author.expect("with “I have read this”")


async def follow_in_russian(world: World, channel: int) -> None:
    """As somebody of the secretariat would have it by /channel."""
    there = TelegramChannel(channel, "Новости", "other_news", ChatRights(inside=True))
    async with world.app.store.begin() as tx:
        await channels.put(tx, there, channels.ChannelState.FOLLOWED, "ru", None, await world.sandbox.now())


async def file_of(world: World, user: User, name: str) -> bytes:
    """The file of this name that the bot sent last."""
    message = await user.expect(lambda m: m.document is not None and m.document.endswith(name), after=0)
    document = message.raw["document"]
    assert isinstance(document, dict)
    return world_file(world, str(document["file_id"]))


def world_file(world: World, file_id: str) -> bytes:
    return world.telegram.world.files[file_id].content


@pytest.mark.road
async def test_who_has_read_it_who_has_not_and_only_those_are_reminded(world: World) -> None:
    secretary = world.secretary
    reads = await world.member("Expert, Kazakhstan, group B", ["B"])
    late = await world.member("Expert, Uzbekistan, group B", ["B"])
    lost = await world.member("Expert, Turkmenistan, group B", ["B"])
    await world.sandbox.fault("lost", method="sendMessage", chat=lost.id)
    away = await world.member("Expert, Tajikistan, group B", ["B"])
    await away.block()
    await with_confirmation(secretary)
    await secretary.press("Options")
    await secretary.press("Reminders to confirm: none")
    await secretary.say("24, soon")
    await secretary.expect("A whole number")
    await secretary.say("24, 72")
    await secretary.expect("a reminder after 24, 72 h")
    await secretary.press("Send to 4 people")
    notice = await secretary.expect("Delivered: 2 of 4")
    assert "Outcome unknown: 1" in notice.text
    unsure = await lost.expect(TEXT)
    await lost.press("I have read this")  # and so evidently has it
    await lost.expect(lambda m: m.id == unsure.id and not m.buttons)
    mine = await reads.expect(TEXT)
    await reads.press("I have read this")
    await reads.expect(lambda m: m.id == mine.id and not m.buttons)
    again = await reads.press(data="ac:1", message=mine, forge=True)
    assert "already" in again.text
    stranger = await world.member("Expert, Kyrgyzstan, group A", ["A"])
    refused = await stranger.press(data="ac:1", message=await stranger.last(), forge=True)
    assert "no right" in refused.text

    await secretary.press("Report")
    report = await secretary.expect("Read and confirmed: 2")
    assert "Delivered: 3" in report.text
    assert "unknown" not in report.text
    assert not [each for row in report.buttons for each in row if "again" in each.text]
    await secretary.press("Who has not read (1)")
    names = await secretary.expect("Have not read “Visit of 12 December”: 1")
    assert "1. Expert, Uzbekistan, group B" in names.text
    await secretary.press("Not reached (1)")
    names = await secretary.expect("Did not get")
    assert "Expert, Tajikistan, group B: blocked the bot" in names.text

    await world.sandbox.advance(hours=25)
    reminder = await late.expect("Please read: “Visit of 12 December”")
    assert "You received it: " in reminder.text
    await secretary.press("Report")
    await secretary.press("Remind those who have not read")
    await secretary.expect("Last reminder: ")
    again = await secretary.press("Remind those who have not read")
    assert again.text == "They were reminded today. You can remind them again in 20 h."
    assert not [m for m in await reads.inbox() if "Please read" in m.text]
    await late.press("I have read this", message=reminder)
    await secretary.press("Who has read (3)")
    await world.sandbox.advance(hours=60)
    assert len([m for m in await late.inbox() if "Please read" in m.text]) <= 2


async def test_a_correction_reaches_every_copy_with_a_mark_and_whoever_still_waits(world: World) -> None:
    secretary = world.secretary
    english = await world.member("Expert, Kazakhstan, group B", ["B"])
    russian = await world.member("Expert, Uzbekistan, group B", ["B"], language="ru")
    waits = await world.member("Expert, Tajikistan, group B", ["B"])
    await world.sandbox.fault("429", method="sendMessage", chat=waits.id, retry_after=3)
    channel = await world.sandbox.channel("Новости", "rec_news")
    await follow_in_russian(world, channel.id)

    async def posted() -> str:
        return (await world.sandbox.messages(channel.id))[-1].text

    await compose(secretary, TEXT, [B])
    await secretary.press("Message")
    await secretary.expect("What it says")
    await secretary.press("Write in Russian")
    await secretary.say("Визит 12 декабря")
    await secretary.press("Recipients")
    await secretary.expect("counted again")
    await secretary.press("Chats and channel")
    await secretary.press("The channel")
    await secretary.press("Back")
    await secretary.expect("To whom?")
    await secretary.press("Back")
    await secretary.press("Send to 3 people")
    await secretary.expect("2 of 3")
    assert await posted() == "Визит 12 декабря"
    await secretary.press(data="ai:1:c", message=await secretary.last(), forge=True)
    await secretary.press("English")
    await secretary.expect("What should it have said in English?")
    await secretary.say("x" * 4090)
    await secretary.expect("This is too long")
    await secretary.say("Visit of 13 December")
    await secretary.expect("Above: how it will look")
    await secretary.press("Correct it")
    await english.expect("Visit of 13 December\n\nCorrected: ")
    await waits.expect("Visit of 13 December\n\nCorrected: ")
    assert [len(await texts(user)) for user in (english, waits)] == [1, 1]
    report = await secretary.expect("Copies edited: ", after=0)
    assert "Sent: “Visit of 13 December”" in report.text
    assert (await posted()) == "Визит 12 декабря"  # what is said in another language has not changed
    assert (await russian.expect("Визит 12 декабря", after=0)).edits == 0

    await secretary.press("Correct", message=report)
    await secretary.press("English")
    await secretary.say("Visit of 14 December")
    await secretary.press("Also in Russian")
    await secretary.expect("What should it have said in Russian?")
    await secretary.say("Визит 14 декабря")
    await secretary.expect("to everyone who has it in these languages")
    await secretary.press("Correct it")
    await english.expect("Visit of 14 December\n\nCorrected: ")
    await russian.expect("Визит 14 декабря\n\n")
    await secretary.expect("Copies edited: 4", after=0)
    assert (await posted()).startswith("Визит 14 декабря\n\nИсправлено")


async def test_taken_back_it_is_deleted_and_after_two_days_edited(world: World) -> None:
    secretary = world.secretary
    readers = [await world.member(f"Expert {n}, group B", ["B"]) for n in range(2)]
    await with_confirmation(secretary)
    await secretary.press("Send to 2 people")
    await secretary.expect("Delivered: 2 of 2")
    await secretary.press("Report")
    await secretary.press("Take back")
    await secretary.expect("2 people have it.")
    await secretary.press("Leave it")
    await secretary.press("Report")
    await secretary.expect("Published: ")
    await secretary.press("Take back")
    question = await secretary.expect("Take back “")
    await secretary.press("Take it back")
    await secretary.press("Report")
    await secretary.expect("Copies deleted: 2")
    assert [await texts(reader) for reader in readers] == [[], []]
    refused = await readers[0].press(data="ac:1", message=await readers[0].last(), forge=True)
    assert "no longer works" in refused.text
    twice = await secretary.press(data="at:1:y", message=question, forge=True)
    assert "no longer works" in twice.text

    await compose(secretary, TEXT, [B])
    await secretary.press("Send to 2 people")
    await secretary.expect("Delivered: 2 of 2")
    await world.sandbox.advance(hours=49)
    await secretary.press("Report")
    await secretary.expect("Published: ")
    await secretary.press("Take back")
    await secretary.expect("2 people have it.")
    await secretary.press("Take it back")
    for reader in readers:
        await reader.expect("This announcement was withdrawn.", after=0)
    await secretary.press("Report")
    await secretary.expect("Copies older than 48 hours, marked “withdrawn”: 2")


async def test_a_place_can_be_neither_deleted_nor_edited_after_two_days_so_its_readers_are_told(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    reader = await world.member("Expert, Kazakhstan, group B", ["B"])
    await chair.say("/announce")
    await ask_for_message(chair)
    await chair.show("location")
    desk = await chair.expect("Announcement: “place on the map”")
    await choose(chair, [B])
    await chair.press("Back")
    await chair.press("Send to 2 people")
    await chair.expect("Delivered: 2 of 2", after=desk)
    await world.sandbox.advance(hours=49)
    await chair.press("Report")
    await chair.expect("Published: ")
    await chair.press("Take back")
    await chair.expect("2 copies are older and have no text: they stay, and their recipients are told.")
    await chair.press("Take it back")
    told = await reader.expect("This announcement was withdrawn: “place on the map”")
    assert "neither deleted nor changed" in told.text
    await chair.press("Report")
    await chair.expect("Older copies without text that stay; their recipients were told: 2")


@pytest.mark.parametrize("parts", [1, 2], ids=["photo", "album"])
async def test_a_file_that_was_deleted_pauses_it_until_it_is_given_anew(
    world: World, monkeypatch: pytest.MonkeyPatch, parts: int
) -> None:
    async def show(caption: str, album: str) -> None:
        named = album if parts > 1 else None
        shown.extend([await secretary.show("photo", text, album=named) for text in [caption, *[None] * (parts - 1)]])

    shown: list[int] = []
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 1.0)  # as it is: with none, all three are on their way at once
    secretary = world.secretary
    readers = [await world.member(f"Expert {n}, group B", ["B"]) for n in range(3)]
    await secretary.say("/announce")
    await ask_for_message(secretary)
    await show(TEXT, "7")
    await secretary.expect("Announcement: ")
    await choose(secretary, [B])
    await secretary.press("Back")
    for photo in shown:
        world.telegram.world.chats[secretary.id].messages[photo].deleted = True
    await secretary.press("Send to 3 people")
    await secretary.expect("The message with its file was deleted")
    async with world.app.store.read() as tx:
        why = GONE if parts == 1 else ALBUM_GONE
        assert (outbox.State.DEAD, why) in await outbox.counts(tx, "announcement:1", "announcements.text")
    await secretary.press("Send it to me again")
    await secretary.press("Replace (English)")
    await show("Something else", "8")
    await secretary.expect("no longer works")
    await secretary.press("Replace (English)")
    await show(TEXT, "9")
    await secretary.expect("I have it again")
    await secretary.press("Resume")
    for reader in readers:
        await reader.expect(TEXT)
        assert len([message for message in await reader.inbox() if "photo" in message.raw]) == parts
    await secretary.expect("Delivered: 3 of 3")


async def test_with_four_eyes_the_bots_own_copy_of_an_album_is_sent(tmp_path: Path, council: Council) -> None:
    async with worlds.world(tmp_path / "majlis.db", replace(council, four_eyes=True)) as world:
        secretary, reader = world.secretary, await world.member("Expert, Kazakhstan, group B", ["B"])
        second = await second_secretary(world)
        await secretary.say("/announce")
        await ask_for_message(secretary)
        sent = [await secretary.show("photo", text, album="7") for text in (TEXT, None)]
        await secretary.expect("Announcement: ")
        await choose(secretary, [B])
        await secretary.press("Back")
        await secretary.press("Ask a second secretary")
        await secretary.expect("Below is the copy that will be sent")
        await secretary.expect(lambda m: m.text == TEXT and m.id not in sent)
        for photo in sent:  # or edited: what its author does with it counts no more
            world.telegram.world.chats[secretary.id].messages[photo].deleted = True
        await second.expect("waits for you")
        await second.press("Look at it")
        await second.expect(TEXT)
        await second.press("Approve")
        await secretary.expect("Delivered: 1 of 1")
        assert [message.text for message in await reader.inbox() if "photo" in message.raw] == [TEXT, ""]


async def test_its_certificate_says_who_got_it_when_and_which_text(world: World) -> None:
    secretary = world.secretary
    reads = await world.member("Expert, Kazakhstan, group B", ["B"])
    away = await world.member("Expert, Tajikistan, group B", ["B"])
    await away.block()
    chat = await world.sandbox.group("Experts of group B", [secretary, reads], owner=secretary)
    await link_group(world, chat, "B")
    await with_confirmation(secretary)
    await secretary.press("Recipients")
    await secretary.expect("counted again")
    await secretary.press("Chats and channel")
    await secretary.press(B)
    await secretary.press("Back")
    await secretary.expect("To whom?")
    await secretary.press("Back")
    await secretary.press("Send to 2 people")
    await secretary.expect("Posted in chats: 1 of 1")
    await reads.press("I have read this")
    await secretary.press("Report")
    await secretary.press("Certificate (PDF)")
    pdf = PdfReader(BytesIO(await file_of(world, secretary, ".pdf")))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    async with world.app.store.read() as tx:
        found = await announcement_deliveries.recipients(tx, 1, announcement_deliveries.Which.ALL, 10)
    assert [one.state for one in found] == [outbox.State.SENT, outbox.State.DEAD]
    for part in (
        "Certificate of delivery",
        "Accepted for 1 of 2 recipients",
        "1 confirmed",
        "blocked the bot",
        "SHA-256",
        "Group B",
        "To compute a hash again",
    ):
        assert part.lower() in words.lower(), part
    await secretary.press("List (XLSX)")
    book = load_workbook(BytesIO(await file_of(world, secretary, ".xlsx")))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["Expert, Kazakhstan, group B", "Expert, Tajikistan, group B"]
    assert rows[1][5] is not None
    assert rows[1][6] is not None
    assert "blocked" in str(rows[2][4])
    chats = list(book.worksheets[1].iter_rows(values_only=True))
    assert [row[:2] for row in chats[1:]] == [("Group B", "accepted by Telegram")]
    text = list(book.worksheets[2].iter_rows(values_only=True))[1]
    assert sha256(str(text[4]).encode()).hexdigest() == text[3]
    assert str(text[3]) in words.replace(" ", "").replace("\u200b", "")
