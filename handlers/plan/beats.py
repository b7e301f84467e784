"""What of the plan falls due by itself."""

from handlers.beats import Beat
from handlers.plan import actions
from storage import plans

BEATS = (Beat("reminders of the plan", actions.remind_due, plans.next_due, "next plan reminder"),)
