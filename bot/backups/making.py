"""Makes a backup while the bot runs, and deletes those that are too old."""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from bot.backups.archive import Page, hash_of, pack
from storage import snapshots
from storage.engine import check_there, file_of

_NAME = re.compile(r"majlis-(\d{8}T\d{6})Z\.zip(?:\.age)?")
_WORK = "majlis-backup-"


def name_at(at: datetime, *, encrypted: bool) -> str:
    """The name of a backup made at this instant (UTC)."""
    return f"majlis-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z.zip{'.age' if encrypted else ''}"


def kept_in(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups in a folder that have names of ours, each with when it was made (UTC), oldest first."""
    found = [(match[1], path) for path in folder.glob("majlis-*") if (match := _NAME.fullmatch(path.name))]
    return sorted((datetime.strptime(at, "%Y%m%dT%H%M%S").replace(tzinfo=UTC), path) for at, path in found)


def delete_old(folder: Path, now: datetime, days: int) -> int:
    """Delete the backups that are older than so many days, but never the last one; how many."""
    old = [path for made, path in kept_in(folder)[:-1] if made < now - timedelta(days=days)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


@contextmanager
def work_folder(url: str, prefix: str = _WORK) -> Iterator[Path]:
    """A folder for files that hold everything in the clear: beside SQLite's database, else the system's place for such. Nobody
    else may read it, and it is deleted in the end; what a killed process left is deleted first."""
    database = file_of(url)
    parent = database.parent if database else None
    for left in parent.glob(f"{prefix}*") if parent else ():
        number = left.name.removeprefix(prefix).partition("-")[0]
        if number.isdecimal() and not _is_running(int(number)):
            rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    with suppress(PermissionError):  # of another user, but there
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True


async def make(url: str, to: Path, recipients: Sequence[str], now: datetime) -> Page:
    """Write a backup of the database as it is now (UTC), and check it; what it says of itself.

    Raises `Unreachable`, `NotMigrated`, `TooNew`, `Damaged`, `Unusable` and `OSError`; then there is no file of that name.
    """
    check_there(url)
    with work_folder(url) as folder:
        database = folder / "majlis.db"
        await snapshots.take(url, database)
        contents = await snapshots.examine(database)
        hash_ = await asyncio.to_thread(hash_of, database)
        log, records = contents.findings.log.head, contents.findings.records.head
        page = Page(
            made_at=now, version=contents.version, counts=dict(contents.counts), log=str(log), records=str(records),
            holds=contents.findings.holds, sha256=hash_,
        )  # fmt: skip
        await asyncio.to_thread(pack, database, page, to, recipients)
    return page
