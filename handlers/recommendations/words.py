"""Positions, rules and outcomes in words, and texts that are shortened or parted to fit a message."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from council.people import Person
from council.rules import Choice, Ground, Outcome, Tally, Terms, Verdict, floor_needed, quorum_needed
from council.wording import MESSAGE_LIMIT, length
from handlers.common import dates
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines


def label(choice: Choice, t: Texts) -> Markup:
    """What the button says, and the heading over those who chose it."""
    labels = {
        Choice.SUPPORT: t("Support"),
        Choice.RESERVATIONS: t("With reservations"),
        Choice.ASIDE: t("Stand aside"),
        Choice.OBJECT: t("Object"),
    }
    return labels[choice]


def position_name(choice: Choice | None, t: Texts) -> Markup:
    """A position within a line; None stands for none."""
    names = {
        Choice.SUPPORT: t("support"),
        Choice.RESERVATIONS: t("with reservations"),
        Choice.ASIDE: t("standing aside"),
        Choice.OBJECT: t("object"),
    }
    return names[choice] if choice else t("no position yet")


def rule_line(terms: Terms, electorate: int, t: Texts) -> Markup:
    """The rule with this electorate's numbers."""
    return t.plural(
        "Rule: adopted if nobody objects, {n} of {all} answers and {floor} supports",
        "Rule: adopted if nobody objects, {n} of {all} answer and {floor} support",
        quorum_needed(terms, electorate),
        all=electorate,
        floor=floor_needed(terms, electorate),
    )


def outcome_line(number: str, outcome: Outcome, t: Texts) -> Markup:
    """How a round ended."""
    ends = {
        Outcome.ADOPTED: t("{number}: adopted by full consensus", number=number),
        Outcome.NOT_ADOPTED: t("{number}: not adopted", number=number),
        Outcome.NO_DECISION: t("{number}: no decision", number=number),
    }
    return ends[outcome]


def if_now(verdict: Verdict, t: Texts) -> Markup:
    """What the outcome would be."""
    ends = {
        Outcome.ADOPTED: t("Adopted by full consensus"),
        Outcome.NOT_ADOPTED: t("Not adopted"),
        Outcome.NO_DECISION: t("No decision"),
    }
    return ends[verdict.outcome]


def why(verdict: Verdict, terms: Terms, tally: Tally, t: Texts) -> list[Markup]:
    """The ground of an outcome, a line each."""
    told: list[Markup] = []
    if not tally.electorate:
        return [t("Nobody is left whose position counts.")]
    if verdict.ground is Ground.QUORUM:
        needed = quorum_needed(terms, tally.electorate)
        told.append(
            t.plural(
                "The quorum is short by {n} answer: {answered} of the {needed} needed.",
                "The quorum is short by {n} answers: {answered} of the {needed} needed.",
                verdict.short_by,
                answered=tally.answered,
                needed=needed,
            )
        )
    if tally.objections:
        told.append(t.plural("{n} objection stands.", "{n} objections stand.", tally.objections))
    if verdict.ground is Ground.FLOOR:
        told.append(
            t.plural(
                "The support is short by {n}: {active} of the {needed} needed.",
                "The support is short by {n}: {active} of the {needed} needed.",
                verdict.short_by,
                active=tally.active,
                needed=floor_needed(terms, tally.electorate),
            )
        )
    if verdict.ground is Ground.CONSENSUS:
        told.append(t("Nobody objects, and quorum and support are there."))
    return told


def counts_line(terms: Terms, tally: Tally, t: Texts) -> Markup:
    """The count of a round that has closed."""
    return t(
        "{answered} of {all} answered (quorum {quorum}): {support} support, {reservations} with reservations, "
        "{aside} stand aside, {objections} object",
        answered=tally.answered,
        all=tally.electorate,
        quorum=quorum_needed(terms, tally.electorate),
        support=tally.support,
        reservations=tally.reservations,
        aside=tally.aside,
        objections=tally.objections,
    )


def time_left(deadline: datetime, now: datetime, t: Texts) -> Markup:
    """2 days 4 hours left; 40 minutes left."""
    minutes = max(int((deadline - now).total_seconds() // 60), 1)
    days, hours = timedelta(days=minutes // 1440), timedelta(hours=minutes // 60 % 24)
    parts = [days, hours] if days else [hours, timedelta(minutes=minutes % 60)]
    told = [dates.length(part, t) for part in parts if part]
    if len(told) == 1:
        return t("{time} left", time=told[0])
    return t("{time} {and_time} left", time=told[0], and_time=told[1])


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
