"""What the parts of reports are called."""

from collections.abc import Mapping

from council.config import Addressee
from council.followup import LEAD, Measure, State
from council.reports import OTHERS
from handlers.common.pictures.followup import Mark
from handlers.common.state_words import STATES
from handlers.common.texts import Texts, plain


def state(found: State, t: Texts) -> str:
    return plain(t(STATES[found]))


def counted(found: Mapping[State, int], t: Texts) -> str:
    """How many are in each state, of those that any is in."""
    return " · ".join(f"{state(one, t)} {found[one]}" for one in STATES if found.get(one))


def mark(found: State) -> Mark:
    """What is drawn for a state."""
    return Mark[found.name]


def addressee(key: str, known: Mapping[str, Addressee], t: Texts) -> str:
    """Whom a recommendation is addressed to; its code where the council's file has it no more."""
    if key == LEAD:
        return plain(t("The council's view"))
    return t.named(known[key].names) if key in known else key


def column(code: str, known: Mapping[str, Addressee], t: Texts) -> str:
    """The name of the state whose column it is."""
    return plain(t("Others")) if code == OTHERS else addressee(code, known, t)


def who(measure: Measure, known: Mapping[str, Addressee], t: Texts) -> str:
    """Who is to take a measure."""
    return addressee(measure.addressee, known, t) if measure.addressee else measure.who
