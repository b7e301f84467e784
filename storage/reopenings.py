"""Requests to take a recommendation up again: asked, appealed, decided."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.people import Role
from council.reopening import UNDECIDED, Reopening, ReopeningState
from council.rounds import RoundState
from council.rules import Choice, Outcome
from storage.tables import electors, opinions, positions, records, reopenings, rounds, vote_counts
from storage.transaction import Transaction
from storage.upserts import insert_new

_OPEN = reopenings.c.state.in_([state.value for state in UNDECIDED])


def _reopening(row: sa.RowMapping) -> Reopening:
    return Reopening(
        row["id"], row["recommendation_id"], row["round_id"], row["group_code"], row["person_id"], row["what"],
        row["asked_at"], ReopeningState(row["state"]), row["reason"],
    )  # fmt: skip


async def add(tx: Transaction, recommendation: int, round_id: int, group: str, person: int, what: str, now: datetime) -> bool:
    """A new request; False while another one about the recommendation is undecided: the table's key lets one of them in."""
    row: dict[str, object] = {
        "recommendation_id": recommendation, "round_id": round_id, "group_code": group, "person_id": person, "what": what,
        "asked_at": now, "state": ReopeningState.ASKED.value,
    }  # fmt: skip
    return bool(await insert_new(tx, reopenings, [row]))


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Reopening | None:
    query = sa.select(reopenings).where(reopenings.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return _reopening(row) if row else None


async def last_of(tx: Transaction, recommendations: Collection[int]) -> dict[int, Reopening]:
    """By recommendation, the last request about it; those without one are left out."""
    query = sa.select(reopenings).where(reopenings.c.recommendation_id.in_(list(recommendations))).order_by(reopenings.c.id)
    return {row["recommendation_id"]: _reopening(row) for row in (await tx.rows(query) if recommendations else [])}


async def undecided_in(tx: Transaction, groups: Collection[str] | None) -> list[Reopening]:
    """Those that wait for the chairs of these groups, or (None) of all."""
    query = sa.select(reopenings).where(_OPEN, sa.true() if groups is None else reopenings.c.group_code.in_(list(groups)))
    return [_reopening(row) for row in await tx.rows(query.order_by(reopenings.c.id))]


async def undecided_on(tx: Transaction, round_id: int) -> Reopening | None:
    """The one about this round's outcome that waits."""
    row = await tx.row(sa.select(reopenings).where(_OPEN, reopenings.c.round_id == round_id))
    return _reopening(row) if row else None


async def decide(tx: Transaction, id_: int, state: ReopeningState, by: int, role: Role, reason: str, now: datetime) -> None:
    """It is taken up or refused, by the word of this person in this role."""
    values = {"state": state.value, "decided_by": by, "role": role.value, "reason": reason, "decided_at": now}
    await tx.write(sa.update(reopenings).where(reopenings.c.id == id_).values(values))


async def appeal(tx: Transaction, id_: int, committee: str) -> None:
    """It is for the Committee to decide now."""
    values = {"state": ReopeningState.APPEALED.value, "group_code": committee}
    await tx.write(sa.update(reopenings).where(reopenings.c.id == id_).values(values))


async def contested(tx: Transaction, recommendations: Collection[int]) -> set[int]:
    """Those of these recommendations on whose last closed round somebody who counts objected or had reservations though it
    adopted them, or has handed in a minority opinion."""
    if not recommendations:
        return set()
    against = [Choice.OBJECT.value, Choice.RESERVATIONS.value]
    counting = sa.and_(electors.c.round_id == positions.c.round_id, electors.c.person_id == positions.c.person_id)
    took = (
        sa.select(positions.c.round_id)
        .join(electors, counting)
        .where(positions.c.round_id == rounds.c.id, positions.c.choice.in_(against), electors.c.struck_at.is_(None))
    )
    voted = sa.select(vote_counts.c.round_id).where(
        vote_counts.c.round_id == rounds.c.id, vote_counts.c.choice.in_(against), vote_counts.c.n > 0
    )
    said = sa.select(opinions.c.round_id).where(opinions.c.round_id == rounds.c.id)
    closed = rounds.c.state == RoundState.CLOSED.value
    last = sa.select(sa.func.max(rounds.c.id)).where(closed, rounds.c.recommendation_id.in_(list(recommendations)))
    query = sa.select(rounds.c.recommendation_id).where(
        rounds.c.id.in_(last.group_by(rounds.c.recommendation_id)),
        rounds.c.outcome == Outcome.ADOPTED.value,
        sa.or_(*(one.correlate(rounds).exists() for one in (took, voted, said))),
    )
    return set(await tx.values(query))


async def follows(tx: Transaction, recommendation: int, opened_at: datetime) -> str:
    """The hash of the record of the round that a round on this recommendation, opened then, takes up again; "" for none."""
    query = (
        sa.select(records.c.hash)
        .join(reopenings, reopenings.c.round_id == records.c.round_id)
        .where(
            records.c.kind == "round",
            reopenings.c.recommendation_id == recommendation,
            reopenings.c.state == ReopeningState.TAKEN_UP.value,
            reopenings.c.decided_at <= opened_at,
        )
    )
    return await tx.value(query.order_by(reopenings.c.id.desc()).limit(1)) or ""
