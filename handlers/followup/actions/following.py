"""What is followed, by whom, and how it is changed: begun, set up, changed part by part, ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from council import followup as rules, text_rules
from council.authority import Action, demand, require_there
from council.errors import Forbidden, Unchanged
from council.events import MeasurePlanned, RecommendationOver, ReviewSet, RoundClosed
from council.folding import name_key
from council.followup import Change, Changed, FollowUp, Measure, State
from council.measures import MeasureDraft, keys_by_name
from council.people import Role
from council.plan_tables import measure_like
from council.recommendations import Recommendation
from council.rounds import Round
from handlers.followup.reads import visible_followup
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import visible_recommendation
from storage import addressees, followup, followup_questions, members, recommendations, rounds
from storage.outbox import Lane

PAGE = Kind("followup.page", card=True, spends=True)
SET_UP = Kind("followup.setup", Lane.ROUNDS, card=True, spends=True)
LEADS = Kind("followup.leads", Lane.ROUNDS)


@dataclass(frozen=True, slots=True)
class Setup:
    """What is set at adoption: keys of addressees, a new one by its name and the code of its state ("" for none), the lead,
    measures, the indicator, and the day of review. None, "" and () leave what there is."""

    addressees: Sequence[str] = ()
    new: str = ""
    state: str = ""
    lead: int | None = None
    measures: Sequence[MeasureDraft] = ()
    indicator: str = ""
    review: date | None = None


async def follow_closed(work: UnitOfWork, event: RoundClosed) -> None:
    """Follow what a round has adopted, or go on with what it has adopted anew."""
    if rules.begins_with(event.round, work.council):
        about = await recommendations.find(work.tx, event.round.recommendation)
        if about is not None:
            await _begin(work, event.round, about)


async def begin(work: UnitOfWork, recommendation: int) -> FollowUp:
    """Follow a recommendation that is in force and is not followed yet. Raises `Forbidden`, `NotFollowed`, `Unchanged`."""
    about = await visible_recommendation(work, recommendation, lock=True)
    demand(work.actor, Action.FOLLOW_UP, [about.group], about.subject)
    round_ = rules.in_force(about, await rounds.of_recommendation(work.tx, about.id))
    if round_ is None:
        raise rules.NotFollowed
    was = await followup.find(work.tx, about.id)
    if was is not None and not was.ended:
        raise Unchanged
    await _begin(work, round_, about)
    found, _ = await visible_followup(work, about.id)
    return found


async def _begin(work: UnitOfWork, round_: Round, about: Recommendation) -> None:
    ask_at = rules.next_question(work.council, work.now)
    new = await followup.begin(work.tx, about.id, round_.id, about.author, ask_at, work.now)
    await _note(work, about.id, Changed.BEGUN if new else Changed.ADOPTED_ANEW)
    subject = f"followup:{about.id}"
    await work.record("followup begun" if new else "followup changed", subject, {"group": about.group})
    await work.redraw(subject)
    if new:
        chairs = await members.holders(work.tx, [about.group], work.now, {Role.CHAIR})
        told = [*chairs, *await members.secretariat(work.tx, work.now)]
        await work.tell([one for one in told if one.id != work.actor.person_id], SET_UP, subject, due=work.after_quiet_hours)


async def follow_over(work: UnitOfWork, event: RecommendationOver) -> None:
    """Ask nobody any more what became of something that was withdrawn, declined or ended."""
    found = await followup.find(work.tx, event.recommendation, lock=True)
    if found is None or found.ended:
        return
    await followup.put(work.tx, found.recommendation, ended_at=work.now, ask_at=None)
    await _note(work, found.recommendation, Changed.ENDED)
    await work.record("followup ended", found.subject)
    await redraw(work, found)


async def set_up(work: UnitOfWork, recommendation: int, setup: Setup) -> FollowUp:
    """Set what is given of it. Raises `Forbidden`, `Unchanged` where it is over, `TooMany`, `ReviewTooEarly`, `Empty`,
    `TooLong`, and `AlreadyDecided` for the day of a review that is being ended."""
    found = await _to_change(work, recommendation)
    await _address(work, found, setup)
    if setup.lead is not None and setup.lead != found.lead:
        await _lead(work, found, setup.lead)
    await _add_measures(work, found, setup.measures)
    if setup.indicator and (words := text_rules.body(setup.indicator, rules.INDICATOR_LIMIT)) != found.indicator:
        await followup.put(work.tx, recommendation, indicator=words)
        await _note(work, recommendation, Changed.INDICATOR, found.indicator, words)
    if setup.review is not None and setup.review != found.review:
        await _review(work, found, setup.review)
    await work.record("followup changed", found.subject)
    return await _changed(work, found)


async def _address(work: UnitOfWork, found: FollowUp, setup: Setup) -> None:
    """Add addressees; those that are not in the list are passed over, as they may have left it meanwhile."""
    known = await addressees.everyone(work.tx, work.council)
    keys = [key for key in dict.fromkeys(setup.addressees) if key in known]
    if setup.new:
        name = text_rules.line(setup.new, text_rules.NAME_LIMIT)
        same = keys_by_name(known.values()).get(name_key(name))
        keys.append(same or await addressees.add(work.tx, name, setup.state, work.person.id, work.now))
    new = [key for key in dict.fromkeys(keys) if key not in found.addressees]
    if len(new) + len(found.addressees) > rules.MOST_ADDRESSEES:
        raise rules.TooMany(rules.MOST_ADDRESSEES)
    for key in new:
        await followup.address(work.tx, found.recommendation, key)
        await _note(work, found.recommendation, Changed.ADDRESSED, now=key)


async def _lead(work: UnitOfWork, found: FollowUp, lead: int) -> None:
    people = {person.id: person for person in await members.holders(work.tx, [found.group], work.now)}
    if lead not in people:
        raise Forbidden(Action.FOLLOW_UP, f"person:{lead}")
    await followup.put(work.tx, found.recommendation, lead_id=lead)
    await _note(work, found.recommendation, Changed.LEAD, str(found.lead or ""), str(lead))
    if lead != work.actor.person_id:
        await work.tell([people[lead]], LEADS, found.subject, work.now.isoformat(), due=work.after_quiet_hours)


async def _add_measures(work: UnitOfWork, found: FollowUp, drafts: Sequence[MeasureDraft]) -> None:
    if drafts and len(drafts) + sum(not one.dropped for one in found.measures) > rules.MOST_MEASURES:
        raise rules.TooMany(rules.MOST_MEASURES)
    for draft in drafts:
        await followup.add_measure(work.tx, found.recommendation, draft, work.person.id, work.now)
        await _note(work, found.recommendation, Changed.MEASURE_ADDED, now=_told(draft))


async def keep_planned(work: UnitOfWork, event: MeasurePlanned) -> None:
    """Put what a work plan says among the measures of a recommendation, or move the one that is in the same words. Nothing of
    one that is not followed up any more."""
    found = await followup.find(work.tx, event.recommendation, lock=True)
    if found is None or found.ended:
        return
    was, draft = measure_like(found, event.what), MeasureDraft(event.what, event.due, event.addressee, event.who)
    if was is None:
        await _add_measures(work, found, [draft])
        if event.done and (added := measure_like(await _changed(work, found), event.what)) is not None:
            await followup.put_measure(work.tx, added.id, state=State.DONE.value)
    elif (was.due, was.state) != (event.due, State.DONE if event.done else was.state):
        old = MeasureDraft(was.what, was.due, was.addressee, was.who)
        state = State.DONE if event.done else was.state
        await followup.put_measure(work.tx, was.id, due=event.due, state=state.value)
        await _note(work, found.recommendation, Changed.MEASURE_CHANGED, _told(old), _told(replace(old, due=event.due)))
    else:
        return
    await work.record("followup changed", found.subject)
    await _changed(work, found)


async def _review(work: UnitOfWork, found: FollowUp, day: date) -> None:
    if day <= work.council.today(work.now):
        raise rules.ReviewTooEarly
    await work.happened(ReviewSet(found.round, day))
    await _note(work, found.recommendation, Changed.REVIEW, found.review.isoformat() if found.review else "", day.isoformat())


async def remove(work: UnitOfWork, recommendation: int, addressee: str) -> FollowUp:
    """It is not addressed to this one any more; what was answered for it stays in the history. Raises `Forbidden`,
    `Unchanged`."""
    found = await _to_change(work, recommendation)
    if addressee not in found.addressees:
        raise Unchanged
    await followup.address_no_more(work.tx, recommendation, addressee)
    await _note(work, recommendation, Changed.NOT_ADDRESSED, addressee)
    await work.record("followup changed", found.subject)
    return await _changed(work, found)


async def visible_measure(work: UnitOfWork, id_: int, *, lock: bool = False) -> tuple[FollowUp, Measure]:
    """A measure, for someone who may see the recommendation. Raises `Forbidden`."""
    subject = f"measure:{id_}"
    recommendation = require_there(await followup.measure_of(work.tx, id_), Action.SEE_ROUND, subject)
    found, _ = await visible_followup(work, recommendation, lock=lock)
    measure = next((one for one in found.measures if one.id == id_), None)
    return found, require_there(measure, Action.SEE_ROUND, subject)


async def change_measure(work: UnitOfWork, id_: int, draft: MeasureDraft) -> FollowUp:
    """Other words, another day, or somebody else. Raises `Forbidden`, `Unchanged`."""
    found, was = await _measure_to_change(work, id_)
    old = MeasureDraft(was.what, was.due, was.addressee, was.who)
    if draft == old:
        raise Unchanged
    await followup.put_measure(work.tx, id_, what=draft.what, due=draft.due, addressee=draft.addressee, who=draft.who)
    await _note(work, found.recommendation, Changed.MEASURE_CHANGED, _told(old), _told(draft))
    await work.record("followup changed", found.subject)
    return await _changed(work, found)


async def drop_measure(work: UnitOfWork, id_: int) -> FollowUp:
    """It was dropped. Raises `Forbidden`, `Unchanged`."""
    found, was = await _measure_to_change(work, id_)
    await followup.put_measure(work.tx, id_, dropped_at=work.now)
    await _note(work, found.recommendation, Changed.MEASURE_DROPPED, was.what)
    await work.record("followup changed", found.subject)
    return await _changed(work, found)


async def progress(work: UnitOfWork, id_: int, state: State) -> FollowUp:
    """A measure has come this far, by the word of the lead or of somebody who may change the follow-up. Raises `Forbidden`,
    `Unchanged`."""
    found, was = await visible_measure(work, id_, lock=True)
    if not (rules.may_change(work.actor, found) or rules.is_lead(work.actor, found)):
        raise Forbidden(Action.FOLLOW_UP, found.subject)
    if found.ended or was.dropped or was.state is state:
        raise Unchanged
    await followup.put_measure(work.tx, id_, state=state.value)
    await _note(work, found.recommendation, Changed.MEASURE_STATE, was.what, state.value)
    await work.record("measure changed", found.subject)
    return await _changed(work, found)


async def give_page(work: UnitOfWork, found: FollowUp) -> None:
    """Give the one who acts the page, in place of one that they have; it is redrawn as it changes."""
    await work.tell([work.person], PAGE, found.subject, work.now.isoformat())


async def redraw(work: UnitOfWork, found: FollowUp) -> None:
    """Redraw every page and question about it that somebody has, and what reminds of them."""
    await work.redraw(found.subject)
    await redraw_questions(work, [found.recommendation])


async def redraw_questions(work: UnitOfWork, recommendations_: Collection[int]) -> None:
    asked = await followup_questions.of(work.tx, recommendations_, rules.period_at(work.council, work.now))
    for one in asked:
        await work.redraw(one.subject)
    for person in {one.person for one in asked if one.answered_at is None}:
        await work.redraw_reminder(person)


async def _to_change(work: UnitOfWork, recommendation: int) -> FollowUp:
    """A follow-up that goes on, locked, for someone who may change it. Raises `Forbidden`, `Unchanged`."""
    found, _ = await visible_followup(work, recommendation, lock=True)
    demand(work.actor, Action.FOLLOW_UP, [found.group], found.subject)
    if found.ended:
        raise Unchanged
    return found


async def _measure_to_change(work: UnitOfWork, id_: int) -> tuple[FollowUp, Measure]:
    found, measure = await visible_measure(work, id_, lock=True)
    demand(work.actor, Action.FOLLOW_UP, [found.group], found.subject)
    if found.ended or measure.dropped:
        raise Unchanged
    return found, measure


async def _changed(work: UnitOfWork, found: FollowUp) -> FollowUp:
    await redraw(work, found)
    new = await followup.find(work.tx, found.recommendation)
    return require_there(new, Action.FOLLOW_UP, found.subject)


async def _note(work: UnitOfWork, recommendation: int, kind: Changed, was: str = "", now: str = "") -> None:
    await followup.note(work.tx, recommendation, Change(kind, was, now, work.actor.person_id, work.now))


def _told(draft: MeasureDraft) -> str:
    """A measure in the history: what, who ("" for nobody; an addressee by its key), YYYY-MM-DD."""
    return "; ".join((draft.what, draft.addressee or draft.who, draft.due.isoformat()))
