"""A fast stand-in for Telegram: answers every call after a set time, and notes when messages arrive. A process of its
own: `python -m tests.benchmarks.server PORT MILLISECONDS`."""

import asyncio
import json
import sys
import time
from bisect import bisect_left
from typing import ClassVar

ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hello"}


def answer(result: object) -> bytes:
    """The response whose `result` this is."""
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def busiest_second(times: list[float]) -> int:
    """The largest number of these instants, in ascending order, in any window of one second."""
    return max((at + 1 - bisect_left(times, times[at] - 1) for at in range(len(times))), default=0)


class Connection(asyncio.Protocol):
    """One connection; its calls are answered in order."""

    arrivals: ClassVar[list[float]] = []
    seconds: ClassVar[float] = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.read = transport, b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end].lower()
            mark = head.find(b"content-length:")
            length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            if len(self.read) < end + 4 + length:
                return
            self.read = self.read[end + 4 + length :]
            self.called(head.split(b" ", 2)[1])

    def called(self, path: bytes) -> None:
        if path.endswith(b"/sendmessage"):
            self.arrivals.append(time.monotonic())
            asyncio.get_running_loop().call_later(self.seconds, self.transport.write, answer(MESSAGE))
        elif path == b"/stats":
            told = {"arrived": len(self.arrivals), "busiest": busiest_second(self.arrivals)}
            self.arrivals.clear()
            self.transport.write(answer(told))
        else:
            self.transport.write(answer(ME))


async def main(port: int, milliseconds: int) -> None:
    Connection.seconds = milliseconds / 1000
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
