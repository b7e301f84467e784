"""Binds kinds of buttons to handlers. A field lists its own; `handlers.routes` lists them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.common.presses import P, decode
from handlers.framework.context import Visit


@dataclass(frozen=True, slots=True)
class Pressed:
    """A kind of button and the handler of its presses."""

    prefix: str
    handle: Callable[[Visit, str], Awaitable[None]]


def pressed(kind: type[P], handle: Callable[[Visit, P], Awaitable[None]]) -> Pressed:
    """Bind a handler to a kind of button. It gets the decoded press; other data raises `Stale`."""

    async def decoded(visit: Visit, data: str) -> None:
        await handle(visit, decode(kind, data))

    return Pressed(kind.prefix, decoded)
