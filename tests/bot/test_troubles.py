"""What goes wrong is gathered from the log's errors, without a word of anybody, and written down by kind."""

import ast
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import troubles
from bot.backups import nightly
from bot.clock import SystemClock
from bot.doctor import examining, machine
from bot.doctor.examining import Examiner, Report
from bot.doctor.findings import Finding
from bot.logs import logger, set_up_logs
from bot.settings import LogFormat, LogLevel, Settings
from bot.troubles import COUNTED_OTHERWISE, EVENTS, TroubleKeeper, Watch, heard
from council.config import Council
from council.upkeep import Found, Sign, Trouble
from handlers.common.kinds import FIELDS, field_of
from handlers.duties import DELIVERIES
from handlers.upkeep import views
from storage import examinations
from storage.store import Store
from storage.troubles import next_due
from tests.flows.world import settings
from tests.house.source import modules
from tests.storage.people import NOW

URL = "http://127.0.0.1:9"


class Clock(SystemClock):
    """Stands still."""

    def now(self):  # type: ignore[no-untyped-def]
        return NOW


@pytest.fixture
def _logs(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)


@pytest.mark.usefixtures("_logs")
async def test_errors_of_the_log_are_counted_by_kind(store: Store, council: Council) -> None:
    keeper = TroubleKeeper(store, council, Clock())
    with heard(keeper):
        logger("scheduler").error("beat failed", beat="reminders", error="ValueError")
        logger("scheduler").error("beat failed", beat="reminders", error="KeyError")
        logger("dispatcher").error("not drawn", kind="meetings.card", id=5, error="KeyError")
        logger("intake").error("update failed", update_id=7, attempt=1, error="KeyError", at="what somebody wrote")
        logger("intake").error("update set aside", update_id=7, error="KeyError")
        logger("menus").error("menus not looked at", error="KeyError")
        logger("menus").warning("no error")
        logging.getLogger("library").error("words of a library about somebody")
    logger("scheduler").error("beat failed", beat="after the end")
    assert keeper._counts == Counter({
        (Trouble.BEAT, "reminders"): 2, (Trouble.DRAWING, "meetings.card"): 1, (Trouble.UPDATE, ""): 1,
        (Trouble.OTHER, "menus: menus not looked at"): 1, (Trouble.OTHER, "library"): 1,
    })  # fmt: skip
    await keeper.write()
    assert not keeper._counts
    async with store.read() as tx:
        met = await next_due(tx, NOW)
    assert met is not None
    assert met.n == 2


@pytest.mark.usefixtures("_logs")
async def test_what_cannot_be_written_is_kept(store: Store, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = TroubleKeeper(store, council, Clock())

    async def away(*_given: object) -> None:
        raise ConnectionError

    with heard(keeper), monkeypatch.context() as broken:
        logger("scheduler").error("not checked", error="ConnectionError")
        broken.setattr("handlers.upkeep.actions.note_troubles", away)
        with pytest.raises(ConnectionError):
            await keeper.write()
    assert keeper._counts == Counter({(Trouble.DATABASE, ""): 1})
    await keeper.write()
    assert not keeper._counts


def test_every_event_is_one_that_is_logged() -> None:
    """The names of loggers and events are the program's own: one that is renamed there would be told as any other."""
    calls = [node for tree in modules("bot").values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if ast.unparse(call.func).endswith("_log.error")]
    named += [call.args[-1] for call in calls if ast.unparse(call.func) == "keep_looking"]
    logged = {event.value for event in named if isinstance(event, ast.Constant)}
    assert {event for _, event in (*EVENTS, *COUNTED_OTHERWISE)} <= logged
    made = "".join(ast.unparse(tree) for tree in modules("bot").values())
    assert all(f"logger('{name}')" in made for name, _ in EVENTS)


def test_everything_has_its_words() -> None:
    assert set(views.TROUBLES) == set(Trouble)
    assert set(views.RIGHT) | set(views.WRONG) == set(Sign)
    assert set(FIELDS) == {field_of(one.kind.name) for one in DELIVERIES}


async def test_a_full_disk_and_a_broken_chain_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    commands: list[Sequence[str]] = []

    async def run(*command: str) -> str:
        commands.append(command)
        return "BROKEN: the log holds up to entry 7."

    async def full(_settings: Settings) -> Sequence[Finding]:
        return [Finding("disk", False, "0.1 GB free")]

    monkeypatch.setattr(troubles, "run_apart", run)
    watch = Watch(settings(URL, tmp_path / "majlis.db", backup_days=0), "Asia/Tashkent", SystemClock())
    monkeypatch.setattr(watch._log, "error", lambda event, **_: said.append(event), raising=False)
    await watch.look()
    assert (said, commands) == ([], [])
    watch._verified = NOW.replace(year=2000)
    monkeypatch.setattr(machine, "disk", full)
    await watch.look()
    assert said == ["little room is left", "a chain is broken"]
    assert commands == [("audit", "verify")]
    await watch.look()
    assert len(commands) == 1, "once a night"


async def test_a_command_apart_says_first_that_a_chain_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho The log is there.\necho BROKEN: it is not.\necho a warning >&2\nexit 1\n")
    script.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(script))
    assert await nightly.run_apart("audit", "verify") == "BROKEN: it is not."


async def test_what_is_asked_for_in_the_chat_is_examined_without_secrets(
    store: Store, council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Progress is kept on the way; what only an administrator may see is not."""
    given = settings(URL, tmp_path / "majlis.db", backup_dir=tmp_path / "nowhere")
    found: list[Finding] = []

    async def examine(with_: Settings, _council: Council, clock: SystemClock, report: Report) -> Sequence[Finding]:
        (tmp_path / "majlis.db").touch()
        (tmp_path / "majlis.db").chmod(0o644)  # whatever the umask
        for some in (await machine.files(with_, []), await machine.disk(with_), await machine.backups(with_, clock)):
            found.extend(some)
            await report(found)
        return found

    monkeypatch.setattr(examining, "examine", examine)
    monkeypatch.setattr(examining, "PROGRESS_SECONDS", 0.0)
    examiner = Examiner(store, given, council, SystemClock())
    assert not await examiner.look()
    async with store.begin() as tx:
        asked = await examinations.ask(tx, NOW)
    assert await examiner.look()
    assert not await examiner.look()
    async with store.read() as tx:
        done = await examinations.find(tx, asked.id)
    assert done is not None
    assert done.ended_at is not None
    assert [one.sign for one in done.found] == [Sign.FILES, Sign.DISK, Sign.NO_BACKUPS]
    assert replace(done.found[0], n=0) == Found(Sign.FILES, right=False)
    assert str(tmp_path) in "".join(one.told for one in found), "at the server the file is named"
    assert str(tmp_path) not in repr(done)


async def test_no_address_reaches_the_chat(tmp_path: Path, council: Council) -> None:
    """Where nothing answers, each finding is told by its kind alone."""
    given = settings(URL, tmp_path / "majlis.db").model_copy(
        update={"database_url": SecretStr("postgresql+asyncpg://majlis:hunter2@127.0.0.1:9/secret")}
    )
    told = examining.told(await examining.examine(given, replace(council, news_channels=()), SystemClock()))
    assert any(one.right is False for one in told)
    for secret in ("hunter2", "127.0.0.1", "secret", str(tmp_path), given.bot_token.get_secret_value()):
        assert secret not in repr(told)
