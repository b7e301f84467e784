"""Shared by tests: values that the views of meetings are drawn from."""

from datetime import datetime, timedelta

from council.meetings import Meeting, MeetingDraft, MeetingState
from handlers.common.view import View
from tests.views.recommendations import rich_lines

ZONE = "Asia/Tashkent"
DRAFT = MeetingDraft(
    "Schooling of <returned> children & after",
    ("B",),
    datetime(2026, 12, 3, 15),
    ZONE,
    "https://example.org/room?a=1&b=2",
    "https://example.org/agenda.pdf",
)
MEETING = Meeting(17, DRAFT, DRAFT.starts_at, MeetingState.PUBLISHED, 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = DRAFT.starts_at - 9 * DAY


def drawn(view: View) -> str:
    rows = [" ".join(f"[{b.text}{f' -> {b.url}' if b.url else ''}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rich_lines(view), *rows])
