"""Between queuing and sending a role can end. Every kind of delivery looks at the seats again: with none left, nothing is
sent, but for the kinds below, each with the reason why it may."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from markupsafe import Markup

from council.config import Council
from council.people import Actor, Person
from council.plan import PlanDraft
from handlers.common.texts import Catalogs
from handlers.common.view import View
from handlers.duties import DELIVERIES
from handlers.framework.deliveries import Delivers, Drop, Reader
from handlers.plan.actions import editing
from handlers.roster.actions import roles
from storage.outbox import Delivery, Lane
from tests.actions.at_work import CouncilAtWork, Someone

MAY_GO_OUT = {
    "registration.decided": "to who asked to join, and has no seat yet",
    "registration.own": "one's own request to join",
    "registration.own.former": "only takes the buttons from a copy that they have",
    "registration.asked": "to who asked to join, and has no seat yet",
    "oneself.data": "one's own data, which one may have without a seat",
    "roster.told": "that a role has ended",
    "recommendations.struck": "that one is asked no more, as the role has ended",
    "recommendations.result": "to the author, of whose text it tells the outcome and no number",
    "recommendations.withdrawn": "to the author, that the round on their text was withdrawn",
    "recommendations.card.former": "only takes the buttons from a copy that they have",
    "announcements.text": "also to subscribers; whether they belong to its audience is asked again",
    "announcements.tail": "the buttons below a copy that they have",
    "waiting": "also to subscribers, who have an announcement and were asked to confirm it",
    "waiting.former": "only takes away what an earlier reminder said",
    "announcements.notice": "to its author, that it was not sent because the right to is gone",
    "translations.decided": "to who reported a mistake in a text, which everybody may who reads it",
    "news.code": "the link to a topic, which anyone may have who asks",
    "news.post": "to subscribers",
    "news.under": "to subscribers",
    "news.changed": "to subscribers",
    "news.digest": "to subscribers",
    "news.bundle": "to subscribers",
}


def test_the_reasons_are_of_kinds_that_there_are() -> None:
    assert {one.kind.name for one in DELIVERIES if one.kind.outsiders} == set(MAY_GO_OUT)


@pytest.mark.parametrize("delivers", DELIVERIES, ids=lambda one: one.kind.name)
def test_without_a_seat_nothing_is_drawn(delivers: Delivers[Any], council: Council) -> None:
    catalogs = Catalogs(council.languages)
    person = Person(7, 99, "Expert", "", "", "en", "UTC")
    actor = Actor("person", person)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    reader = Reader(council, now, person, actor, catalogs.texts("en"), "UTC", "bot", catalogs)
    asked: list[str] = []

    def draw(*_about: object) -> View:
        asked.append(delivers.kind.name)
        return View(Markup(""))

    seen = Delivers(delivers.kind, delivers.load, draw)
    delivery = Delivery(1, "key", delivers.kind.name, "round:1", Lane.RECEIPTS, 99, 7, {}, 1)
    if delivers.kind.name in MAY_GO_OUT:
        seen.drawn(None, delivery, reader)
    else:
        with pytest.raises(Drop, match="no role any more"):
            seen.drawn(None, delivery, reader)
    assert bool(asked) is (delivers.kind.name in MAY_GO_OUT)


async def test_what_somebody_sees_to_is_not_told_of_a_group_that_they_have_left(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    expert = await at_work.seated("Expert, Kazakhstan", ["B", "D"])
    id_ = (await expert.known()).id
    for group, what in (("B", "Survey of the shelters"), ("D", "Letter to the ministries")):
        await secretary.does(editing.add, PlanDraft(group, what, date(2027, 3, 1), id_))
    await secretary.does(roles.end, id_, "B")
    told = (await expert.sees("Letter to the ministries", ever=True)).text
    assert "Survey of the shelters" not in told
