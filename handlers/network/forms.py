"""The network's forms: how one is found, whom one looks for, and what one would like to talk about."""

from markupsafe import Markup

from council.network import LANGUAGES, NOTE_LIMIT, Entry, Field, NotListed, matching
from handlers.common.names import language_name
from handlers.common.places import country
from handlers.common.texts import N_, plain
from handlers.common.view import View
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question, choices
from handlers.network import actions, views

SHOW, HIDE = "show", "hide"


def _fields(visit: Visit, _answers: object) -> list[tuple[str, str]]:
    """Fields in the reader's order of letters."""
    options = [(field.value, plain(visit.t(name))) for field, name in views.FIELDS.items()]
    return sorted(options, key=lambda pair: pair[1].casefold())


def _languages(visit: Visit, _answers: object) -> list[tuple[str, str]]:
    return [(code, language_name(code, visit.t)) for code in LANGUAGES]


class Join(Answers):
    """How one is found; shown as others will see it before one agrees."""

    fields: tuple[str, ...]
    languages: tuple[str, ...]
    groups: str


async def _preview_entry(visit: Visit, answers: Join) -> tuple[View, Markup]:
    shows = answers.groups == SHOW
    fields = tuple(field for field in Field if field.value in answers.fields)
    groups = visit.actor.groups if shows else ()
    entry = Entry(0, 0, visit.person.country, fields, answers.languages, groups, shows)
    return views.preview(entry, visit.council, visit.t), visit.t("I agree to be found")


async def _join(visit: Visit, answers: Join) -> None:
    await actions.join(visit.work, answers.fields, answers.languages, shows_groups=answers.groups == SHOW)
    visit.show(views.joined(visit.t))


_WORK = N_("What do you work in? Tick what fits, then Done.")
_SPOKEN = N_("Which languages do you speak? Tick them, then Done.")
_GROUPS = N_("Show which groups you are in? In a small group this can reveal who you are.")
_SHOWN = choices((HIDE, N_("Do not show them")), (SHOW, N_("Show them")))

_TO_JOIN: tuple[Question[Join], ...] = (
    Question("fields", N_("Field of work"), _WORK, options=_fields, many=True),
    Question("languages", N_("Languages"), _SPOKEN, options=_languages, many=True, width=3),
    Question("groups", N_("Groups"), _GROUPS, options=_SHOWN, width=1),
)
JOIN = Form("network", N_("Joining the network"), Join, _TO_JOIN, _join, _preview_entry)


class Search(Answers):
    countries: tuple[str, ...]
    """The countries to choose from, when the search began."""
    country: str = ""
    field: str = ""
    language: str = ""


async def _search(visit: Visit, answers: Search) -> None:
    entries = matching(await actions.list_entries(visit.work), answers.field, answers.language)
    if answers.country:
        wanted = answers.countries[int(answers.country)]
        entries = [entry for entry in entries if country(entry.country, visit.t) == wanted]
    visit.say(views.found(entries, visit.council, visit.t))


_TO_SEARCH: tuple[Question[Search], ...] = (
    Question("country", N_("Country"), N_("In which country?"), optional=True,
             options=lambda _, answers: [(str(place), name) for place, name in enumerate(answers.countries)]),
    Question("field", N_("Field of work"), N_("In which field of work?"), options=_fields, optional=True),
    Question("language", N_("Language"), N_("In which language?"), options=_languages, optional=True, width=3),
)  # fmt: skip
SEARCH = Form("network.search", N_("Search the network"), Search, _TO_SEARCH, _search)


class Ask(Answers):
    """What one would like to talk about; shown as the other will see it before it is sent."""

    entry: int
    note: str = ""


async def _preview_request(visit: Visit, answers: Ask) -> tuple[View, Markup]:
    own = await actions.find_own(visit.work)
    if own is None:
        raise NotListed
    return views.ask_preview(own, answers.note, visit.council, visit.t), visit.t("Ask")


async def _ask(visit: Visit, answers: Ask) -> None:
    await actions.ask(visit.work, answers.entry, answers.note)
    visit.show(views.asked(visit.t))


_NOTE = N_("What would you like to talk about? They will read this before they know who you are.")
_MESSAGE = Question("note", N_("Message"), _NOTE, readers.text(NOTE_LIMIT), optional=True)
ASK = Form("network.ask", N_("An introduction"), Ask, (_MESSAGE,), _ask, _preview_request)

FORMS = (JOIN, SEARCH, ASK)
