"""`python -m bot backup`, `restore` and `held`: copies of everything, and back."""

import os
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from bot.backups import making, restoring
from bot.backups.archive import Page, Unusable
from bot.cli.audit import report
from bot.cli.database import FAILED, MISTAKE, Read, Refused, Run, attempt, opened, stop
from bot.clock import present_clock
from bot.logs import set_up_logs
from bot.settings import Settings
from council.config import Council
from council.people import OPERATOR
from handlers.common.kinds import field_of
from handlers.reactions import unit_of_work
from handlers.upkeep import actions
from storage import database_lock
from storage.migrate import make_ready
from storage.snapshots import Damaged

NICE = 10
"""How far a backup steps back behind the running bot, as `nice` has it."""


def add_commands(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    """Add the commands. `run` runs a coroutine to its end and reports in one line how it failed."""
    _add_backup(cli, read_settings, run)
    _add_restore(cli, read_settings, run)
    _add_held(cli, read_settings, run)


def _add_backup(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    @cli.command()
    def backup(
        file: Annotated[Path | None, typer.Argument(help="Where to; by default a new file in BACKUP_DIR.")] = None,
    ) -> None:
        """Write everything to a file, while the bot runs, and check it."""
        settings, _ = _prepared(read_settings)
        with suppress(OSError):
            os.nice(NICE)
        made: list[tuple[Path, Page]] = []
        recipients = settings.backup_recipients

        async def work() -> None:
            async with present_clock(settings) as clock:
                now = clock.now()
            to = file or settings.backup_dir / making.name_at(now, encrypted=bool(recipients))
            made.append((to, await making.make(settings.database_url.get_secret_value(), to, recipients, now)))

        attempt(run, work(), "No backup was made.")
        [(to, page)] = made
        for line in (f"A backup is in {to}{', encrypted' if recipients else ''}.", *_told(page)):
            print(line)
        if not page.holds:
            raise stop("BROKEN: something was changed behind the program's back, and is so in the backup too. See: "
                       "python -m bot audit verify")  # fmt: skip


def _add_restore(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    @cli.command()
    def restore(
        file: Annotated[Path, typer.Argument(help="The backup.")],
        identity: Annotated[
            Path | None, typer.Option(help="A file with the private key of age or SSH, if it is encrypted.")
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    ) -> None:
        """Put a backup in place of the database, which is kept beside it. The bot must not be running."""
        settings, council = _prepared(read_settings)
        done: list[restoring.Restored] = []

        async def work() -> None:
            url = settings.database_url.get_secret_value()
            async with database_lock.held(url, alone=True):
                with making.work_folder(url) as folder:
                    try:
                        page, database = await restoring.read(file, folder, identity)
                    except (Unusable, Damaged) as error:
                        raise Refused(f"{file} cannot be restored: {error}.") from error
                    for line in (f"{file} is a sound backup.", *_told(page)):
                        print(line)
                    if yes or _agreed("Put it in place of the present database, which is kept?"):
                        async with present_clock(settings) as clock:
                            done.append(await restoring.restore(settings, council, clock, page, database))

        attempt(run, work(), "Nothing was changed.")
        if not done:
            raise stop("Nothing was changed.", code=0)
        for line in _outcome(done[0]):
            print(line)
        if not done[0].findings.holds:
            raise typer.Exit(FAILED)


def _add_held(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    @cli.command()
    def held(
        send: Annotated[bool, typer.Option("--send", help="Send them, unless there is nothing to say any more.")] = False,
        drop: Annotated[bool, typer.Option("--drop", help="Do not send them.")] = False,
        about: Annotated[str, typer.Option(help="Only those about this: the word before the dot, such as meetings.")] = "",
    ) -> None:
        """After a restore: the deliveries that may have been sent before, and what becomes of them."""
        settings, council = _prepared(read_settings)
        if send and drop:
            raise stop("Either --send or --drop.", code=MISTAKE)
        if about and not (send or drop):
            raise stop("--about goes with --send or --drop.", code=MISTAKE)

        async def work() -> None:
            async with opened(settings.database_url.get_secret_value(), alone=False) as store:
                await make_ready(store.engine, migrates=False)
                async with present_clock(settings) as clock, store.begin() as tx:
                    work = unit_of_work(tx, council, OPERATOR, clock.now())
                    found = [one for one in await actions.require_held(work) if about in {"", field_of(one.kind)}]
                    if found and (send or drop):
                        await actions.decide_held(work, about, send=send)
                if not found:
                    print(f"Nothing is held about {about}." if about else "Nothing is held.")
                    return
                for one in found:
                    print(f"{one.n} {one.kind}, due from {one.first:%Y-%m-%d %H:%M} to {one.last:%Y-%m-%d %H:%M} UTC")
                print("They are sent now." if send else "They are dropped." if drop else
                      "They may have been sent before the restore. Decide with --send or --drop.")  # fmt: skip

        attempt(run, work(), "Nothing was decided.")


def _agreed(question: str) -> bool:
    """Whether the operator says yes; where nobody can be asked, no."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        return False


def _prepared(read_settings: Read) -> tuple[Settings, Council]:
    settings, council = read_settings()
    set_up_logs(settings.log_level, settings.log_format)
    return settings, council


def _told(page: Page) -> list[str]:
    rows = f"{sum(page.counts.values())} rows, among them {page.counts['people']} people"
    return [
        f"Made on {page.made_at.astimezone(UTC):%d %B %Y at %H:%M:%S} UTC, at version {page.version}: {rows}.",
        f"The head of the log: {page.log}",
        f"The head of the records: {page.records}",
    ]


def _outcome(done: restoring.Restored) -> list[str]:
    lines = [f"The backup is in place. The database that it replaces is kept: {done.aside}."]
    if done.erased:
        lines.append(f"Erased again, since they had asked for it after the backup was made: {done.erased}.")
    if done.unknown:
        lines.append(
            f"Copies of announcements that may have arrived already: {done.unknown}; the secretariat decides in their reports."
        )
    if done.held:
        lines += [
            f"Other messages that may have arrived already: {done.held}.",
            "The secretariat decides on them in the chat (/tasks), or you with: python -m bot held",
        ]
    return [*lines, "", *report(done.findings)]
