"""Quick questions: what was asked, and what was answered."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.questions import Counted, Place, Question, QuestionDraft
from storage import members, traces
from storage.due_times import earliest
from storage.tables import people, question_answers, question_options, question_voters, questions
from storage.transaction import Transaction
from storage.upserts import insert_new


async def add(tx: Transaction, draft: QuestionDraft, asker: int, now: datetime) -> Question:
    """A new question, open from now on."""
    id_ = await tx.insert(
        sa.insert(questions).values(
            group_code=draft.group, asker_id=asker, text=draft.text, several=draft.several, named=draft.named,
            place=draft.place.value, made_at=now, closes_at=draft.closes_at,
        )
    )  # fmt: skip
    rows: list[dict[str, object]] = [{"question_id": id_, "place": at, "text": text} for at, text in enumerate(draft.options)]
    await tx.write(sa.insert(question_options), rows)
    return draft.asked(id_, asker, now)


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Question | None:
    """One question, or None. With `lock`, nobody else answers or closes it until this transaction ends."""
    query = sa.select(questions).where(questions.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return next(iter((await _questions(tx, [row] if row else [])).values()), None)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Question]:
    """These questions, by id; those that are not there are left out."""
    return await _questions(tx, await tx.rows(sa.select(questions).where(questions.c.id.in_(list(ids)))))


async def due(tx: Transaction, now: datetime) -> Question | None:
    """An open question whose time has come, the longest overdue first. It is locked until this transaction ends."""
    row = await tx.row(
        sa.select(questions)
        .where(questions.c.closed_at.is_(None), questions.c.closes_at <= now)
        .order_by(questions.c.closes_at, questions.c.id)
        .limit(1)
        .with_for_update()
    )
    return next(iter((await _questions(tx, [row] if row else [])).values()), None)


CLOSE_DUE = earliest(questions.c.closes_at, questions.c.closed_at.is_(None))
"""When a question closes."""


async def _questions(tx: Transaction, rows: Collection[sa.RowMapping]) -> dict[int, Question]:
    options: dict[int, list[str]] = {row["id"]: [] for row in rows}
    query = sa.select(question_options).where(question_options.c.question_id.in_(list(options)))
    for row in await tx.rows(query.order_by(question_options.c.place)) if rows else []:
        options[row["question_id"]].append(row["text"])
    return {
        row["id"]: Question(
            row["id"], row["group_code"], row["asker_id"], row["text"], tuple(options[row["id"]]), row["several"],
            row["named"], Place(row["place"]), row["made_at"], row["closes_at"], row["closed_at"],
        )
        for row in rows
    }  # fmt: skip


async def close(tx: Transaction, id_: int, at: datetime) -> bool:
    """Take no more answers; False when it was closed already."""
    if await tx.value(sa.select(questions.c.id).where(questions.c.id == id_, sa.not_(questions.c.named))):
        await traces.count(tx, question_options)
    query = sa.update(questions).where(questions.c.id == id_, questions.c.closed_at.is_(None))
    return bool(await tx.write(query.values(closed_at=at)))


async def choose(tx: Transaction, id_: int, person: int, places: Collection[int]) -> None:
    """This is the person's answer to a named question now; the one before is gone."""
    mine = (question_answers.c.question_id == id_, question_answers.c.person_id == person)
    await tx.write(sa.delete(question_answers).where(*mine))
    await insert_new(tx, question_answers, [{"question_id": id_, "person_id": person, "place": place} for place in places])


async def chosen_by(tx: Transaction, id_: int, person: int) -> tuple[int, ...]:
    """What the person chose in a named question."""
    return (await chosen_by_many(tx, id_, [person])).get(person, ())


async def chosen_by_many(tx: Transaction, id_: int, persons: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The same for several people, by person; those who chose nothing are left out."""
    query = sa.select(question_answers).where(
        question_answers.c.question_id == id_, question_answers.c.person_id.in_(list(persons))
    )
    found: dict[int, tuple[int, ...]] = {}
    for row in await tx.rows(query.order_by(question_answers.c.place)):
        found[row["person_id"]] = (*found.get(row["person_id"], ()), row["place"])
    return found


async def count_unnamed(tx: Transaction, id_: int, person: int, places: Collection[int]) -> bool:
    """Count an answer to a question without names; False for someone who has given theirs.

    Every counter is written, whichever of them grow, as `storage.traces` describes: neither the database's own marks on
    rows nor its files tell more than the numbers.
    """
    if not await insert_new(tx, question_voters, [{"question_id": id_, "person_id": person}]):
        return False
    grows = sa.case((question_options.c.place.in_(list(places)), 1), else_=0)
    mine = sa.update(question_options).where(question_options.c.question_id == id_)
    await traces.count(tx, question_options, mine.values(chosen=question_options.c.chosen + grows))
    return True


async def answered_among(tx: Transaction, id_: int, persons: Collection[int]) -> set[int]:
    """Who of these people has answered a question without names."""
    query = sa.select(question_voters.c.person_id).where(
        question_voters.c.question_id == id_, question_voters.c.person_id.in_(list(persons))
    )
    return set(await tx.values(query))


async def counted(tx: Transaction, question: Question, now: datetime) -> Counted:
    """How the answers stand. Of a named question, those count who still have a seat in the group, or had at its end."""
    holders = await members.holders(tx, [question.group], question.closed_at or now)
    if not question.named:
        voters = sa.select(sa.func.count()).where(question_voters.c.question_id == question.id)
        chosen = sa.select(question_options.c.chosen).where(question_options.c.question_id == question.id)
        numbers = tuple(await tx.values(chosen.order_by(question_options.c.place)))
        return Counted(await tx.value(voters) or 0, len(holders), numbers)
    query = (
        sa.select(question_answers.c.place, people.c.id, people.c.name)
        .join(people, people.c.id == question_answers.c.person_id)
        .where(question_answers.c.question_id == question.id, people.c.id.in_([person.id for person in holders]))
        .order_by(people.c.name, people.c.id)
    )
    rows = await tx.rows(query)
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        names[row["place"]].append(row["name"])
    numbers_by_place = Counter(row["place"] for row in rows)
    places = range(len(question.options))
    return Counted(
        len({row["id"] for row in rows}), len(holders), tuple(numbers_by_place[place] for place in places),
        tuple(tuple(names[place]) for place in places),
    )  # fmt: skip
