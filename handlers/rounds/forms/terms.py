"""The terms of a round as questions of a form: the usual ones in one press, or each of them chosen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import Literal, TypeVar

from markupsafe import Markup

from council import text_rules
from council.clock import instant, zone
from council.config import Council
from council.errors import NotTogether, ReviewWanted, TooFewForDetached
from council.openness import LEAST_DETACHED, Openness
from council.round_terms import check_deadline, check_review, least_silence, usual_terms
from council.rules import NEEDS_AN_OBJECTOR, Rule, Terms
from handlers.common.dates import full_day, moment, read_instant, read_local_day
from handlers.common.refusals import words as refusal_words
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.forms import ChooseBelow
from handlers.framework.questions import Answers, Entry, Question, choices
from handlers.rounds.views.words import OPENNESS, RULES, RULES_EXPLAINED, WHO_SEES_IT

OFFERED_DAYS = (7, 14)
OFFERED_MONTHS = (3, 6, 12)
OFFERED_TIME = time(18)

USUAL, CHOSEN, AT_ONCE = "usual", "chosen", "now"

E = TypeVar("E", bound=str)

Options = Sequence[tuple[str, str]]
"""What a question offers: values, each with what its button says."""


class RoundAnswers(Answers):
    """The terms of a round as far as they were chosen, its opening and its deadline. `asked`: by group, how many would be
    asked when the form began."""

    asked: Mapping[str, int] = {}
    terms: str = ""
    rule: Rule | None = None
    dissent: int = 0
    review: date | None = None
    openness: Openness | None = None
    quorum: int | None = None
    floor: int | None = None
    opens: datetime | Literal["now"] = "now"
    deadline: datetime

    @property
    def asks(self) -> bool:
        """Whether a round is to be opened."""
        return self.terms in {USUAL, CHOSEN}

    @property
    def chosen(self) -> bool:
        """Whether the terms are chosen one by one."""
        return self.terms == CHOSEN

    @property
    def electors(self) -> int | None:
        """How many would be asked; None where the group is not known."""
        return next(iter(self.asked.values()), None) if len(self.asked) == 1 else None

    @property
    def opens_at(self) -> datetime | None:
        """When the round opens (UTC); None: at once."""
        return self.opens if self.chosen and isinstance(self.opens, datetime) else None

    def terms_in(self, council: Council) -> Terms:
        """The terms that were chosen so far; the council's usual ones where nothing was."""
        common = usual_terms(council)
        if not self.chosen:
            return common
        return Terms(self.rule or common.rule, common.quorum if self.quorum is None else self.quorum,
                     common.floor if self.floor is None else self.floor, self.openness or common.openness, self.dissent,
                     self.review)  # fmt: skip


def offered_deadlines(visit: Visit, since: datetime) -> Options:
    """In a week and in two, at six in the evening where the person is."""
    day = since.astimezone(zone(visit.zone)).date()
    offered = []
    for days in OFFERED_DAYS:
        at = instant(datetime.combine(day + timedelta(days=days), OFFERED_TIME), visit.zone)
        when = moment(at, visit.zone, visit.t)
        label = visit.t.plural("In {n} day: {when}", "In {n} days: {when}", days, when=when)
        offered.append((at.isoformat(timespec="minutes"), plain(label)))
    return offered


def usual(visit: Visit, _answers: object) -> Options:
    """The usual terms, or each of them chosen."""
    as_usual = visit.t("As usual: {rule}", rule=visit.t(RULES[visit.council.rule]))
    return [(USUAL, plain(as_usual)), (CHOSEN, plain(visit.t("Choose rule and openness")))]


def _read_deadline(visit: Visit, answers: RoundAnswers, entry: Entry) -> datetime:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    terms = answers.terms_in(visit.council)
    check_deadline(at, answers.opens_at or visit.now, terms.rule, visit.council.silence_hours)
    check_review(terms, visit.council.today(at))
    return at


def _ask_deadline(visit: Visit, answers: RoundAnswers) -> Markup:
    t, hours = visit.t, visit.council.silence_hours
    asked = t("Until when can people answer? Choose, or type it, for example: 31 December 18:00")
    if answers.terms_in(visit.council).rule is not Rule.SILENCE:
        return asked
    first = (answers.opens_at or visit.now) + least_silence(hours)
    least = t("At least {hours} hours of silence, and one more for the notice to reach everyone: {when} or later.", hours=hours,
              when=moment(first, visit.zone, t))  # fmt: skip
    return lines(asked, least)


def review_days(visit: Visit, _answers: object) -> Options:
    days = [visit.council.today(visit.now) + timedelta(days=30 * months) for months in OFFERED_MONTHS]
    return [(day.isoformat(), full_day(day, visit.t)) for day in days]


def read_later_day(visit: Visit, answers: object, entry: Entry) -> date:
    """A day after today and after the round's deadline, where that is known. Raises `UnreadableDate`, `ReviewWanted`."""
    day = read_local_day(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    deadline = getattr(answers, "deadline", None)  # missing until it is answered
    if day <= visit.council.today(max(visit.now, deadline or visit.now)):
        raise ReviewWanted
    return day


def worded(words: Mapping[E, str], t: Texts) -> Options:
    """The members of an enum as options, each in its words."""
    return [(str(one), plain(t(word))) for one, word in words.items()]


def _ask_rule(visit: Visit, _answers: object) -> Markup:
    t = visit.t
    told = [t("{rule}: {sentence}.", rule=t(RULES[rule]), sentence=t(RULES_EXPLAINED[rule])) for rule in Rule]
    return lines(t("By which rule?"), *told)


def _too_few(answers: RoundAnswers) -> bool:
    """Whether a detached round cannot be held because too few are asked."""
    return answers.electors is not None and answers.electors < LEAST_DETACHED


def _offered_openness(answers: RoundAnswers) -> list[Openness]:
    detached = answers.rule not in NEEDS_AN_OBJECTOR and not _too_few(answers)
    return [one for one in Openness if one is not Openness.DETACHED or detached]


def _read_openness(visit: Visit, answers: RoundAnswers, entry: Entry) -> str:
    """One that was typed. Raises `NotTogether`, `TooFewForDetached`, `ChooseBelow`."""
    typed = entry.text.strip().casefold()
    found = next((value for value, word in worded(OPENNESS, visit.t) if typed in {value, word.casefold()}), None)
    if found is None:
        raise ChooseBelow
    if found not in _offered_openness(answers):
        raise TooFewForDetached(LEAST_DETACHED) if _too_few(answers) else NotTogether
    return found


def _ask_openness(visit: Visit, answers: RoundAnswers) -> Markup:
    t, offered = visit.t, _offered_openness(answers)
    told = [t("{openness}. {sees}.", openness=t(OPENNESS[one]), sees=t(WHO_SEES_IT[one])) for one in offered]
    few = refusal_words(TooFewForDetached(LEAST_DETACHED), t) if _too_few(answers) else None
    return lines(t("Who sees what?"), *told, few)


def _most(answers: RoundAnswers) -> int:
    """How many may object at most: fewer than are asked."""
    return 99 if answers.electors is None else min(max(answers.electors - 1, 1), 99)


def _percents(usual: Callable[[Council], int]) -> Callable[[Visit, object], Options]:
    return lambda visit, _: [(str(n), f"{n} %") for n in sorted({usual(visit.council), 50, 66, 75})]


def _under(*rules: Rule) -> Callable[[RoundAnswers], bool]:
    """Whether the terms are chosen one by one, and the rule is one of these."""
    return lambda answers: answers.chosen and answers.rule in rules


_chosen = attrgetter("chosen")
_minus, _supported = _under(Rule.CONSENSUS_MINUS), _under(Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS)
_quorums, _floors = _percents(lambda council: council.quorum), _percents(lambda council: council.floor)
_at_once = choices((AT_ONCE, N_("At once")))

_DISSENT = N_("How many may object without stopping it?")
LATER_DAY = N_("On which day will it be reviewed? Choose, or type it, for example: 1 June 2027")
_QUORUM = N_("Quorum: what percentage must answer?")
_FLOOR = N_("Minimum support: what percentage of all must support it?")
_OPENS = N_("When does it open? At once, or type a time, for example: tomorrow 10:00")

ROUND_QUESTIONS: tuple[Question[RoundAnswers], ...] = (
    Question("rule", N_("Rule"), _ask_rule, options=lambda visit, _: worded(RULES, visit.t), wanted=_chosen),
    Question("dissent", N_("How many may object"), _DISSENT,
             lambda visit, answers, entry: readers.number(1, _most(answers))(visit, answers, entry),
             options=lambda _, answers: [(n, n) for n in "123" if int(n) <= _most(answers)], wanted=_minus, width=3),
    Question("review", N_("Day of review"), LATER_DAY, read_later_day, options=review_days, wanted=_under(Rule.CONSENT), width=1),
    Question("openness", N_("Openness"), _ask_openness, _read_openness, wanted=_chosen, width=1,
             options=lambda visit, answers: worded({one: OPENNESS[one] for one in _offered_openness(answers)}, visit.t)),
    Question("quorum", N_("Quorum"), _QUORUM, readers.number(1, 100), options=_quorums, width=4,
             wanted=lambda answers: answers.chosen and answers.rule is not Rule.SILENCE),
    Question("floor", N_("Minimum support"), _FLOOR, readers.number(0, 100), options=_floors, wanted=_supported, width=4),
    Question("opens", N_("Opening"), _OPENS, readers.instant(ahead=True), options=_at_once, wanted=_chosen),
    Question("deadline", N_("Deadline"), _ask_deadline, _read_deadline, width=1,
             options=lambda visit, answers: offered_deadlines(visit, answers.opens_at or visit.now),
             wanted=lambda answers: not answers.terms or answers.asks),
)  # fmt: skip
