"""Rich messages go out where a chat takes them; where it does not, the same goes out plain, and that is remembered."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.rich import PLAIN_FOR, RichChats
from council.config import Council
from handlers.common.navigation import Go
from handlers.common.operations import Edit, Say, edit, say
from handlers.common.rich import Block, Details, Heading, Paragraph, Table, rich_view
from handlers.common.view import View, button
from storage import chats, redraws
from tests.bot.post_office import PostOffice, post_office


def view(text: str = "The text.") -> View:
    blocks: list[Block] = [
        Heading("Round 12"),
        Paragraph(text),
        Details("Answers", [Table(("Name", "Position"), [("Expert", "support")])]),
    ]
    return rich_view(blocks, [[button("Home", Go("home"))]], protect=True)


async def sent(office: PostOffice, operation: Say | Edit) -> None:
    await office.messenger.wait_turn(operation)
    assert await office.messenger.send(operation) is not None


@pytest.mark.parametrize(("fault", "elsewhere"), [("400", "sendRichMessage"), ("404", "sendMessage")])
async def test_a_refusal_is_remembered(fault: str, elsewhere: str, tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one, other = await office.sandbox.person("one"), await office.sandbox.person("other")
        for person in (one, other):
            await person.say("/start")
        await sent(office, say(one.id, view()))
        [rich] = await one.inbox()
        assert rich.text == "Round 12\nThe text.\nAnswers\nName\tPosition\nExpert\tsupport"
        await sent(office, edit(one.id, rich.id, view("Changed.")))
        assert "Changed." in (await one.inbox())[0].text

        await office.sandbox.fault(fault, method="sendRichMessage")
        await sent(office, say(one.id, view("long " * 2000)))
        _, *plain = await one.inbox()
        assert len(plain) > 2
        assert "".join(message.text for message in plain).count("long") == 2000
        assert [bool(message.buttons) for message in plain] == [*[False] * (len(plain) - 1), True]
        await sent(office, say(one.id, view()))
        await sent(office, edit(one.id, plain[-1].id, view("Changed again.")))
        await sent(office, say(other.id, view()))
        assert [call.method for call in await office.sandbox.log(chat=one.id)][-2:] == ["sendMessage", "editMessageText"]
        assert [call.method for call in await office.sandbox.log(chat=other.id)] == [elsewhere]

        async with office.store.read() as tx:
            until = await chats.list_plain(tx, office.clock.now())
        assert list(until) == [one.id if fault == "400" else chats.EVERYONE]
        assert timedelta(days=29) < next(iter(until.values())) - office.clock.now() <= PLAIN_FOR
        assert not (await RichChats.load(office.store, office.clock)).take(one.id), "a restart does not forget it"


async def test_what_is_wrong_with_the_chat_itself_says_nothing_of_rich_messages(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one = await office.sandbox.person("one")
        await one.say("/start")
        await one.block()
        with pytest.raises(Exception, match="bot was blocked"):
            await sent(office, say(one.id, view()))
        async with office.store.read() as tx:
            assert await chats.list_plain(tx, office.clock.now()) == {}


async def methods(office: PostOffice, chat: int) -> list[str]:
    return [call.method for call in await office.sandbox.log(chat=chat)]


async def test_what_is_said_unasked_is_rich_too_and_its_card_is_edited(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one, world = await office.somebody(), {"text": "The text."}
        office.kinds["card"].draw_instead = lambda _: view(world["text"])
        await office.send("a", one, "card")
        office.open()
        [row] = (await office.until("sent")).values()
        [card] = await one.inbox()
        assert (row["message_id"], "rich_message" in card.raw) == (card.id, True)
        world["text"] = "Changed."
        async with office.store.begin() as tx:
            await redraws.queue(tx, row["subject"], office.clock.now())
        await office.until("sent", "sent")
        assert "Changed." in (await one.inbox())[0].text
        assert await methods(office, one.id) == ["sendRichMessage", "editMessageText"]


async def test_a_chat_that_refuses_gets_all_of_it_in_plain_messages(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one = await office.somebody()
        office.kinds["note"].draw_instead = lambda _: view("long " * 1500)
        await office.sandbox.fault("400", method="sendRichMessage")
        await office.send("a", one)
        office.open()
        [row] = (await office.until("sent")).values()
        told = await one.inbox()
        assert await methods(office, one.id) == ["sendRichMessage", *["sendMessage"] * len(told)]
        assert "".join(message.text for message in told).count("long") == 1500
        assert row["message_id"] == told[-1].id
        assert [bool(message.buttons) for message in told] == [*[False] * (len(told) - 1), True]


async def test_of_a_rich_message_too_it_can_be_unknown_whether_it_arrived(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one = await office.somebody()
        for kind in ("note", "once"):
            office.kinds[kind].draw_instead = lambda _: view()
            await office.sandbox.fault("lost", method="sendRichMessage")
            await office.send(kind, one, kind)
            if office.task is None:
                office.open()
            await office.until(*{"note": ["sent"], "once": ["sent", "uncertain"]}[kind])
        assert await methods(office, one.id) == ["sendRichMessage"] * 3, "repeated where it may be, and never sent as plain words"
