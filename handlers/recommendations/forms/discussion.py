"""Forms about a recommendation outside its rounds: a comment, a new version, the Committee's word, a search."""

from markupsafe import Markup

from council import text_rules
from council.errors import MovedOn
from handlers.common.navigation import Open, Thing
from handlers.common.refusals import words
from handlers.common.text_changes import proposed_change
from handlers.common.text_layout import given_back
from handlers.common.texts import Texts
from handlers.common.view import View, button
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step
from handlers.recommendations import actions
from handlers.recommendations.actions import COMMENT_LIMIT
from handlers.recommendations.forms.text import VERSION_STEPS, text_of
from handlers.recommendations.reads import found
from handlers.recommendations.views import page as page_views


def _id(data: Data) -> int:
    return int(str(data["recommendation"]))


def _read_words(_visit: Visit, _data: Data, entry: Entry) -> str:
    return text_rules.body(entry.text, COMMENT_LIMIT)


class _AtOnce:
    """A form that is finished without a preview."""

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None


class CommentForm(_AtOnce):
    """A comment."""

    kind = "comment"
    steps = (
        Step(
            "text",
            lambda t: t("Comment"),
            lambda v, _: v.t("Your comment? The group sees it with your name. It is no position."),
            _read_words,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("A comment")

    async def finish(self, visit: Visit, data: Data) -> None:
        try:
            about = await actions.comment(visit.work, _id(data), str(data["text"]))
        except MovedOn as refusal:
            page = button(visit.t("Its page"), Open(Thing.RECOMMENDATION, _id(data)))
            visit.say(given_back(words(refusal, visit.t), [str(data["text"])], visit.t, [page]))
            return
        told = visit.t("{number}: your comment is with the others", number=about.number)
        visit.say(View(told))


class DecideForm(_AtOnce):
    """The Committee returns a recommendation or declines it; its word goes to the group."""

    kind = "committee"
    steps = (
        Step(
            "comments",
            lambda t: t("Comments"),
            lambda v, d: (
                v.t("With which comments is it returned? The group is told.")
                if d["back"]
                else v.t("Why is it declined? The group is told.")
            ),
            _read_words,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("The Executive Committee's word")

    async def finish(self, visit: Visit, data: Data) -> None:
        about = await actions.decide(visit.work, _id(data), str(data["comments"]), back=bool(data["back"]))
        told = visit.t("{number}: {stage}", number=about.number, stage=page_views.stage_name(about.stage, visit.t))
        visit.say(View(told))


class ReviseForm:
    """A new version while nobody is asked about it."""

    kind = "revise"
    steps = VERSION_STEPS

    def title(self, t: Texts) -> Markup:
        return t("New version")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        about = await actions.visible_recommendation(visit.work, _id(data))
        new = text_of(data, about.wording)
        view = proposed_change(about.number, about.wording, new, str(data.get("note", "")), visit.t)
        return view, visit.t("Keep the new version")

    async def finish(self, visit: Visit, data: Data) -> None:
        about = await actions.visible_recommendation(visit.work, _id(data))
        new = text_of(data, about.wording)
        changed = await actions.revise(visit.work, about.id, new, str(data.get("note", "")))
        visit.show(page_views.revised(changed, visit.t))


class FindForm(_AtOnce):
    """One question: what to look for."""

    kind = "find"
    steps = (
        Step(
            "words",
            lambda t: t("Search"),
            lambda v, _: v.t("What do you look for? A number, or words of the title or the text."),
            lambda _v, _d, entry: text_rules.line(entry.text),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Search in the recommendations")

    async def finish(self, visit: Visit, data: Data) -> None:
        visit.say(await found(visit, str(data["words"])))


COMMENT, DECIDE, REVISE, FIND = CommentForm(), DecideForm(), ReviseForm(), FindForm()
