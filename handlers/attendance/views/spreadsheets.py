"""Attendance as a spreadsheet: by meeting, by person, and each sitting."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from council.attendance import COMING, PRESENT, Answer, Sitting, present
from council.clock import zone as zone_of
from council.config import Council
from council.meetings import Meeting
from council.rules import share
from handlers.common.names import called
from handlers.common.texts import Texts, plain
from handlers.common.xlsx_writer import Sheet, Value
from handlers.meetings.views import words
from storage.attendance import Roll

Held = tuple[Meeting, Roll, Sequence[Sitting]]


@dataclass(slots=True)
class _Tally:
    """What one person's year comes to."""

    name: str = ""
    organisation: str = ""
    country: str = ""
    groups: set[str] = field(default_factory=set)
    invited: int = 0
    present: int = 0
    excused: int = 0
    someone: int = 0


def attendance(council: Council, held: Sequence[Held], t: Texts) -> list[Sheet]:
    """Three tables of these meetings. Times are in the council's zone."""
    return [_by_meeting(council, held, t), _by_person(held, t), _sittings(council, held, t)]


def _by_meeting(council: Council, held: Sequence[Held], t: Texts) -> Sheet:
    heads = [
        t("Begins ({zone})", zone=council.zone), t("Groups"), t("Title"), t("Invited"), t("Said they would come"),
        t("Present"), t("Members present"), t("Members"), t("Quorum"), t("Quorum met"),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for meeting, roll, sittings in held:
        voting = {person for group in roll.members.values() for person in group}
        there = {one.person for one in sittings if one.presence in PRESENT}
        met = all(len(there & people) >= share(council.quorum, len(people)) for people in roll.members.values())
        rows.append([
            _local(meeting, council), ", ".join(meeting.draft.groups), meeting.draft.title, len(sittings),
            sum(one.reply is not None and one.reply.answer in COMING for one in sittings), present(sittings),
            len(there & voting), len(voting), share(council.quorum, len(voting)), plain(t("yes") if met else t("no")),
        ])  # fmt: skip
    return Sheet(plain(t("By meeting")), [plain(head) for head in heads], rows, (20, 12, 50))


def _local(meeting: Meeting, council: Council) -> Value:
    return meeting.starts_at.astimezone(zone_of(council.zone)).replace(tzinfo=None)


def _by_person(held: Sequence[Held], t: Texts) -> Sheet:
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    for meeting, roll, sittings in held:
        for one in sittings:
            person, tally = roll.people[one.person], tallies[one.person]
            tally.name, tally.organisation, tally.country = called(person, t), person.organisation, person.country
            tally.groups |= set(_groups_of(one.person, meeting, roll))
            tally.invited += 1
            tally.present += one.presence in PRESENT
            if one.presence not in PRESENT and one.reply is not None:
                tally.excused += one.reply.answer is Answer.NO
                tally.someone += one.reply.answer is Answer.SOMEONE
    heads = [
        t("Name"), t("Organisation"), t("Country"), t("Groups"), t("Invited"), t("Present"), t("Said they could not"),
        t("Sent somebody"), t("Share, per cent"),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            tally.name, tally.organisation, tally.country, ", ".join(sorted(tally.groups)), tally.invited, tally.present,
            tally.excused, tally.someone, round(100 * tally.present / tally.invited),
        ]
        for tally in sorted(tallies.values(), key=lambda tally: tally.name.casefold())
    ]  # fmt: skip
    return Sheet(plain(t("By person")), [plain(head) for head in heads], rows, (40, 40, 20, 16))


def _groups_of(person: int, meeting: Meeting, roll: Roll) -> list[str]:
    own = [group for group, people in roll.members.items() if person in people]
    return own or [group for group in meeting.draft.groups if person in roll.observers and len(roll.members) == 1]


def _sittings(council: Council, held: Sequence[Held], t: Texts) -> Sheet:
    heads = [
        t("Begins ({zone})", zone=council.zone), t("Title"), t("Name"), t("Takes positions"), t("Answer"),
        t("Substitute"), t("Presence"), t("Recorded by"),
    ]  # fmt: skip
    rows: list[list[Value]] = []
    for meeting, roll, sittings in held:
        voting = {person for group in roll.members.values() for person in group}
        for one in sittings:
            by = t("the secretariat") if one.by_secretariat else t("themselves")
            rows.append([
                _local(meeting, council), meeting.draft.title, called(roll.people[one.person], t),
                plain(t("yes") if one.person in voting else t("no")),
                plain(t(words.ANSWERS[one.reply.answer])) if one.reply else "", one.reply.substitute if one.reply else "",
                plain(t(words.PRESENCES[one.presence])), plain(by) if one.presence else "",
            ])  # fmt: skip
    return Sheet(plain(t("In detail")), [plain(head) for head in heads], rows, (20, 50, 40))
