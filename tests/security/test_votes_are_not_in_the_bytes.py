"""Whoever copies the database's files once, while a round is open or after it, cannot tell who chose what."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.openness import Openness
from council.people import Role
from council.questions import Place, QuestionDraft
from council.rules import Choice, Ground, Outcome, Terms
from storage import positions, questions, rounds
from storage.store import Store
from storage.tables import question_options, question_voters, vote_counts, voters
from tests.databases import prepare
from tests.security.files import bytes_of, log_of, page_of
from tests.storage.recommendations import DEADLINE, NOW, draft, seated

ONE_WAY = (Choice.SUPPORT, Choice.OBJECT, Choice.SUPPORT, Choice.ASIDE, Choice.SUPPORT)
OTHER_WAY = (Choice.OBJECT, Choice.SUPPORT, Choice.ASIDE, Choice.SUPPORT, Choice.SUPPORT)
"""The same totals, spread otherwise over the same people."""

ONE_ELSE = (Choice.SUPPORT, Choice.OBJECT, Choice.SUPPORT, Choice.OBJECT, Choice.SUPPORT)
"""As the first, but for the vote of one."""


async def round_of(store: Store) -> tuple[int, list[int]]:
    """An open detached round, and the six whom it asks."""
    async with store.begin() as tx:
        asked = [await seated(tx, at, "B", Role.MEMBER) for at in range(1, 7)]
        terms = Terms(openness=Openness.DETACHED)
        return (await rounds.add(tx, draft(), asked[0], 2026, terms, asked, NOW)).id, asked


async def question_of(store: Store) -> tuple[int, list[int]]:
    """A question without names, and the six whom it is put to."""
    async with store.begin() as tx:
        asked = [await seated(tx, at, "B", Role.MEMBER) for at in range(11, 17)]
        about = QuestionDraft("B", "Where?", tuple(Choice), False, False, Place.PRIVATE, DEADLINE)
        return (await questions.add(tx, about, asked[0], NOW)).id, asked


async def answered(folder: Path, choices: Sequence[Choice]) -> tuple[bytes, bytes]:
    """The files of a council whose people choose so in a round and in a question: while they are open, and after."""
    folder.mkdir()  # noqa: ASYNC240
    prepare(folder / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{folder}/majlis.db")
    round_, electors = await round_of(store)
    question, holders = await question_of(store)
    for elector, holder, choice in zip(electors, holders, choices, strict=False):
        async with store.begin() as tx:
            assert await positions.vote(tx, round_, elector, choice)
        assert log_of(folder) == b""
        async with store.begin() as tx:
            assert await questions.count_unnamed(tx, question, holder, {tuple(Choice).index(choice)})
        assert log_of(folder) == b""
    during = bytes_of(folder)
    async with store.begin() as tx:
        await rounds.close(tx, round_, Outcome.NOT_ADOPTED, Ground.OBJECTION, DEADLINE)
        await questions.close(tx, question, DEADLINE)
    assert log_of(folder) == b""
    await store.close()
    return during, bytes_of(folder)


async def test_files_are_the_same_whoever_chose_what(tmp_path: Path) -> None:
    one = await answered(tmp_path / "one", ONE_WAY)
    assert one == await answered(tmp_path / "other", OTHER_WAY)


async def test_one_vote_that_differs_shows_in_the_totals_only(tmp_path: Path) -> None:
    one, other = await answered(tmp_path / "one", ONE_WAY), await answered(tmp_path / "other", ONE_ELSE)
    for at_first, at_second in zip(one, other, strict=True):
        differ = [at for at, (a, b) in enumerate(zip_longest(at_first, at_second)) if a != b]
        assert len(differ) == 4, "the last byte of one counter more and of one counter less, in the round and the question"


async def test_a_reader_delays_the_emptying_of_the_log_but_does_not_prevent_it(tmp_path: Path) -> None:
    prepare(tmp_path / "majlis.db")
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/majlis.db")
    round_, asked = await round_of(store)
    async with store.read() as reader:
        await reader.rows(sa.select(voters))
        async with store.begin() as tx:
            await positions.vote(tx, round_, asked[0], Choice.OBJECT)
        assert log_of(tmp_path)
    async with store.begin():
        pass  # the next beat
    assert log_of(tmp_path) == b""
    await store.close()


async def test_what_a_killed_program_left_in_the_log_is_gone_after_the_next_start(tmp_path: Path) -> None:
    prepare(tmp_path / "majlis.db")
    killed = Store(f"sqlite+aiosqlite:///{tmp_path}/majlis.db")
    async with killed.begin() as tx:
        await seated(tx, 1, "B", Role.MEMBER)
    async with killed.begin() as tx:
        await seated(tx, 2, "B", Role.MEMBER)
    assert log_of(tmp_path)
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/majlis.db")
    async with store.begin():
        pass
    assert log_of(tmp_path) == b""
    await store.close()
    await killed.close()


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_postgresql_keeps_no_earlier_count(store: Store, prepared: str) -> None:
    """No version of a counter but the present one is in the table's file, and no mark joins it to a voter's row."""
    round_, electors = await round_of(store)
    question, holders = await question_of(store)
    for elector, holder, choice in zip(electors, holders, ONE_WAY, strict=False):
        async with store.begin() as tx:
            await positions.vote(tx, round_, elector, choice)
        async with store.begin() as tx:
            await questions.count_unnamed(tx, question, holder, {tuple(Choice).index(choice)})
    for counters, people in ((vote_counts, voters), (question_options, question_voters)):
        async with store.read() as tx:
            marks = await tx.values(sa.select(sa.text("xmin::text")).select_from(counters).distinct())
            voted = await tx.values(sa.select(sa.text("xmin::text")).select_from(people).distinct())
        assert len(marks) == 1
        assert len(voted) == 5
        assert not set(marks) & set(voted)
        page = await page_of(prepared, counters.name)
        items = (int.from_bytes(page[12:14], "little") - 24) // 4
        assert items == len(Choice), "versions of rows in the file: one for each counter"


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_reader_of_the_counters_keeps_nobody_from_voting(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.traces.LOCK_MS", 20)
    round_, asked = await round_of(store)
    async with store.read() as reader:
        await reader.rows(sa.select(vote_counts))
        async with store.begin() as tx:
            assert await positions.vote(tx, round_, asked[0], Choice.OBJECT)
    async with store.begin() as tx:
        assert await positions.vote(tx, round_, asked[1], Choice.OBJECT)
        counted = await tx.value(sa.select(vote_counts.c.n).where(vote_counts.c.choice == Choice.OBJECT.value))
    assert counted == 2
