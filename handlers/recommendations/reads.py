"""Reading a round for one person: what an answer and a delivery both need."""

from datetime import datetime

from council.authority import Action, may
from council.people import Actor
from council.recommendations import Elector, Round, tally
from council.rules import REASON_WANTED
from handlers.recommendations.views import Seen
from storage import electorates
from storage.store import Transaction


async def seen(tx: Transaction, round_: Round, actor: Actor, now: datetime) -> Seen:
    """The round as this person sees it."""
    electors = await electorates.electorate(tx, round_, now)
    own = next((e for e in electors if actor.person and e.person.id == actor.person.id), None)
    leads = may(actor, Action.SEE_POSITIONS, [round_.group])
    names = may(actor, Action.SEE_POSITIONS_AFTER, [round_.group])
    return Seen(round_, tally(electors), own, leads, reasons=sum(map(_gives_reason, electors)), names=names)


def _gives_reason(elector: Elector) -> bool:
    return elector.counts and elector.position is not None and elector.position.choice in REASON_WANTED
