"""Updates about the program itself: read one, call one action, show one view."""

from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.upkeep import actions, views
from handlers.upkeep.presses import DecideHeld, Examine, Fate, ShowHeld


async def doctor(visit: Visit) -> None:
    """/doctor: have everything looked at. What is found comes as a message that fills by itself."""
    await actions.ask_examination(visit.work, visit.incoming.update_id)


async def examine(visit: Visit, _press: Examine) -> None:
    await doctor(visit)


async def show_held(visit: Visit, _press: ShowHeld) -> None:
    visit.say(views.held(await actions.require_held(visit.work), visit.zone, visit.t))


async def decide_held(visit: Visit, press: DecideHeld) -> None:
    """Ask once more, then send or drop; what is left is shown."""
    if not press.sure:
        found = await actions.require_held(visit.work)
        visit.say(views.sure_of_held(found, press.fate, press.field, visit.t))
        return
    n = await actions.decide_held(visit.work, press.field, send=press.fate is Fate.SEND)
    visit.show(views.decided(n, press.fate, visit.t))
    if left := await actions.require_held(visit.work):
        visit.say(views.held(left, visit.zone, visit.t))


PRESSES = (pressed(Examine, examine), pressed(ShowHeld, show_held), pressed(DecideHeld, decide_held))
