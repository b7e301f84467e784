"""Logging: structured, to standard error, with no token and no one's words in it."""

import logging
import re
import traceback
from pathlib import Path

import structlog

from bot.settings import LogFormat, LogLevel

_TOKEN = re.compile(r"\d{3,}(?::|%3A)[\w-]{10,}", re.IGNORECASE)
_FEED = re.compile(r"(?<=calendar/)[\w-]{8,}|(?<=calendar%2F)[\w-]{8,}", re.IGNORECASE)

# These print whole addresses, and the token is part of every address.
_TALKATIVE = ("httpx", "httpcore", "aiosqlite", "asyncio", "apscheduler", "aiohttp.access")


def redact(text: str) -> str:
    """The text with anything that looks like a bot token, or like the secret of a calendar feed, taken out."""
    return _FEED.sub("[secret]", _TOKEN.sub("[token]", text))


def place(error: BaseException, frames: int = 4) -> str:
    """Where in the code it happened: an exception's own text could carry what somebody typed."""
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(found))


class _Redacting(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so that nothing can hide in a nested value, an exception or a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up_logs(level: LogLevel, format_: LogFormat) -> None:
    """Send the program's and the libraries' logs through one chain that redacts tokens last."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if format_ is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        _Redacting(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    # An answer of Telegram's that it cannot read it would print in full, words and all.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; what is logged are event names, ids and kinds, never what a person typed."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
