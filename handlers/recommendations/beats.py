"""What falls due: rounds open, close at their deadline, and are shown; cards are drawn anew, the silent asked again."""

from handlers.beats import Beat
from handlers.recommendations import actions, ending, leading, posting

BEATS = (
    Beat("open rounds", actions.open_due, leading.next_opening),
    Beat("close rounds", ending.close_due, leading.next_deadline, mark="next deadline"),
    Beat("show rounds", posting.show_some),
    Beat("nudge the silent", leading.nudge_due, leading.next_nudge),
    Beat("remind chairs", leading.remind_chair_due, leading.next_chair_reminder),
    Beat("strike electors", ending.strike_due),
    Beat("redraw rounds", leading.redraw_due, leading.next_redraw),
)
