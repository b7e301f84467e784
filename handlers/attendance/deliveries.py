"""Deliveries to those who look after meetings: a quorum at risk, other times, minutes, attendance as a file."""

from dataclasses import dataclass
from datetime import datetime

from council.authority import Action, may
from council.clock import zone
from council.meetings import Meeting
from council.people import POSITION_TAKING
from handlers.attendance.actions import minutes as minutes_actions
from handlers.attendance.actions import other_times
from handlers.attendance.presses import Sheets
from handlers.attendance.views import attendance as attendance_views
from handlers.attendance.views import spreadsheet
from handlers.common.proofs import heads_of, proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.meetings.actions import reminders
from handlers.meetings.deliveries import actor_of, meeting_of
from storage import attendance, meetings, members, minutes, proposed_times
from storage.outbox import Delivery
from storage.proposed_times import Proposal


@dataclass(frozen=True, slots=True)
class QuorumMissed:
    """Too few come, two days ahead."""

    name: str = reminders.QUORUM
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await meetings.get(desk.tx, delivery.subject_id)
        actor = await actor_of(desk)
        if meeting is None or not may(actor, Action.SEE_ATTENDANCE, meeting.draft.groups):
            return Drop("no longer theirs")
        if not meeting.ahead(desk.now) or meeting.schedule != delivery.data["schedule"]:
            return Drop("moved, cancelled or begun")
        standing = await attendance.standing(desk.tx, meeting, desk.council.quorum, desk.now)
        if not standing.missed:
            return Drop("enough come by now")
        proposes = may(actor, Action.PROPOSE_TIMES, meeting.draft.groups)
        return attendance_views.quorum_missed(desk.council, meeting, standing, desk.zone, desk.t, proposes=proposes)


async def _proposal(desk: Desk, delivery: Delivery) -> tuple[Meeting, Proposal] | None:
    proposal = await proposed_times.get(desk.tx, delivery.subject_id)
    meeting = await meetings.get(desk.tx, proposal.meeting) if proposal else None
    return (meeting, proposal) if meeting and proposal else None


@dataclass(frozen=True, slots=True)
class OtherTimes:
    """Which of these could you make? On the phone of each member."""

    name: str = other_times.TIMES
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _proposal(desk, delivery)
        if found is None or desk.person is None:
            return Drop("no longer there")
        meeting, proposal = found
        if not may(await actor_of(desk), Action.TAKE_POSITION, meeting.draft.groups):
            return Drop("no longer seated")
        if delivery.card is None and not proposal.open(meeting, desk.now):
            return Drop("no longer asked")
        mask = await proposed_times.mask_of(desk.tx, proposal.id, desk.person.id)
        return attendance_views.times(desk.council, meeting, proposal, mask, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class TimesSheet:
    """How many could make which, on the phones of the secretariat and the chairs."""

    name: str = other_times.TIMES_SHEET
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        found = await _proposal(desk, delivery)
        actor = await actor_of(desk)
        if found is None or not may(actor, Action.PROPOSE_TIMES, found[0].draft.groups):
            return Drop("no longer theirs")
        meeting, proposal = found
        if delivery.card is None and not proposal.open(meeting, desk.now):
            return Drop("no longer asked")
        masks = await proposed_times.masks(desk.tx, proposal.id)
        of = len(await members.holders(desk.tx, meeting.draft.groups, desk.now, POSITION_TAKING))
        takes = may(actor, Action.CHANGE_MEETING, meeting.draft.groups)
        return attendance_views.times_sheet(
            desk.council, meeting, proposal, masks, of, desk.now, desk.zone, desk.t, takes=takes
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MinutesSent:
    """The minutes, to those who were invited and to the groups' chats."""

    name: str = minutes_actions.MINUTES
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        meeting = await meeting_of(desk, delivery)
        if isinstance(meeting, Drop):
            return meeting
        made = await minutes.latest(desk.tx, meeting.id)
        if made is None or made.version != delivery.data["version"]:
            return Drop("replaced")
        words = attendance_views.minutes_sent(desk.council, meeting, made, desk.zone, desk.t)
        return Paper(made.file_name or "minutes", words, file_id=made.file_id) if made.file_id else words


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """Attendance as a spreadsheet, as it is when it is sent."""

    name: str = minutes_actions.ATTENDANCE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if not may(await actor_of(desk), Action.KEEP_ATTENDANCE):
            return Drop("no longer the secretariat")
        council, t = desk.council, desk.t
        if delivery.data["what"] == Sheets.MEETING.value:
            ids, name = [delivery.subject_id], f"attendance-{delivery.subject_id}.xlsx"
        else:
            year = delivery.subject_id
            there = zone(council.zone)
            since, until = datetime(year, 1, 1, tzinfo=there), datetime(year + 1, 1, 1, tzinfo=there)
            ids = await attendance.held_between(desk.tx, None, since, min(until, desk.now))
            name = f"attendance-{year}.xlsx"
        held = []
        for id_ in ids:
            meeting = await meetings.get(desk.tx, id_)
            if meeting is not None:
                held.append((meeting, *await attendance.sittings(desk.tx, meeting, desk.now)))
        proof = proof_sheet(await heads_of(desk.tx), desk.now, council.zone, t)
        return Paper(
            name, attendance_views.exported(t), lambda: workbook(*spreadsheet.attendance(council, held, t), proof)
        )


KINDS = (QuorumMissed(), OtherTimes(), TimesSheet(), MinutesSent(), AttendanceFile())
