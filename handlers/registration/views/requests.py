"""What requests to join look like: to the person who asks, and to the secretariat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.roster import Line
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.names import called, group_label
from handlers.common.navigation import Open, Thing
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Style, View, bold, button, glance, in_rows, offered, titled
from handlers.oneself.views.consent import agreeing, stored
from handlers.registration.presses import AnswerBack, AskBack, Decide, Recognise, WithdrawRequest
from storage.join_requests import Question, Request


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request with what is shown beside it: who made it, the questions about it, oldest first, and who decided.
    `namesakes`: others with a seat whose name is the same, or looks the same. Approving would make another entry."""

    request: Request
    who: Person
    questions: Sequence[Question] = ()
    decided_by: Person | None = None
    namesakes: Sequence[Line] = ()

    def question(self, id_: int) -> Question | None:
        return next((one for one in self.questions if one.id == id_), None)

    @property
    def unanswered(self) -> bool:
        """Whether a question waits for its answer."""
        return any(one.answer is None for one in self.questions)


def preview(council: Council, person: Person, groups: Sequence[str], t: Texts) -> View:
    """What the secretariat will be shown."""
    wanted = (group_label(council, code, t) for code in groups)
    return titled(t("Your request to join"), *_who(person, t), *wanted, "", *stored(t), agreeing(council, t))


def sent(t: Texts) -> View:
    told = t("You will be told here as soon as it is decided.")
    return titled(t("Your request is with the secretariat"), told)


def over(council: Council, request: Request, t: Texts) -> View:
    """One's own request, once it was decided or taken back."""
    told = t("You have taken it back.") if request.state == "withdrawn" else t("It is decided.")
    return titled(t("Your request to join"), *(group_label(council, code, t) for code in request.groups), told)


def waits(council: Council, request: Request, questions: Sequence[Question], zone: str, t: Texts) -> View:
    first = bold(t("Your request is with the secretariat")), t("You will be told here as soon as it is decided.")
    groups = [group_label(council, code, t) for code in request.groups]
    when = t("Asked: {when}", when=moment(request.made_at, zone, t))
    rows = (*(_answer(one, t) for one in questions if one.answer is None), _take_back(t))
    return View(glance(first, ("", *groups, when, *_questions(questions, t))), rows)


def withdrawn(t: Texts) -> View:
    return titled(t("Request taken back"), t("You can ask again at any time: /register"))


def asked_back(question: Question, t: Texts) -> View:
    """A question, to the person whom it is put to."""
    head, last = t("The secretariat asks about your request to join"), t("Your request waits until you have answered.")
    return titled(head, question.question, "", last, rows=(_answer(question, t), _take_back(t)))


def answer_sent(t: Texts) -> View:
    told = t("You will be told here as soon as your request is decided.")
    return titled(t("Your answer is with the secretariat"), told)


def decided(council: Council, request: Request, t: Texts) -> View:
    """The decision, to the person who asked."""
    welcome = t("Welcome! {council}", council=t.named(council.short_names))
    if request.state == "approved":
        told = t("The secretariat has approved your request. You are now a member of:")
        groups = (group_label(council, code, t) for code in request.groups)
        return titled(welcome, told, *groups, "", t("Start here at any time: /home"))
    if request.state == "recognised":
        told = t("The secretariat has found you in the council's lists. Your roles: /home")
        return titled(welcome, told)
    return titled(
        t("Your request to join was declined"),
        *([t("The secretariat writes:"), request.reason, ""] if request.reason else []),
        t("Write to the secretariat if you think this is a mistake. You can still follow the news: /subscribe"),
    )


def _answer(question: Question, t: Texts) -> tuple[Button, ...]:
    return (button(t.within("a button", "Answer"), AnswerBack(question.id), Style.PRIMARY),)


def _take_back(t: Texts) -> tuple[Button, ...]:
    return (button(t("Take the request back"), WithdrawRequest()),)


ENDS: Mapping[str, str] = {
    "approved": N_("✓ Approved by {name}"), "declined": N_("✗ Declined by {name}"),
    "recognised": N_("✓ Recognised as an entry of the roster by {name}"),
    "withdrawn": N_("Taken back by the person who asked"),
}  # fmt: skip
"""By a request's state, how it ended."""

MOST_NAMESAKES = 3


def card(council: Council, shown: ShownRequest, zone: str, t: Texts) -> View:
    """A request: with buttons while it is open, with its end afterwards."""
    request = shown.request
    same = [line for line in shown.namesakes if not line.joined][:MOST_NAMESAKES]
    joined = [line for line in shown.namesakes if line.joined][:MOST_NAMESAKES]
    head, when = (bold(t("Request to join")), *_who(shown.who, t)), t("Asked: {when}", when=moment(request.made_at, zone, t))
    more = [*(group_label(council, code, t) for code in request.groups), when, *_questions(shown.questions, t)]
    if request.state != "open":
        end = t(ENDS[request.state], name=called(shown.decided_by, t))
        reason = t("Reason: {reason}", reason=request.reason) if request.reason else None
        return View(glance((*head, end, reason), more), protect=True)
    row = offered(
        (True, t("Approve"), Decide(request.id, 1), Style.SUCCESS),
        (True, t("Decline"), Decide(request.id, 0), Style.DANGER),
        (not shown.unanswered, t.within("about a request", "Ask"), AskBack(request.id)),
    )
    if same:
        more += ["", t("Someone of this name is on the roster and has not joined:"), *map(_entry, same)]
    if joined:
        alike = t("Someone whose name is the same, or looks the same, has joined already:")
        more += ["", alike, *map(_entry, joined)]
    them = [button(t("The same person: {entry}", entry=_entry(one)), Recognise(request.id, one.person.id)) for one in same]
    return View(glance(head, more), (tuple(row), *in_rows(them, 1)), protect=True)


def _entry(line: Line) -> str:
    """An entry in short: who, from where, in which groups."""
    groups = ", ".join(dict.fromkeys(seat.group for seat in line.seats if seat.group))
    return ", ".join(
        part for part in (*(beginning(one, 40) for one in (line.person.name, line.person.organisation)), groups) if part
    )


def answered(who: Person, question: Question, t: Texts) -> View:
    """The answer to a question about a request, to the secretary who put it."""
    head = t("{name} has answered about their request to join", name=called(who, t))
    asked = t("You asked: {question}", question=question.question)
    said = t("Answer: {answer}", answer=question.answer or "")
    return titled(head, asked, said, rows=(_open(question.request, t),), protect=True)


def reminder(shown: ShownRequest, zone: str, t: Texts) -> View:
    head, name = t("A request to join has waited for two days"), called(shown.who, t)
    asked = t("Asked: {when}", when=moment(shown.request.made_at, zone, t))
    unanswered = t("Your question to them is not answered yet.") if shown.unanswered else None
    return titled(head, name, asked, unanswered, rows=(_open(shown.request.id, t),), protect=True)


def declining(who: Person, reason: str, t: Texts) -> View:
    """Before a request is declined: whose it is, and what they will be told."""
    told = t("They will be told: {reason}", reason=reason)
    return titled(t("Decline this request?"), called(who, t), told, protect=True)


def _open(request_id: int, t: Texts) -> tuple[Button, ...]:
    return (button(t("Open the request"), Open(Thing.REQUEST, request_id)),)


def _who(person: Person, t: Texts) -> tuple[Markup, ...]:
    return (
        t("Name: {name}", name=person.name),
        t("Organisation: {organisation}", organisation=person.organisation),
        t("Country: {country}", country=person.country),
    )


def _questions(questions: Sequence[Question], t: Texts) -> list[Markup | str]:
    told: list[Markup | str] = []
    for one in questions:
        told += ["", t("Question: {question}", question=one.question)]
        told.append(t("Answer: {answer}", answer=one.answer) if one.answer else t("Not answered yet."))
    return told
