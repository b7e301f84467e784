"""What requests to join look like: to the one who asks, and to the secretariat."""

from collections.abc import Sequence

from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.roster import Line
from council.text_rules import cut
from handlers.common.dates import moment
from handlers.common.names import called, group_label
from handlers.common.navigation import Open, Thing
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, lines
from storage.join_requests import Question, Request


class Decide(Press, prefix="rd"):
    """Approve (1) a request, or begin to decline it (0): a reason is asked for."""

    request: int
    approve: int


class Recognise(Press, prefix="re"):
    """Whoever asks is this entry of the roster."""

    request: int
    entry: int


class AskBack(Press, prefix="rq"):
    """Put a question to the one who asks to join."""

    request: int


class AnswerBack(Press, prefix="ra"):
    """Answer what was asked about one's own request."""

    question: int


class WithdrawRequest(Press, prefix="rw"):
    """Take back one's own request."""


# -- to the one who asks


def preview(council: Council, person: Person, groups: Sequence[str], t: Texts) -> View:
    """What the secretariat will be shown."""
    return View(lines(bold(t("Your request to join")), *_who(person, t), *(group_label(council, g, t) for g in groups)))


def sent(t: Texts) -> View:
    return View(
        lines(
            bold(t("Your request is with the secretariat")),
            t("You will be told here as soon as it is decided."),
        ),
        ((button(t("Take the request back"), WithdrawRequest()),),),
    )


def waits(council: Council, request: Request, asked: Sequence[Question], zone: str, t: Texts) -> View:
    """One's own request, as it stands."""
    view = View(
        lines(
            bold(t("Your request is with the secretariat")),
            *(group_label(council, code, t) for code in request.groups),
            t("Asked: {when}", when=moment(request.made_at, zone, t)),
            *_asked(asked, t),
            "",
            t("You will be told here as soon as it is decided."),
        )
    )
    rows = [(button(t.within("a button", "Answer"), AnswerBack(each.id)),) for each in asked if each.answer is None]
    return view.with_rows(*rows, (button(t("Take the request back"), WithdrawRequest()),))


def withdrawn(t: Texts) -> View:
    return View(lines(bold(t("Request taken back")), t("You can ask again at any time: /register")))


def asked_back(question: Question, t: Texts) -> View:
    """A question, to the one whom it is put to."""
    return View(
        lines(
            bold(t("The secretariat asks about your request to join")),
            question.question,
            "",
            t("Your request waits until you have answered."),
        ),
        (
            (button(t.within("a button", "Answer"), AnswerBack(question.id)),),
            (button(t("Take the request back"), WithdrawRequest()),),
        ),
    )


def answer_sent(t: Texts) -> View:
    return View(
        lines(
            bold(t("Your answer is with the secretariat")),
            t("You will be told here as soon as your request is decided."),
        )
    )


def decided(council: Council, request: Request, t: Texts) -> View:
    """The decision, as the one who asked is told it."""
    if request.state == "approved":
        return View(
            lines(
                bold(t("Welcome: {council}", council=council.short_name(t.language))),
                t("The secretariat has approved your request. You are now a member of:"),
                *(group_label(council, code, t) for code in request.groups),
                "",
                t("Start here at any time: /home"),
            )
        )
    if request.state == "recognised":
        return View(
            lines(
                bold(t("Welcome: {council}", council=council.short_name(t.language))),
                t("The secretariat has found you in the council's lists. What you are there stands at /home"),
            )
        )
    return View(
        lines(
            bold(t("Your request to join was declined")),
            *([t("The secretariat writes:"), request.reason, ""] if request.reason else []),
            t("Write to the secretariat if you think this is a mistake. You can still follow the news: /subscribe"),
        )
    )


# -- to the secretariat


def card(
    council: Council,
    request: Request,
    who: Person,
    asked: Sequence[Question],
    decided_by: Person | None,
    zone: str,
    t: Texts,
    namesakes: Sequence[Line] = (),
) -> View:
    """A request, as the secretariat sees it: with buttons while it is open, with its end afterwards.

    `namesakes`: entries of the roster of the same name, whose people have not joined. Approving would make another entry.
    """
    text = lines(
        bold(t("Request to join")),
        *_who(who, t),
        *(group_label(council, code, t) for code in request.groups),
        t("Asked: {when}", when=moment(request.made_at, zone, t)),
        *_asked(asked, t),
    )
    if request.state == "open":
        row = [button(t("Approve"), Decide(request.id, 1)), button(t("Decline"), Decide(request.id, 0))]
        if all(each.answer is not None for each in asked):
            row.append(button(t.within("about a request", "Ask"), AskBack(request.id)))
        same = [t("Someone of this name is on the roster and has not joined:")] if namesakes else []
        them = [
            (button(t("It is them: {entry}", entry=_entry(line)), Recognise(request.id, line.person.id)),)
            for line in namesakes[:3]
        ]
        return View(lines(text, *([""] if same else []), *same, *(_entry(line) for line in namesakes[:3])),
                    (tuple(row), *them), protect=True)  # fmt: skip
    ends = {
        "approved": t("✓ Approved by {name}", name=called(decided_by, t)),
        "declined": t("✗ Declined by {name}", name=called(decided_by, t)),
        "recognised": t("✓ Recognised as an entry of the roster by {name}", name=called(decided_by, t)),
        "withdrawn": t("Taken back by the one who asked"),
    }
    reason = t("Reason: {reason}", reason=request.reason) if request.reason else None
    return View(lines(text, "", ends[request.state], reason), protect=True)


def _entry(line: Line) -> str:
    """An entry in short: who, from where, in which groups."""
    groups = ", ".join(dict.fromkeys(seat.group for seat in line.seats if seat.group))
    return ", ".join(part for part in (cut(line.person.name, 40), cut(line.person.organisation, 40), groups) if part)


def answered(who: Person, question: Question, t: Texts) -> View:
    """The answer to a question about a request, to the one who put it."""
    return View(
        lines(
            bold(t("{name} has answered about their request to join", name=called(who, t))),
            t("You asked: {question}", question=question.question),
            t("Answer: {answer}", answer=question.answer or ""),
        ),
        (_open(question.request, t),),
        protect=True,
    )


def reminder(who: Person, request: Request, asked: Sequence[Question], zone: str, t: Texts) -> View:
    """To the secretariat: a request is two days old."""
    unanswered = any(each.answer is None for each in asked)
    return View(
        lines(
            bold(t("A request to join has waited for two days")),
            called(who, t),
            t("Asked: {when}", when=moment(request.made_at, zone, t)),
            t("Your question to them is not answered yet.") if unanswered else None,
        ),
        (_open(request.id, t),),
        protect=True,
    )


def declining(who: Person, reason: str, t: Texts) -> View:
    """Before a request is declined: whose, and what they will be told."""
    return View(
        lines(
            bold(t("Decline this request?")),
            called(who, t),
            t("They will be told: {reason}", reason=reason),
        ),
        protect=True,
    )


def _open(request_id: int, t: Texts) -> tuple[Button, ...]:
    return (button(t("Open the request"), Open(Thing.REQUEST, request_id)),)


def _who(person: Person, t: Texts) -> tuple[Markup, ...]:
    return (
        t("Name: {name}", name=person.name),
        t("Organisation: {organisation}", organisation=person.organisation),
        t("Country: {country}", country=person.country),
    )


def _asked(asked: Sequence[Question], t: Texts) -> list[Markup | str]:
    """What was asked back, and the answers."""
    told: list[Markup | str] = []
    for each in asked:
        told += ["", t("Question: {question}", question=each.question)]
        told.append(t("Answer: {answer}", answer=each.answer) if each.answer else t("Not answered yet."))
    return told
