"""Deliveries about oneself: everything that is stored, as a file; and to the secretariat, that somebody is gone."""

from dataclasses import dataclass
from functools import partial

from council.people import Role
from handlers.common.audit_phrases import deed, thing_name
from handlers.common.proofs import heads_of
from handlers.common.texts import plain
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.oneself import actions
from handlers.oneself.views import profile as views
from handlers.oneself.views.data_file import Holdings, page
from storage import audit, members
from storage.erasure import personal_data
from storage.outbox import Delivery

MOST_ENTRIES = 2000
"""How many of the log's entries the file has, the latest."""


async def holdings(desk: Desk) -> Holdings | None:
    """Everything that is stored about the one whom this is for."""
    person = desk.person
    if person is None:
        return None
    tables: list[tuple[str, list[dict[str, object]]]] = list(await personal_data.everything(desk.tx, person))
    me = f"person:{person.id}"
    logged = await audit.page(desk.tx, None, (), person.id, 0, MOST_ENTRIES)
    rows: list[dict[str, object]] = [
        {
            "number": one.number, "at": one.at, "action": plain(deed(one.action, desk.t)),
            "who": plain(desk.t("you")) if one.actor == me else "",
            "about": plain(desk.t("you")) if one.subject == me else
            "" if one.subject.startswith("person:") else plain(thing_name(one.subject, desk.t)),
        }
        for one in logged
    ]  # fmt: skip
    if rows:
        tables.append(("audit", rows))
    return Holdings(person, tables, await heads_of(desk.tx), desk.now)


@dataclass(frozen=True, slots=True)
class MyData:
    """Everything stored about a person, to themselves."""

    name: str = actions.MYDATA
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, _delivery: Delivery) -> Prepared:
        held = await holdings(desk)
        if held is None or held.person.forgotten:
            return Drop("nobody to send it to")
        return Paper("my-data.html", views.data_words(desk.t), partial(page, held, desk.council, desk.t))


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody is gone for good: to the secretariat."""

    name: str = actions.LEFT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        seats = await members.seats_of(desk.tx, desk.person.id, desk.now) if desk.person else ()
        if not any(seat.role is Role.SECRETARIAT for seat in seats):
            return Drop("no longer the secretariat")
        return views.left(desk.council, str(delivery.data["groups"]).split(), desk.t)


KINDS = (MyData(), Left())
