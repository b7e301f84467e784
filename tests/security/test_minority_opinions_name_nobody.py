"""In a confidential round nobody but the secretariat learns whose a minority opinion is, or an objection on which something was
found: not from a page, a file, a list, their order, or what the record holds."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from council.openness import Openness
from council.rounds import Round
from council.rules import Choice, Outcome, Rule, Terms
from handlers.common.documents.blocks import Document
from handlers.common.texts import Catalogs
from handlers.records.actions import edition_of
from handlers.records.views.document import document
from handlers.rounds.actions import opinions, voting
from storage import records
from storage.tables import records as table
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

ZEBRA, ANT = "Zebras are counted otherwise", "Ants come first"


async def adopted(at_work: CouncilAtWork, b: GroupB) -> Round:
    """Two of three hand in an opinion, in this order."""
    terms = Terms(Rule.CONSENSUS_MINUS, 60, 30, Openness.CONFIDENTIAL, 1)
    round_ = await opened(b.chair, timedelta(days=2), terms)
    for who, choice in ((b.chair, Choice.SUPPORT), (b.first, Choice.RESERVATIONS), (b.second, Choice.ASIDE)):
        await who.does(voting.cast, round_.id, choice, "Too fast" if choice is Choice.RESERVATIONS else "")
    await at_work.wait(days=2, hours=1)
    assert (await found(at_work, round_)).outcome is Outcome.ADOPTED
    await b.first.does(opinions.hand_in, round_.id, ZEBRA)
    await at_work.wait(hours=1)
    await b.second.does(opinions.hand_in, round_.id, ANT)
    return round_


async def paper(at_work: CouncilAtWork, who: Someone, round_: Round) -> Document:
    """The document of the record as this person gets it."""
    async with at_work.store.read() as tx:
        kept, heads = await records.of_round(tx, round_.id), await records.heads(tx)
        assert kept is not None
        edition = edition_of(at_work.council, kept, await who.actor(tx))
    assert edition is not None
    return document(kept, edition, heads, at_work.council, "UTC", Catalogs(at_work.council.languages).texts("en"))


@pytest.mark.parametrize("sealed", [False, True])
async def test_a_page_and_a_file_name_nobody(at_work: CouncilAtWork, secretary: Someone, sealed: bool) -> None:
    b = await group_b(at_work)
    round_ = await adopted(at_work, b)
    if sealed:
        await at_work.wait(days=8)
    for who in (b.chair, b.first, b.second):
        before = at_work.chats.changes
        await who.press(data=f"ro:{round_.id}")
        told = [one.text for one in await at_work.shown(who.id) if one.change > before]
        assert [next(text for text in (ZEBRA, ANT) if text in one) for one in told] == [ANT, ZEBRA], "in the order of their words"
        assert not any(name in one for one in told for name in (b.first.name, b.second.name))
        assert not any("Handed in" in one for one in told), "when says whose"
        shown = str(await paper(at_work, who, round_))
        assert ANT in shown
        assert shown.index(ANT) < shown.index(ZEBRA)
        assert b.first.name not in shown
        assert b.second.name not in shown
    await secretary.press(data=f"ro:{round_.id}")
    assert b.first.name in (await secretary.sees(ZEBRA)).text
    before = at_work.chats.changes
    await b.observer.press(data=f"ro:{round_.id}")
    assert not any(ANT in one.text for one in await at_work.shown(b.observer.id) if one.change > before)


async def test_the_sealed_record_names_nobody_and_its_order_says_nothing(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    await adopted(at_work, b)
    await at_work.wait(days=8)
    async with at_work.store.read() as tx:
        content = str(await tx.value(sa.select(table.c.content).where(table.c.kind == "opinions")))
    assert ANT in content
    for who in (b.first, b.second):
        assert who.name not in content
    assert await secretary.known() is not None


async def test_nobody_is_told_that_somebody_handed_one_in(at_work: CouncilAtWork, secretary: Someone) -> None:
    """No message leaves: who gets none, and when, would tell."""
    b = await group_b(at_work)
    round_ = await adopted(at_work, b)
    await at_work.delivered()
    before = at_work.chats.changes
    await b.second.does(opinions.hand_in, round_.id, "Another in its place")
    await at_work.delivered()
    assert at_work.chats.changes == before
