"""What stands in the document of a record, part by part, in the reader's language and zone: as much as their edition has."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from council.chain import Heads
from council.config import Council
from council.findings import Finding
from council.opinions import shown_in
from council.people import Role
from council.records import EXTENSIONS, Change, ChangeKind, Edition, Objection, Record, reduced
from handlers.common.dates import city, clock_time, day, moment
from handlers.common.decision_words import FINDINGS, speaker
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.names import capital, group_label
from handlers.common.texts import N_, Texts, plain
from handlers.records.views import words
from storage.records import Kept

_EDITIONS: Mapping[Edition, str] = {
    Edition.GIVEN: N_("Reduced edition: without names. It shows what its reader may see."),
    Edition.NAMELESS: N_("Reduced edition: without names. It shows what its reader may see."),
    Edition.TOTALS: N_("Reduced edition: totals only. It shows what its reader may see."),
}


def document(kept: Kept, edition: Edition, heads: Heads, council: Council, zone: str, t: Texts) -> Document:
    """The document of a record. It is made of what `reduced` leaves of it, and of no more. `heads`: as it is issued."""
    return _Writer(reduced(kept.record, edition), kept, edition, heads, council, zone, t).document()


def _section(heading: str, *blocks: Block) -> Section:
    return Section(plain(heading), blocks)


def _table(heads: Iterable[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    return Table([plain(head) for head in heads], rows, widths)


def _table_section(heading: str, heads: Iterable[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Section | None:
    """A part with one table; None without rows."""
    return _section(heading, _table(heads, rows, widths)) if rows else None


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(plain(name), plain(value)) for name, value in pairs]


class _Writer:
    """Puts one document together."""

    def __init__(self, record: Record, kept: Kept, edition: Edition, heads: Heads, council: Council, zone: str, t: Texts) -> None:
        self._record, self._kept, self._edition, self._heads = record, kept, edition, heads
        self._council, self._zone, self._t = council, zone, t

    def document(self) -> Document:
        record, t = self._record, self._t
        decision = (self._summary(), self._text(), self._result(), self._electorate(), self._reasons())
        course = (self._objections(), self._moves(), self._changes(), self._rationale(), self._opinions(), self._versions())
        foot = t("{number} · record {serial} · {hash}", number=record.number, serial=record.serial,
                 hash=self._kept.hash[:words.SHORT_HASH])  # fmt: skip
        return Document(
            language=t.language,
            issuer=t.named(self._council.names),
            kind=plain(t("Record of a closed round")),
            number=record.number,
            title=record.title,
            verdict=capital(words.whose_outcome(record, t)),
            verdict_notes=words.grounds(record, t),
            sections=[part for part in (*decision, *course, self._proof()) if part is not None],
            foot=plain(foot),
            page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
            edition=plain(t(_EDITIONS[self._edition])) if self._edition in _EDITIONS else "",
        )

    def _summary(self) -> Section:
        record, t, closed = self._record, self._t, self._at(self._record.closed_at)
        spoken = t("Closed early by") if record.setting("early") else t("Declared by")
        if record.setting("early"):
            closed = t("{when}, once all had answered", when=closed)
        known = record.group in self._council.codes
        hash_ = (record.file_hash or record.text_hash)[: words.SHORT_HASH]
        pairs = [
            (t("Group"), group_label(self._council, record.group, t) if known else record.group),
            *([(t("Proposed by"), self._name(record.author))] if record.author else []),
            (t("Rule"), words.rule(record, t)),
            (t("Answers"), words.quorum_line(record, t)),
            (t("Openness"), t(words.OPENNESSES[record.openness])),
            (t("Opened"), self._at(record.opened_at)),
            (t("Deadline"), self._at(record.deadline)),
            (t("Closed"), closed),
            *([(spoken, words.speaker(record, t))] if record.setting("spoken by") else []),
            *([(t("Record of the round taken up again"), record.setting("follows"))] if record.setting("follows") else []),
            *([(t("Left by the author to"), words.left_to(record, t))] if record.setting("left to") else []),
            (t("Version"), t("{version}; the hash of its text begins with {hash}", version=record.version, hash=hash_)),
        ]
        return _section(t("The round"), Facts(_pairs(pairs)))

    def _text(self) -> Section:
        record, t = self._record, self._t
        pairs = [(t("Full document"), record.link)] if record.link else []
        if record.file_name:
            pairs += [(t("File"), record.file_name), (t("SHA-256 of the file"), record.file_hash)]
        codes = Codes(_pairs([*pairs, (t("SHA-256"), record.text_hash)]))
        text = [Words(record.text, quoted=True)] if record.text else []
        return _section(t("Text of the recommendation"), *text, codes)

    def _result(self) -> Section:
        record, t, count = self._record, self._t, self._record.counts
        rows = [(words.position(choice, record.rule, t), str(n)) for choice, n in words.counted(record)]
        rows += _pairs([(t("No response"), str(count.silent)), (t("People asked"), str(count.electorate))])
        table = _table((t("Position"), t("People")), rows, (4, 1))
        if record.rule == "silence":
            return _section(t("Result"), table)
        quorum = t("{needed} needed, {answered} answered", needed=record.quorum_needed, answered=count.answered)
        needed = [(t("Quorum"), quorum)]
        if (support := words.support_needed(record)) is not None:
            told = t("{needed} needed, {active} given", needed=support, active=count.active)
            needed.append((t.within("support in numbers", "Support"), told))
        return _section(t("Result"), table, Facts(_pairs(needed)))

    def _electorate(self) -> Section | None:
        """Everyone who was asked, with their position; those who were struck at the end."""
        t, took = self._t, [(self._name(who), *self._took(who)) for who in self._record.electorate]
        rows = [(str(at), *row) for at, row in enumerate(sorted(took, key=lambda row: row[0].casefold()), start=1)]
        heads = (t("No."), t("Name"), t("Position"), self._when)
        return _table_section(t("Electorate and positions"), heads, rows, (1, 6, 4, 5))

    def _took(self, who: str) -> tuple[str, str]:
        """The position that somebody had in the end, and when it was taken."""
        position, at = words.took(self._record, who, self._t)
        return position, self._local(at) if at else ""

    def _reasons(self) -> Section | None:
        record, t = self._record, self._t
        rows = []
        for stand in record.stands:
            if stand.reason and stand.choice != "object":
                reason = f"{stand.reason}\n{stand.remedy}" if stand.remedy else stand.reason
                rows.append((self._name(stand.who), words.position(stand.choice, record.rule, t), reason))
        skip = 0 if self._edition is Edition.FULL else 1  # without the names
        heads, shown = (t("Name"), t("Position"), t("Reason")), [row[skip:] for row in sorted(rows)]
        return _table_section(t("Reservations and their reasons"), heads[skip:], shown, (3, 2, 6)[skip:])

    def _objections(self) -> Section | None:
        t = self._t
        objections = enumerate(sorted(self._record.objections, key=lambda one: one.raised_at), start=1)
        blocks = [Facts(_pairs(self._objection(at, objection))) for at, objection in objections]
        return _section(t("Objections and answers"), *blocks) if blocks else None

    def _objection(self, at: int, objection: Objection) -> list[tuple[str, str]]:
        t, named = self._t, self._edition is Edition.FULL
        who = t("{name}, {when}", name=self._name(objection.who), when=self._at(objection.raised_at)) if named else ""
        remedy = objection.remedy or t("left open so far")
        pairs = [(t("Harm"), objection.harm), (t("Wording that would remove it"), remedy)]
        for answer in objection.answers:
            by = t("Answer of {name}", name=self._name(answer.by)) if named and answer.by else t("Answer")
            pairs.append((by, answer.text))
        pairs.append((t("In the end"), t("withdrawn") if objection.withdrawn_at else t("stood when the round closed")))
        if objection.finding:
            pairs.append((t("Finding"), t(FINDINGS[Finding(objection.finding)])))
            pairs.append((t("Why so"), objection.found))
        return [(t("Objection {n}", n=at), who), *((name, value) for name, value in pairs if value)]

    def _moves(self) -> Section | None:
        """Who changed their position, or had one that fell with its text: every one they took."""
        record, t = self._record, self._t
        none = plain(t("no position"))
        rows: list[tuple[str, str, str, str]] = []
        for move in record.moves:
            was, now = (words.position(c, record.rule, t) if c else none for c in (move.was, move.now))
            kept = N_("{now}, version {version}") if was == now else N_("{was} → {now}, version {version}")
            change = plain(t(kept, was=was, now=now, version=move.version))
            came = t("entered by {by}, {way}", by=self._by(move.by), way=words.way(move.how, t)) if move.how else ""
            rows.append((self._local(move.at), self._name(move.who), change, plain(came)))
        heads = (self._when, t("Name"), t("Position"), t("How received"))
        return _table_section(t("Positions that were changed, or lapsed with an earlier text"), heads, rows, (4, 5, 5, 4))

    def _changes(self) -> Section | None:
        t, rows = self._t, [(self._local(change.at), self._change(change)) for change in self._record.changes]
        return _table_section(t("While the round was open"), (self._when, t("What happened")), rows, (3, 6))

    def _change(self, change: Change) -> str:
        t, name = self._t, self._name(change.who)
        if change.kind in EXTENSIONS:
            who = speaker(Role.CHAIR if change.kind is ChangeKind.EXTENDED else Role.SECRETARIAT, t)
            who = t("{who} ({name})", who=who, name=name) if name else who
            return plain(t("{who}: the deadline was extended. {note}", who=who, note=change.note))
        told = {
            ChangeKind.STRUCK: t("{name} was no longer counted: their role had ended.", name=name)
            if name
            else t("Somebody was no longer counted: their role had ended."),
            ChangeKind.RECUSED: t("{name} declared an interest and took no part.", name=name)
            if name
            else t("Somebody declared an interest and took no part."),
            ChangeKind.ENTERED: t("The position of {name}, received {note}, was entered by {by}.", name=name,
                                  by=self._by(change.by), note=words.way(change.note, t)),
            ChangeKind.NOT_REACHED: t("{name} was not reached in time.", name=name),
        }  # fmt: skip
        return plain(told[change.kind])

    def _rationale(self) -> Section | None:
        t, rationale = self._t, self._record.rationale
        head = t("Reasons given: {who}", who=words.speaker(self._record, t))
        return _section(head, Words(rationale, quoted=True)) if rationale else None

    def _opinions(self) -> Section | None:
        """The minority opinions; once they are sealed, with the number and hash of their own record."""
        t, blocks = self._t, list[Block]()
        for one in shown_in(self._edition, self._kept.opinions):
            when = t("handed in {when}", when=self._at(one.at)) if one.at else ""
            blocks += [
                Facts(_pairs([(t("Opinion of {name}", name=words.opinion_by(one, t)), when)])),
                Words(one.text, quoted=True),
            ]
        if blocks and (sealed := self._kept.sealed):
            blocks.append(Codes(_pairs([(t("Sealed as record {serial}", serial=sealed.number), sealed.hash)])))
        return _section(t("Minority opinions"), *blocks) if blocks else None

    def _versions(self) -> Section | None:
        t, versions = self._t, self._record.versions
        rows = [(str(one.version), self._local(one.made_at), one.text_hash, one.note) for one in versions]
        heads = (t("Version"), self._when, t("SHA-256"), t("What changed"))
        return _table_section(t("Versions of the text"), heads, rows if len(rows) > 1 else [], (1, 2, 3, 2))

    def _proof(self) -> Section:
        t = self._t
        about = t("Every record's hash covers the record before it. Whoever keeps this page can have the chain compared with it: "
                  "a record that was changed, left out or added later would show.")  # fmt: skip
        pairs = (
            (t("Record number"), str(self._record.serial)),
            (t("Hash, head of the chain when it was written"), self._kept.hash),
            (t("Hash of the record before"), self._kept.previous),
            (t("Head of the records when this was issued"), str(self._heads.records)),
            (t("Head of the log when this was issued"), str(self._heads.audit)),
        )
        return _section(t("How to verify this record"), Words(plain(about)), Codes(_pairs(pairs)))

    def _name(self, who: str) -> str:
        return words.named(self._kept, who, self._t) if who else ""

    def _by(self, who: str) -> str:
        """Who entered a position: only the secretariat does, so of someone without a name that much is known."""
        t = self._t
        return plain(t("the secretariat")) if self._kept.names.get(who) == "" else self._name(who)

    @property
    def _when(self) -> Markup:
        """The head of a column of times, which names their zone once."""
        return self._t("When ({zone})", zone=city(self._zone, self._t))

    def _local(self, at: datetime) -> str:
        return f"{day(at, self._zone, self._t)}, {clock_time(at, self._zone, self._t)}"

    def _at(self, at: datetime) -> str:
        return plain(moment(at, self._zone, self._t))
