"""A round's card is pressed: read one update, call one action, show one view."""

from council.authority import Action
from council.errors import Closed, Forbidden, OldVersion, Stale, VotedAlready
from council.openness import Reasons
from council.rounds import Round, takes_from
from council.rules import OFFERED, REASON_WANTED, Choice
from handlers.common.decision_words import position_name
from handlers.common.refusals import words as refusal_words
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations.views.page import file_words
from handlers.rounds.actions import amending, audience, voting
from handlers.rounds.actions.audience import visible_round
from handlers.rounds.forms.reasons import REASON_KINDS, own_card, reason_form
from handlers.rounds.presses import Keep, ReadAll, ShowNames, ShowReasons, ShowSheet, Uphold, Vote, WithdrawObjection
from handlers.rounds.reads.card import sight_for
from handlers.rounds.reads.count import CARD, SHEET, count_of
from handlers.rounds.views import card, notices, result
from storage import electorates
from storage import forms as kept


async def show(visit: Visit, round_id: int) -> None:
    """A round's card again."""
    await audience.show_again(visit.work, round_id, CARD, visit.incoming.update_id)


async def sheet(visit: Visit, round_id: int) -> None:
    """The chair's sheet again."""
    await audience.show_again(visit.work, round_id, SHEET, visit.incoming.update_id)


async def vote(visit: Visit, press: Vote) -> None:
    """A position: recorded at once, or once its reason is given."""
    try:
        voter = await voting.require_elector(visit.work, press.round, press.choice, version=press.version)
        round_, stands = voter.round, voter.position
        if press.choice not in OFFERED[round_.terms.rule]:
            raise Stale
        current = stands if stands and stands.way is None and stands.version == round_.version else None
        if round_.detached:
            cast = await voting.cast_as(visit.work, voter, press.choice)
            visit.toast(visit.t("Your vote is counted."))
            await _show_own(visit, cast)
        elif current and current.choice is press.choice:
            await _forget_reason(visit, round_)
            told = position_name(current.choice, visit.t, round_.terms.rule)
            visit.toast(visit.t("Already recorded: {position}. Nothing was changed.", position=told))
            visit.show(await own_card(visit, round_, voter.ballot))
        elif press.choice in REASON_WANTED:
            await _ask_reason(visit, round_, press.choice, stands.choice if stands else None)
        else:
            await _recorded(visit, await voting.cast_as(visit.work, voter, press.choice))
    except (Closed, OldVersion, VotedAlready) as refusal:
        await _too_late(visit, press.round, refusal)


async def keep(visit: Visit, press: Keep) -> None:
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
    view = await own_card(visit, cast.round, cast.ballot)
    visit.show(view)
    for message in audience.list_own_cards(cast.ballot):
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
        visit.toast(visit.t("Not recorded: you are in the middle of something else."), alert=True)
        await forms.begin(visit, form, {"round": round_.id})  # which says so, and offers the way out
        return
    typed = row.data if row is not None else {}
    await forms.cancel(visit)
    told = position_name(stands, visit.t, round_.terms.rule)
    visit.toast(visit.t("Not recorded yet: tell us why in your next message. Until then: {position}.", position=told))
    about = {"round": round_.id, "version": round_.version, "number": round_.number}
    await forms.begin(visit, form, {**typed, **about, "message": visit.incoming.message or 0})


async def withdraw_objection(visit: Visit, press: WithdrawObjection) -> None:
    """One's own objection is withdrawn; a new position is asked for."""
    round_ = await amending.withdraw_objection(visit.work, press.objection)
    elector = await electorates.elector(visit.tx, round_, visit.person.id, visit.now)
    taking = elector is not None and takes_from(round_, elector, visit.now)
    visit.show(notices.objection_withdrawn(round_, taking, visit.t))


async def uphold(visit: Visit, press: Uphold) -> None:
    visit.show(notices.still_objects(await amending.uphold_objection(visit.work, press.objection), visit.t))


async def read_all(visit: Visit, press: ReadAll) -> None:
    round_ = await visible_round(visit.work, press.round)
    visit.say(*card.whole_text(round_, visit.t))
    if round_.document is not None:
        words = file_words(round_.number, round_.version, round_.hash, visit.t)
        visit.hand(round_.document.name, round_.document.file_id, words)


async def show_names(visit: Visit, press: ShowNames) -> None:
    """Who took which position."""
    round_ = await visible_round(visit.work, press.round)
    if not sight_for(visit.council, round_, visit.actor).names:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    visit.say(*result.names(round_, await electorates.electorate(visit.tx, round_, visit.now), visit.t))


async def show_reasons(visit: Visit, press: ShowReasons) -> None:
    """Why there were reservations and objections."""
    round_ = await visible_round(visit.work, press.round)
    sight = sight_for(visit.council, round_, visit.actor)
    if sight.reasons is Reasons.NOTHING:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    count = (await count_of(visit.tx, visit.council, round_, visit.now)).seen_by(sight)
    visit.say(*result.reasons(round_, count.electors, sight, visit.t))


PRESSES = (
    pressed(Vote, vote),
    pressed(ReadAll, read_all),
    pressed(ShowSheet, lambda visit, press: sheet(visit, press.round)),
    pressed(ShowNames, show_names),
    pressed(ShowReasons, show_reasons),
    pressed(Keep, keep),
    pressed(WithdrawObjection, withdraw_objection),
    pressed(Uphold, uphold),
)
