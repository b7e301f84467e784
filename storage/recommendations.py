"""Recommendations, their versions, rounds and positions."""

from datetime import datetime

import sqlalchemy as sa

from council.recommendations import Round, RoundState
from council.rules import Ground, Outcome, Rule, Terms
from storage.store import Transaction
from storage.tables import electors, positions, recommendations, rounds, versions

_ROUNDS = (
    sa.select(
        rounds,
        recommendations.c.number,
        recommendations.c.group_code,
        recommendations.c.title,
        recommendations.c.author_id,
        versions.c.text,
        versions.c.link,
    )
    .join(recommendations, recommendations.c.id == rounds.c.recommendation_id)
    .join(
        versions,
        sa.and_(versions.c.recommendation_id == rounds.c.recommendation_id, versions.c.version == rounds.c.version),
    )
)


def _round(row: sa.RowMapping) -> Round:
    return Round(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        group=row["group_code"],
        title=row["title"],
        text=row["text"],
        link=row["link"],
        author=row["author_id"],
        terms=Terms(Rule(row["rule"]), row["quorum"], row["floor"]),
        opened_at=row["opened_at"],
        deadline=row["deadline"],
        state=RoundState(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        ground=Ground(row["ground"]) if row["ground"] else None,
        closed_at=row["closed_at"],
    )


async def round_(tx: Transaction, id_: int) -> Round | None:
    row = await tx.row(_ROUNDS.where(rounds.c.id == id_))
    return _round(row) if row else None


async def waiting_for(tx: Transaction, person: int, now: datetime) -> list[Round]:
    """The open rounds in whose electorate this person is and has taken no position, the nearest deadline first."""
    taken = sa.select(positions.c.round_id).where(positions.c.person_id == person)
    query = (
        _ROUNDS.join(electors, electors.c.round_id == rounds.c.id)
        .where(
            electors.c.person_id == person,
            electors.c.struck_at.is_(None),
            rounds.c.state == RoundState.OPEN.value,
            rounds.c.deadline > now,
            rounds.c.id.not_in(taken),
        )
        .order_by(rounds.c.deadline, rounds.c.id)
    )
    return [_round(row) for row in await tx.rows(query)]
