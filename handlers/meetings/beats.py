"""What of meetings falls due by itself."""

from handlers.beats import Beat
from handlers.meetings import actions
from storage import reminders

BEATS = (
    Beat("tell of meetings", actions.invite_some),
    Beat("reminders of meetings", actions.queue_due, reminders.next_due, "next reminder"),
)
