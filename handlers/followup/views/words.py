"""How states, periods and measures are put into words."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from council import clock
from council.followup import Answer, FollowUp, Measure, State
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.texts import N_, Texts
from handlers.reports.views.words import STATES, mark

SIGNS: Mapping[State, str] = {state: mark(state).value[0] for state in State}
"""What stands for each in a list, as in the picture."""

LATE = "▲"

BUTTONS: Mapping[State, str] = {
    State.DONE: N_("Implemented"), State.UNDER_WAY: N_("Under way"), State.NOT_BEGUN: N_("Not started"),
    State.BLOCKED: N_("Blocked"), State.NO_LONGER_RELEVANT: N_("No longer relevant"),
}  # fmt: skip
"""What the buttons say, in this order."""

MOST_OF_WORDS = 200
"""How much of what was said with an answer stands on a page; the history has all of it."""


def answered(answer: Answer | None, zone: str, t: Texts) -> Markup:
    """How far it is, since when, and what was said with that: "under way (3 December 2026): “Two schools take part.”" """
    if answer is None:
        return t("no answer yet")
    state, day = t(STATES[answer.state]), full_day(answer.at.astimezone(clock.zone(zone)).date(), t)
    if not answer.words:
        return t("{state} ({day})", state=state, day=day)
    words = beginning(answer.words, MOST_OF_WORDS)
    return t("{state} ({day}): “{words}”", state=state, day=day, words=words)


def evidence(answer: Answer, t: Texts) -> Markup | None:
    """Where the evidence is; None where there is none."""
    if answer.evidence.link:
        return t("Evidence: {link}", link=answer.evidence.link)
    return t("Evidence: {file}", file=answer.evidence.file_name or t("a file")) if answer.evidence.file_id else None


def who(measure: Measure, names: Mapping[str, str], t: Texts) -> str:
    """By whom it is to be done."""
    named = names.get(measure.addressee, measure.addressee) if measure.addressee else measure.who
    return named or str(t("nobody named yet").unescape())


def measure_line(found: FollowUp, measure: Measure, names: Mapping[str, str], today: date, t: Texts) -> Markup:
    """A measure in one line; one that is late is marked."""
    late = measure in found.late(today)
    sign, state = (LATE, t("late")) if late else (SIGNS[measure.state], t(STATES[measure.state]))
    return t("{sign} {what} · {who} · {day} · {state}", sign=sign, what=measure.what, who=who(measure, names, t),
             day=full_day(measure.due, t), state=state)  # fmt: skip


def each_period(months: int, t: Texts) -> Markup:
    """How often it is asked."""
    known = {1: t("each month"), 3: t("each quarter"), 6: t("each half-year"), 12: t("each year")}
    return known.get(months) or t.plural("every {n} month", "every {n} months", months)
