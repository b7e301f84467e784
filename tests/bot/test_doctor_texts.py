"""What the doctor finds of the program's texts."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.doctor import texts
from bot.doctor.findings import Finding
from council.config import Council
from council.translations import text_key
from council.upkeep import Sign
from handlers.common.texts import LOCALES
from storage import translations
from storage.store import Store
from tests.databases import prepare
from tests.flows.world import settings

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HEAD = """# Kazakh. {head}
msgid ""
msgstr ""
"Language: kk\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
GOOD = 'msgid "Back"\nmsgstr "Артқа"\n'
BROKEN = '\nmsgid "Sent: {n}"\nmsgstr "Жіберілді: {m}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of catalogs with an empty one."""
    for code in ("en", "kk"):
        (tmp_path / "locales" / code).mkdir(parents=True)
        shutil.copy(LOCALES / code / "lexicon.toml", tmp_path / "locales" / code)
    return tmp_path / "locales"


async def _found(folder: Path, council: Council, catalog: str, head: str = "") -> list[Finding]:
    (folder / "kk/majlis.po").write_text(HEAD.format(head=head) + catalog, encoding="utf-8")
    chosen = settings("http://127.0.0.1:9", folder.parent / "majlis.db")
    return list(await texts.examine(chosen, replace(council, languages=("en", "kk")), folder))


async def test_whole_texts(folder: Path, council: Council) -> None:
    [found] = await _found(folder, council, GOOD)
    assert (found.right, found.sign, found.told) == (True, Sign.TEXTS, "all can be used: en, kk")


async def test_broken_texts_are_counted_and_the_first_is_named(folder: Path, council: Council) -> None:
    [found] = await _found(folder, council, GOOD + BROKEN + BROKEN.replace("Sent", "Gone"))
    assert (found.right, found.sign, found.n, found.about) == (False, Sign.BROKEN_TEXTS, 2, "Қазақ тілі")
    assert "kk/majlis.po:11:" in found.told
    assert found.for_the_chat
    assert "majlis.po" not in found.for_the_chat.about


async def test_a_draft_and_what_was_corrected_of_it(folder: Path, council: Council) -> None:
    prepare(folder.parent / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{folder.parent / 'majlis.db'}")
    async with store.begin() as tx:
        await translations.put(tx, "kk", text_key("", "Back"), ("", "Back"), ("Кері",), None, NOW)
        await translations.put(tx, "kk", text_key("", "Sent: {n}"), ("", "Sent: {n}"), ("Кетті: {k}",), None, NOW)
    await store.close()
    catalog = GOOD + BROKEN.replace("{m}", "{n}") + "".join(f'\nmsgid "Text {n}"\nmsgstr "Мәтін {n}"\n' for n in range(8))
    draft, unfit = await _found(folder, council, catalog, head="A draft")
    assert (draft.sign, draft.n, draft.right) == (Sign.DRAFT, 80, True)
    assert (unfit.sign, unfit.n, unfit.right) == (Sign.UNFIT, 1, False)
