"""One step before whatever tells more than one person: a card that says how many get it and who does not, and asks. Forms have
it as `Form.tells`; for what a single press does it is here."""

from markupsafe import Markup

from council.reach import Reach
from handlers.common.navigation import Leave, Sure
from handlers.common.presses import Press, encode
from handlers.common.reach import reach_lines
from handlers.common.view import Style, button, titled
from handlers.framework.context import Visit


async def asked(visit: Visit, press: Press, head: Markup, yes: Markup, reach: Reach, *told: Markup | None) -> bool:
    """Whether the one who pressed has seen whom it reaches and pressed on; else they are shown that, and asked."""
    if visit.sure:
        return True
    ways = [button(yes, Sure(encode(press)), Style.PRIMARY), button(visit.t("Leave it"), Leave())]
    visit.say(titled(head, *told, reach_lines(reach, visit.t), rows=[ways]))
    return False
