"""What is not needed at start is not imported at start: measured in a process of its own."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.databases import prepare
from tests.root import ROOT

LATER = set(
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]["flake8-tidy-imports"][
        "banned-module-level-imports"
    ]
)

IMPORTED = "import sys, bot.cli.main, bot.app; print(*sys.modules)"

IDLE = """
import asyncio, sys
from pathlib import Path
from pydantic import SecretStr
from bot.app import build
from bot.council_file import load_council
from bot.settings import Settings
from sandbox.client import Sandbox
from sandbox.server import Server

async def main():
    server = Server(port=0)
    await server.start()
    settings = Settings(
        _env_file=None, bot_token=SecretStr("123456:sandbox-token-of-the-tests"), telegram_api_url=server.url,
        secretariat_ids=(1001,), database_url=sys.argv[1], messages_per_second=30, backup_days=0,
    )
    async with Sandbox(server.url) as sandbox, build(settings, load_council(Path("council.toml"))) as app:
        user = await sandbox.person("Secretary", id=1001)
        running = asyncio.create_task(app.run())
        await user.say("/start")
        await user.expect("")
        running.cancel()
        await asyncio.wait([running])
    await server.stop()

asyncio.run(main())
print(*sys.modules)
"""


def _modules(script: str, *arguments: str) -> set[str]:
    command = [sys.executable, "-c", script, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stdout.split())


@pytest.mark.long
def test_importing_the_program_imports_none_of_them() -> None:
    assert len(LATER) > 9
    assert not _modules(IMPORTED) & LATER


def test_starting_and_greeting_imports_none_of_them(tmp_path: Path) -> None:
    file = prepare(tmp_path / "majlis.db")
    assert not _modules(IDLE, f"sqlite+aiosqlite:///{file}") & LATER - {"bot.cli.demo"}
