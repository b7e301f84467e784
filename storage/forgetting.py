"""What the house holds of a person, table by table: what /mydata shows of it, and what /forget does with it.

`TIES` is the one list of both. A table with a column that tells whose a row is (a reference to `people`, or somebody's
id in Telegram) is in it, or the tests say so. To add one, write a `Tie`:

    Tie(answers.c.person_id, ERASE)                          the rows are deleted
    Tie(answers.c.entered_by, CLEAR, kept_back="…")          the column is emptied, the row stays
    Tie(answers.c.person_id, Blank("reason"), …)             what they typed is emptied, the row stays with an empty person
    Tie(answers.c.person_id, Stays("why"))                   nothing is done, for this reason

`kept_back` says why /mydata leaves these rows out; without it they are shown, but for the `hidden` columns.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person
from storage import audit, records, scrubbing
from storage.store import Transaction
from storage.tables import (
    announcements,
    audit_people,
    cards,
    chats,
    doors,
    electors,
    extensions,
    feeds,
    forms,
    halts,
    import_rows,
    imports,
    insiders,
    introductions,
    invitations,
    invitees,
    link_offers,
    links,
    meetings,
    network,
    objection_answers,
    objections,
    outbox,
    people,
    plan_files,
    plan_items,
    plan_moves,
    position_history,
    positions,
    posts,
    question_answers,
    question_voters,
    questions,
    readers,
    recommendations,
    record_names,
    requests,
    rounds,
    seats,
    standings,
    subscriptions,
    versions,
    voters,
)

Do = Callable[[Transaction, "Tie", Person, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stays:
    """Nothing is done: why."""

    why: str


@dataclass(frozen=True, slots=True)
class Blank:
    """What stands in these columns is emptied."""

    columns: tuple[str, ...]


ERASE, CLEAR = "erase", "clear"


@dataclass(frozen=True, slots=True)
class Tie:
    """A column that tells whose a row is, and what that means for /forget and for /mydata."""

    column: sa.Column[int]
    forget: str | Stays | Blank | Do
    kept_back: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def table(self) -> sa.Table:
        table = self.column.table
        assert isinstance(table, sa.Table)  # noqa: S101 - columns of the schema are
        return table

    def theirs(self, person: Person) -> sa.ColumnElement[bool]:
        """The rows that are this person's."""
        by_id = any(key.column is people.c.id for key in self.column.foreign_keys) or self.column is people.c.id
        return self.column == (person.id if by_id else person.telegram_id)


_OVER = sa.select(rounds.c.id).where(rounds.c.state == "closed")
"""Rounds that are decided: what was said in them stands in their records, which nothing changes."""


async def _of_open_rounds(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    """Struck: whatever was said in a round without a record goes."""
    await tx.write(sa.delete(tie.table).where(tie.theirs(person), tie.table.c.round_id.not_in(_OVER)))


async def _history(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    await _of_open_rounds(tx, tie, person, now)
    await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(reason="", remedy=""))


async def _objections(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    open_ = sa.select(objections.c.id).where(tie.theirs(person), objections.c.round_id.not_in(_OVER))
    await tx.write(sa.delete(objection_answers).where(objection_answers.c.objection_id.in_(open_)))
    await _of_open_rounds(tx, tie, person, now)


async def _end(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    lasts = sa.or_(seats.c.until.is_(None), seats.c.until > now)
    await tx.write(sa.update(seats).where(tie.theirs(person), lasts).values(until=now))
    await tx.write(sa.update(seats).where(tie.theirs(person)).values(turns_at=None))


async def _requests(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    open_ = sa.update(requests).where(tie.theirs(person), requests.c.state == "open")
    await tx.write(open_.values(state="withdrawn", decided_at=now))


async def _invitations(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    theirs = sa.update(invitations).where(tie.theirs(person))
    await tx.write(theirs.where(invitations.c.revoked_at.is_(None)).values(revoked_at=now))
    await tx.write(theirs.values(person_id=None))


async def _asked_for(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    theirs = sa.update(introductions).where(tie.theirs(person))
    await tx.write(theirs.where(introductions.c.state == "open").values(state="withdrawn", decided_at=now))
    if tie.column is introductions.c.asker_id:
        await tx.write(theirs.values(note=""))
    await tx.write(theirs.values({tie.column.name: None}))


async def _outbox(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    # Rows that are on their way are settled by their ids; there are none any more, and nothing of them is kept.
    await tx.write(sa.delete(outbox).where(tie.theirs(person)))


async def _cards(tx: Transaction, tie: Tie, person: Person, _now: datetime) -> None:
    theirs = sa.select(cards.c.id).where(tie.theirs(person))
    await tx.write(sa.delete(outbox).where(outbox.c.card_id.in_(theirs)))
    await tx.write(sa.delete(cards).where(tie.theirs(person)))


async def _doors(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    theirs = sa.update(doors).where(tie.theirs(person))
    await tx.write(theirs.where(doors.c.state == "open").values(state="gone", decided_at=now))
    await tx.write(theirs.values(telegram_id=0, name=""))


async def _record_names(tx: Transaction, _tie: Tie, person: Person, _now: datetime) -> None:
    await records.forget(tx, person.id)


async def _audit(tx: Transaction, _tie: Tie, person: Person, _now: datetime) -> None:
    await audit.forget(tx, person.id)


async def _person(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    left: dict[str, object] = {
        **dict.fromkeys(("name", "organisation", "country", "email", "quiet"), ""), "zone": "UTC", "unwanted": [],
        "telegram_id": None, "heard_at": None, "language_chosen": False, "reminded": False, "forgotten_at": now,
    }  # fmt: skip
    await tx.write(sa.update(people).where(tie.theirs(person)).values(**left))


_OFFICE = Stays("an act of the council's; whose it was is told by an empty row of `people`")
_DECIDED = Stays("part of how a round came out; whose it was is told by an empty row of `people`")
_OTHERS = "what somebody else gave or was given"
_MACHINERY = "how messages are delivered; it holds nothing but ids"

TIES: tuple[Tie, ...] = (
    Tie(outbox.c.person_id, _outbox, kept_back=_MACHINERY),
    Tie(outbox.c.chat_id, _outbox, kept_back=_MACHINERY),
    Tie(cards.c.person_id, _cards, kept_back=_MACHINERY),
    Tie(cards.c.chat_id, _cards, kept_back=_MACHINERY),
    Tie(chats.c.chat_id, ERASE),
    Tie(halts.c.chat_id, ERASE, kept_back=_MACHINERY),
    Tie(forms.c.person_id, ERASE, hidden=("serial",)),
    Tie(subscriptions.c.person_id, ERASE),
    Tie(seats.c.person_id, _end, hidden=("turns_at",)),
    Tie(requests.c.person_id, _requests, hidden=("decided_by",)),
    Tie(requests.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(invitations.c.person_id, _invitations, hidden=("token_hash", "made_by")),
    Tie(invitations.c.made_by, CLEAR, kept_back=_OTHERS),
    Tie(imports.c.made_by, CLEAR, hidden=("unused", "written_to", "written")),
    Tie(import_rows.c.person_id, ERASE),
    Tie(insiders.c.telegram_id, ERASE),
    Tie(doors.c.telegram_id, _doors, hidden=("decided_by",)),
    Tie(doors.c.decided_by, CLEAR, kept_back=_OTHERS),
    Tie(network.c.person_id, ERASE, hidden=("id",)),
    Tie(introductions.c.asker_id, _asked_for, hidden=("asked_id",)),
    Tie(introductions.c.asked_id, _asked_for, hidden=("asker_id",)),
    Tie(link_offers.c.person_id, ERASE),
    Tie(links.c.linked_by, _OFFICE),
    Tie(meetings.c.made_by, CLEAR),
    Tie(invitees.c.person_id, ERASE),
    Tie(feeds.c.person_id, ERASE, hidden=("id", "token_hash")),
    Tie(plan_items.c.person_id, CLEAR),
    Tie(plan_items.c.made_by, CLEAR, kept_back=_OTHERS),
    Tie(plan_moves.c.moved_by, CLEAR, kept_back=_OTHERS),
    Tie(plan_files.c.person_id, ERASE, kept_back=_OTHERS),
    Tie(recommendations.c.author_id, _OFFICE),
    Tie(versions.c.made_by, CLEAR),
    Tie(electors.c.person_id, _DECIDED),
    Tie(readers.c.person_id, ERASE),
    Tie(positions.c.person_id, _of_open_rounds, hidden=("entered_by",)),
    Tie(positions.c.entered_by, CLEAR, kept_back=_OTHERS),
    Tie(position_history.c.person_id, _history, hidden=("entered_by",)),
    Tie(position_history.c.entered_by, CLEAR, kept_back=_OTHERS),
    Tie(objections.c.person_id, _objections),
    Tie(objection_answers.c.person_id, _OFFICE),
    Tie(extensions.c.person_id, _OFFICE),
    Tie(voters.c.person_id, _DECIDED),
    Tie(record_names.c.person_id, _record_names),
    Tie(questions.c.asker_id, _OFFICE),
    Tie(question_answers.c.person_id, ERASE),
    Tie(question_voters.c.person_id, Stays("keeps the count of answers right; nothing joins it to a choice")),
    Tie(announcements.c.author_id, _OFFICE, hidden=("written_to",)),
    Tie(audit_people.c.person_id, _audit, kept_back="the entries that name them are shown in its place"),
    Tie(people.c.id, _person, hidden=("forgotten_at",)),
)
"""In the order in which they are done."""

NOBODYS = frozenset({links.c.chat_id, link_offers.c.chat_id, standings.c.chat_id, insiders.c.chat_id, doors.c.chat_id,
                     posts.c.channel_id})  # fmt: skip
"""Ids in Telegram that are no person's: of groups and channels."""


async def forget(tx: Transaction, person: Person, now: datetime) -> None:
    """Erase everything that is held of a person; an empty row stays for the part they had in what was decided."""
    for tie in TIES:
        await _forget(tx, tie, person, now)
    await scrubbing.scrub(tx, person)


async def shown_in(tx: Transaction, person: Person) -> list[str]:
    """The subjects whose cards tell others of this person: to be redrawn once they are forgotten."""
    asked = await tx.values(sa.select(requests.c.id).where(requests.c.person_id == person.id))
    stood = await tx.values(sa.select(doors.c.id).where(doors.c.telegram_id == person.telegram_id))
    either = sa.or_(introductions.c.asker_id == person.id, introductions.c.asked_id == person.id)
    between = await tx.values(sa.select(introductions.c.id).where(either))
    return [
        *(f"request:{id_}" for id_ in asked),
        *(f"door:{id_}" for id_ in stood),
        *(f"introduction:{id_}" for id_ in between),
    ]


async def _forget(tx: Transaction, tie: Tie, person: Person, now: datetime) -> None:
    match tie.forget:
        case Stays():
            return
        case Blank(columns):
            await tx.write(sa.update(tie.table).where(tie.theirs(person)).values(dict.fromkeys(columns, "")))
        case "erase":
            await tx.write(sa.delete(tie.table).where(tie.theirs(person)))
        case "clear":
            await tx.write(sa.update(tie.table).where(tie.theirs(person)).values({tie.column.name: None}))
        case str():
            raise ValueError(tie.forget)
        case done:
            await done(tx, tie, person, now)


async def everything(tx: Transaction, person: Person) -> Sequence[tuple[str, list[dict[str, object]]]]:
    """What is held of a person, by table: rows by column name, without what is hidden. Tables without any are left out."""
    found: dict[str, list[dict[str, object]]] = {}
    for tie in reversed(TIES):
        if tie.kept_back:
            continue
        shown = [column for column in tie.table.c if column.name not in tie.hidden]
        rows = await tx.rows(sa.select(*shown).where(tie.theirs(person)).order_by(*tie.table.primary_key))
        if rows:
            found.setdefault(tie.table.name, []).extend(dict(row) for row in rows)
    return list(found.items())
