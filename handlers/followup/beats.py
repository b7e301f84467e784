"""What of follow-ups falls due: it is asked what has become of them, and the silent are reminded."""

from handlers.followup.actions import asking
from handlers.framework.beats import Beat
from storage import followup, followup_questions

BEATS = (
    Beat("ask about follow-ups", asking.ask_due, (followup.DUE,), "next follow-up"),
    Beat("remind of follow-ups", asking.nudge_due, (followup_questions.DUE,)),
)
