"""Deliveries about agenda books and minutes. Each looks at the meeting and the reader's seats as they are when it is sent."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from council.authority import Action, may
from council.book import BOOK_SIZE, BookFacts, PaperLocked
from council.chain import Heads
from council.errors import Refused
from council.meetings import MeetingState
from handlers.common.dates import moment
from handlers.common.documents import blocks
from handlers.common.documents.papers import count_pages, merged
from handlers.common.documents.pdf import pdf
from handlers.common.texts import Texts, plain
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, Workshop, one_by_one, there
from handlers.minutes.actions.books import BOOK
from handlers.minutes.reads import load_book
from handlers.minutes.views import book as views
from storage import meetings, records
from storage.outbox import Delivery

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
    same = hashlib.sha256(f"{t.language} {zone} {facts!r}".encode()).hexdigest()
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


DELIVERIES: tuple[Delivers[Any], ...] = (one_by_one(BOOK, _load_book, _book),)
