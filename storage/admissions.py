"""Ways in: requests to join, and invitations. Only the hash of an invitation's secret is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.errors import AlreadyDecided
from council.people import Role
from storage.store import Transaction
from storage.tables import invitations, requests


def new_token() -> str:
    """The secret of a new invitation: 128 random bits, as a link carries them."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """A person's request to join groups: "open", "approved", "declined" or "withdrawn"."""

    id: int
    person: int
    groups: tuple[str, ...]
    state: str
    made_at: datetime
    decided_by: int | None

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"request:{self.id}"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A way into groups with a role, for as many people as `uses_left`, until `expires_at` (UTC)."""

    id: int
    groups: tuple[str, ...]
    role: Role
    uses_left: int
    expires_at: datetime
    revoked_at: datetime | None
    person: int | None = None

    def usable(self, now: datetime) -> bool:
        """Whether someone may still join by it."""
        return self.uses_left > 0 and now < self.expires_at and self.revoked_at is None


def _request(row: sa.RowMapping) -> Request:
    return Request(row["id"], row["person_id"], tuple(row["groups"]), row["state"], row["made_at"], row["decided_by"])


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


async def decide(tx: Transaction, id_: int, state: str, by: int | None, now: datetime) -> None:
    """Close an open request. Raises `AlreadyDecided` when somebody else was first."""
    done = await tx.write(
        sa.update(requests)
        .where(requests.c.id == id_, requests.c.state == "open")
        .values(state=state, decided_at=now, decided_by=by)
    )
    if not done:
        raise AlreadyDecided


async def add_invitation(
    tx: Transaction, token_hash: str, groups: tuple[str, ...], role: Role, expires_at: datetime, by: int | None,
    now: datetime, person: int | None = None,
) -> int:  # fmt: skip
    """Keep a new single-use invitation; with `person` it is for that entry of the roster only."""
    return await tx.insert(
        sa.insert(invitations).values(
            token_hash=token_hash, groups=list(groups), role=role.value, uses_left=1, expires_at=expires_at,
            made_by=by, made_at=now, person_id=person,
        )
    )  # fmt: skip


async def invitation(tx: Transaction, token_hash: str) -> Invitation | None:
    row = await tx.row(sa.select(invitations).where(invitations.c.token_hash == token_hash))
    if row is None:
        return None
    return Invitation(
        row["id"], tuple(row["groups"]), Role(row["role"]), row["uses_left"], row["expires_at"], row["revoked_at"],
        row["person_id"],
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
