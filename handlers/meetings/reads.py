"""Reading meetings: who may see one, and what each reader's card shows besides the meeting itself."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from council.authority import Action, anywhere, demand, may, require_there
from council.communiques import About
from council.config import Council
from council.errors import Forbidden
from council.meetings import Meeting
from council.minutes import Minutes
from council.people import Actor
from council.series import Pattern
from handlers.framework.work import UnitOfWork
from handlers.meetings.views.card import Run
from handlers.meetings.views.words import Details
from storage import agendas, attendance, book, communiques, discussed, meetings, minutes, series
from storage.transaction import Transaction


async def visible_meeting(work: UnitOfWork, id_: int, action: Action = Action.SEE_MEETING) -> Meeting:
    """A meeting to which the one who acts may do this. Raises `Forbidden`, alike for one that is not there."""
    meeting = await meetings.find(work.tx, id_)
    demand(work.actor, action, meeting.draft.groups if meeting else (), f"meeting:{id_}")
    return require_there(meeting, action, f"meeting:{id_}")


def visible_groups(work: UnitOfWork, action: Action = Action.SEE_MEETING) -> tuple[str, ...] | None:
    """The groups in which the one who acts may do this; None: all. Raises `Forbidden` where there is none."""
    groups = anywhere(work.actor, action)
    if groups == ():
        raise Forbidden(action)
    return groups


DetailsOf = Callable[[Meeting, Actor | None, str], Details]
"""What a card shows to a reader. Of a group's chat the actor is None: it sees numbers only, and the link (last) to where
one answers; for people that is ""."""


async def details_of(
    tx: Transaction, council: Council, listed: Sequence[Meeting], people: Collection[int], now: datetime
) -> DetailsOf:
    """What cards of these meetings show to these people (ids), and to chats, at `now`: all is read in one go."""
    ids = [meeting.id for meeting in listed]
    tallies = await attendance.tallies(tx, listed, council.quorum, now)
    replies = await attendance.replies_of_many(tx, ids)
    presences = await attendance.presences_of_many(tx, ids, people)
    versions, sent = await agendas.latest_of(tx, ids), await minutes.latest_sent_of(tx, ids)
    topics, patterns = await discussed.topics_of(tx, ids), await patterns_of(tx, listed)
    papers, written = await book.papers_of(tx, ids), await minutes.of_meetings(tx, ids)
    asked = {one.id: await minutes.reviewers(tx, one.id) for listed_ in written.values() for one in listed_ if not one.number}

    def reads(actor: Actor, one: Minutes, groups: tuple[str, ...]) -> bool:
        asked_ = actor.person is not None and actor.person.id in asked[one.id]
        return asked_ or may(actor, Action.APPROVE_MINUTES, groups)

    def details_for(meeting: Meeting, actor: Actor | None, link: str) -> Details:
        id_, groups = meeting.id, meeting.draft.groups
        person = actor.person.id if actor and actor.person else 0
        return Details(
            tallies[id_], replies[id_].get(person), presences[id_].get(person, (None, False))[0],
            answers=actor is not None and may(actor, Action.ATTEND_MEETING, groups),
            names=actor is not None and may(actor, Action.SEE_ATTENDANCE, groups), agenda=versions.get(id_),
            minutes=sent.get(id_), topics=tuple(topics.get(id_, ())), link=link, series=patterns.get(id_),
            papers=id_ in papers,
            written=tuple(one for one in written.get(id_, ()) if one.number or (actor is not None and reads(actor, one, groups))),
        )  # fmt: skip

    return details_for


async def runs_of(tx: Transaction, listed: Collection[Meeting], now: datetime) -> dict[int, Run]:
    """How far those who run these meetings are with each, by its id."""
    noted = await attendance.presences_of_many(tx, [meeting.id for meeting in listed])
    posted = {id_ for id_ in noted if (one := await communiques.about(tx, About.MEETING, id_)) and one.published}
    return {one.id: Run(len(await meetings.invited(tx, one.id, now)), len(noted[one.id]), one.id in posted) for one in listed}


async def details(work: UnitOfWork, meeting: Meeting) -> Details:
    """What a card of this meeting shows to the one who acts."""
    people = [work.actor.person.id] if work.actor.person else []
    return (await details_of(work.tx, work.council, [meeting], people, work.now))(meeting, work.actor, "")


async def patterns_of(tx: Transaction, listed: Sequence[Meeting]) -> dict[int, Pattern]:
    """How often each of these meetings comes again, by its id; those that do not are left out."""
    found = await series.many(tx, {meeting.series for meeting in listed if meeting.series is not None})
    of = {meeting.id: found[meeting.series] for meeting in listed if meeting.series in found}
    return {id_: one.pattern for id_, one in of.items() if one.pattern.count > 1}
