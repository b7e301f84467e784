"""What falls due: rounds open, close at their deadline, and are shown; cards are redrawn, the silent are reminded."""

from handlers.framework.beats import Beat
from handlers.rounds.actions import audience, closing, leading, opening
from storage import rounds

BEATS = (
    Beat("open rounds", opening.open_due, rounds.next_opening),
    Beat("close rounds", closing.close_due, rounds.next_deadline, mark="next deadline"),
    Beat("show rounds", audience.show_some),
    Beat("nudge the silent", leading.nudge_due, rounds.next_nudge_at),
    Beat("remind chairs", leading.remind_chair_due, rounds.next_chair_reminder),
    Beat("strike electors", closing.strike_due),
    Beat("redraw rounds", leading.redraw_due, rounds.next_redraw_at),
)
