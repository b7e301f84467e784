"""What looks at a database, or carries it away, says that there is none yet, and makes none."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import cli
from bot.settings import Settings
from tests.flows.world import TOKEN
from tests.root import ROOT


@pytest.mark.parametrize(
    "command", [["backup"], ["held"], ["audit", "verify"], ["move", "--to", "sqlite+aiosqlite:///other.db"]], ids=" ".join
)
def test_it_is_said_and_nothing_is_made(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("COUNCIL_FILE", str(ROOT / "council.toml"))
    monkeypatch.setenv("DATABASE_URL", "sqlite+aiosqlite:///nowhere.db")
    ended = CliRunner().invoke(cli, command)
    assert ended.exit_code == 1
    assert "there is none at nowhere.db yet; it is made at the first start" in ended.output
    assert list(tmp_path.iterdir()) == []
