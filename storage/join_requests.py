"""Requests to join groups, and the questions that the secretariat asks back about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.errors import AlreadyAsked, AlreadyDecided
from storage.due_times import earliest
from storage.tables import join_request_questions, join_requests
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Request:
    """A person's request to join groups: "open", "approved", "recognised" (as that of an entry of the roster),
    "declined" (with its `reason`) or "withdrawn"."""

    id: int
    person: int
    groups: tuple[str, ...]
    state: str
    made_at: datetime
    decided_by: int | None
    reason: str = ""

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"request:{self.id}"


@dataclass(frozen=True, slots=True)
class Question:
    """What the secretariat asked back about a request; `answer` is None until there is one."""

    id: int
    request: int
    asked_by: int | None
    question: str
    asked_at: datetime
    answer: str | None = None


def _request(row: sa.RowMapping) -> Request:
    groups = tuple(row["groups"])
    return Request(row["id"], row["person_id"], groups, row["state"], row["made_at"], row["decided_by"], row["reason"])


async def add(tx: Transaction, person: int, groups: tuple[str, ...], now: datetime) -> int:
    """Open a request. Raises `AlreadyDecided` when the person has one open already."""
    values = {"person_id": person, "groups": list(groups), "state": "open", "made_at": now}
    try:
        async with tx.savepoint():
            return await tx.insert(sa.insert(join_requests).values(**values))
    except IntegrityError as error:
        raise AlreadyDecided from error


async def find(tx: Transaction, id_: int) -> Request | None:
    return (await many(tx, [id_])).get(id_)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Request]:
    """These requests by id."""
    rows = await tx.rows(sa.select(join_requests).where(join_requests.c.id.in_(list(ids))))
    return {row["id"]: _request(row) for row in rows}


async def list_open(tx: Transaction, person: int | None = None) -> list[Request]:
    """Those not decided yet, oldest first; of one person only, if given."""
    query = sa.select(join_requests).where(join_requests.c.state == "open").order_by(join_requests.c.id)
    if person is not None:
        query = query.where(join_requests.c.person_id == person)
    return [_request(row) for row in await tx.rows(query)]


async def decide(tx: Transaction, id_: int, state: str, by: int | None, now: datetime, reason: str = "") -> None:
    """Close an open request. Raises `AlreadyDecided` when somebody else was first."""
    done = await tx.write(
        sa.update(join_requests)
        .where(join_requests.c.id == id_, join_requests.c.state == "open")
        .values(state=state, decided_at=now, decided_by=by, reason=reason)
    )
    if not done:
        raise AlreadyDecided


async def next_waiting(tx: Transaction, since: datetime) -> Request | None:
    """The oldest open request that was made at or before `since`, and of which the secretariat was not reminded."""
    query = sa.select(join_requests).where(
        join_requests.c.state == "open", join_requests.c.made_at <= since, join_requests.c.reminded_at.is_(None)
    )
    row = await tx.row(query.order_by(join_requests.c.made_at, join_requests.c.id).limit(1).with_for_update(skip_locked=True))
    return _request(row) if row else None


OLDEST_WAITING = earliest(join_requests.c.made_at, join_requests.c.state == "open", join_requests.c.reminded_at.is_(None))
"""When the oldest open request was made of which the secretariat was not reminded."""


async def mark_reminded(tx: Transaction, id_: int, now: datetime) -> None:
    """Note that the secretariat was reminded of this request."""
    await tx.write(sa.update(join_requests).where(join_requests.c.id == id_).values(reminded_at=now))


# -- questions about a request


async def ask(tx: Transaction, request_id: int, by: int | None, question: str, now: datetime) -> int:
    """Keep a question. Raises `AlreadyAsked` while an earlier one waits to be answered."""
    values = {"request_id": request_id, "asked_by": by, "question": question, "asked_at": now}
    try:
        async with tx.savepoint():
            return await tx.insert(sa.insert(join_request_questions).values(**values))
    except IntegrityError as error:
        raise AlreadyAsked from error


async def answer(tx: Transaction, question_id: int, text: str, now: datetime) -> bool:
    """Keep the answer to a question; False when it has one already."""
    open_ = sa.update(join_request_questions).where(
        join_request_questions.c.id == question_id, join_request_questions.c.answer.is_(None)
    )
    return bool(await tx.write(open_.values(answer=text, answered_at=now)))


async def questions_of(tx: Transaction, request_id: int) -> list[Question]:
    """The questions about a request, oldest first."""
    return (await questions_of_many(tx, [request_id])).get(request_id, [])


async def questions_of_many(tx: Transaction, request_ids: Collection[int]) -> dict[int, list[Question]]:
    """The questions about these requests, oldest first, by request."""
    query = sa.select(join_request_questions).where(join_request_questions.c.request_id.in_(list(request_ids)))
    found: dict[int, list[Question]] = {}
    for row in await tx.rows(query.order_by(join_request_questions.c.id)):
        found.setdefault(row["request_id"], []).append(_question(row))
    return found


async def find_question(tx: Transaction, id_: int) -> Question | None:
    row = await tx.row(sa.select(join_request_questions).where(join_request_questions.c.id == id_))
    return _question(row) if row else None


def _question(row: sa.RowMapping) -> Question:
    return Question(row["id"], row["request_id"], row["asked_by"], row["question"], row["asked_at"], row["answer"])
