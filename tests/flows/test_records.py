"""What a closed round leaves: the picture, the documents for each reader, the register; through the front door."""

import io

import openpyxl
import pytest
import sqlalchemy as sa

from council.people import Role
from council.rounds import Round
from storage import members, records
from storage.tables import links
from tests.flows.recommendations import GroupB, after_the_deadline, card, group_b, open_round
from tests.flows.records import asked, file_of, words_of_docx, words_of_pdf
from tests.flows.world import World
from tests.waiting import until

TITLE = "Ғалым, қала, ең, көше, үй; ӣ ӯ ҳ ҷ; ş ň ý: раннее обучение"
TEXT = "Дети идут в школу в течение тридцати дней. " * 80 + "Конец текста."
MOST_AT_ONCE = 16
"""Requests that may be under way when the first of them is refused."""

HARM = "Школы этого не выдержат: Ғ қ ң ө ү ӣ ӯ ҳ ҷ ş ň."


async def one_closed(world: World) -> tuple[GroupB, Round]:
    """A round with an objection and a support, closed by the clock."""
    b = await group_b(world)
    round_ = await open_round(world, b.chair, TEXT, TITLE)
    await card(b.first, round_)
    await b.first.press("Support")
    await card(b.second, round_)
    await b.second.press("Object")
    await b.second.expect("what harm")
    await b.second.say(HARM)
    await b.second.expect("Which wording")
    await b.second.press("I do not know yet")
    await b.second.expect("Recorded: object")
    await after_the_deadline(world, round_)
    await until(lambda: _recorded(world, round_), "the record")
    return b, round_


async def _recorded(world: World, round_: Round) -> bool:
    async with world.app.store.read() as tx:
        return await records.of_round(tx, round_.id) is not None


async def test_every_reader_gets_their_edition(world: World) -> None:
    b, round_ = await one_closed(world)
    name = "Expert, Uzbekistan, group B"
    for reader, full in ((b.first, True), (b.chair, True), (world.secretary, True), (b.observer, False)):
        picture = await reader.expect(lambda m: "photo" in m.raw, after=0)
        assert picture.text.startswith(f"{round_.number}: not adopted. Record 1, hash ")
        await reader.press("Record", message=picture)
        page = await reader.expect(f"Record 1: {round_.number}")
        assert ("Your edition has names" in page.text) is full
        paper = words_of_pdf(await asked(world, reader, "PDF", f"{round_.number}.pdf"))
        file = words_of_docx(await asked(world, reader, "DOCX", f"{round_.number}.docx"))
        for words in (paper, file):
            assert TITLE in words
            assert "Конец текста." in words
            assert "Not adopted" in words
            assert "1 objection stood." in words
            assert "(Tashkent)" in words
            assert (name in words) is full
            assert (HARM in words) is full
            assert ("totals only" in words) is not full
    async with world.app.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        assert (await records.verify(tx)).faults == ()
    assert kept is not None
    assert kept.hash in paper.replace(" ", "")


async def test_nobody_else_gets_anything(world: World) -> None:
    _, round_ = await one_closed(world)
    outsider = await world.member("Expert, Tajikistan, group D", ["D"], Role.CHAIR)
    for data in ("o:record:99", f"o:record:{round_.id}", f"rp:{round_.id}:pdf", "rp:99:docx", "rg:public", "rg:text"):
        refused = await outsider.press(data=data, message=await outsider.last(), forge=True)
        assert "You have no right to this" in refused.text, data
    for data in ("rp:1:exe", "rg:all", "rp:x:pdf"):
        assert "no longer works" in (await outsider.press(data=data, message=await outsider.last(), forge=True)).text
    await outsider.say("/records")
    await outsider.expect("There are no records for you to see yet")
    stranger = await world.sandbox.person("Passer-by")
    await stranger.say("/records")
    assert "record" not in (await stranger.expect(lambda _: True)).text.lower()


@pytest.mark.road
async def test_the_register_and_what_can_be_published(world: World) -> None:
    b, round_ = await one_closed(world)
    await b.first.say("/records")
    mine = await b.first.expect("Register of recommendations")
    assert f"1. {round_.number}\t{TITLE}\tGroup B, version 1: not adopted" in mine.text
    assert "Public" not in str(mine.buttons)
    content = await asked(world, b.first, "Register, XLSX", "register.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][:4] == [1, round_.number, TITLE, "Group B"]
    assert "Expert" not in str(rows)
    assert HARM not in str(rows)

    await world.secretary.say("/records")
    await world.secretary.expect("Register of recommendations")
    await world.secretary.press("Public list, XLSX")
    message = await world.secretary.expect("it can be published", after=0)
    sheet = openpyxl.load_workbook(io.BytesIO(await file_of(world, message))).worksheets[0]
    public = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert public[0] == ["Number", "Title", "Where it stands", "Last round", "Version", "Closed", "Hash"]
    assert public[1][:5] == [round_.number, TITLE, "Group B: not adopted", "Group B", 1]
    await world.secretary.press("Public list, text")
    message = await world.secretary.expect(lambda m: m.document == "public list.txt", after=0)
    text = (await file_of(world, message)).decode()
    assert TITLE in text
    assert "Kazakhstan" not in text


async def test_a_groups_chat_sees_the_picture_with_totals_and_nothing_to_press(world: World) -> None:
    b = await group_b(world)
    chat = await world.sandbox.group("Group B", [b.chair, b.first])
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, b.chair.id)
        assert person is not None
        await tx.insert(
            sa.insert(links).values(
                chat_id=chat, thread_id=0, group_code="B", title="Group B", linked_by=person.id,
                linked_at=await world.sandbox.now(),
            )
        )  # fmt: skip
    round_ = await open_round(world, b.chair, TEXT, TITLE)
    await after_the_deadline(world, round_)
    picture = await b.first.expect(lambda m: "photo" in m.raw, chat=chat, after=0)
    assert picture.text.startswith(f"{round_.number}: no decision. Record 1")
    assert not picture.buttons


@pytest.mark.long
@pytest.mark.road
@pytest.mark.parametrize("knows", [True, False])
async def test_rich_messages_and_plain_ones_say_the_same(world: World, knows: bool) -> None:
    """The same road with a server that knows rich messages, and with one of an older interface."""
    if not knows:
        await world.sandbox.fault("older", count=100_000)
    b, round_ = await one_closed(world)
    for reader, sees in ((b.first, True), (b.observer, False)):
        closed = await reader.expect(lambda m: any(key.text == "Read all" for row in m.buttons for key in row), after=0)
        await reader.press("Read all", message=closed)
        page = await reader.expect(lambda m: TITLE in m.text and "Конец текста." in m.text and not m.buttons)
        picture = await reader.expect(lambda m: "photo" in m.raw, after=0)
        await reader.press("Record", message=picture)
        record = await reader.expect(f"Record 1: {round_.number}")
        assert ("Copy the hash" in str(record.buttons)) is knows
        assert "Hash: " in record.text
        for told in (page, record):
            assert ("rich_message" in told.raw) is knows
            assert (HARM in told.text) is sees
            assert ("Names and positions" in told.text) is sees
        await reader.say("/records")
        listed = await reader.expect("Register of recommendations")
        assert ("rich_message" in listed.raw) is knows
        assert round_.number in listed.text
    asked = [call.ok for call in await world.sandbox.log(method="sendRichMessage")]
    assert asked == ([True] * 6 if knows else [False]), "a server that does not know them is asked once"
    refused = [call for call in await world.sandbox.log() if "BUTTON_TYPE_INVALID" in (call.error or "")]
    assert bool(refused) is not knows
    assert len(refused) <= MOST_AT_ONCE, "nor is it asked again for colours"
