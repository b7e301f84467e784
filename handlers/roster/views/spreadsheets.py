"""Spreadsheets of the roster."""

from collections.abc import Sequence
from datetime import datetime

from council.clock import zone as zone_of
from council.config import Council
from council.people import WHOLE_COUNCIL
from council.roster import Line
from council.roster_tables import Column
from handlers.common.names import role_name
from handlers.common.texts import Texts
from handlers.common.xlsx_writer import Sheet, Value
from handlers.roster import words

WIDTHS = (40, 40, 20, 40, 10, 30)


def _heads(t: Texts) -> list[str]:
    return [str(words.head_name(column, t).unescape()) for column in Column]


def _cells(line: Line, t: Texts) -> list[Value]:
    seats = dict.fromkeys(
        f"{seat.group} {role_name(seat.role, t)}" for seat in line.seats if seat.group != WHOLE_COUNCIL
    )
    who = line.person
    return [who.name, who.organisation, who.country, "; ".join(seats), who.language, who.email]


def roster(council: Council, lines: Sequence[Line], now: datetime, t: Texts) -> Sheet:
    """The roster; the first columns are such that it can be brought in again. Times in the council's zone."""
    there = zone_of(council.zone)

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(there).replace(tzinfo=None, microsecond=0) if at else None

    more = [
        t("Telegram"),
        t("Not in force"),
        t("Since ({zone})", zone=council.zone),
        t("Until ({zone})", zone=council.zone),
    ]
    rows: list[list[Value]] = []
    for line in lines:
        reached = (
            t("cannot be reached")
            if line.blocked
            else t("never answers")
            if line.silent
            else t("joined")
            if line.joined
            else t("not joined yet")
        )
        idle = ", ".join(seat.group for seat in line.seats if not seat.held(now))
        since = min((seat.since for seat in line.seats), default=None)
        until = max((seat.until for seat in line.seats if seat.until), default=None)
        rows.append([*_cells(line, t), str(reached.unescape()), idle, local(since), local(until)])
    heads = [*_heads(t), *(str(head.unescape()) for head in more)]
    return Sheet(str(t("Roster").unescape()), heads, rows, (*WIDTHS, 16, 14, 20, 20))


def links(made: Sequence[tuple[Line, str]], t: Texts) -> Sheet:
    """A link in each row: (line, url)."""
    rows = [[*_cells(line, t), url] for line, url in made]
    return Sheet(str(t("Links").unescape()), [*_heads(t), str(t("Link").unescape())], rows, (*WIDTHS, 70))
