"""`python -m bot roster import FILE` and `python -m bot roster export OUT.xlsx`."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from telegram import Bot
from telegram.error import TelegramError

from bot.clock import SystemClock
from bot.delivery.request import AiohttpRequest
from bot.settings import Settings
from council.config import Council
from council.errors import FileTooLarge, Refused
from council.people import OPERATOR
from council.roster_tables import ALL_SHEETS, Reading, place_of
from council.tables import Book
from handlers.common import table_reader
from handlers.common.proofs import proof_sheet
from handlers.common.refusals import words
from handlers.common.texts import Catalogs, Texts
from handlers.common.xlsx_writer import workbook
from handlers.framework.questions import FILE_LIMIT
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from handlers.roster.actions import entries, imports
from handlers.roster.views import spreadsheets
from handlers.roster.views.imports import change, mistake, said_of
from storage import records, roster_imports
from storage.migrate import make_ready
from storage.roster_imports import Import, ImportState, RowKind, changes_of, mistake_of
from storage.store import Store
from storage.transaction import Transaction

MISTAKE, LEFT_OUT = 2, 3
"""Exit codes: the file is no roster; some rows were left out."""

Read = Callable[[], tuple[Settings, Council]]
Run = Callable[[Coroutine[object, object, None]], None]
MOST_LINKS = 100_000


def commands(read_settings: Read, run: Run) -> typer.Typer:
    """The commands below `roster`. `run` runs a coroutine to its end and reports in one line how it failed."""
    cli = typer.Typer(help="The roster: bring it in from a file, write it to one.", no_args_is_help=True)

    @cli.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="XLSX, XLS, ODS or CSV.")],
        links: Annotated[
            Path | None,
            typer.Option(help="Also make links for those who have not joined and have none, and write them to this XLSX."),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
        sheet: Annotated[str, typer.Option(help="The name of the sheet to read; “all” for all that are not hidden.")] = "",
        encoding: Annotated[str, typer.Option(help=f"The encoding of a CSV: {', '.join(table_reader.ENCODINGS)}.")] = "",
    ) -> None:
        """Check a roster row by row, show what it would change, and bring it in once that is confirmed."""
        settings, council = read_settings()
        t = Catalogs(council.languages).texts("en")
        reading = _read_file(file, council, t, sheet, encoding)
        if links is not None:
            _check_target(links)
        roster = _RosterCommands(settings, council, t)
        run(roster.check(file.name, reading))
        found = roster.found
        if found is None:
            raise typer.Exit(1)
        if found.state is ImportState.STAGED and found.to_write:
            if not yes and not typer.confirm(f"Bring in {found.to_write} rows?"):
                run(roster.discard(found))
                raise _stop("Nothing was written.", 0)
            run(roster.write(found))
            if not roster.done:
                raise _stop("It was interrupted. Run the same command again: what is already written stays.", 1)
        if links is not None:
            roster.done = False
            run(roster.link(links))
            if not roster.done:
                raise typer.Exit(1)
        if found.counts[RowKind.WRONG]:
            raise typer.Exit(LEFT_OUT)

    @cli.command()
    def export(out: Annotated[Path, typer.Argument(help="Where the roster goes, as XLSX.")]) -> None:
        """Write the roster to a file."""
        settings, council = read_settings()
        _check_target(out)
        run(_RosterCommands(settings, council, Catalogs(council.languages).texts("en")).export(out))

    return cli


def _stop(line: str, code: int) -> typer.Exit:
    print(line, file=sys.stderr)
    return typer.Exit(code)


def _check_target(out: Path) -> None:
    if out.exists():
        raise _stop(f"{out} exists already.", MISTAKE)
    if not out.absolute().parent.is_dir():
        raise _stop(f"There is no folder {out.parent}.", MISTAKE)


def _read_file(file: Path, council: Council, t: Texts, sheet: str, encoding: str) -> Reading:
    if encoding and encoding not in table_reader.ENCODINGS:
        raise _stop(f"There is no encoding {encoding}; there are: {', '.join(table_reader.ENCODINGS)}.", MISTAKE)
    try:
        if file.stat().st_size > FILE_LIMIT * 2**20:
            raise FileTooLarge(FILE_LIMIT)
        content = file.read_bytes()
        number = _number_of(sheet, table_reader.read_book(file.name, content)) if sheet else None
        return spreadsheets.read_file(council, file.name, content, encoding, number)
    except Refused as refusal:
        raise _stop(str(words(refusal, t).unescape()), MISTAKE) from None


def _number_of(sheet: str, book: Book) -> int:
    """The number of the sheet of this name, from 0. Ends the command when there is none."""
    names = [one.name for one in book.sheets]
    if sheet == "all" and sheet not in names:
        return ALL_SHEETS
    if sheet not in names:
        raise _stop(f"There is no sheet {sheet}; there are: {', '.join(names)}.", MISTAKE)
    return names.index(sheet)


def _write(out: Path, content: bytes) -> None:
    """Write a file that only its owner may read. Raises `FileExistsError`."""
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


class _RosterCommands:
    """The commands' work, with the operator as actor."""

    def __init__(self, settings: Settings, council: Council, t: Texts) -> None:
        self._settings, self._council, self._t = settings, council, t
        self._clock = SystemClock()
        self.found: Import | None = None
        self.done = False

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[Store]:
        store = Store(self._settings.database_url.get_secret_value())
        try:
            await make_ready(store.engine)
            yield store
        finally:
            await store.close()

    def _work(self, tx: Transaction) -> UnitOfWork:
        return unit_of_work(tx, self._council, OPERATOR, self._clock.now())

    async def check(self, name: str, reading: Reading) -> None:
        """Stage the rows and print what was found. An interrupted import is finished first."""
        async with self._store() as store:
            await self._write_all(store)
            async with store.begin() as tx:
                self.found = found = await imports.receive(self._work(tx), name, reading)
                rows = await roster_imports.staged(tx, found.id, [RowKind.WRONG, RowKind.NOTE, RowKind.CHANGED])
        source = found.source
        for line in said_of(source, self._t):
            print(line.unescape(), file=sys.stderr)
        for row in rows:
            if row.kind is RowKind.CHANGED:
                changes = "; ".join(change(one, self._t).unescape() for one in changes_of(row))
                print(f"row {place_of(row.number, source.sheets)}, {row.data['name']}: {changes}")
            else:
                print(mistake(self._council, mistake_of(row), self._t, source.sheets).unescape(), file=sys.stderr)
        n = found.counts
        print(
            f"New {n[RowKind.NEW]}, changed {n[RowKind.CHANGED]}, unchanged {n[RowKind.SAME]}, with mistakes {n[RowKind.WRONG]}."
        )

    async def discard(self, found: Import) -> None:
        async with self._store() as store, store.begin() as tx:
            await imports.discard(self._work(tx), found.id)

    async def write(self, found: Import) -> None:
        """Write the staged rows in chunks; a running bot may be writing them at the same time."""
        async with self._store() as store:
            async with store.begin() as tx:
                await imports.confirm(self._work(tx), found.id)
            await self._write_all(store)
        self.done = True
        print("The roster is up to date.")

    async def _write_all(self, store: Store) -> None:
        more = True
        while more:
            async with store.begin() as tx:
                more = await imports.write_some(self._work(tx))
                under_way = await roster_imports.find_writing(tx)
            if under_way is not None:
                print(f"{under_way.written} of {under_way.to_write} rows", file=sys.stderr)

    async def link(self, out: Path) -> None:
        """Write a file with an invitation link for everyone who has not joined and has no working link."""
        try:
            request = AiohttpRequest()
            token, url = self._settings.bot_token.get_secret_value(), f"{self._settings.telegram_api_url}/bot"
            async with Bot(token, base_url=url, request=request, get_updates_request=request) as bot:
                username = bot.username
        except TelegramError:
            print("Telegram did not tell the bot's name, which the links need. No links were made.", file=sys.stderr)
            return
        async with self._store() as store, store.begin() as tx:
            found = await entries.make_links(self._work(tx), MOST_LINKS)
            rows = [(line, f"https://t.me/{username}?start=i_{token}") for line, token in found.made]
            # Before the commit: if the file cannot be written, no link is created and none is revoked.
            _write(out, workbook(spreadsheets.links(rows, self._t)))
        self.done = True
        print(f"Links in {out}: {len(rows)}. They are kept nowhere else.")
        if found.kept:
            print(f"For {found.kept} more an earlier link still works; the bot makes a new one under /members.")

    async def export(self, out: Path) -> None:
        """Write the roster to a file."""
        async with self._store() as store, store.begin() as tx:
            lines = await entries.list_seated(self._work(tx))
            now, heads = self._clock.now(), await records.heads(tx)
            content = workbook(
                spreadsheets.roster(self._council, lines, now, self._t), proof_sheet(heads, now, self._council.zone, self._t)
            )
        _write(out, content)
        print(f"People in {out}: {len(lines)}.")
