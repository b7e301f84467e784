"""What falls due by itself about the roster: roles begin and end, files are written chunk by chunk."""

from handlers.framework.beats import Beat
from handlers.roster.actions import imports, roles
from storage import roster, roster_imports

BEATS = (
    Beat("roles begin and end", roles.turn_some, (roster.DUE,), "next term"),
    Beat("roster: write a file", imports.write_some, (roster_imports.WRITE_DUE,)),
)
