"""Checks of what is on this machine: files, room on the disk, the database, what waits in it, backups."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doctor.findings import Finding
from bot.own_files import OTHERS, own_files
from bot.settings import Settings
from council.clock import Clock
from council.upkeep import Sign
from storage import after_restore, outbox_counts, troubles, updates
from storage.engine import Unreachable, check_connection, file_of
from storage.migrate import TooNew, is_current
from storage.outbox import Lane
from storage.store import Store

LEAST_FREE = 500 * 2**20
"""Bytes that should be free where the database is."""

DAY = timedelta(days=1)

LATE = timedelta(minutes=10)
"""For how long something due may wait before it is wrong."""

OLD_BACKUP = timedelta(days=2)


async def files(settings: Settings, secret_files: Sequence[Path], env_file: Path = Path(".env")) -> Sequence[Finding]:
    """Whether only their user can read the settings, secrets and the database."""
    found: list[Finding] = []
    looked = 0
    for file in [*own_files(settings.database_url.get_secret_value(), env_file), *secret_files]:
        if not file.is_file():
            continue
        looked += 1
        # A secret that a platform mounts may be its group's; nobody else's.
        if file.stat().st_mode & (OTHERS if file not in secret_files else 0o007):
            found.append(Finding("files", False, f"others on this machine can read {file}", f"Run: chmod go= {file}"))
    if found:  # the chat is told how many, not which
        return [replace(found[0], sign=Sign.FILES, n=len(found)), *found[1:]]
    return [Finding("files", True, f"{looked} files with secrets or data, readable by their user only", sign=Sign.FILES)]


async def disk(settings: Settings) -> Sequence[Finding]:
    """How much room there is beside SQLite's database; for PostgreSQL nothing."""
    database = file_of(settings.database_url.get_secret_value())
    if database is None:
        return []
    there = next(folder for folder in (database.absolute().parent, *database.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free
    told, enough = f"{free / 2**30:.1f} GB free at {there}", free >= LEAST_FREE
    advice = "" if enough else "Make room: a full disk stops everything."
    return [Finding("disk", enough, told, advice, Sign.DISK, n=free // 2**20)]


async def database(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Whether the database can be read and has this program's schema; if so, what waits in it."""
    url = settings.database_url.get_secret_value()
    file = file_of(url)
    if file is not None and not file.exists():
        return [Finding("database", True, f"there is none at {file} yet; it is made at the first start")]
    store = Store(url)
    try:
        await check_connection(store.engine)
        if not await is_current(store.engine):
            advice = "The next start brings it up." if store.is_sqlite else "Run: python -m bot migrate"
            told = "can be read, but has the schema of another version"
            return [Finding("database", store.is_sqlite, told, advice, Sign.SCHEMA)]
        told = f"{'SQLite' if store.is_sqlite else 'PostgreSQL'}, can be read, at this program's schema"
        return [Finding("database", True, told, sign=Sign.DATABASE), *await _waiting(store, clock.now())]
    except TooNew as error:
        return [Finding("database", False, str(error), "Use the newer program, or restore a backup of the older version.")]
    except Unreachable as error:
        return [Finding("database", False, f"cannot be opened: {error}", "Check DATABASE_URL, and that the server runs.")]
    finally:
        await store.close()


async def _waiting(store: Store, now: datetime) -> Sequence[Finding]:
    async with store.read() as tx:
        standing = await outbox_counts.standing(tx, now)
        last, aside = await outbox_counts.last_sent(tx), await updates.aside(tx)
        held = sum(kind.n for kind in await after_restore.held(tx))
        wrong = await troubles.since(tx, now - DAY)
    many = sum(standing.waiting.values())
    lanes = ", ".join(f"{lane.name.lower()} {standing.waiting[lane]}" for lane in Lane if standing.waiting[lane])
    told = f"{many} messages wait{f' ({lanes})' if lanes else ''}, {standing.sending} on their way"
    first = min(standing.due_since.values(), default=now)
    late = now - first > LATE
    if late:
        told += f", the first one due since {first:%Y-%m-%d %H:%M} UTC"
    return [
        Finding(
            "last delivery", True, f"{last:%Y-%m-%d %H:%M} UTC" if last else "none yet",
            sign=Sign.DELIVERED if last else Sign.NONE_DELIVERED, at=last,
        ),
        Finding(
            "outbox", not late, told, "Is the program running? Its log says what holds it up." if late else "",
            Sign.LATE if late else Sign.WAITING, n=many, at=first,
        ),
        Finding(
            "outcome unknown", True, f"{standing.uncertain} messages",
            "Decide in the announcements' reports whether to send them again." if standing.uncertain else "",
            Sign.UNKNOWN if standing.uncertain else None, n=standing.uncertain,
        ),
        Finding(
            "held", not held, f"{held} messages since a restore", "Decide with: python -m bot held" if held else "",
            Sign.HELD if held else None, n=held,
        ),
        Finding(
            "updates", not aside, f"{aside} set aside in the last three days",
            "The log names file and line (“update failed”): please report it." if aside else "",
            Sign.ASIDE if aside else None, n=aside,
        ),
        Finding(
            "errors", True, f"{wrong} kinds in the last day", "The log says more." if wrong else "",
            Sign.TROUBLES if wrong else None, n=wrong,
        ),
    ]  # fmt: skip


async def backups(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """How old the newest backup is, if there is a folder of them."""
    if not settings.backup_dir.is_dir():
        return [Finding("backups", None, f"there is no folder {settings.backup_dir}", sign=Sign.NO_BACKUPS)]
    newest = newest_backup(settings.backup_dir)
    if newest is None:
        told, advice = f"there is none in {settings.backup_dir}", "Make one, and see that it is made daily."
        return [Finding("backups", False, told, advice, Sign.NO_BACKUP)]
    old = clock.now() - newest > OLD_BACKUP
    told, advice = f"the newest is of {newest:%Y-%m-%d %H:%M} UTC", "See why none is made." if old else ""
    return [Finding("backups", not old, told, advice, Sign.OLD_BACKUP if old else Sign.BACKUP, at=newest)]


def newest_backup(folder: Path) -> datetime | None:
    """When (UTC) the newest file in this folder was written; None if there is none, or no folder."""
    try:
        times = [file.stat().st_mtime for file in folder.iterdir() if not file.name.startswith(".")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None
