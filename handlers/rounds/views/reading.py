"""The text of a round to read: what it says, what has changed in it, and, as far as the round's openness shows it to this reader,
why some have reservations or object, what was answered, and who took which position."""

from collections.abc import Mapping
from dataclasses import dataclass

from council.findings import Found
from council.openness import Reasons, Sight
from council.people import Person
from council.recommendations import Version
from council.round_counts import RoundCount
from council.rounds import Objection, Position, Round, given_reasons
from council.rules import Choice
from handlers.common import decision_words as words
from handlers.common.position_blocks import positions
from handlers.common.rich import Block, Details, Heading, Paragraph, paragraphs, rich_view
from handlers.common.text_changes import since_version
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines


@dataclass(frozen=True, slots=True)
class Reading:
    """A round's text, and what its reader is shown with it. `before`: the version before it, where they may see that, and
    `note` what its author says has changed since. `count`: how it stands; None where they see neither reasons nor names."""

    round: Round
    sight: Sight
    before: Version | None = None
    note: str = ""
    count: RoundCount | None = None


def reading(shown: Reading, t: Texts) -> View:
    """The page. Its text is not to be passed on."""
    round_, count = shown.round, shown.count
    number = t("Recommendation {number}, version {version}", number=round_.number, version=round_.version)
    second = words.second_line(round_, t)
    blocks: list[Block] = [Heading(lines(number, round_.title))]
    blocks += [Paragraph(second)] if second else []
    blocks += paragraphs(round_.text)
    blocks += [Paragraph(t("Link: {link}", link=round_.link))] if round_.link else []
    blocks += since_version(shown.before, round_.wording, shown.note, t) if shown.before else []
    if count is not None and shown.sight.reasons is not Reasons.NOTHING:
        blocks += _reasons(round_, count, shown.sight, t)
    if count is not None and shown.sight.names:
        blocks.append(positions(t("Names and positions"), round_.terms.rule, count.electors, t))
    return rich_view(blocks, protect=True)


def _reasons(round_: Round, count: RoundCount, sight: Sight, t: Texts) -> list[Block]:
    """Objections with what was answered, and reservations. Where no names are shown, in an order that tells none."""
    given, named = given_reasons(count.electors), sight.reasons is Reasons.NAMED
    if not named:
        given.sort(key=lambda one: one[1].reason)
    raised = {one.person: one for one in count.objections}
    told: list[Block] = []
    for head, objects in ((t("Objections and answers"), True), (t("Reservations and their reasons"), False)):
        found = [(who, one) for who, one in given if (one.choice is Choice.OBJECT) is objects]
        inside = [_reason(who if named else None, one, raised, round_, t) for who, one in found]
        if inside:
            told.append(Details(t("{what} ({n})", what=head, n=len(inside)), inside))
    return told


def _reason(who: Person | None, position: Position, raised: Mapping[int, Objection], round_: Round, t: Texts) -> Paragraph:
    objection = raised.get(position.person) if position.choice is Choice.OBJECT else None
    found: Found | None = objection.found if objection else None
    return Paragraph(lines(
        bold(words.reason_head(who, position, round_.terms.rule, t)), position.reason,
        words.remedy_line(position.remedy, t) if position.choice is Choice.OBJECT else None,
        *(t("Answered: {text}", text=answer.text) for answer in (objection.answers if objection else ())),
        words.finding_line(found, t) if found else None,
    ))  # fmt: skip
