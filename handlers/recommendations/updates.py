"""Recommendations outside their rounds: read one update, call one action or open one form, show one view."""

from council.errors import Stale
from council.recommendations import Step
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.recommendations import actions
from handlers.recommendations.forms.discussion import COMMENT, DECIDE, FIND, REVISE
from handlers.recommendations.forms.text import FILED
from handlers.recommendations.presses import Browse, Do, Find, Part, Show, Sure
from handlers.recommendations.reads import found, seen_rounds, shown, stretch
from handlers.recommendations.views import page
from handlers.recommendations.views.notices import names_of
from storage import members, recommendations, rounds


async def listed(visit: Visit) -> None:
    """/recommendations: where each stands; with words after it, a search."""
    if visit.incoming.argument and visit.incoming.command == "recommendations":
        visit.say(await found(visit, visit.incoming.argument))
        return
    visit.say(await stretch(visit))


async def browse(visit: Visit, press: Browse) -> None:
    """Another stretch of the list."""
    visit.show(await stretch(visit, press.at))


async def find(visit: Visit, _press: Find) -> None:
    """Search: for what?"""
    actions.shelf(visit.work)
    await forms.begin(visit, FIND)


async def show(visit: Visit, id_: int) -> None:
    """The page of one."""
    visit.say(await shown(visit, id_))


async def show_part(visit: Visit, press: Show) -> None:
    """Its text, its history or its comments."""
    about = await actions.visible_recommendation(visit.work, press.recommendation)
    if press.part is Part.TEXT:
        visit.say(page.whole_text(about, visit.t))
        if about.document is not None:
            words = page.file_words(about.number, about.version, about.hash, visit.t)
            visit.hand(about.document.name, about.document.file_id, words)
        return
    if press.part is Part.COMMENTS:
        said = await recommendations.comments_on(visit.tx, about.id)
        names = names_of(await members.many(visit.tx, {one.person for one in said}), visit.t)
        views = page.comments(about, said, names, visit.zone, visit.t)
    else:
        events = await recommendations.history(visit.tx, about.id)
        names = names_of(await members.many(visit.tx, {e.person for e in events if e.person is not None}), visit.t)
        versions = {one.version: one for one in await recommendations.versions_of(visit.tx, about.id)}
        held = await rounds.of_recommendation(visit.tx, about.id)
        by_id = {round_.id: round_ for round_ in seen_rounds(visit.actor, held)}
        bodies = {round_.id: round_.group for round_ in held}
        views = page.history(about, events, versions, by_id, bodies, names, visit.zone, visit.t)
    for view in views:
        visit.say(view)


async def do(visit: Visit, press: Do) -> None:
    """Any step but the opening of a round, whose form is `handlers.rounds`': a form asks for its words, or its presser is
    asked whether they are sure."""
    about = await actions.require_step(visit.work, press.recommendation, press.step)
    data: dict[str, object] = {"recommendation": about.id}
    if press.step is Step.COMMENT:
        await forms.begin(visit, COMMENT, data)
    elif press.step is Step.REVISE:
        await forms.begin(visit, REVISE, {**data, FILED: int(about.document is not None)})
    elif press.step in {Step.RETURN, Step.DECLINE}:
        await forms.begin(visit, DECIDE, {**data, "back": int(press.step is Step.RETURN)})
    else:
        visit.say(page.ask(about, press.step, visit.t))


_AT_ONCE = {Step.CONSULT: actions.consult, Step.FORWARD: actions.forward, Step.WITHDRAW: actions.withdraw}


async def sure(visit: Visit, press: Sure) -> None:
    """It is done."""
    if press.step not in _AT_ONCE:
        raise Stale
    await _AT_ONCE[press.step](visit.work, press.recommendation)
    visit.show(await shown(visit, press.recommendation))


PRESSES = (
    pressed(Sure, sure),
    pressed(Show, show_part),
    pressed(Browse, browse),
    pressed(Find, find),
)
