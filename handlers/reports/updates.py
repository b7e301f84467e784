"""Reports' updates: choosing one, and asking for it."""

from council.authority import Action, anywhere, demand, may
from council.errors import Forbidden
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.reports import actions, reads
from handlers.reports.presses import ALL_YEARS, Ask, GetReport, Make, Sentences, Tick
from handlers.reports.views import page


async def report(visit: Visit) -> None:
    """/report: the present year's report."""
    visit.say(await _page(visit, "", visit.council.today(visit.now).year))


async def ask(visit: Visit, press: Ask) -> None:
    if press.what is Make.REPORT or press.year != ALL_YEARS:
        reads.check_year(visit.council, press.year, visit.now)
    match press.what:
        case Make.REPORT:
            visit.say(await _page(visit, press.group, press.year))
            return
        case Make.PICTURE:
            await actions.send_picture(visit.work, press.group, press.year, visit.incoming.update_id)
        case Make.TABLE:
            await actions.send_table(visit.work, press.group, press.year, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def get_report(visit: Visit, press: GetReport) -> None:
    reads.check_year(visit.council, press.year, visit.now)
    await actions.send_report(visit.work, press.edition, press.form, press.group, press.year, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def show_sentences(visit: Visit, press: Sentences) -> None:
    visit.show(await _sentences(visit, press))


async def tick(visit: Visit, press: Tick) -> None:
    """Put an answer in, or leave it out."""
    await actions.tick(visit.work, press.answer, public=press.public == 1)
    visit.show(await _sentences(visit, Sentences(press.year, press.page)))


async def _sentences(visit: Visit, shown: Sentences) -> View:
    demand(visit.actor, Action.PUBLISH_NEWS, subject="report")
    reads.check_year(visit.council, shown.year, visit.now)
    seen = await reads.visible_followed(visit.tx, visit.council, visit.actor, "", shown.year, visit.now)
    return page.chosen_sentences(seen.found, seen.known, shown, visit.t)


async def _page(visit: Visit, group: str, year: int) -> View:
    """The page of a year's report. Raises `Forbidden` for one without a seat."""
    if anywhere(visit.actor, Action.SEE_ROUND) == ():
        raise Forbidden(Action.SEE_ROUND, "report")
    council = visit.council
    years = reads.years(await reads.visible_followups(visit.tx, council, visit.actor), council, visit.now)
    seen = await reads.visible_followed(visit.tx, council, visit.actor, group, year, visit.now)
    publishes = may(visit.actor, Action.PUBLISH_NEWS)
    return page.chosen(council, group, year, seen.found, years, seen.day, visit.t, publishes=publishes)


PRESSES = (pressed(Ask, ask), pressed(GetReport, get_report), pressed(Sentences, show_sentences), pressed(Tick, tick))
