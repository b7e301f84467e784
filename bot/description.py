"""What Telegram shows of the bot before anybody has written to it, and its menu of commands, by language."""

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, InputProfilePhotoStatic

from council.config import Council
from handlers.common.texts import Catalogs
from handlers.home.views import menu


async def tell(bot: Bot, council: Council) -> None:
    """Tell Telegram all of it; those whose language is none of the council's see the first one. Raises `TelegramError`."""
    catalogs = Catalogs(council.languages)
    await tell_menu(bot, catalogs)
    for language, code in _codes(catalogs):
        about = menu.about_the_bot(council, catalogs.texts(language))
        await bot.set_my_name(about.name, language_code=code)
        await bot.set_my_short_description(about.short, language_code=code)
        await bot.set_my_description(about.whole, language_code=code)


async def set_picture(bot: Bot, jpeg: bytes) -> None:
    """Give the bot this picture, in the place of the one that it has. Raises `TelegramError`."""
    await bot.set_my_profile_photo(InputProfilePhotoStatic(jpeg))


async def tell_menu(bot: Bot, catalogs: Catalogs) -> None:
    """The menus of newcomers and of groups' chats alone, which are told at each start. Raises `TelegramError`."""
    for language, code in _codes(catalogs):
        t = catalogs.texts(language)
        await bot.set_my_commands([BotCommand(*each) for each in menu.menu(t)], language_code=code)
        in_groups = [BotCommand(*each) for each in menu.menu_in_groups(t)]
        await bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats(), language_code=code)


def _codes(catalogs: Catalogs) -> list[tuple[str, str | None]]:
    """Each language with its code at Telegram; the first one's is None: it is for everybody else."""
    return [(language, language if at else None) for at, language in enumerate(catalogs.languages)]
