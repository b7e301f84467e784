"""What links for entries of the roster look like. Each is shown once, and kept nowhere."""

from datetime import datetime

from council.roster import Line
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines
from handlers.roster.presses import Links, NewLink, PersonPage


def link_made(line: Line, url: str, expires_at: datetime, zone: str, t: Texts) -> View:
    """A fresh link, shown once."""
    return View(
        lines(
            bold(t("Link for {name}", name=called(line.person, t))),
            t("Pass it on to them, and to nobody else. It works once, and is shown only now; earlier links no longer work."),
            url,
            t("It holds until {when}.", when=moment(expires_at, zone, t)),
            t("They can open it with another Telegram account too: the one that cannot be reached then has no rights any more.")
            if line.joined else None,
        ),
        ((button(t("Back"), PersonPage(line.person.id)),),),
    )  # fmt: skip


def link_unseen(line: Line, t: Texts) -> View:
    """Instead of a link that could not be shown."""
    head, told = (
        t("Link for {name}", name=called(line.person, t)),
        t("It was made, but could not be shown. Make another."),
    )
    return View(lines(bold(head), told), ((button(t("Fresh link"), NewLink(line.person.id)),),))


def links_made(n: int, left: int, kept: int, expires_at: datetime, zone: str, t: Texts) -> View:
    """The words under a file of links. `left`: how many still have none; `kept`: how many have one from before."""
    return View(
        lines(
            bold(t.plural("A link for {n} person", "Links for {n} people", n)),
            t("Each row has a link of its own, for that person alone: it works once."),
            t("They hold until {when}. Keep this file as you keep the roster; it is kept nowhere here.",
              when=moment(expires_at, zone, t)),
            t.plural("{n} person has a link from before, which still works.",
                     "{n} people have links from before, which still work.", kept)
            if kept else None,
            t.plural("For {n} more there was no room: press again.", "For {n} more there was no room: press again.", left)
            if left else None,
        ),
        ((button(t("More links"), Links(0)),),) if left else (),
    )  # fmt: skip


def links_unseen(t: Texts) -> View:
    """Instead of a file of links that could not be shown."""
    told = t("They were made, but the file could not be shown. Make them again.")
    return View(lines(bold(t("Links")), told), ((button(t("Make them again"), Links(1)),),))


def all_invited(kept: int, t: Texts) -> View:
    """Instead of a file: whoever has not joined has a link already."""
    if not kept:
        return View(lines(bold(t("Links")), t("Everyone on the roster has joined.")))
    return View(
        lines(
            bold(t("Links")),
            t.plural("{n} person has not joined, and has a link that works.",
                     "{n} people have not joined, and each has a link that works.", kept),
            t("Links are kept nowhere: if they are lost, new ones can be made. The earlier ones then work no more."),
        ),
        ((button(t.plural("A new link for {n} person", "New links for {n} people", kept), Links(1)),),),
    )  # fmt: skip
