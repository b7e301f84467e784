"""Tasks of the secretariat about the roster: people who are not reached, and links that they need."""

from collections.abc import Sequence

from markupsafe import Markup

from council.people import Person
from council.roster import By
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import Button, button, offered
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_NAMED, Task
from handlers.roster.presses import Links, NewLink, Page, PersonPage
from storage import members, roster

OFFERED = 3
"""To how many of them a button leads directly."""


async def unreachable(visit: Visit) -> Task | None:
    """Those who have a seat, and to whom nothing can be sent any more: a fresh link, sent by other means, helps."""
    t, gone = visit.t, await members.unreachable(visit.tx, visit.now)
    told = t.plural("{n} person is unreachable: they blocked the bot or left Telegram. Send them a new link by other means.",
                    "{n} people are unreachable: they blocked the bot or left Telegram. Send them new links by other means.",
                    len(gone))  # fmt: skip
    links = [button(t("New link: {name}", name=called(who, t)), NewLink(who.id)) for who in gone[:OFFERED]]
    return _task(told, gone, links, By.UNREACHABLE, t)


async def silent(visit: Visit) -> Task | None:
    """Those who have joined and never answer."""
    t, quiet = visit.t, await roster.silent(visit.tx, visit.now)
    told = t.plural("{n} person never answers: ask by other means whether they still read these.",
                    "{n} people never answer: ask by other means whether they still read these.", len(quiet))  # fmt: skip
    pages = [button(called(who, t), PersonPage(who.id)) for who in quiet[:OFFERED]]
    return _task(told, quiet, pages, By.SILENT, t)


def _task(told: Markup, people: Sequence[Person], ways: Sequence[Button], by: By, t: Texts) -> Task | None:
    """The task about these people, if there are any, with a way to all of them where `ways` leads to the first only."""
    every = offered((len(people) > OFFERED, t("All {n}", n=len(people)), Page(by, 0, "")))
    names = [called(person, t) for person in people[:MOST_NAMED]]
    return Task(told, len(people), names, [*ways, *every]) if people else None


async def uninvited(visit: Visit) -> Task | None:
    """Those on the roster who have not joined, and have no link with which they could."""
    t, without = visit.t, await roster.uninvited(visit.tx, visit.now)
    told = t.plural("{n} person on the roster has not joined and has no valid link.",
                    "{n} people on the roster have not joined and have no valid link.", len(without))  # fmt: skip
    ways = (button(t("Links for those not joined (XLSX)"), Links(0)),)
    return Task(told, ways=ways) if without else None  # one task, however many: one file has all their links


TASKS = (unreachable, silent, uninvited)
