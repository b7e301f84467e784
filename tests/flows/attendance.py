"""Shared by tests: what is done and seen of attendance."""

from collections.abc import Sequence

from council.meetings import Meeting, MeetingDraft
from council.people import OPERATOR
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from tests.flows.meetings import AGENDA, ROOM, TITLE, in_days
from tests.flows.world import World

HEAD = f"Group B: {TITLE}"


async def publish(
    world: World, days: float, groups: Sequence[str] = ("B",), *, hour: int | None = None, agenda: str = AGENDA
) -> Meeting:
    """A meeting set by the operator, so many days ahead, at this hour in Tashkent if given."""
    starts = await in_days(world, days)
    starts = starts if hour is None else starts.replace(hour=hour, minute=0)
    draft = MeetingDraft(TITLE, tuple(groups), starts, "Asia/Tashkent", ROOM, agenda)
    async with world.app.store.begin() as tx:
        return await meetings.publish(unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now()), draft)
