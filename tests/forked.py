"""`python -m bot` without the seconds that importing takes: forked from a process that has imported it. A kill test starts the
program dozens of times; what the command line does from an empty process is tested in `tests/house` and `tests/bot`.

`python -m tests.forked PATH` is that process. It listens on a Unix socket; who connects sends one message, a JSON object with
the words, the environment and what else is wanted, and with it the three files that the program reads and writes. The answer is
a message with its process id and, when it has ended, one with its exit code. The process ends when its standard input does.
"""

import asyncio
import atexit
import contextlib
import gc
import json
import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import typing
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.cli.main import cli
from tests.root import ROOT

LONGEST = 1 << 20


class Forked:
    """A program that was started so. `returncode` is negative for a signal, and None while it runs; `said` and `errors` are what
    it wrote, once it has ended."""

    def __init__(
        self, words: tuple[str, ...], environment: Mapping[str, str], *,
        typed: str = "", most_bytes: int | None = None, first: str = "",
    ) -> None:  # fmt: skip
        """`most_bytes`: no file may become larger. `first`: Python code that it runs before it begins."""
        self.returncode: int | None = None
        self.said = self.errors = ""
        self._written = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed when the program has ended
        self._to = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._to.connect(_server())
        wanted = {"words": words, "environment": dict(environment), "most_bytes": most_bytes, "first": first}
        with tempfile.TemporaryFile() as given:
            given.write(typed.encode())
            given.seek(0)
            files = [one.fileno() for one in (given, *self._written)]
            socket.send_fds(self._to, [json.dumps(wanted).encode()], files)
        self.pid = int(self._to.recv(64))

    def send_signal(self, how: int) -> None:
        """Nothing happens if it has ended by itself."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, how)

    def errors_so_far(self) -> str:
        """What it wrote to its standard error while it runs."""
        return os.pread(self._written[1].fileno(), LONGEST, 0).decode(errors="ignore")

    def wait(self) -> "Forked":
        """Wait until it has ended; itself."""
        return self._ended(self._to.recv(64))

    async def ended(self) -> "Forked":
        """The same without keeping the loop."""
        self._to.setblocking(False)
        return self._ended(await asyncio.get_running_loop().sock_recv(self._to, 64))

    def _ended(self, code: bytes) -> "Forked":
        self.returncode = int(code)
        self._to.close()
        self.said, self.errors = map(_text, self._written)
        return self


def _text(file: typing.IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode()


@cache
def _server() -> str:
    """The address of this process's own server, which is started when it is first needed."""
    folder = tempfile.TemporaryDirectory()
    address = str(Path(folder.name) / "programs")
    process = subprocess.Popen([sys.executable, "-W", "error", "-m", "tests.forked", address], cwd=ROOT, stdin=subprocess.PIPE)
    assert process.stdin is not None
    while not Path(address).exists():
        assert process.poll() is None, "the process that starts programs did not start"
        time.sleep(0.02)
    atexit.register(folder.cleanup)
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    return address


def _serve(address: str) -> None:
    running: dict[int, socket.socket] = {}
    woken, wakes = socket.socketpair()
    for end in (woken, wakes):
        end.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with woken, wakes, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening, selectors.DefaultSelector() as ready:
        listening.bind(f"{address}.new")
        listening.listen(64)
        Path(f"{address}.new").rename(address)
        for one in (listening, woken, sys.stdin):
            ready.register(one, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is woken:
                    woken.recv(4096)
                elif key.fileobj is listening:
                    asked, _ = listening.accept()
                    told, files, _, _ = socket.recv_fds(asked, LONGEST, 3)
                    pid = os.fork()
                    if pid == 0:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        ready.close()
                        for own in (listening, woken, wakes, asked, *running.values()):
                            own.close()
                        _become(json.loads(told), files)
                    running[pid] = asked
                    for file in files:
                        os.close(file)
                    asked.send(str(pid).encode())
            with contextlib.suppress(ChildProcessError):
                while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                    with running.pop(ended[0]) as asked, contextlib.suppress(OSError):
                        asked.send(str(os.waitstatus_to_exitcode(ended[1])).encode())


def _become(wanted: dict[str, typing.Any], files: list[int]) -> typing.NoReturn:
    """Be the program, in a process that was forked for it."""
    code = 1
    try:
        for to, file in enumerate(files):
            os.dup2(file, to)
            os.close(file)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        os.environ.clear()
        os.environ.update(wanted["environment"])
        os.chdir(ROOT)
        if wanted["most_bytes"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (wanted["most_bytes"],) * 2)
        exec(wanted["first"], {})  # noqa: S102 - a test's own
        sys.argv = ["bot", *wanted["words"]]
        cli()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    gc.freeze()
    _serve(sys.argv[1])
