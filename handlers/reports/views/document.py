"""A year's report: what stands in it, part by part, in the reader's language. The public edition is made of what
`council.reports.public` leaves, and of no more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from council.chain import Heads
from council.clock import zone as zone_of
from council.config import Council
from council.followup import FollowUp, State
from council.reports import Edition, Followed, by_state, cell, columns
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Picture, Section, Table, Words
from handlers.common.names import group_label
from handlers.common.pictures.followup import followup_picture
from handlers.common.texts import N_, Texts, plain
from handlers.reports.views import picture, words
from handlers.reports.views.spreadsheets import evidence, lead

ROWS = 11
"""Recommendations on one picture: as many as can be read on a sheet of paper."""

MOST_CHARTS = 8
"""Pictures in a report: each takes some ten megabytes while it is put in."""

SUMMARY = 700
"""How much of a recommendation's text stands in the report; all of it is in its record."""

EDITIONS: Mapping[Edition, str] = {
    Edition.FULL: N_("Edition for the council: with names. It shows what its reader may see."),
    Edition.PUBLIC: N_("Public edition: without names of people."),
}


def document(council: Council, followed: Followed, edition: Edition, heads: Heads, issued: date, t: Texts) -> Document:
    """The report, `issued` on this day (where the council has its seat). Draws pictures: CPU-bound, do not run on the event
    loop. `heads`: of the chains, as it is issued."""
    shown = followed.public() if edition is Edition.PUBLIC else followed
    return _Writer(council, shown, edition, heads, issued, t).document()


class _Writer:
    def __init__(self, council: Council, followed: Followed, edition: Edition, heads: Heads, issued: date, t: Texts) -> None:
        self._council, self._followed, self._edition = council, followed, edition
        self._heads, self._today, self._issued, self._t = heads, followed.day, issued, t
        self._found, self._known, self._public = followed.found, followed.known, edition is Edition.PUBLIC

    def document(self) -> Document:
        t, n, followed = self._t, len(self._found), self._followed
        parts = [self._summary(), self._by_group(), self._by_addressee(), self._pictures(), self._late()]
        whole = group_label(self._council, followed.group, t) if followed.group else ""
        day, issued = full_day(self._today, t), full_day(self._issued, t)
        as_of = t("As of {day}", day=day) if day == issued else t("As of {day}; issued on {issued}", day=day, issued=issued)
        return Document(
            language=t.language,
            issuer=t.named(self._council.names),
            kind=plain(t("Yearly report")),
            number=str(followed.year),
            title=" · ".join(filter(None, (plain(t("What became of the council's recommendations")), whole))),
            verdict=plain(t.plural("{n} recommendation in follow-up", "{n} recommendations in follow-up", n)),
            verdict_notes=[*([words.counted(by_state(self._found), t)] if n else []), plain(as_of)],
            sections=[*(one for one in parts if one), *(self._recommendation(one) for one in self._found), self._proof()],
            foot=plain(t("What became of recommendations, {year}", year=str(followed.year))),
            page_of=plain(t("Page {page} of {pages}", page="{page}", pages="{pages}")),
            edition=plain(t(EDITIONS[self._edition])),
        )

    def _local(self, at: datetime) -> date:
        return at.astimezone(zone_of(self._council.zone)).date()

    def _day(self, at: datetime) -> str:
        return full_day(self._local(at), self._t)

    def _summary(self) -> Section:
        t, year = self._t, self._followed.year
        adopted = sum(self._local(one.adopted_at).year == year for one in self._found)
        late = sum(len(one.late(self._today)) for one in self._found)
        pairs = [
            (t("Adopted in {year}", year=str(year)), adopted),
            (t("Adopted earlier"), len(self._found) - adopted),
            (t("Measures"), sum(not measure.dropped for one in self._found for measure in one.measures)),
            (t("Late measures"), late),
            (t("Ended"), sum(one.ended for one in self._found)),
        ]
        return _section(t("In figures"), Facts([(plain(name), str(n)) for name, n in pairs]))

    def _states(self, named: Iterable[tuple[str, Sequence[State]]], head: Markup, title: Markup) -> Section | None:
        """A table of how many are in each state."""
        t = self._t
        rows = [[name, str(len(states)), words.counted(Counter(states), t)] for name, states in named if states]
        heads = [plain(head), plain(t("In all")), plain(t("State"))]
        return _section(title, Table(heads, rows, (9, 4, 20))) if rows else None

    def _by_group(self) -> Section | None:
        t, codes = self._t, dict.fromkeys(one.group for one in self._found)
        named = [
            (group_label(self._council, code, t), [one.state() for one in self._found if one.group == code]) for code in codes
        ]
        return self._states(named, t("Group"), t("By group: the council's view"))

    def _by_addressee(self) -> Section | None:
        """By the states that they are addressed to, as the picture has them."""
        t = self._t
        cells = [(code, [cell(one, code, self._known) for one in self._found]) for code in columns(self._found, self._known)]
        named = [(words.column(code, self._known, t), [state for state in states if state]) for code, states in cells]
        return self._states(named, t("Addressed to"), t("By state: what those who answer for it have said"))

    def _pictures(self) -> Section | None:
        t = self._t
        if not self._found:
            return None
        drawn = picture.charts(self._council, "", self._found, self._known, self._today, t, ROWS)
        about = plain(t("A row for each recommendation, a column for each state."))
        pictures = [Picture(followup_picture(one), about) for one in drawn[:MOST_CHARTS]]
        rest = [Words(plain(t("The others follow below, one by one.")))] if len(drawn) > MOST_CHARTS else []
        return _section(t("At a glance"), *pictures, *rest)

    def _late(self) -> Section | None:
        t = self._t
        rows = [[one.number, measure.what, words.who(measure, self._known, t), full_day(measure.due, t)]
                for one in self._found for measure in one.late(self._today)]  # fmt: skip
        heads = [plain(head) for head in (t("Number"), t("Measure"), t("Who"), t("By when"))]
        return _section(t("What is late"), Table(heads, rows, (3, 7, 4, 3))) if rows else None

    def _recommendation(self, one: FollowUp) -> Section:
        t, view = self._t, one.answer()
        pairs = [
            (t("Group"), group_label(self._council, one.group, t)),
            (t("Adopted on"), self._day(one.adopted_at)),
            (t("The council's view"), self._said(words.state(one.state(), t), view.at if view else None)),
            (t("Answer"), view.words if view else ""),
            (t("Evidence"), evidence(view.evidence) if view else ""),
            (t("Lead"), lead(one.lead, self._followed.leads, t)),
            (t("Indicator"), one.indicator),
            (t("Review on"), full_day(one.review, t) if one.review else ""),
            (t("Ended"), plain(t("yes")) if one.ended else ""),
        ]
        text = beginning(self._followed.texts.get(one.recommendation, ""), SUMMARY)
        blocks: list[Block | None] = [
            Words(text, quoted=True) if text else None,
            Facts([(plain(name), value) for name, value in pairs if value]),
            self._addressees(one), self._measures(one),
        ]  # fmt: skip
        return Section(f"{one.number}. {one.title}", [block for block in blocks if block])

    def _said(self, state: str, at: datetime | None) -> str:
        return f"{state}, {self._day(at)}" if at else state

    def _addressees(self, one: FollowUp) -> Table | None:
        t, rows = self._t, []
        for key in one.addressees:
            said, name, state = one.answer(key), words.addressee(key, self._known, t), words.state(one.state(key), t)
            told = [said.words, self._day(said.at), evidence(said.evidence)] if said else ["", "", ""]
            rows.append([name, state, *told])
        heads = (t("Addressee"), t("State"), t("Answer"), t("Said on"), t("Evidence"))
        return Table([plain(head) for head in heads], rows, (4, 3, 5, 3, 4)) if rows else None

    def _measures(self, one: FollowUp) -> Table | None:
        t, late, rows = self._t, one.late(self._today), []
        for measure in one.measures:
            if not measure.dropped:
                state = words.state(measure.state, t)
                told = plain(t("{state}, late", state=state)) if measure in late else state
                rows.append([measure.what, words.who(measure, self._known, t), full_day(measure.due, t), told])
        heads = (t("Measure"), t("Who"), t("By when"), t("State"))
        return Table([plain(head) for head in heads], rows, (7, 4, 3, 4)) if rows else None

    def _proof(self) -> Section:
        t = self._t
        about = t("The texts are those of the council's records. Each of the two heads covers everything that was recorded "
                  "before this report was issued.")  # fmt: skip
        pairs = ((t("Head of the records when this was issued"), str(self._heads.records)),
                 (t("Head of the log when this was issued"), str(self._heads.audit)))  # fmt: skip
        return _section(
            t("How to verify this report"), Words(plain(about)), Codes([(plain(name), value) for name, value in pairs])
        )


def _section(heading: Markup, *blocks: Block) -> Section:
    return Section(plain(heading), blocks)
