"""Tasks of the secretariat about follow-ups: who is silent."""

from council import followup as rules
from council.followup import FollowUp
from council.plan import PlanItem
from handlers.common.names import called
from handlers.common.navigation import Open, Thing
from handlers.common.presses import Press
from handlers.common.view import button
from handlers.followup.reads import still_asked
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from handlers.plan.presses import Item
from storage import followup_questions, members


async def silent(visit: Visit) -> Task | None:
    """Who was asked two weeks ago or longer, in the present period, and has not answered."""
    t, period = visit.t, rules.period_at(visit.council, visit.now)
    listed = await followup_questions.silent(visit.tx, period, asked_by=visit.now - rules.TASK_AFTER)
    asked = await still_asked(visit.tx, visit.council, listed, visit.now)
    if not asked:
        return None
    people = await members.many(visit.tx, {one.person for one, _ in asked})
    told = t.plural("{n} question about follow-up is unanswered.", "{n} questions about follow-up are unanswered.", len(asked))
    names = [t("{number}: {name}", number=found.number, name=called(people.get(one.person), t)) for one, found in asked]
    ways = {found.number: button(found.number, _opens(found)) for _, found in asked}
    return Task(told, len(asked), names, list(ways.values()))


def _opens(found: FollowUp | PlanItem) -> Press:
    return Item(found.id) if isinstance(found, PlanItem) else Open(Thing.FOLLOW_UP, found.recommendation)


TASKS = (silent,)
