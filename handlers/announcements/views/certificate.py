"""The delivery certificate: to whom it was sent, when Telegram took it, who confirmed; as a document and as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from council.announcements import CONFIRMED, Announcement, Content
from council.chain import Heads
from council.clock import zone as zone_of
from council.config import Council
from council.people import Person
from council.text_rules import bare
from handlers.announcements.views import words
from handlers.announcements.views.report import Results
from handlers.announcements.views.words import audience_words, medium_name, reason_words, secretary_name, title_words
from handlers.common.dates import city, moment
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.names import called, language_name
from handlers.common.proofs import heads_told
from handlers.common.texts import N_, Texts, plain
from handlers.common.xlsx_writer import Sheet, Value
from storage.announcement_deliveries import Post, Recipient
from storage.outbox import State

MOST_PRINTED, MOST_ROWS = 3000, 200_000
"""More people than this are not printed, since the table has them all; and more do not fit the table that is handed out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a certificate says: the results, every version's contents by language, the recipients, the posts with their
    chats' titles, the heads of the chains of its day, its author, and the names of what its audience is about."""

    results: Results
    said: Mapping[int, Mapping[str, Content]]
    people: Sequence[Recipient]
    posts: Sequence[tuple[str, Post]]
    heads: Heads
    author: Person | None = None
    about: words.About = field(default_factory=words.About)


MEANING = (
    N_(
        "“Accepted” is the time at which Telegram took the message for the recipient's chat. It does not say that it "
        "was read; that is what “confirmed” says, where it was asked for. The hash names the text exactly: any other "
        "text has another one."
    ),
    N_(
        "To compute a hash again: SHA-256 over these lines in UTF-8, joined by single line feeds (U+000A), with none at the "
        "end: what it is made of, in Telegram's words (“text”, “photo”); the text with its formatting as HTML; each link "
        "button as its label, a space and the link; each file as “file”, a space and Telegram's unique id of it "
        "(file_unique_id). The table (XLSX) has these lines, ready to be hashed."
    ),
)
"""What a certificate certifies."""


def number(found: Announcement, t: Texts) -> str:
    return plain(t("Announcement {n}", n=found.id))


UNDER = words.Reply(N_("Delivery of “{title}”"), N_("As it stands now."), report=False)
"""The words under the file."""

OUTCOMES: Mapping[State, str] = {
    State.SENT: N_("accepted by Telegram"), State.DEAD: N_("not reached: {reason}"),
    State.UNCERTAIN: N_("unknown: Telegram gave no answer"),
    State.CANCELLED: N_("not sent: stopped, or no longer in the audience"),
}  # fmt: skip
"""What became of one copy; of any other state, it waits."""


def _outcome(one: Recipient | Post, t: Texts) -> str:
    if one.state is State.SENT and one.reason == CONFIRMED:
        return plain(t("delivered: confirmed by the recipient"))
    told = OUTCOMES.get(one.state, N_("waits to be sent"))
    return plain(t(told, reason=reason_words(one.reason, t)))


def _taken(one: Recipient | Post) -> datetime | None:
    """When Telegram took it; of what is known by its confirmation alone, nobody can say."""
    return one.at if one.state is State.SENT and one.reason != CONFIRMED else None


def document(council: Council, evidence: Evidence, now: datetime, t: Texts) -> Document:
    """The certificate, in one language; times in the council's zone."""
    results, zone = evidence.results, council.zone
    found, tally = results.found, results.tally

    def at(instant: datetime | None) -> str:
        return plain(moment(instant, zone, t)) if instant is not None else "–"

    audience = audience_words(council, found.audience, evidence.about, t) if found.audience else ""
    facts = [
        (t("Sent by"), secretary_name(evidence.author, t)), (t("Addressed to"), plain(audience)),
        (t("Sent"), at(found.sent_at)), (t("Completed"), at(found.done_at)),
        (t("Corrected"), at(found.corrected_at) if found.corrected_at else None),
        (t("Taken back"), at(found.withdrawn_at) if found.withdrawn_at else None), (t("Recipients"), str(tally.total)),
        (t("Accepted by Telegram"), str(tally.delivered)),
        (t("Read and confirmed"), str(results.confirmed) if found.confirms else None),
        (t("Not reached"), str(sum(tally.failed.values()))), (t("Unknown"), str(tally.uncertain)),
    ]  # fmt: skip
    sent = Facts([(plain(name), value) for name, value in facts if value is not None])
    meaning = [*map(t, MEANING), *heads_told(evidence.heads, t)]
    notes = [plain(t("{n} confirmed that they have read it", n=results.confirmed))] if found.confirms else []
    return Document(
        language=t.language, issuer=t.named(council.names), kind=plain(t("Certificate of delivery")),
        number=number(found, t), title=plain(title_words(found, t)),
        verdict=plain(t("Accepted for {n} of {total} recipients", n=tally.delivered, total=tally.total)),
        verdict_notes=notes,
        sections=[
            Section(plain(t("What was sent")), [sent]),
            *_texts(evidence.said, t),
            Section(plain(t("Recipients")), _recipients(council, evidence, t)),
            *_posted(council, evidence.posts, t),
            Section(plain(t("What this certifies")), [Words(plain(line)) for line in meaning]),
        ],
        foot=plain(t("Issued {when}", when=moment(now, zone, t))),
        page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
    )  # fmt: skip


def _texts(said: Mapping[int, Mapping[str, Content]], t: Texts) -> list[Section]:
    sections = []
    for version, contents in said.items():
        for code, content in contents.items():
            name, medium = language_name(code, t), plain(medium_name(content.kind, t))
            heading = N_("Text in {language}, version {n}") if len(said) > 1 else N_("Text in {language}")
            blocks: list[Block] = [Words(bare(content.html) or medium, quoted=True)]
            if content.copied:
                blocks.append(Facts([(plain(t("Attachment")), medium)]))
            if content.links:
                blocks.append(Facts([(link.label, link.url) for link in content.links]))
            files = [("file_unique_id", file) for file in content.files]
            blocks.append(Codes([*files, ("SHA-256", content.fingerprint)]))
            sections.append(Section(plain(t(heading, language=name, n=version)), blocks))
    return sections


def _printed(council: Council, at: datetime | None) -> str:
    return f"{at.astimezone(zone_of(council.zone)):%d.%m.%Y %H:%M:%S}" if at is not None else "–"


def _recipients(council: Council, evidence: Evidence, t: Texts) -> list[Block]:
    total, confirms = evidence.results.tally.total, evidence.results.found.confirms
    if total > MOST_PRINTED:
        return [Words(plain(t("There are {n}: the table (XLSX) lists them all.", n=total)))]
    place, at = city(council.zone, t), partial(_printed, council)
    heads = [t("Name"), t("Language"), t("Accepted ({zone})", zone=place), t("Outcome")]
    rows = [[called(one.person, t), one.person.language, at(_taken(one)), _outcome(one, t)] for one in evidence.people]
    if confirms:
        heads.insert(3, t("Confirmed ({zone})", zone=place))
        for row, one in zip(rows, evidence.people, strict=True):
            again = one.earlier_at is not None and one.read_at is None
            row.insert(3, plain(t("{when}, an earlier text", when=at(one.earlier_at))) if again else at(one.read_at))
    widths = (13, 4, 8, 8, 8) if confirms else (10, 5, 9, 10)
    return [Table([plain(head) for head in heads], rows, widths)]


def _posted(council: Council, posts: Sequence[tuple[str, Post]], t: Texts) -> list[Section]:
    """The chats and channels that it was posted in, or not."""
    if not posts:
        return []
    heads = [t("Chat or channel"), t("Accepted ({zone})", zone=city(council.zone, t)), t("Outcome")]
    rows = [[title, _printed(council, _taken(one)), _outcome(one, t)] for title, one in posts]
    return [Section(plain(t("Chats and channels")), [Table([plain(head) for head in heads], rows, (12, 9, 10))])]


def sheets(council: Council, evidence: Evidence, t: Texts) -> tuple[Sheet, Sheet, Sheet]:
    """The same as tables: recipients, chats and channels, and texts with their hashes. Times in the council's zone."""
    zone = council.zone

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone_of(zone)).replace(tzinfo=None, microsecond=0) if at else None

    def sheet(name: str, heads: Sequence[str], rows: list[list[Value]], widths: tuple[int, ...]) -> Sheet:
        return Sheet(plain(name), [plain(head) for head in heads], rows, widths)

    accepted, confirmed = t("Accepted ({zone})", zone=zone), t("Confirmed ({zone})", zone=zone)
    earlier = [t("Before the correction ({zone})", zone=zone)] if any(one.earlier_at for one in evidence.people) else []

    def person(one: Recipient) -> list[Value]:
        who, times = one.person, (local(_taken(one)), local(one.read_at), *[local(one.earlier_at)] * len(earlier))
        return [called(who, t), who.organisation, who.country, who.language, _outcome(one, t), *times]

    people = [person(one) for one in evidence.people]
    posts: list[list[Value]] = [[title, _outcome(one, t), local(_taken(one))] for title, one in evidence.posts]
    texts: list[list[Value]] = [
        [version, code, bare(content.html), content.fingerprint, content.hashed]
        for version, contents in evidence.said.items()
        for code, content in contents.items()
    ]
    personal = [t("Name"), t("Organisation"), t("Country"), t("Language"), t("Outcome"), accepted, confirmed, *earlier]
    textual = [t("Version"), t("Language"), t("Text"), "SHA-256", t("What was hashed")]
    return (
        sheet(t("Recipients"), personal, people, (40, 40, 20, 10, 40, 22, 22, *[22] * len(earlier))),
        sheet(t("Chats and channels"), [t("Chat or channel"), t("Outcome"), accepted], posts, (40, 40, 22)),
        sheet(t("Texts"), textual, texts, (8, 10, 80, 66, 80)),
    )
