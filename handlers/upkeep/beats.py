"""What falls due by itself about the program itself."""

from handlers.framework.beats import Beat
from handlers.upkeep import actions
from storage import troubles

BEATS = (Beat("what goes wrong, to the operations chat", actions.tell_trouble, (troubles.DUE,)),)
