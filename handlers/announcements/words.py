"""Audiences in words: whom an announcement is for."""

from markupsafe import Markup

from council.audiences import AllOf, AnyOf, Audience, AudienceKind, Joint, NotIn, Whom
from council.charter import Council
from council.people import Role
from handlers.common.names import group_list, role_name
from handlers.common.texts import Catalogs, Texts


def kind_name(kind: AudienceKind, t: Texts) -> Markup:
    """A kind of rule, as a choice."""
    names = {
        AudienceKind.MEMBERS: t("Everyone with a seat"),
        AudienceKind.GROUPS: t("Groups"),
        AudienceKind.SUBSCRIBERS: t("Subscribers of the news"),
        AudienceKind.ROLES: t("Roles"),
        AudienceKind.COUNTRIES: t("Countries"),
        AudienceKind.LANGUAGES: t("Languages"),
        AudienceKind.PEOPLE: t("People"),
        AudienceKind.REACHED: t("Whom Telegram reaches"),
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


def audience_words(council: Council, whom: Whom, t: Texts) -> Markup:
    """Whom an announcement is for, in one line, in the order in which it was put together."""
    match whom:
        case AllOf(parts):
            first, *rest = parts
            told = audience_words(council, first, t)
            for part in rest:
                if isinstance(part, NotIn):
                    told = t("{whom} · without: {rule}", whom=told, rule=audience_words(council, part.part, t))
                else:
                    told = t("{whom} · only: {rule}", whom=told, rule=audience_words(council, part, t))
            return told
        case AnyOf(parts):
            first, *rest = parts
            told = audience_words(council, first, t)
            for part in rest:
                told = t("{whom} · also: {rule}", whom=told, rule=audience_words(council, part, t))
            return told
        case NotIn(part):
            return t("all but: {rule}", rule=audience_words(council, part, t))
    return _rule_words(council, whom, t)


def _rule_words(council: Council, rule: Audience, t: Texts) -> Markup:
    match rule.kind:
        case AudienceKind.MEMBERS:
            return t("everyone with a seat")
        case AudienceKind.SUBSCRIBERS:
            return t("subscribers of the news")
        case AudienceKind.GROUPS:
            return Markup("{}").format(group_list(council, rule.of, t))
        case AudienceKind.ROLES:
            names = ", ".join(role_name(Role(role), t).unescape() for role in rule.of)
            return t.plural("role: {names}", "roles: {names}", len(rule.of), names=names)
        case AudienceKind.COUNTRIES:
            names = ", ".join(rule.of)
            return t.plural("country: {names}", "countries: {names}", len(rule.of), names=names)
        case AudienceKind.LANGUAGES:
            names = ", ".join(Catalogs.own_name(code) for code in rule.of)
            return t.plural("language: {names}", "languages: {names}", len(rule.of), names=names)
        case AudienceKind.PEOPLE:
            return t.plural("{n} person by name", "{n} people by name", len(rule.of))
        case AudienceKind.REACHED:
            return t("whom Telegram reaches")
