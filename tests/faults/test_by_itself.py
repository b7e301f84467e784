"""The program as its operator runs it, on the machine's own clock: it makes its backup, and marks who was erased."""

import asyncio
from pathlib import Path

import pytest

from bot.backups import making
from bot.backups.marks import NAME
from sandbox.client import Sandbox
from sandbox.server import Server
from tests.commands import call
from tests.flows.world import SECRETARY
from tests.following import follow, forget_oneself
from tests.program import Program
from tests.waiting import until

pytestmark = pytest.mark.long  # programs of their own, which take seconds to start


async def test_a_backup_and_a_mark(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    async with Server() as server, Sandbox(server.url) as sandbox:
        program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
        program.environment |= {"CLOCK": "system", "LOG_LEVEL": "INFO", "LOG_FORMAT": "json"}
        await sandbox.person("Secretariat", id=SECRETARY)
        leaver = await sandbox.person("Expert who leaves")
        async with program:
            await until(lambda: "backup made" in program.says(), "the first backup")
            assert len(making.kept_in(folder)) == 1
            await follow(leaver)
            backup = folder / "by-hand.zip"
            code, said = await asyncio.to_thread(call, program.environment, "backup", str(backup))
            assert code == 0, said
            await forget_oneself(leaver)
            await until((folder / NAME).exists, "the mark")
            assert await program.stop() == 0
        (tmp_path / "majlis.db").unlink()
        code, said = await asyncio.to_thread(call, program.environment, "restore", str(backup), "--yes")
        assert code == 0, said
        assert "Erased again, since they had asked for it after the backup was made: 1." in said
