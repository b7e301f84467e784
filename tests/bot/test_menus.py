"""Telegram's menu of commands: each role has its own, in its language, and another one when it changes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import RetryAfter

from bot.clock import SystemClock
from bot.delivery.request import AiohttpRequest
from bot.description import tell_menu
from bot.menus import Menus
from council.config import Council
from council.people import WHOLE_COUNCIL, Role, Seat
from handlers.common.texts import Catalogs
from handlers.home.views.menu import IN_GROUPS, MENUS, TOLD, Menu, menu, menu_of
from handlers.routes import COMMANDS
from sandbox.faults import Fault
from sandbox.model import Person
from sandbox.server import Server
from storage import members
from storage.store import Store
from tests.databases import prepare
from tests.flows.world import TOKEN
from tests.storage.people import NOW

EXPERT = 501


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield made
    await made.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(token=TOKEN) as made:
        made.world.add_person(Person(EXPERT, "Expert", started=True))
        yield made


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    request = AiohttpRequest()
    async with Bot(TOKEN, base_url=f"{server.url}/bot", request=request, get_updates_request=request) as made:
        yield made


def test_every_command_of_a_menu_is_one() -> None:
    for commands in (*MENUS.values(), IN_GROUPS):
        assert set(commands) <= set(COMMANDS) & set(TOLD)
        assert len(set(commands)) == len(commands) <= 24
    assert set(MENUS) == set(Menu)


async def own_menu(bot: Bot) -> list[str]:
    return [one.command for one in await bot.get_my_commands(BotCommandScopeChat(EXPERT))]


async def test_it_follows_role_and_language(store: Store, server: Server, bot: Bot, council: Council) -> None:
    menus = Menus(bot, store, SystemClock(), Catalogs(council.languages))
    assert await menus.look() == 0
    async with store.begin() as tx:
        person = await members.add(tx, EXPERT, "en", council.zone, NOW)
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
    assert (await menus.look(), await menus.look()) == (1, 0)
    assert await own_menu(bot) == list(MENUS[Menu.MEMBER])
    async with store.begin() as tx:
        await members.change(tx, person.id, language="ru")
    assert await menus.look() == 1
    told = await bot.get_my_commands(BotCommandScopeChat(EXPERT))
    assert [(one.command, one.description) for one in told] == menu(Catalogs(("ru",)).texts("ru"), Menu.MEMBER)
    async with store.begin() as tx:
        await members.seat(tx, person.id, WHOLE_COUNCIL, Role.SECRETARIAT, NOW)
    assert await menus.look() == 1
    assert await own_menu(bot) == list(MENUS[Menu.SECRETARIAT])
    async with store.begin() as tx:
        for group in ("B", WHOLE_COUNCIL):
            await members.unseat(tx, person.id, group, NOW)
    assert (await menus.look(), await menus.look()) == (1, 0)
    assert await own_menu(bot) == [], "the menu of newcomers is shown again"


async def test_telegram_is_asked_again_after_an_outage_and_not_after_a_refusal(
    store: Store, server: Server, bot: Bot, council: Council
) -> None:
    menus = Menus(bot, store, SystemClock(), Catalogs(council.languages))
    async with store.begin() as tx:
        person = await members.add(tx, EXPERT, "en", council.zone, NOW)
        await members.seat(tx, person.id, "B", Role.OBSERVER, NOW)
    server.world.faults.add(Fault("429", "setMyCommands", retry_after=1))
    with pytest.raises(RetryAfter):
        await menus.look()
    server.world.faults.clear()
    assert (await menus.look(), await menus.look()) == (1, 0)
    assert await own_menu(bot) == list(MENUS[Menu.OBSERVER])


async def test_a_restart_tells_nobody_anew(store: Store, server: Server, bot: Bot, council: Council) -> None:
    catalogs = Catalogs(council.languages)
    async with store.begin() as tx:
        person = await members.add(tx, EXPERT, "en", council.zone, NOW)
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
    assert await Menus(bot, store, SystemClock(), catalogs).look() == 1
    assert await Menus(bot, store, SystemClock(), catalogs).look() == 0
    async with store.begin() as tx:
        await members.unseat(tx, person.id, "B", NOW)
    assert await Menus(bot, store, SystemClock(), catalogs).look() == 1
    assert await own_menu(bot) == [], "a role that ended while the program was off"


def test_of_several_roles_it_is_that_which_can_do_most() -> None:
    assert menu_of([]) is Menu.NEWCOMER
    for role in Role:
        assert menu_of([Seat("B", Role.OBSERVER, NOW), Seat("C", role, NOW)]).value == role.value


async def test_newcomers_and_groups_chats_have_theirs(bot: Bot, council: Council) -> None:
    await tell_menu(bot, Catalogs(council.languages))
    for language in (None, "ru"):
        assert [one.command for one in await bot.get_my_commands(language_code=language)] == list(MENUS[Menu.NEWCOMER])
        found = await bot.get_my_commands(BotCommandScopeAllGroupChats(), language_code=language)
        assert [one.command for one in found] == list(IN_GROUPS)
