"""Counts warnings and errors of the log by event, for the metrics. Events are words of the program, never what people typed."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class LogCounts(logging.Handler):
    """`counts`: how often each (level, logger, event) was logged. Events of libraries are counted by logger only."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.counts: Counter[tuple[str, str, str]] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        event = record.msg.get("event", "") if isinstance(record.msg, dict) else ""
        self.counts[(record.levelname.lower(), record.name, str(event))] += 1


@contextmanager
def counting() -> Iterator[LogCounts]:
    """Count until the block ends."""
    counts = LogCounts()
    logging.getLogger().addHandler(counts)
    try:
        yield counts
    finally:
        logging.getLogger().removeHandler(counts)
