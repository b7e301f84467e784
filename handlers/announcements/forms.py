"""The announcement's form: to whom, what, and a last look before it goes out."""

from markupsafe import Markup

from council import wording
from council.audiences import Audience, AudienceKind
from handlers.announcements import actions, views
from handlers.announcements.words import kind_name
from handlers.common.names import group_options
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.context import Visit
from handlers.steps import Data, Entry, Step
from storage import audiences

FIRST = (AudienceKind.MEMBERS, AudienceKind.GROUPS, AudienceKind.SUBSCRIBERS)


def read_text(entry: Entry) -> str:
    """The text with its formatting, as Telegram's HTML; it is made from entities and so safe. Raises `Empty`, `TooLong`."""
    wording.body(entry.text)  # Telegram measures what remains when the markup is taken out
    return entry.html


def audience_of(data: Data) -> Audience:
    """The audience that the form has so far; groups chosen before another kind was do not count."""
    kind, groups = AudienceKind(str(data["kind"])), data.get("groups")
    if kind is not AudienceKind.GROUPS or not isinstance(groups, list):
        return Audience(kind)
    return Audience(kind, tuple(map(str, groups)))


class AnnounceForm:
    """The secretariat sends one text to many."""

    kind = "announce"
    steps = (
        Step(
            "kind",
            lambda t: t("Recipients"),
            lambda v, _: v.t("Whom is it for?"),
            options=lambda v, _: [(kind.value, kind_name(kind, v.t)) for kind in FIRST],
            width=1,
        ),
        Step(
            "groups",
            lambda t: t("Groups"),
            lambda v, _: v.t("For which groups? Tick them, then Done. Who sits in several gets it once."),
            options=lambda v, _: group_options(v.council, v.t),
            many=True,
            wanted=lambda data: data.get("kind") == AudienceKind.GROUPS.value,
            width=1,
        ),
        Step(
            "text",
            lambda t: t("Text"),
            lambda v, _: v.t("What shall it say? Send the text as it should look; its formatting is kept."),
            lambda _v, _d, entry: read_text(entry),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New announcement")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        audience = audience_of(data)
        people = await audiences.count(visit.tx, audience, visit.now)
        # A message of its own: it is drawn as it will be delivered, and may fill a message to its last character.
        visit.say(views.announcement(str(data["text"])))
        confirm = visit.t.plural("Send to {n} person", "Send to {n} people", people)
        return views.preview(visit.council, audience, people, visit.t), confirm

    async def finish(self, visit: Visit, data: Data) -> None:
        made = await actions.publish(visit.work, audience_of(data), str(data["text"]))
        visit.show(views.published(visit.council, made, visit.t))


ANNOUNCE = AnnounceForm()
FORMS = (ANNOUNCE,)
