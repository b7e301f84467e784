"""Copies of SQLite's database as files of their own."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import Unreachable


def copy(file: Path, to: Path) -> Path:
    """Copy a database, which may be in use, as it is at one instant; `to`. The copy is one file, which only its owner may read,
    and is there under its name only when it is complete and on the disk. Raises `Unreachable`."""
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(opened_to_read(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # else it would need a log of writes beside it
        put_in_place(part, to)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise Unreachable(f"no copy of it could be written to {to} ({error})") from error
    return to


def opened_to_read(file: Path) -> sqlite3.Connection:
    """A connection that cannot write, and makes no file where there is none. Raises `sqlite3.OperationalError`."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def put_in_place(part: Path, to: Path) -> None:
    """Give a complete file its name, in place of what has that name; on the disk when this returns. Raises `OSError`."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(to)
    folder = os.open(to.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
