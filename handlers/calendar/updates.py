"""The calendar's updates: read one, call one action, show one view."""

from council.calendar import Span, check_page, page_of
from council.clock import zone as zone_of
from council.errors import Stale
from handlers.calendar import actions, views
from handlers.calendar.presses import Feeds, NewFeed, RevokeFeed, Turn
from handlers.common.navigation import ToCalendar
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import calendar_feeds


async def calendar(visit: Visit) -> None:
    """/calendar: the present month as a picture."""
    page = page_of(visit.now.astimezone(zone_of(visit.zone)).date(), Span.MONTH)
    await actions.queue_page(visit.work, page, str(visit.incoming.update_id), feed=bool(visit.public_url))


async def turn(visit: Visit, press: Turn) -> None:
    """Another page, in the place of the one whose button was pressed."""
    page = check_page(press.year, press.month, press.span, visit.now.astimezone(zone_of(visit.zone)).date())
    once, message = str(visit.incoming.update_id), visit.incoming.message or 0
    await actions.queue_page(visit.work, page, once, replaces=message, feed=bool(visit.public_url))


async def to_calendar(visit: Visit, press: ToCalendar) -> None:
    """A meeting as a file; privately, even where the button was pressed in a group's chat."""
    await actions.queue_file(visit.work, press.meeting, str(visit.incoming.update_id))
    visit.toast(visit.t("The file will be sent in a moment."))


async def own_feeds(visit: Visit, _press: Feeds) -> None:
    _require_http(visit)
    visit.say(views.own_feeds(await calendar_feeds.of(visit.tx, visit.person.id), visit.zone, visit.t))


async def new_feed(visit: Visit, _press: NewFeed) -> None:
    """Another address, shown once."""
    _require_http(visit)
    _, token = await actions.make_feed(visit.work)
    url = f"{visit.public_url}/calendar/{token}.ics"
    visit.say_once(views.feed_made(url, visit.t), instead=views.feed_unseen(visit.t))


async def revoke_feed(visit: Visit, press: RevokeFeed) -> None:
    done = await actions.revoke_feed(visit.work, press.feed)
    visit.toast(visit.t("Revoked: this address no longer works.") if done else visit.t("It was already revoked."))
    visit.show(views.own_feeds(await calendar_feeds.of(visit.tx, visit.person.id), visit.zone, visit.t))


def _require_http(visit: Visit) -> None:
    """Raises `Stale` where this program is not reached over HTTP: then there are no addresses."""
    if not visit.public_url:
        raise Stale


PRESSES = (
    pressed(ToCalendar, to_calendar), pressed(Turn, turn), pressed(Feeds, own_feeds), pressed(NewFeed, new_feed),
    pressed(RevokeFeed, revoke_feed),
)  # fmt: skip
