"""The only writers of who comes to a meeting, and of who was there."""

from datetime import timedelta

from council import text_rules
from council.attendance import PRESENT, Answer, Presence, Reply, ask_again_at, begun, check_in_open
from council.authority import Action, demand
from council.errors import AlreadyDecided, Forbidden, MovedSince, NotAhead, NotBegun, NotNow, Stale
from council.meetings import Meeting
from council.reminder_times import after_quiet
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.audience import CARD, to_person
from handlers.meetings.actions.reminders import NUDGE
from storage import attendance, audit, meetings, outbox
from storage.outbox import Lane

SOON = timedelta(seconds=15)
"""How long others' cards wait to be redrawn: many who answer at once cost each card one edit."""


async def look(work: UnitOfWork, id_: int, action: Action) -> Meeting:
    """A meeting, for someone who may do this. Raises `Forbidden`, alike for one that is not there."""
    meeting = await meetings.get(work.tx, id_)
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"meeting:{id_}")
    if meeting is None:
        raise Forbidden(action, f"meeting:{id_}")
    return meeting


async def check_answerable(work: UnitOfWork, id_: int, schedule: int) -> Meeting:
    """A meeting that the one who acts can answer now. Raises `Forbidden`, `NotAhead`, `MovedSince`."""
    meeting = await look(work, id_, Action.ATTEND_MEETING)
    if not meeting.ahead(work.now):
        raise NotAhead
    if meeting.schedule != schedule:
        raise MovedSince
    return meeting


async def answer(
    work: UnitOfWork, id_: int, schedule: int, given: Answer, substitute: str = ""
) -> tuple[Meeting, Reply]:
    """Say whether one comes; `substitute`: the name of whom one sends. Raises as `check_answerable` does, and `Empty`,
    `TooLong` for the name."""
    meeting = await check_answerable(work, id_, schedule)
    name = text_rules.name(substitute) if given is Answer.SOMEONE else ""
    again = None
    if given is Answer.LATER:
        at = ask_again_at(meeting.starts_at, work.now)
        again = after_quiet(work.council.quiet_for(work.person), work.person.zone, meeting.starts_at, at)
    reply = Reply(given, name, again)
    await attendance.reply(work.tx, meeting, work.person.id, reply, work.now)
    if again is not None:
        what = f"nudge:{schedule}:{again.isoformat()}"
        data: dict[str, int | str] = {"schedule": schedule, "again": again.isoformat()}
        orders = to_person(
            meeting, NUDGE, Lane.REMINDERS, work.person, what, data, due_at=again, expires_at=meeting.starts_at
        )
        await outbox.queue(work.tx, orders, work.now)
    # Others' cards; one's own is redrawn at once, as the answer to the press.
    await outbox.redraw(work.tx, meeting.subject, work.now, CARD, SOON, but=work.person.telegram_id)
    await audit.record(
        work.tx, work.now, work.actor.label, "meeting answered", meeting.subject,
        {"answer": given.value, "schedule": schedule},
    )  # fmt: skip
    return meeting, reply


async def check_in(work: UnitOfWork, id_: int, presence: Presence) -> Meeting:
    """Say that one is there. Raises `Forbidden`, `NotNow`, and `AlreadyDecided` where the secretariat wrote it down."""
    meeting = await look(work, id_, Action.ATTEND_MEETING)
    if presence not in PRESENT:
        raise Stale
    if not check_in_open(meeting, work.now):
        raise NotNow
    noted = await attendance.presence_of(work.tx, id_, work.person.id)
    if noted is not None and noted[1] and noted[0] is not presence:
        raise AlreadyDecided
    if noted is None or noted[0] is not presence:
        await attendance.note(work.tx, id_, work.person.id, presence, None, work.now)
        await audit.record(
            work.tx, work.now, work.actor.label, "meeting checked in", meeting.subject, {"presence": presence.value}
        )
    return meeting


async def mark(work: UnitOfWork, id_: int, person: int, presence: Presence) -> Meeting:
    """The secretariat writes down whether someone was there. Raises `Forbidden`, `NotBegun`."""
    meeting = await look(work, id_, Action.KEEP_ATTENDANCE)
    if not begun(meeting, work.now):
        raise NotBegun
    found, _ = await attendance.sittings(work.tx, meeting, work.now)
    if person not in found.people:
        raise Forbidden(Action.KEEP_ATTENDANCE, meeting.subject)
    by = work.actor.person.id if work.actor.person else None
    await attendance.note(work.tx, id_, person, presence, by, work.now)
    if (chat := found.people[person].telegram_id) is not None:
        await outbox.redraw(work.tx, meeting.subject, work.now, CARD, only=chat)
    await audit.record(
        work.tx, work.now, work.actor.label, "attendance written", meeting.subject,
        {"person": f"person:{person}", "presence": presence.value},
    )  # fmt: skip
    return meeting


async def redraw_own(work: UnitOfWork, meeting: Meeting) -> None:
    """Have the card of the one who acts redrawn, where the answer to them did not."""
    if work.person.telegram_id is not None:
        await outbox.redraw(work.tx, meeting.subject, work.now, CARD, only=work.person.telegram_id)
