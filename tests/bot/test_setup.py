"""Setup: wrong answers are told and asked again, what it writes loads, nothing is overwritten unasked, one can go on later."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import cli
from bot.council_file import load_council
from bot.settings import Settings, load_settings
from sandbox.client import Sandbox
from sandbox.server import Server
from tests.flows.world import TOKEN
from tests.proxies import ENCODED, proxy
from tests.root import ROOT
from tests.webhooks import front


@dataclass
class Desk:
    """A folder with nothing in it, and a Telegram that knows one token and one channel."""

    folder: Path
    sandbox: Sandbox

    async def answer(self, *typed: str) -> Result:
        """Answer all questions, the first of which, for a proxy, with none."""
        return await self.answer_all("", *typed)

    async def answer_all(self, *typed: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, cli, ["setup"], "".join(f"{line}\n" for line in typed))


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    async with Server(token=TOKEN) as server, Sandbox(server.url) as sandbox, front(server) as telegram:
        monkeypatch.setenv("TELEGRAM_API_URL", telegram.url)
        await sandbox.channel("News", "rec_news")
        yield Desk(tmp_path, sandbox)


COUNCIL = [
    "en, ru", 'The "Water" Council', "Водный совет", "", "Совет", "asia/tashkent",
    "A", "Law \\ rights", "Право", "b", "Health", "Здоровье", "", "75", "b", "@secretariat",
]  # fmt: skip


async def test_answers_from_a_pipe_make_files_that_load(desk: Desk) -> None:
    ended = await desk.answer(TOKEN, "1001, 1002", *COUNCIL, "@rec_news")
    assert ended.exit_code == 0, ended.output
    council = load_council(desk.folder / "council.toml")
    assert (council.name("en"), council.name("ru"), council.short_name("en")) == (
        'The "Water" Council', "Водный совет", 'The "Water" Council',
    )  # fmt: skip
    assert (council.zone, council.languages, council.codes) == ("Asia/Tashkent", ("en", "ru"), ("A", "B"))
    assert council.groups[0].names == {"en": "Law \\ rights", "ru": "Право"}
    assert [channel.channel for channel in council.news_channels] == ["@rec_news"]
    assert (council.quorum, council.committee, council.contact) == (75, "B", "https://t.me/secretariat")
    settings = load_settings()
    assert (settings.bot_token.get_secret_value(), settings.secretariat_ids) == (TOKEN, (1001, 1002))
    assert sorted(path.name for path in desk.folder.iterdir()) == [".env", "council.toml"]
    modes = {name: (desk.folder / name).stat().st_mode & 0o777 for name in (".env", "council.toml")}
    assert modes == {".env": 0o600, "council.toml": 0o644}
    assert "# How much is logged" in (desk.folder / ".env").read_text(), "the other settings are explained in it"
    assert "right  token" in ended.output, "the doctor has looked"
    assert "Telegram has the bot's name, description and menu: en, ru." in ended.output
    assert "Give it the one in deploy/bot.jpg?" in ended.output
    assert TOKEN not in ended.output


async def test_wrong_answers_are_told_and_asked_again(desk: Desk) -> None:
    ended = await desk.answer(
        "hunter2", "123456789:AAbbCCddEEffGGhhIIjj", TOKEN, "@me", "1001", "en, xx", "en", "", "Council", "", "Taschkent",
        "Tashkent", "too-long", "A", "Law", "A", "B", "Health", "",
        "two thirds", "101", "", "C", "-", "secretariat", "", "rec_news", "@nowhere_at_all", "@rec_news",
    )  # fmt: skip
    assert ended.exit_code == 0, ended.output
    for told in (
        "BOT_TOKEN is not a bot token",
        "does not know this token",
        "Telegram ids are numbers",
        "there are no texts in 'xx'",
        "This is needed.",
        "Is it one of: Asia/Tashkent?",
        "Zone: Tashkent\n  Asia/Tashkent.",
        "'TOO-LONG' is not a code",
        "'A' is another group's code",
        "A whole number from 0 to 100.",
        "'C' is not the code of a group; there are A, B.",
        "'secretariat' is neither an account's @name nor a link",
        "'rec_news' is neither",
        "Telegram finds no such channel",
    ):
        assert told in ended.output
    assert "AAbbCCddEEffGGhhIIjj" not in ended.output


async def test_who_leaves_goes_on_where_they_were(desk: Desk) -> None:
    ended = await desk.answer(TOKEN, "1001", "en", "Council", "The council", "Asia/Almaty", "A", "Law")
    assert ended.exit_code == 1
    assert "run it again to go on" in ended.output
    assert (desk.folder / ".setup-answers.json").stat().st_mode & 0o777 == 0o600
    assert TOKEN not in (desk.folder / ".setup-answers.json").read_text()
    assert not (desk.folder / "council.toml").exists()
    ended = await desk.answer(*[""] * 8, "", "", "", "", "", "", "-")
    assert ended.exit_code == 0, ended.output
    council = load_council(desk.folder / "council.toml")
    assert (council.short_name("en"), council.zone, council.codes) == ("The council", "Asia/Almaty", ("A",))
    assert load_settings().secretariat_ids == (1001,)


async def test_nothing_is_overwritten_unasked(desk: Desk) -> None:
    (desk.folder / ".env").write_text(f"BOT_TOKEN={TOKEN}x\nLOG_LEVEL=WARNING\n")
    before = (ROOT / "council.toml").read_text(encoding="utf-8")
    (desk.folder / "council.toml").write_text(before, encoding="utf-8")
    await desk.answer(TOKEN, "1001", "n", "n")
    assert (desk.folder / ".env").read_text() == f"BOT_TOKEN={TOKEN}x\nLOG_LEVEL=WARNING\n"
    assert (desk.folder / "council.toml").read_text(encoding="utf-8") == before
    await desk.answer(TOKEN, "1001", "y", "y", *COUNCIL, "")
    assert (desk.folder / ".env").read_text() == f"BOT_TOKEN={TOKEN}\nLOG_LEVEL=WARNING\nSECRETARIAT_IDS=1001\n"
    assert load_council(desk.folder / "council.toml").codes == ("A", "B")
    assert (desk.folder / "council.toml.bak").read_text(encoding="utf-8") == before


async def test_a_token_in_a_file_of_its_own_stays_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "token").write_text(f"{TOKEN}\n")
    (desk.folder / "token").chmod(0o600)
    monkeypatch.setenv("BOT_TOKEN_FILE", "token")
    ended = await desk.answer("1001", *COUNCIL, "@rec_news")
    assert ended.exit_code == 0, ended.output
    assert TOKEN not in (desk.folder / ".env").read_text()


async def test_without_telegram_it_goes_on_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    ended = await desk.answer(TOKEN, "1001", *COUNCIL, "@rec_news")
    assert "the token is taken as it is" in ended.output
    assert "the channel is taken as it is" in ended.output
    assert ended.exit_code == 1, "the doctor says that Telegram is away"
    assert load_council(desk.folder / "council.toml").codes == ("A", "B")


async def test_a_folder_that_cannot_be_used_is_told_in_a_line(desk: Desk) -> None:
    (desk.folder / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\x00")
    ended = await desk.answer(TOKEN, "1001")
    assert (ended.exit_code, ended.output.strip()) == (1, "A file here cannot be read or written: .env: UnicodeDecodeError.")


async def test_a_proxy_is_tried_and_its_password_not_shown(desk: Desk) -> None:
    async with proxy("socks5") as small:
        ended = await desk.answer_all("ftp://proxy:1", "http://127.0.0.1:9", TOKEN)
        assert "TELEGRAM_PROXY must be http://" in ended.output
        assert "cannot be reached through it now" in ended.output
        ended = await desk.answer_all(small.url(), TOKEN, "1001", *COUNCIL, "@rec_news", "n")
        assert "Telegram answers through it." in ended.output
        assert small.asked
        assert ENCODED not in ended.output
        assert load_settings().telegram_proxy.get_secret_value() == small.url()
        ended = await desk.answer_all("", TOKEN, "1001", "n", "n")
    assert "Proxy [keep the present one]" in ended.output
    assert ENCODED not in ended.output


async def test_who_wants_no_picture_gets_none(desk: Desk) -> None:
    ended = await desk.answer(TOKEN, "1001", *COUNCIL, "@rec_news", "n")
    assert ended.exit_code == 0, ended.output
    assert "Another one: python -m bot describe" not in ended.output
    ended = await desk.answer(TOKEN, "1001", "n", "y")
    assert "Another one: python -m bot describe" in ended.output
