"""The first draft of a communiqué, in one language: what the council did, as everyone may know it."""

from markupsafe import Markup, escape

from council.communiques import Decision, Sitting
from council.config import Council
from council.text_rules import cut, length
from handlers.common.dates import day
from handlers.common.names import group_label, group_list
from handlers.common.texts import Texts
from handlers.common.view import bold, lines

TEXT_LIMIT = 3000
"""How much of a recommendation's text stands in a message; the rest is in its document."""


def of_decision(found: Decision, council: Council, t: Texts) -> str:
    """An adopted recommendation, as Telegram's HTML."""
    text = found.text if length(found.text) <= TEXT_LIMIT else cut(found.text, TEXT_LIMIT - 1).rstrip() + "…"
    return str(
        lines(
            bold(t("Adopted: recommendation {number}", number=found.number)),
            bold(found.title),
            "",
            escape(text),
            "",
            Markup("{}").format(found.link) if found.link else None,
            group_label(council, found.group, t),
            t(
                "Adopted on {day}. SHA-256 of the record: {hash}",
                day=day(found.closed_at, council.zone, t),
                hash=found.hash,
            ),
            f"#{found.group}",
        )
    )


def of_sitting(found: Sitting, council: Council, t: Texts) -> str:
    """A meeting that was held, as Telegram's HTML."""
    return str(
        lines(
            bold(t("Meeting of {groups}", groups=group_list(council, found.groups, t))),
            found.title,
            t("Held on {day}.", day=day(found.starts_at, found.zone, t)),
            " ".join(f"#{code}" for code in found.groups),
        )
    )
