"""A year's report through the front door: chosen, looked at, and posted in a channel, whose followers get it."""

import pytest

from storage import members
from tests.flows.news import settled, subscriber
from tests.flows.recommendations import after_the_deadline, card, group_b, open_round
from tests.flows.records import file_of, words_of_pdf
from tests.flows.world import World
from tests.followups import LINK, WHO, WORDS, follow


@pytest.mark.road
async def test_a_report_is_looked_at_and_posted(world: World) -> None:
    secretary, b = world.secretary, await group_b(world)
    channel = await world.sandbox.channel("News", "rec_news")
    await secretary.say("/channel @rec_news")
    await secretary.expect("Username: @rec_news")
    reader = await subscriber(world)
    round_ = await open_round(world, b.chair)
    for member in (b.chair, b.first, b.second):
        await card(member, round_)
        await member.press("Support")
    await after_the_deadline(world, round_)
    await b.chair.expect("adopted by", after=0)
    async with world.app.store.begin() as tx:
        lead = await members.by_telegram(tx, b.first.id)
        assert lead is not None
        await follow(tx, round_.recommendation, round_.id, lead.id, await world.sandbox.now())
    await secretary.say("/report")
    page = await secretary.expect("Recommendations 2026")
    assert "1 recommendation in follow-up" in page.text
    await secretary.press("As a picture")
    assert "photo" in (await secretary.expect("What became of recommendations, 2026")).raw
    await secretary.press("Preview for the channels", message=page)
    draft = await secretary.expect("Not posted yet")
    file = await secretary.expect(lambda message: message.document == "recommendations-2026-public.pdf", after=0)
    words = words_of_pdf(await file_of(world, file))
    assert round_.number in words
    assert LINK in words
    assert not [name for name in (WHO, WORDS, lead.name) if name in words]
    await secretary.press("Post in 1 channel", message=draft)
    await secretary.expect("Posted")
    copy = await reader.expect("what became of our recommendations")
    assert copy.document == "recommendations-2026-public.pdf"
    await settled(world)
    [there] = await world.sandbox.messages(channel.id)
    assert there.document == "recommendations-2026-public.pdf"
    assert "#B" in there.text
