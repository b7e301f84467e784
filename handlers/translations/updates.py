"""Updates about the texts of this bot: read one, call one action, show one view."""

from council.authority import Action, demand
from handlers.common.presses import offset_of
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.translations import actions, presses, views
from handlers.translations.forms import CORRECT, REMARK, known
from handlers.translations.reads import corrected, shown
from storage import members, translations


async def remark(visit: Visit) -> None:
    """/wording: say which text of this bot is wrong."""
    await forms.begin(visit, REMARK)


async def listed(visit: Visit) -> None:
    """/texts: the corrected texts."""
    visit.say(await _page(visit, 0))


async def turn(visit: Visit, press: presses.Corrected) -> None:
    visit.show(await _page(visit, max(press.page, 0)))


async def _page(visit: Visit, page: int) -> View:
    demand(visit.actor, Action.CORRECT_TEXTS)
    found = await translations.valid(visit.tx)
    first = offset_of(min(page, max(len(found) - 1, 0) // views.PAGE), views.PAGE)
    texts = [(one.id, corrected(visit.catalogs, one)) for one in found[first : first + views.PAGE]]
    waiting = len(await translations.open_remarks(visit.tx))
    return views.listed(texts, len(found), first // views.PAGE, waiting, visit.t)


async def show_remark(visit: Visit, press: presses.ShowRemark) -> None:
    found = await actions.get_open(visit.work, press.remark)
    people = await members.many(visit.tx, [found.person] if found.person is not None else [])
    visit.say(views.remark(shown(visit.catalogs, found, people), visit.t))


async def correct(visit: Visit, press: presses.CorrectIt) -> None:
    """Begin to correct the text of a remark, or any."""
    demand(visit.actor, Action.CORRECT_TEXTS)
    if not press.remark:
        await forms.begin(visit, CORRECT)
        return
    found = await actions.get_open(visit.work, press.remark)
    text = f"{found.key}.{known(visit, found.language, found.key)}"
    await forms.begin(visit, CORRECT, {"language": found.language, "text": text})


async def leave(visit: Visit, press: presses.LeaveIt) -> None:
    await actions.leave(visit.work, press.remark)
    visit.toast(visit.t("Left as it is. The reader is told."))
    visit.spend()


async def take_back(visit: Visit, press: presses.TakeBack) -> None:
    await actions.take_back(visit.work, visit.catalogs, press.correction)
    visit.toast(visit.t("Taken back: the text is as it was."))
    visit.show(await _page(visit, 0))


PRESSES = (
    pressed(presses.ShowRemark, show_remark), pressed(presses.CorrectIt, correct), pressed(presses.LeaveIt, leave),
    pressed(presses.Corrected, turn), pressed(presses.TakeBack, take_back),
)  # fmt: skip
