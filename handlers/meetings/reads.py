"""Reading a meeting for one person: what an answer and a delivery both need."""

from collections.abc import Callable
from datetime import datetime

from council.attendance import AGENDA_AHEAD
from council.authority import Action, may
from council.config import Council
from council.meetings import Meeting
from council.people import Actor
from council.series import Pattern
from handlers.meetings.views.words import Seen
from storage import agendas, attendance, meetings, minutes, series
from storage.store import Transaction


async def seen(tx: Transaction, council: Council, meeting: Meeting, actor: Actor, now: datetime) -> Seen:
    """The meeting as this person sees it."""
    groups, person = meeting.draft.groups, actor.person.id if actor.person else 0
    noted = await attendance.presence_of(tx, meeting.id, person)
    return Seen(
        await attendance.standing(tx, meeting, council.quorum, now),
        await attendance.reply_of(tx, meeting, person),
        noted[0] if noted else None,
        answers=may(actor, Action.ATTEND_MEETING, groups),
        names=may(actor, Action.SEE_ATTENDANCE, groups),
        agenda=await agendas.latest(tx, meeting.id),
        minutes=await minutes.latest(tx, meeting.id),
        topics=tuple(await minutes.topics(tx, meeting.id)),
        series=await pattern_of(tx, meeting),
    )


async def pattern_of(tx: Transaction, meeting: Meeting) -> Pattern | None:
    """How often it comes again; None where it does not."""
    found = await series.get(tx, meeting.series) if meeting.series is not None else None
    return found.pattern if found and found.pattern.count > 1 else None


async def seen_in_chat(
    tx: Transaction, council: Council, meeting: Meeting, now: datetime, start_link: Callable[[str], str]
) -> Seen:  # fmt: skip
    """The meeting as a chat that is linked to its group sees it: numbers only, and the way to where one answers."""
    return Seen(
        await attendance.standing(tx, meeting, council.quorum, now),
        agenda=await agendas.latest(tx, meeting.id),
        minutes=await minutes.latest(tx, meeting.id),
        topics=tuple(await minutes.topics(tx, meeting.id)),
        way=start_link(f"m_{meeting.id}"),
        series=await pattern_of(tx, meeting),
    )


async def without_agenda(tx: Transaction, now: datetime) -> list[Meeting]:
    """The meetings whose agenda is missing although they begin within three days: a task of the secretariat."""
    found = [await meetings.get(tx, id_) for id_ in await agendas.missing(tx, now, AGENDA_AHEAD)]
    return [meeting for meeting in found if meeting is not None]
