"""Deliveries about agenda books and minutes. Each looks at the meeting and the reader's seats as they are when it is sent."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from council.authority import Action, may
from council.book import BOOK_SIZE, BookFacts, PaperLocked
from council.chain import Heads
from council.errors import Refused
from council.meetings import MeetingState
from council.minutes import Correction, Item, MinutesState, SentMinutes, changed_items
from handlers.common.dates import moment
from handlers.common.documents import blocks
from handlers.common.documents.papers import count_pages, merged
from handlers.common.documents.pdf import pdf
from handlers.common.texts import Texts, plain
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, Workshop, one_by_one, there
from handlers.meetings.deliveries import Loaded as LoadedMeetings, load as load_meetings
from handlers.minutes.actions import reviewing, writing
from handlers.minutes.actions.books import BOOK
from handlers.minutes.actions.sending import MINUTES
from handlers.minutes.presses import FileForm
from handlers.minutes.reads import load_book, load_shown, may_see, there_of
from handlers.minutes.views import book as views, document, page
from handlers.minutes.views.words import Shown
from storage import meetings, minutes, records
from storage.outbox import Delivery
from storage.records import KeptMinutes

Names = tuple[list[str], list[str]]
"""Those who were at a meeting, and those who were not."""

_FRONT_SIZE = 2**20
"""Bytes that are left for a book's own pages."""


async def _load_book(read: Read, delivery: Delivery, reader: Reader) -> tuple[BookFacts, Heads]:
    meeting = there(await meetings.find(read.tx, delivery.subject_id), "no longer there")
    if not may(reader.actor, Action.SEE_MEETING, meeting.draft.groups):
        raise Drop("no longer theirs")
    if meeting.state is not MeetingState.PUBLISHED:
        raise Drop("cancelled")
    schedule = delivery.data.get("schedule")
    if schedule is not None and (schedule != meeting.schedule or not meeting.ahead(read.now)):
        raise Drop("moved or begun")
    facts = await load_book(read.tx, read.council, meeting)
    if not facts.given:
        raise Drop("nothing to read any more")
    return facts, await records.heads(read.tx)


def _book(loaded: tuple[BookFacts, Heads], _delivery: Delivery, reader: Reader) -> Sendable:
    (facts, heads), council, zone, t = loaded, reader.council, reader.zone, reader.t
    issued = plain(moment(reader.now, zone, t))

    def made(papers: Sequence[blocks.Paper]) -> bytes:
        return pdf(views.book(facts, papers, heads, council, issued, zone, t))

    files = [(paper.name, paper.file_id) for paper in facts.papers]
    agenda = facts.agenda
    if agenda is not None and agenda.file_id:
        files.insert(0, (agenda.file_name or plain(t("Agenda")), agenda.file_id))
    same = hashlib.sha256(f"{t.locale} {zone} {facts!r}".encode()).hexdigest()
    words = views.under_book(council, facts, zone, t)
    name = f"agenda-book-{facts.meeting.id}.pdf"
    return Paper(name, words, assemble=partial(_assemble, made, files, t), once=f"book:{same}")


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A paper as it stands in the contents, and its content, if it is in the book."""

    shown: blocks.Paper
    content: bytes = b""


async def _assemble(
    made: Callable[[Sequence[blocks.Paper]], bytes], files: Sequence[tuple[str, str]], t: Texts, workshop: Workshop
) -> bytes:
    """The book's own pages, and behind them those of all files that can be read; the others are named in the contents."""
    fetched: list[_Fetched] = []
    for name, file_id in files:
        left = BOOK_SIZE - _FRONT_SIZE - sum(len(one.content) for one in fetched)
        fetched.append(await _fetch(name, file_id, left, t, workshop))
    inside = [(one.shown.name, one.content) for one in fetched if one.content]
    front = await asyncio.to_thread(made, [one.shown for one in fetched])
    if not inside:
        return front
    try:
        return await workshop.apart(partial(merged, front, inside))
    except Exception:  # noqa: BLE001 - whatever is wrong with somebody's file, the rest is sent
        why = plain(t("it cannot be read"))
        return await asyncio.to_thread(made, [views.not_included(name, why, t) for name, _ in files])


async def _fetch(name: str, file_id: str, room: int, t: Texts, workshop: Workshop) -> _Fetched:
    def without(why: str) -> _Fetched:
        return _Fetched(views.not_included(name, plain(why), t))

    content = await workshop.fetch(file_id)
    if content is None:
        return without(t("Telegram did not give it"))
    if len(content) > room:
        return without(t("the book would be too large"))
    try:
        return _Fetched(blocks.Paper(name, await workshop.apart(partial(count_pages, content))), content)
    except PaperLocked:
        return without(t("it is protected by a password"))
    except Refused:
        return without(t("it is no PDF that can be read"))


@dataclass(frozen=True, slots=True)
class Loaded:
    """Minutes as their reader sees them, and the items of the version that a delivery tells of, and of the one before it."""

    shown: Shown
    items: tuple[Item, ...] = ()
    was: tuple[Item, ...] = ()


async def _load(read: Read, delivery: Delivery, reader: Reader) -> Loaded:
    about = there(await minutes.find(read.tx, delivery.subject_id), "no longer there")
    meeting = there(await meetings.find(read.tx, about.meeting), "no longer there")
    if not await may_see(read.tx, reader.actor, about, meeting.draft.groups):
        raise Drop("no longer theirs")
    version = int(delivery.data.get("version", about.version))
    items, was = [await minutes.items_of(read.tx, about.id, one) for one in (version, version - 1)]
    return Loaded(await load_shown(read.tx, reader.actor, about, meeting), items, was)


def _review(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The minutes, on the phone of each who reviews them: what they say now."""
    if delivery.card is None and (loaded.shown.about.state is not MinutesState.REVIEW or not loaded.shown.sight.reviews):
        raise Drop("not in review, or not by them")
    return page.page(reader.council, loaded.shown, reader.zone, reader.t)


def _sheet(loaded: Loaded, _delivery: Delivery, reader: Reader) -> Sendable:
    if not loaded.shown.sight.writes:
        raise Drop("no longer the secretariat")
    return page.page(reader.council, loaded.shown, reader.zone, reader.t)


def _changed(loaded: Loaded, _delivery: Delivery, reader: Reader) -> Sendable:
    """What changed in a version, to those who have the one before it."""
    if loaded.shown.about.state is not MinutesState.REVIEW:
        raise Drop("approved")
    told = replace(loaded.shown, items=loaded.items)
    return page.changed(reader.council, told, changed_items(loaded.was, loaded.items), reader.zone, reader.t)


def _approved(loaded: Loaded, _delivery: Delivery, reader: Reader) -> Sendable:
    return page.approved(reader.council, loaded.shown, reader.zone, reader.t)


def _stalled(loaded: Loaded, _delivery: Delivery, reader: Reader) -> Sendable:
    """Corrections are open when the time is over, to those who can do something about it."""
    shown = loaded.shown
    if not (shown.sight.writes or shown.sight.approves):
        raise Drop("no longer theirs")
    if shown.about.state is not MinutesState.REVIEW or shown.about.due_at is not None:
        raise Drop("decided on meanwhile")
    return page.stalled(reader.council, shown, reader.t)


async def _load_decided(read: Read, delivery: Delivery, reader: Reader) -> tuple[Loaded, Correction]:
    found = there(await minutes.find_correction(read.tx, int(delivery.data["correction"])), "no longer there")
    return await _load(read, delivery, reader), found[1]


def _decided(loaded: tuple[Loaded, Correction], _delivery: Delivery, reader: Reader) -> Sendable:
    shown, one = loaded[0].shown, loaded[1]
    if reader.person is None or one.person != reader.person.id or one.taken is None:
        raise Drop("not theirs")
    return page.decided(reader.council, shown, one, reader.t)


async def _load_paper(read: Read, delivery: Delivery, reader: Reader) -> tuple[Shown, KeptMinutes | None, Heads, Names]:
    shown = (await _load(read, delivery, reader)).shown
    kept = (await records.minutes_of(read.tx, [shown.meeting.id])).get(shown.about.hash)
    return shown, kept, await records.heads(read.tx), await there_of(read.tx, shown.meeting, read.now)


def _paper(loaded: tuple[Shown, KeptMinutes | None, Heads, Names], delivery: Delivery, reader: Reader) -> Sendable:
    """Minutes as a file: approved ones as they were sealed."""
    (shown, kept, heads, (present, absent)), council, zone, t = loaded, reader.council, reader.zone, reader.t
    if kept is not None:
        made = document.approved(shown, kept, heads, council, zone, t)
    else:
        made = document.draft(shown, present, absent, council, zone, t)
    form = FileForm(str(delivery.data["form"]))
    name = f"{shown.about.number or f'minutes-{shown.meeting.id}'}.{form.value}"
    return Paper(name, page.under_file(council, shown, zone, t), partial(pdf if form is FileForm.PDF else _word, made))


def _word(made: blocks.Document) -> bytes:
    from handlers.common.documents.word import word

    return word(made)


LoadedSent = tuple[LoadedMeetings, Mapping[int, SentMinutes]]


async def _load_sent(read: Read, claimed: Sequence[Delivery]) -> LoadedSent:
    found = await load_meetings(read, claimed)
    return found, await minutes.latest_sent_of(read.tx, found.meetings.keys())


def _sent(loaded: LoadedSent, delivery: Delivery, reader: Reader) -> Sendable:
    """The minutes, to those who were invited and to the groups' chats."""
    meeting = loaded[0].meeting(delivery, reader)
    made = loaded[1].get(meeting.id)
    if made is None or made.version != delivery.data["version"]:
        raise Drop("replaced")
    shown = page.minutes_sent(reader.council, meeting, made, reader.zone, reader.t)
    return Paper(made.file_name or "minutes", shown, file_id=made.file_id) if made.file_id else shown


DELIVERIES: tuple[Delivers[Any], ...] = (
    one_by_one(BOOK, _load_book, _book), one_by_one(writing.REVIEW, _load, _review), one_by_one(writing.SHEET, _load, _sheet),
    one_by_one(writing.CHANGED, _load, _changed), one_by_one(reviewing.APPROVED, _load, _approved),
    one_by_one(reviewing.STALLED, _load, _stalled), one_by_one(reviewing.DECIDED, _load_decided, _decided),
    one_by_one(reviewing.PAPER, _load_paper, _paper), Delivers(MINUTES, _load_sent, _sent),
)  # fmt: skip
