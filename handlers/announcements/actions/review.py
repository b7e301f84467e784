"""Four eyes: a second secretary is asked to look at what goes out."""

from collections.abc import Mapping, Sequence

from council.announcements import Announcement, Content, NobodyToApprove, OwnApproval, stamp
from council.authority import Action, demand
from council.errors import AlreadyDecided, OldVersion, Stale
from council.people import Person
from handlers.announcements.actions import access as actions
from handlers.announcements.actions.access import State, look
from handlers.framework.work import UnitOfWork
from storage import announcements, members, outbox
from storage.outbox import Lane, Order


async def ask_second(work: UnitOfWork, found: Announcement) -> None:
    """Have everyone else of the secretariat asked to look at it. Raises `NobodyToApprove`."""
    who = {found.writer, work.person.id}
    others = [each for each in await members.secretariat(work.tx, work.now) if each.id not in who]
    if not await ask(work, found, others):
        raise NobodyToApprove
    await announcements.change(work.tx, found.id, returned_by=None)


async def ask(work: UnitOfWork, found: Announcement, people: Sequence[Person]) -> int:
    """Give these people the card on which it is decided; how many of them can be written to."""
    orders = [
        Order(
            f"{found.subject}:review:{each.id}:{work.now.isoformat()}",
            actions.REVIEW, found.subject, Lane.RECEIPTS, each.telegram_id, each.id,
        )
        for each in people
        if each.telegram_id is not None
    ]  # fmt: skip
    return await outbox.queue(work.tx, orders, work.now)


async def to_review(work: UnitOfWork, announcement: int, mark: str) -> tuple[Announcement, Mapping[str, Content]]:
    """What waits for a second secretary, and what it will say. Raises `Forbidden`, `OwnApproval`, `AlreadyDecided`
    when somebody else has decided, `OldVersion` when it was changed since, and `Stale` when it waits for nobody."""
    demand(work.actor, Action.APPROVE_ANNOUNCEMENT, subject=f"announcement:{announcement}")
    found = await look(work, announcement)
    if found.state is not State.REVIEW and not found.pending:
        by = found.returned_by or found.approved_by
        if by is None or by == work.person.id:
            raise Stale  # its author has it back, or the one who presses decided themselves
        raise AlreadyDecided
    said = await announcements.contents(work.tx, found.id, found.version + found.pending)
    if stamp(found, said) != mark:
        raise OldVersion
    if found.writer == work.person.id:
        raise OwnApproval
    return found, said
