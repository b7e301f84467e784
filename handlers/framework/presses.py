"""Binds kinds of buttons to handlers. A field lists its own; `handlers.routes` lists them all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from council.errors import Stale
from handlers.common.presses import P, decode
from handlers.framework.context import Visit


@dataclass(frozen=True, slots=True)
class Pressed:
    """A kind of button and the handler of its presses."""

    prefix: str
    handle: Callable[[Visit, str], Awaitable[None]]


def pressed(kind: type[P], handle: Callable[[Visit, P], Awaitable[None]]) -> Pressed:
    """Bind a handler to a kind of button. It gets the decoded press; other data raises `Stale`, also where only the handler
    finds that it is no value of its kind, as the 13th month."""

    async def decoded(visit: Visit, data: str) -> None:
        try:
            await handle(visit, decode(kind, data))
        except (ValueError, OverflowError) as error:
            raise Stale from error

    return Pressed(kind.prefix, decoded)
