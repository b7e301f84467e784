"""A fast stand-in for Telegram: answers every call after a set time, and notes when messages arrive. A process of its
own: `python -m tests.benchmarks.server PORT MILLISECONDS [CERTIFICATE]`, over TLS with a certificate.

`/press` has people press a button, all at once; `/stats` tells what arrived, and when, and forgets it."""

import asyncio
import json
import ssl
import sys
import time
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import ClassVar
from urllib.parse import parse_qs

ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
MESSAGE = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hello"}


def answer(result: object) -> bytes:
    """The response whose `result` this is."""
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


REFUSAL = b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
REFUSED = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(REFUSAL), REFUSAL)


def busiest_second(times: list[float]) -> int:
    """The largest number of these instants, in ascending order, in any window of one second."""
    return max((at + 1 - bisect_left(times, times[at] - 1) for at in range(len(times))), default=0)


@dataclass
class Seen:
    """What arrived since the last time it was asked for; instants are the clock's (`time.time`)."""

    arrivals: list[float] = field(default_factory=list)
    by_chat: dict[int, list[float]] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    """Seconds from each press to its answer."""

    redrawn: list[float] = field(default_factory=list)
    """Seconds from each press to the next edit of a message in its chat."""


class Connection(asyncio.Protocol):
    """One connection; its calls are answered in order."""

    seen: ClassVar[Seen] = Seen()
    seconds: ClassVar[float] = 0.0
    updates: ClassVar[list[dict[str, object]]] = []
    pressed: ClassVar[dict[str, float]] = {}
    shown: ClassVar[dict[int, float]] = {}
    polls: ClassVar[list["Connection"]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.read = transport, b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head = self.read[:end]
            lowered = head.lower()
            mark = lowered.find(b"content-length:")
            length = int(lowered[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            if len(self.read) < end + 4 + length:
                return
            body, self.read = self.read[end + 4 : end + 4 + length], self.read[end + 4 + length :]
            self.called(head.split(b" ", 2)[1], body)

    def called(self, path: bytes, body: bytes) -> None:
        method = path.split(b"?", 1)[0].rpartition(b"/")[2].lower()
        if method == b"sendmessage":
            self.arrived(given(body).get("chat_id"))
            self.later(MESSAGE)
        elif method == b"getupdates":
            self.poll(given(path.partition(b"?")[2] or body))
        elif method == b"answercallbackquery":
            if (begun := self.pressed.pop(str(given(body)["callback_query_id"]), None)) is not None:
                self.seen.waits.append(time.time() - begun)
            self.later(True)
        elif method == b"press":
            self.press(given(body))
        elif method == b"stats":
            busiest = busiest_second(self.seen.arrivals)
            self.transport.write(answer({**asdict(self.seen), "arrivals": len(self.seen.arrivals), "busiest": busiest}))
            Connection.seen = Seen()
        elif method in {b"editmessagetext", b"editmessagereplymarkup"}:
            if (begun := self.shown.pop(int(str(given(body)["chat_id"])), None)) is not None:
                self.seen.redrawn.append(time.time() - begun)
            self.later(MESSAGE)
        elif method == b"getchat":
            self.transport.write(REFUSED)
        else:
            self.transport.write(answer(ME))

    def later(self, result: object) -> None:
        asyncio.get_running_loop().call_later(self.seconds, self.transport.write, answer(result))

    def arrived(self, chat: object) -> None:
        now = time.time()
        self.seen.arrivals.append(now)
        self.seen.by_chat.setdefault(int(str(chat)), []).append(now)

    def poll(self, asked: Mapping[str, object]) -> None:
        """Confirm those below the offset; answer when there are some, or the time is over."""
        offset = int(str(asked.get("offset") or 0))
        self.updates[:] = [one for one in self.updates if int(str(one["update_id"])) >= offset]
        self.polls.append(self)
        if self.updates:
            self.give()
        else:
            asyncio.get_running_loop().call_later(float(str(asked.get("timeout") or 0)), self.give)

    def give(self) -> None:
        if self in self.polls:
            self.polls.remove(self)
            self.later(self.updates[:100])

    def press(self, asked: Mapping[str, object]) -> None:
        """These people press a button with this data."""
        now = time.time()
        for user in asked["users"]:  # type: ignore[attr-defined]  # a list
            number = Connection.number = Connection.number + 1
            at = {"message_id": 7, "date": 1, "chat": {"id": user, "type": "private"}, "from": ME, "text": "card"}
            who = {"id": user, "is_bot": False, "first_name": "Expert"}
            query = {"id": str(number), "from": who, "chat_instance": "1", "data": asked["data"], "message": at}
            self.updates.append({"update_id": number, "callback_query": query})
            self.pressed[str(number)] = self.shown[int(user)] = now
        self.transport.write(answer(True))
        for one in list(self.polls):
            one.give()

    number: ClassVar[int] = 0


def given(body: bytes) -> dict[str, object]:
    """The parameters of a call, as JSON or as a form."""
    found: dict[str, object]
    if body.startswith(b"{"):
        found = json.loads(body)
    elif body.startswith(b"--"):  # of a form in parts only the fields
        parts = body.split(body.split(b"\r\n", 1)[0])
        fields = (part.partition(b"\r\n\r\n") for part in parts if b'name="' in part)
        found = {head.split(b'name="')[1].split(b'"')[0].decode(): value.strip().decode() for head, _, value in fields}
    else:
        found = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return found


async def main(port: int, milliseconds: int, certificate: str = "") -> None:
    Connection.seconds = milliseconds / 1000
    secret = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if certificate else None
    if secret is not None:
        secret.load_cert_chain(certificate)
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, ssl=secret, backlog=1000)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
