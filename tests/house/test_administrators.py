"""What the administrators' page tells to type is there, and works."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.cli.main import cli
from bot.secret_files import SUFFIX
from bot.settings import Settings
from council.config import Council
from sandbox.server import Server
from tests.flows.world import TOKEN, running
from tests.root import ROOT
from tests.waiting import until

pytestmark = pytest.mark.long  # together they take long

PAGE = (ROOT / "docs/administrators.md").read_text(encoding="utf-8")
LINES = re.findall(r"^    (\S.*)$", PAGE, re.MULTILINE)
COMMANDS = [line for line in LINES if re.match(r"(\.venv/bin/python|make|docker|mkdir|install|systemctl|journalctl|curl) ", line)]
SETTINGS = [line for line in LINES if re.match(r"[A-Z_]+=", line)]


def test_every_line_is_looked_at() -> None:
    nginx = [line for line in LINES if line.startswith(("location", "proxy_pass", "client_max", "}"))]
    assert sorted(COMMANDS + SETTINGS + nginx) == sorted(LINES)
    assert len(COMMANDS) > 15


def test_the_programs_commands_are_there() -> None:
    named = {found for line in re.findall(r"`[^`]+`|^    .*$", PAGE, re.MULTILINE) for found in re.findall(r"-m bot (\w+)", line)}
    assert {"setup", "doctor", "migrate"} <= named
    for name in named:
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_make_knows_its_targets() -> None:
    for line in COMMANDS:
        if line.startswith("make "):
            assert (
                subprocess.run(["make", "--dry-run", *line.split()[1:]], cwd=ROOT, capture_output=True, check=False).returncode
                == 0
            )


def test_files_of_the_repository_that_are_named_are_there() -> None:
    named = {word for line in COMMANDS for word in shlex.split(line) if word.startswith("deploy/") and "secrets" not in word}
    named |= set(re.findall(r"`(deploy/[\w.-]+)`", PAGE))
    assert len(named) >= 6
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_settings_that_are_shown_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    values = dict(line.split("=", 1) for line in SETTINGS)
    (tmp_path / "token").write_text(TOKEN)
    values[f"BOT_TOKEN{SUFFIX}"] = str(tmp_path / "token")
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = Settings()  # type: ignore[call-arg]  # from the environment
    assert settings.bot_token.get_secret_value() == TOKEN
    assert {name.lower().removesuffix(SUFFIX.lower()) for name in values} <= set(Settings.model_fields)


async def test_probes_answer_as_told(tmp_path: Path, council: Council, unused_tcp_port: int) -> None:
    calls = [line for line in COMMANDS if line.startswith("curl ")]
    assert len(calls) == 3
    async with Server() as server, running(server.url, tmp_path / "majlis.db", council, metrics_port=unused_tcp_port):

        async def answered(line: str) -> bool:
            try:
                async with (
                    aiohttp.ClientSession() as http,
                    http.get(line.split()[1].replace("9464", str(unused_tcp_port))) as answer,
                ):
                    return answer.status == 200
            except aiohttp.ClientConnectionError:
                return False

        for line in calls:
            await until(lambda line=line: answered(line), line)


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith(".venv")])
def test_what_is_typed_at_the_prompt_runs(command: str, tmp_path: Path) -> None:
    """Telegram is away, which each of them says."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    if "setup" not in command:  # which asks for both
        environment |= {"BOT_TOKEN": TOKEN, "COUNCIL_FILE": str(ROOT / "council.toml")}
    typed = f"\n{TOKEN}\n\nen\nCouncil\n\nAsia/Tashkent\nA\nLaw\n\n\n\n\n\n\n"
    words = [sys.executable, *shlex.split(command)[1:]]
    ended = subprocess.run(words, cwd=tmp_path, env=environment, input=typed, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert re.search("WRONG|Telegram did not take it", ended.stdout + ended.stderr)
    assert "Traceback" not in ended.stderr
