"""The network's forms: how one is found, whom one looks for, and what one would like to talk about."""

from markupsafe import Markup

from council import text_rules
from council.network import NOTE_LIMIT, Entry, Field, NotListed, matching
from handlers.common.places import country
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.steps import Data, Step, texts_of
from handlers.network import actions, views
from handlers.network.words import field_options, language_options

SHOW, HIDE = "show", "hide"


class JoinForm:
    """How one is found; shown as others will see it before one agrees."""

    kind = "network"
    steps = (
        Step(
            "fields",
            lambda t: t("Field of work"),
            lambda v, _: v.t("What do you work in? Tick what fits, then Done."),
            options=lambda v, _: field_options(v.t),
            many=True,
        ),
        Step(
            "languages",
            lambda t: t("Languages"),
            lambda v, _: v.t("In which languages can people talk with you? Tick them, then Done."),
            options=lambda v, _: language_options(v.t),
            many=True,
            width=3,
        ),
        Step(
            "groups",
            lambda t: t("Groups"),
            lambda v, _: v.t("Shall it be shown in which groups you sit? In a small group that can tell who you are."),
            options=lambda v, _: [
                (HIDE, str(v.t("Do not show them").unescape())),
                (SHOW, str(v.t("Show them").unescape())),
            ],
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("To be found in the network")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        shows = data["groups"] == SHOW
        fields = tuple(field for field in Field if field.value in texts_of(data, "fields"))
        groups = visit.actor.groups if shows else ()
        entry = Entry(0, 0, visit.person.country, fields, texts_of(data, "languages"), groups, shows)
        return views.preview(entry, visit.council, visit.t), visit.t("I agree to be found")

    async def finish(self, visit: Visit, data: Data) -> None:
        await actions.join(
            visit.work, texts_of(data, "fields"), texts_of(data, "languages"), shows_groups=data["groups"] == SHOW
        )
        visit.show(views.joined(visit.t))


def countries(data: Data) -> list[tuple[str, str]]:
    """The countries to choose from, kept with the form: (number, name)."""
    listed = data.get("countries")
    return [(str(at), str(name)) for at, name in enumerate(listed)] if isinstance(listed, list) else []


class SearchForm:
    """Country, field of work, language; each can be skipped."""

    kind = "network.search"
    steps = (
        Step(
            "country",
            lambda t: t("Country"),
            lambda v, _: v.t("In which country?"),
            options=lambda _v, d: countries(d),
            optional=True,
        ),
        Step(
            "field",
            lambda t: t("Field of work"),
            lambda v, _: v.t("In which field of work?"),
            options=lambda v, _: field_options(v.t),
            optional=True,
        ),
        Step(
            "language",
            lambda t: t("Language"),
            lambda v, _: v.t("In which language?"),
            options=lambda v, _: language_options(v.t),
            optional=True,
            width=3,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Search the network")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        entries = matching(await actions.look(visit.work), str(data["field"]), str(data["language"]))
        wanted = dict(countries(data)).get(str(data["country"]))
        if wanted is not None:
            entries = [entry for entry in entries if country(entry.country, visit.t) == wanted]
        visit.say(views.found(entries, visit.council, visit.t))


class AskForm:
    """What one would like to talk about, and a last look before it is sent. The entry's number is in `entry`."""

    kind = "network.ask"
    steps = (
        Step(
            "note",
            lambda t: t("Message"),
            lambda v, _: v.t("What would you like to talk about? They read it before they know who you are."),
            lambda _v, _d, entry: text_rules.body(entry.text, NOTE_LIMIT),
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("An introduction")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        own = await actions.own(visit.work)
        if own is None:
            raise NotListed
        return views.ask_preview(own, str(data["note"]), visit.council, visit.t), visit.t("Ask")

    async def finish(self, visit: Visit, data: Data) -> None:
        await actions.ask(visit.work, int(str(data["entry"])), str(data["note"]))
        visit.show(views.asked(visit.t))


FORMS = (JoinForm(), SearchForm(), AskForm())
JOIN, SEARCH, ASK = FORMS
