"""`python -m bot describe`: the bot's name, description and menu at Telegram."""

from pathlib import Path
from typing import Annotated

import typer
from telegram import Bot
from telegram.error import TelegramError

from bot import description
from bot.cli.database import MISTAKE, Read, Run, stop
from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import classify

JPEG = b"\xff\xd8\xff"
"""What such a file begins with."""


def add_command(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    """Add `describe`. `run` runs a coroutine to its end and reports in one line how it failed."""

    @cli.command()
    def describe(
        picture: Annotated[Path | None, typer.Option(help="A picture (JPEG) for the bot; it replaces the present one.")] = None,
    ) -> None:
        """Tell Telegram the bot's name, description and menu, in each of the council's languages."""
        settings, council = read_settings()
        content = _jpeg(picture) if picture else b""
        failed: list[TelegramError] = []

        async def work() -> None:
            request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
            token, url = settings.bot_token.get_secret_value(), f"{settings.telegram_api_url}/bot"
            try:
                async with Bot(token, base_url=url, request=request, get_updates_request=request) as bot:
                    await description.tell(bot, council)
                    if content:
                        await description.set_picture(bot, content)
            except TelegramError as error:
                failed.append(error)

        run(work())
        if failed:
            raise stop(f"Telegram did not take it: {classify(failed[0]).reason}. Try again later.")
        told = "picture, name, description" if content else "name, description"
        print(f"Telegram has the bot's {told} and menu: {', '.join(council.languages)}.")


def _jpeg(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise stop(f"{file} cannot be read: {error.strerror}.", code=MISTAKE) from None
    if not content.startswith(JPEG):
        raise stop(f"{file} is no JPEG picture, which Telegram wants.", code=MISTAKE)
    return content
