"""The doctor: each thing that can be wrong is a line that says what to do, and a program that runs is not disturbed."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli.main import cli
from bot.clock import SystemClock
from bot.doctor import findings, machine, telegram
from bot.doctor.examining import examine
from bot.doctor.findings import Finding
from bot.settings import Settings
from council.config import Channel, Council
from sandbox.client import Sandbox
from sandbox.server import Server
from storage import outbox, updates
from storage.outbox import Lane, Order
from storage.store import Store
from storage.tables import outbox as table
from tests.databases import prepare
from tests.flows.world import TOKEN, running, settings
from tests.root import ROOT
from tests.webhooks import SECRET, Front, front

pytestmark = pytest.mark.long  # together they take long


@dataclass
class Practice:
    """A sandbox, settings for it, and a folder in which nothing is open to others."""

    telegram: Front
    sandbox: Sandbox
    folder: Path
    council: Council

    def settings(self, **changes: object) -> Settings:
        return settings(self.telegram.url, self.folder / "majlis.db", **changes)

    async def found(self, council: Council | None = None, **changes: object) -> dict[str, Finding]:
        found = await examine(self.settings(**changes), council or self.council, SystemClock())
        return {one.name: one for one in found}

    async def wrong(self, council: Council | None = None, **changes: object) -> dict[str, str]:
        found = await self.found(council, **changes)
        assert all(one.advice for one in found.values() if one.right is False), "each says what to do"
        return {name: one.told for name, one in found.items() if one.right is False}


@pytest.fixture
async def practice(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Practice]:
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path / "majlis.db").chmod(0o600)
    async with Server() as server, Sandbox(server.url) as sandbox, front(server) as front_:
        yield Practice(front_, sandbox, tmp_path, replace(council, news_channels=()))


async def test_nothing_is_wrong_where_nothing_is(practice: Practice) -> None:
    found = await practice.found()
    assert {name for name, one in found.items() if one.right is False} == set()
    assert {name for name, one in found.items() if one.right} == {
        "files", "disk", "database", "last delivery", "outbox", "outcome unknown", "held", "updates", "errors", "token",
        "privacy mode", "groups", "texts",
        "clock", "updates come",
    }  # fmt: skip
    assert found["token"].told == "@majlis_sandbox_bot"


async def test_it_looks_while_the_program_runs_and_leaves_all_as_it_is(practice: Practice) -> None:
    expert = await practice.sandbox.person("Expert", language_code="en")
    async with running(practice.telegram.url, practice.folder / "majlis.db", practice.council):
        await expert.say("/start")
        await expert.expect("choose your language")
        files = sorted(path.name for path in practice.folder.iterdir())
        assert await practice.wrong() == {}
        assert sorted(path.name for path in practice.folder.iterdir()) == files
        await expert.say("/start")
        await expert.expect("choose your language")


async def test_a_database_that_is_not_there_is_not_made(practice: Practice) -> None:
    (practice.folder / "majlis.db").unlink()
    assert (await practice.found())["database"].right
    assert list(practice.folder.iterdir()) == []


async def test_a_database_that_cannot_be_read_is_told(practice: Practice) -> None:
    (practice.folder / "majlis.db").write_text("this is no database, but it is long enough to be read as one " * 20)
    assert await practice.wrong() == {"database": "cannot be opened: file is not a database"}
    url = SecretStr("postgresql+asyncpg://majlis:hunter2@127.0.0.1:9/majlis")
    assert await practice.wrong(database_url=url) == {"database": "cannot be opened: ConnectionRefusedError"}


async def test_both_engines_are_looked_at(practice: Practice, prepared: str, engine: str) -> None:
    found = await practice.found(database_url=SecretStr(prepared))
    assert found["database"].right
    assert found["database"].told.lower().startswith(engine)
    assert found["outbox"].told == "0 messages wait, 0 on their way"


async def test_what_waits_too_long_and_what_was_set_aside_is_told(practice: Practice) -> None:
    now = SystemClock().now()
    store = Store(f"sqlite+aiosqlite:///{practice.folder / 'majlis.db'}")
    async with store.begin() as tx:
        await outbox.queue(tx, [Order(f"{n}", "note", "meeting:1", Lane.REMINDERS, n) for n in (1, 2, 3)], now)
        await updates.set_aside(tx, 5, "ValueError", now)
    found = await practice.found()
    assert found["outbox"] == Finding("outbox", True, "3 messages wait (reminders 3), 0 on their way")
    assert await practice.wrong() == {"updates": "1 set aside in the last three days"}
    async with store.begin() as tx:
        await tx.write(sa.update(table).where(table.c.key == "2").values(due_at=now - timedelta(hours=1)))
        await tx.write(sa.update(table).where(table.c.key == "3").values(state="sent", settled_at=now))
    await store.close()
    wrong = await practice.wrong()
    assert wrong["outbox"].startswith("2 messages wait (reminders 2), 0 on their way, the first one due since")
    assert (await practice.found())["last delivery"].told == f"{now:%Y-%m-%d %H:%M} UTC"


async def test_files_that_others_can_read_are_told(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    (practice.folder / ".env").write_text("")
    (practice.folder / "token").write_text(TOKEN)
    monkeypatch.setenv("BOT_TOKEN_FILE", "token")
    for name, mode in ((".env", 0o640), ("majlis.db", 0o604), ("token", 0o604)):
        for other in (".env", "majlis.db", "token"):
            (practice.folder / other).chmod(0o600)
        (practice.folder / name).chmod(mode)
        [told] = [told for what, told in (await practice.wrong()).items() if what == "files"]
        assert told.endswith(name)
    (practice.folder / "token").chmod(0o640)  # a platform mounts it for a group
    assert await practice.wrong() == {}


async def test_a_disk_that_is_nearly_full_and_an_old_backup_are_told(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(machine, "LEAST_FREE", 2**60)
    assert set(await practice.wrong()) == {"disk"}
    monkeypatch.setattr(machine, "LEAST_FREE", 0)
    folder = practice.folder / "backups"
    assert (await practice.found(backup_dir=folder))["backups"].right is None
    folder.mkdir()
    assert set(await practice.wrong(backup_dir=folder)) == {"backups"}
    (folder / "majlis.db").write_text("")
    assert await practice.wrong(backup_dir=folder) == {}
    os.utime(folder / "majlis.db", (time.time() - 3 * 86400,) * 2)
    assert set(await practice.wrong(backup_dir=folder)) == {"backups"}


async def test_a_network_that_is_away_holds_it_up_no_longer_than_its_limit(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    away = practice.settings(telegram_api_url="http://127.0.0.1:9")
    found = {one.name: one for one in await examine(away, practice.council, SystemClock())}
    assert (found["token"].right, found["token"].told) == (False, "Telegram: no connection")
    assert (found["clock"].right, found["updates come"].right) == (None, None)
    assert found["database"].right
    monkeypatch.setattr(findings, "CHECK_SECONDS", 0.2)
    callers: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _reader, writer: callers.append(writer), "127.0.0.1", 0)
    slow = practice.settings(telegram_api_url=f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}")
    found = {one.name: one for one in await telegram_only(slow, practice.council)}
    assert (found["token"].right, found["token"].told) == (False, "no answer within 0.2 seconds")
    silent.close()
    for caller in callers:
        caller.close()
        await caller.wait_closed()


async def telegram_only(slow: Settings, council: Council) -> list[Finding]:
    return [one async for found in telegram.examine(slow, council, SystemClock()) for one in found]


async def test_a_token_that_is_not_known_is_told(practice: Practice) -> None:
    async with Server(token="123456:another-one-than-the-tests") as strict:
        found = {one.name: one for one in await examine(practice.settings(telegram_api_url=strict.url), None, SystemClock())}
    assert (found["token"].right, found["token"].told) == (False, "Telegram does not know it")


async def test_rights_in_channels_are_told(practice: Practice) -> None:
    ours = await practice.sandbox.channel("News", "rec_news")
    secretary = await practice.sandbox.person("Secretariat")
    council = replace(practice.council, news_channels=(Channel("@rec_news"), Channel("@nowhere_at_all")))
    assert await practice.wrong(council) == {"channel @nowhere_at_all": "not found (chat not found)"}
    await practice.sandbox.kick(ours.id, secretary)
    assert set(await practice.wrong(council)) == {"channel @rec_news", "channel @nowhere_at_all"}


async def test_a_clock_that_is_wrong_is_told(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    now = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: now(self) + timedelta(minutes=3))
    told = (await practice.wrong())["clock"]
    assert told.startswith("differs from Telegram's by 1")


@pytest.mark.parametrize(
    ("settings", "webhook", "told"),
    [
        ({}, "https://bot.example.org/other", "to a webhook at bot.example.org, although WEBHOOK_URL is not set"),
        ({"webhook_url": "http://127.0.0.1/x"}, "", "nowhere: no webhook is set"),
        ({"webhook_url": "http://127.0.0.1/x"}, "https://bot.example.org/other", "to a webhook at bot.example.org"),
        ({"webhook_url": "http://127.0.0.1/x"}, "http://127.0.0.1/x", ""),
    ],
)
async def test_where_updates_go_is_compared_with_the_settings(
    practice: Practice, settings: dict[str, str], webhook: str, told: str
) -> None:  # fmt: skip
    more: dict[str, object] = {"http_port": 8080, "webhook_secret": SecretStr(SECRET)} if settings else {}
    practice.telegram.webhook = {"url": webhook} if webhook else {}
    wrong = await practice.wrong(None, **settings, **more)
    assert wrong == ({"updates come": told} if told else {})


async def test_a_server_that_does_not_say_where_updates_go_is_no_mistake(practice: Practice) -> None:
    practice.telegram.tells = False
    found = (await practice.found())["updates come"]
    assert (found.right, found.told) == (None, "this server does not say how")


async def test_what_telegram_says_of_the_webhook_is_told(practice: Practice) -> None:
    practice.telegram.webhook = {"url": "http://127.0.0.1/x"}
    practice.telegram.last_error = {"last_error_date": int(time.time()), "last_error_message": "Connection timed out"}
    more: dict[str, object] = {"webhook_url": "http://127.0.0.1/x", "http_port": 8080, "webhook_secret": SecretStr(SECRET)}
    assert "Connection timed out" in (await practice.wrong(None, **more))["updates come"]


def test_at_the_prompt_mistakes_are_lines_and_the_exit_code_is_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BOT_TOKEN", "hunter2")
    monkeypatch.setenv("COUNCIL_FILE", str(ROOT / "council.toml"))
    ended = CliRunner().invoke(cli, ["doctor"])
    assert ended.exit_code == 1
    assert [line.split("  ")[0] for line in ended.stdout.splitlines()] == ["WRONG", "right", ""]
    assert "hunter2" not in ended.output
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    ended = CliRunner().invoke(cli, ["doctor"])
    assert ended.exit_code == 1
    assert "WRONG  token" in ended.stdout
    assert TOKEN not in ended.output
    assert list(tmp_path.iterdir()) == []
