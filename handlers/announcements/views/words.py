"""Announcements in words: whom one is for, what it is made of, where it stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from council.announcements import ALBUM, TEXT, Announcement, AnnouncementState, Option
from council.audiences import AllOf, AnyOf, Audience, AudienceKind, Joint, NotIn, Whom
from council.config import Council
from council.people import Person, Role
from council.posts import Topic
from council.text_rules import cut
from handlers.common.names import called, group_list, role_name
from handlers.common.texts import Catalogs, Texts
from handlers.common.topics import topic_name


def kind_name(kind: AudienceKind, t: Texts) -> Markup:
    """A kind of rule, as a choice."""
    names = {
        AudienceKind.MEMBERS: t("Everyone with a seat"),
        AudienceKind.GROUPS: t("Groups"),
        AudienceKind.SUBSCRIBERS: t("Subscribers of the news"),
        AudienceKind.TOPICS: t("Subscribers by topic"),
        AudienceKind.ROLES: t("Roles"),
        AudienceKind.COUNTRIES: t("Countries"),
        AudienceKind.LANGUAGES: t("Languages"),
        AudienceKind.PEOPLE: t("People"),
        AudienceKind.REACHED: t("Whom Telegram reaches"),
        AudienceKind.SILENT: t("Who has not answered a recommendation"),
        AudienceKind.COMING: t("Who comes to a meeting"),
        AudienceKind.UNANSWERED: t("Who has not said whether they come"),
    }
    return names[kind]


def joint_name(joint: Joint, t: Texts) -> Markup:
    """How one more rule changes an audience, as a choice."""
    names = {
        Joint.ONLY: t("Only those of them who…"),
        Joint.ALSO: t("Also those who…"),
        Joint.EXCEPT: t("Without those who…"),
    }
    return names[joint]


@dataclass(frozen=True, slots=True)
class About:
    """What the things are called that audiences are about: topics, rounds and meetings, the last two by id."""

    topics: Sequence[Topic] = ()
    rounds: Mapping[str, str] = field(default_factory=dict)
    meetings: Mapping[str, str] = field(default_factory=dict)


def audience_words(council: Council, whom: Whom, t: Texts, most: int = 900, *, about: About | None = None) -> Markup:
    """Whom an announcement is for, in the order in which it was put together, in at most so many characters."""
    told = _words(council, whom, about or About(), t).unescape()
    return Markup("{}").format(told if len(told) <= most else cut(told, most - 1) + "…")


def _words(council: Council, whom: Whom, about: About, t: Texts) -> Markup:
    match whom:
        case AllOf(parts):
            first, *rest = parts
            told = _words(council, first, about, t)
            for part in rest:
                if isinstance(part, NotIn):
                    told = t("{whom} · without: {rule}", whom=told, rule=_words(council, part.part, about, t))
                else:
                    told = t("{whom} · only: {rule}", whom=told, rule=_words(council, part, about, t))
            return told
        case AnyOf(parts):
            first, *rest = parts
            told = _words(council, first, about, t)
            for part in rest:
                told = t("{whom} · also: {rule}", whom=told, rule=_words(council, part, about, t))
            return told
        case NotIn(part):
            return t("all but: {rule}", rule=_words(council, part, about, t))
    return _rule_words(council, whom, about, t)


def _rule_words(council: Council, rule: Audience, about: About, t: Texts) -> Markup:
    match rule.kind:
        case AudienceKind.MEMBERS:
            return t("everyone with a seat")
        case AudienceKind.SUBSCRIBERS:
            return t("subscribers of the news")
        case AudienceKind.TOPICS:
            names = _few([topic_name(topic, council, about.topics, t) for topic in rule.of], t)
            return t("subscribers of: {names}", names=names)
        case AudienceKind.GROUPS:
            return Markup("{}").format(group_list(council, rule.of, t))
        case AudienceKind.ROLES:
            names = _few([role_name(Role(role), t).unescape() for role in rule.of], t)
            return t.plural("role: {names}", "roles: {names}", len(rule.of), names=names)
        case AudienceKind.COUNTRIES:
            names = _few(rule.of, t)
            return t.plural("country: {names}", "countries: {names}", len(rule.of), names=names)
        case AudienceKind.LANGUAGES:
            names = _few([Catalogs.own_name(code) for code in rule.of], t)
            return t.plural("language: {names}", "languages: {names}", len(rule.of), names=names)
        case AudienceKind.PEOPLE:
            return t.plural("{n} person by name", "{n} people by name", len(rule.of))
        case AudienceKind.REACHED:
            return t("whom Telegram reaches")
        case AudienceKind.SILENT:
            return t("who has not answered: {names}", names=_few([about.rounds.get(id_, "?") for id_ in rule.of], t))
        case AudienceKind.COMING:
            names = _few([about.meetings.get(id_, "?") for id_ in rule.of], t)
            return t("who comes to: {names}", names=names)
        case AudienceKind.UNANSWERED:
            names = _few([about.meetings.get(id_, "?") for id_ in rule.of], t)
            return t("who has not said whether they come to: {names}", names=names)


MOST_NAMES = 6
"""Of a rule that names many, so many are told."""


def _few(names: Sequence[str], t: Texts) -> str:
    told = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{told} {t('and {n} more', n=more).unescape()}" if more > 0 else told


def state_words(state: AnnouncementState, t: Texts) -> Markup:
    """Where it stands, as it is said after its title."""
    names = {
        AnnouncementState.DRAFT: t("draft"),
        AnnouncementState.REVIEW: t("waits for a second secretary"),
        AnnouncementState.SCHEDULED: t("waits for its time"),
        AnnouncementState.OVERDUE: t("its time has passed"),
        AnnouncementState.FREEZING: t("being sent"),
        AnnouncementState.FROZEN: t("being sent"),
        AnnouncementState.PAUSED: t("paused"),
        AnnouncementState.DONE: t("sent"),
        AnnouncementState.CANCELLED: t("stopped"),
        AnnouncementState.TAKEN_BACK: t("taken back"),
    }
    return names[state]


def option_name(option: Option, t: Texts) -> Markup:
    """An option, as a button and in a list."""
    names = {
        Option.SILENT: t("without a sound"),
        Option.PROTECT: t("not to be forwarded"),
        Option.URGENT: t("urgent: also in quiet hours"),
        Option.CONFIRM: t("with “I have read this”"),
    }
    return names[option]


def medium_name(kind: str, t: Texts) -> Markup:
    """What a message is, as a noun."""
    names = {
        TEXT: t("text"),
        ALBUM: t("album"),
        "photo": t("photo"),
        "video": t("video"),
        "animation": t("animation"),
        "audio": t("audio"),
        "voice": t("voice message"),
        "document": t("document"),
        "video_note": t("round video"),
        "sticker": t("sticker"),
        "location": t("place on the map"),
        "venue": t("place on the map"),
        "contact": t("contact"),
    }
    return names.get(kind) or t("message")


def secretary_name(person: Person | None, t: Texts) -> str:
    """Whoever wrote or approved something for the council: by name, and without one by their office."""
    if person is not None and not person.forgotten and not person.name:
        return str(t("the secretariat").unescape())
    return called(person, t)


def title_words(found: Announcement, t: Texts) -> Markup:
    """What it is called: its first words, else what it is made of."""
    return Markup("{}").format(found.title or (medium_name(found.kind, t) if found.kind else t("announcement")))


def plain_words(html: str) -> str:
    """Words without their formatting, as long as Telegram counts them."""
    return Markup(_TAG.sub("", html)).unescape()  # noqa: S704 - it is taken apart


_TAG = re.compile(r"<[^>]*>")
