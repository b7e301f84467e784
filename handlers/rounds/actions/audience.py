"""Who may see and lead a round, and whom it is shown to."""

from council.authority import Action, demand
from council.errors import Closed, Forbidden
from council.events import RoundClosed, RoundWithdrawn, SeatsChanged
from council.people import Person, Role
from council.reach import Reach
from council.recommendations import may_see_round
from council.rounds import Round, RoundState
from council.rules import Rule
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.rounds.reads import CARD, SHEET
from storage import electorates, members, objections, personal_cards, rounds
from storage.outbox import Lane
from storage.personal_cards import PersonalCard

RESULT = Kind("recommendations.result", Lane.ROUNDS, outsiders=True)
WITHDRAWN = Kind("recommendations.withdrawn", Lane.ROUNDS, outsiders=True)

OBJECTED = Kind("recommendations.objected", Lane.ROUNDS, card=True, spends=True)
UNOBJECTED = Kind("recommendations.objection_withdrawn", Lane.ROUNDS)
COMPLETE = Kind("recommendations.complete", Lane.ROUNDS)

ASKED = "asked"
"""In a delivery's data: its person asked to see it."""

CHUNK = 50
"""To how many people a round is shown in one transaction."""


async def visible_round(work: UnitOfWork, round_id: int, *, lock: bool = False) -> Round:
    """The round, for someone who may see it; one that is planned, for someone who may open it. Raises `Forbidden`, alike
    for one that is not there."""
    round_ = await rounds.find(work.tx, round_id, lock=lock)
    if round_ is None or not may_see_round(work.actor, round_):
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    return round_


async def visible_personal_card(work: UnitOfWork, round_id: int) -> PersonalCard:
    """The round, locked, as it stands for someone who may see it. Raises as `visible_round` does."""
    counts = work.council.show_counts
    found = await personal_cards.find(work.tx, round_id, work.person, CARD.name, work.now, tally=counts, lock=True)
    if found is None or not may_see_round(work.actor, found.round):
        raise Forbidden(Action.SEE_ROUND, f"round:{round_id}")
    return found


async def require_lead(work: UnitOfWork, round_id: int, action: Action, *, author: bool = False) -> Round:
    """The round, locked, for someone who may do `action` to it, or (`author`) is its author. Raises `Forbidden`."""
    round_ = await visible_round(work, round_id, lock=True)
    if not (author and work.person.id == round_.author):
        demand(work.actor, action, [round_.group], round_.subject)
    return round_


async def require_open(work: UnitOfWork, round_id: int, action: Action, *, author: bool = False) -> Round:
    """The same, while positions are taken. Raises `Forbidden`, `Closed`."""
    round_ = await require_lead(work, round_id, action, author=author)
    if not round_.open(work.now):
        raise Closed
    return round_


async def show_some(work: UnitOfWork, only: int | None = None) -> bool:
    """Show open rounds (or `only` this one) to some of those who have not been shown them: the first who see it, the rest
    of a large group, and who joined later. False when there is nobody."""
    found = await electorates.unshown(work.tx, work.now, CHUNK, only)
    for id_, round_ in (await rounds.many(work.tx, {id_ for id_, _ in found})).items():
        people = [person for shown, person in found if shown == id_]
        await electorates.mark_shown(work.tx, id_, [person.id for person in people], work.now)
        await work.tell(people, CARD, round_.subject)
    return bool(found)


async def show_again(work: UnitOfWork, round_id: int, kind: Kind, serial: int) -> None:
    """Send the person who asks a new card or sheet, which is the one that is redrawn from now on. `serial` tells one
    asking from another. Raises `Forbidden`."""
    round_ = await visible_round(work, round_id)
    if kind is SHEET:
        if work.person.id != round_.author:
            demand(work.actor, Action.SEE_POSITIONS, [round_.group], round_.subject)
    elif round_.open(work.now):
        await electorates.mark_shown(work.tx, round_.id, [work.person.id], work.now)
    await work.tell([work.person], kind, round_.subject, str(serial), {ASKED: 1}, lane=Lane.RECEIPTS)


def list_own_cards(personal: PersonalCard, pressed: int = 0) -> list[int]:
    """The messages that are the person's own cards: another one that was `pressed`, and the one that is kept up to date."""
    return [message for message in dict.fromkeys((pressed, personal.card or 0)) if message]


async def list_leaders(work: UnitOfWork, round_: Round) -> list[Person]:
    """Those who lead the round: the chairs of its group, the secretariat, and its author."""
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    author = await members.find(work.tx, round_.author)
    return [*chairs, *await members.secretariat(work.tx, work.now), *([author] if author else [])]


async def tell_leaders(work: UnitOfWork, round_: Round, kind: Kind, once: str = "", subject: str = "") -> None:
    """Tell those who lead the round, but not whoever has done what they are told of. `subject`: the round, if not given."""
    acts = work.actor.person_id
    told = [person for person in await list_leaders(work, round_) if person.id != acts]
    await work.tell(told, kind, subject or round_.subject, once)


async def tell_unobjected(work: UnitOfWork, round_: Round, subject: str) -> None:
    """Tell those who lead the round that an objection was withdrawn; what was sent about it asks for nothing any more."""
    await work.redraw(subject, but=work.actor.chat)
    await tell_leaders(work, round_, UNOBJECTED, subject=subject)


async def spend_objections(work: UnitOfWork, event: RoundClosed | RoundWithdrawn) -> None:
    """What asked for an answer to an objection, or whether it stands, asks no more."""
    for objection in await objections.of_round(work.tx, event.round.id):
        await work.redraw(objection.subject)


async def tell_complete(work: UnitOfWork, round_: Round) -> None:
    """Tell those who lead the round, its chair also where they were the last, that everyone has answered."""
    if round_.terms.rule is not Rule.SILENCE:
        leaders = await list_leaders(work, round_)
        await work.tell(leaders, COMPLETE, round_.subject, f"v{round_.version}:{work.now:%Y%m%d%H%M%S%f}")


async def reach_of(work: UnitOfWork, round_: Round) -> Reach:
    """Whom word of a round reaches: everyone who was shown it, and its group's chats. Who is asked and has not joined is not
    reached; how many these are tells nothing of anybody's position."""
    asked = (elector.person for elector in await electorates.electorate(work.tx, round_, work.now) if elector.counts)
    people = [*await electorates.shown_to(work.tx, round_.id), *(one for one in asked if one.telegram_id is None)]
    return await work.reach(people, [round_.group])


async def tell_result(work: UnitOfWork, event: RoundClosed) -> None:
    """Tell everyone who was shown the round, and its group's chats, how it ended."""
    await _tell_all(work, event.round, RESULT)


async def tell_withdrawn(work: UnitOfWork, event: RoundWithdrawn) -> None:
    """Tell the same people that a round was withdrawn; of one that was only planned nobody has heard."""
    if event.round.state is not RoundState.PLANNED:
        await _tell_all(work, event.round, WITHDRAWN)


async def _tell_all(work: UnitOfWork, round_: Round, kind: Kind) -> None:
    await work.tell(await electorates.shown_to(work.tx, round_.id), kind, round_.subject)
    await work.tell_chats([round_.group], kind, round_.subject)


async def redraw_open_rounds(work: UnitOfWork, event: SeatsChanged) -> None:
    """Redraw the cards of open rounds of groups in which the seats have changed."""
    for round_ in await rounds.open_in(work.tx, event.groups, work.now):
        await work.redraw(round_.subject)
