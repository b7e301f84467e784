"""A recommendation that was not adopted, or was adopted and is contested, is taken up again: a member of its group asks with what
is new, its chair takes it up or refuses, and after a refusal the member may go to the Executive Committee once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from council.errors import Refused
from council.recommendations import Recommendation, Stage
from council.rounds import Round, RoundState
from council.rules import Outcome

APART = timedelta(days=183)
"""Half a year: so long after it was asked for one recommendation it is not asked again."""


class ReopeningState(StrEnum):
    """asked -> taken up | refused -> appealed -> taken up | turned down."""

    ASKED = "asked"
    TAKEN_UP = "taken up"
    REFUSED = "refused"
    APPEALED = "appealed"
    TURNED_DOWN = "turned down"


UNDECIDED = frozenset({ReopeningState.ASKED, ReopeningState.APPEALED})


class NothingToReopen(Refused):
    """It is neither refused nor contested, or a round on it is not over."""


@dataclass
class AskedBefore(Refused):
    """It was asked less than half a year ago, or at the same time by somebody else. `again`: the day from which it can be."""

    again: date


class AppealedAlready(Refused):
    """The Committee is asked once, and by the one who was refused."""


class OwnRequest(Refused):
    """Whoever asked does not decide: another chair does, or the secretariat."""


@dataclass(frozen=True, slots=True)
class Reopening:
    """One request. `round`: the one whose outcome it is about; `group`: whose chair decides, its own or the Committee; `what`:
    what is new; `reason`: why it was refused last."""

    id: int
    recommendation: int
    round: int
    group: str
    person: int | None
    what: str
    asked_at: datetime
    state: ReopeningState
    reason: str = ""

    @property
    def subject(self) -> str:
        """What deliveries and the audit log call it."""
        return f"reopening:{self.id}"

    @property
    def undecided(self) -> bool:
        return self.state in UNDECIDED


def round_to_reopen(about: Recommendation, rounds: Iterable[Round], *, contested: bool) -> Round | None:
    """The round of its group whose outcome is to be taken up again; None where nothing is. `rounds`: all on it, in order;
    `contested`: somebody did not agree with what was adopted last."""
    known = list(rounds)
    own = [one for one in known if one.group == about.group and one.state is RoundState.CLOSED]
    if not own or any(not one.over for one in known):
        return None
    refused = about.stage is Stage.DECLINED or (about.stage is Stage.OUTCOME and own[-1].outcome is not Outcome.ADOPTED)
    held = about.stage in {Stage.OUTCOME, Stage.ADOPTED} and own[-1].outcome is Outcome.ADOPTED
    return own[-1] if refused or (held and contested) else None


def stage_after(round_: Round) -> Stage:
    """Where a recommendation stands once it is taken up: what was adopted wants a new version first, the rest is discussed."""
    return Stage.OUTCOME if round_.outcome is Outcome.ADOPTED else Stage.CONSULTATION


def check_apart(last: Reopening | None, now: datetime) -> None:
    """Raise `AskedBefore` unless half a year has gone by since it was asked last."""
    if last is not None and (last.undecided or now < last.asked_at + APART):
        raise AskedBefore((last.asked_at + APART).date())
