"""Audiences as SQL: who they are now, how many, and a chunk at a time by keyset."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.attendance import COMING, SETTLED, Answer
from council.audiences import AllOf, AnyOf, Audience, AudienceKind, NotIn, Whom
from council.openness import Openness
from council.people import Person
from council.posts import EVERYTHING
from council.rounds import RoundState
from storage import electorates, sets
from storage.members import as_person, held
from storage.tables import chats, electors, invitees, meetings, people, replies, rounds, seats, subscription_topics, subscriptions
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Stretch:
    """People with ids above `after` and up to `upto`: what is looked up within one is bounded, however many there are."""

    after: int
    upto: int


Within = Stretch | Sequence[int]
"""Among whom people are looked up: a stretch, or these ids."""


def _bounded(within: Within) -> sa.ColumnElement[bool]:
    if isinstance(within, Stretch):
        return sa.and_(people.c.id > within.after, people.c.id <= within.upto)
    return sets.among(people.c.id, within)


def _condition(whom: Whom, now: datetime, *, one_by_one: bool = False) -> sa.ColumnElement[bool]:
    """The condition on `people` under which someone belongs, as `council.audiences.belongs` has it. `one_by_one`: for few
    people, of whom each is looked up; otherwise all who belong are."""
    match whom:
        case AllOf(parts):
            return sa.and_(*(_condition(part, now, one_by_one=one_by_one) for part in parts))
        case AnyOf(parts):
            return sa.or_(*(_condition(part, now, one_by_one=one_by_one) for part in parts))
        case NotIn(part):
            return sa.not_(_condition(part, now, one_by_one=one_by_one))
    return _rule(whom, now, one_by_one=one_by_one)


def _rule(rule: Audience, now: datetime, *, one_by_one: bool) -> sa.ColumnElement[bool]:
    def among(person: sa.Column[int], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        if one_by_one:  # as IN (SELECT ...), SQLite would read a whole group for any stretch of people
            return sa.exists().where(person == people.c.id, *conditions).correlate(people)
        return people.c.id.in_(sa.select(person).where(*conditions))

    match rule.kind:
        case AudienceKind.MEMBERS:
            return among(seats.c.person_id, held(now))
        case AudienceKind.GROUPS:
            return among(seats.c.person_id, held(now), seats.c.group_code.in_(rule.of))
        case AudienceKind.ROLES:
            return among(seats.c.person_id, held(now), seats.c.role.in_(rule.of))
        case AudienceKind.SUBSCRIBERS | AudienceKind.TOPICS:
            return among(subscriptions.c.person_id, subscriptions.c.active, *_following(rule))
        case AudienceKind.COUNTRIES:
            return people.c.country.in_(rule.of)
        case AudienceKind.LANGUAGES:
            return people.c.language.in_(rule.of)
        case AudienceKind.PEOPLE:
            return people.c.id.in_([int(id_) for id_ in rule.of])
        case AudienceKind.REACHED:
            return ~sa.exists().where(chats.c.chat_id == people.c.telegram_id, chats.c.suspended_at.is_not(None))
        case AudienceKind.SILENT:
            return among(electors.c.person_id, *_silent([int(id_) for id_ in rule.of]))
        case AudienceKind.COMING:
            asked = [int(id_) for id_ in rule.of]
            return among(replies.c.person_id, replies.c.meeting_id.in_(asked), _answered(COMING))
        case AudienceKind.UNANSWERED:
            return among(invitees.c.person_id, *_unanswered([int(id_) for id_ in rule.of]))


def _following(rule: Audience) -> tuple[sa.ColumnElement[bool], ...]:
    """On `subscriptions`: who follows any of the topics that the rule names, or everything; without topics, anyone."""
    if rule.kind is not AudienceKind.TOPICS:
        return ()
    if not rule.of:
        return (sa.false(),)
    followed = subscription_topics.c.topic.in_([*rule.of, EVERYTHING])
    return (sa.exists().where(subscription_topics.c.person_id == subscriptions.c.person_id, followed),)


def _silent(asked: list[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """On `electors`: who is asked in these rounds and has not answered. A detached round tells nobody who has voted, and
    so names no one here."""
    waits = sa.exists().where(
        rounds.c.id == electors.c.round_id,
        rounds.c.state == RoundState.OPEN.value,
        rounds.c.openness != Openness.DETACHED.value,
        ~electorates.has_answered(),
    )
    return electors.c.round_id.in_(asked), electors.c.struck_at.is_(None), waits.correlate(electors)


def _answered(answers: Collection[Answer]) -> sa.ColumnElement[bool]:
    """On `replies`: one of these answers, to the meeting's present time."""
    of_now = sa.exists().where(meetings.c.id == replies.c.meeting_id, meetings.c.schedule == replies.c.schedule)
    return sa.and_(replies.c.answer.in_([answer.value for answer in answers]), of_now)


def _unanswered(asked: list[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """On `invitees`: who was told of these meetings and has not said, or will say later, whether they come."""
    settled = sa.exists().where(
        replies.c.meeting_id == invitees.c.meeting_id, replies.c.person_id == invitees.c.person_id, _answered(SETTLED)
    )
    return invitees.c.meeting_id.in_(asked), ~settled


def _people(whom: Whom, now: datetime) -> sa.Select[int]:
    """The ids of all who belong to it and have joined; a person who belongs twice is there once."""
    return sa.select(people.c.id).where(people.c.telegram_id.is_not(None), _condition(whom, now))


async def count(tx: Transaction, whom: Whom, now: datetime) -> int:
    """How many people it would reach at `now`."""
    return await tx.value(sa.select(sa.func.count()).select_from(_people(whom, now).subquery())) or 0


async def by_language(tx: Transaction, whom: Whom, now: datetime) -> dict[str, int]:
    """How many people of each language it would reach at `now`, most first."""
    number = sa.func.count().label("n")
    query = (
        sa.select(people.c.language, number)
        .where(people.c.id.in_(_people(whom, now)))
        .group_by(people.c.language)
        .order_by(number.desc(), people.c.language)
    )
    return {row["language"]: row["n"] for row in await tx.rows(query)}


async def unreached(tx: Transaction, whom: Whom, now: datetime) -> tuple[int, int]:
    """How many of those who belong to it have not joined, and to how many of the others Telegram takes no messages."""
    away = sa.exists().where(chats.c.chat_id == people.c.telegram_id, chats.c.suspended_at.is_not(None)).correlate(people)
    absent = people.c.telegram_id.is_(None)
    query = sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((absent, 1), else_=0)), 0).label("absent"),
        sa.func.coalesce(sa.func.sum(sa.case((away, 1), else_=0)), 0).label("away"),
    )
    row = await tx.row(query.select_from(people).where(_condition(whom, now)))
    return (row["absent"], row["away"]) if row else (0, 0)


async def countries(tx: Transaction, now: datetime, groups: Collection[str] | None = None) -> list[str]:
    """The countries that people with a seat in these groups (None: in any) have given, most frequent first."""
    there = [] if groups is None else [seats.c.group_code.in_(list(groups))]
    query = (
        sa.select(people.c.country)
        .where(people.c.id.in_(sa.select(seats.c.person_id).where(held(now), *there)), people.c.country != "")
        .group_by(people.c.country)
        .order_by(sa.func.count().desc(), people.c.country)
    )
    return await tx.values(query)


async def stretch(tx: Transaction, after: int, size: int) -> Stretch | None:
    """The next `size` people of all, by id, whoever they are; None when there are no more."""
    ids = sa.select(people.c.id).where(people.c.id > after).order_by(people.c.id).limit(size).subquery()
    upto = await tx.value(sa.select(sa.func.max(ids.c.id)))
    return Stretch(after, upto) if upto is not None else None


def members_of(whom: Whom, now: datetime, within: Within) -> tuple[sa.ColumnElement[bool], ...]:
    """On `people`: who of these belongs to it and has joined."""
    return people.c.telegram_id.is_not(None), _bounded(within), _condition(whom, now, one_by_one=True)


async def inside(tx: Transaction, whom: Whom, now: datetime, part: Stretch) -> list[Person]:
    """Those of this stretch who belong to it at `now`, by id."""
    query = sa.select(people).where(*members_of(whom, now, part)).order_by(people.c.id)
    return [as_person(row) for row in await tx.rows(query)]


async def included(tx: Transaction, whom: Whom, among: Collection[int], now: datetime) -> set[int]:
    """Which of these people belong to it at `now`, by id."""
    return set(await tx.values(sa.select(people.c.id).where(*members_of(whom, now, sorted(among)))))


async def named(tx: Transaction, whom: Whom, now: datetime, limit: int, offset: int = 0) -> list[Person]:
    """Some of those who belong to it, by name."""
    query = sa.select(people).where(people.c.id.in_(_people(whom, now))).order_by(people.c.name, people.c.id)
    return [as_person(row) for row in await tx.rows(query.limit(limit).offset(offset))]
