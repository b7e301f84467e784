"""What forms look like: questions with their buttons, answers, and what can be done at the preview. Pure."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from council.clock import zone
from handlers.common import picker
from handlers.common.texts import Texts, plain
from handlers.common.view import Button, Rows, Style, View, bold, button, in_rows, lines, titled
from handlers.framework import questions
from handlers.framework.context import Visit
from handlers.framework.questions import Form, FormPress, Question, Several
from storage.forms import FormRow


def _said(text: str | Callable[[Texts], Markup], t: Texts) -> Markup:
    return t(text) if isinstance(text, str) else text(t)


def under_title(form: Form[Any], told: Markup, t: Texts) -> View:
    """A message about the form: its title, and this below."""
    return titled(_said(form.title, t), told)


def unfinished(visit: Visit, row: FormRow) -> View:
    t = visit.t
    kept = t("What you typed there is kept. Go on with it, or discard it and then send your command again.")
    go_on = button(t("Go on with it"), FormPress(row.serial, row.step, questions.GO_ON), Style.PRIMARY)
    discard = button(t("Discard it"), FormPress(row.serial, row.step, questions.CANCEL))
    return titled(t("You have not finished something else"), kept, rows=((go_on, discard),))


def ticks_of(row: FormRow) -> list[str]:
    ticked = row.data.get(questions.TICKED)
    return [str(tick) for tick in ticked] if isinstance(ticked, list) else []


def preview_rows(t: Texts, form: Form[Any], row: FormRow, confirm: Markup) -> Rows:
    def own(label: Markup, value: str, style: Style | None = None) -> Button:
        return button(label, FormPress(row.serial, questions.CONFIRM_STEP, value), style)

    change, cancel = own(t("Change"), questions.CHANGE), own(t("Cancel"), questions.CANCEL)
    keep = ((own(t("Save as draft"), questions.KEEP),),) if form.keep is not None else ()
    return ((own(confirm, questions.CONFIRM, Style.PRIMARY),), (change, cancel), *keep)


def _head(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any]) -> Markup:
    given = row.data.get(questions.GIVEN)
    known = given if isinstance(given, list) else []
    answers = form.read(row.data)
    own = [s for s in form.questions if s is step or (s.key not in known and not s.later and s.assumed(visit) is None)]
    asked = [s for s in own if s is step or s.wanted(answers)]
    title = bold(_said(form.title, visit.t))
    if len(asked) < 2:
        return title
    return visit.t("{title} ({at} of {all})", title=title, at=asked.index(step) + 1, all=len(asked))


def question_view(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any]) -> View:
    t = visit.t

    def own(label: str, value: str) -> Button:
        return button(label, FormPress(row.serial, step.key, value))

    answers = form.read(row.data)
    ticks = ticks_of(row) if step.many else []
    options = step.offered(visit, answers).items()
    shown = [own(f"✓ {label}" if value in ticks else label, value) for value, label in options]
    done = [own(t("Done"), questions.DONE)] if step.many else []
    skip = [own(t(step.skip), questions.SKIP)] if step.optional else []
    rows: Rows = in_rows(shown, step.width)
    for key, now, values in reversed(step.settings(visit, answers) if step.settings else ()):
        rows = in_rows([own(f"✓ {label}" if one == now else label, f"{key}={one}") for one, label in values], len(values)) + rows
    if step.pick is not None:
        state = str(row.data.get(questions.PICKING, ""))
        today = visit.now.astimezone(zone(str(row.data.get("zone") or visit.zone))).date()
        near = str(row.data.get("starts") or row.data.get("near") or "")
        grid = picker.grid(state or near[: len("2026-12")], today, t)
        rows += tuple(tuple(own(label, questions.PICK + to) for label, to in cells) for cells in grid)
    asked = t(step.ask) if isinstance(step.ask, str) else step.ask(visit, answers)
    last = (*done, *skip, own(t("Cancel"), questions.CANCEL))
    return View(lines(_head(visit, form, row, step), asked), (*rows, last))


def answered_view(visit: Visit, form: Form[Any], row: FormRow, step: Question[Any], value: object) -> View:
    """The question after it was answered with a button: the answer replaces the buttons."""
    labels = step.offered(visit, form.read(row.data))
    if step.pick is not None and isinstance(value, str) and "-" in value and value not in labels:
        labels[value] = picker.said(value, visit.t)
    if isinstance(value, Several):
        value = value.values.get(step.key)
    if step.settings is not None:
        settings = step.settings(visit, form.read(row.data))
        labels = {f"{key}={one}": label for key, now, values in settings for one, label in ((now, now), *values)}
        value = [f"{key}={now}" for key, now, _ in settings]
    chosen = value if isinstance(value, list) else [value]
    told = ", ".join(plain(labels.get(str(one), str(one))) for one in chosen) or visit.t("(skipped)")
    answer = visit.t("{name}: {answer}", name=_said(step.name, visit.t), answer=told)
    return View(lines(_head(visit, form, row, step), answer))


def what_to_change(visit: Visit, form: Form[Any], row: FormRow) -> View:
    answers = form.read(row.data)

    def own(label: Markup, value: str) -> Button:
        return button(label, FormPress(row.serial, questions.CONFIRM_STEP, value))

    choices = [own(_said(step.name, visit.t), step.key) for step in form.questions if step.wanted(answers)]
    view = under_title(form, visit.t("What should be changed?"), visit.t)
    return view.with_rows(*in_rows(choices), (own(visit.t("Back"), questions.BACK),))
