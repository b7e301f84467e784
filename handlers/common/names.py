"""Names of roles, groups and people in messages."""

from collections.abc import Iterable, Mapping

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from council.config import Council
from council.folding import bare
from council.people import GROUP_ROLES, Person, Role, Seat
from council.upkeep import OPERATIONS
from handlers.common.texts import N_, Texts, plain

_ROLES: Mapping[Role, str] = {
    Role.SECRETARIAT: N_("secretariat"),
    Role.CHAIR: N_("chair"),
    Role.MEMBER: N_("member"),
    Role.OBSERVER: N_("observer"),
}

_SEATS: Mapping[Role, str] = {
    Role.SECRETARIAT: N_("You are in the secretariat."),
    Role.CHAIR: N_("You chair group {group}."),
    Role.MEMBER: N_("You are a member of group {group}."),
    Role.OBSERVER: N_("You are an observer in group {group}."),
}


def role_name(role: Role, t: Texts) -> Markup:
    """The role as a noun: "chair"."""
    return t(_ROLES[role])


def capital(text: str) -> str:
    """The text with its first letter capitalised, for a button."""
    return text[:1].upper() + text[1:]


def seat_sentence(seat: Seat, t: Texts) -> Markup:
    """A seat in a sentence to its holder: "You are a member of group B." or the like."""
    return t(_SEATS[seat.role], group=seat.group)


def language_name(code: str, t: Texts) -> str:
    """What a language is called in the reader's language."""
    own = t.lexicon.languages.get((t.language, code))  # where the locale's data has no name
    if own:
        return t.written(own)
    try:
        name = Locale.parse(code).get_language_name(t.locale)
    except UnknownLocaleError:
        name = t.locale.languages.get(code)
    return str(name or code)


def group_label(council: Council, code: str, t: Texts) -> str:
    """The group with its code: "B · Psychosocial support, health and education"; in place of one, the operations chat."""
    if code == OPERATIONS:
        return plain(t("Operations: what goes wrong with the bot"))
    return f"{code} · {t.named(council.group(code).names)}"


def group_options(council: Council, t: Texts, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Groups as a form's options; all of the council's, or these."""
    return [(code, group_label(council, code, t)) for code in (council.codes if codes is None else codes)]


def group_list(council: Council, codes: Iterable[str], t: Texts) -> str:
    """The groups in short: "group B", "groups B, D", "all groups"."""
    listed = [code for code in council.codes if code in set(codes)] or list(codes)
    if len(listed) > 1 and len(listed) == len(council.codes):
        return str(t("all groups").unescape())
    return str(t.plural("group {codes}", "groups {codes}", len(listed), codes=", ".join(listed)).unescape())


def group_words(council: Council) -> dict[str, str]:
    """The groups' codes by each of their names in any of the council's languages, bare."""
    return {bare(name): group.code for group in council.groups for name in (*group.names.values(), group.code)}


def called(person: Person | None, t: Texts) -> str:
    """A person's name; "somebody" if they have none, "former member" if they were forgotten."""
    if person is not None and person.forgotten:
        return str(t("former member").unescape())
    return person.name if person and person.name else str(t("somebody").unescape())


def role_options(t: Texts) -> list[tuple[str, str]]:
    """The roles in a group as a form's options."""
    return [(role.value, capital(role_name(role, t))) for role in GROUP_ROLES]
