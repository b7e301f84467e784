"""Somebody declares an interest in a recommendation, and is taken out of those who decide on it; or says that they have none."""

from council import text_rules
from council.authority import Action, demand
from council.errors import Closed, MovedOn, OutsideElectorate
from council.openness import LEAST_DETACHED
from council.people import Person
from council.recommendations import Recommendation, may_recuse
from council.recusal import WORDS_LIMIT, TooLateToRecuse
from council.rounds import Round
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import visible_recommendation
from handlers.rounds.actions.audience import tell_leaders
from handlers.rounds.actions.closing import FEW
from storage import electorates, recusals, rounds


async def require_recusable(work: UnitOfWork, id_: int) -> tuple[Recommendation, Round | None]:
    """The recommendation, locked, for someone who may declare an interest in it now, and the round that is open on it in which
    they are asked. Raises `Forbidden`, `Closed`, `OutsideElectorate`, `TooLateToRecuse`, and `MovedOn` where nobody is to be
    asked any more."""
    about = await visible_recommendation(work, id_, lock=True)
    known = await rounds.of_recommendation(work.tx, about.id)
    open_ = next((one for one in known if one.undecided), None)
    if open_ is None:
        if not may_recuse(work.actor, about, known, work.council.committee):
            demand(work.actor, Action.TAKE_POSITION, [about.group, work.council.committee], about.subject)
            raise MovedOn(about.stage.value)
        return about, None
    demand(work.actor, Action.TAKE_POSITION, [open_.group], open_.subject)
    await rounds.lock(work.tx, open_.id)
    if not open_.open(work.now):
        raise Closed
    own = await electorates.elector(work.tx, open_, work.person.id, work.now)
    if own is None or not own.counts:
        raise OutsideElectorate
    if await recusals.is_anything_taken(work.tx, open_.id):
        raise TooLateToRecuse
    return about, open_


async def declare_interest(work: UnitOfWork, id_: int, words: str) -> tuple[Recommendation, Round | None]:
    """Declare an interest, in a few words or none: who does is not asked in rounds that open later, nor any more in one that is
    open. Raises as `require_recusable` does, `TooLong`."""
    about, round_ = await require_recusable(work, id_)
    words = text_rules.body(words, WORDS_LIMIT) if words.strip() else ""
    if await recusals.add(work.tx, about.id, work.person.id, words, work.now) or round_ is not None:
        await work.record("interest declared", about.subject)
    if round_ is not None:
        await _take_out(work, round_, work.person, words)
    return about, round_


async def _take_out(work: UnitOfWork, round_: Round, person: Person, words: str) -> None:
    await recusals.take_out(work.tx, round_.id, person.id, words, work.now)
    left = sum(one.counts for one in await electorates.electorate(work.tx, round_, work.now))
    if round_.detached and left < LEAST_DETACHED:
        await tell_leaders(work, round_, FEW, str(left))
    await work.redraw(round_.subject)
    await work.redraw_reminder(person.id)


async def take_back(work: UnitOfWork, id_: int) -> Recommendation:
    """Say that one has no interest after all, before a round is opened. Raises as `require_recusable` does; in an open round
    whoever declared one is outside of its electorate."""
    about, round_ = await require_recusable(work, id_)
    if round_ is None and await recusals.drop(work.tx, about.id, work.person.id):
        await work.record("interest taken back", about.subject)
    return about
