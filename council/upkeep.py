"""How the program itself fares: what an examination of it finds, and what goes wrong while it runs. Codes, numbers and
titles only: no address, path or secret of the server has a place in these values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPERATIONS = "*"
"""Stands for a group's code: the link of the chat that is told what goes wrong. No group has such a code."""


class Sign(StrEnum):
    """What an examination has found of one thing."""

    FILES = "files"
    DISK = "disk"
    DATABASE = "database"
    SCHEMA = "schema"
    DELIVERED = "delivered"
    NONE_DELIVERED = "none delivered"
    WAITING = "waiting"
    LATE = "late"
    UNKNOWN = "unknown"
    HELD = "held"
    ASIDE = "aside"
    TROUBLES = "troubles"
    BACKUP = "backup"
    OLD_BACKUP = "old backup"
    NO_BACKUP = "no backup"
    NO_BACKUPS = "no backups"
    BOT = "bot"
    NO_BOT = "no bot"
    PRIVACY = "privacy"
    GROUPS = "groups"
    CLOCK = "clock"
    NO_CLOCK = "no clock"
    POLLING = "polling"
    WEBHOOK = "webhook"
    OTHER_WEBHOOK = "other webhook"
    NO_WEBHOOK = "no webhook"
    REFUSED_WEBHOOK = "refused webhook"
    UNTOLD = "untold"
    CHANNEL = "channel"
    NO_CHANNEL = "no channel"
    CHAT = "chat"
    TEXTS = "texts"
    BROKEN_TEXTS = "broken texts"
    UNFIT = "unfit corrections"
    DRAFT = "draft"
    SLOW = "slow"
    TELEGRAM = "telegram"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one thing. `right`: None where it could not be looked at. `about`: of which channel, chat or
    language, or which check; `n`: how many, or how much; `at`: when (UTC)."""

    sign: Sign
    right: bool | None = True
    about: str = ""
    n: int = 0
    at: datetime | None = None


class Trouble(StrEnum):
    """A kind of what goes wrong while the program runs."""

    UPDATE = "update"
    UPDATES = "updates"
    DRAWING = "drawing"
    SENDING = "sending"
    REFUSED = "refused"
    OUTBOX = "outbox"
    BEAT = "beat"
    DATABASE = "database"
    BACKUP = "backup"
    CHAIN = "chain"
    DISK = "disk"
    OTHER = "other"


Troubles = Mapping[tuple[Trouble, str], int]
"""How often something of each kind went wrong, and of what: a kind of delivery, the name of a beat, or ""."""
