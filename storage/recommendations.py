"""Recommendations, their versions and rounds. Who is asked and what they answer is in `storage.electorates`."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.recommendations import RecommendationDraft, Round, RoundState, number, text_hash
from council.rules import Ground, Outcome, Rule, Terms
from storage import electorates
from storage.store import Transaction
from storage.tables import electors, positions, recommendations, rounds, versions

MOST_TRIES = 20
"""How many others may take the next number at the same instant before something else must be wrong."""

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


async def round_(tx: Transaction, id_: int, *, lock: bool = False) -> Round | None:
    """One round. With `lock`, nobody else changes it or takes a position in it until this transaction ends."""
    query = _ROUNDS.where(rounds.c.id == id_)
    row = await tx.row(query.with_for_update(of=rounds) if lock else query)
    return _round(row) if row else None


async def add(
    tx: Transaction, draft: RecommendationDraft, author: int, year: int, terms: Terms, asked: Iterable[int],
    now: datetime,
) -> Round:  # fmt: skip
    """A new recommendation with the next number of its group and year, its first version, and an open round on it.

    `asked` are the people of the electorate.
    """
    recommendation, name = await _next_number(tx, draft, author, year, now)
    await tx.write(
        sa.insert(versions).values(
            recommendation_id=recommendation, version=1, text=draft.text, link=draft.link,
            text_hash=text_hash(draft.text), made_at=now,
        )
    )  # fmt: skip
    id_ = await tx.insert(
        sa.insert(rounds).values(
            recommendation_id=recommendation, version=1, rule=terms.rule.value, quorum=terms.quorum,
            floor=terms.floor, opened_at=now, deadline=draft.deadline, state=RoundState.OPEN.value,
        )
    )  # fmt: skip
    await tx.write(sa.insert(electors), [{"round_id": id_, "person_id": person} for person in asked])
    return Round(
        id_, name, 1, draft.group, draft.title, draft.text, draft.link, author, terms, now, draft.deadline,
        RoundState.OPEN,
    )  # fmt: skip


async def _next_number(
    tx: Transaction, draft: RecommendationDraft, author: int, year: int, now: datetime
) -> tuple[int, str]:
    last = sa.select(sa.func.max(recommendations.c.serial)).where(
        recommendations.c.group_code == draft.group, recommendations.c.year == year
    )
    for _ in range(MOST_TRIES):
        serial = (await tx.value(last) or 0) + 1
        name = number(draft.group, year, serial)
        values = {
            "number": name, "group_code": draft.group, "year": year, "serial": serial, "title": draft.title,
            "author_id": author, "made_at": now,
        }  # fmt: skip
        try:
            async with tx.savepoint():
                return await tx.insert(sa.insert(recommendations).values(**values)), name
        except IntegrityError:
            continue  # somebody else took it at the same instant
    message = f"no number could be had for group {draft.group}, {year}"
    raise RuntimeError(message)


async def close(tx: Transaction, round_id: int, outcome: Outcome, ground: Ground, at: datetime) -> bool:
    """Write down how an open round ended; False when it was not open any more."""
    return await _end(tx, round_id, state=RoundState.CLOSED, outcome=outcome.value, ground=ground.value, closed_at=at)


async def withdraw(tx: Transaction, round_id: int, at: datetime) -> bool:
    """End an open round without an outcome; False when it was not open any more."""
    return await _end(tx, round_id, state=RoundState.WITHDRAWN, closed_at=at)


async def _end(tx: Transaction, round_id: int, *, state: RoundState, **values: object) -> bool:
    query = sa.update(rounds).where(rounds.c.id == round_id, rounds.c.state == RoundState.OPEN.value)
    return bool(await tx.write(query.values(state=state.value, **values)))


async def due(tx: Transaction, now: datetime) -> Round | None:
    """An open round whose deadline has come, the longest overdue first. It is locked until this transaction ends."""
    row = await tx.row(
        _ROUNDS.where(rounds.c.state == RoundState.OPEN.value, rounds.c.deadline <= now)
        .order_by(rounds.c.deadline, rounds.c.id)
        .limit(1)
        .with_for_update(of=rounds)
    )
    return _round(row) if row else None


async def next_deadline(tx: Transaction, after: datetime) -> datetime | None:
    """The earliest deadline of an open round that is later than `after`."""
    return await tx.value(
        sa.select(sa.func.min(rounds.c.deadline)).where(
            rounds.c.state == RoundState.OPEN.value, rounds.c.deadline > after
        )
    )


async def open_in(tx: Transaction, groups: Collection[str] | None, now: datetime) -> list[Round]:
    """The open rounds of these groups, or (None) of all, the nearest deadline first."""
    query = _ROUNDS.where(rounds.c.state == RoundState.OPEN.value, rounds.c.deadline > now, _of(groups))
    return [_round(row) for row in await tx.rows(query.order_by(rounds.c.deadline, rounds.c.id))]


async def closed_in(tx: Transaction, groups: Collection[str] | None, limit: int) -> list[Round]:
    """The last `limit` rounds of these groups, or (None) of all, that were closed, the latest first."""
    query = _ROUNDS.where(rounds.c.state == RoundState.CLOSED.value, _of(groups))
    query = query.order_by(rounds.c.closed_at.desc(), rounds.c.id.desc()).limit(limit)
    return [_round(row) for row in await tx.rows(query)]


def _of(groups: Collection[str] | None) -> sa.ColumnElement[bool]:
    return sa.true() if groups is None else recommendations.c.group_code.in_(list(groups))


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
    waiting = [_round(row) for row in await tx.rows(query)]
    # One whose role has ended is struck when the round closes; until then nothing waits for them either.
    found = [await electorates.elector(tx, round_, person, now) for round_ in waiting]
    return [round_ for round_, elector in zip(waiting, found, strict=True) if elector and elector.counts]
