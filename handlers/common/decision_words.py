"""The wording of a round's rule, count, positions and outcome, for all pages and messages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.findings import Finding, Found
from council.people import Person, Role
from council.rounds import Position, Round, Way
from council.rules import Choice, Ground, Outcome, Rule, Tally, Terms, Verdict, floor_needed, quorum_needed
from handlers.common.dates import full_day
from handlers.common.names import called, capital
from handlers.common.texts import N_, Texts

_POSITIONS: Mapping[str | None, str] = {
    Choice.SUPPORT: N_("support"),
    Choice.RESERVATIONS: N_("with reservations"),
    Choice.ASIDE: N_("standing aside"),
    Choice.OBJECT: N_("object"),
    Choice.AMEND: N_("amendment proposed"),
    None: N_("no position yet"),
}


LABELS: Mapping[str, str] = {
    Choice.SUPPORT: N_("Support"),
    Choice.RESERVATIONS: N_("With reservations"),
    Choice.ASIDE: N_("Stand aside"),
    Choice.OBJECT: N_("Object"),
    Choice.AMEND: N_("Propose an amendment"),
}

WAYS: Mapping[str, str] = {Way.LETTER: N_("by letter"), Way.PHONE: N_("by telephone"), Way.MEETING: N_("at the meeting")}
"""How a position came that was not taken in the bot."""


def label(choice: str, t: Texts, rule: str = Rule.FULL_CONSENSUS) -> Markup:
    """What the button says: the word of whoever presses it."""
    return t("Concern") if rule == Rule.CONSENT and choice == Choice.RESERVATIONS else t(LABELS[choice])


def position_name(choice: str | None, t: Texts, rule: str = Rule.FULL_CONSENSUS) -> Markup:
    """The name of a position within a line; None: no position."""
    return t("concern") if rule == Rule.CONSENT and choice == Choice.RESERVATIONS else t(_POSITIONS[choice])


def heading(choice: str, t: Texts, rule: str = Rule.FULL_CONSENSUS) -> Markup:
    """The name of a position over those who chose it, and in a table."""
    return Markup(capital(position_name(choice, t, rule)))  # noqa: S704 - it was markup before


def reason_head(who: Person | None, position: Position, rule: Rule, t: Texts) -> Markup:
    """The head of a reason: whose it is, unless names are not shown, and for which position."""
    told = position_name(position.choice, t, rule)
    if who is None:
        return t("{position}:", position=told)
    return t("{name}, {position}:", name=called(who, t), position=told)


def remedy_line(remedy: str, t: Texts) -> Markup:
    """Which wording would remove an objection; one that its owner has left open is said to be open."""
    return t("Wording that would remove it: {remedy}", remedy=remedy or t("left open so far"))


FINDINGS: Mapping[Finding, str] = {
    Finding.ACCOMMODATED: N_("Accommodated: the text takes account of it"),
    Finding.WITHDRAWN: N_("Withdrawn by its owner"),
    Finding.OUT_OF_SCOPE: N_("Out of scope: it is about something else"),
    Finding.OUTWEIGHED: N_("Outweighed: other reasons weigh more"),
}
"""What is found of an objection when rough consensus is declared."""


def finding_line(found: Found, t: Texts) -> Markup:
    """A finding, with its words."""
    said = t("Finding: {finding}.", finding=t(FINDINGS[found.finding]))
    return t("{finding} {words}", finding=said, words=found.words) if found.words else said


COUNTED: Mapping[Finding, str] = {
    Finding.ACCOMMODATED: N_("accommodated {n}"), Finding.OUT_OF_SCOPE: N_("out of scope {n}"),
    Finding.OUTWEIGHED: N_("outweighed {n}"),
}  # fmt: skip


def findings_line(found: Sequence[Found], t: Texts) -> Markup | None:
    """How many objections each was found of; None of none. Of what was withdrawn nothing had to be found."""
    counted = Counter(one.finding for one in found if one.finding in COUNTED)
    if not counted:
        return None
    told = Markup(", ").join(t(words, n=counted[finding]) for finding, words in COUNTED.items() if counted[finding])
    return t.plural("Finding on {n} objection: {told}", "Findings on {n} objections: {told}", counted.total(), told=told)


def speaker(role: Role | None, t: Texts) -> Markup:
    """Who gave the chair's word, at the beginning of a sentence: the chair, or the secretariat for the chair."""
    return t("The secretariat, for the chair") if role is Role.SECRETARIAT else t("The chair")


_RULES: Mapping[Rule, str] = {
    Rule.CONSENSUS_MINUS: N_("Rule: adopted if at most {dissent} object, {quorum} of {all} answer and {floor} support"),
    Rule.CONSENT: N_("Rule: adopted if nobody objects and {quorum} of {all} answer; reviewed on {day}. A concern is recorded and "
                     "does not block"),
    Rule.ROUGH_CONSENSUS: N_("Rule: adopted if {quorum} of {all} answer and the chair declares it, once every objection is "
                             "withdrawn or answered in writing"),
    Rule.SILENCE: N_("Rule: adopted unless somebody objects or proposes an amendment before the deadline; silence is consent"),
}  # fmt: skip


def rule_line(terms: Terms, electorate: int, t: Texts) -> Markup:
    """The rule in one sentence, with the numbers for this electorate."""
    quorum, floor = quorum_needed(terms, electorate), floor_needed(terms, electorate)
    if terms.rule in _RULES:
        day = full_day(terms.review, t) if terms.review else "?"
        return t(_RULES[terms.rule], dissent=terms.dissent, quorum=quorum, all=electorate, floor=floor, day=day)
    if terms.rule is Rule.UNANIMITY:
        return t.plural("Rule: adopted if the one who is asked supports it",
                        "Rule: adopted if all {n} support it, with or without reservations", electorate)  # fmt: skip
    return t.plural("Rule: adopted if nobody objects, {n} of {all} answers and {floor} supports",
                    "Rule: adopted if nobody objects, {n} of {all} answer and {floor} support", quorum, all=electorate,
                    floor=floor)  # fmt: skip


ADOPTED: Mapping[str, str] = {
    Rule.FULL_CONSENSUS: N_("adopted by full consensus"),
    Rule.UNANIMITY: N_("adopted unanimously"),
    Rule.CONSENSUS_MINUS: N_("adopted by consensus minus {n}"),
    Rule.CONSENT: N_("adopted by consent"),
    Rule.ROUGH_CONSENSUS: N_("adopted by rough consensus"),
    Rule.SILENCE: N_("adopted by silence"),
}

OTHERWISE: Mapping[str, str] = {
    Outcome.NOT_ADOPTED: N_("not adopted"),
    Outcome.NO_DECISION: N_("no decision"),
    Outcome.AWAITING: N_("the chair decides"),
}


def ended(terms: Terms, outcome: Outcome, t: Texts) -> Markup:
    """The outcome, or the outcome if it were closed now, within a line."""
    if outcome is Outcome.ADOPTED:
        return t(ADOPTED[terms.rule], n=terms.dissent)
    return t(OTHERWISE[outcome])


def outcome_line(round_: Round, outcome: Outcome, t: Texts) -> Markup:
    """The outcome, with the recommendation's number and, where a group has decided on it before, whose outcome it is."""
    told = ended(round_.terms, outcome, t)
    if round_.in_committee:
        return t("{number}, Executive Committee: {outcome}", number=round_.number, outcome=told)
    return t("{number}: {outcome}", number=round_.number, outcome=told)


def second_line(round_: Round, t: Texts) -> Markup | None:
    """In the Committee's round on a group's recommendation: whose round it is, and what the group has decided."""
    if not round_.in_committee:
        return None
    return t("This is the Executive Committee's round. Group {group} has adopted this text.", group=round_.origin)


_COUNTED = N_("{answered} of {all} answered (quorum {quorum}): {support} support, {reservations} with reservations, {aside} "
              "stand aside, {objections} object")  # fmt: skip
_COUNTS: Mapping[Rule, str] = {
    Rule.CONSENT: N_("{answered} of {all} answered (quorum {quorum}): {support} support, {reservations} with a concern, {aside} "
                     "stand aside, {objections} object"),
    Rule.SILENCE: N_("{support} in explicit support, {silent} silent, {objections} object, {amendments} propose an amendment"),
}  # fmt: skip


def counts_line(terms: Terms, tally: Tally, t: Texts) -> Markup:
    """The count of a round. Silence is tacit consent and never counted as support."""
    return t(_COUNTS.get(terms.rule, _COUNTED), answered=tally.answered, all=tally.electorate,
             quorum=quorum_needed(terms, tally.electorate), support=tally.support, reservations=tally.reservations,
             aside=tally.aside, objections=tally.objections, silent=tally.silent, amendments=tally.amendments)  # fmt: skip


def why(verdict: Verdict, terms: Terms, tally: Tally, t: Texts, spoken_by: Role | None = None) -> list[Markup]:
    """The ground of an outcome, one reason on each line. `spoken_by`: the role in which the chair's word was given."""
    if not tally.electorate:
        return [t("Nobody is left whose position counts.")]
    told = [_short(verdict, terms, tally, t)]
    if tally.objections:
        told.append(t.plural("{n} objection stands.", "{n} objections stand.", tally.objections))
    if tally.amendments:
        told.append(t.plural("{n} amendment is proposed.", "{n} amendments are proposed.", tally.amendments))
    return [line for line in (*told, _ground(verdict, terms, t, spoken_by)) if line is not None]


def _short(verdict: Verdict, terms: Terms, tally: Tally, t: Texts) -> Markup | None:
    if not verdict.short_by:
        return None
    if verdict.ground is Ground.QUORUM:
        return t.plural("The quorum is short by {n} answer: {answered} of the {needed} needed.",
                        "The quorum is short by {n} answers: {answered} of the {needed} needed.", verdict.short_by,
                        answered=tally.answered, needed=quorum_needed(terms, tally.electorate))  # fmt: skip
    if verdict.ground in {Ground.FLOOR, Ground.UNANIMITY}:
        floor = floor_needed(terms, tally.electorate)
        return t.plural("The support is short by {n}: {active} of the {needed} needed.",
                        "The support is short by {n}: {active} of the {needed} needed.", verdict.short_by, active=tally.active,
                        needed=floor if verdict.ground is Ground.FLOOR else tally.electorate)  # fmt: skip
    return None


_GROUNDS: Mapping[Ground, str] = {
    Ground.CONSENSUS: N_("Nobody objects, and there is a quorum and enough support."),
    Ground.CONSENT: N_("Nobody objects, and there is a quorum."),
    Ground.REVIEW: N_("No day of review is set."),
    Ground.UNANSWERED: N_("There is an objection that is neither withdrawn nor answered in writing."),
    Ground.SILENCE: N_("Nobody objected or proposed an amendment in time."),
    Ground.BROKEN: N_("The silence was broken."),
    Ground.DECLARED: N_("{who}: there is no rough consensus."),
}

_DECLARED: Mapping[Outcome, str] = {
    Outcome.ADOPTED: N_("{who}: there is rough consensus."),
    Outcome.AWAITING: N_("There is a quorum. The chair declares whether there is rough consensus."),
}


def _ground(verdict: Verdict, terms: Terms, t: Texts, spoken_by: Role | None) -> Markup | None:
    if verdict.ground is Ground.DECLARED and verdict.outcome in _DECLARED:
        return t(_DECLARED[verdict.outcome], who=speaker(spoken_by, t))
    if verdict.ground is Ground.UNANIMITY and verdict.outcome is Outcome.ADOPTED:
        return t("Everyone supports it.")
    if verdict.ground is Ground.DISSENT:
        return t.plural("The rule allows {n} objection.", "The rule allows up to {n} objections.", terms.dissent)
    if verdict.ground is Ground.NOTICE:
        return t.plural("{n} person got the notice too late or never: the chair decides.",
                        "{n} people got the notice too late or never: the chair decides.", verdict.short_by)  # fmt: skip
    return t(_GROUNDS[verdict.ground], who=speaker(spoken_by, t)) if verdict.ground in _GROUNDS else None
