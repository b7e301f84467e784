"""Forms about a recommendation outside its rounds: a comment, a new version, the Committee's word, a search."""

from markupsafe import Markup

from council.errors import MovedOn
from handlers.common.navigation import Open, Thing
from handlers.common.refusals import words
from handlers.common.text_changes import proposed_change
from handlers.common.text_layout import given_back
from handlers.common.texts import N_
from handlers.common.view import View, button
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.recommendations import actions, reads
from handlers.recommendations.actions import COMMENT_LIMIT
from handlers.recommendations.forms.text import VERSION_QUESTIONS, VersionAnswers
from handlers.recommendations.views import page
from handlers.recommendations.views.listing import listing


class Comment(Answers):
    recommendation: int
    text: str


async def _comment(visit: Visit, answers: Comment) -> None:
    try:
        about = await actions.comment(visit.work, answers.recommendation, answers.text)
    except MovedOn as refusal:
        way = button(visit.t("Its page"), Open(Thing.RECOMMENDATION, answers.recommendation))
        visit.say(given_back(words(refusal, visit.t), [answers.text], visit.t, [way]))
        return
    visit.say(View(visit.t("{number}: your comment is with the others", number=about.number)))


COMMENT = Form(
    "comment",
    N_("A comment"),
    Comment,
    (
        Question(
            "text",
            N_("Comment"),
            N_("Your comment? The group sees it with your name. It is no position."),
            readers.text(COMMENT_LIMIT),
        ),
    ),
    _comment,
)


class Decide(Answers):
    """The Committee's comments on what it returns (`back`) or declines; they go to the group."""

    recommendation: int
    back: bool
    comments: str


def _ask_comments(visit: Visit, answers: Decide) -> Markup:
    if answers.back:
        return visit.t("With which comments is it returned? The group is told.")
    return visit.t("Why is it declined? The group is told.")


async def _decide(visit: Visit, answers: Decide) -> None:
    about = await actions.decide(visit.work, answers.recommendation, answers.comments, back=answers.back)
    told = visit.t("{number}: {stage}", number=about.number, stage=page.stage_name(about.stage, visit.t))
    visit.say(View(told))


DECIDE = Form(
    "committee",
    N_("The Executive Committee's word"),
    Decide,
    (Question("comments", N_("Comments"), _ask_comments, readers.text(COMMENT_LIMIT)),),
    _decide,
)


class Revise(VersionAnswers):
    recommendation: int


async def _preview_version(visit: Visit, answers: Revise) -> tuple[View, Markup]:
    about = await actions.visible_recommendation(visit.work, answers.recommendation)
    new = answers.read_text(about.wording)
    return proposed_change(about.number, about.wording, new, answers.note, visit.t), visit.t("Keep the new version")


async def _revise(visit: Visit, answers: Revise) -> None:
    about = await actions.visible_recommendation(visit.work, answers.recommendation)
    changed = await actions.revise(visit.work, about.id, answers.read_text(about.wording), answers.note)
    visit.show(page.revised(changed, visit.t))


REVISE = Form("revise", N_("New version"), Revise, VERSION_QUESTIONS, _revise, _preview_version)


class Search(Answers):
    words: str


async def _find(visit: Visit, answers: Search) -> None:
    found = await reads.search(visit.work, answers.words)
    visit.say(listing(found, visit.now, visit.zone, visit.t))


FIND = Form(
    "find",
    N_("Search in the recommendations"),
    Search,
    (
        Question(
            "words",
            N_("Search"),
            N_("What do you look for? A number, or words of the title or the text."),
            readers.line(),
        ),
    ),
    _find,
)
