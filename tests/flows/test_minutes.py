"""From the agenda book to approved minutes, through the front door and with the clock moved."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest

from council.people import Role
from sandbox.client import Message
from storage import verification
from tests.flows.attendance import HEAD, publish
from tests.flows.roster import content
from tests.flows.world import World
from tests.pdfs import blank, texts


def file_id(message: Message) -> object:
    """Telegram's id of a message's document."""
    document = message.raw["document"]
    assert isinstance(document, dict)
    return document["file_id"]


@pytest.mark.road
async def test_a_meeting_from_its_book_to_its_minutes(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    russian = await world.member("Эксперт, Таджикистан, группа B", ["B"], language="ru")
    secretary = world.secretary
    meeting = await publish(world, 4, agenda="")
    await expert.expect(HEAD)
    await secretary.say("/meetings")
    await secretary.press("1. Schooling of returned children")
    await secretary.press("Change the agenda")
    await secretary.say("Opening\nSchooling\nOther business")
    await secretary.press("Send it")
    await secretary.expect("Changed.")
    await secretary.press("Papers of the agenda book")
    await secretary.press("Add a paper")
    await secretary.attach("figures.pdf", blank(2))
    await secretary.expect("1. figures.pdf, 2 pages")

    await world.sandbox.advance_to(meeting.starts_at - timedelta(hours=47))
    name = f"agenda-book-{meeting.id}.pdf"
    books = [await user.expect(lambda m: m.document == name, after=0) for user in (chair, expert, russian)]
    files = [file_id(book) for book in books]
    assert files[0] == files[1] != files[2], "one upload for all who read the same"
    pages = texts(await content(world, books[1]))
    assert pages[-2:] == ["", ""]
    assert f"figures.pdf {len(pages) - 1}" in pages[1]
    assert "Содержание" in texts(await content(world, books[2]))[1]
    await expert.press("Agenda book")
    await expert.expect(lambda m: m.document == name and m.id != books[1].id)

    await world.sandbox.advance_to(meeting.ends_at + timedelta(minutes=5))
    await secretary.expect("Minutes: not sent yet", after=0)
    await secretary.press("Write the minutes")
    await secretary.expect("A draft: only the secretariat sees it.")
    await secretary.press("2. Schooling")
    await secretary.expect("What was said, in short?")
    await secretary.say("Figures were compared.")
    await secretary.say("A letter is sent.")
    await secretary.expect("Who does what by when?")
    await secretary.say("Send the letter; Expert, Kazakhstan, group B; 31 March 2027\nAnswer it; nobody knows")
    await secretary.expect("Line 2: I cannot read “nobody knows” as a date.")
    await secretary.say("Send the letter; Expert, Kazakhstan, group B; 31 March 2027")
    await secretary.expect("To do: Send the letter; Expert, Kazakhstan, group B; 31 March 2027")
    await secretary.press("Write it down")
    await secretary.expect("Item 2 is written down.")
    await secretary.press("DOCX")
    draft = await secretary.expect(lambda m: m.document == f"minutes-{meeting.id}.docx")
    edited = docx.Document(BytesIO(await content(world, draft)))
    edited.add_heading("4. Date of the next meeting", 1)
    edited.add_paragraph("Agreed: 4 February.")
    out = BytesIO()
    edited.save(out)
    await secretary.press("From a DOCX")
    await secretary.attach("notes.docx", b"no document")
    await secretary.expect("I cannot read this as a DOCX")
    await secretary.attach("minutes.docx", out.getvalue())
    await secretary.expect("4 items were read:")
    await secretary.press("Take it")
    await secretary.expect("Taken from the file.")
    await secretary.press("Send for review")
    await secretary.expect("3 people will be told.")
    await secretary.press("Send it")
    await secretary.expect("3 people are told.")

    review = await expert.expect("Who says nothing until then agrees.", after=0)
    assert "4. Date of the next meeting" in review.text
    await expert.press("Correct something", message=review.id)
    await expert.press("2. Schooling")
    await expert.say("Two letters.")
    await expert.expect("Your correction is with the secretariat.")
    await chair.press("Approve")
    await secretary.expect("Corrections: 1, open: 1", after=0)
    await secretary.press("Corrections (1)")
    await secretary.press("Not taken: 1")
    await secretary.say("It was one.")
    await secretary.expect("Not taken: It was one.")
    await expert.expect("Your correction is not taken", after=0)
    done = await chair.press("Approve")
    assert done.text == "Approved: M-B-2026-01"
    await russian.expect("Протокол утверждён, M-B-2026-01", after=0)
    await russian.press("PDF")
    paper = await russian.expect(lambda m: m.document == "M-B-2026-01.pdf")
    assert "Утверждён председателем" in texts(await content(world, paper))[0]
    await expert.say("/plan")
    await expert.expect("Send the letter")
    await expert.say("/minutes")
    await expert.expect("M-B-2026-01, approved")
    async with world.app.store.read() as tx:
        assert (await verification.verify_all(tx, [])).holds
