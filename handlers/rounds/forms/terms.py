"""The terms of a round as questions of a form: the usual ones in one press, or each of them chosen."""

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from council import text_rules
from council.clock import instant, zone
from council.config import Council
from council.errors import BadNumber, InThePast, ReviewWanted
from council.openness import Openness
from council.round_terms import check_deadline, least_silence, usual_terms
from council.rules import NEEDS_AN_OBJECTOR, Rule, Terms
from handlers.common.dates import full_day, moment, read_instant
from handlers.common.texts import plain
from handlers.common.view import lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step
from handlers.rounds.views.words import openness_name, rule_name, rule_sentence, sees_line

OFFERED_DAYS = (7, 14)
OFFERED_MONTHS = (3, 6, 12)
OFFERED_TIME = time(18)

USUAL, CHOSEN, AT_ONCE = "usual", "chosen", "now"


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


def opens(data: Data) -> datetime | None:
    value = str(data.get("opens", AT_ONCE)) if _chosen(data) else AT_ONCE
    return None if value == AT_ONCE else datetime.fromisoformat(value)


def _deadlines(visit: Visit, data: Data) -> list[tuple[str, str]]:
    return offered_deadlines(visit, opens(data) or visit.now)


def _read_deadline(visit: Visit, data: Data, entry: Entry) -> str:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    terms = chosen_terms(data, visit.council)
    check_deadline(at, opens(data) or visit.now, terms.rule, visit.council.silence_hours)
    return at.isoformat(timespec="minutes")


def _ask_deadline(visit: Visit, data: Data) -> Markup:
    t, hours = visit.t, visit.council.silence_hours
    asked = t("Until when can people answer? Choose, or type it, for example: 31 December 18:00")
    if chosen_terms(data, visit.council).rule is not Rule.SILENCE:
        return asked
    first = (opens(data) or visit.now) + least_silence(hours)
    least = t(
        "At least {hours} hours of silence and one more in which everyone gets the notice: {when} or later.",
        hours=hours, when=moment(first, visit.zone, t),
    )  # fmt: skip
    return lines(asked, least)


def _read_opening(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    if at <= visit.now:
        raise InThePast(at)
    return at.isoformat(timespec="minutes")


def _today(visit: Visit) -> date:
    return visit.now.astimezone(zone(visit.council.zone)).date()


def _reviews(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    days = [_today(visit) + timedelta(days=30 * months) for months in OFFERED_MONTHS]
    return [(day.isoformat(), full_day(day, visit.t)) for day in days]


def _read_review(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(f"{text_rules.line(entry.text)} 12:00", visit.zone, visit.now, visit.t)
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


def usual(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    t = visit.t
    as_usual = t("As usual: {rule}", rule=rule_name(visit.council.rule, t))
    return [(USUAL, plain(as_usual)), (CHOSEN, plain(t("Choose rule and openness")))]


def asks(data: Data) -> bool:
    """Whether a round is to be opened."""
    return data.get("terms") in {USUAL, CHOSEN}


def _may_ask(data: Data) -> bool:
    return "terms" not in data or asks(data)


def _percents(usual: int) -> list[tuple[str, str]]:
    return [(str(n), f"{n} %") for n in sorted({usual, 50, 66, 75})]


def chosen_terms(data: Data, council: Council) -> Terms:
    """The terms that were chosen so far; the council's usual ones where nothing was."""
    common = usual_terms(council)
    if not _chosen(data):
        return common
    review = data.get("review")
    return Terms(
        _rule(data) or common.rule,
        int(str(data.get("quorum", common.quorum))),
        int(str(data.get("floor", common.floor))),
        Openness(str(data.get("openness", common.openness.value))),
        int(str(data.get("dissent", 0))),
        date.fromisoformat(str(review)) if review else None,
    )


def _with_floor(data: Data) -> bool:
    return _chosen(data) and _rule(data) in {Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS}


ROUND_STEPS = (
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
        _ask_deadline,
        _read_deadline,
        options=_deadlines,
        wanted=_may_ask,
        width=1,
    ),
)
