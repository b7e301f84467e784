"""Who is asked in a round, what they answered, and who is shown it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from council.openness import Openness
from council.people import POSITION_TAKING, WHOLE_COUNCIL, Person, Role, Seat
from council.round_counts import struck_at
from council.rounds import Elector, Position, Round, RoundState, Way, present
from council.rules import Choice
from storage.due_times import NOW, Now, now_if
from storage.members import as_person, as_seat, held
from storage.outbox import State
from storage.tables import electors, objections, outbox, people, positions, readers, rounds, seats, voters
from storage.transaction import Transaction
from storage.upserts import Values, insert_new


def has_answered() -> sa.ColumnElement[bool]:
    """On `electors` joined with `rounds`: whether somebody counts as having answered, as `council.openness.has_answered`
    says it."""
    stands = sa.and_(rounds.c.openness == Openness.NAMED.value, positions.c.choice == Choice.OBJECT.value)
    taken = sa.exists().where(
        positions.c.round_id == electors.c.round_id,
        positions.c.person_id == electors.c.person_id,
        sa.or_(positions.c.version == rounds.c.version, stands),
    )
    voted = sa.exists().where(voters.c.round_id == electors.c.round_id, voters.c.person_id == electors.c.person_id)
    return sa.or_(taken.correlate(electors, rounds), voted.correlate(electors))


def has_silent(round_id: sa.ColumnElement[int], but: sa.ColumnElement[int] | None = None) -> sa.ColumnElement[bool]:
    """On `rounds`: whether somebody who counts, other than the person `but`, has not answered."""
    others = [electors.c.person_id != but] if but is not None else []
    silent = sa.select(electors.c.person_id).where(
        electors.c.round_id == round_id, electors.c.struck_at.is_(None), sa.not_(has_answered()), *others
    )
    return silent.correlate(rounds).exists()


async def electorate(tx: Transaction, round_: Round, now: datetime) -> list[Elector]:
    """Everyone whom the round asks, by name, with their present position.

    Of an open round, those whose role has ended by `now` come as struck; of one that has ended, those who were then.
    """
    return (await of_rounds(tx, [round_], now))[round_.id]


async def of_rounds(
    tx: Transaction, rounds_: Iterable[Round], now: datetime, only: Collection[int] | None = None
) -> dict[int, list[Elector]]:
    """The electorates of several rounds, by round, as `electorate` has them; of `only` these people, if given."""
    asked = {round_.id: round_ for round_ in rounds_}
    found: dict[int, list[Elector]] = {id_: [] for id_ in asked}
    if not asked:
        return found
    of_it = electors.c.round_id
    released = sa.select(objections.c.id).where(
        objections.c.round_id == of_it,
        objections.c.person_id == electors.c.person_id,
        objections.c.withdrawn_at >= rounds.c.deadline,
    )
    query = (
        sa.select(
            people,
            of_it,
            electors.c.struck_at,
            electors.c.recused_at,
            electors.c.interest,
            positions.c.choice,
            positions.c.reason,
            positions.c.remedy,
            positions.c.taken_at,
            positions.c.version,
            positions.c.way,
            positions.c.entered_by,
            voters.c.person_id.label("voter"),
            released.correlate(electors, rounds).exists().label("released"),
        )
        .join(electors, electors.c.person_id == people.c.id)
        .join(rounds, rounds.c.id == of_it)
        .outerjoin(positions, sa.and_(positions.c.person_id == people.c.id, positions.c.round_id == of_it))
        .outerjoin(voters, sa.and_(voters.c.person_id == people.c.id, voters.c.round_id == of_it))
        .where(of_it.in_(list(asked)), *([people.c.id.in_(list(only))] if only is not None else []))
        .order_by(people.c.name, people.c.id)
    )
    rows = await tx.rows(query)
    undecided = [row for row in rows if asked[row["round_id"]].undecided]
    had = await _seats_in(tx, {asked[row["round_id"]].group for row in undecided}, {row["id"] for row in undecided})
    for row in rows:
        round_ = asked[row["round_id"]]
        taken = as_position(row) if row["choice"] is not None else None
        held_there = had.get((round_.group, row["id"]), ())
        found[round_.id].append(as_elector(row, round_, as_person(row), taken, held_there, now))
    return found


def as_elector(
    row: sa.RowMapping, round_: Round, person: Person, taken: Position | None, seats_: Iterable[Seat], now: datetime
) -> Elector:
    """This person in the electorate, of a row with `struck_at`, `recused_at`, `interest`, `voter` and `released`;
    `seats_`: what they have or had in the round's group."""
    voted = row["voter"] is not None
    ended_ = row["struck_at"]
    recused = row["recused_at"] is not None
    if round_.undecided and not recused:
        # Nobody knows which vote to take out of the totals: in a detached round those who have voted stay.
        ended_ = None if voted else struck_at(round_, seats_, now)
    counts = present(taken, round_.version)
    former = taken if counts is None else None
    awaiting = round_.state is RoundState.AWAITING
    free = awaiting and row["released"] and not (counts and counts.choice is Choice.OBJECT)
    return Elector(person, counts, ended_, former, voted=voted, released=free, recused=recused, interest=row["interest"] or "")


async def elector(tx: Transaction, round_: Round, person: int, now: datetime) -> Elector | None:
    """One of the electorate, as `electorate` has them; None for someone who is not in it."""
    return next(iter((await of_rounds(tx, [round_], now, [person]))[round_.id]), None)


def as_position(row: sa.RowMapping, person: str = "id", version: str = "version") -> Position:
    """The position in a row that holds the columns of `positions`, its person's id and its version under these names."""
    way = Way(row["way"]) if row["way"] else None
    return Position(
        row[person], Choice(row["choice"]), row["reason"], row["taken_at"], row["remedy"], row[version], way,
        row["entered_by"],
    )  # fmt: skip


async def _seats_in(
    tx: Transaction, groups: Collection[str], persons: Collection[int]
) -> Mapping[tuple[str, int], Sequence[Seat]]:
    """Every seat that these people have or had in these groups, by group and person."""
    query = sa.select(seats).where(seats.c.group_code.in_(list(groups)), seats.c.person_id.in_(list(persons)))
    found: dict[tuple[str, int], list[Seat]] = defaultdict(list)
    for row in await tx.rows(query) if persons else []:
        found[row["group_code"], row["person_id"]].append(as_seat(row))
    return found


async def strike(tx: Transaction, round_id: int, person: int, at: datetime) -> bool:
    """Write down that this elector's role had ended at `at`; False where that is written already."""
    return bool(
        await tx.write(
            sa.update(electors)
            .where(electors.c.round_id == round_id, electors.c.person_id == person, electors.c.struck_at.is_(None))
            .values(struck_at=at)
        )
    )


def _ended(now: Now) -> sa.Select[int, int]:
    held_there = sa.select(seats.c.id).where(
        seats.c.person_id == electors.c.person_id,
        seats.c.group_code == rounds.c.group_code,
        seats.c.role.in_([role.value for role in POSITION_TAKING]),
        held(now),
    )
    voted = sa.select(voters.c.round_id).where(
        voters.c.round_id == electors.c.round_id, voters.c.person_id == electors.c.person_id
    )
    return (
        sa.select(electors.c.round_id, electors.c.person_id)
        .join(rounds, rounds.c.id == electors.c.round_id)
        .where(
            rounds.c.state == RoundState.OPEN.value,
            rounds.c.deadline > now,
            electors.c.struck_at.is_(None),
            sa.not_(held_there.exists()),
            sa.not_(voted.exists()),
        )
    )


STRIKE_DUE = now_if(_ended(NOW))
"""When somebody is to be struck."""


async def ended(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Up to `limit` pairs of an open round and one of its electorate who holds no role there any more, and is not struck
    yet. In a detached round those who have voted stay."""
    query = _ended(now).order_by(electors.c.round_id, electors.c.person_id).limit(limit)
    return [(row["round_id"], row["person_id"]) for row in await tx.rows(query)]


async def unreached(tx: Transaction, rounds_: Iterable[Round], kind: str) -> dict[int, dict[int, str]]:
    """By round, the people whom no delivery of this kind about it ever reached, and why: the reason of the last one."""
    asked = {round_.subject: round_.id for round_ in rounds_}
    query = sa.select(outbox.c.subject, outbox.c.person_id, outbox.c.state, outbox.c.reason).where(
        outbox.c.subject.in_(list(asked)), outbox.c.kind == kind, outbox.c.person_id.is_not(None)
    )
    found: dict[int, dict[int, str]] = {id_: {} for id_ in asked.values()}
    rows = await tx.rows(query.order_by(outbox.c.id)) if asked else []
    reached = {(row["subject"], row["person_id"]) for row in rows if row["state"] == State.SENT.value}
    for row in rows:
        if row["state"] == State.DEAD.value and (row["subject"], row["person_id"]) not in reached:
            found[asked[row["subject"]]][row["person_id"]] = row["reason"] or ""
    return found


async def accepted(tx: Transaction, rounds_: Iterable[Round], kind: str) -> dict[int, dict[int, datetime]]:
    """By round and person, when Telegram first took a delivery of this kind about the round's present text."""
    asked = {round_.subject: round_ for round_ in rounds_}
    of_the_text = (sa.and_(outbox.c.subject == one.subject, outbox.c.made_at >= one.asked_since) for one in asked.values())
    query = (
        sa.select(outbox.c.subject, outbox.c.person_id, sa.func.min(outbox.c.settled_at).label("at"))
        .where(
            sa.or_(sa.false(), *of_the_text),
            outbox.c.kind == kind,
            outbox.c.state == State.SENT.value,
            outbox.c.person_id.is_not(None),
            outbox.c.card_id.is_(None),
        )
        .group_by(outbox.c.subject, outbox.c.person_id)
    )
    found: dict[int, dict[int, datetime]] = {round_.id: {} for round_ in asked.values()}
    for row in await tx.rows(query) if asked else []:
        found[asked[row["subject"]].id][row["person_id"]] = row["at"]
    return found


def _unshown(now: Now, only: int | None = None) -> sa.Select[int, int]:
    """Pairs (round, person)."""
    whole_council = sa.and_(seats.c.group_code == WHOLE_COUNCIL, seats.c.role == Role.SECRETARIAT.value)
    shown = sa.select(readers.c.person_id).where(readers.c.round_id == rounds.c.id, readers.c.person_id == seats.c.person_id)
    return (
        sa.select(rounds.c.id.label("round_id"), seats.c.person_id)
        .select_from(rounds)
        .join(seats, sa.or_(seats.c.group_code == rounds.c.group_code, whole_council))
        .join(people, people.c.id == seats.c.person_id)
        .where(
            rounds.c.state == RoundState.OPEN.value,
            rounds.c.deadline > now,
            held(now),
            people.c.telegram_id.is_not(None),
            sa.not_(shown.exists()),
            *([rounds.c.id == only] if only is not None else []),
        )
        .distinct()
    )


SHOW_DUE = now_if(_unshown(NOW))
"""When somebody is to be shown a round."""


async def unshown(tx: Transaction, now: datetime, limit: int, only: int | None = None) -> list[tuple[int, Person]]:
    """Up to `limit` pairs of an open round (or `only` this one) and someone who is to see it and was not shown it yet.

    Those are all who hold a seat in its group, in whatever role, and the secretariat, as far as they can be written to.
    """
    # Distinct before their rows are joined: PostgreSQL compares no JSON.
    wanted = _unshown(now, only).subquery()
    query = sa.select(wanted.c.round_id, people).join(people, people.c.id == wanted.c.person_id)
    query = query.order_by(wanted.c.round_id, people.c.id).limit(limit)
    return [(row["round_id"], as_person(row)) for row in await tx.rows(query)]


async def mark_shown(tx: Transaction, round_id: int, persons: Iterable[int], now: datetime) -> None:
    """Note that these people are shown the round."""
    rows: list[Values] = [{"round_id": round_id, "person_id": id_, "told_at": now} for id_ in persons]
    await insert_new(tx, readers, rows)


async def shown_to(tx: Transaction, round_id: int) -> list[Person]:
    """Everyone who was shown the round, by id."""
    query = sa.select(people).join(readers, readers.c.person_id == people.c.id).where(readers.c.round_id == round_id)
    return [as_person(row) for row in await tx.rows(query.order_by(people.c.id))]
