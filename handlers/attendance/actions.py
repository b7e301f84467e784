"""The only writers of who comes to a meeting and who was there, of other times for it, and of what it discussed."""

from datetime import datetime, timedelta

from council import errors, text_rules
from council.attendance import PRESENT, Answer, Presence, Reply, ask_again_at, begun, check_in_open, other_times
from council.authority import Action, demand, may
from council.events import MeetingTimeVoid
from council.meetings import Meeting, check_start
from council.people import POSITION_TAKING, Person, Role
from council.reminder_times import after_quiet
from handlers.attendance.presses import Extent
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import MANAGED, move, redraw_cards
from handlers.meetings.reads import visible_meeting
from storage import attendance, discussed, meetings, members, proposed_times
from storage.outbox import Lane
from storage.proposed_times import Proposal
from storage.transaction import Transaction

CARDS_AFTER, TIMES_AFTER = timedelta(seconds=15), timedelta(seconds=5)
"""How long others' cards, and the count of times, wait to be redrawn: many who answer at once cost each one edit."""


async def require_schedule(work: UnitOfWork, id_: int, schedule: int, action: Action) -> Meeting:
    """A meeting ahead, still at this schedule's time, for those who may do this. Raises `Forbidden`, `NotAhead`, `MovedSince`."""
    meeting = await visible_meeting(work, id_, action)
    if not meeting.ahead(work.now):
        raise errors.NotAhead
    if meeting.schedule != schedule:
        raise errors.MovedSince
    return meeting


async def answer(work: UnitOfWork, id_: int, schedule: int, given: Answer, substitute: str = "") -> tuple[Meeting, Reply]:
    """Say whether one comes; `substitute`: who comes instead. Raises as `require_schedule`; for the name `Empty`, `TooLong`."""
    meeting = await require_schedule(work, id_, schedule, Action.ATTEND_MEETING)
    name = text_rules.name(substitute) if given is Answer.SOMEONE else ""
    again = None
    if given is Answer.LATER:
        at = ask_again_at(meeting.starts_at, work.now)
        again = after_quiet(work.council.quiet_for(work.person), work.person.zone, meeting.starts_at, at)
    reply = Reply(given, name, again)
    await attendance.reply(work.tx, meeting, work.person.id, reply, work.now)
    if again is not None:
        await work.remind([work.person], again, meeting.starts_at)
    await work.redraw_reminder(work.person.id)
    # Others' cards; one's own is redrawn at once, as the answer to the press.
    await redraw_cards(work, meeting, CARDS_AFTER, but=work.person.telegram_id)
    await work.record("meeting answered", meeting.subject, {"answer": given.value, "schedule": schedule})
    return meeting, reply


async def check_in(work: UnitOfWork, id_: int, presence: Presence) -> Meeting:
    """Say that one is there. Raises `Forbidden`, `NotNow`, and `AlreadyDecided` where the secretariat wrote it down."""
    meeting = await visible_meeting(work, id_, Action.ATTEND_MEETING)
    if presence not in PRESENT:
        raise errors.Stale
    if not check_in_open(meeting, work.now):
        raise errors.NotNow
    noted = await attendance.presence_of(work.tx, id_, work.person.id)
    if noted is not None and noted[1] and noted[0] is not presence:
        raise errors.AlreadyDecided
    if noted is None or noted[0] is not presence:
        await attendance.note(work.tx, id_, work.person.id, presence, None, work.now)
        await work.redraw(meeting.subject, MANAGED)
        await work.record("meeting checked in", meeting.subject, {"presence": presence.value})
    return meeting


async def mark(work: UnitOfWork, id_: int, person: int, presence: Presence) -> Meeting:
    """The secretariat writes down whether someone was there. Raises `Forbidden`, `NotBegun`."""
    meeting = await visible_begun(work, id_, Action.KEEP_ATTENDANCE)
    found, _ = await attendance.sittings(work.tx, meeting, work.now)
    if person not in found.people:
        raise errors.Forbidden(Action.KEEP_ATTENDANCE, meeting.subject)
    await attendance.note(work.tx, id_, person, presence, work.actor.person_id, work.now)
    if (chat := found.people[person].telegram_id) is not None:
        await redraw_cards(work, meeting, only=chat)
    await work.record("attendance written", meeting.subject, {"person": f"person:{person}", "presence": presence.value})
    return meeting


async def visible_begun(work: UnitOfWork, id_: int, action: Action) -> Meeting:
    """A meeting that has begun, to which the one who acts may do this. Raises `Forbidden`, `NotBegun`."""
    meeting = await visible_meeting(work, id_, action)
    if not begun(meeting, work.now):
        raise errors.NotBegun
    return meeting


async def redraw_own(work: UnitOfWork, meeting: Meeting) -> None:
    """Have the card of the one who acts redrawn, where the answer to them did not."""
    if work.person.telegram_id is not None:
        await redraw_cards(work, meeting, only=work.person.telegram_id)


TIMES = Kind("meetings.times", Lane.ROUNDS, card=True)
"""The question, to each member."""

TIMES_RESULT = Kind("meetings.times sheet", card=True)
"""How many could make which, to the secretariat and the chairs."""


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
    made = await proposed_times.add(work.tx, meeting, times, work.actor.person_id, work.now)
    if made is None:
        raise errors.Stale
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
    except errors.Refused:  # an hour that the zone skips on that day
        return False
    return True


async def visible_proposal(work: UnitOfWork, id_: int, action: Action) -> tuple[Meeting, Proposal]:
    """A question that is still open, for someone who may do this. Raises `Forbidden`, `QuestionClosed`."""
    proposal = await proposed_times.find(work.tx, id_)
    meeting = await meetings.find(work.tx, proposal.meeting) if proposal else None
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"times:{id_}")
    if proposal is None or meeting is None:
        raise errors.Forbidden(action, f"times:{id_}")
    if not proposal.open(meeting, work.now):
        raise errors.QuestionClosed
    return meeting, proposal


async def could(work: UnitOfWork, id_: int, place: int) -> tuple[Meeting, Proposal, int]:
    """Tick or untick a time that one could make; -1: none of them. What is ticked then, as a mask, comes with it.
    Raises `Forbidden`, also for those who take no positions; `QuestionClosed`; `Stale` for a time that there is not."""
    meeting, proposal = await visible_proposal(work, id_, Action.ATTEND_MEETING)
    if not may(work.actor, Action.TAKE_POSITION, meeting.draft.groups):
        raise errors.Forbidden(Action.ATTEND_MEETING, proposal.subject)
    if not -1 <= place < len(proposal.times):
        raise errors.Stale
    had = (await proposed_times.masks(work.tx, id_)).get(work.person.id, 0)
    mask = 0 if place < 0 else had ^ (1 << place)
    await proposed_times.answer(work.tx, id_, work.person.id, mask, work.now)
    await work.redraw(proposal.subject, TIMES_RESULT, TIMES_AFTER)
    return meeting, proposal, mask


async def take(work: UnitOfWork, id_: int, place: int) -> tuple[Meeting, Proposal, int]:
    """Move the meeting to a time that was proposed; how many are told. Raises as `meetings.move`, `QuestionClosed`, `Stale`."""
    meeting, proposal = await visible_proposal(work, id_, Action.CHANGE_MEETING)
    if not 0 <= place < len(proposal.times):
        raise errors.Stale
    moved, people = await move(work, meeting.id, proposal.schedule, proposal.times[place], meeting.draft.zone)
    return moved, proposal, people


ATTENDANCE = Kind("meetings.attendance")


async def toggle_topic(work: UnitOfWork, id_: int, recommendation: int) -> tuple[Meeting, bool]:
    """Note that a meeting discussed a recommendation, or take the note back; whether it is noted now. Raises
    `Forbidden`, alike for one that this meeting cannot discuss."""
    meeting = await visible_meeting(work, id_, Action.NOTE_TOPICS)
    if not await discussed.topics_for(work.tx, meeting.draft.groups, work.council.committee, 1, only=recommendation):
        raise errors.Forbidden(Action.NOTE_TOPICS, f"recommendation:{recommendation}")
    noted = await discussed.toggle(work.tx, id_, recommendation, work.now)
    await redraw_cards(work, meeting)
    what = "topic noted" if noted else "topic taken back"
    await work.record(what, meeting.subject, {"recommendation": recommendation})
    return meeting, noted


async def export(work: UnitOfWork, what: Extent, of: int) -> None:
    """Have a spreadsheet sent to the one who asks: of meeting, or of year, `of`. Raises `Forbidden`, `NotBegun`, `Stale`."""
    subject = f"attendance:{of}"
    demand(work.actor, Action.KEEP_ATTENDANCE, (), subject)
    if what is Extent.MEETING:
        await visible_begun(work, of, Action.KEEP_ATTENDANCE)
    elif not 1 < of <= work.now.year + 1:  # forged: no calendar has it
        raise errors.Stale
    await work.tell([work.person], ATTENDANCE, subject, f"{what.value}:{work.now.isoformat()}", {"what": what.value})
    await work.record("attendance exported", subject, {"what": what.value})
