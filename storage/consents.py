"""Who was asked to agree to which version of the privacy notice, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage import members
from storage.tables import consents, people, seats
from storage.transaction import Transaction
from storage.upserts import insert_new


@dataclass(frozen=True, slots=True)
class Consent:
    """What became of asking somebody. Instants are UTC; `language`: in which they read the notice."""

    version: str
    language: str
    given_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """They have agreed, and have not taken it back."""
        return self.given_at is not None and self.withdrawn_at is None


async def find(tx: Transaction, person: int, version: str) -> Consent | None:
    """What came of asking this person about this version; None if they were not asked."""
    row = await tx.row(sa.select(consents).where(consents.c.person_id == person, consents.c.version == version))
    return Consent(row["version"], row["language"], row["given_at"], row["withdrawn_at"]) if row else None


async def note_asked(tx: Transaction, asked: Sequence[Person], version: str, now: datetime) -> None:
    """These people are asked about this version, each in their language; who was asked before stays as they are."""
    rows: list[dict[str, object]] = [
        {"person_id": one.id, "version": version, "language": one.language, "asked_at": now} for one in asked
    ]
    await insert_new(tx, consents, rows)


async def give(tx: Transaction, person: Person, version: str, now: datetime) -> None:
    """This person agrees to this version, read in their language; also anew, after they took it back."""
    await note_asked(tx, [person], version, now)
    same = (consents.c.person_id == person.id, consents.c.version == version)
    values = {"language": person.language, "given_at": now, "withdrawn_at": None}
    await tx.write(sa.update(consents).where(*same).values(values))


async def withdraw(tx: Transaction, person: int, now: datetime) -> bool:
    """Take back whatever this person has agreed to; whether there was anything."""
    given = (consents.c.person_id == person, consents.c.given_at.is_not(None), consents.c.withdrawn_at.is_(None))
    return await tx.write(sa.update(consents).where(*given).values(withdrawn_at=now)) > 0


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody with a role who has not agreed. Not `reached`: they have never written to the bot, so that they could not be
    asked, or nobody knows whether they have read it."""

    person: Person
    reached: bool


def _told(version: str) -> sa.Exists:
    return sa.exists().where(consents.c.person_id == people.c.id, consents.c.version == version)


def _seated(now: datetime) -> sa.Exists:
    return sa.exists().where(seats.c.person_id == people.c.id, members.held(now))


async def unasked(tx: Transaction, version: str, now: datetime, limit: int) -> list[Person]:
    """Those with a seat in force who can be written to and were not asked about this version yet, by id."""
    wanted = (_seated(now), ~_told(version), people.c.telegram_id.is_not(None))
    found = await members.many(tx, await tx.values(sa.select(people.c.id).where(*wanted).order_by(people.c.id).limit(limit)))
    return [found[id_] for id_ in sorted(found)]


async def missing(tx: Transaction, version: str, now: datetime) -> list[Missing]:
    """Those with a seat in force who have not agreed to this version: those who were reached first, by id."""
    agreed = _told(version).where(consents.c.given_at.is_not(None), consents.c.withdrawn_at.is_(None))
    rows = await tx.rows(sa.select(people).where(_seated(now), ~agreed).order_by(people.c.heard_at.is_(None), people.c.id))
    return [Missing(members.as_person(row), row["heard_at"] is not None) for row in rows]
