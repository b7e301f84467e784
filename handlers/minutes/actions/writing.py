"""The only writer of what minutes say: drafts, changes, and sending them for review."""

from collections.abc import Sequence
from dataclasses import replace

from council.authority import Action
from council.errors import AlreadyDecided, ChangedMeanwhile, NotBegun, Stale
from council.meetings import Meeting, MeetingState
from council.minutes import Item, Minutes, MinutesState, NothingWritten, NotInReview, cleaned, reminded_at, silent_until
from council.people import Person
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import redraw_cards
from handlers.meetings.reads import visible_meeting
from handlers.minutes.reads import present_of, visible_minutes
from storage import agendas, meetings, minutes
from storage.outbox import Lane

REVIEW = Kind("minutes.review", Lane.ROUNDS, card=True, spends=True)
"""The minutes, to each who reviews them."""

CHANGED = Kind("minutes.changed", Lane.ROUNDS)
SHEET = Kind("minutes.sheet", card=True)
"""How the review stands, to the secretariat."""


async def begin(work: UnitOfWork, meeting: int) -> Minutes:
    """The minutes of a meeting that are not approved yet; new ones, with the items of its agenda, where there are none. Raises
    `Forbidden`, `NotBegun`, and `AlreadyDecided` when they are approved: then they are corrected by others."""
    found = await visible_meeting(work, meeting, Action.WRITE_MINUTES)
    if found.state is not MeetingState.PUBLISHED or found.ahead(work.now):
        raise NotBegun
    written = (await minutes.of_meetings(work.tx, [meeting])).get(meeting, [])
    if open_ := [one for one in written if one.state is not MinutesState.APPROVED]:
        return open_[-1]
    if written:
        raise AlreadyDecided
    agenda = await agendas.latest(work.tx, meeting)
    items = [Item(title) for title in (agenda.items if agenda else ())] or [Item(found.draft.title)]
    return await _draft(work, found, items)


async def _draft(work: UnitOfWork, meeting: Meeting, items: Sequence[Item], corrects: int | None = None) -> Minutes:
    made = await minutes.draft(work.tx, meeting.id, items, work.actor.person_id, work.now, corrects)
    await redraw_cards(work, meeting)
    await work.record("minutes drafted", meeting.subject)
    return made


async def correct_approved(work: UnitOfWork, id_: int) -> Minutes:
    """Begin minutes that correct approved ones, with the same items. Raises `Forbidden`, `NotInReview` when these are not
    approved, `AlreadyDecided` when others of this meeting are not approved yet, or when later ones correct these."""
    was, meeting = await visible_minutes(work, id_, Action.WRITE_MINUTES)
    if was.state is not MinutesState.APPROVED:
        raise NotInReview
    if (await minutes.of_meetings(work.tx, [meeting.id]))[meeting.id][-1].id != was.id:
        raise AlreadyDecided
    return await _draft(work, meeting, was.items, was.id)


async def items_now(work: UnitOfWork, about: Minutes) -> tuple[Item, ...]:
    """The items as the secretariat has them: with what it changed in review and has not sent yet."""
    return await minutes.items_of(work.tx, about.id, about.version + 1) if about.pending else about.items


async def put_item(work: UnitOfWork, id_: int, place: int, item: Item | None) -> Minutes:
    """Change the item at a place, from 1; one place after the last: add it; None: take it out. Raises `Forbidden`, `NotInReview`,
    `Stale` for a place that there is not, and what `cleaned` does."""
    was, _ = await _to_change(work, id_)
    items = list(await items_now(work, was))
    if not 1 <= place <= len(items) + (item is not None):
        raise Stale
    items[place - 1 : place] = [item] if item is not None else []
    return await put_items(work, id_, items)


async def put_items(work: UnitOfWork, id_: int, items: Sequence[Item]) -> Minutes:
    """Put these items in the place of all. Raises `Forbidden`, `NotInReview`, and what `cleaned` does."""
    was, meeting = await _to_change(work, id_)
    await minutes.put_items(work.tx, was, cleaned(items), work.actor.person_id, work.now)
    await work.redraw(was.subject, SHEET, but=work.actor.chat)
    await work.record("minutes written", meeting.subject)
    return (await visible_minutes(work, id_, Action.WRITE_MINUTES))[0]


async def _to_change(work: UnitOfWork, id_: int) -> tuple[Minutes, Meeting]:
    was, meeting = await visible_minutes(work, id_, Action.WRITE_MINUTES, lock=True)
    if was.state is MinutesState.APPROVED:
        raise NotInReview
    return was, meeting


async def discard(work: UnitOfWork, id_: int) -> Meeting:
    """Forget a draft that nobody has seen. Raises `Forbidden`, `NotInReview`."""
    was, meeting = await _to_change(work, id_)
    if was.state is not MinutesState.DRAFT:
        raise NotInReview
    await minutes.drop_draft(work.tx, id_)
    await redraw_cards(work, meeting)
    await work.record("minutes discarded", meeting.subject)
    return meeting


async def list_reviewers(work: UnitOfWork, meeting: Meeting) -> list[Person]:
    """Who reviews the minutes of a meeting: those who were there and still have a seat; where nobody is written down, all who
    were invited."""
    invited = await meetings.invited(work.tx, meeting.id, work.now)
    there = await present_of(work.tx, meeting.id)
    return [person for person in invited if person.id in there] or invited


async def send_for_review(work: UnitOfWork, id_: int) -> tuple[Minutes, int]:
    """Send minutes to those who were there; how many people that are. Silence approves them after the council's time for it.
    Raises `Forbidden`, `NotInReview`, `NothingWritten`, `ChangedMeanwhile`."""
    was, meeting = await _to_change(work, id_)
    if was.state is not MinutesState.DRAFT:
        raise NotInReview
    if not any(item.filled for item in was.items):
        raise NothingWritten
    people = await list_reviewers(work, meeting)
    due_at = silent_until(work.now, work.council.minutes_hours)
    remind_at = reminded_at(work.now, due_at)
    if not await minutes.to_review(work.tx, was, [person.id for person in people], due_at, remind_at):
        raise ChangedMeanwhile
    told = await work.tell(people, REVIEW, was.subject, data={"meeting": meeting.id})
    await work.tell_secretariat(SHEET, was.subject)
    await redraw_cards(work, meeting)
    await work.record("minutes in review", meeting.subject, {"people": told, "until": due_at.isoformat()})
    return replace(was, state=MinutesState.REVIEW, due_at=due_at), told


async def send_changes(work: UnitOfWork, id_: int) -> tuple[Minutes, int]:
    """Send the changed text to the reviewers, once, with what changed; how many people that are. They have the council's time
    again at least. Raises `Forbidden`, `NotInReview`, `Stale` when nothing was changed, `ChangedMeanwhile`."""
    was, meeting = await _to_change(work, id_)
    if was.state is not MinutesState.REVIEW:
        raise NotInReview
    if not was.pending:
        raise Stale
    due_at = silent_until(work.now, work.council.minutes_hours, was.due_at)
    if not await minutes.send_changes(work.tx, was, due_at, reminded_at(work.now, due_at)):
        raise ChangedMeanwhile
    asked = await minutes.reviewers(work.tx, id_)
    people = [one for one in await meetings.invited(work.tx, meeting.id, work.now) if one.id in asked]
    told = await work.tell(people, CHANGED, was.subject, str(was.version + 1), {"version": was.version + 1})
    await work.redraw(was.subject)
    await redraw_reminders(work, was)
    await redraw_cards(work, meeting)
    await work.record("minutes changed", meeting.subject, {"version": was.version + 1, "until": due_at.isoformat()})
    return (await visible_minutes(work, id_, Action.WRITE_MINUTES))[0], told


async def redraw_reminders(work: UnitOfWork, about: Minutes) -> None:
    """Have the last reminder of each reviewer show what still waits for their answer."""
    for person in await minutes.reviewers(work.tx, about.id):
        await work.redraw_reminder(person)
