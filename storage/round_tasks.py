"""What waits in rounds for those who lead them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from council.openness import Openness
from council.reviews import NOTICE
from council.rounds import Round, RoundState
from council.rules import Rule
from storage import drawn_counts, electorates, reopenings, reviews, rounds as rounds_store
from storage.tables import electors, objection_answers, objections, rounds
from storage.transaction import Transaction


class Waits(StrEnum):
    """Why a round waits for its chair, the most pressing first."""

    UNDECIDED = "its deadline has passed, and how it ends is the chair's to say"
    OBJECTED = "an objection stands that nobody has answered"
    COMPLETE = "everyone has answered: it can be closed"
    REVIEW = "what it adopted is due for review"
    REOPENING = "a member asks for its outcome to be taken up again"


async def leading_in(
    tx: Transaction, groups: Collection[str] | None, now: datetime, chair: int | None = None
) -> dict[Waits, list[Round]]:
    """The rounds of these groups, or (None) of all, that wait for their chair, each under the first reason that it has, the
    nearest deadline first. `chair`: the one who looks, and does not decide on what they asked for themselves."""
    found: dict[Waits, list[Round]] = {why: [] for why in Waits}
    if groups is not None and not groups:
        return found
    open_ = await rounds_store.open_in(tx, groups, now)
    ids = [round_.id for round_ in open_]
    objected = set(await tx.values(_objected(ids, nameless=groups is not None))) if ids else set()
    complete = set(await tx.values(_complete(ids))) if ids else set()
    for round_ in open_:
        if round_.state is RoundState.AWAITING:
            found[Waits.UNDECIDED].append(round_)
        elif round_.id in objected:
            found[Waits.OBJECTED].append(round_)
        elif round_.id in complete:
            found[Waits.COMPLETE].append(round_)
    found[Waits.REVIEW] = await _to_review(tx, groups, now)
    asked = {one.round for one in await reopenings.undecided_in(tx, groups) if chair is None or one.person != chair}
    found[Waits.REOPENING] = list((await rounds_store.many(tx, asked)).values())
    return found


async def _to_review(tx: Transaction, groups: Collection[str] | None, now: datetime) -> list[Round]:
    """Rounds, each with the day on which what it has adopted is reviewed next."""
    days = {one.round: one.day for one in await reviews.due_by(tx, groups, (now + NOTICE).date())}
    held = await rounds_store.many(tx, days)
    return [replace(held[id_], terms=replace(held[id_].terms, review=day)) for id_, day in days.items()]


def _objected(ids: Collection[int], *, nameless: bool) -> sa.Select[int]:
    """`nameless`: for a chair, to whom an objection whose owner was struck stands in a confidential round until the counts are
    drawn anew (`council.round_counts.Drawn`)."""
    answered = sa.exists().where(objection_answers.c.objection_id == objections.c.id)
    of_it = sa.and_(electors.c.round_id == objections.c.round_id, electors.c.person_id == objections.c.person_id)
    at = drawn_counts.drawn_at()
    shown = sa.and_(rounds.c.openness == Openness.CONFIDENTIAL.value, sa.or_(at.is_(None), electors.c.struck_at > at))
    return (
        sa.select(objections.c.round_id)
        .join(electors, of_it)
        .join(rounds, rounds.c.id == objections.c.round_id)
        .where(
            objections.c.round_id.in_(ids),
            objections.c.withdrawn_at.is_(None),
            sa.or_(electors.c.struck_at.is_(None), *([shown] if nameless else [])),
            sa.not_(answered.correlate(objections)),
        )
    )


def _complete(ids: Collection[int]) -> sa.Select[int]:
    counting = sa.exists().where(electors.c.round_id == rounds.c.id, electors.c.struck_at.is_(None))
    return sa.select(rounds.c.id).where(
        rounds.c.id.in_(ids),
        rounds.c.rule != Rule.SILENCE.value,
        counting.correlate(rounds),
        sa.not_(electorates.has_silent(rounds.c.id)),
    )


async def is_complete(tx: Transaction, round_id: int) -> bool:
    """Whether all of its electorate have answered, and it is not a silence."""
    return bool(await tx.value(_complete([round_id])))
