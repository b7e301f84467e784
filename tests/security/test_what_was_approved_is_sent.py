"""An author edits a message in Telegram after a second secretary has approved it: the edited message goes to nobody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from council.announcements import (
    ALBUM,
    Announcement,
    AnnouncementState,
    Content,
    NotAsApproved,
    NotCopiedYet,
    SourceChanged,
    Timing,
    stamp,
)
from council.audiences import Audience, AudienceKind
from council.config import Council
from handlers.announcements.actions import corrections, drafts, review, sending
from handlers.framework.context import Incoming
from handlers.framework.updates import ALLOWED_UPDATES
from handlers.registration.actions.seats import bring_in_secretariat
from storage import announcements
from storage.store import Store
from tests.actions.at_work import Clock, CouncilAtWork, Someone
from tests.databases import prepare

MORNING = datetime(2026, 11, 24, 5, tzinfo=UTC)
PARTS = (101, 102)


@pytest.fixture
async def office(tmp_path: Path, council: Council) -> AsyncIterator[CouncilAtWork]:
    """A council that asks for four eyes."""
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield CouncilAtWork(store, replace(council, four_eyes=True), Clock(MORNING))
    await store.close()


async def handed_in(author: Someone, timing: Timing = Timing.NOW, *, copied: bool = True) -> Announcement:
    """An album of two pictures for group B, which waits for a second secretary; the bot's own copy of it is made."""
    made = await author.does(drafts.begin, fresh=True)
    files, captions = ("file 1", "file 2"), ("Two pictures", "The second")
    album = Content("en", ALBUM, captions[0], (), author.id, PARTS[0], PARTS[1:], "7", files, captions)
    await author.does(drafts.write, made.id, album)
    await author.does(drafts.aim, made.id, Audience(AudienceKind.GROUPS, ("B",)))
    if timing is not Timing.NOW:
        await author.does(drafts.set_time, made.id, timing, at=MORNING + timedelta(hours=2))
    made = await author.does(drafts.hand_in, made.id, 1)
    if copied:
        await author.council.delivered()
    return made


async def approved(second: Someone, made: Announcement) -> None:
    async with second.council.store.read() as tx:
        found = await announcements.find(tx, made.id)
        assert found is not None
        mark = stamp(found, await announcements.contents(tx, made.id, found.version))
    await second.does(review.approve, made.id, mark)


async def state(office: CouncilAtWork, made: Announcement) -> tuple[AnnouncementState, Content]:
    async with office.store.read() as tx:
        found = await announcements.find(tx, made.id)
        assert found is not None
        return found.state, (await announcements.contents(tx, made.id, found.version))["en"]


async def edits(author: Someone, message: int, caption: str, file: str) -> str:
    """They edit a message in their chat with the bot; what they are told."""
    before = {one.id for one in await author.council.shown(author.id)}
    incoming = Incoming(0, author.id, private=True, user=author.id, message=message, other="photo", album="7")
    await author.council.visited(replace(incoming, caption=caption, caption_html=caption, unique=file, edited=True))
    return " ".join(one.text for one in await author.council.shown(author.id) if one.id not in before)


async def people(office: CouncilAtWork) -> tuple[Someone, Someone, Someone]:
    author, second = await office.outsider("Secretariat"), await office.outsider("Secretariat, second")
    await office.does(bring_in_secretariat, [author.id, second.id])
    return author, second, await office.seated("Expert, Kazakhstan, group B")


def test_edits_are_asked_for() -> None:
    assert "edited_message" in ALLOWED_UPDATES


@pytest.mark.parametrize(
    ("message", "caption", "file"),
    [(101, "Other words", "file 1"), (102, "Other words", "file 2"), (102, "The second", "another file")],
    ids=["first caption", "second caption", "file"],
)
async def test_an_edit_ends_the_approval(office: CouncilAtWork, message: int, caption: str, file: str) -> None:
    author, second, _ = await people(office)
    made = await handed_in(author, Timing.AT)
    await approved(second, made)
    was, approved_content = await state(office, made)
    assert was is AnnouncementState.SCHEDULED
    assert "it has to be approved anew" in await edits(author, message, caption, file)
    now, content = await state(office, made)
    assert now is AnnouncementState.DRAFT
    assert content.fingerprint != approved_content.fingerprint, "what is hashed is what would leave"
    await office.wait(hours=3)
    assert await office.outcomes("announcements.text") == []
    assert "announcement's message edited" in await office.entries(made.subject)


async def test_an_edit_that_changes_nothing_ends_nothing(office: CouncilAtWork) -> None:
    author, second, _ = await people(office)
    made = await handed_in(author, Timing.AT)
    await approved(second, made)
    assert await edits(author, 102, "The second", "file 2") == ""
    assert (await state(office, made))[0] is AnnouncementState.SCHEDULED


async def test_the_bots_own_copy_is_sent_and_not_the_authors_message(office: CouncilAtWork) -> None:
    author, second, reader = await people(office)
    await approved(second, await handed_in(author))
    [pin] = await office.shown(author.id, lambda one: one.source == (author.id, *PARTS))
    assert [one.source for one in await office.shown(reader.id)] == [(author.id, pin.id)]


async def test_nothing_is_approved_before_the_bot_has_a_copy(office: CouncilAtWork) -> None:
    author, second, _ = await people(office)
    made = await handed_in(author, copied=False)
    with pytest.raises(NotCopiedYet):
        await approved(second, made)
    await office.delivered()
    await approved(second, made)


async def test_a_copy_made_of_an_edited_message_is_not_sent(office: CouncilAtWork) -> None:
    author, second, reader = await people(office)
    made = await handed_in(author)
    await edits(author, 101, "Other words", "file 1")
    await office.wait(minutes=1)
    await author.does(drafts.hand_in, made.id, 1)
    with pytest.raises(NotCopiedYet):
        await approved(second, made)
    await office.delivered()
    await approved(second, made)
    assert [one.text for one in await office.shown(reader.id)] == [""]  # an album's captions are those of its parts
    pins = await office.shown(author.id, lambda one: one.source == (author.id, *PARTS))
    assert [one.source for one in await office.shown(reader.id)] == [(author.id, pins[-1].id)]


async def test_nobody_else_ends_it(office: CouncilAtWork) -> None:
    author, second, reader = await people(office)
    made = await handed_in(author, Timing.AT)
    await approved(second, made)
    assert await edits(reader, 101, "Other words", "file 1") == ""
    assert (await state(office, made))[0] is AnnouncementState.SCHEDULED


async def test_while_it_is_sent_an_edit_stops_it_until_the_same_is_given_anew(office: CouncilAtWork) -> None:
    author, second, reader = await people(office)
    made = await handed_in(author)
    office.stuck[reader.id] = MORNING + timedelta(hours=1)
    await approved(second, made)
    assert "Nobody gets the changed one" in await edits(author, 101, "Other words", "file 1")
    now, content = await state(office, made)
    assert (now, content.lost, content.html) == (AnnouncementState.PAUSED, True, "Two pictures")
    with pytest.raises(SourceChanged):
        await author.does(sending.resume, made.id)
    other = Content("en", ALBUM, "Two pictures", (), author.id, 201, (), "8", ("another file",), ("Two pictures",))
    with pytest.raises(NotAsApproved):
        await author.does(drafts.write, made.id, other)
    await author.does(drafts.write, made.id, replace(other, files=("file 1",)))
    with pytest.raises(SourceChanged):
        await author.does(sending.resume, made.id)  # a part is missing
    for caption, file in (("The second", "another file"), ("Other words", "file 2"), ("", "file 2"), ("Two pictures", "file 1")):
        with pytest.raises(NotAsApproved):
            await author.does(drafts.more_of_album, author.id, 202, "8", caption, file)
    await author.does(drafts.more_of_album, author.id, 202, "8", "The second", "file 2")
    _, again = await state(office, made)
    assert (again.fingerprint, again.message, again.more) == (content.fingerprint, 201, (202,))
    await author.does(sending.resume, made.id)


async def test_what_has_left_is_not_sent_again_after_an_edit(office: CouncilAtWork) -> None:
    author, second, _ = await people(office)
    made = await handed_in(author)
    await approved(second, made)
    await office.delivered()
    assert (await state(office, made))[0] is AnnouncementState.DONE
    assert "has already been sent" in await edits(author, 101, "Other words", "file 1")
    with pytest.raises(SourceChanged):
        await author.does(corrections.send_again, made.id)


async def test_an_edited_answer_is_said_not_to_count(office: CouncilAtWork) -> None:
    author = await office.secretary()
    await author.say("/meeting")
    await author.say("Schooling of chidlren")
    before = {one.id for one in await office.shown(author.id)}
    message = Incoming(0, author.id, private=True, user=author.id, message=7, text="Schooling of children", edited=True)
    await office.visited(message)
    [said] = [one for one in await office.shown(author.id) if one.id not in before]
    assert "I use what you sent first" in said.text
