"""What is shown of follow-ups: looked up for one reader, who may see the recommendation."""

from collections.abc import Collection, Sequence
from datetime import datetime

from council import followup as rules
from council.authority import Action, anywhere
from council.config import Council
from council.errors import Forbidden
from council.followup import Answer, Asked, Change, FollowUp
from council.people import Actor, Person
from council.plan import PlanItem, is_asked_of_item
from council.recommendations import Recommendation, may_see, may_see_discussion
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.followup.presses import ShowList
from handlers.followup.views import card, listing, page
from handlers.framework.context import Visit
from handlers.framework.work import UnitOfWork
from storage import addressees, followup, members, plan, recommendations
from storage.transaction import Transaction


async def visible_followup(work: UnitOfWork, recommendation: int, *, lock: bool = False) -> tuple[FollowUp, Recommendation]:
    """A follow-up, for someone who may see the recommendation. Raises `Forbidden`, alike for one that is not there."""
    found = await followup.find(work.tx, recommendation, lock=lock)
    about = await recommendations.find(work.tx, recommendation)
    if found is None or about is None or not may_see(work.actor, about, work.council.committee):
        raise Forbidden(Action.SEE_ROUND, f"followup:{recommendation}")
    return found, about


async def agreed_by(work: UnitOfWork) -> set[str]:
    """The addressees for which the one who acts agreed to be asked."""
    person = work.actor.person_id
    return (await addressees.agreed_by(work.tx, [person]))[person] if person is not None else set()


async def visible(work: UnitOfWork) -> list[FollowUp]:
    """All follow-ups of recommendations that the one who acts may see: those of their groups and, for who sits in the
    Committee, what it was given. Raises `Forbidden` for someone who may see none."""
    groups = anywhere(work.actor, Action.SEE_ROUND)
    if groups == ():
        raise Forbidden(Action.SEE_ROUND)
    committee = work.council.committee
    sits = bool(committee) and groups is not None and committee in groups
    found = await followup.of_groups(work.tx, None if sits else groups)
    about = await recommendations.many(work.tx, [one.recommendation for one in found])
    return [one for one in found if may_see(work.actor, about[one.recommendation], committee)]


async def still_asked(
    tx: Transaction, council: Council, questions: Sequence[Asked], now: datetime
) -> list[tuple[Asked, FollowUp | PlanItem]]:
    """Those of these questions that their people are asked still, each with what it is about: nobody whose role has ended,
    or who agreed to it no more."""
    items = {one.id: one for one in await plan.many(tx, {one.item for one in questions})}
    found = await followup.many(tx, {one.recommendation for one in questions})
    about = await recommendations.many(tx, found)
    ids = {one.person for one in questions}
    seated, agreed = await members.many_with_seats(tx, ids, now), await addressees.agreed_by(tx, ids)
    actors = {id_: Actor("person", person, seats) for id_, (person, seats) in seated.items()}
    of_items: list[tuple[Asked, FollowUp | PlanItem]] = [
        (one, items[one.item])
        for one in questions
        if one.person in actors and one.item in items and is_asked_of_item(actors[one.person], items[one.item])
    ]
    return of_items + [
        (one, found[one.recommendation])
        for one in questions
        if one.person in actors
        and one.recommendation in about
        and rules.is_asked_of_addressee(
            actors[one.person], found[one.recommendation], about[one.recommendation], one.addressee, agreed[one.person],
            council.committee,
        )
    ]  # fmt: skip


async def list_page(visit: Visit, shown: ShowList) -> View:
    """A page of the list. Raises `Forbidden`."""
    today, t = visit.council.today(visit.now), visit.t
    all_ = await visible(visit.work)
    names = await names_of(visit.tx, visit.council, t)
    codes = [code for code in visit.council.codes if any(one.group == code for one in all_)]
    mine = sorted(await agreed_by(visit.work))
    found = [one for one in all_ if shown.group in {"", one.group} and (not shown.late or one.late(today))]
    return listing.listing(visit.council, rules.late_first(found, today), names, codes, mine, shown, today, t)


async def page_of(
    tx: Transaction, council: Council, now: datetime, actor: Actor, found: FollowUp, about: Recommendation, zone: str, t: Texts
) -> View:
    """The page of one, with what this reader may do there."""
    names, people = await names_of(tx, council, t), await _people(tx, actor, about, _named(found))
    person = actor.person_id
    agreed: Collection[str] = (await addressees.agreed_by(tx, [person]))[person] if person is not None else ()
    may_answer = rules.answerable(actor, found, about, agreed, council.committee)
    changes = rules.may_change(actor, found) and not found.ended
    moves = changes or (rules.is_lead(actor, found) and not found.ended)
    stops = [one for one in found.addressees if one in agreed]
    shown = page.Page(found, names, people, may_answer, stops, changes=changes, moves=moves)
    return page.page(shown, council.today(now), zone, t)


async def names_of(tx: Transaction, council: Council, t: Texts) -> dict[str, str]:
    """The names of all addressees by key."""
    return {key: t.named(one.names) for key, one in (await addressees.everyone(tx, council)).items()}


def _named(found: FollowUp) -> set[int]:
    said = {one.person for one in found.answers if one.person is not None}
    return said | ({found.lead} if found.lead is not None else set())


async def _people(tx: Transaction, actor: Actor, about: Recommendation, ids: Collection[int]) -> dict[int, Person]:
    """These people; nobody for the Committee, which is not told who in a group wrote and follows what it was given."""
    return await members.many(tx, ids) if may_see_discussion(actor, about) else {}


async def question_card(
    tx: Transaction, council: Council, now: datetime, asked: Asked, found: FollowUp, zone: str, t: Texts
) -> View:
    """The card of a question, with what was answered to it."""
    names = await names_of(tx, council, t)
    return card.question(found, asked, names, rules.last_day(council, now), council.today(now), zone, t)


async def item_card(tx: Transaction, council: Council, now: datetime, asked: Asked, item: PlanItem, zone: str, t: Texts) -> View:
    """The card of a question about an item of the work plan, with what was answered to it."""
    answers = (await followup.answers_of_items(tx, [item.id])).get(item.id, [])
    last = answers[-1] if answers else None
    return card.item_question(council, item, asked, last, rules.last_day(council, now), zone, t)


async def history(visit: Visit, recommendation: int) -> View:
    """Everything that was answered and changed."""
    found, about = await visible_followup(visit.work, recommendation)
    answers = await followup.answers_of(visit.tx, recommendation)
    changes = await followup.changes_of(visit.tx, recommendation)
    happened: list[Answer | Change] = [*answers, *changes]
    ids = {one.person for one in happened if one.person is not None}
    ids |= {int(key) for one in changes if one.kind is rules.Changed.LEAD for key in (one.was, one.now) if key.isdecimal()}
    names = await names_of(visit.tx, visit.council, visit.t)
    people = await _people(visit.tx, visit.actor, about, ids)
    return page.history(found, happened, names, people, visit.zone, visit.t)
