"""A detached round: whoever reads its database, before or after it has closed, cannot tell who chose what.

Two councils are told apart by nothing but that: the same people vote in the same order, and only what each of them
chooses is another one's. What the two then hold is compared, whole. A round with names shows that this would be seen.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery import pacer
from bot.logs import set_up_logs
from bot.settings import LogFormat, LogLevel
from council.config import Council
from council.openness import Openness
from council.people import Role
from council.rounds import RecommendationDraft, Round
from council.rules import Choice, Terms
from handlers.rounds.actions import opening
from sandbox.client import User
from storage.store import Store
from storage.tables import metadata
from tests.flows import world as worlds
from tests.flows.recommendations import work_of
from tests.flows.world import World
from tests.waiting import settled

VOTERS = 6
ONE_WAY = (Choice.SUPPORT, Choice.OBJECT, Choice.SUPPORT, Choice.ASIDE, Choice.SUPPORT)
OTHER_WAY = (Choice.OBJECT, Choice.SUPPORT, Choice.ASIDE, Choice.SUPPORT, Choice.SUPPORT)
"""The same totals, spread otherwise over the same people; the sixth does not vote."""

LABELS = {Choice.SUPPORT: "Support", Choice.OBJECT: "Object", Choice.ASIDE: "Stand aside"}

_CHANCE = re.compile(r"[0-9a-f]{32,64}|\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?|\d{8,}")
"""What differs between any two runs: salts, hashes, instants, numbers that hold them."""

Dump = Mapping[str, Sequence[str]]


async def dump(store: Store) -> Dump:
    """All that the database holds, table by table, in the order in which a table keeps it, without what is chance."""
    found: dict[str, Sequence[str]] = {}
    async with store.read() as tx:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in await tx.rows(sa.select(table))]
            if table.name == "outbox":  # how often a card is redrawn depends on how fast; what a redraw holds is seen here
                redraws = [row for row in rows if row["card_id"] is not None]
                assert all(row["data"] == {} for row in redraws)
                rows = sorted((row for row in rows if row["card_id"] is None), key=lambda row: str(row["key"]))
                drop = {"id", "message_id", "attempts", "run", "waits_from", "state", "reason"}
                rows = [{key: value for key, value in row.items() if key not in drop} for row in rows]
            if table.name == "cards":  # they were sent side by side, before anybody had voted
                rows = [{key: value for key, value in row.items() if key not in {"id", "message_id"}} for row in rows]
                rows.sort(key=lambda row: (str(row["kind"]), str(row["chat_id"])))
            found[table.name] = [_plain(row) for row in rows]
    return found


def _plain(row: Mapping[str, object]) -> str:
    kept = {key: "T" if isinstance(value, datetime) else value for key, value in row.items() if key != "update_id"}
    return _CHANCE.sub("*", json.dumps(kept, default=str, sort_keys=True, ensure_ascii=False))


async def one_council(world: World, openness: Openness) -> tuple[User, list[User], Round]:
    """Six people in a group, and a round."""
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    people = [chair, *[await world.member(f"Expert {at}, group B", ["B"]) for at in range(1, VOTERS)]]
    async with world.app.store.begin() as tx:
        draft = RecommendationDraft(
            "B", "Schooling", "Children return to school.", "", await world.sandbox.now() + timedelta(days=2),
            Terms(openness=openness),
        )  # fmt: skip
        round_ = await opening.open_round(await work_of(world, tx, chair), draft)
    for user in people:
        await user.expect(f"Recommendation {round_.number}", after=0)
    await settled(world.app.store)
    return chair, people, round_


async def vote(people: Sequence[User], choices: Sequence[Choice], round_: Round) -> None:
    for user, choice in zip(people, choices, strict=False):
        card = await user.expect(lambda m: f"Recommendation {round_.number}" in m.text, after=0)
        told = await user.press(LABELS[choice], message=card)
        if round_.detached:
            assert told.text == "Your vote is counted."
            voted = await user.expect("You have voted", after=0)
            assert not any("v:" in (b.data or "") for row in voted.buttons for b in row)
        elif choice is Choice.OBJECT:
            await user.expect("what harm")
            await user.say("Harm")
            await user.expect("Which wording")
            await user.press("I do not know yet")
            await user.expect("Recorded: object")


async def both_ways(tmp_path: Path, council: Council, openness: Openness) -> tuple[tuple[Dump, Dump], tuple[Dump, Dump]]:
    """What each of the two councils holds, while the round is open and after it has closed."""
    dumps: list[tuple[Dump, Dump]] = []
    for at, choices in enumerate((ONE_WAY, OTHER_WAY)):
        async with AsyncExitStack() as stack:
            world = await stack.enter_async_context(worlds.world(tmp_path / f"{at}.db", council))
            set_up_logs(LogLevel.DEBUG, LogFormat.TEXT)
            chair, people, round_ = await one_council(world, openness)
            await vote(people, choices, round_)
            await chair.expect("5 of 6 have answered" if round_.detached else "silent 1", after=0)
            await settled(world.app.store)
            during = await dump(world.app.store)
            if round_.detached:
                await _tries(world, people, round_)
            await world.sandbox.advance(days=3)
            for user in people:
                await user.expect(lambda m: "photo" in m.raw, after=0)
            await settled(world.app.store)
            dumps.append((during, await dump(world.app.store)))
    return dumps[0], dumps[1]


async def _tries(world: World, people: Sequence[User], round_: Round) -> None:
    """What somebody would try who has the database of an open round."""
    async with world.app.store.read() as tx:
        rows = {table: [dict(r) for r in await tx.rows(sa.select(table))] for table in metadata.sorted_tables}
        chats = {user.id for user in people}
        made = await tx.rows(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    schema = {row["name"]: row["sql"] for row in made}
    ids = {row["id"] for row in rows[metadata.tables["people"]]}
    # Ids, forms, kept answers, audit, deliveries: no row that names a person names a choice.
    for table, found in rows.items():
        for row in found:
            named = any(row.get(key) in ids for key in row if key.endswith("person_id")) or row.get("chat_id") in chats
            text = json.dumps(row, default=str).casefold()
            told = [choice.value for choice in Choice if f'"{choice.value}"' in text or f": {choice.value}" in text]
            assert not (named and told), (table.name, told)
    by_name = {table.name: found for table, found in rows.items()}
    assert by_name["positions"] == by_name["position_history"] == by_name["objections"] == by_name["forms"] == []
    assert not any("position" in str(row["action"]) for row in by_name["audit"])
    assert not any("vote" in str(row["action"]) for row in by_name["audit"])
    # Times: neither who voted nor how many has one. Row order: both tables have no numbers of rows of their own, and lie
    # in the order of their keys.
    for name in ("voters", "vote_counts"):
        assert not any(isinstance(value, datetime) for row in by_name[name] for value in row.values())
        assert "WITHOUT ROWID" in schema[name]
    order = [row["person_id"] for row in by_name["voters"]]
    assert order == sorted(order)
    assert len(order) == VOTERS - 1
    assert sum(int(row["n"]) for row in by_name["vote_counts"]) == VOTERS - 1
    # Update records: what was received is a number and a time; what was answered is the same for everyone.
    for row in by_name["updates"]:
        assert set(row) == {"update_id", "received_at", "answers", "error"}
        assert not row["answers"] or "vote" not in json.dumps(row["answers"])


async def test_a_detached_rounds_database_is_the_same_whoever_chose_what(
    tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)
    one, other = await both_ways(tmp_path, council, Openness.DETACHED)
    for during_one, during_other in zip(one, other, strict=True):
        assert set(during_one) == {table.name for table in metadata.sorted_tables}
        for table in during_one:
            assert during_one[table] == during_other[table], table
    logged = capfd.readouterr()
    for choice in (Choice.OBJECT, Choice.ASIDE):
        assert choice.value not in (logged.out + logged.err).casefold()


async def test_and_a_round_with_names_is_not(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)
    one, other = await both_ways(tmp_path, council, Openness.NAMED)
    differ = {table for table in one[0] if one[0][table] != other[0][table]}
    assert {"positions", "position_history", "objections"} <= differ
