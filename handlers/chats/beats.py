"""What of groups' chats falls due by itself."""

from handlers.beats import Beat
from handlers.chats import actions
from storage import doors

BEATS = (Beat("people whose role ended in groups' chats", actions.look_for_former, doors.next_ending),)
