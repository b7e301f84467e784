"""What /forget does with rows for which deleting them or emptying a column is not enough: one function each."""

from datetime import datetime

import sqlalchemy as sa

from council.audit import EMPTIED, FORGOTTEN
from council.people import Person
from council.records import Kind
from storage import audit, records
from storage.erasure.columns import Tie
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
    records as records_table,
    rounds,
    seats,
)
from storage.transaction import Transaction

_OVER = sa.select(rounds.c.id).where(rounds.c.state == "closed")
"""Decided rounds: what was said in them is in their records, which are immutable."""


async def erase_in_open_rounds(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Delete what they said in rounds without a record."""
    await tx.write(sa.delete(tie.table).where(tie.theirs(person), tie.table.c.round_id.not_in(_OVER)))


async def empty_history(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Keep only the fact that each position was taken; in rounds without a record, not even that."""
    await erase_in_open_rounds(tx, tie, person, now)
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(reason="", remedy=""))


async def drop_objections(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Delete objections in rounds without a record, and the answers to them."""
    open_ = sa.select(objections.c.id).where(tie.theirs(person), objections.c.round_id.not_in(_OVER))
    await tx.write(sa.delete(objection_answers).where(objection_answers.c.objection_id.in_(open_)))
    await erase_in_open_rounds(tx, tie, person, now)


async def drop_opinions(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Delete what they have handed in and no record has sealed yet."""
    sealed = sa.select(records_table.c.round_id).where(records_table.c.kind == Kind.OPINIONS.value)
    await tx.write(sa.delete(tie.table).where(tie.theirs(person), tie.table.c.round_id.not_in(sealed)))


async def end_seats(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """End their seats now. The rows remain, so that rounds know since when they are out of the electorate."""
    in_force = sa.or_(seats.c.until.is_(None), seats.c.until > now)
    await tx.write(sa.update(seats).where(tie.theirs(person), in_force).values(until=now))
    await tx.write(sa.update(seats).where(tie.theirs(person)).values(turns_at=None))


async def close_requests(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Withdraw their open requests, and empty all words about them."""
    theirs = sa.select(join_requests.c.id).where(tie.theirs(person))
    asked = sa.update(join_request_questions).where(join_request_questions.c.request_id.in_(theirs))
    await tx.write(asked.values(question="", answer=""))
    open_ = sa.update(join_requests).where(tie.theirs(person), join_requests.c.state == "open")
    await tx.write(open_.values(state="withdrawn", decided_at=now))
    await tx.write(sa.update(join_requests).where(tie.theirs(person)).values(reason=""))


async def void_invitations(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Revoke the invitations that were made for them."""
    theirs = sa.update(invitations).where(tie.theirs(person))
    await tx.write(theirs.where(invitations.c.revoked_at.is_(None)).values(revoked_at=now))
    await tx.write(theirs.values(person_id=None))


async def end_introductions(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Withdraw their open requests for an introduction; nothing shows who was involved."""
    theirs = sa.update(introductions).where(tie.theirs(person))
    await tx.write(theirs.where(introductions.c.state == "open").values(state="withdrawn", decided_at=now))
    await tx.write(theirs.values({"note": "", tie.column.name: None}))


async def drop_deliveries(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Delete their deliveries. One in flight is settled by its id, which no longer exists, and leaves no trace."""
    await tx.write(sa.delete(outbox).where(tie.theirs(person)))


async def drop_cards(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Forget their cards, and the pending redraws of these."""
    theirs = sa.select(cards.c.id).where(tie.theirs(person))
    await tx.write(sa.delete(outbox).where(outbox.c.card_id.in_(theirs)))
    await tx.write(sa.delete(cards).where(tie.theirs(person)))


async def empty_join_cases(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Keep that there was a case, for the numbers, without saying whose."""
    theirs = sa.update(join_cases).where(tie.theirs(person))
    await tx.write(theirs.where(join_cases.c.state == "open").values(state="gone", decided_at=now))
    await tx.write(theirs.values(telegram_id=0, name=""))


async def leave_media(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Forget a file that they sent for an announcement: it is no longer copied from their chat."""
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(chat_id=0, message_id=0, more=[], album=""))


async def free_plan_items(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Items they were responsible for have nobody responsible."""
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(who="", person_id=None))


async def names_in_records(tx: Transaction, _tie: Tie, person: Person, now: datetime) -> None:
    """Erase whose their marks in records are, and enter in the log that they are forgotten, which accounts for it."""
    detail = {EMPTIED: await records.forget(tx, person.id, person.name)}
    await audit.record(tx, now, f"person:{person.id}", FORGOTTEN, f"person:{person.id}", detail)


async def names_in_log(tx: Transaction, _tie: Tie, person: Person, _now: datetime) -> None:
    """Erase whose their mark in the log is."""
    await audit.forget(tx, person.id)


async def empty_person(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    """Empty the person's row."""
    values: dict[str, object] = {
        **dict.fromkeys(("name", "organisation", "country", "email", "quiet", "second_language", "script", "menu"), ""),
        "zone": "UTC", "unwanted": [],
        "telegram_id": None, "heard_at": None, "language_chosen": False, "reminded": False, "forgotten_at": now,
    }  # fmt: skip
    await tx.write(sa.update(people).where(tie.theirs(person)).values(**values))
