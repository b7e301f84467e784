"""The roster's forms: a role and its term, and what to look for."""

from datetime import UTC, datetime, time, timedelta

from markupsafe import Markup

from council import text_rules
from council.clock import instant
from council.errors import Forbidden, InThePast
from council.people import GROUP_ROLES, Person, Role, Seat
from council.roster import By, selected
from council.roster_tables import Column
from handlers.common.dates import UnreadableDate, read_local
from handlers.common.names import called, capital, group_options, role_name
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step
from handlers.roster.actions import roles as actions
from handlers.roster.presses import SEARCH_BYTES, Ask, Look
from handlers.roster.views import people as views
from handlers.roster.words import head_name
from storage import members, roster

NOW, NO_END = "now", "none"
"""Values of buttons that stand for no date."""


def _day(visit: Visit, typed: str, *, last: bool) -> str:
    """The instant that was typed, in the council's zone; of a bare day its beginning, or, of a `last` one, its end."""
    zone = visit.council.zone
    try:
        at = read_local(typed, zone, visit.now, visit.t)
    except UnreadableDate:
        at = datetime.combine(read_local(f"{typed} 00:00", zone, visit.now, visit.t), time.min)
        at += timedelta(days=1 if last else 0)
    read = instant(at, zone)
    if read <= visit.now and last:
        raise InThePast(read)
    return read.isoformat()


def _since(visit: Visit, _data: Data, entry: Entry) -> str:
    return _day(visit, entry.text, last=False)


def _until(visit: Visit, _data: Data, entry: Entry) -> str:
    return _day(visit, entry.text, last=True)


def _instant(value: object) -> datetime | None:
    return None if value in {NOW, NO_END} else datetime.fromisoformat(str(value)).astimezone(UTC)


class TermForm:
    """A role in a group with its beginning and end, or its end alone. The preview names the person."""

    kind = "term"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("In which group?"),
            options=lambda v, _: group_options(v.council, v.t),
            width=1,
        ),
        Step(
            "role",
            lambda t: t("Role"),
            lambda v, _: v.t("What shall they be there?"),
            options=lambda v, _: [(role.value, capital(role_name(role, v.t))) for role in GROUP_ROLES],
            width=3,
            wanted=lambda d: d["ask"] != Ask.END,
        ),
        Step(
            "since",
            lambda t: t("Beginning"),
            lambda v, _: v.t("From when? Press, or type a day such as 31.12.2026. A day begins at midnight ({zone}).",
                             zone=v.council.zone),
            _since,
            lambda v, _: [(NOW, str(v.t("From now on").unescape()))],
            wanted=lambda d: d["ask"] != Ask.END,
        ),
        Step(
            "until",
            lambda t: t("End"),
            lambda v, _: v.t("Until when? Press, or type the last day, such as 31.12.2026 ({zone}).", zone=v.council.zone),
            _until,
            lambda v, _: [(NO_END, str(v.t("Without an end").unescape()))],
        ),
    )  # fmt: skip

    def title(self, t: Texts) -> Markup:
        return t("Role and term")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        who, group, until = await _person(visit, data), str(data["group"]), _instant(data["until"])
        zone = visit.council.zone
        if data["ask"] == Ask.END:
            return views.to_end(visit.council, who, group, until, zone, visit.t), visit.t("Set the end")
        seat = Seat(group, Role(str(data["role"])), _instant(data["since"]) or visit.now, until)
        name = called(who, visit.t)
        return views.to_be_given(visit.council, who, seat, visit.now, zone, visit.t), visit.t("Yes, {name}", name=name)

    async def finish(self, visit: Visit, data: Data) -> None:
        who, group, until = await _person(visit, data), str(data["group"]), _instant(data["until"])
        if data["ask"] == Ask.END:
            await actions.set_end(visit.work, who.id, group, until)
        else:
            role = Role(str(data["role"]))
            await actions.give(visit.work, who.id, group, role, _instant(data["since"]), until)
        line = await actions.look_at(visit.work, who.id)
        visit.show(views.seat(visit.council, line, group, visit.now, visit.council.zone, visit.t))


async def _person(visit: Visit, data: Data) -> Person:
    who = await members.get(visit.tx, int(str(data["person"])))
    if who is None:
        raise Forbidden("appoint", f"person:{data['person']}")
    return who


def searched(text: str) -> str:
    """What is looked for, cut to what a button can carry on."""
    return text_rules.line(text).encode()[:SEARCH_BYTES].decode("utf-8", "ignore")


class SearchForm:
    """One question: what to look for."""

    kind = "search"
    steps = (
        Step(
            "what",
            lambda t: t("Search"),
            lambda v, _: v.t("Whom do you look for? A name, an organisation, a country, or an e-mail address."),
            lambda _v, _d, entry: searched(entry.text),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Search in the roster")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        what = str(data["what"])
        found = selected(await actions.look_through(visit.work), By.SEARCH, what)
        visit.say(views.page(visit.council, found, Look(By.SEARCH, 0, what), visit.now, visit.t))


def _value(data: Data, text: str) -> str:
    return text_rules.email(text) if data["column"] == Column.EMAIL.value else text_rules.name(text)


def _asked(visit: Visit, data: Data) -> Markup:
    return visit.t("{field}: what should it be?", field=head_name(Column(str(data["column"])), visit.t))


class CorrectForm:
    """What is wrong about someone, and what it should be. What is there now is in the form's data."""

    kind = "correct"
    steps = (
        Step(
            "column",
            lambda t: t("Field"),
            lambda v, _: v.t("What is to be put right?"),
            options=lambda v, _: [(c.value, str(head_name(c, v.t).unescape())) for c in actions.CORRECTED],
        ),
        Step("value", lambda t: t("Value"), _asked, lambda _v, d, entry: _value(d, entry.text)),
    )

    def title(self, t: Texts) -> Markup:
        return t("Putting an entry right")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        who = await _person(visit, data)
        await actions.correct(visit.work, who.id, Column(str(data["column"])), str(data["value"]))
        line = await actions.look_at(visit.work, who.id)
        reach = await roster.reach(visit.tx, line.person)
        visit.say(views.person(visit.council, line, reach, visit.now, visit.zone, visit.t, manages=True))


FORMS = (TermForm(), SearchForm(), CorrectForm())
TERM, SEARCH, CORRECT = FORMS
