"""A kind of button and what is done when one is pressed: what fields and `handlers.routes` list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.common.presses import P, decode
from handlers.context import Visit


@dataclass(frozen=True, slots=True)
class Pressed:
    """A kind of button, and what is done when one is pressed."""

    prefix: str
    handle: Callable[[Visit, str], Awaitable[None]]


def pressed(kind: type[P], handle: Callable[[Visit, P], Awaitable[None]]) -> Pressed:
    """What is done when a button of this kind is pressed: it is read back first. Raises `Stale`."""

    async def decoded(visit: Visit, data: str) -> None:
        await handle(visit, decode(kind, data))

    return Pressed(kind.prefix, decoded)
