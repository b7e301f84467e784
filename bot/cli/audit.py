"""`python -m bot audit verify`: checks the log and the records, and prints what that proves and what it does not."""

import re
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated

import typer

from bot.settings import Settings
from council.chain import Fault, Head
from council.config import Council
from storage.engine import check_there
from storage.migrate import make_ready
from storage.store import Store
from storage.verification import Findings, verify_all

BROKEN, MISTAKE = 1, 2
"""Exit codes: a chain is broken; a given head is malformed."""

Read = Callable[[], tuple[Settings, Council]]
Run = Callable[[Coroutine[object, object, None]], None]

_HEAD = re.compile(r"(\d{1,12}):([0-9a-f]{64})")


def commands(read_settings: Read, run: Run) -> typer.Typer:
    """The commands below `audit`. `run` runs a coroutine to its end and reports in one line how it failed."""
    cli = typer.Typer(help="The log of what was done.", no_args_is_help=True)

    @cli.callback()
    def _below() -> None:
        """Keep `verify` a command of its own, though there is no other yet."""

    @cli.command()
    def verify(
        head: Annotated[
            list[str] | None,
            typer.Option(help="A head that was printed or sent earlier, NUMBER:HASH; of the log or of the records."),
        ] = None,
    ) -> None:
        """Check the log and the records, and say what that proves. Nothing is written."""
        settings, _ = read_settings()
        heads = [_head(text) for text in head or []]
        findings: list[Findings] = []

        async def work() -> None:
            check_there(settings.database_url.get_secret_value())
            store = Store(settings.database_url.get_secret_value())
            try:
                await make_ready(store.engine, migrates=False)
                async with store.read() as tx:
                    findings.append(await verify_all(tx, heads))
            finally:
                await store.close()

        run(work())
        if not findings:
            raise typer.Exit(BROKEN)
        for line in report(findings[0]):
            print(line)
        if not findings[0].holds:
            raise typer.Exit(BROKEN)

    return cli


def _head(text: str) -> Head:
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        print(
            f"{text} is not a head. A head is a number, a colon and 64 letters and digits, as documents show it.", file=sys.stderr
        )
        raise typer.Exit(MISTAKE)
    return Head(int(match[1]), match[2])


def report(findings: Findings) -> list[str]:
    """The findings and what they prove, as lines of text."""
    log, lines = findings.log, []
    if log.count == 0:
        lines.append("The log is empty.")
    elif log.fault is None:
        lines.append(f"The log: {log.count} entries, each sealed over the one before it. Its head is")
        lines.append(f"  {log.head}")
    else:
        lines.append(f"BROKEN: the log holds up to entry {log.head.number}. {_why(log.fault, log.head.number + 1)}")
    lines += _contradictions(findings)
    if log.forgotten:
        lines.append(f"People who had themselves forgotten: {log.forgotten}, each at an entry of the log. That breaks nothing.")
    if findings.records.faults:
        lines += [
            f"BROKEN: {fault.what} {fault.why}{': ' if fault.fields else ''}{', '.join(fault.fields)}."
            for fault in findings.records.faults
        ]
    else:
        lines.append(f"The records of closed rounds: {findings.records.count}, each sealed over the one before it. Their head is")
        lines.append(f"  {findings.records.head}")
    for head in findings.kept:
        lines.append(f"The head {head} that you gave is part of the chain: nothing up to it was changed, removed or rewritten.")
    for head in findings.lost:
        lines.append(f"BROKEN: the head {head} that you gave is in neither chain: what it stood for was cut off or rewritten.")
    return [*lines, "", *_proves(findings)]


def _contradictions(findings: Findings) -> list[str]:
    """Where the chains, the names, the people and the database's own protection do not fit together."""
    log, lines = findings.log, list[str]()
    if log.forged:
        lines.append(f"BROKEN: {log.forged} of the names beside the log are not those of the people it was sealed for.")
    if log.unaccounted:
        lines.append(
            f"BROKEN: of {log.unaccounted} people the log does not tell who they are, and no entry says that they were forgotten."
        )
    if log.unforgotten:
        lines.append(f"BROKEN: {log.unforgotten} people are marked as forgotten without an entry of the log, or the reverse.")
    if findings.unerased:
        lines.append(
            f"BROKEN: the log accounts for {log.emptied} emptied names in the records, and {findings.records.emptied} are empty."
        )
    lines += [
        f"BROKEN: the database no longer refuses to change the table {table}. `python -m bot migrate` restores that."
        for table in findings.unguarded
    ]
    if findings.unrecorded:
        lines.append(
            f"BROKEN: the log tells of {findings.unrecorded} records that are not there: removed, rewritten, or given to "
            "another round."
        )
    if findings.unlogged:
        lines.append(
            f"BROKEN: {findings.unlogged} records are there of which the log does not tell: put in, rewritten, or given to "
            "another round."
        )
    return lines


def _why(fault: Fault, number: int) -> str:
    if fault is Fault.MISSING:
        return f"Entry {number} is not there: it was removed, or something was put in its place."
    return f"Entry {number} is not what was sealed: it, or what it follows on, was changed."


def _proves(findings: Findings) -> list[str]:
    if not findings.holds:
        return ["Something was changed behind the program's back. Compare with a backup, and ask who has access to the database."]
    lines = [
        (
            "What this proves: no entry and no record in the middle was changed, removed or put in; no person in them was "
            "exchanged for another; every name that is gone is accounted for by somebody's wish to be forgotten; and the "
            "rounds, positions, objections and texts that the program shows are those of the records."
        ),
        (
            "What it does not look at: what no record contains, such as comments, meetings, seats and announcements. "
            "docs/security.md lists it column by column."
        ),
    ]
    if findings.kept:
        latest = max(head.number for head in findings.kept)
        lines.append(
            f"What it does not prove: that nothing was cut off or rewritten after the latest head that you gave ({latest})."
        )
    else:
        lines.append(
            "What it does not prove: that the end was not cut off, or the whole not rewritten, by someone who owns the database. "
            "For that, give a head from a document or from the weekly message to the secretariat: --head NUMBER:HASH"
        )
    lines.append("It cannot prove that what was entered was true, nor that everything that happened was entered.")
    return lines
