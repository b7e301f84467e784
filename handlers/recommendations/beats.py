"""What falls due: rounds close at their deadline, and are shown to those who have not seen them."""

from handlers.beats import Beat
from handlers.recommendations import actions

BEATS = (
    Beat("close rounds", actions.close_due, actions.next_deadline, mark="next deadline"),
    Beat("show rounds", actions.show_some),
)
