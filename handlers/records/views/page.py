"""What records look like in a chat: the page of one, the register, the words under files; and the result as a picture."""

from collections.abc import Iterable, Mapping, Sequence

from council.clock import zone as zone_of
from council.config import Council
from council.opinions import shown_in
from council.records import ChangeKind, Edition, Record, reduced
from council.rules import Choice
from council.text_rules import MESSAGE_LIMIT, TITLE_LIMIT, bare, beginning, length
from handlers.common.dates import city, day, moment
from handlers.common.names import capital
from handlers.common.navigation import Open, Thing
from handlers.common.pictures.result import Group, Mark, Result
from handlers.common.rich import Details, Heading, Paragraph, Table, rich_view
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import View, bold, button, copying, in_rows, lines, offered, titled
from handlers.common.xlsx_writer import Sheet, Value
from handlers.records.presses import FileForm, GetFile, GetRegister, ListForm, ShowOpinions
from handlers.records.views import words
from handlers.records.views.contents import contents
from handlers.records.views.words import SHORT_HASH
from storage.records import Kept, Listed

MOST_LISTED = 10

_EDITIONS: Mapping[Edition, str] = {
    Edition.FULL: N_("Your edition has names and positions."),
    Edition.GIVEN: N_("Your edition has numbers, and reasons without names."),
    Edition.NAMELESS: N_("Your edition has numbers, and reasons without names."),
    Edition.TOTALS: N_("Your edition has the totals."),
}

_FORMS: Mapping[FileForm, str] = {FileForm.PDF: N_("PDF"), FileForm.DOCX: N_("DOCX"), FileForm.PICTURE: N_("Picture")}


def page(kept: Kept, edition: Edition, zone: str, t: Texts) -> View:
    """A record: what it comes to, what this edition of it holds, and the files it can be had as. It is not to be passed on."""
    record, n = kept.record, len(shown_in(edition, kept.opinions))
    head = lines(t("Record {serial}: {number}", serial=record.serial, number=record.number), record.title)
    told = lines(
        capital(words.whose_outcome(record, t)),
        t("Group {group} had adopted this text.", group=record.origin) if record.in_committee else None,
        words.quorum_line(record, t),
        t("Closed {when}", when=moment(record.closed_at, zone, t)),
    )
    text_hash = record.file_hash or record.text_hash
    proof = lines(t("Hash: {hash}", hash=kept.hash), t("Hash of the text: {hash}", hash=text_hash))
    get = [button(t(_FORMS[form]), GetFile(kept.round_id, form)) for form in FileForm]
    return rich_view(
        [Heading(head), Paragraph(told), *contents(reduced(record, edition), kept, t), Paragraph(t(_EDITIONS[edition])),
         Details(t("How to verify this record"), [Paragraph(proof)])],
        [
            get,
            copying(t("Copy the hash"), kept.hash),
            copying(t("Copy the hash of the text"), text_hash),
            [button(t("Minority opinions ({n})", n=n), ShowOpinions(kept.round_id))] if n else [],
        ],
        protect=True,
    )  # fmt: skip


def opinions(kept: Kept, edition: Edition, zone: str, t: Texts) -> list[View]:
    """The minority opinions on what was adopted, a message each or, where one would be too long, two; as far as this edition has
    them."""
    views: list[View] = []
    for one in shown_in(edition, kept.opinions):
        head = bold(t("{number}: minority opinion of {name}", number=kept.record.number, name=words.opinion_by(one, t)))
        when = t("Handed in {when}", when=moment(one.at, zone, t)) if one.at else None
        whole = lines(head, when, "", one.text)
        fits = length(bare(whole)) <= MESSAGE_LIMIT
        views += (
            [View(whole, protect=True)] if fits else [View(lines(head, when), protect=True), View(lines(one.text), protect=True)]
        )
    return views


def register(found: Sequence[Listed], council: Council, *, whole: bool, zone: str, t: Texts) -> View:
    """The last records, and the ways to have all of them. `whole`: for the secretariat, which may publish a list."""
    title = t("Register of recommendations")
    if not found:
        return titled(title, t("There are no records for you to see yet: one is made when a round closes."))
    last = list(reversed(found))[:MOST_LISTED]
    heads = (t("Number"), t("Title"), t("Outcome"))
    rows = [
        (t("{serial}. {number}", serial=one.record.serial, number=one.record.number), beginning(one.record.title, 60),
         t("{body}, version {version}: {outcome}, {when}", body=words.body(one.record.group, council.committee, t),
           version=one.record.version, outcome=words.outcome(one.record, t), when=day(one.record.closed_at, zone, t)))
        for one in last
    ]  # fmt: skip
    opens = [button(t("{serial}. {number}", serial=one.record.serial, number=one.record.number), Open(Thing.RECORD, one.round_id))
             for one in last]  # fmt: skip
    ways = offered((True, t("Register, XLSX"), GetRegister(ListForm.FULL)),
                   (whole, t("Public list, XLSX"), GetRegister(ListForm.PUBLIC)),
                   (whole, t("Public list, text"), GetRegister(ListForm.TEXT)))  # fmt: skip
    more = t.plural("{n} record in all.", "{n} records in all.", len(found))
    return rich_view([Heading(title), Table(heads, rows), Paragraph(more)], [*in_rows(opens, 3), *in_rows(ways, 1)])


def under_file(kept: Kept, edition: Edition, t: Texts) -> View:
    """The words under a record's file. Only who may see it gets it: it cannot be passed on."""
    record = kept.record
    head = t("{number}: record {serial}", number=record.number, serial=record.serial)
    note = None if edition is Edition.FULL else t("Reduced edition: it shows what you may see.")
    return titled(head, beginning(record.title, TITLE_LIMIT), note, t("Hash: {hash}", hash=kept.hash), protect=True)


def under_picture(kept: Kept, t: Texts, *, private: bool) -> View:
    """The words under the picture of a result. In a group's chat nothing is to be pressed."""
    record = kept.record
    told = t("{number}: {outcome}. Record {serial}, hash {hash}…", number=record.number,
             outcome=words.whose_outcome(record, t), serial=record.serial, hash=kept.hash[:SHORT_HASH])  # fmt: skip
    rows = ((button(t("Record"), Open(Thing.RECORD, kept.round_id)),),) if private else ()
    return View(told, rows, protect=True)


def under_register(form: ListForm, head: str, t: Texts) -> View:
    """The words under the register's file; the head of the chain goes with it."""
    seal = t("Head of the chain: {hash}", hash=head)
    if form is ListForm.FULL:
        return titled(t("Register of recommendations"), seal, protect=True)
    note = t("No names, no reasons, no numbers of votes: it can be published.")
    return titled(t("Public list of recommendations"), note, seal)


def picture(kept: Kept, edition: Edition, zone: str, t: Texts) -> Result:
    """What the picture of a result shows this reader."""
    record, rule = reduced(kept.record, edition), kept.record.rule
    count, quorum = record.counts, record.quorum_needed
    floor = words.support_needed(record) if count.electorate else None
    groups = []
    for choice, n in words.counted(record):
        names = _names(kept, (stand.who for stand in record.stands if stand.choice == choice), t)
        groups.append(Group(words.letter(choice, t), words.position(choice, rule, t), n, names))
    return Result(
        head=plain(t("{number}: {outcome}", number=record.number, outcome=words.whose_outcome(record, t))),
        title=record.title,
        groups=tuple(groups),
        silent=Group("–", plain(t("No response")), count.silent, _names(kept, _silent(record), t)),
        quorum=None if rule == "silence" else Mark(plain(t("quorum {n}", n=quorum)), quorum, count.answered),
        floor=None if floor is None else Mark(plain(t("support {n}", n=floor)), floor, count.active),
        rule=words.rule(record, t),
        notes=tuple(words.grounds(record, t)),
        foot=plain(t("Closed {when} · record {serial} · {hash}", when=moment(record.closed_at, zone, t),
                     serial=record.serial, hash=kept.hash[:SHORT_HASH])),
    )  # fmt: skip


def _names(kept: Kept, marks: Iterable[str], t: Texts) -> tuple[str, ...]:
    return tuple(sorted((words.named(kept, who, t) for who in marks if who), key=str.casefold))


def _silent(record: Record) -> set[str]:
    """Those who took no position and were not struck; nobody where the record does not tell."""
    struck = {change.who for change in record.changes if change.kind in {ChangeKind.STRUCK, ChangeKind.RECUSED}}
    return set(record.electorate) - {stand.who for stand in record.stands} - struck if record.stands else set()


def register_worksheet(found: Sequence[Listed], council: Council, zone: str, t: Texts) -> Sheet:
    """The register with its numbers; no names in it."""
    heads = (
        t("Record"), t("Number"), t("Title"), t("Body"), t("Version"), t("Outcome"), t("Rule"), t("People asked"),
        t("Answered"), t("Quorum"), *(words.position(choice, "", t) for choice in Choice),
        t("Opened ({zone})", zone=city(zone, t)), t("Closed ({zone})", zone=city(zone, t)), t("Hash"),
    )  # fmt: skip
    rows = [_numbers(one, council, zone, t) for one in found]
    widths = (8, 14, 50, 22, 8, 28, 50, 8, 9, 8, 8, 8, 8, 8, 8, 18, 18, 66)
    return Sheet(plain(t("Register")), [plain(head) for head in heads], rows, widths)


def _numbers(one: Listed, council: Council, zone: str, t: Texts) -> list[Value]:
    record, count, here = one.record, one.record.counts, zone_of(zone)
    return [
        record.serial, record.number, record.title, words.body(record.group, council.committee, t), record.version,
        capital(words.outcome(record, t)),
        words.rule(record, t), count.electorate, count.answered, record.quorum_needed, count.support,
        count.reservations, count.aside, count.objections, count.amendments,
        record.opened_at.astimezone(here).replace(tzinfo=None),
        record.closed_at.astimezone(here).replace(tzinfo=None), one.hash,
    ]  # fmt: skip


def _last_of_each(found: Sequence[Listed]) -> list[Listed]:
    """A line a recommendation, in the order in which they were first decided on: its last record."""
    return list({one.record.number: one for one in found}.values())


def public_worksheet(found: Sequence[Listed], council: Council, zone: str, t: Texts) -> Sheet:
    """What can be published, a line a recommendation: where it stands in the end, and the last round on it."""
    titles = (t("Number"), t("Title"), t("Where it stands"), t("Last round"), t("Version"), t("Closed"), t("Hash"))
    rows = [(one.record.number, one.record.title, words.stands(one, council, t),
             words.body(one.record.group, council.committee, t), one.record.version,
             one.record.closed_at.astimezone(zone_of(zone)).date(), one.hash)
            for one in _last_of_each(found)]  # fmt: skip
    heads = [plain(head) for head in titles]
    return Sheet(plain(t("Recommendations")), heads, rows, (14, 60, 50, 22, 8, 12, 66))


def public_text(found: Sequence[Listed], council: Council, zone: str, t: Texts) -> str:
    """The same as plain text."""
    parts = [f"{t.named(council.names)}\n{plain(t('Public list of recommendations'))}"]
    parts += [
        plain(t("{number}. {title}\n{stands}\nLast round: {body}, version {version}, {when}\nSHA-256 {hash}",
                number=one.record.number, title=one.record.title, stands=words.stands(one, council, t),
                body=words.body(one.record.group, council.committee, t), version=one.record.version,
                when=day(one.record.closed_at, zone, t), hash=one.hash))
        for one in _last_of_each(found)
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"
