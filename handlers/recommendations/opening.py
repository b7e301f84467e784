"""The form that opens a recommendation to consensus: the usual terms in one press, or each of them chosen."""

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from council import wording
from council.authority import Action, anywhere
from council.charter import Council
from council.clock import instant, zone
from council.errors import BadNumber, InThePast, ReviewWanted
from council.openness import Openness
from council.recommendations import RecommendationDraft, Round, RoundState
from council.rounds import check_deadline, usual_terms
from council.rules import NEEDS_AN_OBJECTOR, Rule, Terms
from handlers.common.dates import moment, read_instant
from handlers.common.names import group_options
from handlers.common.texts import Texts
from handlers.common.view import View, lines
from handlers.context import Visit
from handlers.recommendations import actions, views
from handlers.recommendations.reads import seen
from handlers.recommendations.words import (
    day_name,
    openness_name,
    rule_name,
    rule_sentence,
    sees_line,
)
from handlers.steps import Data, Entry, Step

ONLY_GROUP = "only_group"
"""In the data of a form whose group needed no choice."""

OFFERED_DAYS = (7, 14)
OFFERED_MONTHS = (3, 6, 12)
OFFERED_TIME = time(18)

USUAL, CHOSEN, AT_ONCE = "usual", "chosen", "now"


def groups_to_open(visit: Visit) -> list[str]:
    """The groups in which this person may open a round, in the council's order."""
    where = anywhere(visit.actor, Action.OPEN_ROUND)
    return [code for code in visit.council.codes if where is None or code in where]


def offered_deadlines(visit: Visit, since: datetime) -> list[tuple[str, str]]:
    """In a week and in two, at six in the evening where the person is."""
    day = since.astimezone(zone(visit.zone)).date()
    offered = []
    for days in OFFERED_DAYS:
        at = instant(datetime.combine(day + timedelta(days=days), OFFERED_TIME), visit.zone)
        when = moment(at, visit.zone, visit.t)
        label = visit.t.plural("In {n} day: {when}", "In {n} days: {when}", days, when=when)
        offered.append((at.isoformat(timespec="minutes"), str(label.unescape())))
    return offered


def _opens(data: Data) -> datetime | None:
    value = str(data.get("opens", AT_ONCE))
    return None if value == AT_ONCE else datetime.fromisoformat(value)


def _deadlines(visit: Visit, data: Data) -> list[tuple[str, str]]:
    return offered_deadlines(visit, _opens(data) or visit.now)


def _read_deadline(visit: Visit, data: Data, entry: Entry) -> str:
    at = read_instant(wording.line(entry.text), visit.zone, visit.now, visit.t)
    terms = _terms(data, visit.council)
    check_deadline(at, _opens(data) or visit.now, terms.rule, visit.council.silence_hours)
    return at.isoformat(timespec="minutes")


def _read_opening(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(wording.line(entry.text), visit.zone, visit.now, visit.t)
    if at <= visit.now:
        raise InThePast(at)
    return at.isoformat(timespec="minutes")


def _today(visit: Visit) -> date:
    return visit.now.astimezone(zone(visit.council.zone)).date()


def _reviews(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    days = [_today(visit) + timedelta(days=30 * months) for months in OFFERED_MONTHS]
    return [(day.isoformat(), day_name(day, visit.t)) for day in days]


def _read_review(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(f"{wording.line(entry.text)} 12:00", visit.zone, visit.now, visit.t)
    day = at.astimezone(zone(visit.zone)).date()
    if day <= _today(visit):
        raise ReviewWanted
    return day.isoformat()


def _number(least: int, most: int, entry: Entry) -> str:
    typed = entry.text.strip().removesuffix("%").strip()
    if not typed.isdecimal() or not least <= int(typed) <= most:
        raise BadNumber(least, most)
    return str(int(typed))


def _rule(data: Data) -> Rule | None:
    value = data.get("rule")
    return Rule(str(value)) if value else None


def _chosen(data: Data) -> bool:
    return data.get("terms") == CHOSEN


def _rules(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    return [(rule.value, str(rule_name(rule, visit.t).unescape())) for rule in Rule]


def _ask_rule(visit: Visit, _data: Data) -> Markup:
    t = visit.t
    told = [t("{rule}: {sentence}.", rule=rule_name(rule, t), sentence=rule_sentence(rule, t)) for rule in Rule]
    return lines(t("By which rule?"), *told)


def _opennesses(visit: Visit, data: Data) -> list[tuple[str, str]]:
    barred = {Openness.DETACHED} if _rule(data) in NEEDS_AN_OBJECTOR else set[Openness]()
    return [(o.value, str(openness_name(o, visit.t).unescape())) for o in Openness if o not in barred]


def _ask_openness(visit: Visit, data: Data) -> Markup:
    t = visit.t
    offered = [Openness(value) for value, _ in _opennesses(visit, data)]
    told = [t("{openness}. {sees}.", openness=openness_name(o, t), sees=sees_line(o, t)) for o in offered]
    return lines(t("Who sees what?"), *told)


def _usual(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    t = visit.t
    usual = t("As usual: {rule}", rule=rule_name(visit.council.rule, t))
    return [(USUAL, str(usual.unescape())), (CHOSEN, str(t("Choose rule and openness").unescape()))]


def _percents(usual: int) -> list[tuple[str, str]]:
    return [(str(n), f"{n} %") for n in sorted({usual, 50, 66, 75})]


def _terms(data: Data, council: Council) -> Terms:
    """The terms that were chosen so far; the council's usual ones where nothing was."""
    usual = usual_terms(council)
    if not _chosen(data):
        return usual
    review = data.get("review")
    return Terms(
        _rule(data) or usual.rule,
        int(str(data.get("quorum", usual.quorum))),
        int(str(data.get("floor", usual.floor))),
        Openness(str(data.get("openness", usual.openness.value))),
        int(str(data.get("dissent", 0))),
        date.fromisoformat(str(review)) if review else None,
    )


def _with_floor(data: Data) -> bool:
    return _chosen(data) and _rule(data) in {Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS}


class RecommendForm:
    """A recommendation is proposed, seen as it will look, and opened to consensus."""

    kind = "recommend"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("Which group is asked?"),
            options=lambda v, _: group_options(v.council, v.t, groups_to_open(v)),
            wanted=lambda d: ONLY_GROUP not in d,
            width=1,
        ),
        Step(
            "title",
            lambda t: t("Title"),
            lambda v, _: v.t("Its title, in one line?"),
            lambda _v, _d, entry: wording.line(entry.text),
        ),
        Step(
            "text",
            lambda t: t("Text"),
            lambda v, _: v.t("The text that is to be adopted, in one message?"),
            lambda _v, _d, entry: wording.body(entry.text),
        ),
        Step(
            "link",
            lambda t: t("Link"),
            lambda v, _: v.t("A link to the full document, if there is one?"),
            lambda _v, _d, entry: wording.link(entry.text),
            optional=True,
        ),
        Step(
            "terms",
            lambda t: t("Usual or chosen"),
            lambda v, _: v.t("How is it decided?"),
            options=_usual,
            width=1,
        ),
        Step("rule", lambda t: t("Rule"), _ask_rule, options=_rules, wanted=_chosen),
        Step(
            "dissent",
            lambda t: t("How many may object"),
            lambda v, _: v.t("How many may object, and it is adopted all the same?"),
            lambda _v, _d, entry: _number(1, 99, entry),
            options=lambda _v, _d: [(str(n), str(n)) for n in (1, 2, 3)],
            wanted=lambda d: _chosen(d) and _rule(d) is Rule.CONSENSUS_MINUS,
            width=3,
        ),
        Step(
            "review",
            lambda t: t("Day of review"),
            lambda v, _: v.t("On which day is it looked at again? Choose, or type it, for example: 1 June 2027"),
            _read_review,
            options=_reviews,
            wanted=lambda d: _chosen(d) and _rule(d) is Rule.CONSENT,
            width=1,
        ),
        Step("openness", lambda t: t("Openness"), _ask_openness, options=_opennesses, wanted=_chosen, width=3),
        Step(
            "quorum",
            lambda t: t("Quorum"),
            lambda v, _: v.t("The quorum: how many per cent must answer?"),
            lambda _v, _d, entry: _number(1, 100, entry),
            options=lambda v, _: _percents(v.council.quorum),
            wanted=lambda d: _chosen(d) and _rule(d) is not Rule.SILENCE,
            width=4,
        ),
        Step(
            "floor",
            lambda t: t("Least support"),
            lambda v, _: v.t("The least support: how many per cent of all must support it?"),
            lambda _v, _d, entry: _number(0, 100, entry),
            options=lambda v, _: _percents(v.council.floor),
            wanted=_with_floor,
            width=4,
        ),
        Step(
            "opens",
            lambda t: t("Opening"),
            lambda v, _: v.t("When does it open? At once, or type a time, for example: tomorrow 10:00"),
            _read_opening,
            options=lambda v, _: [(AT_ONCE, str(v.t("At once").unescape()))],
            wanted=_chosen,
        ),
        Step(
            "deadline",
            lambda t: t("Deadline"),
            lambda v, _: v.t("Until when can people answer? Choose, or type it, for example: 31 December 18:00"),
            _read_deadline,
            options=_deadlines,
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New recommendation")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = _draft(data, visit.council)
        asked = await actions.electorate_of(visit.work, draft.group)
        year = visit.now.astimezone(zone(visit.council.zone)).year
        as_opened = Round(
            0, f"{draft.group}-{year}-…", 1, draft.group, draft.title, draft.text, draft.link, visit.person.id,
            draft.terms or usual_terms(visit.council), draft.opens_at or visit.now, draft.deadline, RoundState.OPEN,
        )  # fmt: skip
        view = views.preview(as_opened, len(asked), visit.now, visit.zone, visit.t)
        return view, visit.t("Plan the round") if draft.opens_at else visit.t("Open the round")

    async def finish(self, visit: Visit, data: Data) -> None:
        round_ = await actions.open_round(visit.work, _draft(data, visit.council))
        found = await seen(visit.tx, visit.council, round_, visit.actor, visit.now)
        visit.show(views.opened(round_, found.electorate, visit.zone, visit.t))


def _draft(data: Data, council: Council) -> RecommendationDraft:
    return RecommendationDraft(
        str(data["group"]),
        str(data["title"]),
        str(data["text"]),
        str(data["link"]),
        datetime.fromisoformat(str(data["deadline"])),
        _terms(data, council),
        _opens(data) if _chosen(data) else None,
    )


RECOMMEND = RecommendForm()
