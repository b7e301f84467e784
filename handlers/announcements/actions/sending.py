"""The only writers of an announcement on its way: its time comes, its list is written, it is paused, stopped, done."""

from dataclasses import replace

from council.announcements import (
    ALBUM_GONE,
    CHANNEL,
    GONE,
    RIGHT_LOST,
    STOPPED,
    UNDER_WAY,
    WAITS,
    Announcement,
    AnnouncementState,
)
from council.authority import Action, anywhere
from council.delivery_times import due_for, overdue
from council.errors import Forbidden, Stale
from council.people import Actor
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import confirmations as confirming
from handlers.announcements.actions.access import NUDGE, POST, PROGRESS, SENDINGS, TAIL, TEXT, State, steered
from handlers.announcements.views.copy import has_tail
from handlers.framework.work import UnitOfWork
from storage import (
    announcement_deliveries,
    announcements,
    audiences,
    audit,
    members,
    newsroom,
    outbox,
    outbox_pauses,
    retrying,
)
from storage.announcements import Freezing
from storage.outbox import Lane, Order
from storage.outbox import State as Sending

CHUNK = 100
"""How many people are looked through, and at most written, in one transaction, so that no other writer waits long."""

SWEPT = 500
"""How many rows are set aside, brought back or cancelled in one transaction."""


async def due_some(work: UnitOfWork) -> bool:
    """Send one whose time has come; ask about one whose time has long passed. False when there is none.

    Whoever wrote it may have lost the right to since: then it is not sent, unless a second secretary approved it.
    """
    found = await announcements.due(work.tx, work.now)
    if found is None:
        return False
    if found.approved_by is None and not await _may_still(work, found):
        ended = {"done_at": work.now, "reason": RIGHT_LOST}
        await announcements.move(work.tx, found.id, [State.SCHEDULED], State.CANCELLED, **ended)
        await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
        await actions.notify(work, found, actions.RIGHT_LOST)
    elif overdue(found, work.now):
        await announcements.move(work.tx, found.id, [State.SCHEDULED], State.OVERDUE)
        await actions.notify(work, found, actions.OVERDUE)
    else:
        await actions.start(work, found, State.SCHEDULED)
    return True


async def _may_still(work: UnitOfWork, found: Announcement) -> bool:
    author = await members.get(work.tx, found.author)
    if author is None:
        return False
    theirs = replace(work, actor=Actor("person", author, await members.seats_of(work.tx, author.id, work.now)))
    try:
        actions.check_reach(theirs, found.audience, found.places)
    except Forbidden:
        return False
    return anywhere(theirs.actor, Action.ANNOUNCE) != ()


async def send_overdue(work: UnitOfWork, announcement: int) -> Announcement:
    """Send after all what its time has passed for. Raises `Forbidden`, `Stale`."""
    found = await steered(work, announcement)
    if not await actions.start(work, found, State.OVERDUE):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, "announcement sent late", found.subject)
    return found


# -- its list


async def freeze_some(work: UnitOfWork) -> bool:
    """Write the rows of one stretch of people; False when there is nothing to write.

    The dispatcher may begin with the first stretch while later ones are written: nobody's message waits for the whole
    list. The report is right all the same, because it counts rows, and an announcement is done only after "frozen".
    """
    freezing = await announcements.next_freezing(work.tx)
    if freezing is None:
        return False
    found = freezing.announcement
    part = await audiences.stretch(work.tx, freezing.written_to, CHUNK) if found.audience is not None else None
    if part is None:
        await _listed(work, freezing)
        return True
    people = await audiences.inside(work.tx, found.audience, work.now, part) if found.audience is not None else []
    # First the mark, then the rows: a stop at the same time waits for these rows and cancels them, or comes first.
    if not await announcements.advance(work.tx, freezing, part.upto, len(people)):
        return True
    orders = [
        Order(
            f"{found.subject}:{person.id}", TEXT, found.subject, Lane.ANNOUNCEMENTS, person.telegram_id, person.id,
            due_at=due_for(found, person.zone, work.council.quiet_for(person), work.now),
        )
        for person in people
        if person.telegram_id is not None
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return True


async def _listed(work: UnitOfWork, freezing: Freezing) -> None:
    """All people are written: the chats and the channel follow, and the list is closed."""
    found = freezing.announcement
    values = {"total": freezing.written, "listed_at": work.now}
    if not await announcements.move(work.tx, found.id, [State.FREEZING], State.FROZEN, **values):
        return
    due = due_for(found, work.council.zone, work.council.quiet, work.now)
    orders = [
        Order(f"{found.subject}:chat:{link.chat}", POST, found.subject, Lane.ANNOUNCEMENTS, link.chat, thread=link.thread,
              due_at=due)
        for link in await actions.chats_of(work, found)
    ]  # fmt: skip
    if CHANNEL in found.places:
        orders += [
            Order(
                f"{found.subject}:chat:{source.channel}", POST, found.subject, Lane.ANNOUNCEMENTS, source.channel,
                due_at=due, data={"place": CHANNEL, "language": source.language},
            )
            for source in await newsroom.followed(work.tx)
        ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)


async def tail_some(work: UnitOfWork) -> bool:
    """Order the buttons below albums that have arrived; False when none are missing."""
    for found in await announcements.in_state(work.tx, State.FREEZING, State.FROZEN):
        if missing := await _without_tail(work, found):
            orders = [
                Order(
                    f"{found.subject}:tail:{place.chat}", TAIL, found.subject, Lane.ANNOUNCEMENTS, place.chat,
                    place.person, thread=place.thread,
                )
                for place in missing
            ]  # fmt: skip
            await outbox.queue(work.tx, orders, work.now)
            await announcements.change(work.tx, found.id, tailed_to=missing[-1].card)
            return True
    return False


async def _without_tail(work: UnitOfWork, found: Announcement) -> list[announcement_deliveries.Place]:
    """The next copies of an album below which no buttons are ordered yet."""
    said = await announcements.contents(work.tx, found.id, found.version)
    if not any(has_tail(found, content) for content in said.values()):
        return []
    after = await announcements.tailed_to(work.tx, found.id)
    return await announcement_deliveries.places(work.tx, found.subject, (TEXT, POST), after, CHUNK)


async def finish_some(work: UnitOfWork) -> bool:
    """Close one announcement of which nothing waits any more, and tell its author; False when there is none."""
    for found in await announcements.in_state(work.tx, State.FROZEN):
        # A progress card that is being sent was drawn a moment ago: it is remembered, and so redrawn, once it has landed.
        waits = await outbox.under_way(work.tx, found.subject, [NUDGE])
        if waits or await _without_tail(work, found) or await confirming.without_reminders(work, found):
            continue
        # Whose answer was lost after they had confirmed.
        await announcement_deliveries.settle_confirmed(work.tx, found.id, TEXT, work.now)
        # Who got an album after it was corrected got it as it was: its copies are looked at once more.
        again = {"mended_to": 0} if found.corrected_at is not None else {}
        if await announcements.move(work.tx, found.id, [State.FROZEN], State.DONE, done_at=work.now, **again):
            author = await members.get(work.tx, found.author)
            await actions.order(work, found, author, actions.REPORT, f"{found.subject}:report")
            await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
        return True
    return False


# -- while it goes


async def pause(work: UnitOfWork, announcement: int) -> Announcement:
    """Send it to nobody for now. Raises `Forbidden`, and `Stale` when it is not being sent."""
    found = await steered(work, announcement)
    await _pause(work, found)
    await audit.record(work.tx, work.now, work.actor.label, "announcement paused", found.subject)
    return replace(found, state=State.PAUSED)


async def _pause(work: UnitOfWork, found: Announcement) -> None:
    going = [State.FREEZING, State.FROZEN]
    if not await announcements.move(work.tx, found.id, going, State.PAUSED):
        raise Stale
    await outbox_pauses.hold(work.tx, found.subject, SENDINGS)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)


async def resume(work: UnitOfWork, announcement: int) -> Announcement:
    """Go on sending it. Raises `Forbidden`, and `Stale` when it is not paused."""
    found = await steered(work, announcement)
    to = State.FROZEN if found.listed_at is not None else State.FREEZING
    if not await announcements.move(work.tx, found.id, [State.PAUSED], to):
        raise Stale
    await outbox_pauses.lift(work.tx, found.subject)
    await retrying.revive(work.tx, found.subject, SENDINGS, [GONE, ALBUM_GONE], work.now)
    await audit.record(work.tx, work.now, work.actor.label, "announcement resumed", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    return replace(found, state=to)


async def stop(work: UnitOfWork, announcement: int) -> Announcement:
    """Send it to nobody else, or not at all. Raises `Forbidden`, and `Stale` when there is nothing left to stop."""
    found = await steered(work, announcement)
    if not await announcements.move(work.tx, found.id, (*UNDER_WAY, *WAITS), State.CANCELLED, done_at=work.now):
        raise Stale
    if found.state in UNDER_WAY:
        if found.listed_at is not None and not await outbox_pauses.waits(work.tx, found.subject, SENDINGS):
            raise Stale  # the last is on its way, or all are settled: it ends by itself
        await outbox_pauses.hold(work.tx, found.subject, SENDINGS)
    await audit.record(work.tx, work.now, work.actor.label, "announcement stopped", found.subject)
    await outbox.redraw(work.tx, found.subject, work.now, PROGRESS)
    await outbox.redraw(work.tx, found.subject, work.now, actions.REVIEW)
    return found


async def sweep_some(work: UnitOfWork) -> bool:
    """Set aside, cancel or bring back one chunk of what was paused, stopped or resumed; False when all is where it
    belongs. What counts at once is the hold; this only spares every claim a look at rows that nobody may send."""
    waiting = (Sending.PENDING, Sending.RETRY)
    for subject in await outbox_pauses.held(work.tx):
        found = await announcements.get(work.tx, int(subject.rpartition(":")[2]))
        if found is not None and found.state is State.PAUSED:
            swept = await outbox_pauses.sweep(work.tx, subject, SENDINGS, waiting, Sending.HELD, work.now, SWEPT)
        else:
            before = (*waiting, Sending.HELD)
            swept = await outbox_pauses.sweep(
                work.tx, subject, SENDINGS, before, Sending.CANCELLED, work.now, SWEPT, STOPPED
            )
            if swept < SWEPT:
                await outbox_pauses.lift(work.tx, subject)
            await outbox.redraw(work.tx, subject, work.now, PROGRESS)
        if swept:
            return True
    for found in await announcements.in_state(work.tx, State.FREEZING, State.FROZEN):
        if await outbox_pauses.any_held(work.tx, found.subject, SENDINGS):
            await outbox_pauses.sweep(
                work.tx, found.subject, SENDINGS, [Sending.HELD], Sending.PENDING, work.now, SWEPT
            )
            return True
    return False


async def watch_some(work: UnitOfWork) -> bool:
    """Pause one whose file was deleted before all had it, so that it can be given anew; False when there is none."""
    for found in await announcements.in_state(work.tx, AnnouncementState.FREEZING, AnnouncementState.FROZEN):
        if await retrying.failed_for(work.tx, found.subject, SENDINGS, [GONE, ALBUM_GONE]):
            await _pause(work, found)
            await actions.notify(work, found, actions.SOURCE_GONE)
            return True
    return False
