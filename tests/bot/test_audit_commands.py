"""`audit verify`: its output and exit codes."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.audit import BROKEN, MISTAKE
from bot.cli.main import cli
from storage import audit
from storage.store import Store
from tests.databases import prepare
from tests.flows.world import SECRETARY
from tests.program import Program
from tests.storage.people import NOW


async def written(file: Path) -> str:
    """Write a log of three entries; its head."""
    store = Store(f"sqlite+aiosqlite:///{prepare(file)}")
    for action in ("joined", "role given", "role ended"):
        async with store.begin() as tx:
            await audit.record(tx, NOW, "operator", action)
    async with store.read() as tx:
        head = str(await audit.head(tx))
    await store.close()
    return head


def test_what_it_says_and_how_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "majlis.db"
    head = asyncio.run(written(file))
    for name, value in Program("http://127.0.0.1:9", file, SECRETARY).environment.items():
        monkeypatch.setenv(name, value)

    def verify(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(cli, ["audit", "verify", *words])
        return ended.exit_code, ended.output

    code, said = verify("--head", head)
    assert (code, f"The head {head} that you gave is part of the chain" in said) == (0, True), said
    assert "What it does not prove" in said
    code, said = verify("--head", "3:abc")
    assert (code, "is not a head" in said) == (MISTAKE, True)
    code, said = verify("--head", f"3:{'0' * 64}")
    assert (code, "is in neither chain" in said) == (BROKEN, True)
    raw = sqlite3.connect(file)
    raw.executescript("DROP TRIGGER audit_not_changed; UPDATE audit SET action = 'nothing' WHERE id = 2;")
    raw.close()
    code, said = verify()
    assert code == BROKEN
    assert "BROKEN: the log holds up to entry 1. Entry 2 is not what was sealed" in said
