"""SQLite's databases as files: copied, put in place of one another."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import Unreachable

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is in use; `-wal` and `-journal` hold part of its content."""


def url_of(file: Path) -> str:
    """The address of a database."""
    return f"sqlite+aiosqlite:///{file}"


def copy(file: Path, to: Path) -> Path:
    """Copy a database, which may be in use, as it is at one instant; `to`. The copy is one file, which only its owner may read,
    and is there under its name only when it is complete and on the disk. Raises `Unreachable`."""
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(opened_to_read(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        make_single(part)
        put_in_place(part, to)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise Unreachable(f"no copy of it could be written to {to} ({error})") from error
    return to


def opened_to_read(file: Path) -> sqlite3.Connection:
    """A connection that cannot write, and makes no file where there is none. Raises `sqlite3.OperationalError`."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def make_single(file: Path) -> None:
    """Have all of a database that nobody uses in its one file, and nothing beside it. Raises `sqlite3.Error`."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def put_in_place(part: Path, to: Path) -> None:
    """Give a complete file its name, in place of what has that name; on the disk when this returns. Raises `OSError`."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(to)
    sync_folder(to.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(file: Path, new: Path, aside: Path) -> None:
    """Put a complete database, which is one file, in place of another that nobody uses; that is kept as `aside`. At every moment
    there is a database under the name. Raises `OSError`."""
    if file.exists():
        try:
            make_single(file)
        except sqlite3.Error:  # unreadable: kept as it is, with what is beside it
            for suffix in BESIDE:
                if (beside := file.with_name(file.name + suffix)).exists():
                    beside.replace(aside.with_name(aside.name + suffix))
        file.chmod(0o600)
        os.link(file, aside)
        sync_folder(file.parent)
    put_in_place(new, file)
