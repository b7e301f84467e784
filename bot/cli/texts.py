"""`python -m bot texts check` and `python -m bot texts export`: the catalogs of translations, and what the chat corrected."""

import sys

import typer

from bot.council_file import languages_there_are
from handlers.common.po_files import FILE, flaws
from handlers.common.texts import LOCALES

BROKEN = 1
"""Exit code: a translation is not used."""


def commands() -> typer.Typer:
    """The commands below `texts`."""
    cli = typer.Typer(help="The texts of the program, by language.", no_args_is_help=True)

    @cli.callback()
    def _below() -> None:
        """Keep `check` a command of its own."""

    @cli.command()
    def check() -> None:
        """Say of each translation that breaks its text in which file and line it is: it is not used, and the text is said in
        another language."""
        files = {code: LOCALES / code / FILE for code in languages_there_are()}
        found = [flaw for code, file in files.items() if file.exists() for flaw in flaws(file, code)]
        for flaw in found:
            print(flaw, file=sys.stderr)
        if found:
            raise typer.Exit(BROKEN)
        print("Every translation can be used.")

    return cli
