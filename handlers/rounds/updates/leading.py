"""The chair's sheet is pressed: read one update, call one action or open one form, show one view."""

from council.authority import Action
from council.errors import Closed, Forbidden, NotYet, Stale
from council.openness import reader_of
from council.round_terms import may_declare, may_end_early
from council.rounds import RoundState
from council.rules import Outcome, Rule
from handlers.common.names import called
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.rounds.actions import amending, closing, leading, voting
from handlers.rounds.forms.leading import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.rounds.reads.tally import standing
from handlers.rounds.reads.visible import sight_of
from handlers.rounds.views import closing as closing_views
from handlers.rounds.views import result
from handlers.rounds.views.sheet import (
    AnswerObjection,
    AskWithdraw,
    CloseNow,
    Declare,
    Enter,
    Extend,
    NewVersion,
    Remind,
    ShowObjections,
    Withdraw,
)
from storage import members, objections


async def remind(visit: Visit, press: Remind) -> None:
    """Ask the silent again."""
    asked = await leading.remind(visit.work, press.round)
    if asked:
        visit.toast(visit.t.plural("{n} person is asked again.", "{n} people are asked again.", asked))
    else:
        visit.toast(visit.t("Nobody is left to remind today."))


async def extend(visit: Visit, press: Extend) -> None:
    """More time: until when, and why?"""
    round_ = await voting.look_to_lead(visit.work, press.round, Action.LEAD_ROUND)
    waits = round_.state is RoundState.AWAITING and round_.terms.rule is Rule.SILENCE
    if not (round_.open(visit.now) or waits):
        raise Closed
    since = max(round_.deadline, visit.now)
    await forms.begin(visit, EXTEND, {"round": round_.id, "since": since.isoformat(timespec="minutes")})


async def close_now(visit: Visit, press: CloseNow) -> None:
    """Close before the deadline; asked about first."""
    if press.sure == 1:
        visit.show(closing_views.closed_now(await leading.close_early(visit.work, press.round), visit.t))
        return
    if press.sure:
        raise Stale
    round_ = await voting.look_to_lead(visit.work, press.round, Action.LEAD_ROUND)
    waits = round_.state is RoundState.AWAITING
    if not (round_.open(visit.now) or waits):
        raise Closed
    found = await standing(visit.tx, visit.council, round_, visit.now)
    may_end = waits or may_end_early(round_, found.electors, visit.now)
    if not may_end or found.verdict.outcome is Outcome.AWAITING:
        raise NotYet
    visit.say(closing_views.ask_close(round_, visit.t))


async def declare(visit: Visit, press: Declare) -> None:
    """The chair's word: with which rationale?"""
    if press.adopted not in {0, 1}:
        raise Stale
    round_ = await voting.look_to_lead(visit.work, press.round, Action.LEAD_ROUND)
    found = await standing(visit.tx, visit.council, round_, visit.now)
    if round_.over:
        raise Closed
    if not may_declare(round_, found.electors, visit.now):
        raise NotYet
    await forms.begin(visit, DECLARE, {"round": round_.id, "adopted": press.adopted})


async def new_version(visit: Visit, press: NewVersion) -> None:
    """Change the text."""
    round_ = await voting.look_to_lead(visit.work, press.round, Action.AMEND_ROUND, author=True)
    if not round_.open(visit.now):
        raise Closed
    await forms.begin(visit, AMEND, {"round": round_.id, "filed": round_.document is not None})


async def enter(visit: Visit, press: Enter) -> None:
    """Enter a position that came otherwise: whose?"""
    round_, found = await leading.enterable(visit.work, press.round)
    if not found:
        visit.toast(visit.t("Everyone has answered in the bot."), alert=True)
        return
    people = [[elector.person.id, called(elector.person, visit.t)] for elector in found]
    await forms.begin(visit, ENTER, {"round": round_.id, "rule": round_.terms.rule.value, "people": people})


async def show_objections(visit: Visit, press: ShowObjections) -> None:
    """The objections that stand."""
    round_, stand = await amending.to_answer(visit.work, press.round)
    sight = sight_of(visit.council, round_, reader_of(visit.actor, round_.group, round_.author))
    persons = await members.many(visit.tx, [objection.person for objection in stand])
    for view in closing_views.objections(round_, stand, persons, sight, visit.t):
        visit.say(view)


async def answer_objection(visit: Visit, press: AnswerObjection) -> None:
    """Answer one: with what?"""
    objection = await objections.get(visit.tx, press.objection)
    if objection is None:
        raise Forbidden(Action.ANSWER_OBJECTION, f"objection:{press.objection}")
    await amending.to_answer(visit.work, objection.round)
    await forms.begin(visit, ANSWER, {"objection": objection.id})


async def ask_withdraw(visit: Visit, press: AskWithdraw) -> None:
    """Really?"""
    round_ = await voting.look_to_lead(visit.work, press.round, Action.WITHDRAW_ROUND)
    if round_.over:
        raise Closed
    visit.say(closing_views.ask_withdraw(round_, visit.t))


async def withdraw(visit: Visit, press: Withdraw) -> None:
    """Withdraw the round, or leave it open after all."""
    if press.sure == 1:
        round_ = await closing.withdraw(visit.work, press.round)
        visit.show(result.withdrawn(round_, visit.zone, visit.t))
    elif press.sure == 0:
        visit.show(closing_views.left_open(await voting.look(visit.work, press.round), visit.t))
    else:
        raise Stale


PRESSES = (
    pressed(AskWithdraw, ask_withdraw),
    pressed(Withdraw, withdraw),
    pressed(Remind, remind),
    pressed(Extend, extend),
    pressed(CloseNow, close_now),
    pressed(Declare, declare),
    pressed(NewVersion, new_version),
    pressed(Enter, enter),
    pressed(ShowObjections, show_objections),
    pressed(AnswerObjection, answer_objection),
)
