"""The chair's sheet is pressed: read one update, call one action or open one form, show one view."""

from council.authority import Action
from council.errors import Closed, Stale
from handlers.common.names import called
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.rounds import presses
from handlers.rounds.actions import amending, closing, leading
from handlers.rounds.actions.audience import reach_of, require_lead, visible_round
from handlers.rounds.forms.leading import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.rounds.reads.card import sight_for
from handlers.rounds.updates.review import PRESSES as REVIEW_PRESSES
from handlers.rounds.updates.review import show as show_review
from handlers.rounds.views import card
from handlers.rounds.views import closing as closing_views
from storage import members

__all__ = ["PRESSES", "show_review"]


async def remind(visit: Visit, press: presses.Remind) -> None:
    asked = await leading.remind(visit.work, press.round)
    if sight_for(visit.council, await visible_round(visit.work, press.round), visit.actor).nameless_while_open:
        visit.toast(visit.t("Those who have not answered are asked again, once a day at most."))
        return
    told = visit.t.plural("{n} person is asked again.", "{n} people are asked again.", asked)
    visit.toast(told if asked else visit.t("Nobody is left to remind today."))


async def extend(visit: Visit, press: presses.Extend) -> None:
    round_ = await leading.require_extendable(visit.work, press.round)
    role = visit.actor.speaks_as(round_.group)
    await forms.begin(visit, EXTEND, {"round": round_.id, "since": max(round_.deadline, visit.now), "role": role})


async def close_now(visit: Visit, press: presses.CloseNow) -> None:
    """Close without waiting any longer; asked about first."""
    if press.sure == 1:
        visit.show(closing_views.closed_now(await leading.close_early(visit.work, press.round), visit.t))
    elif press.sure == 0:
        count = await leading.require_closable(visit.work, press.round)
        reach, role = await reach_of(visit.work, count.round), visit.actor.speaks_as(count.round.group)
        visit.say(closing_views.ask_close(count.round, reach, role, visit.t))
    else:
        raise Stale


async def declare(visit: Visit, press: presses.Declare) -> None:
    if press.adopted not in {0, 1}:
        raise Stale
    count = await leading.require_declarable(visit.work, press.round)
    role = visit.actor.speaks_as(count.round.group)
    await forms.begin(visit, DECLARE, {"round": count.round.id, "adopted": press.adopted, "role": role})


async def new_version(visit: Visit, press: presses.NewVersion) -> None:
    round_ = await amending.require_amendable(visit.work, press.round)
    await forms.begin(visit, AMEND, {"round": round_.id, "filed": round_.document is not None})


async def enter(visit: Visit, press: presses.Enter) -> None:
    """Enter a position that came otherwise: whose?"""
    round_, found = await leading.list_enterable(visit.work, press.round)
    if not found:
        visit.toast(visit.t("Everyone has answered in the bot."), alert=True)
        return
    people = [(elector.person.id, called(elector.person, visit.t)) for elector in found]
    await forms.begin(visit, ENTER, {"round": round_.id, "rule": round_.terms.rule, "people": people})


async def show_objections(visit: Visit, press: presses.ShowObjections) -> None:
    round_, stand = await amending.list_to_answer(visit.work, press.round)
    persons = await members.many(visit.tx, [objection.person for objection in stand])
    sight = sight_for(visit.council, round_, visit.actor)
    visit.say(*closing_views.objections(round_, stand, persons, sight, visit.t))


async def answer_objection(visit: Visit, press: presses.AnswerObjection) -> None:
    objection = await amending.require_answerable(visit.work, press.objection)
    await forms.begin(visit, ANSWER, {"objection": objection.id})


async def ask_withdraw(visit: Visit, press: presses.AskWithdraw) -> None:
    round_ = await require_lead(visit.work, press.round, Action.WITHDRAW_ROUND)
    if round_.over:
        raise Closed
    visit.say(closing_views.ask_withdraw(round_, await reach_of(visit.work, round_), visit.t))


async def withdraw(visit: Visit, press: presses.Withdraw) -> None:
    if press.sure == 1:
        visit.show(card.withdrawn(await closing.withdraw(visit.work, press.round), visit.zone, visit.t))
    elif press.sure == 0:
        visit.show(closing_views.left_open(await visible_round(visit.work, press.round), visit.t))
    else:
        raise Stale


PRESSES = (
    *REVIEW_PRESSES,
    pressed(presses.AskWithdraw, ask_withdraw),
    pressed(presses.Withdraw, withdraw),
    pressed(presses.Remind, remind),
    pressed(presses.Extend, extend),
    pressed(presses.CloseNow, close_now),
    pressed(presses.Declare, declare),
    pressed(presses.NewVersion, new_version),
    pressed(presses.Enter, enter),
    pressed(presses.ShowObjections, show_objections),
    pressed(presses.AnswerObjection, answer_objection),
)
