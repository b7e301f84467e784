"""The token does not travel in clear text, and a password in an address is in no log, error or printed setting."""

import io
import logging

import pytest

from bot.logs import logger, set_up_logs
from bot.settings import LogFormat, LogLevel, Mistakes, Settings, load_settings
from storage.engine import Unreachable, check_connection
from storage.store import Store

TOKEN = "123456789:AAbbCCddEEffGGhhIIjj"
PASSWORD = "hunter2hunter2"
DATABASE = f"postgresql+asyncpg://majlis:{PASSWORD}@127.0.0.1:1/majlis"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    return monkeypatch


@pytest.mark.parametrize(
    "server",
    ["http://api.example.org", "http://203.0.113.9:8081", "http://127.0.0.1.example.org", "https://who:pass@api.example.org"],
)
def test_a_server_that_would_see_or_show_the_token_is_refused(environment: pytest.MonkeyPatch, server: str) -> None:
    environment.setenv("TELEGRAM_API_URL", server)
    with pytest.raises(Mistakes) as refused:
        load_settings()
    assert [line.partition(" ")[0] for line in refused.value.lines] == ["TELEGRAM_API_URL"]
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize("server", ["http://127.0.0.1:8081", "http://localhost:8081", "https://api.example.org"])
def test_https_and_this_machine_are_not(environment: pytest.MonkeyPatch, server: str) -> None:
    environment.setenv("TELEGRAM_API_URL", server)
    assert load_settings().telegram_api_url == server


async def test_the_databases_password_shows_nowhere(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", DATABASE)
    settings = load_settings()
    assert settings.database_url.get_secret_value() == DATABASE
    assert PASSWORD not in f"{settings} {settings!r} {settings.model_dump_json()}"
    store = Store(DATABASE)
    with pytest.raises(Unreachable) as refused:
        await check_connection(store.engine)
    assert PASSWORD not in f"{refused.value} {store.engine!r}"
    await store.close()
    environment.setenv("DATABASE_URL", DATABASE.replace("postgresql+asyncpg", "mysql"))
    with pytest.raises(Mistakes) as mistaken:
        load_settings()
    assert PASSWORD not in str(mistaken.value)


@pytest.mark.parametrize("form", list(LogFormat))
def test_a_password_in_an_address_is_cut_from_the_log(form: LogFormat) -> None:
    set_up_logs(LogLevel.INFO, form)
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    logger("x").error("not reached", address=DATABASE, proxy=f"socks5://:{PASSWORD}@proxy.example.org")
    assert "not reached" in stream.getvalue()
    assert PASSWORD not in stream.getvalue()
