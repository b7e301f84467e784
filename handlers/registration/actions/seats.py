"""The secretariat's seats, which the settings give, and the rule about suspended seats."""

from collections.abc import Iterable

from council.errors import SuspendedThere
from council.people import WHOLE_COUNCIL, Role
from handlers.framework.work import UnitOfWork
from storage import members


async def bring_in_secretariat(work: UnitOfWork, telegram_ids: Iterable[int]) -> None:
    """Make the holders of the secretariat's seat exactly these people. The setting is applied at each start."""
    wanted = set(telegram_ids)
    present = {person.telegram_id: person for person in await members.secretariat(work.tx, work.now)}
    for telegram_id in sorted(wanted - set(present)):
        person = await members.by_telegram(work.tx, telegram_id)
        if person is None:
            person = await members.add(work.tx, telegram_id, work.council.languages[0], work.council.zone, work.now)
        await members.seat(work.tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, work.now)
        await work.record("secretariat: added", f"person:{person.id}")
    for held_by, person in present.items():
        if held_by not in wanted:
            await members.unseat(work.tx, person.id, WHOLE_COUNCIL, work.now)
            await work.record("secretariat: removed", f"person:{person.id}")


async def check_unsuspended(work: UnitOfWork, person: int, groups: Iterable[str]) -> None:
    """Raises `SuspendedThere` when the person's seat in one of the groups is suspended. Only lifting the suspension puts it
    into force again. A new seat must not replace it, because neither whoever approves a request nor whoever made an
    invitation may know of the suspension."""
    if set(groups) & set(await members.suspended_in(work.tx, person, work.now)):
        raise SuspendedThere
