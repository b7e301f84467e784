"""Announcements' deliveries: the copies, their progress and report, what its author and a second secretary are told."""

from dataclasses import dataclass
from functools import partial

from council.announcements import (
    ALBUM,
    CHANNEL,
    LEFT,
    STOPPED,
    UNDER_WAY,
    WAITS,
    WORDED,
    Announcement,
    AnnouncementState,
    stamp,
)
from council.announcements import TEXT as WORDS
from council.authority import Action, anywhere, may
from council.people import Actor
from handlers.announcements import reads
from handlers.announcements.actions import access as actions
from handlers.announcements.presses import Confirm
from handlers.announcements.views import certificate
from handlers.announcements.views import copy as contents
from handlers.announcements.views import draft as composing
from handlers.announcements.views import report as reporting
from handlers.announcements.views import review as deciding
from handlers.announcements.views import sending as views
from handlers.announcements.views.words import audience_words, secretary_name
from handlers.common.documents.pdf import pdf
from handlers.common.names import group_list
from handlers.common.proofs import heads_of, proof_sheet
from handlers.common.view import button
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared, TakeBack
from storage import announcement_deliveries, announcements, audiences, chat_links, members
from storage.announcement_deliveries import Which
from storage.outbox import Delivery

State = AnnouncementState
WITHDRAWN = "withdrawn"


async def _announcement(desk: Desk, delivery: Delivery) -> Announcement | None:
    return await announcements.get(desk.tx, delivery.subject_id)


async def _runs(desk: Desk, found: Announcement) -> bool:
    """Whether the one it is for still runs this announcement: its author, or the secretariat."""
    if desk.person is None:
        return False
    actor = Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))
    own = found.author == desk.person.id and anywhere(actor, Action.ANNOUNCE) != ()
    return own or may(actor, Action.ANNOUNCE)


def _is_out(found: Announcement, delivery: Delivery) -> Drop | None:
    """Whether it is not to be sent to anyone any more. A copy that somebody has is redrawn all the same."""
    if found.state in (State.CANCELLED, State.TAKEN_BACK) and not delivery.card:
        return Drop(STOPPED if found.state is State.CANCELLED else WITHDRAWN)
    return None


def _language(desk: Desk, delivery: Delivery) -> str:
    """The language of whoever it is for: a person's, a channel's, else the council's first."""
    named = str(delivery.data.get("language", ""))
    return desk.person.language if desk.person else named or desk.council.languages[0]


async def _asked(desk: Desk, found: Announcement) -> bool:
    """Whether this reader is asked to confirm it, and has not."""
    if desk.person is None or not found.confirms:
        return False
    return await announcement_deliveries.confirmed_at(desk.tx, found.id, desk.person.id) is None


async def _named(desk: Desk, person: int | None) -> str:
    """What someone of the secretariat is called."""
    return secretary_name(await members.get(desk.tx, person) if person is not None else None, desk.t)


async def _chairs(desk: Desk, found: Announcement) -> tuple[str, ...]:
    """The groups as whose chair its author announces; none for the secretariat."""
    author = await members.get(desk.tx, found.author)
    if author is None:
        return ()
    seats = await members.seats_of(desk.tx, found.author, desk.now)
    return anywhere(Actor("person", author, seats), Action.ANNOUNCE) or ()


@dataclass(frozen=True, slots=True)
class Copy:
    """The announcement itself: to one of its recipients, or (`place`) in a chat or the channel.

    Not repeated: whether one that got no answer has arrived is not known, and a person decides about it in the report.
    A card, so that it can be corrected and taken back.
    """

    name: str
    place: bool = False
    card: bool = True
    repeat: bool = False
    progress: str | None = actions.PROGRESS

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None:
            return Drop(STOPPED)
        if (out := _is_out(found, delivery)) is not None:
            return out
        content = await reads.content_of(desk.tx, found, _language(desk, delivery), desk.council)
        if content is None:
            return Drop(STOPPED)
        t = desk.texts(content.language) if self.place else desk.t
        if found.state is State.TAKEN_BACK:
            if content.kind not in WORDED:
                return TakeBack(contents.withdrawn_said(found, t), wordless=True)
            return TakeBack(contents.withdrawn(t), caption=content.kind != WORDS)
        if not delivery.card and (left := await self._left(desk, found, delivery)) is not None:
            return left
        asked = not self.place and await _asked(desk, found)
        return contents.for_reader(found, content, desk.zone, t, asked=asked)

    async def _left(self, desk: Desk, found: Announcement, delivery: Delivery) -> Drop | None:
        if not self.place:
            if desk.person is None or found.audience is None:
                return Drop(LEFT)
            there = await audiences.includes(desk.tx, found.audience, desk.person.id, desk.now)
            return None if there else Drop(LEFT)
        if delivery.data.get("place") == CHANNEL:
            return None
        linked = await chat_links.of_groups(desk.tx, [place for place in found.places if place != CHANNEL])
        return None if delivery.chat in {link.chat for link in linked} else Drop("no longer linked")


@dataclass(frozen=True, slots=True)
class Tail:
    """The buttons of an album, in a message right below it."""

    name: str = actions.TAIL
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None:
            return Drop(STOPPED)
        if found.state is State.TAKEN_BACK:
            return TakeBack(contents.withdrawn(desk.t))
        content = await reads.content_of(desk.tx, found, _language(desk, delivery), desk.council)
        if content is None or content.kind != ALBUM:
            return Drop("no album")
        view = contents.tail(found, content, desk.t, Confirm(found.id) if await _asked(desk, found) else None)
        return view if view.rows or delivery.card else Drop("no buttons")


@dataclass(frozen=True, slots=True)
class Test:
    """What it will look like, to the one who writes it, sent as it will be sent."""

    name: str = actions.TEST
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _runs(desk, found):
            return Drop("no longer the secretariat")
        said = await announcements.contents(desk.tx, found.id, found.version)
        content = said.get(str(delivery.data["language"]))
        return contents.tried(found, content, desk.zone, desk.t) if content else Drop("rewritten")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, redrawn as it goes; at the end, its report."""

    name: str = actions.PROGRESS
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _runs(desk, found):
            return Drop("no longer the secretariat")
        if found.state in UNDER_WAY:
            tally = await announcement_deliveries.tally(desk.tx, found.subject, actions.TEXT, desk.now)
            return views.sending(found, tally, await reads.pace(desk.tx, found, desk.now), desk.t)
        to = await reads.whom(desk.tx, desk.council, found, desk.now, desk.t)
        if found.state in (*WAITS, State.DRAFT):
            own = desk.person is not None and desk.person.id == found.author
            return views.waiting(found, to, composing.when(found, desk.zone, desk.t), desk.t, own=own)
        return reporting.report(await reads.standing(desk.tx, found, desk.now), to, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Report:
    """A new message when all is settled, so that its author notices; the card itself has only been redrawn."""

    name: str = actions.REPORT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _runs(desk, found):
            return Drop("no longer the secretariat")
        return reporting.finished(await reads.standing(desk.tx, found, desk.now), desk.t)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """To every other secretary: something waits for a second pair of eyes. Redrawn when it is decided."""

    name: str = actions.REVIEW
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _runs(desk, found):
            return Drop("no longer the secretariat")
        if found.state is not State.REVIEW and not found.pending:
            return deciding.decided(found, await _named(desk, found.returned_by or found.approved_by), desk.t)
        said = await announcements.contents(desk.tx, found.id, found.version + found.pending)
        to = await reads.whom(desk.tx, desk.council, found, desk.now, desk.t)
        when = composing.when(found, desk.zone, desk.t)
        return deciding.review(found, await _named(desk, found.writer), to, when, stamp(found, said), desk.t)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about it that its author has to look at."""

    name: str = actions.NOTICE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None:
            return Drop("gone")
        match str(delivery.data["what"]):
            case actions.RETURNED if found.returned_by is not None:
                return deciding.returned(found, await _named(desk, found.returned_by), desk.t)
            case actions.PASSED if found.state is State.SCHEDULED:
                when = composing.when(found, desk.zone, desk.t)
                return deciding.passed(found, await _named(desk, found.approved_by), when, desk.t)
            case actions.OVERDUE if found.state is State.OVERDUE:
                return deciding.overdue(found, composing.when(found, desk.zone, desk.t), desk.t)
            case actions.SOURCE_GONE if found.state is State.PAUSED:
                return deciding.source_gone(found, desk.t)
            case actions.RIGHT_LOST:
                return deciding.right_lost(found, desk.t)
        return Drop("decided already")


@dataclass(frozen=True, slots=True)
class Nudge:
    """To someone who has it and has not confirmed."""

    name: str = actions.NUDGE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or found.state not in (*UNDER_WAY, State.DONE) or desk.person is None:
            return Drop(STOPPED)
        if not await _asked(desk, found):
            return Drop("confirmed")
        rows = ((button(desk.t("I have read this"), Confirm(found.id)),),)
        theirs = await announcement_deliveries.accepted_at(desk.tx, found.id, desk.person.id)
        chairs = group_list(desk.council, mine, desk.t) if (mine := await _chairs(desk, found)) else ""
        return reporting.nudge(found, theirs, chairs, desk.zone, desk.t, rows)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof of delivery, as a document or as a table."""

    name: str = actions.CERTIFICATE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _announcement(desk, delivery)
        if found is None or not await _runs(desk, found):
            return Drop("no longer the secretariat")
        t = desk.t
        said = await reads.versions(desk.tx, found)
        name = certificate.number(found, t)
        words = views.under_certificate(found, t)
        table = delivery.data["form"] == "xlsx"
        most = certificate.MOST_ROWS if table else certificate.MOST_PRINTED + 1
        people = await announcement_deliveries.recipients(desk.tx, found.id, actions.TEXT, Which.ALL, most)
        posted = await reads.posted(desk.tx, found)
        heads = await heads_of(desk.tx)
        if table:
            made = certificate.sheets(desk.council, said, people, posted, t)
            proof = proof_sheet(heads, desk.now, desk.council.zone, t)
            return Paper(f"{name}.xlsx", words, partial(workbook, *made, proof))
        standing = await reads.standing(desk.tx, found, desk.now)
        author = await _named(desk, found.author)
        whom = ""
        if found.audience is not None:
            about = await reads.about(desk.tx, [found.audience])
            whom = audience_words(desk.council, found.audience, t, about=about).unescape()
        paper = certificate.document(desk.council, standing, said, people, posted, author, whom, heads, desk.now, t)
        return Paper(f"{name}.pdf", words, partial(pdf, paper))


KINDS = (
    Copy(actions.TEXT),
    Copy(actions.POST, place=True),
    Tail(),
    Test(),
    Progress(),
    Report(),
    SecondLook(),
    Notice(),
    Nudge(),
    Certificate(),
)
