"""Logging: structured, to standard error, with no token and no one's words in it."""

import logging
import re
from collections.abc import MutableMapping

import structlog

from bot.settings import LogFormat, LogLevel

_TOKEN = re.compile(r"\d{3,}:[\w-]{10,}")

# These print whole addresses, and the token is part of every address.
_TALKATIVE = ("httpx", "httpcore", "telegram", "telegram.ext", "aiosqlite", "asyncio", "apscheduler", "aiohttp.access")


def redact(text: str) -> str:
    """The text with anything that looks like a bot token taken out."""
    return _TOKEN.sub("[token]", text)


def _redacted(_logger: object, _name: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def set_up_logs(level: LogLevel, format_: LogFormat) -> None:
    """Send the program's and the libraries' logs through one chain that redacts tokens last."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redacted,
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
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _redacted, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; what is logged are event names, ids and kinds, never what a person typed."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound
