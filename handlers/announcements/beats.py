"""What announcements do by themselves: write their recipients' rows, and close when everything is settled."""

from handlers.announcements import actions
from handlers.beats import Beat

BEATS = (
    Beat("announcements: freeze", actions.freeze_some),
    Beat("announcements: finish", actions.finish_some),
)
