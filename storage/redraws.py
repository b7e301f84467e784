"""Redraws: a card that was posted is edited when what it shows changes, and so is one that was on its way meanwhile."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from uuid import uuid4

import sqlalchemy as sa

from storage import sets
from storage.outbox import ORDER_OF_CLAIMS, Lane, State
from storage.tables import IS_PENDING, IS_SENDING, ONE_REDRAW, Instant, cards, outbox
from storage.transaction import Transaction
from storage.upserts import insert_from


async def queue(
    tx: Transaction,
    subject: str,
    now: datetime,
    kind: str | Mapping[str, timedelta] | None = None,
    after: timedelta = timedelta(0),
    but: int | None = None,
    only: int | None = None,
    *,
    among: Collection[int] | None = None,
    lane: Lane = Lane.ROUNDS,
) -> None:
    """Queue a redraw of every posted card of `subject`, at most one pending for each card. It is drawn with the `data`
    of the card's original order.

    A card that is being sent is not posted yet: it is marked, and redrawn once it is (`outdate`).

    Limited to cards of this `kind` (or of several, each after so long), to those `among` these ids, and to the chat `only`;
    `but` excludes a chat whose card was just redrawn as an answer.
    """
    tx.has_deliveries = True
    kinds = kind if isinstance(kind, Mapping) else {kind: after} if kind is not None else {}
    values: dict[str, object] = {"subject": subject, "now": now, "lane": int(lane), "mark": f":{uuid4().hex}"}
    limits = {"but": but, "only": only, "among": None if among is None else list(among)}
    values |= {name: limit for name, limit in limits.items() if limit is not None} | ({} if kinds else {"due": now + after})
    for at, (name, wait) in enumerate(kinds.items()):
        values |= {f"kind{at}": name, f"due{at}": now + wait}
    await tx.write(_redraw(tx.dialect, len(kinds), *(limit is not None for limit in limits.values())), [values])
    if among is None:
        await outdate(tx, subject, list(kinds), but, only)


async def queue_last(tx: Transaction, chat: int, most: int, now: datetime) -> None:
    """Queue a redraw of the last `most` cards in a chat."""
    last = sa.select(cards.c.id, cards.c.subject).where(cards.c.chat_id == chat).order_by(cards.c.id.desc()).limit(most)
    found: dict[str, list[int]] = {}
    for row in await tx.rows(last):
        found.setdefault(row["subject"], []).append(row["id"])
    for subject, ids in found.items():
        await queue(tx, subject, now, among=ids)


@cache
def _redraw(dialect: str, kinds: int, but: bool, only: bool, among: bool) -> sa.Insert:
    """The statement for so many kinds, and whether the chats and cards are limited."""
    now, marked = sa.bindparam("now", type_=Instant), sa.bindparam("mark", type_=sa.Text)
    dues = [(cards.c.kind == sa.bindparam(f"kind{at}"), sa.bindparam(f"due{at}", type_=Instant)) for at in range(kinds)]
    last = dues[0][1] if dues else sa.bindparam("due", type_=Instant)
    due = sa.case(*dues[1:], else_=last) if dues[1:] else last
    query = (
        sa.select(
            (sa.literal("redraw:") + sa.cast(cards.c.id, sa.Text) + marked).label("key"),
            cards.c.kind,
            cards.c.subject,
            sa.bindparam("lane", type_=sa.Integer).label("lane"),
            cards.c.chat_id,
            cards.c.person_id,
            cards.c.id.label("card_id"),
            cards.c.data,
            due.label("due_at"),
            now.label("waits_from"),
            sa.literal(State.PENDING.value, sa.Text).label("state"),
            now.label("made_at"),
        )
        .where(cards.c.subject == sa.bindparam("subject"))
        .order_by(cards.c.id + 0)  # sorted, as by an index in this order SQLite would look at cards of all kinds
    )
    if dues:
        query = query.where(sa.or_(*(of_kind for of_kind, _ in dues)))
    if but:
        query = query.where(cards.c.chat_id != sa.bindparam("but", type_=sa.BigInteger))
    if only:
        query = query.where(cards.c.chat_id == sa.bindparam("only", type_=sa.BigInteger))
    if among:
        query = query.where(sets.among(cards.c.id, "among"))
    # An existing pending row is updated, which locks it until this transaction commits: a concurrent dispatcher must
    # not claim it and draw the card from the old state.
    wanted = sa.literal_column("excluded.due_at", Instant)
    sooner = sa.and_(outbox.c.state == State.PENDING.value, outbox.c.due_at > wanted)
    changes = {"due_at": sa.case((sooner, wanted), else_=outbox.c.due_at)}
    return insert_from(dialect, outbox, query, changes, [outbox.c.card_id], ONE_REDRAW)


NEXT_CLAIMS = 500
"""How many rows may be claimed and drawn while a transaction that changes what they show is open."""


async def outdate(
    tx: Transaction, subject: str, kinds: Collection[str] = (), but: int | None = None, only: int | None = None
) -> None:
    """Mark cards of `subject` that are being sent, and were drawn from what this transaction changes: they are redrawn
    once they have arrived. To be called by a change that orders redraws of posted cards by and by; `queue` does it.

    On PostgreSQL the next rows to be claimed are locked until this transaction commits: drawn meanwhile, they would show
    the old state, and nothing would have marked them. On SQLite nothing is claimed while a transaction is open.
    """
    if subject in tx.not_sending:
        return
    values: dict[str, object] = {"about": subject, **{f"kind{at}": name for at, name in enumerate(kinds)}}
    values |= {name: chat for name, chat in (("but", but), ("only", only)) if chat is not None}
    await tx.write(_outdate(tx.dialect, len(kinds), but is not None, only is not None), [values])


@cache
def _outdate(dialect: str, kinds: int, but: bool, only: bool) -> sa.Update:
    """The statement for so many kinds, and whether the chats are limited."""
    of_it = [outbox.c.card_id.is_(None), outbox.c.subject == sa.bindparam("about")]
    if kinds:
        of_it.append(outbox.c.kind.in_([sa.bindparam(f"kind{at}") for at in range(kinds)]))
    if but:
        of_it.append(outbox.c.chat_id != sa.bindparam("but"))
    if only:
        of_it.append(outbox.c.chat_id == sa.bindparam("only"))
    found: sa.ColumnElement[bool] = outbox.c.id.in_(sa.select(outbox.c.id).where(IS_SENDING, *of_it))
    if dialect == "postgresql":
        following = sa.select(outbox.c.id).where(IS_PENDING, *of_it).order_by(*ORDER_OF_CLAIMS).limit(NEXT_CLAIMS)
        found = sa.or_(found, outbox.c.id.in_(following))
    return sa.update(outbox).where(found).values(outdated=outbox.c.state == State.SENDING.value)


def being_sent(subject: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a card of this subject is being sent, for a query that reads what one changes (`note_being_sent`)."""
    # Few rows are being sent; of one subject there may be thousands, so its index is kept out of it.
    of_it = outbox.c.subject.concat(sa.literal_column("''")) == subject
    return sa.exists(sa.select(outbox.c.id).where(IS_SENDING, outbox.c.card_id.is_(None), of_it))


def note_being_sent(tx: Transaction, subject: str, *, sending: bool) -> None:
    """Note what such a query found. On SQLite nothing is claimed while a transaction is open, so it holds, and `outdate`
    need not look again."""
    if tx.dialect == "sqlite" and not sending:
        tx.not_sending.add(subject)
