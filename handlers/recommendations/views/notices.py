"""What people are told of a recommendation outside its rounds: comments are asked for, a dossier, what the Committee decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from council.openness import Reasons, Sight
from council.opinions import Opinion
from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Step, Version
from council.rounds import Elector, Round, closed_verdict, given_reasons
from council.rules import Tally
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.decision_words import counts_line, outcome_line, reason_head, rule_line, speaker, why
from handlers.common.navigation import Open, Thing
from handlers.common.rich import Block, Details, Heading, Paragraph, rich_view
from handlers.common.text_changes import difference_lines
from handlers.common.texts import N_, Texts
from handlers.common.view import View, bold, button, glance, in_rows, lines, link, titled
from handlers.recommendations.presses import Do, Part, Show
from handlers.recommendations.views.page import head_line, step_buttons, to_page

EXCERPT = 600
REASONS_SHOWN = 6
OPINIONS_SHOWN = 3
REASON_SHOWN = 250
"""In UTF-16 code units."""


def consultation_in_chat(about: Recommendation, comments: int, link_: str, t: Texts) -> View:
    """The card of a consultation in a group's chat: nobody comments there, and nobody is named."""
    open_ = about.stage is Stage.CONSULTATION
    first = (head_line(about, t), about.title, t("Version {version}", version=about.version),
             t.plural("{n} comment so far.", "{n} comments so far.", comments) if comments else None,
             t("To comment, open your private chat with me.") if open_ else None)  # fmt: skip
    text = glance(first, (), t("“{text}”", text=beginning(about.text, 500)))
    return View(text, ((link(t("Comment in private"), link_),),) if link_ and open_ else ())


def drafted(about: Recommendation, author: str, t: Texts) -> View:
    """To those who may open a round: somebody has handed in a draft."""
    head = t("A draft was handed in: {number}", number=about.number)
    by = t("By {name}, for group {group}", name=author, group=about.group)
    then = t("You can ask for comments on it, or open a round.")
    return titled(head, about.title, by, then, rows=to_page(about, t), protect=True)


def commented(about: Recommendation, comment: Comment, who: str, t: Texts) -> View:
    """To the author."""
    head, told = t("A comment on {number}", number=about.number), t("{name}: {text}", name=who, text=comment.text)
    return titled(head, about.title, told, rows=to_page(about, t), protect=True)


def revised(about: Recommendation, before: Version, now: Version, t: Texts) -> View:
    """To those who were asked for comments: what changed."""
    head = t("{number}: the text has changed, version {version}", number=about.number, version=now.version)
    ways = [button(t("Read all"), Show(about.id, Part.TEXT)), button(t("Add a comment"), Do(about.id, Step.COMMENT))]
    text = lines(bold(head), about.title, "", *difference_lines(before.text, now.text, now.note, t, (head, about.title, "")))
    return View(text, in_rows(ways), protect=True)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What goes to the Executive Committee: what was adopted, how, and what was said against it; `opinions`: the minority's, as
    its reader sees them."""

    about: Recommendation
    round: Round
    tally: Tally
    electors: Sequence[Elector]
    sight: Sight
    steps: frozenset[Step] = frozenset()
    opinions: Sequence[Opinion] = ()


def dossier(found: Dossier, zone: str, t: Texts) -> View:
    """The dossier, with reservations and dissent as far as the round's openness gives them to the Committee."""
    about, round_ = found.about, found.round
    verdict = closed_verdict(round_, found.tally)
    told = lines(
        outcome_line(round_, verdict.outcome, t),
        counts_line(round_.terms, found.tally, t),
        rule_line(round_.terms, found.tally.electorate, t),
        *why(verdict, round_.terms, found.tally, t, round_.spoken_by),
        t("{who}: {rationale}", who=speaker(round_.spoken_by, t), rationale=beginning(round_.rationale, 400))
        if round_.rationale
        else None,
        t("Closed {when}", when=moment(round_.closed_at or round_.deadline, zone, t)),
    )
    blocks: list[Block | None] = [
        Heading(lines(t("To the Executive Committee: {number}", number=about.number), about.title)),
        Paragraph(t("From group {group}, version {version}", group=about.group, version=about.version)),
        Paragraph(t("“{text}”", text=beginning(about.text, EXCERPT))) if about.text else None,
        Paragraph(told),
        _dissent(found, t),
        _opinions(found, t),
    ]
    ways = [
        button(t("Read all"), Show(about.id, Part.TEXT)),
        button(t("Record"), Open(Thing.RECORD, round_.id)),
        *to_page(about, t)[0],
        link(t("Full document"), about.link) if about.link else None,
    ]
    return rich_view(blocks, (*in_rows(ways), *step_buttons(about.id, found.steps, t)), protect=True)


def _opinions(found: Dossier, t: Texts) -> Details | None:
    """How many minority opinions there are, and how the first begin; in full they are with the record."""
    if not found.opinions:
        return None
    n = len(found.opinions)
    told = t.plural("{n} minority opinion, in full with the record", "{n} minority opinions, in full with the record", n)
    return Details(
        told, [Paragraph(t("“{text}”", text=beginning(one.text, REASON_SHOWN))) for one in found.opinions[:OPINIONS_SHOWN]]
    )


def _dissent(found: Dossier, t: Texts) -> Details | Paragraph | None:
    if found.sight.reasons is Reasons.NOTHING:
        return None
    given = given_reasons(found.electors)
    named = found.sight.reasons is Reasons.NAMED
    if not named:  # in an order that tells nobody's place among the names
        given.sort(key=lambda one: (one[1].choice.value, one[1].reason))
    if not given:
        return Paragraph(t("No reservations, no dissent."))
    rule, shown = found.round.terms.rule, given[:REASONS_SHOWN]
    told = [
        Paragraph(lines(bold(reason_head(who if named else None, one, rule, t)), beginning(one.reason, REASON_SHOWN)))
        for who, one in shown
    ]  # fmt: skip
    if rest := len(given) - len(shown):
        told.append(Paragraph(t.plural("{n} more is in the record.", "{n} more are in the record.", rest)))
    return Details(t("{what} ({n})", what=t("Reservations and dissent"), n=len(given)), told)


DECIDED: Mapping[Happened, str] = {
    Happened.RETURNED: N_("{number}: returned by the Executive Committee"),
    Happened.DECLINED: N_("{number}: declined by the Executive Committee"),
    Happened.CLOSED: N_("{number}: adopted by the Executive Committee"),
    Happened.ROUND_WITHDRAWN: N_("{number}: the Executive Committee has withdrawn its round"),
}
"""The heads of what it decides."""


def decided(about: Recommendation, event: Event, round_: Round | None, zone: str, t: Texts, *, private: bool) -> View:
    """To the group: what the Executive Committee has decided about its recommendation. `round_`: the Committee's, where
    one has adopted it."""
    returned, adopted = event.kind is Happened.RETURNED, event.kind is Happened.CLOSED
    head, rows = t(DECIDED[event.kind], number=about.number), to_page(about, t) if private else ()
    if event.proposed and private:
        rows = (*rows, (button(t("The proposed text"), Show(about.id, Part.PROPOSED)),))
    result = outcome_line(round_, round_.outcome, t) if adopted and round_ and round_.outcome else None
    note = t("“{text}”", text=event.note) if event.note else None
    when = t("Decided {when}", when=moment(event.at, zone, t))
    then = t("The group can make a new version and hold another round on it.") if returned else None
    if event.kind is Happened.ROUND_WITHDRAWN:
        then = t("What group {group} decided on it stands, and can be forwarded again.", group=about.group)
    proposed = t("Another text is proposed with it.") if event.proposed else None
    return titled(head, about.title, result, note, proposed, when, then, rows=rows)
