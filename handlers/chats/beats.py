"""What falls due by itself about groups' chats."""

from handlers.chats import actions
from handlers.framework.beats import Beat
from storage import join_cases

BEATS = (Beat("people whose role ended in groups' chats", actions.find_former, (join_cases.FORMER_DUE,)),)
