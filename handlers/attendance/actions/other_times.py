"""Other times for a meeting whose quorum would be missed: asked of its members privately, taken by the secretariat."""

from datetime import datetime, timedelta

from council.attendance import other_times
from council.authority import Action, demand, may
from council.errors import Forbidden, MovedSince, NotAhead, QuestionClosed, Refused, Stale
from council.meetings import Meeting, check_start
from council.people import POSITION_TAKING, Person, Role
from handlers.attendance.actions.answers import look
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions
from storage import audit, meetings, members, outbox, proposed_times
from storage.outbox import Lane, Order
from storage.proposed_times import Proposal

TIMES, TIMES_SHEET = "meetings.times", "meetings.times sheet"
"""Kinds of deliveries: the question, and how it stands."""

_SOON = timedelta(seconds=5)


async def propose(work: UnitOfWork, id_: int, schedule: int) -> tuple[Meeting, Proposal, int]:
    """Ask a meeting's members privately which other times they could make; how many are asked comes with it, 0 when they
    were asked already. Raises `Forbidden`, `NotAhead`, `MovedSince`."""
    meeting = await look(work, id_, Action.PROPOSE_TIMES)
    if not meeting.ahead(work.now):
        raise NotAhead
    if meeting.schedule != schedule:
        raise MovedSince
    had = await proposed_times.of_meeting(work.tx, meeting)
    if had is not None:
        return meeting, had, 0
    by = work.actor.person.id if work.actor.person else None
    times = [starts for starts in other_times(meeting.draft.starts) if _can_be_set(starts, meeting, work.now)]
    made = await proposed_times.add(work.tx, meeting, times, by, work.now)
    if made is None:
        raise Stale
    asked = await members.holders(work.tx, meeting.draft.groups, work.now, POSITION_TAKING)
    orders = [order for person in asked for order in _to(made, TIMES, Lane.ROUNDS, person, meeting.starts_at)]
    n = len(orders)
    watching = {person.id: person for person in await members.secretariat(work.tx, work.now)}
    for person in await members.holders(work.tx, meeting.draft.groups, work.now, {Role.CHAIR}):
        watching[person.id] = person
    for person in watching.values():
        orders += _to(made, TIMES_SHEET, Lane.RECEIPTS, person, meeting.starts_at)
    await outbox.queue(work.tx, orders, work.now)
    await audit.record(
        work.tx, work.now, work.actor.label, "other times proposed", meeting.subject, {"times": len(times)}
    )
    return meeting, made, n


def _can_be_set(starts: datetime, meeting: Meeting, now: datetime) -> bool:
    try:
        check_start(starts, meeting.draft.zone, now)
    except Refused:  # an hour that the zone skips on that day
        return False
    return True


def _to(proposal: Proposal, kind: str, lane: Lane, person: Person, until: datetime) -> list[Order]:
    if person.telegram_id is None:
        return []
    key = f"{proposal.subject}:{kind}:{person.id}"
    return [Order(key, kind, proposal.subject, lane, person.telegram_id, person.id, expires_at=until)]


async def open_proposal(work: UnitOfWork, id_: int, action: Action) -> tuple[Meeting, Proposal]:
    """What still asks for other times, for someone who may do this. Raises `Forbidden`, `QuestionClosed`."""
    proposal = await proposed_times.get(work.tx, id_)
    meeting = await meetings.get(work.tx, proposal.meeting) if proposal else None
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"times:{id_}")
    if proposal is None or meeting is None:
        raise Forbidden(action, f"times:{id_}")
    if not proposal.open(meeting, work.now):
        raise QuestionClosed
    return meeting, proposal


async def could(work: UnitOfWork, id_: int, place: int) -> tuple[Meeting, Proposal, int]:
    """Tick or untick a time that one could make; -1: none of them. What is ticked then, as a mask, comes with it.

    Raises `Forbidden`, also for those who take no positions; `QuestionClosed`; `Stale` for a time that there is not.
    """
    meeting, proposal = await open_proposal(work, id_, Action.ATTEND_MEETING)
    if not may(work.actor, Action.TAKE_POSITION, meeting.draft.groups):
        raise Forbidden(Action.ATTEND_MEETING, proposal.subject)
    if not -1 <= place < len(proposal.times):
        raise Stale
    had = await proposed_times.mask_of(work.tx, id_, work.person.id) or 0
    mask = 0 if place < 0 else had ^ (1 << place)
    await proposed_times.answer(work.tx, id_, work.person.id, mask, work.now)
    await outbox.redraw(work.tx, proposal.subject, work.now, TIMES_SHEET, _SOON)
    return meeting, proposal, mask


async def take(work: UnitOfWork, id_: int, place: int) -> tuple[Meeting, int]:
    """Move the meeting to a time that was proposed; how many are told comes with it. Raises as `actions.move` does, and
    `QuestionClosed`, `Stale`."""
    meeting, proposal = await open_proposal(work, id_, Action.CHANGE_MEETING)
    if not 0 <= place < len(proposal.times):
        raise Stale
    return await meetings_actions.move(work, meeting.id, proposal.schedule, proposal.times[place], meeting.draft.zone)
