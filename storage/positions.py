"""What people answer in a round: positions that are theirs, and votes that are nobody's."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from council.rounds import Elector, Position, Round, tally
from council.rules import Choice, Tally
from storage import traces
from storage.electorates import as_position
from storage.tables import position_history, positions, vote_counts, voters
from storage.transaction import Transaction
from storage.upserts import Values, insert_new, upsert

_HISTORY = sa.insert(position_history)


async def take(tx: Transaction, round_id: int, position: Position) -> None:
    """The person's position from now on; every one they ever took stays in the history."""
    values: Values = {
        "round_id": round_id,
        "person_id": position.person,
        "choice": position.choice.value,
        "reason": position.reason,
        "remedy": position.remedy,
        "version": position.version,
        "way": position.way.value if position.way else "",
        "entered_by": position.entered_by,
        "taken_at": position.taken_at,
    }
    await upsert(tx, positions, ["round_id", "person_id"], values)
    await tx.insert(_HISTORY, values)


async def drop(tx: Transaction, round_id: int, person: int) -> None:
    """The person has no position any more; what they had stays in the history."""
    await tx.write(sa.delete(positions).where(positions.c.round_id == round_id, positions.c.person_id == person))


async def history(tx: Transaction, round_id: int) -> list[Position]:
    """Every position ever taken in the round, in order."""
    query = sa.select(position_history).where(position_history.c.round_id == round_id).order_by(position_history.c.id)
    return [as_position(row, "person_id") for row in await tx.rows(query)]


async def vote(tx: Transaction, round_id: int, person: int, choice: Choice) -> bool:
    """Count a vote of a detached round; False for someone who has voted.

    Every counter of the round is written, whichever it is that grows, as `storage.traces` describes: neither times nor
    the database's own marks on rows nor its files tell which one went with whose vote.
    """
    if not await insert_new(tx, voters, [{"round_id": round_id, "person_id": person}]):
        return False
    grown = vote_counts.c.n + sa.case((vote_counts.c.choice == choice.value, 1), else_=0)
    await traces.count(tx, vote_counts, sa.update(vote_counts).where(vote_counts.c.round_id == round_id).values(n=grown))
    return True


async def count(tx: Transaction, round_: Round, electors: Sequence[Elector]) -> Tally:
    """The count of those who have not been struck; of a detached round, from its counters."""
    return (await count_many(tx, [round_], {round_.id: electors}))[round_.id]


async def count_many(tx: Transaction, rounds: Collection[Round], electors: Mapping[int, Sequence[Elector]]) -> dict[int, Tally]:
    """The same of several rounds whose electorates are these, by round."""
    found = {round_.id: tally(electors[round_.id]) for round_ in rounds if not round_.detached}
    detached = [round_.id for round_ in rounds if round_.detached]
    counted: dict[int, dict[str, int]] = {id_: {} for id_ in detached}
    for row in await tx.rows(sa.select(vote_counts).where(vote_counts.c.round_id.in_(detached))) if detached else []:
        counted[row["round_id"]][row["choice"]] = row["n"]
    for id_, votes in counted.items():
        asked = sum(elector.counts for elector in electors[id_])
        found[id_] = Tally(asked, *(votes.get(choice.value, 0) for choice in Choice))
    return found
