"""What newcomers see first: the question which language to speak, and a word of welcome."""

from council.config import Council
from council.people import Person
from handlers.common.texts import N_, Catalogs, Texts
from handlers.common.view import View, button, in_rows, titled
from handlers.registration.presses import SetLanguage

CHOOSE = N_("Please choose your language.")


def choose_language(council: Council, catalogs: Catalogs, t: Texts, then: str) -> View:
    """The first thing anyone sees: whose bot this is, and which language to speak, asked in each language. `then`: the
    payload of /start that follows."""
    asked = (catalogs.texts(language)(CHOOSE) for language in catalogs.languages)
    rows = in_rows(button(name, SetLanguage(choice, then)) for choice, name in catalogs.choices())
    return titled(t.named(council.names), *asked, rows=rows)


def language_chosen(council: Council, catalogs: Catalogs, person: Person, t: Texts) -> View:
    """Replaces the question which language to speak."""
    draft = t("This translation is a draft: no native speaker has read it yet. If something is said badly, please tell us: /help")
    told = draft if person.language in catalogs.drafts() else None
    return titled(t.named(council.names), t("Language: {name}", name=catalogs.chosen(person)), told)


def welcome(council: Council, person: Person, t: Texts) -> View:
    """What this bot is, for someone who has no seat."""
    return titled(
        t.named(council.names),
        t("This is the council's bot: meetings and their agendas, recommendations, announcements, news."), "",
        t("You can follow the council's news: /subscribe"), t("Members join by an invitation, or ask to join: /register"),
        t("What you can do here: /help"), "",
        t("Your Telegram id is <code>{id}</code>; the secretariat may ask for it.", id=person.telegram_id or ""),
    )  # fmt: skip
