"""Registration's forms: joining, asking to join and what follows from it, inviting."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from council import text_rules
from council.errors import BadNumber, Stale
from council.people import GROUP_ROLES, Person, Role, Seat
from handlers.common.names import capital, group_options, role_name
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step, texts_of
from handlers.registration.actions import invitations as actions
from handlers.registration.actions import requests
from handlers.registration.views import invitations as views
from handlers.registration.views import requests as cards
from storage import join_requests, members, roster
from storage.invitations import Invitation


def _name(_visit: Visit, _data: Data, entry: Entry) -> str:
    return text_rules.name(entry.text)


def _body(_visit: Visit, _data: Data, entry: Entry) -> str:
    return text_rules.body(entry.text, requests.REASON_LIMIT)


INTRODUCTION = (
    Step(
        "name",
        lambda t: t("Name"),
        lambda v, _: v.t("Your full name, as it should stand in the council's lists?"),
        _name,
    ),
    Step("organisation", lambda t: t("Organisation"), lambda v, _: v.t("Your organisation or institution?"), _name),
    Step(
        "country",
        lambda t: t("Country"),
        lambda v, _: v.t("Your country? Type it, or choose."),
        _name,
        lambda v, _: _countries(v.t),
    ),
)


def _countries(t: Texts) -> list[tuple[str, str]]:
    # By the five states of the region; anyone from elsewhere types theirs.
    names = [str(_OWN_NAMES.get((t.language, code)) or t.locale.territories[code]) for code in _STATES]
    return [(name, name) for name in names]


_STATES = ("KZ", "KG", "TJ", "TM", "UZ")
_OWN_NAMES = {("ru", "KG"): "Кыргызстан"}  # as the state calls itself, where the locale's data has it otherwise


def known(person: Person) -> dict[str, object]:
    """What need not be asked again."""
    given = {"name": person.name, "organisation": person.organisation, "country": person.country}
    return {key: value for key, value in given.items() if value}


async def entry_seats(visit: Visit, found: Invitation) -> Sequence[Seat]:
    """What the roster's entry has that an invitation is for; nothing where it is for no entry."""
    lines = await roster.lines(visit.tx, visit.now, only=found.person) if found.person else []
    return [seat for line in lines for seat in line.seats]


class JoinForm:
    """An invited person tells who they are, and takes their seats."""

    kind = "join"
    steps = INTRODUCTION

    def title(self, t: Texts) -> Markup:
        return t("Joining")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        found = await actions.join(
            visit.work, str(data["token"]), str(data["name"]), str(data["organisation"]), str(data["country"])
        )
        if found is None:
            visit.say(views.another_entry(visit.t))
            return
        visit.say(views.joined(visit.council, found, await entry_seats(visit, found), visit.t))


class RegisterForm:
    """Someone asks to become a member of groups."""

    kind = "register"
    steps = (
        Step(
            "groups",
            lambda t: t("Groups"),
            lambda v, _: v.t("Which groups would you like to join? Tick them, then Done."),
            options=lambda v, _: group_options(
                v.council, v.t, [code for code in v.council.codes if code not in v.actor.groups]
            ),
            many=True,
            width=1,
        ),
        *INTRODUCTION,
    )

    def title(self, t: Texts) -> Markup:
        return t("Asking to join")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        as_typed = replace(
            visit.person,
            name=str(data["name"]),
            organisation=str(data["organisation"]),
            country=str(data["country"]),
        )
        view = cards.preview(visit.council, as_typed, texts_of(data, "groups"), visit.t)
        return view, visit.t("Send to the secretariat")

    async def finish(self, visit: Visit, data: Data) -> None:
        await requests.make(
            visit.work,
            texts_of(data, "groups"),
            str(data["name"]),
            str(data["organisation"]),
            str(data["country"]),
        )
        visit.show(cards.sent(visit.t))


def _role_options(t: Texts) -> list[tuple[str, str]]:
    return [(role.value, capital(role_name(role, t))) for role in GROUP_ROLES]


def _number(text: str, most: int) -> str:
    told = text.strip()
    if not told.isdecimal() or not 1 <= int(told[:6]) <= most:
        raise BadNumber(1, most)
    return str(int(told))


def _days(usual: int) -> list[tuple[str, str]]:
    return [(str(days), str(days)) for days in sorted({3, usual, 30})]


class InviteForm:
    """The secretariat makes a link, for one person or for several."""

    kind = "invite"
    steps = (
        Step(
            "groups",
            lambda t: t("Groups"),
            lambda v, _: v.t("Into which groups? Tick them, then Done."),
            options=lambda v, _: group_options(v.council, v.t),
            many=True,
            width=1,
        ),
        Step(
            "role",
            lambda t: t("Role"),
            lambda v, _: v.t("In which role? Chairs and members take positions; observers are informed."),
            options=lambda v, _: _role_options(v.t),
            width=3,
        ),
        Step(
            "uses",
            lambda t: t("People"),
            lambda v, _: v.t("For how many people? Press, or type a number. A link for one person is the safest."),
            lambda _v, _d, entry: _number(entry.text, actions.MOST_USES),
            lambda v, _: [("1", str(v.t("One person").unescape())), ("10", "10"), ("30", "30")],
            width=3,
        ),
        Step(
            "days",
            lambda t: t("Days"),
            lambda v, _: v.t("For how many days shall it hold? Press, or type a number."),
            lambda _v, _d, entry: _number(entry.text, actions.MOST_DAYS),
            lambda v, _: _days(v.council.invitation_days),
            width=3,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New invitation")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        role, uses, days = Role(str(data["role"])), int(str(data["uses"])), int(str(data["days"]))
        groups = texts_of(data, "groups")
        view = views.invitation_preview(visit.council, groups, role, uses, days, visit.t)
        return view, visit.t("Make the link")

    async def finish(self, visit: Visit, data: Data) -> None:
        token, found = await actions.invite(
            visit.work,
            texts_of(data, "groups"),
            Role(str(data["role"])),
            int(str(data["uses"])),
            int(str(data["days"])),
        )
        url = visit.start_link(f"i_{token}")
        visit.say_once(
            views.invitation_made(visit.council, found, url, visit.zone, visit.t),
            instead=views.invitation_unseen(found, visit.t),
        )


async def request_view(visit: Visit, request_id: int) -> View:
    """A request as the secretariat sees it now."""
    request = await join_requests.find(visit.tx, request_id)
    who = await members.get(visit.tx, request.person) if request else None
    if request is None or who is None:
        raise Stale
    decided_by = await members.get(visit.tx, request.decided_by) if request.decided_by else None
    asked = await join_requests.questions_of(visit.tx, request.id)
    same = await roster.namesakes(visit.tx, who.name, visit.now) if request.state == "open" else ()
    return cards.card(visit.council, request, who, asked, decided_by, visit.zone, visit.t, same)


async def _redraw(visit: Visit, data: Data) -> None:
    """The message whose button began the form; it need not be the card that is redrawn by itself."""
    if isinstance(data.get("card"), int):
        visit.redraw(int(str(data["card"])), await request_view(visit, int(str(data["request"]))))


class AskBackForm:
    """The secretariat puts one question to the one who asks to join."""

    kind = "ask back"
    steps = (
        Step(
            "question",
            lambda t: t("Question"),
            lambda v, _: v.t("What would you like to know? They are sent your words, and answer here."),
            _body,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Question about a request")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        await requests.ask_back(visit.work, int(str(data["request"])), str(data["question"]))
        visit.say(View(lines(bold(visit.t("Asked")), visit.t("You are told when the answer comes."))))
        await _redraw(visit, data)


class AnswerForm:
    """Whoever asks to join answers the secretariat's question."""

    kind = "answer back"
    steps = (Step("answer", lambda t: t("Answer"), lambda v, d: _asked(v.t, d), _body),)

    def title(self, t: Texts) -> Markup:
        return t("Your answer to the secretariat")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        await requests.answer(visit.work, int(str(data["question"])), str(data["answer"]))
        visit.say(cards.answer_sent(visit.t))


def _asked(t: Texts, data: Data) -> Markup:
    return t("They ask: {question}", question=str(data["asked"]))


class DeclineForm:
    """The secretariat declines a request, and says why."""

    kind = "decline"
    steps = (
        Step(
            "reason",
            lambda t: t("Reason"),
            lambda v, _: v.t("Why is it declined? They are told in your words."),
            _body,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Declining a request")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup] | None:
        request = await requests.look(visit.work, int(str(data["request"])))
        who = await members.get(visit.tx, request.person)
        return (cards.declining(who, str(data["reason"]), visit.t), visit.t("Decline it")) if who else None

    async def finish(self, visit: Visit, data: Data) -> None:
        await requests.decide(visit.work, int(str(data["request"])), approve=False, reason=str(data["reason"]))
        visit.show(View(lines(bold(visit.t("Declined")), visit.t("The person is told, with your reason."))))
        await _redraw(visit, data)


FORMS = (JoinForm(), RegisterForm(), InviteForm(), AskBackForm(), AnswerForm(), DeclineForm())
JOIN, REGISTER, INVITE, ASK_BACK, ANSWER, DECLINE = FORMS
