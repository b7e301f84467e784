"""What of the roster waits for the secretariat: people who are not reached, and links that they need."""

from collections.abc import Sequence

from council.people import Person
from council.roster import By
from handlers.common.names import called
from handlers.common.view import Button, button
from handlers.framework.context import Visit
from handlers.framework.tasks import MOST_NAMED, Task
from handlers.roster.presses import Links, NewLink, Page, PersonPage
from storage import members, roster

OFFERED = 3
"""To how many of them a button leads directly."""


async def unreachable(visit: Visit) -> Task | None:
    """Those who have a seat, and to whom nothing can be sent any more: a fresh link, sent by other means, helps."""
    t, gone = visit.t, await members.unreachable(visit.tx, visit.now)
    if not gone:
        return None
    told = t.plural("{n} person cannot be reached: they blocked the bot or left Telegram. Send them a fresh link by other means.",
                    "{n} people cannot be reached: they blocked the bot or left Telegram. Send them fresh links by other means.",
                    len(gone))  # fmt: skip
    links = [button(t("Fresh link: {name}", name=called(who, t)), NewLink(who.id)) for who in gone[:OFFERED]]
    return Task(told, len(gone), _names(visit, gone), [*links, *_all(visit, gone, By.UNREACHABLE)])


async def silent(visit: Visit) -> Task | None:
    """Those who have joined and never answer."""
    t, quiet = visit.t, await roster.silent(visit.tx, visit.now)
    if not quiet:
        return None
    told = t.plural("{n} person never answers: ask them by other means whether they still read this.",
                    "{n} people never answer: ask them by other means whether they still read this.", len(quiet))  # fmt: skip
    pages = [button(called(who, t), PersonPage(who.id)) for who in quiet[:OFFERED]]
    return Task(told, len(quiet), _names(visit, quiet), [*pages, *_all(visit, quiet, By.SILENT)])


async def uninvited(visit: Visit) -> Task | None:
    """Those on the roster who have not joined, and have no link with which they could."""
    t, without = visit.t, await roster.uninvited(visit.tx, visit.now)
    if not without:
        return None
    told = t.plural("{n} person on the roster has not joined, and has no link that works.",
                    "{n} people on the roster have not joined, and have no link that works.", len(without))  # fmt: skip
    ways = (button(t("Links for those who have not joined (XLSX)"), Links(0)),)
    return Task(told, ways=ways)  # one task, however many: one file has all their links


def _names(visit: Visit, people: Sequence[Person]) -> list[str]:
    return [called(person, visit.t) for person in people[:MOST_NAMED]]


def _all(visit: Visit, people: Sequence[Person], by: By) -> list[Button]:
    return [button(visit.t("All {n}", n=len(people)), Page(by, 0, ""))] if len(people) > OFFERED else []


TASKS = (unreachable, silent, uninvited)
