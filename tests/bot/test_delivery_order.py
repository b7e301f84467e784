"""What leaves first, and how fast: lanes, chats, rates."""

import asyncio
import time

import pytest

from bot.delivery import departures
from bot.delivery.pacer import GROUP_SPACING, PRIVATE_SPACING
from storage import redraws
from storage.outbox import Lane
from tests.bot.post_office import SPEED, PostOffice


async def test_the_highest_lane_goes_first(office: PostOffice) -> None:
    people = [await office.somebody() for _ in range(40)]
    lanes = [Lane.NEWS, Lane.ANNOUNCEMENTS, Lane.ROUNDS, Lane.REMINDERS, Lane.RECEIPTS]
    await office.queue(*(office.order(f"{n}", who, lane=lanes[n // 8]) for n, who in enumerate(people)))
    office.open()
    await office.until(*["sent"] * 40)
    chats = [call.params["chat_id"] for call in await office.sandbox.log(method="sendMessage")]
    high, low = ({who.id for who in some} for some in (people[24:], people[:8]))
    # Those in hand at the same time may overtake each other.
    assert high <= set(chats[: len(high) + departures.IN_FLIGHT])
    assert low <= set(chats[-len(low) - departures.IN_FLIGHT :])


async def test_a_large_broadcast_does_not_delay_a_reminder(office: PostOffice) -> None:
    crowd = [await office.somebody() for _ in range(120)]
    expert = await office.somebody()
    await office.queue(*(office.order(f"{who.id}", who, lane=Lane.NEWS) for who in crowd))
    office.open()
    await crowd[20].expect("unchanged")
    before = await office.sandbox.log(method="sendMessage")
    await office.send("reminder", expert)
    await office.until(*["sent"] * 121)
    calls = await office.sandbox.log(method="sendMessage")
    at = next(n for n, call in enumerate(calls) if call.params["chat_id"] == expert.id)
    assert at - len(before) < 60, "those that were claimed already go first, and no others"


async def test_a_crowded_chat_gets_everything_in_order_at_its_pace(office: PostOffice) -> None:
    expert = await office.somebody()
    await office.queue(*(office.order(f"{n}", expert) for n in range(5)))
    begun = time.monotonic()
    office.open()
    await office.until(*["sent"] * 5)
    assert await office.sent(expert) == [f"note meeting:{n}: unchanged" for n in range(5)]
    times = [call.at - begun for call in await office.sandbox.log(method="sendMessage")]
    # From the first possible instant on: how far apart two of them arrive is the machine's, see test_pacer.py.
    assert all(at >= n * PRIVATE_SPACING / SPEED for n, at in enumerate(times))


@pytest.mark.parametrize("paid", [False, True])
async def test_only_announcements_may_be_charged_for(office: PostOffice, paid: bool) -> None:
    office.start_anew(paid_broadcasts=paid)
    people = {lane: await office.somebody() for lane in Lane}
    await office.queue(*(office.order(lane.name, who, lane=lane) for lane, who in people.items()))
    office.open()
    await office.until(*["sent"] * len(Lane))
    charged = {call.params["chat_id"] for call in await office.sandbox.log() if call.params.get("allow_paid_broadcast")}
    assert charged == ({people[Lane.ANNOUNCEMENTS].id} if paid else set())


async def test_in_a_group_messages_and_redraws_together_keep_its_pace(office: PostOffice) -> None:
    expert = await office.somebody()
    group = await office.sandbox.group("Working group B", [expert])
    begun = time.monotonic()
    office.open()
    await office.send("a", group, "card")
    await office.until("sent")
    for n in range(4):
        office.kinds["card"].world["meeting:a"] = f"changed {n}"
        async with office.store.begin() as tx:
            await redraws.queue(tx, "meeting:a", office.clock.now())
        await office.send(f"b{n}", group)
        await asyncio.sleep(0.07)
    await office.drained()
    calls = [call for call in await office.sandbox.log(chat=group) if call.ok]
    assert {call.method for call in calls} == {"sendMessage", "editMessageText"}
    assert all(call.at - begun >= n * GROUP_SPACING / SPEED for n, call in enumerate(calls))


# -- bad input
