"""Minutes as messages: their page, the corrections, what is told of them."""

from collections.abc import Sequence

from markupsafe import Markup

from council.config import Council
from council.meetings import Meeting
from council.minutes import Correction, Item, Minutes, MinutesState, SentMinutes
from council.text_rules import beginning, distinct
from handlers.common.dates import day, full_day, moment
from handlers.common.navigation import Open, Thing
from handlers.common.rich import Details, Heading, Paragraph, Table, rich_view
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, Style, View, bold, button, copying, glance, in_rows, lines, link, titled
from handlers.meetings.presses import ShowMinutes
from handlers.meetings.views import card
from handlers.minutes import presses
from handlers.minutes.presses import DoMinutes, FileForm, GetMinutes, OnMinutes
from handlers.minutes.views import words
from handlers.minutes.views.words import Shown

_SHORT, _LABEL = 160, 40
MOST_TO_DO = 40
"""Rows of what is to be done in the message that tells of approved minutes: all of them are in the minutes."""

MOST_SHOWN = 8
"""Corrections on one screen: the open ones first."""


def page(council: Council, shown: Shown, zone: str, t: Texts, note: Markup | None = None) -> View:
    """The page of minutes, with what this reader can do; `note`: what was done."""
    about = shown.about
    head = words.heading(shown, card.named(council, shown.meeting, t), t)
    long = sum(len(item.said) + len(item.agreed) for item in shown.items) > 2000
    told: list[Markup | str] = []
    for place, item in enumerate(shown.items, start=1):
        told += ["", *words.item_lines(place, item, shown.names, t, _SHORT if long or shown.sight.writes else 0)]
    unsent = t("You have changed the text: the reviewers have not been told yet.") if about.pending else None
    mine = t("You: you agree") if shown.mine and about.state is MinutesState.REVIEW else None
    state = words.state_lines(shown, zone, t)
    first = (bold(head), note, card.span_of(shown.meeting, zone, t), *state, mine, unsent)
    return View(glance(first, told), _ways(shown, t))


def _ways(shown: Shown, t: Texts) -> Rows:
    about, sight = shown.about, shown.sight
    rows: list[Sequence[Button]] = []
    if about.state is MinutesState.REVIEW and sight.reviews:
        agree = [] if shown.mine else [button(t("I agree"), presses.Agree(about.id, about.version), Style.SUCCESS)]
        rows.append([*agree, button(t("Correct something"), presses.Correct(about.id))])
    if about.state is not MinutesState.APPROVED and sight.writes:
        rows += _writing(shown, t)
    if about.state is MinutesState.REVIEW and sight.approves:
        label = t("Approve for the chair") if sight.writes else t("Approve")
        rows.append([button(label, presses.Approve(about.id, about.version), None if about.pending else Style.PRIMARY)])
    if about.state is MinutesState.APPROVED and sight.writes:
        rows.append([button(t("Correct the approved minutes"), DoMinutes(about.id, OnMinutes.SUPERSEDE))])
    if about.state is MinutesState.APPROVED:
        rows.append(copying(t("Copy the hash"), about.hash))
    rows.append([button(t("PDF"), GetMinutes(about.id, FileForm.PDF)), button(t("DOCX"), GetMinutes(about.id, FileForm.DOCX))])
    return (*map(tuple, rows), *card.opening(shown.meeting, t))


def _writing(shown: Shown, t: Texts) -> Sequence[Sequence[Button]]:
    about, n = shown.about, len(shown.items)
    whole = [t("{nth}. {title}", nth=at, title=item.title).unescape() for at, item in enumerate(shown.items, start=1)]
    titles = distinct(whole, _LABEL)
    rows: list[Sequence[Button]] = []
    for at, (title, item) in enumerate(zip(titles, shown.items, strict=True), start=1):
        rows.append([button(f"✓ {title}" if item.filled else title, presses.EditItem(about.id, at))])
    rows.append([button(t("Add an item"), presses.EditItem(about.id, n + 1)), button(t("From a DOCX"), presses.Upload(about.id))])
    if n > 1:
        rows.append([button(t("Take an item out"), DoMinutes(about.id, OnMinutes.TAKE_OUT))])
    if about.state is MinutesState.DRAFT:
        rows.append([button(t("Send for review"), DoMinutes(about.id, OnMinutes.REVIEW), Style.PRIMARY)])
        rows.append([button(t("Discard the draft"), DoMinutes(about.id, OnMinutes.DISCARD))])
        return rows
    if about.pending:
        rows.append([button(t("Send the changes"), DoMinutes(about.id, OnMinutes.SEND), Style.PRIMARY)])
    if shown.corrections:
        label = t("Corrections ({n})", n=len(shown.corrections))
        rows.append([button(label, DoMinutes(about.id, OnMinutes.CORRECTIONS))])
    return rows


def to_take_out(council: Council, shown: Shown, t: Texts) -> View:
    """Which item is to be taken out."""
    head = t("Minutes: {meeting}", meeting=card.named(council, shown.meeting, t))
    listed = [t("{nth}. {title}", nth=at, title=one.title).unescape() for at, one in enumerate(shown.items, start=1)]
    rows = [[button(title, presses.DropItem(shown.about.id, at))] for at, title in enumerate(distinct(listed, _LABEL), start=1)]
    return titled(head, t("Which item is to be taken out?"), rows=[*rows, [_back(shown, t)]])


def _back(shown: Shown, t: Texts) -> Button:
    return button(t("To the minutes"), DoMinutes(shown.about.id, OnMinutes.SHOW))


def item(item: Item, place: int, names: dict[int, str], t: Texts) -> View:
    """One item before it is kept."""
    return View(lines(*words.item_lines(place, item, names, t)))


def read_from_file(items: Sequence[Item], names: dict[int, str], t: Texts) -> View:
    """What was read from a file, before it is taken."""
    told: list[Markup | str] = [t.plural("{n} item was read:", "{n} items were read:", len(items))]
    for place, one in enumerate(items, start=1):
        told += ["", *words.item_lines(place, one, names, t, _SHORT)]
    return View(lines(*told, "", t("They take the place of all items that are there.")))


def corrections(council: Council, shown: Shown, zone: str, t: Texts) -> View:
    """All corrections in one list, the open ones first, each with the ways to decide on it."""
    listed = sorted(shown.corrections, key=lambda one: (one.taken is not None, one.id))[:MOST_SHOWN]
    told: list[Markup | str] = []
    rows: list[Sequence[Button]] = []
    for one in listed:
        told += ["", *_correction(one, shown, zone, t)]
        if one.taken is None and shown.about.state is MinutesState.REVIEW:
            rows.append([button(t("Taken: {id}", id=one.id), presses.Decide(one.id, 1)),
                         button(t("Not taken: {id}", id=one.id), presses.Decide(one.id, 0))])  # fmt: skip
    left = len(shown.corrections) - len(listed)
    more = t.plural("And {n} more.", "And {n} more.", left) if left else None
    head = t("Corrections: {meeting}", meeting=card.named(council, shown.meeting, t))
    return titled(head, *told, more, rows=[*rows, [_back(shown, t)]])


def _correction(one: Correction, shown: Shown, zone: str, t: Texts) -> Sequence[Markup]:
    who = shown.names.get(one.person) or t("somebody")
    told = [t("{id}. {what}; {who}, {when}", id=one.id, what=about_item(one.item, shown.items, t), who=who,
              when=moment(one.made_at, zone, t)), Markup("{}").format(one.text)]  # fmt: skip
    if one.taken is not None:
        told.append(t("Taken: {note}", note=one.note) if one.taken else t("Not taken: {note}", note=one.note))
    return told


def about_item(place: int, items: Sequence[Item], t: Texts) -> Markup:
    """Which item a correction is about."""
    if not 1 <= place <= len(items):
        return t("The minutes as a whole")
    return t("Item {nth}, {title}", nth=place, title=beginning(items[place - 1].title, 60))


def to_decide(one: Correction, items: Sequence[Item], t: Texts, *, taken: bool) -> Markup:
    """What is asked when a correction is decided on."""
    asked = t("What did you change? Its author is told.") if taken else t("Why not? Its author is told.")
    return lines(about_item(one.item, items, t), Markup("<i>{}</i>").format(one.text), "", asked)


def decided(council: Council, shown: Shown, one: Correction, t: Texts) -> View:
    """To the author of a correction: what became of it."""
    meeting = card.named(council, shown.meeting, t)
    head = t("Your correction is taken: {meeting}", meeting=meeting) if one.taken else t(
        "Your correction is not taken: {meeting}", meeting=meeting)  # fmt: skip
    told = (about_item(one.item, shown.items, t), Markup("<i>{}</i>").format(beginning(one.text, _SHORT)), one.note)
    return titled(head, *told, rows=[(button(t("Open the minutes"), ShowMinutes(shown.about.id)),)])


def changed(council: Council, shown: Shown, places: Sequence[int], zone: str, t: Texts) -> View:
    """To reviewers: the items that changed since the version that they have."""
    head = t("Minutes changed, version {version}: {meeting}", version=shown.about.version,
             meeting=card.named(council, shown.meeting, t))  # fmt: skip
    told: list[Markup | str] = []
    for place in places:
        told += ["", *words.item_lines(place, shown.items[place - 1], shown.names, t, _SHORT * 3)]
    gone = None if places else t("Items were taken out or put in another order.")
    rows = [(button(t("Open the minutes"), ShowMinutes(shown.about.id)),)]
    return titled(head, *words.state_lines(shown, zone, t), gone, *told, rows=rows)


def approved(council: Council, shown: Shown, zone: str, t: Texts) -> View:
    """To those who were invited: the minutes are approved; what was agreed, folded, and what is to be done by whom."""
    about, numbered = shown.about, list(enumerate(shown.items, start=1))
    head = t("Minutes approved, {number}: {meeting}", number=about.number, meeting=card.named(council, shown.meeting, t))
    agreed = [
        Paragraph(lines(bold(t("{nth}. {title}", nth=nth, title=one.title)), beginning(one.agreed, _SHORT * 3)))
        for nth, one in numbered if one.agreed
    ]  # fmt: skip
    actions = [action for item in shown.items for action in item.actions]
    rows = [(beginning(one.what, _SHORT), words.doer(one, shown.names, t), full_day(one.due, t)) for one in actions[:MOST_TO_DO]]
    left = len(actions) - len(rows)
    to_do = (
        Heading(t(words.ACTIONS), 4),
        Table((t(words.WHAT), t(words.WHO), t(words.WHEN)), rows),
        Paragraph(t.plural("And {n} more.", "And {n} more.", left)) if left else None,
    )
    get = (button(t("Open the minutes"), ShowMinutes(about.id)), button(t("PDF"), GetMinutes(about.id, FileForm.PDF)))
    return rich_view(
        [
            Heading(head),
            Paragraph(lines(*words.state_lines(shown, zone, t, hashed=False))),
            *(to_do if rows else ()),
            Details(t("{what} ({n})", what=t(words.AGREED), n=len(agreed)), agreed) if agreed else None,
            Details(t(words.PROOF), [Paragraph(t("Hash: {hash}", hash=about.hash))]),
        ],
        [get, copying(t("Copy the hash"), about.hash)],
    )


def stalled(council: Council, shown: Shown, t: Texts) -> View:
    """To the secretariat and the chairs: silence did not approve."""
    head = t("Minutes not approved: {meeting}", meeting=card.named(council, shown.meeting, t))
    n = shown.open
    why = t.plural("The time for corrections is over, and {n} correction is open.",
                   "The time for corrections is over, and {n} corrections are open.", n) if n else t(
        "The time for corrections is over, and a changed text was not sent to the reviewers.")  # fmt: skip
    then = t("The secretariat notes each as taken or not, and sends what it changes. Then the minutes are approved by silence or "
             "by the chair.")  # fmt: skip
    return titled(head, why, then, rows=[(button(t("Open the minutes"), ShowMinutes(shown.about.id)),)])


def under_file(council: Council, shown: Shown, zone: str, t: Texts) -> View:
    """The words under minutes as a file."""
    head = words.heading(shown, card.named(council, shown.meeting, t), t)
    return titled(head, *words.state_lines(shown, zone, t), protect=not shown.about.number)


def listed(council: Council, found: Sequence[tuple[Minutes, Meeting]], zone: str, t: Texts) -> View:
    """The last minutes that somebody may see."""
    if not found:
        return titled(t("Minutes of meetings"), t("There are no minutes for you to see yet: they come after a meeting."))
    told: list[Markup] = []
    buttons = []
    for at, (about, meeting) in enumerate(found, start=1):
        what = t("{number}, approved", number=about.number) if about.number else (
            t("in review") if about.state is MinutesState.REVIEW else t("a draft"))  # fmt: skip
        told.append(t("{at}. {meeting}, {when}: {what}", at=at, meeting=card.heading(council, meeting, t),
                      when=day(meeting.starts_at, zone, t), what=what))  # fmt: skip
        buttons.append(button(f"{at}. {about.number or meeting.draft.title}"[:_LABEL], ShowMinutes(about.id)))
    return titled(t("Minutes of meetings"), *told, rows=in_rows(buttons))


def discarded(meeting: Meeting, t: Texts) -> View:
    return View(t("The draft is deleted."), ((button(t("Open the meeting"), Open(Thing.MEETING, meeting.id)),),))


def minutes_sent(council: Council, meeting: Meeting, made: SentMinutes, zone: str, t: Texts) -> View:
    """To those who were invited; under the file, if it is one."""
    what = card.named(council, meeting, t)
    first = made.version == 1
    head = t("Minutes: {meeting}", meeting=what) if first else t("Corrected minutes: {meeting}", meeting=what)
    rows: Rows = ((link(t("Minutes"), made.link),),) if made.link else ()
    return titled(head, card.span_of(meeting, zone, t), made.link or None, rows=rows)
