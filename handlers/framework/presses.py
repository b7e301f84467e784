"""Kinds of buttons, each with what is done when one is pressed. A field lists its own; `handlers.routes` has them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.common.presses import P, decode
from handlers.framework.context import Visit


@dataclass(frozen=True, slots=True)
class Pressed:
    """A kind of button, and what is done when one is pressed."""

    prefix: str
    handle: Callable[[Visit, str], Awaitable[None]]


def pressed(kind: type[P], handle: Callable[[Visit, P], Awaitable[None]]) -> Pressed:
    """The kind, and its handler, which is given the button as it was made. It raises `Stale` for other data."""

    async def decoded(visit: Visit, data: str) -> None:
        await handle(visit, decode(kind, data))

    return Pressed(kind.prefix, decoded)
