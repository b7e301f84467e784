"""The privacy notice, and what is said of agreeing to it."""

from collections.abc import Mapping

from markupsafe import Markup

from council.config import Council
from council.people import Person
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import Style, View, button, link, titled
from handlers.oneself.presses import Agree, TakeBack
from storage.consents import Consent


def stored(t: Texts) -> tuple[Markup, ...]:
    """What is stored about someone with a seat, and who sees it: to be read before joining, and before asking to."""
    return (
        t("Stored about you: your Telegram id, name, organisation, country, language, time zone, and what you answer here."),
        t("The secretariat sees it; the chairs of your groups see who you are and when you answered, others your name."),
        t("To see all of it: /mydata. To have it erased: /forget"),
    )


def agreeing(council: Council, t: Texts) -> Markup | None:
    """What somebody agrees to by joining or asking to; None where the council has no notice."""
    if not council.notice:
        return None
    return t("By going on you agree to the privacy notice, version {version}: /privacy", version=council.notice)


def notice(council: Council, consent: Consent | None, zone: str, t: Texts, *, seated: bool) -> View:
    """The notice, with what the reader has said to it; only who has a role is asked to agree."""
    host, whole = _in(council.hosts, t), _in(council.notice_links, t)
    agreed = consent is not None and consent.stands
    rows = [
        (button(t("I agree"), Agree(council.notice), Style.PRIMARY),) if seated and council.notice and not agreed else (),
        (link(t("The whole notice"), whole),) if whole else (),
        (button(t("What is stored about me"), Go("mydata")),) if agreed else (),
        (button(t("Take my consent back"), TakeBack()),) if agreed else (),
        (link(t("Write to the secretariat"), council.contact),) if council.contact else (),
    ]
    head = t("Privacy notice, version {version}", version=council.notice) if council.notice else t("Your data")
    return titled(
        head,
        *stored(t),
        "",
        t("What for: the council's work, that is its meetings, recommendations and announcements. Nobody else is given it."),
        t("How long: while you have a role, and until you have it erased. What the council decided stays, without your name."),
        t("The server stands in {country}.", country=host) if host else None,
        t("All messages pass through Telegram, a foreign company. Chats with bots are not end-to-end encrypted."),
        "" if seated and council.notice else None,
        _said(consent, zone, t) if seated and council.notice else None,
        rows=tuple(row for row in rows if row),
    )


def _said(consent: Consent | None, zone: str, t: Texts) -> Markup:
    if consent is not None and consent.stands and consent.given_at is not None:
        return t("You agreed to it on {when}.", when=moment(consent.given_at, zone, t))
    if consent is not None and consent.withdrawn_at is not None:
        return t("You took your consent back on {when}.", when=moment(consent.withdrawn_at, zone, t))
    return t("Please read it and agree.")


def _in(by_language: Mapping[str, str], t: Texts) -> str:
    return by_language.get(t.language) or next(iter(by_language.values()), "")


def taken_back(t: Texts) -> View:
    """To someone who has taken their consent back."""
    return titled(
        t("Your consent is taken back"),
        t("The secretariat is told. Your data stays until you have it erased: that also ends your roles."),
        rows=((button(t("Erase everything about me"), Go("forget")),), (button(t("Privacy notice"), Go("privacy")),)),
    )


def taken_back_by(who: Person, t: Texts) -> View:
    """To the secretariat."""
    told = t("They have not erased their data. Please write to them, or end their roles: /members")
    return titled(t("Consent taken back: {name}", name=called(who, t)), told, protect=True)
