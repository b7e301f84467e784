"""One question: the new value of one of one's own data."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from council import quiet_hours, text_rules
from handlers.common.dates import ZONES, typed_words
from handlers.common.places import MOST_ZONES, find_zone, zones_of
from handlers.common.texts import N_, Catalogs, plain
from handlers.common.view import lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question, choices
from handlers.oneself import actions
from handlers.oneself.reads import own_profile

NONE, COUNCILS = "-", "council"
"""Values of buttons that stand for nothing at all, and for the council's own."""

HOURS = ("21:00-07:00", "22:00-08:00", "23:00-09:00")
"""Quiet hours that are offered; any others may be typed."""

NAMES: Mapping[str, str] = {
    "name": N_("Your full name? Now: {value}"),
    "organisation": N_("Your organisation? Now: {value}"),
    "country": N_("Your country? Now: {value}"),
}
FIELDS = (*NAMES, "email", "language", "second_language", "zone", "quiet")


class Profile(Answers):
    field: str
    """One of `FIELDS`: the one that is changed. The names are answered in `text`, the others each in its own."""
    text: str = ""
    email: str = ""
    language: str = ""
    second_language: str = ""
    zone: str = ""
    quiet: str = ""

    @property
    def value(self) -> str:
        """The new value; "" for none."""
        found = str(getattr(self, "text" if self.field in NAMES else self.field))
        return "" if found in {NONE, COUNCILS} else found


def _about(field: str) -> Callable[[Profile], bool]:
    return lambda answers: answers.field == field


def _zones(visit: Visit, _answers: Profile) -> list[tuple[str, str]]:
    """Those of one's own country first."""
    own = zones_of(visit.person.country, visit.t)[:MOST_ZONES]
    return [(name, name) for name in dict.fromkeys([*own, *ZONES])]


def _hours(visit: Visit, _answers: Profile) -> list[tuple[str, str]]:
    return [
        (COUNCILS, plain(visit.t("The council's default"))),
        (quiet_hours.NONE, plain(visit.t("None"))),
        *((value, value.replace("-", "–")) for value in HOURS),
    ]


def _read_hours(visit: Visit, _answers: Profile, entry: Entry) -> str:
    """Quiet hours as they are kept. Raises `BadQuietHours`."""
    return quiet_hours.written(quiet_hours.typed(entry.text, typed_words(visit.t.spoken, visit.t.lexicon)))


def _which_language(visit: Visit) -> Markup:
    drafts = ", ".join(map(Catalogs.own_name, visit.catalogs.drafts()))
    told = visit.t("Which language?")
    if not drafts:
        return told
    return lines(told, visit.t("Draft translations, which no native speaker has read yet: {names}. If something is said badly, "
                               "please tell us: /help", names=drafts))  # fmt: skip


async def _finish(visit: Visit, answers: Profile) -> None:
    await actions.change(visit.work, answers.field, answers.value)
    visit.say(await own_profile(visit))


_ZONE = N_("Which time zone? Choose, or type a city or a country, such as Almaty or Germany.")
_QUESTIONS: tuple[Question[Profile], ...] = (
    Question("text", N_("Value"), lambda visit, answers:
             visit.t(NAMES[answers.field], value=getattr(visit.person, answers.field) or visit.t("not given")),
             readers.name(), wanted=lambda answers: answers.field in NAMES),
    Question("email", N_("E-mail"), lambda visit, _: visit.t(
                 "Your e-mail address? The secretariat sees it. Now: {value}", value=visit.person.email or visit.t("not given")),
             lambda _visit, _answers, entry: text_rules.email(entry.text),
             choices((NONE, N_("No e-mail"))), wanted=_about("email")),
    Question("language", N_("Language"), lambda visit, _: _which_language(visit), wanted=_about("language"),
             options=lambda visit, _: visit.catalogs.choices()),
    Question("second_language", N_("Second language"), N_(
                 "Which language do you read if a text is not translated into yours?"), wanted=_about("second_language"),
             options=lambda visit, _: [
                 (NONE, plain(visit.t("The council's default"))),
                 *((code, Catalogs.own_name(code)) for code in visit.council.languages if code != visit.person.language)]),
    Question("zone", N_("Time zone"), _ZONE, lambda visit, _, entry: find_zone(entry.text, visit.t), _zones,
             wanted=_about("zone")),
    Question("quiet", N_("Quiet hours"), lambda visit, _: visit.t(
                 "During which hours should messages that are not urgent wait? Choose, or type them, for example 22:00-07:30, "
                 "in your time zone, {zone}.", zone=visit.person.zone), _read_hours, _hours, wanted=_about("quiet")),
)  # fmt: skip
PROFILE = Form("profile", N_("My profile"), Profile, _QUESTIONS, _finish)

FORMS = (PROFILE,)
