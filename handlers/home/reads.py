"""What waits for people, looked up."""

from collections.abc import Mapping
from datetime import datetime

from council import plan as plan_rules
from council.announcements import content_for
from council.authority import Action, may
from council.config import Council
from council.followup import is_asked_of_addressee, period_at
from council.people import Actor, Role
from handlers.home.views.entrance import ToFollow, ToReview, Unread, Waiting
from storage import (
    addressees,
    agendas,
    announcements,
    announcements_to_confirm,
    attendance,
    followup,
    followup_questions,
    meetings,
    minutes,
    plan,
    recommendations,
    rounds,
)
from storage.round_tasks import leading_in
from storage.transaction import Transaction


async def waiting_for(
    tx: Transaction, council: Council, actors: Mapping[int, Actor], now: datetime, *, later: bool = True
) -> dict[int, Waiting]:
    """What waits for each of these people, by id; not `later`: without meetings that they will answer later than now."""
    voting = await rounds.waiting_for_many(tx, actors, now)
    asked = await attendance.waiting_for_many(tx, actors, now, later=later)
    unread = await announcements_to_confirm.of_many(tx, actors, now)
    met = await meetings.many(tx, {id_ for ids in asked.values() for id_ in ids})
    versions = await agendas.latest_of(tx, met)
    found = await announcements.many(tx, {id_ for pairs in unread.values() for id_, _ in pairs})
    said = await announcements.contents_of_many(tx, found.values())

    followed = await _followed(tx, council, actors, now)
    reviewed = await _reviewed(tx, actors)
    waiting = {}
    for id_, actor in actors.items():
        chaired = [seat.group for seat in actor.seats if seat.role is Role.CHAIR]
        language = actor.person.language if actor.person else council.languages[0]
        own = [(one, content_for(said[one], language, council.languages), at) for one, at in unread.get(id_, ()) if said[one]]
        waiting[id_] = Waiting(
            rounds=voting.get(id_, []), meetings=[met[one] for one in asked[id_]],
            leading=await leading_in(tx, chaired, now, id_), unread=[Unread(*each) for each in own],
            agendas={one: versions[one] for one in asked[id_] if one in versions}, to_follow=followed.get(id_, []),
            to_review=reviewed.get(id_, []),
        )  # fmt: skip
    return waiting


async def _reviewed(tx: Transaction, actors: Mapping[int, Actor]) -> dict[int, list[ToReview]]:
    """The minutes that each of these people reviews and has said nothing about."""
    silent = await minutes.silent(tx, list(actors))
    met = await meetings.many(tx, {about.meeting for _, about in silent})
    found: dict[int, list[ToReview]] = {}
    for person, about in silent:
        if may(actors[person], Action.REVIEW_MINUTES, met[about.meeting].draft.groups) and about.due_at is not None:
            found.setdefault(person, []).append(ToReview(about.id, met[about.meeting], about.due_at))
    return found


async def _followed(tx: Transaction, council: Council, actors: Mapping[int, Actor], now: datetime) -> dict[int, list[ToFollow]]:
    """What each of these people is asked about follow-ups, and has not answered."""
    asked = await followup_questions.silent(tx, period_at(council, now), list(actors))
    if not asked:
        return {}
    items = {item.id: item for item in await plan.many(tx, {one.item for one in asked})}
    found = await followup.many(tx, {one.recommendation for one in asked})
    about = await recommendations.many(tx, found)
    agreed, named = await addressees.agreed_by(tx, actors), await addressees.everyone(tx, council)
    waiting: dict[int, list[ToFollow]] = {}
    for one in asked:
        actor = actors[one.person]
        if one.item:
            if plan_rules.is_asked_of_item(actor, item := items[one.item]):
                what = ToFollow(one.id, item.number, item.draft.what, planned=True)
                waiting.setdefault(one.person, []).append(what)
            continue
        of = found[one.recommendation]
        if is_asked_of_addressee(actor, of, about[of.recommendation], one.addressee, agreed[one.person], council.committee):
            language = actor.person.language if actor.person else council.languages[0]
            name = named[one.addressee].name(language) if one.addressee in named else one.addressee
            waiting.setdefault(one.person, []).append(ToFollow(one.id, of.number, of.title, name))
    return waiting
