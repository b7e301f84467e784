"""What falls due by itself about the audit log."""

from council.audit import HEADS_EVERY
from handlers.audit import actions
from handlers.framework.beats import Beat
from storage import audit

BEATS = (Beat("the log's head", actions.send_heads_due, (audit.due_since(actions.HEAD_SENT).plus(HEADS_EVERY),)),)
