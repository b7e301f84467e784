"""The follow-up of one recommendation: its page, its measures, its experts, its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from council.followup import LEAD, Answer, Change, Changed, FollowUp, Measure, Part, State
from council.measures import MeasureDraft
from council.people import Person
from council.text_rules import beginning
from handlers.common.dates import full_day, moment
from handlers.common.names import called
from handlers.common.navigation import Go, Open, Thing
from handlers.common.state_words import BUTTONS, STATES, answered, evidence
from handlers.common.text_layout import text_page
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Style, View, bold, button, glance, in_rows, lines, offered, titled
from handlers.followup.presses import (
    SET_UP,
    Agree,
    Alter,
    Answering,
    Evidence,
    Experts,
    History,
    Invite,
    Measure as MeasurePress,
    Measures,
    Progress,
    Remove,
    Show,
    Step,
)  # fmt: skip
from handlers.followup.views.words import LATE, SIGNS, measure_line, who

MOST_MEASURES = 8
"""Measures on the page: what is late first, then by day. All of them are one press away."""

MOST_ADDRESSEES = 12
MOST_OF_A_NAME, MOST_OF_A_LABEL = 60, 30


@dataclass(frozen=True, slots=True)
class Page:
    """A follow-up as one person sees it. `names`: of addressees by key; `people`: by id, none for who is not told who they
    are; `answers`: what they may answer of; `stops`: the addressees for which they are asked; `changes`: they may change
    it; `moves`: they may say how far measures are."""

    found: FollowUp
    names: Mapping[str, str]
    people: Mapping[int, Person]
    answers: Sequence[str] = ()
    stops: Sequence[str] = ()
    changes: bool = False
    moves: bool = False


def page(shown: Page, today: date, zone: str, t: Texts) -> View:
    """How far it is: of the whole, by addressee, by measure; and what can be done."""
    found = shown.found
    to_do = in_order(found, today)
    said = found.answer(LEAD)
    lead = shown.people.get(found.lead or 0)
    state = t("no longer in force") if found.ended else t(STATES[found.state()])
    more, others = len(to_do) - MOST_MEASURES, len(found.addressees) - MOST_ADDRESSEES
    first = (
        bold(t("{number}: follow-up, {state}", number=found.number, state=state)),
        beginning(found.title, 200),
        t("The council's view: {answer}", answer=answered(said, zone, t)),
        evidence(said, t) if said else None,
        t("Followed by: {name}", name=called(lead, t) if lead else t("nobody yet")) if shown.people or not found.lead else None,
        t("Review: {day}", day=full_day(found.review, t)) if found.review else None,
        t("Nobody is asked about it any more.") if found.ended else None,
    )
    rest = (
        t("Indicator: {words}", words=found.indicator) if found.indicator else None,
        *(["", bold(t("Addressees"))] if found.addressees else []),
        *(_addressee(key, shown, zone, t) for key in found.addressees[:MOST_ADDRESSEES]),
        t("and {n} more", n=others) if others > 0 else None,
        *(["", bold(t("Measures"))] if to_do else []),
        *(measure_line(found, one, shown.names, today, t) for one in to_do[:MOST_MEASURES]),
        t("and {n} more", n=more) if more > 0 else None,
    )
    return View(glance(first, rest), tuple(tuple(row) for row in _ways(shown, to_do, t) if row))


def in_order(found: FollowUp, today: date) -> list[Measure]:
    """The measures that are to be done or are done: what is late first, then by day."""
    late = found.late(today)
    return sorted((one for one in found.measures if not one.dropped), key=lambda one: (one not in late, one.due, one.id))


def _addressee(key: str, shown: Page, zone: str, t: Texts) -> Markup:
    answer = shown.found.answer(key)
    told = t("{sign} {name}: {answer}", sign=SIGNS[shown.found.state(key)], name=_name(key, shown.names),
             answer=answered(answer, zone, t))  # fmt: skip
    return lines(told, evidence(answer, t) if answer else None)


def _name(key: str, names: Mapping[str, str]) -> str:
    """The addressee's name; of one that is no longer in the council's file, its code."""
    return beginning(names.get(key, key), MOST_OF_A_NAME)


def _ways(shown: Page, to_do: Sequence[Measure], t: Texts) -> list[Sequence[Button]]:
    found, id_ = shown.found, shown.found.recommendation
    filed = [one for one in found.answers if one.evidence.file_id]
    files = [
        button(t("File: {name}", name=beginning(_whose(one.addressee, shown.names, t), MOST_OF_A_LABEL)),
               Evidence(id_, one.addressee))
        for one in filed[:6]
    ]  # fmt: skip
    answering = (
        button(t("Give an answer"), Answering(id_, shown.answers[0] if len(shown.answers) == 1 else "*"))
        if shown.answers
        else None
    )
    ways = offered(
        (to_do, t("Measures ({n})", n=len(to_do)), Measures(id_, 0)), (True, t("History"), History(id_)),
        (shown.changes, t("Change it"), Alter(id_, "")), (shown.changes and found.addressees, t("Experts"), Experts(id_)),
        (True, t("Recommendation page"), Open(Thing.RECOMMENDATION, id_)), (True, t("All follow-ups"), Go("followup")),
    )  # fmt: skip
    stops = [
        button(t("Stop asking me about {name}", name=beginning(_name(one, shown.names), MOST_OF_A_LABEL)), Agree(0, one))
        for one in shown.stops[:4]
    ]
    return [[answering] if answering else [], *in_rows(files), *in_rows(ways), *in_rows(stops, 1)]


def _whose(addressee: str, names: Mapping[str, str], t: Texts) -> str:
    return str(t("the council's view").unescape()) if addressee == LEAD else names.get(addressee, addressee)


PAGE_OF_MEASURES = 8


def measures(found: FollowUp, names: Mapping[str, str], at: int, today: date, t: Texts) -> View:
    """All measures, page by page, each with the way to it."""
    to_do = in_order(found, today)
    all_ = max(1, -(-len(to_do) // PAGE_OF_MEASURES))
    at = min(max(at, 0), all_ - 1)
    first = at * PAGE_OF_MEASURES
    part = to_do[first : first + PAGE_OF_MEASURES]
    listed = [
        t("{n}. {measure}", n=first + n, measure=measure_line(found, one, names, today, t)) for n, one in enumerate(part, 1)
    ]
    opens = [button(str(first + n), MeasurePress(Step.SHOW, 0, one.id)) for n, one in enumerate(part, 1)]
    turns = [(at - 1, "‹"), (at + 1, "›")]
    return titled(
        t("{number}: measures", number=found.number), *(listed or [t("There are none yet.")]),
        rows=[
            *in_rows(opens, 4),
            [button(label, Measures(found.recommendation, to)) for to, label in turns if 0 <= to < all_],
            [button(t("Full follow-up"), Show(found.recommendation))],
        ],
    )  # fmt: skip


def measure(
    found: FollowUp, one: Measure, names: Mapping[str, str], today: date, t: Texts, *, changes: bool, moves: bool
) -> View:
    """One measure: how far it is, and what can be done about it."""
    goes_on = not one.dropped and not found.ended
    states = [button(t(label), Progress(one.id, state)) for state, label in BUTTONS.items() if state is not one.state]
    alter = [
        button(t("Change it"), MeasurePress(Step.CHANGE, 0, one.id)), button(t("Drop it"), MeasurePress(Step.DROP, 0, one.id)),
    ]  # fmt: skip
    days = (today - one.due).days
    return titled(
        t("{number}: a measure", number=found.number),
        one.what,
        t("By whom: {name}", name=who(one, names, t)),
        t("By when: {day}", day=full_day(one.due, t)),
        t("{sign} Now: {state}", sign=SIGNS[one.state], state=t(STATES[one.state])),
        t.plural("{sign} Late by {n} day", "{sign} Late by {n} days", days, sign=LATE) if one in found.late(today) else None,
        t("It was dropped.") if one.dropped else None,
        rows=[
            *(in_rows(states) if moves and goes_on else ()),
            alter if changes and goes_on else [],
            [button(t("All measures"), Measures(found.recommendation, 0))],
            [button(t("Full follow-up"), Show(found.recommendation))],
        ],
    )


def ask_to_drop(one: Measure, t: Texts) -> View:
    drop, keep = MeasurePress(Step.DROP, 1, one.id), MeasurePress(Step.SHOW, 0, one.id)
    ways = [button(t("Yes, drop it"), drop, Style.DANGER), button(t("No, keep it"), keep)]
    return titled(t("Drop this measure?"), one.what, t("It stays in the history."), rows=[ways])


def what_to_change(found: FollowUp, t: Texts) -> View:
    """Which part of it is to be changed?"""
    parts = [button(t(label), Alter(found.recommendation, part)) for part, label in _PARTS.items()]
    removes = button(t("Remove an addressee"), Remove(found.recommendation, 0, "")) if found.addressees else None
    back = [button(t("Full follow-up"), Show(found.recommendation))]
    return titled(t("{number}: what would you like to change?", number=found.number), rows=[*in_rows([*parts, removes]), back])


_PARTS: Mapping[str, str] = {
    Part.ADDRESSEES: N_("Add addressees"), Part.LEAD: N_("Who follows it"), Part.MEASURES: N_("Add measures"),
    Part.INDICATOR: N_("Indicator"), Part.REVIEW: N_("Day of review"), SET_UP: N_("Everything, step by step"),
}  # fmt: skip


def which_to_remove(found: FollowUp, names: Mapping[str, str], t: Texts) -> View:
    """Which addressee is to be removed?"""
    ways = [button(_name(one, names), Remove(found.recommendation, 0, one)) for one in found.addressees]
    back = [button(t("Full follow-up"), Show(found.recommendation))]
    return titled(t("{number}: remove which addressee?", number=found.number), rows=[*in_rows(ways), back])


def ask_to_remove(found: FollowUp, key: str, names: Mapping[str, str], t: Texts) -> View:
    ways = [
        button(t("Yes, remove it"), Remove(found.recommendation, 1, key), Style.DANGER),
        button(t("No, keep it"), Show(found.recommendation)),
    ]
    told = t("Nobody is asked on its behalf any more. What was answered stays in the history.")
    return titled(t("Remove this addressee: {name}?", name=_name(key, names)), told, rows=[ways])


@dataclass(frozen=True, slots=True)
class AskedExpert:
    """Somebody who was asked whether they would be asked for an addressee. Neither: has not answered yet."""

    addressee: str
    name: str
    agreed: bool
    declined: bool


def experts(found: FollowUp, names: Mapping[str, str], asked: Sequence[AskedExpert], t: Texts) -> View:
    """Who is asked for the addressees."""
    told = []
    for one in asked[:20]:
        what = t("has agreed") if one.agreed else t("has declined") if one.declined else t("has not answered yet")
        addressee = _name(one.addressee, names)
        told.append(t("{addressee}: {name}, {what}", addressee=addressee, name=beginning(one.name, MOST_OF_A_NAME), what=what))
    return titled(
        t("{number}: who is asked for the addressees", number=found.number),
        *(told or [t("Nobody yet. Only those who have agreed are asked.")]),
        rows=[
            [button(t("Ask a member"), Invite(found.recommendation))],
            [button(t("Full follow-up"), Show(found.recommendation))],
        ],
    )


_CHANGES: Mapping[Changed, str] = {
    Changed.BEGUN: N_("the follow-up began"),
    Changed.ADOPTED_ANEW: N_("adopted anew; the follow-up goes on"),
    Changed.ENDED: N_("no longer in force; the follow-up ended"),
    Changed.LEAD: N_("followed by {now}"),
    Changed.ADDRESSED: N_("addressed to {now}"),
    Changed.NOT_ADDRESSED: N_("no longer addressed to {was}"),
    Changed.INDICATOR: N_("indicator: “{now}”"),
    Changed.REVIEW: N_("day of review: {now}"),
    Changed.MEASURE_ADDED: N_("new measure: “{now}”"),
    Changed.MEASURE_CHANGED: N_("measure changed: “{was}” → “{now}”"),
    Changed.MEASURE_STATE: N_("measure “{was}”: {now}"),
    Changed.MEASURE_DROPPED: N_("measure dropped: “{was}”"),
}


def history(
    found: FollowUp, happened: Sequence[Answer | Change], names: Mapping[str, str], people: Mapping[int, Person], zone: str,
    t: Texts,
) -> View:  # fmt: skip
    """Everything that was answered and changed, in order; times in `zone`."""
    entries = []
    for one in sorted(happened, key=lambda one: one.at):
        told = _said(one, names, t) if isinstance(one, Answer) else _changed(one, names, people, t)
        by = people.get(one.person or 0)
        entries.append(lines("", t("{when}: {what}", when=moment(one.at, zone, t), what=told),
                             t("By {name}", name=called(by, t)) if by else None,
                             evidence(one, t) if isinstance(one, Answer) else None))  # fmt: skip
    return text_page(t("{number}: history of the follow-up", number=found.number), entries or [t("There is nothing yet.")])


def _said(one: Answer, names: Mapping[str, str], t: Texts) -> Markup:
    whose, state = _whose(one.addressee, names, t), t(STATES[one.state])
    if one.words:
        return t("{whose}: {state}, “{words}”", whose=whose, state=state, words=one.words)
    return t("{whose}: {state}", whose=whose, state=state)


def _changed(one: Change, names: Mapping[str, str], people: Mapping[int, Person], t: Texts) -> Markup:
    values = {"was": one.was, "now": one.now}
    if one.kind in {Changed.ADDRESSED, Changed.NOT_ADDRESSED}:
        values = {key: names.get(value, value) for key, value in values.items()}
    elif one.kind is Changed.LEAD:
        values = {key: called(people.get(int(value)), t) if value.isdecimal() else "" for key, value in values.items()}
    elif one.kind is Changed.REVIEW:
        values = {key: full_day(date.fromisoformat(value), t) if value else "" for key, value in values.items()}
    elif one.kind in {Changed.MEASURE_ADDED, Changed.MEASURE_CHANGED}:
        values = {key: _as_typed(value, names, t) for key, value in values.items()}
    elif one.kind is Changed.MEASURE_STATE:
        values["now"] = str(t(STATES[State(one.now)]).unescape())
    return t(_CHANGES[one.kind], **values)


def _as_typed(told: str, names: Mapping[str, str], t: Texts) -> str:
    """A measure of the history: what, who (a key or words), YYYY-MM-DD."""
    rest, _, day = told.rpartition("; ")
    what, _, who_ = rest.rpartition("; ")
    return "; ".join(part for part in (what, names.get(who_, who_), full_day(date.fromisoformat(day), t)) if part) if day else ""


def to_be_set(
    found: FollowUp, addressed: Sequence[str], lead: str, to_do: Sequence[MeasureDraft], indicator: str, review: date | None,
    names: Mapping[str, str], t: Texts,
) -> View:  # fmt: skip
    """What was entered, before it is saved. `addressed`: names; `lead`: the name, "" where it stays."""
    listed = [
        t("{what} · {who} · {day}", what=one.what, day=full_day(one.due, t),
          who=names.get(one.addressee, one.addressee) or one.who or t("nobody named yet"))
        for one in to_do
    ]  # fmt: skip
    return titled(
        t("{number}: its follow-up", number=found.number),
        beginning(found.title, 200),
        t("Addressees: {names}", names=", ".join(addressed)) if addressed else None,
        t("Followed by: {name}", name=lead) if lead else None,
        t("Indicator: {words}", words=indicator) if indicator else None,
        t("Review: {day}", day=full_day(review, t)) if review else None,
        *(["", t("Measures"), *listed] if listed else []),
    )
