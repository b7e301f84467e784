"""Other times for a meeting whose quorum would be missed: asked of its members privately, taken by the secretariat."""

from datetime import datetime, timedelta

from council.attendance import other_times
from council.authority import Action, demand, may
from council.errors import Forbidden, QuestionClosed, Refused, Stale
from council.events import MeetingTimeVoid
from council.meetings import Meeting, check_start
from council.people import POSITION_TAKING, Person, Role
from handlers.attendance.actions.answers import require_schedule
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions
from storage import meetings, members, proposed_times
from storage.outbox import Lane
from storage.proposed_times import Proposal
from storage.store import Transaction

TIMES = Kind("meetings.times", Lane.ROUNDS, card=True)
"""The question, to each member."""

TIMES_RESULT = Kind("meetings.times sheet", card=True)
"""How many could make which, to the secretariat and the chairs."""

_SOON = timedelta(seconds=5)


async def list_asked(tx: Transaction, meeting: Meeting, now: datetime) -> list[Person]:
    """Those who are asked for other times: all who take positions in one of the meeting's groups."""
    return await members.holders(tx, meeting.draft.groups, now, POSITION_TAKING)


async def redraw_proposals(work: UnitOfWork, event: MeetingTimeVoid) -> None:
    """Redraw the questions for other times: whether each is still open is read when it is drawn."""
    for proposal in await proposed_times.all_of(work.tx, event.meeting.id):
        await work.redraw(proposal.subject)


async def propose(work: UnitOfWork, id_: int, schedule: int) -> tuple[Meeting, Proposal, int]:
    """Ask a meeting's members privately which other times they could make; how many are asked comes with it, 0 when they
    were asked already. Raises `Forbidden`, `NotAhead`, `MovedSince`."""
    meeting = await require_schedule(work, id_, schedule, Action.PROPOSE_TIMES)
    had = await proposed_times.of_meeting(work.tx, meeting)
    if had is not None:
        return meeting, had, 0
    times = [starts for starts in other_times(meeting.draft.starts) if _can_be_set(starts, meeting, work.now)]
    made = await proposed_times.add(work.tx, meeting, times, meetings_actions.author(work), work.now)
    if made is None:
        raise Stale
    until = meeting.starts_at
    asked = await work.tell(await list_asked(work.tx, meeting, work.now), TIMES, made.subject, expires_at=until)
    chairs = await members.holders(work.tx, meeting.draft.groups, work.now, {Role.CHAIR})
    watching = [*await members.secretariat(work.tx, work.now), *chairs]
    await work.tell(watching, TIMES_RESULT, made.subject, expires_at=until)
    await work.record("other times proposed", meeting.subject, {"times": len(times)})
    return meeting, made, asked


def _can_be_set(starts: datetime, meeting: Meeting, now: datetime) -> bool:
    try:
        check_start(starts, meeting.draft.zone, now)
    except Refused:  # an hour that the zone skips on that day
        return False
    return True


async def visible_proposal(work: UnitOfWork, id_: int, action: Action) -> tuple[Meeting, Proposal]:
    """A question that is still open, for someone who may do this. Raises `Forbidden`, `QuestionClosed`."""
    proposal = await proposed_times.find(work.tx, id_)
    meeting = await meetings.find(work.tx, proposal.meeting) if proposal else None
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
    meeting, proposal = await visible_proposal(work, id_, Action.ATTEND_MEETING)
    if not may(work.actor, Action.TAKE_POSITION, meeting.draft.groups):
        raise Forbidden(Action.ATTEND_MEETING, proposal.subject)
    if not -1 <= place < len(proposal.times):
        raise Stale
    had = (await proposed_times.masks(work.tx, id_)).get(work.person.id, 0)
    mask = 0 if place < 0 else had ^ (1 << place)
    await proposed_times.answer(work.tx, id_, work.person.id, mask, work.now)
    await work.redraw(proposal.subject, TIMES_RESULT, _SOON)
    return meeting, proposal, mask


async def take(work: UnitOfWork, id_: int, place: int) -> tuple[Meeting, Proposal, int]:
    """Move the meeting to a time that was proposed; how many are told comes with it. Raises as `meetings.move` does, and
    `QuestionClosed`, `Stale`."""
    meeting, proposal = await visible_proposal(work, id_, Action.CHANGE_MEETING)
    if not 0 <= place < len(proposal.times):
        raise Stale
    moved, people = await meetings_actions.move(
        work, meeting.id, proposal.schedule, proposal.times[place], meeting.draft.zone
    )
    return moved, proposal, people
