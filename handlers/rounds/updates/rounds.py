"""Rounds are pressed: read one update, call one action or open one form, show one view. Buttons for steps on a recommendation's
page come here, as one of them opens a round; the others are the recommendation's own."""

from council.authority import Action
from council.errors import Closed, Forbidden, OldVersion, Stale, VotedAlready
from council.openness import Answered, Reasons
from council.recommendations import Step, asked_in
from council.rounds import Round, takes_from
from council.rules import REASON_WANTED, Choice, Rule
from handlers.common.decision_words import position_name
from handlers.common.names import called
from handlers.common.refusals import words as refusal_words
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import updates as recommendations
from handlers.recommendations.actions import require_step
from handlers.recommendations.presses import Do, Interest
from handlers.recommendations.views.page import file_words
from handlers.rounds import presses
from handlers.rounds.actions import amending, audience, closing, declaring, leading, opening, recusal, voting
from handlers.rounds.actions.audience import reach_of, require_lead, visible_round
from handlers.rounds.forms.interest import INTEREST
from handlers.rounds.forms.leading import AMEND, ANSWER, DECLARE, ENTER, EXTEND
from handlers.rounds.forms.opening import OPEN, RECOMMEND, groups_to_propose
from handlers.rounds.forms.reasons import REASON_KINDS, own_card, reason_form
from handlers.rounds.reads import CARD, SHEET, count_of, reading_of, sight_for
from handlers.rounds.views import card, closing as closing_views, notices, result
from handlers.rounds.views.reading import reading
from storage import electorates, forms as kept, members


async def recommend(visit: Visit) -> None:
    """/recommend: propose a recommendation, and open it to consensus or comments."""
    groups = groups_to_propose(visit)
    if not groups:
        raise Forbidden(Action.PROPOSE)
    row = await kept.load(visit.tx, visit.person.id)
    half_done = row is not None and row.kind == RECOMMEND.kind
    known: dict[str, object] = {"asked": {group: await _count(visit, group) for group in groups}, "rule": visit.council.rule}
    only = {"group": groups[0], "only_group": True} if len(groups) == 1 else {}
    await forms.begin(visit, RECOMMEND, None if half_done else {**known, **only})


async def _count(visit: Visit, group: str, recommendation: int = 0) -> int:
    return len(await opening.list_electorate(visit.work, group, recommendation))


async def do(visit: Visit, press: Do) -> None:
    """Open a round, or any other step. Raises as `require_step` does."""
    if press.step is not Step.OPEN:
        await recommendations.do(visit, press)
        return
    about = await require_step(visit.work, press.recommendation, press.step)
    group = asked_in(about, visit.council.committee)
    asked = {group: await _count(visit, group, about.id)}
    await forms.begin(visit, OPEN, {"recommendation": about.id, "asked": asked, "rule": visit.council.rule})


async def interest(visit: Visit, press: Interest) -> None:
    """Declare an interest, in words or without; or have none after all."""
    if press.declared not in {0, 1}:
        raise Stale
    if press.declared:
        about, _ = await recusal.require_recusable(visit.work, press.recommendation)
        await forms.begin(visit, INTEREST, {"recommendation": about.id, "number": about.number})
    else:
        about = await recusal.take_back(visit.work, press.recommendation)
        visit.toast(visit.t("Noted: you have no interest in it."))
        await recommendations.show(visit, about.id)


async def show(visit: Visit, round_id: int) -> None:
    """A round's card again."""
    await audience.show_again(visit.work, round_id, CARD, visit.incoming.update_id)


async def sheet(visit: Visit, round_id: int) -> None:
    """The chair's sheet again."""
    await audience.show_again(visit.work, round_id, SHEET, visit.incoming.update_id)


async def vote(visit: Visit, press: presses.Vote) -> None:
    """A position: recorded at once, or once its reason is given."""
    try:
        voter = await voting.require_elector(visit.work, press.round, press.choice, version=press.version)
        round_, stands = voter.round, voter.position
        current = stands if stands and stands.way is None and stands.version == round_.version else None
        if round_.detached:
            cast = await voting.cast_as(visit.work, voter, press.choice)
            visit.toast(visit.t("Your vote is counted."))
            await _show_own(visit, cast)
        elif current and current.choice is press.choice:
            await _forget_reason(visit, round_)
            told = position_name(current.choice, visit.t, round_.terms.rule)
            visit.toast(visit.t("Already recorded: {position}. Nothing was changed.", position=told))
            visit.show(await own_card(visit, round_, voter.personal))
        elif press.choice in REASON_WANTED:
            await _ask_reason(visit, round_, press.choice, stands.choice if stands else None)
        else:
            await _recorded(visit, await voting.cast_as(visit.work, voter, press.choice))
    except (Closed, OldVersion, VotedAlready) as refusal:
        await _too_late(visit, press.round, refusal)


async def keep(visit: Visit, press: presses.Keep) -> None:
    """The position on the text before is taken on this one, with its reason."""
    try:
        voter = await voting.require_elector(visit.work, press.round, version=press.version)
        former = voter.own.former
        if former is None:
            raise Stale
        cast = await voting.cast_as(visit.work, voter, former.choice, former.reason, former.remedy)
        await _recorded(visit, cast)
    except (Closed, OldVersion) as refusal:
        await _too_late(visit, press.round, refusal)


async def _recorded(visit: Visit, cast: voting.Voter) -> None:
    await _forget_reason(visit, cast.round)
    told = position_name(cast.position.choice if cast.position else None, visit.t, cast.round.terms.rule)
    visit.toast(visit.t("Recorded: {position}", position=told))
    await _show_own(visit, cast)


async def _too_late(visit: Visit, round_id: int, refusal: Closed | OldVersion | VotedAlready) -> None:
    """Say so, and draw the card as it is."""
    visit.toast(refusal_words(refusal, visit.t), alert=True)
    round_ = await visible_round(visit.work, round_id)
    old = isinstance(refusal, OldVersion)
    visit.show(card.superseded(round_, visit.t) if old else await own_card(visit, round_))


async def _show_own(visit: Visit, cast: voting.Voter) -> None:
    """Redraw the card that was pressed and, should it be an older copy, the one that is kept up to date as well."""
    view = await own_card(visit, cast.round, cast.personal)
    visit.show(view)
    for message in audience.list_own_cards(cast.personal):
        if message != visit.incoming.message:
            visit.redraw(message, view)


def _asks_about(row: kept.FormRow | None, round_: Round) -> bool:
    return row is not None and row.kind in REASON_KINDS and row.data.get("round") == round_.id


async def _forget_reason(visit: Visit, round_: Round) -> None:
    """A position that needs no reason was taken: what is typed next must not be taken for one."""
    if visit.had_form and _asks_about(await kept.load(visit.tx, visit.person.id), round_):
        await forms.cancel(visit)


async def _ask_reason(visit: Visit, round_: Round, choice: Choice, stands: Choice | None) -> None:
    """Ask for the reason. Whoever goes back and forth between the kinds keeps what they typed for each."""
    form = reason_form(choice, round_.terms.rule)
    row = await kept.load(visit.tx, visit.person.id)
    if row is not None and row.data and not _asks_about(row, round_):
        visit.toast(visit.t("Not recorded: first finish or cancel what you have begun."), alert=True)
        await forms.begin(visit, form, {"round": round_.id})  # which says so, and offers the way out
        return
    typed = row.data if row is not None else {}
    await forms.cancel(visit)
    told = position_name(stands, visit.t, round_.terms.rule)
    visit.toast(visit.t("Not recorded yet: tell us why in your next message. Until then: {position}.", position=told))
    about = {"round": round_.id, "version": round_.version, "number": round_.number}
    await forms.begin(visit, form, {**typed, **about, "message": visit.incoming.message or 0})


async def withdraw_objection(visit: Visit, press: presses.WithdrawObjection) -> None:
    """One's own objection is withdrawn; a new position is asked for."""
    round_ = await amending.withdraw_objection(visit.work, press.objection)
    elector = await electorates.elector(visit.tx, round_, visit.person.id, visit.now)
    taking = elector is not None and takes_from(round_, elector, visit.now)
    visit.show(notices.objection_withdrawn(round_, taking, visit.t))


async def uphold(visit: Visit, press: presses.Uphold) -> None:
    visit.show(notices.still_objects(await amending.uphold_objection(visit.work, press.objection), visit.t))


async def read_all(visit: Visit, press: presses.ReadAll) -> None:
    round_ = await visible_round(visit.work, press.round)
    visit.say(reading(await reading_of(visit.work, round_), visit.t))
    if round_.document is not None:
        words = file_words(round_.number, round_.version, round_.hash, visit.t)
        visit.hand(round_.document.name, round_.document.file_id, words)


async def show_names(visit: Visit, press: presses.ShowNames) -> None:
    """Who took which position."""
    round_ = await visible_round(visit.work, press.round)
    if not sight_for(visit.council, round_, visit.actor).names:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    visit.say(result.names(round_, await electorates.electorate(visit.tx, round_, visit.now), visit.t))


async def show_reasons(visit: Visit, press: presses.ShowReasons) -> None:
    """Why there were reservations and objections."""
    round_ = await visible_round(visit.work, press.round)
    sight = sight_for(visit.council, round_, visit.actor)
    if sight.reasons is Reasons.NOTHING:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    count = (await count_of(visit.tx, visit.council, round_, visit.now)).seen_by(sight)
    found = {one.person: one.found for one in count.objections if one.found}
    visit.say(result.reasons(round_, count.electors, sight, visit.t, found))


async def remind(visit: Visit, press: presses.Remind) -> None:
    asked = await leading.remind(visit.work, press.round)
    if sight_for(visit.council, await visible_round(visit.work, press.round), visit.actor).answered is not Answered.WHO:
        visit.toast(visit.t("Those who have not answered will be reminded, once a day at most."))
        return
    told = visit.t.plural("{n} person will be reminded.", "{n} people will be reminded.", asked)
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
    role, stand = visit.actor.speaks_as(count.round.group), count.objections
    if count.round.terms.rule is not Rule.ROUGH_CONSENSUS:
        stand = ()
    persons = await members.many(visit.tx, [objection.person for objection in stand])
    shown = closing_views.standing(stand, persons, sight_for(visit.council, count.round, visit.actor), visit.t)
    begun = {"round": count.round.id, "adopted": press.adopted, "role": role, "objections": shown}
    await forms.begin(visit, DECLARE, begun)


async def ask_declarer(visit: Visit, press: presses.AskDeclarer) -> None:
    visit.say(closing_views.ask_declarer(*await declaring.require_leaver(visit.work, press.round), visit.t))


async def leave_to(visit: Visit, press: presses.LeaveTo) -> None:
    visit.show(closing_views.left_to(*await declaring.leave_to(visit.work, press.round, press.person), visit.t))


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
    pressed(Do, do),
    pressed(Interest, interest),
    pressed(presses.Vote, vote),
    pressed(presses.ReadAll, read_all),
    pressed(presses.ShowSheet, lambda visit, press: sheet(visit, press.round)),
    pressed(presses.ShowNames, show_names),
    pressed(presses.ShowReasons, show_reasons),
    pressed(presses.Keep, keep),
    pressed(presses.WithdrawObjection, withdraw_objection),
    pressed(presses.Uphold, uphold),
    pressed(presses.AskWithdraw, ask_withdraw),
    pressed(presses.Withdraw, withdraw),
    pressed(presses.Remind, remind),
    pressed(presses.Extend, extend),
    pressed(presses.CloseNow, close_now),
    pressed(presses.Declare, declare),
    pressed(presses.AskDeclarer, ask_declarer),
    pressed(presses.LeaveTo, leave_to),
    pressed(presses.NewVersion, new_version),
    pressed(presses.Enter, enter),
    pressed(presses.ShowObjections, show_objections),
    pressed(presses.AnswerObjection, answer_objection),
)
