"""An open round is led: the silent are reminded, more time is given, it is closed early, its end is declared, and positions
that came otherwise are entered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from council import text_rules
from council.authority import Action, demand
from council.errors import AnsweredThemselves, Closed, NotYet, ObjectionsUnanswered, OutsideElectorate, OwnText, Stale
from council.findings import Found, check_findings
from council.people import Person, Role
from council.round_counts import RoundCount
from council.round_terms import NUDGES_APART, check_extension, check_review, is_barred, may_declare, may_end_early, next_nudge
from council.rounds import Elector, Round, RoundState, Way, check_position, position_on, silent
from council.rules import Choice, Ground, Outcome, Rule
from handlers.framework.deliveries import Kind
from handlers.framework.work import SOON, UnitOfWork
from handlers.rounds.actions.audience import require_lead, require_open, tell_complete
from handlers.rounds.actions.closing import AWAITS, end, word_of
from handlers.rounds.actions.voting import take
from handlers.rounds.reads import CARD, count_of
from storage import electorates, members, objections, round_tasks, rounds
from storage.outbox import Lane

EXTENDED = Kind("recommendations.extended", Lane.ROUNDS)
ENTERED = Kind("recommendations.entered", Lane.ROUNDS)

NO_FINDINGS: Mapping[int, Found] = {}


async def redraw_due(work: UnitOfWork) -> bool:
    """Have the cards of one round redrawn, so that the time left on them is true; False when none is due."""
    round_ = await rounds.to_redraw(work.tx, work.now)
    if round_ is not None:
        await work.redraw(round_.subject)
    return round_ is not None


async def nudge_due(work: UnitOfWork) -> bool:
    """Remind those who have not answered, in all rounds whose time it is: one message each. False when none is due."""
    due = await rounds.to_nudge(work.tx, work.now)
    told: dict[int, tuple[Person, datetime]] = {}
    asked = await electorates.of_rounds(work.tx, due, work.now)
    for round_ in due:
        following = next_nudge(round_.asked_since, round_.deadline, work.now)
        for person in (elector.person for elector in silent(round_, asked[round_.id])):
            # Where the next one comes right after this, it tells all.
            if following is None or following - work.after_quiet_hours(person) >= NUDGES_APART:
                told[person.id] = (person, min(round_.deadline, told.get(person.id, (person, round_.deadline))[1]))
    await work.remind([person for person, _ in told.values()], until=lambda person: told[person.id][1])
    return bool(due)


async def remind(work: UnitOfWork, round_id: int) -> int:
    """Remind the silent because the chair wishes so, at most once a day; how many will be. Raises `Forbidden`, `Closed`."""
    round_ = await require_open(work, round_id, Action.LEAD_ROUND)
    waited_for = silent(round_, await electorates.electorate(work.tx, round_, work.now))
    asked = await work.remind([elector.person for elector in waited_for], until=min(round_.deadline, work.now + SOON))
    # Who was reminded of something else today is not again: of a detached round the number could tell who has not voted.
    await work.record("silent reminded", round_.subject, {} if round_.detached else {"people": asked})
    return asked


async def remind_chair_due(work: UnitOfWork) -> bool:
    """Tell the chairs of one round, each day until they have decided, that it waits for them; where none of them can be
    written to, or none but its author is there, the secretariat. Not within their quiet hours. False when none is due."""
    round_ = await rounds.to_remind_chair(work.tx, work.now)
    if round_ is None:
        return False
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    may_decide = [person for person in chairs if not is_barred(round_, person.id, work.council)]
    reached = [person for person in may_decide if person.telegram_id is not None]
    told, once = reached or await members.secretariat(work.tx, work.now), f"again:{work.now:%Y%m%d%H%M%S}"
    await work.tell(told, AWAITS, round_.subject, once, due=work.after_quiet_hours, lane=Lane.REMINDERS)
    return True


async def require_extendable(work: UnitOfWork, round_id: int) -> Round:
    """The round, locked, for someone who may give more time: while it is open, and of a silence also when its notice came
    too late. Raises `Forbidden`, `Closed`."""
    round_ = await require_lead(work, round_id, Action.LEAD_ROUND)
    waits = round_.state is RoundState.AWAITING and round_.terms.rule is Rule.SILENCE
    if not (round_.open(work.now) or waits):
        raise Closed
    return round_


async def extend(work: UnitOfWork, round_id: int, deadline: datetime, reason: str) -> Round:
    """Move the deadline to a later time; everyone is told why. Raises as `require_extendable`, `check_extension` and
    `check_review` do, and `Empty`."""
    round_ = await require_extendable(work, round_id)
    check_extension(round_, deadline, work.now)
    check_review(round_.terms, work.council.today(deadline))
    reason = text_rules.body(reason, text_rules.REASON_LIMIT)
    role = work.actor.speaks_as(round_.group)
    await rounds.move(work.tx, round_, deadline, reason, work.person.id, role, work.now)
    await work.record("round extended", round_.subject, word_of(role))
    await work.tell(await electorates.shown_to(work.tx, round_.id), EXTENDED, round_.subject, f"{deadline:%Y%m%d%H%M}")
    await work.redraw(round_.subject)
    return await rounds.get(work.tx, round_.id)


async def require_closable(work: UnitOfWork, round_id: int) -> RoundCount:
    """How the round stands, for someone who may close it now: before its deadline once all of its electorate have
    answered; after it, one that awaited the chair when nothing is left to declare, as the quorum is gone with an
    objection that was withdrawn. Raises `Forbidden`, `Closed`, `NotYet`."""
    round_ = await require_lead(work, round_id, Action.LEAD_ROUND)
    if not round_.under_way(work.now):
        raise Closed
    count = await count_of(work.tx, work.council, round_, work.now)
    may_end = round_.state is RoundState.AWAITING or may_end_early(round_, count.electors, work.now)
    if not may_end or count.verdict.outcome is Outcome.AWAITING:
        raise NotYet
    return count


async def close_early(work: UnitOfWork, round_id: int) -> Round:
    """Close a round without waiting any longer. Raises as `require_closable` does."""
    count = await require_closable(work, round_id)
    early, role = count.round.state is not RoundState.AWAITING, work.actor.speaks_as(count.round.group)
    return await end(work, count.round, count.verdict, work.now, early=early, spoken_by=role)


async def require_declarable(work: UnitOfWork, round_id: int) -> RoundCount:
    """How the round stands, for someone who may declare how it ends. Raises `Forbidden`, `Closed`, `NotYet`, `OwnText`."""
    round_ = await require_lead(work, round_id, Action.LEAD_ROUND)
    count = await count_of(work.tx, work.council, round_, work.now)
    if round_.over:
        raise Closed
    if not may_declare(round_, count.electors, work.now):
        raise NotYet
    if is_barred(round_, work.actor.person_id, work.council):
        raise OwnText
    return count


async def declare(
    work: UnitOfWork, round_id: int, rationale: str, findings: Mapping[int, Found] = NO_FINDINGS, *, adopted: bool
) -> Round:
    """The chair's word: that there is rough consensus or none; that a silence counts although a notice came late. `findings`: on
    each objection that stands, by its id, where rough consensus is declared. Raises as `require_declarable` does, `NotYet` also
    while the quorum is short, `ObjectionsUnanswered`, `FindingWanted`, `Empty`."""
    before = await require_declarable(work, round_id)
    round_ = before.round
    if round_.terms.rule is Rule.SILENCE and not adopted:
        raise Stale
    if before.verdict.outcome is Outcome.NO_DECISION:
        raise NotYet
    if adopted and before.verdict.ground is Ground.UNANSWERED:
        raise ObjectionsUnanswered
    if adopted and round_.terms.rule is Rule.ROUGH_CONSENSUS:
        found = check_findings([objection.id for objection in before.objections], findings)
        await objections.keep_findings(work.tx, round_.id, found)
    early = round_.open(work.now)
    await rounds.declare(work.tx, round_.id, text_rules.body(rationale, text_rules.REASON_LIMIT), adopted=adopted)
    role = work.actor.speaks_as(round_.group)
    await work.record("adoption declared" if adopted else "no consensus declared", round_.subject, word_of(role))
    declared = await rounds.get(work.tx, round_.id)
    after = await count_of(work.tx, work.council, declared, work.now)
    return await end(work, declared, after.verdict, work.now, early=early, spoken_by=role)


async def list_enterable(work: UnitOfWork, round_id: int) -> tuple[Round, Sequence[Elector]]:
    """The round, and for whom a position can be entered: whoever has taken none in the bot. Raises `Forbidden`, `Closed`."""
    round_ = await require_lead(work, round_id, Action.ENTER_POSITION)
    if not round_.open(work.now) or round_.detached:
        raise Closed
    found = await electorates.electorate(work.tx, round_, work.now)
    return round_, [e for e in found if e.counts and (e.position is None or e.position.way is not None)]


async def enter(
    work: UnitOfWork, round_id: int, person: int, choice: Choice, way: Way, reason: str = "", remedy: str = ""
) -> Round:
    """Enter a position that came otherwise; its owner is told, and may change it. Raises `Forbidden`, `Closed`,
    `OutsideElectorate`, `AnsweredThemselves`, `ReasonWanted`, `Stale`."""
    demand(work.actor, Action.ENTER_POSITION, [], f"round:{round_id}")
    round_ = await require_lead(work, round_id, Action.ENTER_POSITION)
    if round_.detached:
        raise Closed
    elector = await electorates.elector(work.tx, round_, person, work.now)
    if elector is None or not elector.counts:
        raise OutsideElectorate
    if elector.position is not None and elector.position.way is None:
        raise AnsweredThemselves
    made = position_on(round_, person, choice, work.now, reason, remedy)
    check_position(round_, in_electorate=True, choice=choice, reason=made.reason, now=work.now)
    position = replace(made, way=way, entered_by=work.person.id)
    await work.record("position entered", round_.subject, {"person": f"person:{person}", "way": way.value})
    await work.tell([elector.person], ENTERED, round_.subject, f"{work.now:%Y%m%d%H%M%S%f}")
    asked = elector.position is None
    round_ = await take(work, round_, position)
    if asked and not round_.over and await round_tasks.is_complete(work.tx, round_.id):
        await tell_complete(work, round_)
    await work.redraw(round_.subject, CARD)
    return round_
