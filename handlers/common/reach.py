"""Whom something reaches, in words: shown before it is sent."""

from markupsafe import Markup

from council.reach import Reach
from handlers.common.texts import Texts
from handlers.common.view import lines


def reach_lines(reach: Reach, t: Texts) -> Markup:
    """How many will be told, and who is not reached."""
    n = reach.chats
    people = t.plural("{n} person will be told.", "{n} people will be told.", reach.people)
    return lines(people if reach.people else t("Nobody can be reached yet; whoever joins will be told."),
                 t.plural("It also goes to {n} group chat.", "It also goes to {n} group chats.", n) if n else None,
                 unreached_lines(reach, t))  # fmt: skip


def unreached_lines(reach: Reach, t: Texts) -> Markup | None:
    """Who is concerned and not reached; None where there is nobody."""
    absent, away = reach.not_joined, reach.unreachable
    joined = t.plural("Not reached: {n} person has not joined.", "Not reached: {n} people have not joined.", absent)
    silent = t.plural("Not reached: {n} person does not get messages from me.",
                      "Not reached: {n} people do not get messages from me.", away)  # fmt: skip
    return lines(joined if absent else None, silent if away else None) or None
