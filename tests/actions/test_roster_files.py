"""Rosters that come as files: what would be different, what is refused, and whose entries they make."""

from collections.abc import Callable

import pytest

from council.people import Role
from handlers.common.xlsx_writer import Sheet, workbook
from storage import invitations, roster
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.registration import ask_to_join
from tests.actions.roster import bring_in, by_name, seats
from tests.roster_tables import CHAIR, HEADS, MEMBER, OBSERVER, rows_of, sheet


def has_button(label: str) -> Callable[[Message], bool]:
    return lambda message: any(button.text == label for row in message.buttons for button in row)


async def test_what_would_be_different_is_shown_before_it_is_written(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, CHAIR, MEMBER)
    moved = [*MEMBER[:2], "B observer; D member", "Ministry of Justice", *MEMBER[4:]]
    await secretary.attach("roster.csv", ";".join(HEADS).encode() + b"\n" + ";".join(f'"{c}"' for c in moved).encode())
    card = await secretary.sees("New: 0 · changed: 1")
    assert "Organisation: Institute of Law → Ministry of Justice" in card.text
    assert "B: member → observer" in card.text
    assert "D: nothing → member" in card.text
    await secretary.press("Import 1 row")
    await secretary.sees("The roster is up to date")
    assert await seats(at_work, await by_name(at_work, "Expert, Uzbekistan")) == {"B": Role.OBSERVER, "D": Role.MEMBER}


async def test_a_staged_file_can_be_discarded_and_an_older_one_is(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.attach("first.xlsx", sheet(CHAIR))
    first = await secretary.sees("first.xlsx")
    await secretary.attach("second.xlsx", sheet(MEMBER))
    await secretary.sees("second.xlsx")
    answer = await secretary.press("Import 1 row", on=first)
    assert "no longer works" in answer.text
    await secretary.press("Discard")
    await secretary.sees("Discarded. Nothing was changed.")
    async with at_work.store.read() as tx:
        assert len(await roster.lines(tx, at_work.now)) == 1


async def test_another_sheet_of_the_file_can_be_read_instead(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.attach("rosters.xlsx", workbook(*(Sheet(name, HEADS, [row]) for name, row in
                                                      (("2026", MEMBER), ("2025", CHAIR), ("Cover", OBSERVER[:1])))))  # fmt: skip
    card = await secretary.sees("Sheet that was read: 2026")
    assert "Sheets that could be read as well: 2025" in card.text
    assert "Expert, Uzbekistan, Institute of Law, Uzbekistan · B member · uz@example.org · en" in card.text
    await secretary.press("Read the sheet “2025”")
    await secretary.sees("Read again in another way: see below.")
    assert "Expert, Kazakhstan" in (await secretary.sees("Sheet that was read: 2025")).text
    await secretary.press("Read all sheets")
    await secretary.sees("Sheets that were read: 2026, 2025")
    await secretary.press("Import 2 rows")
    await secretary.sees("New: 2")
    answer = await secretary.press("Read all sheets", on=card) if "Read all sheets" in card.labels else None
    assert answer is None or "no longer works" in answer.text
    forged = await secretary.press(data="mr:1:7:cp437")
    assert "no longer works" in forged.text


async def test_another_encoding_can_be_chosen(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.attach("roster.csv", "Name;Organisation;Groups\nExpert;Ministry – Institute;B".encode("cp1251"))
    await secretary.sees("It was read as Cyrillic (Windows)")
    await secretary.press("Read as Cyrillic (DOS)")
    assert "Ministry Ц Institute" in (await secretary.sees("It was read as Cyrillic (DOS)")).text


async def test_nobody_else_has_a_file_read_again(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.attach("roster.csv", "Name;Organisation;Groups\nExpert;Ministry – Institute;B".encode("cp1251"))
    member = await at_work.seated("Member, group B", ["B"])
    answer = await member.press(data="mr:1::cp866")
    assert "You have no right to this" in answer.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("roster.xlsx", b"PK\x03\x04 cut off", "This file is damaged"),
        ("roster.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "by a password"),
        ("roster.csv", b"Who,Where\nExpert,B\n", "I cannot find these columns in the first rows: Name, Groups"),
        ("roster.csv", b"\n", "There is nothing in this table"),
    ],
)
async def test_a_file_that_is_no_roster_is_refused_in_words(
    at_work: CouncilAtWork, secretary: Someone, name: str, data: bytes, said: str
) -> None:
    await secretary.attach(name, data)
    await secretary.sees(said)


async def test_nobody_else_brings_anything_in(at_work: CouncilAtWork) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await chair.attach("roster.xlsx", sheet(CHAIR))
    await chair.sees("I can read only text here")
    await chair.say("/import")
    await chair.sees("Only the secretariat")


async def test_a_template_can_be_brought_in(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/import")
    message = await secretary.sees("Import a roster")
    await secretary.attach("template.xlsx", message.content or b"")
    await secretary.sees("New: 1 · changed: 0 · unchanged: 0 · with mistakes: 0")


async def test_the_exported_roster_brings_in_nothing_new(at_work: CouncilAtWork, secretary: Someone) -> None:
    rows = [CHAIR, ["Austria", "=Expert+1", "B", "@Mission", "", ""], OBSERVER]
    await secretary.attach("roster.csv", "\n".join("\t".join(row) for row in (HEADS, *rows)).encode())
    await secretary.press("Import 3 rows")
    await secretary.sees("The roster is up to date")
    await secretary.say("/members")
    await secretary.press("Roster as a file (XLSX)")
    message = await secretary.sees(lambda m: bool(m.document))
    assert message.protected
    data = message.content or b""
    assert "'=Expert+1" in [row[0] for row in rows_of(data)]
    await secretary.attach("again.xlsx", data)
    await secretary.sees("Nothing new: all 3 rows")


async def test_whoever_asks_to_join_and_has_an_entry_is_recognised(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, MEMBER, CHAIR)
    asked = [await ask_to_join(at_work, name) for name in ("expert,  UZBEKISTAN", "Expert, Kazakhstan")]
    card = await secretary.sees(has_button("The same person: Expert, Uzbekistan, Institute of Law, B"))
    assert "Someone of this name is on the roster and has not joined:" in card.text
    entry, other = await by_name(at_work, "Expert, Uzbekistan"), await by_name(at_work, "Expert, Kazakhstan")
    wrong = await secretary.press(data=f"re:1:{other}", on=card)
    assert "You have no right to this" in wrong.text, "the names must be the same"
    refused = await asked[1].press(data=f"re:1:{entry}")
    assert "You have no right to this" in refused.text
    await secretary.press("The same person: Expert, Uzbekistan, Institute of Law, B", on=card)
    await secretary.sees("Recognised as an entry of the roster by")
    await asked[0].sees("has found you in the council's lists")
    await asked[0].say("/home")
    await asked[0].sees("You are a member of group B")
    assert await seats(at_work, entry) == {"B": Role.MEMBER}
    person = await asked[0].known()
    assert (person.id, person.name) == (entry, "Expert, Uzbekistan")


async def test_a_fresh_link_takes_the_place_of_the_earlier_one(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, MEMBER)
    links = []
    for _ in range(2):
        await secretary.say("/members Uzbekistan")
        await secretary.press("◌ Expert, Uzbekistan · B member")
        await secretary.press("New link")
        message = await secretary.sees("Link for Expert, Uzbekistan")
        links.append(next(word for word in message.text.split() if "start=" in word).partition("i_")[2])
    async with at_work.store.read() as tx:
        first, second = [await invitations.find(tx, invitations.token_hash(token)) for token in links]
    now = at_work.now
    assert first is not None
    assert second is not None
    assert not first.usable(now)
    assert second.usable(now)


async def test_a_total_below_the_table_is_told_and_brings_in_nobody(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.attach("roster.csv", b"Working group C;\nName;Organisation\nExpert, Uzbekistan;Ministry\nTotal: 1;")
    card = await secretary.sees("New: 1 · changed: 0")
    assert "A4: a total or a note, not a person: “Total: 1”" in card.text
    await secretary.press("Import 1 row")
    await secretary.sees("The roster is up to date")
