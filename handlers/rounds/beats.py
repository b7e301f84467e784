"""What falls due: rounds open, close at their deadline, and are shown; cards are drawn anew, the silent asked again."""

from handlers.framework.beats import Beat
from handlers.rounds.actions import audience, closing, leading, voting

BEATS = (
    Beat("open rounds", voting.open_due, leading.next_opening),
    Beat("close rounds", closing.close_due, leading.next_deadline, mark="next deadline"),
    Beat("show rounds", audience.show_some),
    Beat("nudge the silent", leading.nudge_due, leading.next_nudge),
    Beat("remind chairs", leading.remind_chair_due, leading.next_chair_reminder),
    Beat("strike electors", closing.strike_due),
    Beat("redraw rounds", leading.redraw_due, leading.next_redraw),
)
