"""What the secretariat and chairs see of who comes and who was there; other times; what was discussed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.attendance import Answer, Presence, Reply, Sitting, Standing, Topic, present, winner
from council.clock import instant
from council.config import Council
from council.meetings import Meeting
from council.questions import in_mask
from council.text_rules import beginning, length
from handlers.attendance.presses import Could, Discussed, Export, Extent, Mark, Propose, Take
from handlers.common.dates import clock_time, day, moment
from handlers.common.names import called, capital
from handlers.common.navigation import Open, Thing
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines, titled
from handlers.meetings.presses import ShowNames, ShowRoll
from handlers.meetings.views import words
from handlers.meetings.views.card import heading, named, opening, span_of
from storage.attendance import Roll
from storage.proposed_times import Proposal

NAMES_LIMIT, NAME_LIMIT = 2600, 60
"""The most characters for all names in one message (where there are more, each kind has its share), and for one name."""

PAGE = 8
"""People on one page of the roll."""

KINDS: Mapping[Answer | None, str] = {
    Answer.IN_PERSON: N_("Coming"), Answer.ONLINE: N_("Joining online"), Answer.SOMEONE: N_("Sending somebody"),
    Answer.NO: N_("Not coming"), Answer.LATER: N_("Will say later"), None: N_("No answer"),
}  # fmt: skip
"""Under what people are listed who answered so."""

SIGNS = {Presence.HERE: "✓", Presence.ONLINE: "✓ ⌁", Presence.SOMEONE: "↷", Presence.ABSENT: "✗", None: "·"}

NEXT = {
    None: Presence.HERE, Presence.HERE: Presence.ONLINE, Presence.ONLINE: Presence.SOMEONE,
    Presence.SOMEONE: Presence.ABSENT, Presence.ABSENT: Presence.HERE,
}  # fmt: skip
"""What the next press writes down."""


def names(
    council: Council, meeting: Meeting, roll: Roll, replies: Mapping[int, Reply], tally: Standing, now: datetime,
    zone: str, t: Texts, *, proposes: bool,
) -> View:  # fmt: skip
    """Who said what, by answer, for those who may see names."""
    said = {id_: replies[id_].answer if id_ in replies else None for id_ in roll.people}
    kinds = [
        (t(label), [_one(roll, id_, replies.get(id_), t) for id_, given in said.items() if given is answer])
        for answer, label in KINDS.items()
    ]
    kinds = [(label, who) for label, who in kinds if who]
    fits = sum(length(one) + 2 for _, who in kinds for one in who) <= NAMES_LIMIT
    parts: list[Markup | str] = [bold(heading(council, meeting, t)), span_of(meeting, zone, t)]
    parts += words.tally_lines(council, tally, t)
    for label, who in kinds:
        share = NAMES_LIMIT if fits else NAMES_LIMIT // len(kinds)
        parts += ["", bold(t("{kind}: {n}", kind=label, n=len(who))), _listed(who, share, t)]
    return View(lines(*parts), (*_asking(meeting, proposes and meeting.ahead(now), t), *opening(meeting, t)))


def _asking(meeting: Meeting, offered: bool, t: Texts) -> Rows:
    return ((button(t("Propose other times"), Propose(meeting.id, meeting.schedule)),),) if offered else ()


def _listed(who: Sequence[Markup], limit: int, t: Texts) -> Markup:
    shown: list[Markup] = []
    for one in who:
        limit -= length(one) + 2
        if limit < 0:
            shown.append(t("and {n} more", n=len(who) - len(shown)))
            break
        shown.append(one)
    return Markup("; ").join(shown)


def _one(roll: Roll, id_: int, reply: Reply | None, t: Texts) -> Markup:
    person = roll.people[id_]
    name = beginning(called(person, t), NAME_LIMIT)
    if reply is not None and reply.substitute:
        return t("{name} (sends {substitute})", name=name, substitute=beginning(reply.substitute, NAME_LIMIT))
    if person.telegram_id is None:
        return t("{name} (not joined yet)", name=name)
    if id_ in roll.observers:
        return t("{name} (observer)", name=name)
    return Markup("{}").format(name)


def quorum_missed(council: Council, meeting: Meeting, tally: Standing, zone: str, t: Texts, *, proposes: bool) -> View:
    """Two days ahead: too few come."""
    head = t("Quorum at risk: {meeting}", meeting=named(council, meeting, t))
    others = t("Not coming {no} · no answer yet {silent}", no=tally.cannot, silent=tally.silent)
    rows = (*_asking(meeting, proposes, t), (button(t("Who is coming"), ShowNames(meeting.id)),), *opening(meeting, t))
    return titled(head, span_of(meeting, zone, t), *words.tally_lines(council, tally, t), others, rows=rows)


def times(
    council: Council, meeting: Meeting, proposal: Proposal, mask: int | None, now: datetime, zone: str, t: Texts
) -> View:  # fmt: skip
    """To a member: which of these could you make?"""
    head = bold(t("Another time? {meeting}", meeting=heading(council, meeting, t)))
    if not proposal.open(meeting, now):
        return View(lines(head, t("This question has closed.")), opening(meeting, t))
    chosen = in_mask(mask or 0, [str(at) for at in proposal.times])
    own = t("You have not answered yet.") if mask is None else t("None of these times suits you.")
    if mask:
        own = t.plural("{n} of these times suits you.", "{n} of these times suit you.", len(chosen))
    rows = [
        (button(words.ticked(_time(meeting, starts, zone, t), place in chosen, t), Could(proposal.id, place)),)
        for place, starts in enumerate(proposal.times)
    ]
    none = button(words.ticked(t("None of these"), mask == 0, t), Could(proposal.id, -1))
    why = t("There may be no quorum at the time set: {when}", when=span_of(meeting, zone, t))
    which = t("Which of these times suit you? Tick all that do. Nothing is decided yet.")
    return View(lines(head, why, which, own), (*rows, (none,)))


def _time(meeting: Meeting, starts: datetime, zone: str, t: Texts) -> Markup:
    return moment(instant(starts, meeting.draft.zone), zone, t)


def times_result(
    council: Council, meeting: Meeting, proposal: Proposal, masks: Mapping[int, int], of: int, now: datetime, zone: str,
    t: Texts, *, takes: bool,
) -> View:  # fmt: skip
    """How many could make which; the secretariat takes one with one press."""
    counts = [sum(mask >> place & 1 for mask in masks.values()) for place in range(len(proposal.times))]
    head = bold(t("Other times: {meeting}", meeting=named(council, meeting, t)))
    of_each = zip(counts, proposal.times, strict=True)
    listed = [t("Suits {n}: {when}", n=n, when=_time(meeting, starts, zone, t)) for n, starts in of_each]
    answered = t("{answered} of {all} answered", answered=len(masks), all=of)
    if not proposal.open(meeting, now):
        return View(lines(head, *listed, answered, t("This question has closed.")), opening(meeting, t))
    if not takes:
        note = t("The secretariat can move the meeting to one of these.")
        return View(lines(head, *listed, answered, note), opening(meeting, t))
    best, rows = winner(counts), []
    for place in sorted(range(len(counts)), key=lambda place: (place != best, place)):
        at = instant(proposal.times[place], meeting.draft.zone)
        when = f"{day(at, zone, t)}, {clock_time(at, zone, t)}"  # the zone stands above
        rows.append((button(t("Move it to {when} ({n})", when=when, n=counts[place]), Take(proposal.id, place)),))
    return View(lines(head, *listed, answered), (*rows, *opening(meeting, t)))


def proposed(meeting: Meeting, people: int, t: Texts) -> View:
    """To the one who had other times asked for."""
    asked = t.plural("{n} person is asked privately.", "{n} people are asked privately.", people)
    text = asked if people else t("They were asked already.")
    return titled(t("Other times"), text, t("The answers so far are shown in a separate message."), rows=opening(meeting, t))


def roll(
    council: Council, meeting: Meeting, found: Roll, sittings: Sequence[Sitting], page: int, t: Texts, *, keeps: bool
) -> View:  # fmt: skip
    """Who was there, a page at a time; each press writes down the next of: there, online, not there."""
    pages = max(1, -(-len(sittings) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = sittings[page * PAGE : (page + 1) * PAGE]
    called_as = {one.person: called(found.people[one.person], t) for one in shown}
    people = [t("{name}: {what}", name=called_as[one.person], what=t(words.PRESENCES[one.presence])) for one in shown]
    text = lines(
        bold(t("Who was there: {meeting}", meeting=named(council, meeting, t))),
        t("{n} of {all} were there", n=present(sittings), all=len(sittings)),
        t("Page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else None, "", *people,
        *(("", t("Press a name to change what is recorded.")) if keeps and shown else ()),
    )  # fmt: skip
    marks = []
    for one in shown:
        label = t("{sign} {name}", sign=SIGNS[one.presence], name=beginning(called_as[one.person], 28))
        marks.append(button(label, Mark(meeting.id, one.person, NEXT[one.presence], page)))
    turns = ((t("Back"), page - 1), (t("Further"), page + 1))
    turning = [button(label, ShowRoll(meeting.id, to)) for label, to in turns if 0 <= to < pages]
    sheet = button(t("As a spreadsheet"), Export(Extent.MEETING, meeting.id))
    rows = (*in_rows(marks), turning, (sheet,)) if keeps else (turning,)
    return View(text).with_rows(*rows, *opening(meeting, t))


def past(council: Council, listed: Sequence[Meeting], year: int, zone: str, t: Texts, *, keeps: bool) -> View:
    """The meetings that have begun, the latest first, each with the way to who was there."""
    if not listed:
        return View(t("No meeting has taken place yet."))
    parts: list[Markup | str] = [bold(t("Meetings held"))]
    rows: list[tuple[Button, ...]] = []
    for at, meeting in enumerate(listed, start=1):
        held, what = day(meeting.starts_at, zone, t), heading(council, meeting, t)
        parts.append(t("{at}. {day}: {meeting}", at=at, day=held, meeting=what))
        label = beginning(plain(t("{at}. {title}", at=at, title=meeting.draft.title)), 60)
        rows.append((button(label, Open(Thing.MEETING, meeting.id)),))
    if keeps:
        rows.append((button(t("Attendance of {year} as a spreadsheet", year=year), Export(Extent.YEAR, year)),))
    return View(lines(*parts), tuple(rows))


def exported(t: Texts) -> View:
    return View(t("Attendance. The file contains names: keep it where only those entitled can see it."), protect=True)


def topics(council: Council, meeting: Meeting, noted: Sequence[Topic], offered: Sequence[Topic], t: Texts) -> View:
    """What can be noted as discussed: a press notes it, another takes it back."""
    ids = {topic.recommendation for topic in noted}
    listed = {topic.recommendation: topic for topic in (*noted, *offered)}
    rows = []
    for id_, one in listed.items():
        label = t("{number} · {title}", number=one.number, title=beginning(one.title, 40))
        rows.append((button(words.ticked(label, id_ in ids, t), Discussed(meeting.id, id_)),))
    text = t("Which recommendations were discussed?") if rows else t("These groups have no recommendations yet.")
    return titled(capital(named(council, meeting, t)), text, rows=(*rows, *opening(meeting, t)))
