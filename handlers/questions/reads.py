"""What an answer to a press and a delivery both need to know."""

from collections.abc import Collection, Mapping

from council.questions import Question
from handlers.questions.views import Own
from storage import questions
from storage.transaction import Transaction


async def own_answers(tx: Transaction, question: Question, persons: Collection[int]) -> Mapping[int, Own]:
    """These people's own answers to a question, by person, as far as they are known."""
    if question.named:
        chosen = await questions.chosen_by_many(tx, question.id, persons)
        return {person: Own(chosen.get(person, ()), person in chosen) for person in persons}
    answered = await questions.answered_among(tx, question.id, persons)
    return {person: Own(answered=person in answered) for person in persons}
