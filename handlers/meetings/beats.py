"""What of meetings falls due by itself."""

from handlers.framework.beats import Beat
from handlers.meetings.actions import meetings as meetings_actions
from handlers.meetings.actions import reminders, series
from storage import meeting_reminders, meetings
from storage import series as storage_series

BEATS = (
    Beat("meetings of series", series.make_due, storage_series.next_due),
    Beat("rules of zones", series.follow_zones),
    Beat("tell of meetings", meetings_actions.invite_some, meetings.next_tell),
    Beat("tell chats of meetings", meetings_actions.post_in_chats),
    Beat("reminders of meetings", reminders.queue_due, meeting_reminders.next_due, "next reminder"),
    Beat("ask the silent", reminders.nudge_due, meeting_reminders.next_nudge),
    Beat("redraw meetings", reminders.redraw_due, meeting_reminders.next_redraw),
)
