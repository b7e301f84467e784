"""What is loaded to show recommendations: what there is about one, and what a person may see of it; the list, a search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from council.authority import Action, anywhere, may
from council.errors import Forbidden
from council.followup import FollowUp, in_force
from council.people import Actor, Person
from council.recommendations import Comment, Recommendation, adopted, may_recuse, may_see_discussion, may_see_round, next_steps
from council.reopening import AskedBefore, Reopening, check_apart, round_to_reopen
from council.rounds import Elector, Round, RoundState, sight_of
from handlers.common.texts import Texts
from handlers.framework.work import UnitOfWork
from handlers.recommendations.views.listing import ON_A_PAGE, Listing
from handlers.recommendations.views.page import Page, name_of
from storage import discussed, electorates, followup, members, recommendations, recusals, reopenings, rounds
from storage.recommendations import Scope
from storage.transaction import Transaction

MOST_FOUND = 20
MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class Background:
    """All that there is about a recommendation, before anybody's rights are applied. `people`: its author and those who
    commented, by id; `meetings`: those that discussed it, each with when it began (UTC); `recused`: who has declared an
    interest; `followed`: what becomes of it; `contested`: somebody did not agree with what was adopted; `reopening`: the last
    request to take it up again."""

    about: Recommendation
    rounds: Sequence[Round]
    comments: Sequence[Comment]
    people: dict[int, Person]
    meetings: Sequence[tuple[int, datetime]]
    recused: Collection[int] = ()
    followed: FollowUp | None = None
    contested: bool = False
    reopening: Reopening | None = None


async def load(tx: Transaction, ids: Collection[int]) -> dict[int, Background]:
    """The background of these recommendations, by id; those that are not there are left out."""
    found = await recommendations.many(tx, ids)
    held = await rounds.of_recommendations(tx, found)
    said = await recommendations.comments_on_many(tx, found)
    met = await discussed.discussed_at(tx, found)
    wrote = {one.person for comments in said.values() for one in comments} | {one.author for one in found.values()}
    people, followed = await members.many(tx, wrote), await followup.many(tx, found)
    out = await recusals.of_many(tx, found)
    disputed, asked = await reopenings.contested(tx, found), await reopenings.last_of(tx, found)
    return {
        id_: Background(
            about, held.get(id_, ()), said[id_], people, met[id_], out[id_], followed.get(id_), id_ in disputed, asked.get(id_)
        )
        for id_, about in found.items()
    }  # fmt: skip


def page_of(known: Background, actor: Actor, committee: str, now: datetime, t: Texts) -> Page:
    """The page as this person sees it. Of what was forwarded, the Committee sees the round that adopted it as well, and
    nothing of what went before."""
    about = known.about
    agreed = adopted(about, known.rounds) if about.given else None
    visible = [one for one in known.rounds if may_see_round(actor, one) or one is agreed]
    steps = next_steps(actor, about, known.rounds, committee)
    free = may_recuse(actor, about, known.rounds, committee)
    interest = actor.person_id in known.recused if free else None
    goes_on = known.followed is not None and not known.followed.ended
    follows = not goes_on and in_force(about, known.rounds) is not None and may(actor, Action.FOLLOW_UP, [about.group])
    page = Page(
        about, "", visible, steps=steps, interest=interest, followed=known.followed is not None and not follows, follows=follows
    )
    if not may_see_discussion(actor, about):
        return replace(page, history=False)
    meetings = known.meetings if may(actor, Action.SEE_MEETING, [about.group]) else ()
    return replace(
        page, author=name_of(known.people.get(about.author), t), comments=len(known.comments), meetings=meetings,
        reopens=_reopens(known, actor, now),
    )  # fmt: skip


def _reopens(known: Background, actor: Actor, now: datetime) -> bool:
    """Whether this person may ask for it to be taken up again now."""
    about = known.about
    try:
        check_apart(known.reopening, now)
    except AskedBefore:
        return False
    found = round_to_reopen(about, known.rounds, contested=known.contested)
    return found is not None and may(actor, Action.TAKE_POSITION, [about.group])


async def positions_of(work: UnitOfWork, about: Recommendation) -> list[tuple[Round, list[Elector]]]:
    """The last round of each body that was asked about it, with its electors, of those rounds whose names and positions this
    person may see now (`council.openness`)."""
    last = {one.group: one for one in await rounds.of_recommendation(work.tx, about.id) if one.state in _HELD}
    seen = [one for one in last.values() if may_see_round(work.actor, one) and sight_of(one, work.actor).names]
    found = await electorates.of_rounds(work.tx, seen, work.now) if seen else {}
    return [(one, found[one.id]) for one in seen]


_HELD = frozenset({RoundState.OPEN, RoundState.AWAITING, RoundState.CLOSED})


def scope(work: UnitOfWork) -> Scope:
    """Which recommendations this person may see. Raises `Forbidden` for someone who may see none."""
    groups = anywhere(work.actor, Action.SEE_ROUND)
    if groups == ():
        raise Forbidden(Action.SEE_ROUND)
    committee = work.council.committee
    sits = groups is None or committee in groups
    return Scope(work.person.id, groups, anywhere(work.actor, Action.OPEN_ROUND), forwarded=bool(committee) and sits)


async def list_visible(work: UnitOfWork, at: int = 0, words: str = "") -> Listing:
    """What waits for an answer, where the list begins, and a stretch of the list from `at` on; or what has all these
    words. Raises `Forbidden`."""
    all_ = await recommendations.listed(work.tx, scope(work), words)
    at = max(0, min(at, len(all_) - 1))
    waiting = [] if at or words else await rounds.waiting_for(work.tx, work.person.id, work.now)
    part = all_[at : at + (MOST_FOUND if words else ON_A_PAGE)]
    last = await rounds.last_of(work.tx, [about.id for about in part])
    visible = {id_: round_ for id_, round_ in last.items() if may_see_round(work.actor, round_)}
    return Listing(waiting[:MOST_WAITING], part, visible, at, len(all_), words)
