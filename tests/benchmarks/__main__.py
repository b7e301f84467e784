"""All of them, one after the other on this machine, and a table: `python -m tests.benchmarks PYTHON [SHARE]`.

PYTHON is an interpreter with the group `bench`; SHARE scales how many messages are sent.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

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
    Runner(f"{OURS}, at 25/s", 500, 25),
)


def run(runner: Runner, python: str, share: float, folder: str) -> dict[str, float]:
    """Run one; what it reports, and the server's busiest second."""
    url, file, number = f"http://127.0.0.1:{PORT}", f"{folder}/rows.db", max(int(runner.number * share), 50)
    for old in Path(folder).glob("rows.db*"):
        old.unlink()

    def call(*command: str) -> str:
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    if runner.rate:
        call(sys.executable, "-m", "tests.benchmarks.ours", "0", url, str(number), file)
        said = call(sys.executable, "-m", "tests.benchmarks.ours", str(runner.rate), url, str(number), file)
    else:
        said = call(python, "-m", "tests.benchmarks.peers", runner.name, url, str(number), file)
    with urlopen(f"{url}/stats") as answer:  # noqa: S310 - our own server
        busiest = json.load(answer)["result"]["busiest"]
    return {**json.loads(said.splitlines()[-1]), "busiest": busiest}


def main(python: str, share: float) -> None:
    print(f"{datetime.now(UTC):%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for milliseconds in (0, 80):
        with subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server", str(PORT), str(milliseconds)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        ) as server, TemporaryDirectory() as folder:  # fmt: skip
            try:
                assert server.stdout is not None
                server.stdout.readline()
                print(f"\nAnswers after {milliseconds} ms; load {os.getloadavg()[0]:.1f}\n")
                print("| | messages/s | ratio | CPU s per 1000 | core | peak MB | busiest second |")
                print("|---|---|---|---|---|---|---|", flush=True)
                first = 0.0
                for runner in RUNNERS:
                    made = run(runner, python, share, folder)
                    speed = made["number"] / made["seconds"]
                    first = first or speed
                    print(
                        f"| {runner.name} | {speed:.0f} | {speed / first:.1f} | {made['cpu'] / made['number'] * 1000:.2f} "
                        f"| {made['cpu'] / made['seconds']:.2f} | {made['memory']:.0f} | {made['busiest']} |",
                        flush=True,
                    )
            finally:
                server.terminate()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.0)
