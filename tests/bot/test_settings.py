"""Mistakes in the settings: one readable line each, which names the variable and never shows a secret."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli.main import cli
from bot.secret_files import is_secret
from bot.settings import ClockKind, Mistakes, Settings, load_settings
from tests.root import ROOT

TOKEN = "123456789:AAbbCCddEEffGGhhIIjj"
VARIABLES = {name.upper() for name in Settings.model_fields}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Nothing is set except the token, and there is no .env."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    return monkeypatch


def mistakes(environment: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        environment.setenv(name, value)
    with pytest.raises(Mistakes) as refused:
        load_settings()
    return refused.value.lines


def test_a_token_is_all_that_must_be_set(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.bot_token.get_secret_value() == TOKEN
    assert (settings.secretariat_ids, settings.clock) == ((), ClockKind.SYSTEM)
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hunter2"),
        ("BOT_TOKEN", "123456789:short"),
        ("BOT_TOKEN", f"{TOKEN} {TOKEN}"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
        ("TELEGRAM_API_URL", "http://"),
        ("TELEGRAM_API_URL", "http://[::1"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:99999"),
        ("TELEGRAM_API_URL", "https://api.telegram.org?x=1"),
        ("TELEGRAM_PROXY", "proxy.example.org:1080"),
        ("TELEGRAM_PROXY", "socks4://proxy.example.org:1080"),
        ("TELEGRAM_PROXY", "socks5://proxy.example.org"),
        ("TELEGRAM_PROXY", "http://user:p@ss@proxy.example.org:8080"),
        ("TELEGRAM_PROXY", "http://proxy.example.org:8080/path"),
        ("NEWS_DAYS", "6"),
        ("DELIVERIES_DAYS", "a year"),
        ("LEFTOVERS_DAYS", "-1"),
        ("REQUESTS_DAYS", "1"),
        ("BACKUP_DAYS", "-1"),
        ("BACKUP_RECIPIENTS", "age1nobody"),
        ("BACKUP_RECIPIENTS", "the secretariat"),
        ("SECRETARIAT_IDS", "@secretary"),
        ("SECRETARIAT_IDS", "123;456"),
        ("SECRETARIAT_IDS", "-100123"),
        ("SECRETARIAT_IDS", "99999999999999999999"),
        ("DATABASE_URL", "majlis.db"),
        ("DATABASE_URL", "sqlite+aiosqlite:///"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://host/name"),
        ("DATABASE_URL", "postgresql+asyncpg://host:port/name"),
        ("DATABASE_URL", "postgresql+asyncpg://host"),
        ("MESSAGES_PER_SECOND", "0"),
        ("MESSAGES_PER_SECOND", "31"),
        ("MESSAGES_PER_SECOND", "1001"),
        ("MESSAGES_PER_SECOND", "many"),
        ("PAID_BROADCASTS", "perhaps"),
        ("HTTP_HOST", "a host"),
        ("METRICS_HOST", "a host"),
        ("METRICS_PORT", "65536"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "http"),
        ("PUBLIC_URL", "bot.example.org"),
        ("PUBLIC_URL", "http://bot.example.org"),
        ("PUBLIC_URL", "https://bot.example.org?x=1"),
        ("PUBLIC_URL", "https://bot.example.org"),  # no port is set
        ("WEBHOOK_URL", "bot.example.org/telegram"),
        ("WEBHOOK_URL", "https://bot.example.org"),
        ("WEBHOOK_URL", "https://bot.example.org/"),
        ("WEBHOOK_URL", "https://bot.example.org/telegram?x=1"),
        ("WEBHOOK_URL", "https://bot.example.org:8080/telegram"),
        ("WEBHOOK_URL", "https://bot.example.org/telegram"),  # there is no secret
        ("WEBHOOK_SECRET", "short"),
        ("WEBHOOK_SECRET", "spaces are not letters"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("CLOCK", "sundial"),
    ],
)
def test_each_mistake_is_one_line_that_names_the_variable(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    [line] = mistakes(environment, **{name: value})
    assert line.startswith(name)
    assert 15 < len(line) < 200
    assert "\n" not in line
    if name == "BOT_TOKEN":
        assert value not in line


def test_a_database_address_is_not_shown_for_it_can_hold_a_password(environment: pytest.MonkeyPatch) -> None:
    assert "hunter2" not in mistakes(environment, DATABASE_URL="postgresql+asyncpg://majlis:hunter2@host:port/name")[0]


def test_every_variable_that_can_be_wrong_is_tried_above() -> None:
    marks = getattr(test_each_mistake_is_one_line_that_names_the_variable, "pytestmark", [])
    tried = {name for mark in marks for name, _ in mark.args[1]}
    assert tried == VARIABLES - {"COUNCIL_FILE", "BACKUP_DIR"}  # any path is one; what the council's file says: test_council_file


def test_a_missing_token_is_told(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("BOT_TOKEN")
    assert mistakes(environment) == ["BOT_TOKEN is missing; see .env.example"]
    assert mistakes(environment, BOT_TOKEN="") == ["BOT_TOKEN is missing; see .env.example"]


def test_all_mistakes_are_told_at_once(environment: pytest.MonkeyPatch) -> None:
    lines = mistakes(environment, BOT_TOKEN="x", LOG_LEVEL="loud", SECRETARIAT_IDS="me")
    assert {line.split()[0].rstrip(":") for line in lines} == {"BOT_TOKEN", "LOG_LEVEL", "SECRETARIAT_IDS"}


def test_a_variable_without_a_value_is_not_set(environment: pytest.MonkeyPatch) -> None:
    for name in VARIABLES - {"BOT_TOKEN"}:
        environment.setenv(name, "")
    assert load_settings() == Settings(_env_file=None)  # type: ignore[call-arg]  # an argument of pydantic-settings


@pytest.mark.parametrize("typed", ["123,456", " 123 , 456 ", "123,456,", "123,,456"])
def test_ids_as_people_write_them(environment: pytest.MonkeyPatch, typed: str) -> None:
    environment.setenv("SECRETARIAT_IDS", typed)
    assert load_settings().secretariat_ids == (123, 456)


@pytest.mark.parametrize("url", ["https://api.telegram.org", "https://10.0.0.5:8081", "https://127.0.0.1.example.org"])
def test_a_clock_that_others_can_move_goes_only_with_this_machine(environment: pytest.MonkeyPatch, url: str) -> None:
    [line] = mistakes(environment, CLOCK="sandbox", TELEGRAM_API_URL=url)
    assert "CLOCK=sandbox" in line
    assert "TELEGRAM_API_URL" in line


@pytest.mark.parametrize("url", ["http://127.0.0.1:8090", "http://localhost:8090/", "http://[::1]:8090"])
def test_on_this_machine_it_goes(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("CLOCK", "sandbox")
    environment.setenv("TELEGRAM_API_URL", url)
    assert load_settings().clock is ClockKind.SANDBOX


def test_faster_than_is_free_goes_only_with_a_word_that_it_may_cost(environment: pytest.MonkeyPatch) -> None:
    [line] = mistakes(environment, MESSAGES_PER_SECOND="1000")
    assert "PAID_BROADCASTS=true" in line
    [line] = mistakes(environment, PAID_BROADCASTS="false")
    assert "PAID_BROADCASTS=true" in line
    environment.setenv("PAID_BROADCASTS", "true")
    settings = load_settings()
    assert (settings.messages_per_second, settings.paid_broadcasts) == (1000, True)
    [line] = mistakes(environment, MESSAGES_PER_SECOND="1001")
    assert line.startswith("MESSAGES_PER_SECOND")


WEBHOOK = {"WEBHOOK_URL": "https://bot.example.org/telegram", "WEBHOOK_SECRET": "a-secret-of-the-tests", "HTTP_PORT": "8080"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET"),
        ({"HTTP_PORT": "0"}, "HTTP_PORT"),
        ({"WEBHOOK_URL": f"https://bot.example.org/{TOKEN.partition(':')[2]}"}, "must not contain the token"),
        ({"WEBHOOK_URL": "https://bot.example.org/readyz"}, "choose another path"),
        ({"WEBHOOK_URL": "https://bot.example.org/calendar/x"}, "choose another path"),
        ({"WEBHOOK_URL": "http://127.0.0.1:8080/telegram"}, "must be https"),
    ],
)
def test_a_webhook_that_would_not_be_safe_is_refused(
    environment: pytest.MonkeyPatch, changed: dict[str, str], told: str
) -> None:  # fmt: skip
    [line] = mistakes(environment, **{**WEBHOOK, **changed})
    assert line.startswith("WEBHOOK_URL")
    assert told in line
    assert TOKEN.partition(":")[2] not in line


def test_a_webhook_with_its_secret_goes(environment: pytest.MonkeyPatch) -> None:
    for name, value in WEBHOOK.items():
        environment.setenv(name, value)
    assert load_settings().webhook_url == WEBHOOK["WEBHOOK_URL"]


def test_the_environment_comes_before_the_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # With a byte order mark, as some editors write it.
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}x\nLOG_LEVEL=DEBUG\nUNKNOWN=5\n", encoding="utf-8-sig")
    settings = load_settings()
    assert (settings.bot_token.get_secret_value(), settings.log_level) == (TOKEN, "DEBUG")
    environment.delenv("BOT_TOKEN")
    assert load_settings().bot_token.get_secret_value() == f"{TOKEN}x"


# -- secrets in files of their own

SECRETS = {
    "BOT_TOKEN": TOKEN,
    "DATABASE_URL": "postgresql+asyncpg://majlis:hunter2@127.0.0.1/majlis",
    "WEBHOOK_SECRET": "hunter2-hunter2-hunter2",
    "TELEGRAM_PROXY": "socks5://majlis:hunter2@127.0.0.1:1080",
}


def test_every_secret_can_be_in_a_file() -> None:
    assert set(SECRETS) == {name.upper() for name, field in Settings.model_fields.items() if is_secret(field)}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_is_read_from_the_file_that_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path, name: str, end: str
) -> None:  # fmt: skip
    (tmp_path / "secret").write_bytes(f"{SECRETS[name]}{end}".encode())
    environment.delenv("BOT_TOKEN")
    (tmp_path / ".env").write_text(f"{name}_FILE={tmp_path / 'secret'}\n" + ("" if name == "BOT_TOKEN" else f"BOT_TOKEN={TOKEN}"))
    assert getattr(load_settings(), name.lower()).get_secret_value() == SECRETS[name]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secrets_file_with_a_mistake_is_told_in_one_line(environment: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    environment.delenv("BOT_TOKEN")
    if name != "BOT_TOKEN":
        environment.setenv("BOT_TOKEN", TOKEN)
    secret = tmp_path / "secret"
    variable = {f"{name}_FILE": str(secret)}
    assert mistakes(environment, **variable) == [f"{name}_FILE: {secret} cannot be read: FileNotFoundError"]
    secret.mkdir()
    assert mistakes(environment, **variable) == [f"{name}_FILE: {secret} cannot be read: IsADirectoryError"]
    secret.rmdir()
    for content, told in ((b"", "is empty"), (b" \n", "is empty"), (b"\xff\xfe", "cannot be read: UnicodeDecodeError")):
        secret.write_bytes(content)
        assert mistakes(environment, **variable) == [f"{name}_FILE: {secret} {told}"]
    secret.write_bytes(b"x" * 100_000)
    assert mistakes(environment, **variable) == [f"{name}_FILE: {secret} is too large for a secret"]
    secret.write_text("hunter2hunter2")
    [line] = mistakes(environment, **variable)
    assert line.startswith(name)
    assert "hunter2" not in line
    assert mistakes(environment, **variable, **{name: SECRETS[name]}, LOG_LEVEL="loud") == [
        f"{name} and {name}_FILE are both given: remove one of them",
        "LOG_LEVEL: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'",
    ]


def test_a_file_that_is_no_text_is_told(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\x00")
    assert mistakes(environment) == [".env cannot be read: UnicodeDecodeError"]


# -- output


def test_mistakes_end_the_program_with_2_and_no_traceback(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    environment |= {"PYTHONPATH": str(ROOT), "BOT_TOKEN": "secret-and-wrong", "LOG_LEVEL": "loud", "CLOCK": "sandbox"}
    command = [sys.executable, "-m", "bot", "run"]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    # The council's file is checked too: all mistakes are reported at once.
    assert sorted(line.split()[0] for line in lines) == ["BOT_TOKEN", "COUNCIL_FILE:", "LOG_LEVEL:"]
    assert "secret-and-wrong" not in ended.stderr


def test_a_council_file_that_is_not_there_ends_it_too(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("COUNCIL_FILE", "nowhere.toml")
    ended = CliRunner().invoke(cli, ["run"])
    assert (ended.exit_code, ended.stderr) == (2, "COUNCIL_FILE: nowhere.toml cannot be read: FileNotFoundError\n")


@pytest.mark.parametrize("command", ["run", "migrate"])
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite+aiosqlite:///file/below/majlis.db", "Not a directory"),
        ("sqlite+aiosqlite:///file", "file is not a database"),
        ("postgresql+asyncpg://majlis:hunter2@127.0.0.1:1/majlis", "ConnectionRefusedError"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_a_line(
    environment: pytest.MonkeyPatch, command: str, url: str, why: str
) -> None:
    Path("file").write_text("this is no database, but it is long enough to be read as one " * 20)
    environment.setenv("COUNCIL_FILE", str(ROOT / "council.toml"))
    environment.setenv("DATABASE_URL", url)
    ended = CliRunner().invoke(cli, [command])
    assert ended.exit_code == 1
    assert ended.stderr.splitlines() == [f"The database at DATABASE_URL cannot be opened: {why}"]


# -- .env.example


def example() -> list[tuple[str, str, str, bool]]:
    """(comment, name, value, whether it is commented out) of each variable in .env.example."""
    found, comment = [], ""
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(#?)([A-Z_]+)=(.*)", line):
            found.append((comment, match[2], match[3], match[1] == "#"))
            comment = ""
        elif line.startswith("# "):
            assert not comment, "one line of explanation for each"
            comment = line.removeprefix("# ")
        else:
            assert line == ""
            comment = ""
    return found


def test_the_example_lists_exactly_the_settings_with_a_word_on_each() -> None:
    listed = example()
    assert sorted(name for _, name, _, _ in listed) == sorted(VARIABLES)
    assert all(len(comment) > 20 for comment, _, _, _ in listed)


def test_the_example_shows_what_holds_without_it() -> None:
    for _, name, value, commented in example():
        default = Settings.model_fields[name.lower()].get_default()
        if isinstance(default, SecretStr):
            default = default.get_secret_value()
        if commented:
            assert (str(default).lower() if isinstance(default, bool) else str(default)) == value
        else:
            assert value == "", "what is to be filled in is empty"


def test_a_copy_of_the_example_with_a_token_works(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    environment.delenv("BOT_TOKEN")
    (tmp_path / ".env").write_text(text.replace("BOT_TOKEN=", f"BOT_TOKEN={TOKEN}"))
    assert load_settings() == Settings(bot_token=TOKEN, _env_file=None)  # type: ignore[call-arg, arg-type]
