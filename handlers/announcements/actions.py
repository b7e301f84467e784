"""The only writers of announcements."""

from council.announcements import STOPPED, UNDER_WAY, Announcement, AnnouncementState
from council.audiences import Whom, rules
from council.authority import Action, demand
from council.errors import Forbidden, NobodyToAsk, Stale
from council.people import Person
from handlers.context import UnitOfWork
from storage import announcements, audiences, audit, members, outbox
from storage.outbox import Lane, Order

TEXT, PROGRESS, REPORT = "announcements.text", "announcements.progress", "announcements.report"
"""Kinds of deliveries."""

CHUNK = 200
"""How many recipients' rows are written in one transaction, so that no other writer waits long."""


async def publish(work: UnitOfWork, audience: Whom, html: str) -> Announcement:
    """Send `html` (Telegram's HTML, made from entities) to everyone in the audience; its author sees it go.

    Raises `Forbidden`, and `NobodyToAsk` for an audience of no one. The recipients' rows are written by `freeze_some`.
    """
    demand(work.actor, Action.ANNOUNCE)
    groups = [code for rule in rules(audience) for code in rule.groups]
    if not set(groups) <= set(work.council.codes):
        raise Forbidden(Action.ANNOUNCE)
    people = await audiences.count(work.tx, audience, work.now)
    if not people:
        raise NobodyToAsk
    made = await announcements.add(work.tx, work.person.id, audience, html, people, work.now)
    detail: audit.Detail = {"rules": [rule.kind.value for rule in rules(audience)], "groups": groups, "people": people}
    await audit.record(work.tx, work.now, work.actor.label, "announced", made.subject, detail)
    await follow(work, made)
    return made


async def freeze_some(work: UnitOfWork) -> bool:
    """Write the rows of one chunk of recipients; False when there is nothing to write.

    The dispatcher may begin with the first chunk while later ones are written: nobody's message waits for the whole
    list. The report is right all the same, because it counts rows, and an announcement is done only after "frozen".
    """
    freezing = await announcements.next_freezing(work.tx)
    if freezing is None:
        return False
    found = freezing.announcement
    people = await audiences.chunk(work.tx, found.audience, work.now, freezing.written_to, CHUNK)
    # First the mark, then the rows: a stop at the same time waits for these rows and cancels them, or comes first.
    if not await announcements.advance(work.tx, freezing, people[-1].id if people else freezing.written_to):
        return True
    orders = [
        Order(f"{found.subject}:{person.id}", TEXT, found.subject, Lane.ANNOUNCEMENTS, person.telegram_id, person.id)
        for person in people
        if person.telegram_id is not None
    ]
    await outbox.queue(work.tx, orders, work.now)
    if len(people) < CHUNK:
        tally = await announcements.tally(work.tx, found.subject, TEXT)
        freezes = [AnnouncementState.FREEZING]
        await announcements.move(work.tx, found.id, freezes, AnnouncementState.FROZEN, total=tally.total)
        await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return True


async def finish_some(work: UnitOfWork) -> bool:
    """Close one announcement of which nothing waits any more, and tell its author; False when there is none."""
    for found in await announcements.in_state(work.tx, AnnouncementState.FROZEN):
        # A progress card that is being sent was drawn a moment ago: it is remembered, and so redrawn, once it has landed.
        if await outbox.under_way(work.tx, found.subject):
            continue
        frozen = [AnnouncementState.FROZEN]
        if await announcements.move(work.tx, found.id, frozen, AnnouncementState.DONE, done_at=work.now):
            author = await members.get(work.tx, found.author)
            await _card(work, found, author, REPORT, f"{found.subject}:report")
            await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
        return True
    return False


async def stop(work: UnitOfWork, announcement: int) -> Announcement:
    """Send it to nobody else. Raises `Forbidden`, and `Stale` when there is nothing left to stop."""
    found = await look(work, announcement)
    if not await announcements.move(work.tx, found.id, UNDER_WAY, AnnouncementState.CANCELLED, done_at=work.now):
        raise Stale
    stopped = await outbox.cancel(work.tx, found.subject, TEXT, STOPPED, work.now)
    if not stopped and found.state is AnnouncementState.FROZEN:
        raise Stale  # the last is on its way, or all are settled: it ends by itself
    await audit.record(work.tx, work.now, work.actor.label, "announcement stopped", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return found


async def send_again(work: UnitOfWork, announcement: int) -> int:
    """Send it again to those of whom nobody knows whether it reached them; how many. Raises `Forbidden`, `Stale`."""
    found = await look(work, announcement)
    done = [AnnouncementState.DONE]
    if not await announcements.move(work.tx, found.id, done, AnnouncementState.FROZEN):
        raise Stale
    people = await outbox.send_again(work.tx, found.subject, TEXT, work.now)
    if not people:
        raise Stale
    detail = {"people": people}
    await audit.record(work.tx, work.now, work.actor.label, "announcement sent again", found.subject, detail)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return people


async def look(work: UnitOfWork, announcement: int) -> Announcement:
    """The announcement, for those who may announce. Raises `Forbidden`, also for one that is not there."""
    subject = f"announcement:{announcement}"
    demand(work.actor, Action.ANNOUNCE, subject=subject)
    found = await announcements.get(work.tx, announcement)
    if found is None:
        raise Forbidden(Action.ANNOUNCE, subject)
    return found


async def follow(work: UnitOfWork, found: Announcement) -> None:
    """Give the one who acts a card that shows how far it is, and becomes its report. Raises `Forbidden`."""
    demand(work.actor, Action.ANNOUNCE, subject=found.subject)
    key = f"{found.subject}:card:{work.person.id}:{work.now.isoformat()}"
    await _card(work, found, work.person, PROGRESS, key)


async def _card(work: UnitOfWork, found: Announcement, person: Person | None, kind: str, key: str) -> None:
    if person is not None and person.telegram_id is not None:
        order = Order(key, kind, found.subject, Lane.RECEIPTS, person.telegram_id, person.id)
        await outbox.queue(work.tx, [order], work.now)
