"""The only writer of what reviewers say of minutes, and of their approval."""

from council import text_rules
from council.authority import Action
from council.clock import zone
from council.errors import AlreadyDecided, ChangedMeanwhile, Forbidden, Stale, TooManyItems
from council.events import MinutesApproved
from council.meetings import Meeting
from council.minutes import (
    CORRECTION_LIMIT,
    MOST_CORRECTIONS,
    CorrectionsOpen,
    Minutes,
    MinutesRecord,
    MinutesState,
    NotInReview,
    SealedAction,
    SealedItem,
    Silence,
    Way,
    by_silence,
    code_of,
    reminded_at,
    silent_until,
)
from council.people import Role
from council.records import Kind as RecordKind
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions.meetings import redraw_cards
from handlers.minutes.actions.writing import SHEET, redraw_reminders
from handlers.minutes.reads import open_of, present_of, visible_minutes
from storage import attendance, meetings, members, minutes, records
from storage.outbox import Lane
from storage.record_builder import Marks

APPROVED = Kind("minutes.approved", Lane.ROUNDS)
STALLED = Kind("minutes.stalled", Lane.ROUNDS)
"""The time is over, and corrections are open: to the secretariat and the chairs."""

DECIDED = Kind("minutes.decided")
"""What became of a correction, to whoever asked for it."""

PAPER = Kind("minutes.paper")


async def _in_review(work: UnitOfWork, id_: int) -> tuple[Minutes, Meeting]:
    """Minutes that the one who acts reviews. Raises `Forbidden`, `NotInReview`."""
    found, meeting = await visible_minutes(work, id_, Action.REVIEW_MINUTES, lock=True)
    if work.person.id not in await minutes.reviewers(work.tx, id_):
        raise Forbidden(Action.REVIEW_MINUTES, found.subject)
    if found.state is not MinutesState.REVIEW:
        raise NotInReview
    return found, meeting


async def agree(work: UnitOfWork, id_: int, version: int) -> Minutes:
    """Say that one agrees with this version. Raises `Forbidden`, `NotInReview`, `Stale` when there is another version."""
    found, meeting = await _in_review(work, id_)
    if found.version != version:
        raise Stale
    await minutes.agree(work.tx, id_, work.person.id, version, work.now)
    await work.redraw(found.subject, SHEET)
    await work.redraw_reminder(work.person.id)
    await work.record("minutes agreed to", meeting.subject, {"version": version})
    return found


async def correct(work: UnitOfWork, id_: int, item: int, text: str) -> Minutes:
    """Ask for a correction of an item, from 1, or (0) of the whole. Raises `Forbidden`, `NotInReview`, `Empty`, `TooLong`,
    `TooManyItems`, and `Stale` for an item that there is not."""
    found, meeting = await _in_review(work, id_)
    if not 0 <= item <= len(found.items):
        raise Stale
    own = [one for one in await minutes.corrections(work.tx, id_) if one.person == work.person.id]
    if len(own) >= MOST_CORRECTIONS:
        raise TooManyItems(MOST_CORRECTIONS, len(own) + 1)
    await minutes.correct(work.tx, found, work.person.id, item, text_rules.body(text, CORRECTION_LIMIT), work.now)
    await minutes.agree(work.tx, id_, work.person.id, None, work.now)
    await work.redraw(found.subject, SHEET)
    await work.redraw_reminder(work.person.id)
    await redraw_cards(work, meeting)
    await work.record("minutes to be corrected", meeting.subject, {"version": found.version})
    return found


async def decide(work: UnitOfWork, correction: int, note: str, *, taken: bool) -> Minutes:
    """Note that a correction is taken, or not, with a word; its author is told. Raises `Forbidden`, `NotInReview`, `Empty`,
    `TooLong`, and `Stale` when that was noted already."""
    known = await minutes.find_correction(work.tx, correction)
    if known is None:
        raise Forbidden(Action.WRITE_MINUTES, f"correction:{correction}")
    found, meeting = await visible_minutes(work, known[0], Action.WRITE_MINUTES, lock=True)
    if found.state is not MinutesState.REVIEW:
        raise NotInReview
    note = text_rules.body(note, CORRECTION_LIMIT)
    if not await minutes.decide(work.tx, correction, note, work.actor.person_id, work.now, taken=taken):
        raise Stale
    author = await members.find(work.tx, known[1].person)
    if author is not None:
        await work.tell([author], DECIDED, found.subject, str(correction), {"correction": correction})
    if found.due_at is None and not await open_of(work.tx, found):
        # Silence had failed: whoever disagrees with the answers has the time again.
        due_at = silent_until(work.now, work.council.minutes_hours)
        await minutes.wait(work.tx, found.id, due_at, reminded_at(work.now, due_at))
        await work.redraw(found.subject)
    await work.redraw(found.subject, SHEET)
    await work.record("correction taken" if taken else "correction not taken", meeting.subject)
    return found


async def approve(work: UnitOfWork, id_: int, version: int) -> Minutes:
    """The chair approves this version, or the secretariat for the chair. Raises `Forbidden`, `NotInReview`, `CorrectionsOpen`,
    `AlreadyDecided` when they are approved already, and `ChangedMeanwhile` when there is another version."""
    found, meeting = await visible_minutes(work, id_, Action.APPROVE_MINUTES, lock=True)
    if found.state is MinutesState.APPROVED:
        raise AlreadyDecided
    if found.state is not MinutesState.REVIEW:
        raise NotInReview
    if found.version != version:
        raise ChangedMeanwhile
    open_ = await open_of(work.tx, found)
    if open_ or found.pending:
        raise CorrectionsOpen(max(open_, 1))
    chairs = any(work.actor.role_in(group) is Role.CHAIR for group in meeting.draft.groups)
    return await _approve(work, found, meeting, Way.CHAIR if chairs else Way.FOR_CHAIR)


async def close_due(work: UnitOfWork) -> bool:
    """Approve minutes whose review is over by silence; where corrections are open, tell the chairs and the secretariat instead.
    Whether there were any."""
    found = await minutes.next_due(work.tx, work.now)
    meeting = await meetings.find(work.tx, found.meeting) if found is not None else None
    if found is None or meeting is None:
        return False
    match by_silence(found.due_at, work.now, await open_of(work.tx, found), pending=found.pending):
        case Silence.WAITS:
            return False
        case Silence.APPROVES:
            await _approve(work, found, meeting, Way.SILENCE)
        case Silence.FAILS:
            await minutes.wait(work.tx, found.id, None)
            chairs = await members.holders(work.tx, meeting.draft.groups, work.now, {Role.CHAIR})
            people = [*chairs, *await members.secretariat(work.tx, work.now)]
            await work.tell(people, STALLED, found.subject, f"{found.version}:{work.now.isoformat()}", due=work.after_quiet_hours)
            await work.redraw(found.subject)
            await redraw_reminders(work, found)
            await work.record("minutes not approved by silence", meeting.subject)
    return True


async def remind_due(work: UnitOfWork) -> bool:
    """Remind those of one review who have said nothing, once, before silence approves it; False when nobody is to be reminded."""
    found = await minutes.first_to_remind(work.tx, work.now)
    meeting = await meetings.find(work.tx, found.meeting) if found is not None else None
    if found is None or meeting is None:
        return False
    asked = await minutes.reviewers(work.tx, found.id)
    silent = {person for person, about in await minutes.silent(work.tx, asked) if about.id == found.id}
    people = [one for one in await meetings.invited(work.tx, meeting.id, work.now) if one.id in silent]
    await work.remind(people, until=found.due_at)
    return True


async def _approve(work: UnitOfWork, was: Minutes, meeting: Meeting, way: Way) -> Minutes:
    """Number and seal minutes, and have done what follows."""
    code = code_of(meeting.draft.groups, work.council.codes)
    year = work.now.astimezone(zone(work.council.zone)).year
    by = work.actor.person_id if way is not Way.SILENCE else None
    serial = await records.next_serial(work.tx)
    number = await minutes.approve(work.tx, was, code, year, way, by, work.now)
    before = await minutes.find(work.tx, was.corrects) if was.corrects is not None else None
    given = Marks()
    record = await _sealed(work, was, meeting, given, serial, number, way, before)
    hash_ = await records.append(work.tx, RecordKind.MINUTES, record, given, work.now, meeting_id=meeting.id)
    await minutes.seal(work.tx, was.id, hash_)
    approved = await minutes.find(work.tx, was.id)
    assert approved is not None  # noqa: S101 - it was approved above
    await work.record("minutes approved", meeting.subject, {"record": hash_, "number": number, "way": way.value})
    people = await meetings.invited(work.tx, meeting.id, work.now)
    await work.tell(people, APPROVED, was.subject, due=work.after_quiet_hours)
    await work.redraw(was.subject)
    await redraw_reminders(work, was)
    await redraw_cards(work, meeting)
    await work.happened(MinutesApproved(approved, meeting, before))
    return approved


async def _sealed(
    work: UnitOfWork, was: Minutes, meeting: Meeting, given: Marks, serial: int, number: str, way: Way, before: Minutes | None
) -> MinutesRecord:
    found, _ = await attendance.sittings(work.tx, meeting, work.now)
    there = await present_of(work.tx, meeting.id)
    doing = {action.person for item in was.items for action in item.actions if action.person is not None}
    people = {**found.people, **await members.many(work.tx, doing)}
    recorded = found.people if there else {}  # where nothing is written down, nobody is said to have been absent
    written = [
        tuple(sorted(given.of(person) for id_, person in recorded.items() if (id_ in there) is present))
        for present in (True, False)
    ]

    def who(person: int | None, name: str) -> str:
        if person is not None and person in people:
            return given.of(people[person])
        return given.of_name(name) if name else ""

    items = tuple(
        SealedItem(
            item.title, item.said, item.agreed,
            tuple(SealedAction(one.what, who(one.person, one.who), one.due.isoformat()) for one in item.actions),
        )
        for item in was.items
    )  # fmt: skip
    asked = await minutes.reviewers(work.tx, was.id)
    return MinutesRecord(
        serial=serial, number=number, title=meeting.draft.title, groups=tuple(sorted(meeting.draft.groups)),
        starts_at=meeting.starts_at, version=was.version, present=written[0], absent=written[1], items=items, way=way.value,
        by=given.of(work.person) if way is not Way.SILENCE and work.actor.person else "", reviewers=len(asked),
        agreed=sum(version == was.version for version in asked.values()), approved_at=work.now,
        corrects=before.number if before else "", corrects_hash=before.hash if before else "",
    )  # fmt: skip


async def request(work: UnitOfWork, id_: int, form: str, serial: int) -> None:
    """Have minutes sent as a file to the one who asks. `serial` tells one asking from another. Raises `Forbidden`."""
    found, _ = await visible_minutes(work, id_)
    await work.tell([work.person], PAPER, found.subject, f"{form}:{serial}", {"form": form})
