"""Invitations: each use is taken once, and links that cannot be used are counted."""

import asyncio

from council.link_guessing import Tries
from council.people import Role
from storage import invitations
from storage.store import Store
from tests.storage.people import DAY, NOW, SECOND, somebody


async def invitation(store: Store, token_hash: str = "hash") -> int:
    async with store.begin() as tx:
        return await invitations.add(tx, token_hash, ("A", "B"), Role.MEMBER, NOW + DAY, None, NOW)


async def test_an_invitation_is_used_once_however_many_come_at_once(store: Store) -> None:
    id_ = await invitation(store)

    async def use() -> bool:
        async with store.begin() as tx:
            return await invitations.use(tx, id_)

    assert sum(await asyncio.gather(*(use() for _ in range(12)))) == 1
    async with store.begin() as tx:
        found = await invitations.find(tx, "hash")
        assert found is not None
        assert not found.usable(NOW)
        assert not await invitations.revoke(tx, id_, NOW), "used up: nothing to revoke"


async def test_what_makes_an_invitation_unusable(store: Store) -> None:
    id_ = await invitation(store)
    async with store.begin() as tx:
        found = await invitations.find(tx, "hash")
        assert found is not None
        assert (found.groups, found.role) == (("A", "B"), Role.MEMBER)
        assert found.usable(NOW + DAY - SECOND)
        assert not found.usable(NOW + DAY)
        assert await invitations.find(tx, "another") is None
        assert await invitations.revoke(tx, id_, NOW)
        assert not await invitations.revoke(tx, id_, NOW)
        found = await invitations.find(tx, "hash")
        assert found is not None
        assert not found.usable(NOW)


async def test_invitations_that_can_be_used(store: Store) -> None:
    entry = await somebody(store, 1)
    async with store.begin() as tx:
        ids = [
            await invitations.add(tx, f"h{n}", ("A",), Role.MEMBER, expires, None, NOW, person, uses)
            for n, (expires, person, uses) in enumerate(
                ((NOW + DAY, None, 2), (NOW, None, 1), (NOW + DAY, entry.id, 1), (NOW + DAY, None, 1), (NOW + DAY, None, 1))
            )
        ]
        assert await invitations.revoke(tx, ids[3], NOW)
        assert await invitations.use(tx, ids[0])
        found, n = await invitations.list_usable(tx, NOW, 10)
        assert [each.id for each in found] == [ids[4], ids[0], ids[2]], "those for one entry come last"
        assert (n, found[1].uses, found[1].uses_left) == (3, 2, 1)
        assert [each.id for each in (await invitations.list_usable(tx, NOW, 1, 1))[0]] == [ids[0]]


async def test_tries_are_counted(store: Store) -> None:
    person = await somebody(store, 1)
    async with store.begin() as tx:
        assert await invitations.tries(tx, person.id) == Tries()
        for n in range(3):
            await invitations.count_try(tx, person.id, NOW + n * SECOND)
        assert await invitations.tries(tx, person.id) == Tries(3, NOW + 2 * SECOND)
