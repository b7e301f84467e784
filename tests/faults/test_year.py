"""A year of a council: weekly meetings of five groups, two hundred people, and every reminder checked."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from council.config import Council
from council.meetings import MeetingDraft
from council.people import Role
from council.series import Every, Pattern
from handlers.meetings.actions import meetings as meetings_actions, series
from storage import meetings
from storage.tables import people, seats
from tests.databases import prepare
from tests.rounds import rounds
from tests.secretariat import Desk, sqlite
from tests.storage.people import NOW

WEEKS, PEOPLE = rounds(52, 20), 200
"""Twenty weeks from December on have the change to summer time in them."""

GROUPS = ("EC", "A", "B", "C", "D")
VIENNA = ZoneInfo("Europe/Vienna")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEATS = ("meetings of series", "tell of meetings", "reminders of meetings")


def groups_of(number: int) -> tuple[str, ...]:
    """Everyone is in one group, every tenth in a second one."""
    first = number % len(GROUPS)
    return (GROUPS[first], GROUPS[(first + 1) % len(GROUPS)]) if number % 10 == 0 else (GROUPS[first],)


async def let_in(desk: Desk) -> dict[str, list[int]]:
    """Two hundred people; who is in which group."""
    fixed = {"language": "en", "language_chosen": True, "zone": "Europe/Vienna", "created_at": desk.now}
    async with desk.store.begin() as tx:
        rows = [{"telegram_id": 1000 + number, "name": f"Expert {number}", **fixed} for number in range(PEOPLE)]
        await tx.write(sa.insert(people), rows)
        ids = await tx.values(sa.select(people.c.id).order_by(people.c.telegram_id))
        seated = [
            {"person_id": id_, "group_code": group, "role": Role.MEMBER.value, "since": desk.now}
            for number, id_ in enumerate(ids)
            for group in groups_of(number)
        ]
        await tx.write(sa.insert(seats), seated)
    return {group: [id_ for number, id_ in enumerate(ids) if group in groups_of(number)] for group in GROUPS}


def starts() -> Iterator[datetime]:
    """When every group meets: each week at 15:00 Vienna time, winter and summer."""
    first = date(2026, 12, 1)
    for week in range(WEEKS):
        day = first + timedelta(weeks=week)
        yield datetime(day.year, day.month, day.day, 15)


@pytest.mark.long
async def test_a_year_of_weekly_meetings_and_every_reminder_is_accounted_for(council: Council, tmp_path: Path) -> None:
    prepare(tmp_path / "majlis.db")
    desk = Desk(sqlite(tmp_path), council, NOW, BEATS, every=40)
    seated = await let_in(desk)
    for group in GROUPS:
        local = next(starts())
        async with desk.store.begin() as tx:
            draft = MeetingDraft(f"Weekly, {group}", (group,), local, "Europe/Vienna")
            await series.publish(desk.work(tx), draft, Pattern(Every.WEEKS, 1, local.date(), WEEKS))
    at = {(group, nth): local for group in GROUPS for nth, local in enumerate(starts())}
    await desk.wait(100 * DAY)
    # In March group A's next meeting is cancelled, B's moved by two days, and all later ones of D are an hour later.
    async with desk.store.begin() as tx:
        work = desk.work(tx)
        first = {group: (await meetings.ahead(tx, [group], desk.now))[0] for group in GROUPS}
        await meetings_actions.cancel(work, first["A"].id)
        there = first["B"].draft.starts + timedelta(days=2)
        await meetings_actions.move(work, first["B"].id, first["B"].schedule, there, "Europe/Vienna")
        later = first["D"].draft.starts + HOUR
        await series.move_following(work, first["D"].id, first["D"].schedule, later, "Europe/Vienna")
    changed = desk.now
    await desk.wait((WEEKS * 7 - 64) * DAY)
    await desk.store.close()

    wanted: Counter[tuple[int, datetime, timedelta]] = Counter()
    for (group, nth), local in at.items():
        if (group, nth) == ("A", first["A"].nth):
            old, new = local, None
        elif (group, nth) == ("B", first["B"].nth):
            old, new = local, local + timedelta(days=2)
        elif group == "D" and nth >= first["D"].nth:
            old, new = local, local + HOUR
        else:
            old, new = local, local
        for offset in council.reminders:
            if old == new:
                dues = [(old, NOW, datetime.max.replace(tzinfo=NOW.tzinfo))]
            else:  # the old time's until the change, then the new one's
                dues = [(old, NOW, changed)] + ([(new, changed, datetime.max.replace(tzinfo=NOW.tzinfo))] if new else [])
            for begins, since, until in dues:
                instant = begins.replace(tzinfo=VIENNA).astimezone(NOW.tzinfo)
                if since < instant - offset < until:
                    wanted.update((person, instant, offset) for person in seated[group])
    got: Counter[tuple[int, datetime, timedelta]] = Counter()
    for one in desk.reminders():
        instant = one.at + one.offset
        got[one.person, instant.replace(second=0, microsecond=0), one.offset] += 1
        assert instant - instant.replace(second=0, microsecond=0) < timedelta(seconds=1)
    assert got == wanted
    assert max(got.values()) <= 2  # people in two groups that meet at the same time
    assert sum(got.values()) > 570 * WEEKS
    cards = Counter((one.person, one.meeting) for one in desk.sent if one.kind == meetings_actions.CARD.name)
    assert set(cards.values()) == {1}
    assert len(cards) == sum(map(len, seated.values())) * WEEKS
