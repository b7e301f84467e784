"""The news' questions: when lists come, until when to pause, what a topic is, and other words for a communiqué."""

import re
from datetime import datetime, time, timedelta

from markupsafe import Markup

from council import text_rules
from council.errors import InThePast, Refused
from council.subscriptions import MORNING, PauseTooLong, UnreadableTime
from handlers.channels import actions as sources
from handlers.channels import views as desk
from handlers.common.dates import UnreadableDate, city, read_instant
from handlers.common.refusals import words
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View, bold, lines
from handlers.communiques import actions as publishing
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step, texts_of
from handlers.subscriptions.actions import following
from handlers.subscriptions.views import following as views
from handlers.subscriptions.views.lists import pace_name, weekday_name
from storage.channels import Communique, CommuniqueState

TIMES = ("07:00", "08:00", "09:00", "12:00", "18:00", "20:00")
PAUSES = {"day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


def read_time(entry: Entry) -> str:
    """A time of day as "09:00". Raises `UnreadableTime`."""
    typed = entry.text.strip()
    match = _TIME.fullmatch(typed) or re.fullmatch(r"(\d{1,2})()", typed)
    try:
        return f"{time(int(match[1]), int(match[2] or 0)):%H:%M}" if match else _no_time()
    except ValueError:
        return _no_time()


def _no_time() -> str:
    raise UnreadableTime


@words.register
def _(_error: UnreadableTime, t: Texts) -> Markup:
    return t("I cannot read this as a time of day. Try: 09:00, or choose below.")


@words.register
def _(_error: PauseTooLong, t: Texts) -> Markup:
    return t("This is longer than a year. To get no more news: /unsubscribe")


class TimeForm:
    """When one's lists come."""

    kind = "news time"
    steps = (
        Step(
            "weekday",
            lambda t: t("Day"),
            lambda v, _: v.t("On which day of the week?"),
            options=lambda v, _: [(str(day), weekday_name(day, v.t)) for day in range(7)],
            wanted=lambda data: data.get("weekly") is True,
        ),
        Step(
            "at",
            lambda t: t("Time"),
            lambda v, _: v.t(
                "At what time? In your own time zone: {zone}. Another zone: /profile", zone=city(v.zone, v.t)
            ),
            lambda _v, _d, entry: read_time(entry),
            options=lambda _v, _d: [(at, at) for at in TIMES],
            width=3,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Time of your news")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        weekday = int(str(data.get("weekday") or 0))
        await following.set_time(visit.work, time.fromisoformat(str(data["at"])), weekday)
        found = await following.mine(visit.work)
        visit.say(
            View(lines(bold(visit.t("The time of your news is set")), pace_name(found.rhythm, visit.zone, visit.t)))
        )


def read_until(visit: Visit, entry: Entry) -> str:
    """An instant still to come, as ISO text; a day without a time is its morning. Raises `UnreadableDate`, `InThePast`."""
    typed = entry.text
    try:
        until = read_instant(typed, visit.zone, visit.now, visit.t)
    except UnreadableDate:
        try:
            until = read_instant(f"{typed.strip()} {MORNING:%H:%M}", visit.zone, visit.now, visit.t)
        except UnreadableDate:
            raise UnreadableDate(typed) from None
    if until <= visit.now:
        raise InThePast(until)
    return until.isoformat()


class PauseForm:
    """Until when nothing is sent."""

    kind = "news pause"
    steps = (
        Step(
            "until",
            lambda t: t("Until"),
            lambda v, _: v.t("Until when shall no news come? Choose, or type a day: 31 December"),
            lambda v, _d, entry: read_until(v, entry),
            options=lambda v, _: [
                ("day", v.t("For a day")), ("week", v.t("For a week")), ("month", v.t("For 30 days")),
            ],
            width=3,
        ),
    )  # fmt: skip

    def title(self, t: Texts) -> Markup:
        return t("Pause the news")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        value = str(data["until"])
        until = visit.now + PAUSES[value] if value in PAUSES else datetime.fromisoformat(value)
        await following.pause(visit.work, until)
        visit.say(views.paused(until, visit.zone, visit.t))


def _read_names(visit: Visit, entry: Entry) -> list[str]:
    rows = [text_rules.name(row) for row in entry.text.splitlines() if row.strip()]
    if not rows:
        text_rules.name("")  # says that nothing was written
    if len(rows) not in {1, len(visit.council.languages)}:
        raise OneLineEach(len(visit.council.languages))
    return rows


class OneLineEach(Refused):
    """Names wanted in `languages` languages, a line each, or one for all."""

    def __init__(self, languages: int) -> None:
        super().__init__()
        self.languages = languages


@words.register
def _(error: OneLineEach, t: Texts) -> Markup:
    return t.plural(
        "Please type one line: the name.",
        "Please type one line for all languages, or {n} lines: one for each.",
        error.languages,
    )


@words.register
def _(_error: sources.NoTags, t: Texts) -> Markup:
    return t("There is no hashtag in this, or it is too long. Hashtags look like this: #schooling")


@words.register
def _(_error: sources.TagsTaken, t: Texts) -> Markup:
    return t("One of these hashtags tells another topic already, or a group. Please choose others.")


@words.register
def _(_error: sources.TooManyTopics, t: Texts) -> Markup:
    return t("There are as many topics as can be offered. End one first.")


class TopicForm:
    """The secretariat names a topic."""

    kind = "news topic"
    steps = (
        Step(
            "tags",
            lambda t: t("Hashtags"),
            lambda v, _: v.t("By which hashtags in a post is it told? One or several: #schooling #обучение"),
            lambda v, _d, entry: list(sources.read_tags(entry.text, v.council)),
        ),
        Step(
            "names",
            lambda t: t("Name"),
            lambda v, _: v.t(
                "What is it called? A line for each language, in this order: {languages}. Or one line for all.",
                languages=", ".join(Catalogs.own_name(code) for code in v.council.languages),
            ),
            lambda v, _d, entry: _read_names(v, entry),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New topic")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        told = [f"#{tag}" for tag in texts_of(data, "tags")]
        return View(lines(bold(visit.t("New topic")), *_names(visit, data).values(), " ".join(told))), visit.t(
            "Offer it"
        )

    async def finish(self, visit: Visit, data: Data) -> None:
        await sources.name_topic(visit.work, _names(visit, data), texts_of(data, "tags"))
        visit.show(
            View(lines(bold(visit.t("The topic is offered")), visit.t("Who follows the news can choose it: /topics")))
        )


def _names(visit: Visit, data: Data) -> dict[str, str]:
    languages, rows = visit.council.languages, texts_of(data, "names")
    return dict(zip(languages, rows if len(rows) > 1 else rows * len(languages), strict=False))


class RewordForm:
    """Other words for a communiqué in one language."""

    kind = "news reword"
    steps = (
        Step(
            "text",
            lambda t: t("Text"),
            lambda v, d: v.t(
                "Send the text as it should look in this language: {language}. Its formatting is kept.",
                language=Catalogs.own_name(str(d["language"])),
            ),
            lambda _v, _d, entry: _read_html(entry),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("What is posted in the channel")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        communique = int(str(data["communique"]))
        found = await publishing.reword(visit.work, communique, {str(data["language"]): str(data["text"])})
        await show_draft(visit, found)


def _read_html(entry: Entry) -> str:
    text_rules.body(entry.text)
    return entry.html


async def show_draft(visit: Visit, found: Communique) -> None:
    """The texts as they will look, each a message of its own, and under them what can be done."""
    if found.state is CommuniqueState.DRAFT:
        for text in found.texts.values():
            visit.say(View(Markup(text)))  # noqa: S704 - made from entities, or drawn by us
    channels = await publishing.became(visit.work, found)
    visit.say(desk.communique(found, channels, visit.t))


TIME, PAUSE, TOPIC, REWORD = TimeForm(), PauseForm(), TopicForm(), RewordForm()
FORMS = (TIME, PAUSE, TOPIC, REWORD)
