"""The only writers of series of meetings. Each of a series' meetings is a meeting like any other once it is made."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from council.authority import Action
from council.errors import ChangedMeanwhile, NoSeries, NotAhead, Unchanged
from council.meetings import Meeting, MeetingDraft, Part, cancelled, changed, check_start, moved, with_part
from council.series import Pattern, Series, checked, tell_at
from handlers.framework.work import UnitOfWork
from handlers.meetings.actions import meetings as meetings_actions, schedule as schedule_actions
from handlers.meetings.actions.meetings import Heard
from handlers.meetings.reads import visible_meeting
from storage import meetings, series

CHECKED_EVERY = timedelta(days=1)
"""How often each meeting's instant is derived anew from its wall-clock time, because the rules of zones change."""


class Rest(NamedTuple):
    """One meeting and all that follow in its series, once they were changed: the first of them, how many people are
    told, and how many meetings they are."""

    first: Meeting
    people: int
    meetings: int


async def publish(work: UnitOfWork, draft: MeetingDraft, pattern: Pattern) -> tuple[Series, Meeting]:
    """Set a series; its first meetings are made at once, the others as they come near. Agendas are each meeting's own.
    Raises what `council.series.checked`, `cleaned` and `check_start` do."""
    draft = meetings_actions.require_publishable(work, replace(draft, agenda=""))
    check_start(draft.starts, draft.zone, work.now)
    pattern = checked(replace(pattern, first=draft.starts.date()))
    made = await series.add(work.tx, draft, pattern, 0, work.actor.person_id, work.now)
    await work.record("series published", made.subject, {"groups": list(draft.groups), "count": pattern.count})
    made = await _make_next(work, made)
    while (due := made.due_at(made.made)) is not None and due <= work.now:
        made = await _make_next(work, made)
    [first, *_] = await meetings.following(work.tx, made.id, 0, work.now)
    await meetings_actions.invite_some(work)
    return made, first


async def make_due(work: UnitOfWork) -> bool:
    """Make one meeting that has come near; whether there was one."""
    due = await series.first_due(work.tx, work.now)
    if due is not None:
        await _make_next(work, due)
    return due is not None


async def _make_next(work: UnitOfWork, of: Series) -> Series:
    """Make the next of its meetings, unless its time went by while the program was away."""
    draft = of.nth(of.made)
    if draft.starts_at > work.now:
        longest = max(work.council.reminders_of(draft.reminders), default=timedelta())
        at = tell_at(draft.starts_at, longest, work.now) if of.made else None
        meeting = await meetings.add(work.tx, draft, draft.starts_at, None, work.now, of.id, of.made, at)
        await schedule_actions.schedule(work, meeting)
        await work.record("meeting made", meeting.subject, {"series": of.id, "nth": of.made})
    new = replace(of, made=of.made + 1)
    await series.put(work.tx, new)
    return new


async def cancel_following(work: UnitOfWork, id_: int) -> Rest:
    """Call off a meeting and all that follow in its series. Raises `NotAhead`, `NoSeries`, `ChangedMeanwhile`."""
    first, of = await _of_series(work, id_)
    heard, n = Heard(following=True), 0
    for was in await meetings.following(work.tx, of.id, first.nth, work.now):
        await meetings_actions.put_cancelled(work, was, cancelled(was, work.now), heard)
        n += 1
    # Those who have the card of an earlier one read there how long the series goes on.
    over = cancelled(first, work.now)
    know = await meetings.invited_to_series(work.tx, first, work.now)
    await meetings_actions.tell_new(work, over, meetings_actions.CANCELLED, know, (), heard)
    await _end(work, of, first.nth)
    return Rest(over, len(heard.people), n + of.pattern.count - of.made)


async def change_following(work: UnitOfWork, id_: int, part: Part, value: str) -> Rest:
    """Change a part of a meeting and of all that follow in its series. Raises what `changed` does, and `NoSeries`."""
    first, of = await _of_series(work, id_)
    new = changed(first, part, value, work.now)
    heard, n = Heard(following=True), 0
    for was in await meetings.following(work.tx, of.id, first.nth, work.now):
        try:
            await meetings_actions.put_part(work, was, changed(was, part, value, work.now), part, heard)
        except Unchanged:  # it was changed alone before, to the same
            continue
        n += 1
    await series.put(work.tx, replace(of, draft=with_part(of.draft, part, value)))
    await work.record("series changed", of.subject, {"part": part.value, "from": first.nth})
    return Rest(new, len(heard.people), n + of.pattern.count - of.made)


async def move_following(
    work: UnitOfWork, id_: int, schedule: int, starts: datetime, zone: str, *, second: bool = False
) -> Rest:  # fmt: skip
    """Set another time for a meeting and for all that follow, as a series of their own: those that follow keep their
    distance, and their days where only the hour is another. One that was moved alone before moves with them; one that
    was cancelled stays so. Raises `ChangedMeanwhile`, `NoSeries`, and what `moved` does."""
    first, of = await _of_series(work, id_)
    if first.schedule != schedule:
        raise ChangedMeanwhile
    new = moved(first, starts, zone, work.now, second=second)
    pattern = of.pattern.tail(first.nth)
    if starts.date() != first.draft.starts.date():
        pattern = pattern.shifted(starts.date())
    draft = replace(of.draft, starts=datetime.combine(pattern.first, starts.time()), zone=zone)
    rest = await series.add(work.tx, draft, pattern, of.made - first.nth, work.actor.person_id, work.now)
    heard, n = Heard(following=True), 0
    for was in await meetings.following(work.tx, of.id, first.nth, work.now):
        nth = was.nth - first.nth
        at = starts if nth == 0 else rest.nth(nth).starts
        try:
            there = moved(was, at, zone, work.now, second=second and nth == 0)
        except Unchanged:
            continue
        await meetings_actions.put_moved(work, was, replace(there, series=rest.id, nth=nth), heard)
        await meetings_actions.tell_in_time(work, there)
        n += 1
    await _end(work, of, first.nth)
    await work.record("series moved", rest.subject, {"was": of.subject, "from": first.nth})
    return Rest(replace(new, series=rest.id, nth=0), len(heard.people), n + of.pattern.count - of.made)


async def follow_zones(work: UnitOfWork) -> bool:
    """Derive the instant of one meeting ahead anew; whether there was one for which it was not done for a day. Where
    the rules of its zone were changed, the wall-clock time stays as agreed; the instant, and all that depends on it,
    follows. Answers stand, as nobody agreed on anything else."""
    was = await meetings.find_unchecked(work.tx, work.now - CHECKED_EVERY, work.now)
    if was is None:
        return False
    starts_at = was.draft.starts_at
    await meetings.put_instant(work.tx, was.id, starts_at, work.now)
    if starts_at != was.starts_at:
        await schedule_actions.shift(work, was, starts_at)
        await meetings_actions.tell_of_zone(work, was, replace(was, starts_at=starts_at))
    return True


async def _of_series(work: UnitOfWork, id_: int) -> tuple[Meeting, Series]:
    meeting = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    found = await series.find_to_change(work.tx, meeting.series) if meeting.series is not None else None
    if found is None:
        raise NoSeries
    if not meeting.ahead(work.now):
        raise NotAhead
    return meeting, found


async def _end(work: UnitOfWork, of: Series, nth: int) -> None:
    """End the series before its nth meeting."""
    await series.put(work.tx, replace(of, pattern=replace(of.pattern, count=nth), made=min(of.made, nth)))
    await work.record("series ended", of.subject, {"count": nth})


async def count_following(work: UnitOfWork, meeting: Meeting) -> int:
    """How many meetings follow this one in its series."""
    found = await series.find(work.tx, meeting.series) if meeting.series is not None else None
    if found is None:
        return 0
    made = await meetings.following(work.tx, found.id, meeting.nth + 1, work.now)
    return len(made) + found.pattern.count - found.made
