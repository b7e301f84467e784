"""What an answer to a press and a delivery both need to know."""

from council.questions import Question
from handlers.questions.views import Own
from storage import questions
from storage.store import Transaction


async def own(tx: Transaction, question: Question, person: int) -> Own:
    """The person's own answer, as far as it is known."""
    if question.named:
        chosen = await questions.chosen_by(tx, question.id, person)
        return Own(chosen, bool(chosen))
    return Own(answered=await questions.has_answered(tx, question.id, person))
