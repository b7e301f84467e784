"""What of the roster falls due by itself: roles begin and end, files are written chunk by chunk."""

from handlers.framework.beats import Beat
from handlers.roster.actions import imports, roles
from storage import roster, roster_imports

BEATS = (
    Beat("roles begin and end", roles.turn_some, (roster.DUE,), "next term"),
    Beat("roster: write a file", imports.write_some, (roster_imports.WRITE_DUE,)),
)
