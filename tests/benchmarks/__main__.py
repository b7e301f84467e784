"""All of them, one after the other on this machine, and a table: `python -m tests.benchmarks PYTHON [SHARE]`.

PYTHON is an interpreter with the group `bench`; SHARE scales how many messages are sent.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import waiting
from tests.benchmarks.running import Server, serving
from tests.root import ROOT

PORT = 18_743
UNPACED = 100_000
OURS, PTB = "majlis", "python-telegram-bot"


@dataclass(frozen=True)
class Runner:
    """Something that sends: its name, how many messages at most, and for ours its rate."""

    name: str
    number: int
    rate: int = 0


RUNNERS = (
    Runner(f"{PTB}, 100 in flight, commit by row", 1000),
    Runner(f"{PTB}, the same with its limiter at 1000/s", 1000),
    Runner(f"{PTB}, 25 workers, batched", 2000),
    Runner("aiogram, 100 in flight, commit by row", 3000),
    Runner("aiogram, 100 in flight, batched", 5000),
    Runner(f"{OURS}, rate not limited", 10_000, UNPACED),
    Runner(f"{OURS}, at 1000/s", 10_000, 1000),
    Runner(f"{OURS}, at 25/s", 1500, 25),
)

OVER_TLS = (Runner(f"{OURS}, at 1000/s", 10_000, 1000),)


def run(runner: Runner, python: str, share: float, folder: str, server: Server) -> dict[str, float]:
    """Run one; what it reports, and the server's busiest second."""
    file, number = f"{folder}/rows.db", max(int(runner.number * share), 50)
    for old in Path(folder).glob("rows.db*"):
        old.unlink()
    server.stats()

    def call(*command: str) -> str:
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    if runner.rate:
        call(sys.executable, "-m", "tests.benchmarks.ours", "0", server.url, str(number), file)
        said = call(sys.executable, "-m", "tests.benchmarks.ours", str(runner.rate), server.url, str(number), file)
    else:
        said = call(python, "-m", "tests.benchmarks.peers", runner.name, server.url, str(number), file)
    return {**json.loads(said.splitlines()[-1]), "busiest": server.stats()["busiest"]}


def sending(runners: Iterable[Runner], python: str, share: float, folder: str, server: Server) -> None:
    """The table of those that send."""
    print("| | messages/s | ratio | CPU s per 1000 | core | peak MB | busiest second |")
    print("|---|---|---|---|---|---|---|", flush=True)
    first = 0.0
    for runner in runners:
        made = run(runner, python, share, folder, server)
        speed = made["number"] / made["seconds"]
        first = first or speed
        print(
            f"| {runner.name} | {speed:.0f} | {speed / first:.1f} | {made['cpu'] / made['number'] * 1000:.2f} "
            f"| {made['cpu'] / made['seconds']:.2f} | {made['memory']:.0f} | {made['busiest']} |",
            flush=True,
        )


def main(python: str, share: float) -> None:
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with TemporaryDirectory() as folder:
        for milliseconds in (0, 80):
            print(f"\nAnswers after {milliseconds} ms; load {os.getloadavg()[0]:.1f}\n")
            with serving(PORT, milliseconds) as server:
                sending(RUNNERS, python, share, folder, server)
        certificate = certified(folder)
        print(f"\nOver TLS, answers after 80 ms; load {os.getloadavg()[0]:.1f}\n")
        with serving(PORT, 80, certificate) as server:
            sending(OVER_TLS, python, share, folder, server)
        waiting.presses(python, share, Path(folder), PORT)
        waiting.single_presses(Path(folder), PORT)
        waiting.reminders(share, Path(folder), PORT)


def certified(folder: str) -> str:
    """A certificate for this machine with its key, signed by itself; the programs started from here trust it."""
    file = f"{folder}/certificate.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext"
    command = [*made.split(), "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out", f"{file}.signed"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    with Path(file).open("a") as both:
        both.write(Path(f"{file}.signed").read_text())
    os.environ["SSL_CERT_FILE"] = f"{file}.signed"
    return file


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
