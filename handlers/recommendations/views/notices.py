"""What is said unasked of a recommendation outside its rounds: comments asked for, a dossier, the Committee's word."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.openness import Reasons, Sight
from council.people import Person
from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Step, Version
from council.rounds import Elector, Round, closed_verdict, given_reasons
from council.rules import Tally
from handlers.common.dates import moment
from handlers.common.decision_words import counts_line, outcome_line, reason_head, rule_line, why
from handlers.common.navigation import Open, Thing
from handlers.common.text_changes import difference_lines
from handlers.common.text_layout import beginning
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines, link
from handlers.recommendations.presses import Do, Part, Show
from handlers.recommendations.views.page import Page, page, stage_name, step_name

REASONS_SHOWN = 6
REASON_SHOWN = 250


def consultation(seen: Page, zone: str, t: Texts) -> View:
    """The living card of a consultation: the page, as long as comments are asked for; then where it stands."""
    return page(seen, zone, t)


def consultation_in_chat(about: Recommendation, comments: int, link_: str, t: Texts) -> View:
    """The same in a group's chat: nobody comments there, and nobody is named."""
    open_ = about.stage is Stage.CONSULTATION
    head = t("{number}: {stage}", number=about.number, stage=stage_name(about.stage, t))
    text = lines(
        bold(head),
        about.title,
        t("Version {version} (text {hash}…)", version=about.version, hash=about.hash[:4]),
        "",
        t("“{text}”", text=beginning(about.text, 500)),
        "",
        t.plural("{n} comment so far.", "{n} comments so far.", comments) if comments else None,
        t("Comments are given in your private chat with me.") if open_ else None,
    )
    return View(text, ((link(t("Comment in private"), link_),),) if link_ and open_ else ())


def drafted(about: Recommendation, author: str, t: Texts) -> View:
    """To those who may open a round: somebody has handed in a draft."""
    return View(
        lines(
            bold(t("A draft was handed in: {number}", number=about.number)),
            about.title,
            t("By {name}, for group {group}", name=author, group=about.group),
            t("You can ask for comments on it, or open a round."),
        ),
        ((button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),),),
        protect=True,
    )


def commented(about: Recommendation, comment: Comment, who: str, t: Texts) -> View:
    """To the author."""
    return View(
        lines(
            bold(t("A comment on {number}", number=about.number)),
            about.title,
            t("{name}: {text}", name=who, text=comment.text),
        ),
        ((button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),),),
        protect=True,
    )


def revised(about: Recommendation, before: Version, now: Version, t: Texts) -> View:
    """To those who were asked for comments: what changed."""
    head = t("{number}: the text has changed, version {version}", number=about.number, version=now.version)
    return View(
        lines(bold(head), about.title, "", *difference_lines(before.text, now.text, now.note, t)),
        (
            (
                button(t("Read all"), Show(about.id, Part.TEXT)),
                button(step_name(Step.COMMENT, t), Do(about.id, Step.COMMENT)),
            ),
        ),
        protect=True,
    )


@dataclass(frozen=True, slots=True)
class Dossier:
    """What goes to the Executive Committee: what was adopted, how, and what was said against it."""

    about: Recommendation
    round: Round
    tally: Tally
    electors: Sequence[Elector]
    sight: Sight
    late: int = 0
    steps: frozenset[Step] = frozenset()


def dossier(found: Dossier, zone: str, t: Texts) -> View:
    """The dossier, with reservations and dissent as far as the round's openness gives them to the Committee."""
    about, round_ = found.about, found.round
    verdict = closed_verdict(round_, found.tally)
    text = lines(
        bold(t("To the Executive Committee: {number}", number=about.number)),
        about.title,
        t("From group {group}, version {version} (text {hash}…)", group=about.group, version=about.version,
          hash=about.hash[:4]),
        "",
        t("“{text}”", text=beginning(about.text, 600)),
        "",
        outcome_line(round_, verdict.outcome, t),
        counts_line(round_.terms, found.tally, t),
        rule_line(round_.terms, found.tally.electorate, t),
        *why(verdict, round_.terms, found.tally, t),
        t("The chair: {rationale}", rationale=beginning(round_.rationale, 400)) if round_.rationale else None,
        t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t)),
        *_dissent(found, t),
    )  # fmt: skip
    ways: list[Button] = [
        button(t("Read all"), Show(about.id, Part.TEXT)),
        button(t("Record"), Open(Thing.RECORD, round_.id)),
        button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),
    ]
    steps = [button(step_name(step, t), Do(about.id, step)) for step in Step if step in found.steps]
    full = [link(t("Full document"), about.link)] if about.link else []
    return View(text, (*in_rows([*ways, *full]), *in_rows(steps)), protect=True)


def _dissent(found: Dossier, t: Texts) -> list[Markup | str]:
    if found.sight.reasons is Reasons.NOTHING:
        return []
    given = given_reasons(found.electors)
    named = found.sight.reasons is Reasons.NAMED
    if not named:
        given.sort(key=lambda one: (one[1].choice.value, one[1].reason))
    if not given:
        return ["", t("No reservations, no dissent.")]
    told: list[Markup | str] = ["", bold(t("Reservations and dissent"))]
    told += [
        t("{head} {reason}", head=reason_head(who if named else None, position, found.round.terms.rule, t),
          reason=beginning(position.reason, REASON_SHOWN))
        for who, position in given[:REASONS_SHOWN]
    ]  # fmt: skip
    rest = len(given) - REASONS_SHOWN
    if rest > 0:
        told.append(t.plural("{n} more stands in the record.", "{n} more stand in the record.", rest))
    return told


def decided(about: Recommendation, event: Event, round_: Round | None, zone: str, t: Texts, *, private: bool) -> View:
    """To the group: what the Executive Committee has made of its recommendation."""
    adopted = event.kind is Happened.CLOSED
    told = {
        Happened.RETURNED: t("{number}: returned by the Executive Committee", number=about.number),
        Happened.DECLINED: t("{number}: declined by the Executive Committee", number=about.number),
    }
    head = told.get(event.kind, t("{number}: adopted by the Executive Committee", number=about.number))
    text = lines(
        bold(head),
        about.title,
        outcome_line(round_, round_.outcome, t) if adopted and round_ and round_.outcome else None,
        t("“{text}”", text=event.note) if event.note else None,
        t("Decided {when}", when=moment(event.at, zone, t)),
        t("The group can make a new version of it, and be asked about that.")
        if event.kind is Happened.RETURNED
        else None,
    )
    return View(text, ((button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),),) if private else ())


def names_of(persons: dict[int, Person], t: Texts) -> dict[int, str]:
    """By id, what these people are called."""
    unnamed = str(t("somebody").unescape())
    return {id_: person.name or unnamed for id_, person in persons.items()}
