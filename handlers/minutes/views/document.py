"""Minutes as a document: a draft from what is written, approved ones from their record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from council.chain import Heads
from council.config import Council
from council.minutes import Item, MinutesState, Way
from handlers.common.dates import full_day, moment, span
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.names import group_label
from handlers.common.texts import Texts, plain
from handlers.minutes.views import words
from handlers.minutes.views.words import Shown
from storage.records import KeptMinutes

SHORT_HASH = 16


@dataclass(frozen=True, slots=True)
class _Item:
    title: str
    said: str
    agreed: str
    actions: Sequence[tuple[str, str, date]]


def draft(shown: Shown, present: Sequence[str], absent: Sequence[str], council: Council, zone: str, t: Texts) -> Document:
    """Minutes that are not approved, for those who write or review them. `present`, `absent`: names."""
    in_review = shown.about.state is MinutesState.REVIEW
    verdict = plain(t("In review, not approved")) if in_review else plain(t("Draft, not approved"))
    due = shown.about.due_at
    notes = [plain(t("Corrections until {when}", when=moment(due, zone, t)))] if due else []
    items = sections(shown.items, shown.names, t)
    number = plain(t("Version {version}", version=shown.about.version))
    return _document(shown, number, verdict, notes, [*_there(present, absent, t), *items], number, council, zone, t)


def sections(items: Iterable[Item], names: Mapping[int, str], t: Texts) -> Sequence[Section]:
    """Items of minutes, each as a part of a document. `names`: of people, by id."""
    listed = (
        _Item(one.title, one.said, one.agreed, [(a.what, words.doer(a, names, t), a.due) for a in one.actions]) for one in items
    )
    return list(_items(list(listed), t))


def approved(shown: Shown, kept: KeptMinutes, heads: Heads, council: Council, zone: str, t: Texts) -> Document:
    """Approved minutes, as they were sealed; only the meeting's place and link, which no record holds, are the present ones.
    `heads`: as it is issued."""
    record, meeting = kept.record, shown.meeting
    draft = replace(meeting.draft, title=record.title, groups=record.groups)
    shown = replace(shown, meeting=replace(meeting, draft=draft, starts_at=record.starts_at))

    def name(mark: str) -> str:
        found = kept.names.get(mark)
        return found if found else plain(t("former member")) if mark else plain(t("nobody named"))

    items = [
        _Item(one.title, one.said, one.agreed, [(a.what, name(a.who), date.fromisoformat(a.due)) for a in one.actions])
        for one in record.items
    ]
    notes = [plain(moment(record.approved_at, zone, t))]
    if record.way == Way.SILENCE:
        told = t("{n} of {of} said that they agree; the others were silent", n=record.agreed, of=record.reviewers)
        notes.append(plain(told))
    elif record.by:
        notes.append(name(record.by))
    if record.corrects:
        notes.append(plain(t("Corrects {number}, hash {hash}", number=record.corrects, hash=record.corrects_hash)))
    present, absent = (sorted((name(one) for one in marks), key=str.casefold) for marks in (record.present, record.absent))
    parts = [*_there(present, absent, t), *_items(items, t), _proof(kept, heads, t)]
    foot = plain(
        t("{number} · record {serial} · {hash}", number=record.number, serial=record.serial, hash=kept.hash[:SHORT_HASH])
    )
    verdict = plain(t(words.WAYS[Way(record.way)]))
    return _document(shown, record.number, verdict, notes, parts, foot, council, zone, t)


def _document(
    shown: Shown, number: str, verdict: str, notes: Sequence[str], parts: Sequence[Section], foot: str, council: Council,
    zone: str, t: Texts,
) -> Document:  # fmt: skip
    meeting = shown.meeting
    return Document(
        language=t.language, issuer=t.named(council.names), kind=plain(t("Minutes of a meeting")), number=number,
        title=meeting.draft.title, verdict=verdict, verdict_notes=notes, sections=[_meeting(shown, council, zone, t), *parts],
        foot=foot, page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
    )  # fmt: skip


def _meeting(shown: Shown, council: Council, zone: str, t: Texts) -> Section:
    meeting = shown.meeting
    groups = "\n".join(group_label(council, code, t) for code in meeting.draft.groups)
    pairs = [(t("Groups"), groups), (t("When"), plain(span(meeting.starts_at, meeting.ends_at, zone, t))),
             (t("Place"), meeting.draft.place), (t("Link"), meeting.draft.link)]  # fmt: skip
    return Section(plain(t(words.MEETING)), [Facts([(plain(name), value) for name, value in pairs if value])])


def _there(present: Sequence[str], absent: Sequence[str], t: Texts) -> Iterable[Section]:
    if not present and not absent:
        told = plain(t("Who was there was not recorded."))
        return [Section(plain(t(words.PRESENT)), [Words(told)])]
    listed: Mapping[str, Sequence[str]] = {words.PRESENT: present, words.ABSENT: absent}
    return [Section(plain(t(label)), [Words("\n".join(names))]) for label, names in listed.items() if names]


def _items(items: Sequence[_Item], t: Texts) -> Iterable[Section]:
    for at, item in enumerate(items, start=1):
        blocks: list[Block] = [Words(item.said)] if item.said else []
        if item.agreed:
            blocks.append(Words(plain(t("{label}: {text}", label=t(words.AGREED), text=item.agreed))))
        if item.actions:
            heads = [plain(t(one)) for one in (words.WHAT, words.WHO, words.WHEN)]
            blocks.append(Table(heads, [(what, who, full_day(due, t)) for what, who, due in item.actions], (6, 4, 3)))
        yield Section(plain(t("{nth}. {title}", nth=at, title=item.title)), blocks)


def _proof(kept: KeptMinutes, heads: Heads, t: Texts) -> Section:
    about = t("Every record's hash covers the record before it. Whoever keeps this page can have the chain compared with it: "
              "a record that was changed, left out or added later would show.")  # fmt: skip
    pairs = (
        (t("Record number"), str(kept.record.serial)),
        (t("Hash, head of the chain when it was written"), kept.hash),
        (t("Hash of the record before"), kept.previous),
        (t("Head of the records when this was issued"), str(heads.records)),
        (t("Head of the log when this was issued"), str(heads.audit)),
    )
    return Section(plain(t(words.PROOF)), [Words(plain(about)), Codes([(plain(name), value) for name, value in pairs])])
