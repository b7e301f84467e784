"""What is loaded to be shown of agenda books and minutes."""

from collections.abc import Collection
from datetime import date, datetime

from council.attendance import PRESENT
from council.authority import Action, demand, may
from council.book import BookFacts, Earlier, numbers_in, seen_by_all
from council.config import Council
from council.errors import Forbidden
from council.meetings import Meeting
from council.minutes import Minutes, MinutesState
from council.people import Actor
from council.recommendations import Recommendation, Stage
from handlers.framework.work import UnitOfWork
from handlers.meetings.reads import visible_groups
from handlers.minutes.views.words import Shown, Sight
from storage import agendas, attendance, book, discussed, meetings, members, minutes, recommendations
from storage.transaction import Transaction


async def load_book(tx: Transaction, council: Council, meeting: Meeting) -> BookFacts:
    """What this meeting's book holds now."""
    agenda = await agendas.latest(tx, meeting.id)
    named = await book.numbered(tx, numbers_in(agenda.items if agenda else ()))
    noted = [topic.recommendation for topic in await discussed.topics(tx, meeting.id)]
    found = [one for one in (await recommendations.many(tx, {*named, *noted})).values() if one.stage is not Stage.DRAFT]
    found.sort(key=lambda one: one.number)
    groups = meeting.draft.groups
    texts = tuple(one for one in found if seen_by_all(one, groups, council.committee))
    return BookFacts(
        meeting, agenda, texts, await _comments(tx, [one for one in texts if set(groups) == {one.group}]),
        tuple(one.number for one in found if one not in texts), await _earlier(tx, meeting),
        tuple((await book.papers_of(tx, [meeting.id])).get(meeting.id, ())),
    )  # fmt: skip


async def _comments(tx: Transaction, texts: Collection[Recommendation]) -> dict[int, int]:
    found = await recommendations.comments_on_many(tx, [one.id for one in texts])
    return {id_: len(comments) for id_, comments in found.items()}


async def _earlier(tx: Transaction, meeting: Meeting) -> Earlier | None:
    id_ = await book.earlier(tx, meeting.id, meeting.draft.groups, meeting.starts_at)
    before = await meetings.find(tx, id_) if id_ is not None else None
    if before is None:
        return None
    sent = await minutes.latest_sent(tx, before.id)
    approved = [one for one in (await minutes.of_meetings(tx, [before.id])).get(before.id, ()) if one.number]
    if not approved:
        return Earlier(before, sent)
    ids = {action.person for item in approved[-1].items for action in item.actions if action.person is not None}
    people = await members.many(tx, ids)
    return Earlier(before, sent, approved[-1], {id_: one.name for id_, one in people.items() if one.name})


async def present_of(tx: Transaction, meeting: int) -> set[int]:
    """Who was at a meeting, as it is written down; nobody where nothing is."""
    noted = (await attendance.presences_of_many(tx, [meeting]))[meeting]
    return {person for person, (presence, _) in noted.items() if presence in PRESENT}


async def open_of(tx: Transaction, about: Minutes) -> int:
    """How many corrections of these minutes are not decided on."""
    return sum(one.taken is None for one in await minutes.corrections(tx, about.id))


async def visible_minutes(
    work: UnitOfWork, id_: int, action: Action = Action.SEE_MEETING, *, lock: bool = False
) -> tuple[Minutes, Meeting]:
    """Written minutes to which the one who acts may do this, and their meeting. A draft is for those who write it, minutes in
    review are for those who write, review or may approve them. Raises `Forbidden`, alike for those that are not there."""
    found = await minutes.find(work.tx, id_, lock=lock)
    meeting = await meetings.find(work.tx, found.meeting) if found else None
    groups = meeting.draft.groups if meeting else ()
    demand(work.actor, action, groups, f"minutes:{id_}")
    if found is None or meeting is None or not await may_see(work.tx, work.actor, found, groups):
        raise Forbidden(action, f"minutes:{id_}")
    return found, meeting


async def may_see(tx: Transaction, actor: Actor, about: Minutes, groups: Collection[str]) -> bool:
    """Whether somebody may see minutes as they stand now, with the seats that they have now."""
    if about.state is MinutesState.APPROVED:
        return may(actor, Action.SEE_MEETING, groups)
    if may(actor, Action.WRITE_MINUTES, groups):
        return True
    if about.state is MinutesState.DRAFT:
        return False
    reviews = may(actor, Action.REVIEW_MINUTES, groups) and actor.person_id in await minutes.reviewers(tx, about.id)
    return reviews or may(actor, Action.APPROVE_MINUTES, groups)


async def load_shown(tx: Transaction, actor: Actor, about: Minutes, meeting: Meeting) -> Shown:
    """Minutes as this reader sees them, who may see them (`may_see`)."""
    groups, person = meeting.draft.groups, actor.person_id or 0
    asked = await minutes.reviewers(tx, about.id)
    sight = Sight(
        may(actor, Action.WRITE_MINUTES, groups), may(actor, Action.REVIEW_MINUTES, groups) and person in asked,
        may(actor, Action.APPROVE_MINUTES, groups),
    )  # fmt: skip
    items = await minutes.items_of(tx, about.id, about.version + 1) if about.pending and sight.writes else about.items
    found = tuple(await minutes.corrections(tx, about.id)) if sight.writes or sight.approves else ()
    ids = {action.person for item in items for action in item.actions if action.person is not None}
    people = await members.many(tx, ids | ({one.person for one in found} if sight.writes else set()))
    before = await minutes.find(tx, about.corrects) if about.corrects is not None else None
    return Shown(
        about, meeting, items, {id_: one.name for id_, one in people.items() if one.name}, sight, found, len(asked),
        sum(version == about.version for version in asked.values()), asked.get(person) == about.version,
        before.number if before else "",
    )  # fmt: skip


async def list_visible(work: UnitOfWork, limit: int) -> list[tuple[Minutes, Meeting]]:
    """The last minutes that the one who acts may see, each with its meeting. Raises `Forbidden` for someone who may see none."""
    found = await minutes.listed(work.tx, visible_groups(work), limit)
    met = await meetings.many(work.tx, [one.meeting for one in found])
    pairs = [(one, met[one.meeting]) for one in found]
    return [pair for pair in pairs if await may_see(work.tx, work.actor, pair[0], pair[1].draft.groups)]


async def there_of(tx: Transaction, meeting: Meeting, now: datetime) -> tuple[list[str], list[str]]:
    """The names of those who were at a meeting, and of those who were not; none where nothing is written down."""
    there = await present_of(tx, meeting.id)
    if not there:
        return [], []
    found, _ = await attendance.sittings(tx, meeting, now)
    named = {id_: person.name for id_, person in found.people.items() if person.name}
    present, absent = ([name for id_, name in named.items() if (id_ in there) is was] for was in (True, False))
    return sorted(present, key=str.casefold), sorted(absent, key=str.casefold)


async def ground_of(tx: Transaction, council: Council, meeting: Meeting, now: datetime) -> tuple[dict[int, str], date]:
    """The people of a meeting's groups by id, and its day where the council has its seat: what action items are read against."""
    people = await members.holders(tx, meeting.draft.groups, now)
    return {one.id: one.name for one in people if one.name}, council.today(meeting.starts_at)
