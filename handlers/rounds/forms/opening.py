"""The forms that propose a recommendation, and that open a round on one that there is."""

from dataclasses import replace

from markupsafe import Markup

from council.authority import Action, anywhere, may
from council.errors import Refused
from council.recommendations import Proposal, Recommendation, Stage, asked_in
from council.round_terms import check_electorate, check_terms
from council.rounds import RecommendationDraft, Round, RoundState
from handlers.common.names import called, group_options
from handlers.common.refusals import words
from handlers.common.texts import N_, plain
from handlers.common.view import View, lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Form, Options, Question
from handlers.recommendations import actions
from handlers.recommendations.forms import SUMMARY, TextAnswers, hashed, read_text
from handlers.recommendations.views import page
from handlers.recommendations.views.page import Page
from handlers.rounds.actions import opening
from handlers.rounds.forms.terms import ROUND_QUESTIONS, RoundAnswers, usual
from handlers.rounds.reads import load_card
from handlers.rounds.views import card

CONSULT, DRAFT = "consult", "draft"
"""Instead of a round: comments first, or nobody is asked yet."""


def groups_to_propose(visit: Visit) -> list[str]:
    """The groups in which this person may propose a recommendation, in the council's order."""
    where = anywhere(visit.actor, Action.PROPOSE)
    return [code for code in visit.council.codes if where is None or code in where]


async def _preview_round(visit: Visit, answers: RoundAnswers, about: Recommendation) -> tuple[View, Markup]:
    """The card as it will look."""
    made = Round(0, about.number, about.version, asked_in(about, visit.council.committee), about.title, about.text, about.link,
                 visit.person.id, answers.terms_in(visit.council), answers.opens_at or visit.now, answers.deadline,
                 RoundState.OPEN, recommendation=about.id, origin=about.group, document=about.document)  # fmt: skip
    asked = len(await opening.list_electorate(visit.work, made.group, about.id))
    view = card.preview(made, asked, visit.now, visit.zone, visit.t)
    try:
        check_terms(made.terms, visit.council.today(made.deadline))
        check_electorate(made.terms, asked)
    except Refused as refusal:  # said before the last press
        view = replace(view, text=lines(view.text, "", words(refusal, visit.t)))
    return view, visit.t("Plan the round") if answers.opens_at else visit.t("Open the round")


async def _show_opened(visit: Visit, round_: Round) -> None:
    found = await load_card(visit.tx, visit.council, round_, visit.actor, visit.now)
    visit.show(card.opened(round_, found.electorate, visit.zone, visit.t))


class Recommend(TextAnswers, RoundAnswers):
    """A recommendation that, once it was seen as it will look, is opened to consensus or comments, or kept.
    `only_group`: the person can propose in one group only, which is not asked for then."""

    only_group: bool = False
    group: str = ""
    title: str

    @property
    def electors(self) -> int | None:
        return self.asked.get(self.group)


def _what_next(visit: Visit, answers: Recommend) -> Options:
    """A round at once, comments first, or a draft; whoever may not open a round hands in a draft."""
    if not may(visit.actor, Action.OPEN_ROUND, [answers.group]):
        return [(DRAFT, plain(visit.t("Hand it in as a draft")))]
    consult, draft = plain(visit.t("Ask for comments first")), plain(visit.t("Save it as a draft"))
    return [*usual(visit, answers), (CONSULT, consult), (DRAFT, draft)]


async def _preview(visit: Visit, answers: Recommend) -> tuple[View, Markup]:
    t, group, text = visit.t, answers.group, answers.read_text()
    stage = Stage.CONSULTATION if answers.terms == CONSULT else Stage.DRAFT
    number = f"{group}-{visit.council.today(visit.now).year}-…"
    about = Recommendation(
        0, number, group, answers.title, visit.person.id, stage, 1, text.text, text.link, text.document, visit.now
    )
    if answers.asks:
        return await _preview_round(visit, answers, about)
    view = page.page(Page(about, called(visit.person, t)), visit.zone, t)
    return view, t("Ask for comments") if stage is Stage.CONSULTATION else t("Save the draft")


async def _propose(visit: Visit, answers: Recommend) -> None:
    text, group, title = answers.read_text(), answers.group, answers.title
    if answers.asks:
        terms, until, at = answers.terms_in(visit.council), answers.deadline, answers.opens_at
        draft = RecommendationDraft(group, title, text.text, text.link, until, terms, at, text.document)
        await _show_opened(visit, await opening.open_round(visit.work, draft))
        return
    proposal = Proposal(group, title, text.text, text.link, text.document)
    made = await actions.propose(visit.work, proposal, consult=answers.terms == CONSULT)
    visit.show(page.proposed(made, visit.t))


_TEXT = N_("Send the text to be adopted, in one message or as a file. If it is behind a link, summarise it here.")
_LINK = N_("A link to the full document, if there is one?")
_HOW = N_("How is it decided?")

_RECOMMENDED: tuple[Question[Recommend], ...] = (
    Question("group", N_("Group"), N_("Which group is asked?"),
             options=lambda visit, _: group_options(visit.council, visit.t, groups_to_propose(visit)),
             wanted=lambda answers: not answers.only_group, width=1),
    Question("title", N_("Title"), N_("What is its title, in one line?"), readers.line()),
    Question("text", N_("Text"), _TEXT, read_text, file=True, opens=hashed),
    SUMMARY,
    Question("link", N_("Link"), _LINK, readers.link(), optional=True),
    Question("terms", N_("Rule: usual or another"), _HOW, options=_what_next, width=1),
    *ROUND_QUESTIONS,
)  # fmt: skip
RECOMMEND = Form("recommend", N_("New recommendation"), Recommend, _RECOMMENDED, _propose, _preview)


class Open(RoundAnswers):
    """A round on a recommendation that there is already."""

    recommendation: int


async def _preview_open(visit: Visit, answers: Open) -> tuple[View, Markup]:
    about = await actions.visible_recommendation(visit.work, answers.recommendation)
    return await _preview_round(visit, answers, about)


async def _open(visit: Visit, answers: Open) -> None:
    terms, about = answers.terms_in(visit.council), answers.recommendation
    await _show_opened(visit, await opening.ask_about(visit.work, about, terms, answers.opens_at, answers.deadline))


_TERMS = Question[RoundAnswers]("terms", N_("Rule: usual or another"), _HOW, options=usual, width=1)
OPEN = Form("open", N_("A round on a recommendation"), Open, (_TERMS, *ROUND_QUESTIONS), _open, _preview_open)

FORMS = (RECOMMEND, OPEN)
