"""What is loaded of follow-ups to be reported."""

from collections.abc import Sequence
from datetime import datetime

from council.authority import Action, anywhere
from council.clock import zone
from council.config import Council
from council.errors import Stale
from council.followup import FollowUp
from council.people import Actor
from council.reports import Followed, as_it_stood, day_of, in_year
from storage import addressees, members, records, reports
from storage.transaction import Transaction


def check_year(council: Council, year: int, now: datetime) -> None:
    """Raises `Stale` for a year that there can be no report of: no button carries it."""
    if not 2000 <= year <= council.today(now).year:
        raise Stale


async def visible_followups(tx: Transaction, council: Council, actor: Actor) -> list[FollowUp]:
    """The follow-ups that this actor may see: as the rounds of their groups, and in the Committee what was given to it. By
    group, in the council's order, and number."""
    found = await reports.visible(tx, anywhere(actor, Action.SEE_ROUND), council.committee)
    places = {code: at for at, code in enumerate(council.codes)}
    return sorted(found, key=lambda one: places.get(one.group, len(places)))


async def visible_followed(tx: Transaction, council: Council, actor: Actor, group: str, year: int, now: datetime) -> Followed:
    """The follow-ups of a group, or ("") of all groups; of a year, as they stood at its end, or (0) of all years."""
    seen = [one for one in await visible_followups(tx, council, actor) if group in {"", one.group}]
    today = council.today(now)
    day = day_of(year, today)
    if year:
        ids = [one.recommendation for one in seen]
        ended = await reports.ended(tx, ids)
        if day < today:
            given, done = await reports.history(tx, ids), await reports.progress(tx, ids)
            seen = [as_it_stood(one, given, done, ended.get(one.recommendation), day, council.zone) for one in seen]
        seen = [one for one in seen if in_year(one, year, ended.get(one.recommendation), council.zone)]
    leads = await members.many(tx, {one.lead for one in seen if one.lead is not None})
    adopted = await records.of_rounds(tx, {one.round for one in seen})
    texts = {one.recommendation: adopted[one.round].record.text for one in seen if one.round in adopted}
    return Followed(group, year, seen, await addressees.everyone(tx, council), leads, texts, day)


def years(found: Sequence[FollowUp], council: Council, now: datetime) -> list[int]:
    """The years that there can be a report of: from the first adoption to the present one."""
    here = zone(council.zone)
    present = now.astimezone(here).year
    return list(range(min((one.adopted_at.astimezone(here).year for one in found), default=present), present + 1))
