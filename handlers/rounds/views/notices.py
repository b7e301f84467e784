"""What is said unasked while a round is open: what waits, more time, what changed, answers, and what was entered."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.people import Person, Role
from council.rounds import Objection, Position, Round, Text
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.decision_words import WAYS, position_name, remedy_line, second_line, speaker
from handlers.common.names import called
from handlers.common.text_changes import difference_lines
from handlers.common.texts import Texts
from handlers.common.view import Style, View, bold, button, lines, titled
from handlers.rounds.presses import AnswerObjection, AskDeclarer, AskWithdraw, ReadAll, ShowSheet, Uphold, WithdrawObjection
from handlers.rounds.views.words import about_round, to_card


def extended(round_: Round, reason: str, role: Role, zone: str, t: Texts) -> View:
    """That people have more time, and why; `role`: in which the chair's word was given."""
    until = t("Now open until {when}", when=moment(round_.deadline, zone, t))
    why = t("{who}: {reason}", who=speaker(role, t), reason=reason) if reason else None
    head = t("{number}: more time to answer", number=round_.number)
    return about_round(round_, head, t, until, why, ways=[to_card(round_, round_.number)])


def changed(round_: Round, old: Text, note: str, electing: bool, zone: str, t: Texts) -> View:
    """What changed from one version to the next."""
    head = t("{number}: the text has changed, version {version}", number=round_.number, version=round_.version)
    until = t("Open until {when}", when=moment(round_.deadline, zone, t))
    again = _begins_anew(round_, t) if electing else None
    read = button(t("Read all"), ReadAll(round_.id))
    beside = (head, round_.title, second_line(round_, t), "", until, again)
    told = difference_lines(old, round_.wording, note, t, beside)
    return about_round(round_, head, t, "", *told, until, again, ways=[read], protect=True)


def _begins_anew(round_: Round, t: Texts) -> Markup:
    """What a new text does to what was answered before."""
    if round_.detached:
        return t("Votes on the earlier text no longer count, and neither do objections, as nobody knows whose they were. Please "
                 "vote again on the card below.")  # fmt: skip
    return t("Positions on the earlier text no longer count, except objections. Please answer again on the card below.")


def asked_again(round_: Round, until: datetime, zone: str, t: Texts) -> Markup:
    """Under it, where a round is open."""
    again = t("Everyone will be asked again, until {when}.", when=moment(until, zone, t))
    if not round_.detached:
        return lines(again, t("Positions taken so far will no longer count, except objections."))
    anew = t("All counts start from zero, objections included: nobody knows whose votes they were.")
    return lines(again, anew)


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection, with the round that it is raised in; `owner`: None where no name is shown."""

    round: Round
    objection: Objection
    owner: Person | None


def objected(raised: Raised, t: Texts) -> View:
    """To those who lead the round: an objection, with the way to answer it."""
    round_, objection, who = raised.round, raised.objection, raised.owner
    earlier = objection.version != round_.version
    text = lines(
        bold(t("An objection to {number}", number=round_.number)),
        t("Raised by {name}", name=called(who, t)) if who else None,
        t("Raised against version {version}", version=objection.version) if earlier else None,
        t("The harm: {harm}", harm=objection.harm),
        remedy_line(objection.remedy, t),
        *(t("Answered: {text}", text=beginning(answer.text, 300)) for answer in objection.answers[-2:]),
        t("The person still objects after this answer.") if any(a.upheld_at for a in objection.answers[-1:]) else None,
    )
    answer = button(t.within("a button", "Answer"), AnswerObjection(objection.id), Style.PRIMARY)
    return View(text, ((answer, button(t("Chair's sheet"), ShowSheet(round_.id))),), protect=True)


def unobjected(raised: Raised, t: Texts) -> View:
    """To the same: an objection is withdrawn."""
    round_ = raised.round
    who = t("Raised by {name}", name=called(raised.owner, t)) if raised.owner else None
    said = t("It said: {harm}", harm=beginning(raised.objection.harm, 300))
    ways = [button(t("Chair's sheet"), ShowSheet(round_.id))]
    head = t("{number}: an objection is withdrawn", number=round_.number)
    return about_round(round_, head, t, who, said, ways=ways, protect=True)


def complete(round_: Round, zone: str, t: Texts) -> View:
    """To the same: nobody's answer is missing."""
    until = moment(round_.deadline, zone, t)
    then = t("It stays open until {when}; the chair can close it earlier. Positions can be changed until it closes.",
             when=until)  # fmt: skip
    if round_.detached:
        then = t("It stays open until {when}; the chair can close it earlier.", when=until)
    ways = [button(t("Chair's sheet"), ShowSheet(round_.id))]
    return about_round(round_, t("{number}: everyone has answered", number=round_.number), t, then, ways=ways)


def few(round_: Round, left: int, t: Texts, *, may_withdraw: bool) -> View:
    """To the same: so few are left in a detached round that its totals may tell something."""
    head = t.plural("{number}: {n} person is left in the round", "{number}: {n} people are left in the round",
                    left, number=round_.number)  # fmt: skip
    told = t("With so few, the totals may reveal who chose what. The round goes on unless you withdraw it.")
    ways = [button(t("Withdraw the round"), AskWithdraw(round_.id))] if may_withdraw else []
    return about_round(round_, head, t, told, ways=ways)


def answered(round_: Round, objection: Objection, t: Texts) -> View:
    """To whoever objects: what was answered, and the two ways on."""
    head = t("Your objection to {number} was answered", number=round_.number)
    said = t("You said: {harm}", harm=beginning(objection.harm, 300))
    told = t("The answer: {text}", text=objection.answers[-1].text) if objection.answers else None
    stands = t("Your objection stands until you withdraw it yourself.")
    ways = [
        button(t("I withdraw it"), WithdrawObjection(objection.id)),
        button(t("I still object"), Uphold(objection.id), Style.DANGER),
    ]
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
    said = t("Your position: {position}. It was received {way} and entered by the secretariat.", position=told, way=way)
    why = t("Your reason: {reason}", reason=beginning(position.reason, 300)) if position.reason else None
    then = t("If this is wrong, or you change your mind, take a position on the card.")
    return about_round(round_, head, t, said, why, then, ways=[to_card(round_, round_.number)], protect=True)


def declarer(round_: Round, t: Texts) -> View:
    """To another chair, or to the secretariat: the end of the round is theirs to declare."""
    head = t("{number}: you are asked to declare how the round ends", number=round_.number)
    why = t("The chair wrote the text, and has left this to you. Declare on the chair's sheet whether there is rough consensus, "
            "and why, once the deadline has passed or everyone has answered.")  # fmt: skip
    return about_round(round_, head, t, why, ways=[button(t("Chair's sheet"), ShowSheet(round_.id))])


def awaits(round_: Round, late: int, t: Texts, *, short: bool = False, barred: bool = False) -> View:
    """To those who lead: the deadline has passed, and how it ends is the chair's to say. `late`: how many had the notice
    of a silence too late; `short`: the quorum has gone with an objection that was withdrawn; `barred`: they wrote the text."""
    if barred and not short:
        why = t("There is a quorum. You wrote this text, so you do not declare whether there is consensus on it. Name another "
                "chair, or leave it to the secretariat.")  # fmt: skip
        head = t("{number}: who declares how the round ends?", number=round_.number)
        return about_round(round_, head, t, why, ways=[button(t("Who declares it"), AskDeclarer(round_.id))])
    if short:
        why = t("The quorum is lost. Close the round as no decision, on the chair's sheet.")
    elif late:
        why = t.plural("{n} person got the notice too late or never. Adopt it (the record names them), or extend the deadline.",
                       "{n} people got the notice too late or never. Adopt it (the record names them), or extend the deadline.",
                       late)  # fmt: skip
    else:
        why = t("There is a quorum. Declare on the chair's sheet whether there is rough consensus, and why.")
    head = t("{number}: the chair decides", number=round_.number)
    return about_round(round_, head, t, why, ways=[button(t("Chair's sheet"), ShowSheet(round_.id))])


def not_opened(round_: Round, t: Texts, *, late: bool) -> View:
    """To the author of a planned round. `late`: its deadline had passed by then; else there were too few to ask."""
    few = t("By the time it was to open, there were too few people to ask.")
    why = t("By the time it was to open, its deadline had passed.") if late else few
    then = t("The round is withdrawn. Nothing changes for the recommendation; another round can be opened.")
    return about_round(round_, t("{number}: the round was not opened", number=round_.number), t, why, then)
