"""The counts of confidential rounds as they are shown without names: drawn anew for a batch of answers, never for one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from council.openness import Openness
from council.round_counts import Drawn
from council.rounds import Elector, Round, RoundState
from council.rules import Tally
from storage.tables import position_history, rounds
from storage.transaction import Transaction

_LATER = (position_history.c.round_id == rounds.c.id, position_history.c.id > rounds.c.drawn_upto)


def _is_drawn(round_: Round) -> bool:
    return round_.terms.openness is Openness.CONFIDENTIAL and round_.state is RoundState.OPEN


def drawn_at() -> sa.ScalarSelect[datetime]:
    """On `rounds`: when the counts were last drawn; null where they were not yet."""
    taken = sa.select(position_history.c.taken_at).where(position_history.c.id == rounds.c.drawn_upto)
    return taken.correlate(rounds).scalar_subquery()


async def of_rounds(tx: Transaction, rounds_: Collection[Round], electors: Mapping[int, Sequence[Elector]]) -> dict[int, Drawn]:
    """The drawn counts of those of these rounds that are open and confidential, by round. `electors`: their electorates."""
    ids = [round_.id for round_ in rounds_ if _is_drawn(round_)]
    if not ids:
        return {}
    since: dict[int, set[int]] = {id_: set() for id_ in ids}
    query = sa.select(position_history.c.round_id, position_history.c.person_id).join(rounds, sa.and_(*_LATER))
    for row in await tx.rows(query.where(rounds.c.id.in_(ids)).distinct()):
        since[row["round_id"]].add(row["person_id"])
    found: dict[int, Drawn] = {}
    drawn = sa.select(rounds.c.id, rounds.c.drawn_counts, drawn_at().label("drawn_at"))
    for row in await tx.rows(drawn.where(rounds.c.id.in_(ids))):
        id_, kept = row["id"], row["drawn_counts"]
        tally = Tally(*map(int, kept.split())) if kept else Tally(sum(one.counts for one in electors[id_]))
        found[id_] = Drawn(tally, frozenset(since[id_]), row["drawn_at"])
    return found


async def answered_since(tx: Transaction, round_id: int) -> int:
    """How many people have taken a position since the counts were last drawn."""
    query = sa.select(sa.func.count(sa.distinct(position_history.c.person_id))).join(rounds, sa.and_(*_LATER))
    return int(await tx.value(query.where(rounds.c.id == round_id)) or 0)


async def draw(tx: Transaction, round_id: int, tally: Tally) -> None:
    """From now on these counts are shown."""
    counts = (tally.electorate, tally.support, tally.reservations, tally.aside, tally.objections, tally.amendments)
    last = sa.select(sa.func.coalesce(sa.func.max(position_history.c.id), 0)).where(position_history.c.round_id == round_id)
    values = {"drawn_counts": " ".join(map(str, counts)), "drawn_upto": last.scalar_subquery()}
    await tx.write(sa.update(rounds).where(rounds.c.id == round_id).values(values))
