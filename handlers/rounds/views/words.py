"""Positions, rules and outcomes in words, and texts that are shortened or parted to fit a message."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from babel.dates import format_date
from markupsafe import Markup

from council.openness import Openness
from council.people import Person
from council.recommendations import Deed
from council.round_terms import at_most_left
from council.rounds import Round, Way
from council.rules import (
    Choice,
    Ground,
    Outcome,
    Rule,
    Tally,
    Terms,
    Verdict,
    floor_needed,
    quorum_needed,
)
from council.text_rules import MESSAGE_LIMIT, length
from handlers.common import dates
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, lines


def label(choice: Choice, t: Texts, rule: Rule = Rule.FULL_CONSENSUS) -> Markup:
    """What the button says, and the heading over those who chose it."""
    if rule is Rule.CONSENT and choice is Choice.RESERVATIONS:
        return t("Concern")
    labels = {
        Choice.SUPPORT: t("Support"),
        Choice.RESERVATIONS: t("With reservations"),
        Choice.ASIDE: t("Stand aside"),
        Choice.OBJECT: t("Object"),
        Choice.AMEND: t("Propose an amendment"),
    }
    return labels[choice]


def position_name(choice: Choice | None, t: Texts, rule: Rule = Rule.FULL_CONSENSUS) -> Markup:
    """A position within a line; None stands for none."""
    if rule is Rule.CONSENT and choice is Choice.RESERVATIONS:
        return t("concern")
    names = {
        Choice.SUPPORT: t("support"),
        Choice.RESERVATIONS: t("with reservations"),
        Choice.ASIDE: t("standing aside"),
        Choice.OBJECT: t("object"),
        Choice.AMEND: t("amendment proposed"),
    }
    return names[choice] if choice else t("no position yet")


def way_name(way: Way, t: Texts) -> Markup:
    """How a position came that was not taken in the bot."""
    names = {Way.LETTER: t("by letter"), Way.PHONE: t("by telephone"), Way.MEETING: t("at the meeting")}
    return names[way]


def deed_name(deed: Deed, t: Texts) -> Markup:
    """What a button says."""
    names = {
        Deed.COMMENT: t("Comment"),
        Deed.CONSULT: t("Ask for comments"),
        Deed.OPEN: t("Open a round"),
        Deed.REVISE: t("New version"),
        Deed.FORWARD: t("Forward to the Executive Committee"),
        Deed.RETURN: t("Return with comments"),
        Deed.DECLINE: t("Decline"),
        Deed.WITHDRAW: t("Withdraw it"),
    }
    return names[deed]


def rule_name(rule: Rule, t: Texts) -> Markup:
    """What a rule is called."""
    names = {
        Rule.FULL_CONSENSUS: t("Full consensus"),
        Rule.UNANIMITY: t("Unanimity"),
        Rule.CONSENSUS_MINUS: t("Consensus minus N"),
        Rule.CONSENT: t("Consent"),
        Rule.ROUGH_CONSENSUS: t("Rough consensus"),
        Rule.SILENCE: t("Silence procedure"),
    }
    return names[rule]


def rule_sentence(rule: Rule, t: Texts) -> Markup:
    """A rule in one sentence, for whoever chooses one."""
    told = {
        Rule.FULL_CONSENSUS: t("adopted if nobody objects, and enough people answer and support it"),
        Rule.UNANIMITY: t("adopted if everyone supports it, with or without reservations"),
        Rule.CONSENSUS_MINUS: t("as full consensus, but up to N may object; their dissent is printed"),
        Rule.CONSENT: t(
            "adopted if nobody sees harm in it; concerns are recorded, and it is looked at again on a set day"
        ),
        Rule.ROUGH_CONSENSUS: t("adopted if the chair declares it, once every objection is withdrawn or answered"),
        Rule.SILENCE: t("adopted unless somebody objects or proposes an amendment before the deadline"),
    }
    return told[rule]


def day_name(on: date, t: Texts) -> str:
    """3 December 2026."""
    return format_date(on, "d MMMM y", locale=t.locale)


def rule_line(terms: Terms, electorate: int, t: Texts) -> Markup:
    """The rule, in one sentence with this electorate's numbers."""
    quorum, floor = quorum_needed(terms, electorate), floor_needed(terms, electorate)
    if terms.rule is Rule.UNANIMITY:
        return t.plural(
            "Rule: adopted if the one who is asked supports it",
            "Rule: adopted if all {n} support it, with or without reservations",
            electorate,
        )
    if terms.rule is Rule.CONSENSUS_MINUS:
        return t(
            "Rule: adopted if at most {dissent} object, {quorum} of {all} answer and {floor} support",
            dissent=terms.dissent, quorum=quorum, all=electorate, floor=floor,
        )  # fmt: skip
    if terms.rule is Rule.CONSENT:
        on = day_name(terms.review, t) if terms.review else "?"
        return t(
            "Rule: adopted if nobody objects and {quorum} of {all} answer, and looked at again on {day}. "
            "A concern is recorded and does not block",
            quorum=quorum, all=electorate, day=on,
        )  # fmt: skip
    if terms.rule is Rule.ROUGH_CONSENSUS:
        return t(
            "Rule: adopted if {quorum} of {all} answer and the chair declares it, "
            "once every objection is withdrawn or answered in writing",
            quorum=quorum, all=electorate,
        )  # fmt: skip
    if terms.rule is Rule.SILENCE:
        return t(
            "Rule: adopted unless somebody objects or proposes an amendment before the deadline; silence is consent"
        )
    return t.plural(
        "Rule: adopted if nobody objects, {n} of {all} answers and {floor} supports",
        "Rule: adopted if nobody objects, {n} of {all} answer and {floor} support",
        quorum,
        all=electorate,
        floor=floor,
    )


def sees_line(openness: Openness, t: Texts) -> Markup:
    """Who sees what, in words for those who are asked."""
    told = {
        Openness.NAMED: t("Who sees it: chair and secretariat see names and positions at once, members after closing"),
        Openness.CONFIDENTIAL: t(
            "Who sees it: the secretariat sees names and positions; the chair who answered and the numbers; "
            "members the numbers, and reasons without names, after closing"
        ),
        Openness.DETACHED: t(
            "Who sees it: nobody sees who chose what. That you voted and how many chose what are kept apart; "
            "whoever runs the server, or compares two backups, could still find out. A vote cannot be changed"
        ),
    }
    return told[openness]


def openness_name(openness: Openness, t: Texts) -> Markup:
    """What an openness is called."""
    names = {
        Openness.NAMED: t("Named"),
        Openness.CONFIDENTIAL: t("Confidential"),
        Openness.DETACHED: t("Detached"),
    }
    return names[openness]


def _adopted(terms: Terms, t: Texts) -> Markup:
    told = {
        Rule.FULL_CONSENSUS: t("adopted by full consensus"),
        Rule.UNANIMITY: t("adopted unanimously"),
        Rule.CONSENSUS_MINUS: t("adopted by consensus minus {n}", n=terms.dissent),
        Rule.CONSENT: t("adopted by consent"),
        Rule.ROUGH_CONSENSUS: t("adopted by rough consensus"),
        Rule.SILENCE: t("adopted by silence"),
    }
    return told[terms.rule]


def ended(terms: Terms, outcome: Outcome, t: Texts) -> Markup:
    """How a round ended, or would."""
    if outcome is Outcome.ADOPTED:
        return _adopted(terms, t)
    ends = {
        Outcome.NOT_ADOPTED: t("not adopted"),
        Outcome.NO_DECISION: t("no decision"),
        Outcome.AWAITING: t("the chair decides"),
    }
    return ends[outcome]


def outcome_line(round_: Round, outcome: Outcome, t: Texts) -> Markup:
    """How a round ended, with its number."""
    return t("{number}: {outcome}", number=round_.number, outcome=ended(round_.terms, outcome, t))


def why(verdict: Verdict, terms: Terms, tally: Tally, t: Texts) -> list[Markup]:
    """The ground of an outcome, a line each."""
    if not tally.electorate:
        return [t("Nobody is left whose position counts.")]
    told = [line for line in (_short(verdict, terms, tally, t),) if line is not None]
    if tally.objections:
        told.append(t.plural("{n} objection stands.", "{n} objections stand.", tally.objections))
    if tally.amendments:
        told.append(t.plural("{n} amendment is proposed.", "{n} amendments are proposed.", tally.amendments))
    ground = _grounds(verdict, terms, t).get(verdict.ground)
    return [*told, ground] if ground is not None else told


def _short(verdict: Verdict, terms: Terms, tally: Tally, t: Texts) -> Markup | None:
    if not verdict.short_by:
        return None
    if verdict.ground is Ground.QUORUM:
        return t.plural(
            "The quorum is short by {n} answer: {answered} of the {needed} needed.",
            "The quorum is short by {n} answers: {answered} of the {needed} needed.",
            verdict.short_by,
            answered=tally.answered,
            needed=quorum_needed(terms, tally.electorate),
        )
    if verdict.ground in {Ground.FLOOR, Ground.UNANIMITY}:
        floor = floor_needed(terms, tally.electorate)
        return t.plural(
            "The support is short by {n}: {active} of the {needed} needed.",
            "The support is short by {n}: {active} of the {needed} needed.",
            verdict.short_by,
            active=tally.active,
            needed=floor if verdict.ground is Ground.FLOOR else tally.electorate,
        )
    return None


def _grounds(verdict: Verdict, terms: Terms, t: Texts) -> Mapping[Ground, Markup]:
    declared = (
        t("The chair declared that there is rough consensus.")
        if verdict.outcome is Outcome.ADOPTED
        else t("The chair declared that there is none.")
    )
    if verdict.outcome is Outcome.AWAITING:
        declared = t("The quorum is there; whether there is rough consensus is the chair's to declare.")
    grounds = {
        Ground.CONSENSUS: t("Nobody objects, and quorum and support are there."),
        Ground.DISSENT: t.plural(
            "That is within the {n} that the rule bears.", "That is within the {n} that the rule bears.", terms.dissent
        ),
        Ground.CONSENT: t("Nobody objects, and the quorum is there."),
        Ground.REVIEW: t("No day is set on which it is looked at again."),
        Ground.DECLARED: declared,
        Ground.UNANSWERED: t("An objection is neither withdrawn nor answered in writing yet."),
        Ground.SILENCE: t("Nobody objected or proposed an amendment in time."),
        Ground.BROKEN: t("The silence was broken."),
        Ground.NOTICE: t.plural(
            "{n} person had the notice too late or never: the chair decides.",
            "{n} people had the notice too late or never: the chair decides.",
            verdict.short_by,
        ),
    }
    if verdict.ground is Ground.UNANIMITY and verdict.outcome is Outcome.ADOPTED:
        return {Ground.UNANIMITY: t("Everyone supports it.")}
    return grounds


def counts_line(terms: Terms, tally: Tally, t: Texts) -> Markup:
    """The count of a round. Silence is tacit: it is never counted as agreement."""
    if terms.rule is Rule.SILENCE:
        return t(
            "{support} explicit, {silent} silent, {objections} object, {amendments} propose an amendment",
            support=tally.support, silent=tally.silent, objections=tally.objections, amendments=tally.amendments,
        )  # fmt: skip
    values = {
        "answered": tally.answered,
        "all": tally.electorate,
        "quorum": quorum_needed(terms, tally.electorate),
        "support": tally.support,
        "reservations": tally.reservations,
        "aside": tally.aside,
        "objections": tally.objections,
    }
    if terms.rule is Rule.CONSENT:
        return t(
            "{answered} of {all} answered (quorum {quorum}): {support} support, {reservations} with a concern, "
            "{aside} stand aside, {objections} object",
            **values,
        )
    return t(
        "{answered} of {all} answered (quorum {quorum}): {support} support, {reservations} with reservations, "
        "{aside} stand aside, {objections} object",
        **values,
    )


def at_most(deadline: datetime, now: datetime, t: Texts) -> Markup:
    """Less than 3 days left: what a card says that is drawn anew only when this becomes something else."""
    return t("less than {time} left", time=dates.length(at_most_left(deadline, now), t))


def time_left(deadline: datetime, now: datetime, t: Texts) -> Markup:
    """2 days 4 hours left; 40 minutes left."""
    minutes = max(int((deadline - now).total_seconds() // 60), 1)
    days, hours = timedelta(days=minutes // 1440), timedelta(hours=minutes // 60 % 24)
    parts = [days, hours] if days else [hours, timedelta(minutes=minutes % 60)]
    told = [dates.length(part, t) for part in parts if part]
    if len(told) == 1:
        return t("{time} left", time=told[0])
    return t("{time} {and_time} left", time=told[0], and_time=told[1])


def given_back(why: Markup, typed: Iterable[str], t: Texts, *rows: Sequence[Button]) -> View:
    """To someone whose words came too late for what they were meant for: why, and the words, so that they can be sent
    again elsewhere."""
    kept = [part for one in typed if one for part in ("", one)]
    return View(lines(bold(why), t("Nothing was recorded. This is what you typed:"), *kept), tuple(map(tuple, rows)))


def beginning(text: str, limit: int) -> str:
    """The text's beginning, at most `limit` UTF-16 code units, cut between words where that is near."""
    if length(text) <= limit:
        return text
    cut = text[: limit - 1]
    while length(cut) > limit - 1:
        cut = cut[:-1]
    words = cut.rsplit(None, 1)
    return f"{(words[0] if len(words) > 1 and len(words[0]) > limit // 2 else cut).rstrip()}…"


def name_list(persons: Sequence[Person], t: Texts, limit: int = 400) -> Markup:
    """Names in one line; those that do not fit in `limit` are counted. A name may hold a comma."""
    told: list[str] = []
    for person in persons:
        if told and length("; ".join([*told, called(person, t)])) > limit:
            break
        told.append(called(person, t))
    names = Markup("; ").join(told)
    rest = len(persons) - len(told)
    return t.plural("{names} and {n} more", "{names} and {n} more", rest, names=names) if rest else names


def pages(title: Markup, entries: Iterable[Markup]) -> list[View]:
    """The entries under a bold title, on as many messages as they take. They name people: none can be passed on."""
    sheets: list[list[Markup]] = [[]]
    used = length(title)
    for entry in entries:
        size = length(entry) + 1  # with its markup: rather too long than too short
        if sheets[-1] and used + size > MESSAGE_LIMIT:
            sheets.append([])
            used = 0
        sheets[-1].append(entry)
        used += size
    return [
        View(lines(*([bold(title)] if at == 0 else []), *entries_), protect=True) for at, entries_ in enumerate(sheets)
    ]
