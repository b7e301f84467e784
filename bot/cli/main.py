"""The command line: `python -m bot run`, `setup`, `doctor`, `describe`, `demo`, `migrate`, `move`, `backup`, `restore`, `held`,
`roster`, `audit`, `texts`."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from bot import event_loop, own_files
from bot.app import build
from bot.cli.audit import commands as audit_commands
from bot.cli.backup import add_commands as add_backup_commands
from bot.cli.database import add_commands as add_database_commands
from bot.cli.describe import add_command as add_describe
from bot.cli.doctor import add_command as add_doctor
from bot.cli.roster import commands as roster_commands
from bot.cli.setup import add_command as add_setup
from bot.cli.texts import commands as text_commands
from bot.council_file import load_council
from bot.http_connections import PortTaken
from bot.logs import logger, set_up_logs, where_raised
from bot.settings import LogFormat, LogLevel, Mistakes, Settings, load_settings
from bot.updates.intake import AnotherPoller, TokenRefused
from council.config import Council
from storage.database_lock import Deposed, InUse
from storage.engine import DAMAGED, Unreachable, is_damage
from storage.migrate import NotMigrated, TooNew

cli = typer.Typer(
    help="Majlis, a Telegram bot for a council's secretariat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks would show the values of variables
)

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SETTLED_SECONDS = 2.0
"""Seconds from the start until what was loaded is frozen: the first to write are answered before."""

MISTAKE = 2
"""Exit code for a mistake in the settings."""


def _exit_with(*lines: str, code: int) -> typer.Exit:
    for line in lines:
        print(line, file=sys.stderr)
    return typer.Exit(code)


def _read_config() -> tuple[Settings, Council]:
    lines: list[str] = []
    settings, council = None, None
    try:
        settings = load_settings()
    except Mistakes as mistakes:
        lines += mistakes.lines
    # The council's file is read even when the settings are wrong, so that all mistakes are printed at once.
    file = settings.council_file if settings else Path(os.environ.get("COUNCIL_FILE") or "council.toml")
    try:
        council = load_council(file)
    except Mistakes as mistakes:
        lines += mistakes.lines
    if settings is None or council is None:
        raise _exit_with(*lines, code=MISTAKE)
    return settings, council


def _run_until_stopped(work: Coroutine[object, object, None]) -> None:
    """Run `work` until it ends, or until SIGINT or SIGTERM cancels it. Any other end is printed or logged in one
    line."""

    async def run_cancellable() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()

        def stop() -> None:
            # Only once: every part has its own time limit for stopping, and a second cancellation would cut it short. Further
            # signals are ignored to the very end, where the interpreter would put back what kills the process.
            for signum in SIGNALS:
                signal.signal(signum, signal.SIG_IGN)
            if not task.cancelling():
                task.cancel()

        def on_signal(*_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: the program is about to end anyway
                loop.call_soon_threadsafe(stop)

        # Not the loop's own handlers: those are gone when it closes.
        for signum in SIGNALS:
            signal.signal(signum, on_signal)
        try:
            await task
        except asyncio.CancelledError:
            logger("app").info("stopped")

    try:
        event_loop.run(run_cancellable())
    except AnotherPoller as error:
        raise _exit_with(str(error), code=1) from None
    except TokenRefused:
        raise _exit_with("BOT_TOKEN is not known to Telegram (or to TELEGRAM_API_URL).", code=MISTAKE) from None
    except PortTaken as error:
        raise _exit_with(f"HTTP_PORT or METRICS_PORT: {error} is not free; is another program using it?", code=1) from None
    except NotMigrated:
        raise _exit_with("The database does not have this program's schema yet. Run: python -m bot migrate", code=1) from None
    except InUse:
        raise _exit_with("Another program works on this database. Stop it first.", code=1) from None
    except Deposed:
        raise _exit_with(
            "Another program does the work on this database now. Start this one again to stand by.", code=1
        ) from None
    except TooNew as error:
        raise _exit_with(f"{error} Use the newer program, or restore a backup of the older version.", code=1) from None
    except Unreachable as error:
        raise _exit_with(f"The database at DATABASE_URL cannot be opened: {error}", code=1) from None
    except Exception as error:  # noqa: BLE001 - a traceback could show the token, or what somebody typed
        cause: BaseException = error
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        if is_damage(cause):
            raise _exit_with(f"The database at DATABASE_URL cannot be used: {DAMAGED}", code=1) from None
        logger("app").error("ended by a fault", error=type(cause).__name__, at=where_raised(cause, 8))
        raise typer.Exit(1) from None


@cli.callback()
def _at_first() -> None:
    own_files.make_private()


def _freeze() -> None:
    """Move everything that was loaded out of the garbage collector's sight: each full collection would otherwise traverse it and
    stall every user for about 80 ms."""
    gc.collect()
    gc.freeze()


@cli.command()
def run() -> None:
    """Run the bot with the settings in the environment or .env."""
    settings, council = _read_config()
    set_up_logs(settings.log_level, settings.log_format)
    own_files.close_to_others(settings.database_url.get_secret_value())

    async def work() -> None:
        async with build(settings, council) as app:
            asyncio.get_running_loop().call_later(SETTLED_SECONDS, _freeze)
            logger("app").info("running")
            await app.run()

    _run_until_stopped(work())


@cli.command()
def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port of the rehearsal's page; a free one if it is taken.")
    ] = 8090,
    council_file: Annotated[Path, typer.Option(help="The council to rehearse with.")] = Path("council.toml"),
) -> None:
    """Rehearse with the whole product on this machine: no token, no account, nothing is kept."""
    from bot.cli.demo import run_demo

    set_up_logs(LogLevel.WARNING, LogFormat.TEXT)
    try:
        council = load_council(council_file)
    except Mistakes as mistakes:
        raise _exit_with(*mistakes.lines, code=MISTAKE) from None
    _run_until_stopped(run_demo(council, port))
    print("The rehearsal has ended. Nothing of it is kept.")


add_setup(cli)
add_doctor(cli)
add_describe(cli, _read_config, _run_until_stopped)
add_database_commands(cli, _read_config, _run_until_stopped)
add_backup_commands(cli, _read_config, _run_until_stopped)
cli.add_typer(audit_commands(_read_config, _run_until_stopped), name="audit")
cli.add_typer(roster_commands(_read_config, _run_until_stopped), name="roster")
cli.add_typer(text_commands(_read_config, _run_until_stopped), name="texts")
