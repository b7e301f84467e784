"""Announcements' deliveries: the copies, their progress and report, what its author and a second secretary are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from council import announcements as rules
from council.announcement_counts import Pace, Tally
from council.announcements import Announcement, AnnouncementState, Content
from council.authority import Action, anywhere, may
from council.people import Person
from handlers.announcements import reads
from handlers.announcements.actions import access, kinds
from handlers.announcements.views import certificate, copy, draft, report, review, sending
from handlers.announcements.views.words import secretary_name
from handlers.common.documents.pdf import pdf
from handlers.common.navigation import Confirm
from handlers.common.proofs import proof_sheet
from handlers.common.texts import Texts
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import (
    Delivers,
    Drop,
    Paper,
    PostCopy,
    Read,
    Reader,
    Sendable,
    TakeBack,
    of_former,
    one_by_one,
    there,
)
from storage import announcement_deliveries, announcements, audiences, chat_links, members, records
from storage.outbox import Delivery

Pairs = set[tuple[int, int]]
"""Announcements by id, each with a person, or a chat."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Announcements, and their contents by language, by id; who has confirmed; and `inside`: the people who belong to
    the audience, and the chats that are linked to its groups, still."""

    announcements: Mapping[int, Announcement]
    contents: Mapping[int, Mapping[str, Content]]
    confirmed: Pairs
    inside: Pairs

    def content(self, found: Announcement, delivery: Delivery, reader: Reader) -> Content | None:
        """What is said in the language of the person or the channel, else the council's first; None: nothing."""
        said = self.contents[found.id]
        language = reader.person.language if reader.person else str(delivery.data.get("language", ""))
        return rules.content_for(said, language, reader.council.languages) if said else None

    def confirm(self, found: Announcement, reader: Reader) -> Confirm | None:
        """What the button to confirm does; None for those who are not asked, or have."""
        asked = reader.person is not None and found.confirms and (found.id, reader.person.id) not in self.confirmed
        return Confirm(found.id) if asked else None


async def _load_copies(read: Read, claimed: Sequence[Delivery]) -> Copies:
    found = await announcements.many(read.tx, {one.subject_id for one in claimed})
    contents = await announcements.pinned(read.tx, await announcements.contents_of_many(read.tx, found.values()))
    inside: Pairs = set()
    for one in found.values():
        first = [each for each in claimed if each.subject_id == one.id and each.card is None]
        people = {each.person for each in first if each.person is not None}
        if people and one.audience is not None:
            inside |= {(one.id, id_) for id_ in await audiences.included(read.tx, one.audience, people, read.now)}
        if any(each.person is None for each in first):
            inside |= {(one.id, link.chat) for link in await chat_links.of_groups(read.tx, one.groups)}
    asking = [one.id for one in found.values() if one.confirms]
    confirmed = await announcement_deliveries.confirmed_by(read.tx, asking, read.actors) if asking else set()
    return Copies(found, contents, confirmed, inside)


def _draw_copy(copies: Copies, delivery: Delivery, reader: Reader) -> Sendable:
    """The announcement itself, to one of its recipients, or in a chat or channel."""
    found = there(copies.announcements.get(delivery.subject_id), rules.STOPPED)
    posted = delivery.kind == kinds.POST.name
    # A copy that somebody has is redrawn all the same.
    if delivery.card is None and found.state in (AnnouncementState.CANCELLED, AnnouncementState.TAKEN_BACK):
        raise Drop(rules.STOPPED if found.state is AnnouncementState.CANCELLED else "withdrawn")
    content = there(copies.content(found, delivery, reader), rules.STOPPED)
    t = reader.texts(content.language) if posted else reader.t
    if found.state is AnnouncementState.TAKEN_BACK:
        if content.kind not in rules.WORDED:
            return TakeBack(copy.withdrawn_said(found, t), wordless=True)
        return TakeBack(copy.withdrawn(t), caption=content.kind != rules.TEXT)
    if delivery.card is None and delivery.data.get("place") != rules.CHANNEL:
        to = delivery.chat if posted else delivery.person
        if (found.id, to) not in copies.inside:
            raise Drop("no longer linked" if posted else rules.LEFT)
    return copy.copy(found, content, reader.zone, t, None if posted else copies.confirm(found, reader))


def _draw_tail(copies: Copies, delivery: Delivery, reader: Reader) -> Sendable:
    """The buttons of an album, in a message right below it."""
    found = there(copies.announcements.get(delivery.subject_id), rules.STOPPED)
    if found.state is AnnouncementState.TAKEN_BACK:
        return TakeBack(copy.withdrawn(reader.t))
    content = copies.content(found, delivery, reader)
    if content is None or content.kind != rules.ALBUM:
        raise Drop("no album")
    view = copy.tail(found, content, reader.t, copies.confirm(found, reader))
    if not view.rows and delivery.card is None:
        raise Drop("no buttons")
    return view


async def _load_run(read: Read, delivery: Delivery, reader: Reader) -> Announcement:
    """The announcement, where the one whom the delivery is for still runs it."""
    found, actor, person = await announcements.find(read.tx, delivery.subject_id), reader.actor, reader.person
    own = found is not None and person is not None and found.author == person.id
    runs = may(actor, Action.ANNOUNCE)
    if found is not None and own and anywhere(actor, Action.ANNOUNCE) != ():
        runs = await access.reaches(read.tx, read.council, actor, found.audience, found.places)
    if found is None or not runs:
        raise Drop("no longer the secretariat")
    return found


async def _load_test(read: Read, delivery: Delivery, reader: Reader) -> tuple[Announcement, Content]:
    found = await _load_run(read, delivery, reader)
    said = await announcements.contents(read.tx, found.id, found.version)
    return found, there(said.get(str(delivery.data["language"])), "rewritten")


def _draw_pin(loaded: tuple[Announcement, Content], delivery: Delivery, _reader: Reader) -> Sendable:
    """The program's own copy of the message that is passed on."""
    _, content = loaded
    if delivery.card is not None or content.source != delivery.data["source"]:
        raise Drop("rewritten")
    return PostCopy(content.chat, content.message, content.more, silent=True)


Progress = tuple[Announcement, Tally, Pace] | tuple[draft.Overview, report.Results | None]
"""One that is being sent; or one of which nothing has left, or that is over: with its results."""


async def _load_progress(read: Read, delivery: Delivery, reader: Reader) -> Progress:
    found = await _load_run(read, delivery, reader)
    if found.state in rules.UNDER_WAY:
        tally = await announcement_deliveries.tally(read.tx, found.id, read.now)
        return found, tally, await reads.pace(read.tx, found, read.now)
    waits = found.state in (*rules.IS_PENDING, AnnouncementState.DRAFT)
    overview = await reads.overview(read.tx, found, read.now)
    return overview, None if waits else await reads.results(read.tx, found, read.now)


def _draw_progress(loaded: Progress, _delivery: Delivery, reader: Reader) -> Sendable:
    """How far it is, redrawn as it goes; at the end, its report."""
    zone, t = reader.zone, reader.t
    if len(loaded) == 3:
        return sending.sending(*loaded, t)
    overview, results = loaded
    found, to = overview.found, draft.whom(reader.council, overview, t)
    if results is not None:
        return report.report(results, to, zone, t)
    own = reader.person is not None and reader.person.id == found.author
    return sending.waiting(found, to, draft.when(found, zone, t), t, own=own)


async def _load_results(read: Read, delivery: Delivery, reader: Reader) -> report.Results:
    return await reads.results(read.tx, await _load_run(read, delivery, reader), read.now)


@dataclass(frozen=True, slots=True)
class Decided:
    """An announcement with what waits to be approved, and who has written, approved or returned it, by id."""

    found: Announcement
    overview: draft.Overview
    said: Mapping[str, Content]
    people: Mapping[int, Person]

    def named(self, person: int | None, t: Texts) -> str:
        return secretary_name(self.people.get(person or 0), t)


async def _decided(read: Read, found: Announcement) -> Decided:
    overview = await reads.overview(read.tx, found, read.now)
    said = await announcements.contents(read.tx, found.id, found.version + found.pending)
    named = {id_ for id_ in (found.writer, found.approved_by, found.returned_by) if id_ is not None}
    return Decided(found, overview, said, await members.many(read.tx, named))


async def _load_review(read: Read, delivery: Delivery, reader: Reader) -> Decided:
    return await _decided(read, await _load_run(read, delivery, reader))


def _draw_review(loaded: Decided, _delivery: Delivery, reader: Reader) -> Sendable:
    """To every other secretary: something waits for a second pair of eyes. Redrawn when it is decided."""
    found, t = loaded.found, reader.t
    if found.state is not AnnouncementState.REVIEW and not found.pending:
        return review.decided(found, loaded.named(found.returned_by or found.approved_by, t), t)
    to, when = draft.whom(reader.council, loaded.overview, t), draft.when(found, reader.zone, t)
    return review.review(found, loaded.named(found.writer, t), to, when, rules.stamp(found, loaded.said), t)


async def _load_notice(read: Read, delivery: Delivery, _reader: Reader) -> Decided:
    return await _decided(read, there(await announcements.find(read.tx, delivery.subject_id), "gone"))


def _draw_notice(loaded: Decided, delivery: Delivery, reader: Reader) -> Sendable:
    """Something about it that its author has to look at."""
    found, t = loaded.found, reader.t
    when = draft.when(found, reader.zone, t)
    match delivery.data["what"]:
        case kinds.RETURNED if found.returned_by is not None:
            return review.returned(found, loaded.named(found.returned_by, t), t)
        case kinds.PASSED if found.state is AnnouncementState.SCHEDULED:
            return review.passed(found, loaded.named(found.approved_by, t), when, t)
        case kinds.OVERDUE if found.state is AnnouncementState.OVERDUE:
            return review.overdue(found, when, t)
        case kinds.SOURCE_GONE if found.state is AnnouncementState.PAUSED:
            return review.source_gone(found, t)
        case kinds.RIGHT_LOST:
            return review.RIGHT_LOST.view(found, t)
    raise Drop("decided already")


async def _load_certificate(read: Read, delivery: Delivery, reader: Reader) -> certificate.Evidence:
    found = await _load_run(read, delivery, reader)
    most = certificate.MOST_ROWS if delivery.data["form"] == "xlsx" else certificate.MOST_PRINTED + 1
    return certificate.Evidence(
        await reads.results(read.tx, found, read.now),
        {n: await announcements.contents(read.tx, found.id, n) for n in range(1, found.version + 1)},
        await announcement_deliveries.recipients(read.tx, found.id, announcement_deliveries.Which.ALL, most),
        await reads.titled_posts(read.tx, found), await records.heads(read.tx), await members.find(read.tx, found.author),
        await reads.about(read.tx, found.audience),
    )  # fmt: skip


def _draw_certificate(evidence: certificate.Evidence, delivery: Delivery, reader: Reader) -> Sendable:
    """As a document or as a table."""
    council, t, found = reader.council, reader.t, evidence.results.found
    name, words = certificate.number(found, t), certificate.UNDER.view(found, t)
    if delivery.data["form"] == "xlsx":
        heads = proof_sheet(evidence.heads, reader.now, council.zone, t)
        return Paper(f"{name}.xlsx", words, partial(workbook, *certificate.sheets(council, evidence, t), heads))
    return Paper(f"{name}.pdf", words, partial(pdf, certificate.document(council, evidence, reader.now, t)))


DELIVERIES = (
    Delivers(kinds.TEXT, _load_copies, _draw_copy), Delivers(kinds.POST, _load_copies, _draw_copy),
    Delivers(kinds.TAIL, _load_copies, _draw_tail),
    one_by_one(kinds.TEST, _load_test, lambda loaded, _delivery, reader: copy.tried(*loaded, reader.zone, reader.t)),
    one_by_one(kinds.PIN, _load_test, _draw_pin), one_by_one(kinds.PROGRESS, _load_progress, _draw_progress),
    # A card that a later one took the place of is redrawn no more, and so has nothing to press but the way there.
    *(one_by_one(kind.former, _load_run, lambda found, delivery, reader: of_former(
        delivery, sending.FURTHER_DOWN.view(found, reader.t))) for kind in (kinds.PROGRESS, kinds.REVIEW)),
    one_by_one(kinds.REPORT, _load_results, lambda loaded, _delivery, reader: report.finished(loaded, reader.t)),
    one_by_one(kinds.REVIEW, _load_review, _draw_review), one_by_one(kinds.NOTICE, _load_notice, _draw_notice),
    one_by_one(kinds.CERTIFICATE, _load_certificate, _draw_certificate),
)  # fmt: skip
