"""The only writers of quick questions."""

from dataclasses import replace
from datetime import datetime

from council import questions as rules, text_rules
from council.authority import Action, demand, require_there
from council.errors import Forbidden, NobodyToAsk, NoChatLinked, QuestionClosed, Stale
from council.questions import Place, Question, QuestionDraft
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import members, questions
from storage.outbox import Lane

CARD = Kind("questions.card", Lane.ROUNDS, card=True)
RESULT = Kind("questions.result", Lane.ROUNDS)


async def ask(work: UnitOfWork, draft: QuestionDraft) -> tuple[Question, int]:
    """Put a question to a group; it, and to how many chats it goes. Raises `Forbidden`, `NoChatLinked`, `NobodyToAsk`,
    `TooFewToBeUnnamed`, and as `council.questions` does."""
    demand(work.actor, Action.ASK_QUESTION, [draft.group], f"group:{draft.group}")
    if draft.group not in work.council.codes:
        raise Forbidden(Action.ASK_QUESTION, f"group:{draft.group}")
    options = rules.read_options("\n".join(draft.options))
    draft = replace(draft, text=text_rules.body(draft.text, rules.TEXT_LIMIT), options=options)
    rules.check_closing(draft.closes_at, work.now)
    holders = await members.holders(work.tx, [draft.group], work.now)
    if not holders:
        raise NobodyToAsk
    rules.check_unnamed(named=draft.named, can_answer=len(holders))
    if draft.place is Place.CHAT and draft.several and not draft.named:
        raise Stale  # one message that all see cannot hold what each has ticked
    question = await questions.add(work.tx, draft, work.person.id, work.now)
    told = await _tell(work, question, CARD)
    if not told:
        raise NoChatLinked if draft.place is Place.CHAT else NobodyToAsk
    await work.record("question asked", question.subject, {"group": question.group, "options": len(question.options)})
    return question, told


async def _tell(work: UnitOfWork, question: Question, kind: Kind) -> int:
    """Queue the card or the result to where the question was put; to how many chats."""
    if question.place is Place.CHAT:
        return await work.tell_chats([question.group], kind, question.subject)
    return await work.tell(await members.holders(work.tx, [question.group], work.now), kind, question.subject)


async def require_answer(work: UnitOfWork, question_id: int, *, lock: bool = False) -> Question:
    """The question, for someone who may answer it now. Raises `Forbidden`, alike for one that is not there, and
    `QuestionClosed`."""
    found = await questions.find(work.tx, question_id, lock=lock)
    question = require_there(found, Action.ANSWER_QUESTION, f"question:{question_id}")
    demand(work.actor, Action.ANSWER_QUESTION, [question.group], question.subject)
    if not question.open(work.now):
        raise QuestionClosed
    return question


async def answer(work: UnitOfWork, question_id: int, place: int) -> Question:
    """Choose one option; of several that may be chosen, one more or one less. Raises `Forbidden`, `QuestionClosed`,
    `AnsweredAlready`, `Stale` for an option that there is not."""
    question = await require_answer(work, question_id, lock=True)
    if not 0 <= place < len(question.options) or (question.several and not question.named):
        raise Stale
    if not question.named:
        await _count(work, question, (place,))
        return question
    mine = set(await questions.chosen_by(work.tx, question.id, work.person.id))
    chosen = mine ^ {place} if question.several else {place}
    await questions.choose(work.tx, question.id, work.person.id, chosen)
    await work.redraw(question.subject, CARD)
    return question


async def answer_several(work: UnitOfWork, question_id: int, mask: int) -> Question:
    """Send what was ticked, once. Raises as `answer` does."""
    question = await require_answer(work, question_id, lock=True)
    places = rules.in_mask(mask, question.options)
    if question.named or not question.several or not places:
        raise Stale
    await _count(work, question, places)
    return question


async def _count(work: UnitOfWork, question: Question, places: tuple[int, ...]) -> None:
    # Nothing of this goes into the audit log: a time there, beside a number that grew, could tell who chose what.
    if not await questions.count_unnamed(work.tx, question.id, work.person.id, places):
        raise rules.AnsweredAlready
    await work.redraw(question.subject, CARD)


async def close(work: UnitOfWork, question_id: int) -> Question:
    """Close one's own question before its time. Raises `Forbidden`, `QuestionClosed`."""
    question = await questions.find(work.tx, question_id, lock=True)
    if question is None or question.asker != work.person.id:
        raise Forbidden(Action.ASK_QUESTION, f"question:{question_id}")
    if not question.open(work.now):
        raise QuestionClosed
    return await _close(work, question, work.now)


async def close_due(work: UnitOfWork) -> bool:
    """Close one question whose time has come; False when there is none."""
    question = await questions.due(work.tx, work.now)
    if question is None:
        return False
    await _close(work, question, question.closes_at)
    return True


async def _close(work: UnitOfWork, question: Question, at: datetime) -> Question:
    await questions.close(work.tx, question.id, at)
    await work.record("question closed", question.subject)
    await _tell(work, question, RESULT)
    await work.tell((await members.many(work.tx, [question.asker])).values(), RESULT, question.subject)
    await work.redraw(question.subject, CARD)
    return replace(question, closed_at=at)
