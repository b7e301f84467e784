"""Restores a backup: everything is made ready beside the database, and put in its place in one step at the end."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.backups import marks as marks_file
from bot.backups.archive import CUT, Page, Unusable, unpack
from bot.backups.marks import Marks
from bot.clock import SystemClock
from bot.scheduler import Scheduler
from bot.settings import Settings
from council.config import Council
from council.people import OPERATOR, Person
from handlers import duties
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from storage import after_restore, audit, replacement, snapshots
from storage.erasure import personal_data
from storage.store import Store
from storage.transaction import Transaction
from storage.verification import Findings, verify_all


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `held`: how many deliveries wait for a decision; `unknown`: how many copies of announcements
    do so in their reports; `erased`: how many people were erased again; `aside`: where the replaced database is."""

    findings: Findings
    held: int
    unknown: int
    erased: int
    aside: str


async def read(backup: Path, folder: Path, identity: Path | None) -> tuple[Page, Path]:
    """Check a backup from its first byte to its last; what it says of itself, and its database, which is written to `folder`.
    Raises `Unusable`, `Damaged`, `TooNew`."""
    file = folder / "majlis.db"
    page = await asyncio.to_thread(unpack, backup, file, identity)
    contents = await snapshots.examine(file)
    findings = contents.findings
    same = (str(findings.log.head), str(findings.records.head), findings.holds) == (page.log, page.records, page.holds)
    if not same or (page.version == contents.version and page.counts != contents.counts):
        raise Unusable(CUT)
    return page, file


async def restore(settings: Settings, council: Council, clock: SystemClock, page: Page, file: Path) -> Restored:
    """Put a backup that was read in place of the database, with which nobody else works. Before the last step nothing is
    changed."""
    url, now = settings.database_url.get_secret_value(), clock.now()
    marks = await _marks(url, settings.backup_dir)
    async with replacement.staged(url, file) as store:
        erased = await _resume(store, council, clock, page, marks)
        async with store.read() as tx:
            held, unknown, findings = await _held(tx), await after_restore.unknown(tx), await verify_all(tx, [])
    aside = await replacement.put_in_place(url, file, f"before-restore-{now:%Y%m%dT%H%M%S%f}")
    return Restored(findings, held, unknown, erased, aside)


async def _marks(url: str, folder: Path) -> Marks:
    """The marks beside the backups, with those of the database that is to be replaced, if it can be read."""
    store = Store(url)
    try:
        return await marks_file.take(store, folder)
    except Exception:  # noqa: BLE001 - it is damaged, or not there: for that there are the marks
        return Marks(folder)
    finally:
        await store.close()


async def _resume(store: Store, council: Council, clock: SystemClock, page: Page, marks: Marks) -> int:
    """Bring it to the present without sending anything: whatever fell due since the backup was made is done in the database, and
    what it would send is held, as it may have been sent already. How many people were erased again."""
    now = clock.now()
    async with store.begin() as tx:
        await after_restore.hold(tx, now)
        people = await after_restore.to_forget_again(tx, marks.salt, marks.known)
        work = unit_of_work(tx, council, OPERATOR, now)
        for person in people:
            await _forget_again(work, person)
    scheduler = Scheduler(store, clock, council, duties.BEATS)
    while await scheduler.beat() == 0:
        pass
    async with store.begin() as tx:
        await after_restore.hold(tx, clock.now())
        number = await _held(tx) + await after_restore.unknown(tx)
        work = unit_of_work(tx, council, OPERATOR, clock.now())
        detail: audit.Detail = {"since": page.made_at.isoformat(), "people": len(people), "count": number}
        await work.record("backup restored", detail=detail)
    return len(people)


async def _held(tx: Transaction) -> int:
    return sum(one.n for one in await after_restore.held(tx))


async def _forget_again(work: UnitOfWork, person: Person) -> None:
    shown = await personal_data.shown_in(work.tx, person)
    await personal_data.forget(work.tx, person, work.now)
    for subject in dict.fromkeys(shown):
        await work.redraw(subject)
