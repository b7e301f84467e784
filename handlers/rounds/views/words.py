"""Positions, rules and outcomes in words, and texts that are shortened or parted to fit a message."""

from datetime import datetime, timedelta

from markupsafe import Markup

from council.openness import Openness
from council.round_terms import at_most_left
from council.rounds import Way
from council.rules import (
    Choice,
    Rule,
)
from handlers.common import dates
from handlers.common.texts import Texts


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


def way_name(way: Way, t: Texts) -> Markup:
    """How a position came that was not taken in the bot."""
    names = {Way.LETTER: t("by letter"), Way.PHONE: t("by telephone"), Way.MEETING: t("at the meeting")}
    return names[way]


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
