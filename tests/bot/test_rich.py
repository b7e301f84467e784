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
from storage import chats
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
