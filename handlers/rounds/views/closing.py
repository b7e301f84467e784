"""What those who lead a round are asked before it ends, and shown of the objections that stand."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.openness import Reasons, Sight
from council.people import Person, Role
from council.reach import Reach
from council.rounds import Objection, Round, RoundState
from council.rules import Outcome
from handlers.common.decision_words import outcome_line
from handlers.common.reach import reach_lines
from handlers.common.texts import N_, Texts
from handlers.common.view import View, button
from handlers.rounds.presses import CloseNow, Withdraw
from handlers.rounds.views.notices import Raised, objected
from handlers.rounds.views.words import about_round


def objections(
    round_: Round, stand: Sequence[Objection], persons: dict[int, Person], sight: Sight, t: Texts
) -> list[View]:
    """The objections that stand, a message each, with a way to answer; without the name where it is not shown."""
    named = sight.reasons is Reasons.NAMED
    shown = sorted(stand, key=lambda objection: objection.harm) if sight.reasons is Reasons.NAMELESS else stand
    views = [objected(Raised(round_, one, persons.get(one.person) if named else None), t) for one in shown]
    return views or [View(t("No objection stands."))]


def ask_withdraw(round_: Round, reach: Reach, t: Texts) -> View:
    """Before a round is withdrawn: what becomes of what it is about."""
    head = t("Withdraw the round on {number}?", number=round_.number)
    no_way_back = t("A round that was withdrawn cannot be brought back. The recommendation itself is not withdrawn by this: that "
                    "is done on its page.")  # fmt: skip
    ways = [button(t("Withdraw the round"), Withdraw(round_.id, 1)), button(t("Leave it open"), Withdraw(round_.id, 0))]
    told = None if round_.state is RoundState.PLANNED else reach_lines(reach, t)
    return about_round(round_, head, t, _then(round_, t), no_way_back, told, ways=ways)


def _then(round_: Round, t: Texts) -> Markup:
    """What follows on withdrawing it."""
    if round_.state is RoundState.PLANNED:
        return t("It then does not open. Nobody has been asked yet; the recommendation stands where it stood.")
    if round_.second:
        return t("The round then ends without an outcome, and everyone who was shown it is told. The recommendation keeps its "
                 "number, is again what group {group} has decided, and has to be forwarded again.",
                 group=round_.origin)  # fmt: skip
    return t("The round then ends without an outcome, and everyone who was shown it is told. The recommendation keeps its number "
             "and goes back to comments: it can be changed, and asked about in another round.")  # fmt: skip


def for_chair(role: Role, t: Texts) -> Markup | None:
    """To the secretariat before it gives the chair's word."""
    if role is Role.CHAIR:
        return None
    return t(
        "This is the chair's word. Where the chair is absent you give it: “the secretariat, for the chair” is recorded."
    )


def ask_close(round_: Round, reach: Reach, role: Role, t: Texts) -> View:
    """Before a round is closed early, or as no decision once the chair is awaited. `role`: in which its presser speaks."""
    leave = t("Leave it open")
    told = t("Everyone who was asked has answered. It is closed as it stands, and everyone is told.")
    if round_.state is RoundState.AWAITING:
        told = t(
            "The quorum is not there any more. It is closed as no decision, which is not a rejection; everyone is told."
        )
        leave = t("Not yet")
    ways = [button(t("Close it now"), CloseNow(round_.id, 1)), button(leave, Withdraw(round_.id, 0))]
    head = t("Close {number} now?", number=round_.number)
    return about_round(round_, head, t, told, for_chair(role, t), reach_lines(reach, t), ways=ways)


_STAYS: Mapping[RoundState, str] = {
    RoundState.OPEN: N_("{number} stays open"),
    RoundState.PLANNED: N_("{number} stays planned"),
    RoundState.AWAITING: N_("{number} still waits for the chair"),
}


def left_open(round_: Round, t: Texts) -> View:
    """The round stays as it is."""
    message = _STAYS.get(round_.state, N_("{number} has ended"))
    return about_round(round_, t(message, number=round_.number), t)


def closed_now(round_: Round, t: Texts) -> View:
    """To the one whose word ended it."""
    return about_round(
        round_, outcome_line(round_, round_.outcome or Outcome.NO_DECISION, t), t, t("Everyone is told.")
    )
