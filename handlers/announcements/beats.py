"""What announcements do by themselves: go out when their time comes, write their lists, close, remind, mend."""

from handlers.announcements.actions import confirmations as confirming
from handlers.announcements.actions import corrections as mending
from handlers.announcements.actions import sending
from handlers.framework.beats import Beat
from storage import announcements

BEATS = (
    Beat("announcements: due", sending.due_some, announcements.next_due, "next announcement"),
    Beat("announcements: freeze", sending.freeze_some),
    Beat("announcements: sweep", sending.sweep_some),
    Beat("announcements: watch", sending.watch_some),
    Beat("announcements: buttons below albums", sending.tail_some),
    Beat("announcements: mend", mending.mend_some),
    Beat("announcements: reminders by the hour", confirming.remind_some),
    Beat("announcements: remind", confirming.nudge_some),
    Beat("announcements: finish", sending.finish_some),
)
