"""What fields of work and languages are called."""

from collections.abc import Iterable

from babel import Locale, UnknownLocaleError
from markupsafe import Markup

from council.network import LANGUAGES, Entry, Field
from handlers.common.texts import Texts

_OWN_NAMES = {("en", "kaa"): "Karakalpak", ("ru", "kaa"): "каракалпакский"}
"""Where the locale's data has no name."""


def field_name(field: Field, t: Texts) -> Markup:
    """The field of work."""
    names = {
        Field.CHILDREN: t("Child protection"),
        Field.EDUCATION: t("Education"),
        Field.HEALTH: t("Health"),
        Field.PSYCHOSOCIAL: t("Psychosocial support"),
        Field.SOCIAL: t("Social work"),
        Field.LIVELIHOODS: t("Work and livelihoods"),
        Field.LAW: t("Law and justice"),
        Field.PRISONS: t("Prisons and probation"),
        Field.SECURITY: t("Security and police"),
        Field.RELIGION: t("Religious affairs"),
        Field.MEDIA: t("Media and narratives"),
        Field.RESEARCH: t("Research"),
        Field.CIVIL: t("Civil society"),
        Field.COOPERATION: t("International cooperation"),
    }
    return names[field]


def language_name(code: str, t: Texts) -> str:
    """What a language is called in the reader's."""
    own = _OWN_NAMES.get((t.language, code))
    if own:
        return own
    try:
        name = Locale.parse(code).get_language_name(t.locale.language)
    except UnknownLocaleError:
        name = t.locale.languages.get(code)
    return str(name or code)


def field_options(t: Texts, among: Iterable[Field] = tuple(Field)) -> list[tuple[str, str]]:
    """Fields as a form's options, in the reader's order of letters."""
    listed = [(field.value, str(field_name(field, t).unescape())) for field in Field if field in set(among)]
    return sorted(listed, key=lambda pair: pair[1].casefold())


def language_options(t: Texts, among: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Languages as a form's options."""
    return [(code, language_name(code, t)) for code in LANGUAGES if code in set(among)]


def fields_told(entry: Entry, t: Texts) -> str:
    return ", ".join(str(field_name(field, t).unescape()) for field in entry.fields)


def languages_told(entry: Entry, t: Texts) -> str:
    return ", ".join(language_name(code, t) for code in entry.languages)
