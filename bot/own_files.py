"""The program's own files hold everything about everyone: only the user it runs as may read them."""

import os
from pathlib import Path

from bot.logs import logger
from storage.engine import file_of

OTHERS = 0o077


def make_private() -> None:
    """From now on, files that this program makes are its user's alone."""
    os.umask(OTHERS)


def own_files(database_url: str, env_file: Path = Path(".env")) -> list[Path]:
    """The settings, the SQLite database, its log of writes, and copies beside it that have its name and more."""
    database = file_of(database_url)
    return [env_file, *(database.parent.glob(f"{database.name}*") if database else ())]


def close_to_others(database_url: str, env_file: Path = Path(".env")) -> None:
    """Take from others the right to read the program's own files. The log says which could be read, and
    which are not ours to change."""
    for file in own_files(database_url, env_file):
        if not file.is_file() or not file.stat().st_mode & OTHERS:
            continue
        try:
            file.chmod(file.stat().st_mode & ~OTHERS & 0o777)
        except OSError:
            logger("files").warning("others can read a file, and this user cannot change that", file=file.name)
        else:
            logger("files").warning("others could read a file; they cannot any more", file=file.name)
