"""Deliveries about a recommendation outside its rounds. Each looks at the world again before anything is said."""

from dataclasses import dataclass

from council.openness import Reader, reader_of, sight
from council.people import Actor
from council.recommendations import Happened, Recommendation, Stage, Step, adopted, may_see, next_steps
from handlers.common.names import called
from handlers.framework.deliveries import Desk, Drop, Prepared
from handlers.recommendations import actions
from handlers.recommendations.reads import page_of
from handlers.recommendations.views import notices
from handlers.recommendations.views.notices import Dossier
from storage import chat_links, electorates, members, positions, recommendations
from storage import rounds as rounds_store
from storage.outbox import Delivery


async def _world(desk: Desk, delivery: Delivery) -> tuple[Recommendation, Actor] | None:
    """The recommendation and the person with the seats that they hold now; None when they may not see it any more."""
    about = await recommendations.get(desk.tx, delivery.subject_id)
    if about is None or desk.person is None:
        return None
    actor = Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))
    known = await recommendations.forwarded(desk.tx, about.id)
    return (about, actor) if may_see(actor, about, desk.council.committee, forwarded=known) else None


async def _linked(desk: Desk, delivery: Delivery) -> Recommendation | None:
    """The recommendation, for a chat that is still linked to its group."""
    about = await recommendations.get(desk.tx, delivery.subject_id)
    if about is None:
        return None
    return (
        about if delivery.chat in {link.chat for link in await chat_links.of_groups(desk.tx, [about.group])} else None
    )


@dataclass(frozen=True, slots=True)
class Consultation:
    """The living card of a consultation."""

    name: str = actions.CONSULTATION
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if delivery.person is None:
            about = await _linked(desk, delivery)
            if about is None:
                return Drop("no longer linked")
            said = await recommendations.comments_on(desk.tx, about.id)
            return notices.consultation_in_chat(about, len(said), desk.start_link(f"p_{about.id}"), desk.t)
        world = await _world(desk, delivery)
        if world is None:
            return Drop("no longer in the group")
        about, actor = world
        if about.stage is not Stage.CONSULTATION and delivery.card is None:
            return Drop("no longer in consultation")
        page = await page_of(desk.tx, desk.council, actor, about, called(None, desk.t))
        return notices.consultation(page, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Drafted:
    """That a draft was handed in."""

    name: str = actions.DRAFTED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or world[0].stage is not Stage.DRAFT:
            return Drop("no longer a draft")
        return notices.drafted(world[0], called(await members.get(desk.tx, world[0].author), desk.t), desk.t)


@dataclass(frozen=True, slots=True)
class Commented:
    """That somebody commented."""

    name: str = actions.COMMENTED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None:
            return Drop("no longer in the group")
        said = await recommendations.comments_on(desk.tx, world[0].id)
        comment = next((one for one in said if one.id == delivery.data.get(actions.COMMENT)), None)
        if comment is None:
            return Drop("no such comment")
        return notices.commented(world[0], comment, called(await members.get(desk.tx, comment.person), desk.t), desk.t)


@dataclass(frozen=True, slots=True)
class Revised:
    """What changed in a text that is up for comments."""

    name: str = actions.REVISED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or world[0].stage is not Stage.CONSULTATION:
            return Drop("no longer in consultation")
        versions = await recommendations.versions_of(desk.tx, world[0].id)
        if len(versions) < 2:
            return Drop("no earlier text")
        return notices.revised(world[0], versions[-2], versions[-1], desk.t)


@dataclass(frozen=True, slots=True)
class DossierCard:
    """What the Executive Committee is given."""

    name: str = actions.DOSSIER
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or world[0].stage is not Stage.FORWARDED:
            return Drop("no longer with the Committee")
        about, actor = world
        rounds = await rounds_store.of_recommendation(desk.tx, about.id)
        round_ = adopted(about, rounds)
        if round_ is None:
            return Drop("not adopted")
        electors = await electorates.electorate(desk.tx, round_, desk.now)
        committee = desk.council.committee
        reader = reader_of(actor, round_.group, round_.author, committee) or Reader.COMMITTEE
        sees = sight(round_.terms.openness, reader, closed=True)
        can = next_steps(actor, about, rounds, committee) & {Step.OPEN, Step.RETURN, Step.DECLINE}
        tally = await positions.count(desk.tx, round_, electors)
        return notices.dossier(Dossier(about, round_, tally, electors, sees, steps=can), desk.zone, desk.t)


_WORDS = frozenset({Happened.RETURNED, Happened.DECLINED, Happened.CLOSED})


@dataclass(frozen=True, slots=True)
class Decided:
    """What the Executive Committee has made of a recommendation, to its group, the author and the group's chats."""

    name: str = actions.DECIDED.name
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if delivery.person is None:
            about = await _linked(desk, delivery)
        else:
            world = await _world(desk, delivery)
            about = world[0] if world else None
        if about is None:
            return Drop("no longer in the group")
        event = next(
            (one for one in reversed(await recommendations.history(desk.tx, about.id)) if one.kind in _WORDS), None
        )
        if event is None:
            return Drop("nothing was decided")
        round_ = await rounds_store.find(desk.tx, event.round) if event.round else None
        return notices.decided(about, event, round_, desk.zone, desk.t, private=delivery.person is not None)


KINDS = (Consultation(), Drafted(), Commented(), Revised(), DossierCard(), Decided())
