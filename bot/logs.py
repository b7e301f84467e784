"""Structured logging to standard error, without tokens and without anything that a person typed."""

import logging
import re
import traceback
from pathlib import Path

import structlog

from bot.settings import LogFormat, LogLevel

_TOKEN = re.compile(r"\d{3,}(?::|%3A)[\w-]{10,}", re.IGNORECASE)
_FEED = re.compile(r"(?<=calendar/)[\w-]{8,}|(?<=calendar%2F)[\w-]{8,}", re.IGNORECASE)
_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")

# Most of these loggers print whole URLs, and the bot's token is part of every URL; the last ones say what nobody needs.
_QUIETED = ("httpx", "httpcore", "aiosqlite", "asyncio", "apscheduler", "aiohttp.access", "alembic.runtime.plugins")


def redact(text: str) -> str:
    """The text without anything that looks like a bot token, the secret of a calendar feed, or a password in a URL."""
    return _PASSWORD.sub("[password]", _FEED.sub("[secret]", _TOKEN.sub("[token]", text)))


def where_raised(error: BaseException, frames: int = 4) -> str:
    """The innermost stack frames (file and line) of an exception. Its message is left out: it may contain what somebody
    typed."""
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(found))


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so that nested values, exceptions and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up_logs(level: LogLevel, format_: LogFormat) -> None:
    """Send the program's and the libraries' logs through one chain whose last step redacts secrets."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if format_ is LogFormat.JSON else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        _Redacting(foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last])
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value)
    for name in _QUIETED:
        logging.getLogger(name).setLevel(logging.ERROR)
    # The library logs a response that it cannot parse in full, people's words included.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger. Log event names, ids and kinds, never what a person typed."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
