"""Whom the entries are to name: one question."""

from markupsafe import Markup

from council import text_rules
from handlers.audit import actions, views
from handlers.common.texts import Texts
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Step


class FindForm:
    """A part of a name, and who fits it."""

    kind = "audit.person"
    steps = (
        Step(
            "name",
            lambda t: t("Name"),
            lambda v, _: v.t("Whom shall the entries be about? Type a part of the name."),
            lambda _v, _d, entry: text_rules.name(entry.text),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("What was done")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        found = await actions.find(visit.work, str(data["name"]))
        visit.say(views.people_found(found, str(data["about"]), visit.t))


FORMS = (FindForm(),)
[FIND] = FORMS
