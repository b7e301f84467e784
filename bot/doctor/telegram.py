"""Checks at Telegram: the token, the bot's account, its clock, where updates go, rights in channels and linked chats."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Outcome, classify
from bot.doctor import database
from bot.doctor.findings import Finding, bounded
from bot.settings import Settings
from bot.updates.processor import get_channel
from council.chats import ChatRights, Lack, lacks, lacks_in_channel
from council.clock import Clock
from council.config import Council
from council.upkeep import Sign
from handlers.framework.updates import rights_of
from storage import channels, chat_links
from storage.chat_links import Link

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


async def examine(settings: Settings, council: Council | None, clock: Clock) -> AsyncIterator[Sequence[Finding]]:
    """Everything at Telegram, one thing after another. When the token cannot be asked about, the rest is not looked at."""
    request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
    bot = Bot(
        settings.bot_token.get_secret_value(), f"{settings.telegram_api_url}/bot", request=request, get_updates_request=request
    )
    await request.initialize()
    try:
        known = await bounded("token", lambda: token(bot))
        yield known
        if known[0].right is not True:
            skipped = ("clock", "updates come", *((entry.channel for entry in council.news_channels) if council else ()))
            yield [Finding(str(name), None, "not looked at without Telegram") for name in skipped]
            return
        yield await bounded("clock", lambda: its_clock(settings, request, clock))
        yield await bounded("updates come", lambda: updates_come(settings, bot, clock))
        for entry in council.news_channels if council else ():
            yield await bounded(str(entry.channel), partial(channel, bot, entry.channel))
        yield await bounded("chats", lambda: chats(settings, bot, council))
    finally:
        await request.shutdown()


async def token(bot: Bot) -> Sequence[Finding]:
    """Whose token it is, and what @BotFather has set for the bot."""
    try:
        me = await bot.get_me()
    except TelegramError as error:
        if classify(error).outcome is not Outcome.NO_ACCESS:
            raise
        advice = "Take it from @BotFather anew: /mybots, API Token."
        return [Finding("token", False, "Telegram does not know it", advice, Sign.NO_BOT)]
    reads, joins = bool(me.can_read_all_group_messages), bool(me.can_join_groups)
    return [
        Finding("token", True, f"@{me.username}", sign=Sign.BOT, about=f"@{me.username}"),
        Finding(
            "privacy mode", not reads, "off: the bot gets every message of its groups" if reads else "on",
            "Switch it on with @BotFather: /setprivacy." if reads else "", Sign.PRIVACY,
        ),
        Finding(
            "groups", joins, "can be added to groups" if joins else "cannot be added to groups' chats",
            "" if joins else "Allow it with @BotFather: /setjoingroups.", Sign.GROUPS,
        ),
    ]  # fmt: skip


async def its_clock(settings: Settings, request: AiohttpRequest, clock: Clock) -> Sequence[Finding]:
    """How far this machine's clock is from Telegram's."""
    theirs = await request.server_time(settings.telegram_api_url)
    if theirs is None:
        return [Finding("clock", None, "Telegram's answer has no date", sign=Sign.NO_CLOCK)]
    off = abs((clock.now() - theirs).total_seconds())
    right = off <= CLOCK_SECONDS
    told = "agrees with Telegram's" if right else f"differs from Telegram's by {off:.0f} seconds"
    advice = "" if right else "Set it by NTP: reminders and deadlines go by it."
    return [Finding("clock", right, told, advice, Sign.CLOCK, n=round(off))]


async def updates_come(settings: Settings, bot: Bot, clock: Clock) -> Sequence[Finding]:
    """Whether updates come in the way that the settings name."""
    try:
        info = await bot.get_webhook_info()
    except TelegramError as error:
        if classify(error).outcome is not Outcome.NO_ACCESS:
            raise
        # The token is known, as it was just asked about: a server of one's own need not know the method.
        return [Finding("updates come", None, "this server does not say how", sign=Sign.UNTOLD)]
    if not settings.webhook_url and not info.url:
        return [Finding("updates come", True, "by polling", sign=Sign.POLLING)]
    if not settings.webhook_url:
        told = f"to a webhook at {urlsplit(info.url).hostname}, although WEBHOOK_URL is not set"
        advice = "The next start removes it. If it is another program's, stop that first."
        return [Finding("updates come", False, told, advice, Sign.OTHER_WEBHOOK)]
    if info.url != settings.webhook_url:
        told = f"to a webhook at {urlsplit(info.url).hostname}" if info.url else "nowhere: no webhook is set"
        advice = "Start the program: it sets WEBHOOK_URL. Stop any other one first."
        return [Finding("updates come", False, told, advice, Sign.NO_WEBHOOK)]
    return [_pushed(info, clock)]


def _pushed(info: WebhookInfo, clock: Clock) -> Finding:
    failed = info.last_error_date
    if failed is not None and clock.now() - failed < RECENT:
        told = f"by webhook, but Telegram said at {failed:%H:%M} UTC: {info.last_error_message}"
        advice = "Check the server in front, its certificate and HTTP_PORT."
        return Finding("updates come", False, told, advice, Sign.REFUSED_WEBHOOK, at=failed)
    many = info.pending_update_count
    told = f"by webhook; {many} wait at Telegram"
    advice = "" if many <= MOST_PENDING else "Is the program running?"
    return Finding("updates come", many <= MOST_PENDING, told, advice, Sign.WEBHOOK, n=many)


async def channel(bot: Bot, named: str | int) -> Sequence[Finding]:
    """Whether the bot can do its work in a channel of the council's file."""
    name = f"channel {named}"
    try:
        place = await get_channel(bot, named)
    except TelegramError as error:
        if (failure := classify(error)).outcome not in {Outcome.FAIL, Outcome.SUSPEND}:
            raise
        told, advice = f"not found ({failure.reason})", "Check the name, and make the bot an administrator of it."
        return [Finding(name, False, told, advice, Sign.NO_CHANNEL, str(named))]
    if place is None:
        return [Finding(name, False, "is no channel", "Name the channel in the council's file.", Sign.NO_CHANNEL, str(named))]
    return [_rights(name, lacks_in_channel(place.rights), Sign.CHANNEL, place.title)]


def _rights(name: str, lacking: Sequence[Lack], sign: Sign, title: str) -> Finding:
    told = "; ".join(LACKS[lack] for lack in lacking)
    advice = "Make it an administrator with that right." if told else ""
    return Finding(name, not lacking, told or "the bot has its rights", advice, sign, title)


async def chats(settings: Settings, bot: Bot, council: Council | None) -> Sequence[Finding]:
    """Rights in the chats that are linked to groups, and in channels that were added in the chat. Asked anew of Telegram."""
    async with database.reading(settings) as tx:
        if tx is None:
            return []
        linked, followed = await chat_links.list_current(tx), await channels.followed(tx)
    by_file = {str(entry.channel).lower() for entry in council.news_channels} if council else set()
    found: list[Finding] = []
    for link in linked:
        found += await bounded(f"chat {link.title}", partial(_chat, bot, link))
    for one in followed:
        if not by_file & {f"@{one.username}".lower(), str(one.chat)}:
            found += await bounded(f"channel {one.title}", partial(channel, bot, one.chat))
    return found


async def _chat(bot: Bot, link: Link) -> Sequence[Finding]:
    try:
        rights = rights_of(await bot.get_chat_member(link.chat, bot.id))
    except TelegramError as error:
        if classify(error).outcome not in {Outcome.FAIL, Outcome.SUSPEND}:
            raise
        rights = ChatRights(inside=False)
    return [_rights(f"chat {link.title}", lacks(rights, link.group), Sign.CHAT, link.title)]
