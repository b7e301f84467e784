"""What is said when a recommendation is to be taken up again."""

from council.people import Person, Role
from council.recommendations import Recommendation
from council.reopening import Reopening, ReopeningState
from council.rounds import Round
from handlers.common.decision_words import outcome_line
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import Style, View, button, titled
from handlers.recommendations.views.page import to_page
from handlers.rounds.presses import Appeal, RefuseReopening, TakeUp
from handlers.rounds.views.closing import for_chair


def asked(about: Recommendation, t: Texts, *, chairs: bool) -> View:
    """To the one who asked; `chairs`: its chair, who does not decide."""
    if chairs:
        told = t("Another chair of the group was asked or, where there is none, the secretariat. You and the group will be told "
                 "of the decision.")  # fmt: skip
    else:
        told = t("The chair was asked. You and the group will be told of the decision.")
    return titled(t("{number}: asked to take it up again", number=about.number), about.title, told, rows=to_page(about, t))


def ask_decision(
    found: Reopening, about: Recommendation, round_: Round, who: Person | None, role: Role, t: Texts, *, chairs: bool
) -> View:
    """To those who decide: what is new, and the two ways. `who` asks: None to the Committee, which is not told. `role`: in which
    the reader gives the chair's word; `chairs`: a chair asks, who does not decide."""
    appealed = found.state is ReopeningState.APPEALED
    head = t("{number}: to be taken up again?", number=about.number)
    by = t("{name} asks for it.", name=called(who, t)) if who else t("A member of group {group} asks for it.", group=about.group)
    refused = t("The group's chair refused: {reason}", reason=found.reason) if appealed else None
    outcome = outcome_line(round_, round_.outcome, t) if round_.outcome else None
    instead = t("As a chair asks for it, you decide this; it is recorded as decided by “the secretariat, for the chair”.")
    mine = instead if chairs and role is not Role.CHAIR else for_chair(role, t)
    told = (about.title, outcome, by, t("What is new: {what}", what=found.what), refused, mine)
    ways = (
        button(t("Take it up"), TakeUp(found.id), Style.SUCCESS),
        button(t("Refuse"), RefuseReopening(found.id), Style.DANGER),
    )
    return titled(head, *told, rows=(ways, *(() if appealed else to_page(about, t))), protect=True)


def decided(found: Reopening, about: Recommendation, t: Texts, *, may_appeal: bool) -> View:
    """To everyone in the group: what became of the request. `may_appeal`: the reader asked, and can go to the Committee."""
    if found.state is ReopeningState.TAKEN_UP:
        head = t("{number}: taken up again", number=about.number)
        then = t("It can be discussed and changed, and put to a new round. The record of the earlier round stays.")
        return titled(head, about.title, t("What is new: {what}", what=found.what), then, rows=to_page(about, t), protect=True)
    head = t("{number}: not taken up again", number=about.number)
    appeal = ((button(t("Go to the Executive Committee"), Appeal(found.id)),),) if may_appeal else ()
    why = t("The reason: {reason}", reason=found.reason)
    last = t("The Executive Committee's decision is final.") if found.state is ReopeningState.TURNED_DOWN else None
    return titled(head, about.title, why, last, rows=(*appeal, *to_page(about, t)), protect=True)


def appealed(about: Recommendation, t: Texts) -> View:
    """To the one who went to the Committee."""
    told = t("The Executive Committee was asked. You and the group will be told of its decision.")
    return titled(t("{number}: asked to take it up again", number=about.number), about.title, told, rows=to_page(about, t))


def decided_now(about: Recommendation, t: Texts) -> View:
    """To the one who decided."""
    return titled(t("{number}: noted, and everyone will be told", number=about.number), about.title, rows=to_page(about, t))
