"""What of the audit log falls due by itself."""

from handlers.audit import actions
from handlers.framework.beats import Beat

BEATS = (Beat("the log's head", actions.send_heads_due, actions.next_head),)
