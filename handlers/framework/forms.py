"""Forms: questions asked one at a time, with the state in a database row, so that neither a restart nor invalid input
loses what was typed.

The state is the data itself: the next question is the first one that applies and has no value yet.
"""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from council.errors import FileTooLarge, Forbidden, NoFileHere, Refused, Stale, TooLong
from handlers.common import picker
from handlers.common.reach import reach_lines
from handlers.common.refusals import RefusedWith, words
from handlers.common.text_layout import given_back
from handlers.common.texts import N_
from handlers.common.view import View, lines
from handlers.framework import form_views as views, questions
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Form, FormPress, Forms, M, Opener, Pick, Question, Several
from storage import forms
from storage.forms import FormRow
from storage.transaction import Transaction


async def begin(visit: Visit, form: Form[Any], data: Data | None = None, step: str = "", *, ask: bool = True) -> bool:
    """Open the form and ask its first question; whether it is open. If the person has an unfinished form of another kind,
    they are asked whether to continue or discard it. Not to `ask`: what the visit shows says what to type.

    `data`: values known in advance, by names of the answers' fields; anything that pydantic can serialise to JSON.
    `step`: the question to which what stands behind the command is the answer, if its message gave them."""
    row = await forms.load(visit.tx, visit.person.id)
    same = row is not None and row.kind == form.kind and not data
    if row is not None and questions.has_answers(row) and not same:
        if ask:
            visit.say(views.unfinished(visit, row))
        return False
    if row is None or not same:
        kept = questions.kept(data or {}) | {questions.BLANK: True}
        if known := [step.key for step in form.questions if step.key in kept]:
            kept[questions.GIVEN] = known
        if step and data:
            kept[questions.SAID] = questions.said({}, visit.incoming.message, step, list(data))
        _spend(visit, row)
        row = FormRow(visit.person.id, form.kind, "", visit.incoming.update_id % 1_000_000, kept)
    if ask:
        await _go_on(visit, form, row)
    else:
        await forms.save(visit.tx, replace(row, step=form.questions[0].key), visit.now)
    return True


async def cancel(visit: Visit, form: Form[Any] | None = None) -> bool:
    """Delete the person's form, or only one of this kind; whether there was one."""
    row = await forms.load(visit.tx, visit.person.id)
    if row is None or (form is not None and row.kind != form.kind):
        return False
    _spend(visit, row)
    return await forms.drop(visit.tx, visit.person.id)


async def typed(visit: Visit, available: Forms) -> bool:
    """Handle a message as input to the person's form. False if they have none."""
    row = await forms.load(visit.tx, visit.person.id)
    if row is None or row.kind not in available:
        return False
    form, incoming = available[row.kind], visit.incoming
    await _enter(visit, form, row, Entry(incoming.text, incoming.html, None, incoming.file, incoming.opened))
    if visit.answers:  # else it is the rest of a text that was too long
        _spend(visit, row)
    return True


def _spend(visit: Visit, row: FormRow | None) -> None:
    """The question of this form was answered, or is asked anew: the message that asked it loses its buttons."""
    if row is not None and row.asked is not None and row.asked != visit.incoming.message:
        visit.spend_earlier(row.asked)


async def edited(visit: Visit, available: Forms) -> bool:
    """Take a message that was edited for the answer, as long as the form is open; False if it gave none, or another
    answer has taken its place. Of somebody unknown it is passed over."""
    if visit.actor.person is None:
        return True
    row, incoming = await forms.load(visit.tx, visit.person.id), visit.incoming
    said = row.data.get(questions.SAID) if row is not None else None
    if row is None or row.kind not in available or not isinstance(said, dict) or str(incoming.message) not in said:
        return False
    form, (key, keys) = available[row.kind], said[str(incoming.message)]
    step, entry = form.find(key), Entry(incoming.text or incoming.argument, incoming.html, None, incoming.file)
    if step is None or step.opens is not None or step.fold is not None or (not keys and row.step != key):
        return False
    if not keys:  # it was refused, and the question is still open
        await _enter(visit, form, row, entry)
        _spend(visit, row)
        return True
    try:
        value = _read(visit, form, row, step, entry)
    except Refused as refusal:
        visit.say(View(lines(words(refusal, visit.t), visit.t("What you sent first stays."))))
        return True
    values = questions.kept(value.values if isinstance(value, Several) else {key: value})
    own = [one for one in values if one in keys or one not in row.data]
    new = {one: values[one] for one in own if row.data.get(one) != values[one]}
    if not new:
        return True
    if isinstance(value, Several) and value.note is not None:
        visit.say(View(value.note))
    told = questions.said(row.data, incoming.message, key, {*keys, *new})
    visit.say(View(visit.t("Your edit is taken into account.")))
    await _go_on(visit, form, replace(row, data={**row.data, **new, questions.SAID: told}))
    _spend(visit, row)
    return True


async def is_open(tx: Transaction, person: int) -> bool:
    """Whether this person has an open form."""
    return await forms.load(tx, person) is not None


async def opener(tx: Transaction, person: int, available: Forms) -> Opener | None:
    """How to parse the file that this person sent, if their current question wants that."""
    row = await forms.load(tx, person)
    if row is None or row.kind not in available:
        return None
    step = available[row.kind].find(row.step)
    return step.opens if step else None


async def pressed(visit: Visit, press: FormPress, available: Forms) -> None:
    """Handle a press of a form's button. Raises `Stale` if it belongs to an earlier form or question."""
    row = await forms.load(visit.tx, visit.person.id)
    if row is None or row.kind not in available or row.serial != press.serial:
        raise Stale
    form = available[row.kind]
    if press.value == questions.CANCEL:
        await forms.drop(visit.tx, visit.person.id)
        told = visit.t("Left as it was.") if form.left else visit.t("Cancelled. Next: /home")
        visit.show(views.under_title(form, told, visit.t))
        if form.left is not None:
            await form.left(visit, form.read(row.data))
        _spend(visit, row)
    elif press.value == questions.GO_ON:
        if (step := form.find(row.step)) is not None:
            visit.ask(views.question_view(visit, form, row, step), row.serial, step.key)
        else:
            await _go_on(visit, form, row)
        _spend(visit, row)
        visit.spend()
    elif press.step != row.step:
        raise Stale
    else:
        await _enter(visit, form, row, Entry(value=press.value))


async def _enter(visit: Visit, form: Form[Any], row: FormRow, entry: Entry) -> None:
    if row.step == questions.CONFIRM_STEP:
        await _at_preview(visit, form, row, entry)
        return
    step = form.find(row.step)
    if step is None:
        raise Stale
    if (step.many and await _ticked(visit, form, row, step, entry)) or await _set(visit, form, row, step, entry):
        return
    if await _rest_of_a_long_text(visit, row, entry):
        return
    if step.pick is not None:
        picked = await _picked(visit, form, row, step, entry)
        if picked is None:
            return
        entry = picked
    try:
        value = _read(visit, form, row, step, entry)
    except Refused as refusal:
        if isinstance(refusal, TooLong):
            row = await _keep(visit, row, questions.CUT, visit.incoming.message)
        if entry.value is None:
            told = questions.said(row.data, visit.incoming.message, step.key, ())
            row = await _keep(visit, row, questions.SAID, told)
        question = views.question_view(visit, form, row, step)
        visit.ask(replace(question, text=words(refusal, visit.t)), row.serial, step.key)
        return
    if entry.value is not None:
        visit.show(views.answered_view(visit, form, row, step, value))
    if isinstance(value, Several) and value.note is not None:
        visit.say(View(value.note))
    given = questions.kept(value.values if isinstance(value, Several) else {step.key: value})
    message = visit.incoming.message if entry.value is None else None
    data = {**row.data, **given, questions.SAID: questions.said(row.data, message, step.key, given)}
    data = questions.folded(form, step, data)
    for key in (questions.TICKED, questions.PICKING, questions.CUT, questions.WANTED, questions.BLANK):
        data.pop(key, None)
    await _go_on(visit, form, replace(row, data=data))


async def _keep(visit: Visit, row: FormRow, key: str, value: object) -> FormRow:
    """Store the row with this in its data."""
    row = replace(row, data={**row.data, key: value})
    await forms.save(visit.tx, row, visit.now)
    return row


async def _picked(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], entry: Entry) -> Entry | None:
    """The entry after a press in the question's calendar, or after typing below it; None if it is not complete yet."""
    state = str(row.data.get(questions.PICKING, ""))
    if entry.value is None:
        if step.pick is not Pick.MOMENT:
            return entry
        return replace(entry, text=picker.joined(state, entry.text, visit.t.lexicon))
    if not entry.value.startswith(questions.PICK):
        return entry
    state = picker.read(entry.value.removeprefix(questions.PICK))
    if state == picker.BLANK:
        return None
    typed = picker.chosen(state, times=step.pick is Pick.MOMENT)
    if typed is not None:
        return Entry(text=typed, value=entry.value)
    row = await _keep(visit, row, questions.PICKING, state)
    visit.show(views.question_view(visit, form, row, step))
    return None


async def _rest_of_a_long_text(visit: Visit, row: FormRow, entry: Entry) -> bool:
    """Whether this message continues one that was too long: Telegram clients split such a text into several messages
    sent one right after the other, and only the first is answered."""
    message = visit.incoming.message
    if entry.value is not None or message is None or row.data.get(questions.CUT) != message - 1:
        return False
    await _keep(visit, row, questions.CUT, message)
    return True


def _read(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], entry: Entry) -> object:
    if entry.value == questions.SKIP and step.optional:
        return ""
    options = step.offered(visit, form.read(row.data))
    if entry.value is not None and not (entry.text and step.pick):
        if step.many and entry.value == questions.DONE:
            return views.ticks_of(row)
        if entry.value in options:
            return entry.value
        raise Stale
    if isinstance(entry.opened, Refused):
        raise entry.opened
    if entry.file is not None and not step.anything:
        if not step.file:
            raise NoFileHere
        if entry.file.size > questions.FILE_LIMIT * 2**20:
            raise FileTooLarge(questions.FILE_LIMIT)
    if step.read is not None:
        value = step.read(visit, form.read(row.data), entry)
        return questions.with_ticks(value, step.key, views.ticks_of(row)) if step.many else value
    by_label = {label.casefold(): value for value, label in options.items()}
    by_name = {value.casefold(): value for value in options} | by_label
    chosen = by_name.get(entry.text.strip().casefold())
    if chosen is None:
        raise ChooseBelow
    return questions.with_ticks([chosen], step.key, views.ticks_of(row)) if step.many else chosen


class ChooseBelow(RefusedWith):
    """Text was typed where one of the buttons is required."""

    template = N_("Please choose with the buttons below.")


async def _ticked(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], entry: Entry) -> bool:
    """Toggle an option of a question with several; False if the entry is something else."""
    options = step.offered(visit, form.read(row.data))
    ticks = views.ticks_of(row)
    if entry.value == questions.DONE and not ticks:
        visit.toast(visit.t("Choose at least one first."), alert=True)
        return True
    if entry.value not in options:
        return False
    ticks = [tick for tick in options if (tick in ticks) != (tick == entry.value)]
    row = await _keep(visit, row, questions.TICKED, ticks)
    visit.show(views.question_view(visit, form, row, step))
    return True


async def _set(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], entry: Entry) -> bool:
    """Change one of several settings, pressed or typed; False if the entry is something else."""
    settings = step.settings(visit, form.read(row.data)) if step.settings else ()
    wanted = entry.text.strip().casefold() if entry.value is None else entry.value
    for key, value, label in ((key, *one) for key, _, values in settings for one in values):
        if wanted == (label.casefold() if entry.value is None else f"{key}={value}"):
            row = await _keep(visit, row, key, value)
            visit.show(views.question_view(visit, form, row, step))
            return True
    return False


async def _go_on(visit: Visit, form: Form[Any], row: FormRow) -> None:
    """Ask the first question without an answer; after the last one show the preview or finish."""
    answers = form.read(row.data)
    chosen = row.data.get(questions.WANTED)
    left = (s for s in form.questions if s.key not in row.data and s.wanted(answers) and (not s.later or s.key == chosen))
    step = next(left, None)
    if step is not None and step.key != chosen and (value := step.assumed(visit)) is not None:
        await _go_on(visit, form, replace(row, data={**row.data, **questions.kept({step.key: value})}))
        return
    if step is not None:
        if (told := await _lapsed(visit, form, row, answers)) is not None:
            await forms.drop(visit.tx, visit.person.id)
            visit.say(told)
            return
        row = replace(row, step=step.key, asked=None)
        await forms.save(visit.tx, row, visit.now)
        visit.ask(views.question_view(visit, form, row, step), row.serial, step.key)
        return
    row = replace(row, step=questions.CONFIRM_STEP, asked=None)
    preview = await _preview(visit, form, answers)
    if preview is None:
        await forms.drop(visit.tx, visit.person.id)
        if refusal := await _finish(visit, form, answers):
            visit.say(given_back(words(refusal, visit.t), form.typed(row.data), visit.t))
        return
    await forms.save(visit.tx, row, visit.now)
    view, confirm = preview
    visit.ask(view.with_rows(*views.preview_rows(visit.t, form, row, confirm)), row.serial, row.step)


async def _lapsed(visit: Visit, form: Form[M], row: FormRow, answers: M) -> View | None:
    """What to say where it has become too late for a form that was begun."""
    begun = any(one.key in row.data for one in form.questions)
    return await form.lapsed(visit, answers) if begun and form.lapsed is not None else None


async def _preview(visit: Visit, form: Form[M], answers: M) -> tuple[View, Markup] | None:
    """What is shown before it is done, with whom it reaches, and the label of its confirming button; None where it is done at
    once."""
    preview = await form.preview(visit, answers) if form.preview is not None else None
    reach = await form.tells(visit, answers) if form.tells is not None else None
    if reach is None:
        return preview
    alone = views.under_title(form, visit.t("Nothing is sent yet."), visit.t), visit.t("Send it")
    view, confirm = preview or alone
    return replace(view, text=lines(view.text, "", reach_lines(reach, visit.t))), confirm


async def _finish(visit: Visit, form: Form[M], answers: M) -> Refused | None:
    """Finish a form; what it was refused for, with its effects undone. Raises `Forbidden`, `Stale`."""
    try:
        async with visit.tx.savepoint():
            await form.finish(visit, answers)
    except (Forbidden, Stale):
        raise
    except Refused as refusal:
        return refusal
    return None


async def _at_preview(visit: Visit, form: Form[Any], row: FormRow, entry: Entry) -> None:
    if entry.value == questions.CONFIRM:
        if refusal := await _finish(visit, form, form.read(row.data)):
            # The form stays open: the mistake can be corrected, and nothing typed is lost.
            again = View(words(refusal, visit.t), views.preview_rows(visit.t, form, row, visit.t("Try again")))
            visit.ask(again, row.serial, row.step)
            visit.spend()
        else:
            await forms.drop(visit.tx, visit.person.id)
            visit.spend()
    elif entry.value == questions.KEEP and form.keep is not None:
        await forms.drop(visit.tx, visit.person.id)
        await form.keep(visit, row.data)
    elif entry.value == questions.CHANGE:
        visit.show(views.what_to_change(visit, form, row))
    elif entry.value == questions.BACK or entry.value is None:
        await _go_on(visit, form, row)
    else:
        await _change(visit, form, row, entry.value)


async def _change(visit: Visit, form: Form[Any], row: FormRow, key: str) -> None:
    """Ask this question again. Raises `Stale` if it is not wanted."""
    step = form.find(key)
    if step is None or not step.wanted(form.read(row.data)):
        raise Stale
    kept = dict(row.data)
    was = kept.pop(step.key, None)
    if step.many and isinstance(was, list):
        kept[questions.TICKED] = was
    kept[questions.WANTED] = step.key
    await _go_on(visit, form, replace(row, data=kept))
