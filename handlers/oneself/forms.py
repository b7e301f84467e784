"""One question: the new value of one of one's own data."""

import re

from markupsafe import Markup

from council import quiet_hours, text_rules
from council.quiet_hours import BadQuietHours
from handlers.common.dates import ZONES
from handlers.common.places import MOST_ZONES, find_zone, zones_of
from handlers.common.texts import Catalogs, Texts
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Step
from handlers.oneself import actions
from handlers.oneself.reads import show_profile

NONE, COUNCILS = "-", "council"
"""Values of buttons that stand for nothing at all, and for the council's own."""

HOURS = ("21:00-07:00", "22:00-08:00", "23:00-09:00")
"""Quiet hours that are offered; any others may be typed."""

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")

NAMES = ("name", "organisation", "country")
FIELDS = (*NAMES, "email", "language", "zone", "quiet")


def read_hours(typed: str) -> str:
    """Quiet hours as they are kept. Raises `BadQuietHours`."""
    match = _HOURS.fullmatch(typed.strip())
    if match is None:
        raise BadQuietHours
    begins, begins_min, ends, ends_min = match.groups()
    try:
        read = quiet_hours.read(f"{int(begins):02}:{begins_min or '00'}-{int(ends):02}:{ends_min or '00'}")
    except ValueError as error:
        raise BadQuietHours from error
    if read is None or read.start == read.end:
        raise BadQuietHours
    return quiet_hours.written(read)


def _asked(visit: Visit, field: str) -> Markup:
    t, now = visit.t, visit.person
    nothing = t("not given")
    asked = {
        "name": t("Your full name? Now: {value}", value=now.name or nothing),
        "organisation": t("Your organisation? Now: {value}", value=now.organisation or nothing),
        "country": t("Your country? Now: {value}", value=now.country or nothing),
    }
    return asked[field]


def _zones(visit: Visit) -> list[tuple[str, str]]:
    """Those of one's own country first."""
    own = zones_of(visit.person.country, visit.t)[:MOST_ZONES]
    listed = dict.fromkeys([*own, *ZONES])
    return [(name, name) for name in listed]


def _hours(visit: Visit) -> list[tuple[str, str]]:
    t = visit.t
    offered = [(value, value.replace("-", "–")) for value in HOURS]
    return [
        (COUNCILS, str(t("As the council has it").unescape())),
        (quiet_hours.NONE, str(t("None").unescape())),
        *offered,
    ]


class ProfileForm:
    """One question, about what is named in `field`."""

    kind = "profile"
    steps = (
        Step(
            "text",
            lambda t: t("Value"),
            lambda v, d: _asked(v, str(d["field"])),
            lambda _v, _d, entry: text_rules.name(entry.text),
            wanted=lambda d: d["field"] in NAMES,
        ),
        Step(
            "email",
            lambda t: t("E-mail"),
            lambda v, _: v.t(
                "Your e-mail address? The secretariat sees it. Now: {value}", value=v.person.email or v.t("not given")
            ),
            lambda _v, _d, entry: text_rules.email(entry.text),
            options=lambda v, _: [(NONE, str(v.t("No e-mail").unescape()))],
            wanted=lambda d: d["field"] == "email",
        ),
        Step(
            "language",
            lambda t: t("Language"),
            lambda v, _: v.t("Which language?"),
            options=lambda v, _: [(code, Catalogs.own_name(code)) for code in v.council.languages],
            wanted=lambda d: d["field"] == "language",
        ),
        Step(
            "zone",
            lambda t: t("Time zone"),
            lambda v, _: v.t("Which time zone? Choose, or type a city or a country, such as Almaty or Germany."),
            lambda v, _d, entry: find_zone(entry.text, v.t),
            options=lambda v, _d: _zones(v),
            wanted=lambda d: d["field"] == "zone",
        ),
        Step(
            "quiet",
            lambda t: t("Quiet hours"),
            lambda v, _: v.t(
                "In which hours shall nothing be sent that can wait? Choose, or type for example 22:00-07:30. "
                "They are by the clock of your time zone, {zone}.",
                zone=v.person.zone,
            ),
            lambda _v, _d, entry: read_hours(entry.text),
            options=lambda v, _: _hours(v),
            wanted=lambda d: d["field"] == "quiet",
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("My profile")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        field = str(data["field"])
        value = str(data["text"] if field in NAMES else data[field])
        await actions.change(visit.work, field, "" if value in {NONE, COUNCILS} else value)
        await show_profile(visit)


FORMS = (ProfileForm(),)
[PROFILE] = FORMS
