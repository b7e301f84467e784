"""What topics, posts and paces are called."""

from datetime import datetime

from markupsafe import Markup

from council import quiet_hours
from council.config import Council
from council.errors import UnknownZone
from council.people import Person
from council.posts import Headline
from council.subscriptions import Pace, Rhythm
from handlers.common.dates import city
from handlers.common.texts import Texts, plain

PAYLOAD = "n_"
"""How the payload of a link to a topic begins; the topic's code follows, or nothing: all news."""


def due_at(council: Council, person: Person, now: datetime) -> datetime:
    """When someone may be written to about what can wait. A zone that is known no longer holds nobody's news up."""
    try:
        return quiet_hours.after(council.quiet_for(person), person.zone, now)
    except UnknownZone:
        return now


def kind_name(kind: str, t: Texts) -> str:
    """What stands for a post that has no words."""
    names = {
        "photo": t("A photo"),
        "video": t("A video"),
        "animation": t("An animation"),
        "audio": t("A recording"),
        "voice": t("A voice message"),
        "video_note": t("A video message"),
        "document": t("A document"),
        "poll": t("A poll"),
        "location": t("A place"),
        "venue": t("A place"),
        "contact": t("A contact"),
        "story": t("A story"),
        "giveaway": t("A giveaway"),
        "giveaway_winners": t("A giveaway"),
        "paid_media": t("A post that is paid for"),
    }
    return plain(names.get(kind, t("A post")))


def post_title(title: str, kind: str, t: Texts) -> str:
    """A post in a list."""
    return title or kind_name(kind, t)


def headline(one: Headline, t: Texts) -> Markup:
    """A post in a list, as a link to it."""
    return Markup('• <a href="{}">{}</a>').format(one.url, post_title(one.title, one.kind, t))


def weekday_name(weekday: int, t: Texts, *, first: bool = True) -> str:
    """A day of the week (0: Monday); where it comes `first`, as on a button, with a capital letter."""
    name = str(t.locale.days["stand-alone"]["wide"][weekday])
    return name[:1].upper() + name[1:] if first else name


def pace_name(rhythm: Rhythm, zone: str, t: Texts) -> Markup:
    """How often, with the time and whose it is."""
    at = f"{rhythm.at:%H:%M}"
    if rhythm.pace is Pace.DAILY:
        return t("One list a day, at {time} ({zone})", time=at, zone=city(zone, t))
    if rhythm.pace is Pace.WEEKLY:
        day = weekday_name(rhythm.weekday, t, first=False)
        return t("One list a week: {day}, {time} ({zone})", day=day, time=at, zone=city(zone, t))
    return t("Each post at once")
