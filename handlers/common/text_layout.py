"""Fits texts into messages: shortened, listed or split; and returns input that came too late."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from council.people import Person
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.names import called
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, lines, titled


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


def pages(title: Markup, entries: Iterable[Markup]) -> list[View]:
    """The entries under a bold title, in as many messages as necessary. They contain names: no forwarding."""
    sheets: list[list[Markup]] = [[]]
    used = length(title)
    for entry in entries:
        size = length(entry) + 1  # including markup: an overestimate is safe
        if sheets[-1] and used + size > MESSAGE_LIMIT:
            sheets.append([])
            used = 0
        sheets[-1].append(entry)
        used += size
    return [View(lines(*([bold(title)] if at == 0 else []), *entries_), protect=True) for at, entries_ in enumerate(sheets)]


def given_back(why: Markup, typed: Iterable[str], t: Texts, *rows: Sequence[Button]) -> View:
    """The reply to input that came too late: the reason, and the text, so that the person can send it elsewhere."""
    kept = [part for one in typed if one for part in ("", one)]
    said = t("Nothing was recorded. This is what you typed:") if kept else None
    return titled(why, said, *kept, rows=tuple(map(tuple, rows)))
