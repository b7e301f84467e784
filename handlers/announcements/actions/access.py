"""Who may see an announcement, work on it, and whom they may reach; and its places, looked up for several actions."""

from council.announcements import Announcement, AnnouncementState, ChannelUnknown
from council.audiences import AudienceKind, Whom, rules
from council.audiences import within as is_within
from council.authority import Action, anywhere, may
from council.errors import Forbidden, Stale
from handlers.framework.work import UnitOfWork
from storage import announcements, audiences, channels, rounds
from storage.channels import Channel


def require_announcer(work: UnitOfWork, subject: str = "") -> None:
    """Raises `Forbidden` for those who may announce to nobody."""
    if anywhere(work.actor, Action.ANNOUNCE) == ():
        raise Forbidden(Action.ANNOUNCE, subject)


async def visible_announcement(work: UnitOfWork, announcement: int) -> Announcement:
    """The announcement, for its author and for the secretariat, as long as they may announce anything; drafts for their
    author alone. Raises `Forbidden`, also for one that is not there."""
    subject = f"announcement:{announcement}"
    require_announcer(work, subject)
    found, person = await announcements.find(work.tx, announcement), work.actor.person
    if found is not None and person is not None and found.author == person.id:
        return found
    if found is None or found.state is AnnouncementState.DRAFT or not may(work.actor, Action.ANNOUNCE):
        raise Forbidden(Action.ANNOUNCE, subject)
    return found


async def visible_own(work: UnitOfWork, announcement: int, *states: AnnouncementState) -> Announcement:
    """One that the one who acts has written, in any of these states, if given. Raises `Forbidden`, `Stale`."""
    found = await visible_announcement(work, announcement)
    if found.author != work.person.id:
        raise Forbidden(Action.ANNOUNCE, found.subject)
    if states and found.state not in states:
        raise Stale
    return found


async def visible_draft(work: UnitOfWork, announcement: int) -> Announcement:
    """A draft of the one who acts. Raises `Forbidden`, and `Stale` for what is no draft any more."""
    return await visible_own(work, announcement, AnnouncementState.DRAFT)


async def require_steering(work: UnitOfWork, announcement: int) -> Announcement:
    """One that the one who acts may pause, stop, send again, correct and take back. Raises `Forbidden`."""
    found = await visible_announcement(work, announcement)
    require_reach(work, found.audience, found.places)
    return found


def require_reach(work: UnitOfWork, audience: Whom | None, places: tuple[str, ...]) -> None:
    """Raises `Forbidden` for whom, or where, the one who acts may not announce to: a chair, to all but their own group."""
    mine = anywhere(work.actor, Action.ANNOUNCE)
    named = [code for rule in rules(audience) for code in rule.groups] if audience is not None else []
    if not set(named) <= set(work.council.codes):
        raise Forbidden(Action.ANNOUNCE)
    if mine is None:
        return
    if not mine or (audience is not None and not is_within(audience, mine)) or not set(places) <= set(mine):
        raise Forbidden(Action.ANNOUNCE)


def reaches(work: UnitOfWork, audience: Whom | None, places: tuple[str, ...] = ()) -> bool:
    """Whether the one who acts may announce to all of these."""
    try:
        require_reach(work, audience, places)
    except Forbidden:
        return False
    return True


async def require_rounds(work: UnitOfWork, audience: Whom) -> None:
    """Raises `Forbidden` for a rule about a round whose answers the one who acts may not see one by one."""
    for rule in rules(audience):
        for id_ in rule.of if rule.kind is AudienceKind.SILENT else ():
            round_ = await rounds.find(work.tx, int(id_))
            if round_ is None or round_.detached or not may(work.actor, Action.SEE_POSITIONS, [round_.group]):
                raise Forbidden(Action.SEE_POSITIONS)


async def count_people(work: UnitOfWork, found: Announcement) -> int:
    """How many people it is for now."""
    return await audiences.count(work.tx, found.audience, work.now) if found.audience is not None else 0


async def list_channels(work: UnitOfWork) -> list[Channel]:
    """The council's channels that can be posted in. Raises `ChannelUnknown` while none was seen."""
    found = await channels.followed(work.tx)
    if not found:
        raise ChannelUnknown
    return found
