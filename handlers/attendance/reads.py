"""Reading attendance: what the question for other times has come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from council.meetings import Meeting
from council.people import POSITION_TAKING, Person
from storage import members, proposed_times
from storage.proposed_times import Proposal
from storage.store import Transaction


async def list_asked(tx: Transaction, meeting: Meeting, now: datetime) -> list[Person]:
    """Those who are asked for other times: all who take positions in one of the meeting's groups."""
    return await members.holders(tx, meeting.draft.groups, now, POSITION_TAKING)


@dataclass(frozen=True, slots=True)
class Count:
    """Which times each person could make, as a mask by person's id, and how many people were asked."""

    masks: Mapping[int, int]
    asked: int


async def count_times(tx: Transaction, proposal: Proposal, meeting: Meeting, now: datetime) -> Count:
    """What the answers to a proposal of this meeting come to, for the message that tells it."""
    return Count(await proposed_times.masks(tx, proposal.id), len(await list_asked(tx, meeting, now)))
