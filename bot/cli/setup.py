"""`python -m bot setup`: asks for what the bot needs, checks each answer at once, and writes `.env` and the council's file."""

import os
import re
from collections.abc import Callable, Coroutine
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from zoneinfo import available_timezones

import typer
from dotenv import dotenv_values
from pydantic import ValidationError
from telegram import Bot
from telegram.error import TelegramError

from bot import description, event_loop
from bot.cli.asking import Answers, Left, agree, ask_checked, ask_until, say
from bot.cli.doctor import print_findings
from bot.cli.setup_files import ENV, council_text, quoted, write_council, write_env
from bot.council_file import (
    MOST_PERCENT,
    channel_name,
    contact_link,
    group_code,
    known_language,
    known_zone,
    languages_there_are,
    load_council,
)
from bot.delivery.request import AiohttpRequest
from bot.delivery.telegram_errors import Outcome, classify
from bot.logs import set_up_logs
from bot.secret_files import Unusable, read_secret
from bot.settings import LogFormat, LogLevel, Mistakes, Settings, load_settings
from bot.updates.processor import get_channel
from council.chats import TelegramChannel, lacks_in_channel
from council.config import Council

T = TypeVar("T")

DRAFT, PICTURE = Path(".setup-answers.json"), Path(__file__).parents[2] / "deploy/bot.jpg"


def add_command(cli: typer.Typer) -> None:
    """Add `setup`."""

    @cli.command()
    def setup() -> None:
        """Ask for what the bot needs, write .env and the council's file, and check everything."""
        set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        try:
            _Setup().run()
        except Left:
            say("", "Left. What was answered is kept: run it again to go on.")
            raise typer.Exit(1) from None
        except (OSError, UnicodeDecodeError) as error:
            say("", f"A file here cannot be read or written: {getattr(error, 'filename', None) or ENV}: {type(error).__name__}.")
            raise typer.Exit(1) from None
        _describe()
        say("", "The doctor looks at everything:")
        raise typer.Exit(print_findings())


class _Setup:
    def __init__(self) -> None:
        self._env = {name: value or "" for name, value in {**dotenv_values(ENV), **os.environ}.items()}
        self._council_file = Path(self._env.get("COUNCIL_FILE") or "council.toml")
        self._answers = Answers(DRAFT)
        self._proxy: str | None = None  # None: it is in a file of its own

    def run(self) -> None:
        """Ask for everything; each file is written once its own questions are answered."""
        say("Enter takes what stands in brackets. Ctrl-C leaves; what was answered is kept.", "")
        if not self._env.get("TELEGRAM_PROXY_FILE"):
            self._proxy = self._ask_proxy()
        file = self._env.get("BOT_TOKEN_FILE")
        token = read_secret("BOT_TOKEN_FILE", Path(file)) if file else self._token()
        if isinstance(token, Unusable):
            say(token)
            raise Left
        ids = self._ids()
        values = {"SECRETARIAT_IDS": ids} if file else {"BOT_TOKEN": token, "SECRETARIAT_IDS": ids}
        if self._proxy is not None and self._proxy != self._env.get("TELEGRAM_PROXY", ""):
            values["TELEGRAM_PROXY"] = self._proxy
        if self._env_may_change(values):
            write_env(values)
            say(f"  {ENV} is written; only you can read it.")
        exists = self._council_file.exists()
        if not exists or agree(f"{self._council_file} describes a council already. Describe yours instead?", default=False):
            text = self._council(token)
            write_council(self._council_file, text)
            say(f"  {self._council_file} is written{'; the earlier one has .bak after its name' if exists else ''}.")
        self._answers.forget()

    def _env_may_change(self, values: dict[str, str]) -> bool:
        present = dotenv_values(ENV) if ENV.exists() else {}
        changed = [name for name, value in values.items() if present.get(name) not in {None, "", value}]
        return not changed or agree(f"{ENV} has another {' and '.join(changed)}. Replace it?", default=False)

    def _ask_proxy(self) -> str:
        """The proxy, "" for none. It may hold a password, so it is not shown again, and kept in .env only."""
        say("If Telegram is blocked where the bot runs: the proxy, such as socks5://user:password@host:1080. Enter, or -: none.")

        def check(typed: str) -> str:
            if not typed or typed == "-":
                return ""
            try:
                _ask_telegram(_settings("1000:nobodys-token", typed), lambda bot: bot.get_me())
            except TelegramError as error:
                if classify(error).outcome is not Outcome.NO_ACCESS:
                    return f"Telegram cannot be reached through it now ({classify(error).reason}); it is taken as it is."
            return "Telegram answers through it."

        typed = ask_checked("Proxy", check, default=self._env.get("TELEGRAM_PROXY", ""), secret=True)
        return "" if typed == "-" else typed

    def _token(self) -> str:
        say("The bot's token: write to @BotFather in Telegram, /newbot, and it gives you one.")

        def check(typed: str) -> str:
            settings = _settings(typed, self._proxy)
            try:
                me = _ask_telegram(settings, lambda bot: bot.get_me())
            except TelegramError as error:
                if classify(error).outcome is Outcome.NO_ACCESS:
                    message = f"{settings.telegram_api_url} does not know this token. Copy it from @BotFather once more."
                    raise ValueError(message) from None
                return f"Telegram cannot be asked now ({classify(error).reason}); the token is taken as it is."
            return f"This is @{me.username}."

        return ask_checked("Token", check, default=self._env.get("BOT_TOKEN", ""), hidden=True)

    def _ids(self) -> str:
        def read(typed: str) -> str:
            if typed and not re.fullmatch(r"[1-9][0-9]{0,15}( *, *[1-9][0-9]{0,15})*", typed):
                message = "Telegram ids are numbers, with commas between several: 123456789, 987654321."
                raise ValueError(message)
            return typed

        say("", "The secretariat's Telegram ids. The bot shows people theirs on /start, so this can be left empty now.")
        default = self._answers.get("ids") or self._env.get("SECRETARIAT_IDS", "")
        typed, _ = ask_until("Ids", read, default=default)
        self._answers.keep("ids", typed)
        return typed

    def _ask(self, key: str, question: str, default: str = "") -> str:
        """A line of text."""

        def read(typed: str) -> str:
            if not typed:
                message = "This is needed."
                raise ValueError(message)
            if not typed.isprintable():
                message = "This holds letters that cannot be shown."
                raise ValueError(message)
            return typed

        typed, _ = ask_until(question, read, default=self._answers.get(key) or default)
        self._answers.keep(key, typed)
        return typed

    def _council(self, token: str) -> str:
        """The text of the council's file."""
        languages = self._languages()
        names = {code: self._ask(f"name.{code}", f"The council's name ({code})") for code in languages}
        short = {code: self._ask(f"short.{code}", f"A short name ({code})", names[code]) for code in languages}
        zone = self._zone()
        groups = self._groups(languages)
        codes = [code for code, _ in groups]
        decisions = {"quorum": self._quorum(), "committee": quoted(self._committee(codes))}
        contact = self._contact()
        channel = self._channel(token)
        return council_text(names, short, zone, languages, groups, channel, contact, decisions)

    def _languages(self) -> list[str]:
        def read(typed: str) -> list[str]:
            found = [known_language(part.strip().lower()) for part in typed.split(",") if part.strip()]
            if not found:
                message = "At least one language is needed."
                raise ValueError(message)
            return list(dict.fromkeys(found))

        there = ", ".join(languages_there_are())
        say("", f"The council's languages, the most common one first; there are: {there}.")
        typed, found = ask_until("Languages", read, default=self._answers.get("languages") or self._present_languages())
        self._answers.keep("languages", typed)
        assert isinstance(found, list)  # noqa: S101 - what `read` gives
        return found

    def _present_languages(self) -> str:
        """Those of the present council's file."""
        try:
            return ", ".join(load_council(self._council_file).languages)
        except Mistakes:
            return languages_there_are()[0]

    def _zone(self) -> str:
        def read(typed: str) -> str:
            wanted = typed.replace(" ", "_").casefold()
            there = {name.casefold(): name for name in available_timezones()}
            cities = [name for name in _places() if name.casefold().rpartition("/")[2] == wanted]
            if wanted in there or len(cities) == 1:
                return known_zone(there.get(wanted) or cities[0])
            message = f"There is no zone {typed!r}. {_alike(wanted)}"
            raise ValueError(message)

        say("", "The time zone in which the council's times are meant, by the names of IANA, such as Asia/Tashkent.")
        typed, found = ask_until("Zone", read, default=self._answers.get("zone"))
        self._answers.keep("zone", typed)
        if found != typed:
            say(f"  {found}.")
        return str(found)

    def _groups(self, languages: list[str]) -> list[tuple[str, dict[str, str]]]:
        say("", "The groups: for each a short code, such as A or EC, and its name. No code: that was the last one.")
        groups: list[tuple[str, dict[str, str]]] = []
        while True:
            at = len(groups)

            def read(typed: str) -> str:
                if typed in {"", "-"} and groups:
                    return ""
                if typed.upper() in [code for code, _ in groups]:
                    message = f"{typed.upper()!r} is another group's code."
                    raise ValueError(message)
                return group_code(typed.upper())

            kept = self._answers.get(f"group.{at}")
            typed, code = ask_until(f"Code of group {at + 1}{' (- ends the list)' if kept else ''}", read, default=kept)
            if not code:
                self._answers.keep(f"group.{at}", "")
                return groups
            self._answers.keep(f"group.{at}", typed)
            groups.append((str(code), {lang: self._ask(f"group.{at}.{lang}", f"Name of {code} ({lang})") for lang in languages}))

    def _committee(self, codes: list[str]) -> str:
        def read(typed: str) -> str:
            if typed not in {"", "-"} and typed.upper() not in codes:
                message = f"{typed.upper()!r} is not the code of a group; there are {', '.join(codes)}."
                raise ValueError(message)
            return "" if typed == "-" else typed.upper()

        say(
            "",
            "The group that decides in the second place what the others have adopted, by its code. Enter, or -: there is none.",
        )
        typed, found = ask_until("Committee", read, default=self._answers.get("committee"))
        self._answers.keep("committee", typed)
        return str(found)

    def _quorum(self) -> str:
        def read(typed: str) -> str:
            if not typed.isdecimal() or int(typed) > MOST_PERCENT:
                message = "A whole number from 0 to 100."
                raise ValueError(message)
            return str(int(typed))

        say("", "So many per cent of a group have to answer, or there is no decision.")
        typed, found = ask_until("Quorum", read, default=self._answers.get("quorum") or "66")
        self._answers.keep("quorum", typed)
        return str(found)

    def _contact(self) -> str:
        def read(typed: str) -> str:
            return "" if typed == "-" else contact_link(typed) and typed

        say(
            "",
            "Where people write to the secretariat: an account's @name, or a link (https://…). Enter, or -: they get no button.",
        )
        typed, found = ask_until("Contact", read, default=self._answers.get("contact"))
        self._answers.keep("contact", typed)
        return str(found)

    def _channel(self, token: str) -> str:
        def check(typed: str) -> str:
            if not typed or typed == "-":
                return ""
            channel_name(typed if typed.startswith("@") else int(typed) if typed.lstrip("-").isdigit() else typed)
            try:
                found = _ask_telegram(_settings(token, self._proxy), lambda bot: _seen_channel(bot, typed))
            except TelegramError as error:
                if classify(error).outcome not in {Outcome.FAIL, Outcome.SUSPEND}:
                    return f"Telegram cannot be asked now ({classify(error).reason}); the channel is taken as it is."
                message = "Telegram finds no such channel, or does not show it to the bot. Make the bot an administrator there."
                raise ValueError(message) from None
            if found is None:
                message = "This is no channel."
                raise ValueError(message)
            lacking = lacks_in_channel(found.rights)
            return f"“{found.title}”" + (". Make the bot an administrator of it with the right to post." if lacking else ".")

        say("", "The channel of the council's news: its @username or its id (-100…). Enter, or -: none.")
        typed = ask_checked("Channel", check, default=self._answers.get("channel"))
        self._answers.keep("channel", typed)
        return "" if typed == "-" else typed


async def _seen_channel(bot: Bot, typed: str) -> TelegramChannel | None:
    await bot.get_me()  # its own id is asked for its rights
    return await get_channel(bot, typed if typed.startswith("@") else int(typed))


def _settings(token: str, proxy: str | None) -> Settings:
    """The settings with this token and proxy; None: the one that they have. Raises `ValueError`, which says what is wrong."""
    given = {"bot_token": token} if proxy is None else {"bot_token": token, "telegram_proxy": proxy}
    try:
        return Settings(_env_file=ENV, **given)  # type: ignore[call-arg, arg-type]  # as the environment gives it
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        message = f"{name} {first['msg'].removeprefix('Value error, ')}".strip()
        raise ValueError(message) from None


def _ask_telegram(settings: Settings, call: Callable[[Bot], Coroutine[object, object, T]]) -> T:
    """What a call answers. Raises `TelegramError`. The event loop runs for this only: at a prompt Ctrl-C would not end it."""
    token = settings.bot_token.get_secret_value()

    async def work() -> T:
        request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
        await request.initialize()
        try:
            return await call(Bot(token, f"{settings.telegram_api_url}/bot", request=request, get_updates_request=request))
        finally:
            await request.shutdown()

    return event_loop.run(work())


def _describe() -> None:
    """Tell Telegram the bot's name, description and menu, and give it a picture if it has none."""
    try:
        settings = load_settings()
        council = load_council(settings.council_file)
    except Mistakes:  # told by the doctor
        return
    try:
        bare = _ask_telegram(settings, lambda bot: _tell(bot, council))
        say("", f"Telegram has the bot's name, description and menu: {', '.join(council.languages)}.")
        if bare and PICTURE.exists() and _wants_picture():
            _ask_telegram(settings, lambda bot: description.set_picture(bot, PICTURE.read_bytes()))
            say("  Telegram has it. Another one: python -m bot describe --picture FILE")
    except TelegramError as error:
        reason = classify(error).reason
        say("", f"Telegram cannot be told the bot's name and menu now ({reason}). Later: python -m bot describe")


def _wants_picture() -> bool:
    try:
        return agree(f"The bot has no picture. Give it the one in deploy/{PICTURE.name}?", default=True)
    except Left:  # all else is done, and piped answers may have ended
        return False


async def _tell(bot: Bot, council: Council) -> bool:
    """Whether the bot has no picture yet."""
    me = await bot.get_me()
    await description.tell(bot, council)
    return not (await bot.get_user_profile_photos(me.id, limit=1)).total_count


def _places() -> list[str]:
    """The zones that are named by a place."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))


def _alike(wanted: str) -> str:
    """A few zones that may be meant."""
    zones = _places()
    places = {name.casefold().rpartition("/")[2]: name for name in zones}
    found = [name for name in zones if wanted and wanted.rpartition("/")[2] in name.casefold()][:5]
    found = found or [places[place] for place in get_close_matches(wanted.rpartition("/")[2], places, 5, 0.6)]
    return f"Is it one of: {', '.join(found)}?" if found else "Zones are named like Asia/Almaty or Europe/Vienna."
