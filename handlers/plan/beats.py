"""What falls due by itself about the plan."""

from handlers.framework.beats import Beat
from handlers.plan.actions import editing
from storage import plan

BEATS = (Beat("reminders of the plan", editing.remind_due, (plan.DUE,), "next plan reminder"),)
