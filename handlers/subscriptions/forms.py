"""The forms of someone who follows the news: when lists come, and until when to pause."""

from datetime import datetime, time, timedelta

from council.subscriptions import DIGEST_TIME, read_time
from handlers.common.dates import city, read_instant_or_day, typed_words
from handlers.common.names import capital
from handlers.common.texts import N_
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.subscriptions import actions, views
from handlers.subscriptions.reads import get_own

TIMES = ("07:00", "08:00", "09:00", "12:00", "18:00", "20:00")
PAUSES = {"day": (N_("For a day"), 1), "week": (N_("For a week"), 7), "month": (N_("For 30 days"), 30)}
"""How long a pause can be, by what is stored of the choice: its label, and days."""


class ListTime(Answers):
    weekly: bool
    """Whether a list comes once a week: then it is asked on which day."""
    weekday: int = 0
    at: time = DIGEST_TIME


async def _set_time(visit: Visit, answers: ListTime) -> None:
    await actions.set_time(visit.work, answers.at, answers.weekday)
    visit.say(views.time_set((await get_own(visit.work)).rhythm, visit.zone, visit.t))


WEEKDAY: Question[ListTime] = Question(
    "weekday", N_("Day"), N_("On which day of the week?"), wanted=lambda answers: answers.weekly,
    options=lambda visit, _: [(str(day), capital(views.weekday_name(day, visit.t))) for day in range(7)],
)  # fmt: skip
AT: Question[ListTime] = Question(
    "at", N_("Time"),
    lambda visit, _: visit.t("At what time? In your own time zone: {zone}. Another zone: /profile",
                             zone=city(visit.zone, visit.t)),
    lambda visit, _answers, entry: f"{read_time(entry.text, typed_words(visit.t.spoken, visit.t.lexicon)):%H:%M}",
    lambda *_: [(at, at) for at in TIMES], width=3,
)  # fmt: skip
TIME = Form("news time", N_("Time of your news"), ListTime, (WEEKDAY, AT), _set_time)


class Pause(Answers):
    until: str
    """One of `PAUSES`, or an instant (UTC) as ISO text."""


def _read_until(visit: Visit, _answers: Pause, entry: Entry) -> datetime:
    """An instant still to come; a day without a time is its morning. Raises `UnreadableDate`, `InThePast`."""
    of_day = timedelta(hours=DIGEST_TIME.hour, minutes=DIGEST_TIME.minute)
    return read_instant_or_day(entry.text, visit.zone, visit.now, visit.t, of_day, ahead=True)


async def _pause(visit: Visit, answers: Pause) -> None:
    if answers.until in PAUSES:
        until = visit.now + timedelta(days=PAUSES[answers.until][1])
    else:
        until = datetime.fromisoformat(answers.until)
    await actions.pause(visit.work, until)
    visit.say(views.paused(until, visit.zone, visit.t))


UNTIL: Question[Pause] = Question(
    "until", N_("Until"), N_("Until when should the news be paused? Choose, or type a day, for example: 31 December"),
    _read_until, lambda visit, _answers: [(code, visit.t(label)) for code, (label, _) in PAUSES.items()], width=3,
)  # fmt: skip
PAUSE = Form("news pause", N_("Pause the news"), Pause, (UNTIL,), _pause)

FORMS = (TIME, PAUSE)
