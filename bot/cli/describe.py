"""`python -m bot describe`: the bot's name, description and menu at Telegram."""

import typer
from telegram import Bot
from telegram.error import TelegramError

from bot import description
from bot.cli.database import Read, Run, stop
from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import classify


def add_command(cli: typer.Typer, read_settings: Read, run: Run) -> None:
    """Add `describe`. `run` runs a coroutine to its end and reports in one line how it failed."""

    @cli.command()
    def describe() -> None:
        """Tell Telegram the bot's name, description and menu, in each of the council's languages."""
        settings, council = read_settings()
        failed: list[TelegramError] = []

        async def work() -> None:
            request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
            token, url = settings.bot_token.get_secret_value(), f"{settings.telegram_api_url}/bot"
            try:
                async with Bot(token, base_url=url, request=request, get_updates_request=request) as bot:
                    await description.tell(bot, council)
            except TelegramError as error:
                failed.append(error)

        run(work())
        if failed:
            raise stop(f"Telegram did not take it: {classify(failed[0]).reason}. Try again later.")
        print(f"Telegram has the bot's name, description and menu: {', '.join(council.languages)}.")
