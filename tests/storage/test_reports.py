"""What reports are made of: whose follow-ups are seen, when they were ended, and every answer."""

import sqlalchemy as sa

from council.followup import LEAD, Change, Changed, State
from council.people import Role
from council.recommendations import Event, Happened, Stage
from council.reports import Progress
from council.rules import Outcome
from storage import followup, recommendations as recommendations_store, reports
from storage.store import Store
from storage.tables import followups, recommendations, rounds
from tests.followups import WORDS, follow
from tests.storage.recommendations import NOW, opened, seated


async def test_whose_follow_ups_are_seen(store: Store) -> None:
    async with store.begin() as tx:
        lead = await seated(tx, 1, "B", Role.CHAIR)
        made = [await opened(tx, [lead], group=group) for group in ("D", "B", "B")]
        await tx.write(sa.update(rounds).values(closed_at=NOW, outcome=Outcome.ADOPTED.value, state="closed"))
        for round_ in made:
            await follow(tx, round_.recommendation, round_.id, lead, NOW)
        d, first, second = (round_.recommendation for round_ in made)
        gone = sa.update(followups).where(followups.c.recommendation_id == second)
        await tx.write(gone.values(ended_at=NOW))
    async with store.read() as tx:
        assert [one.recommendation for one in await reports.visible(tx, None)] == [first, second, d]
        assert [one.recommendation for one in await reports.visible(tx, ("B",))] == [first, second]
        assert await reports.visible(tx, ()) == []
        assert await reports.visible(tx, ("EC",), "EC") == []
        assert await reports.ended(tx, [first, second, d]) == {second: NOW}
        history = await reports.history(tx, [first, d])
    assert [(one.recommendation, one.addressee, one.state) for one in history] == [
        (id_, key, state)
        for id_ in (d, first)
        for key, state in (("KZ", State.NOT_BEGUN), ("KZ", State.BLOCKED), (LEAD, State.UNDER_WAY))
    ]
    assert {one.words for one in history} == {WORDS}
    assert not any(one.public for one in history)
    async with store.begin() as tx:
        change = Change(Changed.MEASURE_STATE, "Letter", State.DONE.value, lead, NOW)
        await followup.note(tx, first, change)
        assert await reports.progress(tx, [first, d]) == [Progress(first, "Letter", State.DONE, NOW)]
        assert await reports.publish(tx, history[-1].id, public=True) == first
        assert await reports.publish(tx, 999, public=True) is None
        assert [one.public for one in await reports.history(tx, [first])] == [False, False, True]
        assert [one.public for one in await followup.answers_of(tx, first)] == [False, False, True]
    async with store.begin() as tx:
        await recommendations_store.forward(tx, d, NOW)
        await recommendations_store.note(tx, d, Event(Happened.FORWARDED, NOW, 1, lead))
    async with store.read() as tx:
        assert [one.recommendation for one in await reports.visible(tx, ("EC",), "EC")] == [d]
        assert [one.recommendation for one in await reports.visible(tx, ("EC", "B"), "EC")] == [first, second, d]
        assert await reports.visible(tx, ("A",), "EC") == []
        assert await reports.visible(tx, ("EC",), "") == []
    async with store.begin() as tx:
        back = sa.update(recommendations).where(recommendations.c.id == d)
        await tx.write(back.values(stage=Stage.CONSULTATION.value))
    async with store.read() as tx:
        assert await reports.visible(tx, ("EC",), "EC") == [], "its group works on it again"
