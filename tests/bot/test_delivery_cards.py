"""Posts that are copied; cards that are remembered and redrawn, whatever happens on their way."""

import asyncio

import pytest
from markupsafe import Markup

from bot.delivery.messenger import Sent
from handlers.common.operations import Edit, Operation, edit
from handlers.common.view import View
from handlers.framework.deliveries import PostCopy
from storage import cards, chats, redraws
from storage.outbox import Lane, Order
from tests.bot.post_office import PostOffice
from tests.waiting import PATIENCE


async def test_posts_are_copied(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    post = await channel.post("The council has met.")
    office.kinds["note"].draw_instead = lambda _: PostCopy(channel.id, post)
    office.open()
    await office.send("a", expert)
    await office.until("sent")
    assert await office.sent(expert) == ["The council has met."]


async def test_what_cannot_be_copied_is_said_instead(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    story, gone = await channel.show("story"), 99
    instead = View(Markup("Read it <b>there</b>"))
    posts = {"a": PostCopy(channel.id, story, instead=instead), "b": PostCopy(channel.id, story),
             "c": PostCopy(channel.id, gone, instead=instead)}  # fmt: skip
    office.kinds["note"].draw_instead = lambda delivery: posts[delivery.key]
    office.open()
    for key in posts:
        await office.send(key, expert)
    rows = await office.until("sent", "dead", "dead")
    assert [row["reason"] for row in rows.values()] == ["said instead", "message can't be copied", "message to copy not found"]
    assert await office.sent(expert) == ["Read it there"]


async def test_a_part_of_a_copied_album_is_given_other_words(office: PostOffice) -> None:
    expert = await office.somebody()
    channel = await office.sandbox.channel("News", "council_news")
    parts = [await channel.show("photo", words, album="1") for words in ("one", "two")]
    drawn = {"copy": PostCopy(channel.id, parts[0], (parts[1],))}
    office.kinds["card"].draw_instead = lambda delivery: (
        PostCopy(channel.id, parts[0], words=View(Markup("second")), at=1) if delivery.message else drawn["copy"]
    )
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now(), among=[1], lane=Lane.NEWS)
        await redraws.queue(tx, "meeting:a", office.clock.now(), among=[7])
    rows = await office.until("sent", "sent")
    assert rows["redraw"]["lane"] == Lane.NEWS
    assert await office.sent(expert) == ["one", "second"]


# -- cards


async def test_a_card_is_remembered_and_redrawn_in_place(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    office.kinds["card"].world["meeting:a"] = "changed"
    async with office.store.begin() as tx:
        for _ in range(100):
            await redraws.queue(tx, "meeting:a", office.clock.now())
    await office.until("sent", "sent")
    card = await expert.last()
    assert (card.text, card.edits) == ("card meeting:a: changed", 1)
    assert len(await office.sandbox.log(method="editMessageText")) == 1, "a hundred changes, one redraw"


async def test_a_card_that_looks_the_same_is_as_good_as_redrawn(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now())
    rows = await office.until("sent", "sent")
    assert rows["redraw"]["reason"] == "message is not modified"


async def test_what_changes_while_a_card_is_on_its_way_is_shown(office: PostOffice) -> None:
    """The change finds no card to redraw yet; the card must not stay outdated."""
    expert = await office.somebody()
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", expert, "card")
    await expert.expect("unchanged")
    office.kinds["card"].world["meeting:a"] = "changed"
    async with office.store.begin() as tx:
        await redraws.queue(tx, "meeting:a", office.clock.now())
    await office.until("sent", "sent")
    assert (await expert.last()).text == "card meeting:a: changed"


async def test_a_card_on_its_way_to_a_group_that_becomes_a_supergroup_is_posted_there(office: PostOffice) -> None:
    old, new = await office.somebody(), await office.somebody()  # as chats
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", old, "card")
    await old.expect("unchanged")
    async with office.store.begin() as tx:
        await chats.migrate(tx, old.id, new.id)
    await office.until("sent", "sent")
    assert await office.sent(new) == ["card meeting:a: unchanged"]
    async with office.store.read() as tx:
        assert await cards.message(tx, "meeting:a", "card", new.id) == (await new.last()).id


async def test_a_card_on_its_way_is_not_redrawn_for_another_ones_change(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.sandbox.fault("hang", method="sendMessage", seconds=0.3)
    office.open()
    await office.send("a", expert, "card")
    await expert.expect("unchanged")
    async with office.store.begin() as tx:
        for changed in ({"kind": "another"}, {"but": expert.id}, {"only": 5}, {"among": [1]}):
            await redraws.queue(tx, "meeting:a", office.clock.now(), **changed)
        await redraws.queue(tx, "meeting:b", office.clock.now())
    await office.until("sent")
    await asyncio.sleep(0.1)
    assert list(await office.rows()) == ["a"]


async def test_a_card_nobody_changed_is_sent_once_and_left(office: PostOffice) -> None:
    expert = await office.somebody()
    office.open()
    await office.send("a", expert, "card")
    await office.until("sent")
    await asyncio.sleep(0.1)
    assert list(await office.rows()) == ["a"]


async def test_progress_is_redrawn_as_deliveries_end(office: PostOffice) -> None:
    secretary, *people = [await office.somebody() for _ in range(4)]
    office.open()
    await office.queue(Order("report", "card", "announcement:1", Lane.RECEIPTS, secretary.id))
    await office.until("sent")
    office.kinds["card"].world["announcement:1"] = "all sent"
    orders = [Order(f"{who.id}", "counted", "announcement:1", Lane.ANNOUNCEMENTS, who.id) for who in people]
    await office.queue(*orders)
    await office.until(*["sent"] * 5)
    assert await office.sent(secretary) == ["card announcement:1: all sent"]


# -- faults of the program and its surroundings


async def test_a_redraw_that_leaves_after_the_answer_to_a_press_does_not_have_the_last_word(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was drawn before the press, and takes its time: the card shows the press in the end all the same."""
    expert, card = await office.somebody(), office.kinds["card"]
    office.open()
    await office.send("a", expert, "card")
    row = (await office.until("sent"))["a"]
    leaves, answered, send = asyncio.Event(), asyncio.Event(), office.messenger.send

    async def late(operation: Operation) -> Sent | None:
        if isinstance(operation, Edit) and "before" in str(operation.html):
            leaves.set()
            await answered.wait()
        return await send(operation)

    monkeypatch.setattr(office.messenger, "send", late)
    card.world[row["subject"]] = "before"
    async with office.store.begin() as tx:
        await redraws.queue(tx, row["subject"], office.clock.now())
    async with asyncio.timeout(PATIENCE):
        await leaves.wait()
    card.world[row["subject"]] = "after"
    answer = edit(expert.id, row["message_id"], View(Markup("after")))
    await office.messenger.wait_turn(answer)
    await send(answer)
    answered.set()
    await office.drained()
    assert await office.sent(expert) == ["card meeting:a: after"]
