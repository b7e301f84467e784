"""What /forget does with rows where erasing or emptying a column is not all: one function for each kind of them."""

from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage import audit, records
from storage.erasure.columns import Tie
from storage.store import Transaction
from storage.tables import (
    cards,
    introductions,
    invitations,
    join_cases,
    join_request_questions,
    join_requests,
    objection_answers,
    objections,
    outbox,
    people,
    rounds,
    seats,
)

_OVER = sa.select(rounds.c.id).where(rounds.c.state == "closed")
"""Rounds that are decided: what was said in them stands in their records, which nothing changes."""


async def of_open_rounds(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Struck: whatever was said in a round without a record goes."""
    await tx.write(sa.delete(tie.table).where(tie.theirs(person), tie.table.c.round_id.not_in(_OVER)))


async def empty_history(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Of every position only that it was taken is left; of rounds without a record, not even that."""
    await of_open_rounds(tx, tie, person, now)
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(reason="", remedy=""))


async def drop_objections(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """An objection in a round without a record goes, and what it was answered."""
    open_ = sa.select(objections.c.id).where(tie.theirs(person), objections.c.round_id.not_in(_OVER))
    await tx.write(sa.delete(objection_answers).where(objection_answers.c.objection_id.in_(open_)))
    await of_open_rounds(tx, tie, person, now)


async def end_seats(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Whatever they hold ends now: rows stay, so that rounds know since when they are struck."""
    lasts = sa.or_(seats.c.until.is_(None), seats.c.until > now)
    await tx.write(sa.update(seats).where(tie.theirs(person), lasts).values(until=now))
    await tx.write(sa.update(seats).where(tie.theirs(person)).values(turns_at=None))


async def close_requests(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """What they asked for is asked for no more; of what was said about it nothing is left."""
    theirs = sa.select(join_requests.c.id).where(tie.theirs(person))
    asked = sa.update(join_request_questions).where(join_request_questions.c.request_id.in_(theirs))
    await tx.write(asked.values(question="", answer=""))
    open_ = sa.update(join_requests).where(tie.theirs(person), join_requests.c.state == "open")
    await tx.write(open_.values(state="withdrawn", decided_at=now))
    await tx.write(sa.update(join_requests).where(tie.theirs(person)).values(reason=""))


async def void_invitations(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """A link that was for them leads nowhere."""
    theirs = sa.update(invitations).where(tie.theirs(person))
    await tx.write(theirs.where(invitations.c.revoked_at.is_(None)).values(revoked_at=now))
    await tx.write(theirs.values(person_id=None))


async def end_introductions(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """What was asked and not answered ends; nothing tells who it was between."""
    theirs = sa.update(introductions).where(tie.theirs(person))
    await tx.write(theirs.where(introductions.c.state == "open").values(state="withdrawn", decided_at=now))
    await tx.write(theirs.values({"note": "", tie.column.name: None}))


async def drop_deliveries(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """What waits for them goes, and what is on its way is settled by its id: there is none any more, and nothing is kept."""
    await tx.write(sa.delete(outbox).where(tie.theirs(person)))


async def drop_cards(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Cards on their phone are redrawn no more."""
    theirs = sa.select(cards.c.id).where(tie.theirs(person))
    await tx.write(sa.delete(outbox).where(outbox.c.card_id.in_(theirs)))
    await tx.write(sa.delete(cards).where(tie.theirs(person)))


async def empty_join_cases(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """The case stays, for the numbers; nothing tells who it was about."""
    theirs = sa.update(join_cases).where(tie.theirs(person))
    await tx.write(theirs.where(join_cases.c.state == "open").values(state="gone", decided_at=now))
    await tx.write(theirs.values(telegram_id=0, name=""))


async def leave_media(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """A file that they sent us for an announcement is copied from their chat no more."""
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(chat_id=0, message_id=0, more=[], album=""))


async def free_plan_items(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """What they were responsible for is nobody's now."""
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(who="", person_id=None))


async def names_in_records(tx: Transaction, _tie: Tie, person: Person, _now: datetime) -> None:
    """Whose the marks in records are."""
    await records.forget(tx, person.id)


async def names_in_log(tx: Transaction, _tie: Tie, person: Person, _now: datetime) -> None:
    """Whose the mark in the log is."""
    await audit.forget(tx, person.id)


async def empty_person(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """The row of a person, emptied."""
    left: dict[str, object] = {
        **dict.fromkeys(("name", "organisation", "country", "email", "quiet"), ""), "zone": "UTC", "unwanted": [],
        "telegram_id": None, "heard_at": None, "language_chosen": False, "reminded": False, "forgotten_at": now,
    }  # fmt: skip
    await tx.write(sa.update(people).where(tie.theirs(person)).values(**left))
