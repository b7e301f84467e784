"""How measures are put into words."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from council.followup import FollowUp, Measure, State
from handlers.common.dates import full_day
from handlers.common.state_words import STATES
from handlers.common.texts import Texts
from handlers.reports.views.words import mark

SIGNS: Mapping[State, str] = {state: mark(state).value[0] for state in State}
"""What stands for each in a list, as in the picture."""

LATE = "▲"


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
