"""Invitations, of whose secrets only hashes are kept, and how often somebody opened links that cannot be used."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.link_guessing import Tries
from council.people import Role
from storage.tables import invitations, link_tries
from storage.transaction import Transaction
from storage.upserts import upsert


def new_token() -> str:
    """The secret of a new invitation: 128 random bits, as a link carries them."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is kept of an invitation's secret: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


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


async def add(
    tx: Transaction, token_hash: str, groups: tuple[str, ...], role: Role, expires_at: datetime, by: int | None,
    now: datetime, person: int | None = None, uses: int = 1,
) -> int:  # fmt: skip
    """Keep a new invitation for so many people; with `person`, for that entry of the roster only. Gives its id."""
    return await tx.insert(
        sa.insert(invitations).values(
            token_hash=token_hash, groups=list(groups), role=role.value, uses=uses, uses_left=uses,
            expires_at=expires_at, made_by=by, made_at=now, person_id=person,
        )
    )  # fmt: skip


async def find(tx: Transaction, token_hash: str) -> Invitation | None:
    """The one whose secret has this hash."""
    row = await tx.row(sa.select(invitations).where(invitations.c.token_hash == token_hash))
    return _invitation(row) if row else None


async def list_usable(tx: Transaction, now: datetime, limit: int, offset: int = 0) -> tuple[list[Invitation], int]:
    """A page of those that can still be used, and how many there are. Those for no entry in particular come first, the
    newest before the older."""
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
    """How many unusable links this person has opened, and when the last one."""
    row = await tx.row(sa.select(link_tries).where(link_tries.c.person_id == person))
    return Tries(row["tries"], row["last_at"]) if row else Tries()


async def count_try(tx: Transaction, person: int, now: datetime) -> None:
    """Count another unusable link that this person opened."""
    more = (await tries(tx, person)).another(now)
    values: dict[str, object] = {"person_id": person, "tries": more.count, "last_at": now}
    await upsert(tx, link_tries, ["person_id"], values)
