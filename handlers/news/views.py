"""What subscribing looks like. The news itself is copied as it is."""

from council.charter import Council
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines
from handlers.common.ways import Go


def subscribed(council: Council, t: Texts, *, new: bool) -> View:
    """To someone who gets the news; `new`: from now on."""
    channel = council.news_channel
    return View(
        lines(
            bold(t("You get the news") if new else t("You get the news already")),
            t("What is posted in {channel} comes to you here as well.", channel=channel)
            if isinstance(channel, str)
            else t("The news of the council comes to you here."),
        ),
        ((button(t("Unsubscribe"), Go("unsubscribe")),),),
    )


def unsubscribed(t: Texts, *, was: bool) -> View:
    """To someone who gets no news; `was`: from now on."""
    return View(
        lines(
            bold(t("You get no more news")) if was else bold(t("You are not subscribed")),
            t("You can change that at any time: /subscribe"),
        ),
        ((button(t("Subscribe"), Go("subscribe")),),),
    )
