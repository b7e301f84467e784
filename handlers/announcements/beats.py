"""What announcements do by themselves: go out when their time comes, write their lists, close, remind, redraw copies."""

from handlers.announcements.actions import confirmations, corrections, sending
from handlers.framework.beats import Beat
from storage import announcements

BEATS = (
    Beat("announcements: due", sending.due_some, announcements.next_due, "next announcement"),
    Beat("announcements: freeze", sending.freeze_some),
    Beat("announcements: sweep", sending.sweep_some),
    Beat("announcements: watch", sending.watch_some),
    Beat("announcements: buttons below albums", sending.tail_some),
    Beat("announcements: mend", corrections.mend_some),
    Beat("announcements: reminders by the hour", confirmations.remind_some),
    Beat("announcements: remind", confirmations.nudge_some),
    Beat("announcements: finish", sending.finish_some),
)
