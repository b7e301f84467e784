"""What announcements do by themselves: go out when their time comes, write their lists, close, remind, redraw copies."""

from handlers.announcements.actions import confirmations, corrections, sending
from handlers.framework.beats import Beat
from storage import announcement_due_times as due_times, announcements

BEATS = (
    Beat("announcements: due", sending.due_some, (announcements.DUE,), "next announcement"),
    Beat("announcements: freeze", sending.freeze_some, (announcements.LIST_DUE,)),
    Beat("announcements: sweep", sending.sweep_some, (due_times.SWEEP_DUE,)),
    Beat("announcements: watch", sending.watch_some, (due_times.WATCH_DUE,)),
    Beat("announcements: buttons below albums", sending.tail_some, (due_times.TAIL_DUE,)),
    Beat("announcements: mend", corrections.mend_some, (announcements.MEND_DUE,)),
    Beat("announcements: reminders by the hour", confirmations.remind_some, (due_times.REMINDERS_DUE,)),
    Beat("announcements: remind", confirmations.nudge_some, (announcements.NUDGE_DUE,)),
    Beat("announcements: finish", sending.finish_some, (due_times.FINISH_DUE,)),
)
