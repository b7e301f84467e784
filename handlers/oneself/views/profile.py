"""What one's own data look like, and what is said before and after they are erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from council.config import Council
from council.people import Person, Role, Seat
from council.quiet_hours import NONE
from handlers.common.dates import clock_time, day, length
from handlers.common.names import group_label, group_list, role_name
from handlers.common.navigation import Go
from handlers.common.places import country
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View, bold, button, in_rows, lines
from handlers.oneself.presses import ChangeProfile, Forget, Reminders


@dataclass(frozen=True, slots=True)
class Ways:
    """What else of one's own the profile tells: whether one gets the news, and whether others can find one."""

    subscribed: bool = False
    listed: bool = False


def profile(council: Council, person: Person, seats: Sequence[Seat], ways: Ways, now: datetime, t: Texts) -> View:
    """One's own data, each with a button to change it."""
    of_members = [
        ("name", t("Name"), person.name),
        ("organisation", t("Organisation"), person.organisation),
        ("country", t("Country"), country(person.country, t)),
        ("email", t("E-mail"), person.email),
    ]
    fields = [
        # Who has no seat is asked for nothing: what they gave once, when they asked to join, can still be changed.
        *(field for field in of_members if seats or field[2]),
        ("language", t("Language"), Catalogs.own_name(person.language)),
        (
            "zone",
            t("Time zone"),
            t("{zone}, it is {time} there", zone=person.zone, time=clock_time(now, person.zone, t)),
        ),
        ("quiet", t("Quiet hours"), quiet_hours(council, person, t)),
    ]
    told = [t("{field}: {value}", field=label, value=value or t("not given")) for _, label, value in fields]
    if seats:
        told.append(t("Reminders of meetings: {when}", when=reminders_told(council, person, t)))
    told.append(t("You get the council's news.") if ways.subscribed else t("You do not get the council's news."))
    if seats:
        found = t("Other members can find you in the network.") if ways.listed else t("You are not in the network.")
        told.append(found)
    buttons = [button(label, ChangeProfile(field)) for field, label, _ in fields]
    if seats:
        buttons.append(button(t("Reminders"), Reminders(0)))
    more = [button(t("What is stored about me"), Go("mydata"))]
    if seats:
        more.append(button(t("The network"), Go("network")))
    sits = ["", *(seat_line(council, seat, now, person.zone, t) for seat in seats)] if seats else []
    return View(
        lines(
            bold(t("My profile")), *told, *sits, "", t("Your Telegram id: <code>{id}</code>", id=person.telegram_id or ""),
        ),
        (*in_rows(buttons, 3), tuple(more), (button(t("Erase everything about me"), Go("forget")),)),
    )  # fmt: skip


def seat_line(council: Council, seat: Seat, now: datetime, zone: str, t: Texts) -> Markup:
    """A role in a group, with its end, where it has one."""
    name = (
        t("{role}: {group}", role=role_name(seat.role, t), group=group_label(council, seat.group, t))
        if seat.group
        else role_name(seat.role, t)
    )
    if seat.until is None or seat.until <= now:
        return name
    return t("{seat}, until {when}", seat=name, when=day(seat.until, zone, t))


def quiet_hours(council: Council, person: Person, t: Texts) -> Markup:
    """In which hours they are not written to about what can wait, and whose wish that is."""
    if person.quiet == NONE:
        return t("none: you are written to at any time")
    hours = council.quiet_for(person)
    if hours is None:
        return t("none")
    span = f"{hours.start:%H:%M}–{hours.end:%H:%M}"
    return t("{hours}, your own", hours=span) if person.quiet else t("{hours}, as the council has it", hours=span)


def reminders_told(council: Council, person: Person, t: Texts) -> Markup | str:
    wanted = [length(offset, t) for offset in council.reminders if person.wants(offset)]
    return t("{lengths} before", lengths=", ".join(wanted)) if wanted else t("none")


def reminders(council: Council, person: Person, t: Texts) -> View:
    """Which reminders of meetings one gets, each with a button that changes it."""
    rows = []
    for offset in council.reminders:
        name = t("{length} before", length=length(offset, t))
        ticked = f"✓ {name.unescape()}" if person.wants(offset) else str(name.unescape())
        rows.append((button(ticked, Reminders(offset // timedelta(minutes=1))),))
    return View(
        lines(
            bold(t("Reminders of meetings")),
            t("Ticked are those that you get. A meeting that is moved or cancelled you are told of in any case."),
        ),
        (*rows, (button(t("My profile"), Go("profile")),)),
    )


def data_follows(t: Texts) -> View:
    return View(
        lines(
            bold(t("Everything stored about you")),
            t("It follows in a moment as a file that any browser opens, on a phone too."),
        )
    )


def data_words(t: Texts) -> View:
    """Under the file."""
    return View(
        lines(
            bold(t("Everything stored about you")),
            t("Whoever has this file has your data: keep it for yourself. To change something: /profile. "
              "To have it erased: /forget"),
        )
    )  # fmt: skip


def ask_forget(council: Council, seats: Sequence[Seat], asked: int, t: Texts) -> View:
    """What is erased, what remains, and the button."""
    groups = [seat.group for seat in seats if seat.group]
    erased = [
        t("· your name, organisation, country, e-mail, Telegram id, language, zone and wishes"),
        t("· your answers about meetings and to quick questions, forms you have begun, messages that wait for you"),
    ]
    if groups:
        erased.append(
            t("· your roles: {groups}. In rounds that are open you are struck, with your position",
              groups=group_list(council, groups, t))
        )  # fmt: skip
    remains = [
        t("· how many were at a meeting, you among them: under “former member”"),
        t("· positions in rounds that are closed, with their reasons, and how they came out: under “former member”"),
        t(
            "· texts that you wrote for the council (recommendations, announcements, agendas, answers): without your name"
        ),
        t("· the log of what was done, without anything that tells it was you"),
        t("· what is out of reach: documents issued already, messages on others' phones, and what Telegram keeps"),
    ]
    if any(seat.role is Role.SECRETARIAT for seat in seats):
        remains.append(
            t("· the server's settings: while they name your Telegram id, the secretariat's role comes back to you")
        )
    return View(
        lines(
            bold(t("Erase everything about you?")),
            t("This cannot be undone. At once and for good are erased:"),
            *erased,
            "",
            t("What remains:"),
            *remains,
            "",
            t("You may want your data first: /mydata. To come back later you need a new invitation."),
        ),
        (
            (button(t("Yes, erase everything about me"), Forget(asked)),),
            (button(t("Send me my data"), Go("mydata")), button(t("No, back"), Go("profile"))),
        ),
    )


def forgotten(t: Texts) -> View:
    """In the place of the question, to somebody who is nobody now."""
    return View(
        lines(
            bold(t("Everything about you is erased")),
            t("If you are in Telegram chats of the council's groups, please leave them yourself. "
              "Should you write here again, you begin as somebody new."),
        )
    )  # fmt: skip


def left(council: Council, groups: Sequence[str], t: Texts) -> View:
    """To the secretariat: who it was is not told."""
    return View(
        lines(
            bold(t("Somebody has left the council")),
            t("They had a role in: {groups}. At their wish everything about them was erased; the log does not say who it was.",
              groups=group_list(council, groups, t)),
            t("Their positions in open rounds are struck; what was decided stands."),
        )
    )  # fmt: skip
