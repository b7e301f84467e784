"""Recommendations outside their rounds, on both engines."""

import asyncio
from datetime import UTC, datetime, timedelta

from council.people import Role
from council.recommendations import Event, Happened, Proposal, Recommendation, Stage
from council.rounds import Document, Text
from council.rules import Ground, Outcome, Terms
from storage import recommendations, rounds
from storage.recommendations import Scope
from storage.store import Store
from storage.transaction import Transaction
from tests.storage.recommendations import seated

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
FILE = Document("file-1", "текст.pdf", "ab" * 32)


async def made(tx: Transaction, author: int, group: str = "B", title: str = "Title", text: str = "Text") -> Recommendation:
    return await recommendations.add(tx, Proposal(group, title, text, ""), author, 2026, NOW)


def of_all(person: int = 0) -> Scope:
    return Scope(person, None, None)


async def test_versions_and_files_come_back_as_they_were_kept(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.MEMBER)
        about = await recommendations.add(tx, Proposal("B", "T", "In short", "https://example.org/", FILE), author, 2026, NOW)
        await recommendations.revise(tx, about.id, 1, Text("Typed now"), "what changed", author, LATER)
    async with store.read() as tx:
        changed = await recommendations.find(tx, about.id)
        first, second = await recommendations.versions_of(tx, about.id)
        assert await recommendations.find(tx, 99) is None
    assert about.hash == FILE.hash
    assert about.stage is Stage.DRAFT
    assert changed is not None
    assert (changed.version, changed.wording) == (2, Text("Typed now"))
    assert (first.text, first.hash, first.note) == (Text("In short", "https://example.org/", FILE), FILE.hash, "")
    assert (second.note, second.made_at, second.made_by) == ("what changed", LATER, author)


async def test_a_round_is_held_where_it_is_asked(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.MEMBER)
        head = await seated(tx, 2, "EC", Role.CHAIR)
        about = await made(tx, author)
        own = await rounds.open_(tx, about, "B", Terms(), None, LATER, head, [author], NOW)
        assert (own.author, own.proposer, own.in_committee) == (author, author, False)
        await rounds.close(tx, own.id, Outcome.ADOPTED, Ground.CONSENSUS, LATER)
        second = await rounds.open_(tx, about, "EC", Terms(), None, LATER, head, [head], NOW)
    async with store.read() as tx:
        assert (second.group, second.origin, second.in_committee) == ("EC", "B", True)
        assert (second.author, second.proposer) == (head, author)  # who leads it there is who opened it
        assert [r.id for r in await rounds.open_in(tx, ["EC"], NOW)] == [second.id]
        assert await rounds.open_in(tx, ["B"], NOW) == []
        assert [r.id for r in await rounds.of_recommendation(tx, about.id)] == [own.id, second.id]
        assert {at: r.id for at, r in (await rounds.last_of(tx, [about.id])).items()} == {about.id: second.id}
        assert await rounds.last_of(tx, []) == {}


async def test_what_is_on_whose_shelf(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.MEMBER)
        draft = await made(tx, author)
        out = await made(tx, author)
        await recommendations.turn(tx, out.id, Stage.CONSULTATION)
        sent = await made(tx, author)
        await recommendations.forward(tx, sent.id, NOW)
        await recommendations.note(tx, sent.id, Event(Happened.FORWARDED, NOW, 1, author))
        await recommendations.send_back(tx, sent.id, 1)
        other = await made(tx, author, "D")
        await recommendations.turn(tx, other.id, Stage.ROUND)
    async with store.read() as tx:

        async def ids(scope: Scope, search: str = "") -> list[int]:
            return [one.id for one in await recommendations.listed(tx, scope, search)]

        assert await ids(of_all()) == [other.id, sent.id, out.id, draft.id]  # the latest first
        assert await ids(Scope(author, ["B"], [])) == [sent.id, out.id, draft.id]
        assert await ids(Scope(99, ["B"], [])) == [sent.id, out.id]
        assert await ids(Scope(99, ["B"], ["B"])) == [sent.id, out.id, draft.id]
        assert await ids(Scope(99, ["EC"], ["EC"], forwarded=True)) == [sent.id]
        assert await ids(Scope(99, ["D"], [])) == [other.id]
        found = await recommendations.many(tx, [sent.id, out.id, 99])
    assert {id_: one.forwarded for id_, one in found.items()} == {sent.id: True, out.id: False}
    assert (found[sent.id].stage, found[sent.id].returned_version) == (Stage.RETURNED, 1)


async def test_a_search_finds_letters_in_any_case_and_takes_no_sign_for_a_wildcard(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.MEMBER)
        one = await made(tx, author, title="Раннее обучение", text="Дети идут в школу; Ғ, 100 % и a_b\\c")
        two = await made(tx, author, title="Another", text="Straße")
        for words, found in (
            ("РАННЕЕ школу", [one.id]), ("ғ,", [one.id]), ("100 %", [one.id]), ("%", [one.id]), ("a_b", [one.id]),
            ("_", [one.id]), ("\\c", [one.id]), ("strasse", [two.id]), ("b-2026-02", [two.id]), ("раннее another", []),
            ("", [two.id, one.id]),
        ):  # fmt: skip
            assert [r.id for r in await recommendations.listed(tx, of_all(), words)] == found, words
        await recommendations.revise(tx, one.id, 1, Text("Совсем иначе"), "", author, NOW)
        assert await recommendations.listed(tx, of_all(), "школу") == []
        assert [r.id for r in await recommendations.listed(tx, of_all(), "ИНАЧЕ")] == [one.id]


async def test_history_and_comments_stand_in_their_order(store: Store) -> None:
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.MEMBER)
        about = await made(tx, author)
        events = [
            Event(Happened.DRAFTED, NOW, 1, author),
            Event(Happened.CONSULTED, NOW, 1),
            Event(Happened.REVISED, LATER, 2, author, note="<note>"),
        ]
        for event in events:
            await recommendations.note(tx, about.id, event)
        first = await recommendations.comment(tx, about, author, "One", NOW)
        second = await recommendations.comment(tx, about, author, "Two", LATER)
    async with store.read() as tx:
        assert await recommendations.history(tx, about.id) == events
        said = await recommendations.comments_on(tx, about.id)
        assert [(one.id, one.text, one.version) for one in said] == [(first, "One", 1), (second, "Two", 1)]
        assert await recommendations.history(tx, 99) == []
        assert await recommendations.comments_on(tx, 99) == []


async def test_only_one_round_at_a_time(store: Store) -> None:
    """Two who open a round at the same instant: the lock lets the second see the first."""
    async with store.begin() as tx:
        author = await seated(tx, 1, "B", Role.CHAIR)
        about = await made(tx, author)

    async def one() -> bool:
        async with store.begin() as tx:
            locked = await recommendations.find(tx, about.id, lock=True)
            assert locked is not None
            if any(not r.over for r in await rounds.of_recommendation(tx, about.id)):
                return False
            await rounds.open_(tx, locked, "B", Terms(), None, LATER, author, [author], NOW)
            return True

    assert sorted(await asyncio.gather(*(one() for _ in range(5)))) == [False] * 4 + [True]
