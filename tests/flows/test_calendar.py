"""The calendar through the front door: pictures, files, and feeds that calendar programs read over HTTP."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import sqlalchemy as sa
import vobject

from bot.app import App
from council.config import Council
from council.meetings import Meeting, MeetingDraft, Part
from council.people import OPERATOR, Role
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from handlers.roster.actions.roles import end
from sandbox.client import Sandbox
from sandbox.users import User
from storage import members
from storage.tables import audit, feeds, outbox, updates
from storage.transaction import Transaction
from tests.daytime import by_day
from tests.flows.world import SECRETARY, World, running

VIENNA = "Europe/Vienna"
PNG = b"\x89PNG"


async def fetched(world: World, file: object) -> bytes:
    assert isinstance(file, dict)
    async with aiohttp.ClientSession() as session, session.get(f"{world.sandbox.url}/sandbox/files/{file['file_id']}") as answer:
        return await answer.read()


async def publish(world: World, title: str, groups: tuple[str, ...], days: float, zone: str = "Asia/Tashkent") -> Meeting:
    """A meeting at 15:00 by the clocks of the zone, so many days from today."""
    now = await world.sandbox.now()
    day = (now + timedelta(days=days)).astimezone(ZoneInfo(zone)).date()
    starts = datetime(day.year, day.month, day.day, 15)
    draft = MeetingDraft(title, groups, starts, zone, "https://example.org/room", "https://example.org/agenda.pdf")
    async with world.app.store.begin() as tx:
        return await meetings.publish(unit_of_work(tx, world.council, OPERATOR, now), draft)


async def picture_of(world: World, user: User, after: int = 0) -> tuple[int, str, bytes, list[str]]:
    """The calendar's message: its id, its words, the picture, what its buttons say."""
    shown = await user.expect(lambda m: "photo" in m.raw and m.edits >= after, after=0)
    photo = shown.raw["photo"]
    assert isinstance(photo, list)
    content = await fetched(world, photo[-1])
    return shown.id, shown.text, content, [b.text for row in shown.buttons for b in row]


async def test_a_month_is_drawn_and_turned_in_place_and_shows_only_what_one_may_see(world: World) -> None:
    expert = await world.member("Expert, Uzbekistan, group B", ["B"])
    mine = await publish(world, "Schooling <of> returned children", ("B", "D"), 0.9)
    await publish(world, "Accountability", ("A",), 0.9)
    await expert.say("/calendar")
    number, text, first, buttons = await picture_of(world, expert)
    local = mine.starts_at.astimezone(ZoneInfo("Asia/Tashkent"))
    today = (await world.sandbox.now()).astimezone(ZoneInfo("Asia/Tashkent"))
    if local.month != today.month:  # on the last day of a month
        await expert.press(buttons[1])
        number, text, first, buttons = await picture_of(world, expert, after=1)
    assert first.startswith(PNG)
    assert f"{local:%B %Y}" in text
    assert f"{local.day} {local:%b}, 15:00 · Groups B, D: Schooling <of> returned children" in text
    assert "Accountability" not in text
    assert "To my calendar" not in buttons  # no HTTP side, no address

    await expert.press("Quarter")
    shown = await expert.expect(lambda m: m.id == number and " – " in m.text)
    assert "Month" in [b.text for row in shown.buttons for b in row]
    for _ in range(2):
        message = await expert.expect(lambda m: m.id == number, after=0)
        edits = message.edits
        await expert.press(message.buttons[0][1].text)
        await expert.expect(lambda m, edits=edits: m.id == number and m.edits > edits)  # type: ignore[misc]
    message = await expert.expect("No meetings in this quarter.", after=0)
    assert message.id == number
    await expert.press("Today")
    await expert.expect(lambda m: m.id == number and "Schooling" in m.text)
    assert len([m for m in await expert.inbox() if "photo" in m.raw]) == 1, "it was turned in place"
    for forged in ("ct:9999:1:month", "ct:2026:13:month", "ct:2026:1:decade"):
        refused = await expert.press(data=forged, message=number, forge=True)
        assert "no longer works" in refused.text

    outsider = await world.sandbox.person("Journalist", language_code="en")
    await outsider.say("/start")
    await outsider.press("English")
    await outsider.say("/calendar")
    await outsider.expect("Only the secretariat and those who sit in the group")


async def test_a_meetings_file_is_read_by_another_library_and_accepted_as_an_update(world: World) -> None:
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    made = await publish(world, "Schooling, second; reading", ("B",), 20, VIENNA)
    card = await expert.expect("Group B: Schooling")

    async def file() -> tuple[vobject.base.Component, str]:
        before = [m.id for m in await expert.inbox() if m.document]
        await expert.press("Add to calendar", message=card)
        sent = await expert.expect(lambda m: m.document == f"meeting-{made.id}.ics" and m.id not in before)
        text = (await fetched(world, sent.raw["document"])).decode()
        return vobject.readOne(text), text

    first, text = await file()
    event = first.vevent
    assert event.summary.value == "Group B: Schooling, second; reading"
    assert event.dtstart.value.astimezone(UTC) == made.starts_at
    assert event.dtend.value.astimezone(UTC) == made.ends_at
    assert f"DTSTART;TZID={VIENNA}:" in text
    assert VIENNA in [zone.tzid.value for zone in first.vtimezone_list]
    assert event.url.value == "https://example.org/room"
    assert "https://example.org/agenda.pdf" in event.description.value
    assert sorted(alarm.trigger.value for alarm in event.valarm_list) == [-offset for offset in world.council.reminders]
    assert not {"attendee", "organizer"} & set(event.contents)
    assert "Expert" not in text

    kept: dict[str, vobject.base.Component] = {event.uid.value: event}  # as a calendar program keeps entries

    def accept(found: vobject.base.Component) -> vobject.base.Component:
        old = kept[found.uid.value]
        assert int(found.sequence.value) > int(old.sequence.value)
        assert found.dtstamp.value >= old.dtstamp.value
        kept[found.uid.value] = found
        return found

    await world.sandbox.advance(minutes=5)
    now = await world.sandbox.now()

    def work(tx: Transaction) -> UnitOfWork:
        return unit_of_work(tx, world.council, OPERATOR, now)

    async with world.app.store.begin() as tx:
        later = made.draft.starts + timedelta(days=1)
        moved, _ = await meetings.move(work(tx), made.id, made.schedule, later, "Asia/Tashkent")
    async with world.app.store.begin() as tx:
        await meetings.change(work(tx), made.id, Part.TITLE, "Another title")
    found = accept((await file())[0].vevent)
    assert found.dtstart.value.astimezone(UTC) == moved.starts_at
    assert found.summary.value == "Group B: Another title"
    assert int(found.sequence.value) == int(event.sequence.value) + 2
    press = card.buttons[-1][0].data
    async with world.app.store.begin() as tx:
        await meetings.cancel(work(tx), made.id)
    await expert.expect("Cancelled: group B", after=0)
    await expert.press(data=press, message=card, forge=True)
    sent = await expert.expect(lambda m: m.document == f"meeting-{made.id}.ics")
    over = accept(vobject.readOne((await fetched(world, sent.raw["document"])).decode()).vevent)
    assert over.status.value == "CANCELLED"
    assert "valarm" not in over.contents
    assert len(kept) == 1

    other = await world.member("Expert, Tajikistan, group A", ["A"])
    refused = await other.press(data=press, message=await other.last(), forge=True)
    absent = await other.press(data="ti:99", message=await other.last(), forge=True)
    assert refused.text == absent.text
    assert "no right to this, or it does not exist" in refused.text


# -- feeds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Served:
    """A world whose program answers over HTTP, and somebody's calendar program."""

    world: World
    url: str
    http: aiohttp.ClientSession

    async def get(self, url: str, **headers: str) -> tuple[int, str, aiohttp.ClientResponse]:
        async with self.http.get(url, headers=headers) as response:
            return response.status, await response.text(), response


@asynccontextmanager
async def serving(database: Path, council: Council) -> AsyncIterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with by_day() as server, Sandbox(server.url) as sandbox, aiohttp.ClientSession() as http:
        secretary = await sandbox.person("Secretariat", role="secretariat", id=SECRETARY)
        async with running(server.url, database, council, http_port=port, public_url=url) as app:
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            yield Served(World(app, sandbox, council, secretary), url, http)


async def new_address(user: User) -> str:
    await user.say("/calendar")
    await user.press("To my calendar")
    await user.expect("Your meetings in your calendar")
    await user.press("New address")
    told = await user.expect("It will not be shown again.")
    return next(line for line in told.text.splitlines() if line.startswith("http"))


def titles(text: str) -> list[str]:
    read = vobject.readOne(text)
    return [event.summary.value for event in getattr(read, "vevent_list", [])]


@pytest.mark.road
async def test_a_feed_shows_its_owners_meetings_and_nobody_elses_and_is_revoked(
    tmp_path: Path, council: Council, capfd: pytest.CaptureFixture[str]
) -> None:
    async with serving(tmp_path / "majlis.db", council) as served:
        world = served.world
        assert (await served.get(f"{served.url}/healthz"))[:2] == (200, "ok\n")
        expert = await world.member("Expert, Uzbekistan, group B", ["B"])
        await publish(world, "Schooling", ("B",), 5)
        await publish(world, "Accountability", ("A",), 5)
        gone = await publish(world, "Called off", ("B", "C"), 6)
        url = await new_address(expert)
        now = await world.sandbox.now()
        async with world.app.store.begin() as tx:
            await meetings.cancel(unit_of_work(tx, council, OPERATOR, now), gone.id)
        status, text, response = await served.get(url)
        assert status == 200
        assert response.content_type == "text/calendar"
        assert "private" in response.headers["Cache-Control"]
        assert titles(text) == ["Group B: Schooling", "Cancelled: Groups B, C: Called off"]
        states = {event.summary.value: event.status.value for event in vobject.readOne(text).vevent_list}
        assert states == {"Group B: Schooling": "CONFIRMED", "Cancelled: Groups B, C: Called off": "CANCELLED"}
        assert "Uzbekistan" not in text, "a feed names nobody"
        again = await served.get(url, **{"If-None-Match": response.headers["ETag"]})
        assert again[:2] == (304, "")
        assert response.headers["Content-Encoding"] == "gzip"
        await publish(world, "One more", ("B",), 7)
        status, text, _ = await served.get(url, **{"If-None-Match": response.headers["ETag"]})
        assert status == 200
        assert "Group B: One more" in titles(text)

        async with world.app.store.begin() as tx:
            person = await members.by_telegram(tx, expert.id)
            assert person is not None
            await end(unit_of_work(tx, council, OPERATOR, now), person.id, "B")
        assert titles((await served.get(url))[1]) == []
        async with world.app.store.begin() as tx:
            await members.seat(tx, person.id, "B", Role.MEMBER, now)
        assert titles((await served.get(url))[1])

        await expert.press("My addresses")
        listed = await expert.expect("last read")
        secretary = await new_address(world.secretary)
        stolen = await world.secretary.press(data="cr:1", message=await world.secretary.last(), forge=True)
        assert "already revoked" in stolen.text
        assert (await served.get(url))[0] == 200, "nobody revokes another's"
        await expert.press("Revoke 1", message=listed)
        revoked = await served.get(url)
        absent = await served.get(f"{served.url}/calendar/{'x' * 22}.ics")
        mistyped = await served.get(f"{served.url}/calendar/nonsense")
        assert {(status, text) for status, text, _ in (revoked, absent, mistyped)} == {
            (404, "There is no such calendar, or it was revoked.\n")
        }
        assert set(titles((await served.get(secretary))[1])) >= {"Group B: Schooling", "Group A: Accountability"}

        for _ in range(30):  # an old address that is asked for again and again is no guess
            assert (await served.get(url))[0] == 404
        for _ in range(25):
            status, _, response = await served.get(f"{served.url}/calendar/{'y' * 22}.ics")
        assert status == 429
        assert int(response.headers["Retry-After"]) > 0
        assert (await served.get(secretary))[0] == 429, "who guesses learns nothing, be it right"
        assert (await served.get(secretary, **{"X-Forwarded-For": "192.0.2.7"}))[0] == 200, "others are served"
        kept = "".join(str(row) for row in await everything(world.app))
        for secret in (url, secretary):
            token = secret.rpartition("/")[2].removesuffix(".ics")
            assert token not in kept
            assert token not in capfd.readouterr().err


async def everything(app: App) -> list[object]:
    """Every row of the tables where a secret could have been kept."""
    async with app.store.read() as tx:
        return [dict(row) for table in (feeds, audit, outbox, updates) for row in await tx.rows(sa.select(table))]
