"""Deliveries about who comes to a meeting, and who was there: a quorum at risk, other times, the spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from council.attendance import Standing
from council.authority import Action, may
from council.chain import Heads
from council.clock import zone
from council.meetings import Meeting
from handlers.attendance.actions import ATTENDANCE, TIMES, TIMES_RESULT, list_asked
from handlers.attendance.presses import Extent
from handlers.attendance.views import attendance as views, spreadsheets
from handlers.attendance.views.spreadsheets import Held
from handlers.common.proofs import proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable, one_by_one
from handlers.meetings.actions.reminders import QUORUM
from storage import attendance, meetings, proposed_times, records
from storage.outbox import Delivery
from storage.proposed_times import Proposal

Tallied = Mapping[int, tuple[Meeting, Standing]]
"""Meetings, and how many come to each, by the meeting's id."""


async def _load_tallies(read: Read, claimed: Sequence[Delivery]) -> Tallied:
    found = await meetings.many(read.tx, [delivery.subject_id for delivery in claimed])
    counted = await attendance.tallies(read.tx, list(found.values()), read.council.quorum, read.now)
    return {id_: (meeting, counted[id_]) for id_, meeting in found.items()}


def _quorum_missed(loaded: Tallied, delivery: Delivery, reader: Reader) -> Sendable:
    """Too few come, two days ahead."""
    meeting, tally = loaded.get(delivery.subject_id, (None, None))
    if meeting is None or tally is None or not may(reader.actor, Action.SEE_ATTENDANCE, meeting.draft.groups):
        raise Drop("no longer theirs")
    if not meeting.ahead(reader.now) or meeting.schedule != delivery.data["schedule"]:
        raise Drop("moved, cancelled or begun")
    if not tally.missed:
        raise Drop("enough come by now")
    proposes = may(reader.actor, Action.PROPOSE_TIMES, meeting.draft.groups)
    return views.quorum_missed(reader.council, meeting, tally, reader.zone, reader.t, proposes=proposes)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for other times; its meeting; which times each person could make; and how many people are asked."""

    proposal: Proposal
    meeting: Meeting
    masks: Mapping[int, int]
    of: int


async def _load_times(read: Read, claimed: Sequence[Delivery]) -> dict[int, Asked]:
    proposals = await proposed_times.many(read.tx, {delivery.subject_id for delivery in claimed})
    found = await meetings.many(read.tx, [proposal.meeting for proposal in proposals.values()])
    masks = await proposed_times.masks_of_many(read.tx, proposals.keys())
    of = {id_: len(await list_asked(read.tx, meeting, read.now)) for id_, meeting in found.items()}
    return {id_: Asked(one, found[one.meeting], masks[id_], of[one.meeting]) for id_, one in proposals.items()}


def _times(loaded: Mapping[int, Asked], delivery: Delivery, reader: Reader) -> Sendable:
    """Which of these could you make? On the phone of each member."""
    found = loaded.get(delivery.subject_id)
    if found is None or reader.person is None:
        raise Drop("no longer there")
    if not may(reader.actor, Action.TAKE_POSITION, found.meeting.draft.groups):
        raise Drop("no longer seated")
    _check_asked(found, delivery, reader)
    mask = found.masks.get(reader.person.id)
    return views.times(reader.council, found.meeting, found.proposal, mask, reader.now, reader.zone, reader.t)


def _times_result(loaded: Mapping[int, Asked], delivery: Delivery, reader: Reader) -> Sendable:
    """How many could make which, on the phones of the secretariat and the chairs."""
    found = loaded.get(delivery.subject_id)
    if found is None or not may(reader.actor, Action.PROPOSE_TIMES, found.meeting.draft.groups):
        raise Drop("no longer theirs")
    _check_asked(found, delivery, reader)
    takes = may(reader.actor, Action.CHANGE_MEETING, found.meeting.draft.groups)
    about = (found.meeting, found.proposal, found.masks, found.of)
    return views.times_result(reader.council, *about, reader.now, reader.zone, reader.t, takes=takes)


def _check_asked(found: Asked, delivery: Delivery, reader: Reader) -> None:
    """A question that has closed is redrawn, but not sent any more."""
    if delivery.card is None and not found.proposal.open(found.meeting, reader.now):
        raise Drop("no longer asked")


File = tuple[str, Sequence[Held], Heads]


async def _load_file(read: Read, delivery: Delivery, reader: Reader) -> File:
    reader.require_secretariat(Action.KEEP_ATTENDANCE)
    ids, year = [delivery.subject_id], delivery.subject_id
    if delivery.data["what"] == Extent.YEAR.value:
        since, until = (datetime(at, 1, 1, tzinfo=zone(read.council.zone)) for at in (year, year + 1))
        ids = await attendance.held_between(read.tx, None, since, min(until, read.now))
    found = (await meetings.many(read.tx, ids)).values()
    held = [(meeting, *await attendance.sittings(read.tx, meeting, read.now)) for meeting in found]
    return f"attendance-{delivery.subject_id}.xlsx", held, await records.heads(read.tx)


def _file(loaded: File, _delivery: Delivery, reader: Reader) -> Sendable:
    (name, held, heads), council, t = loaded, reader.council, reader.t
    proof = proof_sheet(heads, reader.now, council.zone, t)
    return Paper(name, views.exported(t), lambda: workbook(*spreadsheets.attendance(council, held, t), proof))


DELIVERIES: tuple[Delivers[Any], ...] = (
    Delivers(QUORUM, _load_tallies, _quorum_missed), Delivers(TIMES, _load_times, _times),
    Delivers(TIMES_RESULT, _load_times, _times_result),
    one_by_one(ATTENDANCE, _load_file, _file),
)  # fmt: skip
