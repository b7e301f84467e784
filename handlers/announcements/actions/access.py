"""What all that is done about announcements shares: who may look, whom they may reach, and setting one on its way."""

from collections.abc import Mapping

from council.announcements import CHANNEL, Announcement, AnnouncementState, ChannelUnknown, Content, first_words
from council.audiences import AudienceKind, Whom, rules
from council.audiences import within as is_within
from council.authority import Action, anywhere, may
from council.errors import Forbidden, Stale
from council.people import Person
from handlers.announcements.views.words import plain_words, secretary_name
from handlers.common.texts import Texts
from handlers.framework.work import UnitOfWork
from storage import announcements, audiences, chat_links, members, newsroom, outbox, rounds
from storage.announcement_deliveries import POST as POST
from storage.announcement_deliveries import SENDINGS as SENDINGS
from storage.announcement_deliveries import TAIL as TAIL
from storage.announcement_deliveries import TEXT as TEXT
from storage.chat_links import Link
from storage.newsroom import Source
from storage.outbox import Lane, Order

PROGRESS, REPORT, REVIEW = "announcements.progress", "announcements.report", "announcements.review"
TEST, NOTICE, NUDGE, CERTIFICATE = (
    "announcements.test",
    "announcements.notice",
    "announcements.nudge",
    "announcements.certificate",
)
"""Kinds of deliveries."""

RETURNED, PASSED, OVERDUE, SOURCE_GONE, RIGHT_LOST = "returned", "passed", "overdue", "gone", "right"
"""What a NOTICE to its author says."""

State = AnnouncementState


async def look(work: UnitOfWork, announcement: int) -> Announcement:
    """The announcement, for its author and for the secretariat, as long as they may announce anything; drafts for their
    author alone. Raises `Forbidden`, also for one that is not there."""
    subject = f"announcement:{announcement}"
    if anywhere(work.actor, Action.ANNOUNCE) == ():
        raise Forbidden(Action.ANNOUNCE, subject)
    found = await announcements.get(work.tx, announcement)
    if found is None or not _sees(work, found):
        raise Forbidden(Action.ANNOUNCE, subject)
    return found


def _sees(work: UnitOfWork, found: Announcement) -> bool:
    if work.actor.person is not None and found.author == work.actor.person.id:
        return True
    return found.state is not State.DRAFT and may(work.actor, Action.ANNOUNCE)


async def own_draft(work: UnitOfWork, announcement: int) -> Announcement:
    """A draft of the one who acts. Raises `Forbidden`, and `Stale` for what is no draft any more."""
    found = await look(work, announcement)
    if found.author != work.person.id:
        raise Forbidden(Action.ANNOUNCE, found.subject)
    if found.state is not State.DRAFT:
        raise Stale
    return found


async def steered(work: UnitOfWork, announcement: int) -> Announcement:
    """One that the one who acts may steer, send again, correct and take back. Raises `Forbidden`."""
    found = await look(work, announcement)
    check_reach(work, found.audience, found.places)
    return found


def check_reach(work: UnitOfWork, audience: Whom | None, places: tuple[str, ...]) -> None:
    """Raises `Forbidden` for whom, or where, the one who acts may not announce to: a chair, to all but their own group."""
    mine = anywhere(work.actor, Action.ANNOUNCE)
    named = [code for rule in rules(audience) for code in rule.groups] if audience is not None else []
    if not set(named) <= set(work.council.codes):
        raise Forbidden(Action.ANNOUNCE)
    if mine is None:
        return
    if not mine or (audience is not None and not is_within(audience, mine)) or not set(places) <= set(mine):
        raise Forbidden(Action.ANNOUNCE)


async def check_rounds(work: UnitOfWork, audience: Whom) -> None:
    """Raises `Forbidden` for a rule about a round whose answers the one who acts may not see one by one."""
    for rule in rules(audience):
        for id_ in rule.of if rule.kind is AudienceKind.SILENT else ():
            round_ = await rounds.round_(work.tx, int(id_))
            if round_ is None or round_.detached or not may(work.actor, Action.SEE_POSITIONS, [round_.group]):
                raise Forbidden(Action.SEE_POSITIONS)


async def people_of(work: UnitOfWork, found: Announcement) -> int:
    """How many people it is for now."""
    return await audiences.count(work.tx, found.audience, work.now) if found.audience is not None else 0


async def chats_of(work: UnitOfWork, found: Announcement) -> list[Link]:
    """The groups' chats that it is for now."""
    return await chat_links.of_groups(work.tx, [place for place in found.places if place != CHANNEL])


async def channels(work: UnitOfWork) -> list[Source]:
    """The council's channels that can be posted in. Raises `ChannelUnknown` while none was seen."""
    found = await newsroom.followed(work.tx)
    if not found:
        raise ChannelUnknown
    return found


def title_of(contents: Mapping[str, Content], languages: tuple[str, ...]) -> dict[str, str]:
    """What it is called by: its first words, in the council's first language in which it has any; and its kind."""
    said = [contents[code] for code in dict.fromkeys((*languages, *contents)) if code in contents]
    titles = (first_words(plain_words(each.html)) for each in said)
    return {"title": next(filter(None, titles), ""), "kind": said[0].kind if said else ""}


async def writer_of(work: UnitOfWork, found: Announcement, t: Texts) -> str:
    """What whoever wrote what waits is called."""
    return secretary_name(await members.get(work.tx, found.writer), t)


async def release(work: UnitOfWork, found: Announcement, before: AnnouncementState) -> bool:
    """Send it, or have it wait for its time; False when somebody else was faster."""
    if found.due_at is not None and found.due_at > work.now:
        return await announcements.move(work.tx, found.id, [before], State.SCHEDULED)
    return await start(work, found, before)


async def start(work: UnitOfWork, found: Announcement, before: AnnouncementState) -> bool:
    """Have its recipients' rows written from now on; its author sees it go. False when somebody else was faster."""
    if not await announcements.move(work.tx, found.id, [before], State.FREEZING, sent_at=work.now):
        return False
    sent = await announcements.get(work.tx, found.id)
    assert sent is not None  # noqa: S101 - it was moved just now
    await follow(work, sent, await members.get(work.tx, found.author))
    return True


async def follow(work: UnitOfWork, found: Announcement, person: Person | None) -> None:
    """Give someone a card that shows how far it is, and becomes its report."""
    await order(
        work, found, person, PROGRESS, f"{found.subject}:card:{person.id if person else 0}:{work.now.isoformat()}"
    )


async def order(
    work: UnitOfWork, found: Announcement, person: Person | None, kind: str, key: str, **data: int | str
) -> None:
    """Queue a message about it to someone who runs it."""
    if person is not None and person.telegram_id is not None:
        made = Order(key, kind, found.subject, Lane.RECEIPTS, person.telegram_id, person.id, data)
        await outbox.queue(work.tx, [made], work.now)


async def notify(work: UnitOfWork, found: Announcement, what: str, to: int | None = None) -> None:
    """Tell its author, or who else wrote of it what was decided, something that wants to be looked at."""
    author = await members.get(work.tx, to or found.author)
    await order(work, found, author, NOTICE, f"{found.subject}:{what}:{work.now.isoformat()}", what=what)
