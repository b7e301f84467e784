"""Invitations for entries of the roster, as links: made for one person, or for all who have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from council.authority import Action, demand
from council.errors import Forbidden, Reachable
from council.roster import Line
from handlers.framework.work import UnitOfWork
from storage import invitations, roster

MOST_LINKS = 1000
"""How many links one file holds: it is made while others wait."""


@dataclass(frozen=True, slots=True)
class Links:
    """Links that were just made, each with its secret. Of the others who have not joined, `left` have no link that works,
    and `kept` have one."""

    made: list[tuple[Line, str]]
    left: int
    kept: int


async def make_link(work: UnitOfWork, person_id: int) -> tuple[Line, str]:
    """A fresh link, with its secret, for someone who has not joined, or to whom nothing can be sent any more: by it they
    come back, even with another account. Earlier ones no longer work. Raises `Forbidden`, and `Reachable` for everyone else.
    """
    subject = f"person:{person_id}"
    demand(work.actor, Action.INVITE, subject=subject)
    line = await roster.find_line(work.tx, person_id, work.now)
    if line is None:
        raise Forbidden(Action.INVITE, subject)
    if line.joined and not line.blocked:
        raise Reachable
    [made] = await _invite(work, [line])
    return made


async def make_links(work: UnitOfWork, most: int = MOST_LINKS, *, afresh: bool = False) -> Links:
    """Links for at most so many of those who have not joined and have none that works; `afresh`: earlier ones of all who
    have not joined end first. Raises `Forbidden`."""
    demand(work.actor, Action.INVITE)
    waiting = [line for line in await roster.lines(work.tx, work.now) if not line.joined]
    if afresh:
        await roster.revoke_for(work.tx, [line.person.id for line in waiting], work.now)
    invited = await roster.invited(work.tx, work.now)
    without = sorted((line for line in waiting if line.person.id not in invited), key=lambda line: line.person.id)
    made = await _invite(work, without[:most])
    return Links(made, len(without) - len(made), len(waiting) - len(without))


async def _invite(work: UnitOfWork, lines: Sequence[Line]) -> list[tuple[Line, str]]:
    await roster.revoke_for(work.tx, [line.person.id for line in lines], work.now)
    by = work.actor.person.id if work.actor.person else None
    expires_at = work.now + timedelta(days=work.council.invitation_days)
    made = []
    for line in lines:
        person, role, token = line.person.id, line.seats[0].role, invitations.new_token()
        groups, hashed = tuple(dict.fromkeys(seat.group for seat in line.seats)), invitations.token_hash(token)
        id_ = await invitations.add(work.tx, hashed, groups, role, expires_at, by, work.now, person)
        await work.record("invitation made", f"invitation:{id_}", {"person": f"person:{person}"})
        made.append((line, token))
    return made
