"""Settings from the environment or `.env`. Read by the command line and handed down, never read at import."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.backups.archive import read_recipient
from bot.delivery.pacer import FREE_PER_SECOND
from bot.secret_files import SecretFiles, Unusable

PAID_PER_SECOND = 1000
"""Telegram's limit of messages a second with paid broadcasts."""


WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports to which Telegram sends updates."""

OWN_PATHS = ("/healthz", "/readyz", "/metrics")
"""What is served besides calendar feeds and updates."""

LEAST_DAYS = 7
"""What is deleted sooner could be needed still, as to know that something was sent."""


class Mistakes(Exception):  # noqa: N818 - an operator's mistake, not a fault of the program
    """What is wrong with the settings or the council's file, one readable line for each mistake."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class ClockKind(StrEnum):
    """Which clock to use: the machine's, or the sandbox's, which can be moved."""

    SYSTEM = "system"
    SANDBOX = "sandbox"


class Settings(BaseSettings):
    """Every setting, read from the environment variable of the same name in capitals; secrets also from the file that
    `NAME_FILE` names."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # some editors write a byte order mark
        env_ignore_empty=True,  # `NAME=` is the same as no setting
        extra="ignore",
        hide_input_in_errors=True,
    )

    bot_token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    telegram_proxy: SecretStr = SecretStr("")
    secretariat_ids: Annotated[tuple[int, ...], NoDecode] = ()
    council_file: Path = Path("council.toml")
    database_url: SecretStr = SecretStr("sqlite+aiosqlite:///data/majlis.db")
    backup_dir: Path = Path("data/backups")
    backup_days: int = Field(default=14, ge=0, le=3650)
    backup_recipients: Annotated[tuple[str, ...], NoDecode] = ()
    news_days: int = Field(default=30, ge=0, le=36500)
    deliveries_days: int = Field(default=365, ge=0, le=36500)
    leftovers_days: int = Field(default=90, ge=0, le=36500)
    requests_days: int = Field(default=365, ge=0, le=36500)
    messages_per_second: int = Field(default=25, ge=1, le=PAID_PER_SECOND)
    paid_broadcasts: bool = False
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535)
    public_url: str = ""
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.TEXT
    clock: ClockKind = ClockKind.SYSTEM

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a folder of secrets: not ours
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Files of secrets come first, so that one given in both ways is noticed."""
        assert isinstance(env_settings, EnvSettingsSource)  # noqa: S101 - as the library makes them
        assert isinstance(dotenv_settings, DotEnvSettingsSource)  # noqa: S101
        files = SecretFiles(settings_cls, {**dotenv_settings.env_vars, **env_settings.env_vars})
        return init_settings, files, env_settings, dotenv_settings

    @field_validator("bot_token", "database_url", "telegram_proxy", "webhook_secret", mode="before")
    @classmethod
    def _usable(cls, value: object) -> object:
        if isinstance(value, Unusable):
            raise PydanticCustomError("secret_file", "{line}", {"line": str(value)})
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d{3,}:[\w-]{10,}", value.get_secret_value()):
            message = "is not a bot token; BotFather gives one of the form 123456789:AbC-dEf…"
            raise ValueError(message)
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _server(cls, value: str) -> str:
        # The token is part of every address below it.
        if not _is_public(value):
            message = "is not the root of an https server, such as https://api.telegram.org (http only on this machine)"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _is_proxy(value.get_secret_value()):
            message = "must be http://, https:// or socks5://, then user:password@ if it asks for them, and host:port"
            raise ValueError(message)
        return value

    @field_validator("http_host", "metrics_host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not re.fullmatch(r"[\w.:-]+", value, re.ASCII):
            message = "is not an address of this machine to answer at, such as 127.0.0.1 or 0.0.0.0"
            raise ValueError(message)
        return value

    @field_validator("public_url")
    @classmethod
    def _public(cls, value: str) -> str:
        if value and not _is_public(value):
            message = "is not an https address, such as https://bot.example.org (http only on this machine)"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _webhook(cls, value: str) -> str:
        if value and not (_is_public(value) and re.fullmatch(r"/[\w./-]*[\w-]", urlsplit(value).path, re.ASCII)):
            message = "is not an https address with a path, such as https://bot.example.org/telegram"
            raise ValueError(message)
        if value and urlsplit(value).port not in {None, *WEBHOOK_PORTS} and urlsplit(value).hostname not in _LOOPBACK:
            message = f"has a port to which Telegram sends nothing; it knows {', '.join(map(str, WEBHOOK_PORTS))}"
            raise ValueError(message)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
            message = "must be 16 to 256 letters, digits, _ or -, chosen by chance"
            raise ValueError(message)
        return value

    @field_validator("secretariat_ids", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"[1-9][0-9]{0,15}", part) for part in parts):
            message = "must be Telegram ids, separated by commas, such as 123456789,987654321"
            raise ValueError(message)
        return tuple(map(int, parts))

    @field_validator("backup_recipients", mode="before")
    @classmethod
    def _recipients(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        try:
            for text in found:
                read_recipient(text)
        except ValueError:
            message = "must be public keys of age (age1…) or SSH (ssh-ed25519 …, ssh-rsa …), separated by commas"
            raise ValueError(message) from None
        return found

    @field_validator("paid_broadcasts", mode="before")
    @classmethod
    def _truth(cls, value: object) -> object:
        if isinstance(value, str) and value.strip().lower() not in {"true", "false"}:
            message = "must be true or false"
            raise ValueError(message)
        return value.strip() if isinstance(value, str) else value

    @field_validator("log_format", "clock", mode="before")
    @classmethod
    def _word(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _level(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        if not is_database(value.get_secret_value()):
            message = "must be sqlite+aiosqlite:///path/to/file or postgresql+asyncpg://user:password@host/name"
            raise ValueError(message)
        return value

    @field_validator("news_days", "deliveries_days", "leftovers_days", "requests_days")
    @classmethod
    def _long_enough(cls, value: int) -> int:
        if 0 < value < LEAST_DAYS:
            message = f"must be at least {LEAST_DAYS} days, or 0 for ever"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _paid_when_fast(self) -> "Settings":
        if self.messages_per_second > FREE_PER_SECOND and not self.paid_broadcasts:
            message = f"MESSAGES_PER_SECOND above {FREE_PER_SECOND} needs PAID_BROADCASTS=true: Telegram charges for it"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _public_when_served(self) -> "Settings":
        if self.public_url and not self.http_port:
            message = "PUBLIC_URL needs HTTP_PORT, the port at which its pages are served"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _webhook_is_safe(self) -> "Settings":
        if not self.webhook_url:
            return self
        path, token = urlsplit(self.webhook_url).path, self.bot_token.get_secret_value()
        local = urlsplit(self.telegram_api_url).hostname in _LOOPBACK
        message = ""
        if not self.webhook_secret.get_secret_value():
            message = "WEBHOOK_URL needs WEBHOOK_SECRET: without it anyone could pass for Telegram"
        elif not self.http_port:
            message = "WEBHOOK_URL needs HTTP_PORT, the port at which updates are taken"
        elif token in self.webhook_url or token.partition(":")[2] in self.webhook_url:
            message = "WEBHOOK_URL must not contain the token: addresses are logged by servers on the way"
        elif path in OWN_PATHS or path.startswith("/calendar/"):
            message = f"WEBHOOK_URL: {path} is the address of something else here; choose another path"
        elif urlsplit(self.webhook_url).scheme != "https" and not local:
            message = "WEBHOOK_URL must be https: Telegram sends to nothing else"
        if message:
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _sandbox_on_loopback(self) -> "Settings":
        # A clock that others can move must never drive a real council's deadlines.
        if self.clock is ClockKind.SANDBOX and urlsplit(self.telegram_api_url).hostname not in _LOOPBACK:
            message = "CLOCK=sandbox needs a TELEGRAM_API_URL on this machine (127.0.0.1)"
            raise ValueError(message)
        return self


_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # A name and password in it would be logged with it.
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        return named and parts.port != 0 and not parts.query
    except ValueError:  # an invalid port, or unbalanced brackets
        return False


def _is_public(url: str) -> bool:
    """An https URL, or a local one. URLs below it contain secrets, which must not travel in clear text."""
    return _is_server(url) and (urlsplit(url).scheme == "https" or urlsplit(url).hostname in _LOOPBACK)


def _is_proxy(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # Anything else in a password is to be percent-encoded, or it could not be told where the host begins.
        bare = parts.netloc.count("@") <= 1 and not parts.query and not parts.fragment and parts.path in {"", "/"}
        return parts.scheme in {"http", "https", "socks5"} and bool(parts.hostname and parts.port) and bare
    except ValueError:
        return False


def is_database(url: str) -> bool:
    """Whether this is an address that DATABASE_URL may have."""
    if url.startswith("sqlite+aiosqlite:///"):
        # Each connection to ":memory:" would get a database of its own.
        return url.removeprefix("sqlite+aiosqlite:///") not in {"", ":memory:"}
    try:
        parts = urlsplit(url)
        return parts.scheme == "postgresql+asyncpg" and parts.port != 0 and len(parts.path) > 1
    except ValueError:
        return False


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises `Mistakes` with one line for each variable that is wrong or missing."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # the fields come from the environment
    except (OSError, UnicodeDecodeError) as error:
        raise Mistakes([f"{env_file} cannot be read: {type(error).__name__}"]) from None
    except ValidationError as error:
        raise Mistakes([_line(str(e["loc"][0]) if e["loc"] else "", e["type"], e["msg"]) for e in error.errors()]) from None


def _line(name: str, kind: str, message: str) -> str:
    if not name or kind == "secret_file":
        return message.removeprefix("Value error, ")
    if kind == "missing":
        return f"{name.upper()} is missing; see .env.example"
    detail = message.removeprefix("Value error, ")
    return f"{name.upper()} {detail}" if kind == "value_error" else f"{name.upper()}: {detail[0].lower()}{detail[1:]}"
