"""What is deleted because it is old: in chunks, so that nobody waits, and never what still waits for something."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.retention import Keep
from storage import delivery_figures
from storage.announcement_deliveries import SENDINGS
from storage.outbox import State
from storage.tables import (
    announcements,
    cards,
    forms,
    introductions,
    invitations,
    join_cases,
    join_request_questions,
    join_requests,
    link_offers,
    link_tries,
    outbox,
    plain_chats,
    plan_files,
    posts,
    refusals,
    retry_after,
)
from storage.transaction import Transaction

CHUNK = 500
"""How many rows are deleted in one transaction."""

WINDOW = 2000
"""Among how many deliveries those are looked for."""

FINISHED = tuple(state.value for state in (State.SENT, State.DEAD, State.CANCELLED, State.UNCERTAIN))

NEWS = "news.%"
"""The names of the kinds of news."""

FOR_EVER = ("communiques.%",)
"""The kinds of which every row is needed: a communiqué's page shows where it was posted."""


Step = Callable[[Transaction, datetime], Awaitable[int]]
"""Deletes up to `CHUNK` rows from before an instant (UTC); how many."""


async def prune_deliveries(tx: Transaction, keep: Keep, now: datetime, after: int) -> int | None:
    """Delete what is old among the next `WINDOW` deliveries above this id; the id up to which that was done, or None if the rest
    is too young. Their figures are kept (`storage.delivery_figures`)."""
    spans = [span for span in (keep.news, keep.deliveries) if span is not None]
    if not spans:
        return None
    window = sa.select(outbox.c.id, outbox.c.made_at).where(outbox.c.id > after).order_by(outbox.c.id).limit(WINDOW)
    rows = await tx.rows(window)
    old = [row["id"] for row in rows if row["made_at"] < now - min(spans)]
    if not old:
        return None
    of_news = outbox.c.kind.like(NEWS)
    ended = sa.func.coalesce(outbox.c.settled_at, outbox.c.made_at)
    kept = [outbox.c.kind.like(name) for name in FOR_EVER]
    by_kind = [
        sa.and_(which, ended < now - span)
        for which, span in ((of_news, keep.news), (sa.and_(~of_news, ~sa.or_(*kept)), keep.deliveries))
        if span is not None
    ]
    here = sa.and_(outbox.c.id > after, outbox.c.id <= old[-1], outbox.c.state.in_(FINISHED), sa.or_(*by_kind))
    await delivery_figures.keep(tx, here)
    await tx.write(sa.delete(outbox).where(here))
    return int(old[-1])


def _cards(of: str, things: sa.Table, since: sa.Column[datetime], kinds: Sequence[str]) -> Step:
    """Forget the cards of these kinds about things that are so old, and the redraws of them, but for what still waits."""
    subject = sa.literal(f"{of}:") + sa.cast(things.c.id, sa.Text)
    waits = sa.exists().where(outbox.c.card_id == cards.c.id, outbox.c.state.not_in(FINISHED))
    there = sa.exists().where(cards.c.subject == subject, cards.c.kind.in_(kinds), ~waits)

    async def prune(tx: Transaction, before: datetime) -> int:
        found = await tx.value(sa.select(subject).where(since < before, there).limit(1))
        if found is None:
            return 0
        of_it = sa.select(cards.c.id).where(cards.c.subject == found, cards.c.kind.in_(kinds), ~waits)
        ids = await tx.values(of_it.order_by(cards.c.id).limit(CHUNK))
        await tx.write(sa.delete(outbox).where(outbox.c.card_id.in_(ids)))
        return await tx.write(sa.delete(cards).where(cards.c.id.in_(ids)))

    return prune


def _rows(table: sa.Table, since: sa.ColumnElement[datetime | None], *conditions: sa.ColumnElement[bool]) -> Step:
    """Delete rows that have been so since an instant, under further conditions."""
    keys = list(table.primary_key)

    async def prune(tx: Transaction, before: datetime) -> int:
        old = sa.select(*keys).where(since < before, *conditions).limit(CHUNK)
        if len(keys) == 1:
            return await tx.write(sa.delete(table).where(keys[0].in_(old)))
        return await tx.write(sa.delete(table).where(sa.tuple_(*keys).in_(old)))

    return prune


_decided = (
    sa.select(join_requests.c.decided_at).where(join_requests.c.id == join_request_questions.c.request_id).scalar_subquery()
)
_asked = sa.exists().where(join_request_questions.c.request_id == join_requests.c.id)

_STEPS: Sequence[tuple[Callable[[Keep], timedelta | None], Sequence[Step]]] = (
    (lambda keep: keep.news, (_cards("post", posts, posts.c.came_at, ("news.post", "news.under")),)),
    (
        lambda keep: keep.deliveries,
        (_cards("announcement", announcements, announcements.c.done_at, SENDINGS), _rows(refusals, refusals.c.hour)),
    ),
    (
        lambda keep: keep.leftovers,
        (
            _rows(forms, forms.c.changed_at),
            _rows(link_tries, link_tries.c.last_at),
            _rows(link_offers, link_offers.c.made_at),
            _rows(plan_files, plan_files.c.made_at),
            _rows(retry_after, retry_after.c.until),
            _rows(plain_chats, plain_chats.c.until),
        ),
    ),
    (
        lambda keep: keep.requests,
        (
            _rows(join_request_questions, _decided),
            _rows(join_requests, join_requests.c.decided_at, join_requests.c.state != "open", ~_asked),
            _rows(introductions, introductions.c.decided_at, introductions.c.state != "open"),
            _rows(join_cases, join_cases.c.decided_at, join_cases.c.state != "open"),
            _rows(invitations, invitations.c.expires_at),
        ),
    ),
)


async def prune_some(tx: Transaction, keep: Keep, now: datetime) -> int:
    """Delete up to `CHUNK` rows that are old, of anything but deliveries; how many: 0 when there is no more."""
    for span, steps in _STEPS:
        if (kept := span(keep)) is not None:
            for step in steps:
                if n := await step(tx, now - kept):
                    return n
    return 0
