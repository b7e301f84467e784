"""`python -m bot texts check` and `python -m bot texts export`: the catalogs of translations, and what the chat corrected."""

import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Annotated

import typer
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.council_file import languages_there_are
from bot.settings import Settings
from council.config import Council
from council.translations import Correction
from handlers.common.po_files import FILE, flaws, parse
from handlers.common.texts import LOCALES, Catalogs
from storage import translations
from storage.migrate import make_ready
from storage.store import Store

BROKEN, MISTAKE = 1, 2
"""Exit codes: a translation is not used; there is no such language."""

Read = Callable[[], tuple[Settings, Council]]
Run = Callable[[Coroutine[object, object, None]], None]


def commands(read_settings: Read, run: Run) -> typer.Typer:
    """The commands below `texts`. `run` runs a coroutine to its end and reports in one line how it failed."""
    cli = typer.Typer(help="The texts of the program, by language.", no_args_is_help=True)

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

    @cli.command()
    def export(
        out: Annotated[Path, typer.Argument(dir_okay=False, help="The .po file to write.")],
        language: Annotated[str, typer.Option(help="The code of the language, such as uz.")],
    ) -> None:
        """Write what was corrected in the chat as a catalog, to be merged into the repository: msgcat --use-first OUT
        handlers/locales/uz/majlis.po"""
        settings, _ = read_settings()
        if language not in languages_there_are():
            print(f"There are no texts in {language!r}.", file=sys.stderr)
            raise typer.Exit(MISTAKE)

        async def work() -> None:
            store = Store(settings.database_url.get_secret_value())
            try:
                await make_ready(store.engine, migrates=False)
                async with store.read() as tx:
                    found = await translations.valid(tx, language)
            finally:
                await store.close()
            write(out, language, found)
            print(f"Corrected texts in {out}: {len(found)}")

        run(work())

    return cli


def write(out: Path, language: str, found: Sequence[Correction]) -> None:
    """Write corrections as a catalog."""
    with out.open("wb") as file:
        write_po(file, _catalog(language, found), width=0)


def _catalog(language: str, found: Sequence[Correction]) -> Catalog:
    """The corrections as a catalog with the head of the one in the repository. A text with plurals that the program does not say
    any more has its singular alone."""
    catalog, sources = _head(language), Catalogs([language]).sources
    for one in sorted(found, key=lambda each: (each.message, each.context)):
        source = sources[one.key][1] if one.key in sources else (one.message,)
        id_, said = (tuple(source), tuple(one.forms)) if len(source) > 1 else (source[0], one.forms[0])
        catalog.add(id_, said, context=one.context or None)
    return catalog


def _head(language: str) -> Catalog:
    """The catalog of a language without its texts; an empty one where there is none."""
    file = LOCALES / language / FILE
    if not file.exists():
        return Catalog(locale=language, project="Majlis", fuzzy=False)
    catalog = parse(file, language)
    for entry in [one for one in catalog if one.id]:
        catalog.delete(entry.id, entry.context)
    return catalog
