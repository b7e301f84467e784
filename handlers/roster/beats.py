"""What of the roster falls due by itself: roles begin and end, files are written chunk by chunk."""

from handlers.framework.beats import Beat
from handlers.roster.actions import imports, roles
from storage import roster

BEATS = (
    Beat("roles begin and end", roles.turn_some, roster.next_due, "next term"),
    Beat("roster: write a file", imports.write_some),
)
