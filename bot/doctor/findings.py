"""What a check has found, and how it is printed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telegram.error import TelegramError

from bot.delivery.telegram_errors import classify
from council.upkeep import Found, Sign

CHECK_SECONDS = 10.0
"""How long one check may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is right (None: it could not be looked at), what was found, what to do.

    The rest is what the chat is told of it (`council.upkeep.Found`), without what only the server's administrator may see;
    without a `sign` it is told nothing."""

    name: str
    right: bool | None
    told: str
    advice: str = ""
    sign: Sign | None = field(default=None, compare=False)
    about: str = field(default="", compare=False)
    n: int = field(default=0, compare=False)
    at: datetime | None = field(default=None, compare=False)

    @property
    def for_the_chat(self) -> Found | None:
        return Found(self.sign, self.right, self.about, self.n, self.at) if self.sign else None


Check = Callable[[], Awaitable[Sequence[Finding]]]


async def bounded(name: str, check: Check) -> Sequence[Finding]:
    """What a check finds. One that fails or takes too long is a finding itself; errors are told by their kind."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        told = f"no answer within {CHECK_SECONDS:g} seconds"
        return [Finding(name, False, told, "Check the network and the machine's load.", Sign.SLOW, name)]
    except TelegramError as error:
        advice = "Check the network, TELEGRAM_PROXY and TELEGRAM_API_URL."
        return [Finding(name, False, f"Telegram: {classify(error).reason}", advice, Sign.TELEGRAM, name)]
    except Exception as error:  # noqa: BLE001 - the other checks go on; its words could hold a secret
        told = f"could not be looked at: {type(error).__name__}"
        return [Finding(name, False, told, "Please report this.", Sign.FAULT, name)]


def lines(found: Iterable[Finding]) -> list[str]:
    """A line for each finding, aligned."""
    found = list(found)
    width = max((len(one.name) for one in found), default=0)
    marks = {True: "right", False: "WRONG", None: "  -  "}
    return [f"{marks[one.right]}  {one.name:<{width}}  {one.told}{'. ' if one.advice else ''}{one.advice}" for one in found]


def all_right(found: Iterable[Finding]) -> bool:
    """Whether nothing that was looked at is wrong."""
    return all(one.right is not False for one in found)
