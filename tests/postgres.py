"""A real PostgreSQL for the tests, started from the machine's own binaries, or the one at TEST_POSTGRES_URL."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, of the newest version there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running(binaries: Path) -> Iterator[str]:
    """Start a server in a folder of its own; the address of its database `postgres`, without a driver's name."""
    with restartable(binaries) as (address, _):
        yield address


@contextmanager
def restartable(binaries: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The same, and what ends it as a power cut would and starts it again."""
    folder = Path(mkdtemp(prefix="majlis-pg-"))
    as_user = _server_user(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(program: str, *args: str) -> None:
        command = [*as_user, str(binaries / program), *args]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)

    data = str(folder / "data")
    call("initdb", "-D", data, "-U", "majlis", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=100"

    def start(how: str = "start") -> None:
        call("pg_ctl", "-D", data, "-m", "immediate", "-w", "-l", str(folder / "log"), "-o", options, how)

    start()
    try:
        yield f"majlis@127.0.0.1:{port}", lambda: start("restart")
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _server_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as its own user."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
