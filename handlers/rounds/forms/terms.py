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
from handlers.common.view import bold, lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Options, Question, Setting, choices
from handlers.rounds.views.words import OPENNESS, RULES, RULES_EXPLAINED, WHO_SEES_IT

OFFERED_DAYS = (7, 14)
OFFERED_MONTHS = (3, 6, 12)
OFFERED_TIME = time(18)

USUAL, CHOSEN, AT_ONCE = "usual", "chosen", "now"

E = TypeVar("E", bound=str)


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
        rule = self.rule or common.rule
        return Terms(rule, common.quorum if self.quorum is None else self.quorum,
                     common.floor if self.floor is None else self.floor, self.openness or common.openness,
                     max(self.dissent, 1) if rule is Rule.CONSENSUS_MINUS else 0, self.review)  # fmt: skip


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
    rule = visit.t(RULES[visit.council.rule])
    as_usual = visit.t("As usual: {rule}", rule=rule[:1].lower() + rule[1:])
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


def _too_few(answers: RoundAnswers) -> bool:
    """Whether a detached round cannot be held because too few are asked."""
    return answers.electors is not None and answers.electors < LEAST_DETACHED


def _settings(visit: Visit, answers: RoundAnswers) -> Sequence[Setting]:
    """The rule and what goes with it, each with what it may be."""
    t, terms = visit.t, answers.terms_in(visit.council)
    detached = terms.rule not in NEEDS_AN_OBJECTOR and not _too_few(answers)
    openness = {one: word for one, word in OPENNESS.items() if one is not Openness.DETACHED or detached}
    settings = [("rule", str(terms.rule), worded(RULES, t)), ("openness", str(terms.openness), worded(openness, t))]
    if terms.rule is Rule.CONSENSUS_MINUS:
        most = [n for n in (1, 2, 3) if n <= _most(answers)]
        may = [(str(n), t.plural("{n} may object", "{n} may object", n)) for n in most]
        settings.append(("dissent", str(terms.dissent), may))
    if terms.rule is not Rule.SILENCE:
        settings.append(("quorum", str(terms.quorum), _percents(visit.council.quorum, N_("Quorum {n} %"), t)))
    if terms.rule in {Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS}:
        settings.append(("floor", str(terms.floor), _percents(visit.council.floor, N_("Support {n} %"), t)))
    return settings


def _percents(usual: int, named: str, t: Texts) -> Options:
    return [(str(n), plain(t(named, n=n))) for n in sorted({usual, 50, 66, 75})]


def _ask_settings(visit: Visit, answers: RoundAnswers) -> Markup:
    """What the chosen rule and openness mean."""
    t, terms = visit.t, answers.terms_in(visit.council)
    rule = t("{rule}: {sentence}.", rule=bold(t(RULES[terms.rule])), sentence=t(RULES_EXPLAINED[terms.rule]))
    sees = t("{openness}. {sees}.", openness=bold(t(OPENNESS[terms.openness])), sees=t(WHO_SEES_IT[terms.openness]))
    few = refusal_words(TooFewForDetached(LEAST_DETACHED), t) if _too_few(answers) else None
    other = refusal_words(NotTogether(), t) if not _fit_together(terms) else None
    return lines(t("A press below changes a setting."), "", rule, sees, few, other)


def _fit_together(terms: Terms) -> bool:
    return terms.openness is not Openness.DETACHED or terms.rule not in NEEDS_AN_OBJECTOR


def _go_on(visit: Visit, answers: RoundAnswers) -> Options:
    """On with the form, where the settings fit together."""
    return [(CHOSEN, plain(visit.t("Continue")))] if _fit_together(answers.terms_in(visit.council)) else []


def _most(answers: RoundAnswers) -> int:
    """How many may object at most: fewer than are asked."""
    return 99 if answers.electors is None else min(max(answers.electors - 1, 1), 99)


def _under(*rules: Rule) -> Callable[[RoundAnswers], bool]:
    """Whether the terms are chosen one by one, and the rule is one of these."""
    return lambda answers: answers.chosen and answers.rule in rules


_chosen = attrgetter("chosen")
_supported = _under(Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS)
_at_once = choices((AT_ONCE, N_("At once")))

_DISSENT = N_("How many may object without stopping it?")
LATER_DAY = N_("On which day will it be reviewed? Choose, or type it, for example: 1 June 2027")
_QUORUM = N_("Quorum: what percentage must answer?")
_FLOOR = N_("Minimum support: what percentage of all must support it?")
_OPENS = N_("When does it open? At once, or type a time, for example: tomorrow 10:00")

ROUND_QUESTIONS: tuple[Question[RoundAnswers], ...] = (
    Question("settings", N_("Settings"), _ask_settings, options=_go_on, settings=_settings, wanted=_chosen),
    Question("dissent", N_("How many may object"), _DISSENT,
             lambda visit, answers, entry: readers.number(1, _most(answers))(visit, answers, entry), later=True,
             wanted=_under(Rule.CONSENSUS_MINUS)),
    Question("review", N_("Day of review"), LATER_DAY, read_later_day, options=review_days, wanted=_under(Rule.CONSENT), width=1),
    Question("quorum", N_("Quorum"), _QUORUM, readers.number(1, 100), later=True,
             wanted=lambda answers: answers.chosen and answers.rule is not Rule.SILENCE),
    Question("floor", N_("Minimum support"), _FLOOR, readers.number(0, 100), later=True, wanted=_supported),
    Question("opens", N_("Opening"), _OPENS, readers.instant(ahead=True), options=_at_once, later=True, wanted=_chosen),
    Question("deadline", N_("Deadline"), _ask_deadline, _read_deadline, width=1,
             options=lambda visit, answers: offered_deadlines(visit, answers.opens_at or visit.now),
             wanted=lambda answers: not answers.terms or answers.asks),
)  # fmt: skip
