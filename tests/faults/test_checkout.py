"""A checkout put into an empty folder starts by `make run`, and ends at SIGTERM."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from sandbox.client import Sandbox
from tests.daytime import by_day
from tests.flows.world import SECRETARY, TOKEN
from tests.house import source
from tests.root import ROOT
from tests.waiting import PATIENCE


def put(folder: Path) -> None:
    """The repository's files, and an environment with the packages that are here, as `make setup` would have installed them."""
    for file in source.files():
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != ".installed":
            (folder / ".venv" / part.name).symlink_to(part)
    (folder / ".venv" / ".installed").touch()


async def test_it_starts_by_make_run_and_ends_at_a_signal(tmp_path: Path) -> None:
    put(tmp_path)
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        (tmp_path / ".env").write_text(
            f"BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL={server.url}\nSECRETARIAT_IDS={SECRETARY}\nCLOCK=sandbox\nLOG_LEVEL=ERROR\n"
        )
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        program = await asyncio.create_subprocess_exec(
            "make", "--silent", "run", cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            await secretary.say("/start")
            await secretary.expect("choose your language")
        finally:
            os.killpg(program.pid, signal.SIGTERM)
        said, _ = await asyncio.wait_for(program.communicate(), PATIENCE)
    assert b"Traceback" not in said, said.decode()
    assert sorted(path.name for path in (tmp_path / "data").iterdir())[0] == "majlis.db"
    assert (tmp_path / "data" / "majlis.db").stat().st_mode & 0o077 == 0
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
