"""To a server of an older interface everything goes out all the same: without colours, with what is to be copied in words."""

from pathlib import Path

import pytest
from markupsafe import Markup, escape
from telegram.error import BadRequest

from bot.delivery.buttons import OLDER_FOR, Buttons, older
from bot.delivery.telegram_errors import may_be_about_buttons
from council.config import Council
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.navigation import Go
from handlers.common.operations import Edit, Say, edit, say
from handlers.common.rich import Heading, Paragraph, rich_view
from handlers.common.view import Style, View, button, copying
from storage import chats
from tests.bot.clocks import FakeClock
from tests.bot.post_office import PostOffice, post_office

URL = "https://t.me/majlis_bot?start=a&b"
KEYS = ((button("Home", Go("home"), Style.PRIMARY),), copying("Copy the link", URL))


def plain(words: str = "An invitation") -> View:
    return View(Markup("<b>{}</b>").format(words), KEYS)


def long() -> View:
    return rich_view([Heading("An invitation"), Paragraph("long " * 1500)], KEYS)


async def sent(office: PostOffice, operation: Say | Edit) -> None:
    await office.messenger.wait_turn(operation)
    assert await office.messenger.send(operation) is not None


async def test_nothing_is_lost_and_it_is_asked_once(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one = await office.somebody()
        await office.sandbox.fault("older", count=1000)
        await sent(office, say(one.id, long()))
        *_, last = await one.inbox()
        assert last.text.endswith(f"Copy the link: {URL}"), "what was to be copied is said"
        assert [[key.text for key in row] for row in last.buttons] == [["Home"]]
        told = [call.method for call in await office.sandbox.log(chat=one.id)]
        assert told == ["sendRichMessage", "sendMessage", "sendMessage", "sendMessage"], "no part goes out twice"

        await sent(office, say(one.id, plain()))
        await sent(office, edit(one.id, last.id, plain(f"See {URL}")))
        assert (await one.inbox())[-2].text == f"See {URL}", "it is not said twice"
        calls = (await office.sandbox.log(chat=one.id))[len(told) :]
        assert [(call.method, call.ok) for call in calls] == [("sendMessage", True), ("editMessageText", True)]
        async with office.store.read() as tx:
            assert list(await chats.list_plain(tx, office.clock.now())) == [chats.EVERYONE]


async def test_what_the_outbox_sends_arrives_too(tmp_path: Path, council: Council) -> None:
    async with post_office(tmp_path, council) as office:
        one = await office.somebody()
        office.kinds["note"].draw_instead = lambda _: plain()
        await office.sandbox.fault("older", count=1000)
        await office.send("a", one)
        office.open()
        await office.until("sent")
        assert await office.sent(one) == [f"An invitation\n\nCopy the link: {URL}"]


@pytest.mark.parametrize(
    ("words", "remembered"),
    [("BUTTON_TYPE_INVALID", True), ("Can't parse inline keyboard button: Text buttons are unallowed", True),
     ("BUTTON_COPY_TEXT_INVALID", False)],
)  # fmt: skip
async def test_it_is_remembered_for_a_month(words: str, remembered: bool) -> None:
    clock = FakeClock()
    buttons, asked = Buttons(clock), list[bool]()

    async def server(operation: Say) -> int:
        asked.append(any(key.style or key.copies for row in operation.keys for key in row))
        if asked[-1]:
            raise BadRequest(words)
        return len(asked)

    for _ in range(2):
        await buttons.sent(say(1, plain()), server)
    assert asked == [True, False, *([False] if remembered else [True, False])]
    asked.clear()
    await clock.run(clock.sleep(OLDER_FOR.total_seconds()))
    await buttons.sent(say(1, plain()), server)
    assert asked == [True, False], "then it is asked again"


async def test_what_is_wrong_all_the_same_is_refused_after_two_requests() -> None:
    buttons, asked = Buttons(FakeClock()), list[Say]()

    async def server(operation: Say) -> int:
        asked.append(operation)
        raise BadRequest("inline keyboard button URL 'x' is invalid: Wrong HTTP URL")

    for _ in range(2):
        with pytest.raises(BadRequest):
            await buttons.sent(say(1, plain()), server)
    assert len(asked) == 4, "and nothing is remembered of the server"
    assert not may_be_about_buttons(BadRequest("Chat not found"))


def test_a_text_at_its_limit_makes_room_for_what_is_to_be_copied() -> None:
    told = older(say(1, View(escape("x" * MESSAGE_LIMIT), KEYS)))
    assert length(bare(told.html)) == MESSAGE_LIMIT
    assert bare(told.html).endswith(URL)
