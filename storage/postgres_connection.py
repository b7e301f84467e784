"""PostgreSQL's connection, made safe against cancellation."""

import asyncpg


class SteadyConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that can be cancelled more than once.

    A cancelled statement continues on the server until the server is asked to cancel it, which happens when SQLAlchemy
    closes the connection. Cancelled once more meanwhile, SQLAlchemy would cut the connection off before the server was
    asked: the statement would continue, with its locks, for as long as it takes. So a close in progress, which
    SQLAlchemy limits to two seconds, is not interrupted.
    """

    __slots__ = ("_closing",)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's signature
        """Close the connection within `timeout` seconds; after that it is cut off."""
        self._closing = True
        await super().close(timeout=timeout)

    def terminate(self) -> None:
        """Cut the connection off, unless it is being closed."""
        if not getattr(self, "_closing", False):
            super().terminate()
