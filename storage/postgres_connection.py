"""PostgreSQL's connection, made safe against cancellation."""

import asyncpg


class SteadyConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that can be cancelled more than once.

    A statement that is cancelled goes on at the server until that is asked to cancel it, which SQLAlchemy's closing does.
    Cancelled once more meanwhile, SQLAlchemy would cut the connection off before the server was asked: the statement would
    go on, with its locks, for as long as it takes. So a closing that has begun, which SQLAlchemy limits to two seconds, is
    left to end.
    """

    __slots__ = ("_closing",)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as asyncpg has it
        """Close the connection, within `timeout` seconds; what takes longer is cut off."""
        self._closing = True
        await super().close(timeout=timeout)

    def terminate(self) -> None:
        """Cut the connection off, unless it is being closed."""
        if not getattr(self, "_closing", False):
            super().terminate()
