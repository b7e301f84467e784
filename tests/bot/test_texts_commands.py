"""`python -m bot texts`: broken translations are named, and what was corrected in the chat is taken to the repository."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from bot.cli import texts
from bot.cli.main import cli
from bot.corrections import TextCorrections
from council.translations import text_key
from handlers.common.po_files import FILE, flaws
from handlers.common.texts import LOCALES, Catalogs
from storage import translations
from storage.store import Store

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PLURAL = "{n} meeting to answer", "{n} meetings to answer"


def test_broken_translations_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(cli, ["texts", "check"]).exit_code == 0
    (tmp_path / "uz").mkdir()
    good = (LOCALES / "uz" / FILE).read_text(encoding="utf-8")
    (tmp_path / "uz" / FILE).write_text(good.replace("“{title}”", "“{titel}”", 1), encoding="utf-8")
    monkeypatch.setattr(texts, "LOCALES", tmp_path)
    ended = CliRunner().invoke(cli, ["texts", "check"])
    assert ended.exit_code == texts.BROKEN
    line = good[: good.index("“{title}”")].count("\n") + 1
    assert any(f"uz/{FILE}:{at}: " in ended.output for at in range(line - 3, line + 1)), ended.output


async def test_what_was_corrected_is_a_catalog(store: Store, tmp_path: Path) -> None:
    said = [("", "Home", ["Uy"]), ("", PLURAL[0], ["{n} uchrashuv", "{n} uchrashuvlar"]), ("x", "said no more", ["yoʻq"])]
    async with store.begin() as tx:
        for context, message, forms in said:
            await translations.put(tx, "uz", text_key(context, message), (context, message), forms, None, NOW)
        await translations.put(tx, "ru", text_key("", "Home"), ("", "Home"), ["Дом"], None, NOW)
        found = await translations.valid(tx, "uz")
    out = tmp_path / FILE
    texts.write(out, "uz", found)
    with out.open("rb") as file:
        entries = {entry.id: (entry.string, entry.context) for entry in read_po(file, locale="uz") if entry.id}
    assert entries == {
        "Home": ("Uy", None), PLURAL: (("{n} uchrashuv", "{n} uchrashuvlar"), None), "said no more": ("yoʻq", "x"),
    }  # fmt: skip
    assert flaws(out, "uz") == []
    head = (LOCALES / "uz" / FILE).read_text(encoding="utf-8").partition("msgid")[0]
    assert head in out.read_text(encoding="utf-8"), "a draft stays one"


async def test_the_program_says_at_the_start_what_was_corrected_before(store: Store) -> None:
    async with store.begin() as tx:
        await translations.put(tx, "ru", text_key("", "Home"), ("", "Home"), ["Дом"], None, NOW)
    catalogs = Catalogs(["en", "ru"])
    assert await TextCorrections(store, catalogs).look()
    assert catalogs.texts("ru")("Home") == "Дом"
