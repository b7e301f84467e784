"""What people were refused: one entry in the log for each person, action and hour, however often they try; and how often.

Anyone can write to a bot, and what they are refused would otherwise fill a log that nothing is ever deleted from.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from council.audit import REFUSED
from council.people import Actor
from storage import audit
from storage.audit import Logged
from storage.tables import audit as entries, refusals
from storage.transaction import Transaction
from storage.upserts import insert_new


async def note(tx: Transaction, now: datetime, actor: Actor, action: str, subject: str) -> None:
    """Count that `actor` was refused `action`; the first time in the hour (UTC) it is entered in the log."""
    hour, entry = _hour(now), REFUSED + action
    if actor.person is None:  # whom nobody can tell apart: one entry for all
        same = sa.and_(entries.c.action == entry, entries.c.actor == actor.label, entries.c.at >= hour)
        first = await tx.value(sa.select(entries.c.id).where(same).limit(1)) is None
    else:
        key = {"person_id": actor.person.id, "action": action, "hour": hour}
        first = bool(await insert_new(tx, refusals, [{**key, "n": 1}]))
        if not first:
            this = sa.and_(*(refusals.c[name] == value for name, value in key.items()))
            await tx.write(sa.update(refusals).where(this).values(n=refusals.c.n + 1))
    if first:
        await audit.record(tx, now, actor.label, entry, subject)


async def counted(tx: Transaction, logged: Sequence[Logged]) -> list[Logged]:
    """These entries, refusals of more than once in their hour with how often: as "count" in their detail."""
    ids = {_person(one) for one in logged if one.action.startswith(REFUSED)}
    found: dict[tuple[int, str, datetime], int] = {}
    for row in await tx.rows(sa.select(refusals).where(refusals.c.person_id.in_(ids))) if ids else []:
        found[row["person_id"], REFUSED + row["action"], row["hour"]] = row["n"]
    times = ((one, found.get((_person(one), one.action, _hour(one.at)), 1)) for one in logged)
    return [one if n == 1 else replace(one, detail={**one.detail, "count": n}) for one, n in times]


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _person(one: Logged) -> int:
    """The id of the one who acted; 0 for nobody."""
    kind, _, id_ = one.actor.partition(":")
    return int(id_) if kind == "person" else 0
