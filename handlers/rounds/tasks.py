"""Rounds that wait for the secretariat, which may act where the chair is absent."""

from collections.abc import Callable

from markupsafe import Markup

from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import FindTask, Task
from storage.round_tasks import Waits, leading_in


def _waiting(why: Waits, told: Callable[[Texts, int], Markup], thing: Thing = Thing.SHEET) -> FindTask:
    """The rounds that wait for this reason, each with the way to decide it."""

    async def find(visit: Visit) -> Task | None:
        t, found = visit.t, (await leading_in(visit.tx, None, visit.now))[why]
        if not found:
            return None
        names = [t("{number}, {group}: {title}", number=one.number, group=one.group, title=one.title) for one in found]
        return Task(told(t, len(found)), len(found), names, [button(one.number, Open(thing, one.id)) for one in found])

    return find


TASKS = (
    _waiting(Waits.UNDECIDED,
             lambda t, n: t.plural("{n} round waits for the chair's decision.", "{n} rounds wait for the chair's decision.", n)),
    _waiting(Waits.OBJECTED,
             lambda t, n: t.plural("{n} round has an objection that nobody has answered.",
                                   "{n} rounds have objections that nobody has answered.", n)),
    _waiting(Waits.COMPLETE,
             lambda t, n: t.plural("In {n} round everyone has answered: it can be closed.",
                                   "In {n} rounds everyone has answered: they can be closed.", n)),
    _waiting(Waits.REVIEW,
             lambda t, n: t.plural("{n} adopted recommendation is due for review.",
                                   "{n} adopted recommendations are due for review.", n), Thing.REVIEW),
    _waiting(Waits.REOPENING,
             lambda t, n: t.plural("{n} request to take a recommendation up again waits for a decision.",
                                   "{n} requests to take a recommendation up again wait for a decision.", n), Thing.REOPENING),
)  # fmt: skip
