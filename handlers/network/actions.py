"""The only writers of the network: whoever agrees, leaves, asks, answers."""

from collections.abc import Sequence

from council import network as rules, text_rules
from council.authority import Action, demand, require_there
from council.errors import Forbidden, Stale
from council.network import Entry, Introduction, IntroductionState
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import members, network

ASK = Kind("network.ask", card=True)
INTRODUCED = Kind("network.introduced")
DECLINED = Kind("network.declined")


async def list_entries(work: UnitOfWork) -> list[Entry]:
    """Everyone who can be found, but for the one who looks. Raises `Forbidden`."""
    demand(work.actor, Action.USE_NETWORK, work.actor.groups)
    return [entry for entry in await network.entries(work.tx, work.now) if entry.person != work.person.id]


async def find_own(work: UnitOfWork) -> Entry | None:
    """The entry of the one who acts, or None while others cannot find them."""
    demand(work.actor, Action.USE_NETWORK, work.actor.groups)
    return next(iter(await network.entries(work.tx, work.now, person=work.person.id)), None)


async def join(work: UnitOfWork, fields: Sequence[str], languages: Sequence[str], *, shows_groups: bool) -> None:
    """Agree to be found in this way. Raises `Forbidden`."""
    demand(work.actor, Action.USE_NETWORK, work.actor.groups)
    known = [field.value for field in rules.Field if field in fields]
    spoken = [code for code in rules.LANGUAGES if code in languages]
    if not known or not spoken:
        raise Stale
    await network.join(work.tx, work.person.id, known, spoken, work.now, shows_groups=shows_groups)
    await work.record("network joined", f"person:{work.person.id}")


async def leave(work: UnitOfWork) -> None:
    """Be found no more, at once. What was asked and not answered ends. Raises `Stale` for one who is not in it."""
    ended = await network.leave(work.tx, work.person.id, work.now)
    if ended is None:
        raise Stale
    await work.record("network left", f"person:{work.person.id}")
    for one in ended:
        await work.redraw(one.subject)


async def ask(work: UnitOfWork, entry_id: int, note: str) -> Introduction:
    """Ask to be introduced to whoever this entry is. If they have asked for the same, both have said yes.
    Raises `Forbidden`, alike for an entry that is not there; `NotListed`, `IntroductionAsked`, `TooManyOpen`."""
    found = await visible_entry(work, entry_id)
    if await find_own(work) is None:
        raise rules.NotListed
    said = text_rules.body(note, rules.NOTE_LIMIT) if note else ""
    for theirs in await network.waiting_for(work.tx, work.person.id):
        if theirs.asker == found.person:
            return await answer(work, theirs.id, agree=True)
    mine = await network.asked_by(work.tx, work.person.id)
    if any(one.asked == found.person and one.stands_in_the_way(work.now) for one in mine):
        raise rules.IntroductionAsked
    if sum(one.state is IntroductionState.OPEN for one in mine) >= rules.MOST_OPEN:
        raise rules.TooManyOpen(rules.MOST_OPEN)
    made = await network.ask(work.tx, work.person.id, found.person, said, work.now)
    await work.record("introduction asked", made.subject)
    await work.tell((await members.many(work.tx, [found.person])).values(), ASK, made.subject)
    return made


async def visible_entry(work: UnitOfWork, entry_id: int) -> Entry:
    """One entry of somebody else. Raises `Forbidden`, alike for one that is not there."""
    found = next((entry for entry in await list_entries(work) if entry.id == entry_id), None)
    return require_there(found, Action.USE_NETWORK, f"entry:{entry_id}")


async def answer(work: UnitOfWork, introduction_id: int, *, agree: bool) -> Introduction:
    """Agree or decline, as the one who was asked. Raises `Forbidden`, and `Stale` for what is open no more."""
    found = await network.introduction(work.tx, introduction_id)
    if found is None or found.asked != work.person.id:
        raise Forbidden(Action.USE_NETWORK, f"introduction:{introduction_id}")
    demand(work.actor, Action.USE_NETWORK, work.actor.groups, found.subject)
    if agree:  # each has said yes for as long as they can be found
        listed = {entry.person for entry in await network.entries(work.tx, work.now)}
        if not {found.asker, found.asked} <= listed:
            raise Stale
    state = IntroductionState.AGREED if agree else IntroductionState.DECLINED
    if not await network.settle(work.tx, found.id, state, work.now):
        raise Stale
    await work.record("introduction agreed" if agree else "introduction declined", found.subject)
    await work.redraw(found.subject)
    kind, told = (INTRODUCED, [found.asker, found.asked]) if agree else (DECLINED, [found.asker])
    await work.tell((await members.many(work.tx, told)).values(), kind, found.subject)
    return found


async def take_back(work: UnitOfWork, introduction_id: int) -> None:
    """Take one's own request back. Raises `Forbidden`, and `Stale` for what is open no more."""
    found = await network.introduction(work.tx, introduction_id)
    if found is None or found.asker != work.person.id:
        raise Forbidden(Action.USE_NETWORK, f"introduction:{introduction_id}")
    if not await network.settle(work.tx, found.id, IntroductionState.WITHDRAWN, work.now):
        raise Stale
    await work.record("introduction withdrawn", found.subject)
    await work.redraw(found.subject)
