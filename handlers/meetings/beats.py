"""What falls due by itself about meetings."""

from handlers.framework.beats import Beat
from handlers.meetings.actions import meetings as meetings_actions, reminders, series
from storage import meeting_reminders, meetings, series as storage_series

BEATS = (
    Beat("meetings of series", series.make_due, (storage_series.DUE,)),
    Beat("rules of zones", series.follow_zones, (meetings.LONGEST_UNCHECKED.plus(series.CHECKED_EVERY),)),
    Beat("tell of meetings", meetings_actions.invite_some, meetings.TELL_DUE),
    Beat("tell chats of meetings", meetings_actions.post_in_chats, (meetings.TELL_CHATS_DUE,)),
    Beat("reminders of meetings", reminders.queue_due, (meeting_reminders.DUE,), "next reminder"),
    Beat("ask the silent", reminders.nudge_due, (meeting_reminders.NUDGE_DUE,)),
    Beat("redraw meetings", reminders.redraw_due, (meeting_reminders.REDRAW_DUE,)),
)
