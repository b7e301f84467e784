"""What someone's role in a group and its term look like, and what can be done about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from markupsafe import Markup

from council.clock import zone as zone_of
from council.config import Council
from council.people import WHOLE_COUNCIL, Person, Seat
from council.roster import Line
from handlers.common.dates import day, moment
from handlers.common.names import called, group_label, role_name
from handlers.common.texts import N_, Texts
from handlers.common.view import Style, View, button, in_rows, offered, titled
from handlers.roster.presses import Ask, Change, ChangeRole, PersonPage, RolePage, Term


def seat_line(council: Council, seat: Seat, now: datetime, zone: str, t: Texts) -> Markup:
    """A seat as it stands at `now`: the group, the role and the term."""
    role = role_name(seat.role, t)
    if seat.group == WHOLE_COUNCIL:
        return role
    label = group_label(council, seat.group, t)
    said = t("{group}: {role}", group=label, role=role)
    if now < seat.since:
        said = t("{group}: {role}, from {when}", group=label, role=role, when=moment(seat.since, zone, t))
    if seat.suspended_at is not None and seat.suspended(now):
        since = moment(seat.suspended_at, zone, t)
        said = t("{group}: {role}, suspended since {when}", group=label, role=role, when=since)
    if seat.until is not None:
        said = t("{said}, {until}", said=said, until=term_end(seat.until, zone, t))
    return said


def term_end(until: datetime, zone: str, t: Texts) -> Markup:
    """The end of a term: its last day where it ends at midnight in this zone, else the instant."""
    if until.astimezone(zone_of(zone)).time() == time.min:
        return t("to the end of {day}", day=day(until - timedelta(minutes=1), zone, t))
    return t("until {when}", when=moment(until, zone, t))


def role(council: Council, line: Line, group: str, now: datetime, t: Texts) -> View:
    """What can be done about one person's role in a group. Times in the council's zone."""
    who, seats = line.person.id, [seat for seat in line.seats if seat.group == group]
    ways = offered(
        (True, t("Another role"), Term(Ask.ROLE, who, group)),
        (seats, t("Set the end date"), Term(Ask.END, who, group)),
        (any(seat.held(now) for seat in seats), t("Suspend"), ChangeRole(Change.SUSPEND, 0, who, group)),
        (any(seat.suspended(now) for seat in seats), t("Lift the suspension"), ChangeRole(Change.LIFT, 0, who, group)),
        (seats, t("End the role"), ChangeRole(Change.END, 0, who, group)),
        (True, t("Back"), PersonPage(who)),
    )
    told = (seat_line(council, seat, now, council.zone, t) for seat in seats)
    return titled(called(line.person, t), *told, rows=in_rows(ways, 1), protect=True)


QUESTIONS: Mapping[Change, tuple[str, str, str]] = {
    Change.SUSPEND: (N_("Suspend this role?"), N_("It is not in force until you lift the suspension."), N_("Suspend")),
    Change.LIFT: (
        N_("Lift this suspension?"),
        N_("The role is in force again from now on. A position that was struck does not come back."),
        N_("Lift the suspension"),
    ),
    Change.END: (N_("End this role?"), N_("It ends immediately."), N_("End the role")),
}
"""What is asked before a change, what it means, and the button that confirms it."""


def ask(council: Council, line: Line, press: ChangeRole, now: datetime, t: Texts) -> View:
    """The question before a change, with the person named."""
    style = Style.PRIMARY if press.change is Change.LIFT else Style.DANGER
    confirm = button(t(QUESTIONS[press.change][2]), ChangeRole(press.change, 1, press.person, press.group), style)
    struck = t("In open rounds they are no longer counted, and their position is struck.")
    return titled(
        t(QUESTIONS[press.change][0]),
        called(line.person, t),
        *(seat_line(council, seat, now, council.zone, t) for seat in line.seats if seat.group == press.group),
        "",
        t(QUESTIONS[press.change][1]),
        struck if press.change is not Change.LIFT else None,
        t("They will be told.") if line.joined else None,
        rows=((confirm,), (button(t("Back"), RolePage(press.person, press.group)),)), protect=True,
    )  # fmt: skip


def to_be_given(council: Council, who: Person, given: Seat, now: datetime, t: Texts) -> View:
    """A role and its term, before it is given."""
    begins = t("From now on") if given.since <= now else None
    told = t("Any other role of theirs in this group ends when it begins. They will be told.")
    seat = seat_line(council, given, now, council.zone, t)
    return titled(t("Role of {name}", name=called(who, t)), seat, begins, told, protect=True)


def to_end(council: Council, who: Person, group: str, until: datetime | None, t: Texts) -> View:
    """Another end of a term, before it is set."""
    ends = term_end(until, council.zone, t) if until else t("no end date")
    return titled(t("Term of {name}", name=called(who, t)), group_label(council, group, t), ends, protect=True)


def changed(council: Council, group: str, seats: Sequence[Seat], now: datetime, t: Texts) -> View:
    """What someone has in a group by now, as they are told when it has changed."""
    if not seats:
        label = group_label(council, group, t)
        return titled(t("Your role has ended"), label, t("For questions, contact the secretariat."))
    head, last = t("Your role in the council"), t("What you can do now: /help")
    if any(seat.suspended(now) for seat in seats):
        head, last = (t("Your role is suspended"), t("It is not in force at present. For questions, contact the secretariat."))
    return titled(head, *(seat_line(council, seat, now, council.zone, t) for seat in seats), last)
