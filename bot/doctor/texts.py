"""Checks of the program's texts: broken translations, corrections that no longer fit, and how much of a draft nobody has read."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.doctor import database
from bot.doctor.findings import Finding
from bot.settings import Settings
from council.config import Council
from council.translations import Correction
from council.upkeep import Sign
from handlers.common import po_files
from handlers.common.texts import LOCALES, SOURCE, Catalogs
from storage import translations


async def examine(settings: Settings, council: Council, folder: Path = LOCALES) -> Sequence[Finding]:
    """What is found of the texts in the council's languages, and of the corrections in the database, if it can be read."""
    corrected = await _corrections(settings)
    return await asyncio.to_thread(_findings, council, corrected, folder)


async def _corrections(settings: Settings) -> Sequence[Correction]:
    try:
        async with database.reading(settings) as tx:
            return await translations.valid(tx) if tx is not None else []
    except Exception:  # noqa: BLE001 - what is wrong with the database is told by its own check, and the catalogs are looked at
        return []


def _findings(council: Council, corrected: Sequence[Correction], folder: Path) -> Sequence[Finding]:
    catalogs, found = Catalogs(council.languages, folder), list[Finding]()
    for language in council.languages:
        if language != SOURCE:
            own = {one.key for one in corrected if one.language == language}
            found += _of(po_files.read(language, folder), len(own), catalogs.own_name(language))
    if unfit := catalogs.unfit(corrected):
        of = unfit[0]
        told = f"{len(unfit)} corrections no longer fit their texts and are not said; the first: {of.language}, {of.message!r}"
        found.append(Finding("corrected texts", False, told, "Correct them again in the chat: /texts", Sign.UNFIT, n=len(unfit)))
    if all(one.right and one.sign is Sign.DRAFT for one in found):
        told = f"all can be used: {', '.join(council.languages)}"
        found.insert(0, Finding("texts", True, told, sign=Sign.TEXTS))
    return found


def _of(layer: po_files.Layer, corrected: int, name: str) -> list[Finding]:
    found, many = list[Finding](), len(layer.sources)
    if layer.wrong:
        told = f"{len(layer.wrong)} translations are broken and left out; the first: {layer.wrong[0]}"
        advice = "Mend the file, or have the program installed once more."
        found.append(Finding(f"texts {layer.language}", False, told, advice, Sign.BROKEN_TEXTS, name, len(layer.wrong)))
    if layer.draft and many:
        unread = 100 * max(many - corrected, 0) // many
        told = f"a draft; {corrected} of {many} texts were corrected by a native speaker, {unread} % are unread"
        found.append(Finding(f"texts {layer.language}", True, told, "", Sign.DRAFT, name, unread))
    return found
