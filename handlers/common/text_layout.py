"""Fits texts into messages: shortened, listed or split; and returns input that came too late."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from council.people import Person
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.names import called
from handlers.common.rich import Heading, Paragraph, rich_view
from handlers.common.texts import Texts
from handlers.common.view import Button, View, lines, titled


def room_beside(*parts: Markup | str | None) -> int:
    """How much of a message is left beside these lines, in UTF-16 code units after Telegram has parsed the entities."""
    shown = (bare(part) if isinstance(part, Markup) else part for part in parts if part is not None)
    return MESSAGE_LIMIT - sum(length(part) + 1 for part in shown)


def name_list(persons: Sequence[Person], t: Texts, limit: int = 400) -> Markup:
    """Names on one line; those beyond `limit` are counted. A name may contain a comma."""
    told: list[str] = []
    for person in persons:
        if told and length("; ".join([*told, called(person, t)])) > limit:
            break
        told.append(called(person, t))
    names = Markup("; ").join(told)
    rest = len(persons) - len(told)
    return t.plural("{names} and {n} more", "{names} and {n} more", rest, names=names) if rest else names


def text_page(title: Markup, entries: Iterable[Markup]) -> View:
    """The entries under a title, to read; an empty line parts their paragraphs. They contain names: no forwarding."""
    parts = lines(*entries).strip().split("\n\n")
    return rich_view([Heading(title), *(Paragraph(part) for part in parts if part.strip())], protect=True)


def given_back(why: Markup, typed: Iterable[str], t: Texts, *rows: Sequence[Button]) -> View:
    """The reply to input that came too late: the reason, and the text, so that the person can send it elsewhere."""
    kept = [part for one in typed if one for part in ("", one)]
    said = t("Nothing was recorded. This is what you typed:") if kept else None
    return titled(why, said, *kept, rows=tuple(map(tuple, rows)))
