"""What a round's card shows to one person while the round is not over: read in one statement, however large the group."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from council.rounds import Elector, Round
from council.rules import Choice, Tally
from storage import electorates, redraws, rounds
from storage.electorates import as_elector, as_position
from storage.members import as_seat
from storage.tables import Instant, cards, electors, objections, positions, rounds as table, seats, voters
from storage.tables.columns import BigId
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PersonalCard:
    """A round that is not over, and what its card shows to one person.

    `own`: themselves in the electorate, or None. `asked`: how many of it count. `tally`: None where it was not wanted, and in
    a detached round. `objects`: whether an objection of theirs stands. `last`: whether nobody but themselves is still to
    answer. `card`: the message of their card, or None.
    """

    round: Round
    own: Elector | None
    asked: int
    tally: Tally | None = None
    objects: bool = False
    last: bool = False
    card: int | None = None


@dataclass(frozen=True, slots=True)
class PersonalCards:
    """A round that is not over, and what its card shows to several people: `own` by person, of those who are in the
    electorate; the rest as a `PersonalCard` has it."""

    round: Round
    own: Mapping[int, Elector]
    asked: int
    tally: Tally | None = None


_ROUND, _PERSON, _NOW = (
    sa.bindparam("round", type_=BigId),
    sa.bindparam("person", type_=BigId),
    sa.bindparam("now", type_=Instant),
)

_theirs = seats.alias()
_objected = sa.select(objections.c.id).where(objections.c.round_id == _ROUND, objections.c.person_id == _PERSON)
_released = _objected.where(objections.c.withdrawn_at >= table.c.deadline).correlate(table).exists()
_objects = _objected.where(objections.c.withdrawn_at.is_(None)).exists()
_not_recused = (electors.c.round_id == _ROUND, electors.c.recused_at.is_(None))
_asked = sa.select(sa.func.count()).select_from(electors).where(*_not_recused).scalar_subquery()

# All of an electorate held a role when the round opened: who holds none now has a seat that ended since.
_ended_since = (
    seats.c.group_code == table.c.group_code,
    sa.or_(
        *(sa.and_(end >= table.c.opened_at, end <= _NOW) for end in (seats.c.until, seats.c.suspended_at)),
    ),
    sa.select(electors.c.round_id)
    .where(electors.c.round_id == _ROUND, electors.c.person_id == seats.c.person_id)
    .correlate(seats)
    .exists(),
)  # fmt: skip
_doubtful = sa.select(sa.func.count(sa.distinct(seats.c.person_id))).where(*_ended_since).correlate(table).scalar_subquery()
_DOUBTFUL = (
    sa.select(seats.c.person_id).distinct().select_from(table.join(seats, sa.true())).where(table.c.id == _ROUND, *_ended_since)
)

_CARD = (
    rounds.ROUNDS.add_columns(
        electors.c.person_id.label("elector"), electors.c.struck_at, electors.c.recused_at,
        electors.c.interest, positions.c.choice, positions.c.reason,
        positions.c.remedy, positions.c.taken_at, positions.c.version.label("taken_on"), positions.c.way,
        positions.c.entered_by, voters.c.person_id.label("voter"), cards.c.message_id.label("card"),
        _released.label("released"), _objects.label("objects"), _asked.label("asked"), _doubtful.label("doubtful"),
        electorates.has_silent(table.c.id, _PERSON).label("others_silent"),
        redraws.being_sent(sa.bindparam("subject", type_=sa.Text)).label("sending"),
        _theirs.c.role, _theirs.c.since, _theirs.c.until, _theirs.c.suspended_at,
    )
    .outerjoin(electors, sa.and_(electors.c.round_id == table.c.id, electors.c.person_id == _PERSON))
    .outerjoin(positions, sa.and_(positions.c.round_id == table.c.id, positions.c.person_id == _PERSON))
    .outerjoin(voters, sa.and_(voters.c.round_id == table.c.id, voters.c.person_id == _PERSON))
    .outerjoin(
        cards,
        sa.and_(
            cards.c.subject == sa.bindparam("subject"), cards.c.kind == sa.bindparam("kind"),
            cards.c.chat_id == sa.bindparam("chat", type_=sa.BigInteger),
        ),
    )
    .outerjoin(_theirs, sa.and_(_theirs.c.person_id == _PERSON, _theirs.c.group_code == table.c.group_code))
    .where(table.c.id == _ROUND)
)  # fmt: skip

_judged = table.alias()
_counts = sa.or_(positions.c.version == _judged.c.version, positions.c.choice == Choice.OBJECT.value)
_tally = (
    sa.select(*(sa.func.count(sa.case((positions.c.choice == one.value, 1))).label(f"n_{one.value}") for one in Choice))
    .join(_judged, _judged.c.id == positions.c.round_id)
    .where(positions.c.round_id == _ROUND, _counts)
    .subquery()
)
_WITH_TALLY = _CARD.add_columns(*_tally.c).join(_tally, sa.true())

_FIGURES = sa.select(_asked.label("asked"), _doubtful.label("doubtful")).where(table.c.id == _ROUND)
_FIGURES_WITH_TALLY = _FIGURES.add_columns(*_tally.c).join_from(table, _tally, sa.true())


async def find(
    tx: Transaction, round_id: int, person: Person, kind: str, now: datetime, *, tally: bool = False, lock: bool = False
) -> PersonalCard | None:
    """A round as it stands for this person, and their card of this kind; None for one that is not there. `tally`: with the
    count of positions. With `lock`, nobody else changes it or takes a position in it until this transaction ends.

    Of a round that is over, read the whole electorate instead.
    """
    if lock:
        await rounds.lock(tx, round_id)
    asked = {"round": round_id, "person": person.id, "chat": person.telegram_id, "now": now}
    rows = await tx.rows(_WITH_TALLY if tally else _CARD, {**asked, "subject": f"round:{round_id}", "kind": kind})
    if not rows:
        return None
    row, round_ = rows[0], rounds.as_round(rows[0])
    redraws.note_being_sent(tx, round_.subject, sending=row["sending"])
    asked_now, count = await _figures(tx, row, round_, now, tally=tally)
    return PersonalCard(
        round_,
        _own(rows, round_, person, now),
        asked_now,
        count,
        bool(row["objects"]),
        not row["others_silent"],
        row["card"] or None,
    )


async def find_many(
    tx: Transaction, round_: Round, persons: Collection[int], now: datetime, *, tally: bool = False
) -> PersonalCards:
    """The round, which is not over, as it stands for these people. `tally`: with the count of positions."""
    [row] = await tx.rows(_FIGURES_WITH_TALLY if tally else _FIGURES, {"round": round_.id, "now": now})
    asked, count = await _figures(tx, row, round_, now, tally=tally)
    found = await electorates.of_rounds(tx, [round_], now, persons)
    return PersonalCards(round_, {elector.person.id: elector for elector in found[round_.id]}, asked, count)


async def _figures(tx: Transaction, row: sa.RowMapping, round_: Round, now: datetime, *, tally: bool) -> tuple[int, Tally | None]:
    """How many of the electorate count, and what they have answered."""
    gone: list[Elector] = []
    if row["doubtful"]:
        members = await tx.values(_DOUBTFUL, {"round": round_.id, "now": now})
        found = await electorates.of_rounds(tx, [round_], now, members)
        gone = [elector for elector in found[round_.id] if not elector.counts and not elector.recused]
    asked = row["asked"] - len(gone)
    if not tally or round_.detached:
        return asked, None
    lost = [elector.position.choice for elector in gone if elector.position]
    return asked, Tally(asked, *(row[f"n_{choice.value}"] - lost.count(choice) for choice in Choice))


def _own(rows: Sequence[sa.RowMapping], round_: Round, person: Person, now: datetime) -> Elector | None:
    row = rows[0]
    if row["elector"] is None:
        return None
    held = [as_seat(one) for one in rows if one["since"] is not None]
    taken = as_position(row, "elector", "taken_on") if row["choice"] is not None else None
    return as_elector(row, round_, person, taken, held, now)
