"""Ways in: requests to join with what was asked back about them, and invitations, of whose secrets only hashes are kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.errors import AlreadyAsked, AlreadyDecided
from council.people import Role
from council.throttle import Tries
from storage.store import Transaction
from storage.tables import invitations, link_tries, request_questions, requests
from storage.upserts import upsert


def new_token() -> str:
    """The secret of a new invitation: 128 random bits, as a link carries them."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


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
        """What cards, deliveries and the audit log call it."""
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


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way into groups with a role, made for `uses` people, still open to `uses_left` until `expires_at` (UTC).

    `person`: the entry of the roster that it is for, and for nobody else.
    """

    id: int
    groups: tuple[str, ...]
    role: Role
    uses_left: int
    expires_at: datetime
    revoked_at: datetime | None
    person: int | None = None
    uses: int = 1
    made_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Its name in the audit log."""
        return f"invitation:{self.id}"

    def usable(self, now: datetime) -> bool:
        """Whether someone may still join by it."""
        return self.uses_left > 0 and now < self.expires_at and self.revoked_at is None


def _request(row: sa.RowMapping) -> Request:
    return Request(
        row["id"],
        row["person_id"],
        tuple(row["groups"]),
        row["state"],
        row["made_at"],
        row["decided_by"],
        row["reason"],
    )


async def add_request(tx: Transaction, person: int, groups: tuple[str, ...], now: datetime) -> int:
    """Open a request. Raises `AlreadyDecided` when the person has one open already."""
    values = {"person_id": person, "groups": list(groups), "state": "open", "made_at": now}
    try:
        async with tx.savepoint():
            return await tx.insert(sa.insert(requests).values(**values))
    except IntegrityError as error:
        raise AlreadyDecided from error


async def request(tx: Transaction, id_: int) -> Request | None:
    row = await tx.row(sa.select(requests).where(requests.c.id == id_))
    return _request(row) if row else None


async def open_requests(tx: Transaction, person: int | None = None) -> list[Request]:
    """Those not decided yet, oldest first; of one person only, if given."""
    query = sa.select(requests).where(requests.c.state == "open").order_by(requests.c.id)
    if person is not None:
        query = query.where(requests.c.person_id == person)
    return [_request(row) for row in await tx.rows(query)]


async def decide(tx: Transaction, id_: int, state: str, by: int | None, now: datetime, reason: str = "") -> None:
    """Close an open request. Raises `AlreadyDecided` when somebody else was first."""
    done = await tx.write(
        sa.update(requests)
        .where(requests.c.id == id_, requests.c.state == "open")
        .values(state=state, decided_at=now, decided_by=by, reason=reason)
    )
    if not done:
        raise AlreadyDecided


async def next_waiting(tx: Transaction, since: datetime) -> Request | None:
    """The oldest open request that was made at or before `since`, and of which the secretariat was not reminded."""
    query = sa.select(requests).where(
        requests.c.state == "open", requests.c.made_at <= since, requests.c.reminded_at.is_(None)
    )
    row = await tx.row(query.order_by(requests.c.made_at, requests.c.id).limit(1).with_for_update(skip_locked=True))
    return _request(row) if row else None


async def next_made(tx: Transaction, after: datetime) -> datetime | None:
    """When the first open request later than `after` was made of which the secretariat was not reminded."""
    waiting = (requests.c.state == "open", requests.c.made_at > after, requests.c.reminded_at.is_(None))
    return await tx.value(sa.select(sa.func.min(requests.c.made_at)).where(*waiting))


async def reminded(tx: Transaction, id_: int, now: datetime) -> None:
    """The secretariat was reminded of this request."""
    await tx.write(sa.update(requests).where(requests.c.id == id_).values(reminded_at=now))


# -- what is asked back about a request


async def ask(tx: Transaction, request_id: int, by: int | None, question: str, now: datetime) -> int:
    """Keep a question. Raises `AlreadyAsked` while an earlier one waits to be answered."""
    values = {"request_id": request_id, "asked_by": by, "question": question, "asked_at": now}
    try:
        async with tx.savepoint():
            return await tx.insert(sa.insert(request_questions).values(**values))
    except IntegrityError as error:
        raise AlreadyAsked from error


async def answer(tx: Transaction, question_id: int, words: str, now: datetime) -> bool:
    """Keep the answer to a question; False when it has one already."""
    open_ = sa.update(request_questions).where(
        request_questions.c.id == question_id, request_questions.c.answer.is_(None)
    )
    return bool(await tx.write(open_.values(answer=words, answered_at=now)))


async def questions(tx: Transaction, request_id: int) -> list[Question]:
    """What was asked about a request, oldest first."""
    query = sa.select(request_questions).where(request_questions.c.request_id == request_id)
    return [_question(row) for row in await tx.rows(query.order_by(request_questions.c.id))]


async def question(tx: Transaction, id_: int) -> Question | None:
    row = await tx.row(sa.select(request_questions).where(request_questions.c.id == id_))
    return _question(row) if row else None


def _question(row: sa.RowMapping) -> Question:
    return Question(row["id"], row["request_id"], row["asked_by"], row["question"], row["asked_at"], row["answer"])


# -- invitations


async def add_invitation(
    tx: Transaction, token_hash: str, groups: tuple[str, ...], role: Role, expires_at: datetime, by: int | None,
    now: datetime, person: int | None = None, uses: int = 1,
) -> int:  # fmt: skip
    """Keep a new invitation for so many people; with `person` it is for that entry of the roster only."""
    return await tx.insert(
        sa.insert(invitations).values(
            token_hash=token_hash, groups=list(groups), role=role.value, uses=uses, uses_left=uses,
            expires_at=expires_at, made_by=by, made_at=now, person_id=person,
        )
    )  # fmt: skip


async def invitation(tx: Transaction, token_hash: str) -> Invitation | None:
    """The one whose secret has this hash."""
    row = await tx.row(sa.select(invitations).where(invitations.c.token_hash == token_hash))
    return _invitation(row) if row else None


async def usable(tx: Transaction, now: datetime, limit: int, offset: int = 0) -> tuple[list[Invitation], int]:
    """Some of those that can still be used, those for no entry in particular first, newest first; and how many there are."""
    where = (invitations.c.revoked_at.is_(None), invitations.c.uses_left > 0, invitations.c.expires_at > now)
    query = sa.select(invitations).where(*where)
    ordered = query.order_by(invitations.c.person_id.is_not(None), invitations.c.id.desc())
    rows = await tx.rows(ordered.limit(limit).offset(offset))
    n = await tx.value(sa.select(sa.func.count()).select_from(invitations).where(*where))
    return [_invitation(row) for row in rows], n or 0


def _invitation(row: sa.RowMapping) -> Invitation:
    return Invitation(
        row["id"], tuple(row["groups"]), Role(row["role"]), row["uses_left"], row["expires_at"], row["revoked_at"],
        row["person_id"], row["uses"], row["made_at"],
    )  # fmt: skip


async def use(tx: Transaction, id_: int) -> bool:
    """Take one use of an invitation; False when none was left."""
    return bool(
        await tx.write(
            sa.update(invitations)
            .where(invitations.c.id == id_, invitations.c.uses_left > 0)
            .values(uses_left=invitations.c.uses_left - 1)
        )
    )


async def revoke(tx: Transaction, id_: int, now: datetime) -> bool:
    """Make an invitation unusable; False when it was already."""
    return bool(
        await tx.write(
            sa.update(invitations)
            .where(invitations.c.id == id_, invitations.c.revoked_at.is_(None), invitations.c.uses_left > 0)
            .values(revoked_at=now)
        )
    )


# -- links that could not be used


async def tries(tx: Transaction, person: int) -> Tries:
    """How many unusable links this person has opened."""
    row = await tx.row(sa.select(link_tries).where(link_tries.c.person_id == person))
    return Tries(row["tries"], row["last_at"]) if row else Tries()


async def tried(tx: Transaction, person: int, now: datetime) -> None:
    """They have opened another one."""
    more = (await tries(tx, person)).another(now)
    values: dict[str, object] = {"person_id": person, "tries": more.count, "last_at": now}
    await upsert(tx, link_tries, ["person_id"], values)
