"""The only writers of what becomes of a recommendation outside its rounds: proposed, commented on, revised, forwarded,
decided upon by the Executive Committee, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from council import text_rules
from council.authority import Action, anywhere, demand
from council.clock import zone
from council.errors import Forbidden
from council.people import Person, Role
from council.recommendations import Event, Happened, Proposal, Recommendation, Stage, Step, check_step, may_see
from council.rounds import Round, Text, check_change
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import audit, chat_links, members, outbox, recommendations, rounds
from storage.outbox import Lane, Order
from storage.recommendations import Shelf

CONSULTATION, COMMENTED = "recommendations.consultation", "recommendations.commented"
DRAFTED, REVISED, DOSSIER = "recommendations.drafted", "recommendations.revised", "recommendations.dossier"
"""Kinds of deliveries."""

DECIDED = Kind("recommendations.decided", lane=Lane.ROUNDS)

COMMENT = "comment"
"""In a delivery's data: the comment's id."""

COMMENT_LIMIT = 2000
"""A comment's length, and that of the Committee's word, in UTF-16 code units."""


async def propose(work: UnitOfWork, proposal: Proposal, *, consult: bool = False) -> Recommendation:
    """A new recommendation: a draft, which those who may open a round are told of, or at once put up for comments.

    Raises `Forbidden`, and as `council.wording` does.
    """
    demand(work.actor, Action.OPEN_ROUND if consult else Action.PROPOSE, [proposal.group], f"group:{proposal.group}")
    if proposal.group not in work.council.codes:
        raise Forbidden(Action.PROPOSE, f"group:{proposal.group}")
    proposal = replace(
        proposal,
        title=text_rules.line(proposal.title),
        text=text_rules.body(proposal.text),
        link=text_rules.link(proposal.link) if proposal.link else "",
    )
    year = work.now.astimezone(zone(work.council.zone)).year
    made = await recommendations.add(work.tx, proposal, work.person.id, year, work.now)
    await _note(work, made, Happened.DRAFTED)
    await audit.record(work.tx, work.now, work.actor.label, "recommendation drafted", made.subject)
    if consult:
        return await _consult(work, made)
    leaders = await members.holders(work.tx, [made.group], work.now, {Role.CHAIR})
    told = {person.id: person for person in [*leaders, *await members.secretariat(work.tx, work.now)]}
    told.pop(work.person.id, None)
    await outbox.queue(work.tx, recommendation_orders(made.subject, DRAFTED, told.values()), work.now)
    return made


async def consult(work: UnitOfWork, id_: int) -> Recommendation:
    """Put it up for comments: everyone in its group may comment, nobody takes a position. Raises as `check_step` does."""
    about, _ = await _to_do(work, id_, Step.CONSULT)
    return await _consult(work, about)


async def _consult(work: UnitOfWork, about: Recommendation) -> Recommendation:
    await recommendations.turn(work.tx, about.id, Stage.CONSULTATION)
    about = replace(about, stage=Stage.CONSULTATION)
    await _note(work, about, Happened.CONSULTED)
    await audit.record(work.tx, work.now, work.actor.label, "consultation opened", about.subject)
    once = f"v{about.version}:{work.now:%Y%m%d%H%M%S}"
    told = [
        *recommendation_orders(about.subject, CONSULTATION, await _concerned(work, about), once),
        *await _to_chats(work, about, CONSULTATION, once),
    ]
    await outbox.queue(work.tx, told, work.now)
    return about


async def comment(work: UnitOfWork, id_: int, text: str) -> Recommendation:
    """Comment on what is up for comments; its author is told. Raises as `check_step` does, `Empty`, `TooLong`."""
    about, _ = await _to_do(work, id_, Step.COMMENT)
    made = await recommendations.comment(work.tx, about, work.person.id, text_rules.body(text, COMMENT_LIMIT), work.now)
    await audit.record(work.tx, work.now, work.actor.label, "comment made", about.subject)
    author = await members.get(work.tx, about.author)
    if author is not None and author.id != work.person.id:
        told = recommendation_orders(about.subject, COMMENTED, [author], str(made), {COMMENT: made})
        await outbox.queue(work.tx, told, work.now)
    await outbox.redraw(work.tx, about.subject, work.now)
    return about


async def revise(work: UnitOfWork, id_: int, text: Text, note: str) -> Recommendation:
    """A new version, while nobody is asked about it; in consultation its readers are shown what changed.

    Raises as `check_step` and `council.rounds.check_change` do.
    """
    about, _ = await _to_do(work, id_, Step.REVISE)
    text, note = check_change(about.wording, text, note)
    await recommendations.revise(work.tx, about.id, about.version, text, note, work.person.id, work.now)
    changed = await recommendations.get(work.tx, about.id)
    assert changed is not None  # noqa: S101 - it is locked
    await _note(work, changed, Happened.REVISED, note)
    detail: audit.Detail = {"version": changed.version}
    await audit.record(work.tx, work.now, work.actor.label, "recommendation revised", about.subject, detail)
    if about.stage is Stage.CONSULTATION:
        told = recommendation_orders(about.subject, REVISED, await _concerned(work, about), f"v{changed.version}")
        await outbox.queue(work.tx, told, work.now)
    return changed


async def forward(work: UnitOfWork, id_: int) -> Recommendation:
    """Hand what the group has adopted on to the Executive Committee, with its result, reservations and dissent.

    Raises as `check_step` does.
    """
    about, known = await _to_do(work, id_, Step.FORWARD)
    await recommendations.forward(work.tx, about.id, work.now)
    about = replace(about, stage=Stage.FORWARDED)
    await _note(work, about, Happened.FORWARDED)
    await audit.record(work.tx, work.now, work.actor.label, "recommendation forwarded", about.subject)
    await outbox.redraw(work.tx, known[-1].subject, work.now)  # its button goes from the cards
    holders = await members.holders(work.tx, [work.council.committee], work.now)
    told = {person.id: person for person in [*holders, *await members.secretariat(work.tx, work.now)]}
    once = f"v{about.version}:{work.now:%Y%m%d%H%M%S}"
    await outbox.queue(work.tx, recommendation_orders(about.subject, DOSSIER, told.values(), once), work.now)
    return about


async def decide(work: UnitOfWork, id_: int, comments: str, *, back: bool) -> Recommendation:
    """The Executive Committee returns it with comments, or declines it and says why; the group is told.

    Raises as `check_step` does, `Empty`, `TooLong`.
    """
    about, _ = await _to_do(work, id_, Step.RETURN if back else Step.DECLINE)
    comments = text_rules.body(comments, COMMENT_LIMIT)
    if back:
        await recommendations.send_back(work.tx, about.id, about.version)
    else:
        await recommendations.turn(work.tx, about.id, Stage.DECLINED)
    stage = Stage.RETURNED if back else Stage.DECLINED
    about = replace(about, stage=stage, returned_version=about.version if back else about.returned_version)
    await _note(work, about, Happened.RETURNED if back else Happened.DECLINED, comments)
    said = "recommendation returned" if back else "recommendation declined"
    await audit.record(work.tx, work.now, work.actor.label, said, about.subject)
    await tell_group(work, about.id, about.group, about.author)
    return about


async def withdraw(work: UnitOfWork, id_: int) -> Recommendation:
    """Take it back while nobody is asked about it. Raises as `check_step` does."""
    about, _ = await _to_do(work, id_, Step.WITHDRAW)
    await recommendations.turn(work.tx, about.id, Stage.WITHDRAWN)
    about = replace(about, stage=Stage.WITHDRAWN)
    await _note(work, about, Happened.WITHDRAWN)
    await audit.record(work.tx, work.now, work.actor.label, "recommendation withdrawn", about.subject)
    return about


async def visible_recommendation(work: UnitOfWork, id_: int, *, lock: bool = False) -> Recommendation:
    """The recommendation, for someone who may see it. Raises `Forbidden` alike for one that is not there."""
    about = await recommendations.get(work.tx, id_, lock=lock)
    if about is None:
        raise Forbidden(Action.SEE_ROUND, f"recommendation:{id_}")
    known = await recommendations.forwarded(work.tx, about.id)
    if not may_see(work.actor, about, work.council.committee, forwarded=known):
        raise Forbidden(Action.SEE_ROUND, about.subject)
    return about


async def require_step(work: UnitOfWork, id_: int, step: Step) -> Recommendation:
    """The recommendation, for someone who can do this to it now. Raises as `check_step` does."""
    about, _ = await _to_do(work, id_, step, lock=False)
    return about


def shelf(work: UnitOfWork) -> Shelf:
    """What this person may see. Raises `Forbidden` for someone who may see none."""
    groups = anywhere(work.actor, Action.SEE_ROUND)
    if groups == ():
        raise Forbidden(Action.SEE_ROUND)
    committee = work.council.committee
    sits = groups is None or committee in groups
    return Shelf(work.person.id, groups, anywhere(work.actor, Action.OPEN_ROUND), forwarded=bool(committee) and sits)


async def _to_do(work: UnitOfWork, id_: int, step: Step, *, lock: bool = True) -> tuple[Recommendation, list[Round]]:
    about = await visible_recommendation(work, id_, lock=lock)
    known = await rounds.of_recommendation(work.tx, about.id)
    check_step(work.actor, about, known, step, work.council.committee)
    return about, known


async def _note(work: UnitOfWork, about: Recommendation, kind: Happened, note: str = "") -> None:
    await recommendations.note(work.tx, about.id, Event(kind, work.now, about.version, work.person.id, note=note))
    await outbox.redraw(work.tx, about.subject, work.now)


async def _concerned(work: UnitOfWork, about: Recommendation) -> list[Person]:
    """Everyone in its group, in whatever role, and the secretariat, each once."""
    holders = await members.holders(work.tx, [about.group], work.now)
    found = [*holders, *await members.secretariat(work.tx, work.now)]
    return list({person.id: person for person in found}.values())


async def _to_chats(work: UnitOfWork, about: Recommendation, kind: str, once: str) -> list[Order]:
    return [
        Order(f"{about.subject}:{kind}:chat:{link.chat}:{once}", kind, about.subject, Lane.ROUNDS, link.chat,
              thread=link.thread)
        for link in await chat_links.of_groups(work.tx, [about.group])
    ]  # fmt: skip


def recommendation_orders(
    subject: str, kind: str, persons: Iterable[Person], once: str = "", data: Mapping[str, int | str] | None = None
) -> list[Order]:
    """A delivery of this kind about a recommendation to each of these. `once` tells one occasion from another."""
    return [
        Order(f"{subject}:{kind}:{one.id}:{once}", kind, subject, Lane.ROUNDS, one.telegram_id, one.id, data or {})
        for one in persons
        if one.telegram_id is not None
    ]


async def tell_group(work: UnitOfWork, recommendation: int, group: str, author: int) -> None:
    """Tell a group, its chats, the author and the secretariat what the Executive Committee has decided about their
    recommendation."""
    subject, once = f"recommendation:{recommendation}", f"{work.now:%Y%m%d%H%M%S%f}"
    people = await members.holders(work.tx, [group], work.now)
    people += [*(await members.many(work.tx, [author])).values(), *await members.secretariat(work.tx, work.now)]
    await work.tell(people, DECIDED, subject, once)
    await work.tell_chats([group], DECIDED, subject, once)
