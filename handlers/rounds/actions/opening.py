"""Rounds are opened, or planned and opened when their time comes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from council.authority import Action, demand
from council.errors import Forbidden, InThePast, Refused
from council.people import POSITION_TAKING, Person
from council.recommendations import Event, Happened, Recommendation, Stage, Step, asked_in, check_step, proposal_of
from council.recusal import AllRecused
from council.round_terms import check_deadline, check_electorate, check_terms, usual_terms
from council.rounds import RecommendationDraft, Round, RoundState
from council.rules import Terms
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import note_round
from handlers.rounds.actions.audience import show_some
from handlers.rounds.reads import CARD, SHEET
from storage import audit, members, recommendations, recusals, rounds
from storage.outbox import Lane

NOT_OPENED = Kind("recommendations.not_opened", Lane.ROUNDS)

WHY, LATE, FEW = "why", "late", "few"
"""In the data of `NOT_OPENED`: why a planned round was not opened."""


async def list_electorate(work: UnitOfWork, group: str, recommendation: int = 0) -> list[Person]:
    """Whom a round that is opened now in this group would ask; about this recommendation, without those who have declared an
    interest in it."""
    found = await members.holders(work.tx, [group], work.now, POSITION_TAKING)
    out = await recusals.of(work.tx, recommendation) if recommendation else {}
    return [person for person in found if person.id not in out]


async def _list_asked(
    work: UnitOfWork, recommendation: int, group: str, terms: Terms
) -> tuple[Sequence[Person], Mapping[int, str]]:
    """The electorate of a round, and those of it who have declared an interest, with what they said of it. Raises `AllRecused`,
    and as `check_electorate` does about those who are left."""
    asked = await list_electorate(work, group)
    out = await recusals.of(work.tx, recommendation)
    recused = {person.id: out[person.id] for person in asked if person.id in out}
    if asked and len(recused) == len(asked):
        raise AllRecused
    check_electorate(terms, len(asked) - len(recused))
    return asked, recused


async def open_round(work: UnitOfWork, draft: RecommendationDraft) -> Round:
    """Open a round on a new recommendation, or plan to; everyone concerned is told when it opens. Raises `Forbidden`, and
    as `check_terms`, `check_electorate`, `check_deadline` and `council.text_rules` do."""
    demand(work.actor, Action.OPEN_ROUND, [draft.group], f"group:{draft.group}")
    if draft.group not in work.council.codes:
        raise Forbidden(Action.OPEN_ROUND, f"group:{draft.group}")
    proposal, year = proposal_of(draft), work.council.today(work.now).year
    made = await recommendations.add(work.tx, proposal, work.person.id, year, work.now)
    await recommendations.note(work.tx, made.id, Event(Happened.DRAFTED, work.now, made.version, work.person.id))
    terms = draft.terms or usual_terms(work.council)
    return await _open(work, made, draft.group, terms, draft.opens_at, draft.deadline)


async def ask_about(work: UnitOfWork, recommendation: int, terms: Terms, opens_at: datetime | None, deadline: datetime) -> Round:
    """Open a round on the present text of a recommendation, or plan to: in its group or, where it was forwarded, in the
    Executive Committee. Raises `Forbidden`, `MovedOn`, `NewVersionWanted`, and as `check_terms`, `check_electorate`,
    `check_deadline` do."""
    about = await recommendations.find(work.tx, recommendation, lock=True)
    if about is None:
        raise Forbidden(Action.OPEN_ROUND, f"recommendation:{recommendation}")
    known = await rounds.of_recommendation(work.tx, about.id)
    check_step(work.actor, about, known, Step.OPEN, work.council.committee)
    return await _open(work, about, asked_in(about, work.council.committee), terms, opens_at, deadline)


async def _open(
    work: UnitOfWork, about: Recommendation, group: str, terms: Terms, opens_at: datetime | None, deadline: datetime
) -> Round:
    check_terms(terms, work.council.today(deadline))
    if opens_at is not None and opens_at <= work.now:
        raise InThePast(opens_at)
    check_deadline(deadline, opens_at or work.now, terms.rule, work.council.silence_hours)
    asked, recused = await _list_asked(work, about.id, group, terms)
    ids, by = [person.id for person in asked], work.person.id
    round_ = await rounds.open_(work.tx, about, group, terms, opens_at, deadline, by, ids, work.now, recused)
    detail: audit.Detail = {
        "number": round_.number, "group": round_.group, "electorate": len(asked) - len(recused),
        "rule": terms.rule.value, "openness": terms.openness.value,
    }  # fmt: skip
    if round_.state is RoundState.PLANNED:
        await work.record("round planned", round_.subject, detail)
        await note_round(work, round_, Happened.PLANNED)
    else:
        await work.record("round opened", round_.subject, detail)
        await _opened(work, round_)
    await work.tell([work.person], SHEET, round_.subject)
    return round_


async def _opened(work: UnitOfWork, round_: Round) -> None:
    """What follows on a round's opening, whoever or whatever opened it."""
    await note_round(work, round_, Happened.OPENED, None if round_.in_committee else Stage.ROUND)
    await show_some(work, round_.id)
    await work.tell_chats([round_.group], CARD, round_.subject)


async def open_due(work: UnitOfWork) -> bool:
    """Open one planned round whose time has come, to those who then hold a role; False when there is none. Where it cannot
    be opened any more it is withdrawn, and its author is told."""
    round_ = await rounds.to_open(work.tx, work.now)
    if round_ is None:
        return False
    try:
        asked, recused = await _list_asked(work, round_.recommendation, round_.group, round_.terms)
        if round_.deadline <= work.now:
            raise InThePast(round_.deadline)
    except Refused as refusal:
        await rounds.withdraw(work.tx, round_.id, work.now)
        await note_round(work, round_, Happened.NOT_OPENED)
        await work.record("round not opened", round_.subject)
        author = await members.many(work.tx, [round_.author])
        why = LATE if isinstance(refusal, InThePast) else FEW
        await work.tell(author.values(), NOT_OPENED, round_.subject, data={WHY: why})
        await work.redraw(round_.subject)
        return True
    await rounds.start(work.tx, round_.id, [person.id for person in asked], work.now, round_.deadline, recused)
    detail: audit.Detail = {"number": round_.number, "group": round_.group, "electorate": len(asked) - len(recused)}
    await work.record("round opened", round_.subject, detail)
    await _opened(work, round_)
    await work.redraw(round_.subject, SHEET)
    return True
