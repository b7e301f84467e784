"""Follow-ups as a workbook: the recommendations, what was said of each addressee, the measures, and the history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from council.clock import zone as zone_of
from council.config import Council
from council.followup import Evidence
from council.people import Person
from council.reports import Followed, Given
from handlers.common.dates import city
from handlers.common.names import called, group_label
from handlers.common.texts import Texts, plain
from handlers.common.xlsx_writer import Sheet, Value
from handlers.reports.views import words


def sheets(council: Council, followed: Followed, history: Sequence[Given], zone: str, t: Texts) -> list[Sheet]:
    """All sheets but the last, which proves them. `zone`: the reader's, in which instants are told."""
    return [
        _recommendations(council, followed, zone, t), _states(followed, zone, t), _measures(followed, t),
        _history(followed, history, zone, t),
    ]  # fmt: skip


def _sheet(title: Markup, heads: Iterable[Markup], rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> Sheet:
    return Sheet(plain(title), [plain(head) for head in heads], list(rows), widths)


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(zone_of(zone)).date()


def _recommendations(council: Council, followed: Followed, zone: str, t: Texts) -> Sheet:
    heads = (
        t("Number"), t("Title"), t("Group"), t("Adopted on"), t("Lead"), t("Indicator"), t("The council's view"), t("Said on"),
        t("Answer"), t("Late measures"), t("Review on"), t("Ended"),
    )  # fmt: skip
    rows: list[Sequence[Value]] = []
    for one in followed.found:
        view = one.answer()
        rows.append((
            one.number, one.title, group_label(council, one.group, t), _day(one.adopted_at, zone),
            lead(one.lead, followed.leads, t), one.indicator, words.state(one.state(), t),
            _day(view.at, zone) if view else None, view.words if view else "", len(one.late(followed.day)) or None, one.review,
            plain(t("yes")) if one.ended else "",
        ))  # fmt: skip
    return _sheet(t("Recommendations"), heads, rows, (14, 60, 40, 14, 30, 40, 20, 14, 60, 10, 14, 10))


def lead(person: int | None, people: Mapping[int, Person], t: Texts) -> str:
    """The name of whoever follows it in the council; "" where nobody does."""
    return "" if person is None else called(people.get(person), t)


def _states(followed: Followed, zone: str, t: Texts) -> Sheet:
    heads = (t("Number"), t("Addressee"), t("State"), t("Said on"), t("Answer"), t("Evidence"))
    rows: list[Sequence[Value]] = []
    for one in followed.found:
        for key in one.addressees:
            said, name = one.answer(key), words.addressee(key, followed.known, t)
            told = (_day(said.at, zone), said.words, evidence(said.evidence)) if said else (None, "", "")
            rows.append((one.number, name, words.state(one.state(key), t), *told))
    return _sheet(t("Addressees"), heads, rows, (14, 40, 20, 14, 70, 50))


def evidence(found: Evidence) -> str:
    """What an answer rests on: a link, a file's name, or both."""
    return "\n".join(filter(None, (found.link, found.file_name)))


def _measures(followed: Followed, t: Texts) -> Sheet:
    heads = (t("Number"), t("Measure"), t("Who"), t("By when"), t("State"), t("Late"))
    rows: list[Sequence[Value]] = [
        (
            one.number, measure.what, words.who(measure, followed.known, t), measure.due, words.state(measure.state, t),
            plain(t("yes")) if measure in one.late(followed.day) else "",
        )
        for one in followed.found for measure in one.measures if not measure.dropped
    ]  # fmt: skip
    return _sheet(t("Measures"), heads, rows, (14, 70, 40, 14, 20, 10))


def _history(followed: Followed, history: Sequence[Given], zone: str, t: Texts) -> Sheet:
    heads = (
        t("When ({zone})", zone=city(zone, t)), t("Number"), t("Addressee"), t("State"), t("Answer"), t("Evidence"),
    )  # fmt: skip
    numbers = {one.recommendation: one.number for one in followed.found}
    rows: list[Sequence[Value]] = [
        (
            said.at.astimezone(zone_of(zone)).replace(tzinfo=None, microsecond=0), numbers[said.recommendation],
            words.addressee(said.addressee, followed.known, t), words.state(said.state, t), said.words, evidence(said.evidence),
        )
        for said in history if said.recommendation in numbers
    ]  # fmt: skip
    return _sheet(t("History"), heads, rows, (18, 14, 40, 20, 70, 50))
