"""Action items of approved minutes become items of the work plan, and are asked after each period."""

from council.events import MinutesApproved
from council.followup import next_question
from council.minutes import ActionItem
from council.plan import LinkKind, PlanDraft
from handlers.framework.work import UnitOfWork
from handlers.plan.actions import editing
from storage import members, plan


async def plan_actions(work: UnitOfWork, event: MinutesApproved) -> None:
    """Put what is to be done on the plan of the group of whoever does it, tied to the meeting, and tell them. What stood in the
    minutes that these correct is on the plan already."""
    groups = [code for code in work.council.codes if code in event.meeting.draft.groups]
    if not groups:
        return
    had = {_same(action) for item in (event.before.items if event.before else ()) for action in item.actions}
    people: list[int | None] = []
    for action in (action for item in event.minutes.items for action in item.actions if _same(action) not in had):
        group, person = await _whose(work, action, groups)
        draft, ask_at = PlanDraft(group, action.what, action.due, person, action.who), next_question(work.council, work.now)
        made = await plan.add(work.tx, draft, None, work.now, ask_at=ask_at)
        await editing.keep(work, made)
        await plan.link(work.tx, made.id, LinkKind.MEETING, event.meeting.id)
        await work.record("planned", made.subject, {"group": group, "meeting": event.meeting.id})
        people.append(person)
    await editing.tell_responsible(work, people)


def _same(action: ActionItem) -> tuple[object, ...]:
    return action.what, action.due, action.person, action.who


async def _whose(work: UnitOfWork, action: ActionItem, groups: list[str]) -> tuple[str, int | None]:
    """The group in whose plan it stands, and the person, while they sit in it."""
    for group in groups:
        if action.person in {person.id for person in await members.holders(work.tx, [group], work.now)}:
            return group, action.person
    return groups[0], None
