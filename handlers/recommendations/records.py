"""What comes of a round: the chair's sheet while it is open, the result, names and reasons."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from council.people import Person
from council.recommendations import Elector, Position, Round, RoundState, tally
from council.rules import REASON_WANTED, Choice, Ground, Outcome, Tally, Verdict, judge
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines
from handlers.recommendations.views import Seen, names_and_reasons, record_buttons
from handlers.recommendations.words import (
    beginning,
    counts_line,
    if_now,
    label,
    name_list,
    outcome_line,
    pages,
    position_name,
    rule_line,
    time_left,
    why,
)

REASONS_ON_SHEET = 3


@dataclass(frozen=True, slots=True)
class AskWithdraw(Press):
    """Ask whether a round is really to be withdrawn."""

    prefix: ClassVar[str] = "vw"
    round: int


@dataclass(frozen=True, slots=True)
class Withdraw(Press):
    """Withdraw a round (1), or leave it open after all (0)."""

    prefix: ClassVar[str] = "vx"
    round: int
    sure: int


def sheet(
    round_: Round, electors: Sequence[Elector], unreached: Collection[int], now: datetime, zone: str, t: Texts
) -> View:
    """How a round stands, with names: for the chair and the secretariat. `unreached`: whom no card ever reached."""
    counted = tally(electors)
    counting = [elector for elector in electors if elector.counts]
    by_choice = [
        t("{position}: {names}", position=label(choice, t), names=name_list(persons, t))
        for choice in Choice
        if (persons := _who(counting, choice))
    ]
    silent = [elector.person for elector in counting if elector.position is None]
    missed = [person for person in silent if person.telegram_id is None or person.id in unreached]
    given = _reasons(counting)
    text = lines(
        *_standing(round_, counted, t),
        "",
        _tally_line(counted, t),
        *by_choice,
        t("Silent: {names}", names=name_list(silent, t)) if silent else None,
        t("Never reached: {n} ({names})", n=len(missed), names=name_list(missed, t)) if missed else None,
        _struck_line(electors, t),
        *(["", *(_reason_line(who, position, t) for who, position in given[:REASONS_ON_SHEET])] if given else []),
        "",
        _when(round_, now, zone, t),
    )  # fmt: skip
    withdraw = ((button(t("Withdraw the round"), AskWithdraw(round_.id)),),) if round_.open(now) else ()
    return View(text, (*names_and_reasons(round_, len(given), t), *withdraw), protect=True)


def _standing(round_: Round, counted: Tally, t: Texts) -> list[Markup]:
    """The title and what it comes to."""
    if round_.state is RoundState.WITHDRAWN:
        return [bold(t("{number}: withdrawn", number=round_.number))]
    verdict = judge(round_.terms, counted)
    if round_.state is RoundState.CLOSED and round_.outcome is not None:
        return [bold(outcome_line(round_.number, round_.outcome, t)), *why(verdict, round_.terms, counted, t)]
    title = t("{number}, version {version}: if it closed now", number=round_.number, version=round_.version)
    return [bold(title), if_now(verdict, t), *why(verdict, round_.terms, counted, t)]


def _when(round_: Round, now: datetime, zone: str, t: Texts) -> Markup:
    if round_.closed_at is not None:
        return t("Ended {when}", when=moment(round_.closed_at, zone, t))
    deadline = moment(round_.deadline, zone, t)
    if not round_.open(now):
        return t("The deadline has passed, {when}. The result follows.", when=deadline)
    return t("Open until {when}, {left}", when=deadline, left=time_left(round_.deadline, now, t))


def _tally_line(counted: Tally, t: Texts) -> Markup:
    return t(
        "Support {support} · with reservations {reservations} · aside {aside} · object {objections} · silent {silent}",
        support=counted.support,
        reservations=counted.reservations,
        aside=counted.aside,
        objections=counted.objections,
        silent=counted.silent,
    )


def _who(electors: Sequence[Elector], choice: Choice | None) -> list[Person]:
    return [e.person for e in electors if (e.position.choice if e.position else None) is choice]


def _reasons(electors: Sequence[Elector]) -> list[tuple[Person, Position]]:
    """Reasons that count, objections first."""
    given = [(e.person, e.position) for e in electors if e.counts and e.position and e.position.choice in REASON_WANTED]
    return sorted(given, key=lambda one: one[1].choice is not Choice.OBJECT)


def _reason_line(who: Person, position: Position, t: Texts) -> Markup:
    return t(
        "{name}, {position}: {reason}",
        name=called(who, t),
        position=position_name(position.choice, t),
        reason=beginning(position.reason, 150),
    )


def _struck_line(electors: Sequence[Elector], t: Texts) -> Markup | None:
    struck = [elector.person for elector in electors if not elector.counts]
    if not struck:
        return None
    return t("No longer counted, as their role ended: {names}", names=name_list(struck, t))


def result(seen: Seen, zone: str, t: Texts) -> View:
    """The outcome, the count, the rule, and why it came out so."""
    round_ = seen.round
    verdict = closed_verdict(round_, seen.tally)
    text = lines(
        bold(outcome_line(round_.number, verdict.outcome, t)),
        round_.title,
        counts_line(round_.terms, seen.tally, t),
        rule_line(round_.terms, seen.tally.electorate, t),
        *why(verdict, round_.terms, seen.tally, t),
        t("No decision is not a rejection.") if verdict.outcome is Outcome.NO_DECISION else None,
        t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t)),
    )
    return View(text, record_buttons(seen, t))


def closed_verdict(round_: Round, counted: Tally) -> Verdict:
    """What was stored when the round closed, with by how much it fell short."""
    again = judge(round_.terms, counted)
    return Verdict(round_.outcome or again.outcome, round_.ground or Ground(again.ground), again.short_by)


def withdrawn(round_: Round, zone: str, t: Texts) -> View:
    """That a round was taken back."""
    return View(
        lines(
            bold(t("{number}: withdrawn", number=round_.number)),
            round_.title,
            t("Withdrawn {when}. Positions taken in it decide nothing.",
              when=moment(round_.closed_at or round_.deadline, zone, t)),
        )
    )  # fmt: skip


def names(round_: Round, electors: Sequence[Elector], t: Texts) -> list[View]:
    """Everyone of the electorate under their position."""
    counting = [elector for elector in electors if elector.counts]
    headings: list[tuple[Choice | None, Markup]] = [(choice, label(choice, t)) for choice in Choice]
    headings.append((None, t("No response")))
    entries: list[Markup] = []
    for choice, heading in headings:
        persons = _who(counting, choice)
        if persons:
            entries += [Markup(""), t("{position} ({n})", position=heading, n=len(persons))]
            entries += [t("· {name}", name=called(person, t)) for person in persons]
    struck = _struck_line(electors, t)
    if struck is not None:
        entries += [Markup(""), struck]
    return pages(t("{number}: names and positions", number=round_.number), entries)


def reasons(round_: Round, electors: Sequence[Elector], t: Texts) -> list[View]:
    """Every reason in full, objections first."""
    entries = [
        lines(
            "",
            t("{name}, {position}:", name=called(who, t), position=position_name(position.choice, t)),
            position.reason,
            t("Wording that would remove it: {remedy}", remedy=position.remedy) if position.remedy else None,
        )
        for who, position in _reasons(electors)
    ]
    return pages(t("{number}: reasons", number=round_.number), entries or [t("No reasons were given.")])


def ask_withdraw(round_: Round, t: Texts) -> View:
    """Before a round is withdrawn."""
    return View(
        lines(
            bold(t("Withdraw {number}?", number=round_.number)),
            round_.title,
            t("It then ends without an outcome, and everyone who was shown it is told. This cannot be taken back."),
        ),
        ((button(t("Withdraw it"), Withdraw(round_.id, 1)), button(t("Leave it open"), Withdraw(round_.id, 0))),),
    )


def left_open(round_: Round, t: Texts) -> View:
    return View(lines(bold(t("{number} stays open", number=round_.number)), round_.title))
