"""Positions, rules and openness in words, how much time is left, and the usual message about a round."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.openness import Openness
from council.people import Role
from council.round_terms import at_most_left
from council.rounds import Round
from council.rules import Rule
from handlers.common import dates
from handlers.common.decision_words import second_line, speaker
from handlers.common.navigation import Open, Thing
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, View, bold, button, lines

RULES: Mapping[Rule, str] = {
    Rule.FULL_CONSENSUS: N_("Full consensus"),
    Rule.UNANIMITY: N_("Unanimity"),
    Rule.CONSENSUS_MINUS: N_("Consensus minus N"),
    Rule.CONSENT: N_("Consent"),
    Rule.ROUGH_CONSENSUS: N_("Rough consensus"),
    Rule.SILENCE: N_("Silence procedure"),
}

RULES_EXPLAINED: Mapping[Rule, str] = {
    Rule.FULL_CONSENSUS: N_("adopted if nobody objects, and enough people answer and support it"),
    Rule.UNANIMITY: N_("adopted if everyone supports it, with or without reservations"),
    Rule.CONSENSUS_MINUS: N_("as full consensus, but up to N may object; their dissent is recorded"),
    Rule.CONSENT: N_("adopted if nobody sees harm in it; concerns are recorded, and it is reviewed on a set day"),
    Rule.ROUGH_CONSENSUS: N_("adopted if the chair declares it, once every objection is withdrawn or answered"),
    Rule.SILENCE: N_("adopted unless somebody objects or proposes an amendment before the deadline"),
}  # fmt: skip

OPENNESS: Mapping[Openness, str] = {
    Openness.NAMED: N_("Named"), Openness.CONFIDENTIAL: N_("Confidential"), Openness.DETACHED: N_("Detached"),
}  # fmt: skip

WHO_SEES_IT: Mapping[Openness, str] = {
    Openness.NAMED: N_("Who sees it: chair and secretariat see names and positions at once, members after closing"),
    Openness.CONFIDENTIAL: N_("Who sees it: the secretariat sees names and positions; the chair the numbers (updated after every "
                              "third answer) and objections without names; members the numbers, and reasons without names, after "
                              "closing"),
    Openness.DETACHED: N_("Who sees it: nobody sees who chose what. Your vote is kept apart from your name, and cannot be "
                          "changed. Only whoever runs the server, or has its database's log or copies of its data, could still "
                          "find out"),
}  # fmt: skip
"""Who sees what, for those who are asked."""


LEFT_TO: Mapping[Role, str] = {Role.CHAIR: N_("another chair"), Role.SECRETARIAT: N_("the secretariat")}
"""To whom a chair who wrote the text has left it to declare the outcome."""


def chairs_word(round_: Round, t: Texts) -> list[Markup]:
    """For a round that has closed: the chair's word that ended it, and who gave it."""
    who, told = speaker(round_.spoken_by, t), list[Markup]()
    if round_.rationale:
        told.append(t("{who}: {rationale}", who=who, rationale=round_.rationale))
    if round_.early and round_.terms.rule is not Rule.SILENCE:
        told.append(t("{who}: closed before its deadline, as everyone who was asked had answered.", who=who))
    return told


def at_most(deadline: datetime, now: datetime, t: Texts) -> Markup:
    """Less than 3 days left: what a card says that is drawn anew only when this becomes something else."""
    return t("less than {time} left", time=dates.length(at_most_left(deadline, now), t))


def about_round(round_: Round, head: Markup, t: Texts, *told: Markup | str | None, ways: Sequence[Button] = (),
                protect: bool = False) -> View:  # fmt: skip
    """A message about a round: a bold `head`, the recommendation's title, whose round it is where it is the second, and what
    is said, with the `ways` on in a row."""
    text = lines(bold(head), round_.title, second_line(round_, t), *told)
    return View(text, (tuple(ways),) if ways else (), protect)


def to_card(round_: Round, label_: str) -> Button:
    """A button that sends the round's card again."""
    return button(label_, Open(Thing.ROUND, round_.id))
