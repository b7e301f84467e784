"""Who may see an announcement, work on it, and whom they may reach; and its places, looked up for several actions."""

from collections.abc import Collection

from council.announcements import Announcement, AnnouncementState, ChannelUnknown, NoChannelSpeaks
from council.audiences import Audience, AudienceKind, Whom, looks_only_into, rules, within as is_within
from council.authority import Action, anywhere, may
from council.config import Council
from council.errors import Forbidden, Stale
from council.people import Actor
from council.rounds import shows_who_answered
from handlers.channels.reads import list_channels
from handlers.framework.work import UnitOfWork
from storage import announcements, audiences, meetings, rounds
from storage.transaction import Transaction


def require_announcer(work: UnitOfWork, subject: str = "") -> None:
    """Raises `Forbidden` for those who may announce to nobody."""
    if anywhere(work.actor, Action.ANNOUNCE) == ():
        raise Forbidden(Action.ANNOUNCE, subject)


async def visible_announcement(work: UnitOfWork, announcement: int) -> Announcement:
    """The announcement, for its author as long as they may reach whom it is for, and for the secretariat; drafts for their
    author alone. Raises `Forbidden`, also for one that is not there."""
    subject = f"announcement:{announcement}"
    require_announcer(work, subject)
    found, person = await announcements.find(work.tx, announcement), work.actor.person
    if found is not None and person is not None and found.author == person.id:
        await require_reach(work, found.audience, found.places)
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
    await require_reach(work, found.audience, found.places)
    return found


async def require_reach(work: UnitOfWork, audience: Whom | None, places: tuple[str, ...]) -> None:
    """Raises `Forbidden` for whom, or where, the one who acts may not announce to, as `reaches` has it."""
    if not await reaches(work.tx, work.council, work.actor, audience, places):
        raise Forbidden(Action.ANNOUNCE)


async def reaches(tx: Transaction, council: Council, actor: Actor, audience: Whom | None, places: tuple[str, ...] = ()) -> bool:
    """Whether somebody may announce to these people and places, and see all that the audience's rules look at: a chair,
    only to their own groups and by what they see of them. Asked when a rule is made, and whenever it is run."""
    mine, asked = anywhere(actor, Action.ANNOUNCE), list(rules(audience)) if audience is not None else []
    if not {code for rule in asked for code in rule.groups} <= set(council.codes):
        return False
    if mine is not None:
        own = audience is None or (is_within(audience, mine) and looks_only_into(audience, mine))
        if not mine or not own or not set(places) <= set(mine):
            return False
    return all([await _sees(tx, actor, rule) for rule in asked])


async def _sees(tx: Transaction, actor: Actor, rule: Audience) -> bool:
    """Whether they may see who has answered the rounds and meetings that the rule names."""
    if rule.kind is AudienceKind.SILENT:
        found = await rounds.many(tx, [int(id_) for id_ in rule.of])
        return len(found) == len(set(rule.of)) and all(shows_who_answered(each, actor) for each in found.values())
    if rule.kind in (AudienceKind.COMING, AudienceKind.UNANSWERED):
        met = await meetings.many(tx, [int(id_) for id_ in rule.of])
        seen = [may(actor, Action.SEE_ATTENDANCE, each.draft.groups) for each in met.values()]
        return len(seen) == len(set(rule.of)) and all(seen)
    return True


async def count_people(work: UnitOfWork, found: Announcement) -> int:
    """How many people it is for now."""
    return await audiences.count(work.tx, found.audience, work.now) if found.audience is not None else 0


async def check_channel_known(work: UnitOfWork, spoken: Collection[str] | None = None) -> None:
    """Raises `ChannelUnknown` while no channel of the council was seen that can be posted in; `NoChannelSpeaks` where none
    is in a language of these, in which something is said."""
    languages = {code for _, code in await list_channels(work.tx, work.council)}
    if not languages:
        raise ChannelUnknown
    if spoken is not None and languages.isdisjoint(spoken):
        raise NoChannelSpeaks
