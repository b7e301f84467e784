"""`python -m bot describe`: Telegram has the bot's name, description and menu in each language, within its limits."""

import asyncio
from pathlib import Path

import pytest
from telegram import Bot

from bot.delivery.request import AiohttpRequest
from council.config import Council
from council.text_rules import length
from handlers.common.texts import LOCALES, Catalogs
from handlers.home.views import menu
from sandbox.server import Server
from tests.commands import call
from tests.flows.world import SECRETARY, TOKEN
from tests.program import Program

LIMITS = (64, 120, 512)


@pytest.mark.parametrize("language", sorted(path.name for path in LOCALES.iterdir() if path.is_dir()))
def test_it_fits(council: Council, language: str) -> None:
    about = menu.about_the_bot(council, Catalogs((language,)).texts(language))
    for text, limit in zip((about.name, about.short, about.whole), LIMITS, strict=True):
        assert text
        assert length(text) <= limit


@pytest.mark.long  # a program of its own
async def test_it_is_told(tmp_path: Path) -> None:
    async with Server(token=TOKEN) as server:
        program = Program(server.url, tmp_path / "majlis.db", SECRETARY)
        code, said = await asyncio.to_thread(call, program.environment, "describe")
        assert (code, "Telegram has the bot's name, description and menu: en, ru." in said) == (0, True), said
        request = AiohttpRequest(proxy="")
        async with Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request) as bot:
            assert "Regional Expert Council" in (await bot.get_my_name()).name
            assert "Региональный экспертный совет" in (await bot.get_my_name("ru")).name
            assert "/privacy" in (await bot.get_my_description("ru")).description
            assert "Заседания" in (await bot.get_my_short_description("ru")).short_description


@pytest.mark.long  # a program of its own
def test_without_telegram_it_says_so(tmp_path: Path) -> None:
    code, said = call(Program("http://127.0.0.1:9", tmp_path / "majlis.db", SECRETARY).environment, "describe")
    assert (code, "Telegram did not take it" in said, "Traceback" in said) == (1, True, False), said
