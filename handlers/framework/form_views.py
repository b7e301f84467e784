"""What forms look like: questions with their buttons, answers, and what can be done at the preview. Pure."""

from typing import Any

from markupsafe import Markup

from council.clock import zone
from handlers.common import picker
from handlers.common.texts import Texts, plain
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines
from handlers.framework.context import Visit
from handlers.framework.questions import (
    BACK,
    CANCEL,
    CHANGE,
    CONFIRM,
    CONFIRM_STEP,
    DONE,
    GIVEN,
    GO_ON,
    KEEP,
    PICK,
    PICKING,
    SKIP,
    Form,
    FormPress,
    Question,
    Several,
)
from storage.forms import FormRow


def title_of(form: Form[Any], t: Texts) -> Markup:
    return t(form.title) if isinstance(form.title, str) else form.title(t)


def _name(question: Question[Any], t: Texts) -> Markup:
    return t(question.name) if isinstance(question.name, str) else question.name(t)


def unfinished(visit: Visit, row: FormRow) -> View:
    t = visit.t
    return View(
        lines(
            bold(t("You are in the middle of something else")),
            t("What you typed there is kept. Go on with it, or discard it and then send your command again."),
        ),
        (
            (
                button(t("Go on with it"), FormPress(row.serial, row.step, GO_ON)),
                button(t("Discard it"), FormPress(row.serial, row.step, CANCEL)),
            ),
        ),
    )


def ticks_of(row: FormRow) -> list[str]:
    ticked = row.data.get("!ticked")
    return [str(tick) for tick in ticked] if isinstance(ticked, list) else []


def preview_rows(t: Texts, form: Form[Any], row: FormRow, confirm: Markup) -> Rows:
    def own(label: Markup, value: str) -> Button:
        return button(label, FormPress(row.serial, CONFIRM_STEP, value))

    keep = (own(t("Save as draft"), KEEP),) if form.keep is not None else ()
    rows = ((own(confirm, CONFIRM),), (own(t("Change"), CHANGE), own(t("Discard"), CANCEL)))
    return (*rows, keep) if keep else rows


def _head(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any]) -> Markup:
    given = row.data.get(GIVEN)
    known = given if isinstance(given, list) else []
    answers = form.read(row.data)
    asked = [s for s in form.questions if s is step or (s.wanted(answers) and s.key not in known and not s.later)]
    title = bold(title_of(form, visit.t))
    if len(asked) < 2:
        return title
    return visit.t("{title} ({at} of {all})", title=title, at=asked.index(step) + 1, all=len(asked))


def question_view(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any]) -> View:
    t = visit.t

    def own(label: str, value: str) -> Button:
        return button(label, FormPress(row.serial, step.key, value))

    options = step.options(visit, form.read(row.data)) if step.options else ()
    ticks = ticks_of(row)
    shown = [own(f"✓ {label}" if step.many and value in ticks else label, value) for value, label in options]
    last = [own(t("Cancel"), CANCEL)]
    if step.optional:
        last.insert(0, own(t("Skip"), SKIP))
    if step.many:
        last.insert(0, own(t("Done"), DONE))
    rows: Rows = in_rows(shown, step.width)
    if step.pick is not None:
        state = str(row.data.get(PICKING, ""))
        today = visit.now.astimezone(zone(str(row.data.get("zone") or visit.zone))).date()
        rows += tuple(tuple(own(label, PICK + to) for label, to in cells) for cells in picker.grid(state, today, t))
    asked = visit.t(step.ask) if isinstance(step.ask, str) else step.ask(visit, form.read(row.data))
    text = lines(_head(visit, form, row, step), asked)
    return View(text, (*rows, tuple(last)))


def answered_view(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], value: object) -> View:
    """The question after it was answered with a button: the answer replaces the buttons."""
    labels = dict(step.options(visit, form.read(row.data))) if step.options else {}
    if step.pick is not None and isinstance(value, str) and "-" in value and value not in labels:
        labels[value] = picker.said(value, visit.t)
    if isinstance(value, Several):
        value = value.values.get(step.key)
    chosen = value if isinstance(value, list) else [value]
    told = ", ".join(plain(labels.get(str(one), str(one))) for one in chosen) or visit.t("(skipped)")
    return View(
        lines(_head(visit, form, row, step), visit.t("{name}: {answer}", name=_name(step, visit.t), answer=told))
    )


def what_to_change(visit: Visit, form: Form[Any], row: FormRow) -> View:
    answers = form.read(row.data)
    choices = [
        button(_name(step, visit.t), FormPress(row.serial, CONFIRM_STEP, step.key))
        for step in form.questions
        if step.wanted(answers)
    ]
    back = button(visit.t("Back"), FormPress(row.serial, CONFIRM_STEP, BACK))
    return View(lines(bold(title_of(form, visit.t)), visit.t("What should be changed?")), (*in_rows(choices), (back,)))
