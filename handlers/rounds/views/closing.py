"""What those who lead a round are asked before it ends, and shown of the objections that stand; and its review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.openness import Reasons, Sight
from council.people import Person, Role
from council.reach import Reach
from council.reviews import Review, ReviewState
from council.rounds import Objection, Round, RoundState
from council.rules import Outcome
from council.text_rules import beginning
from handlers.common.dates import full_day, moment
from handlers.common.decision_words import ended, outcome_line, remedy_line, speaker
from handlers.common.names import called
from handlers.common.navigation import Open, Thing
from handlers.common.reach import reach_lines
from handlers.common.texts import N_, Texts
from handlers.common.view import Style, View, bold, button, in_rows, lines
from handlers.rounds.presses import Ask, CloseNow, LeaveTo, Reviewing, Withdraw
from handlers.rounds.views.notices import Raised, objected
from handlers.rounds.views.words import about_round


def objections(round_: Round, stand: Sequence[Objection], persons: dict[int, Person], sight: Sight, t: Texts) -> list[View]:
    """The objections that stand, a message each, with a way to answer; without the name where it is not shown."""
    named = sight.reasons is Reasons.NAMED
    shown = sorted(stand, key=lambda objection: objection.harm) if sight.reasons is Reasons.NAMELESS else stand
    views = [objected(Raised(round_, one, persons.get(one.person) if named else None), t) for one in shown]
    return views or [View(t("No objection stands."))]


@dataclass(frozen=True, slots=True)
class Standing:
    """An objection that stands, as whoever declares the end of the round sees it; `owner`: "" where no name is shown."""

    id: int
    owner: str
    harm: str
    remedy: str


def standing(stand: Sequence[Objection], persons: Mapping[int, Person], sight: Sight, t: Texts) -> list[Standing]:
    """The objections that stand, in order; without names by their words, as their order would tell."""
    named = sight.reasons is Reasons.NAMED
    return [
        Standing(one.id, called(persons.get(one.person), t) if named else "", one.harm, one.remedy)
        for one in (stand if named else sorted(stand, key=lambda one: (one.harm, one.remedy)))
    ]


def objection_to_find(one: Standing, at: int, of: int, t: Texts) -> Markup:
    """The objection of which something is to be found."""
    return lines(
        bold(t("Objection {n} of {all}", n=at, all=of)),
        t("Raised by {name}", name=one.owner) if one.owner else None,
        t("The harm: {harm}", harm=beginning(one.harm, 1500)),
        remedy_line(beginning(one.remedy, 1000), t),
    )


def ask_withdraw(round_: Round, reach: Reach, t: Texts) -> View:
    """Before a round is withdrawn: what becomes of what it is about."""
    head = t("Withdraw the round on {number}?", number=round_.number)
    no_way_back = t("A withdrawn round cannot be reopened. The recommendation itself is not withdrawn by this: you can do that "
                    "on its page.")  # fmt: skip
    ways = [
        button(t("Withdraw the round"), Withdraw(round_.id, 1), Style.DANGER),
        button(t("Leave it as it is"), Withdraw(round_.id, 0)),
    ]
    told = None if round_.state is RoundState.PLANNED else reach_lines(reach, t)
    return about_round(round_, head, t, _then(round_, t), no_way_back, told, ways=ways)


def _then(round_: Round, t: Texts) -> Markup:
    """What follows on withdrawing it."""
    if round_.state is RoundState.PLANNED:
        return t("The round will not open. Nobody has been asked yet; nothing changes for the recommendation.")
    if round_.in_committee:
        return t("The round will end without an outcome, and everyone who was shown it will be told. The recommendation keeps "
                 "its number, the decision of group {group} stands, and it has to be forwarded again.",
                 group=round_.origin)  # fmt: skip
    return t("The round will end without an outcome, and everyone who was shown it will be told. The recommendation keeps its "
             "number and goes back to comments: it can be changed and put to another round.")  # fmt: skip


def for_chair(role: Role, t: Texts) -> Markup | None:
    """To the secretariat before it gives the chair's word."""
    if role is Role.CHAIR:
        return None
    return t("In the chair's absence you decide this; it is recorded as decided by “the secretariat, for the chair”.")


def ask_close(round_: Round, reach: Reach, role: Role, t: Texts) -> View:
    """Before a round is closed early, or as no decision once the chair is awaited. `role`: in which its presser speaks."""
    leave = t("Leave it open")
    told = t("Everyone who was asked has answered. The round will be closed as it stands, and everyone will be told.")
    if round_.state is RoundState.AWAITING:
        told = t("The quorum is lost. The round will be closed as no decision, which is not a rejection; everyone will be told.")
        leave = t("Not yet")
    ways = [button(t("Close it now"), CloseNow(round_.id, 1), Style.PRIMARY), button(leave, Withdraw(round_.id, 0))]
    head = t("Close the round on {number} now?", number=round_.number)
    return about_round(round_, head, t, told, for_chair(role, t), reach_lines(reach, t), ways=ways)


def ask_declarer(round_: Round, chairs: Sequence[Person], t: Texts) -> View:
    """To a chair who wrote the text: who declares how the round ends."""
    head = t("{number}: who declares how the round ends?", number=round_.number)
    told = t("You wrote this text, so you do not declare whether there is consensus on it. Name another chair, or leave it to "
             "the secretariat; they will be told.")  # fmt: skip
    ways = [button(called(chair, t), LeaveTo(round_.id, chair.id)) for chair in chairs]
    ways.append(button(t("Leave it to the secretariat"), LeaveTo(round_.id, 0)))
    return about_round(round_, head, t, told).with_rows(*in_rows(ways, 1))


def left_to(round_: Round, chair: Person | None, t: Texts) -> View:
    """To the same, once that is said."""
    head = t("{number}: noted", number=round_.number)
    told = t("{name} was told, and declares how the round ends.", name=called(chair, t)) if chair else None
    return about_round(round_, head, t, told or t("The secretariat was told, and declares how the round ends."))


_STAYS: Mapping[RoundState, str] = {
    RoundState.OPEN: N_("{number}: the round stays open"),
    RoundState.PLANNED: N_("{number}: the round stays planned"),
    RoundState.AWAITING: N_("{number}: the round still waits for the chair"),
}


def left_open(round_: Round, t: Texts) -> View:
    """The round stays as it is."""
    message = _STAYS.get(round_.state, N_("{number}: the round has ended"))
    return about_round(round_, t(message, number=round_.number), t)


def closed_now(round_: Round, t: Texts) -> View:
    """To the one whose word ended it."""
    return about_round(round_, outcome_line(round_, round_.outcome or Outcome.NO_DECISION, t), t, t("Everyone will be told."))


_LABELS: Mapping[Ask, str] = {Ask.KEEP: N_("Keep it"), Ask.END: N_("Discontinue it"), Ask.AMEND: N_("Amend it")}


def ask_review(review: Review, round_: Round, role: Role, zone: str, t: Texts) -> View:
    """To the chair: what was decided, and what becomes of it. `role`: in which the reader gives the chair's word."""
    head = t("{number}: its review is due on {day}", number=round_.number, day=full_day(review.day, t))
    page = button(t("Recommendation page"), Open(Thing.RECOMMENDATION, round_.recommendation))
    if review.state is ReviewState.ENDING:
        ways, then = [page], [_ends(review, zone, t)]
    else:
        ways = [*(button(t(label), Reviewing(review.id, what)) for what, label in _LABELS.items()), page]
        choice = t("Keep it and set the next review, discontinue it (unless a member objects), or amend it: a new version "
                   "in a new round. Until you decide, it stays on the list of what waits.")  # fmt: skip
        then = [choice, for_chair(role, t)]
    what = outcome_line(round_, round_.outcome, t) if round_.outcome else None
    when = t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t))
    view = about_round(round_, head, t, what, when, t("“{text}”", text=beginning(round_.text, 500)), "", *then)
    return view.with_rows(*in_rows(ways))


def _ends(review: Review, zone: str, t: Texts) -> Markup | None:
    if review.due_at is None:
        return None
    return t("It ends {when}, unless a member of the group objects.", when=moment(review.due_at, zone, t))


def reviewed(review: Review, round_: Round, said: tuple[str, Role | None], zone: str, t: Texts, *, objected: bool) -> View:
    """To everyone who was shown the round: what has become of the review. `said`: why it is to end, and in which role."""
    reason, role = said
    why = t("{who}: {reason}", who=speaker(role, t), reason=reason) if reason else None
    page = button(t("Recommendation page"), Open(Thing.RECOMMENDATION, round_.recommendation))
    if objected:
        head = t("{number}: a member objects to discontinuing it", number=round_.number)
        return about_round(round_, head, t, t("It stays in force. The chair decides anew, or asks the group."), ways=[page])
    if review.state is ReviewState.ENDED:
        head = t("{number} is no longer in force", number=round_.number)
        return about_round(round_, head, t, why, t("Nobody objected in time."), ways=[page])
    if review.state is ReviewState.ENDING and review.due_at is not None:
        head = t("{number} is to be discontinued", number=round_.number)
        return about_round(round_, head, t, why, _ends(review, zone, t),
                           ways=[button(t("I object"), Reviewing(review.id, Ask.OBJECT), Style.DANGER), page])  # fmt: skip
    head = t("{number}: reviewed, and kept", number=round_.number)
    kept = ended(round_.terms, round_.outcome, t) if round_.outcome else None
    again = t("The next review is on {day}.", day=full_day(review.day, t))
    return about_round(round_, head, t, kept, again, ways=[page])


def noted(round_: Round, t: Texts) -> View:
    """To whoever has decided."""
    return about_round(round_, t("{number}: noted, and everyone will be told", number=round_.number), t)
