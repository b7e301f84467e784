"""Agenda books: sent before a meeting, had at any time, made of what everyone who is invited may read."""

from datetime import timedelta

import pytest

from council.agenda import Agenda
from council.book import Paper
from council.errors import Forbidden, NotAhead
from council.meetings import Meeting
from council.people import Role
from handlers.meetings.actions import agendas, meetings
from handlers.minutes.actions import books
from handlers.minutes.actions.books import NothingToRead
from handlers.roster.actions import roles
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.meetings import in_days, publish
from tests.actions.rounds import TEXT, group_b, opened
from tests.pdfs import blank, texts

ITEMS = ("Opening", "B-2026-01: schooling", "D-2026-01, for information", "Other business")
NAME = "Agenda book"


async def with_agenda(at_work: CouncilAtWork, days: float = 5, groups: tuple[str, ...] = ("B",)) -> Meeting:
    meeting = await publish(at_work, days, groups, agenda="")
    await at_work.does(agendas.put, meeting.id, Agenda(items=ITEMS))
    return meeting


async def books_of(someone: Someone) -> list[Message]:
    """The books that they have, the oldest first."""
    return [one for one in await someone.council.shown(someone.id) if one.document.startswith("agenda-book")]


async def read(someone: Someone) -> list[str]:
    """The pages of the last book that they have."""
    content = (await books_of(someone))[-1].content
    assert content is not None
    return texts(content)


async def add_papers(secretary: Someone, meeting: Meeting, *papers: tuple[str, bytes]) -> None:
    await secretary.press(data=f"hq:{meeting.id}")
    for name, content in papers:
        await secretary.press("Add a paper")
        await secretary.sees("Send the paper as a PDF file")
        await secretary.attach(name, content)


async def test_it_comes_two_days_before_once_with_all_that_is_to_be_read(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    elsewhere = await at_work.seated("Expert, group D", ["D"])
    await opened(b.chair)
    meeting = await with_agenda(at_work)
    await add_papers(secretary, meeting, ("figures.pdf", blank(3)), ("letter.pdf", blank()))
    await at_work.until(meeting.starts_at - timedelta(hours=49))
    assert not await books_of(b.first)
    await at_work.until(meeting.starts_at - timedelta(hours=47))
    [came] = await books_of(b.first)
    assert came.document == f"agenda-book-{meeting.id}.pdf"
    assert "1 recommendation to be discussed" in came.text
    assert "2 papers" in came.text
    assert not await books_of(elsewhere)
    pages = await read(b.first)
    assert "Schooling of returned children" in pages[0]
    own = len(pages) - 4
    for line in ("Agenda 3", "B-2026-01. Schooling 4", f"figures.pdf {own + 1}", f"letter.pdf {own + 4}"):
        assert line in pages[1]
    assert "2. B-2026-01: schooling" in pages[2]
    assert TEXT in pages[3]
    assert f"Page 3 of {len(pages)}" in pages[2]
    assert pages[-4:] == [""] * 4
    await at_work.until(meeting.starts_at)
    assert len(await books_of(b.first)) == 1
    assert (await at_work.entries(meeting.subject)).count("agenda book sent") == 1


async def test_it_is_had_at_any_time_by_whoever_may_see_the_meeting(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    elsewhere = await at_work.seated("Expert, group D", ["D"])
    meeting = await publish(at_work, 5, agenda="")
    card = await b.first.sees("Group B: ")
    assert NAME not in card.labels
    with pytest.raises(NothingToRead):
        await b.first.does(books.request, meeting.id, 1)
    await at_work.does(agendas.put, meeting.id, Agenda(items=ITEMS))
    for who in (b.first, b.observer, secretary):
        await who.press(data=f"hb:{meeting.id}")
        assert len(await books_of(who)) == 1
    with pytest.raises(Forbidden):
        await elsewhere.does(books.request, meeting.id, 1)
    await b.first.press(NAME)
    assert len(await books_of(b.first)) == 2
    # What changes later is in the next one, and nobody gets that unasked.
    await at_work.until(meeting.starts_at - timedelta(hours=47))
    sent = len(await books_of(b.first))
    await secretary.does(agendas.put, meeting.id, Agenda(items=("Only this",)))
    notice = await b.first.sees("Agenda changed, version 2")
    assert NAME in notice.labels
    assert len(await books_of(b.first)) == sent
    await b.first.press(NAME, on=notice)
    assert "1. Only this" in (await read(b.first))[2]


async def test_what_not_everyone_may_read_is_named_by_its_number(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    other = await at_work.seated("Expert, group D", ["D"])
    await opened(b.chair)
    meeting = await with_agenda(at_work, groups=("B", "D"))
    for who in (b.first, other):
        await who.does(books.request, meeting.id, 1)
        pages = await read(who)
        assert not any(TEXT[:40] in page for page in pages)
        assert any("Other recommendations to be discussed B-2026-01" in page for page in pages)


async def test_wrong_papers_are_told_and_nothing_is_lost(at_work: CouncilAtWork, secretary: Someone) -> None:
    member = await at_work.seated("Expert, group B", ["B"])
    meeting = await with_agenda(at_work)
    await add_papers(secretary, meeting)
    await secretary.press("Add a paper")
    for name, content, told in (
        ("notes.docx", b"PK\x03\x04", "I cannot read this as a PDF"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "I cannot read this as a PDF"),
        ("locked.pdf", blank(password="secret"), "protected by a password"),
        ("long.pdf", blank(301), "has 301 pages"),
    ):
        await secretary.attach(name, content)
        await secretary.sees(told)
    await secretary.say("here it is")
    await secretary.sees("Send it as a file")
    await secretary.attach("good.pdf", blank(2))
    page = await secretary.sees("1. good.pdf, 2 pages")
    with pytest.raises(Forbidden):
        await member.does(books.drop_paper, 1)
    await secretary.press("Take out 1. good.pdf", on=page)
    await secretary.sees("None yet.")
    again = await secretary.press(data="bd:1", on=page)
    assert again.text
    await at_work.until(meeting.starts_at + timedelta(minutes=1))
    with pytest.raises(NotAhead):
        await secretary.does(books.add_paper, meeting.id, Paper(0, meeting.id, "late.pdf", "f", 1, 1))


async def test_a_file_that_cannot_be_read_later_is_named_in_the_contents(at_work: CouncilAtWork, secretary: Someone) -> None:
    member = await at_work.seated("Expert, group B", ["B"])
    meeting = await publish(at_work, 5, agenda="")
    await at_work.does(agendas.put, meeting.id, Agenda(file_id="agenda", file_name="agenda.pdf"))
    await add_papers(secretary, meeting, ("gone.pdf", blank()), ("good.pdf", blank(2)))
    del at_work.files["file of gone.pdf"]
    at_work.files["agenda"] = b"a table"
    await member.does(books.request, meeting.id, 1)
    pages = await read(member)
    assert "agenda.pdf · not included: it is no PDF that can be read" in pages[1]
    assert "gone.pdf · not included: Telegram did not give it" in pages[1]
    assert f"good.pdf {len(pages) - 1}" in pages[1]


async def test_a_meeting_that_moves_has_another_book_and_one_that_is_near_has_none_unasked(at_work: CouncilAtWork) -> None:
    member = await at_work.seated("Expert, group B", ["B"])
    meeting = await with_agenda(at_work)
    await with_agenda(at_work, days=1)
    await at_work.until(meeting.starts_at - timedelta(hours=47))
    assert len(await books_of(member)) == 1
    await at_work.does(meetings.move, meeting.id, 1, in_days(at_work, 10), "Asia/Tashkent")
    await at_work.wait(days=7.9)
    assert len(await books_of(member)) == 1
    await at_work.wait(days=1)
    assert len(await books_of(member)) == 2
    cancelled = await with_agenda(at_work, days=6)
    await at_work.does(meetings.cancel, cancelled.id)
    await at_work.wait(days=5)
    assert len(await books_of(member)) == 2


async def test_those_who_left_get_none(at_work: CouncilAtWork, secretary: Someone) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    left = await at_work.seated("Expert, group B", ["B"])
    meeting = await with_agenda(at_work)
    await left.press(data=f"hb:{meeting.id}")
    assert len(await books_of(left)) == 1
    await secretary.does(roles.end, (await left.known()).id, "B")
    await at_work.until(meeting.starts_at)
    assert len(await books_of(left)) == 1
    assert len(await books_of(chair)) == 1
