"""What one's own data look like, and what is said before and after they are erased."""

from collections.abc import Sequence
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
from handlers.common.view import Style, View, bold, button, in_rows, offered, titled
from handlers.oneself.presses import ChangeProfile, Forget, Reminders
from handlers.oneself.views.kept import kept


def profile(
    council: Council,
    catalogs: Catalogs,
    person: Person,
    seats: Sequence[Seat],
    now: datetime,
    t: Texts,
    *,
    subscribed: bool,
    listed: bool,
) -> View:
    """One's own data, each with a button to change it. `subscribed` to the news, `listed` in the network."""
    of_members = [
        ("name", t("Name"), person.name),
        ("organisation", t("Organisation"), person.organisation),
        ("country", t("Country"), country(person.country, t)),
        ("email", t("E-mail"), person.email),
    ]
    second = person.second_language if person.second_language in council.languages else ""
    others = [("second_language", t("Second language"), Catalogs.own_name(second) if second else t("the council's default"))]
    there = t("{zone}, it is {time} there", zone=person.zone, time=clock_time(now, person.zone, t))
    fields = [
        # Who has no seat is asked for nothing: what they gave once, when they asked to join, can still be changed.
        *(field for field in of_members if seats or field[2]),
        ("language", t("Language"), catalogs.chosen(person)),
        *(others if len(council.languages) > 2 else ()),  # of two it is the other one
        ("zone", t("Time zone"), there),
        ("quiet", t("Quiet hours"), quiet_hours(council, person, t)),
    ]
    wanted = [length(offset, t) for offset in council.reminders if person.wants(offset)]
    reminded = t("{lengths} before", lengths=", ".join(wanted)) if wanted else t("none")
    found = t("Other members can find you in the network.") if listed else t("You are not in the network.")
    changes = offered(*((True, label, ChangeProfile(field)) for field, label, _ in fields), (seats, t("Reminders"), Reminders(0)))
    more = offered((True, t("What is stored about me"), Go("mydata")), (seats, t("The network"), Go("network")))
    return titled(
        t("My profile"),
        *(t("{field}: {value}", field=label, value=value or t("not given")) for _, label, value in fields),
        t("Reminders of meetings: {when}", when=reminded) if seats else None,
        t("You get the council's news.") if subscribed else t("You do not get the council's news."),
        found if seats else None,
        "" if seats else None,
        *(seat_line(council, seat, now, person.zone, t) for seat in seats),
        "",
        t("Your Telegram id: <code>{id}</code>", id=person.telegram_id or ""),
        rows=(
            *in_rows(changes, 3),
            tuple(more),
            (button(t("Mistake in a text"), Go("wording")),),
            (button(t("Erase everything about me"), Go("forget")),),
        ),
    )


def seat_line(council: Council, seat: Seat, now: datetime, zone: str, t: Texts) -> Markup:
    """A role in a group, with its end, where it has one."""
    name = role_name(seat.role, t)
    if seat.group:
        name = t("{role}: {group}", role=name, group=group_label(council, seat.group, t))
    if seat.until is None or seat.until <= now:
        return name
    return t("{seat}, until {when}", seat=name, when=day(seat.until, zone, t))


def quiet_hours(council: Council, person: Person, t: Texts) -> Markup:
    """In which hours they are not written to about what can wait, and whose wish that is."""
    if person.quiet == NONE:
        return t("none: you get messages at any time")
    hours = council.quiet_for(person)
    if hours is None:
        return t("none")
    span = f"{hours.start:%H:%M}–{hours.end:%H:%M}"
    return t("{hours} (your own)", hours=span) if person.quiet else t("{hours} (the council's default)", hours=span)


def reminders(council: Council, person: Person, t: Texts) -> View:
    """Which reminders of meetings one gets, each with a button that changes it."""
    rows = []
    for offset in council.reminders:
        name = t("{length} before", length=length(offset, t))
        ticked = Markup("✓ {}").format(name) if person.wants(offset) else name
        rows.append((button(ticked, Reminders(offset // timedelta(minutes=1))),))
    rows.append((button(t("My profile"), Go("profile")),))
    told = t("You get those that are ticked. You will always be told when a meeting is moved or cancelled.")
    return titled(t("Reminders of meetings"), told, rows=rows)


def data_follows(council: Council, t: Texts) -> View:
    told = t("It will be sent in a moment, as a file that opens in any browser, on a phone too.")
    spans = kept(council.keep, t)
    return titled(t("Everything stored about you"), told, *(["", bold(t("How long it is kept")), *spans] if spans else []))


def data_words(t: Texts) -> View:
    told = t("This file holds your data: do not share it. To change something: /profile. To erase everything: /forget")
    return titled(t("Everything stored about you"), told)


def ask_forget(council: Council, seats: Sequence[Seat], asked: int, t: Texts) -> View:
    groups = [seat.group for seat in seats if seat.group]
    listed = group_list(council, groups, t)
    roles = t("· your roles: {groups}. In open rounds you and your position are struck", groups=listed)
    settings = t("· the server's settings: while they contain your Telegram id, the secretariat's role returns to you")
    return titled(
        t("Erase everything about you?"),
        t("This cannot be undone. Erased at once and for good:"),
        t("· your name, organisation, country, e-mail, Telegram id, language, zone and wishes"),
        t("· your answers about meetings and to quick questions, unfinished forms, messages waiting for you"),
        roles if groups else None,
        "",
        t("What remains:"),
        t("· attendance at meetings, yours under “former member”"),
        t("· closed rounds: results, positions and reasons, yours under “former member”"),
        t("· texts you wrote for the council (recommendations, announcements, agendas, answers), without your name"),
        t("· the activity log, without anything that identifies you"),
        t("· what is out of reach: documents already issued, messages on others' phones, and what Telegram keeps"),
        settings if any(seat.role is Role.SECRETARIAT for seat in seats) else None,
        "",
        t("You may want to get your data first: /mydata. To come back later, you will need a new invitation."),
        rows=(
            (button(t("Yes, erase everything about me"), Forget(asked), Style.DANGER),),
            (button(t("Send me my data"), Go("mydata")), button(t("No, back"), Go("profile"))),
        ),
    )


def forgotten(t: Texts) -> View:
    """In the place of the question, to somebody who is nobody now."""
    told = t("If you are in chats of the council's groups, please leave them yourself. If you write here again, you will start "
             "as a new person.")  # fmt: skip
    return titled(t("Everything about you is erased"), told)


def left(council: Council, groups: Sequence[str], t: Texts) -> View:
    """To the secretariat: who it was is not told."""
    return titled(
        t("Somebody has left the council"),
        t("They had a role in: {groups}. Everything about them was erased at their request; the log does not say who it was.",
          groups=group_list(council, groups, t)),
        t("Their positions in open rounds are struck; what was decided stands."),
    )  # fmt: skip
