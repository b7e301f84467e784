"""The demo: the whole product against the sandbox, with people to act as and a clock to move."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import App, build
from bot.delivery import pacer
from bot.settings import ClockKind, Settings
from council.clock import instant
from council.config import Council
from council.meetings import MeetingDraft
from council.people import OPERATOR, Actor, Role
from council.rounds import RecommendationDraft
from handlers.common import po_files
from handlers.common.texts import LOCALES, SOURCE, Catalogs, plain
from handlers.framework.work import UnitOfWork
from handlers.home.views.tour import TOUR
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from handlers.rounds.actions import opening
from sandbox.client import Sandbox, User
from sandbox.server import Server
from sandbox.state import World
from storage import members

TOKEN = "100000001:rehearsal-without-an-account"  # noqa: S105 - nobody's: the sandbox accepts any token
SECRETARY = 1001

SPACING = 0.05
"""Seconds between two messages to one chat."""

CONTACT = "https://example.org/secretariat"
"""Where refusals lead, if the council's file names nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Someone to act as: a role, never an invented person."""

    label: str
    country: str
    seats: tuple[tuple[str, Role], ...]
    language: str = "en"


def _busiest(council: Council) -> str:
    """The group in which most of the demo takes place."""
    return council.codes[min(2, len(council.codes) - 1)]


def parts_of(council: Council) -> list[Part]:
    """A few people for each of the council's groups, and an observer."""
    states = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")
    first, busiest, spoken = council.codes[0], _busiest(council), council.languages
    parts = [Part(f"Chair, group {busiest}", states[4], ((busiest, Role.CHAIR), (first, Role.MEMBER)))]
    parts += [
        Part(f"Expert, {state}, group {busiest}", state, ((busiest, Role.MEMBER),), spoken[at % len(spoken)])
        for at, state in enumerate(states)
    ]
    others = [code for code in council.codes if code != busiest]
    parts += [
        Part(f"Expert, {states[at % 5]}, group {code}", states[at % 5], ((code, Role.MEMBER),)) for at, code in enumerate(others)
    ]
    parts.append(Part(f"Observer, group {busiest}", "Austria", ((busiest, Role.OBSERVER),)))
    return parts


async def _show_tour(sandbox: Sandbox, council: Council) -> None:
    """Steps to try, in every language that there is, and in the council's first one for who reads the page in another; what
    shows that one was done is known in all of the council's."""
    catalogs = Catalogs(dict.fromkeys([*council.languages, SOURCE, *po_files.list_languages(LOCALES)]))
    spoken = [catalogs.texts(code) for code in catalogs.languages]
    cards = []
    for title, text, seen in TOUR:
        # Of a message with a place in it, what stands before that.
        said = [plain(each(words, told="|", position="|", when="|")) for each in spoken for words in seen]
        told = [{"language": t.language, "title": plain(t(title)), "text": plain(t(text))} for t in spoken]
        cards.append({**told[0], "seen": [words.partition("|")[0] for words in said], "languages": told})
    await sandbox.tour(cards)


async def run_demo(council: Council, port: int) -> None:
    """Run the sandbox and the bot until cancelled. Nothing is kept afterwards."""
    council = replace(council, contact=council.contact or CONTACT)
    with TemporaryDirectory(prefix="majlis-rehearsal-") as folder, _quick_chats():
        async with _server(port, council.zone) as server, Sandbox(server.url) as sandbox:
            secretary = await sandbox.person("Secretariat", role="secretariat", id=SECRETARY)
            await _create_channels(sandbox, council)  # before the bot starts, because it reads its channels first
            async with build(_settings(server.url, Path(folder)), council) as app:
                running = asyncio.create_task(app.run())
                try:
                    print(f"\nThe rehearsal is open: {server.url}\nCtrl-C ends it.\n", flush=True)
                    await _populate(app, sandbox, secretary, council)
                    await running
                finally:
                    running.cancel()
                    with suppress(asyncio.CancelledError):
                        await running


@contextmanager
def _quick_chats() -> Iterator[None]:
    """Time is moved here: nobody waits a real second between two messages to one chat."""
    before = pacer.PRIVATE_SPACING, pacer.GROUP_SPACING
    pacer.PRIVATE_SPACING = pacer.GROUP_SPACING = SPACING
    try:
        yield
    finally:
        pacer.PRIVATE_SPACING, pacer.GROUP_SPACING = before


@asynccontextmanager
async def _server(port: int, zone: str) -> AsyncIterator[Server]:
    """The sandbox on this port, or on a free one if it is taken; its page shows times in `zone`."""
    world = World()
    world.zone = zone
    server = Server(port=port, world=world)
    try:
        await server.start()
    except OSError:
        print(f"Port {port} is taken; another one is used.")
        server = Server(port=0, world=world)
        await server.start()
    try:
        yield server
    finally:
        await server.stop()


def _settings(api: str, folder: Path) -> Settings:
    # Passed explicitly, so that neither the environment nor .env can direct the demo to the real Telegram.
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic-settings
        bot_token=SecretStr(TOKEN),
        telegram_api_url=api,
        secretariat_ids=(SECRETARY,),
        database_url=SecretStr(f"sqlite+aiosqlite:///{folder / 'rehearsal.db'}"),
        messages_per_second=30,
        clock=ClockKind.SANDBOX,
    )


async def _create_channels(sandbox: Sandbox, council: Council) -> None:
    for named in council.news_channels:
        if named.username:
            await sandbox.channel(council.short_name(named.language or "en"), named.username)


async def _populate(app: App, sandbox: Sandbox, secretary: User, council: Council) -> None:
    now = await sandbox.now()
    async with app.store.begin() as tx:
        person = await members.by_telegram(tx, secretary.id)
        if person is not None:
            await members.change(tx, person.id, name="Secretariat", organisation="Secretariat", language_chosen=True)
        users = [
            (part, await sandbox.person(part.label, language_code=part.language, role=_role(part))) for part in parts_of(council)
        ]
        for part, user in users:
            await _seat(unit_of_work(tx, council, OPERATOR, now), part, user)
        if person is not None:
            secretariat = Actor("person", person, await members.seats_of(tx, person.id, now))
            await _add_examples(unit_of_work(tx, council, secretariat, now))
    for label, role in (("Subscriber", "subscriber"), ("Stranger", "stranger")):
        await sandbox.person(label, role=role)
    for user in (secretary, *(user for _, user in users)):
        await user.say("/home")
    await _show_tour(sandbox, council)


def _role(part: Part) -> str:
    return part.seats[0][1].value


async def _seat(work: UnitOfWork, part: Part, user: User) -> None:
    """Give someone their seats, as if they had joined long ago: nobody is told."""
    person = await members.add(work.tx, user.id, part.language, work.council.zone, work.now)
    about = {"name": part.label, "organisation": "Ministry", "country": part.country}
    await members.change(work.tx, person.id, language_chosen=True, **about)
    for group, role in part.seats:
        await members.seat(work.tx, person.id, group, role, work.now)


async def _add_examples(work: UnitOfWork) -> None:
    """A meeting ahead and an open round, as if the secretariat had created them this morning."""
    group = _busiest(work.council)
    today = work.now.astimezone(ZoneInfo(work.council.zone)).replace(tzinfo=None)
    at_three = today.replace(hour=15, minute=0, second=0, microsecond=0)
    await meetings.publish(
        work,
        MeetingDraft(
            "Schooling of returned children",
            (group,),
            at_three + timedelta(days=9),
            work.council.zone,
            "https://example.org/room",
            "https://example.org/agenda.pdf",
        ),
    )
    await opening.open_round(
        work,
        RecommendationDraft(
            group,
            "Early schooling of returned children",
            "Children return to school within thirty days of arrival, whether or not their papers are complete.\n\n"
            "Schools receive a contact at the ministry who answers within two working days.",
            "https://example.org/draft.pdf",
            instant(at_three.replace(hour=18) + timedelta(days=7), work.council.zone),
        ),
    )
