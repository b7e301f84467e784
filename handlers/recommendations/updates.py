"""Recommendations outside their rounds: read one update, call one action or open one form, show one view."""

from council.errors import Stale
from council.recommendations import Step, may_see_discussion, may_see_round
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import actions, reads
from handlers.recommendations.forms import COMMENT, DECIDE, FIND, REVISE
from handlers.recommendations.presses import Browse, Do, Find, Part, Show, Sure, TakeProposed
from handlers.recommendations.views import page
from handlers.recommendations.views.listing import listing
from storage import members, recommendations, rounds


async def listed(visit: Visit) -> None:
    """/recommendations: where each stands; with words after it, a search."""
    words = visit.incoming.argument if visit.incoming.command == "recommendations" else ""
    visit.say(listing(await reads.list_visible(visit.work, words=words), visit.now, visit.zone, visit.t))


async def browse(visit: Visit, press: Browse) -> None:
    """Another stretch of the list."""
    visit.show(listing(await reads.list_visible(visit.work, press.at), visit.now, visit.zone, visit.t))


async def find(visit: Visit, _press: Find) -> None:
    reads.scope(visit.work)
    await forms.begin(visit, FIND)


async def show(visit: Visit, id_: int) -> None:
    visit.say(await _page(visit, id_))


async def _page(visit: Visit, id_: int) -> View:
    about = await actions.visible_recommendation(visit.work, id_)
    known = (await reads.load(visit.tx, [about.id]))[about.id]
    return page.page(reads.page_of(known, visit.actor, visit.council.committee, visit.now, visit.t), visit.zone, visit.t)


async def show_part(visit: Visit, press: Show) -> None:
    """Its text, its history or its comments."""
    discussed = press.part is not Part.TEXT
    about = await actions.visible_recommendation(visit.work, press.recommendation, discussed=discussed)
    match press.part:
        case Part.TEXT:
            sees = may_see_discussion(visit.actor, about)
            versions = await recommendations.versions_of(visit.tx, about.id) if sees else []
            view = page.whole_text(about, versions, visit.t, await reads.positions_of(visit.work, about))
        case Part.COMMENTS:
            said = await recommendations.comments_on(visit.tx, about.id)
            names = await _names(visit, {one.person for one in said})
            view = page.comments(about, said, names, visit.zone, visit.t)
        case Part.PROPOSED:
            view = page.proposed_text(about, await actions.get_proposed(visit.work, about), visit.t)
        case Part.HISTORY:
            events = await recommendations.history(visit.tx, about.id)
            names = await _names(visit, {event.person for event in events if event.person is not None})
            known = {one.version: one for one in await recommendations.versions_of(visit.tx, about.id)}
            held = await rounds.of_recommendation(visit.tx, about.id)
            visible = {round_.id: round_ for round_ in held if may_see_round(visit.actor, round_)}
            bodies = {round_.id: round_.group for round_ in held}
            view = page.history(about, events, known, visible, bodies, names, visit.zone, visit.t)
    visit.say(view)
    if press.part is Part.TEXT and about.document is not None:
        words = page.file_words(about.number, about.version, about.hash, visit.t)
        visit.hand(about.document.name, about.document.file_id, words)


async def take_proposed(visit: Visit, press: TakeProposed) -> None:
    """The Committee's text becomes a new version, once its author has seen what changes."""
    about = await actions.require_step(visit.work, press.recommendation, Step.REVISE)
    text = await actions.get_proposed(visit.work, about)
    filed = {"text": text, "filed": about.document is not None}
    await forms.begin(visit, REVISE, {"recommendation": about.id, **filed})


async def _names(visit: Visit, ids: set[int]) -> dict[int, str]:
    return {id_: page.name_of(person, visit.t) for id_, person in (await members.many(visit.tx, ids)).items()}


async def do(visit: Visit, press: Do) -> None:
    """Any step but the opening of a round, which `handlers.rounds` has: its form is begun, or its presser is asked
    whether they are sure."""
    about = await actions.require_step(visit.work, press.recommendation, press.step)
    match press.step:
        case Step.COMMENT:
            await forms.begin(visit, COMMENT, {"recommendation": about.id})
        case Step.REVISE:
            await forms.begin(visit, REVISE, {"recommendation": about.id, "filed": about.document is not None})
        case Step.RETURN | Step.DECLINE:
            await forms.begin(visit, DECIDE, {"recommendation": about.id, "back": press.step is Step.RETURN})
        case _:
            visit.say(page.ask(about, press.step, visit.t))


_AT_ONCE = {Step.CONSULT: actions.consult, Step.FORWARD: actions.forward, Step.WITHDRAW: actions.withdraw}


async def sure(visit: Visit, press: Sure) -> None:
    """A step that was asked about is taken."""
    if press.step not in _AT_ONCE:
        raise Stale
    await _AT_ONCE[press.step](visit.work, press.recommendation)
    visit.show(await _page(visit, press.recommendation))


PRESSES = (
    pressed(Sure, sure),
    pressed(Show, show_part),
    pressed(TakeProposed, take_proposed),
    pressed(Browse, browse),
    pressed(Find, find),
)
