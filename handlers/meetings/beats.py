"""What of meetings falls due by itself."""

from handlers.beats import Beat
from handlers.meetings import actions, reminding, series
from storage import meetings, reminders
from storage import series as storage_series

BEATS = (
    Beat("meetings of series", series.make_due, storage_series.next_due),
    Beat("rules of zones", series.follow_zones),
    Beat("tell of meetings", actions.invite_some, meetings.next_tell),
    Beat("tell chats of meetings", actions.post_in_chats),
    Beat("reminders of meetings", reminding.queue_due, reminders.next_due, "next reminder"),
    Beat("ask the silent", reminding.nudge_due, reminders.next_nudge),
    Beat("redraw meetings", reminding.redraw_due, reminders.next_redraw),
)
