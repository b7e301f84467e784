"""Registration's forms: joining, asking to join, inviting, appointing."""

from dataclasses import replace

from markupsafe import Markup

from council import wording
from council.people import GROUP_ROLES, Person, Role
from handlers.common.names import capital, group_options, role_name
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines
from handlers.context import Visit
from handlers.registration import actions, views
from handlers.steps import Data, Entry, Step, texts_of
from storage import members


def _name(_visit: Visit, _data: Data, entry: Entry) -> str:
    return wording.name(entry.text)


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
        visit.say(views.joined(visit.council, found, visit.t) if found else views.another_entry(visit.t))


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
        view = views.request_preview(visit.council, as_typed, texts_of(data, "groups"), visit.t)
        return view, visit.t("Send to the secretariat")

    async def finish(self, visit: Visit, data: Data) -> None:
        await actions.request_to_join(
            visit.work,
            texts_of(data, "groups"),
            str(data["name"]),
            str(data["organisation"]),
            str(data["country"]),
        )
        visit.show(views.request_sent(visit.t))


def _role_options(t: Texts) -> list[tuple[str, str]]:
    return [(role.value, capital(role_name(role, t))) for role in GROUP_ROLES]


class InviteForm:
    """The secretariat makes a link for one person."""

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
    )

    def title(self, t: Texts) -> Markup:
        return t("New invitation")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        token, found = await actions.invite(visit.work, texts_of(data, "groups"), Role(str(data["role"])))
        url = visit.start_link(f"i_{token}")
        visit.say_once(
            views.invitation_made(visit.council, found, url, visit.zone, visit.t),
            instead=views.invitation_unseen(found, visit.t),
        )


class AppointForm:
    """The secretariat gives someone another role in a group. The people to choose from are in the form's data."""

    kind = "appoint"
    NO_SEAT = "none"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("In which group?"),
            options=lambda v, _: group_options(v.council, v.t),
            width=1,
        ),
        Step(
            "person",
            lambda t: t("Person"),
            lambda v, _: v.t("Whom? Choose, or type the name."),
            options=lambda _v, d: _people(d),
            width=1,
        ),
        Step(
            "role",
            lambda t: t("Role"),
            lambda v, _: v.t("What shall they be there?"),
            options=lambda v, _: [
                *_role_options(v.t),
                (AppointForm.NO_SEAT, capital(v.t("no seat any more"))),
            ],
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Appointment")

    def _role(self, data: Data) -> Role | None:
        return None if data["role"] == self.NO_SEAT else Role(str(data["role"]))

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup] | None:
        who = await members.get(visit.tx, int(str(data["person"])))
        if who is None:
            return None
        view = views.appointment_preview(visit.council, who, str(data["group"]), self._role(data), visit.t)
        return view, visit.t("Appoint")

    async def finish(self, visit: Visit, data: Data) -> None:
        await actions.appoint(visit.work, int(str(data["person"])), str(data["group"]), self._role(data))
        visit.show(View(lines(bold(visit.t("Appointed")), visit.t("The person gets a message about it. Next: /home"))))


def _people(data: Data) -> list[tuple[str, str]]:
    listed = data.get("people")
    return [(str(id_), str(name)) for id_, name in listed] if isinstance(listed, list) else []


FORMS = (JoinForm(), RegisterForm(), InviteForm(), AppointForm())
JOIN, REGISTER, INVITE, APPOINT = FORMS
