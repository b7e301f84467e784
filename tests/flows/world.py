"""The whole application against the sandbox, over HTTP, in one process: the front door of most tests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, build
from bot.logs import set_up_logs
from bot.settings import ClockKind, LogFormat, LogLevel, Settings
from council.config import Council
from council.people import OPERATOR, Actor, Role
from handlers.reactions import unit_of_work
from handlers.registration.actions import invitations
from sandbox.client import Sandbox, User
from sandbox.server import Server
from storage import members
from storage.invitations import token_hash
from tests.databases import prepare
from tests.daytime import by_day

SECRETARY = 1001
TOKEN = "123456:sandbox-token-of-the-tests"


@dataclass
class World:
    """A running program and its people."""

    app: App
    sandbox: Sandbox
    council: Council
    secretary: User
    server: Server | None = None

    @property
    def telegram(self) -> Server:
        """The stand-in itself, to look at what no client of its shows."""
        assert self.server is not None
        return self.server

    async def member(
        self, label: str, groups: Sequence[str], role: Role = Role.MEMBER, language: str = "en", telegram_id: int | None = None
    ) -> User:
        """Someone who has joined: seated by the same actions that the front door calls."""
        user = await self.sandbox.person(label, language_code=language, role=role.value, id=telegram_id)
        now = await self.sandbox.now()
        async with self.app.store.begin() as tx:
            person = await members.add(tx, user.id, language, self.council.zone, now)
            await members.change(tx, person.id, language_chosen=True)
            token, _ = await invitations.invite(unit_of_work(tx, self.council, OPERATOR, now), tuple(groups), role)
            work = unit_of_work(tx, self.council, Actor("person", person), now)
            await invitations.join(work, token_hash(token), label, "Ministry", "Kazakhstan")
        await user.say("/home")
        await user.expect(self.council.short_name(language))
        return user


def settings(api: str, database: Path, **changes: object) -> Settings:
    """Settings for a program that talks to the sandbox."""
    values: dict[str, object] = {
        "bot_token": SecretStr(TOKEN),
        "telegram_api_url": api,
        "secretariat_ids": (SECRETARY,),
        "database_url": f"sqlite+aiosqlite:///{database}",
        "messages_per_second": 30,
        "clock": ClockKind.SANDBOX,
        "backup_dir": database.parent / "backups",
        "backup_days": 0,
        **changes,
    }
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # as the environment would give them


@asynccontextmanager
async def running(api: str, database: Path, council: Council, **changes: object) -> AsyncIterator[App]:
    """The program, running until the block ends; what it raises, the test raises. `changes`: settings."""
    set_up_logs(LogLevel.ERROR, LogFormat.TEXT)
    prepare(database)
    async with build(settings(api, database, **changes), council) as app:
        task = asyncio.create_task(app.run())
        try:
            yield app
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled() and (error := task.exception()):
                raise error


@asynccontextmanager
async def world(database: Path, council: Council) -> AsyncIterator[World]:
    """A sandbox in which it is ten in the morning, the program, and a secretary who is at home."""
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", role="secretariat", id=SECRETARY)
        async with running(server.url, database, council) as app:
            await sandbox.followed()
            await secretary.say("/start")
            await secretary.expect("choose your language")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            yield World(app, sandbox, council, secretary, server)
