"""What registration looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from council.charter import Council
from council.people import Person, Role
from handlers.common.dates import moment
from handlers.common.names import called, group_label, role_name
from handlers.common.presses import Press
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View, bold, button, in_rows, lines
from storage.admissions import Invitation, Request


@dataclass(frozen=True, slots=True)
class SetLanguage(Press):
    """Choose one's language; `then` is the /start payload that is gone on with."""

    prefix: ClassVar[str] = "l"
    language: str
    then: str


@dataclass(frozen=True, slots=True)
class Join(Press):
    """Accept an invitation."""

    prefix: ClassVar[str] = "j"
    token: str


@dataclass(frozen=True, slots=True)
class Decide(Press):
    """Approve (1) or decline (0) a request."""

    prefix: ClassVar[str] = "rd"
    request: int
    approve: int


@dataclass(frozen=True, slots=True)
class Revoke(Press):
    """Make an invitation unusable."""

    prefix: ClassVar[str] = "ir"
    invitation: int


@dataclass(frozen=True, slots=True)
class WithdrawRequest(Press):
    """Take back one's own request."""

    prefix: ClassVar[str] = "rw"


def choose_language(council: Council, catalogs: Catalogs, t: Texts, then: str) -> View:
    """The first thing anyone sees: who we are, and which language to speak, asked in each of them."""
    asked = lines(*(_ask_language(catalogs.texts(language)) for language in catalogs.languages))
    return View(
        lines(bold(council.name(t.language)), asked),
        in_rows(button(catalogs.own_name(language), SetLanguage(language, then)) for language in catalogs.languages),
    )


def _ask_language(t: Texts) -> Markup:
    return t("Please choose your language.")


def language_chosen(council: Council, language: str, t: Texts) -> View:
    """In the place of the question which language to speak."""
    return View(lines(bold(council.name(t.language)), t("Language: {name}", name=Catalogs.own_name(language))))


def welcome(council: Council, person: Person, t: Texts) -> View:
    """What this bot is, for someone who has no seat."""
    return View(
        lines(
            bold(council.name(t.language)),
            t("This bot serves the council: meetings and their agendas, recommendations, announcements, news."),
            "",
            t("You can follow the council's news: /subscribe"),
            t("Members join by an invitation, or ask to join: /register"),
            t("What you can do here: /help"),
            "",
            t("Your Telegram id is <code>{id}</code>; the secretariat may ask for it.", id=person.telegram_id or ""),
        )
    )


def invitation(council: Council, found: Invitation, token: str, zone: str, t: Texts) -> View:
    """What the invited person sees before joining."""
    return View(
        lines(
            bold(council.name(t.language)),
            t("You are invited to join:"),
            *(group_label(council, code, t) for code in found.groups),
            None if found.person else t("Role: {role}", role=role_name(found.role, t)),
            t("This link is for you alone: your entry in the council's lists waits for you.") if found.person else None,
            "",
            t("Stored about you: your Telegram id, name, organisation, country, language and time zone."),
            t("The secretariat sees it, and the members of your groups see your name."),
            t("The invitation holds until {when}.", when=moment(found.expires_at, zone, t)),
        ),
        ((button(t("Join"), Join(token)),),),
    )


def invitation_made(council: Council, found: Invitation, url: str, zone: str, t: Texts) -> View:
    """The link, shown once."""
    return View(
        lines(
            bold(t("Invitation: {role}", role=role_name(found.role, t))),
            *(group_label(council, code, t) for code in found.groups),
            "",
            t("Pass this link on to one person. It works once, and is shown only now:"),
            url,
            "",
            t("It holds until {when}.", when=moment(found.expires_at, zone, t)),
        ),
        ((button(t("Revoke"), Revoke(found.id)),),),
        protect=False,
    )


def invitation_unseen(found: Invitation, t: Texts) -> View:
    """In the place of a link that could not be shown."""
    return View(
        lines(
            bold(t("Invitation: {role}", role=role_name(found.role, t))),
            t("It was made, but its link could not be shown. Revoke it and make another: /invite"),
        ),
        ((button(t("Revoke"), Revoke(found.id)),),),
    )


def invitation_revoked(t: Texts, *, done: bool) -> View:
    if done:
        return View(lines(bold(t("Invitation revoked")), t("Its link no longer works. A new one: /invite")))
    return View(lines(bold(t("Invitation")), t("It was used or revoked already.")))


def joined(council: Council, found: Invitation, t: Texts) -> View:
    """The word of welcome to someone who has just taken their seats."""
    return View(
        lines(
            bold(t("Welcome: {council}", council=council.short_name(t.language))),
            t("You have joined:"),
            *(group_label(council, code, t) for code in found.groups),
            None if found.person else t("Role: {role}", role=role_name(found.role, t)),
            "",
            t("The meetings and recommendations that lie ahead in your groups follow in a moment."),
            t("Start here at any time: /home"),
        )
    )


def another_entry(t: Texts) -> View:
    """To someone who opened the invitation of another entry of the roster than their own."""
    return View(
        lines(
            bold(t("This invitation is for another entry in the council's lists")),
            t("Your Telegram account has an entry of its own there. Nothing was changed; the secretariat is told."),
        )
    )


def clash(invited: Person, who: Person, t: Texts) -> View:
    """The same, to the secretariat."""
    return View(
        lines(
            bold(t("An invitation was opened by someone else")),
            t("It is for: {name}", name=called(invited, t)),
            t("It was opened by: {name}, who has an entry of their own.", name=called(who, t)),
            t("Nobody has joined by it. If the two are one person, end the roles of one entry: /members"),
        ),
        protect=True,
    )


def request_sent(t: Texts) -> View:
    return View(
        lines(
            bold(t("Your request is with the secretariat")),
            t("You will be told here as soon as it is decided."),
        ),
        ((button(t("Take the request back"), WithdrawRequest()),),),
    )


def request_withdrawn(t: Texts) -> View:
    return View(lines(bold(t("Request taken back")), t("You can ask again at any time: /register")))


def request_preview(council: Council, person: Person, groups: Sequence[str], t: Texts) -> View:
    """What the secretariat will be shown."""
    return View(lines(bold(t("Your request to join")), *_who(person, t), *(group_label(council, g, t) for g in groups)))


def _who(person: Person, t: Texts) -> tuple[Markup, ...]:
    return (
        t("Name: {name}", name=person.name),
        t("Organisation: {organisation}", organisation=person.organisation),
        t("Country: {country}", country=person.country),
    )


def request_card(
    council: Council, request: Request, who: Person, decided_by: Person | None, zone: str, t: Texts
) -> View:
    """A request, as the secretariat sees it: with buttons while it is open, with its end afterwards."""
    text = lines(
        bold(t("Request to join")),
        *_who(who, t),
        *(group_label(council, code, t) for code in request.groups),
        t("Asked: {when}", when=moment(request.made_at, zone, t)),
    )
    if request.state == "open":
        row = (button(t("Approve"), Decide(request.id, 1)), button(t("Decline"), Decide(request.id, 0)))
        return View(text, (row,), protect=True)
    ends = {
        "approved": t("✓ Approved by {name}", name=called(decided_by, t)),
        "declined": t("✗ Declined by {name}", name=called(decided_by, t)),
        "withdrawn": t("Taken back by the one who asked"),
    }
    return View(lines(text, "", ends[request.state]), protect=True)


def request_decided(council: Council, request: Request, t: Texts) -> View:
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
    return View(
        lines(
            bold(t("Your request to join was declined")),
            t("Write to the secretariat if you think this is a mistake. You can still follow the news: /subscribe"),
        )
    )


def appointed(council: Council, group: str, role: Role | None, t: Texts) -> View:
    """The person's new role, as they are told it."""
    name = group_label(council, group, t)
    if role is None:
        return View(lines(bold(t("Your seat has ended")), name, t("Questions go to the secretariat.")))
    return View(lines(bold(t("Your role: {role}", role=role_name(role, t))), name, t("What you can do now: /help")))


def appointment_preview(council: Council, who: Person, group: str, role: Role | None, t: Texts) -> View:
    told = role_name(role, t) if role else t("no seat any more")
    return View(
        lines(bold(t("Appointment")), called(who, t), group_label(council, group, t), t("Role: {role}", role=told))
    )


def in_all_groups(t: Texts) -> View:
    """To one who asks to join and has joined everywhere."""
    return View(t("You have a role in every group already. What you are: /profile"))
