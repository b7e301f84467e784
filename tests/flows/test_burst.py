"""Two hundred voters within a second: every press is answered and counts once, and what shows the count is redrawn a
handful of times."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import app as composition
from council.config import Council
from council.people import Actor
from council.rounds import RecommendationDraft
from handlers.reactions import unit_of_work
from handlers.rounds.actions import opening
from sandbox import acting
from sandbox.client import Sandbox
from storage import members
from storage.tables import outbox, position_history, positions
from tests.crowd import let_in, seat_in_b
from tests.daytime import by_day
from tests.flows.world import SECRETARY, running
from tests.waiting import PATIENCE

CROWD = range(20_001, 20_201)
CHOICES = ("support", "aside", "support", "aside", "support")
A_HANDFUL = 12


@pytest.mark.alone
async def test_two_hundred_voters_at_once(tmp_path: Path, council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    # Telegram's thirty a second would only make it longer: each press is answered twice.
    monkeypatch.setattr(composition, "FREE_PER_SECOND", 1000)
    quick = {"messages_per_second": 1000, "paid_broadcasts": True}
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        async with running(server.url, tmp_path / "majlis.db", council, **quick) as app:
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")
            now = await sandbox.now()
            let_in(server, CROWD)
            await seat_in_b(app.store, CROWD, now)
            async with app.store.begin() as tx:
                person = await members.by_telegram(tx, SECRETARY)
                assert person is not None
                actor = Actor("person", person, await members.seats_of(tx, person.id, now))
                draft = RecommendationDraft("B", "Schooling", "Children return to school.", "", now + timedelta(days=7))
                round_ = await opening.open_round(unit_of_work(tx, council, actor, now), draft)
            await secretary.expect("Support 0", after=0)
            for chat in CROWD:
                await sandbox.user(chat).expect("Schooling", after=0)

            world = server.world
            pressed = [
                acting.press(world, world.person(chat), world.chat(chat), None, data=f"v:{round_.id}:1:{choice}", button=None)
                for chat, choice in zip(CROWD, cycle(CHOICES), strict=False)
            ]
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(press.answered.wait() for press in pressed))
            assert Counter(press.text.split(":")[0] for press in pressed) == {"Recorded": 200}
            sheet = await secretary.expect("Support 120 · with reservations 0 · aside 80", after=0)
            assert sheet.edits <= A_HANDFUL
            async with app.store.read() as tx:
                redraws = await tx.values(
                    sa.select(outbox.c.id).where(outbox.c.card_id.is_not(None), outbox.c.chat_id == SECRETARY)
                )
                taken = await tx.values(sa.select(position_history.c.choice).order_by(position_history.c.id))
                now_held = await tx.rows(sa.select(positions.c.person_id, positions.c.choice))
            assert len(redraws) <= A_HANDFUL
            assert Counter(taken) == {"support": 120, "aside": 80}
            assert len({row["person_id"] for row in now_held}) == len(now_held) == len(CROWD)
            cards = [await sandbox.user(chat).expect("You: ", after=0) for chat in CROWD]
            assert max(card.edits for card in cards) == 1  # each one's own, once
