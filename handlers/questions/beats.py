"""What falls due: questions close at their time."""

from handlers.framework.beats import Beat
from handlers.questions import actions
from storage import questions

BEATS = (Beat("close questions", actions.close_due, (questions.CLOSE_DUE,)),)
