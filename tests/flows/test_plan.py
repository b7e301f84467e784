"""The work plan through the front door: made by hand and from a file, shown, moved, done, reminded of."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from openpyxl import Workbook, load_workbook

from council.meetings import MeetingDraft
from council.people import OPERATOR, Role
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from handlers.roster.actions.roles import end
from sandbox.client import Message, User
from storage import members
from tests.flows.world import World

TASHKENT = ZoneInfo("Asia/Tashkent")
WHAT = "Round table on <early> schooling"
B = "B · Psychosocial support, health and education"


async def today(world: World) -> date:
    return (await world.sandbox.now()).astimezone(TASHKENT).date()


async def to_morning(world: World) -> None:
    """To ten in the morning of the next day in Tashkent: no quiet hours, and past the hour of reminders."""
    now = await world.sandbox.now()
    local = now.astimezone(TASHKENT)
    ten = datetime(local.year, local.month, local.day, 10, tzinfo=TASHKENT)
    await world.sandbox.advance_to(ten if ten > local else ten + timedelta(days=1))


async def fetched(world: World, message: Message) -> bytes:
    file = message.raw.get("document") or message.raw["photo"]
    file = file[-1] if isinstance(file, list) else file
    assert isinstance(file, dict)
    async with aiohttp.ClientSession() as session, session.get(f"{world.sandbox.url}/sandbox/files/{file['file_id']}") as answer:
        return await answer.read()


async def put_in(user: User, what: str, due: str, who: str) -> Message:
    """The chair of one group puts an item into its plan."""
    await user.say("/plan")
    await user.press("Add")
    await user.expect("What is to be done?")
    await user.say(what)
    await user.expect("By when?")
    await user.say(due)
    await user.expect("Who is responsible?")
    if who:
        await user.say(who)
    else:
        await user.press("Nobody yet")
    await user.press("Add to the plan")
    return await user.expect(lambda m: what in m.text and "Group: " in m.text)


@pytest.mark.road
async def test_an_item_is_planned_reminded_of_moved_and_done(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    other = await world.member("Expert, Tajikistan, group A", ["A"])
    await to_morning(world)
    due = await today(world) + timedelta(days=9)
    await chair.say("/plan")
    await chair.expect("Nothing is planned for this year yet.")
    await chair.press("Add")
    await chair.expect("What is to be done?")
    await chair.say(WHAT)
    for wrong, told in (("sometime", "I cannot read “sometime” as a day"), ("1.1.1999", "Is the year right?")):
        await chair.say(wrong)
        await chair.expect(told)
    await chair.say(f"{due - timedelta(days=20):%d.%m.%Y}")
    await chair.expect("That time has passed")
    await chair.say(f"{due:%d.%m.%Y}")
    await chair.press("Expert, Uzbekistan, group B")
    preview = await chair.expect("New item in the work plan")
    assert "Expert, Uzbekistan, group B" in preview.text
    await chair.press("Add to the plan")
    card = await chair.expect(f"B.1 ({due.year}): {WHAT}")
    assert "Upcoming, 9 days left" in card.text
    yours = await expert.expect("Your items in the work plan, group B")
    assert WHAT in yours.text

    await world.sandbox.advance(days=2)
    week = await expert.expect("In 7 days: B.1, group B", after=0)
    assert "You are responsible." in week.text
    assert not [m for m in await chair.inbox() if m.text.startswith("In 7 days")]
    later = due + timedelta(days=3)
    await chair.press("Move", message=card)
    await chair.expect("By when?")
    await chair.say(f"{later:%Y-%m-%d}")
    asked = await chair.expect("The previous date stays on record.")
    assert f"Was: {due:%a} {due.day} {due:%B %Y}" in asked.text
    await chair.press("Move it")
    moved = await chair.expect("◆ Moved, 10 days left")
    assert f"Moved: {due.day} {due:%B %Y} → {later.day} {later:%B %Y}" in moved.text

    await world.sandbox.advance(days=3)  # a week before the new day: reminded again
    assert len([m for m in await expert.inbox() if m.text.startswith("In 7 days: B.1")]) == 2
    await expert.press("Mark as done")
    await expert.expect("✓ Done")
    await world.sandbox.advance(days=7)
    assert not [m for m in await expert.inbox() if m.text.startswith("In 1 day: B.1")]

    await other.say("/plan")
    assert WHAT not in (await other.expect("Nothing is planned")).text
    message = await other.last()
    refused = await other.press(data="pi:1", message=message, forge=True)
    absent = await other.press(data="pi:99", message=message, forge=True)
    assert refused.text == absent.text
    for data in ("pd:done:0:1", "pd:drop:1:1", "pm:picture:B:2026"):
        assert "no right" in (answer := await other.press(data=data, message=message, forge=True)).text or (
            "Only the secretariat" in answer.text
        )
    for data in ("pd:drop:1:1", "pd:move:0:1", "pm:add:B:2026", "pm:file::2026"):
        answer = await expert.press(data=data, message=await expert.last(), forge=True)
        assert "no right" in answer.text or "Only the secretariat" in answer.text


async def test_nobody_in_particular_is_reminded_by_way_of_the_chair_and_the_late_are_shown_late(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    committee = await world.member("Member, Executive Committee", ["EC"])
    await to_morning(world)
    day = await today(world)
    await put_in(chair, "Survey of schools", f"{day + timedelta(days=2):%Y-%m-%d}", "Ministry of Education")
    mine = await put_in(chair, WHAT, f"{day + timedelta(days=2):%Y-%m-%d}", "expert, uzbekistan, group b")
    assert "Responsible: Expert, Uzbekistan, group B" in mine.text
    async with world.app.store.begin() as tx:
        gone = await members.by_telegram(tx, expert.id)
        assert gone is not None
        await end(unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now()), gone.id, "B")
    await world.sandbox.advance(days=1)
    told = await chair.expect("In 1 day: B.1, group B", after=0)
    assert "Responsible: Ministry of Education" in told.text
    await chair.expect("In 1 day: B.2, group B", after=0)
    assert not [m for m in await expert.inbox() if m.text.startswith("In 1 day")]
    await world.sandbox.advance(days=3)

    await committee.say("/plan")
    overview = await committee.expect("Group B: ▲ late 2")
    assert "Add" not in [b.text for row in overview.buttons for b in row]
    await committee.press("Group B")
    page = await committee.expect("▲ B.1")
    assert "Survey of schools" in page.text
    await committee.press("B.1")
    assert "▲ Late by 2 days" in (await committee.expect("Survey of schools")).text
    assert [b.text for row in (await committee.last()).buttons for b in row] == ["The plan"]

    # tied to a meeting and shown as far as the reader may see it
    now = await world.sandbox.now()
    draft = MeetingDraft("Schooling", ("B",), datetime.combine(day + timedelta(days=20), datetime.min.time()), "UTC")
    async with world.app.store.begin() as tx:
        await meetings.publish(unit_of_work(tx, world.council, OPERATOR, now), draft)
        await meetings.publish(unit_of_work(tx, world.council, OPERATOR, now), MeetingDraft("Other", ("A",), draft.starts, "UTC"))
    await chair.say("/plan")
    await chair.press("B.1", message=await chair.expect("▲ late 2"))
    card = await chair.expect("B.1 (")
    for number, told_ in (("B-2026-77", "nothing with this number"), ("2", "nothing with this number")):
        await chair.press("Add a link", message=card)
        await chair.expect("Choose a meeting")
        await chair.say(number)
        await chair.expect(told_)
    await chair.press("Add a link", message=card)
    await chair.say("1")
    tied = await chair.expect(lambda m: any(b.text.startswith("Meeting 1, ") for row in m.buttons for b in row))
    await chair.press(tied.buttons[0][0].text)
    await chair.expect("Group B: Schooling")
    await committee.press("The plan")
    await committee.expect("▲ B.1")
    await committee.press("B.1")
    seen = await committee.expect("Survey of schools")
    assert not [b for row in seen.buttons for b in row if b.text.startswith("Meeting")]
    await chair.press("Remove the link", message=tied)
    await chair.expect(lambda m: m.id == tied.id and "Remove the link" not in [b.text for row in m.buttons for b in row])
    await chair.press("Remove from the plan", message=tied)
    await chair.expect("Remove this from the plan?")
    await chair.press("Yes, remove it")
    left = await chair.expect("▲ late 1")
    assert "Survey of schools" not in left.text

    await committee.press(data=f"pm:picture::{day.year}", message=await committee.last(), forge=True)
    drawn = await committee.expect(lambda m: "photo" in m.raw)
    assert (await fetched(world, drawn)).startswith(b"\x89PNG")
    assert "▲ late 1" in drawn.text


HEADS = ["By when", "Who", "What", "Group", "Remarks"]


Row = list[str | datetime]


def sheet(*rows: Row, heads: Sequence[str] = HEADS) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in (heads, *rows):
        book.worksheets[0].append(list(row))
    book.save(out)
    return out.getvalue()


async def test_a_plan_is_brought_in_from_a_file_and_comes_out_as_one(world: World) -> None:
    secretary = world.secretary
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    await to_morning(world)
    year = (await today(world)).year + 1

    async def send(content: bytes) -> Message:
        await secretary.say("/plan")
        await secretary.press("From a file")
        await secretary.expect("Send the table as a file now.")
        await secretary.attach("plan.xlsx", content)
        return await secretary.expect("New: ")

    first = await send(
        sheet(
            [f"31.03.{year}", "Expert, Uzbekistan, group B", "=cmd|' /C calc'!A0", "B", "x"],
            [f"Q2 {year}", "Ministry", "Survey of schools", "группа B", ""],
            [datetime(year, 9, 15), "", "Report", "EC", ""],
            ["32 December", "", "Nothing", "B", ""],
            [f"March {year}", "", "", "B", ""],
            [f"March {year}", "", "Survey of schools", "B", ""],
            [f"March {year}", "", "Elsewhere", "Z", ""],
            ["1.1.1900", "", "Long ago", "A", ""],
        )
    )
    assert "New: 2 · changed: 0 · unchanged: 0 · with mistakes: 6" in first.text
    for said in (
        "C2: ",
        "A5: not a date: “32 December”",
        "C6: a readable value",
        "C7: the same item as in row 3",
        "D8: no such group: “Z”",
        "A9: please check the year",
    ):
        assert said in first.text, said
    assert "Columns not used: Remarks" in first.text
    await secretary.press("Discard")
    await secretary.expect("Nothing was changed")
    assert "no longer works" in (await secretary.press(data="pb:1:1", message=first, forge=True)).text

    rows: list[Row] = [
        [f"31.03.{year}", "Expert, Uzbekistan, group B", "-2 as a beginning", "B"],
        [f"Q2 {year}", "Ministry", "Survey of schools", "B"],
        [f"{year}-09-15", "", "Report", "EC"],
    ]
    good = await send(sheet(*rows, heads=HEADS[:4]))
    assert "New: 3" in good.text
    other = await expert.press(data="pb:2:1", message=await expert.last(), forge=True)
    assert "no longer works" in other.text, "each confirms their own"
    await secretary.press("Import 3 items")
    await secretary.expect("The work plan is up to date")
    assert "-2 as a beginning" in (await expert.expect("Your items")).text

    await secretary.press("The plan")
    overview = await secretary.expect(f"Work plan {year}")
    assert "Group B: ○ upcoming 2" in overview.text
    await secretary.press("As a table")
    out = await secretary.expect(lambda m: m.document == f"work-plan-{year}.xlsx")
    content = await fetched(world, out)
    cells = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows())
    assert [cell.value for cell in cells[0]][:6] == ["№", "Group", "What", "By when", "Who", "Done"]
    assert cells[2][2].value == "'-2 as a beginning"
    assert all(cell.data_type != "f" for row in cells for cell in row)

    same = await send(content)
    assert "New: 0 · changed: 0 · unchanged: 3 · with mistakes: 0" in same.text
    book = load_workbook(BytesIO(content))
    made = book.worksheets[0]
    for row in made.iter_rows(min_row=2):
        if row[2].value == "Survey of schools":
            row[3].value, row[5].value = f"30.09.{year}", "yes"
    changed = BytesIO()
    book.save(changed)
    asked = await send(changed.getvalue())
    assert f"B.2: 30 June {year} → 30 September {year}; done" in asked.text
    await secretary.say("/plan")
    await secretary.press("Group B")
    await secretary.press("B.2")
    await secretary.press("Mark as done")
    answer = await secretary.press("Import 1 item", message=asked)
    assert "Somebody else has changed this meanwhile" in answer.text
    again = await send(changed.getvalue())
    await secretary.press("Import 1 item", message=again)
    await secretary.expect("The work plan is up to date")
    await secretary.say("/plan")
    await secretary.press("Group B")
    assert "✓ B.2\t30 Sept" in (await secretary.expect("B.2")).text
