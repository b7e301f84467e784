"""What stands in the document of a record, part by part, in the reader's language and zone: as much as their edition has."""

from datetime import datetime

from council.config import Council
from council.openness import Openness
from council.records import Change, ChangeKind, Edition, Objection, Record, reduced
from handlers.common.dates import moment
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.names import group_label
from handlers.common.proofs import Heads
from handlers.common.texts import Texts, plain
from handlers.records.views import words
from storage.records import Kept


def document(kept: Kept, edition: Edition, heads: Heads, council: Council, zone: str, t: Texts) -> Document:
    """The document of a record. It is made of what `reduced` leaves of it, and of no more. `heads` are those of its day."""
    whole = kept.record
    return _Writer(reduced(whole, edition), kept, edition, heads, council, zone, t).document()


class _Writer:
    """Puts one document together."""

    def __init__(
        self, record: Record, kept: Kept, edition: Edition, heads: Heads, council: Council, zone: str, t: Texts
    ) -> None:
        self._record, self._kept, self._edition, self._heads = record, kept, edition, heads
        self._council, self._zone, self._t = council, zone, t

    def document(self) -> Document:
        record, t = self._record, self._t
        parts = (
            self._summary(),
            self._text(),
            self._result(),
            self._electorate(),
            self._reasons(),
            self._objections(),
            self._moves(),
            self._changes(),
            self._rationale(),
            self._versions(),
            self._proof(),
        )
        foot = t("{number} · record {serial} · {hash}", number=record.number, serial=record.serial,
                 hash=self._kept.hash[:words.SHORT_HASH])  # fmt: skip
        return Document(
            language=t.language,
            issuer=self._council.name(t.language),
            kind=plain(t("Record of a closed round")),
            number=record.number,
            title=record.title,
            verdict=words.outcome(record, t),
            verdict_notes=words.grounds(record, t),
            sections=[part for part in parts if part is not None],
            foot=plain(foot),
            page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
            edition=self._edition_note(),
        )

    def _edition_note(self) -> str:
        t = self._t
        notes = {
            Edition.FULL: "",
            Edition.NAMELESS: t("Reduced edition: without names. It shows what its reader may see."),
            Edition.TOTALS: t("Reduced edition: totals only. It shows what its reader may see."),
        }
        return plain(notes[self._edition])

    def _summary(self) -> Section:
        record, t = self._record, self._t
        pairs = [
            (t("Group"), self._group()),
            (t("Rule"), words.rule(record, t)),
            (t("Answers"), words.quorum_line(record, t)),
            (t("Openness"), words.openness(record, t)),
            (t("Opened"), self._at(record.opened_at)),
            (t("Deadline"), self._at(record.deadline)),
            (t("Closed"), self._closed()),
            (t("Version"), t("{version}; the hash of its text begins with {hash}", version=record.version,
                             hash=(record.file_hash or record.text_hash)[:words.SHORT_HASH])),
        ]  # fmt: skip
        if record.author:
            pairs.insert(1, (t("Proposed by"), self._name(record.author)))
        return Section(plain(t("The round")), (Facts([(plain(name), plain(value)) for name, value in pairs]),))

    def _group(self) -> str:
        code = self._record.group
        return group_label(self._council, code, self._t) if code in self._council.codes else code

    def _closed(self) -> str:
        record, t = self._record, self._t
        at = self._at(record.closed_at)
        if record.setting("early"):
            return plain(t("{when}, by the chair, once all had answered", when=at))
        return at

    def _text(self) -> Section:
        record, t = self._record, self._t
        blocks: list[Block] = [Words(record.text, quoted=True)] if record.text else []
        pairs = [(t("Full document"), record.link)] if record.link else []
        if record.file_name:
            pairs += [(t("File"), record.file_name), (t("SHA-256 of the file"), record.file_hash)]
        blocks.append(Codes([(plain(name), value) for name, value in [*pairs, (t("SHA-256"), record.text_hash)]]))
        return Section(plain(t("Text of the recommendation")), blocks)

    def _result(self) -> Section:
        record, t = self._record, self._t
        count = record.counts
        rows = [(words.position(choice, record.rule, t), str(n)) for choice, n in words.counted(record)]
        rows += [
            (plain(t("No response")), str(count.silent)),
            (plain(t("Asked")), str(count.electorate)),
        ]
        needed = [
            (plain(t("Quorum")), plain(t("{needed} needed, {answered} answered", needed=record.quorum_needed,
                                           answered=count.answered))),
        ]  # fmt: skip
        if (support := words.support_needed(record)) is not None:
            told = t("{needed} needed, {active} given", needed=support, active=count.active)
            needed.append((plain(t.within("support in numbers", "Support")), plain(told)))
        table = Table((plain(t("Position")), plain(t("People"))), rows, (4, 1))
        return Section(plain(t("Result")), (table, *([Facts(needed)] if record.rule != "silence" else ())))

    def _electorate(self) -> Section | None:
        """Everyone who was asked, with their position; those who were struck at the end."""
        record, t = self._record, self._t
        if not record.electorate:
            return None
        struck = {change.who for change in record.changes if change.kind is ChangeKind.STRUCK}
        took = {stand.who: stand for stand in record.stands}
        rows: list[tuple[str, str, str]] = []
        for who in record.electorate:
            stand = took.get(who)
            if who in struck:
                told = (plain(t("struck: the role ended")), "")
            elif stand is None and record.openness is Openness.DETACHED:
                told = ("", "")
            elif stand is None:
                told = (plain(t("no response")), "")
            else:
                came = plain(t("{position}, {way}", position=words.position(stand.choice, record.rule, t),
                                way=words.way(stand.how, t)))  # fmt: skip
                told = (came if stand.how else words.position(stand.choice, record.rule, t), self._at(stand.taken_at))
            rows.append((self._name(who), *told))
        rows.sort(key=lambda row: row[0].casefold())
        numbered = [(str(at), *row) for at, row in enumerate(rows, start=1)]
        heads = [plain(head) for head in (t("No."), t("Name"), t("Position"), t("When"))]
        return Section(plain(t("Electorate and positions")), (Table(heads, numbered, (1, 6, 4, 5)),))

    def _reasons(self) -> Section | None:
        record, t = self._record, self._t
        said = [stand for stand in record.stands if stand.reason and stand.choice != "object"]
        if not said:
            return None
        rows = sorted(
            (self._name(stand.who), words.position(stand.choice, record.rule, t), _joined(stand.reason, stand.remedy))
            for stand in said
        )
        named = self._edition is Edition.FULL
        heads = [plain(head) for head in (t("Name"), t("Position"), t("Reason"))]
        skip = 0 if named else 1
        return Section(
            plain(t("Reservations and their reasons")),
            (Table(heads[skip:], [row[skip:] for row in rows], (3, 2, 6)[skip:]),),
        )

    def _objections(self) -> Section | None:
        record, t = self._record, self._t
        if not record.objections:
            return None
        blocks: list[Block] = []
        for at, objection in enumerate(record.objections, start=1):
            blocks.append(Facts([(plain(name), value) for name, value in self._objection(at, objection)]))
        return Section(plain(t("Objections and answers")), blocks)

    def _objection(self, at: int, objection: Objection) -> list[tuple[str, str]]:
        t, named = self._t, self._edition is Edition.FULL
        head = t("Objection {n}", n=at)
        pairs = [(head, plain(t("{name}, {when}", name=self._name(objection.who), when=self._at(objection.raised_at)))
                  if named else "")]  # fmt: skip
        pairs.append((t("Harm"), objection.harm))
        if objection.remedy:
            pairs.append((t("Wording that would remove it"), objection.remedy))
        for answer in objection.answers:
            by = t("Answer of {name}", name=self._name(answer.by)) if named and answer.by else t("Answer")
            pairs.append((by, answer.text))
        state = t("withdrawn") if objection.withdrawn_at else t("stood when the round closed")
        pairs.append((t("In the end"), plain(state)))
        return [(name, value) for name, value in pairs if value or name is head]

    def _moves(self) -> Section | None:
        """Who changed their position, or had one that fell with its text: every one they took."""
        record, t = self._record, self._t
        if not record.moves:
            return None
        none = plain(t("no position"))
        rows: list[tuple[str, str, str, str]] = []
        for move in record.moves:
            was, now = (words.position(c, record.rule, t) if c else none for c in (move.was, move.now))
            step = plain(t("{was} → {now}, version {version}", was=was, now=now, version=move.version))
            came = t("entered by {by}, {way}", by=self._by(move.by), way=words.way(move.how, t)) if move.how else ""
            rows.append((self._at(move.at), self._name(move.who), step, plain(came) if came else ""))
        heads = [plain(head) for head in (t("When"), t("Name"), t("Position"), t("How it came"))]
        return Section(
            plain(t("Positions that were changed, or fell with an earlier text")), (Table(heads, rows, (4, 5, 5, 4)),)
        )

    def _changes(self) -> Section | None:
        t = self._t
        rows = [(self._at(change.at), self._change(change)) for change in self._record.changes]
        if not rows:
            return None
        table = Table((plain(t("When")), plain(t("What happened"))), rows, (3, 6))
        return Section(plain(t("While the round was open")), (table,))

    def _change(self, change: Change) -> str:
        t, name = self._t, self._name(change.who)
        told = {
            ChangeKind.STRUCK: t("{name} was struck from the electorate: their role had ended.", name=name),
            ChangeKind.ENTERED: t("The position of {name} was entered by {by}: {note}.", name=name,
                                  by=self._by(change.by), note=words.way(change.note, t)),
            ChangeKind.EXTENDED: t("The deadline was extended by {name}: {note}", name=name, note=change.note)
            if name
            else t("The deadline was extended: {note}", note=change.note),
            ChangeKind.NOT_REACHED: t("{name} was not reached in time.", name=name),
        }  # fmt: skip
        return plain(told[change.kind])

    def _rationale(self) -> Section | None:
        t = self._t
        if not self._record.rationale:
            return None
        return Section(plain(t("The chair's reasons")), (Words(self._record.rationale, quoted=True),))

    def _versions(self) -> Section | None:
        t = self._t
        if len(self._record.versions) < 2:
            return None
        rows = [(str(v.version), self._at(v.made_at), v.text_hash, v.note) for v in self._record.versions]
        heads = [plain(head) for head in (t("Version"), t("When"), t("SHA-256"), t("What changed"))]
        return Section(plain(t("Versions of the text")), (Table(heads, rows, (1, 2, 3, 2)),))

    def _proof(self) -> Section:
        record, t = self._record, self._t
        about = t(
            "Every record's hash covers the record before it. Whoever keeps this page can have the chain compared with it: "
            "a record that was changed, left out or added later would show."
        )
        pairs = (
            (t("Record number"), str(record.serial)),
            (t("Hash, head of the chain when it was written"), self._kept.hash),
            (t("Hash of the record before"), self._kept.previous),
            (t("Head of the records when this was issued"), str(self._heads.records)),
            (t("Head of the log when this was issued"), str(self._heads.audit)),
        )
        return Section(
            plain(t("How to verify this record")),
            (Words(plain(about)), Codes([(plain(name), value) for name, value in pairs])),
        )

    def _name(self, who: str) -> str:
        t = self._t
        if not who:
            return ""
        name = self._kept.names.get(who)
        return plain(t("former member")) if name is None else name or plain(t("somebody"))

    def _by(self, who: str) -> str:
        """Who entered a position: only the secretariat does, so of someone without a name that much is known."""
        named = self._kept.names.get(who)
        return plain(self._t("the secretariat")) if named == "" else self._name(who)

    def _at(self, at: datetime) -> str:
        return plain(moment(at, self._zone, self._t))


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
