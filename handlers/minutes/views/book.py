"""The agenda book: its pages, the words under it, and the page of its papers."""

from collections.abc import Sequence

from markupsafe import Markup

from council.agenda import numbered
from council.book import MOST_PAGES, MOST_PAPERS, PAPERS_SIZE, BookFacts, Earlier, Paper, numbers_in
from council.chain import Heads
from council.config import Council
from council.meetings import Meeting
from council.recommendations import Recommendation
from council.text_rules import beginning
from handlers.common.dates import moment, span
from handlers.common.documents import blocks
from handlers.common.documents.blocks import Block, Book, Codes, Facts, Section, Words
from handlers.common.names import group_label
from handlers.common.texts import Texts, plain
from handlers.common.view import View, button, titled
from handlers.meetings.views import card
from handlers.minutes.presses import AddPaper, DropPaper
from handlers.minutes.views import document

_LABEL = 40


def book(
    facts: BookFacts, papers: Sequence[blocks.Paper], heads: Heads, council: Council, issued: str, zone: str, t: Texts
) -> Book:
    """A meeting's agenda book; behind it come these papers. `issued`: when it was made, in words."""
    meeting = facts.meeting
    parts = [_agenda(facts, zone, t), *(_recommendation(one, facts, t) for one in facts.texts)]
    if facts.numbers:
        about = t("Their texts are not in this book, because not everyone who is invited may read them.")
        parts.append(_section(t("Other recommendations to be discussed"), Words("\n".join(facts.numbers)), Words(plain(about))))
    if facts.earlier is not None:
        parts.append(_earlier(facts.earlier, zone, t))
    parts.append(_issued(heads, issued, t))
    groups = [group_label(council, code, t) for code in meeting.draft.groups]
    return Book(
        language=t.language, issuer=t.named(council.names), kind=plain(t("Agenda book")), title=meeting.draft.title,
        facts=_pairs([(t("Groups"), "\n".join(groups)), *_where(meeting, zone, t), (t("Issued"), issued)]),
        contents=plain(t("Contents")), sections=parts, papers=papers,
        foot=beginning(meeting.draft.title, 80), page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
    )  # fmt: skip


def _section(heading: str, *parts: Block) -> Section:
    return Section(plain(heading), parts)


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(plain(name), plain(value)) for name, value in pairs if value]


def _where(meeting: Meeting, zone: str, t: Texts) -> list[tuple[str, str]]:
    draft = meeting.draft
    when = plain(span(meeting.starts_at, meeting.ends_at, zone, t))
    return [(t("When"), when), (t("Place"), draft.place), (t("Link"), draft.link)]


def _agenda(facts: BookFacts, zone: str, t: Texts) -> Section:
    agenda, meeting = facts.agenda, facts.meeting
    pairs = _where(meeting, zone, t)
    if agenda is not None and agenda.version > 1:
        pairs.append((t("Version"), str(agenda.version)))
    if agenda is not None and agenda.link:
        pairs.append((t("Agenda"), agenda.link))
    if agenda is not None and agenda.file_id:
        pairs.append((t("Agenda"), agenda.file_name or plain(t("a file"))))
    told: list[Block] = [Facts(_pairs(pairs))]
    told += [Words(item) for item in numbered(agenda.items if agenda else ())]
    if not (agenda and agenda.given):
        told.append(Words(plain(t("The agenda comes separately."))))
    if meeting.draft.notes:
        told.append(Words(meeting.draft.notes, quoted=True))
    return _section(t("Agenda"), *told)


def _recommendation(about: Recommendation, facts: BookFacts, t: Texts) -> Section:
    pairs = [(t("Version"), str(about.version))]
    items = numbered(facts.agenda.items) if facts.agenda else []
    named = [item for item in items if about.number in numbers_in([item])]
    if named:
        pairs.append((t("Item of the agenda"), "\n".join(named)))
    if about.id in facts.comments:
        pairs.append((t("Comments"), str(facts.comments[about.id])))
    if about.link:
        pairs.append((t("Full document"), about.link))
    if about.document is not None:
        pairs.append((t("File"), about.document.name))
    text = [Words(about.text, quoted=True)] if about.text else []
    codes = Codes(_pairs([(t("SHA-256"), about.hash)]))
    return _section(t("{number}. {title}", number=about.number, title=about.title), Facts(_pairs(pairs)), *text, codes)


def _earlier(earlier: Earlier, zone: str, t: Texts) -> Section:
    meeting, sent, written = earlier.meeting, earlier.sent, earlier.written
    told: list[Block]
    pairs = [(t("Meeting"), meeting.draft.title), (t("When"), plain(span(meeting.starts_at, meeting.ends_at, zone, t)))]
    if written is not None:
        pairs.append((t("Minutes"), written.number))
        told = [Facts(_pairs(pairs))]
        for part in document.sections(written.items, earlier.names, t):
            told += [Words(part.heading), *part.blocks]
        return _section(t("Minutes of the meeting before"), *told)
    if sent is not None:
        pairs.append((t("Minutes"), sent.link or sent.file_name or plain(t("a file"))))
    told = [Facts(_pairs(pairs))]
    if sent is None:
        told.append(Words(plain(t("There are no minutes yet."))))
    elif not sent.link:
        told.append(Words(plain(t("They were sent as a file: it is on the card of that meeting."))))
    return _section(t("Minutes of the meeting before"), *told)


def _issued(heads: Heads, issued: str, t: Texts) -> Section:
    codes = ((t("Head of the records when this was issued"), str(heads.records)),
             (t("Head of the log when this was issued"), str(heads.audit)))  # fmt: skip
    told = t("This is the agenda as it stood then: a later one is on the meeting's card.")
    return _section(t("About this book"), Facts(_pairs([(t("Issued"), issued)])), Words(plain(told)), Codes(_pairs(codes)))


def not_included(name: str, why: str, t: Texts) -> blocks.Paper:
    """A paper that is named in the contents only."""
    return blocks.Paper(name, 0, plain(t("not included: {why}", why=why)))


def under_book(council: Council, facts: BookFacts, zone: str, t: Texts) -> View:
    """The words under the book: what is in it."""
    meeting = facts.meeting
    texts, papers = len(facts.texts), len(facts.papers)
    told: list[Markup | None] = [
        t.plural("{n} recommendation to be discussed", "{n} recommendations to be discussed", texts) if texts else None,
        t.plural("{n} paper", "{n} papers", papers) if papers else None,
    ]
    head = t("Agenda book: {meeting}", meeting=card.named(council, meeting, t))
    return titled(head, card.span_of(meeting, zone, t), *told, rows=card.opening(meeting, t))


def papers_page(council: Council, meeting: Meeting, papers: Sequence[Paper], zone: str, t: Texts, *, sent: bool = False) -> View:
    """The papers of a meeting's book, each with a way to take it out, for those who look after it. `sent`: the book has gone out
    already."""
    head = t("Papers of the agenda book: {meeting}", meeting=card.named(council, meeting, t))
    at = meeting.starts_at
    told: list[Markup | str | None] = [
        t("{nth}. {name}, {pages}", nth=nth, name=paper.name, pages=t.plural("{n} page", "{n} pages", paper.pages))
        for nth, paper in enumerate(papers, start=1)
    ]
    told = told or [t("None yet. A paper is a PDF file that is put behind the agenda and the recommendations.")]
    note = (
        t("The book was sent already. Whoever presses “Agenda book” on the meeting's card gets it as it is now.")
        if sent
        else None
    )
    rows = [
        (button(t("Take out {nth}. {name}", nth=nth, name=beginning(paper.name, _LABEL)), DropPaper(paper.id)),)
        for nth, paper in enumerate(papers, start=1)
    ]
    add = [(button(t("Add a paper"), AddPaper(meeting.id)),)] if len(papers) < MOST_PAPERS else []
    return titled(
        head, moment(at, zone, t), "", *told, *(["", note] if note else []), rows=[*rows, *add, *card.opening(meeting, t)]
    )


def ask_for_paper(t: Texts) -> Markup:
    """What a paper may be."""
    return t("Send the paper as a PDF file: up to 20 MB and {pages} pages; all papers together up to {most} MB. A document of "
             "another kind: please save it as PDF first.", pages=MOST_PAGES, most=PAPERS_SIZE // 2**20)  # fmt: skip
