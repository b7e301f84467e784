"""Small proxies of each kind, which note whom they were asked for and let only those through who know the password."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

USER, PASSWORD = "majlis", "hunter2:/@"
ENCODED = "hunter2%3A%2F%40"
"""The password as it stands in an address."""


@dataclass
class SmallProxy:
    """A proxy on this machine; `kind`: http, https or socks5. `asked`: the host and port of each connection."""

    kind: str
    port: int = 0
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def url(self, user: str = f"{USER}:{ENCODED}@") -> str:
        return f"{self.kind}://{user}127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            wanted = await (self._socks(reader, writer) if self.kind == "socks5" else self._connect(reader, writer))
            if wanted is not None:
                self.asked.append("{}:{}".format(*wanted))
                there, to_there = await asyncio.open_connection(*wanted)
                self._open |= {writer, to_there}
                await asyncio.gather(_pass_on(reader, to_there), _pass_on(there, writer))
        writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        method, target, _ = head.split("\r\n")[0].split()
        assert method == "CONNECT"
        if f"proxy-authorization: basic {expected}".lower() not in head.lower():
            self.refused += 1
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            await writer.drain()
            return None
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        host, _, port = target.rpartition(":")
        return host, int(port)

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        _, many = await reader.readexactly(2)
        if 2 not in await reader.readexactly(many):  # 2: by name and password
            self.refused += 1
            writer.write(b"\x05\xff")
            return None
        writer.write(b"\x05\x02")
        await reader.readexactly(1)
        name, password = [await reader.readexactly((await reader.readexactly(1))[0]) for _ in range(2)]
        if (name.decode(), password.decode()) != (USER, PASSWORD):
            self.refused += 1
            writer.write(b"\x01\x01")
            return None
        writer.write(b"\x01\x00")
        _, _, _, kind = await reader.readexactly(4)
        if kind == 1:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        return host, port

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._open:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def proxy(kind: str, certificate: ssl.SSLContext | None = None) -> AsyncIterator[SmallProxy]:
    """A proxy that runs until the block ends."""
    small = SmallProxy(kind)
    server = await asyncio.start_server(small.serve, "127.0.0.1", 0, ssl=certificate)
    small.port = server.sockets[0].getsockname()[1]
    try:
        yield small
    finally:
        server.close()
        await small.stop()
