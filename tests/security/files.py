"""The files of a database, as somebody has them who has copied them."""

from pathlib import Path

import asyncpg


def bytes_of(folder: Path) -> bytes:
    """Everything in the files of the SQLite database in this folder: rows, free pages, and the log of writes."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("majlis.db*")) if not file.name.endswith("-shm"))


def log_of(folder: Path) -> bytes:
    """SQLite's log of writes; nothing where there is none."""
    log = folder / "majlis.db-wal"
    return log.read_bytes() if log.exists() else b""


async def page_of(url: str, table: str) -> bytes:
    """The first pages of a PostgreSQL table's file, old versions of rows included."""
    admin = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await admin.execute("CHECKPOINT")
        path = await admin.fetchval("SELECT pg_relation_filepath($1::regclass)", table)
        found: bytes = await admin.fetchval("SELECT pg_read_binary_file($1)", path)
        return found
    finally:
        await admin.close()
