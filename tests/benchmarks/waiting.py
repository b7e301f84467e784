"""What people wait for: presses and their answers, the start, reminders while much is sent; and what idling costs.

`python -m tests.benchmarks.waiting` measures single presses alone."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.books import LATER, REMINDED
from tests.benchmarks.running import PATIENCE, Running, Server, ours, running, serving, written
from tests.broadcast import FIRST

MOST_OF_ONE = 30
"""How often one person presses: who presses more than 40 times a minute is told to wait."""

AT_ONCE = 300
QUIET_SECONDS, IDLE_SECONDS = 20, 60
"""Until the cards of those who pressed are redrawn, at 25 a second; and for how long idling is watched."""

RATE = 1000

SINGLE, REST_SECONDS = 100, 0.5

Program = tuple[list[str], dict[str, str]]


def presses(python: str, share: float, folder: Path, port: int) -> None:
    """Positions taken and answered; the first press waits for the program to start."""
    print("\n| | first answer, s | presses/s | CPU s per 1000 | the last of 300 at once, s | idle core, % | idle MB |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in ("python-telegram-bot", "aiogram", "majlis, a group of 40", "majlis, a group of 4000"):
        ours_is_it = name.startswith("majlis")
        people = 40 if ours_is_it and name.endswith(" 40") else 4000
        with serving(port, 0) as server:
            file = folder / f"{name}.db".replace(" ", "_")
            data = written("round", file, people) if ours_is_it else ["support", "aside"]
            peer: Program = [python, "-m", "tests.benchmarks.voters", name, server.url, str(file)], {}
            command, environment = ours(server.url, str(file)) if ours_is_it else peer
            print(f"| {name} | {_pressed(server, command, environment, data, people, share)} |", flush=True)


def _pressed(server: Server, command: list[str], environment: dict[str, str], data: list[str], people: int, share: float) -> str:
    first = time.monotonic()
    with running(command, environment) as program:
        server.press([FIRST], data[0])
        started = time.monotonic() - first
        crowd = range(FIRST + 1, FIRST + min(people, 201))
        rounds = max(2, min(MOST_OF_ONE, int(2000 * share / len(crowd)))) if people > len(crowd) + 1 else MOST_OF_ONE // 2
        used, begun = program.cpu(), time.monotonic()
        for n in range(rounds):
            server.press(crowd, data[n % 2])
        seconds, cpu, number = time.monotonic() - begun, program.cpu() - used, rounds * len(crowd)
        last = max(server.press(range(FIRST + 1000, FIRST + 1000 + AT_ONCE), data[0])) if people > AT_ONCE else 0.0
        core = _idle(program, share)
        return (
            f"{started:.2f} | {number / seconds:.0f} | {cpu / number * 1000:.2f} | {last:.2f} | {core * 100:.2f} "
            f"| {program.memory():.0f}"
        )


def _idle(program: Running, share: float) -> float:
    """The share of a core that it takes while nothing happens."""
    time.sleep(QUIET_SECONDS)
    seconds, used = max(20.0, IDLE_SECONDS * share), program.cpu()
    time.sleep(seconds)
    return (program.cpu() - used) / seconds


def single_presses(folder: Path, port: int) -> None:
    """One press after the other in a group of 40, the program at rest before each: how long until it is answered, and until its
    card is redrawn."""
    with serving(port, 0) as server:
        file = folder / "single.db"
        data = written("round", file, 40)
        with running(*ours(server.url, str(file))):
            server.press([FIRST], data[0])
            time.sleep(QUIET_SECONDS)
            answered, redrawn = list[float](), list[float]()
            for n in range(SINGLE):
                waited, shown = server.watched([FIRST + 1 + n % 39], data[n // 39 % 2], "waits", "redrawn")
                answered, redrawn = [*answered, *waited], [*redrawn, *shown]
                time.sleep(REST_SECONDS)
    told = (f"half within {_part(sorted(each), 0.5) * 1000:.0f} ms, 95 of 100 within {_part(sorted(each), 0.95) * 1000:.0f} ms"
            for each in (answered, redrawn))  # fmt: skip
    print(f"\n{SINGLE} single presses, a group of 40: answered {next(told)}; card redrawn {next(told)}.", flush=True)


def reminders(share: float, folder: Path, port: int) -> None:
    """How late reminders are that fall due while an announcement is listed and sent."""
    number, count = int(100_000 * share), max(8, int(50 * share))
    with serving(port, 80) as server:
        file = folder / "reminders.db"
        dues = written("announced", file, number, count)
        with running(*ours(server.url, str(file), RATE)) as program:
            found: list[float] = []
            sent, busiest = 0, 0
            until = time.monotonic() + PATIENCE + LATER.total_seconds() + number / 100
            while (len(found) < count or sent < number) and time.monotonic() < until:
                time.sleep(1)
                seen = server.stats()
                found += seen["by_chat"].get(str(REMINDED), [])
                sent, busiest = sent + seen["arrivals"], max(busiest, seen["busiest"])
            late = sorted(at - due for at, due in zip(sorted(found), dues, strict=False))
            cpu = program.cpu()
    print(
        f"\n{count} reminders while {number} copies were listed and sent at {RATE}/s; {sent} messages and {cpu:.0f} CPU s in all."
    )
    half, most = _part(late, 0.5), _part(late, 0.99)
    print(
        f"{len(late)} arrived: half at most {half:.2f} s late, 99 of 100 at most {most:.2f} s. Busiest second: {busiest}.",
        flush=True,
    )


def _part(ascending: list[float], part: float) -> float:
    return ascending[min(int(len(ascending) * part), len(ascending) - 1)] if ascending else float("nan")


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        single_presses(Path(made), 18_744)
