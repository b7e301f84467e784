"""Questions' deliveries: the card, in a group's chat or privately, and the result as a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from council.authority import Action, may
from council.questions import Counted, Question
from handlers.common.pictures.bars import bars_picture
from handlers.framework.deliveries import Delivers, Drop, Paper, Read, Reader, Sendable
from handlers.questions import actions, views
from handlers.questions.reads import own_answers
from handlers.questions.views import Own
from storage import chat_links, questions
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Loaded:
    """Questions with their counts, by id; the chats that are linked to each group; and, by question and person, what is
    known of one's own answer."""

    questions: Mapping[int, tuple[Question, Counted]]
    chats: Mapping[str, frozenset[int]]
    own: Mapping[tuple[int, int], Own]

    def visible(self, delivery: Delivery, reader: Reader) -> tuple[Question, Counted]:
        """The question of a delivery and its count. Dropped unless it still belongs where the delivery goes."""
        question, counted = self.questions.get(delivery.subject_id, (None, None))
        if question is None or counted is None or not self._belongs(question, delivery, reader):
            raise Drop("no longer in the group")
        return question, counted

    def _belongs(self, question: Question, delivery: Delivery, reader: Reader) -> bool:
        if reader.person is None:
            return delivery.chat in self.chats[question.group]
        asks = reader.person.id == question.asker and may(reader.actor, Action.ASK_QUESTION, [question.group])
        return asks or may(reader.actor, Action.ANSWER_QUESTION, [question.group])


async def _load(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    found = await questions.many(read.tx, {one.subject_id for one in claimed})
    chats = await chat_links.chats_by_group(read.tx, {question.group for question in found.values()})
    counted: dict[int, tuple[Question, Counted]] = {}
    own: dict[tuple[int, int], Own] = {}
    for id_, question in found.items():
        counted[id_] = question, await questions.counted(read.tx, question, read.now)
        answers = await own_answers(read.tx, question, read.actors)
        own |= {(id_, person): answer for person, answer in answers.items()}
    return Loaded(counted, chats, own)


def _card(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The card. In a group's chat it shows nobody's own answer."""
    question, counted = found.visible(delivery, reader)
    if not question.open(reader.now) and delivery.card is None:
        raise Drop("no longer open")
    own = found.own[question.id, reader.person.id] if reader.person else Own()
    return views.card(question, counted, own, reader.now, reader.zone, reader.t)


def _result(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The result, as a picture, to where the question was put, and to its asker."""
    question, counted = found.visible(delivery, reader)
    draw = partial(bars_picture, views.picture(question, counted, reader.zone, reader.t))
    return Paper("question.png", views.under_result(question, counted, reader.t), draw, picture=True)


DELIVERIES = (Delivers(actions.CARD, _load, _card), Delivers(actions.RESULT, _load, _result))
