"""A recommendation's page, with its text, its history and the comments on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.people import Person
from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Step, Version
from council.rounds import Elector, Round, RoundState
from council.text_rules import MESSAGE_LIMIT, beginning, length
from handlers.common.dates import day, moment
from handlers.common.decision_words import ended
from handlers.common.names import called
from handlers.common.navigation import BeginFollowUp, Open, Thing
from handlers.common.position_blocks import positions
from handlers.common.rich import Heading, paragraphs, rich_view
from handlers.common.text_changes import since_version
from handlers.common.text_layout import text_page
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, Style, View, bold, button, glance, in_rows, lines, link, titled
from handlers.recommendations.presses import AskAgain, Do, Interest, Part, Show, Sure, TakeProposed

EXCERPT = 700
MOST_MEETINGS = 4
"""Meetings that discussed it, on a page: the latest."""


@dataclass(frozen=True, slots=True)
class Page:
    """A recommendation as one person sees it. `rounds`: those that they may see; `comments`: how many there are;
    `meetings`: those that discussed it, each with when it began; `history`: they may read it. To the Executive Committee
    neither of these is shown, nor the `author`. `interest`: whether they have declared one; None where they cannot now.
    `followed`: it is followed up; `follows`: they can begin that; `reopens`: they can ask for it to be taken up again."""

    about: Recommendation
    author: str
    rounds: Sequence[Round] = ()
    comments: int = 0
    steps: frozenset[Step] = frozenset()
    meetings: Sequence[tuple[int, datetime]] = ()
    history: bool = True
    interest: bool | None = None
    followed: bool = False
    follows: bool = False
    reopens: bool = False


def stage_name(stage: Stage, t: Texts) -> Markup:
    """Where it stands, within a line."""
    return {
        Stage.DRAFT: t.within("a recommendation is", "draft"),
        Stage.CONSULTATION: t.within("a recommendation is", "in consultation"),
        Stage.ROUND: t.within("a recommendation is", "voting is open"),
        Stage.OUTCOME: t.within("a recommendation is", "the group has decided"),
        Stage.FORWARDED: t.within("a recommendation is", "with the Executive Committee"),
        Stage.ADOPTED: t.within("a recommendation is", "adopted"),
        Stage.RETURNED: t.within("a recommendation is", "returned with comments"),
        Stage.DECLINED: t.within("a recommendation is", "declined"),
        Stage.WITHDRAWN: t.within("a recommendation is", "withdrawn"),
        Stage.ENDED: t.within("a recommendation is", "no longer in force"),
    }[stage]


_STEPS: Mapping[Step, str] = {
    Step.COMMENT: N_("Add a comment"),
    Step.CONSULT: N_("Ask for comments"),
    Step.OPEN: N_("Open a round"),
    Step.REVISE: N_("New version"),
    Step.FORWARD: N_("Forward to the Executive Committee"),
    Step.RETURN: N_("Return with comments"),
    Step.DECLINE: N_("Decline"),
    Step.WITHDRAW: N_("Withdraw the recommendation"),
}


_MAIN = (Step.OPEN, Step.FORWARD)
"""What leads a recommendation on, first the one that comes first."""


def step_buttons(about: int, steps: Collection[Step], t: Texts) -> Rows:
    """The buttons of those steps that this person can take."""
    main = next((step for step in _MAIN if step in steps), None)
    return in_rows(
        button(t(_STEPS[step]), Do(about, step), Style.PRIMARY if step is main else None) for step in Step if step in steps
    )


def to_page(about: Recommendation, t: Texts) -> Rows:
    """The button to its page."""
    return ((button(t("Recommendation page"), Open(Thing.RECOMMENDATION, about.id)),),)


def head_line(about: Recommendation, t: Texts) -> Markup:
    """The first line: which it is, and where it stands."""
    return bold(t("{number}: {stage}", number=about.number, stage=stage_name(about.stage, t)))


def name_of(person: Person | None, t: Texts) -> str:
    """A person's name; "somebody" where there is none any more."""
    return person.name if person is not None and person.name else called(None, t)


def state_line(about: Recommendation, last: Round | None, t: Texts) -> Markup:
    """Where it stands: of what its group has decided, how."""
    if about.stage is Stage.OUTCOME and last is not None and last.outcome is not None:
        return ended(last.terms, last.outcome, t)
    if last is not None and last.state is RoundState.AWAITING:
        return t("the chair decides")
    return stage_name(about.stage, t)


def page(shown: Page, zone: str, t: Texts) -> View:
    """The page: where it stands, the text or its beginning, its rounds, and what can be done."""
    about = shown.about
    last = next((one for one in reversed(shown.rounds) if one.state is not RoundState.WITHDRAWN), None)
    met = [(id_, day(at, zone, t)) for id_, at in shown.meetings[-MOST_MEETINGS:]]
    first = (
        bold(t("{number}: {stage}", number=about.number, stage=state_line(about, last, t))),
        about.title,
        t("Group {group} · proposed by {name}", group=about.group, name=shown.author)
        if shown.author
        else t("Group {group}", group=about.group),
        t("Version {version} (text {hash}…)", version=about.version, hash=about.hash[:4]),
        t("In a file: {name}", name=about.document.name) if about.document else None,
        t("You have declared an interest: you will take no part in deciding on it.") if shown.interest else None,
        _what_next(about, t),
    )
    rest = [*(_round_line(round_, about, zone, t) for round_ in shown.rounds),
            *(t("Discussed at the meeting of {day}", day=on) for _, on in met)]  # fmt: skip
    text = glance(first, ["", *rest] if rest else [], t("“{text}”", text=beginning(about.text, EXCERPT)))
    meetings = in_rows(button(t("Meeting of {day}", day=on), Open(Thing.MEETING, id_)) for id_, on in met)
    return View(text, (*_ways(shown, t), *meetings), protect=about.stage is Stage.DRAFT)


def _round_line(round_: Round, about: Recommendation, zone: str, t: Texts) -> Markup:
    body = body_name(round_.group, about, t)
    if round_.outcome is not None:
        told, version = ended(round_.terms, round_.outcome, t), round_.version
        when = day(round_.closed_at or round_.deadline, zone, t)
        return t("{body}, version {version}: {outcome}, {when}", body=body, version=version, outcome=told, when=when)
    states = {
        RoundState.PLANNED: t("opens {when}", when=moment(round_.opened_at, zone, t)),
        RoundState.OPEN: t("open until {when}", when=moment(round_.deadline, zone, t)),
        RoundState.AWAITING: t("the chair decides"),
        RoundState.WITHDRAWN: t.within("a round is", "withdrawn"),
        RoundState.CLOSED: t("closed"),
    }
    return t("{body}, version {version}: {state}", body=body, version=round_.version, state=states[round_.state])


_NEXT: Mapping[Stage, str] = {
    Stage.DRAFT: N_("Only its author, the chair and the secretariat see it."),
    Stage.CONSULTATION: N_("Comments are being collected; voting is not open yet."),
    Stage.RETURNED: N_("It can be put to another round once there is a new version."),
}


def _what_next(about: Recommendation, t: Texts) -> Markup | None:
    if about.stage is Stage.RETURNED and about.version > about.returned_version:
        return t("There is a new version: it can be put to another round.")
    return t(_NEXT[about.stage]) if about.stage in _NEXT else None


def _ways(shown: Page, t: Texts) -> Rows:
    about = shown.about
    if not about.id:  # a preview: nothing can be opened yet
        return ()
    document = link(t("Full document"), about.link) if about.link else None
    said = t("Comments ({n})", n=shown.comments)
    comments_ = button(said, Show(about.id, Part.COMMENTS)) if shown.comments else None
    history_ = button(t("History"), Show(about.id, Part.HISTORY)) if shown.history else None
    cards = [_to_round(round_, t) for round_ in shown.rounds[-4:] if round_.state is not RoundState.WITHDRAWN]
    return (*in_rows([button(t("Read all"), Show(about.id, Part.TEXT)), document]), *in_rows([history_, comments_]),
            *in_rows(cards), *step_buttons(about.id, shown.steps, t), *_interest(shown, t),
            *in_rows([_follow_up(shown, t), button(t("Ask to take it up again"), AskAgain(about.id)) if shown.reopens else None]),
            )  # fmt: skip


def _interest(shown: Page, t: Texts) -> Rows:
    if shown.interest is None:
        return ()
    said = t("I have no interest after all") if shown.interest else t("Declare an interest")
    return ((button(said, Interest(shown.about.id, int(not shown.interest))),),)


def _follow_up(shown: Page, t: Texts) -> Button | None:
    if shown.followed:
        return button(t("Follow-up"), Open(Thing.FOLLOW_UP, shown.about.id))
    return button(t("Follow up"), BeginFollowUp(shown.about.id)) if shown.follows else None


def _to_round(round_: Round, t: Texts) -> Button:
    if round_.state is not RoundState.CLOSED:
        return button(t("Card, {group}", group=round_.group), Open(Thing.ROUND, round_.id))
    said = t("Record, {group}, version {version}", group=round_.group, version=round_.version)
    return button(said, Open(Thing.RECORD, round_.id))


def whole_text(
    about: Recommendation, versions: Sequence[Version], t: Texts, taken: Sequence[tuple[Round, Sequence[Elector]]] = ()
) -> View:  # fmt: skip
    """The text to read; where a file holds the whole, these are the words that sum it up. `versions`: all of them, or none where
    the reader is shown no earlier text; `taken`: the rounds of which they see names and positions."""
    head = t("{number}, version {version}", number=about.number, version=about.version)
    by_number = {one.version: one for one in versions}
    before, present = by_number.get(about.version - 1), by_number.get(about.version)
    changed = since_version(before, present.text, present.note, t) if before and present else []
    who = [
        positions(
            t("{body}, version {version}: names and positions", body=body_name(one.group, about, t), version=one.version),
            one.terms.rule, electors, t,
        )
        for one, electors in taken
    ]  # fmt: skip
    return rich_view([Heading(lines(head, about.title)), *paragraphs(about.text), *changed, *who], protect=True)


def proposed_text(about: Recommendation, text: str, t: Texts) -> View:
    """What the Committee proposed when it returned it."""
    head = t("{number}: the text that the Executive Committee proposes", number=about.number)
    take = button(t("Use it as the new version"), TakeProposed(about.id))
    return titled(head, "", beginning(text, MESSAGE_LIMIT - length(head) - 2), rows=[[take]], protect=True)


def file_words(number: str, version: int, hash_: str, t: Texts) -> View:
    """The words under the file that holds the text."""
    head = t("{number}, version {version}", number=number, version=version)
    return titled(head, t("SHA-256: {hash}", hash=hash_), protect=True)


def proposed(about: Recommendation, t: Texts) -> View:
    """To the one who proposed it."""
    out = about.stage is Stage.CONSULTATION
    told = t("Everyone in the group can comment now. Voting is not open yet.") if out else t(_NEXT[Stage.DRAFT])
    return View(lines(head_line(about, t), about.title, told), to_page(about, t))


def revised(about: Recommendation, t: Texts) -> View:
    """To the one who changed the text."""
    told = t("{number}: version {version} is saved", number=about.number, version=about.version)
    return titled(told, about.title, rows=to_page(about, t))


_CONSEQUENCES: Mapping[Step, str] = {
    Step.CONSULT: N_("Everyone in the group will be asked for comments. Voting will not be open yet."),
    Step.FORWARD: N_("The Executive Committee will get the text, the result, and reservations and dissent without names. It can "
                     "adopt the recommendation, return it with comments, or decline it."),
    Step.WITHDRAW: N_("It will not be considered any further. This cannot be undone."),
}  # fmt: skip


def ask(about: Recommendation, step: Step, t: Texts) -> View:
    """Before a step is taken that cannot be taken back."""
    head = bold(t("{number}: {deed}?", number=about.number, deed=t(_STEPS[step])))
    leave = button(t("Leave it as it is"), Open(Thing.RECOMMENDATION, about.id))
    go_on = button(t(_STEPS[step]), Sure(about.id, step), Style.DANGER if step is Step.WITHDRAW else Style.PRIMARY)
    return View(lines(head, about.title, t(_CONSEQUENCES[step])), ((go_on,), (leave,)))


def body_name(group: str, about: Recommendation, t: Texts) -> Markup:
    """Who holds a round: the group that proposed it, or the Committee after it."""
    return t("Executive Committee") if group != about.group else t("Group {group}", group=group)


def history(about: Recommendation, events: Sequence[Event], versions: Mapping[int, Version], rounds: Mapping[int, Round],
            bodies: Mapping[int, str], names: Mapping[int, str], zone: str, t: Texts) -> View:  # fmt: skip
    """Everything that happened to it, in order; of each version the hash, and what its author said had changed. A round
    that is not in `rounds` is one that the reader may not see: only that it was held is told, and by whom. `bodies`: by
    round, the group that is asked in it."""
    entries = []
    for event in events:
        what, by = _what(event, rounds, bodies, about, t), names.get(event.person or 0)
        version = versions.get(event.version) if event.kind in {Happened.DRAFTED, Happened.REVISED} else None
        told = lines(
            "",
            t("{when}: {what}", when=moment(event.at, zone, t), what=what),
            t("By {name}", name=by) if by else None,
            t("Version {version}, SHA-256 {hash}", version=version.version, hash=version.hash) if version else None,
            t("“{text}”", text=event.note) if event.note else None,
            t("Another text is proposed with it.") if event.proposed else None,
        )
        entries.append(told)
    return text_page(t("{number}: history", number=about.number), entries)


_EVENTS: Mapping[Happened, str] = {
    Happened.DRAFTED: N_("proposed"),
    Happened.REVISED: N_("a new version"),
    Happened.CONSULTED: N_("put up for comments"),
    Happened.FORWARDED: N_("forwarded to the Executive Committee"),
    Happened.ADOPTED: N_("adopted by the Executive Committee"),
    Happened.RETURNED: N_("returned with comments by the Executive Committee"),
    Happened.DECLINED: N_("declined by the Executive Committee"),
}

_EVENTS_OF_A_ROUND: Mapping[Happened, str] = {
    Happened.PLANNED: N_("a round was planned"),
    Happened.OPENED: N_("a round was opened"),
    Happened.CLOSED: N_("a round has closed"),
    Happened.ROUND_WITHDRAWN: N_("a round was withdrawn"),
    Happened.NOT_OPENED: N_("a planned round could not be opened"),
    Happened.KEPT: N_("reviewed, and kept"),
    Happened.AMENDING: N_("reviewed, and put up for amendment"),
    Happened.ENDED: N_("ended after its review"),
    Happened.REOPENED: N_("its outcome is taken up again"),
}


def _what(event: Event, rounds: Mapping[int, Round], bodies: Mapping[int, str], about: Recommendation,
          t: Texts) -> Markup:  # fmt: skip
    if event.kind in _EVENTS_OF_A_ROUND:
        id_ = event.round or 0
        round_, body = rounds.get(id_), body_name(bodies.get(id_, about.group), about, t)
        if event.kind is Happened.CLOSED and round_ is not None and round_.outcome is not None:
            return t("{body}: {outcome}", body=body, outcome=ended(round_.terms, round_.outcome, t))
        return t("{body}: {outcome}", body=body, outcome=t(_EVENTS_OF_A_ROUND[event.kind]))
    return stage_name(Stage.WITHDRAWN, t) if event.kind is Happened.WITHDRAWN else t(_EVENTS[event.kind])


def comments(about: Recommendation, said: Sequence[Comment], names: Mapping[int, str], zone: str,
             t: Texts) -> View:  # fmt: skip
    """All comments, in order, each with its author and the version that it is about."""
    entries = []
    for one in said:
        who, when = names.get(one.person, ""), moment(one.made_at, zone, t)
        head = t("{name}, {when}, on version {version}:", name=who, when=when, version=one.version)
        entries.append(lines("", head, one.text))
    return text_page(t("{number}: comments", number=about.number), entries or [t("There are none yet.")])
