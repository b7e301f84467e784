"""What is said unasked while a round is open: what waits, more time, what changed, answers, and what was entered."""

from datetime import datetime

from markupsafe import Markup

from council.rounds import Objection, Position, Round, Text
from handlers.common.dates import moment
from handlers.common.decision_words import position_name
from handlers.common.text_changes import difference_lines
from handlers.common.text_layout import beginning
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines, titled
from handlers.rounds.presses import ReadAll, ShowSheet, Uphold, WithdrawObjection
from handlers.rounds.views.words import WAYS, about_round, to_card


def extended(round_: Round, reason: str, zone: str, t: Texts) -> View:
    """That people have more time, and why."""
    until = t("Now open until {when}", when=moment(round_.deadline, zone, t))
    why = t("Why: {reason}", reason=reason) if reason else None
    head = t("{number}: more time to answer", number=round_.number)
    return about_round(round_, head, until, why, ways=[to_card(round_, round_.number)])


def changed(round_: Round, old: Text, note: str, electing: bool, zone: str, t: Texts) -> View:
    """What changed from one version to the next."""
    head = t("{number}: the text has changed, version {version}", number=round_.number, version=round_.version)
    until = t("Open until {when}", when=moment(round_.deadline, zone, t))
    again = _begins_anew(round_, t) if electing else None
    read = button(t("Read all"), ReadAll(round_.id))
    told = difference_lines(old, round_.wording, note, t)
    return about_round(round_, head, "", *told, until, again, ways=[read], protect=True)


def _begins_anew(round_: Round, t: Texts) -> Markup:
    """What a new text does to what was answered before."""
    if round_.detached:
        return t(
            "All votes on the text before count no more, objections neither, as nobody knows whose they were. "
            "Please vote again on the card below."
        )
    return t("Positions on the text before count no more, save objections. Please answer again on the card below.")


def asked_again(round_: Round, until: datetime, zone: str, t: Texts) -> Markup:
    """Under it, where a round is open."""
    again = t("Everyone is asked again, until {when}.", when=moment(until, zone, t))
    if not round_.detached:
        return lines(again, t("Positions taken so far count no more, save objections."))
    anew = t("Every count begins at nothing, that of the objections too: nobody knows whose votes they were.")
    return lines(again, anew)


def answered(round_: Round, objection: Objection, t: Texts) -> View:
    """To whoever objects: what was answered, and the two ways on."""
    head = t("Your objection to {number} was answered", number=round_.number)
    said = t("You said: {harm}", harm=beginning(objection.harm, 300))
    told = t("The answer: {text}", text=objection.answers[-1].text) if objection.answers else None
    stands = t("Your objection stands until you withdraw it yourself.")
    ways = [button(t("I withdraw"), WithdrawObjection(objection.id)), button(t("I still object"), Uphold(objection.id))]
    return titled(head, said, told, stands, rows=[ways], protect=True)


def objection_withdrawn(round_: Round, taking: bool, t: Texts) -> View:
    """One's objection is withdrawn: a new position is asked for, while positions are taken."""
    told = t("You have no position now. Please take one on the card.") if taking else None
    head = bold(t("{number}: your objection is withdrawn", number=round_.number))
    return View(lines(head, told), ((to_card(round_, t("Show the card")),),) if taking else ())


def still_objects(round_: Round, t: Texts) -> View:
    return titled(t("{number}: your objection stands", number=round_.number), t("This is noted."))


def entered(round_: Round, position: Position, t: Texts) -> View:
    """To the owner of a position that the secretariat entered."""
    told = position_name(position.choice, t, round_.terms.rule)
    way = t(WAYS[position.way]) if position.way else ""
    head = t("{number}: a position was entered for you", number=round_.number)
    said = t("{position}, received {way}, entered by the secretariat.", position=told, way=way)
    why = t("Your reason: {reason}", reason=beginning(position.reason, 300)) if position.reason else None
    then = t("If this is wrong, or you change your mind, take a position on the card.")
    return about_round(round_, head, said, why, then, ways=[to_card(round_, round_.number)], protect=True)


def awaits(round_: Round, late: int, t: Texts, *, short: bool = False) -> View:
    """To those who lead: the deadline has passed, and how it ends is the chair's to say. `late`: how many had the notice
    of a silence too late; `short`: the quorum has gone with an objection that was withdrawn."""
    if short:
        why = t("The quorum is short. Close it on the sheet as no decision.")
    elif late:
        why = t.plural(
            "{n} person had the notice too late or never. Adopt it with them named in the record, or extend.",
            "{n} people had the notice too late or never. Adopt it with them named in the record, or extend.",
            late,
        )
    else:
        why = t("The quorum is there. Declare on the sheet whether there is rough consensus, and why.")
    head = t("{number}: the chair decides", number=round_.number)
    return about_round(round_, head, why, ways=[button(t("Chair's sheet"), ShowSheet(round_.id))])


def not_opened(round_: Round, t: Texts, *, late: bool) -> View:
    """To the author of a planned round. `late`: its deadline had passed by then; else there were too few to ask."""
    few = t("When its time came there were too few people to ask.")
    why = t("When it was to be opened its deadline had passed.") if late else few
    then = t("The round is withdrawn; the recommendation stands where it stood, and another can be opened.")
    return about_round(round_, t("{number} was not opened", number=round_.number), why, then)
