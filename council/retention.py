"""How long a server keeps what is over, by its settings."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept after it has ended; None: for ever. `news`: copies of posts and lists; `deliveries`: all other
    messages, copies of announcements too; `leftovers`: what nobody has touched any more, such as half-finished forms; `requests`:
    requests and cases that were decided. `backups`: the bot's own; None: it makes none."""

    news: timedelta | None
    deliveries: timedelta | None
    leftovers: timedelta | None
    requests: timedelta | None
    backups: timedelta | None = None
