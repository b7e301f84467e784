"""What of the log falls due by itself."""

from handlers.audit import actions
from handlers.framework.beats import Beat

BEATS = (Beat("the log's head", actions.tell_head, actions.next_head),)
