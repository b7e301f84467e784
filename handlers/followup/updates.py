"""Updates about follow-ups: read one, call one action, show one view."""

from council import followup as rules
from council.authority import Action, demand
from council.errors import Forbidden, Stale, Unchanged
from council.followup import State
from council.measures import keys_by_name
from council.plan import can_finish
from handlers.common.names import called
from handlers.common.navigation import BeginFollowUp, ReportItem
from handlers.common.view import View
from handlers.followup import reads
from handlers.followup.actions import asking, following
from handlers.followup.forms import ANSWER, INVITE, MEASURE, SET, WHOLE, begun_with, offered
from handlers.followup.presses import (
    PARTS,
    SET_UP,
    Agree,
    Alter,
    Answering,
    Evidence,
    Experts,
    History,
    Invite,
    Measure,
    Measures,
    More,
    Progress,
    Remove,
    Reply,
    Show,
    ShowList,
    Step,
)  # fmt: skip
from handlers.followup.views import card, page
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.plan.actions.editing import visible_item
from storage import addressees, members


async def listed(visit: Visit) -> None:
    """/followup: what became of the council's recommendations."""
    visit.say(await reads.list_page(visit, ShowList("", 0, 0)))


async def show_list(visit: Visit, press: ShowList) -> None:
    visit.show(await reads.list_page(visit, press))


async def show(visit: Visit, recommendation: int) -> None:
    """The page of one, which lives on: it is redrawn as it changes."""
    found, _ = await reads.visible_followup(visit.work, recommendation)
    await following.give_page(visit.work, found)


async def show_page(visit: Visit, press: Show) -> None:
    await show(visit, press.recommendation)


async def begin(visit: Visit, press: BeginFollowUp) -> None:
    """Follow a recommendation that was adopted before, or on whose adoption that did not begin."""
    found = await following.begin(visit.work, press.recommendation)
    await forms.begin(visit, SET, await begun_with(visit, found.recommendation, SET_UP))


async def history(visit: Visit, press: History) -> None:
    visit.say(await reads.history(visit, press.recommendation))


async def alter(visit: Visit, press: Alter) -> None:
    """Change a part of it; without one, say which."""
    if press.part not in PARTS | {SET_UP, ""}:
        raise Stale
    begun = await begun_with(visit, press.recommendation, press.part)
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    if found.ended:
        raise Unchanged
    if press.part:
        await forms.begin(visit, SET, begun)
    else:
        visit.say(page.what_to_change(found, visit.t))


async def remove(visit: Visit, press: Remove) -> None:
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    demand(visit.actor, Action.FOLLOW_UP, [found.group], found.subject)
    names = await reads.names_of(visit.tx, visit.council, visit.t)
    if press.addressee == "":
        visit.say(page.which_to_remove(found, names, visit.t))
    elif press.sure != 1:
        visit.show(page.ask_to_remove(found, press.addressee, names, visit.t))
    else:
        await following.remove(visit.work, found.recommendation, press.addressee)
        visit.show(View(visit.t("It is not addressed to them any more.")))


async def answering(visit: Visit, press: Answering) -> None:
    found, about = await reads.visible_followup(visit.work, press.recommendation)
    agreed = await reads.agreed_by(visit.work)
    may_answer = rules.answerable(visit.actor, found, about, agreed, visit.council.committee)
    if not may_answer:
        raise Forbidden(Action.FOLLOW_UP, found.subject)
    of = await offered(visit, may_answer)
    known = {"addressee": of[0][0]} if len(of) == 1 else {}
    await forms.begin(visit, ANSWER, {"recommendation": found.recommendation, "of": of, **known})


async def reply(visit: Visit, press: Reply) -> None:
    """One press answers the question; its card shows what was said."""
    asked = await asking.reply(visit.work, press.question, press.state)
    visit.toast(visit.t("Thank you, it is noted."))
    await _show_question(visit, asked.id)


async def open_question(visit: Visit, id_: int) -> None:
    """The question again, to somebody who is asked it."""
    await asking.require_question(visit.work, id_)
    await _show_question(visit, id_)


async def _show_question(visit: Visit, id_: int) -> None:
    asked = await asking.require_question(visit.work, id_)
    if asked.item:
        item = await visible_item(visit.work, asked.item)
        visit.show(await reads.item_card(visit.tx, visit.council, visit.now, asked, item, visit.zone, visit.t))
        return
    found, _ = await reads.visible_followup(visit.work, asked.recommendation)
    visit.show(await reads.question_card(visit.tx, visit.council, visit.now, asked, found, visit.zone, visit.t))


async def more(visit: Visit, press: More) -> None:
    """Words and evidence to the answer that was given."""
    asked = await asking.require_question(visit.work, press.question)
    if asked.item:
        item = await visible_item(visit.work, asked.item)
        await forms.begin(visit, ANSWER, {"item": item.id, "addressee": WHOLE, "state": (item.state or State.NOT_BEGUN).value})
        return
    found, _ = await reads.visible_followup(visit.work, asked.recommendation)
    if found.answer_to(asked) is None:
        raise Stale
    known = {"addressee": asked.addressee or WHOLE, "state": found.state(asked.addressee).value}
    await forms.begin(visit, ANSWER, {"recommendation": found.recommendation, **known})


async def report(visit: Visit, press: ReportItem) -> None:
    """How far an item of the work plan is, by whoever may finish it."""
    item = await visible_item(visit.work, press.item)
    if not can_finish(visit.actor, item):
        raise Forbidden(Action.CHANGE_PLAN, item.subject)
    if item.state is None or item.dropped_at is not None:
        raise Unchanged
    await forms.begin(visit, ANSWER, {"item": item.id, "addressee": WHOLE})


async def evidence(visit: Visit, press: Evidence) -> None:
    """The file again, by the id under which Telegram has it."""
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    answer = found.answer(press.addressee)
    if answer is None or not answer.evidence.file_id:
        raise Stale
    words = View(visit.t("{number}: evidence", number=found.number), protect=True)
    visit.hand(answer.evidence.file_name or "evidence", answer.evidence.file_id, words)


async def show_measures(visit: Visit, press: Measures) -> None:
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    names, today = await reads.names_of(visit.tx, visit.council, visit.t), visit.council.today(visit.now)
    visit.say(page.measures(found, names, press.page, today, visit.t))


async def measure(visit: Visit, press: Measure) -> None:
    found, one = await following.visible_measure(visit.work, press.measure)
    if press.step is Step.SHOW:
        await _show_measure(visit, press.measure)
        return
    demand(visit.actor, Action.FOLLOW_UP, [found.group], found.subject)
    if found.ended or one.dropped:
        raise Unchanged
    if press.step is Step.CHANGE:
        typed = keys_by_name((await addressees.everyone(visit.tx, visit.council)).values())
        await forms.begin(visit, MEASURE, {"measure": one.id, "typed": list(typed.items())})
    elif press.sure != 1:
        visit.show(page.ask_to_drop(one, visit.t))
    else:
        await following.drop_measure(visit.work, one.id)
        await _show_measure(visit, one.id)


async def progress(visit: Visit, press: Progress) -> None:
    await following.progress(visit.work, press.measure, press.state)
    visit.toast(visit.t("Saved."))
    await _show_measure(visit, press.measure)


async def _show_measure(visit: Visit, id_: int) -> None:
    found, one = await following.visible_measure(visit.work, id_)
    names, today = await reads.names_of(visit.tx, visit.council, visit.t), visit.council.today(visit.now)
    changes = rules.may_change(visit.actor, found)
    moves = changes or rules.is_lead(visit.actor, found)
    visit.show(page.measure(found, one, names, today, visit.t, changes=changes, moves=moves))


async def experts(visit: Visit, press: Experts) -> None:
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    demand(visit.actor, Action.FOLLOW_UP, [found.group], found.subject)
    asked = await addressees.experts(visit.tx, found.addressees)
    people = await members.many(visit.tx, {one.person for one in asked})
    told = [page.AskedExpert(one.addressee, called(people.get(one.person), visit.t), one.agreed, one.declined) for one in asked]
    visit.say(page.experts(found, await reads.names_of(visit.tx, visit.council, visit.t), told, visit.t))


async def invite(visit: Visit, press: Invite) -> None:
    found, _ = await reads.visible_followup(visit.work, press.recommendation)
    demand(visit.actor, Action.FOLLOW_UP, [found.group], found.subject)
    names = await reads.names_of(visit.tx, visit.council, visit.t)
    of = [(key, names.get(key, key)) for key in found.addressees]
    people = await members.holders(visit.tx, [found.group], visit.now)
    known = {"addressee": of[0][0]} if len(of) == 1 else {}
    listed_ = [(str(one.id), one.name) for one in people if one.name]
    await forms.begin(visit, INVITE, {"recommendation": found.recommendation, "of": of, "people": listed_, **known})


async def agree(visit: Visit, press: Agree) -> None:
    yes = press.yes == 1
    await asking.agree(visit.work, press.addressee, yes=yes)
    names = await reads.names_of(visit.tx, visit.council, visit.t)
    name = names.get(press.addressee, press.addressee)
    visit.say(card.agreed(visit.council, press.addressee, name, visit.t, yes=yes))


PRESSES = (
    pressed(ShowList, show_list), pressed(Show, show_page), pressed(BeginFollowUp, begin), pressed(History, history),
    pressed(Alter, alter), pressed(Remove, remove), pressed(Answering, answering), pressed(Reply, reply), pressed(More, more),
    pressed(Evidence, evidence), pressed(Measures, show_measures), pressed(Measure, measure), pressed(Progress, progress),
    pressed(Experts, experts), pressed(Invite, invite), pressed(Agree, agree),
    pressed(ReportItem, report),
)  # fmt: skip
