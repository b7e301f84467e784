"""The roster, through the front door: brought in from a file, joined by its links, looked through, changed."""

from datetime import timedelta

import pytest

from council.people import Role
from handlers.common.xlsx_writer import Sheet, workbook
from sandbox.client import User
from storage import audit, join_requests, members, roster, subscriptions
from tests.flows.roster import content
from tests.flows.world import World
from tests.following import follow
from tests.roster_tables import CHAIR, HEADS, MEMBER, OBSERVER, rows_of, sheet


async def bring_in(world: World, *rows: list[str]) -> None:
    await world.secretary.attach("roster.xlsx", sheet(*rows))
    await world.secretary.expect("Nothing is written yet")
    await world.secretary.press(f"Import {len(rows)} row{'s' if len(rows) > 1 else ''}")
    await world.secretary.expect("The roster is up to date")


async def table(world: World, user: User, caption: str) -> list[tuple[object, ...]]:
    """The rows of the spreadsheet that the bot sent with these words."""
    message = await user.expect(caption)
    return rows_of(await content(world, message))


async def seats(world: World, person: int, after: timedelta = timedelta()) -> dict[str, Role]:
    async with world.app.store.read() as tx:
        now = await world.sandbox.now() + after
        return {seat.group: seat.role for seat in await members.seats_of(tx, person, now)}


async def by_name(world: World, name: str) -> int:
    async with world.app.store.read() as tx:
        found = await roster.known(tx, await world.sandbox.now())
    return next(known.person.id for known in found if known.person.name == name)


@pytest.mark.road
async def test_a_roster_is_checked_confirmed_and_brought_in(world: World) -> None:
    secretary = world.secretary
    await secretary.attach("roster.xlsx", sheet(CHAIR, MEMBER, OBSERVER))
    card = await secretary.expect("New: 3 · changed: 0 · unchanged: 0 · with mistakes: 0")
    assert "Nothing is written yet" in card.text
    async with world.app.store.read() as tx:
        assert len(await roster.lines(tx, await world.sandbox.now())) == 1, "the secretariat alone"
    await secretary.press("Import 3 rows")
    done = await secretary.expect("The roster is up to date")
    assert done.id == card.id, "one card lives through it all"
    assert await seats(world, await by_name(world, "Expert, Kazakhstan")) == {"B": Role.CHAIR, "EC": Role.MEMBER}
    assert await seats(world, await by_name(world, "Observer, Austria")) == {"B": Role.OBSERVER}

    await secretary.attach("again.xlsx", sheet(OBSERVER, MEMBER, CHAIR))
    await secretary.expect("Nothing new: all 3 rows are in the roster already")
    async with world.app.store.read() as tx:
        told = [action for _, action, _ in await audit.entries(tx)]
    assert told.count("brought in from a file") == 3


async def test_every_mistake_has_its_row_and_column_and_the_others_are_brought_in(world: World) -> None:
    wrong = ["Austria", "x" * 300, "Z member", "Mission", "not an address", "Klingon"]
    twice = ["Austria", "Somebody else", "B member", "Mission", "KZ@example.org", ""]
    await world.secretary.attach("roster.xlsx", sheet(CHAIR, wrong, twice))
    card = await world.secretary.expect("New: 1 · changed: 0 · unchanged: 0 · with mistakes: 2")
    for said in (
        "B3: 300 characters; the limit is 120",
        "C3: no such group: “Z member”",
        "E3: not an e-mail address",
        "F3: not a language of the council, left out: “Klingon”",
        "E4: the same e-mail address as in row 2",
    ):
        assert said in card.text
    await world.secretary.press("All findings (XLSX)")
    rows = await table(world, world.secretary, "All findings")
    assert len(rows) == 1 + 5 + 1
    await world.secretary.press("Import 1 row")
    await world.secretary.expect("left out: 2")


async def test_a_link_from_the_file_ties_the_account_to_its_entry(world: World) -> None:
    await bring_in(world, CHAIR, MEMBER)
    heads, *rows = await table(world, world.secretary, "Links for 2 people")
    lost = {str(row[heads.index("Link")]) for row in rows}
    await world.secretary.press("Links for those not joined (XLSX)")
    await world.secretary.expect("2 people have not joined yet and have valid links.")
    await world.secretary.press("New links for 2 people")
    heads, *rows = await table(world, world.secretary, "Links for 2 people")
    urls = {str(row[0]): str(row[heads.index("Link")]) for row in rows}
    assert len(set(urls.values()) - lost) == 2

    expert = await world.sandbox.person("Somebody", language_code="en")
    await expert.say("/start")
    await expert.press("English")
    await follow(expert)
    await expert.say(f"/start {min(lost).partition('start=')[2]}")
    await expert.expect("This invitation was used")
    async with world.app.store.read() as tx:
        stranger = await members.by_telegram(tx, expert.id)
    assert stranger is not None
    await expert.say(f"/start {urls['Expert, Kazakhstan'].partition('start=')[2]}")
    await expert.expect("This link is for you alone")
    await expert.press("Join")
    await expert.press("Join", message=await expert.expect("Is this right?"))
    await expert.expect("You have joined")
    entry = await by_name(world, "Expert, Kazakhstan")
    async with world.app.store.read() as tx:
        person = await members.by_telegram(tx, expert.id)
        assert person is not None
        assert (person.id, person.language, person.organisation) == (entry, "en", "Ministry of Education")
        assert await subscriptions.is_subscribed(tx, entry)
        left = await members.find(tx, stranger.id)
        assert left is not None
        assert left.telegram_id is None
    assert await seats(world, entry) == {"B": Role.CHAIR, "EC": Role.MEMBER}
    await expert.say("/home")
    await expert.expect("You chair group B")

    # The same account is no second entry; the secretariat is told.
    await expert.say(f"/start {urls['Expert, Uzbekistan'].partition('start=')[2]}")
    await expert.expect("You are invited to join")
    await expert.press("Join")
    await expert.press("Join", message=await expert.expect("Is this right?"))
    await expert.expect("This invitation is for another entry")
    told = await world.secretary.expect("An invitation was opened by someone else")
    assert "It is for: Expert, Uzbekistan" in told.text
    await expert.say(f"/start {urls['Expert, Kazakhstan'].partition('start=')[2]}")
    await expert.expect("This invitation was used")


async def test_a_role_is_suspended_lifted_and_ended(world: World) -> None:
    member = await world.member("Expert, group B", ["B"])
    person = await by_name(world, "Expert, group B")
    secretary = world.secretary
    await secretary.say("/members Expert")
    await secretary.press("Expert, group B · B member")
    await secretary.press("Change: B · Psychosocial support, health and education")
    await secretary.press("Suspend")
    asked = await secretary.expect("Suspend this role?")
    assert "Expert, group B" in asked.text
    assert await seats(world, person) == {"B": Role.MEMBER}
    await secretary.press("Suspend")
    await secretary.expect("suspended since")
    await member.expect("Your role is suspended")
    assert await seats(world, person) == {}
    # What was suspended does not come back by another way than lifting it.
    await member.say("/home")
    await member.expect("Your role is suspended: group B.")
    await member.say("/register")
    await member.expect("Which groups")
    await member.press("B · Psychosocial support, health and education")
    await member.press("Done")
    await member.press("Send to the secretariat")
    await member.expect("it comes back only when the secretariat lifts the suspension")
    assert await seats(world, person) == {}
    async with world.app.store.begin() as tx:  # asked for before it was suspended
        id_ = await join_requests.add(tx, person, ("B",), await world.sandbox.now())
    answer = await secretary.press(data=f"rd:{id_}:1", forge=True, message=await secretary.last())
    assert "lifts the suspension" in answer.text
    assert await seats(world, person) == {}
    await member.say("/cancel")
    await secretary.say("/members")
    await secretary.expect("suspended: 1")
    await secretary.say("/members Expert")
    await secretary.press("Expert, group B · B member ⏸")
    await secretary.press("Change: B · Psychosocial support, health and education")
    await secretary.press("Lift the suspension")
    asked = await secretary.expect("Lift this suspension?")
    await secretary.press("Lift the suspension", message=asked)
    await secretary.expect(lambda m: "suspended" not in m.text and "member" in m.text)
    await member.expect("Your role in the council")
    assert await seats(world, person) == {"B": Role.MEMBER}
    await secretary.press("End the role")
    asked = await secretary.expect("End this role?")
    await secretary.press("End the role", message=asked)
    await secretary.expect("Roster")
    await member.expect("Your role has ended")
    assert await seats(world, person) == {}


async def test_a_term_begins_and_ends_by_the_clock(world: World) -> None:
    member = await world.member("Expert, group B", ["B"])
    person = await by_name(world, "Expert, group B")
    secretary = world.secretary
    await secretary.say("/members Expert")
    await secretary.press("Expert, group B · B member")
    await secretary.press("Change: B · Psychosocial support, health and education")
    await secretary.press("Another role")
    await secretary.press("Chair")
    now = await world.sandbox.now()
    await secretary.expect("From when?")
    await secretary.say("32 December")
    await secretary.expect("I cannot read")
    await secretary.say(f"{now + timedelta(days=2):%d.%m.%Y}")
    await secretary.expect("Until when?")
    await secretary.say(f"{now + timedelta(days=3):%d.%m.%Y}")
    preview = await secretary.expect("Role of Expert, group B")
    assert "chair, from" in preview.text
    await secretary.press("Yes, Expert, group B")
    await secretary.expect("to the end of")
    await member.expect("Your role in the council")
    assert await seats(world, person) == {"B": Role.MEMBER}
    await world.sandbox.advance(days=2)
    assert await seats(world, person) == {"B": Role.CHAIR}
    await member.expect(lambda m: "chair" in m.text and "member" not in m.text)
    await world.sandbox.advance(days=3)
    await member.expect("Your role has ended")
    assert await seats(world, person) == {}
    async with world.app.store.read() as tx:
        told = [action for _, action, subject in await audit.entries(tx) if subject == f"person:{person}"]
    assert told[-2:] == ["role began", "role ended by its term"]


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_names_of_all_kinds_and_a_file_that_is_too_large(world: World) -> None:
    secretary = world.secretary
    await secretary.attach("large.xlsx", b"PK" + bytes(21 * 2**20))
    await secretary.expect("This file is too large")
    rows = [
        ["Iran", "علی رضایی", "B", "وزارت", "", ""],
        ["Kazakhstan", "\u202eAdmin\u202c A\u0301" + "\u0301" * 50, "B", "Ministry", "", ""],
        ["Kazakhstan", "Same Name", "B", "Ministry", "", ""],
        ["Uzbekistan", "same  name", "B", "Institute", "", ""],
    ]
    await secretary.attach("names.xlsx", workbook(Sheet("2025", HEADS, [MEMBER]), Sheet("2026", HEADS, rows)))
    await secretary.expect("Sheet that was read: 2025")
    await secretary.press("Read the sheet “2026”")  # the file is fetched again
    card = await secretary.expect("New: 4 · changed: 0 · unchanged: 0 · with mistakes: 0")
    assert "B3: invisible characters were left out." in card.text
    assert "B5: the same or almost the same name as in row 4: treated as two people." in card.text
    await secretary.press("Import 4 rows")
    await secretary.expect("The roster is up to date")
    await by_name(world, "علی رضایی")
    await by_name(world, "Admin Á" + "\u0301" * 4)


async def test_what_is_wrong_about_someone_is_put_right(world: World) -> None:
    member = await world.member("Expert, group B", ["B"])
    secretary = world.secretary
    await secretary.say("/appoint")
    await secretary.say("Expert")
    await secretary.press("Expert, group B · B member")
    page = await secretary.expect("Organisation: Ministry")
    for field, wrong, right, said in (
        ("Organisation", "x" * 300, "Institute <of> Law", "120 fit"),
        ("E-mail", "nobody", "expert@example.org", "This is not an e-mail address"),
    ):
        await secretary.press("Correct details", message=page)
        await secretary.press(field)
        await secretary.expect(f"{field}: type the correct value.")
        await secretary.say(wrong)
        await secretary.expect(said)
        await secretary.say(right)
        page = await secretary.expect(f"{field}: {right}")
        await member.expect(f"corrected your details\n{field}: {right}", after=0)
    await secretary.press("Correct details", message=page)
    await secretary.press("Name")
    await secretary.say("Expert, group B")
    await secretary.expect("It is so already")
    answer = await member.press(data=f"mc:{await by_name(world, 'Expert, group B')}", forge=True)
    assert "You have no right to this" in answer.text
