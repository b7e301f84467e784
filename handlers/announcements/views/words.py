"""Announcements in words: whom one is for, what it is made of, its state, and why a copy failed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from council.announcements import ALBUM, ALBUM_GONE, GONE, TEXT, Announcement, AnnouncementState, Option, first_words
from council.audiences import AnyOf, Audience, AudienceKind, Joint, NotIn, Whom
from council.config import Council
from council.people import Person, Role
from council.posts import Topic
from handlers.common.names import called, group_list, language_name, role_name
from handlers.common.navigation import Open, Thing
from handlers.common.presses import Press
from handlers.common.texts import N_, Texts, plain
from handlers.common.topics import Topics
from handlers.common.view import Button, View, bold, button, lines
from storage.outbox import SUSPENDED

RULE_NAMES: Mapping[AudienceKind, str] = {
    AudienceKind.MEMBERS: N_("Everyone on the council"), AudienceKind.GROUPS: N_("Groups"),
    AudienceKind.SUBSCRIBERS: N_("Followers of the news"), AudienceKind.TOPICS: N_("Followers by topic"),
    AudienceKind.ROLES: N_("Roles"), AudienceKind.COUNTRIES: N_("Countries"), AudienceKind.LANGUAGES: N_("Languages"),
    AudienceKind.PEOPLE: N_("People"), AudienceKind.REACHED: N_("Those whom Telegram reaches"),
    AudienceKind.SILENT: N_("Who has not answered a recommendation"), AudienceKind.COMING: N_("Who is coming to a meeting"),
    AudienceKind.UNANSWERED: N_("Who has not said whether they are coming"),
}  # fmt: skip
"""A kind of rule, as a choice."""

JOINT_NAMES: Mapping[Joint, str] = {
    Joint.ONLY: N_("Only those of them who…"), Joint.ALSO: N_("Also those who…"), Joint.EXCEPT: N_("Except those who…"),
}  # fmt: skip
"""How one more rule changes an audience, as a choice."""

STATE_WORDS: Mapping[AnnouncementState, str] = {
    AnnouncementState.DRAFT: N_("draft"), AnnouncementState.REVIEW: N_("waiting for a second secretary"),
    AnnouncementState.SCHEDULED: N_("scheduled"), AnnouncementState.OVERDUE: N_("not sent in time"),
    AnnouncementState.FREEZING: N_("being sent"), AnnouncementState.FROZEN: N_("being sent"),
    AnnouncementState.PAUSED: N_("paused"), AnnouncementState.DONE: N_("sent"), AnnouncementState.CANCELLED: N_("stopped"),
    AnnouncementState.TAKEN_BACK: N_("taken back"),
}  # fmt: skip
"""The state, as it is said after the title."""

OPTION_NAMES: Mapping[Option, str] = {
    Option.SILENT: N_("without sound"), Option.PROTECT: N_("no forwarding"),
    Option.URGENT: N_("urgent: also in quiet hours"), Option.CONFIRM: N_("with “I have read this”"),
}  # fmt: skip
"""An option, as a button and in a list."""

MEDIUM_NAMES: Mapping[str, str] = {
    TEXT: N_("text"), ALBUM: N_("album"), "photo": N_("photo"), "video": N_("video"), "animation": N_("animation"),
    "audio": N_("audio"), "voice": N_("voice message"), "document": N_("document"), "video_note": N_("video message"),
    "sticker": N_("sticker"), "location": N_("place on the map"), "venue": N_("place on the map"), "contact": N_("contact"),
}  # fmt: skip
"""What a message is, as a noun, by its kind."""

CHAT_REASONS: Mapping[str, str] = {
    "bot was blocked by the user": N_("blocked the bot"), "user is deactivated": N_("deleted their account"),
    "bot can't initiate conversation": N_("never wrote to the bot"), "chat not found": N_("chat not found"),
    "forbidden": N_("does not take messages from the bot"), "bot was kicked": N_("I was removed from the chat"),
    "bot is not a member": N_("I am not in the chat"), "group chat was deleted": N_("the chat was deleted"),
    SUSPENDED: N_("could not be reached before either"),
}  # fmt: skip
"""The reasons, as the outbox has them, that lie with the recipient's chat: nothing that is sent there arrives."""

OTHER_REASONS: Mapping[str, str] = {
    GONE: N_("the message with the file was deleted"), ALBUM_GONE: N_("the message with the file was deleted"),
    "message can't be copied": N_("Telegram does not let this message be passed on"),
    "no longer linked": N_("the chat is no longer linked"), "not enough rights": N_("I may not write there"),
    "topic_closed": N_("the topic is closed"), "can't parse entities": N_("Telegram could not read the formatting"),
    "bad request": N_("Telegram did not take the message"),
}  # fmt: skip

PAGE, MOST_NAMES = 20, 6
"""How many names stand on a page; and how many names of a rule are said: the rest are counted."""

TITLE = N_("“{title}”")


def reason_words(reason: str, t: Texts) -> Markup:
    """Why a delivery failed, as it is said after a dot in a list."""
    if reason.startswith("not drawn"):
        return t("could not be prepared because of an error")
    known = CHAT_REASONS.get(reason) or OTHER_REASONS.get(reason)
    return t(known) if known else t("Telegram said: {reason}", reason=reason)


def medium_name(kind: str, t: Texts) -> Markup:
    """What a message of this kind is, as a noun."""
    name = MEDIUM_NAMES.get(kind, N_("message"))
    return t(name)


def secretary_name(person: Person | None, t: Texts) -> str:
    """Whoever wrote or approved something for the council: by name, and without one by their office."""
    if person is not None and not person.forgotten and not person.name:
        return str(t("the secretariat").unescape())
    return called(person, t)


def title_words(found: Announcement, t: Texts) -> Markup:
    """What it is called: its first words, else what it is made of."""
    return Markup("{}").format(found.title or (medium_name(found.kind, t) if found.kind else t("announcement")))


def headed(message: str, found: Announcement, t: Texts, *told: Markup | str | None, **values: object) -> View:
    """A message about it: the marked message with its `{title}` and these values, in bold, and these lines."""
    return View(lines(bold(t(message, title=title_words(found, t), **values)), *told))


def to_report(found: Announcement, t: Texts) -> tuple[Button, ...]:
    return (button(t("Report"), Open(Thing.ANNOUNCEMENT, found.id)),)


@dataclass(frozen=True, slots=True)
class Reply:
    """A short answer: marked messages, one as in `headed` and one sentence; `report`: with the way to the report."""

    head: str
    told: str
    report: bool = True

    def view(self, found: Announcement, t: Texts) -> View:
        return headed(self.head, found, t, t(self.told)).with_rows(to_report(found, t) if self.report else ())


def steps(page: int, total: int, press: Callable[[int], Press]) -> list[Button]:
    """The ways to the pages of names before and after this one (counted from 0)."""
    back = [button("◀", press(page - 1))] if page else []
    return [*back, button("▶", press(page + 1))] if (page + 1) * PAGE < total else back


@dataclass(frozen=True, slots=True)
class About:
    """The names of what audiences are about: topics, and by id the numbers of rounds and the titles of meetings."""

    topics: Sequence[Topic] = ()
    rounds: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[str, str] = field(default_factory=dict)


def audience_words(council: Council, whom: Whom, about: About, t: Texts, most: int = 900) -> Markup:
    """Whom an announcement is for, in the order in which it was put together, in at most so many characters."""
    told = _words(council, whom, about, t).unescape()
    return Markup("{}").format(first_words(told, most))


def _words(council: Council, whom: Whom, about: About, t: Texts) -> Markup:
    match whom:
        case Audience():
            return _rule_words(council, whom, about, t)
        case NotIn(part):
            return t("all except: {rule}", rule=_words(council, part, about, t))
    first, *rest = whom.parts
    told = _words(council, first, about, t)
    for part in rest:
        if isinstance(whom, AnyOf):
            told = t("{whom} · also: {rule}", whom=told, rule=_words(council, part, about, t))
        elif isinstance(part, NotIn):
            told = t("{whom} · except: {rule}", whom=told, rule=_words(council, part.part, about, t))
        else:
            told = t("{whom} · only: {rule}", whom=told, rule=_words(council, part, about, t))
    return told


UNNAMED_RULES: Mapping[AudienceKind, str] = {
    AudienceKind.MEMBERS: N_("everyone on the council"), AudienceKind.SUBSCRIBERS: N_("followers of the news"),
    AudienceKind.REACHED: N_("those whom Telegram reaches"),
}  # fmt: skip
"""Rules that name nothing."""


def _rule_words(council: Council, rule: Audience, about: About, t: Texts) -> Markup:
    def few(names: Iterable[str]) -> str:
        listed = list(names)
        told, more = ", ".join(listed[:MOST_NAMES]), len(listed) - MOST_NAMES
        return f"{told} {plain(t('and {n} more', n=more))}" if more > 0 else told

    n, meetings = len(rule.of), (about.meetings.get(id_, "?") for id_ in rule.of)
    match rule.kind:
        case AudienceKind.TOPICS:
            topics = Topics(council, about.topics)
            return t("followers of: {names}", names=few(topics.name(code, t) for code in rule.of))
        case AudienceKind.GROUPS:
            return Markup("{}").format(group_list(council, rule.of, t))
        case AudienceKind.ROLES:
            roles = (plain(role_name(Role(role), t)) for role in rule.of)
            return t.plural("role: {names}", "roles: {names}", n, names=few(roles))
        case AudienceKind.COUNTRIES:
            return t.plural("country: {names}", "countries: {names}", n, names=few(rule.of))
        case AudienceKind.LANGUAGES:
            names = few(language_name(code, t) for code in rule.of)  # beside the texts, `t` would hide them from `make texts`
            return t.plural("language: {names}", "languages: {names}", n, names=names)
        case AudienceKind.PEOPLE:
            return t.plural("{n} person by name", "{n} people by name", n)
        case AudienceKind.SILENT:
            return t("who has not answered: {names}", names=few(about.rounds.get(id_, "?") for id_ in rule.of))
        case AudienceKind.COMING:
            return t("who is coming to: {names}", names=few(meetings))
        case AudienceKind.UNANSWERED:
            return t("who has not said whether they are coming to: {names}", names=few(meetings))
    return t(UNNAMED_RULES[rule.kind])
