"""Rounds: opened, moved on, ended, and what falls due of them. Who is asked is in `storage.electorates`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from council.openness import Openness
from council.people import Role
from council.recommendations import Proposal, Recommendation
from council.round_terms import DAY, next_nudge, next_redraw
from council.rounds import RecommendationDraft, Round, RoundState, Text
from council.rules import Choice, Ground, Outcome, Rule, Terms
from storage import electorates, recommendations as recommendations_store, traces
from storage.due_times import NOW, DueTime, earliest
from storage.tables import electors, extensions, recommendations, rounds, versions, vote_counts, voters
from storage.transaction import Transaction

ROUNDS = (
    sa.select(
        rounds,
        recommendations.c.number,
        recommendations.c.group_code.label("origin"),
        recommendations.c.title,
        recommendations.c.author_id,
        versions.c.text,
        versions.c.link,
        versions.c.file_id,
        versions.c.file_name,
        versions.c.file_hash,
    )
    .join(recommendations, recommendations.c.id == rounds.c.recommendation_id)
    .join(versions, sa.and_(versions.c.recommendation_id == rounds.c.recommendation_id, versions.c.version == rounds.c.version))
)


NOBODY: Mapping[int, str] = {}


def as_round(row: sa.RowMapping) -> Round:
    """The round in a row that holds the columns of `ROUNDS`."""
    return Round(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        group=row["group_code"],
        title=row["title"],
        text=row["text"],
        link=row["link"],
        author=row["author_id"] if row["origin"] == row["group_code"] else row["opened_by"],
        terms=Terms(Rule(row["rule"]), row["quorum"], row["floor"], Openness(row["openness"]), row["dissent"], row["review"]),
        opened_at=row["opened_at"],
        deadline=row["deadline"],
        state=RoundState(row["state"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        ground=Ground(row["ground"]) if row["ground"] else None,
        closed_at=row["closed_at"],
        asked_at=row["asked_at"],
        declared=row["declared"],
        rationale=row["rationale"],
        early=row["early"],
        spoken_by=Role(row["spoken_by"]) if row["spoken_by"] else None,
        recommendation=row["recommendation_id"],
        origin=row["origin"],
        proposer=row["author_id"],
        document=recommendations_store.document(row),
        left_to=Role(row["left_to"]) if row["left_to"] else None,
        opinions_until=row["opinions_until"],
    )


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Round | None:
    """One round. With `lock`, nobody else changes it or takes a position in it until this transaction ends."""
    query = ROUNDS.where(rounds.c.id == id_)
    row = await tx.row(query.with_for_update(of=rounds) if lock else query)
    return as_round(row) if row else None


async def lock(tx: Transaction, id_: int) -> None:
    """Nobody else changes the round or takes a position in it until this transaction ends. On SQLite that is so anyway."""
    if tx.dialect != "sqlite":
        await tx.row(sa.select(rounds.c.id).where(rounds.c.id == id_).with_for_update())


async def get(tx: Transaction, id_: int) -> Round:
    """One round that is known to be there. Raises `LookupError`."""
    found = await find(tx, id_)
    if found is None:
        raise LookupError(id_)
    return found


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Round]:
    """These rounds, by id; those that are not there are left out."""
    rows = await tx.rows(ROUNDS.where(rounds.c.id.in_(list(ids))).order_by(rounds.c.id)) if ids else []
    return {row["id"]: as_round(row) for row in rows}


async def add(
    tx: Transaction, draft: RecommendationDraft, author: int, year: int, terms: Terms, asked: Iterable[int],
    now: datetime,
) -> Round:  # fmt: skip
    """A new recommendation, its first version, and at once a round on it, as `open_` opens one."""
    proposal = Proposal(draft.group, draft.title, draft.text, draft.link, draft.document)
    made = await recommendations_store.add(tx, proposal, author, year, now)
    return await open_(tx, made, draft.group, terms, draft.opens_at, draft.deadline, author, asked, now)


async def open_(
    tx: Transaction, about: Recommendation, group: str, terms: Terms, opens_at: datetime | None, deadline: datetime,
    by: int, asked: Iterable[int], now: datetime, recused: Mapping[int, str] = NOBODY,
) -> Round:  # fmt: skip
    """A round of `group` on the present version. `asked` are the people of the electorate, and `recused` those of them who have
    declared an interest, with what they said of it.

    With `opens_at` the round is planned, and nobody is asked yet.
    """
    opens = opens_at or now
    state = RoundState.PLANNED if opens_at else RoundState.OPEN
    id_ = await tx.insert(
        sa.insert(rounds).values(
            recommendation_id=about.id, group_code=group, opened_by=by, version=about.version, rule=terms.rule.value,
            quorum=terms.quorum, floor=terms.floor, openness=terms.openness.value, dissent=terms.dissent,
            review=terms.review, opened_at=opens, asked_at=opens, deadline=deadline, state=state.value,
        )
    )  # fmt: skip
    if not opens_at:
        await start(tx, id_, asked, now, deadline, recused)
    return await get(tx, id_)


async def start(
    tx: Transaction, round_id: int, asked: Iterable[int], now: datetime, deadline: datetime, recused: Mapping[int, str] = NOBODY
) -> None:
    """Open a round to these people, from now on; those who have declared an interest are struck at once."""
    out = {person: {"struck_at": now, "recused_at": now, "interest": words} for person, words in recused.items()}
    none = {"struck_at": None, "recused_at": None, "interest": ""}
    await tx.write(sa.insert(electors), [{"round_id": round_id, "person_id": one, **out.get(one, none)} for one in asked])
    await tx.write(sa.insert(vote_counts), [{"round_id": round_id, "choice": c.value, "n": 0} for c in Choice])
    query = sa.update(rounds).where(rounds.c.id == round_id)
    await tx.write(query.values(state=RoundState.OPEN.value, opened_at=now, asked_at=now, **_next_due(now, deadline, now)))


def _next_due(since: datetime, deadline: datetime, now: datetime) -> dict[str, datetime | None]:
    """What falls due next while the round is open."""
    return {"nudge_at": next_nudge(since, deadline, now), "redraw_at": next_redraw(deadline, now)}


async def move(tx: Transaction, round_: Round, deadline: datetime, reason: str, by: int, role: Role, now: datetime) -> None:
    """Give people until a later deadline, by the word of this person in this role; a round that awaited its chair is open
    again."""
    await tx.write(
        sa.insert(extensions).values(
            round_id=round_.id, was=round_.deadline, deadline=deadline, reason=reason, person_id=by, role=role.value,
            made_at=now,
        )
    )  # fmt: skip
    query = sa.update(rounds).where(rounds.c.id == round_.id)
    due = _next_due(round_.asked_since, deadline, now)
    await tx.write(query.values(deadline=deadline, state=RoundState.OPEN.value, **due))


async def last_extension(tx: Transaction, round_id: int) -> tuple[str, Role]:
    """Why the deadline was moved last, and in which role whoever moved it spoke; "" when it never was."""
    query = sa.select(extensions.c.reason, extensions.c.role).where(extensions.c.round_id == round_id)
    row = await tx.row(query.order_by(extensions.c.id.desc()).limit(1))
    return (row["reason"], Role(row["role"])) if row else ("", Role.CHAIR)


async def amend(tx: Transaction, round_: Round, text: Text, note: str, by: int, deadline: datetime, now: datetime) -> None:
    """A new version, asked about from now on until `deadline`. Votes that are nobody's are counted anew from nothing."""
    await recommendations_store.revise(tx, round_.recommendation, round_.version, text, note, by, now)
    query = sa.update(rounds).where(rounds.c.id == round_.id)
    due = _next_due(now, deadline, now)
    await tx.write(sa.delete(voters).where(voters.c.round_id == round_.id))
    if round_.detached:
        await traces.count(tx, vote_counts, sa.update(vote_counts).where(vote_counts.c.round_id == round_.id).values(n=0))
    await tx.write(query.values(version=round_.version + 1, asked_at=now, deadline=deadline, **due))


async def close(
    tx: Transaction, round_id: int, outcome: Outcome, ground: Ground, at: datetime, *, early: bool = False,
    spoken_by: Role | None = None,
) -> bool:  # fmt: skip
    """Write down how an open round ended, and whose word ended it; False when it has ended already."""
    return await _end(
        tx, round_id, state=RoundState.CLOSED, outcome=outcome.value, ground=ground.value, closed_at=at, early=early,
        spoken_by=spoken_by.value if spoken_by else None,
    )  # fmt: skip


async def withdraw(tx: Transaction, round_id: int, at: datetime) -> bool:
    """End a round without an outcome; False when it has ended already."""
    return await _end(tx, round_id, state=RoundState.WITHDRAWN, closed_at=at)


async def wait_for_chair(tx: Transaction, round_id: int, remind_at: datetime) -> bool:
    """The deadline has passed, and the rule leaves the end to the chair, who is reminded then; False when it has ended
    already."""
    if not await _end(tx, round_id, state=RoundState.AWAITING):
        return False
    await tx.write(sa.update(rounds).where(rounds.c.id == round_id).values(nudge_at=remind_at))
    return True


async def to_remind_chair(tx: Transaction, now: datetime) -> Round | None:
    """A round whose chair is due to be reminded that it waits for them; the next time, a day later, is written down."""
    round_ = await _first(tx, RoundState.AWAITING, rounds.c.nudge_at, now)
    if round_ is not None:
        await tx.write(sa.update(rounds).where(rounds.c.id == round_.id).values(nudge_at=now + DAY))
    return round_


async def declare(tx: Transaction, round_id: int, rationale: str, *, adopted: bool) -> None:
    """Keep the chair's word."""
    query = sa.update(rounds).where(rounds.c.id == round_id)
    await tx.write(query.values(declared=adopted, rationale=rationale))


async def leave_declaring(tx: Transaction, round_id: int, role: Role) -> None:
    """Note to whom its author has left it to declare how the round ends: another chair, or the secretariat."""
    await tx.write(sa.update(rounds).where(rounds.c.id == round_id).values(left_to=role.value))


_NOT_OVER = (RoundState.PLANNED.value, RoundState.OPEN.value, RoundState.AWAITING.value)


async def _end(tx: Transaction, round_id: int, *, state: RoundState, **values: object) -> bool:
    counted = sa.select(rounds.c.id).where(rounds.c.id == round_id, rounds.c.openness == Openness.DETACHED.value)
    if await tx.value(counted):
        await traces.count(tx, vote_counts)
    query = sa.update(rounds).where(rounds.c.id == round_id, rounds.c.state.in_(_NOT_OVER))
    return bool(await tx.write(query.values(state=state.value, nudge_at=None, redraw_at=None, **values)))


async def due(tx: Transaction, now: datetime) -> Round | None:
    """An open round whose deadline has come, the longest overdue first. It is locked until this transaction ends."""
    return await _first(tx, RoundState.OPEN, rounds.c.deadline, now)


async def to_open(tx: Transaction, now: datetime) -> Round | None:
    """A planned round that is due to be opened, locked until this transaction ends."""
    return await _first(tx, RoundState.PLANNED, rounds.c.opened_at, now)


async def to_redraw(tx: Transaction, now: datetime) -> Round | None:
    """An open round whose cards are due to be drawn anew; when they next are is moved on."""
    round_ = await _first(tx, RoundState.OPEN, rounds.c.redraw_at, now)
    if round_ is not None:
        after = next_redraw(round_.deadline, now)
        await tx.write(sa.update(rounds).where(rounds.c.id == round_.id).values(redraw_at=after))
    return round_


async def to_nudge(tx: Transaction, now: datetime) -> list[Round]:
    """Every open round whose silent ones are due to be asked again, all at once; when they next are is moved on."""
    query = ROUNDS.where(rounds.c.state == RoundState.OPEN.value, rounds.c.nudge_at <= now, rounds.c.deadline > now)
    found = [as_round(row) for row in await tx.rows(query.order_by(rounds.c.id).with_for_update(of=rounds))]
    for round_ in found:
        after = next_nudge(round_.asked_since, round_.deadline, now)
        await tx.write(sa.update(rounds).where(rounds.c.id == round_.id).values(nudge_at=after))
    return found


async def _first(
    tx: Transaction, state: RoundState, due_at: sa.Column[datetime] | sa.Column[datetime | None], now: datetime
) -> Round | None:
    query = ROUNDS.where(rounds.c.state == state.value, due_at <= now).order_by(due_at, rounds.c.id)
    row = await tx.row(query.limit(1).with_for_update(of=rounds))
    return as_round(row) if row else None


def _earliest(
    state: RoundState, due_at: sa.Column[datetime] | sa.Column[datetime | None], *where: sa.ColumnElement[bool]
) -> DueTime:
    return earliest(due_at, rounds.c.state == state.value, *where)


DEADLINE_DUE = _earliest(RoundState.OPEN, rounds.c.deadline)
"""When an open round is closed, or given to its chair."""

OPENING_DUE = _earliest(RoundState.PLANNED, rounds.c.opened_at)
"""When a planned round is opened."""

REDRAW_DUE = _earliest(RoundState.OPEN, rounds.c.redraw_at)
"""When cards are drawn anew."""

NUDGE_DUE = _earliest(RoundState.OPEN, rounds.c.nudge_at, rounds.c.deadline > NOW)
"""When somebody is asked again."""

CHAIR_REMINDER_DUE = _earliest(RoundState.AWAITING, rounds.c.nudge_at)
"""When a chair is reminded."""


async def open_in(tx: Transaction, groups: Collection[str] | None, now: datetime) -> list[Round]:
    """The rounds of these groups, or (None) of all, that are open or wait for their chair, the nearest deadline first."""
    open_ = sa.and_(rounds.c.state == RoundState.OPEN.value, rounds.c.deadline > now)
    query = ROUNDS.where(sa.or_(open_, rounds.c.state == RoundState.AWAITING.value), _of(groups))
    return [as_round(row) for row in await tx.rows(query.order_by(rounds.c.deadline, rounds.c.id))]


async def of_recommendation(tx: Transaction, recommendation: int) -> list[Round]:
    """Every round that was ever opened or planned on it, in order."""
    return (await of_recommendations(tx, [recommendation])).get(recommendation, [])


async def of_recommendations(tx: Transaction, recommendations_: Collection[int]) -> dict[int, list[Round]]:
    """The same of several recommendations, by recommendation; those without a round are left out."""
    query = ROUNDS.where(rounds.c.recommendation_id.in_(list(recommendations_))).order_by(rounds.c.id)
    found: dict[int, list[Round]] = defaultdict(list)
    for row in await tx.rows(query) if recommendations_ else []:
        found[row["recommendation_id"]].append(as_round(row))
    return found


async def last_of(tx: Transaction, recommendations_: Collection[int]) -> dict[int, Round]:
    """By recommendation, the last round on each of these."""
    last = sa.select(sa.func.max(rounds.c.id)).where(rounds.c.recommendation_id.in_(list(recommendations_)))
    query = ROUNDS.where(rounds.c.id.in_(last.group_by(rounds.c.recommendation_id)))
    return {row["recommendation_id"]: as_round(row) for row in await tx.rows(query)}


def _of(groups: Collection[str] | None) -> sa.ColumnElement[bool]:
    return sa.true() if groups is None else rounds.c.group_code.in_(list(groups))


async def waiting_for(tx: Transaction, person: int, now: datetime) -> list[Round]:
    """The open rounds in whose electorate this person is and has not answered, the nearest deadline first."""
    return (await waiting_for_many(tx, [person], now)).get(person, [])


async def waiting_for_many(tx: Transaction, persons: Collection[int], now: datetime) -> dict[int, list[Round]]:
    """The same for several people, by person; those for whom none waits are left out."""
    query = (
        ROUNDS.add_columns(electors.c.person_id)
        .join(electors, electors.c.round_id == rounds.c.id)
        .where(
            electors.c.person_id.in_(list(persons)),
            electors.c.struck_at.is_(None),
            rounds.c.state == RoundState.OPEN.value,
            rounds.c.deadline > now,
            sa.not_(electorates.has_answered()),
        )
        .order_by(rounds.c.deadline, rounds.c.id)
    )
    rows = await tx.rows(query) if persons else []
    # Someone whose role has ended is struck only by the next beat; until then nothing waits for them either.
    open_ = {row["id"]: as_round(row) for row in rows}
    asked = await electorates.of_rounds(tx, open_.values(), now, persons)
    counting = {(id_, one.person.id) for id_, electors_ in asked.items() for one in electors_ if one.counts}
    found: dict[int, list[Round]] = defaultdict(list)
    for row in rows:
        if (row["id"], row["person_id"]) in counting:
            found[row["person_id"]].append(open_[row["id"]])
    return found
