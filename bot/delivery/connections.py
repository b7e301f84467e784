"""Connections that are kept open and used again for one HTTP/1.1 call after the other.

aiohttp opens them: names, TLS, proxies. From then on they are spoken to here, because its objects for a request and an
answer, its parser and its streams take three times as much of the processor as all this.
"""

import asyncio
import re
from typing import NamedTuple

import aiohttp
from aiohttp.connector import Connection as Opened

KEEP_SECONDS = 60.0
"""How long an unused connection is kept open."""

LONGEST_HEAD = 65_536
"""Bytes that the head of an answer may have."""

FINAL = 200
"""Answers below this status are followed by another."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n|$)")
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r]*chunked")
_CLOSES = re.compile(rb"\r\nconnection:[^\r]*close")


class Answer(NamedTuple):
    """The status and the body of an answer, and whether another call may follow on its connection."""

    status: int
    body: bytes
    keeps: bool


def read_answer(read: bytes, *, ended: bool = False) -> Answer | None:
    """The answer that `read` holds; None while some of it is still to come. `ended`: nothing more comes.

    Raises `ValueError` for what is no answer, and for half of one at the end.
    """
    end = read.find(b"\r\n\r\n")
    if end < 0:
        if ended or len(read) > LONGEST_HEAD:
            raise ValueError("no head")
        return None
    head, start = read[:end].lower(), end + 4
    if not head.startswith(b"http/1."):
        raise ValueError("not HTTP/1")
    if (status := int(head[9:12])) < FINAL:
        return read_answer(read[start:], ended=ended)
    keeps = head.startswith(b"http/1.1") and _CLOSES.search(head) is None
    if b"transfer-encoding" in head and _CHUNKED.search(head) is not None:
        found = _chunks(read, start)
    elif (length := _LENGTH.search(head)) is not None:
        upto = start + int(length[1])
        found = (read[start:upto], upto) if len(read) >= upto else None
    else:  # it lasts as long as the connection
        return Answer(status, read[start:], keeps=False) if ended else None
    if found is None:
        if ended:
            raise ValueError("cut off")
        return None
    body, upto = found
    return Answer(status, body, keeps and len(read) == upto)


def _chunks(read: bytes, at: int) -> tuple[bytes, int] | None:
    """A body in chunks that begins `at` this byte, and where it ends; None while some of it is still to come."""
    parts: list[bytes] = []
    while (line := read.find(b"\r\n", at)) >= 0:
        size, begun = int(read[at:line].partition(b";")[0], 16), line + 2
        if not size:  # lines may follow, up to an empty one
            end = read.find(b"\r\n\r\n", line)
            return None if end < 0 else (b"".join(parts), end + 4)
        if len(read) < begun + size + 2:
            return None
        parts.append(read[begun : begun + size])
        at = begun + size + 2
    return None


class Connection(asyncio.Protocol):
    """An open connection, which carries one call at a time."""

    def __init__(self, opened: Opened) -> None:
        """`opened`: by aiohttp, for this alone."""
        transport = opened.transport
        if transport is None:
            raise aiohttp.ServerDisconnectedError
        self.is_open = True
        self.unused_since = 0.0
        self._opened = opened
        self._by_aiohttp = opened.protocol
        self._transport = transport
        self._read = b""
        self._answer: asyncio.Future[Answer] | None = None
        transport.set_protocol(self)

    async def call(self, request: bytes, seconds: float | None) -> Answer:
        """Send a request; its answer, within so many seconds. Raises `TimeoutError` and `aiohttp.ClientError`, after which,
        as after a cancellation, the connection is closed."""
        loop = asyncio.get_running_loop()
        if not self.is_open:
            raise aiohttp.ServerDisconnectedError
        self._answer = loop.create_future()
        late = None if seconds is None else loop.call_later(seconds, self._fail, TimeoutError())
        try:
            self._transport.write(request)
            answer = await self._answer
        except BaseException:
            self.close()
            raise
        finally:
            self._answer = None
            if late is not None:
                late.cancel()
        if not answer.keeps:
            self.close()
        return answer

    def close(self) -> None:
        """Close it; does nothing if it is closed."""
        self.is_open = False
        self._opened.close()

    def data_received(self, data: bytes) -> None:
        self._read = self._read + data if self._read else data
        self._hear()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._by_aiohttp is not None:
            self._by_aiohttp.connection_lost(exc)  # which waits for it when all are closed
        self._hear(ended=True)
        self.close()

    def _hear(self, *, ended: bool = False) -> None:
        """See whether the answer is there."""
        if self._answer is None or self._answer.done():
            self.close()  # nobody has asked
            return
        try:
            answer = read_answer(self._read, ended=ended)
        except ValueError:
            self._fail(aiohttp.ServerDisconnectedError() if ended else aiohttp.ClientPayloadError("not an answer"))
            return
        if answer is not None:
            self._read = b""
            self._answer.set_result(answer)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)


class Connections:
    """The connections to all servers, as many to each as there are calls at a time. Those unused are used again, the last
    one first, and closed after `KEEP_SECONDS`."""

    def __init__(self, connector: aiohttp.BaseConnector) -> None:
        """`connector` opens them."""
        self._connector = connector
        self._unused: dict[str, list[Connection]] = {}

    async def call(self, like: aiohttp.ClientRequest, server: str, request: bytes, limits: aiohttp.ClientTimeout) -> Answer:
        """Send a request to a server. `like` is a request to it, by which a connection is opened.

        Raises what `Connection.call` raises; where no connection comes about, `aiohttp.ClientConnectorError`,
        `ClientProxyConnectionError` or `ConnectionTimeoutError`: then nothing has left.
        """
        connection = self._take(server) or await self._open(like, limits)
        answer = await connection.call(request, limits.sock_read)
        if connection.is_open:
            self._give_back(server, connection)
        return answer

    def close(self) -> None:
        """Close those that are unused."""
        for unused in self._unused.values():
            for connection in unused:
                connection.close()
        self._unused.clear()

    def _take(self, server: str) -> Connection | None:
        unused = self._unused.get(server, [])
        while unused:
            if (last := unused.pop()).is_open:
                return last
        return None

    def _give_back(self, server: str, connection: Connection) -> None:
        unused, now = self._unused.setdefault(server, []), asyncio.get_running_loop().time()
        connection.unused_since = now
        unused.append(connection)
        while unused[0].unused_since < now - KEEP_SECONDS:
            unused.pop(0).close()

    async def _open(self, like: aiohttp.ClientRequest, limits: aiohttp.ClientTimeout) -> Connection:
        try:
            return Connection(await self._connector.connect(like, [], limits))
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError from error
