"""Checks at Telegram: the token, the bot's account, its clock, where updates go, rights in channels and linked chats."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Outcome, classify
from bot.doctor.findings import Finding, bounded
from bot.settings import Settings
from bot.updates.processor import get_channel
from council.chats import Lack, lacks, lacks_in_channel
from council.clock import Clock
from council.config import Council
from handlers.framework.updates import rights_of
from storage import channels, chat_links
from storage.engine import Unreachable, check_connection, file_of
from storage.migrate import TooNew, is_current
from storage.store import Store

CLOCK_SECONDS = 5.0
"""How far the machine's clock may be from Telegram's: reminders and deadlines go by it."""

MOST_PENDING = 100
RECENT = timedelta(hours=1)

LACKS = {
    Lack.UNKNOWN: "Telegram has not said what the bot may do there",
    Lack.OUTSIDE: "the bot is not in it",
    Lack.WRITE: "the bot may not write there",
    Lack.NOTICE: "the bot is no administrator, and is not told who comes and goes",
    Lack.ADMIT: "the bot may not invite, and cannot admit who asks",
    Lack.REMOVE: "the bot may not restrict members, and cannot remove anyone",
    Lack.POST: "the bot may not post there",
}


async def examine(settings: Settings, council: Council | None, clock: Clock) -> Sequence[Finding]:
    """Everything at Telegram. When the token cannot be asked about, the rest is not looked at."""
    request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
    bot = Bot(
        settings.bot_token.get_secret_value(), f"{settings.telegram_api_url}/bot", request=request, get_updates_request=request
    )
    await request.initialize()
    try:
        found = list(await bounded("token", lambda: token(bot)))
        if found[0].right is not True:
            skipped = ("clock", "updates come", *((entry.channel for entry in council.news_channels) if council else ()))
            return [*found, *(Finding(str(name), None, "not looked at without Telegram") for name in skipped)]
        found += await bounded("clock", lambda: its_clock(settings, request, clock))
        found += await bounded("updates come", lambda: updates_come(settings, bot, clock))
        for entry in council.news_channels if council else ():
            found += await bounded(str(entry.channel), partial(channel, bot, entry.channel))
        return [*found, *await bounded("chats", lambda: chats(settings, bot, council))]
    finally:
        await request.shutdown()


async def token(bot: Bot) -> Sequence[Finding]:
    """Whose token it is, and what @BotFather has set for the bot."""
    try:
        me = await bot.get_me()
    except TelegramError as error:
        if classify(error).outcome is not Outcome.NO_ACCESS:
            raise
        return [Finding("token", False, "Telegram does not know it", "Take it from @BotFather anew: /mybots, API Token.")]
    reads, joins = bool(me.can_read_all_group_messages), bool(me.can_join_groups)
    return [
        Finding("token", True, f"@{me.username}"),
        Finding(
            "privacy mode", not reads, "off: the bot gets every message of its groups" if reads else "on",
            "Switch it on with @BotFather: /setprivacy." if reads else "",
        ),
        Finding(
            "groups", joins, "can be added to groups" if joins else "cannot be added to groups' chats",
            "" if joins else "Allow it with @BotFather: /setjoingroups.",
        ),
    ]  # fmt: skip


async def its_clock(settings: Settings, request: AiohttpRequest, clock: Clock) -> Sequence[Finding]:
    """How far this machine's clock is from Telegram's."""
    theirs = await request.server_time(settings.telegram_api_url)
    if theirs is None:
        return [Finding("clock", None, "Telegram's answer has no date")]
    off = abs((clock.now() - theirs).total_seconds())
    right = off <= CLOCK_SECONDS
    told = "agrees with Telegram's" if right else f"differs from Telegram's by {off:.0f} seconds"
    return [Finding("clock", right, told, "" if right else "Set it by NTP: reminders and deadlines go by it.")]


async def updates_come(settings: Settings, bot: Bot, clock: Clock) -> Sequence[Finding]:
    """Whether updates come in the way that the settings name."""
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        if classify(error).outcome is not Outcome.NO_ACCESS:
            raise
        # The token is known, as it was just asked about: a server of one's own need not know the method.
        return [Finding("updates come", None, "this server does not say how")]
    if not settings.webhook_url and not info.url:
        return [Finding("updates come", True, "by polling")]
    if not settings.webhook_url:
        told = f"to a webhook at {urlsplit(info.url).hostname}, although WEBHOOK_URL is not set"
        return [Finding("updates come", False, told, "The next start removes it. If it is another program's, stop that first.")]
    if info.url != settings.webhook_url:
        told = f"to a webhook at {urlsplit(info.url).hostname}" if info.url else "nowhere: no webhook is set"
        return [Finding("updates come", False, told, "Start the program: it sets WEBHOOK_URL. Stop any other one first.")]
    return [_pushed(info, clock)]


def _pushed(info: WebhookInfo, clock: Clock) -> Finding:
    failed = info.last_error_date
    if failed is not None and clock.now() - failed < RECENT:
        told = f"by webhook, but Telegram said at {failed:%H:%M} UTC: {info.last_error_message}"
        return Finding("updates come", False, told, "Check the server in front, its certificate and HTTP_PORT.")
    many = info.pending_update_count
    told = f"by webhook; {many} wait at Telegram"
    return Finding("updates come", many <= MOST_PENDING, told, "" if many <= MOST_PENDING else "Is the program running?")


async def channel(bot: Bot, named: str | int) -> Sequence[Finding]:
    """Whether the bot can do its work in a channel of the council's file."""
    name = f"channel {named}"
    try:
        place = await get_channel(bot, named)
    except TelegramError as error:
        if (failure := classify(error)).outcome not in {Outcome.FAIL, Outcome.SUSPEND}:
            raise
        return [Finding(name, False, f"not found ({failure.reason})", "Check the name, and make the bot an administrator of it.")]
    if place is None:
        return [Finding(name, False, "is no channel", "Name the channel in the council's file.")]
    return [_rights(name, lacks_in_channel(place.rights))]


def _rights(name: str, lacking: Sequence[Lack]) -> Finding:
    told = "; ".join(LACKS[lack] for lack in lacking)
    return Finding(
        name, not lacking, told or "the bot has its rights", "Make it an administrator with that right." if told else ""
    )


async def chats(settings: Settings, bot: Bot, council: Council | None) -> Sequence[Finding]:
    """Rights in the chats that are linked to groups, and in channels that were added in the chat. Asked anew of Telegram."""
    url = settings.database_url.get_secret_value()
    file = file_of(url)
    if file is not None and not file.exists():
        return []
    store = Store(url)
    try:
        await check_connection(store.engine)
        if not await is_current(store.engine):
            return []
        async with store.read() as tx:
            linked, followed = await chat_links.list_current(tx), await channels.followed(tx)
    except (Unreachable, TooNew):  # told by the check of the database
        return []
    finally:
        await store.close()
    by_file = {str(entry.channel).lower() for entry in council.news_channels} if council else set()
    found: list[Finding] = []
    for link in linked:
        found += await bounded(f"chat {link.title}", partial(_chat, bot, link.chat, link.title))
    for one in followed:
        if not by_file & {f"@{one.username}".lower(), str(one.chat)}:
            found += await bounded(f"channel {one.title}", partial(channel, bot, one.chat))
    return found


async def _chat(bot: Bot, chat: int, title: str) -> Sequence[Finding]:
    try:
        rights = rights_of(await bot.get_chat_member(chat, bot.id))
    except TelegramError as error:
        if classify(error).outcome not in {Outcome.FAIL, Outcome.SUSPEND}:
            raise
        return [_rights(f"chat {title}", (Lack.OUTSIDE,))]
    return [_rights(f"chat {title}", lacks(rights))]
