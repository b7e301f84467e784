"""What a record holds, to read in the chat below its page: of what `reduced` leaves of it for its reader, and no more."""

from collections.abc import Iterable

from council.findings import Finding
from council.records import Objection, Record
from handlers.common.decision_words import FINDINGS, remedy_line
from handlers.common.names import capital
from handlers.common.rich import Block, Details, Paragraph, Table
from handlers.common.texts import Texts, plain
from handlers.common.view import bold, lines
from handlers.records.views import words
from storage.records import Kept


def contents(record: Record, kept: Kept, t: Texts) -> Iterable[Block]:
    """How many chose what; folded: objections and answers, reservations, and who took which position. `record`: reduced."""
    count = record.counts
    counted = [(words.position(choice, record.rule, t), str(n)) for choice, n in words.counted(record)]
    yield Table((t("Position"), t("People")), [*counted, (plain(t("No response")), str(count.silent))])
    objections = sorted(record.objections, key=lambda one: one.raised_at)
    told = [_objection(at, one, kept, t) for at, one in enumerate(objections, start=1)]
    reasons = [(words.named(kept, one.who, t) if one.who else "", words.within(one.choice, record.rule, t), one.reason)
               for one in record.stands if one.reason and one.choice != "object"]  # fmt: skip
    given = [
        Paragraph(lines(bold(t("{name}, {position}:", name=who, position=what) if who else t("{position}:", position=what)), why))
        for who, what, why in sorted(reasons)
    ]
    for head, inside in ((t("Objections and answers"), told), (t("Reservations and their reasons"), given)):
        if inside:
            yield Details(t("{what} ({n})", what=head, n=len(inside)), inside)
    if record.electorate:
        took = [(words.named(kept, who, t), capital(words.took(record, who, t)[0])) for who in record.electorate]
        rows = sorted(took, key=lambda row: row[0].casefold())
        yield Details(t("Names and positions"), [Table((t("Name"), t("Position")), rows)])


def _objection(at: int, one: Objection, kept: Kept, t: Texts) -> Paragraph:
    who = words.named(kept, one.who, t) if one.who else ""
    head = t("{name}, {position}:", name=who, position=t("object")) if who else t("Objection {n}", n=at)
    end = t("withdrawn") if one.withdrawn_at else t("stood when the round closed")
    finding = t("Finding: {finding}.", finding=t(FINDINGS[Finding(one.finding)])) if one.finding else None
    return Paragraph(lines(
        bold(head), one.harm, remedy_line(one.remedy, t),
        *(t("Answered: {text}", text=answer.text) for answer in one.answers), capital(end),
        t("{finding} {words}", finding=finding, words=one.found) if finding and one.found else finding,
    ))  # fmt: skip
