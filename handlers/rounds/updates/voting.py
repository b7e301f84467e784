"""Recommendations' updates: read one, call one action, show one view."""

from council.authority import Action
from council.errors import Closed, Forbidden, OldVersion, Stale, VotedAlready
from council.openness import Reasons, reader_of
from council.rounds import Round, takes_from
from council.rules import OFFERED, REASON_WANTED, Choice
from handlers.common.decision_words import position_name
from handlers.common.refusals import words as refusal_words
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations.views.page import file_words
from handlers.rounds.actions import amending, voting
from handlers.rounds.actions.voting import SHEET
from handlers.rounds.forms.opening import ONLY_GROUP, RECOMMEND, groups_to_propose
from handlers.rounds.forms.reasons import REASON_KINDS, reason_form
from handlers.rounds.reads.tally import CARD
from handlers.rounds.reads.visible import seen, sight_of
from handlers.rounds.views import card, notices, result
from handlers.rounds.views.card import Keep, ReadAll, ShowNames, ShowReasons, ShowSheet, Vote
from handlers.rounds.views.notices import Uphold, WithdrawObjection
from storage import electorates
from storage import forms as kept


async def recommend(visit: Visit) -> None:
    """/recommend: propose a recommendation, and open it to consensus or comments."""
    groups = groups_to_propose(visit)
    if not groups:
        raise Forbidden(Action.PROPOSE)
    row = await kept.load(visit.tx, visit.person.id)
    half_done = row is not None and row.kind == RECOMMEND.kind
    only = {"group": groups[0], ONLY_GROUP: 1} if len(groups) == 1 and not half_done else None
    await forms.begin(visit, RECOMMEND, only)


async def show(visit: Visit, round_id: int) -> None:
    """A round's card again."""
    await voting.show_again(visit.work, round_id, CARD, visit.incoming.update_id)


async def sheet(visit: Visit, round_id: int) -> None:
    """The chair's sheet again."""
    await voting.show_again(visit.work, round_id, SHEET, visit.incoming.update_id)


async def show_sheet(visit: Visit, press: ShowSheet) -> None:
    """The same, from a round's own messages."""
    await sheet(visit, press.round)


async def vote(visit: Visit, press: Vote) -> None:
    """A position: recorded at once, or once its reason is given."""
    try:
        round_, elector = await voting.look_as_elector(visit.work, press.round, press.choice, version=press.version)
        if press.choice not in OFFERED[round_.terms.rule]:
            raise Stale
        stands = elector.position
        current = stands if stands and stands.way is None and stands.version == round_.version else None
        if round_.detached:
            await voting.cast(visit.work, press.round, press.choice, version=press.version)
            visit.toast(visit.t("Your vote is counted."))
            await _show_own(visit, round_)
        elif current and current.choice is press.choice:
            await _forget_reason(visit, round_)
            told = position_name(current.choice, visit.t, round_.terms.rule)
            visit.toast(visit.t("Already recorded: {position}. Nothing was changed.", position=told))
            visit.show(await _card(visit, round_))
        elif press.choice in REASON_WANTED:
            await _ask_reason(visit, round_, press.choice, stands.choice if stands else None)
        else:
            await _recorded(visit, await voting.cast(visit.work, press.round, press.choice, version=press.version))
    except (Closed, OldVersion, VotedAlready) as refusal:
        await _too_late(visit, press.round, refusal)


async def keep(visit: Visit, press: Keep) -> None:
    """The position on the text before is taken on this one, with its reason."""
    try:
        _, elector = await voting.look_as_elector(visit.work, press.round, version=press.version)
        former = elector.former
        if former is None:
            raise Stale
        cast = await voting.cast(
            visit.work, press.round, former.choice, former.reason, former.remedy, version=press.version
        )
        await _recorded(visit, cast)
    except (Closed, OldVersion) as refusal:
        await _too_late(visit, press.round, refusal)


async def _recorded(visit: Visit, cast: voting.Cast) -> None:
    await _forget_reason(visit, cast.round)
    told = position_name(cast.position.choice if cast.position else None, visit.t, cast.round.terms.rule)
    visit.toast(visit.t("Recorded: {position}", position=told))
    await _show_own(visit, cast.round)


async def _too_late(visit: Visit, round_id: int, refusal: Closed | OldVersion | VotedAlready) -> None:
    """Say so, and draw the card as it is."""
    visit.toast(refusal_words(refusal, visit.t), alert=True)
    round_ = await voting.look(visit.work, round_id)
    superseded = isinstance(refusal, OldVersion)
    visit.show(card.superseded(round_, visit.t) if superseded else await _card(visit, round_))


async def _card(visit: Visit, round_: Round) -> View:
    found = await seen(visit.tx, visit.council, round_, visit.actor, visit.now)
    return card.card(found, visit.now, visit.zone, visit.t)


async def _show_own(visit: Visit, round_: Round) -> None:
    """Redraw the card that was pressed and, should it be an older copy, the one that is kept up to date as well."""
    view = await _card(visit, round_)
    visit.show(view)
    for message in await voting.own_cards(visit.work, round_):
        if message != visit.incoming.message:
            visit.redraw(message, view)


def _asks_about(row: kept.FormRow | None, round_: Round) -> bool:
    return row is not None and row.kind in REASON_KINDS and row.data.get("round") == round_.id


async def _forget_reason(visit: Visit, round_: Round) -> None:
    """A position that needs no reason was taken: what is typed next must not be taken for one."""
    if _asks_about(await kept.load(visit.tx, visit.person.id), round_):
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
    data = {
        **typed,
        "round": round_.id,
        "version": round_.version,
        "rule": round_.terms.rule.value,
        "number": round_.number,
        "message": visit.incoming.message or 0,
    }
    await forms.begin(visit, form, data)


async def withdraw_objection(visit: Visit, press: WithdrawObjection) -> None:
    """One's own objection is withdrawn; a new position is asked for."""
    round_ = await amending.withdraw_objection(visit.work, press.objection)
    elector = await electorates.elector(visit.tx, round_, visit.person.id, visit.now)
    taking = elector is not None and takes_from(round_, elector, visit.now)
    visit.show(notices.objection_withdrawn(round_, taking, visit.t))


async def uphold(visit: Visit, press: Uphold) -> None:
    """One still objects."""
    visit.show(notices.still_objects(await amending.uphold_objection(visit.work, press.objection), visit.t))


async def read_all(visit: Visit, press: ReadAll) -> None:
    """The whole text."""
    round_ = await voting.look(visit.work, press.round)
    for view in card.whole_text(round_, visit.t):
        visit.say(view)
    if round_.document is not None:
        words = file_words(round_.number, round_.version, round_.hash, visit.t)
        visit.hand(round_.document.name, round_.document.file_id, words)


async def show_names(visit: Visit, press: ShowNames) -> None:
    """Who took which position."""
    round_ = await voting.look(visit.work, press.round)
    if not sight_of(visit.council, round_, reader_of(visit.actor, round_.group, round_.author)).names:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    for view in result.names(round_, await electorates.electorate(visit.tx, round_, visit.now), visit.t):
        visit.say(view)


async def show_reasons(visit: Visit, press: ShowReasons) -> None:
    """Why there were reservations and objections."""
    round_ = await voting.look(visit.work, press.round)
    sight = sight_of(visit.council, round_, reader_of(visit.actor, round_.group, round_.author))
    if sight.reasons is Reasons.NOTHING:
        raise Forbidden(Action.SEE_POSITIONS, round_.subject)
    for view in result.reasons(round_, await electorates.electorate(visit.tx, round_, visit.now), sight, visit.t):
        visit.say(view)


PRESSES = (
    pressed(Vote, vote),
    pressed(ReadAll, read_all),
    pressed(ShowSheet, show_sheet),
    pressed(ShowNames, show_names),
    pressed(ShowReasons, show_reasons),
    pressed(Keep, keep),
    pressed(WithdrawObjection, withdraw_objection),
    pressed(Uphold, uphold),
)
