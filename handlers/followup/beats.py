"""What falls due: it is asked what has become of follow-ups and of items of the work plan, and the silent are reminded."""

from handlers.followup.actions import asking
from handlers.framework.beats import Beat
from storage import followup, followup_questions, plan

BEATS = (
    Beat("ask about follow-ups", asking.ask_due, (followup.DUE,), "next follow-up"),
    Beat("ask about items of the plan", asking.ask_of_item_due, (plan.ASK_DUE,)),
    Beat("remind of follow-ups", asking.nudge_due, (followup_questions.DUE,)),
)
