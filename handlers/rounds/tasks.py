"""Rounds that wait for the secretariat."""

from collections.abc import Sequence

from markupsafe import Markup

from council.rounds import Round
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage.round_tasks import Waits, leading_in


async def undecided(visit: Visit) -> Task | None:
    """Rounds whose deadline has passed and whose end is the chair's to say; the secretariat may say it as well."""
    found = (await leading_in(visit.tx, None, visit.now))[Waits.UNDECIDED]
    told = visit.t.plural(
        "{n} round waits for its chair's word.", "{n} rounds wait for their chair's word.", len(found)
    )
    return _task(found, told, visit.t)


async def objected(visit: Visit) -> Task | None:
    """Rounds with an objection that nobody has answered."""
    found = (await leading_in(visit.tx, None, visit.now))[Waits.OBJECTED]
    told = visit.t.plural(
        "{n} round has an objection that nobody has answered.",
        "{n} rounds have objections that nobody has answered.",
        len(found),
    )
    return _task(found, told, visit.t)


async def complete(visit: Visit) -> Task | None:
    """Rounds in which nobody's answer is missing."""
    found = (await leading_in(visit.tx, None, visit.now))[Waits.COMPLETE]
    told = visit.t.plural(
        "In {n} round everyone has answered: it can be closed.",
        "In {n} rounds everyone has answered: they can be closed.",
        len(found),
    )
    return _task(found, told, visit.t)


async def to_review(visit: Visit) -> Task | None:
    """What was adopted and is due for review."""
    found = (await leading_in(visit.tx, None, visit.now))[Waits.REVIEW]
    told = visit.t.plural(
        "{n} recommendation that was adopted is due for review.",
        "{n} recommendations that were adopted are due for review.",
        len(found),
    )
    return _task(found, told, visit.t, Thing.REVIEW)


def _task(found: Sequence[Round], told: Markup, t: Texts, thing: Thing = Thing.SHEET) -> Task | None:
    if not found:
        return None
    names = [t("{number}, {group}: {title}", number=one.number, group=one.group, title=one.title) for one in found]
    return Task(told, len(found), names, [button(one.number, Open(thing, one.id)) for one in found])


TASKS = (undecided, objected, complete, to_review)
