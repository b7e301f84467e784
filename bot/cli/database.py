"""`python -m bot migrate` and `python -m bot move`: the database as a whole."""

import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import Annotated

import typer

from bot.backups.archive import Unusable
from bot.cli.audit import report
from bot.logs import set_up_logs
from bot.settings import Settings, is_database
from council.config import Council
from storage import database_lock, transfer
from storage.engine import check_connection, check_there
from storage.migrate import make_ready, newest, upgrade
from storage.snapshots import Damaged
from storage.store import Store
from storage.transaction import Transaction
from storage.verification import Findings, verify_all

FAILED, MISTAKE = 1, 2
"""Exit codes: nothing was moved; a mistake in what was given."""

Read = Callable[[], tuple[Settings, Council]]
Run = Callable[[Coroutine[object, object, None]], None]


class Refused(Exception):  # noqa: N818 - what to tell the operator
    """The command cannot be done, and nothing was changed."""


def attempt(run: Run, work: Coroutine[object, object, None], undone: str) -> None:
    """Run it; what refuses it is said, and ends the command. `run` reports other errors. `undone`: what to say if it was
    not done to its end."""
    refusals: list[str] = []
    done: list[bool] = []

    async def refusable() -> None:
        try:
            await work
            done.append(True)
        except (Refused, Unusable, Damaged) as refusal:
            refusals.append(str(refusal))
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            refusals.append(f"{where}{error.strerror or type(error).__name__}.")

    try:
        run(refusable())
    finally:
        if not done:
            for line in (*refusals, undone):
                print(line, file=sys.stderr)
    if not done:
        raise typer.Exit(FAILED)


def stop(*lines: str, code: int = FAILED) -> typer.Exit:
    """Say why, and end with this code."""
    for line in lines:
        print(line, file=sys.stderr)
    return typer.Exit(code)


def add_commands(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    """Add the commands. `run` runs a coroutine to its end and reports in one line how it failed."""

    @cli.command()
    def migrate() -> None:
        """Bring the database to this program's schema. The bot must not be running."""
        settings, _ = read_settings()
        set_up_logs(settings.log_level, settings.log_format)

        async def work() -> None:
            async with opened(settings.database_url.get_secret_value(), new=True) as store:
                if copy := await upgrade(store.engine):
                    print(f"A copy of the database as it was before: {copy}")
                print(f"The database is up to date, at version {newest()}.")

        run(work())

    @cli.command()
    def move(
        to: Annotated[str, typer.Option(help="Where everything is to be: an address as in DATABASE_URL, of an empty database.")],
    ) -> None:
        """Carry everything into another database: from SQLite to PostgreSQL or back. The bot must not be running."""
        settings, _ = read_settings()
        set_up_logs(settings.log_level, settings.log_format)
        here = settings.database_url.get_secret_value()
        if not is_database(to) or to == here:
            raise stop("--to must be the address of another database: sqlite+aiosqlite:///path/to/file or "
                       "postgresql+asyncpg://user:password@host/name", code=MISTAKE)  # fmt: skip
        moved: list[Findings] = []

        async def work() -> None:
            async with opened(here) as source, opened(to, new=True) as target:
                moved.append(await move_all(source, target))

        attempt(run, work(), "Nothing was moved: both databases are as they were.")
        for line in report(moved[0]):
            print(line)
        print(
            "",
            "Everything was moved. Set DATABASE_URL to the new address, and keep the old database until you are content.",
            sep="\n",
        )


@asynccontextmanager
async def opened(url: str, *, alone: bool = True, new: bool = False) -> AsyncIterator[Store]:
    """A database, with which nobody else works if `alone`; `new`: it may be none yet. Raises `Unreachable`, `InUse`."""
    if not new:
        check_there(url)
    store = Store(url)
    try:
        await check_connection(store.engine)
        async with database_lock.held(url, alone=True) if alone else nullcontext():
            yield store
    finally:
        await store.close()


async def move_all(source: Store, target: Store) -> Findings:
    """Carry everything over in one transaction; what is true of the copy. Raises `Refused`, with nothing changed."""
    await make_ready(source.engine, migrates=False)
    async with transfer.at_one_instant(source.engine) as read:
        if await transfer.has_tables(target.engine):
            await make_ready(target.engine, migrates=False)
        else:
            await upgrade(target.engine)
        before = await verify_all(Transaction(read), [])
        there = sum((await transfer.counts(read)).values())
        async with target.engine.connect() as write:
            await write.execution_options(writes=True)
            async with write.begin():
                if filled := [name for name, n in (await transfer.counts(write)).items() if n]:
                    raise Refused(f"The database at --to is not empty: there are rows in {', '.join(filled[:5])}.")
                await transfer.copy_rows(read, write, _progress(there))
                after = await verify_all(Transaction(write), [])
                if (after.log, after.records) != (before.log, before.records):
                    raise Refused("The copy does not hold what the original holds: nothing was moved.")
    return after


def _progress(there: int) -> transfer.Tell:
    done: dict[str, int] = {}

    def tell(name: str, n: int) -> None:
        done[name] = n
        print(f"{sum(done.values())} of {there} rows: {name}", file=sys.stderr)

    return tell
