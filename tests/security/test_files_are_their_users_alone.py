"""Whatever the umask, nobody else on the machine can read the database, its log of writes, copies, or the settings."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import own_files
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from storage.store import Store
from tests.databases import prepare
from tests.root import ROOT


@pytest.fixture(autouse=True)
def _lax_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def test_a_new_database_and_its_log(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/new/majlis.db")
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE one (n INTEGER)")
        made = {file.name: mode(file) for file in (tmp_path / "new").iterdir()}
    assert made == {"majlis.db": 0o600, "majlis.db-wal": 0o600, "majlis.db-shm": 0o600}
    assert mode(tmp_path / "new") == 0o700
    await store.close()


def test_what_others_could_read_is_closed_at_the_start_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(LogLevel.WARNING, LogFormat.TEXT)
    files = [prepare(tmp_path / "majlis.db"), *(tmp_path / name for name in ("majlis.db-wal", "majlis.db.copy", ".env"))]
    for file in files:
        file.touch()
        file.chmod(0o644)
    (tmp_path / "other").touch(0o644)
    own_files.close_to_others(f"sqlite+aiosqlite:///{tmp_path}/majlis.db", tmp_path / ".env")
    assert [mode(file) for file in files] == [0o600] * 4
    assert mode(tmp_path / "other") == 0o644
    told = capsys.readouterr().err
    assert all(file.name in told for file in files)
    own_files.close_to_others("postgresql+asyncpg://somewhere/majlis", tmp_path / ".env")
    assert "".join(capsys.readouterr()) == ""


def test_what_the_command_line_makes(tmp_path: Path) -> None:
    database = tmp_path / "made" / "majlis.db"
    environment = {
        **os.environ, "BOT_TOKEN": "123456789:AAbbCCddEEffGGhhIIjj", "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}", "COUNCIL_FILE": str(ROOT / "council.toml"),
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "bot", "migrate"], env=environment, cwd=tmp_path, check=True)
    assert mode(database) == 0o600
