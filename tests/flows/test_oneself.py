"""One's own data, through the front door: seen, changed, taken along, erased."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from council.people import OPERATOR, Actor, Role
from council.rounds import RecommendationDraft
from council.rules import Choice
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from handlers.registration.actions.seats import bring_in_secretariat
from handlers.rounds.actions import opening, voting
from sandbox.users import User
from storage import audit, members, records, subscriptions
from storage.tables import metadata, updates
from storage.transaction import Transaction
from tests.flows.roster import content
from tests.flows.world import SECRETARY, World
from tests.waiting import until

NAME, EMAIL = "Expert who leaves & <goes>", "leaves@example.org"


async def work(world: World, tx: Transaction, user: User) -> UnitOfWork:
    """What an action is handed when this person acts."""
    now = await world.sandbox.now()
    person = await members.by_telegram(tx, user.id)
    assert person is not None
    actor = Actor("person", person, await members.seats_of(tx, person.id, now))
    return unit_of_work(tx, world.council, actor, now)


async def test_everything_about_oneself_is_changed_by_oneself_and_audited(world: World) -> None:
    user = await world.member("Expert, group B", ["B"])

    async def change(field: str, answer: str, *, typed: bool = False, shown: str) -> None:
        await user.press(field)
        await user.expect("?")
        await (user.say if typed else user.press)(answer)
        await user.expect(shown)

    await user.say("/profile")
    shown = await user.expect("My profile")
    assert "Quiet hours: 22:00–08:00 (the council's default)" in shown.text
    assert "You are not in the network." in shown.text
    await change("Name", "Expert, Astana", typed=True, shown="Name: Expert, Astana")
    await change("E-mail", "new@example.org", typed=True, shown="E-mail: new@example.org")
    await change("E-mail", "No e-mail", shown="E-mail: not given")
    await change("Time zone", "Asia/Aqtobe", shown="Time zone: Asia/Aqtobe, it is ")  # offered: a zone of their country
    await change("Quiet hours", "23-7", typed=True, shown="Quiet hours: 23:00–07:00 (your own)")
    await change("Quiet hours", "None", shown="Quiet hours: none: you get messages at any time")
    await user.press("Time zone")
    await user.expect("Which time zone?")
    for typed, answer in (("Germany", "Several time zones fit: Europe/Berlin"), ("Nowhere", "I do not know"), ("Берлин", "My p")):
        await user.say(typed)
        await user.expect(answer)
    await user.press("Quiet hours")
    await user.expect("During which hours")
    for typed, answer in (
        ("25:00-07:00", "I cannot read this as quiet hours"),
        ("22-22", "I cannot"),
        ("22–7.30", "07:30 (your own)"),
    ):
        await user.say(typed)
        await user.expect(answer)
    await user.press("Reminders")
    await user.press("✓ 1 hour before")
    await user.expect(lambda m: "1 hour before" in [b.text for row in m.buttons for b in row])
    await user.press("My profile")
    assert "1 hour" not in (await user.expect("Reminders of meetings: ")).text.partition("Reminders of meetings: ")[2]
    await change("Language", "Русский", shown="Europe/Berlin")
    async with world.app.store.read() as tx:
        person = await members.by_telegram(tx, user.id)
        assert person is not None
        assert (person.zone, person.quiet, person.language, person.email) == ("Europe/Berlin", "22:00-07:30", "ru", "")
        assert not person.wants(timedelta(hours=1))
        assert person.wants(timedelta(days=1))
        changed = await audit.page(tx, ["profile changed"], (), person.id, 0, 99)
        assert {one.detail["field"] for one in changed} == {
            "name", "email", "zone", "quiet", "language", "reminders",
        }  # fmt: skip


async def fill(world: World, user: User) -> int:
    """A life in the council: a closed round with an objection, an open one, a form begun. The number of the closed one."""
    now = await world.sandbox.now()
    other = await world.member("Expert, group B, other", ["B"], Role.CHAIR)
    async with world.app.store.begin() as tx:
        chair = await work(world, tx, other)
        await members.change(tx, (await work(world, tx, user)).person.id, email=EMAIL)
        made = []
        for n in (1, 2):
            draft = RecommendationDraft("B", f"Title {n}", f"Text {n}", "", now + timedelta(hours=4 * n))
            made.append(await opening.open_round(chair, draft))
            await voting.cast(
                await work(world, tx, user), made[-1].id, Choice.OBJECT, f"harm of the leaver {n}", "remedy", version=1
            )
        await subscriptions.subscribe(tx, (await work(world, tx, user)).person.id, now)
    return made[0].id


async def _answered(world: World) -> None:
    """Until no answer waits to be given: what was said last is kept no longer than that."""
    kept = sa.select(updates.c.update_id).where(updates.c.answers.is_not(None))

    async def given() -> bool:
        async with world.app.store.read() as tx:
            return not await tx.values(kept)

    await until(given, "the last answer")


@pytest.mark.road
async def test_everything_stored_is_given_and_then_erased(
    world: World, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    user = await world.member(NAME, ["B", "D"])
    round_id = await fill(world, user)
    await world.sandbox.advance(hours=5)
    await user.expect("Record 1", after=0)
    await user.say("/mydata")
    file = await user.expect("This file holds your data")
    page = (await content(world, file)).decode()
    data = json.loads(unescape(page.partition("<pre>")[2].partition("</pre>")[0]))
    assert data["people"][0]["telegram_id"] == user.id
    assert {one["harm"] for one in data["objections"]} == {"harm of the leaver 1", "harm of the leaver 2"}
    assert {one["action"] for one in data["audit"]} >= {"joined by an invitation", "took a position"}
    assert "Expert who leaves &amp; &lt;goes&gt;" in page
    assert "<goes>" not in page

    await user.say("/forget")
    asked = await user.expect("Erase everything about you?")
    assert "under “former member”" in asked.text
    assert "groups B, D" in asked.text
    late = await user.press(data="pf:100", message=asked, forge=True)
    assert "no longer works" in late.text
    done = await user.press("Yes, erase everything about me")
    assert done.text == ""
    await user.expect("Everything about you is erased")
    gone = await world.secretary.expect("Somebody has left the council", after=0)
    assert NAME not in gone.text

    await user.expect("Everything about you is erased")
    await _answered(world)
    async with world.app.store.read() as tx:
        assert await members.by_telegram(tx, user.id) is None
        record = await records.of_round(tx, round_id)
        assert record is not None
        assert None in record.names.values(), "a former member"
        assert "harm of the leaver 1" in str(record.record), "what was said in a decided round stays in its record"
        assert (await records.verify(tx)).faults == ()
        assert (await audit.verify(tx)).holds
        for table in metadata.sorted_tables:
            for row in await tx.rows(sa.select(table)):
                told = str(dict(row))
                for word in (NAME, EMAIL, str(user.id), "harm of the leaver 2"):
                    # Not within a hash, where the digits of an id may stand by chance.
                    assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", told), f"{table.name} still holds {word}"
                if "harm of the leaver 1" in told:
                    assert table.name in {"records", "objections", "positions"}
    logged = caplog.text + "".join(capsys.readouterr())
    for word in (NAME, EMAIL, "harm of the leaver", "@"):
        assert word not in logged

    again = await user.press(data="pf:100", message=asked, forge=True)  # whoever presses on is somebody new
    assert again.text
    await user.say("/start")
    await user.expect("choose your language")


async def test_the_last_of_the_secretariat_stays(world: World) -> None:
    await world.secretary.say("/forget")
    await world.secretary.expect("You are the only one in the secretariat")
    other = await world.member("Expert, group B", ["B"])
    async with world.app.store.begin() as tx:
        now = await world.sandbox.now()
        await bring_in_secretariat(unit_of_work(tx, world.council, OPERATOR, now), [SECRETARY, other.id])
    await other.say("/home")
    await other.expect("You are in the secretariat.")  # the program's clock may be a little behind
    await world.secretary.say("/forget")
    asked = await world.secretary.expect("Erase everything about you?")
    assert "the server's settings" in asked.text
    async with world.app.store.begin() as tx:
        await bring_in_secretariat(unit_of_work(tx, world.council, OPERATOR, now), [SECRETARY])
    answer = await world.secretary.press("Yes, erase everything about me")
    assert "You are the only one" in answer.text
    async with world.app.store.read() as tx:
        assert await members.by_telegram(tx, SECRETARY) is not None
