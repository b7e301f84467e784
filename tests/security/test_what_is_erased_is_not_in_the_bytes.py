"""What somebody has erased, and what is said to be kept nowhere, is not in the database's files: neither in rows nor in
free pages nor in the log of writes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.config import Council
from council.people import Role
from council.text_rules import shown
from storage import members
from storage.erasure import personal_data
from storage.erasure.typed_words import without
from storage.store import Store
from storage.tables import people
from tests.databases import prepare
from tests.flows import world as worlds
from tests.flows.registration import link
from tests.flows.world import World
from tests.security.files import bytes_of
from tests.storage.people import NOW
from tests.waiting import until

NAME, EMAIL, TELEGRAM = "Expert with a rare name", "rare@example.org", 7_340_915_268
TRACES = [NAME.encode(), EMAIL.encode(), TELEGRAM.to_bytes(6, "big"), str(TELEGRAM).encode()]
"""SQLite stores a number of this size in six bytes."""


@pytest.fixture
async def world(tmp_path: Path, council: Council) -> AsyncIterator[World]:
    async with worlds.world(tmp_path / "majlis.db", council) as made:
        yield made


async def test_erasure_leaves_nothing_in_the_files(tmp_path: Path) -> None:
    prepare(tmp_path / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/majlis.db")
    async with store.begin() as tx:
        person = await members.add(tx, TELEGRAM, "en", "UTC", NOW)
        await members.change(tx, person.id, name=NAME, email=EMAIL)
        await members.seat(tx, person.id, "B", Role.MEMBER, NOW)
    # As many others as make pages split and rows move.
    for at in range(30):
        async with store.begin() as tx:
            other = await members.add(tx, at + 1, "en", "UTC", NOW)
            await members.change(tx, other.id, name="Somebody else " * 8)
            await members.change(tx, person.id, name=NAME + "!" * at)
    assert all(trace in bytes_of(tmp_path) for trace in TRACES[:3])
    async with store.begin() as tx:
        found = await members.find(tx, person.id)
        assert found is not None
        await personal_data.forget(tx, found, NOW)
    left = bytes_of(tmp_path)
    assert [trace for trace in TRACES if trace in left] == []
    await store.close()


async def test_forget_leaves_nothing_in_the_files(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even of the replies to /forget itself, once they are sent and the log is emptied again."""
    user = await world.member(NAME, ["B"], telegram_id=TELEGRAM)  # a short id could stand in some hash by chance
    await user.say("/forget")
    await user.press("Yes, erase everything about me")
    await user.expect("Everything about you is erased", after=0)
    monkeypatch.setattr("storage.store.EMPTY_LOG_SECONDS", 0.0)
    traces = [NAME.encode(), str(user.id).encode(), TELEGRAM.to_bytes(6, "big")]

    async def gone() -> bool:
        async with world.app.store.begin() as tx:
            await tx.write(sa.update(people).where(people.c.id == 0).values(name=""))
        left = bytes_of(tmp_path)
        return not any(trace in left for trace in traces)

    await until(gone, "their absence")


async def test_an_invitations_secret_is_kept_nowhere(world: World, tmp_path: Path) -> None:
    """While the invited person fills in the form, the files hold the secret's hash and nothing else of it."""
    payload = await link(world)
    secret = payload.removeprefix("i_").encode()
    expert = await world.sandbox.person("Expert, Kazakhstan", language_code="en")
    await expert.say(f"/start {payload}")
    await expert.press("English")
    await expert.press("Join")
    await expert.expect("full name")
    await expert.say("Expert, Kazakhstan")
    await expert.expect("organisation")
    left = bytes_of(tmp_path)
    assert secret not in left
    assert secret[:8] not in left
    await expert.say("Ministry")
    await expert.expect("country")
    await expert.say("Kazakhstan")
    await expert.press("Join", message=await expert.expect("Is this right?"))
    await expert.expect("You have joined", after=0)


def test_a_name_is_found_in_others_forms_however_it_stands_there() -> None:
    """On a button it is cut; somebody who is in no group is kept with a sign before the name."""
    long = f"{NAME}, {NAME}, {NAME}, {NAME}"
    data = {"found": [["7", shown(long, 60)], ["8", "Expert with"]], "who": f"={NAME}", "what": "Letter…", "n": 3}
    assert without(data, {NAME, long}) == {"found": [["8", "Expert with"]], "who": "", "what": "Letter…", "n": 3}
