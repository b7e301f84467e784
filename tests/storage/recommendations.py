"""Shared by tests: values and steps about recommendations."""

from datetime import UTC, datetime, timedelta

from council.people import Role
from council.rounds import RecommendationDraft, Round
from council.rules import Terms
from storage import members, rounds
from storage.transaction import Transaction

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=7)


def draft(group: str = "B", deadline: datetime = DEADLINE) -> RecommendationDraft:
    return RecommendationDraft(group, "Title", "Text", "", deadline)


async def seated(tx: Transaction, telegram_id: int | None, group: str, role: Role) -> int:
    person = await members.add(tx, telegram_id, "en", "UTC", NOW)
    await members.seat(tx, person.id, group, role, NOW)
    return person.id


async def opened(tx: Transaction, asked: list[int], deadline: datetime = DEADLINE, group: str = "B") -> Round:
    return await rounds.add(tx, draft(group, deadline), asked[0], 2026, Terms(), asked, NOW)
