"""Questions' updates: asking one, answering one, closing one."""

from collections.abc import Awaitable

from council.authority import Action
from council.errors import Forbidden, QuestionClosed, Stale
from council.questions import LEAST_UNNAMED, AnsweredAlready, Question
from handlers.common.refusals import words
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.questions import actions, views
from handlers.questions.forms import ASK
from handlers.questions.presses import Choose, CloseQuestion, SendTicked, Tick
from handlers.questions.reads import own_answers
from storage import chat_links, forms as kept, members, questions


async def ask(visit: Visit) -> None:
    """/ask: a quick question to a group."""
    groups = visit.work.groups_where(Action.ASK_QUESTION)
    if not groups:
        raise Forbidden(Action.ASK_QUESTION)
    row = await kept.load(visit.tx, visit.person.id)
    if row is not None and row.kind == ASK.kind:
        await forms.begin(visit, ASK)
        return
    chats = await chat_links.chats_by_group(visit.tx, groups)
    linked = [code for code in groups if chats[code]]
    only = {"group": groups[0]} if len(groups) == 1 else {}
    enough = [code for code in groups if len(await members.holders(visit.tx, [code], visit.now)) >= LEAST_UNNAMED]
    await forms.begin(visit, ASK, {"linked": linked, "enough": enough, **only})


async def choose(visit: Visit, press: Choose) -> None:
    """An option was pressed: the one button of ours that works in a group's chat as well."""
    t = visit.t
    question = await _unless_over(visit, press.question, actions.answer(visit.work, press.question, press.place))
    if question is None:
        return
    if not question.named:  # what was chosen stands nowhere, and so not here either
        visit.toast(t("Your answer was counted. It cannot be changed."))
    else:
        chosen = await questions.chosen_by(visit.tx, question.id, visit.person.id)
        told = "; ".join(question.options[place] for place in chosen)
        visit.toast(t("Recorded: {options}", options=told) if told else t("Withdrawn: you have no answer now."))
    await _show(visit, question)


async def tick(visit: Visit, press: Tick) -> None:
    """Options of a question without names are ticked on one's own card, and sent all at once."""
    question = await _unless_over(visit, press.question, actions.require_answer(visit.work, press.question))
    if question is None:
        return
    options = len(question.options)
    there = 0 <= press.place < options and 0 <= press.mask < 1 << options
    if question.named or not question.several or not there:
        raise Stale
    mask = visit.ticks.change(question.id, visit.person.id, press.place, press.mask, visit.incoming.update_id)
    await _show(visit, question, mask)


async def send(visit: Visit, press: SendTicked) -> None:
    mask = visit.ticks.now(press.question, visit.person.id, press.mask) if press.mask > 0 else press.mask
    question = await _unless_over(visit, press.question, actions.answer_several(visit.work, press.question, mask))
    if question is not None:
        visit.toast(visit.t("Your answer was counted. It cannot be changed."))
        await _show(visit, question)


async def close(visit: Visit, press: CloseQuestion) -> None:
    visit.show(views.closed(await actions.close(visit.work, press.question), visit.t))


async def _unless_over(visit: Visit, question_id: int, acted: Awaitable[Question]) -> Question | None:
    """The question that was acted on. None if it took no answer any more: that is said, and how it stands is shown."""
    try:
        return await acted
    except (QuestionClosed, AnsweredAlready) as refused:
        visit.toast(words(refused, visit.t), alert=True)
    question = await questions.find(visit.tx, question_id)
    if question is not None:
        await _show(visit, question)
    return None


async def _show(visit: Visit, question: Question, mask: int = 0) -> None:
    """Redraw one's own card at once; that of a group is everyone's, and the outbox redraws it."""
    if not visit.incoming.private:
        return
    counted = await questions.counted(visit.tx, question, visit.now)
    mine = await own_answers(visit.tx, question, [visit.person.id])
    visit.show(views.card(question, counted, mine[visit.person.id], visit.now, visit.zone, visit.t, mask=mask))


PRESSES = (pressed(Choose, choose), pressed(Tick, tick), pressed(SendTicked, send), pressed(CloseQuestion, close))
