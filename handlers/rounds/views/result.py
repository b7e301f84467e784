"""What comes of a round: the result, names and reasons, and that it was taken back."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.findings import Found
from council.openness import Reasons, Sight
from council.people import Person
from council.rounds import Elector, Round, closed_verdict, given_reasons
from council.rules import Choice, Outcome
from handlers.common import decision_words as words
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.position_blocks import by_position, struck_line
from handlers.common.text_layout import name_list, text_page
from handlers.common.texts import Texts
from handlers.common.view import View, bold, glance, lines
from handlers.rounds.views.card import RoundCard, opinion_line, record_buttons
from handlers.rounds.views.words import about_round, chairs_word

NOTHING_FOUND: Mapping[int, Found] = {}


def draw_result(card: RoundCard, late: Sequence[Person], zone: str, t: Texts, found: Sequence[Found] = ()) -> View:
    """The outcome, the count, the rule, and why it came out so. `late`: whose notice of a silence came too late; `found`: what
    was found of objections, for those who may read them."""
    round_ = card.round
    counted = card.tally
    if counted is None:
        return _outcome_only(round_, zone, t)
    verdict = closed_verdict(round_, counted)
    first = (
        bold(words.outcome_line(round_, verdict.outcome, t)),
        round_.title,
        words.second_line(round_, t),
        words.counts_line(round_.terms, counted, t),
        *words.why(verdict, round_.terms, counted, t, round_.spoken_by),
        t("No decision is not a rejection.") if verdict.outcome is Outcome.NO_DECISION else None,
        t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t)),
        opinion_line(card, zone, t),
    )
    rest = (
        words.findings_line(found, t),
        words.rule_line(round_.terms, card.electorate, t),
        _late_line(late, card.sight, t),
        *chairs_word(round_, t),
    )
    return View(glance(first, rest), record_buttons(card, t))


def _outcome_only(round_: Round, zone: str, t: Texts) -> View:
    """To someone who sees the round no more, as its author whose role has ended: the outcome, and no number."""
    outcome = round_.outcome or Outcome.NO_DECISION
    rejected = t("No decision is not a rejection.") if outcome is Outcome.NO_DECISION else None
    when = t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t))
    why = t("You have no role in the group any more: numbers, names and reasons are shown to those who have one.")
    return about_round(round_, words.outcome_line(round_, outcome, t), t, rejected, when, why)


def _late_line(late: Sequence[Person], sight: Sight, t: Texts) -> Markup | None:
    if not late:
        return None
    if sight.names:
        return t("Got the notice too late or never: {names}", names=name_list(late, t))
    return t.plural("{n} got the notice too late or never.", "{n} got the notice too late or never.", len(late))


def names(round_: Round, electors: Sequence[Elector], t: Texts) -> View:
    """Everyone of the electorate under their position."""
    entries = list[Markup]()
    for head, found in by_position(round_.terms.rule, electors, t):
        entries += [Markup(""), bold(t("{position} ({n})", position=head, n=len(found)))]
        entries += [_name_line(elector, t) for elector in found]
    struck = struck_line(electors, t)
    entries += [Markup(""), struck] if struck is not None else []
    return text_page(t("{number}: names and positions", number=round_.number), entries)


def _name_line(elector: Elector, t: Texts) -> Markup:
    name = called(elector.person, t)
    if elector.position is None or elector.position.way is None:
        return t("· {name}", name=name)
    return t("· {name} ({way})", name=name, way=t(words.WAYS[elector.position.way]))


def reasons(round_: Round, electors: Sequence[Elector], sight: Sight, t: Texts,
            found: Mapping[int, Found] = NOTHING_FOUND) -> View:  # fmt: skip
    """Every reason in full, objections first; where names are not shown, in an order that tells none. `found`: by person, what
    was found of their objection when rough consensus was declared."""
    given = given_reasons(electors)
    named = sight.reasons is Reasons.NAMED
    if not named:
        given.sort(key=lambda one: (one[1].choice is not Choice.OBJECT, one[1].reason))
    entries = [lines("", bold(words.reason_head(who if named else None, position, round_.terms.rule, t)), position.reason,
                     words.remedy_line(position.remedy, t) if position.choice is Choice.OBJECT else None,
                     words.finding_line(found[position.person], t) if position.person in found else None)
               for who, position in given]  # fmt: skip
    return text_page(t("{number}: reasons", number=round_.number), entries or [t("No reasons were given.")])
