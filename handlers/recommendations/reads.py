"""What is on a person's shelf of recommendations, read for the list, a search, and the page of one."""

from council.authority import Action, may
from council.config import Council
from council.openness import reader_of
from council.people import Actor
from council.recommendations import Recommendation, next_steps
from council.rounds import Round, RoundState
from handlers.common.names import called
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.recommendations import actions
from handlers.recommendations.views import page as page_views
from handlers.recommendations.views.page import ON_A_PAGE, Page, Shelves
from storage import members, minutes, recommendations
from storage import rounds as rounds_store
from storage.store import Transaction

MOST_FOUND = 20
MOST_WAITING = 10


def seen_rounds(actor: Actor, rounds: list[Round]) -> list[Round]:
    """Those of these rounds that this person may see: planned ones only who may open them."""
    return [
        round_
        for round_ in rounds
        if may(actor, Action.SEE_ROUND, [round_.group])
        and (round_.state is not RoundState.PLANNED or may(actor, Action.OPEN_ROUND, [round_.group]))
    ]


async def page_of(tx: Transaction, council: Council, actor: Actor, about: Recommendation, unnamed: str) -> Page:
    """The page as this person sees it. `unnamed`: what somebody without a name is called."""
    rounds = await rounds_store.of_recommendation(tx, about.id)
    author = await members.get(tx, about.author)
    name = author.name if author and author.name else unnamed
    said = await recommendations.comments_on(tx, about.id)
    done = next_steps(actor, about, rounds, council.committee)
    known = await recommendations.forwarded(tx, about.id)
    seen = [r for r in rounds if r in seen_rounds(actor, rounds) or _as_committee(actor, r, council, known)]
    met = await minutes.discussed_at(tx, about.id) if may(actor, Action.SEE_MEETING, [about.group]) else []
    return Page(about, name, seen, len(said), done, met)


def _as_committee(actor: Actor, round_: Round, council: Council, forwarded: bool) -> bool:
    to = council.committee if forwarded else ""
    return round_.state is RoundState.CLOSED and reader_of(actor, round_.group, round_.author, to) is not None


async def shown(visit: Visit, id_: int) -> View:
    """The page of one recommendation. Raises `Forbidden`."""
    about = await actions.visible_recommendation(visit.work, id_)
    page = await page_of(visit.tx, visit.council, visit.actor, about, called(None, visit.t))
    return page_views.page(page, visit.zone, visit.t)


async def stretch(visit: Visit, at: int = 0) -> View:
    """What waits, and a stretch of the list. Raises `Forbidden`."""
    all_ = await recommendations.listed(visit.tx, actions.shelf(visit.work))
    at = max(0, min(at, len(all_) - 1)) if all_ else 0
    waiting = (await rounds_store.waiting_for(visit.tx, visit.person.id, visit.now))[:MOST_WAITING] if not at else []
    part = all_[at : at + ON_A_PAGE]
    shelves = Shelves(waiting, part, await _last(visit, part), at, len(all_))
    return page_views.listed(shelves, visit.now, visit.zone, visit.t)


async def found(visit: Visit, words: str) -> View:
    """What has these words. Raises `Forbidden`."""
    all_ = await recommendations.listed(visit.tx, actions.shelf(visit.work), words)
    part = all_[:MOST_FOUND]
    shelves = Shelves((), part, await _last(visit, part), 0, len(all_), words)
    return page_views.listed(shelves, visit.now, visit.zone, visit.t)


async def _last(visit: Visit, listed: list[Recommendation]) -> dict[int, Round]:
    last = await rounds_store.last_of(visit.tx, [about.id for about in listed])
    shown_ = seen_rounds(visit.actor, list(last.values()))
    return {round_.recommendation: round_ for round_ in shown_}
