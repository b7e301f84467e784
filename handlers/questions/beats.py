"""What falls due: questions close at their time."""

from handlers.framework.beats import Beat
from handlers.questions import actions

BEATS = (Beat("close questions", actions.close_due, actions.next_closing),)
