"""The only writers of what becomes of a recommendation outside its rounds: proposed, commented on, revised, forwarded,
decided upon by the Executive Committee, withdrawn."""

from dataclasses import replace

from council import recommendations as rules, text_rules
from council.authority import Action, demand
from council.errors import Forbidden, Stale, Unchanged
from council.events import RecommendationOver, RoundClosed, RoundWithdrawn
from council.people import Person, Role
from council.reach import Reach
from council.recommendations import Event, Happened, Proposal, Recommendation, Stage, Step
from council.rounds import Round, RoundState, Text, check_change
from council.rules import Outcome
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import audit, members, recommendations, rounds
from storage.outbox import Lane

CONSULTATION = Kind("recommendations.consultation", Lane.ROUNDS, card=True)
DRAFTED = Kind("recommendations.drafted", Lane.ROUNDS)
COMMENTED = Kind("recommendations.commented", Lane.ROUNDS)
REVISED = Kind("recommendations.revised", Lane.ROUNDS)
DOSSIER = Kind("recommendations.dossier", Lane.ROUNDS)
DECIDED = Kind("recommendations.decided", Lane.ROUNDS)

COMMENT = "comment"
"""In a delivery's data: the comment's id."""

COMMENT_LIMIT = 2000
"""A comment's length, and that of the Committee's comments, in UTF-16 code units."""


async def propose(work: UnitOfWork, proposal: Proposal, *, consult: bool = False) -> Recommendation:
    """A new recommendation: a draft, of which those who may open a round are told, or put up for comments at once. Raises
    `Forbidden`, and as `council.text_rules` does."""
    demand(work.actor, Action.OPEN_ROUND if consult else Action.PROPOSE, [proposal.group], f"group:{proposal.group}")
    if proposal.group not in work.council.codes:
        raise Forbidden(Action.PROPOSE, f"group:{proposal.group}")
    proposal, year = rules.cleaned(proposal), work.council.today(work.now).year
    made = await recommendations.add(work.tx, proposal, work.person.id, year, work.now)
    await _record(work, made, Happened.DRAFTED, "recommendation drafted")
    if consult:
        return await _consult(work, made)
    leaders = await members.holders(work.tx, [made.group], work.now, {Role.CHAIR})
    told = [*leaders, *await members.secretariat(work.tx, work.now)]
    await work.tell([person for person in told if person.id != work.person.id], DRAFTED, made.subject)
    return made


async def consult(work: UnitOfWork, id_: int) -> Recommendation:
    """Put it up for comments: everyone in its group may comment, nobody takes a position. Raises as `check_step` does."""
    return await _consult(work, await require_step(work, id_, Step.CONSULT, lock=True))


async def _consult(work: UnitOfWork, about: Recommendation) -> Recommendation:
    about = await _turn(work, about, Stage.CONSULTATION, Happened.CONSULTED, "consultation opened")
    once = f"v{about.version}:{work.now:%Y%m%d%H%M%S}"
    await work.tell(await _concerned(work, about.group), CONSULTATION, about.subject, once)
    await work.tell_chats([about.group], CONSULTATION, about.subject, once)
    return about


async def comment(work: UnitOfWork, id_: int, text: str) -> Recommendation:
    """Comment on what is up for comments; its author is told. Raises as `check_step` does, `Empty`, `TooLong`."""
    about = await require_step(work, id_, Step.COMMENT, lock=True)
    made = await recommendations.comment(work.tx, about, work.person.id, text_rules.body(text, COMMENT_LIMIT), work.now)
    await work.record("comment made", about.subject)
    if about.author != work.person.id:
        author = (await members.many(work.tx, [about.author])).values()
        await work.tell(author, COMMENTED, about.subject, str(made), {COMMENT: made})
    await work.redraw(about.subject)
    return about


async def revise(work: UnitOfWork, id_: int, text: Text, note: str) -> Recommendation:
    """A new version, while nobody is asked about it; in consultation its readers are shown what changed. Raises as
    `check_step` and `council.rounds.check_change` do."""
    about = await require_step(work, id_, Step.REVISE, lock=True)
    text, note = check_change(about.wording, text, note)
    await recommendations.revise(work.tx, about.id, about.version, text, note, work.person.id, work.now)
    changed = replace(about, version=about.version + 1, text=text.text, link=text.link, document=text.document)
    await _record(work, changed, Happened.REVISED, "recommendation revised", note, {"version": changed.version})
    if about.stage is Stage.CONSULTATION:
        await work.tell(await _concerned(work, about.group), REVISED, about.subject, f"v{changed.version}")
    return changed


async def forward(work: UnitOfWork, id_: int) -> Recommendation:
    """Hand what the group has adopted on to the Executive Committee, with its result, reservations and dissent. Raises as
    `check_step` does."""
    about = await require_step(work, id_, Step.FORWARD, lock=True)
    await recommendations.forward(work.tx, about.id, work.now)
    about = replace(about, stage=Stage.FORWARDED, forwarded=True)
    await _record(work, about, Happened.FORWARDED, "recommendation forwarded")
    for round_ in await rounds.of_recommendation(work.tx, about.id):
        await work.redraw(round_.subject)  # the button of this step goes from its cards
    once = f"v{about.version}:{work.now:%Y%m%d%H%M%S}"
    await work.tell(await _concerned(work, work.council.committee), DOSSIER, about.subject, once)
    return about


async def decide(work: UnitOfWork, id_: int, comments: str, proposed: str = "", *, back: bool) -> Recommendation:
    """The Executive Committee returns it (`back`) with comments and perhaps a `proposed` text, or declines it and says why;
    the group is told. Raises as `check_step` does, `Empty`, `TooLong`, `Unchanged` where the text that it has is proposed."""
    about = await require_step(work, id_, Step.RETURN if back else Step.DECLINE, lock=True)
    comments = text_rules.body(comments, COMMENT_LIMIT)
    if back:
        proposed = text_rules.body(proposed) if proposed else ""
        if proposed == about.text:
            raise Unchanged
        await recommendations.send_back(work.tx, about.id, about.version)
        about = replace(about, stage=Stage.RETURNED, returned_version=about.version)
        await _record(work, about, Happened.RETURNED, "recommendation returned", comments, proposed=proposed)
    else:
        about = await _turn(work, about, Stage.DECLINED, Happened.DECLINED, "recommendation declined", comments)
    await tell_group(work, about.id, about.group, about.author)
    return about


async def reach_of(work: UnitOfWork, about: Recommendation) -> Reach:
    """Whom word of what the Committee decides reaches."""
    author = (await members.many(work.tx, [about.author])).values()
    return await work.reach([*await _concerned(work, about.group), *author], [about.group])


async def withdraw(work: UnitOfWork, id_: int) -> Recommendation:
    """Take it back while nobody is asked about it. Raises as `check_step` does."""
    about = await require_step(work, id_, Step.WITHDRAW, lock=True)
    return await _turn(work, about, Stage.WITHDRAWN, Happened.WITHDRAWN, "recommendation withdrawn")


async def tell_group(work: UnitOfWork, recommendation: int, group: str, author: int) -> None:
    """Tell a group, its chats, the author and the secretariat what the Committee has decided on a recommendation."""
    subject, once = f"recommendation:{recommendation}", f"{work.now:%Y%m%d%H%M%S%f}"
    people = [*await _concerned(work, group), *(await members.many(work.tx, [author])).values()]
    await work.tell(people, DECIDED, subject, once)
    await work.tell_chats([group], DECIDED, subject, once)


async def note_round(work: UnitOfWork, round_: Round, kind: Happened, stage: Stage | None = None) -> None:
    """Write into the recommendation's history what became of a round and, with `stage`, move it to that stage."""
    if stage is not None:
        await recommendations.turn(work.tx, round_.recommendation, stage)
    by = work.actor.person_id
    await recommendations.note(work.tx, round_.recommendation, Event(kind, work.now, round_.version, by, round_.id))
    await work.redraw(f"recommendation:{round_.recommendation}")
    if stage in rules.FINAL:
        await work.happened(RecommendationOver(round_.recommendation))


async def follow_closed_round(work: UnitOfWork, event: RoundClosed) -> None:
    """Move the recommendation to the stage that the outcome of its round leads to."""
    stage = rules.after_round(event.round, event.round.origin, work.council.committee)
    await note_round(work, event.round, Happened.CLOSED, stage)
    if stage is Stage.ADOPTED:
        await note_round(work, event.round, Happened.ADOPTED)


async def tell_committee_decision(work: UnitOfWork, event: RoundClosed) -> None:
    """Tell a group that the Executive Committee has adopted its recommendation."""
    if event.round.in_committee and event.round.outcome is Outcome.ADOPTED:
        await tell_group(work, event.round.recommendation, event.round.origin, event.round.proposer)


async def follow_withdrawn_round(work: UnitOfWork, event: RoundWithdrawn) -> None:
    """Move the recommendation back to where it was before the round; a group is told that its recommendation can be
    forwarded again."""
    round_ = event.round
    await note_round(work, round_, Happened.ROUND_WITHDRAWN, rules.after_withdrawal(round_))
    if round_.in_committee and round_.state is not RoundState.PLANNED:
        await tell_group(work, round_.recommendation, round_.origin, round_.proposer)
        for held in await rounds.of_recommendation(work.tx, round_.recommendation):
            await work.redraw(held.subject)


async def visible_recommendation(work: UnitOfWork, id_: int, *, lock: bool = False, discussed: bool = False) -> Recommendation:
    """The recommendation, for someone who may see it, and (`discussed`) how its group came to it. Raises `Forbidden`, alike
    for one that is not there."""
    about = await recommendations.find(work.tx, id_, lock=lock)
    visible = about is not None and rules.may_see(work.actor, about, work.council.committee)
    if about is None or not visible or (discussed and not rules.may_see_discussion(work.actor, about)):
        raise Forbidden(Action.SEE_ROUND, f"recommendation:{id_}")
    return about


async def get_proposed(work: UnitOfWork, about: Recommendation) -> str:
    """The text that the Committee proposed when it returned this version. Raises `Stale` where it proposed none."""
    last = [one for one in await recommendations.history(work.tx, about.id) if one.kind is Happened.RETURNED][-1:]
    if not last or not last[0].proposed or last[0].version != about.version:
        raise Stale
    return last[0].proposed


async def require_step(work: UnitOfWork, id_: int, step: Step, *, lock: bool = False) -> Recommendation:
    """The recommendation, for someone who can take this step now. With `lock`, nobody else moves it on until this
    transaction ends. Raises as `visible_recommendation` and `check_step` do."""
    about = await visible_recommendation(work, id_, lock=lock)
    known = await rounds.of_recommendation(work.tx, about.id)
    rules.check_step(work.actor, about, known, step, work.council.committee)
    return about


async def _turn(
    work: UnitOfWork, about: Recommendation, stage: Stage, kind: Happened, said: str, note: str = ""
) -> Recommendation:
    """Move it to this stage, and record that as `_record` does. Gives it as it is then."""
    await recommendations.turn(work.tx, about.id, stage)
    about = replace(about, stage=stage)
    await _record(work, about, kind, said, note)
    if stage in rules.FINAL:
        await work.happened(RecommendationOver(about.id))
    return about


async def _record(work: UnitOfWork, about: Recommendation, kind: Happened, said: str, note: str = "",
                  detail: audit.Detail | None = None, proposed: str = "") -> None:  # fmt: skip
    """Write what was done into the recommendation's history and the audit log, and have its cards redrawn."""
    event = Event(kind, work.now, about.version, work.person.id, note=note, proposed=proposed)
    await recommendations.note(work.tx, about.id, event)
    await work.record(said, about.subject, detail)
    await work.redraw(about.subject)


async def _concerned(work: UnitOfWork, group: str) -> list[Person]:
    """Everyone in this group, in whatever role, and the secretariat."""
    return [*await members.holders(work.tx, [group], work.now), *await members.secretariat(work.tx, work.now)]
