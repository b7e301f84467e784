"""Recommendations' updates: read one, call one action, show one view."""

from council.authority import Action, anywhere, demand
from council.errors import Closed, Forbidden, Stale
from council.recommendations import Round, RoundState
from council.rules import REASON_WANTED, Choice
from handlers import forms
from handlers.common.refusals import words
from handlers.common.view import View
from handlers.context import Visit
from handlers.recommendations import actions, records, views
from handlers.recommendations.actions import CARD, SHEET
from handlers.recommendations.forms import OBJECTION, ONLY_GROUP, RECOMMEND, RESERVATION, groups_to_open
from handlers.recommendations.reads import seen
from handlers.recommendations.records import AskWithdraw, Withdraw
from handlers.recommendations.views import Listed, ReadAll, ShowNames, ShowReasons, ShowSheet, Vote
from handlers.recommendations.words import position_name
from handlers.steps import Form
from storage import electorates, recommendations
from storage import forms as kept

MOST_LISTED = 10


async def recommend(visit: Visit) -> None:
    """/recommend: open a recommendation to consensus."""
    groups = groups_to_open(visit)
    if not groups:
        raise Forbidden(Action.OPEN_ROUND)
    row = await kept.load(visit.tx, visit.person.id)
    half_done = row is not None and row.kind == RECOMMEND.kind
    only = {"group": groups[0], ONLY_GROUP: 1} if len(groups) == 1 and not half_done else None
    await forms.begin(visit, RECOMMEND, only)


async def listed(visit: Visit) -> None:
    """/recommendations: what waits, what is open, what was closed last."""
    groups = anywhere(visit.actor, Action.SEE_ROUND)
    if groups == ():
        raise Forbidden(Action.SEE_ROUND)
    waiting = await recommendations.waiting_for(visit.tx, visit.person.id, visit.now)
    ids = {round_.id for round_ in waiting}
    others = [r for r in await recommendations.open_in(visit.tx, groups, visit.now) if r.id not in ids]
    closed = await recommendations.closed_in(visit.tx, groups, MOST_LISTED)
    left_out = max(len(waiting) - MOST_LISTED, 0) + max(len(others) - MOST_LISTED, 0)
    found = Listed(waiting[:MOST_LISTED], others[:MOST_LISTED], closed, left_out)
    visit.say(views.listed(found, visit.zone, visit.t))


async def show(visit: Visit, round_id: int) -> None:
    """A round's card again."""
    await actions.show_again(visit.work, round_id, CARD, visit.incoming.update_id)


async def show_sheet(visit: Visit, press: ShowSheet) -> None:
    """The chair's sheet again."""
    await actions.show_again(visit.work, press.round, SHEET, visit.incoming.update_id)


async def vote(visit: Visit, press: Vote) -> None:
    """A position: recorded at once, or once its reason is given."""
    try:
        round_, elector = await actions.look_as_elector(visit.work, press.round)
        stands = elector.position
        if stands and stands.choice is press.choice:
            await _forget_reason(visit, round_)
            told = position_name(stands.choice, visit.t)
            visit.toast(visit.t("Already recorded: {position}. Nothing was changed.", position=told))
            visit.show(await _card(visit, round_))
        elif press.choice in REASON_WANTED:
            await _ask_reason(visit, round_, press.choice, stands.choice if stands else None)
        else:
            cast = await actions.cast(visit.work, press.round, press.choice)
            await _forget_reason(visit, round_)
            told = position_name(cast.position.choice, visit.t)
            visit.toast(visit.t("Recorded: {position}", position=told))
            await _show_own(visit, round_)
    except Closed as closed:
        visit.toast(words(closed, visit.t), alert=True)
        visit.show(await _card(visit, await actions.look(visit.work, press.round)))


async def _card(visit: Visit, round_: Round) -> View:
    return views.card(await seen(visit.tx, round_, visit.actor, visit.now), visit.now, visit.zone, visit.t)


async def _show_own(visit: Visit, round_: Round) -> None:
    """Redraw the card that was pressed and, should it be an older copy, the one that is kept up to date as well."""
    view = await _card(visit, round_)
    visit.show(view)
    for message in await actions.own_cards(visit.work, round_):
        if message != visit.incoming.message:
            visit.redraw(message, view)


def _asks_about(row: kept.FormRow | None, round_: Round) -> bool:
    kinds = {RESERVATION.kind, OBJECTION.kind}
    return row is not None and row.kind in kinds and row.data.get("round") == round_.id


async def _forget_reason(visit: Visit, round_: Round) -> None:
    """A position that needs no reason was taken: what is typed next must not be taken for one."""
    if _asks_about(await kept.load(visit.tx, visit.person.id), round_):
        await forms.cancel(visit)


async def _ask_reason(visit: Visit, round_: Round, choice: Choice, stands: Choice | None) -> None:
    """Ask for the reason. Whoever goes back and forth between the two kinds keeps what they typed for each."""
    form: Form = OBJECTION if choice is Choice.OBJECT else RESERVATION
    row = await kept.load(visit.tx, visit.person.id)
    if row is not None and row.data and not _asks_about(row, round_):
        visit.toast(visit.t("Not recorded: you are in the middle of something else."), alert=True)
        await forms.begin(visit, form, {"round": round_.id})  # which says so, and offers the way out
        return
    typed = row.data if row is not None else {}
    await forms.cancel(visit)
    told = position_name(stands, visit.t)
    visit.toast(visit.t("Not recorded yet: tell us why in your next message. Until then: {position}.", position=told))
    data = {**typed, "round": round_.id, "number": round_.number, "message": visit.incoming.message or 0}
    await forms.begin(visit, form, data)


async def read_all(visit: Visit, press: ReadAll) -> None:
    """The whole text."""
    for view in views.whole_text(await actions.look(visit.work, press.round), visit.t):
        visit.say(view)


async def show_names(visit: Visit, press: ShowNames) -> None:
    """Who took which position."""
    round_ = await _to_read(visit, press.round)
    for view in records.names(round_, await electorates.electorate(visit.tx, round_, visit.now), visit.t):
        visit.say(view)


async def show_reasons(visit: Visit, press: ShowReasons) -> None:
    """Why there were reservations and objections."""
    round_ = await _to_read(visit, press.round)
    for view in records.reasons(round_, await electorates.electorate(visit.tx, round_, visit.now), visit.t):
        visit.say(view)


async def _to_read(visit: Visit, round_id: int) -> Round:
    """The round, for someone who may see its positions: members only once it has closed, observers never."""
    round_ = await actions.look(visit.work, round_id)
    closed = round_.state is RoundState.CLOSED
    demand(visit.actor, Action.SEE_POSITIONS_AFTER if closed else Action.SEE_POSITIONS, [round_.group], round_.subject)
    return round_


async def ask_withdraw(visit: Visit, press: AskWithdraw) -> None:
    """Really?"""
    round_ = await actions.look(visit.work, press.round)
    demand(visit.actor, Action.WITHDRAW_ROUND, [round_.group], round_.subject)
    if not round_.open(visit.now):
        raise Closed
    visit.say(records.ask_withdraw(round_, visit.t))


async def withdraw(visit: Visit, press: Withdraw) -> None:
    """Withdraw the round, or leave it open after all."""
    if press.sure == 1:
        round_ = await actions.withdraw(visit.work, press.round)
        visit.show(records.withdrawn(round_, visit.zone, visit.t))
    elif press.sure == 0:
        visit.show(records.left_open(await actions.look(visit.work, press.round), visit.t))
    else:
        raise Stale
