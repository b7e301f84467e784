"""What falls due: rounds open, close at their deadline, and are shown; cards are redrawn, the silent are reminded."""

from handlers.framework.beats import Beat
from handlers.rounds.actions import audience, closing, leading, opening, opinions, review
from storage import electorates, opinions as opinion_rows, reviews, rounds

BEATS = (
    Beat("open rounds", opening.open_due, (rounds.OPENING_DUE,)),
    Beat("close rounds", closing.close_due, (rounds.DEADLINE_DUE,), mark="next deadline"),
    Beat("show rounds", audience.show_some, (electorates.SHOW_DUE,)),
    Beat("nudge the silent", leading.nudge_due, (rounds.NUDGE_DUE,)),
    Beat("remind chairs", leading.remind_chair_due, (rounds.CHAIR_REMINDER_DUE,)),
    Beat("review what was adopted", review.review_due, (reviews.DUE,), mark="next review"),
    Beat("seal minority opinions", opinions.seal_due, (opinion_rows.DUE,)),
    Beat("strike electors", closing.strike_due, (electorates.STRIKE_DUE,)),
    Beat("redraw rounds", leading.redraw_due, (rounds.REDRAW_DUE,)),
)
