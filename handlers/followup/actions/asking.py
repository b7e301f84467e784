"""Who is asked what became of a recommendation, what they answer, and who agreed to be asked."""

from collections.abc import Sequence

from council import followup as rules
from council.authority import Action, demand
from council.errors import Forbidden, Stale
from council.events import SeatsChanged
from council.followup import LEAD, Answer, Asked, Evidence, FollowUp, State
from council.people import Actor, Person
from council.plan import is_asked_of_item
from council.recommendations import Recommendation
from handlers.followup.actions.following import redraw, redraw_questions
from handlers.followup.reads import agreed_by, still_asked, visible_followup
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.plan.actions.editing import redraw_questions as redraw_of_items, say, visible_item
from storage import addressees, followup, followup_questions, members, plan, recommendations
from storage.outbox import Lane

ASKED = Kind("followup.asked", Lane.REMINDERS, card=True, spends=True)
EXPERT = Kind("followup.expert", Lane.ROUNDS)

ADDRESSEE = "addressee"
"""In the data of `EXPERT`: the addressee's key."""


async def ask_due(work: UnitOfWork) -> bool:
    """Ask what became of one recommendation, of which it is to be asked now; False when there is none. After a pause of
    several periods it is asked once, for the present one."""
    id_ = await followup.first_due(work.tx, work.now)
    found = await followup.find(work.tx, id_) if id_ is not None else None
    if found is None:
        return False
    await followup.put(work.tx, found.recommendation, ask_at=rules.next_question(work.council, work.now))
    about = await recommendations.find(work.tx, found.recommendation)
    if about is None or found.ended:
        return True
    await _spend(work, await followup_questions.of(work.tx, [found.recommendation]))
    whom = await _to_ask(work, found, about)
    period = rules.period_at(work.council, work.now)
    nudge_at = work.now + rules.NUDGE_AFTER
    await followup_questions.ask(work.tx, found.recommendation, period, whom, work.now, nudge_at)
    people = await members.many(work.tx, {person for _, person in whom})
    for asked in await followup_questions.of(work.tx, [found.recommendation], period):
        if asked.person in people and asked.answered_at is None:
            await work.tell([people[asked.person]], ASKED, asked.subject, due=work.after_quiet_hours)
    return True


async def _spend(work: UnitOfWork, earlier: Sequence[Asked]) -> None:
    """Take the buttons off the questions of the last period."""
    for old in earlier:
        if old.period == earlier[-1].period:
            await work.redraw(old.subject)


async def ask_of_item_due(work: UnitOfWork) -> bool:
    """Ask who sees to an item of the work plan how far it is, of which it is to be asked now; False when there is none."""
    item = await plan.first_to_ask(work.tx, work.now)
    if item is None:
        return False
    await plan.ask_next(work.tx, item.id, rules.next_question(work.council, work.now) if item.open else None)
    await _spend(work, await followup_questions.of_items(work.tx, [item.id]))
    if not item.open or item.draft.person is None:
        return True
    for id_, (person, seats) in (await members.many_with_seats(work.tx, {item.draft.person}, work.now)).items():
        if is_asked_of_item(Actor("person", person, seats), item):
            period = rules.period_at(work.council, work.now)
            await followup_questions.ask_of_item(work.tx, item.id, period, id_, work.now, work.now + rules.NUDGE_AFTER)
            [asked] = [one for one in await followup_questions.of_items(work.tx, [item.id], period) if one.person == id_]
            await work.tell([person], ASKED, asked.subject, due=work.after_quiet_hours)
    return True


async def _to_ask(work: UnitOfWork, found: FollowUp, about: Recommendation) -> set[tuple[str, int]]:
    """Whom it is asked: (addressee, person)."""
    agreed = [(one.addressee, one.person) for one in await addressees.experts(work.tx, found.addressees) if one.agreed]
    wanted = [*([(LEAD, found.lead)] if found.lead is not None else []), *agreed]
    seated = await members.many_with_seats(work.tx, {person for _, person in wanted}, work.now)
    actors = {id_: Actor("person", person, seats) for id_, (person, seats) in seated.items()}
    committee = work.council.committee
    return {  # each is asked about what they agreed to: `wanted` holds nothing else
        (addressee, person)
        for addressee, person in wanted
        if person in actors and rules.is_asked_of_addressee(actors[person], found, about, addressee, {addressee}, committee)
    }


async def nudge_due(work: UnitOfWork) -> bool:
    """Remind one person who has not answered, once; False when nobody is to be reminded."""
    asked = await followup_questions.first_to_nudge(work.tx, work.now)
    if asked is None:
        return False
    await followup_questions.nudged(work.tx, asked.id)
    period = rules.period_at(work.council, work.now)
    listed = [one for one in await followup_questions.silent(work.tx, period, [asked.person]) if one.id == asked.id]
    if await still_asked(work.tx, work.council, listed, work.now):
        people = await members.many(work.tx, [asked.person])
        await work.remind(people.values(), until=rules.next_question(work.council, work.now))
    return True


async def require_question(work: UnitOfWork, id_: int) -> Asked:
    """A question that the one who acts is asked now. Raises `Forbidden`, alike for one that is not there and for one whose
    role has ended, and `PeriodOver`."""
    asked = await followup_questions.find(work.tx, id_, lock=True)
    if asked is None or asked.person != work.actor.person_id:
        raise Forbidden(Action.FOLLOW_UP, f"followup question:{id_}")
    if asked.item:
        item = await visible_item(work, asked.item)
        if asked.period != rules.period_at(work.council, work.now) or item.dropped_at is not None:
            raise rules.PeriodOver
        if not is_asked_of_item(work.actor, item):
            raise Forbidden(Action.SEE_PLAN, asked.subject)
        return asked
    found, about = await visible_followup(work, asked.recommendation)
    if asked.period != rules.period_at(work.council, work.now) or found.ended:
        raise rules.PeriodOver
    agreed = await agreed_by(work)
    if not rules.is_asked_of_addressee(work.actor, found, about, asked.addressee, agreed, work.council.committee):
        raise Forbidden(Action.FOLLOW_UP, asked.subject)
    return asked


async def reply(work: UnitOfWork, id_: int, state: State) -> Asked:
    """Answer a question in one press. Raises as `require_question` does."""
    asked = await require_question(work, id_)
    if asked.item:
        await say(work, asked.item, state)
    else:
        await answer(work, asked.recommendation, asked.addressee, state)
    return asked


async def answer(
    work: UnitOfWork, recommendation: int, addressee: str, state: State, words: str = "", evidence: Evidence | None = None
) -> FollowUp:
    """Say how far it is, of the whole (`LEAD`) or at an addressee, with words and evidence. Raises `Forbidden`,
    `PeriodOver` where it has ended, `TooLong`, `BadLink`."""
    found, about = await visible_followup(work, recommendation, lock=True)
    if found.ended:
        raise rules.PeriodOver
    agreed = await agreed_by(work)
    if addressee not in rules.answerable(work.actor, found, about, agreed, work.council.committee):
        raise Forbidden(Action.FOLLOW_UP, found.subject)
    said = Answer(addressee, state, words, evidence or Evidence(), work.person.id, work.now)
    await followup.answer(work.tx, recommendation, rules.checked(said))
    period = rules.period_at(work.council, work.now)
    await followup_questions.answered(work.tx, recommendation, addressee, work.person.id, period, work.now)
    await work.record("followup answered", found.subject, {"answer": state.value})
    await redraw(work, found)
    await work.redraw_reminder(work.person.id)
    return found


async def redraw_asked(work: UnitOfWork, event: SeatsChanged) -> None:
    """Redraw the questions about what these groups have recommended or planned: whose role has ended is asked no more."""
    await redraw_of_items(work, await plan.asked_after(work.tx, event.groups))
    goes_on = [one.recommendation for one in await followup.of_groups(work.tx, event.groups) if not one.ended]
    if goes_on:
        await redraw_questions(work, goes_on)


# -- experts of addressees


async def ask_expert(work: UnitOfWork, recommendation: int, addressee: str, person: int) -> Person:
    """Ask somebody of its group whether they would be asked for one of its addressees. Raises `Forbidden`."""
    found, _ = await visible_followup(work, recommendation)
    demand(work.actor, Action.FOLLOW_UP, [found.group], found.subject)
    people = {one.id: one for one in await members.holders(work.tx, [found.group], work.now)}
    if addressee not in found.addressees or person not in people:
        raise Forbidden(Action.FOLLOW_UP, f"person:{person}")
    was = await addressees.expert(work.tx, addressee, person)
    if was is None or not was.agreed:
        await addressees.ask(work.tx, addressee, person, work.now)
        once, data = f"{addressee}:{work.now:%Y%m%d%H%M%S}", {ADDRESSEE: addressee}
        await work.tell([people[person]], EXPERT, f"person:{person}", once, data, due=work.after_quiet_hours)
        await work.record("expert asked", f"person:{person}", {"group": found.group})
    return people[person]


async def agree(work: UnitOfWork, addressee: str, *, yes: bool) -> None:
    """The one who acts agrees to be asked for an addressee, or does not, or no more. Raises `Forbidden` for somebody without
    a seat, and `Stale` where nobody has asked them."""
    if not work.actor.seats:
        raise Forbidden(Action.FOLLOW_UP, f"person:{work.person.id}")
    if not await addressees.decide(work.tx, addressee, work.person.id, work.now, agrees=yes):
        raise Stale
    await work.record("expert agreed" if yes else "expert stopped", f"person:{work.person.id}")
    period = rules.period_at(work.council, work.now)
    for asked in await followup_questions.silent(work.tx, period, [work.person.id]):
        await work.redraw(asked.subject)
    await work.redraw_reminder(work.person.id)
