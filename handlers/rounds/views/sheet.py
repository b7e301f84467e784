"""The chair's sheet: how a round stands and what its chair, author and secretariat can do, each as far as they may."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.openness import Answered, Reasons, Sight
from council.people import Person
from council.round_counts import RoundCount
from council.round_terms import may_declare, may_end_early
from council.rounds import Elector, Round, RoundState, closed_verdict, given_reasons, silent
from council.rules import OFFERED, Ground, Outcome, Rule, Tally
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.decision_words import ended, heading, outcome_line, reason_head, second_line, why
from handlers.common.names import capital
from handlers.common.position_blocks import struck_line
from handlers.common.text_layout import name_list
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, Style, View, bold, button, glance, in_rows, lines
from handlers.rounds.presses import AskDeclarer, AskWithdraw, CloseNow, Declare, Enter, Extend, NewVersion, Remind, ShowObjections
from handlers.rounds.views.card import names_and_reasons
from handlers.rounds.views.words import LEFT_TO, about_round, at_most

REASONS_ON_SHEET = 3


@dataclass(frozen=True, slots=True)
class Leader:
    """Who looks at the sheet: what they see, whether they may lead the round and enter positions, and whether (`barred`) somebody
    else declares how it ends, as they wrote the text."""

    sight: Sight
    leads: bool = True
    enters: bool = False
    barred: bool = False


def draw_sheet(count: RoundCount, leader: Leader, unreached: Collection[int], now: datetime, zone: str, t: Texts) -> View:
    """The sheet as this leader sees it. `unreached`: whom no card ever reached."""
    round_, seen = count.round, count.seen_by(leader.sight)
    if round_.state is RoundState.PLANNED:  # nobody is asked yet
        planned = lines(*_outlook(count, leader.sight, t), round_.title, _when(round_, now, zone, t))
        return View(planned, _ways_on(count, leader, 0, now, t), protect=True)
    counting = _counting(count)
    waiting = [elector.person for elector in silent(round_, counting)]
    # Where it is not shown who has answered, no number may tell it either.
    among = waiting if leader.sight.answered is Answered.WHO else [elector.person for elector in counting]
    missed = [person for person in among if person.telegram_id is None or person.id in unreached]
    late = [elector.person for elector in count.unserved] if leader.sight.answered is Answered.WHO else []
    first = (
        *_outlook(seen, leader.sight, t),
        second_line(round_, t),
        _tally_line(round_.terms.rule, seen.tally, t)
        if leader.sight.counts
        else t("{n} of {all} have answered", n=len(counting) - len(waiting), all=len(counting)),
        _when(round_, now, zone, t),
        _left_line(count, leader, now, t),
    )
    rest = (
        "",
        *_by_choice(round_, counting, leader.sight, t),
        _standing_line(count, seen, counting, t),
        *_silent_lines(waiting, missed, leader.sight, t),
        t("Got the notice too late or not yet: {names}", names=name_list(late, t)) if late else None,
        struck_line(count.electors, t, named=leader.sight.names),
        *_reason_lines(round_, _counting(seen), leader.sight, t),
    )
    given = len(given_reasons(_counting(seen))) if leader.sight.reasons is not Reasons.NOTHING else 0
    shown = names_and_reasons(round_, leader.sight, given, t)
    return View(glance(first, rest), (*_ways_on(count, leader, len(set(waiting) - set(missed)), now, t), *shown), protect=True)


def _counting(count: RoundCount) -> list[Elector]:
    return [elector for elector in count.electors if elector.counts]


def _outlook(count: RoundCount, sight: Sight, t: Texts) -> list[Markup | str | None]:
    """The title and what it comes to; of a detached round that is open, only whether enough have voted."""
    round_ = count.round
    if round_.state is RoundState.WITHDRAWN:
        return [bold(t("{number}: the round is withdrawn", number=round_.number))]
    if round_.state is RoundState.PLANNED:
        return [bold(t("{number}: the round is planned", number=round_.number))]
    if round_.state is RoundState.CLOSED and round_.outcome is not None:
        was = closed_verdict(round_, count.tally)
        return [bold(outcome_line(round_, was.outcome, t)), *why(was, round_.terms, count.tally, t, round_.spoken_by)]
    version, verdict = round_.version, count.verdict
    told = capital(ended(round_.terms, verdict.outcome, t))
    title = bold(t("{number}, version {version}: if it closed now", number=round_.number, version=version))
    if round_.state is RoundState.AWAITING:
        title = bold(t("{number}, version {version}: the chair decides", number=round_.number, version=version))
        if verdict.outcome is Outcome.AWAITING:  # which the title says
            return [title, *why(verdict, round_.terms, count.tally, t), _released_line(count, sight, t)]
    if sight.counts:
        return [title, told, *why(verdict, round_.terms, count.tally, t), _released_line(count, sight, t)]
    if verdict.ground is not Ground.QUORUM:
        return [title, t("There is a quorum. How the votes stand will be shown after closing.")]
    bare = Tally(count.tally.electorate, aside=count.tally.answered)  # nothing but how many
    return [title, told, *why(verdict, round_.terms, bare, t)]


def _released_line(count: RoundCount, sight: Sight, t: Texts) -> Markup | None:
    """Who was asked for another position, having withdrawn their objection, and has not taken it yet."""
    asked = [e.person for e in count.electors if e.counts and e.released and not count.round.is_answered_by(e)]
    if not asked:
        return None
    if sight.names:
        return t("Withdrew their objection, and may still take another position: {names}", names=name_list(asked, t))
    return t.plural("{n} has withdrawn an objection, and may still take another position.",
                    "{n} have withdrawn an objection, and may still take another position.", len(asked))  # fmt: skip


def _when(round_: Round, now: datetime, zone: str, t: Texts) -> Markup:
    if round_.closed_at is not None:
        return t("Ended {when}", when=moment(round_.closed_at, zone, t))
    if round_.state is RoundState.PLANNED:
        return t("It opens {when}.", when=moment(round_.opened_at, zone, t))
    deadline = moment(round_.deadline, zone, t)
    if round_.state is RoundState.AWAITING:
        return t("The deadline passed {when}.", when=deadline)
    if not round_.open(now):
        return t("The deadline passed {when}. The result will be sent separately.", when=deadline)
    return t("Open until {when}, {left}", when=deadline, left=at_most(round_.deadline, now, t))


_TALLY = N_("Support {support} · with reservations {reservations} · aside {aside} · object {objections} · silent {silent}")
_TALLIES: Mapping[Rule, str] = {
    Rule.SILENCE: N_("Explicit support {support} · object {objections} · amendment {amendments} · silent {silent}"),
    Rule.CONSENT: N_("Support {support} · concern {reservations} · aside {aside} · object {objections} · silent {silent}"),
}  # fmt: skip


def _tally_line(rule: Rule, counted: Tally, t: Texts) -> Markup:
    return t(_TALLIES.get(rule, _TALLY), support=counted.support, reservations=counted.reservations, aside=counted.aside,
             objections=counted.objections, amendments=counted.amendments, silent=counted.silent)  # fmt: skip


def _standing_line(count: RoundCount, seen: RoundCount, counting: Sequence[Elector], t: Texts) -> Markup | None:
    """How many object to an earlier text, where they do not count as having answered; how many object at all, where the
    numbers are those of the last batch."""
    round_ = count.round
    if seen is not count:
        every = t("The numbers are updated after every third answer and at closing, so that no answer can be tied to a name.")
        return lines(every, t("Objections that stand now: {n}", n=len(seen.objections)))
    n = sum(elector.position is not None and not round_.is_answered_by(elector) for elector in counting)
    return t("Objections that stand from an earlier text: {n}", n=n) if n else None


def _by_choice(round_: Round, counting: Sequence[Elector], sight: Sight, t: Texts) -> list[Markup]:
    if not sight.names:
        return []
    rule, told = round_.terms.rule, list[Markup]()
    for choice in OFFERED[rule]:
        if persons := [e.person for e in counting if e.position and e.position.choice is choice]:
            told.append(t("{position}: {names}", position=heading(choice, t, rule), names=name_list(persons, t)))
    return told


def _silent_lines(unheard: Sequence[Person], missed: Sequence[Person], sight: Sight, t: Texts) -> list[Markup]:
    if sight.answered is not Answered.WHO:
        return [t("Never reached: {n}", n=len(missed))] if missed else []
    told = [t("Silent: {names}", names=name_list(unheard, t))] if unheard else []
    if missed:
        told.append(t("Never reached: {n} ({names})", n=len(missed), names=name_list(missed, t)))
    return told


def _reason_lines(round_: Round, counting: Sequence[Elector], sight: Sight, t: Texts) -> list[Markup | str]:
    if sight.reasons is Reasons.NOTHING:
        return []
    given = given_reasons(counting)
    if sight.reasons is Reasons.NAMELESS:
        given.sort(key=lambda one: one[1].reason)
    told = list[Markup]()
    for who, position in given[:REASONS_ON_SHEET]:
        head = reason_head(who if sight.reasons is Reasons.NAMED else None, position, round_.terms.rule, t)
        told.append(t("{head} {reason}", head=head, reason=beginning(position.reason, 150)))
    return ["", *told] if told else []


def _ways_on(count: RoundCount, leader: Leader, waiting: int, now: datetime, t: Texts) -> Rows:
    """What can be done now, and by this leader. `waiting`: how many have not answered and can be written to."""
    round_, is_open = count.round, count.round.open(now)
    row: list[Button] = []
    stand = len(count.seen_by(leader.sight).objections)
    if stand and round_.under_way(now) and leader.sight.reasons is not Reasons.NOTHING:
        row.append(button(t("Answer objections ({n})", n=stand), ShowObjections(round_.id)))
    if leader.leads:
        if is_open and waiting and count.seen_by(leader.sight) is not count:
            row.append(button(t("Remind the silent"), Remind(round_.id)))
        elif is_open and waiting:
            row.append(button(t.plural("Remind the {n} silent", "Remind the {n} silent", waiting), Remind(round_.id)))
        if is_open or (round_.state is RoundState.AWAITING and round_.terms.rule is Rule.SILENCE):
            row.append(button(t("Extend"), Extend(round_.id)))
        row += _ends(count, leader, now, t)
    if is_open:
        row += [] if round_.in_committee else [button(t("New version"), NewVersion(round_.id))]
        if leader.enters and not round_.detached:
            row.append(button(t("Enter a position"), Enter(round_.id)))
    if leader.leads and (round_.under_way(now) or round_.state is RoundState.PLANNED):
        row.append(button(t("Withdraw the round"), AskWithdraw(round_.id)))
    return in_rows(row)


def _left_line(count: RoundCount, leader: Leader, now: datetime, t: Texts) -> Markup | None:
    """That whoever wrote the text does not declare how the round ends, and to whom they have left it."""
    round_ = count.round
    if round_.left_to is not None:
        return t("The chair who wrote the text has left the declaration to {whom}.", whom=t(LEFT_TO[round_.left_to]))
    if leader.barred and leader.leads and may_declare(round_, count.electors, now):
        return t("You wrote this text, so somebody else declares how the round ends.")
    return None


def _ends(count: RoundCount, leader: Leader, now: datetime, t: Texts) -> list[Button]:
    round_ = count.round
    if count.verdict.outcome is not Outcome.AWAITING:
        if round_.state is RoundState.AWAITING:  # the quorum went with an objection that was withdrawn
            return [button(t("Close: no decision"), CloseNow(round_.id, 0), Style.PRIMARY)]
        ready = may_end_early(round_, count.electors, now)
        return [button(t("Close now"), CloseNow(round_.id, 0), Style.PRIMARY)] if ready else []
    if not may_declare(round_, count.electors, now):
        return []
    if leader.barred:
        return [button(t("Who declares it"), AskDeclarer(round_.id), Style.PRIMARY)]
    if round_.terms.rule is Rule.SILENCE:
        return [button(t("Adopt all the same"), Declare(round_.id, 1), Style.PRIMARY)]
    none = button(t("Declare: no consensus"), Declare(round_.id, 0))
    if count.verdict.ground is Ground.UNANSWERED:
        return [none]
    return [button(t("Declare: adopted"), Declare(round_.id, 1), Style.PRIMARY), none]


def not_yours(round_: Round, t: Texts) -> View:
    """What replaces the sheet of someone who no longer leads the round."""
    told = t("You do not lead this round any more: how it stands is shown to those who do.")
    return about_round(round_, t("{number}: chair's sheet", number=round_.number), t, told)
