"""What is said of the review of what was adopted."""

from collections.abc import Mapping

from markupsafe import Markup

from council.people import Role
from council.reviews import Review, ReviewState
from council.rounds import Round
from handlers.common.dates import full_day, moment
from handlers.common.decision_words import ended, outcome_line, speaker
from handlers.common.navigation import Open, Thing
from handlers.common.text_layout import beginning
from handlers.common.texts import N_, Texts
from handlers.common.view import View, button, in_rows
from handlers.rounds.presses import Ask, Reviewing
from handlers.rounds.views.closing import for_chair
from handlers.rounds.views.words import about_round

_LABELS: Mapping[Ask, str] = {Ask.KEEP: N_("Keep it"), Ask.END: N_("End it"), Ask.AMEND: N_("Amend it")}


def asked(review: Review, round_: Round, role: Role, zone: str, t: Texts) -> View:
    """To the chair: what was decided, and what becomes of it. `role`: in which the reader gives the chair's word."""
    head = t("{number}: its review is due on {day}", number=round_.number, day=full_day(review.day, t))
    page = button(t("Its page"), Open(Thing.RECOMMENDATION, round_.recommendation))
    if review.state is ReviewState.ENDING:
        ways, then = [page], [_ends(review, zone, t)]
    else:
        ways = [*(button(t(label), Reviewing(review.id, what)) for what, label in _LABELS.items()), page]
        choice = t("Keep it with the date of the next review, end it unless a member objects, or amend it by a new version in a "
                   "new round. Until then it stays on the list of what waits.")  # fmt: skip
        then = [choice, for_chair(role, t)]
    what = outcome_line(round_, round_.outcome, t) if round_.outcome else None
    when = t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t))
    view = about_round(round_, head, t, what, when, t("“{text}”", text=beginning(round_.text, 500)), "", *then)
    return view.with_rows(*in_rows(ways))


def _ends(review: Review, zone: str, t: Texts) -> Markup | None:
    if review.due_at is None:
        return None
    return t("It ends {when}, unless a member of the group objects.", when=moment(review.due_at, zone, t))


def told(review: Review, round_: Round, said: tuple[str, Role | None], zone: str, t: Texts, *, objected: bool) -> View:
    """To everyone who was shown the round: what has become of the review. `said`: why it is to end, and in which role."""
    reason, role = said
    why = t("{who}: {reason}", who=speaker(role, t), reason=reason) if reason else None
    page = button(t("Its page"), Open(Thing.RECOMMENDATION, round_.recommendation))
    if objected:
        head = t("{number}: a member objects to ending it", number=round_.number)
        return about_round(
            round_, head, t, t("It stays in force. The chair decides anew, or asks the group."), ways=[page]
        )
    if review.state is ReviewState.ENDED:
        head = t("{number} is no longer in force", number=round_.number)
        return about_round(round_, head, t, why, t("Nobody objected in time."), ways=[page])
    if review.state is ReviewState.ENDING and review.due_at is not None:
        head = t("{number} is to end", number=round_.number)
        until = t("It ends {when}, unless a member of the group objects.", when=moment(review.due_at, zone, t))
        return about_round(
            round_, head, t, why, until, ways=[button(t("I object"), Reviewing(review.id, Ask.OBJECT)), page]
        )
    head = t("{number}: reviewed, and kept", number=round_.number)
    kept = ended(round_.terms, round_.outcome, t) if round_.outcome else None
    again = t("It is looked at again on {day}.", day=full_day(review.day, t))
    return about_round(round_, head, t, kept, again, ways=[page])


def noted(round_: Round, t: Texts) -> View:
    """To whoever has decided."""
    return about_round(round_, t("{number}: noted, and everyone is told", number=round_.number), t)
