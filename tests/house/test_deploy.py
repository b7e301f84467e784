"""The files in `deploy/`: they name settings that there are, give away nothing, and the image has all that the program needs."""

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from bot.secret_files import is_secret
from bot.settings import Settings
from tests.root import ROOT

DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
SECRETS = {name.upper() for name, field in Settings.model_fields.items() if is_secret(field)}
NAMES = SETTINGS | {f"{name}_FILE" for name in SECRETS}
OTHERS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "MPLCONFIGDIR"}
"""What is set for Python and libraries."""


def services(name: str) -> dict[str, dict[str, object]]:
    read = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    found: dict[str, dict[str, object]] = read["services"]
    return found


def unit(name: str) -> dict[str, list[str]]:
    """The entries of a unit's [Service], each with all of its values."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    section = ""
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and (entry := re.fullmatch(r"(\w+)=(.*)", line)):
            found[entry[1]].append(entry[2])
    return found


def instructions() -> list[tuple[str, str]]:
    """The instructions of the last stage of the Dockerfile and before, each with its words."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.postgres.yaml"])
def test_compose_files_name_settings_and_lock_the_bot_in(name: str) -> None:
    there = services(name)
    ours = [service for service in there.values() if service["image"] == "majlis"]
    assert ours
    for service in ours:
        environment = service["environment"]
        assert isinstance(environment, dict)
        assert set(environment) <= NAMES
        assert not [key for key in environment if key in SECRETS and environment[key]], "secrets are files"
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in str(service["security_opt"])
        assert service["volumes"] == ["data:/data", "../council.toml:/app/council.toml:ro"]
    assert int(str(there["bot"]["stop_grace_period"]).removesuffix("s")) > 10, "longer than the program takes to stop"
    for service in there.values():
        for port in service.get("ports", []):  # type: ignore[attr-defined]
            assert str(port).startswith("127.0.0.1:")


def test_the_database_of_the_compose_file_is_reached_by_the_bot_only() -> None:
    read = yaml.safe_load((DEPLOY / "compose.postgres.yaml").read_text(encoding="utf-8"))
    assert read["services"]["database"]["networks"] == ["inside"]
    assert read["networks"]["inside"] == {"internal": True}
    assert "POSTGRES_PASSWORD" not in read["services"]["database"]["environment"]


def test_the_image_is_locked_and_runs_as_nobody_special() -> None:
    lines = instructions()
    installs = [words for what, words in lines if what == "RUN" and "pip install" in words]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "requirements-run.lock" in installs[0]
    bases = {words.split()[0] for what, words in lines if what == "FROM"}
    assert len(bases) == 1, "what one stage has compiled, the other can run"
    last = [(what, words) for what, words in lines[max(n for n, (what, _) in enumerate(lines) if what == "FROM") :]]
    named = dict(last)
    assert named["USER"] == "10001:10001"
    assert named["VOLUME"] == "/data"
    assert "/readyz" in named["HEALTHCHECK"]
    told = dict(re.findall(r"(\w+)=(\S+)", named["ENV"]))
    assert set(told) <= NAMES | OTHERS
    assert f":{told['METRICS_PORT']}/" in named["HEALTHCHECK"]


@pytest.mark.long
def test_what_the_image_copies_is_enough_to_run(tmp_path: Path) -> None:
    copied = [words.split() for what, words in instructions() if what == "COPY" and not words.startswith("--from")]
    let_in = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for *sources, target in copied:
        for source in sources:
            assert source in let_in, f"{source} is not left out of what docker is given"
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    environment = {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": "123456:sandbox-token-of-the-tests",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "bot", "doctor"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "right  council file" in ended.stdout, ended.stderr
    assert "no connection" in ended.stdout
    code = "import bot.app, bot.metrics, bot.delivery.proxy, bot.cli.setup, handlers.common.documents.pdf"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("name", ["majlis.service", "majlis-doctor.service"])
def test_units_name_settings_and_lock_the_bot_in(name: str) -> None:
    there = unit(name)
    assert {line.partition("=")[0] for line in there["Environment"]} <= NAMES | OTHERS
    assert there["LoadCredential"] == ["bot_token:/etc/majlis/bot_token"]
    wanted = {
        "DynamicUser": "yes",
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
        "UMask": "0077",
        "StateDirectoryMode": "0700",
    }
    assert {key: there[key][0] for key in wanted} == wanted
    if name == "majlis.service":
        assert there["RestartPreventExitStatus"] == ["2"]
        assert int(there["TimeoutStopSec"][0]) > 10


def test_both_units_are_locked_in_alike() -> None:
    own = {"Type", "ExecStart", "Restart", "RestartSec", "RestartPreventExitStatus", "TimeoutStopSec"}
    runs, looks = (
        {key: value for key, value in unit(name).items() if key not in own}
        for name in ("majlis.service", "majlis-doctor.service")
    )
    assert runs == looks


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine to read the units with")
@pytest.mark.parametrize("name", ["majlis.service", "majlis-doctor.service"])
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace("/opt/majlis/.venv/bin/python", "/bin/sh"))
    command = ["systemd-analyze", "verify", str(tmp_path / name)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
