"""A recommendation's page, its history and comments, and the list of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Step, Version
from council.rounds import Round, RoundState
from handlers.common.dates import day, moment
from handlers.common.decision_words import ended
from handlers.common.navigation import Open, Thing
from handlers.common.text_layout import beginning, pages
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines, link
from handlers.recommendations.presses import Browse, Do, Find, Part, Show, Sure

EXCERPT = 700
LISTED_TITLE = 70
ON_A_PAGE = 8
"""How many recommendations the list shows at a time."""


MOST_MEETINGS = 4
"""Meetings that discussed it, on a page: the latest."""


@dataclass(frozen=True, slots=True)
class Page:
    """A recommendation as one person sees it. `rounds`: those that they may see; `comments`: how many there are;
    `meetings`: those that discussed it, each with when it began."""

    about: Recommendation
    author: str
    rounds: Sequence[Round] = ()
    comments: int = 0
    steps: frozenset[Step] = frozenset()
    meetings: Sequence[tuple[int, datetime]] = ()


def stage_name(stage: Stage, t: Texts) -> Markup:
    """Where it stands, within a line."""
    names = {
        Stage.DRAFT: t.within("a recommendation is", "draft"),
        Stage.CONSULTATION: t.within("a recommendation is", "in consultation"),
        Stage.ROUND: t.within("a recommendation is", "positions are taken"),
        Stage.OUTCOME: t.within("a recommendation is", "the group has decided"),
        Stage.FORWARDED: t.within("a recommendation is", "with the Executive Committee"),
        Stage.ADOPTED: t.within("a recommendation is", "adopted"),
        Stage.RETURNED: t.within("a recommendation is", "returned with comments"),
        Stage.DECLINED: t.within("a recommendation is", "declined"),
        Stage.WITHDRAWN: t.within("a recommendation is", "withdrawn"),
    }
    return names[stage]


_STEPS: Mapping[Step, str] = {
    Step.COMMENT: N_("Comment"),
    Step.CONSULT: N_("Ask for comments"),
    Step.OPEN: N_("Open a round"),
    Step.REVISE: N_("New version"),
    Step.FORWARD: N_("Forward to the Executive Committee"),
    Step.RETURN: N_("Return with comments"),
    Step.DECLINE: N_("Decline"),
    Step.WITHDRAW: N_("Withdraw it"),
}


def step_name(step: Step, t: Texts) -> Markup:
    """What the button of a step says."""
    return t(_STEPS[step])


def standing(about: Recommendation, last: Round | None, t: Texts) -> Markup:
    """Where it stands: of what its group has decided, how."""
    if about.stage is Stage.OUTCOME and last is not None and last.outcome is not None:
        return ended(last.terms, last.outcome, t)
    if last is not None and last.state is RoundState.AWAITING:
        return t("the chair decides")
    return stage_name(about.stage, t)


def page(seen: Page, zone: str, t: Texts) -> View:
    """The page: where it stands, the text or its beginning, its rounds, and what can be done."""
    about = seen.about
    last = next((one for one in reversed(seen.rounds) if one.state is not RoundState.WITHDRAWN), None)
    text = lines(
        bold(t("{number}: {stage}", number=about.number, stage=standing(about, last, t))),
        about.title,
        t("Group {group} · proposed by {name}", group=about.group, name=seen.author),
        t("Version {version} (text {hash}…)", version=about.version, hash=about.hash[:4]),
        t("In a file: {name}", name=about.document.name) if about.document else None,
        "",
        t("“{text}”", text=beginning(about.text, EXCERPT)),
        *(["", *(_round_line(round_, about, zone, t) for round_ in seen.rounds)] if seen.rounds else []),
        *(t("Discussed at the meeting of {day}", day=day(at, zone, t)) for _, at in seen.meetings[-MOST_MEETINGS:]),
        _what_next(about, t),
    )
    return View(text, (*_ways(seen, t), *_meeting_rows(seen, zone, t)), protect=about.stage is Stage.DRAFT)


def _meeting_rows(seen: Page, zone: str, t: Texts) -> Rows:
    return in_rows(
        button(t("Meeting of {day}", day=day(at, zone, t)), Open(Thing.MEETING, id_))
        for id_, at in seen.meetings[-MOST_MEETINGS:]
    )


def _round_line(round_: Round, about: Recommendation, zone: str, t: Texts) -> Markup:
    body = _body(round_.group, about, t)
    if round_.outcome is not None:
        told = ended(round_.terms, round_.outcome, t)
        when = day(round_.closed_at or round_.deadline, zone, t)
        return t(
            "{body}, version {version}: {outcome}, {when}", body=body, version=round_.version, outcome=told, when=when
        )
    states = {
        RoundState.PLANNED: t("opens {when}", when=moment(round_.opened_at, zone, t)),
        RoundState.OPEN: t("open until {when}", when=moment(round_.deadline, zone, t)),
        RoundState.AWAITING: t("the chair decides"),
        RoundState.WITHDRAWN: t("withdrawn"),
        RoundState.CLOSED: t("closed"),
    }
    return t("{body}, version {version}: {state}", body=body, version=round_.version, state=states[round_.state])


def _what_next(about: Recommendation, t: Texts) -> Markup | None:
    told = {
        Stage.DRAFT: t("Only its author, the chair and the secretariat see it."),
        Stage.CONSULTATION: t("Comments are asked for; no positions are taken yet."),
        Stage.RETURNED: t("It can be asked about again once there is a new version."),
    }
    note = told.get(about.stage)
    if about.stage is Stage.RETURNED and about.version > about.returned_version:
        note = t("There is a new version: it can be asked about again.")
    return lines("", note) if note is not None else None


def _ways(seen: Page, t: Texts) -> Rows:
    about = seen.about
    if not about.id:  # a preview: nothing can be opened yet
        return ()
    first: list[Button] = [button(t("Read all"), Show(about.id, Part.TEXT))]
    if about.link:
        first.append(link(t("Full document"), about.link))
    second = [button(t("History"), Show(about.id, Part.HISTORY))]
    if seen.comments:
        second.append(button(t("Comments ({n})", n=seen.comments), Show(about.id, Part.COMMENTS)))
    cards = [
        button(
            t("Record, {group}, version {version}", group=round_.group, version=round_.version),
            Open(Thing.RECORD, round_.id),
        )
        if round_.state is RoundState.CLOSED
        else button(t("Card, {group}", group=round_.group), Open(Thing.ROUND, round_.id))
        for round_ in seen.rounds[-4:]
        if round_.state is not RoundState.WITHDRAWN
    ]
    steps = [button(step_name(step, t), Do(about.id, step)) for step in Step if step in seen.steps]
    return (tuple(first), tuple(second), *in_rows(cards), *in_rows(steps))


def whole_text(about: Recommendation, t: Texts) -> View:
    """The text to read; where a file holds the whole, these are the words that sum it up."""
    head = t("{number}, version {version}", number=about.number, version=about.version)
    return View(lines(bold(head), "", about.text), protect=True)


def file_words(number: str, version: int, hash_: str, t: Texts) -> View:
    """The words under the file that holds the text."""
    return View(
        lines(
            bold(t("{number}, version {version}", number=number, version=version)),
            t("SHA-256: {hash}", hash=hash_),
        ),
        protect=True,
    )


def proposed(about: Recommendation, t: Texts) -> View:
    """To the one who proposed it."""
    told = (
        t("Everyone in the group can comment now. Nobody takes a position yet.")
        if about.stage is Stage.CONSULTATION
        else t("Only its author, the chair and the secretariat see it.")
    )
    head = t("{number}: {stage}", number=about.number, stage=stage_name(about.stage, t))
    return View(lines(bold(head), about.title, told), ((button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),),))


def revised(about: Recommendation, t: Texts) -> View:
    """To the one who changed the text."""
    told = t("{number}: version {version} is kept", number=about.number, version=about.version)
    return View(lines(bold(told), about.title), ((button(t("Its page"), Open(Thing.RECOMMENDATION, about.id)),),))


def ask(about: Recommendation, step: Step, t: Texts) -> View:
    """Before something is done that cannot be taken back."""
    told = {
        Step.CONSULT: t("Everyone in the group is asked for comments. Nobody takes a position yet."),
        Step.FORWARD: t(
            "The Executive Committee gets the text, the result, and reservations and dissent without names. "
            "It adopts it, returns it with comments, or declines it."
        ),
        Step.WITHDRAW: t("It then comes to nothing. This cannot be taken back."),
    }
    return View(
        lines(bold(t("{number}: {deed}?", number=about.number, deed=step_name(step, t))), about.title, told[step]),
        (
            (
                button(t("Yes"), Sure(about.id, step)),
                button(t("Leave it as it is"), Open(Thing.RECOMMENDATION, about.id)),
            ),
        ),
    )


def history(
    about: Recommendation, events: Sequence[Event], versions: Mapping[int, Version], rounds: Mapping[int, Round],
    bodies: Mapping[int, str], names: Mapping[int, str], zone: str, t: Texts,
) -> list[View]:  # fmt: skip
    """Everything that happened to it, in order; of each version the hash, and what its author said had changed.

    A round that is not in `rounds` is one that the reader may not see: only that it was held is told, and by whom.
    `bodies`: by round, the group that is asked in it.
    """
    entries = []
    for event in events:
        round_ = rounds.get(event.round or 0)
        who = names.get(event.person or 0)
        told = lines(
            "",
            t(
                "{when}: {what}",
                when=moment(event.at, zone, t),
                what=_what(event, round_, bodies.get(event.round or 0, about.group), about, t),
            ),
            t("By {name}", name=who) if who else None,
            _hash_line(event, versions, t),
            t("“{text}”", text=event.note) if event.note else None,
        )
        entries.append(told)
    head = t("{number}: history", number=about.number)
    return pages(head, entries)


def _hash_line(event: Event, versions: Mapping[int, Version], t: Texts) -> Markup | None:
    version = versions.get(event.version)
    if version is None or event.kind not in {Happened.DRAFTED, Happened.REVISED}:
        return None
    return t("Version {version}, SHA-256 {hash}", version=version.version, hash=version.hash)


def _body(group: str, about: Recommendation, t: Texts) -> Markup:
    """Who holds a round: the group that proposed it, or the Committee after it."""
    return t("Executive Committee") if group != about.group else t("Group {group}", group=group)


_OF_A_ROUND = frozenset(
    {Happened.PLANNED, Happened.OPENED, Happened.CLOSED, Happened.ROUND_WITHDRAWN, Happened.NOT_OPENED}
)


def _what(event: Event, round_: Round | None, group: str, about: Recommendation, t: Texts) -> Markup:
    if event.kind in _OF_A_ROUND:
        body = _body(group, about, t)
        if event.kind is Happened.CLOSED and round_ is not None and round_.outcome is not None:
            return t("{body}: {outcome}", body=body, outcome=ended(round_.terms, round_.outcome, t))
        return t("{body}: {outcome}", body=body, outcome=_of_a_round(event.kind, t))
    told = {
        Happened.DRAFTED: t("proposed"),
        Happened.REVISED: t("a new version"),
        Happened.CONSULTED: t("put up for comments"),
        Happened.FORWARDED: t("forwarded to the Executive Committee"),
        Happened.ADOPTED: t("adopted by the Executive Committee"),
        Happened.RETURNED: t("returned with comments by the Executive Committee"),
        Happened.DECLINED: t("declined by the Executive Committee"),
        Happened.WITHDRAWN: t.within("a recommendation is", "withdrawn"),
    }
    return told[event.kind]


def _of_a_round(kind: Happened, t: Texts) -> Markup:
    told = {
        Happened.PLANNED: t("a round was planned"),
        Happened.OPENED: t("a round was opened"),
        Happened.CLOSED: t("a round has closed"),
        Happened.ROUND_WITHDRAWN: t("a round was withdrawn"),
        Happened.NOT_OPENED: t("a planned round could not be opened"),
    }
    return told[kind]


def comments(
    about: Recommendation, said: Sequence[Comment], names: Mapping[int, str], zone: str, t: Texts
) -> list[View]:  # fmt: skip
    """All comments, in order, each with its author and the version that it is about."""
    entries = [
        lines(
            "",
            t("{name}, {when}, on version {version}:", name=names.get(one.person, ""), when=moment(one.made_at, zone, t),
              version=one.version),
            one.text,
        )
        for one in said
    ]  # fmt: skip
    return pages(t("{number}: comments", number=about.number), entries or [t("There are none yet.")])


@dataclass(frozen=True, slots=True)
class Shelves:
    """What /recommendations shows: what waits for the reader, then a stretch of all, which begins `at` of `total`.

    `last`: by recommendation, its last round, as far as it may be seen.
    """

    waiting: Sequence[Round]
    found: Sequence[Recommendation]
    last: Mapping[int, Round]
    at: int = 0
    total: int = 0
    search: str = ""


def listed(shelves: Shelves, now: datetime, zone: str, t: Texts) -> View:
    """What waits first, then where each of them stands, the latest first."""
    head = t("Recommendations with “{words}”", words=shelves.search) if shelves.search else t("Recommendations")
    parts: list[Markup | str] = [bold(head)]
    if shelves.waiting:
        parts += ["", bold(t("Waiting for you")), *(_waiting_line(round_, zone, t) for round_ in shelves.waiting)]
    if shelves.found:
        if shelves.waiting:
            parts += ["", bold(t("All of them"))]
        parts += [_line(about, shelves.last.get(about.id), now, zone, t) for about in shelves.found]
    elif shelves.search:
        parts.append(t("None has these words in its number, title or text."))
    elif not shelves.waiting:
        parts.append(t("There are none yet in your groups. When one is opened you will hear of it at once."))
    waiting = [button(t("Answer {number}", number=one.number), Open(Thing.ROUND, one.id)) for one in shelves.waiting]
    all_ = [button(about.number, Open(Thing.RECOMMENDATION, about.id)) for about in shelves.found]
    return View(lines(*parts), (*in_rows(waiting), *in_rows(all_, 3), *_turning(shelves, t)))


def _turning(shelves: Shelves, t: Texts) -> Rows:
    row: list[Button] = []
    if not shelves.search:
        if shelves.at:
            row.append(button(t("Later ones"), Browse(max(shelves.at - ON_A_PAGE, 0))))
        if shelves.at + len(shelves.found) < shelves.total:
            row.append(button(t("Earlier ones"), Browse(shelves.at + ON_A_PAGE)))
    if shelves.total or shelves.search:
        row.append(button(t("Search"), Find()))
    return in_rows(row, 3)


def _waiting_line(round_: Round, zone: str, t: Texts) -> Markup:
    when = moment(round_.deadline, zone, t)
    title = beginning(round_.title, LISTED_TITLE)
    return t("{number}, until {when}. {title}", number=round_.number, when=when, title=title)


def _line(about: Recommendation, last: Round | None, now: datetime, zone: str, t: Texts) -> Markup:
    title = beginning(about.title, LISTED_TITLE)
    if last is not None and last.open(now):
        when = moment(last.deadline, zone, t)
        return t("{number}, until {when}. {title}", number=about.number, when=when, title=title)
    if last is not None and last.state is RoundState.AWAITING:
        return t("{number}, the chair decides. {title}", number=about.number, title=title)
    return t("{number}, {stage}. {title}", number=about.number, stage=standing(about, last, t), title=title)
