"""`python -m bot doctor`: looks at everything that the program needs, and says what is right, what is wrong and what to do."""

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from bot import event_loop
from bot.clock import SystemClock
from bot.council_file import load_council
from bot.doctor.examining import examine
from bot.doctor.findings import Finding, all_right, lines
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel, Mistakes, Settings, load_settings
from council.config import Council


def add_command(cli: typer.Typer) -> None:
    """Add `doctor`."""

    @cli.command()
    def doctor() -> None:
        """Check the settings, Telegram, the database and this machine; one line each. Nothing is written."""
        raise typer.Exit(print_findings())


def print_findings() -> int:
    """Make all checks and print what they find; the exit code: 0 if nothing is wrong, else 1."""
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    found, settings, council = read_files()
    if settings is not None:
        found = [*found, *event_loop.run(examine(settings, council, SystemClock()))]
    else:
        found = [*found, Finding("the rest", None, "not looked at until the settings are right")]
    for line in lines(found):
        print(line)
    return 0 if all_right(found) else 1


def read_files() -> tuple[Sequence[Finding], Settings | None, Council | None]:
    """The settings and the council's file, as far as they can be read, and what is wrong with them."""
    found: list[Finding] = []
    settings, council = None, None
    try:
        settings = load_settings()
        found.append(Finding("settings", True, "can be used"))
    except Mistakes as mistakes:
        found += [Finding("settings", False, line) for line in mistakes.lines]
    file = settings.council_file if settings else Path(os.environ.get("COUNCIL_FILE") or "council.toml")
    try:
        council = load_council(file)
        found.append(Finding("council file", True, f"{file}: {len(council.groups)} groups, {', '.join(council.languages)}"))
    except Mistakes as mistakes:
        found += [Finding("council file", False, line) for line in mistakes.lines]
    if settings is not None and not settings.secretariat_ids:
        advice = "Send /start to the bot: it shows your id. Put it after SECRETARIAT_IDS=."
        found.append(Finding("secretariat", False, "nobody is named", advice))
    return found, settings, council
