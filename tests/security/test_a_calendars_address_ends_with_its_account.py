"""Whoever still has a replaced account, or read its chat, does not go on reading its owner's meetings."""

from handlers.calendar import actions as calendar_actions, reads
from handlers.registration.actions import invitations
from handlers.roster.actions import entries
from storage import calendar_feeds, chats
from storage.invitations import token_hash
from tests.actions.at_work import CouncilAtWork, Someone


async def test_an_address_is_revoked_with_the_account_it_was_shown_to(at_work: CouncilAtWork, secretary: Someone) -> None:
    lost = await at_work.seated("Expert, Kazakhstan, group B")
    person = (await lost.known()).id
    _, token = await lost.does(calendar_actions.make_feed)
    async with at_work.store.begin() as tx:
        await chats.suspend(tx, lost.id, "bot was blocked by the user", at_work.now)
    _, link = await secretary.does(entries.make_link, person)
    found = await at_work.outsider("The same person")
    await found.does(invitations.join, token_hash(link), "Expert, Kazakhstan, group B", "Ministry", "Kazakhstan")
    assert (await found.known()).id == person
    async with at_work.store.read() as tx:
        feed = await reads.find_feed(tx, token)
        assert feed is not None
        assert feed.revoked_at is not None
        assert await calendar_feeds.of(tx, person) == []
    assert (await found.does(calendar_actions.make_feed))[0].revoked_at is None, "a new one can be made"
