"""The only writers of an announcement on its way: its time comes, its list is written, it is paused, stopped, done."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from council import announcements as rules
from council.announcement_times import due_for, overdue
from council.announcements import Announcement, AnnouncementState, Content
from council.authority import Action, anywhere
from council.errors import Stale
from council.events import AnnouncementDone
from council.people import Actor, Person
from handlers.announcements.actions import access, confirmations, kinds
from handlers.announcements.actions.kinds import NOTICE, PIN, POST, PROGRESS, REPORT, REVIEW, TAIL, TEXT
from handlers.channels.reads import list_channels
from handlers.framework.work import UnitOfWork
from storage import (
    announcement_deliveries,
    announcement_lists as lists,
    announcements,
    audiences,
    chat_links,
    members,
    outbox,
    outbox_pauses as pauses,
)
from storage.announcement_deliveries import SENDINGS, Copy
from storage.announcement_due_times import LOST
from storage.outbox import Order, State as Sending

CHUNK, TAILS, SWEPT = 3000, 100, 500
"""In one transaction, so that no other writer waits long: how many people are looked through and at most written, for how many
albums the buttons below are ordered, and how many rows are set aside, brought back or cancelled."""

PROGRESS_AFTER = timedelta(seconds=2)
"""How long the card that shows how far a list is written waits for more of it: drawing it counts all that is written."""

GOING = (AnnouncementState.FREEZING, AnnouncementState.FROZEN)


async def move(
    work: UnitOfWork, found: Announcement, before: Collection[AnnouncementState], to: AnnouncementState, **values: object,
) -> None:  # fmt: skip
    """Have it in another state, with these columns, and shown so. Raises `Stale` when it is in none of `before`."""
    if not await announcements.move(work.tx, found.id, before, to, **values):
        raise Stale
    await work.redraw(found.subject, PROGRESS)


async def release(work: UnitOfWork, found: Announcement, before: AnnouncementState) -> bool:
    """Send it, or have it wait for its time; False when somebody else was faster."""
    if found.due_at is not None and found.due_at > work.now:
        return await announcements.move(work.tx, found.id, [before], AnnouncementState.SCHEDULED)
    return await _start(work, found, before)


async def _start(work: UnitOfWork, found: Announcement, before: AnnouncementState) -> bool:
    """Have its recipients' rows written from now on; its author sees it go. False when somebody else was faster."""
    moved = await announcements.move(work.tx, found.id, [before], AnnouncementState.FREEZING, sent_at=work.now)
    if moved:
        for author in (await members.many(work.tx, [found.author])).values():
            await follow(work, found, author)
    return moved


async def follow(work: UnitOfWork, found: Announcement, person: Person) -> None:
    """Give someone a card that shows how far it is, and becomes its report."""
    await work.tell([person], PROGRESS, found.subject, work.now.isoformat())


async def pin(work: UnitOfWork, found: Announcement, said: Mapping[str, Content]) -> None:
    """Have copies made, in its author's chat, of the messages that it passes on, where there are none."""
    author = (await members.many(work.tx, [found.author])).values()
    for content in await unpinned(work, found, said):
        data, subject = (
            {"language": content.language, "source": content.source},
            announcements.pin_subject(found.id, content.language),
        )
        await work.tell(author, PIN, subject, work.now.isoformat(), data)


async def unpinned(work: UnitOfWork, found: Announcement, said: Mapping[str, Content]) -> list[Content]:
    """What is passed on and of which there is no copy yet."""
    copies = (await announcements.pinned(work.tx, {found.id: said}))[found.id]
    return [content for code, content in said.items() if content.copied and copies[code] == content]


async def notify(work: UnitOfWork, found: Announcement, what: str, to: int | None = None) -> None:
    """Tell its author, or who else wrote of it what was decided, something that wants to be looked at."""
    who = await members.many(work.tx, [to or found.author])
    await work.tell(who.values(), NOTICE, found.subject, f"{what}:{work.now.isoformat()}", {"what": what})


async def request_certificate(work: UnitOfWork, announcement: int, form: str) -> None:
    """Have its certificate ("pdf" or "xlsx") drawn for the one who acts. Raises `Forbidden`."""
    found = await access.visible_announcement(work, announcement)
    once = f"{form}:{work.now.isoformat()}"
    await work.tell([work.person], kinds.CERTIFICATE, found.subject, once, {"form": form})


async def due_some(work: UnitOfWork) -> bool:
    """Send one whose time has come; ask about one whose time has long passed. False when there is none.
    Whoever wrote it may have lost the right to since: then it is not sent, unless a second secretary approved it."""
    found = await announcements.due(work.tx, work.now)
    if found is None:
        return False
    if await _ended_without_right(work, found):
        return True
    if overdue(found, work.now):
        await announcements.move(work.tx, found.id, [AnnouncementState.SCHEDULED], AnnouncementState.OVERDUE)
        await notify(work, found, kinds.OVERDUE)
    else:
        await _start(work, found, found.state)
    return True


async def _ended_without_right(work: UnitOfWork, found: Announcement) -> bool:
    """Send it to nobody (else) where whoever wrote it may reach these people no more, and no second secretary has approved it;
    whether that is so."""
    if found.approved_by is not None:
        return False
    if (author := await members.find(work.tx, found.author)) is not None:
        theirs = Actor("person", author, await members.seats_of(work.tx, author.id, work.now))
        allowed = anywhere(theirs, Action.ANNOUNCE) != ()
        if allowed and await access.reaches(work.tx, work.council, theirs, found.audience, found.places):
            return False
    ended = {"done_at": work.now, "reason": rules.RIGHT_LOST}
    await announcements.move(work.tx, found.id, [found.state], AnnouncementState.CANCELLED, **ended)
    await work.redraw(found.subject, PROGRESS)
    await notify(work, found, kinds.RIGHT_LOST)
    return True


async def send_overdue(work: UnitOfWork, announcement: int) -> Announcement:
    """Send after all what its time has passed for. Raises `Forbidden`, `Stale`."""
    found = await access.require_steering(work, announcement)
    if not await _start(work, found, AnnouncementState.OVERDUE):
        raise Stale
    await work.record("announcement sent late", found.subject)
    return found


async def freeze_some(work: UnitOfWork) -> bool:
    """Write the rows of one stretch of people; False when there is nothing to write.

    The dispatcher may begin with the first stretch while later ones are written: nobody's message waits for the whole
    list. The report is right all the same, because it counts rows, and an announcement is done only after "frozen"."""
    freezing = await announcements.next_freezing(work.tx)
    if freezing is None:
        return False
    found, audience = freezing.announcement, freezing.announcement.audience
    if await _ended_without_right(work, found):
        return True
    part = await audiences.stretch(work.tx, freezing.written_to, CHUNK) if audience is not None else None
    if part is None or audience is None:
        await _close_list(work, freezing)
        return True
    times = await lists.times_of(work.tx, part)
    dues = {one: due_for(found, one.zone, work.council.quiet_or_own(one.quiet), work.now) for one in times}
    # First the mark, then the rows: a stop at the same time waits for these rows and cancels them, or comes first.
    if await announcements.advance(work.tx, freezing, part.upto):
        # All in one statement, however many they are: hence no `work.tell`.
        more = await lists.write(work.tx, found.id, TEXT.lane, audience, work.now, part, dues)
        await announcements.change(work.tx, found.id, written=freezing.written + more)
        await work.redraw(found.subject, PROGRESS, PROGRESS_AFTER)
    return True


async def _close_list(work: UnitOfWork, freezing: announcements.Freezing) -> None:
    """All people are written: the chats and the channels follow, and the list is closed."""
    found = freezing.announcement
    before, to = AnnouncementState.FREEZING, AnnouncementState.FROZEN
    if not await announcements.move(work.tx, found.id, [before], to, total=freezing.written, listed_at=work.now):
        return
    due = due_for(found, work.council.zone, work.council.quiet, work.now)

    def post(chat: int, thread: int | None, **data: int | str) -> Order:
        key = announcement_deliveries.post_key(found.id, chat)
        return Order(key, POST.name, found.subject, POST.lane, chat, None, data, thread, due_at=due)

    orders = [post(link.chat, link.thread) for link in await chat_links.of_groups(work.tx, found.groups)]
    if rules.CHANNEL in found.places:
        said = await announcements.contents(work.tx, found.id, found.version)
        spoken = [(each.chat, code) for each, code in await list_channels(work.tx, work.council) if code in said]
        orders += [post(chat, None, place=rules.CHANNEL, language=code) for chat, code in spoken]
    await outbox.queue(work.tx, orders, work.now)  # `work.tell_places` knows no time at which they are due
    await work.redraw(found.subject, PROGRESS)


async def tail_some(work: UnitOfWork) -> bool:
    """Order the buttons below albums that have arrived; False when none are missing."""
    for found in await announcements.in_state(work.tx, *GOING):
        if missing := await _list_without_tail(work, found):
            key, about = f"{found.subject}:{TAIL.name}", (TAIL.name, found.subject, TAIL.lane)
            # Right below the copy, in the very chat that it is in: hence no `work.tell`.
            orders = [Order(f"{key}:{copy.chat}", *about, copy.chat, copy.person, thread=copy.thread) for copy in missing]
            await outbox.queue(work.tx, orders, work.now)
            await announcements.change(work.tx, found.id, tailed_to=missing[-1].card)
            return True
    return False


async def _list_without_tail(work: UnitOfWork, found: Announcement) -> list[Copy]:
    """The next copies of an album below which no buttons are ordered yet."""
    said = await announcements.contents(work.tx, found.id, found.version)
    if not any(map(found.has_tail, said.values())):
        return []
    after = await announcements.tailed_to(work.tx, found.id)
    return await announcement_deliveries.next_copies(work.tx, found.id, after, TAILS)


async def finish_some(work: UnitOfWork) -> bool:
    """Close one announcement of which nothing waits any more, and tell its author; False when there is none."""
    for found in await announcements.in_state(work.tx, AnnouncementState.FROZEN):
        # A progress card that is being sent was drawn a moment ago: it is remembered, and so redrawn, once it has landed.
        waits = await outbox.under_way(work.tx, found.subject)
        if waits or await _list_without_tail(work, found) or await confirmations.list_without_reminders(work, found):
            continue
        # Whose answer was lost after they had confirmed.
        await announcement_deliveries.settle_confirmed(work.tx, found.id, work.now)
        # Who got an album after it was corrected got it as it was: its copies are redrawn once more.
        values = {"done_at": work.now} | ({"mended_to": 0} if found.corrected_at is not None else {})
        if await announcements.move(work.tx, found.id, [AnnouncementState.FROZEN], AnnouncementState.DONE, **values):
            await work.tell((await members.many(work.tx, [found.author])).values(), REPORT, found.subject)
            await work.redraw(found.subject, PROGRESS)
            await work.happened(AnnouncementDone(found))
        return True
    return False


async def pause(work: UnitOfWork, announcement: int) -> None:
    """Send it to nobody for now. Raises `Forbidden`, and `Stale` when it is not being sent."""
    found = await access.require_steering(work, announcement)
    await set_paused(work, found)
    await work.record("announcement paused", found.subject)


async def set_paused(work: UnitOfWork, found: Announcement) -> None:
    """Have it wait. Raises `Stale` when it is not being sent."""
    await move(work, found, GOING, AnnouncementState.PAUSED)
    await pauses.pause(work.tx, found.subject, SENDINGS)


async def resume(work: UnitOfWork, announcement: int) -> None:
    """Go on sending it. Raises `Forbidden`, `SourceChanged`, and `Stale` when it is not paused."""
    found = await access.require_steering(work, announcement)
    said = await check_source(work, found)
    if work.council.four_eyes:
        await pin(work, found, said)
    to = AnnouncementState.FROZEN if found.listed_at is not None else AnnouncementState.FREEZING
    await move(work, found, [AnnouncementState.PAUSED], to)
    await pauses.lift(work.tx, found.subject)
    await announcement_deliveries.revive(work.tx, found.id, LOST, work.now)
    await work.record("announcement resumed", found.subject)


async def check_source(work: UnitOfWork, found: Announcement) -> Mapping[str, Content]:
    """What it says. Raises `SourceChanged` while there is nothing to pass on as it was approved."""
    said = await announcements.contents(work.tx, found.id, found.version)
    if any(content.lost for content in said.values()):
        raise rules.SourceChanged
    return said


async def stop(work: UnitOfWork, announcement: int) -> None:
    """Send it to nobody else, or not at all. Raises `Forbidden`, and `Stale` when there is nothing left to stop."""
    found = await access.require_steering(work, announcement)
    await move(work, found, (*rules.UNDER_WAY, *rules.IS_PENDING), AnnouncementState.CANCELLED, done_at=work.now)
    if found.state in rules.UNDER_WAY:
        if found.listed_at is not None and not await pauses.waits(work.tx, found.subject, SENDINGS):
            raise Stale  # the last is on its way, or all are settled: it ends by itself
        await pauses.pause(work.tx, found.subject, SENDINGS)
    await work.record("announcement stopped", found.subject)
    await work.redraw(found.subject, REVIEW)


async def sweep_some(work: UnitOfWork) -> bool:
    """Set aside, cancel or bring back one chunk of what was paused, stopped or resumed; False when all is where it
    belongs. What counts at once is the pause; this only spares every claim a look at rows that nobody may send."""
    tx, waiting = work.tx, (Sending.PENDING, Sending.RETRY)
    for subject in await pauses.paused(tx):
        found, ended = await announcements.find(tx, int(subject.rpartition(":")[2])), False
        if found is not None and found.state is AnnouncementState.PAUSED:
            swept = await pauses.sweep(tx, subject, SENDINGS, waiting, Sending.HELD, work.now, SWEPT)
        else:
            before, to = (*waiting, Sending.HELD), Sending.CANCELLED
            swept = await pauses.sweep(tx, subject, SENDINGS, before, to, work.now, SWEPT, rules.STOPPED)
            ended = swept < SWEPT
            if ended:
                await pauses.lift(tx, subject)
            await work.redraw(subject, PROGRESS)
        if swept or ended:
            return True
    for found in await announcements.in_state(tx, *GOING):
        if await pauses.any_held(tx, found.subject, SENDINGS):
            await pauses.sweep(tx, found.subject, SENDINGS, [Sending.HELD], Sending.PENDING, work.now, SWEPT)
            return True
    return False


async def watch_some(work: UnitOfWork) -> bool:
    """Pause one whose file was deleted before all had it, so that it can be given anew; False when there is none."""
    for found in await announcements.in_state(work.tx, *GOING):
        if await announcement_deliveries.failed_for(work.tx, found.id, LOST):
            await set_paused(work, found)
            await notify(work, found, kinds.SOURCE_GONE)
            return True
    return False
