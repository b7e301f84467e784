"""How far something has come that is asked after, in words: a recommendation, a measure, an item of the work plan."""

from collections.abc import Mapping

from markupsafe import Markup

from council import clock
from council.followup import Answer, State
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.texts import N_, Texts

STATES: Mapping[State, str] = {
    State.NOT_BEGUN: N_("not started"), State.UNDER_WAY: N_("under way"), State.DONE: N_("implemented"),
    State.BLOCKED: N_("blocked"), State.NO_LONGER_RELEVANT: N_("no longer relevant"),
}  # fmt: skip

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


def each_period(months: int, t: Texts) -> Markup:
    """How often it is asked."""
    known = {1: t("each month"), 3: t("each quarter"), 6: t("each half-year"), 12: t("each year")}
    return known.get(months) or t.plural("every {n} month", "every {n} months", months)
