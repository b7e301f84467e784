"""Tasks of the secretariat about announcements."""

from collections.abc import Sequence

from markupsafe import Markup

from council.announcements import Announcement, AnnouncementState
from handlers.announcements.views.words import title_words
from handlers.common.navigation import Go, Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import announcements, outbox


async def uncertain(visit: Visit) -> Task | None:
    """Deliveries that a person has to decide on: nobody knows whether they arrived."""
    n, t = await outbox.uncertain(visit.tx), visit.t
    told = t.plural("{n} delivery may or may not have arrived; see the announcement's report.",
                    "{n} deliveries may or may not have arrived; see the announcements' reports.", n)  # fmt: skip
    return Task(told, n, ways=(button(t("Announcements"), Go("announcements")),)) if n else None


async def to_approve(visit: Visit) -> Task | None:
    """Announcements, and corrections of them, that wait for a second secretary; not for the one who wrote them."""
    waiting = await announcements.in_state(visit.tx, AnnouncementState.REVIEW) + await announcements.pending(visit.tx)
    found = [each for each in waiting if each.author != visit.person.id]
    told = visit.t.plural(
        "{n} announcement waits for a second secretary.", "{n} announcements wait for a second secretary.", len(found)
    )
    return _task(found, told, visit.t)


async def overdue(visit: Visit) -> Task | None:
    """Announcements whose time passed while the program was away."""
    found = await announcements.in_state(visit.tx, AnnouncementState.OVERDUE)
    told = visit.t.plural("{n} announcement was not sent: its time passed while I was not running.",
                          "{n} announcements were not sent: their time passed while I was not running.",
                          len(found))  # fmt: skip
    return _task(found, told, visit.t)


def _task(found: Sequence[Announcement], told: Markup, t: Texts) -> Task | None:
    ways = [button(title_words(each, t), Open(Thing.ANNOUNCEMENT, each.id)) for each in found]
    titles = [t("“{title}”", title=title_words(each, t)) for each in found]
    return Task(told, len(found), titles, ways) if found else None


TASKS = (to_approve, overdue, uncertain)
