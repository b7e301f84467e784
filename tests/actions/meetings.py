"""Shared by tests: meetings of group B, and what is said of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from council.meetings import Meeting, MeetingDraft
from handlers.meetings.actions import meetings
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message

TITLE = "Schooling of returned children"
B = "B · Psychosocial support, health and education"
HEAD = f"Group B: {TITLE}"
AGENDA, ROOM = "https://example.org/agenda.pdf", "https://example.org/room"
TASHKENT = ZoneInfo("Asia/Tashkent")


def in_days(at_work: CouncilAtWork, days: float) -> datetime:
    """Wall-clock time in Tashkent, so many days ahead, at a whole minute."""
    at = at_work.now + timedelta(days=days)
    return at.astimezone(TASHKENT).replace(second=0, microsecond=0, tzinfo=None)


async def publish(
    at_work: CouncilAtWork, days: float, groups: Sequence[str] = ("B",), *, hour: int | None = None, agenda: str = AGENDA
) -> Meeting:
    """A meeting set by the operator, so many days ahead, at this hour in Tashkent if given."""
    starts = in_days(at_work, days)
    starts = starts if hour is None else starts.replace(hour=hour, minute=0)
    draft = MeetingDraft(TITLE, tuple(groups), starts, "Asia/Tashkent", ROOM, agenda)
    return await at_work.does(meetings.publish, draft)


async def move_to(at_work: CouncilAtWork, meeting: Meeting, starts: datetime) -> None:
    """To another time, for the first time."""
    await at_work.does(meetings.move, meeting.id, meeting.schedule, starts, "Asia/Tashkent")


async def said(someone: Someone, text: str) -> list[Message]:
    """Every message to them, now, that contains the text, the oldest first."""
    return sorted(await someone.has(text), key=lambda message: message.id)


async def fill_in(user: Someone, starts: str) -> Message:
    """The secretariat fills in the form for a meeting of group B, up to the preview."""
    await user.say("/meeting")
    await user.sees("What is the meeting about")
    await user.say(TITLE)
    await user.sees("Which groups meet")
    for button in (B, "Done"):
        await user.press(button)
    await user.sees("When does it begin")
    await user.say(starts)
    await user.sees("join online")
    await user.say(ROOM)
    await user.sees("Reminders before it")
    await user.press("Change")
    await user.sees("What should be changed?")
    await user.press("Agenda")
    await user.sees("The agenda: a link")
    await user.say(AGENDA)
    return await user.sees("Reminders before it")
