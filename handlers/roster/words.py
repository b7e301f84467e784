"""What is said of a table's cells and of what would change; and what a council's tables may say."""

from babel import Locale
from markupsafe import Markup

from council.config import Council
from council.people import Role
from council.roster_diff import Change
from council.roster_tables import Column, Mistake, Vocabulary, Why, fold
from council.text_rules import NAME_LIMIT
from handlers.common.names import group_words, role_name
from handlers.common.texts import Catalogs, Texts


def vocabulary(council: Council) -> Vocabulary:
    """The council's groups and languages, by everything that they are called in any of its languages."""
    groups = group_words(council)
    languages: dict[str, str] = {}
    for code in council.languages:
        own = Locale.parse(code)
        told = [
            code,
            Catalogs.own_name(code),
            *(Locale.parse(other).languages.get(code, "") for other in council.languages),
        ]
        languages |= {fold(name): code for name in [*told, own.english_name or ""] if name}
    return Vocabulary(groups, languages)


def head_name(column: Column, t: Texts) -> Markup:
    """What a table's column is headed with."""
    names = {
        Column.NAME: t("Name"),
        Column.ORGANISATION: t("Organisation"),
        Column.COUNTRY: t("Country"),
        Column.GROUPS: t("Groups"),
        Column.LANGUAGE: t("Language"),
        Column.EMAIL: t("E-mail"),
    }
    return names[column]


def mistake(council: Council, found: Mistake, t: Texts) -> Markup:
    """The mistake, with the cell's name in front."""
    told = found.told
    said = {
        Why.MISSING: t("nothing readable stands here, and something is needed."),
        Why.TOO_LONG: t("{got} characters; {limit} fit.", got=told, limit=NAME_LIMIT),
        Why.NO_GROUP: t("no such group: “{told}”. There are: {groups}", told=told, groups=", ".join(council.codes)),
        Why.NO_ROLE: t("no such role: “{told}”. There are: chair, member, observer.", told=told),
        Why.TWO_ROLES: t("two roles in group {group}; one person has one.", group=told),
        Why.NO_LANGUAGE: t(
            "the council does not speak “{told}”. It speaks: {languages}",
            told=told,
            languages=", ".join(council.languages),
        ),
        Why.NO_EMAIL: t("not an e-mail address: “{told}”", told=told),
        Why.FORMULA: t("a formula that gives no value: {told}", told=told),
        Why.SAME_EMAIL: t("the same e-mail address as in row {row}.", row=told),
        Why.SAME_PERSON: t("the same name and organisation as in row {row}. One row a person, all groups in it.", row=told),
        Why.TWO_ENTRIES: t("fits two entries of the roster: “{told}”. An e-mail address would tell them apart.", told=told),
        Why.NAMESAKE: t("the same name as in row {row}, and not the same organisation: taken for two people.", row=told),
        Why.UNSEEN: t("characters that nobody sees were left out."),
        Why.SAME_NAME: t("someone of the same name is on the roster: {told}", told=told or t("no organisation")),
    }  # fmt: skip
    return t("{cell}: {said}", cell=f"{found.column}{found.row}", said=said[found.why])


def change(found: Change, t: Texts) -> Markup:
    """One thing that would be different: what was, and what would be."""
    if found.group:
        was = role_name(Role(found.was), t) if found.was else t("nothing")
        return t("{what}: {was} → {now}", what=found.group, was=was, now=role_name(Role(found.now), t))
    return t(
        "{what}: {was} → {now}", what=head_name(Column(found.what), t), was=found.was or t("nothing"), now=found.now
    )
