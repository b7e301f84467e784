"""What of meetings falls due by itself."""

from handlers.beats import Beat
from handlers.meetings import actions, reminding
from storage import reminders

BEATS = (
    Beat("tell of meetings", actions.invite_some),
    Beat("tell chats of meetings", actions.post_in_chats),
    Beat("reminders of meetings", reminding.queue_due, reminders.next_due, "next reminder"),
    Beat("ask the silent", reminding.nudge_due, reminders.next_nudge),
    Beat("redraw meetings", reminding.redraw_due, reminders.next_redraw),
)
