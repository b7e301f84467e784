"""The only writers of meetings, of who was told of them, and of their reminders."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from council.agenda import Agenda
from council.authority import Action, demand
from council.errors import ChangedMeanwhile, Forbidden
from council.events import SeatsChanged
from council.meetings import Meeting, MeetingDraft, Part, cancelled, changed, check_start, cleaned, moved
from council.people import Person
from council.reach import Reach
from council.series import tell_at
from handlers.framework.deliveries import Kind
from handlers.framework.work import Data, UnitOfWork
from handlers.meetings.actions import schedule as schedule_actions
from handlers.meetings.reads import visible_meeting
from storage import agendas, meetings, members, outbox
from storage.outbox import Lane

CARD = Kind("meetings.card", Lane.ROUNDS, card=True)
"""It goes with the rounds: it never delays a reminder or a correction."""

MANAGED = Kind("meetings.managed", card=True)
"""The card of those who run it, with what they can do about it: before, and once it is over."""

MOVED, CANCELLED, ZONE = Kind("meetings.moved", card=True), Kind("meetings.cancelled"), Kind("meetings.zone")
CHANGED = {part: Kind(f"meetings.{part.value}") for part in (Part.LINK, Part.PLACE, Part.DURATION)}

CHUNK = 50
"""How many people one transaction tells of a meeting, so that no other writer waits long."""


async def publish(work: UnitOfWork, draft: MeetingDraft, agenda: Agenda | None = None) -> Meeting:
    """Set a meeting; telling its people begins at once. Raises what `require_publishable` and `check_start` do."""
    draft = require_publishable(work, draft)
    starts_at = check_start(draft.starts, draft.zone, work.now, second=draft.second)
    given = agenda or Agenda(link=draft.agenda)
    meeting = await meetings.add(work.tx, replace(draft, agenda=given.link), starts_at, work.actor.person_id, work.now)
    if given.given:
        await agendas.add(work.tx, meeting.id, given, work.actor.person_id, work.now)
    await schedule_actions.schedule(work, meeting)
    await work.record("meeting published", meeting.subject, {"groups": list(draft.groups)})
    await invite_some(work)
    return meeting


def require_publishable(work: UnitOfWork, draft: MeetingDraft) -> MeetingDraft:
    """The draft as the one who acts may publish it. Raises `Forbidden`, and what `cleaned` does."""
    demand(work.actor, Action.PUBLISH_MEETING, draft.groups)
    groups = tuple(code for code in work.council.codes if code in draft.groups)
    if not groups or set(groups) != set(draft.groups):
        raise Forbidden(Action.PUBLISH_MEETING)
    return cleaned(replace(draft, groups=groups))


async def invite_some(work: UnitOfWork) -> bool:
    """Send the card of a meeting ahead to some of those who sit in its groups and were not told of it yet; whether there
    were any. Publishing a meeting and joining a group later come to the same."""
    found = await meetings.untold(work.tx, work.now, CHUNK)
    new: dict[int, list[Person]] = defaultdict(list)
    for id_, person in found:
        if await meetings.tell(work.tx, id_, person.id, work.now):
            new[id_].append(person)
    for id_, people in new.items():
        # With the instant: someone who left and came back is told again.
        await work.tell(people, CARD, f"meeting:{id_}", work.now.isoformat())
    return bool(found)


async def post_in_chats(work: UnitOfWork) -> bool:
    """Put the card of a meeting ahead into linked chats of its groups that have none yet; whether there were any. A
    chat that is linked later gets what is ahead, as someone who joins later does."""
    found = await meetings.untold_chats(work.tx, work.now, CHUNK)
    for id_, link in found:
        if await meetings.tell_chat(work.tx, id_, link.chat, work.now):
            await work.tell_places({link.chat: link.thread}, CARD, f"meeting:{id_}", work.now.isoformat())
    return bool(found)


async def reach_of(work: UnitOfWork, meeting: Meeting, *, series: bool = False) -> Reach:
    """Whom a change of a meeting reaches: those who were told of it (of its `series`), and its groups' chats that were. Who
    sits there and has not joined is not reached."""
    know = (meetings.invited_to_series(work.tx, meeting, work.now) if series
            else meetings.invited(work.tx, meeting.id, work.now))  # fmt: skip
    seated = await members.holders(work.tx, meeting.draft.groups, work.now)
    found = await work.reach([*await know, *(person for person in seated if person.telegram_id is None)])
    return replace(found, chats=len(await chats_with_card(work, meeting)))


@dataclass(slots=True)
class Heard:
    """Who was told of a change by what it did to an earlier meeting of the same series, and is not told again.
    `following`: the change is to all meetings that follow, too."""

    following: bool = False
    people: set[int] = field(default_factory=set)
    chats: set[int] = field(default_factory=set)


async def move(
    work: UnitOfWork, id_: int, schedule: int, starts: datetime, zone: str, *, second: bool = False
) -> tuple[Meeting, int]:  # fmt: skip
    """Set another time, in place of that of `schedule`; how many people are told comes with it. Raises
    `ChangedMeanwhile` when the meeting has another schedule by now, and what `moved` does."""
    was = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    if was.schedule != schedule:
        raise ChangedMeanwhile
    new = moved(was, starts, zone, work.now, second=second)
    if was.series is not None:
        await tell_in_time(work, new)
    return new, await put_moved(work, was, new, Heard())


async def tell_in_time(work: UnitOfWork, meeting: Meeting) -> None:
    """Of a meeting of a series that was moved, have those who do not know of it yet told in time for its new time."""
    longest = max(work.council.reminders_of(meeting.draft.reminders), default=timedelta())
    await meetings.tell_from(work.tx, meeting.id, tell_at(meeting.starts_at, longest, work.now))


async def put_moved(work: UnitOfWork, was: Meeting, new: Meeting, heard: Heard) -> int:
    """Keep another time of a meeting, and tell those who know the earlier one; how many people that are."""
    await put_changed(work, was, new)
    await schedule_actions.unschedule(work, was)
    await schedule_actions.schedule(work, new)
    await work.record("meeting moved", new.subject, {"schedule": new.schedule})
    data: Data = {"schedule": new.schedule, "was": was.starts_at.isoformat()}
    return await tell_change(work, new, heard, MOVED, new.starts_at.isoformat(), str(new.schedule), data)


async def change(work: UnitOfWork, id_: int, part: Part, value: str) -> tuple[Meeting, int]:
    """Change a part of a meeting ("" for none). People are told of another link, place or duration, what it was and is,
    in one message however often it changes before that is sent; how many comes with it. Raises what `changed` does."""
    was = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    new = changed(was, part, value, work.now)
    return new, await put_part(work, was, new, part, Heard())


async def put_part(work: UnitOfWork, was: Meeting, new: Meeting, part: Part, heard: Heard) -> int:
    """Keep a meeting of which a part was changed; how many people are told."""
    await put_changed(work, was, new)
    if part is Part.REMINDERS:
        await schedule_actions.replan_reminders(work, new)
    await work.record("meeting changed", new.subject, {"part": part.value})
    if part not in CHANGED:
        return 0
    data = {"was": was.draft.part(part)}
    return await tell_change(work, new, heard, CHANGED[part], new.draft.part(part), work.now.isoformat(), data)


async def cancel(work: UnitOfWork, id_: int) -> tuple[Meeting, int]:
    """Call a meeting off; how many people are told comes with it. Raises `NotAhead`, `ChangedMeanwhile`."""
    was = await visible_meeting(work, id_, Action.CHANGE_MEETING)
    new = cancelled(was, work.now)
    return new, await put_cancelled(work, was, new, Heard())


async def put_cancelled(work: UnitOfWork, was: Meeting, new: Meeting, heard: Heard) -> int:
    """Keep a meeting that is called off; how many people are told."""
    await put_changed(work, was, new)
    await schedule_actions.unschedule(work, new)
    await work.record("meeting cancelled", new.subject)
    people, chats = await people_with_card(work, new), await chats_with_card(work, new)
    return await tell_new(work, new, CANCELLED, people, chats, heard)


async def put_changed(work: UnitOfWork, was: Meeting, new: Meeting) -> None:
    """Keep the change and have the cards redrawn. Raises `ChangedMeanwhile`."""
    if not await meetings.put(work.tx, was, new, work.now):
        raise ChangedMeanwhile
    await meetings.forget_the_gone(work.tx, new.id, work.now)
    await work.redraw(new.subject)  # also messages whose buttons are spent


async def redraw_cards(
    work: UnitOfWork, meeting: Meeting, after: timedelta = timedelta(0), *, but: int | None = None, only: int | None = None,
) -> None:  # fmt: skip
    """Have everyone's card of a meeting redrawn, or that in one chat, or all but that; those who run it see it too."""
    await work.redraw(meeting.subject, CARD, after, but=but, only=only)
    await work.redraw(meeting.subject, MANAGED, after)


async def give_managed(work: UnitOfWork, meeting: Meeting, people: Iterable[Person], once: str = "") -> None:
    """Give these people the card with what can be done about a meeting, in place of one that they have."""
    await work.tell(people, MANAGED, meeting.subject, once or work.now.isoformat())


async def redraw_meetings_ahead(work: UnitOfWork, event: SeatsChanged) -> None:
    """Redraw the cards of meetings ahead of groups in which the seats have changed."""
    for meeting in await meetings.ahead(work.tx, event.groups, work.now):
        await work.redraw(meeting.subject)


async def tell_of_zone(work: UnitOfWork, was: Meeting, new: Meeting) -> None:
    """Tell those who live by other clocks than the meeting's that the rules of its zone were changed."""
    await redraw_cards(work, new)
    people = [one for one in await meetings.invited(work.tx, new.id, work.now) if one.zone != new.draft.zone]
    data: Data = {"schedule": new.schedule, "was": was.starts_at.isoformat()}
    await work.tell(people, ZONE, new.subject, new.starts_at.isoformat(), data)


async def people_with_card(work: UnitOfWork, meeting: Meeting) -> list[Person]:
    """Those who sit in its groups and were sent the meeting's card."""
    waiting = await outbox.waiting(work.tx, meeting.subject, CARD.name)
    return [person for person in await meetings.invited(work.tx, meeting.id, work.now) if person.id not in waiting]


async def chats_with_card(work: UnitOfWork, meeting: Meeting) -> set[int]:
    """The chats that were sent the meeting's card."""
    waiting = await outbox.waiting_in_chats(work.tx, meeting.subject, CARD.name)
    return await meetings.told_chats(work.tx, meeting.id) - waiting.keys()


async def tell_new(
    work: UnitOfWork, meeting: Meeting, kind: Kind, people: Iterable[Person], chats: Collection[int], heard: Heard,
    once: str = "", data: Data | None = None,
) -> int:  # fmt: skip
    """Tell these people, and chats, as far as they have not heard; how many people that are."""
    new = [person for person in people if person.id not in heard.people]
    new_chats = set(chats) - heard.chats
    heard.people |= {person.id for person in new}
    heard.chats |= new_chats
    data = {**(data or {}), **({"following": 1} if heard.following else {})}
    if new_chats:
        await work.tell_chats(meeting.draft.groups, kind, meeting.subject, once, data, only=new_chats)
    return await work.tell(new, kind, meeting.subject, once, data)


async def tell_change(
    work: UnitOfWork, new: Meeting, heard: Heard, kind: Kind, now: str | int, once: str, data: Data, key: str = "was"
) -> int:
    """Tell the people, and the chats, that have the card what is `now`; how many people are told. `data`: the
    deliveries', with what was under `key`. Those whom an earlier message of the same kind has not left for yet hear of
    both changes in one, from what they last heard; and of nothing, where that is so again."""
    waiting = await outbox.waiting(work.tx, new.subject, kind.name)
    waiting_chats = await outbox.waiting_in_chats(work.tx, new.subject, kind.name)
    await outbox.cancel(work.tx, new.subject, kind.name, "changed again", work.now)
    people, chats = defaultdict[str | int, list[Person]](list), defaultdict[str | int, list[int]](list)
    for person in await people_with_card(work, new):
        people[waiting.get(person.id, data)[key]].append(person)
    for chat in await chats_with_card(work, new):
        chats[waiting_chats.get(chat, data)[key]].append(chat)
    n = 0
    for was in dict.fromkeys([*people, *chats]):
        if was != now:
            n += await tell_new(work, new, kind, people[was], chats[was], heard, once, {**data, key: was})
    return n
