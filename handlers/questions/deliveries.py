"""Questions' deliveries: the living card, in a group's chat or privately, and the result as a picture."""

from dataclasses import dataclass
from functools import partial

from council.authority import Action, may
from council.people import Actor
from council.questions import Question
from handlers.common.pictures.bars import bars_picture
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from handlers.questions import actions, views
from handlers.questions.reads import own
from storage import chat_links, members, questions
from storage.outbox import Delivery


async def _found(desk: Desk, delivery: Delivery) -> Question | None:
    """The question, if it still belongs where this is going."""
    question = await questions.get(desk.tx, delivery.subject_id)
    if question is None:
        return None
    if desk.person is None:
        linked = await chat_links.of_groups(desk.tx, [question.group])
        return question if delivery.chat in {link.chat for link in linked} else None
    actor = Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))
    asked = desk.person.id == question.asker and may(actor, Action.ASK_QUESTION, [question.group])
    return question if asked or may(actor, Action.ANSWER_QUESTION, [question.group]) else None


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """The card. In a group's chat it shows nobody's own answer."""

    name: str = actions.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        question = await _found(desk, delivery)
        if question is None:
            return Drop("no longer in the group")
        if not question.open(desk.now) and delivery.card is None:
            return Drop("no longer open")
        counted = await questions.counted(desk.tx, question, desk.now)
        mine = await own(desk.tx, question, desk.person.id) if desk.person else views.Own()
        return views.card(question, counted, mine, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result, as a picture, to where the question was put, and to its asker."""

    name: str = actions.RESULT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        question = await _found(desk, delivery)
        if question is None:
            return Drop("no longer in the group")
        counted = await questions.counted(desk.tx, question, desk.now)
        drawn = views.picture(question, counted, desk.zone, desk.t)
        words = views.under_result(question, counted, desk.t)
        return Paper("question.png", words, partial(bars_picture, drawn), picture=True)


KINDS = (QuestionCard(), QuestionResult())
